"""What the rules on credit, payment first and blanket orders say, to the cent and to the unit."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from gateway.domain.accounts import Account, Blanket, CreditTerms, Prepayment
from gateway.domain.agreements import Agreement
from gateway.domain.conditions import Conditions
from gateway.orderdesk.hits import Found
from gateway.orderdesk.terms_rules import exceeds_blanket, exceeds_credit, is_not_paid_first
from tests.unit.orderdesk.desk import agreement, day, line, order
from tests.unit.orderdesk.seen import case_of

ON_ACCOUNT = agreement(credit=CreditTerms(limit=Decimal(100)))
DEPOSIT = agreement(prepayment=Prepayment(percent=Decimal("30.5")))
BLANKET = agreement(conditions=Conditions(blankets=(Blanket(number="B1", quantities={"MUG": 100}),)))


def credit(value: str | None, agreed: Agreement = ON_ACCOUNT, **account: Any) -> list[Found]:
    case = case_of(order(line()), agreed, account=Account(**account))
    return list(exceeds_credit(replace(case, value=None if value is None else Decimal(value))))


def paid_first(
    value: str | None, agreed: Agreement = DEPOSIT, currency: str = "", **account: Any
) -> list[Found]:
    case = case_of(order(line(), currency=currency), agreed, account=Account(**account))
    return list(is_not_paid_first(replace(case, value=None if value is None else Decimal(value))))


def test_an_order_goes_beyond_the_limit_by_what_is_owed_less_what_was_paid_for_it() -> None:
    """What comes to no more than it had on account is let be, whatever else is owed."""
    owed = {"owed": Decimal(90)}

    assert [
        Found(
            value_seen="15.5",
            value="10",
            fix=("Ask for 5.5 USD: of 100 there are 10 left. It goes on by itself when they are paid."),
        )
    ] == credit("20.5", paid=Decimal(5), **owed)
    assert [[], [], [], [], []] == [
        credit("10", **owed),
        credit("20.5", paid=Decimal("10.5"), **owed),
        credit("20.5", reserved=Decimal("20.5"), past_due=Decimal(1), **owed),
        credit(None, **owed),
        credit("20.5", agreement(), past_due=Decimal(1), **owed),
    ]
    assert 1 == len(credit("20.5", reserved=Decimal("20.4"), **owed))


def test_what_is_past_due_is_said_with_the_day_since_when_even_while_the_order_has_no_value() -> None:
    due = {"past_due": Decimal("5.50")}

    def hit(since: str) -> Found:
        return Found(
            code="order.past-due", value_seen="5.5", fix=f"Ask for the 5.5 USD that are past due{since}."
        )

    assert [hit("")] == credit("1", **due)
    assert [hit(" since 2026-02-21")] == credit(None, past_due_since=day(-9), **due)
    assert [hit("")] == credit("1000", agreement(credit=CreditTerms()), **due)


def test_what_is_to_be_paid_first_is_asked_for_to_the_coin_of_the_order() -> None:
    """The order's currency before the agreed one; an order that was confirmed at that value is not asked again."""

    def hit(paid: str, due: str, missing: str, currency: str = "USD") -> list[Found]:
        fix = f"Ask for {missing} {currency}; it goes on by itself when they are paid."
        return [Found(value_seen=paid, value=due, fix=fix)]

    assert hit("0", "4.58", "4.58") == paid_first("15.01")
    assert hit("4.57", "4.58", "0.01") == paid_first("15.01", paid=Decimal("4.57"))
    assert hit("4", "5", "1", "JPY") == paid_first("15.01", paid=Decimal(4), currency="JPY")
    assert hit("0", "4.58", "4.58") == paid_first("15.01", reserved=Decimal(15))
    assert [[], [], [], []] == [
        paid_first("15.01", paid=Decimal("4.58")),
        paid_first("15.01", reserved=Decimal("15.01")),
        paid_first(None),
        paid_first("15.01", agreement(), paid=Decimal(-1)),
    ]


def test_lines_of_an_order_share_what_a_blanket_order_has_left() -> None:
    """What asks for nothing, or for less, takes nothing of it."""
    lines = (line(quantity=quantity) for quantity in ("0", "-3", "60", "40", "1"))
    placed = order(*lines, line("NOBODYS"), line(unit="XX"), line("PLATE", "1"), contract="B1")

    def hit(number: int, asked: str, left: int, agreed: int) -> Found:
        return Found(
            line=number,
            path=f"lines[{number - 1}].quantity",
            value_seen=asked,
            value=str(left),
            fix=f"Take {left} EA, what is left of {agreed}, or agree on more.",
        )

    drawn = Account(drawn={("B1", "MUG"): 85, ("B2", "MUG"): 99})
    assert [hit(5, "1", 0, 100), hit(8, "1", 0, 0)] == list(exceeds_blanket(case_of(placed, BLANKET)))
    assert [hit(3, "60", 15, 100), hit(4, "40", 0, 100), hit(5, "1", 0, 100), hit(8, "1", 0, 0)] == list(
        exceeds_blanket(case_of(placed, BLANKET, account=drawn))
    )
    assert [] == list(exceeds_blanket(case_of(order(line(quantity="999")), BLANKET)))
