"""Offers: what an order of a request would be promised and cost, and what is said of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import AgreedPrice, Agreement
from gateway.domain.conditions import ItemTerms
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quotes import QuotedLine, RequestedLine, RequestForQuotation
from gateway.domain.reckonings import Step
from gateway.domain.references import Reference
from gateway.domain.supply_policies import NO_POLICIES, Substitute, SupplyPolicies
from gateway.orderdesk.accepting import order_of
from gateway.orderdesk.approving import Authority, needs_approval
from gateway.orderdesk.cases import SUBSTITUTES
from gateway.orderdesk.choices import Market
from gateway.orderdesk.deciding import decide
from gateway.orderdesk.quoted import (
    all_quotes_named,
    least_of,
    names_of,
    plainly_named,
    prices_of,
    quotes_named,
)
from gateway.orderdesk.quoting import (
    Asked,
    Heads,
    OfferedLine,
    as_order,
    margin_of,
    offers,
    quote_of,
    total_of,
)
from gateway.orderdesk.rules import RULES
from gateway.orderdesk.vocabulary import QUOTE_KINDS
from tests.unit.orderdesk.desk import AGREEMENT, CATALOGUE, STORE, TODAY, conditioned, day, line, order, stock
from tests.unit.orderdesk.quote_examples import MUGS, NOTHING, QUOTE

REQUEST = RequestForQuotation(number="R1", requested_on=TODAY, revision="2")
LET_PASS = frozenset(one.id for one in RULES if "warn" in one.actions) - {SUBSTITUTES}
HEADS = Heads(number="Q1", quoted_on=TODAY, holds_on=day(30), currency="USD")
ALWAYS = {"from_on": date.min, "until_on": date.max}


def said(quantity: str | None = "10", **changes: Any) -> RequestedLine:
    usual = {"number": "001", "unit": "EA", "quantity": None if quantity is None else Decimal(quantity)}
    return RequestedLine(**(usual | changes))


def mugs(quantity: str | None = "10", at: int = 1, **changes: Any) -> Asked:
    own = {name: changes.pop(name) for name in ("sku", "own_price") if name in changes}
    return Asked(line=at, said=said(quantity, **changes), **({"sku": "MUG"} | own))


def offered(
    *asked: Asked,
    agreed: Agreement = AGREEMENT,
    policies: SupplyPolicies = NO_POLICIES,
    costs: tuple[AgreedPrice, ...] = (),
    supply: tuple[Any, ...] = ((0, 500),),
) -> tuple[OfferedLine, ...]:
    wanted = as_order(REQUEST, asked, agreed, today=TODAY)
    decision = decide(
        wanted,
        agreed,
        CATALOGUE,
        positions=[stock("MUG", *supply)],
        today=TODAY,
        waived=LET_PASS,
        policies=policies,
    )
    market = Market(agreement=agreed, catalogue=CATALOGUE, policies=policies, costs=costs, today=TODAY)
    return offers(decision, asked, market, currency="USD")


def test_a_line_is_priced_and_promised_as_an_order_of_it_would_be() -> None:
    (offer,) = offered(mugs())

    assert ("MUG", Decimal("1.50"), Decimal("15.00"), day(7)) == (
        offer.sku,
        offer.price,
        offer.amount,
        offer.ships_on,
    )
    assert (False, 0, (), ()) == (offer.late, offer.waits, offer.remarks, offer.breaks)
    assert Decimal("1.50") == offer.steps[-1].price


def test_the_buyers_own_price_says_nothing() -> None:
    (offer,) = offered(mugs(price=Decimal("0.10")))

    assert Decimal("1.50") == offer.price


def test_a_hundred_may_be_priced_together_and_each_becomes_the_unit() -> None:
    (hundred,) = offered(mugs("200", price_basis="per-hundred"))
    (each,) = offered(mugs("2", unit="CA", price_basis="per-each"))

    assert (Decimal(150), Fraction(100), Decimal("300.00")) == (hundred.price, hundred.per, hundred.amount)
    assert (Decimal(18), Fraction(1), Decimal("36.00")) == (each.price, each.per, each.amount)


def test_what_means_nothing_or_has_no_price_is_not_offered() -> None:
    nothing, unpriced, unit, many = offered(
        mugs(sku=""), mugs(at=2, sku="UNPRICED"), mugs(at=3, unit="DZ"), mugs(None, at=4)
    )

    assert [None] * 4 == [one.price for one in (nothing, unpriced, unit, many)]
    assert ("order.price-unknown",) == unpriced.remarks
    assert ("order.unit-unknown",) == unit.remarks
    assert ("order.quantity-not-positive",) == many.remarks


def test_a_person_may_set_the_price() -> None:
    mine, unpriced = offered(
        mugs(own_price=Decimal("1.40")), mugs(at=2, sku="UNPRICED", own_price=Decimal(3))
    )

    assert (Decimal("1.40"), Decimal("14.00")) == (mine.price, mine.amount)
    assert Step(label="set by a person", change=Decimal("-0.10"), price=Decimal("1.40")) == mine.steps[-1]
    assert (Decimal(3), Decimal("30.00")) == (unpriced.price, unpriced.amount)


def test_greater_quantities_show_their_price_where_it_is_lower() -> None:
    ladder = [("5", "1.45"), ("50", "1.40"), ("60", "1.42"), ("100", "1.30"), ("1.5", "9")]
    agreed = replace(
        AGREEMENT,
        prices=(
            *AGREEMENT.prices,
            *(AgreedPrice(sku="MUG", unit="EA", price=Decimal(at), minimum=Decimal(n)) for n, at in ladder),
            AgreedPrice(sku="MUG", unit="CA", price=Decimal("15.00"), minimum=Decimal(20)),
            AgreedPrice(sku="MUG", unit="PL", price=Decimal(1), minimum=Decimal(90)),
            AgreedPrice(sku="MUG", unit="EA", price=Decimal(1), minimum=Decimal("70.5")),
            AgreedPrice(sku="MUG", unit="EA", price=Decimal(1), minimum=Decimal(80), contract="C"),
            AgreedPrice(sku="MUG", unit="EA", price=Decimal(1), minimum=Decimal(80), quote="Q9"),
            AgreedPrice(sku="MUG", unit="EA", price=Decimal(1), minimum=Decimal(300), valid_until_on=day(-1)),
        ),
    )
    (offer,) = offered(mugs("10"), agreed=agreed)

    assert Decimal("1.45") == offer.price
    assert [(Decimal(50), Decimal("1.40")), (Decimal(100), Decimal("1.30"))] == [
        (one.quantity, one.price) for one in offer.breaks[:2]
    ]


def test_the_least_that_may_be_ordered_is_said_in_the_unit_of_the_offer() -> None:
    """Whole units, rounded up; of the item before its group; nothing where no least is agreed."""
    own = conditioned(items=(ItemTerms(sku="MUG", least=30),))
    asked = (mugs("2", unit="CA"), mugs("5", at=2), mugs("6", at=3, sku="PLATE"))
    cases, each, plates = offered(*asked, agreed=own)
    of_group = conditioned(items=(ItemTerms(group="crockery", least=12),))
    (said, *_) = quote_of(REQUEST, asked[:1], (cases,), HEADS, date_kind="").lines

    assert (Decimal(3), Decimal(30), None) == (cases.minimum, each.minimum, plates.minimum)
    assert Decimal(12) == offered(mugs("6", sku="PLATE"), agreed=of_group)[0].minimum
    assert ("The least quantity is 3 CA.",) == said.messages
    assert ("order.quantity-below-least",) == each.remarks


def test_breaks_need_a_price_of_their_day() -> None:
    old = AgreedPrice(
        sku="UNPRICED", unit="EA", price=Decimal(1), minimum=Decimal(20), valid_until_on=day(-1)
    )
    thirds = AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.10"), minimum=Decimal(20))
    (unpriced,) = offered(
        mugs(sku="UNPRICED", own_price=Decimal(3)), agreed=replace(AGREEMENT, prices=(old,))
    )
    (cases,) = offered(mugs("1", unit="CA"), agreed=replace(AGREEMENT, prices=(thirds,)))

    assert () == unpriced.breaks
    assert () == cases.breaks


def test_what_is_late_shows_when_and_what_may_stand_in() -> None:
    policies = SupplyPolicies(
        substitutes=(
            Substitute(sku="MUG", instead="PLATE", rank=2, ratio=Fraction(2), **ALWAYS),
            Substitute(sku="MUG", instead="UNPRICED", rank=1, ratio=Fraction(1), **ALWAYS),
            Substitute(sku="MUG", instead="GONE", rank=0, ratio=Fraction(1), **ALWAYS),
            Substitute(sku="MUG", instead="NOBODYS", rank=0, ratio=Fraction(1), **ALWAYS),
            Substitute(sku="MUG", instead="PLATE2", rank=0, ratio=Fraction(1, 3), **ALWAYS),
        )
    )
    (late,) = offered(mugs(), policies=policies, supply=((10, 10),))
    (never,) = offered(mugs(), supply=((0, 4),))
    (waits,) = offered(mugs(), supply=((0, 4), (40, 6)))

    assert (True, day(10), 0) == (late.late, late.ships_on, late.waits)
    assert [("UNPRICED", Decimal(10), None), ("PLATE", Decimal(20), Decimal(3))] == [
        (one.sku, one.quantity, one.price) for one in late.alternates
    ]
    assert (True, None, 6) == (never.late, never.ships_on, never.waits)
    assert (True, day(40), 0) == (waits.late, waits.ships_on, waits.waits)


def test_totals_and_margins_rest_on_what_is_offered() -> None:
    cost = AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.20"))
    both = offered(mugs(), mugs(sku="", at=2), costs=(cost,))

    assert (Decimal("15.00"), Decimal("20.00")) == (total_of(both), margin_of(both))
    assert margin_of(offered(mugs())) is None
    assert margin_of(offered(mugs(sku=""))) is None


def test_a_quote_answers_every_line() -> None:
    asked = (
        mugs(
            identifiers=(
                ItemIdentifier(kind="buyer-item", value="B-MUG"),
                ItemIdentifier(kind="part", value="X"),
            )
        ),
        mugs(sku="", at=2, descriptions=(Description(kind="free", text="A saw"),)),
    )
    quote = quote_of(REQUEST, asked, offered(*asked), HEADS, date_kind="promised-ship")

    assert ("with-exceptions", "2", Decimal("15.00"), day(30)) == (
        quote.response,
        quote.revision,
        quote.amounts[0].amount,
        quote.valid_until,
    )
    assert [("vendor-item", "MUG"), ("buyer-item", "B-MUG")] == [
        (one.kind, one.value) for one in quote.lines[0].identifiers
    ]
    assert ((day(7),), ()) == (
        tuple(one.on for one in quote.lines[0].dates),
        quote.lines[1].dates,
    )
    assert (None, ("No offer for this line.",)) == (quote.lines[1].price, quote.lines[1].messages)
    assert "as-asked" == quote_of(REQUEST, asked[:1], offered(asked[0]), HEADS, date_kind="").response
    assert "cannot-quote" == quote_of(REQUEST, asked[1:], offered(asked[1]), HEADS, date_kind="").response


def test_a_quote_shows_breaks_alternates_and_words() -> None:
    offer = OfferedLine(
        line=1, sku="MUG", description="A mug", price=Decimal(1), quantity=Decimal(1), unit="EA"
    )
    late = offered(
        mugs(),
        policies=SupplyPolicies(
            substitutes=(Substitute(sku="MUG", instead="PLATE", rank=1, ratio=Fraction(1), **ALWAYS),)
        ),
        supply=(),
    )
    more = replace(AGREEMENT.prices[0], minimum=Decimal(50), price=Decimal("1.25"))
    breaks = offered(mugs(), agreed=replace(AGREEMENT, prices=(*AGREEMENT.prices, more)))
    (worded,) = quote_of(REQUEST, (mugs(),), (offer,), HEADS, date_kind="").lines
    (instead,) = quote_of(REQUEST, (mugs(),), late, HEADS, date_kind="").lines
    (ladder,) = quote_of(REQUEST, (mugs(),), breaks, HEADS, date_kind="").lines

    assert ("A mug", ()) == (worded.descriptions[0].text, worded.dates)
    assert [("1", "substituted", Decimal(3))] == [
        (one.number, one.relation, one.price) for one in instead.alternates
    ]
    assert ((Decimal(50), Decimal("1.25")),) == ladder.breaks


def test_an_order_takes_a_quote_or_part_of_it() -> None:
    asked = (mugs(), mugs(sku="", at=2), mugs("5", at=3))
    quote = quote_of(REQUEST, asked, offered(*asked), HEADS, date_kind="")
    whole = order_of(quote, "PO1", AGREEMENT, lines={}, today=TODAY)
    part = order_of(quote, "PO1", AGREEMENT, lines={3: Decimal(2)}, today=TODAY)
    loose = replace(quote, lines=(replace(quote.lines[0], quantity=None),))

    assert [Decimal(10), Decimal(5)] == [one.quantity for one in whole.lines]
    assert ("Q1",) == quotes_named(whole)
    assert ("USD", "buyer") == (whole.currency, whole.currency_by)
    assert [Decimal(2)] == [one.quantity for one in part.lines]
    assert order_of(loose, "PO1", AGREEMENT, lines={}, today=TODAY).lines[0].price is None
    with pytest.raises(ValueError, match=r"^nothing of the quote would be ordered$"):
        order_of(quote, "PO1", AGREEMENT, lines={2: Decimal(1)}, today=TODAY)


def test_an_order_says_what_the_quote_said() -> None:
    """Who, what, in which words, at which price for how many: nothing is asked for that was not offered."""
    quote = replace(quote_of(REQUEST, (mugs(),), offered(mugs()), HEADS, date_kind=""), parties=(STORE,))
    (offer,) = quote.lines

    assert PurchaseOrder(
        number="PO1",
        kind=AGREEMENT.order_kinds[0],
        ordered_on=TODAY,
        currency=quote.currency,
        currency_by="buyer",
        parties=(STORE,),
        references=(Reference(kind=QUOTE_KINDS[0], value=quote.number),),
        lines=(
            OrderLine(
                number=offer.number,
                quantity=Decimal(2),
                unit=offer.unit,
                price=offer.price_for(Decimal(2)),
                price_basis=offer.price_basis,
                identifiers=offer.identifiers,
                descriptions=offer.descriptions,
            ),
        ),
    ) == order_of(quote, "PO1", AGREEMENT, lines={1: Decimal(2)}, today=TODAY)


def test_quotes_are_named_by_orders_and_by_their_lines() -> None:
    own = line(references=(Reference(kind="quote", value="Q2"), Reference(kind="contract", value="C")))
    placed = order(own, line(), references=(Reference(kind="x12:PR", value="Q1"), Reference(kind="quote")))

    assert ("Q2", "Q1") == quotes_named(placed, own)
    assert ("Q1", "Q2") == all_quotes_named(placed)


@pytest.mark.parametrize(
    ("kind", "named", "plainly"),
    [
        ("x12:Q1", True, True),
        ("vendor-order", True, False),
        ("extrinsic:QuoteID", True, False),
        ("cxml:supplierQuotationNumber", True, False),
        ("extrinsic:CostCenter", False, False),
        ("contract", False, False),
    ],
)
def test_a_field_that_may_hold_a_quote_names_one_only_by_a_number_of_ours(
    kind: str, *, named: bool, plainly: bool
) -> None:
    """What is the number of something else is no unknown quote."""
    placed = order(line(), references=(Reference(kind=kind, value="Q7"), Reference(kind=kind)))

    assert (("Q7",) if named else ()) == all_quotes_named(placed)
    assert (("Q7",) if plainly else ()) == plainly_named(placed)


def test_a_quote_that_holds_binds_us_to_its_prices_and_knows_the_buyers_names() -> None:
    bare = QuotedLine(price=Decimal(2), identifiers=(ItemIdentifier(kind="vendor-item", value="PLATE"),))
    quote = replace(QUOTE, lines=(*QUOTE.lines, bare))

    assert [
        ("MUG", Decimal(10), Decimal("1.20")),
        ("MUG", Decimal(100), Decimal("1.10")),
        ("PLATE", 0, 2),
    ] == [(one.sku, one.minimum, one.price) for one in prices_of([quote], on=TODAY)]
    assert [] == list(prices_of([quote], on=day(1)))
    assert {("buyer-item", "THEIR-MUG", "MUG")} == {
        (one.kind, one.value, one.sku) for one in names_of([quote])
    }
    assert (Decimal(10), Decimal(5)) == (least_of(MUGS), least_of(NOTHING))


def test_a_person_approves_what_is_large_or_thin_or_odd() -> None:
    cost = AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.20"))
    usual = offered(mugs(), costs=(cost,))
    odd = offered(mugs(own_price=Decimal(1)), mugs(sku="UNPRICED", at=2))

    assert () == needs_approval(usual, Authority())
    assert () == needs_approval(usual, Authority(amount_from=Decimal("15.01"), least_margin=Decimal(20)))
    assert ("amount", "margin") == needs_approval(
        usual, Authority(amount_from=Decimal(15), least_margin=Decimal("20.01"))
    )
    assert ("cost-unknown", "price-unknown", "own-price") == needs_approval(
        odd, Authority(least_margin=Decimal(1))
    )
