"""Lines as they stand before a change: what is kept of them, what goes, and what a buyer still gets."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.findings import find
from gateway.domain.order_responses import Change, LineOutcome, Promise, Shortfall
from gateway.domain.supply import Commitment
from gateway.domain.supply_policies import NO_POLICIES
from gateway.orderdesk.cases import Exceptions, look
from gateway.orderdesk.decisions import DecidedLine, PriceDecision, StandingLine
from gateway.orderdesk.holding import held, lessened
from gateway.orderdesk.identifiers import lengths_of, sscc
from gateway.orderdesk.promising import Need
from gateway.orderdesk.standing import added_up, as_it_stands, deleted, shipped_units, standing_quantity
from gateway.orderdesk.underway import Changed, Underway, unchanged
from gateway.orderdesk.withholding import free_for_all
from tests.unit.orderdesk.desk import AGREEMENT, CATALOGUE, TODAY, day, line, order, policy, stock

CASES = StandingLine(
    line=2, sku="CUP", unit="CA", base_unit="EA", each=Fraction(12), ordered=24, price=Decimal(18)
)
CUP = Change(asked="MUG", holds="CUP")
ASKED = line(number="7", unit="CA", price=Decimal(17), price_basis="CA")


def test_what_has_left_is_said_in_the_unit_of_its_line_where_a_decimal_says_it() -> None:
    pieces, thirds = (
        replace(CASES, line=number, unit=unit, each=each)
        for number, unit, each in ((1, "EA", Fraction(1)), (3, "CA", Fraction(9)))
    )
    underway = Underway(
        order=order(),
        state="shipping",
        lines=(CASES, pieces, thirds),
        outcomes=(),
        shipped={2: 30, 1: 7, 3: 3},
    )

    assert {2: Decimal("2.5"), 1: Decimal(7)} == shipped_units(underway)
    assert Changed(
        verdict="refused", order=underway.order, state="shipping", findings=(find("change.line-unknown"),)
    ) == unchanged(underway, "refused", [find("change.line-unknown")])


def test_a_line_stands_with_all_that_was_decided_of_it() -> None:
    outcome = LineOutcome(line=2, item=CUP)

    assert DecidedLine(
        line=2,
        number="7",
        sku="CUP",
        unit="CA",
        base_unit="EA",
        each=Fraction(12),
        per=as_it_stands(ASKED, CASES, outcome).per,
        asked=24,
        price=PriceDecision(outcome="agreed", buyers=Decimal(17), holds=Decimal(18)),
        identifiers=ASKED.identifiers,
        outcome=outcome,
    ) == as_it_stands(ASKED, CASES, outcome)
    assert Fraction(100) == as_it_stands(line(price_basis="per-hundred"), CASES, outcome).per


def test_a_line_that_goes_asks_for_nothing_and_still_says_what_it_was() -> None:
    gone = deleted(ASKED, CASES, LineOutcome(line=2, item=CUP))

    assert (0, "CUP") == (gone.asked, gone.sku)
    assert (
        LineOutcome(line=2, cancelled=(Shortfall(quantity=24, reason="order.line-deleted"),), item=CUP)
        == gone.outcome
    )


def test_promises_of_a_day_and_a_place_are_one_and_stand_by_day() -> None:
    parts = [(3, 2, "B"), (1, 1, "B"), (4, 2, "A"), (2, 1, "B")]
    outcome = LineOutcome(
        line=1,
        accepted=tuple(Promise(quantity=n, ships_on=day(on), location=at) for n, on, at in parts),
        backordered=(Shortfall(quantity=5),),
    )

    assert [(3, 1, "B"), (3, 2, "B"), (4, 2, "A")] == [
        (one.quantity, (one.ships_on - TODAY).days, one.location) for one in added_up(outcome).accepted
    ]
    assert 15 == standing_quantity(outcome)


def need(quantity: int, on: int, **changes: Any) -> Need:
    return Need(
        line=1,
        sku="MUG",
        quantity=quantity,
        needed_on=day(on),
        locations=("MAIN",),
        **({"policy": policy(), "step": 6} | changes),
    )


def kept(quantity: int, on: int) -> Commitment:
    return Commitment(
        line=1,
        schedule=1,
        sku="MUG",
        location="EAST",
        quantity=quantity,
        needed_on=day(on),
        promised_on=day(9),
    )


def test_what_a_line_holds_is_taken_off_its_own_day_first_and_then_off_the_earliest() -> None:
    needs = [need(6, 1), need(12, 2), need(6, 3)]

    assert [(6, 1, 6), (6, 3, 6)] == left_of(needs, kept(12, 2))
    assert [(2, 1, 1), (6, 3, 6)] == left_of(needs, kept(16, 2))
    assert [(6, 2, 6), (6, 3, 6)] == left_of(needs, kept(12, 1))
    assert [(6, 3, 6)] == left_of(needs, kept(12, 2), kept(6, 1))
    assert [] == left_of(needs, kept(30, 3))


def left_of(needs: list[Need], *has: Commitment) -> list[tuple[int, int, int]]:
    return [(one.quantity, (one.needed_on - TODAY).days, one.step) for one in lessened(needs, has)]


def test_what_a_line_holds_is_a_promise_that_needs_no_supply() -> None:
    (one,) = look(order(line()), AGREEMENT, CATALOGUE, today=TODAY, exceptions=Exceptions())
    (found,) = held(one, [kept(4, 1)])

    expected = Need(line=1, sku="MUG", quantity=4, needed_on=day(1), locations=("EAST",), policy=one.policy)
    assert (expected, (Promise(quantity=4, ships_on=day(9), location="EAST"),)) == (
        found.need,
        found.accepted,
    )
    assert () == found.commitments


def test_what_a_run_may_have_is_of_the_item_and_place_it_was_asked_for() -> None:
    found = free_for_all(stock("MUG", (2, 5)), NO_POLICIES, {1}, today=TODAY)

    assert ("MUG", "MAIN", [(day(2), 5)]) == (
        found.sku,
        found.location,
        [(one.on, one.free) for one in found.buckets],
    )


def test_a_number_is_known_with_and_without_the_zeros_before_it() -> None:
    assert ("00012340", "000000012340", "0000000012340", "00000000012340") == lengths_of("00012340")
    assert ("12345670", "000012345670", "0000012345670", "00000012345670") == lengths_of("12345670")


@pytest.mark.parametrize(
    ("prefix", "serial", "body"),
    [
        ("0614141", 0, "00614141000000000"),
        ("061414100000000", 0, "00614141000000000"),
        ("061414100000000", 9, "00614141000000009"),
    ],
)
def test_the_first_serial_is_nought_and_one_place_is_room_enough(prefix: str, serial: int, body: str) -> None:
    assert body == sscc(prefix, serial)[:-1]


@pytest.mark.parametrize(
    ("prefix", "serial"), [("0614141000000000", 0), ("06141410", -1), ("061414100000000", 10)]
)
def test_a_serial_without_room_or_below_nought_is_refused(prefix: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"^an SSCC is eighteen digits: the serial does not fit"):
        sscc(prefix, serial)
