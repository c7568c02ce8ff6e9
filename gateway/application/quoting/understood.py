"""Understood: what a file or a document asks for, as the lines and the pages that a request keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.application.ports.quoting import Cell, RequestLineRecord, RequestRecord, SourcePage
from gateway.application.quoting.surroundings import Opened
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.items import Description, ItemIdentifier, PackDetail
from gateway.domain.quantities import exact
from gateway.domain.quotes import RequestedLine, RequestForQuotation
from gateway.domain.references import TradeDate
from gateway.domain.requested_rows import RequestedRow
from gateway.orderdesk.vocabulary import DELIVERY_REQUESTED
from gateway.sheets.tables import Row, Table, position

KINDS = {
    "supplier_part": "vendor-item",
    "buyer_part": "buyer-item",
    "manufacturer_part": "manufacturer-part",
    "gtin": "gtin",
    "part": "part",
}
"""What a number is called on the desk, by the field of the sheet it stands in."""
WAITED_FOR = (
    "sheet.quantity-missing",
    "sheet.quantity-unclear",
    "sheet.unit-unknown",
    "sheet.pack-unclear",
    "sheet.hundreds-unclear",
)
"""Findings of a row for which its line waits, wherever in the row they stand."""
AMBIGUOUS = "sheet.number-ambiguous"
BASES = {Decimal(100): "per-hundred", Decimal(1000): "per-thousand"}
MOST_PAGES, MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 20, 3000, 40, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AsAsked:
    """What is asked for: the head, the lines with their cells, the pages, and what is wrong; `fatal` says nothing is read."""

    request: RequestForQuotation
    lines: tuple[RequestLineRecord, ...] = ()
    pages: tuple[SourcePage, ...] = ()
    fingerprint: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def fatal(self) -> Finding | None:
        """Return why nothing can be quoted, None where something can."""
        if self.lines:
            return None
        errors = (one for one in self.findings if one.severity is Severity.ERROR)
        return next(errors, None) or find("sheet.no-table")


def of_document(record: RequestRecord, request: RequestForQuotation) -> AsAsked:
    """Return what a document asks for."""
    lines = tuple(
        RequestLineRecord(request=record.id, line=at, partner=record.partner, said=line)
        for at, line in enumerate(request.lines, 1)
    )
    findings = () if lines else (find("order.no-lines"),)
    return AsAsked(request=replace(request, lines=()), lines=lines, findings=findings)


def of_file(record: RequestRecord, opened: Opened, *, today: date) -> AsAsked:
    """Return what a file asks for."""
    understood = opened.understood
    stated = {one.field: one.text for one in understood.stated}
    items = understood.items
    sources = {row.number: row for row in understood.table.rows} if understood.table is not None else {}
    title = understood.table.title if understood.table is not None else ""
    currencies = {one.currency for one in items if one.currency}
    return AsAsked(
        request=RequestForQuotation(
            number=stated.get("number", "") or record.name.rpartition(".")[0] or record.name,
            requested_on=_day(stated.get("requested_on", "")) or today,
            answer_by=_day(stated.get("answer_by", "")),
            currency=_currency(stated.get("currency", ""))
            or (currencies.pop() if len(currencies) == 1 else ""),
        ),
        lines=tuple(
            _line(record, at, row, (title, sources.get(row.number))) for at, row in enumerate(items, 1)
        ),
        pages=tuple(_pages(record, opened)),
        fingerprint=understood.fingerprint,
        findings=(*opened.workbook.every_finding, *understood.every_finding),
    )


def _line(
    record: RequestRecord, at: int, row: RequestedRow, stands: tuple[str, Row | None]
) -> RequestLineRecord:
    damaged = {one.path.rpartition("!")[2] for one in row.findings if one.severity is not Severity.INFO}
    codes = tuple(
        ItemIdentifier(kind=KINDS[whose], value=code)
        for whose, code in row.codes
        if row.address(whose) not in damaged
    )
    price, basis = _price(row)
    words = " ".join(one for one in (row.description, row.specification) if one)
    said = RequestedLine(
        number=row.line or str(at),
        quantity=row.quantity,
        unit=row.unit or row.unit_text,
        price=price,
        price_basis=basis,
        identifiers=codes,
        descriptions=(Description(kind="free", text=words),) if words else (),
        packs=(PackDetail(pack=int(row.pack)),) if row.pack is not None and row.pack == int(row.pack) else (),
        dates=() if row.needed_on is None else (TradeDate(kind=DELIVERY_REQUESTED, on=row.needed_on),),
        messages=(row.note,) if row.note else (),
    )
    sheet, source = stands
    cells = tuple(
        Cell(
            field=one.field,
            sheet=sheet,
            address=one.address,
            text=one.text[:MOST_TEXT],
            page=source.page if source is not None else 0,
            box=_box(source, one.address),
        )
        for one in row.cells
    )
    return RequestLineRecord(
        request=record.id,
        line=at,
        partner=record.partner,
        said=said,
        cells=cells,
        doubts=tuple(dict.fromkeys(_doubts(row))),
    )


def _box(row: Row | None, address: str) -> tuple[Decimal, ...]:
    """Return where a cell stands on its page, nothing where it is on none."""
    place = position(address)
    cell = row.at(place[1]) if row is not None and place is not None else None
    return cell.box if cell is not None and cell.box is not None else ()


def _price(row: RequestedRow) -> tuple[Decimal | None, str]:
    """Return the buyer's price and what it is for, of one where it is for neither a hundred nor a thousand."""
    if row.target_price is None or row.price_basis is None or row.price_basis in BASES:
        return row.target_price, BASES.get(row.price_basis or Decimal(1), "")
    return exact(Fraction(row.target_price) / Fraction(row.price_basis)), ""


def _doubts(row: RequestedRow) -> Iterator[str]:
    """Yield what is not clear of how many are wanted."""
    counted_in = row.address("quantity")
    for one in row.findings:
        if one.code in WAITED_FOR or (one.code == AMBIGUOUS and one.path.rpartition("!")[2] == counted_in):
            yield one.code


def _pages(record: RequestRecord, opened: Opened) -> Iterator[SourcePage]:
    for at, table in enumerate(opened.workbook.every_table[:MOST_PAGES], 1):
        first = table.rows[0].number if table.rows else 1
        yield SourcePage(
            request=record.id,
            partner=record.partner,
            page=at,
            name=table.title,
            file=table.file,
            drawn=table.page,
            first_row=first,
            rows=tuple(_grid(table, first)),
        )


def _grid(table: Table, first: int) -> Iterator[tuple[str, ...]]:
    by_number = {row.number: row for row in table.rows}
    last = min(max(by_number, default=0), first + MOST_ROWS - 1)
    width = min(table.width, MOST_COLUMNS)
    for number in range(first, last + 1):
        cells = {cell.column: cell.text for cell in by_number[number].cells} if number in by_number else {}
        yield tuple(cells.get(column, "")[:MOST_TEXT] for column in range(width))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _currency(text: str) -> str:
    code = text.strip().upper()[:3]
    return code if len(code) == 3 and code.isascii() and code.isalpha() else ""  # noqa: PLR2004 - codes of ISO 4217 have three letters
