"""Workbooks as bytes and back: how a process that reads files nobody vouches for tells us what it found.

JSON, because whoever takes a process over must not be able to say more than JSON can.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from gateway.domain.findings import Finding, Severity
from gateway.sheets.columns import Column
from gateway.sheets.filling import Answer
from gateway.sheets.tables import Cell, CellKind, Row, Span, Table, Value, Workbook

_KINDS = tuple(CellKind)
_NUMBER_OF_KIND = {kind: number for number, kind in enumerate(_KINDS)}


def pack(workbook: Workbook) -> bytes:
    """Return a workbook as bytes."""
    return json.dumps(_packed(workbook), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def unpack(content: bytes) -> Workbook:
    """Return a workbook from its bytes; raises ValueError, TypeError or LookupError where they are none."""
    return _workbook(json.loads(content.decode("utf-8", "surrogatepass")))


def _packed(workbook: Workbook) -> dict[str, Any]:
    formats: dict[str, int] = {"": 0}
    tables = [
        {
            "name": table.name,
            "file": table.file,
            "page": table.page,
            "hidden": table.hidden,
            "merges": [[one.top, one.left, one.bottom, one.right] for one in table.merges],
            "hidden_columns": sorted(table.hidden_columns),
            "rows": [
                [row.number, row.hidden, row.page, [_packed_cell(cell, formats) for cell in row.cells]]
                for row in table.rows
            ],
        }
        for table in workbook.tables
    ]
    return {
        "name": workbook.name,
        "kind": workbook.kind,
        "tables": tables,
        "formats": list(formats),
        "texts": workbook.texts,
        "findings": [_packed_finding(one) for one in workbook.findings],
        "encoding": workbook.encoding,
        "delimiter": workbook.delimiter,
        "attached": [_packed(one) for one in workbook.attached],
    }


def _packed_cell(cell: Cell, formats: dict[str, int]) -> list[Any]:
    kind = _NUMBER_OF_KIND[cell.kind]
    plain = cell.kind is CellKind.TEXT and cell.value in (None, cell.text)
    if plain and not (cell.number_format or cell.formula or cell.box):
        return [cell.column, cell.text]
    number_format = formats.setdefault(cell.number_format, len(formats))
    box = [str(one) for one in cell.box] if cell.box else None
    return [cell.column, cell.text, kind, _packed_value(cell.value), number_format, cell.formula, box]


def _packed_value(value: Value) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if value is None or isinstance(value, str | bool):
        return value
    kinds = ((datetime, "at"), (date, "on"), (time, "time"), (Decimal, "number"))
    name = next(name for kind, name in kinds if isinstance(value, kind))
    return [name, str(value) if isinstance(value, Decimal) else value.isoformat()]


def _packed_finding(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "severity": finding.severity.value}


def finding_of(said: Mapping[str, Any]) -> Finding:
    """Return a finding from what was packed of it."""
    return Finding(**{**said, "severity": Severity(said["severity"])})


def _workbook(said: Mapping[str, Any]) -> Workbook:
    return Workbook(
        name=str(said["name"]),
        kind=str(said["kind"]),
        tables=tuple(_table(one, said["formats"]) for one in said["tables"]),
        texts=tuple(map(str, said["texts"])),
        findings=tuple(map(finding_of, said["findings"])),
        encoding=str(said["encoding"]),
        delimiter=str(said["delimiter"]),
        attached=tuple(map(_workbook, said["attached"])),
    )


def _table(said: Mapping[str, Any], formats: Sequence[str]) -> Table:
    return Table(
        name=str(said["name"]),
        file=str(said["file"]),
        page=int(said["page"]),
        hidden=bool(said["hidden"]),
        merges=tuple(Span(*map(int, one)) for one in said["merges"]),
        hidden_columns=frozenset(map(int, said["hidden_columns"])),
        rows=tuple(
            Row(int(number), tuple(_cell(one, formats) for one in cells), bool(hidden), int(page))
            for number, hidden, page, cells in said["rows"]
        ),
    )


def _cell(said: Sequence[Any], formats: Sequence[str]) -> Cell:
    if len(said) == 2:  # noqa: PLR2004 - a plain text: its column and itself
        return Cell(int(said[0]), str(said[1]), CellKind.TEXT, str(said[1]))
    column, text, kind, value, number_format, formula, box = said
    return Cell(
        int(column),
        str(text),
        _KINDS[kind],
        _value(value),
        str(formats[number_format]),
        bool(formula),
        (Decimal(box[0]), Decimal(box[1]), Decimal(box[2]), Decimal(box[3])) if box else None,
    )


def _value(said: Any) -> Value:  # noqa: ANN401 - whatever JSON can hold
    if said is None or isinstance(said, str | bool):
        return said
    kind, text = said
    if kind == "number":
        return Decimal(text)
    if kind == "time":
        return time.fromisoformat(text)
    return datetime.fromisoformat(text) if kind == "at" else date.fromisoformat(text)


def pack_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON can hold it."""
    return {
        name: _packed_value(value) if not isinstance(value, int) else value
        for name, value in asdict(answer).items()
    }


def answer_of(said: Mapping[str, Any]) -> Answer:
    """Return an answer from what was packed of it."""
    fields: dict[str, Any] = {
        name: value if isinstance(value, int) else _value(value) for name, value in said.items()
    }
    return Answer(**fields)


def column_of(said: Mapping[str, Any]) -> Column:
    """Return a column from its fields."""
    return Column(**said)
