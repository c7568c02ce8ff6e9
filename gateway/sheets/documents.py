"""DOCX as bytes in, its tables and paragraphs out."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table as WordTable

from gateway.domain.findings import Finding
from gateway.sheets.archives import Archive
from gateway.sheets.documents_damaged import read_before_damage
from gateway.sheets.limits import Limits
from gateway.sheets.tables import Cell, CellKind, Row, Span, Table

_DAMAGED = (
    OpcError,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
    SyntaxError,
    OSError,
)
_MOST_PARAGRAPHS = 500


def read_docx(
    content: bytes, limits: Limits, archive: Archive
) -> tuple[tuple[Table, ...], tuple[str, ...], tuple[Finding, ...]]:
    """Return tables, paragraphs outside of them, and what is wrong."""
    try:
        document = docx.Document(BytesIO(content))
        tables = tuple(
            _table(table, number, limits)
            for number, table in enumerate(document.tables[: limits.max_tables], 1)
        )
        return tables, tuple(_paragraphs(document)), ()
    except _DAMAGED:
        kept, findings = read_before_damage(archive, limits)
        return kept, (), findings


def _paragraphs(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs[:_MOST_PARAGRAPHS]:
        text = _text(paragraph._p)  # noqa: SLF001 - its own text leaves out what was inserted while changes are tracked
        if text:
            yield text


def _table(table: WordTable, number: int, limits: Limits) -> Table:
    rows: list[Row] = []
    merges: list[Span] = []
    for at, row in enumerate(table._tbl.tr_lst[: limits.max_rows], 1):  # noqa: SLF001 - rows as they are written, no cell twice
        cells: list[Cell] = []
        column = row.grid_before
        for one in row.tc_lst:
            text = "" if one.vMerge == "continue" else _text(one)[: limits.max_text]
            if text and column < limits.max_columns:
                cells.append(Cell(column, text, CellKind.TEXT, text))
            if one.grid_span > 1:
                merges.append(Span(at, column, at, column + one.grid_span - 1))
            column += one.grid_span
        if cells:
            rows.append(Row(at, tuple(cells)))
    return Table(name=f"table {number}", rows=tuple(rows), merges=tuple(merges))


def _text(element: object) -> str:
    """Return the text of an element with what was inserted, without what was deleted."""
    nodes = element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p"))  # type: ignore[attr-defined] # every element of the library has it
    pieces = [(node.text or "") if node.tag == qn("w:t") else " " for node in nodes]
    return " ".join("".join(pieces).split())
