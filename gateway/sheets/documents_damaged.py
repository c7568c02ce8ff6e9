"""A DOCX that breaks off: its tables up to the damage, and the table and cell where that is (ECMA-376 part 1, 17.4)."""

from gateway.domain.findings import Finding, find
from gateway.sheets.archives import Archive
from gateway.sheets.limits import Limits
from gateway.sheets.markup import Markup, NotMarkup
from gateway.sheets.tables import Cell, CellKind, Row, Table, address

_BODY = "word/document.xml"


class _Reader:
    """Takes the elements of a document and makes tables; one within a cell is words of the cell."""

    def __init__(self, limits: Limits) -> None:
        self.tables: list[Table] = []
        self.number = 0
        self._rows: list[Row] = []
        self._cells: list[Cell] = []
        self._pieces: list[str] = []
        self._row = self._column = self._span = self._depth = 0
        self._listening = False
        self._limits = limits

    @property
    def reached(self) -> str:
        """Return the table and the cell that began last."""
        if not self.number:
            return "document"
        return f"table {self.number}!{address(max(self._row, 1), self._column)}"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self.number += 1
                self._rows, self._row, self._column = [], 0, 0
        elif self._depth == 1 and name == "tr":
            self._row += 1
            self._cells, self._column = [], 0
        elif self._depth == 1 and name == "tc":
            self._pieces, self._span = [], 1
        elif name == "gridSpan" and attributes.get("val", "").isdecimal():
            self._span = min(int(attributes["val"]), self._limits.max_columns)
        elif name == "t":
            self._listening = True

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "tbl":
            self._depth -= 1
            if not self._depth:
                self.close()
        elif self._depth == 1 and name == "tc":
            text = " ".join("".join(self._pieces).split())[: self._limits.max_text]
            if text:
                self._cells.append(Cell(self._column, text, CellKind.TEXT, text))
            self._column += self._span
        elif self._depth == 1 and name == "tr" and self._cells:
            self._rows.append(Row(self._row, tuple(self._cells)))
            self._cells = []
        elif name == "t":
            self._listening = False
        elif name == "p":
            self._pieces.append(" ")

    def text(self, data: str) -> None:
        """Take characters."""
        if self._listening:
            self._pieces.append(data)

    def close(self) -> None:
        """Keep the table that was begun."""
        if self._cells:
            self._rows.append(Row(self._row, tuple(self._cells)))
            self._cells = []
        if self._rows and len(self.tables) < self._limits.max_tables:
            self.tables.append(Table(name=f"table {self.number}", rows=tuple(self._rows)))
        self._rows = []


def read_before_damage(archive: Archive, limits: Limits) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Return the tables of a damaged document up to where it breaks off, and that place; raises TooMuch."""
    part = archive.find(_BODY)
    content = archive.read_before_damage(part)[0] if part else b""
    reader = _Reader(limits)
    try:
        Markup(reader.start, reader.end, reader.text).feed(content)
    except NotMarkup:
        reached = reader.reached
        reader.close()
        return tuple(reader.tables), (find("sheet.damaged", path=reached),)
    return tuple(reader.tables), (find("sheet.damaged", path="document"),)
