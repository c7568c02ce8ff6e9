"""What an inventory advice says about stock, as available-to-promise reads it."""

from datetime import date
from decimal import Decimal

import pytest

from gateway.domain.inventory_advices import (
    CountingUnit,
    DatedStock,
    InventoryAdvice,
    StockedItem,
    StockQuantity,
)
from gateway.domain.orders import Distribution, Schedule, StoreQuantity
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate

REPORTED = date(2026, 1, 13)


def advice(item: StockedItem, *parties: Party) -> InventoryAdvice:
    return InventoryAdvice(
        number="ST-1", reported_on=REPORTED, kind="seller-stock", parties=parties, items=(item,)
    )


def said(item: StockedItem, *parties: Party) -> list[tuple[str, Decimal, str, str, date | None]]:
    """Return kind, quantity, unit, place and day of all that is said about an item."""
    found = list(advice(item, *parties).stock())
    assert [item] * len(found) == [one.item for one in found]
    return [(one.kind, one.quantity, one.unit, one.location, one.on) for one in found]


def test_what_is_there_is_there_on_the_day_of_the_report() -> None:
    """A quantity on hand needs no day of its own."""
    item = StockedItem(quantities=(StockQuantity(kind="on-hand", quantity=Decimal(40), unit="EA"),))

    assert [DatedStock(item=item, kind="on-hand", quantity=Decimal(40), unit="EA", on=REPORTED)] == list(
        advice(item).stock()
    )


def test_what_is_on_order_is_there_when_it_arrives() -> None:
    """Its own day counts, the surest first; days that mean something else do not."""
    coming = StockQuantity(
        kind="on-order",
        quantity=Decimal(75),
        dates=(
            TradeDate(kind="purchase-order", on=date(2026, 1, 2)),
            TradeDate(kind="delivery-estimated", on=date(2026, 1, 22)),
            TradeDate(kind="available"),
            TradeDate(kind="arrival-estimated", on=date(2026, 1, 20)),
        ),
    )

    assert [("on-order", Decimal(75), "", "", date(2026, 1, 20))] == said(StockedItem(quantities=(coming,)))


def test_what_is_on_order_without_a_day_has_none() -> None:
    """Nothing is promised from goods of which nobody knows when they come."""
    item = StockedItem(quantities=(StockQuantity(kind="on-order", quantity=Decimal(25)),))

    assert [("on-order", Decimal(25), "", "", None)] == said(item)


def test_a_unit_beside_the_quantity_counts() -> None:
    """Some partners send the unit in a segment of its own."""
    beside = StockQuantity(kind="available", quantity=Decimal(5), units=(CountingUnit(unit="CA"),))
    within = StockQuantity(kind="available", quantity=Decimal(6), unit="EA", units=(CountingUnit(unit="CA"),))

    assert ["CA", "EA"] == [unit for _, _, unit, _, _ in said(StockedItem(quantities=(beside, within)))]


def test_schedules_stand_for_their_quantity() -> None:
    """A quantity shared out by place and day is counted once, place by place."""
    shared = StockQuantity(
        kind="available",
        quantity=Decimal(9),
        unit="EA",
        schedules=(
            Schedule(quantity=Decimal(6), unit="EA", party_role="warehouse", party_name="RENO", on=REPORTED),
            Schedule(quantity=Decimal(3), unit="EA"),
        ),
    )
    home = Party(role="warehouse", name="GARY WAREHOUSE")

    assert [
        ("available", Decimal(6), "EA", "RENO", REPORTED),
        ("available", Decimal(3), "EA", "GARY WAREHOUSE", None),
    ] == said(StockedItem(quantities=(shared,)), home)


def test_destinations_stand_for_the_only_quantity() -> None:
    """An item shared out over stores is counted store by store, with the meaning of its one quantity."""
    shared = Distribution(unit="EA", stores=(StoreQuantity(store="0001", quantity=Decimal(12)),))
    total = StockQuantity(kind="on-hand", quantity=Decimal(12), unit="EA")

    assert [("on-hand", Decimal(12), "EA", "0001", REPORTED)] == said(
        StockedItem(distributions=(shared,), quantities=(total,))
    )
    assert [("", Decimal(12), "EA", "0001", REPORTED)] == said(StockedItem(distributions=(shared,)))


def test_destinations_are_left_aside_where_several_quantities_could_be_meant() -> None:
    """Nothing is guessed: the quantities themselves say what they mean."""
    shared = Distribution(unit="EA", stores=(StoreQuantity(store="0001", quantity=Decimal(12)),))
    both = tuple(StockQuantity(kind=kind, quantity=Decimal(12)) for kind in ("on-hand", "available"))

    assert ["on-hand", "available"] == [
        kind for kind, *_ in said(StockedItem(distributions=(shared,), quantities=both))
    ]


def test_a_quantity_in_words_is_no_stock() -> None:
    """Nobody can promise from `a few`."""
    assert [] == said(StockedItem(quantities=(StockQuantity(kind="on-hand", text="A FEW"),)))


@pytest.mark.parametrize(
    ("own", "head", "place"),
    [
        ((), (), ""),
        ((), (Party(role="seller", name="OURCO"),), ""),
        ((), (Party(role="ship-to", code="PL8"), Party(role="warehouse", code="GARY", name="X")), "GARY"),
        ((Party(role="warehouse", code="RENO"),), (Party(role="warehouse", code="GARY"),), "RENO"),
    ],
)
def test_stock_lies_where_the_surest_party_says(
    own: tuple[Party, ...], head: tuple[Party, ...], place: str
) -> None:
    """A warehouse before a ship-to; the item's own before the head's; others are no places."""
    item = StockedItem(quantities=(StockQuantity(kind="on-hand", quantity=Decimal(1)),), parties=own)

    assert [place] == [one.location for one in advice(item, *head).stock()]
