"""A person reads on the order's page how a price came about."""

from decimal import Decimal
from fractions import Fraction

import pytest

from gateway.application.chains import Chain
from gateway.application.records import OrderLineRecord
from gateway.domain.reckonings import ReckonedLine, Reckoning, Step
from gateway.entrypoints.console.line_view import lines_of
from gateway.entrypoints.console.rendering import signed
from tests import records

STEP = Step(label="list price", change=Decimal(150), price=Decimal(150), why="the item's own")


def reckoning(per: int) -> Reckoning:
    line = ReckonedLine(
        line=1,
        quantity=Decimal(24),
        unit="EA",
        price=Decimal(150),
        per=Fraction(per),
        steps=(STEP,),
        goods=Decimal(36),
        amount=Decimal(36),
    )
    total = Decimal(36)
    return Reckoning(currency="USD", lines=(line,), goods=total, net=total, total=total)


@pytest.mark.parametrize(("per", "shown"), [(1, ""), (100, "100"), (1000, "1,000")])
def test_a_price_is_shown_with_its_steps_and_what_it_is_for(per: int, shown: str) -> None:
    """What it is for only where that is not one."""
    order = records.order(reckoning=reckoning(per))
    lines = [OrderLineRecord(order=order.id, line=at, number=str(at)) for at in (1, 2)]

    first, second = lines_of(Chain(order=order, lines=tuple(lines), documents=(), missing=()), {})

    assert ((STEP,), shown) == (first.steps, first.per)
    assert ((), "") == (second.steps, second.per)


@pytest.mark.parametrize(("amount", "shown"), [("1234.5", "+1,234.50"), ("-3", "-3.00"), ("0", "0.00")])
def test_an_amount_that_is_added_says_so(amount: str, shown: str) -> None:
    assert shown == signed(Decimal(amount))
