"""Quoted: the prices of the quotes an order names, and which those are."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from gateway.domain.agreements import AgreedPrice
from gateway.domain.catalogue import CrossReference
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quotes import QuotedLine, StandingQuote
from gateway.domain.references import Reference
from gateway.orderdesk.vocabulary import PRICE_FOR, QUOTE_KINDS

OURS = "vendor-item"
SUPPLIERS_ORDER = "vendor-order"
"""The number the supplier has for what is ordered: a cart's, an order's, or that of a quote."""
SAYS_QUOTE = "quot"
"""What the name of a buyer's own field has in it where it holds the number of a quote or a quotation."""
HOLDS = frozenset({"sent", "accepted"})
"""The states in which a quote binds us."""


def quotes_named(order: PurchaseOrder, line: OrderLine | None = None) -> tuple[str, ...]:
    """Return the numbers an order, or a line of it, may name quotes by: the line's own before the order's."""
    own = () if line is None else line.references
    return tuple(dict.fromkeys((*_numbers(own), *_numbers(order.references))))


def plainly_named(order: PurchaseOrder) -> tuple[str, ...]:
    """Return the numbers an order and its lines give for quotes, and for nothing else."""
    references = (one for line in order.lines for one in line.references)
    known = (one.value for one in (*order.references, *references) if one.kind in QUOTE_KINDS and one.value)
    return tuple(dict.fromkeys(known))


def all_quotes_named(order: PurchaseOrder) -> tuple[str, ...]:
    """Return the numbers an order and its lines may name quotes by; a number none of our quotes has names none."""
    references = (one for line in order.lines for one in line.references)
    return tuple(dict.fromkeys(_numbers((*order.references, *references))))


def holds_on(quote: StandingQuote, on: date) -> bool:
    """Return whether a quote binds us on a day."""
    return quote.state in HOLDS and (quote.valid_until_on is None or on <= quote.valid_until_on)


def least_of(line: QuotedLine) -> Decimal:
    """Return from which quantity on the price of a line holds: the first of its breaks, or all that was quoted."""
    quantities = [quantity for quantity, _ in line.breaks]
    if line.quantity is not None:
        quantities.append(line.quantity)
    return min(quantities, default=Decimal(0))


def prices_of(quotes: Iterable[StandingQuote], *, on: date) -> Iterator[AgreedPrice]:
    """Yield the prices that quotes hold us to on a day."""
    for quote in quotes:
        if not holds_on(quote, on):
            continue
        for line in quote.lines:
            if line.price is None:
                continue
            prices = {least_of(line): line.price} | dict(line.breaks)
            for sku in _ours(line):
                for quantity in sorted(prices):
                    yield AgreedPrice(
                        sku=sku,
                        unit=line.unit,
                        price=prices[quantity],
                        minimum=quantity,
                        per=Decimal(PRICE_FOR.get(line.price_basis, 1)),
                        quote=quote.number,
                    )


def names_of(quotes: Iterable[StandingQuote]) -> Iterator[CrossReference]:
    """Yield what the lines of quotes call our items: an order that names the quote may use these names."""
    for quote in quotes:
        for line in quote.lines:
            others = [one for one in line.identifiers if one.kind != OURS]
            for sku in _ours(line):
                yield from (CrossReference(kind=one.kind, value=one.value, sku=sku) for one in others)


def _ours(line: QuotedLine) -> tuple[str, ...]:
    """Return our item a line is about, as the one there is, or none."""
    return tuple(one.value for one in line.identifiers if one.kind == OURS and one.value)[:1]


def _numbers(references: Iterable[Reference]) -> Iterator[str]:
    return (one.value for one in references if one.value and _may_name_a_quote(one.kind))


def _may_name_a_quote(kind: str) -> bool:
    own = kind.partition(":")[2].casefold()
    return kind in QUOTE_KINDS or kind == SUPPLIERS_ORDER or SAYS_QUOTE in own
