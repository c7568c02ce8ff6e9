"""CSV, whatever stands between its fields, as rows of cells."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Literal

from gateway.domain.findings import Finding, find
from gateway.sheets.encodings import decode
from gateway.sheets.limits import Limits
from gateway.sheets.tables import Cell, CellKind, Row, Table, Workbook

DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f")
_SAMPLE_ROWS = 60
_LONGEST = 1_000_000
_ASKED = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'\A="((?:[^"]|"")*)"\Z')


def read_csv(
    name: str, content: bytes, limits: Limits, *, encoding: str = "", delimiter: str = ""
) -> Workbook:
    """Return a file of text as one table; a person may name encoding and delimiter."""
    decoded = decode(content, encoding)
    text = decoded.text.lstrip("\ufeff")
    asked = _ASKED.match(text)
    findings: list[Finding] = []
    if decoded.guessed:
        findings.append(find("sheet.encoding-guessed", value_seen=decoded.encoding))
    between = delimiter or (asked[1] if asked else delimiter_of(text))
    skipped = 1 if asked else 0
    body = text[asked.end() :] if asked else text
    rows, whole = rows_of(body, between, limits, skipped)
    if not whole:
        findings.append(find("sheet.too-large", path=f"row {rows[-1].number if rows else 1}"))
    table = Table(name="CSV", rows=tuple(rows))
    if "\ufffd" in decoded.text:
        findings.append(find("sheet.characters-lost", path=_lost_in(table)))
    return Workbook(
        name=name,
        kind="csv",
        tables=(table,),
        findings=tuple(findings),
        encoding=decoded.encoding,
        delimiter=between,
    )


def _lost_in(table: Table) -> str:
    """Return the first cell with a letter that was lost, empty where none has one."""
    places = (
        table.place(row.number, cell.column)
        for row in table.rows
        for cell in row.cells
        if "\ufffd" in cell.text
    )
    return next(places, "")


def delimiter_of(text: str) -> str:
    """Return what stands between the fields: what cuts most rows into equally many of them."""
    scores = {one: _evenness(text, one) for one in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: scores[one])
    return best if scores[best] > 0 else ","


def _evenness(text: str, delimiter: str) -> float:
    """Return how many rows have the usual number of fields, weighed by that number."""
    widths = [
        sum(1 for field in fields if field.strip()) and len(fields)
        for fields in islice(_records(text, delimiter), _SAMPLE_ROWS)
        if fields
    ]
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda one: (one[1] * min(one[0], 12), one[0]))
    return count / len(widths) * min(width, 12)


def evenness(table: Table) -> float:
    """Return the share of rows that have more than one field."""
    return sum(len(row.cells) > 1 for row in table.rows) / max(len(table.rows), 1)


def rows_of(text: str, delimiter: str, limits: Limits, skipped: int = 0) -> tuple[list[Row], bool]:
    """Return the rows that hold something, and whether that is all of them."""
    rows: list[Row] = []
    count = 0
    for number, fields in enumerate(_records(text, delimiter), skipped + 1):
        cells = tuple(_cells(fields, limits))
        count += len(cells)
        if len(rows) >= limits.max_rows or count > limits.max_cells:
            return rows, False
        if cells:
            rows.append(Row(number, cells))
    return rows, True


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield records; a quote that never ends is taken for a plain character."""
    before = csv.field_size_limit(_LONGEST)
    quote = '"' if _quotes_close(text, delimiter) else None
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    try:
        yield from csv.reader(
            StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, quoting=quoting
        )
    except csv.Error:
        yield from (line.split(delimiter) for line in text.splitlines())
    finally:
        csv.field_size_limit(before)


def _quotes_close(text: str, delimiter: str) -> bool:
    """Return whether quotes come as CSV has them: an even number, and no field as long as a page."""
    return text.count('"') % 2 == 0 or f'{delimiter}"' in text


def _cells(fields: list[str], limits: Limits) -> Iterator[Cell]:
    for column, field in enumerate(fields[: limits.max_columns]):
        text = field.strip().strip("\ufeff\xa0\u3000 ")
        kept = _FORMULA_TEXT.match(text)
        if kept:
            text = kept[1].replace('""', '"')
        if text:
            yield Cell(column, text[: limits.max_text], CellKind.TEXT, text[: limits.max_text])
