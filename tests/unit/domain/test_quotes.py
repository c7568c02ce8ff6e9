"""Quotes, as the desk reads them: prices by quantity, alternates, and how long an offer holds."""

from datetime import date
from decimal import Decimal

import pytest

from gateway.domain.orders import Component
from gateway.domain.quotes import Quote, QuotedLine
from gateway.domain.references import TradeDate
from gateway.domain.terms import OtherPrice

DAY = date(2026, 1, 20)
LAST = date(2026, 3, 31)


def price(text: str, least: str = "", kind: str = "quoted") -> OtherPrice:
    return OtherPrice(kind=kind, price=Decimal(text), quantity=Decimal(least) if least else None)


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [("999", "2.5"), ("1000", "2.4"), ("2499", "2.4"), ("2500", "2.2"), ("100000", "2")],
)
def test_the_last_break_that_is_reached_is_the_price(quantity: str, expected: str) -> None:
    """Breaks may come in any order; below the first one the line's own price holds."""
    line = QuotedLine(
        price=Decimal("2.5"), other_prices=(price("2", "5000"), price("2.4", "1000"), price("2.2", "2500"))
    )

    assert Decimal(expected) == line.price_for(Decimal(quantity))


def test_prices_of_others_are_no_breaks() -> None:
    """A retail price, a price without a quantity or a quantity without a price breaks nothing."""
    line = QuotedLine(
        price=Decimal("2.5"),
        other_prices=(price("9", "1", "suggested-retail"), price("2"), OtherPrice(quantity=Decimal(7))),
    )

    assert () == line.breaks
    assert Decimal("2.5") == line.price_for(Decimal(10))


def test_a_line_without_a_price_has_none() -> None:
    """Where neither the line nor a break has a price there is none."""
    assert QuotedLine().price_for(Decimal(1)) is None


def test_alternates_are_components_in_the_place_of_the_line() -> None:
    """What the line is made of is no alternate."""
    part, other = Component(number="1", relation="included"), Component(number="2", relation="substituted")

    assert (other,) == QuotedLine(components=(part, other)).alternates


@pytest.mark.parametrize(
    ("kind", "dates", "valid"),
    [
        ("expiry", (), (None, LAST)),
        ("end", (), (None, LAST)),
        ("effective", (), (LAST, None)),
        ("start", (TradeDate(kind="expiry", on=DAY),), (LAST, DAY)),
        ("", (TradeDate(kind="effective", on=DAY), TradeDate(kind="end", on=LAST)), (DAY, LAST)),
    ],
)
def test_an_offer_says_how_long_it_holds(
    kind: str, dates: tuple[TradeDate, ...], valid: tuple[date | None, date | None]
) -> None:
    """By the day at its head, or by its dates."""
    quote = Quote(
        request_number="R", quoted_on=DAY, holds_kind=kind, holds_on=LAST if kind else None, dates=dates
    )

    assert valid == (quote.valid_from, quote.valid_until)


@pytest.mark.parametrize(
    ("response", "declines"), [("declined", True), ("cannot-quote", True), ("as-asked", False), ("", False)]
)
def test_an_answer_may_offer_nothing(response: str, *, declines: bool) -> None:
    """A quote that declines is still an answer."""
    assert declines == Quote(request_number="R", quoted_on=DAY, response=response).declines
