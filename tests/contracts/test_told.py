"""What every store promises of what partners were told, on every database."""

from dataclasses import replace
from datetime import UTC, datetime

from gateway.adapters.db.work import DbStore
from gateway.application.ports import ToldRecord
from gateway.domain.order_responses import LineOutcome, Promise
from tests.records import days

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = ToldRecord(order="o1", partner="acme", outcomes=(LineOutcome(line=1),), at=AT)


def test_the_last_that_was_told_holds(store: DbStore) -> None:
    """One record an order, whatever it says; nothing where nothing was told."""
    later = replace(
        FIRST,
        outcomes=(LineOutcome(line=1, accepted=(Promise(quantity=3, ships_on=days(1)),)),),
        at=AT.replace(hour=10),
    )
    with store.begin() as work:
        work.told.put(FIRST)
        work.told.put(later)
        work.told.put(replace(FIRST, order="o2"))
        work.commit()

    with store.read() as work:
        assert [later, replace(FIRST, order="o2"), None] == [
            work.told.find(one) for one in ("o1", "o2", "o3")
        ]
