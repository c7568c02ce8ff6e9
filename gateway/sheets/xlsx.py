"""XLSX and XLSM as bytes in, tables out: values, what a person sees, formulas, hidden rows, merges, one pass a sheet.

Our own reader (ECMA-376 part 1, 18.3 to 18.8), because only a reader of its own can say at which cell a damaged
sheet breaks off, keep what stands before it, and tell a number's format at the speed of a bulk reader.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.findings import Finding, find
from gateway.sheets.archives import Archive, Damaged
from gateway.sheets.limits import Limits
from gateway.sheets.markup import Markup, NotMarkup
from gateway.sheets.tables import Table
from gateway.sheets.xlsx_cells import SheetReader
from gateway.sheets.xlsx_parts import Book, Styles, read_book, read_styles, read_texts

_MACRO_SHEETS = ("xl/macrosheets/", "xl/dialogsheets/")
_EXTERNAL = "xl/externallinks/"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    texts: tuple[str, ...]
    styles: Styles
    since_1904: bool


def read_xlsx(archive: Archive, limits: Limits) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Return the sheets of a workbook in its order, and what is wrong with it."""
    findings = list(_strange_parts(archive))
    try:
        book = read_book(archive)
    except (Damaged, NotMarkup):
        return (), (*findings, find("sheet.damaged", path="workbook"))
    common = _common(archive, book, limits, findings)
    tables = []
    for sheet in book.sheets[: limits.max_tables]:
        if not sheet.part:
            findings.append(find("sheet.damaged", path=sheet.name))
            continue
        if any(sheet.part.lower().startswith(one) for one in (*_MACRO_SHEETS, "xl/chartsheets/")):
            continue
        content, whole = archive.read_before_damage(sheet.part)
        reader = SheetReader(common.texts, common.styles, limits, since_1904=common.since_1904)
        try:
            Markup(reader.start, reader.end, reader.text).feed(content)
        except NotMarkup:
            whole = False
        if not whole:
            findings.append(find("sheet.damaged", path=f"{sheet.name}!{reader.reached}"))
        findings.extend(reader.findings(sheet.name))
        tables.append(
            Table(
                name=sheet.name,
                rows=tuple(reader.rows),
                hidden=sheet.hidden,
                merges=tuple(reader.merges),
                hidden_columns=frozenset(reader.hidden_columns),
            )
        )
    if len(book.sheets) > limits.max_tables:
        findings.append(find("sheet.too-large", value_seen=f"{len(book.sheets)} sheets"))
    return tuple(tables), tuple(findings)


def _common(archive: Archive, book: Book, limits: Limits, findings: list[Finding]) -> _Common:
    """Return what all sheets share; without its texts or styles a workbook is read as far as it goes."""
    texts: tuple[str, ...] = ()
    styles = Styles()
    if book.texts:
        texts, whole = read_texts(archive, book.texts, limits)
        if not whole:
            findings.append(find("sheet.damaged", path="shared strings"))
    if book.styles:
        try:
            styles = read_styles(archive, book.styles)
        except (Damaged, NotMarkup):
            findings.append(find("sheet.damaged", path="styles"))
    return _Common(texts=texts, styles=styles, since_1904=book.since_1904)


def _strange_parts(archive: Archive) -> Iterator[Finding]:
    names = [name.lower() for name in archive.names]
    if archive.holds_project or any(name.startswith(_MACRO_SHEETS) for name in names):
        yield find("sheet.macros")
    if any(name.startswith(_EXTERNAL) for name in names):
        yield find("sheet.external-links")
