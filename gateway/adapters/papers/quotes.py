"""A quote as it is printed: who offers what to whom, at which price, from when on, until when; costs stay inside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from gateway.adapters.papers.fonts import USED, letters_of, used
from gateway.application.ports import QuoteRecord
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.parties import Party
from gateway.domain.quantities import plain
from gateway.domain.quotes import Quote, QuotedLine
from gateway.orderdesk.quoting import NO_OFFER, OfferedLine, asked_of

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
RULE, SOFT = colors.HexColor("#c9d1d6"), colors.HexColor("#f3f5f6")
INK, QUIET = colors.HexColor("#1d2427"), colors.HexColor("#596368")
WIDTHS = [12 * mm, WIDTH - 121 * mm, 23 * mm, 26 * mm, 27 * mm, 33 * mm]
HEADS = ("Line", "Item", "Quantity", "Can leave", "Price", "Amount")
RIGHT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A quote as it is to be printed: what the buyer gets to see of it, and no more."""

    number: str
    request_number: str
    quoted_on: date
    valid_until: date | None
    currency: str
    total: Decimal | None
    seller: Party | None
    buyer: str
    terms: tuple[str, ...]
    lines: tuple[tuple[QuotedLine, OfferedLine], ...]

    def texts(self) -> Iterator[str]:
        """Yield every text of it that others wrote."""
        yield from (self.request_number, self.buyer, _address(self.seller), *self.terms)
        for line, offer in self.lines:
            yield from (one.text for one in line.descriptions)
            yield from (one.value for one in line.identifiers)
            yield from (offer.description, *(one.description for one in offer.alternates))


def to_print(services: Services, record: QuoteRecord) -> Printed:
    """Return a quote as it is to be printed."""
    profile = services.directory.get(record.partner)
    agreement = profile.agreement()
    quote = loads(Quote, record.canonical)
    return Printed(
        number=record.number,
        request_number=quote.request_number,
        quoted_on=quote.quoted_on,
        valid_until=record.valid_until,
        currency=record.currency,
        total=record.total,
        seller=agreement.seller,
        buyer=profile.name,
        terms=tuple(one.text or f"net {one.net_days} days" for one in agreement.terms),
        lines=tuple(zip(quote.lines, record.offers, strict=True)),
    )


def unshown(printed: Printed, fonts_dir: Path | None = None) -> str:
    """Return the letters of a quote that no font of this machine has: they would not be seen everywhere."""
    return letters_of(fonts_dir).missing(printed.texts())


def quote_pdf(printed: Printed, fonts_dir: Path | None = None) -> bytes:
    """Return a quote as a PDF file, in fonts of a folder where one is named; the same quote gives the same bytes."""
    before = USED.set(letters_of(fonts_dir))
    try:
        return _pdf(printed)
    finally:
        USED.reset(before)


def _pdf(printed: Printed) -> bytes:
    written = BytesIO()
    document = BaseDocTemplate(
        written,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=f"Quote {printed.number}",
        author=printed.seller.name if printed.seller else "",
        invariant=1,
    )
    frame = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
    foot = partial(_foot, said=f"Quote {printed.number}")
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=foot)])
    document.build([*_head(printed), *_table(printed), *_end(printed)])
    return written.getvalue()


def _style(
    *, size: float = 9, bold: bool = False, quiet: bool = False, right: bool = False
) -> ParagraphStyle:
    letters = used()
    return ParagraphStyle(
        f"{size}{bold}{quiet}{right}",
        fontName=letters.bold if bold else letters.plain,
        fontSize=size,
        leading=size * 1.35,
        textColor=QUIET if quiet else INK,
        alignment=RIGHT if right else 0,
    )


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    lines = (used().marked_up(one) for one in text.split("\n"))
    return Paragraph("<br/>".join(lines), style)


def _head(printed: Printed) -> Iterator[Flowable]:
    until = printed.valid_until.isoformat() if printed.valid_until else "revoked"
    facts = [
        ("Quote", printed.number),
        ("Your request", printed.request_number),
        ("Date", printed.quoted_on.isoformat()),
        ("Holds until", until),
        ("Currency", printed.currency),
    ]
    label, value = _style(size=8.5, quiet=True), _style(size=8.5)
    rows = [[_said(name, label), _said(text, value)] for name, text in facts]
    right = Table(
        rows, colWidths=[24 * mm, 46 * mm], style=TableStyle([("TOPPADDING", (0, 0), (-1, -1), 0.5)])
    )
    left = [
        _said("Quote", _style(size=20, bold=True)),
        Spacer(1, 3 * mm),
        _said(_address(printed.seller), _style(size=8.5)),
        Spacer(1, 4 * mm),
        _said("For", _style(size=8.5, quiet=True)),
        _said(printed.buyer, _style(size=10, bold=True)),
    ]
    yield Table(
        [[left, right]],
        colWidths=[WIDTH - 72 * mm, 72 * mm],
        style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)]),
    )
    yield Spacer(1, 7 * mm)


def _address(party: Party | None) -> str:
    if party is None:
        return ""
    city = " ".join(one for one in (party.postal_code, party.city, party.region) if one)
    return "\n".join(one for one in (party.name, *party.street, city, party.country) if one)


def _table(printed: Printed) -> Iterator[Flowable]:
    head = _style(size=8, bold=True)
    head_right = _style(size=8, bold=True, right=True)
    rows: list[list[object]] = [
        [_said(text, head if at in (0, 1, 3) else head_right) for at, text in enumerate(HEADS)]
    ]
    rows.extend(_row(line, offer, printed.currency) for line, offer in printed.lines)
    yield Table(
        rows,
        colWidths=WIDTHS,
        repeatRows=1,
        style=TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), SOFT),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        ),
    )


def _row(line: QuotedLine, offer: OfferedLine, currency: str) -> list[object]:
    cell, right, quiet = _style(), _style(right=True), _style(size=8, quiet=True)
    words = " ".join(one.text for one in line.descriptions if one.text)
    names = [one.value for one in line.identifiers]
    if offer.price is None:
        item = [_said(words or " ".join(names) or "not known", cell), _said(NO_OFFER, quiet)]
        quantity = plain(line.quantity) if line.quantity is not None else ""
        return [_said(line.number, cell), item, _said(f"{quantity} {line.unit}", right), "", "", ""]
    item = [_said(words or offer.sku, cell), _said("  ".join(names), quiet)]
    if offer.minimum is not None:
        item.append(_said(f"at least {plain(offer.minimum)} {offer.unit}", quiet))
    item.extend(
        _said(f"from {plain(one.quantity)} {offer.unit}: {_money(one.price)} {currency}", quiet)
        for one in offer.breaks
    )
    item.extend(
        _said(_instead(one.sku, one.description, one.price, currency), quiet) for one in offer.alternates
    )
    counts = f"{plain(offer.quantity or Decimal(0))} {offer.unit}"
    asked = f"\n({asked_of(offer)})" if offer.asked is not None else ""
    per = "" if offer.per == 1 else f"\nper {offer.per}"
    return [
        _said(line.number, cell),
        item,
        _said(f"{counts}{asked}", right),
        _said(offer.ships_on.isoformat() if offer.ships_on else "on request", cell),
        _said(f"{_money(offer.price)}{per}", right),
        _said(_money(offer.amount), right),
    ]


def _instead(sku: str, description: str, price: Decimal | None, currency: str) -> str:
    cost = "" if price is None else f", {_money(price)} {currency}"
    return f"or sooner: {sku} {description}{cost}"


def _end(printed: Printed) -> Iterator[Flowable]:
    if printed.total is not None:
        yield Spacer(1, 3 * mm)
        total = _style(size=11, bold=True, right=True)
        yield _said(f"Total {_money(printed.total)} {printed.currency}", total)
    yield Spacer(1, 5 * mm)
    note = _style(size=8.5, quiet=True)
    yield _said("Prices without taxes and freight unless they are named. Dates hold while stock lasts.", note)
    for one in printed.terms:
        yield _said(f"Payment: {one}", note)


def _money(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    decimals = len(plain(amount).partition(".")[2])
    return f"{amount:,.{max(decimals, 2)}f}"


def _foot(canvas: Canvas, document: BaseDocTemplate, *, said: str) -> None:
    canvas.saveState()
    canvas.setFont(used().plain, 8)
    canvas.setFillColor(QUIET)
    canvas.drawString(MARGIN, 10 * mm, said)
    canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"Page {document.page}")
    canvas.restoreState()
