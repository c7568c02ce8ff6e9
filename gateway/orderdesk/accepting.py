"""Accepting: the order that takes a quote, or part of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from gateway.domain.agreements import Agreement
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quotes import Quote, QuotedLine
from gateway.domain.references import Reference
from gateway.orderdesk.vocabulary import QUOTE_KINDS

BUYER = "buyer"
"""Whose currency it is: an order is the buyer's, whoever wrote it down."""


def order_of(
    quote: Quote, number: str, agreement: Agreement, *, lines: Mapping[int, Decimal], today: date
) -> PurchaseOrder:
    """Return the order that takes a quote: of each line (counted from 1) that has a price all of it, or so much.

    Raises ValueError where nothing would be ordered.
    """
    wanted = tuple(
        _taken(line, lines.get(at, line.quantity))
        for at, line in enumerate(quote.lines, 1)
        if line.price is not None and (not lines or at in lines)
    )
    if not wanted:
        raise ValueError("nothing of the quote would be ordered")
    return PurchaseOrder(
        number=number,
        kind=agreement.order_kinds[0],
        ordered_on=today,
        currency=quote.currency,
        currency_by=BUYER,
        parties=quote.parties,
        references=(Reference(kind=QUOTE_KINDS[0], value=quote.number),),
        lines=wanted,
    )


def _taken(line: QuotedLine, quantity: Decimal | None) -> OrderLine:
    return OrderLine(
        number=line.number,
        quantity=quantity,
        unit=line.unit,
        price=None if quantity is None else line.price_for(quantity),
        price_basis=line.price_basis,
        identifiers=line.identifiers,
        descriptions=line.descriptions,
    )
