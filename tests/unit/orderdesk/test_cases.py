"""An order as rules see it: each line with its item, its unit, how many base units it asks for, and its price."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import AgreedPrice, Agreement, BackorderPolicy
from gateway.domain.catalogue import Catalogue
from gateway.domain.conditions import RuleException
from gateway.domain.items import Item
from gateway.domain.orders import OrderLine
from gateway.domain.promotions import Promotion
from gateway.domain.quotes import StandingQuote
from gateway.domain.reckonings import Step
from gateway.domain.references import Reference
from gateway.domain.terms import SalesRequirement
from gateway.orderdesk.cases import Case, CaseLine, Exceptions, look, policy_of, successor, value_of, worth
from gateway.orderdesk.decisions import PriceDecision
from gateway.orderdesk.resolving import Resolution
from tests.unit.orderdesk.desk import (
    AGREEMENT,
    CATALOGUE,
    GONE,
    MUG,
    OLD,
    PLATE,
    TODAY,
    agreement,
    day,
    dialect,
    line,
    order,
    policy,
)

TAKES_OTHERS = policy(substitute=True)
PRICE = Decimal("1.50")


def wish(kind: str = "", substitution: str = "") -> SalesRequirement:
    return SalesRequirement(kind=kind, substitution=substitution)


def seen(
    *lines: OrderLine,
    agreed: Agreement = AGREEMENT,
    exceptions: Exceptions | None = None,
    catalogue: Catalogue = CATALOGUE,
    **changes: Any,
) -> tuple[CaseLine, ...]:
    return look(
        order(*lines, **changes), agreed, catalogue, today=TODAY, exceptions=exceptions or Exceptions()
    )


def one_item(item: Item) -> Resolution:
    return Resolution(item=item, candidates=(item,), proposed=item)


def ours(*lines: OrderLine, **more: Any) -> list[Decimal | None]:
    return [one.price and one.price.ours for one in seen(*lines, **more)]


def test_a_line_is_measured_once_for_everybody() -> None:
    """A case of mugs at the agreed price; something nobody knows stands as it was written."""
    case, unknown = seen(line(quantity="2", unit="CA", price=Decimal(18)), line("NOBODYS"))
    listed = Step(
        label="list price", change=Decimal("24.00"), price=Decimal("24.00"), why="the item's own, 2 for 1 EA"
    )
    agreed = Step(
        label="agreed price per EA", change=Decimal("-6.00"), price=Decimal("18.00"), why="1.5 for 1 EA"
    )

    assert (
        CaseLine(
            number=1,
            line=line(number="1", quantity="2", unit="CA", price=Decimal(18)),
            resolution=one_item(MUG),
            item=MUG,
            sold=MUG,
            unit="CA",
            each=Fraction(12),
            per=Fraction(1),
            asked=24,
            price=PriceDecision(
                outcome="agreed",
                buyers=Decimal(18),
                ours=Decimal(18),
                holds=Decimal(18),
                steps=(listed, agreed),
            ),
            policy=BackorderPolicy(),
        )
        == case
    )
    assert (
        CaseLine(
            number=2, line=line("NOBODYS", number="2"), resolution=Resolution(), policy=BackorderPolicy()
        )
        == unknown
    )
    assert ["lines[0]", "lines[1]"] == [one.path for one in (case, unknown)]


@pytest.mark.parametrize(
    ("changes", "unit", "each", "per", "asked"),
    [
        ({"unit": ""}, "EA", 1, 1, 10),
        ({"unit": "DZ"}, "DZ", None, 1, None),
        ({"unit": "DZ", "price_basis": "per-each"}, "DZ", None, 1, None),
        ({"quantity": "1"}, "EA", 1, 1, 1),
        ({"quantity": None}, "EA", 1, 1, None),
        ({"quantity": "0.5"}, "EA", 1, 1, None),
        ({"quantity": "0"}, "EA", 1, 1, 0),
        ({"quantity": "-1"}, "EA", 1, 1, -1),
        ({"quantity": "0.5", "unit": "CA"}, "CA", 12, 1, 6),
        ({"price_basis": "per-hundred"}, "EA", 1, 100, 10),
        ({"price_basis": "per-each", "unit": "CA"}, "CA", 12, Fraction(1, 12), 120),
    ],
)
def test_units_and_quantities_are_worked_out_as_far_as_they_make_sense(
    changes: dict[str, Any], unit: str, each: int | None, per: Fraction, asked: int | None
) -> None:
    """A price is looked for where something is asked for, and only there."""
    (one,) = seen(line(**changes))

    assert (unit, each, per, asked) == (one.unit, one.each, one.per, one.asked)
    assert bool(asked and asked > 0) == (one.price is not None)


def test_a_price_is_that_of_the_day_of_the_order_and_of_today_where_it_has_none() -> None:
    dear = AgreedPrice(sku="MUG", unit="EA", price=Decimal(9), valid_from_on=day(-5), valid_until_on=day(-5))
    agreed = agreement(prices=(*AGREEMENT.prices, dear))

    assert [Decimal(9)] == ours(line(), agreed=agreed, ordered_on=day(-5))
    assert [PRICE] == ours(line(), agreed=agreed, ordered_on=None)


def test_the_contract_an_order_names_goes_before_the_one_agreed_for_all() -> None:
    prices = tuple(
        AgreedPrice(sku="MUG", unit="EA", price=Decimal(price), contract=contract)
        for price, contract in (("1.40", "C1"), ("1.30", "C2"))
    )
    usual = agreement(prices=prices, contract="C1")

    assert [Decimal("1.40")] == ours(line(), agreed=usual)
    assert [Decimal("1.30")] == ours(line(), agreed=usual, contract="C2")
    assert [Decimal("2.00")] == ours(line(), agreed=replace(usual, contract=""))


def test_the_quote_of_a_line_counts_on_that_line_and_only_where_quotes_are_given() -> None:
    prices = (*AGREEMENT.prices, AgreedPrice(sku="MUG", unit="EA", price=Decimal("1.20"), quote="Q1"))
    named = line(references=(Reference(kind="quote", value="Q1"),))
    given = agreement(prices=prices, quotes=(StandingQuote(number="Q1", state="sent"),))

    assert [Decimal("1.20"), PRICE] == ours(named, line(), agreed=given)
    assert [PRICE, PRICE] == ours(named, line(), agreed=replace(given, quotes=None))


def test_promotions_and_the_tolerance_of_the_partner_count() -> None:
    sale = Promotion(code="SALE", percent=Decimal(10), starts_on=TODAY, ends_on=TODAY)
    (one,) = seen(line(price=Decimal("1.34")), agreed=agreement(promotions=(sale,)))

    assert one.price is not None
    assert ("buyers", Decimal("1.34"), Decimal("1.35")) == (
        one.price.outcome,
        one.price.holds,
        one.price.ours,
    )


@pytest.mark.parametrize(
    ("item", "takes", "expected"),
    [
        (MUG, TAKES_OTHERS, None),
        (OLD, TAKES_OTHERS, MUG),
        (OLD, policy(), None),
        (GONE, TAKES_OTHERS, None),
        (replace(OLD, superseded_by="GONE"), TAKES_OTHERS, None),
        (replace(MUG, superseded_by="PLATE"), TAKES_OTHERS, None),
    ],
)
def test_what_is_no_longer_sold_gives_way_to_what_is_where_the_buyer_takes_it(
    item: Item, takes: BackorderPolicy, expected: Item | None
) -> None:
    assert expected == successor(item, CATALOGUE, takes)


@pytest.mark.parametrize(
    ("exceptions", "sold"),
    [
        (Exceptions(), ["MUG", "MUG"]),
        (Exceptions(waived=["V18"]), ["OLD", "OLD"]),
        (Exceptions(waived=["V18/2"]), ["MUG", "OLD"]),
        (Exceptions(overrides={("V18", "OLD", ""): "warn"}), ["OLD", "OLD"]),
        (Exceptions(overrides={("V18", "", ""): "off"}), ["OLD", "OLD"]),
        (Exceptions(overrides={("V18", "", ""): "hold"}), ["MUG", "MUG"]),
        (
            Exceptions(standing=(RuleException(id="x", rule="V18", until_on=TODAY, seen="OLD"),)),
            ["OLD", "OLD"],
        ),
        (
            Exceptions(standing=(RuleException(id="x", rule="V18", until_on=TODAY, seen="MUG"),)),
            ["MUG", "MUG"],
        ),
    ],
)
def test_what_a_person_lets_pass_is_sold_itself(exceptions: Exceptions, sold: list[str]) -> None:
    found = seen(line("OLD"), line("OLD"), agreed=agreement(backorders=TAKES_OTHERS), exceptions=exceptions)

    assert [("OLD", sku) for sku in sold] == [
        (one.item and one.item.sku, one.sold and one.sold.sku) for one in found
    ]


@pytest.mark.parametrize(("waived", "items"), [((), [None, None]), (("V16/2",), [None, "MUG"])])
def test_of_several_items_the_proposed_one_is_taken_where_a_person_says_so(
    waived: tuple[str, ...], items: list[str | None]
) -> None:
    both = line("MUG").identifiers + line("PLATE").identifiers
    found = seen(line(identifiers=both), line(identifiers=both), exceptions=Exceptions(waived=waived))

    assert items == [one.item and one.item.sku for one in found]
    assert items == [one.sold and one.sold.sku for one in found]


@pytest.mark.parametrize(
    ("own", "head", "agreed", "expected"),
    [
        ([], [], {}, {}),
        ([], [], {"complete": True}, {"complete": True}),
        (["ship-complete"], [], {}, {"partial": False}),
        ([], ["ship-complete"], {}, {"complete": True}),
        ([], [], {"partial": False}, {"partial": False}),
        (["no-backorder"], [], {}, {"backorder": False}),
        ([], ["ship-partial-cancel"], {}, {"backorder": False}),
        (["backorder"], ["no-backorder"], {}, {}),
        (["ship-complete"], ["no-backorder"], {}, {"partial": False, "backorder": False}),
        ([], [], {"backorder": False}, {"backorder": False}),
        (["backorder"], [], {"backorder": False}, {"backorder": False}),
        ([], [], {"substitute": True}, {"substitute": True}),
        (["no-substitution"], [], {"substitute": True}, {}),
        ([], ["no-substitution"], {"substitute": True}, {}),
        (["substitution-allowed"], [], {}, {}),
        ([], [], {"split": False}, {"split": False}),
        ([], [], {"patience_days": 3}, {"patience_days": 3}),
    ],
)
def test_an_order_may_ask_for_less_than_was_agreed_and_never_for_more(
    own: list[str], head: list[str], agreed: dict[str, Any], expected: dict[str, Any]
) -> None:
    """A line says of itself what the order says of all; each says it as a kind or as what may stand in."""
    for said in (wish, lambda word: wish(substitution=word)):
        placed = order(
            line(requirements=tuple(said(word) for word in own)),
            requirements=tuple(said(word) for word in head),
        )
        assert policy(**expected) == policy_of(
            placed, placed.lines[0], agreement(backorders=policy(**agreed))
        )


def test_the_one_wish_of_an_item_counts_beside_the_others_and_one_answer_a_line_is_one_promise() -> None:
    placed = order(line(requirements=(wish("no-backorder"),), item_requirement=wish("ship-complete")))
    one_answer = agreement(dialect=dialect(multi_ack=False))

    assert policy(partial=False, backorder=False) == policy_of(placed, placed.lines[0], AGREEMENT)
    assert policy(split=False) == policy_of(placed, line(), one_answer)


def test_an_exception_is_about_an_item_its_group_or_all() -> None:
    both = (MUG, PLATE)
    known = Exceptions(
        overrides={("V1", "PLATE", ""): "warn", ("V2", "", "crockery"): "hold", ("V3", "", ""): "off"},
        waived=["V4", "V5/2"],
        standing=(
            RuleException(id="a", rule="V6", until_on=TODAY, sku="PLATE", seen="7"),
            RuleException(id="b", rule="V6", until_on=TODAY, group="crockery"),
            RuleException(id="c", rule="V7", until_on=TODAY, seen="9"),
        ),
    )

    assert ["warn", "hold", "off", ""] == [known.agreed(rule, both) for rule in ("V1", "V2", "V3", "V4")]
    assert ["", "", "off"] == [known.agreed(rule, (MUG,)) for rule in ("V1", "V2", "V3")]
    assert [True, True, True, False, False] == [
        known.is_waived(rule, number)
        for rule, number in (("V4", None), ("V4", 2), ("V5", 2), ("V5", 1), ("V5", None))
    ]
    assert ["a", "b", "b", "", "c", ""] == [
        known.standing_for(rule, items, said)
        for rule, items, said in (
            ("V6", both, "7"),
            ("V6", both, "8"),
            ("V6", (PLATE,), ""),
            ("V6", (MUG,), "7"),
            ("V7", (), "9"),
            ("V7", both, "8"),
        )
    ]
    assert [True, True, False, True, False, True, False] == [
        known.softened(rule, 1, item)
        for rule, item in (
            ("V4", None),
            ("V1", PLATE),
            ("V2", PLATE),
            ("V3", None),
            ("V5", MUG),
            ("V6", PLATE),
            ("V7", MUG),
        )
    ]


def test_the_items_of_a_line_are_what_it_asks_for_and_what_is_sold_for_it() -> None:
    lines = seen(line("OLD"), line(), line("NOBODYS"), agreed=agreement(backorders=TAKES_OTHERS))
    case = Case(order=order(), agreement=AGREEMENT, today=TODAY, lines=lines)

    assert [(OLD, MUG), (MUG,), (), ()] == [case.items_of(number) for number in (1, 2, 3, None)]


@pytest.mark.parametrize(
    ("changes", "buyers", "stands"),
    [
        ({}, "15.0", "15.0"),
        ({"price": Decimal("9.99")}, "99.9", "15.0"),
        ({"price": Decimal("1.00")}, "10", "10"),
        ({"price": None}, None, "15.0"),
        ({"quantity": None}, None, None),
        ({"quantity": "0"}, "0", "0"),
        ({"quantity": "2", "unit": "CA", "price": Decimal("1.50"), "price_basis": "per-each"}, "36", "36"),
        ({"quantity": "200", "price": Decimal(150), "price_basis": "per-hundred"}, "300", "300"),
        ({"unit": "DZ"}, "15.0", "15.0"),
        ({"unit": "DZ", "price": None}, None, None),
    ],
)
def test_a_line_is_worth_its_quantity_at_the_price_there_is(
    changes: dict[str, Any], buyers: str | None, stands: str | None
) -> None:
    """What the buyer would pay, and what stands: while that is open what the buyer wrote, else what we know."""
    (one,) = seen(line(**changes))

    assert [None if text is None else Decimal(text) for text in (buyers, stands)] == [
        worth(one),
        value_of(one),
    ]
    assert value_of(seen(line("UNPRICED"))[0]) is None
