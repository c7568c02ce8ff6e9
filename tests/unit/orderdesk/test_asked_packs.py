"""What a buyer counts in boxes, hundreds or dozens is counted in our units exactly, or is for a person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.agreements import Agreement
from gateway.domain.items import Item, PackDetail, UnitOfItem
from gateway.domain.money import to_coins
from gateway.domain.orders import Schedule
from gateway.domain.quotes import RequestedLine, RequestForQuotation
from gateway.orderdesk.asked_packs import (
    DIFFERS,
    NOT_WHOLE,
    UNCHECKED,
    Counted,
    for_asked,
    in_our_units,
    pack_of,
    spoken,
)
from gateway.orderdesk.quoting import Asked, OfferedLine, as_order, asked_of
from gateway.orderdesk.reserved import quote_line

SCREW = Item(sku="SCREW", units=(UnitOfItem(unit="BX", each=Fraction(50)),))
CABLE = Item(sku="CABLE", base_unit="FT")


def asked(
    quantity: str | None, unit: str, pack: int | None = None, *, basis: str = "", item: Item = SCREW
) -> Counted:
    """Return what is counted of so many of a unit that may hold so many."""
    said = RequestedLine(
        quantity=None if quantity is None else Decimal(quantity),
        unit=unit,
        price_basis=basis,
        packs=() if pack is None else (PackDetail(pack=pack),),
    )
    return in_our_units(said, item)


@pytest.mark.parametrize(
    ("quantity", "unit", "pack", "found"),
    [
        ("5", "CT", 100, ("500", "EA", 100, "", "")),
        ("5", "CT", 2, ("10", "EA", 2, "", "")),
        ("5", "BX", 50, ("5", "BX", 1, "", "")),
        ("5", "BX", 100, ("500", "EA", 100, "", DIFFERS)),
        ("5", "BX", None, ("5", "BX", 1, "", "")),
        ("3", "HU", None, ("300", "EA", 100, "per-hundred", "")),
        ("2.5", "TH", None, ("2500", "EA", 1000, "per-thousand", "")),
        ("0.005", "HU", None, ("0.005", "HU", 1, "", NOT_WHOLE)),
        ("2", "DZ", None, ("24", "EA", 12, "", "")),
        ("1", "GS", None, ("144", "EA", 144, "", "")),
        ("7", "PC", None, ("7", "EA", 1, "", "")),
        ("500", "EA", 100, ("500", "EA", 1, "", "")),
        ("5", "", 100, ("5", "", 1, "", "")),
        ("5", "KG", None, ("5", "KG", 1, "", "")),
        ("5", "CT", 1, ("5", "CT", 1, "", "")),
    ],
)
def test_what_is_asked_is_counted_in_our_units(
    quantity: str, unit: str, pack: int | None, found: tuple[str, str, int, str, str]
) -> None:
    """By what the buyer says of its pack, and by what we sell the item in."""
    counts = asked(quantity, unit, pack)

    assert found == (
        str(counts.quantity),
        counts.unit,
        counts.holds,
        counts.basis,
        counts.doubt,
    )


def test_a_pack_nothing_of_ours_tells_of_is_for_a_person() -> None:
    """A reel of a hundred may be a hundred feet, or metres; a box of an item we count in boxes may hold any number."""
    boxed = Item(sku="BOXED", base_unit="BX")

    assert UNCHECKED == asked("5", "RL", 100, item=CABLE).doubt
    assert UNCHECKED == asked("5", "BX", 100, item=boxed).doubt
    assert (Decimal(5), "RL") == (
        asked("5", "RL", 100, item=CABLE).quantity,
        asked("5", "RL", 100, item=CABLE).unit,
    )
    assert None is asked(None, "CT", 100).quantity


def test_the_buyers_own_basis_stays() -> None:
    """A price per thousand of what is counted in hundreds is a price per thousand single things."""
    assert "per-thousand" == asked("30", "HU", basis="per-thousand").basis
    assert "" == asked("30", "HU", basis="no-basis-of-ours", item=CABLE).basis


def test_a_quantity_is_spoken_with_its_pack() -> None:
    """As the buyer wrote it, so that both are seen."""
    boxes = RequestedLine(quantity=Decimal("5.0"), unit="BX", packs=(PackDetail(pack=100),))

    assert "5 BX of 100" == spoken(boxes)
    assert "5 EA" == spoken(RequestedLine(quantity=Decimal(5), unit="EA"))
    assert "" == spoken(RequestedLine(unit="EA"))
    assert None is pack_of(RequestedLine(unit="BX", packs=(PackDetail(size=Decimal(5)),)))


@settings(max_examples=60, deadline=None)
@given(
    count=st.decimals(min_value="0.01", max_value="99999", places=2),
    size=st.integers(min_value=2, max_value=5000),
)
def test_counting_in_our_units_loses_nothing(count: Decimal, size: int) -> None:
    """So many packs are so many single things, and those so many packs again; or it is not counted at all."""
    counts = asked(str(count), "CT", size)

    if counts.doubt:
        assert (count, "CT", NOT_WHOLE) == (counts.quantity, counts.unit, counts.doubt)
    else:
        assert counts.quantity is not None
        assert Fraction(count) == Fraction(counts.quantity) / counts.holds


@settings(max_examples=60, deadline=None)
@given(
    packs=st.integers(min_value=1, max_value=10_000),
    size=st.integers(min_value=2, max_value=5000),
    price=st.decimals(min_value=0, max_value=99999, places=4),
    per=st.sampled_from([1, 100, 1000]),
)
def test_money_balances_in_either_unit(packs: int, size: int, price: Decimal, per: int) -> None:
    """What the single things come to at our price is what the packs come to at the price in the buyer's cell."""
    counts = asked(str(packs), "CT", size)
    theirs = for_asked(price, per=Fraction(per), holds=counts.holds)

    assert theirs is not None
    assert counts.quantity is not None
    ours = Fraction(price) * Fraction(counts.quantity) / per
    assert ours == Fraction(theirs) * packs
    assert to_coins(theirs * packs, "USD") == to_coins(price * counts.quantity / per, "USD")


def test_a_price_no_decimal_says_is_not_said() -> None:
    """Nothing is rounded behind anybody's back."""
    assert None is for_asked(Decimal(1), per=Fraction(3), holds=Fraction(1))
    assert Decimal(75) == for_asked(
        Decimal("1.50"), per=Fraction(100), holds=Fraction(5), basis=Fraction(1000)
    )


def test_parts_of_a_line_are_counted_as_the_line_is() -> None:
    """Each delivery of so many packs is so many single things; what no decimal says stays as it was asked."""
    said = RequestedLine(
        number="1",
        quantity=Decimal(4),
        unit="CT",
        packs=(PackDetail(pack=100),),
        schedules=(Schedule(quantity=Decimal(3), unit="CT"), Schedule(quantity=Decimal(1), unit="CT")),
    )
    request = RequestForQuotation(number="R", requested_on=date(2026, 3, 2))
    agreement = Agreement(partner="acme", ship_from=("MAIN",), currency="USD")

    def parts(counts: Counted | None) -> list[tuple[Decimal, str]]:
        asked_for = Asked(line=1, said=said, sku="SCREW", counted=counts)
        (line,) = as_order(request, [asked_for], agreement, today=date(2026, 3, 2)).lines
        return [(one.quantity, one.unit) for one in line.schedules]

    third = Counted(quantity=Decimal(1), unit="EA", holds=Fraction(1, 3))
    assert [(300, "EA"), (100, "EA")] == parts(in_our_units(said, SCREW))
    assert [(3, "CT"), (1, "CT")] == parts(None)
    assert [(1, "EA"), (1, "CT")] == parts(third)


def test_an_offer_says_how_many_were_asked_for() -> None:
    """In the buyer's unit, with how many of ours are in one; nothing where both count alike."""
    offer = OfferedLine(line=1, quantity=Decimal(500), unit="EA")

    assert "" == asked_of(offer)
    assert "5 CT of 100" == asked_of(replace(offer, asked=Decimal(5), asked_unit="CT", holds=Fraction(100)))
    assert "7 PC" == asked_of(replace(offer, asked=Decimal(7), asked_unit="PC"))


def test_a_line_of_a_quote_is_reserved_under_a_name_of_its_own() -> None:
    """By number and line."""
    assert "Q00000012/3" == quote_line("Q00000012", 3)
