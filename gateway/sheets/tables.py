"""Tables of cells: what every kind of file becomes before anybody asks what it means."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from gateway.domain.findings import Finding

Value = str | Decimal | bool | date | datetime | time | None
Box = tuple[Decimal, Decimal, Decimal, Decimal]


class CellKind(StrEnum):
    """What a cell holds; `uncomputed` is a formula nobody has worked out, `error` what a formula failed with."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    UNCOMPUTED = "uncomputed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    `column` counts from 0. `text` is what a person sees (`00456`), `value` what is stored (456, a Decimal),
    `number_format` the workbook's own (`00000`). `box` is where it stands on a page of a PDF, in shares of what is
    seen of the page from its upper left corner: left, top, right, bottom.
    """

    column: int
    text: str
    kind: CellKind = CellKind.TEXT
    value: Value = None
    number_format: str = ""
    formula: bool = False
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its `number` as the sheet counts it (from 1), and its cells from left to right, no empty ones."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    page: int = 0

    def at(self, column: int) -> Cell | None:
        """Return the cell of a column, None where it is empty."""
        return next((cell for cell in self.cells if cell.column == column), None)

    @property
    def text(self) -> str:
        """Return what stands in the row, a blank between cells."""
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Span:
    """Cells merged into one; rows count from 1, columns from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet, a table of a document or of a page; `name` is what a person calls it (`Bid`, `page 2`).

    `file` names the attachment it stands in, empty for the file itself. `page` is the first page, from 1.
    """

    name: str
    rows: tuple[Row, ...]
    file: str = ""
    page: int = 0
    hidden: bool = False
    merges: tuple[Span, ...] = ()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def title(self) -> str:
        """Return what a person calls it among all tables of a file: with the attachment it stands in."""
        return f"{self.file}: {self.name}" if self.file else self.name

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        return max((row.cells[-1].column + 1 for row in self.rows if row.cells), default=0)

    def row(self, number: int) -> Row | None:
        """Return the row with a number."""
        return next((row for row in self.rows if row.number == number), None)

    def place(self, row: int, column: int) -> str:
        """Return a place as findings name it: `Bid!B7`."""
        return f"{self.title}!{address(row, column)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What was read of one file: its kind by content, its tables, and what is wrong with it.

    `texts` is what stands outside of tables (the words of a letter); `encoding` and `delimiter` are those of
    a file of text; `attached` are the files inside of it, each read in turn.
    """

    name: str
    kind: str
    tables: tuple[Table, ...] = ()
    texts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    attached: tuple["Workbook", ...] = ()

    @property
    def every_table(self) -> tuple[Table, ...]:
        """Return its tables and those of all files inside of it, in order."""
        return tuple(self._tables())

    @property
    def every_finding(self) -> tuple[Finding, ...]:
        """Return its findings and those of all files inside of it, in order."""
        inside = (finding for one in self.attached for finding in one.every_finding)
        return (*self.findings, *inside)

    def _tables(self) -> Iterator[Table]:
        yield from self.tables
        for one in self.attached:
            yield from one.every_table


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """Return the letters of a column counted from 0: `A`, `Z`, `AA`."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def address(row: int, column: int) -> str:
    """Return the address of a cell: row from 1, column from 0."""
    return f"{letters(column)}{row}"


def position(where: str) -> tuple[int, int] | None:
    """Return row (from 1) and column (from 0) of an address, None where it is none."""
    name = where.rstrip("0123456789")
    digits = where[len(name) :]
    if not name or not digits or len(name) > 3 or len(digits) > 7 or not name.isascii() or not name.isalpha():  # noqa: PLR2004 - XFD1048576 is the last cell of a sheet
        return None
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return (int(digits), column - 1) if int(digits) else None
