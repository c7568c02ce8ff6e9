"""A request as somebody lays it out: rows of cells, and beside them what each row means. Knows nothing of our reader."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Number:
    """A stored number under a number format: 456 under `00000`."""

    value: Decimal
    number_format: str = "General"
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and the value it was last worked out to, None where nobody did."""

    text: str
    value: Decimal | None = None


Held = str | int | Decimal | date | Number | Formula | None


@dataclass(slots=True)
class Sheet:
    """One sheet: what stands in it, and what that means."""

    name: str = "RFQ"
    rows: list[list[Held]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False
    header_rows: list[int] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    expected: list[dict[str, Any]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        return max((len(row) for row in self.rows), default=0)

    def add(self, *cells: Held) -> int:
        """Add a row that means nothing, and return its number."""
        self.rows.append(list(cells))
        return len(self.rows)

    def title(self, text: str, across: int = 1) -> None:
        """Add a title, merged over some columns."""
        number = self.add(text)
        if across > 1:
            self.merges.append((number, 0, number, across - 1))

    def header(self, *columns: tuple[str, str]) -> None:
        """Add the header: text and field of each column."""
        self.header_rows = [self.add(*(text for text, _ in columns))]
        self.columns = {at: name for at, (_, name) in enumerate(columns) if name}

    def header_of_two(self, upper: Sequence[tuple[str, int]], lower: Sequence[tuple[str, str]]) -> None:
        """Add a header of two lines: above, texts that each stand over so many columns."""
        cells: list[Held] = []
        first = len(self.rows) + 1
        for text, span in upper:
            if span > 1:
                self.merges.append((first, len(cells), first, len(cells) + span - 1))
            cells += [text or None, *([None] * (span - 1))]
        self.header_rows = [self.add(*cells), self.add(*(text or None for text, _ in lower))]
        self.columns = {at: name for at, (_, name) in enumerate(lower) if name}

    def item(
        self, cells: Sequence[Held], *, hidden: bool = False, findings: Sequence[str] = (), **fields: Any
    ) -> None:
        """Add an item and what is to be read of it."""
        number = self.add(*cells)
        if hidden:
            self.hidden_rows.add(number)
        kind = "hidden" if hidden else "item"
        said = {name: str(value) for name, value in fields.items() if value not in (None, "")}
        self.expected.append(
            {"number": number, "kind": kind, **said, **({"findings": sorted(findings)} if findings else {})}
        )

    def other(self, kind: str, *cells: Held) -> None:
        """Add a section, total, note or repeated header."""
        self.expected.append({"number": self.add(*cells), "kind": kind})

    def again(self) -> None:
        """Repeat the header, as each page of a print does."""
        self.other("header", *self.rows[self.header_rows[-1] - 1])


@dataclass(slots=True)
class Case:
    """A file: its name, how it is written, its sheets, which of them is meant, and how its texts are spelled."""

    name: str
    form: str
    sheets: list[Sheet]
    meant: int = 0
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    date_format: str = "%Y-%m-%d"
    before: list[str] = field(default_factory=list)
    ruled: bool = True
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def sheet(self) -> Sheet:
        """Return the sheet with the items."""
        return self.sheets[self.meant]


def text_of(cell: Held, case: Case) -> str:
    """Return a cell as text, as the file's country writes it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime(case.date_format)
    if isinstance(cell, Number):
        return cell.shown or str(cell.value)
    if isinstance(cell, Formula):
        return "" if cell.value is None else str(cell.value)
    if isinstance(cell, Decimal | int):
        return f"{cell:,}".translate(
            str.maketrans({",": "." if case.decimal == "," else ",", ".": case.decimal})
        )
    return cell
