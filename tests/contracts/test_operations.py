"""What every store promises of the counts the metrics are made of, on every database."""

from gateway.adapters.db.work import DbStore
from gateway.application.ports.operating import Counted
from gateway.domain import lifecycle
from tests import records
from tests.records import minutes


def counted(count: int, *, partner: str = "acme", set_id: str = "850") -> Counted:
    return Counted(direction="in", set_id=set_id, partner=partner, validation="accepted", count=count)


def test_what_was_counted_is_kept_with_the_last_instant_it_holds_until(store: DbStore) -> None:
    """Each sort in place of what was kept of it; the others stay."""
    with store.begin() as work:
        assert ([], None) == work.operations.kept_counts()
        work.operations.keep_counts([counted(3), counted(4, partner="")], minutes(1))
        work.operations.keep_counts([counted(5)], minutes(2))
        work.operations.keep_counts([], minutes(3))
        work.commit()

    with store.read() as work:
        kept, until = work.operations.kept_counts()
    assert minutes(2) == until
    assert [counted(4, partner=""), counted(5)] == sorted(kept, key=lambda one: one.count)


def test_orders_are_counted_as_long_as_something_can_become_of_them(store: DbStore) -> None:
    """Not those that are closed, rejected or cancelled."""
    with store.begin() as work:
        for at, state in enumerate((*lifecycle.ORDER, "held")):
            work.orders.add(records.order(id=f"o{at}", number=f"PO-{at}", state=state), [])
        work.commit()

    with store.read() as work:
        found = work.operations.orders_under_way()
    assert {"received": 1, "held": 2, "confirmed": 1, "shipping": 1} == found
