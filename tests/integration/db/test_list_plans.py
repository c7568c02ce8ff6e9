"""No list looks at every row there is: what each asks PostgreSQL for is found by an index.

The lists are those of `benchmarks/lists.py`, over a small history of the same making; the planner may look through a
whole table only where nothing else leads to the rows.
"""

import importlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from gateway.adapters.db.tables.listing import RARE
from gateway.application.operating.tallying import tally
from gateway.application.records import Job
from gateway.bootstrap import Gateway
from gateway.domain.users import Role
from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.metrics import Meters
from tests.databases import bare

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
ORDERS = 1_000
GROWS = re.compile(
    r"Seq Scan on (document|event|expectation|interchange|order_line|pick|quote|request|sales_order|shipment|shipped_line"
    r"|shop_session|transmission|webhook_delivery)\b"
)
JOB = Job(
    id="", kind="tally", ref="", dedupe="", lane="", attempts=0, run_at=datetime(2026, 3, 2, tzinfo=UTC)
)
INDEX = re.compile(r"(?:using|Bitmap Index Scan on) (\w+)")


@pytest.fixture(scope="module")
def lists() -> Iterator[ModuleType]:
    """The benchmark, which nobody imports else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield importlib.import_module("lists")


@pytest.fixture(scope="module")
def gateway(lists: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with many partners over an empty database."""
    folder = tmp_path_factory.mktemp("lists")
    made: Gateway = lists.house(folder, bare("postgresql", folder))
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def plans(lists: ModuleType, gateway: Gateway) -> dict[str, str]:
    """What PostgreSQL does for each question that any list asks, by the question."""
    deep = importlib.import_module("many_orders").fill(gateway.engine, ORDERS)
    headers = lists.carrying(gateway, Role.ADMIN)

    def ask() -> None:
        with TestClient(create_app(gateway), base_url=lists.HERE, headers=headers) as client:
            answers = {route: client.get(route).status_code for route in lists.asked(deep)}
        assert {200} == set(answers.values()), answers

    return explained(gateway, ask)


def explained(gateway: Gateway, ask: Callable[[], object]) -> dict[str, str]:
    """Return what PostgreSQL does for each question that is asked meanwhile, by the question."""
    asked: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            asked.setdefault(statement, parameters)

    event.listen(gateway.engine, "before_cursor_execute", note)
    ask()
    event.remove(gateway.engine, "before_cursor_execute", note)
    with gateway.engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        return {
            statement: "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars())
            for statement, parameters in asked.items()
        }


def test_no_list_looks_through_a_whole_table_of_what_grows(plans: dict[str, str]) -> None:
    """Whatever it is narrowed by, on the first page and deep down."""
    assert {} == {statement: plan for statement, plan in plans.items() if GROWS.search(plan)}


@pytest.mark.usefixtures("plans")
def test_a_scrape_of_the_metrics_looks_through_no_whole_table_of_what_grows(gateway: Gateway) -> None:
    """Orders under way are found by their state, and of documents those that came since the last were counted."""
    with gateway.store.begin() as work:
        tally(gateway.services, work, JOB)
        work.commit()
    scrape = explained(gateway, Meters(gateway).text)

    assert {} == {statement: plan for statement, plan in scrape.items() if GROWS.search(plan)}
    assert {"ix_sales_order_state_received_at", "ix_document_created_at_id"} <= {
        name for plan in scrape.values() for name in INDEX.findall(plan)
    }


def test_what_is_rare_is_found_by_the_index_over_what_is_rare(plans: dict[str, str]) -> None:
    """Else a list of the few that wait walks through all that does not."""
    used = {name for plan in plans.values() for name in INDEX.findall(plan)}

    wanted = {f"ix_{column.table}_rare_{column.name}" for column in RARE} | {"ix_expectation_owed"}
    assert set() == wanted - used


def test_every_page_and_route_is_a_list_that_is_measured_or_none(lists: ModuleType, gateway: Gateway) -> None:
    """Who adds a list adds it to the benchmark."""
    assert [] == lists.forgotten(gateway)
