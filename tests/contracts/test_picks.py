"""What every store promises of orders to warehouses, and of what is reserved, on every database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.adapters.db.work import DbStore
from gateway.application.ports import PickRecord, ReservationRecord
from gateway.errors import NotFound
from gateway.orderdesk.warehousing import AskedLine
from tests.records import days

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PICK = PickRecord(
    number="P1",
    partner="acme",
    warehouse="dock",
    order="o1",
    location="MAIN",
    ship_on=days(2),
    lines=(AskedLine(number="1", line=1, sku="LAMP", commitment="c1", quantity=3),),
    asked_at=AT,
)
HELD = ReservationRecord(
    id="reserved:acme:CART-1",
    partner="acme",
    reference="CART-1",
    sku="LAMP",
    quantity=3,
    made_at=AT,
    until_at=AT + timedelta(hours=2),
)


def test_what_a_warehouse_was_asked_for_is_open_until_it_is_answered(store: DbStore) -> None:
    """The first to ship first; found by the warehouse's own numbers only."""
    sooner = replace(PICK, number="P2", order="o2", ship_on=days(1))
    answered = replace(PICK, state="answered", answered_at=AT)
    with store.begin() as work:
        work.picks.add(PICK)
        work.picks.add(sooner)
        assert [sooner, PICK] == work.picks.open(10)
        assert [sooner] == work.picks.open(1)
        work.picks.update(answered)
        work.commit()

    with store.read() as work:
        assert [sooner] == work.picks.open(10)
        assert [answered] == work.picks.of_order("o1")
        assert (sooner, None) == (work.picks.find("dock", "P2"), work.picks.find("other", "P2"))
    with store.begin() as work, pytest.raises(NotFound, match="P9"):
        work.picks.update(replace(PICK, number="P9"))


def test_what_is_reserved_is_known_by_its_reference_and_its_end(store: DbStore) -> None:
    """One a reference of a partner's; due from the instant it ends."""
    later = replace(HELD, id="reserved:acme:CART-2", reference="CART-2", until_at=AT + timedelta(hours=3))
    with store.begin() as work:
        work.reservations.add([])
        work.reservations.add([later, HELD])
        work.reservations.add([replace(HELD, quantity=9)])
        work.commit()

    known = replace(HELD, quantity=9)
    with store.begin() as work:
        assert [known, later] == work.reservations.all(10)
        assert [known] == work.reservations.due(HELD.until_at, 10)
        assert [] == work.reservations.due(AT, 10)
        assert [later] == work.reservations.named("acme", ["CART-2", "CART-3"])
        assert [] == work.reservations.named("globex", ["CART-1"])
        work.reservations.remove([HELD.id])
        assert [later] == work.reservations.all(10)
