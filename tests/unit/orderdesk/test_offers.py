"""What is offered says all that was decided, and a quote all that is offered: whole values, made by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import AgreedPrice
from gateway.domain.catalogue import Catalogue
from gateway.domain.conditions import Conditions, ItemTerms
from gateway.domain.findings import find
from gateway.domain.items import Description, ItemIdentifier, PackDetail
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.domain.orders import Component, OrderLine, PurchaseOrder, Schedule
from gateway.domain.promotions import Promotion
from gateway.domain.quotes import Quote, QuotedLine, RequestedLine, RequestForQuotation
from gateway.domain.reckonings import Step
from gateway.domain.references import TradeDate
from gateway.domain.supply_policies import Substitute, SupplyPolicies
from gateway.domain.terms import Amount, OtherPrice, SalesRequirement
from gateway.orderdesk.asked_packs import Counted
from gateway.orderdesk.choices import Alternate, Break, Market
from gateway.orderdesk.decisions import DecidedLine, Decision, Fix, PriceDecision, Result
from gateway.orderdesk.quoting import (
    Asked,
    Heads,
    OfferedLine,
    as_order,
    asked_of,
    margin_of,
    offers,
    quote_of,
    total_of,
)
from tests.unit.orderdesk.desk import GONE, MUG, PLATE, STORE, TODAY, UNPRICED, agreement, day

REQUEST = RequestForQuotation(
    number="R1",
    requested_on=TODAY,
    revision="2",
    currency="EUR",
    parties=(STORE,),
    dates=(TradeDate(kind="delivery-requested", on=day(9)),),
    requirements=(SalesRequirement(kind="ship-complete"),),
)
MUGS = replace(MUG, description="A mug")
SHOWN = Catalogue(items=(MUGS, PLATE, UNPRICED, GONE))
LISTED = Step(label="list price", change=Decimal("2.00"), price=Decimal("2.00"))
BOXES = Counted(quantity=Decimal(500), unit="EA", holds=Fraction(100), basis="per-hundred")
"""Five boxes of a hundred, as the desk counts them."""


def ours(sku: str) -> ItemIdentifier:
    return ItemIdentifier(kind="vendor-item", value=sku)


def wanted(at: int, sku: str, quantity: int | None = 12, **changes: Any) -> Asked:
    own = {name: changes.pop(name) for name in ("own_price", "counted") if name in changes}
    count = None if quantity is None else Decimal(quantity)
    said = RequestedLine(**({"number": f"{at}0", "quantity": count, "unit": "EA"} | changes))
    return Asked(line=at, said=said, sku=sku, **own)


def decided(at: int, sku: str, asked: int = 12, **changes: Any) -> DecidedLine:
    outcome = changes.pop(
        "outcome", LineOutcome(line=at, accepted=(Promise(quantity=asked, ships_on=TODAY),))
    )
    return DecidedLine(
        **({"line": at, "sku": sku, "unit": "EA", "asked": asked, "wanted_on": (TODAY,)} | changes),
        outcome=outcome,
    )


def at_price(holds: str | None) -> PriceDecision:
    return PriceDecision(outcome="ours", holds=None if holds is None else Decimal(holds), steps=(LISTED,))


def result(line: int | None, code: str) -> Result:
    return Result(rule="V1", action="warn", finding=find(code), line=line, fix=Fix(text=""))


def decision(*lines: DecidedLine, results: tuple[Result, ...] = ()) -> Decision:
    return Decision(state="confirmed", lines=lines, results=results, commitments=())


def market(**changes: Any) -> Market:
    usual: dict[str, Any] = {
        "agreement": agreement(prices=()),
        "catalogue": SHOWN,
        "policies": SupplyPolicies(),
        "today": TODAY,
    }
    return Market(**(usual | changes))


def test_an_order_of_what_is_requested_asks_for_it_as_the_desk_counts_it() -> None:
    """Without what means no item, and without the prices the buyer has in mind."""
    wish, own = SalesRequirement(kind="backorder"), SalesRequirement(kind="no-substitution")
    days = (TradeDate(kind="ship-requested", on=day(3)),)
    part = Schedule(quantity=Decimal(2), unit="BX", date_kind="ship-requested", on=day(4))
    boxes = wanted(
        2,
        "MUG",
        5,
        unit="BX",
        price=Decimal(9),
        counted=BOXES,
        requirements=(wish,),
        item_requirement=own,
        dates=days,
        schedules=(part, replace(part, quantity=Decimal(3))),
    )
    thirds = wanted(
        3,
        "PLATE",
        3,
        unit="BX",
        counted=Counted(quantity=Decimal(1), unit="EA", holds=Fraction(1, 3)),
        schedules=(part, replace(part, quantity=Decimal(3))),
    )
    plain = wanted(4, "MUG", 4, unit="CA", price_basis="per-thousand", schedules=(part,))
    agreed = agreement(order_kinds=("blanket", "new-order"), currency="USD")

    assert PurchaseOrder(
        number="R1",
        kind="blanket",
        ordered_on=day(2),
        currency="EUR",
        parties=REQUEST.parties,
        dates=REQUEST.dates,
        requirements=REQUEST.requirements,
        lines=(
            OrderLine(
                number="20",
                quantity=Decimal(500),
                unit="EA",
                price_basis="per-hundred",
                identifiers=(ours("MUG"),),
                requirements=(wish,),
                item_requirement=own,
                dates=days,
                schedules=tuple(replace(part, quantity=Decimal(one), unit="EA") for one in (200, 300)),
            ),
            OrderLine(
                number="30",
                quantity=Decimal(1),
                unit="EA",
                identifiers=(ours("PLATE"),),
                schedules=(part, replace(part, quantity=Decimal(1), unit="EA")),
            ),
            OrderLine(
                number="40",
                quantity=Decimal(4),
                unit="CA",
                price_basis="per-thousand",
                identifiers=(ours("MUG"),),
                schedules=(part,),
            ),
        ),
    ) == as_order(REQUEST, (wanted(1, ""), boxes, thirds, plain), agreed, today=day(2))
    assert "USD" == as_order(replace(REQUEST, currency=""), (), agreed, today=TODAY).currency


def test_an_offer_says_all_that_was_decided_of_its_line() -> None:
    """In whole yen; the lines of the order are counted without those that mean nothing."""
    promised = (Promise(quantity=300, ships_on=day(2)),)
    late = LineOutcome(line=1, accepted=promised, backordered=(Shortfall(quantity=200, expected_on=day(5)),))
    asked = (
        wanted(1, "", 3, unit="BX"),
        wanted(2, "MUG", 5, unit="BX", counted=BOXES),
        wanted(3, "PLATE", own_price=Decimal(255)),
        wanted(4, "UNPRICED"),
        wanted(5, "MUG", None),
        wanted(6, "NOBODYS"),
    )
    taken = decision(
        decided(1, "MUG", 500, wanted_on=(day(2), TODAY), price=at_price("1.333"), outcome=late),
        decided(2, "PLATE", per=Fraction(100)),
        decided(3, "UNPRICED", price=at_price(None)),
        decided(4, "MUG", 0, price=at_price("1.50"), outcome=LineOutcome(line=4)),
        decided(5, "NOBODYS", price=at_price("1.50")),
        results=(
            result(2, "order.pack-multiple"),
            result(None, "order.terms-differ"),
            result(1, "order.quantity-below-least"),
            result(1, "order.price-missing"),
            result(1, "order.date-infeasible"),
            result(1, "order.quantity-below-least"),
        ),
    )
    around = market(
        agreement=agreement(
            prices=(AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.10"), minimum=Decimal(1000)),),
            conditions=Conditions(items=(ItemTerms(sku="MUG", least=30),)),
        ),
        policies=SupplyPolicies(
            substitutes=tuple(
                Substitute(
                    sku=sku, instead=instead, rank=1, ratio=Fraction(1), from_on=date.min, until_on=date.max
                )
                for sku, instead in (("MUG", "PLATE"), ("PLATE", "MUG"))
            )
        ),
        costs=(AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.001")),),
    )

    assert (
        OfferedLine(line=1, quantity=Decimal(3), unit="BX"),
        OfferedLine(
            line=2,
            sku="MUG",
            description="A mug",
            quantity=Decimal(500),
            unit="EA",
            price=Decimal("1.333"),
            amount=Decimal(667),
            cost=Decimal(501),
            steps=(LISTED,),
            parts=promised,
            ships_on=day(5),
            late=True,
            remarks=("order.quantity-below-least", "order.date-infeasible"),
            breaks=(Break(quantity=Decimal(1000), price=Decimal("1.10")),),
            alternates=(
                Alternate(
                    sku="PLATE", description="", quantity=Decimal(500), unit="EA", price=Decimal("3.00")
                ),
            ),
            asked=Decimal(5),
            asked_unit="BX",
            holds=Fraction(100),
            minimum=Decimal(30),
        ),
        OfferedLine(
            line=3,
            sku="PLATE",
            quantity=Decimal(12),
            unit="EA",
            price=Decimal(255),
            per=Fraction(100),
            amount=Decimal(31),
            steps=(Step(label="set by a person", change=Decimal(255), price=Decimal(255)),),
            parts=(Promise(quantity=12, ships_on=TODAY),),
            ships_on=TODAY,
            remarks=("order.pack-multiple",),
        ),
        OfferedLine(
            line=4,
            sku="UNPRICED",
            quantity=Decimal(12),
            unit="EA",
            parts=(Promise(quantity=12, ships_on=TODAY),),
            ships_on=TODAY,
        ),
        OfferedLine(line=5, sku="MUG", description="A mug", unit="EA"),
        OfferedLine(
            line=6,
            sku="NOBODYS",
            quantity=Decimal(12),
            unit="EA",
            parts=(Promise(quantity=12, ships_on=TODAY),),
            ships_on=TODAY,
        ),
    ) == offers(taken, asked, around, currency="JPY")


def test_a_cost_is_what_suppliers_ask_and_no_list_price_of_ours() -> None:
    """Where a promotion of ours makes the price lower, the cost stays; ten cases of a dozen at 14 each cost 140."""
    sale = Promotion(code="SALE", percent=Decimal(50), starts_on=TODAY, ends_on=TODAY)
    ten = decided(1, "MUG", 120, unit="CA", each=Fraction(12), price=at_price("18"))
    asked = (wanted(1, "MUG", 10, unit="CA"),)
    dear = AgreedPrice(sku="MUG", unit="CA", price=Decimal(14))
    agreed = agreement(prices=(), promotions=(sale,))

    costs = [
        offers(decision(ten), asked, market(agreement=agreed, costs=known), currency="USD")[0].cost
        for known in ((dear,), (replace(dear, valid_until_on=day(-1)),), ())
    ]

    assert [Decimal("140.00"), None, None] == costs


@pytest.mark.parametrize(
    ("accepted", "backordered", "cancelled", "wanted_on", "expected"),
    [
        ([2], [], [], [2], (False, 2, 0)),
        ([2], [], [], [1, 2], (False, 2, 0)),
        ([3], [], [], [2, 1], (True, 3, 0)),
        ([1, 4, 2], [], [], [3], (True, 4, 0)),
        ([1], [5], [], [5], (False, 5, 0)),
        ([1], [5], [], [4], (True, 5, 0)),
        ([1], [None], [], [9], (True, None, 1)),
        ([1], [9, None], [1], [9], (True, None, 2)),
        ([1], [], [1, 1], [9], (True, None, 2)),
        ([3], [], [], [], (False, 3, 0)),
        ([], [], [], [1], (False, None, 0)),
    ],
)
def test_a_line_leaves_when_the_last_of_it_does_and_is_late_after_the_last_day_it_is_wanted(
    accepted: list[int],
    backordered: list[int | None],
    cancelled: list[int],
    wanted_on: list[int],
    expected: tuple[bool, int | None, int],
) -> None:
    """What has no day, or never comes, leaves nobody knows when."""
    outcome = LineOutcome(
        line=1,
        accepted=tuple(Promise(quantity=1, ships_on=day(one)) for one in accepted),
        backordered=tuple(
            Shortfall(quantity=1, expected_on=None if one is None else day(one)) for one in backordered
        ),
        cancelled=tuple(Shortfall(quantity=one) for one in cancelled),
    )
    line = decided(1, "MUG", wanted_on=tuple(day(one) for one in wanted_on), outcome=outcome)
    (offer,) = offers(decision(line), (wanted(1, "MUG"),), market(), currency="USD")
    late, on, waits = expected

    assert (late, None if on is None else day(on), waits) == (offer.late, offer.ships_on, offer.waits)


OFFER = OfferedLine(
    line=2,
    sku="MUG",
    description="A mug",
    quantity=Decimal(500),
    unit="EA",
    price=Decimal("1.50"),
    amount=Decimal(750),
    ships_on=day(5),
    breaks=(Break(quantity=Decimal(1000), price=Decimal("1.40")),),
    alternates=tuple(
        Alternate(sku=sku, description="", quantity=Decimal(quantity), unit="EA", price=price)
        for sku, quantity, price in (("PLATE", 500, Decimal(3)), ("UNPRICED", 250, None))
    ),
    asked=Decimal(5),
    asked_unit="BX",
    holds=Fraction(100),
    minimum=Decimal(30),
)
NAMES = (
    ItemIdentifier(kind="buyer-item", value="B-MUG"),
    ItemIdentifier(kind="part", value="X"),
    ItemIdentifier(kind="vendor-item", value="7"),
)
WORDS = (Description(kind="free", text="Something to drink from"),)


def test_a_quote_says_all_that_is_offered_and_of_which_lines_nothing_is() -> None:
    """A number of which nobody said whose it is is repeated to nobody, our own is the one we offer."""
    asked = (
        wanted(1, "", 3, unit="BX", identifiers=NAMES, descriptions=WORDS),
        wanted(2, "MUG", 5, unit="BX", counted=BOXES, packs=(PackDetail(pack=100),), identifiers=NAMES),
        wanted(3, "PLATE", identifiers=NAMES[:1], descriptions=WORDS),
    )
    offered = (
        OfferedLine(line=1, quantity=Decimal(3), unit="BX"),
        OFFER,
        OfferedLine(
            line=3, sku="PLATE", quantity=Decimal(12), unit="EA", price=Decimal("2.50"), amount=Decimal(30)
        ),
    )
    heads = Heads(number="Q1", quoted_on=day(1), holds_on=day(30), currency="USD")

    assert Quote(
        request_number="R1",
        quoted_on=day(1),
        number="Q1",
        response="with-exceptions",
        holds_kind="expiry",
        holds_on=day(30),
        revision="2",
        currency="USD",
        currency_by="seller",
        parties=(STORE,),
        amounts=(Amount(kind="total", amount=Decimal(780)),),
        lines=(
            QuotedLine(
                number="10",
                quantity=Decimal(3),
                unit="BX",
                identifiers=(NAMES[0], NAMES[2]),
                descriptions=WORDS,
                messages=("No offer for this line.",),
            ),
            QuotedLine(
                number="20",
                quantity=Decimal(500),
                unit="EA",
                price=Decimal("1.50"),
                price_basis="per-hundred",
                identifiers=(ours("MUG"), NAMES[0]),
                descriptions=(Description(kind="free", text="A mug"),),
                other_prices=(OtherPrice(price=Decimal("1.40"), quantity=Decimal(1000), unit="EA"),),
                dates=(TradeDate(kind="promised-ship", on=day(5)),),
                components=tuple(
                    Component(
                        number=number,
                        relation="substituted",
                        quantity=Decimal(quantity),
                        unit="EA",
                        price=price,
                        identifiers=(ours(sku),),
                    )
                    for number, sku, quantity, price in (
                        ("1", "PLATE", 500, Decimal(3)),
                        ("2", "UNPRICED", 250, None),
                    )
                ),
                messages=("You asked for 5 BX of 100.", "The least quantity is 30 EA."),
            ),
            QuotedLine(
                number="30",
                quantity=Decimal(12),
                unit="EA",
                price=Decimal("2.50"),
                identifiers=(ours("PLATE"), NAMES[0]),
                descriptions=WORDS,
            ),
        ),
    ) == quote_of(REQUEST, asked, offered, heads, date_kind="promised-ship")
    nothing = quote_of(REQUEST, asked[:1], offered[:1], heads, date_kind="promised-ship")
    assert ("cannot-quote", ()) == (nothing.response, nothing.amounts)
    assert "as-asked" == quote_of(REQUEST, asked[1:], offered[1:], heads, date_kind="").response


def test_how_many_were_asked_for_is_said_in_the_buyers_unit_where_that_is_another() -> None:
    assert ["5 BX of 100", "2.5 DZ", ""] == [
        asked_of(one)
        for one in (
            OFFER,
            replace(OFFER, asked=Decimal("2.50"), asked_unit="DZ", holds=Fraction(1)),
            replace(OFFER, asked=None),
        )
    ]


@pytest.mark.parametrize(
    ("lines", "total", "margin"),
    [
        ([("100", "80")], "100", "20.00"),
        ([("100", "80"), (None, None), ("50", "50")], "150", "13.33"),
        ([("100", "80"), (None, "7")], "100", "20.00"),
        ([("100", "120")], "100", "-20.00"),
        ([("100", "0")], "100", "100.00"),
        ([("0", "5")], "0", None),
        ([("100", "80"), ("1", None)], "101", None),
        ([(None, None)], "0", None),
        ([], "0", None),
    ],
)
def test_a_margin_is_what_is_left_of_the_price_after_cost(
    lines: list[tuple[str | None, str | None]], total: str, margin: str | None
) -> None:
    offered = [
        replace(
            OFFER,
            amount=None if amount is None else Decimal(amount),
            cost=None if cost is None else Decimal(cost),
        )
        for amount, cost in lines
    ]
    found = margin_of(offered)

    assert (Decimal(total), margin) == (total_of(offered), None if found is None else str(found))
