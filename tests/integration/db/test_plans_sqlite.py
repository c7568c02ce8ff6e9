"""SQLite reads no table whole for an order: what it is asked on the way from the order to the invoice is found by an index.

It looks into no index for pairs in a list, nor for whatever else its planner does not see through; a gateway with few
rows never shows it.
"""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.fakes.clocks import FixedClock
from tests.house import CHAIRS, LAMPS, built, interchange, order

WHOLE = re.compile(r"^SCAN (\w+)")
SMALL = frozenset({"carton_type", "catalogue_version", "circuit", "promotion", "ship_lane", "ship_place"})
"""Tables a person fills by hand."""


def test_no_table_that_grows_is_read_whole(tmp_path: Path) -> None:
    house = built(tmp_path, f"sqlite:///{tmp_path / 'house.sqlite3'}", FixedClock())
    asked: dict[str, Any] = {}

    def note(*call: Any) -> None:
        _, _, statement, parameters, _, many = call
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH", "  ")):
            asked.setdefault(statement, parameters[0] if many else parameters)

    event.listen(house.gateway.engine, "before_cursor_execute", note)
    house.take(interchange(order("4711", LAMPS, CHAIRS)))
    house.ship()
    house.acknowledge()
    event.remove(house.gateway.engine, "before_cursor_execute", note)

    whole = {}
    with house.gateway.engine.connect() as connection:
        tables = {
            row[0]
            for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        for statement, parameters in asked.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            read = {found[1] for row in plan if (found := WHOLE.match(row.detail))} & tables - SMALL
            if read:
                whole[statement[:300]] = sorted(read)

    assert {"810", "855", "856", "997"} <= {one.set_id for one in house.documents(direction="out")}
    assert {} == whole
