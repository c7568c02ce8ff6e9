"""What a scrape of the metrics costs does not grow with what was ever taken: counted in steps of the database's machine."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert

from gateway.adapters.db.rows import values
from gateway.adapters.db.tables import document, expectation, sales_order
from gateway.entrypoints.metrics import Meters
from tests import records
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House, built, later

FEW, MANY = 40, 2_000
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway that has taken nothing yet, on the embedded database: it tells its steps."""
    house = built(tmp_path / "house", fresh("sqlite", tmp_path), clock)
    yield house
    house.gateway.engine.dispose()


def taken(house: House, first: int, count: int) -> None:
    """Let there be orders that are over, each with a document and a deadline that was met, of an hour ago."""
    at = house.clock.now() - AN_HOUR
    names = [f"{number:08}" for number in range(first, first + count)]
    over = [records.order(id=name, number=name, state="closed", received_at=at) for name in names]
    read = [records.document(id=name, control_number=name, dedupe=name, created_at=at) for name in names]
    met: dict[str, object] = {
        "partner": "acme",
        "kind": "receipt",
        "order": "",
        "title": "",
        "state": "met",
        "settled_by": "",
    }
    met |= {"reason": "", "shard": 0} | dict.fromkeys(("opened_at", "warn_at", "due_at", "settled_at"), at)
    with house.gateway.engine.begin() as connection:
        connection.execute(insert(sales_order), [values(one) | {"shard": 0} for one in over])
        connection.execute(insert(document), [values(one) | {"shard": 0} for one in read])
        connection.execute(insert(expectation), [met | {"id": one, "key": one, "ref": one} for one in names])


def steps(house: House, meters: Meters) -> int:
    """Return how many steps the database takes for one scrape."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    def begin(connection: object, *_: object) -> None:
        connection.connection.driver_connection.set_progress_handler(step, 1)  # type: ignore[attr-defined]  # SQLite's has it

    event.listen(house.gateway.engine, "before_cursor_execute", begin)
    meters.text()
    event.remove(house.gateway.engine, "before_cursor_execute", begin)
    return count


@pytest.mark.parametrize("anew", [False, True], ids=["again", "in a process that started anew"])
def test_a_scrape_costs_the_same_however_many_orders_were_taken(house: House, *, anew: bool) -> None:
    """Once what was taken is counted and kept, nobody counts it any more; what is told is the same."""
    meters = Meters(house.gateway)
    taken(house, 0, FEW)
    house.ask("tally")
    meters.text()
    few = steps(house, Meters(house.gateway) if anew else meters)

    taken(house, FEW, MANY)
    with (
        house.gateway.engine.begin() as connection
    ):  # as if they had come one by one, each counted in its time
        connection.exec_driver_sql("DELETE FROM document_count")
    house.ask("tally")
    later(house, minutes=1)
    meters = Meters(house.gateway)
    meters.text()
    many = steps(house, Meters(house.gateway) if anew else meters)

    assert f'result="accepted",type="855"}} {FEW + MANY}.0' in meters.text().decode()
    assert few > 0
    assert many < 1.1 * few, (few, many)
