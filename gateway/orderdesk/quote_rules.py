"""Rules about orders that name a quote of ours: does it hold, and does it offer what is ordered."""

from collections.abc import Iterator
from decimal import Decimal

from gateway.domain.items import Item
from gateway.domain.quantities import plain
from gateway.domain.quotes import StandingQuote
from gateway.orderdesk.cases import Case, CaseLine
from gateway.orderdesk.hits import Found
from gateway.orderdesk.quoted import HOLDS, holds_on, least_of, plainly_named, quotes_named
from gateway.orderdesk.units import each_of, to_base

OVER = "order.quote-expired"


def names_no_quote_of_ours(case: Case) -> Iterator[Found]:
    """Yield a hit for each quote an order names that is none of ours, where the partner is given quotes."""
    if case.agreement.quotes is None:
        return
    known = {one.number for one in case.agreement.quotes}
    papers = {one.number for one in case.agreement.conditions.papers}
    for number in plainly_named(case.order):
        if number not in known | papers:
            yield Found(path="references", value_seen=number)


def names_a_quote_that_does_not_hold(case: Case) -> Iterator[Found]:
    """Yield a hit for each quote of ours an order names that was not given, was taken back, declined or ran out."""
    on = max(case.today, case.order.ordered_on or case.today)
    for one in case.agreement.quotes or ():
        if not holds_on(one, on):
            over = one.state in HOLDS or one.state == "expired"
            yield Found(path="references", value_seen=one.number, code=OVER if over else "")


def orders_what_was_not_quoted(case: Case) -> Iterator[Found]:
    """Yield a hit for each line whose quotes offer other items only."""
    for line, item, quotes in _lines(case):
        if not any(one.ours(item.sku) for one in quotes):
            yield Found(line=line.number, path=f"{line.path}.identifiers", value_seen=item.sku)


def orders_less_than_was_quoted(case: Case) -> Iterator[Found]:
    """Yield a hit for each line that asks for less than the least a quote has a price for."""
    for line, item, quotes in _lines(case):
        least = [
            base
            for quote in quotes
            for offer in quote.ours(item.sku)
            for each in (each_of(item, offer.unit),)
            if each is not None and (base := to_base(least_of(offer), each)) is not None
        ]
        if least and line.asked is not None and 0 < line.asked < min(least):
            yield Found(
                line=line.number,
                path=f"{line.path}.quantity",
                value_seen=plain(line.line.quantity or Decimal(0)),
            )


def _lines(case: Case) -> Iterator[tuple[CaseLine, Item, tuple[StandingQuote, ...]]]:
    """Yield the lines that name quotes of ours which hold, with their item and those quotes."""
    on = max(case.today, case.order.ordered_on or case.today)
    standing = {one.number: one for one in case.agreement.quotes or () if holds_on(one, on)}
    if not standing:
        return
    for line in case.lines:
        named = tuple(
            standing[number] for number in quotes_named(case.order, line.line) if number in standing
        )
        if named and line.sold is not None:
            yield line, line.sold, named
