"""The rows below a header: items told from sections, totals and notes, and their fields read."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.domain.requested_rows import RequestedRow, RowKind
from gateway.sheets.columns import Column
from gateway.sheets.fields import FieldReader
from gateway.sheets.headers import THINGS
from gateway.sheets.tables import Cell, CellKind, Row, Table
from gateway.sheets.words import Words, normal

_CODES = ("part", "buyer_part", "supplier_part", "manufacturer_part", "gtin")
MERGED = THINGS | {"unit", "manufacturer"}
"""The fields a cell merged over several rows says of each of them."""
_MOST_MERGED = 50
_LONG = 90
_ALIKE = 0.6
_EDGES = " *:.-–—_#=!"
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Told:
    row: Row
    kind: RowKind


def rows_of(
    table: Table, below: int, columns: Sequence[Column], words: Words, reader: FieldReader
) -> Iterator[RequestedRow]:
    """Yield what each row below the header is, items with their fields and the section they stand in."""
    by_column = {column.index: column.field for column in columns if column.field}
    headers = {column.index: normal(column.header) for column in columns if column.header}
    merged = _merged_down(table, below, by_column)
    told = [
        _Told(row, _kind(row, by_column, headers, words))
        for row in (_with_merged(one, merged) for one in table.rows)
        if row.number > below and row.cells
    ]
    told = _notes_after(told)
    section = ""
    for one in told:
        if one.kind is RowKind.SECTION:
            section = one.row.text
            yield RequestedRow(number=one.row.number, kind=one.kind, description=one.row.text)
        elif one.kind in (RowKind.ITEM, RowKind.HIDDEN):
            yield reader.item(one.row, by_column, one.kind, section)
        else:
            yield RequestedRow(number=one.row.number, kind=one.kind, note=one.row.text)


def _merged_down(table: Table, below: int, fields: Mapping[int, str]) -> Mapping[int, tuple[Cell, ...]]:
    """Return for rows of items the cells that stand over them from a row above: one thing wanted on several days."""
    found: dict[int, list[Cell]] = {}
    rows = {row.number: row for row in table.rows} if table.merges else {}
    for span in table.merges:
        top = rows.get(span.top)
        cell = top.at(span.left) if top is not None and span.top > below < span.bottom else None
        if cell is not None and fields.get(span.left) in MERGED and span.bottom - span.top <= _MOST_MERGED:
            for number in range(span.top + 1, span.bottom + 1):
                found.setdefault(number, []).append(cell)
    return {number: tuple(cells) for number, cells in found.items()}


def _with_merged(row: Row, merged: Mapping[int, tuple[Cell, ...]]) -> Row:
    own = {cell.column for cell in row.cells}
    more = [cell for cell in merged.get(row.number, ()) if cell.column not in own]
    if not more:
        return row
    return replace(row, cells=tuple(sorted((*row.cells, *more), key=lambda cell: cell.column)))


def _kind(row: Row, fields: Mapping[int, str], headers: Mapping[int, str], words: Words) -> RowKind:
    cells = {fields[cell.column]: cell for cell in row.cells if cell.column in fields and _says(cell)}
    if not any(cell.text or cell.kind is CellKind.UNCOMPUTED for cell in row.cells):
        return RowKind.BLANK
    if _repeats(row, headers):
        return RowKind.HEADER
    if _is_total(row, cells, words):
        return RowKind.TOTAL
    if _is_signed(row, cells, words):
        return RowKind.NOTE
    if _is_item(cells) and not _heads(row, cells, words):
        return RowKind.HIDDEN if row.hidden else RowKind.ITEM
    return _between(row, words)


def _says(cell: Cell) -> bool:
    """Return whether a cell holds more than a dash."""
    return cell.kind in (CellKind.UNCOMPUTED, CellKind.ERROR) or bool(cell.text.strip("-–—. "))


def _repeats(row: Row, headers: Mapping[int, str]) -> bool:
    """Return whether a row says the header again, as each page of a print does."""
    if not any(normal(cell.text) == headers.get(cell.column) for cell in row.cells[:3]):
        return False
    said = [normal(cell.text) == headers.get(cell.column) for cell in row.cells if cell.text]
    return sum(said) >= max(2, _ALIKE * len(said))


def _is_total(row: Row, cells: Mapping[str, Cell], words: Words) -> bool:
    """Return whether a row sums up: its first words say so, and it names no thing by a code."""
    first = next(
        (cell for cell in row.cells if cell.kind is CellKind.TEXT and not _is_number(cell.text)), None
    )
    if first is None:
        return not (set(cells) & (THINGS | {"line"}))
    if not _begins(first.text, words.totals):
        return False
    codes = [name for name in _CODES if name in cells and cells[name] is not first]
    return not codes and not ("quantity" in cells and "unit" in cells)


def _begins(text: str, words: Container[str]) -> bool:
    """Return whether the first words of a text are among some."""
    tokens = normal(text[:_LONG].strip(_EDGES)).split()
    return any(" ".join(tokens[:count]) in words for count in range(1, min(len(tokens), _MOST_WORDS) + 1))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,\s'+\-%$€£¥]+", text))


def _is_item(cells: Mapping[str, Cell]) -> bool:
    """Return whether a row asks for something: how many of what, or a code with words about it."""
    named = set(cells) & THINGS
    if "quantity" in cells:
        return bool(named) or "line" in cells
    coded = set(cells) & set(_CODES)
    asked = set(cells) & {"unit", "needed_on"}
    return (bool(coded) and "description" in cells) or (bool(named) and bool(asked))


def _is_signed(row: Row, cells: Mapping[str, Cell], words: Words) -> bool:
    """Return whether a row begins as a note does, and where its quantity would be stand words."""
    quantity = cells.get("quantity")
    return (
        quantity is not None
        and quantity.kind is CellKind.TEXT
        and not any(map(str.isdigit, quantity.text))
        and _begins(row.cells[0].text, words.notes)
    )


def _heads(row: Row, cells: Mapping[str, Cell], words: Words) -> bool:
    """Return whether a row without a quantity begins with a word for a part of the request: `Lot 2`, `Section B`."""
    if "quantity" in cells or "unit" in cells:
        return False
    first = normal(row.cells[0].text).split()
    return bool(first) and first[0] in words.sections


def _between(row: Row, words: Words) -> RowKind:
    """Return what a row is that asks for nothing: a few words are a heading, many a note."""
    texts = [cell.text for cell in row.cells if cell.text]
    if texts and _begins(texts[0], words.notes):
        return RowKind.NOTE
    if len(row.text) > _LONG or row.text.endswith((".", "!", "?", "。")):
        return RowKind.NOTE
    return RowKind.SECTION


def _notes_after(told: Sequence[_Told]) -> list[_Told]:
    """Return the rows with headings that head nothing, those after the last item, as notes."""
    last = max((at for at, one in enumerate(told) if one.kind in (RowKind.ITEM, RowKind.HIDDEN)), default=-1)
    return [
        _Told(one.row, RowKind.NOTE) if at > last and one.kind is RowKind.SECTION else one
        for at, one in enumerate(told)
    ]
