"""Settling: a decided line says everything shipping, billing and the answer go by, and nothing else."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import BackorderPolicy
from gateway.domain.findings import find
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_responses import Change, LineOutcome, Promise, Shortfall
from gateway.domain.reckonings import Step
from gateway.orderdesk.cases import Case, CaseLine
from gateway.orderdesk.decisions import DecidedLine, Fix, Limit, PriceDecision, Result
from gateway.orderdesk.promising import Departure, Need, Promised
from gateway.orderdesk.resolving import Resolution
from gateway.orderdesk.settling import Verdict, rounded_off, settled, verdicts_of
from tests.unit.orderdesk.desk import AGREEMENT, MUG, OLD, PLATE, TODAY, day, line, order

STEPS = (Step(label="list", change=Decimal("2.00"), price=Decimal("2.00"), why=""),)
ASKED_LESS = PriceDecision(
    outcome="hold", buyers=Decimal("1.40"), ours=Decimal("1.50"), holds=None, steps=STEPS
)
ALIKE = PriceDecision(outcome="agreed", buyers=Decimal("1.50"), ours=Decimal("1.50"), holds=Decimal("1.50"))
NONE_ASKED = PriceDecision(outcome="ours", buyers=None, ours=Decimal("1.50"), holds=Decimal("1.50"))


def seen(**changes: Any) -> CaseLine:
    """Return line 2 of an order as rules look at it: five cases of mugs."""
    usual: dict[str, Any] = {
        "number": 2,
        "line": line(quantity="5", unit="CA", number="00020"),
        "resolution": Resolution(item=MUG),
        "item": MUG,
        "sold": MUG,
        "unit": "CA",
        "each": Fraction(12),
        "per": Fraction(100),
        "asked": 60,
        "price": ALIKE,
        "policy": BackorderPolicy(),
    }
    return CaseLine(**(usual | changes))


def need(quantity: int, on: int = 0, **changes: Any) -> Need:
    return Need(
        line=2,
        sku="MUG",
        quantity=quantity,
        needed_on=day(on),
        locations=("MAIN",),
        policy=BackorderPolicy(),
        **changes,
    )


def decided(
    line: CaseLine, verdict: Verdict | None = None, *promised: Promised, whole: str = ""
) -> DecidedLine:
    return settled(line, verdict or Verdict(), order_reject=whole, promised=promised)


def result(rule: str, action: str, code: str, line: int | None) -> Result:
    return Result(rule=rule, action=action, finding=find(code), line=line, fix=Fix(text=""))


def test_the_first_reason_to_stop_counts_for_each_line_and_for_the_order() -> None:
    case = Case(
        order=order(line(), line()),
        agreement=AGREEMENT,
        today=TODAY,
        lines=(seen(number=1), seen()),
    )
    verdicts = verdicts_of(
        case,
        [
            result("V6", "warn", "order.date-doubtful", None),
            result("V33", "hold", "order.currency-mismatch", None),
            result("V13", "hold", "order.total-mismatch", None),
            result("V22", "reject", "order.unit-unknown", 2),
            result("V21", "reject", "order.quantity-not-positive", 2),
            result("V31", "hold", "order.price-below", 2),
        ],
    )

    assert {
        None: Verdict(
            actions={"V6": "warn", "V33": "hold", "V13": "hold"}, reject="", hold="order.currency-mismatch"
        ),
        1: Verdict(actions={}, reject="", hold=""),
        2: Verdict(
            actions={"V22": "reject", "V21": "reject", "V31": "hold"},
            reject="order.unit-unknown",
            hold="order.price-below",
        ),
    } == verdicts


def test_a_decided_line_says_all_of_it_in_the_buyers_words_and_in_ours() -> None:
    """Several needs of one line add up: their days, their parts and what limits them, in their order."""
    first = Promised(
        need=need(40, 1, departures={"WEST": Departure(calendar=AGREEMENT.calendar, on=day(0))}),
        accepted=(Promise(quantity=30, ships_on=day(1), location="MAIN"),),
        backordered=(Shortfall(quantity=10, expected_on=day(9)),),
        limits=(Limit(location="MAIN", on=day(1), available=30),),
    )
    second = Promised(
        need=need(20, 3),
        accepted=(Promise(quantity=12, ships_on=day(3), location="MAIN"),),
        cancelled=(Shortfall(quantity=8, reason="order.cancel-after"),),
        limits=(Limit(location="MAIN", on=day(3), available=12),),
    )

    assert DecidedLine(
        line=2,
        number="00020",
        sku="MUG",
        unit="CA",
        base_unit="EA",
        each=Fraction(12),
        per=Fraction(100),
        asked=60,
        wanted_on=(day(1), day(0), day(3)),
        price=ALIKE,
        identifiers=(ItemIdentifier(kind="vendor-item", value="MUG"),),
        limits=(
            Limit(location="MAIN", on=day(1), available=30),
            Limit(location="MAIN", on=day(3), available=12),
        ),
        outcome=LineOutcome(
            line=2,
            accepted=(
                Promise(quantity=30, ships_on=day(1), location="MAIN"),
                Promise(quantity=12, ships_on=day(3), location="MAIN"),
            ),
            backordered=(Shortfall(quantity=10, expected_on=day(9)),),
            cancelled=(Shortfall(quantity=8, reason="order.cancel-after"),),
        ),
    ) == decided(seen(), None, first, second)


def test_what_names_no_item_of_ours_is_known_by_the_buyers_words_alone() -> None:
    strange = seen(item=None, sold=None, unit="", each=None, per=Fraction(1), asked=None, price=None)

    assert DecidedLine(
        line=2,
        number="00020",
        sku="",
        unit="CA",
        base_unit="CA",
        each=Fraction(1),
        per=Fraction(1),
        asked=0,
        identifiers=(ItemIdentifier(kind="vendor-item", value="MUG"),),
        outcome=LineOutcome(line=2, reject="order.item-unknown"),
    ) == decided(strange, Verdict(reject="order.item-unknown", hold="order.instructions"))


@pytest.mark.parametrize(
    ("verdict", "whole", "outcome"),
    [
        (Verdict(reject="a"), "b", LineOutcome(line=2, reject="b")),
        (Verdict(reject="a", hold="c"), "", LineOutcome(line=2, reject="a")),
        (Verdict(hold="c"), "b", LineOutcome(line=2, reject="b")),
        (Verdict(hold="c"), "", LineOutcome(line=2, hold="c")),
    ],
)
def test_a_rejection_goes_before_a_hold_and_the_orders_before_the_lines(
    verdict: Verdict, whole: str, outcome: LineOutcome
) -> None:
    """Nothing else is said of such a line, whatever was promised to it."""
    part = Promised(need=need(60), accepted=(Promise(quantity=60, ships_on=TODAY, location="MAIN"),))

    assert outcome == decided(seen(), verdict, part, whole=whole).outcome


def test_the_price_that_stands_is_the_one_the_rules_on_prices_leave() -> None:
    """Held or rejected: none; changed, or none asked for: ours; let pass: the buyer's; what is no rule on prices leaves it."""
    held = replace(ALIKE, outcome="hold", holds=None)
    theirs = replace(ASKED_LESS, outcome="buyers", holds=Decimal("1.40"))
    cases = (
        (None, {"V31": "hold"}, None),
        (ALIKE, {}, ALIKE),
        (ALIKE, {"V24": "hold"}, ALIKE),
        (ASKED_LESS, {"V31": "hold"}, ASKED_LESS),
        (ALIKE, {"V31": "hold"}, held),
        (ALIKE, {"V30": "warn", "D3": "reject"}, held),
        (ASKED_LESS, {"V31": "change"}, replace(ASKED_LESS, outcome="ours", holds=Decimal("1.50"))),
        (ASKED_LESS, {"V31": "warn"}, theirs),
        (ASKED_LESS, {"V30": "off"}, theirs),
        (NONE_ASKED, {"V28": "warn"}, NONE_ASKED),
    )

    assert [holds for _, _, holds in cases] == [
        decided(seen(price=price), Verdict(actions=actions)).price for price, actions, _ in cases
    ]


def test_the_buyer_is_told_of_what_holds_instead_of_what_it_wrote() -> None:
    """A price, an item or a unit, each as it was asked for; and how many are no whole pack."""
    plates = {"sold": PLATE, "item": PLATE, "asked": 20}
    cases: tuple[tuple[dict[str, Any], dict[str, str], dict[str, Any]], ...] = (
        ({}, {}, {}),
        ({"price": None}, {}, {}),
        ({"price": ASKED_LESS}, {}, {}),  # nothing holds yet
        ({"price": ASKED_LESS}, {"V31": "warn"}, {}),
        ({"price": ASKED_LESS}, {"V31": "change"}, {"price": Change(asked="1.4", holds="1.5")}),
        ({"price": NONE_ASKED}, {}, {"price": Change(asked="", holds="1.5")}),
        ({"item": OLD}, {}, {"item": Change(asked="OLD", holds="MUG")}),
        ({"item": OLD, "sold": None}, {}, {}),
        ({"item": None}, {}, {}),
        ({"line": line(unit="")}, {}, {"unit": Change(asked="", holds="CA")}),
        (plates, {}, {}),
        (plates, {"V24": "change"}, {"cancelled": (Shortfall(quantity=2, reason="order.pack-multiple"),)}),
    )

    assert [LineOutcome(line=2, **says) for _, _, says in cases] == [
        decided(seen(**changes), Verdict(actions=actions)).outcome for changes, actions, _ in cases
    ]


@pytest.mark.parametrize(
    ("changes", "action", "fallen"),
    [
        ({}, "change", 3),
        ({}, "warn", 0),
        ({"sold": None}, "change", 0),
        ({"asked": None}, "change", 0),
        ({"asked": 18}, "change", 0),
    ],
)
def test_what_is_no_whole_pack_falls_away_only_where_that_is_the_rule(
    changes: dict[str, Any], action: str, fallen: int
) -> None:
    packs = seen(**({"sold": PLATE, "asked": 21} | changes))

    assert fallen == rounded_off(packs, Verdict(actions={"V24": action}))
    assert 0 == rounded_off(packs, Verdict())
