"""Lists of items as rows of text: out of a file of any kind, with the number of each row as its file counts it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.application.catalogue.columns import COLUMNS
from gateway.domain.findings import Finding, Severity, find
from gateway.sheets.reading import read
from gateway.sheets.tables import Table

MOST_HEADINGS = 20
"""How far down the row of headings is looked for."""
SAME_HEADING = str.maketrans({" ": "_", "-": "_", "\u00a0": "_"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One row: where it stands, as people count, and its cells by column."""

    at: str
    cells: Mapping[str, str]


def rows_of_file(name: str, content: bytes) -> tuple[tuple[ImportRow, ...], tuple[Finding, ...]]:
    """Return the rows of a CSV file or a workbook, and what is wrong with it as a whole.

    Of a workbook every sheet with a column `sku` is read.
    """
    book = read(name, content)
    rows: list[ImportRow] = []
    findings = list(book.findings)
    for table in book.tables:
        several = table.name if len(book.tables) > 1 else ""
        rows.extend(_rows(table, several, findings))
    if not rows and not any(one.severity is Severity.ERROR for one in findings):
        findings.append(find("catalogue.nothing-to-read"))
    return tuple(rows), tuple(findings)


def cells_of_file(name: str, content: bytes) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Return the rows of a file below the first with something in it, by heading, each with where it stands."""
    book = read(name, content)
    rows = []
    for table in book.tables:
        headings: dict[int, str] = {}
        for row in table.rows:
            cells = {cell.column: cell.text.strip() for cell in row.cells}
            if not headings:
                headings = {column: text.lower().translate(SAME_HEADING) for column, text in cells.items()}
            else:
                found = {headings[column]: text for column, text in cells.items() if column in headings}
                rows.append((f"{name}, row {row.number}", found))
    return rows


def rows_of_plain(rows: Iterable[Mapping[str, str]], *, at: str = "rows") -> tuple[ImportRow, ...]:
    """Return rows a program handed over, counted from 1."""
    return tuple(
        ImportRow(at=f"{at}[{number}]", cells={name: text.strip() for name, text in row.items()})
        for number, row in enumerate(rows, 1)
    )


def _rows(table: Table, several: str, findings: list[Finding]) -> Iterator[ImportRow]:
    headings: dict[int, str] = {}
    for row in table.rows:
        cells = {cell.column: cell.text.strip() for cell in row.cells}
        if not headings:
            named = {column: text.lower().translate(SAME_HEADING) for column, text in cells.items()}
            if "sku" in named.values():
                headings = named
                findings.extend(_unknown(headings, several))
            elif row.number > MOST_HEADINGS:
                return
            continue
        found = {headings[column]: text for column, text in cells.items() if column in headings}
        if any(found.values()):
            yield ImportRow(at=f"{several}{'!' if several else ''}row {row.number}", cells=found)


def _unknown(headings: Mapping[int, str], several: str) -> Iterator[Finding]:
    for name in headings.values():
        if name and name not in COLUMNS:
            yield find(
                "catalogue.column-unknown", path=f"{several}{'!' if several else ''}{name}", value_seen=name
            )
