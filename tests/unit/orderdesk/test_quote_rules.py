"""What the rules on quotes say of orders of several lines."""

from decimal import Decimal
from typing import Any

from gateway.domain.items import ItemIdentifier
from gateway.domain.quotes import QuotedLine, StandingQuote
from gateway.domain.references import Reference
from gateway.orderdesk.hits import Found
from gateway.orderdesk.quote_rules import orders_less_than_was_quoted, orders_what_was_not_quoted
from tests.unit.orderdesk.desk import agreement, line, order
from tests.unit.orderdesk.seen import case_of


def offered(sku: str, quantity: int, unit: str = "EA") -> QuotedLine:
    return QuotedLine(
        quantity=Decimal(quantity),
        unit=unit,
        price=Decimal(1),
        identifiers=(ItemIdentifier(kind="vendor-item", value=sku),),
    )


NAMES = {number: (Reference(kind="quote", value=number),) for number in ("Q1", "Q2", "Q3")}
QUOTES = (
    StandingQuote(number="Q1", state="sent", lines=(offered("MUG", 2, "CA"), offered("MUG", 30))),
    StandingQuote(number="Q2", state="sent", lines=(offered("MUG", 9, "XX"), offered("PLATE", 2))),
    StandingQuote(number="Q3", state="revised", lines=(offered("MUG", 99),)),
)
QUOTING = agreement(quotes=QUOTES)


def naming(quote: str, sku: str = "MUG", quantity: str = "23", **changes: Any) -> Any:
    return line(sku, quantity, references=NAMES[quote], **changes)


def test_each_line_is_held_to_the_least_of_the_quotes_it_names_in_base_units() -> None:
    """In whichever unit it was quoted; a quantity of nothing, a unit we do not sell in, a quote that is over say nothing."""
    placed = order(
        line(),
        naming("Q1"),
        naming("Q1", quantity="24"),
        naming("Q1", quantity="0"),
        naming("Q1", quantity="1"),
        naming("Q1", quantity="1", unit="CA"),
        naming("Q1", quantity=None),
        naming("Q2", quantity="1"),
        naming("Q2", "PLATE", "1"),
        naming("Q2", "PLATE", "2"),
        naming("Q3"),
        naming("Q1", "NOBODYS"),
    )

    assert [
        Found(line=number, path=f"lines[{number - 1}].quantity", value_seen=seen)
        for number, seen in ((2, "23"), (5, "1"), (6, "1"), (9, "1"))
    ] == list(orders_less_than_was_quoted(case_of(placed, QUOTING)))


def test_each_line_is_said_to_be_none_of_the_quotes_it_names() -> None:
    placed = order(line("PLATE"), naming("Q1", "PLATE"), naming("Q2", "PLATE"), naming("Q3", "PLATE"))

    assert [Found(line=2, path="lines[1].identifiers", value_seen="PLATE")] == list(
        orders_what_was_not_quoted(case_of(placed, QUOTING))
    )
    assert [] == list(orders_what_was_not_quoted(case_of(placed)))
