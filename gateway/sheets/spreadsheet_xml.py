"""The XML workbooks of 2003 as bytes in, tables out: what many an ERP still writes and calls .xls."""

from datetime import datetime
from decimal import InvalidOperation

from gateway.domain.findings import Finding, find
from gateway.sheets.limits import Limits
from gateway.sheets.markup import Markup, NotMarkup
from gateway.sheets.number_formats import plain
from gateway.sheets.tables import Cell, CellKind, Row, Span, Table, address
from gateway.sheets.xlsx_cells import as_decimal, dated


def read_spreadsheet_xml(content: bytes, limits: Limits) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Return the sheets of a workbook, and what is wrong with it."""
    reader = _Reader(limits)
    try:
        Markup(reader.start, reader.end, reader.text).feed(content)
    except NotMarkup:
        place = f"{reader.name}!{address(max(reader.number, 1), max(reader.column, 0))}"
        reader.findings.append(find("sheet.damaged", path=place))
        reader.end("Worksheet")
    return tuple(reader.tables), tuple(reader.findings)


class _Reader:
    def __init__(self, limits: Limits) -> None:
        self.tables: list[Table] = []
        self.findings: list[Finding] = []
        self.name = ""
        self.number = 0
        self.column = -1
        self._limits = limits
        self._rows: list[Row] = []
        self._merges: list[Span] = []
        self._cells: list[Cell] = []
        self._hidden = False
        self._across = 0
        self._formula = False
        self._type = ""
        self._pieces: list[str] | None = None
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Worksheet":
            self.name = attributes.get("Name", "")
            self._rows, self._merges, self.number = [], [], 0
        elif name == "Row":
            self.number = _number(attributes.get("Index"), self.number + 1)
            self._hidden = attributes.get("Hidden") == "1"
            self._cells, self.column, self._across = [], -1, 0
        elif name == "Cell":
            self.column = _number(attributes.get("Index"), self.column + self._across + 2) - 1
            self._across = _number(attributes.get("MergeAcross"), 0)
            down = _number(attributes.get("MergeDown"), 0)
            self._formula = "Formula" in attributes
            if self._across or down:
                self._merges.append(
                    Span(self.number, self.column, self.number + down, self.column + self._across)
                )
        elif name == "Data":
            self._type, self._pieces = attributes.get("Type", "String"), []

    def text(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        if name == "Data" and self._pieces is not None:
            text = "".join(self._pieces).strip()[: self._limits.max_text]
            self._pieces = None
            self._count += 1
            if text and self.column < self._limits.max_columns and self._count <= self._limits.max_cells:
                self._cells.append(self._cell(text))
        elif name == "Row" and self._cells and len(self._rows) < self._limits.max_rows:
            self._rows.append(Row(self.number, tuple(self._cells), self._hidden))
            self._cells = []
        elif name == "Worksheet" and len(self.tables) < self._limits.max_tables:
            self.tables.append(Table(name=self.name, rows=tuple(self._rows), merges=tuple(self._merges)))

    def _cell(self, text: str) -> Cell:
        if self._type == "Number":
            try:
                number = as_decimal(text)
            except InvalidOperation:
                return Cell(self.column, text, CellKind.TEXT, text)
            return Cell(self.column, plain(number), CellKind.NUMBER, number, "", self._formula)
        if self._type == "DateTime":
            try:
                at = datetime.fromisoformat(text)
            except ValueError:
                return Cell(self.column, text, CellKind.TEXT, text)
            return dated(self.column, at if (at.hour or at.minute or at.second) else at.date(), "")
        if self._type == "Error":
            return Cell(self.column, text, CellKind.ERROR, None, "", self._formula)
        return Cell(self.column, text, CellKind.TEXT, text, "", self._formula)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else otherwise  # noqa: PLR2004 - no sheet is longer
