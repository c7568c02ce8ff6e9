"""The buyer's own workbook with our answers in it: only the cells answered change, every other byte stays.

No library saves a workbook without losing something of it (pictures, charts, controls, links, signatures), so
cells are spliced into the sheet as it came. What cannot be answered in place becomes a CSV with all its values.
"""

import csv
import re
import zipfile
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from gateway.domain.findings import Finding, find
from gateway.sheets import kinds
from gateway.sheets.archives import Archive, Damaged, TooMuch
from gateway.sheets.attachments import attached
from gateway.sheets.columns import Column
from gateway.sheets.limits import Limits
from gateway.sheets.markup import NotMarkup
from gateway.sheets.number_formats import GENERAL, plain
from gateway.sheets.splicing import Splicer
from gateway.sheets.tables import Span, Table, Workbook
from gateway.sheets.words import OFFERED, normal
from gateway.sheets.xlsx_parts import Styles, read_book, read_styles

_DAYS_A_WEEK = 7
_PLAIN_FORMATS = frozenset({GENERAL, "0.00", "#,##0.00"})
_WEEKS = re.compile(r"week|wks|woche|semaine|semana|tuan|周|星期|wk\b")
_DATES = re.compile(r"\bdate\b|datum|termin\b|fecha|ngay giao|日期")
_SIGNATURE = "_xmlsignatures/"
_CALC = re.compile(rb"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>")
_BEFORE_CALC = re.compile(rb"</((?:\w+:)?)(?:sheets|functionGroups|externalReferences|definedNames)\s*>")
_FULL = re.compile(rb"\sfullCalcOnLoad\s*=\s*[\"'][^\"']*[\"']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What we say to one row: `row` as the sheet counts it; what is None or empty leaves its cell as it is.

    `price` and `total` are in the currency of the sheet, for the unit and the price basis the buyer asked in.
    """

    row: int
    price: Decimal | None = None
    total: Decimal | None = None
    lead_days: int | None = None
    ships_on: date | None = None
    part: str = ""
    manufacturer: str = ""
    minimum: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A file to send back: its bytes, what kind they are (`xlsx` or `csv`), and what is to be said about it."""

    content: bytes
    kind: str
    findings: tuple[Finding, ...] = ()


def fill(
    content: bytes,
    workbook: Workbook,
    index: int,
    columns: Sequence[Column],
    answers: Sequence[Answer],
    *,
    limits: Limits | None = None,
) -> Filled:
    """Return the file with our answers: the same XLSX, or a CSV of its table where it is something else or damaged.

    `workbook` is what was read of `content`, `index` the table among all of its tables, `columns` its mapping.
    """
    limits = limits or Limits()
    table = workbook.every_table[index]
    answered = _with_places(columns, table)
    held = attached(content, table.file, limits) if table.file else content
    if _kind(workbook, table) == kinds.XLSX and held:
        try:
            return _spliced(Archive(held, limits), table, answered, answers)
        except (Damaged, NotMarkup, TooMuch):
            pass
    return Filled(
        content=_as_csv(table, answered, answers),
        kind="csv",
        findings=(find("sheet.not-in-place", path=table.name),),
    )


def _kind(workbook: Workbook, table: Table) -> str:
    """Return the kind of the file a table stands in, be it inside of another."""
    if any(table is one for one in workbook.tables):
        return workbook.kind
    inner = (one for one in workbook.attached if any(table is other for other in one.every_table))
    return next((_kind(one, table) for one in inner), workbook.kind)


def _with_places(columns: Sequence[Column], table: Table) -> dict[str, tuple[int, str]]:
    """Return column and header of each field we answer; what the buyer left no column for goes to the right of the table."""
    found = {one.field: (one.index, one.header) for one in columns if one.field in OFFERED}
    if "offer_price" not in found:
        found["offer_price"] = (max(table.width, *(one.index + 1 for one in columns), 0), "")
    return found


def _spliced(
    archive: Archive, table: Table, places: Mapping[str, tuple[int, str]], answers: Sequence[Answer]
) -> Filled:
    book = read_book(archive)
    part = next((sheet.part for sheet in book.sheets if sheet.name == table.name), "")
    if not part:
        raise Damaged
    splicer = Splicer(archive.read(part))
    formats = read_styles(archive, book.styles) if book.styles else Styles()
    findings: list[Finding] = []
    values: dict[tuple[int, int], str | Decimal] = {}
    styles: dict[tuple[int, int], bytes] = {}
    for answer in answers:
        for field, value in _values(answer, places):
            place = _anchor(answer.row, places[field][0], table.merges)
            if place in values:
                continue
            if splicer.is_formula(*place):
                findings.append(find("sheet.formula-kept", path=table.place(*place)))
            elif splicer.has_row(place[0]):
                values[place] = value
                styles[place] = _style(splicer, place, formats, {one.row for one in answers})
    if any(name.lower().startswith(_SIGNATURE) for name in archive.names):
        findings.append(find("sheet.signature-broken"))
    changed = {part: splicer.spliced(values, styles)}
    return Filled(content=_repacked(archive, changed), kind="xlsx", findings=tuple(findings))


def _style(splicer: Splicer, place: tuple[int, int], formats: Styles, rows: Container[int]) -> bytes:
    """Return a style for a cell that has none: borders and colours as around it, never a header's, and no format that turns a price into a day."""
    near = (style for style in splicer.styles_near(*place, rows) if style)
    return next((style for style in near if formats.of(style.decode()) in _PLAIN_FORMATS), b"")


def _anchor(row: int, column: int, merges: Sequence[Span]) -> tuple[int, int]:
    """Return the cell that holds what merged cells show."""
    for span in merges:
        if span.top <= row <= span.bottom and span.left <= column <= span.right:
            return span.top, span.left
    return row, column


def _values(answer: Answer, places: Mapping[str, tuple[int, str]]) -> Iterator[tuple[str, str | Decimal]]:
    """Yield what we say by the fields the sheet has; what has no column of its own is said in the note."""
    lead = _lead_time(answer, places.get("offer_lead_time", (0, ""))[1])
    said: dict[str, str | Decimal | None] = {
        "offer_price": answer.price,
        "offer_total": answer.total,
        "offer_lead_time": lead,
        "offer_part": answer.part,
        "offer_manufacturer": answer.manufacturer,
        "offer_minimum": answer.minimum,
        "offer_note": answer.note,
    }
    for field, value in said.items():
        if field in places and value is not None and value != "":
            yield field, value


def _lead_time(answer: Answer, header: str) -> str | Decimal | None:
    """Return the lead time as the header asks for it: a day, weeks, or days."""
    asked = normal(header)
    if _DATES.search(asked) and answer.ships_on is not None:
        return answer.ships_on.isoformat()
    if answer.lead_days is None:
        return answer.ships_on.isoformat() if answer.ships_on else None
    if _WEEKS.search(asked):
        return Decimal(-(-answer.lead_days // _DAYS_A_WEEK))
    return Decimal(answer.lead_days)


def _repacked(archive: Archive, changed: Mapping[str, bytes]) -> bytes:
    """Return the archive with parts replaced; formulas are worked out anew when it is opened."""
    written = BytesIO()
    book = archive.find("xl/workbook.xml")
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.names:
            content = changed.get(name)
            if content is None:
                content = archive.read(name)
            if name == book:
                content = _recalculated(content)
            info = zipfile.ZipInfo(name, archive.time(name))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return written.getvalue()


def _recalculated(book: bytes) -> bytes:
    """Return the workbook part telling whoever opens it to work all formulas out."""
    match = _CALC.search(book)
    if match is None:
        ends = [(found.end(), found[1]) for found in _BEFORE_CALC.finditer(book)]
        if not ends:
            return book
        at, prefix = max(ends)
        return book[:at] + b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>' + book[at:]
    attributes = _FULL.sub(b"", match[2]) + b' fullCalcOnLoad="1"'
    return (
        book[: match.start()]
        + b"<"
        + match[1]
        + b"calcPr"
        + attributes
        + match[3]
        + b">"
        + book[match.end() :]
    )


def _as_csv(table: Table, places: Mapping[str, tuple[int, str]], answers: Sequence[Answer]) -> bytes:
    """Return a table with our answers as CSV in UTF-8, numbers plain, nothing that a spreadsheet would run."""
    by_row = {answer.row: answer for answer in answers}
    width = max([table.width, *(column + 1 for column, _ in places.values())])
    written = StringIO(newline="")
    writer = csv.writer(written)
    for row in table.rows:
        fields = [""] * width
        for cell in row.cells:
            fields[cell.column] = _harmless(cell.text)
        if row.number in by_row:
            for field, value in _values(by_row[row.number], places):
                fields[places[field][0]] = plain(value) if isinstance(value, Decimal) else _harmless(value)
        writer.writerow(fields)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def _harmless(text: str) -> str:
    """Return a text no spreadsheet takes for a formula."""
    risky = text[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[-+]?[\d.,\s]+%?", text)
    return f"'{text}" if risky else text
