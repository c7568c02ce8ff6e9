"""Papers: the buyer's own workbook with our answers in it, and the pages of what came as they look."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from gateway.application.ports import QuoteRecord, RequestRecord
from gateway.application.quoting.learning import remembered
from gateway.application.quoting.surroundings import Quoting
from gateway.application.quoting.taking import FILE
from gateway.domain.requested_rows import RequestedRow
from gateway.errors import Conflict, NotFound
from gateway.orderdesk.asked_packs import for_asked
from gateway.orderdesk.quoting import OfferedLine
from gateway.sheets.fields import basis_in
from gateway.sheets.filling import Answer, Filled
from gateway.sheets.understanding import Understood
from gateway.sheets.words import Words


def filled_in(quoting: Quoting, quote: str) -> tuple[QuoteRecord, RequestRecord, Filled]:
    """Return the file a request came as, with what the quote offers in the cells the buyer left for it.

    Raises NotFound, and Conflict where the request was no file or its file cannot be filled in.
    """
    with quoting.store.read() as work:
        record = work.quotes.get(quote)
        request = work.requests.get(record.request)
        if request.kind != FILE:
            raise Conflict("the request was no file: there is nothing to fill in")
        content = work.transmissions.content(request.transmission)
        known = remembered(work, request.partner)
    opened = quoting.open_file(request.name, content, known)
    understood = opened.understood
    if len(understood.items) != len(record.offers):
        raise Conflict("the file reads otherwise than when it was quoted: read the request again")
    answers = tuple(_answers(quoting, understood, record.offers, quoting.words()))
    filled = quoting.sheets.fill(
        request.name, content, index=understood.index, columns=understood.columns, answers=answers
    )
    if filled is None:
        raise Conflict("the file takes too long to fill in: send the quote as PDF")
    return record, request, filled


def page_image(quoting: Quoting, request: str, page: int, *, of: int = 0) -> bytes:
    """Return a page of the source as PNG, `of` its PDF where its table goes on over several; raises NotFound where it is none."""
    with quoting.store.read() as work:
        record = work.requests.get(request)
        found = work.requests.page(request, page)
        if found is None or not found.drawn:
            raise NotFound(f"page {page} of the request is not one of a PDF")
        content = work.transmissions.content(record.transmission)
    image = quoting.sheets.page(found.file, content, max(found.drawn, of))
    if not image:
        raise NotFound(f"page {page} of the request cannot be drawn")
    return image


def _answers(
    quoting: Quoting, understood: Understood, offers: Sequence[OfferedLine], words: Words
) -> Iterator[Answer]:
    today = quoting.services.clock.now().date()
    column = understood.column("offer_price")
    basis = basis_in(column.header, words) if column is not None else None
    for row, offer in zip(understood.items, offers, strict=True):
        price = _for_buyer(row, offer, basis)
        if offer.price is None:
            yield Answer(row=row.number, note="No offer")
            continue
        yield Answer(
            row=row.number,
            price=price,
            total=offer.amount,
            lead_days=(offer.ships_on - today).days if offer.ships_on else None,
            ships_on=offer.ships_on,
            part=offer.sku,
            minimum=None if offer.minimum is None else Decimal(ceil(Fraction(offer.minimum) / offer.holds)),
            note=_note(offer, told="offer_minimum" in {one.field for one in understood.columns}),
        )


def _for_buyer(row: RequestedRow, offer: OfferedLine, basis: Decimal | None) -> Decimal | None:
    """Return the price for what the buyer's cell is for: its own unit, or the hundred its sheet names; None where no decimal says it."""
    if offer.price is None:
        return None
    wanted = basis or row.price_basis
    if wanted is not None and offer.holds != 1:
        return for_asked(offer.price, per=offer.per, holds=Fraction(wanted))  # so many single things
    return for_asked(offer.price, per=offer.per, holds=offer.holds, basis=Fraction(wanted or 1))


def _note(offer: OfferedLine, *, told: bool) -> str:
    """Return what is to be said of an offer besides its price: the least where that is not `told`, cheaper from when on, what is sooner."""
    per = "" if offer.per == 1 else f" for {offer.per}"
    counts = offer.asked is not None and offer.quantity is not None
    parts = [f"{offer.quantity:f} {offer.unit} at {offer.price:f}{per}"] if counts else []
    parts += [f"at least {offer.minimum:f} {offer.unit}"] if offer.minimum is not None and not told else []
    parts += [f"from {one.quantity:f} {offer.unit}: {one.price:f}" for one in offer.breaks]
    parts += [f"or sooner: {one.sku}" for one in offer.alternates]
    return "; ".join(parts)
