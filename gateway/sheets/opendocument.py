"""ODS as bytes in, tables out: the text people see stands in the file, beside the value (ODF 1.3 part 3, chapter 9)."""

from datetime import datetime
from decimal import InvalidOperation

from gateway.domain.findings import Finding, find
from gateway.sheets.archives import Archive
from gateway.sheets.limits import Limits
from gateway.sheets.markup import Markup, NotMarkup
from gateway.sheets.number_formats import plain
from gateway.sheets.tables import Cell, CellKind, Row, Span, Table, address
from gateway.sheets.xlsx_cells import as_decimal, dated

_HIDDEN = ("collapse", "filter")
_NUMBERS = ("float", "currency", "percentage")


def read_ods(archive: Archive, limits: Limits) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Return the sheets of a workbook, and what is wrong with it."""
    content, whole = archive.read_before_damage(archive.find("content.xml"))
    reader = _Reader(limits)
    try:
        Markup(reader.start, reader.end, reader.text).feed(content)
    except NotMarkup:
        whole = False
    if not whole:
        reader.close_table()
        reader.findings.append(find("sheet.damaged", path=f"{reader.name}!{reader.reached}"))
    names = [name.lower() for name in archive.names]
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        reader.findings.append(find("sheet.macros"))
    return tuple(reader.tables), tuple(reader.findings)


class _Reader:
    """Takes the elements of the content and makes tables."""

    def __init__(self, limits: Limits) -> None:
        self.tables: list[Table] = []
        self.findings: list[Finding] = []
        self.name = ""
        self._limits = limits
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._rows: list[Row] = []
        self._merges: list[Span] = []
        self._hidden = False
        self._number = 1
        self._repeated = 1
        self._row_hidden = False
        self._cells: list[Cell] = []
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._depth = 0
        self._silent = 0
        self._count = 0
        self._full = False

    @property
    def reached(self) -> str:
        return address(self._number, self._column)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table" and not self._depth:
            self._open_table(attributes)
        elif name == "table-row":
            self._repeated = _count(attributes.get("number-rows-repeated"))
            self._row_hidden = attributes.get("visibility") in _HIDDEN
            self._column, self._cells = 0, []
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._paragraphs = attributes, []
        elif name in ("annotation", "table"):
            self._silent += 1
        elif name == "p" and not self._silent:
            self._paragraphs.append("")
        elif name == "s" and not self._silent:
            self.text(" " * min(_count(attributes.get("c")), self._limits.max_text))
        elif name in ("tab", "line-break"):
            self.text(" ")

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell") and not self._silent:
            self._close_cell()
        elif name == "table-row" and not self._silent:
            self._close_row()
        elif name == "annotation" or (name == "table" and self._silent):
            self._silent -= 1
        elif name == "table":
            self.close_table()

    def text(self, data: str) -> None:
        if self._paragraphs and not self._silent:
            self._paragraphs[-1] += data

    def _open_table(self, attributes: dict[str, str]) -> None:
        self._depth = 1
        self.name = attributes.get("name", "")
        self._hidden = attributes.get("style-name", "") in self._hidden_styles
        self._rows, self._merges, self._number = [], [], 1

    def close_table(self) -> None:
        """Keep the table as far as it was read."""
        if not self._depth:
            return
        self._depth = 0
        if self._full:
            self.findings.append(find("sheet.too-large", path=f"{self.name}!{self.reached}"))
        if len(self.tables) < self._limits.max_tables:
            self.tables.append(
                Table(name=self.name, rows=tuple(self._rows), hidden=self._hidden, merges=tuple(self._merges))
            )

    def _close_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        repeated = _count(attributes.get("number-columns-repeated"))
        text = "\n".join(self._paragraphs).strip()[: self._limits.max_text]
        self._paragraphs = []
        self._merge(attributes)
        for column in range(self._column, min(self._column + repeated, self._limits.max_columns)):
            cell = _cell(column, text, attributes)
            if cell is None:
                break
            self._cells.append(cell)
        self._column += repeated

    def _merge(self, attributes: dict[str, str]) -> None:
        rows, columns = (
            _count(attributes.get("number-rows-spanned")),
            _count(attributes.get("number-columns-spanned")),
        )
        if rows > 1 or columns > 1:
            bottom, right = self._number + rows - 1, self._column + columns - 1
            self._merges.append(Span(self._number, self._column, bottom, right))

    def _close_row(self) -> None:
        for _ in range(self._repeated if self._cells else 0):
            self._count += len(self._cells)
            if len(self._rows) >= self._limits.max_rows or self._count > self._limits.max_cells:
                self._full = True
                break
            self._rows.append(Row(self._number, tuple(self._cells), self._row_hidden))
            self._number += 1
        else:
            self._number += 0 if self._cells else self._repeated
        self._cells = []


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else 1  # noqa: PLR2004 - no sheet is longer


def _cell(column: int, text: str, attributes: dict[str, str]) -> Cell | None:
    """Return a cell by the type of its value; its text is what a person sees."""
    kind = attributes.get("value-type", "")
    formula = "formula" in attributes
    if kind in _NUMBERS:
        return _number(column, text, attributes.get("value", ""), formula=formula)
    if kind == "date":
        return _date(column, text, attributes.get("date-value", ""), formula=formula)
    if kind == "boolean":
        return Cell(column, text, CellKind.BOOLEAN, attributes.get("boolean-value") == "true", "", formula)
    if formula and not kind and not text:
        return Cell(column, "", CellKind.UNCOMPUTED, formula=True)
    if formula and text.startswith(("#", "Err:")):
        return Cell(column, text, CellKind.ERROR, None, "", formula=True)
    return Cell(column, text, CellKind.TEXT, text, "", formula) if text else None


def _date(column: int, text: str, value: str, *, formula: bool) -> Cell | None:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return Cell(column, text, CellKind.TEXT, text, "", formula) if text else None
    return dated(column, at if (at.hour or at.minute or at.second) else at.date(), text, formula=formula)


def _number(column: int, text: str, value: str, *, formula: bool) -> Cell | None:
    try:
        number = as_decimal(value)
    except InvalidOperation:
        return Cell(column, text, CellKind.TEXT, text, "", formula) if text else None
    return Cell(column, text or plain(number), CellKind.NUMBER, number, "", formula)
