"""What was read and understood of a file as plain data, for JSON and for pages."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.findings import Finding
from gateway.domain.requested_rows import RequestedRow
from gateway.sheets.tables import Cell, Table, Workbook, address
from gateway.sheets.understanding import Understood

ROW_FIELDS = (
    "line",
    "part",
    "buyer_part",
    "supplier_part",
    "manufacturer",
    "manufacturer_part",
    "gtin",
    "description",
    "specification",
    "quantity",
    "unit",
    "unit_text",
    "pack",
    "price_basis",
    "target_price",
    "currency",
    "needed_on",
    "note",
    "section",
)
"""The fields of a row in the order people read them."""


def as_plain(workbook: Workbook, understood: Understood) -> dict[str, Any]:
    """Return a file as JSON can hold it: its tables by name, the one that is meant, its columns, rows and findings."""
    return {
        "file": workbook.name,
        "kind": workbook.kind,
        "encoding": workbook.encoding,
        "delimiter": workbook.delimiter,
        "tables": [_table(index, table) for index, table in enumerate(workbook.every_table)],
        "table": understood.index if understood.table is not None else None,
        "choices": [
            {"index": one.index, "name": one.name, "score": one.score, "rows": one.items}
            for one in understood.choices
        ],
        "header_rows": list(understood.header_rows),
        "fingerprint": understood.fingerprint,
        "remembered": understood.remembered,
        "language": understood.language,
        "columns": [
            {"index": one.index, "header": one.header, "field": one.field, "confidence": one.confidence}
            for one in understood.columns
        ],
        "stated": {one.field: {"text": one.text, "address": one.address} for one in understood.stated},
        "rows": [row_as_plain(row) for row in understood.rows],
        "findings": [finding_as_plain(one) for one in (*workbook.every_finding, *understood.findings)],
    }


def _table(index: int, table: Table) -> dict[str, Any]:
    return {
        "index": index,
        "name": table.name,
        "file": table.file,
        "page": table.page,
        "hidden": table.hidden,
        "rows": len(table.rows),
        "columns": table.width,
    }


def row_as_plain(row: RequestedRow) -> dict[str, Any]:
    """Return a row with the fields it says, and the cells they were read from."""
    return {
        "number": row.number,
        "kind": row.kind.value,
        **fields_said(row),
        "cells": {one.field: {"address": one.address, "text": one.text} for one in row.cells},
        "findings": [finding_as_plain(one) for one in row.findings],
    }


def fields_said(row: RequestedRow) -> dict[str, str]:
    """Return the fields a row says something in, as text."""
    return {name: str(value) for name in ROW_FIELDS if (value := getattr(row, name)) not in (None, "")}


def finding_as_plain(finding: Finding) -> dict[str, str]:
    """Return a finding with its place and what was seen there."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "fix": finding.fix,
        "path": finding.path,
        "value_seen": finding.value_seen,
    }


def grid(table: Table, number: int, around: int = 4) -> Mapping[str, Any]:
    """Return the cells around a row as a person sees them, for a page that shows where something was read."""
    at = next((index for index, row in enumerate(table.rows) if row.number >= number), len(table.rows))
    near = table.rows[max(0, at - around) : at + around + 1]
    width = max((row.cells[-1].column + 1 for row in near if row.cells), default=0)
    return {
        "name": table.name,
        "columns": [address(1, column)[:-1] for column in range(width)],
        "rows": [
            {
                "number": row.number,
                "hidden": row.hidden,
                "cells": [_seen(row.at(column)) for column in range(width)],
            }
            for row in near
        ],
    }


def _seen(cell: Cell | None) -> str:
    return cell.text if cell is not None else ""
