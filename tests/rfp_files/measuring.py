"""How much of the bench is read right: headers and columns file by file, rows one by one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.domain.requested_rows import RequestedRow, RowKind
from gateway.sheets.reading import read
from gateway.sheets.saying import fields_said
from gateway.sheets.understanding import Understood, understand
from gateway.sheets.words import Words

CHECKOUT = Path(__file__).resolve().parent.parent.parent
FOLDER = CHECKOUT / "tests" / "fixtures" / "rfp"


@dataclass(frozen=True, slots=True)
class Measured:
    """One file: whether its header and every column are right, and how many of its rows."""

    name: str
    header: bool
    right: int
    rows: int
    wrong: tuple[str, ...]


def folders() -> list[Path]:
    """Return the folders of the bench, one a file."""
    return sorted(home for home in FOLDER.iterdir() if home.is_dir())


def request_of(home: Path) -> Path:
    """Return the file of a folder."""
    return next(home.glob("request.*"))


def measured(home: Path, words: Words) -> Measured:
    """Return how much of one file is read right."""
    file = request_of(home)
    expected = json.loads((home / "expected.json").read_text(encoding="utf-8"))
    understood = understand(read(file.name, file.read_bytes()), words)
    wrong = list(_columns(understood, expected))
    header = not wrong
    told = [_said(row) for row in understood.rows if row.kind is not RowKind.BLANK]
    if expected["headers_again"]:
        told = [row for row in told if row["kind"] != "header"]
        for row in (*told, *expected["rows"]):
            row.pop("number")
    rows = expected["rows"]
    right = sum(one == other for one, other in zip(told, rows, strict=False))
    wrong += [
        f"{home.name}: {one} is not {other}" for one, other in zip(told, rows, strict=False) if one != other
    ]
    wrong += [f"{home.name}: too many: {one}" for one in told[len(rows) :]]
    wrong += [f"{home.name}: missing: {one}" for one in rows[len(told) :]]
    return Measured(home.name, header, max(0, right - max(0, len(told) - len(rows))), len(rows), tuple(wrong))


def _columns(understood: Understood, expected: dict[str, Any]) -> Iterator[str]:
    columns = {str(one.index): one.field for one in understood.columns if one.field}
    if columns != expected["columns"]:
        yield f"columns {columns} are not {expected['columns']}"
    if list(understood.header_rows) != expected["header_rows"]:
        yield f"header {understood.header_rows} is not {expected['header_rows']}"


def _said(row: RequestedRow) -> dict[str, Any]:
    found: dict[str, Any] = {"number": row.number, "kind": row.kind.value}
    if row.kind in (RowKind.ITEM, RowKind.HIDDEN):
        found |= {name: value for name, value in fields_said(row).items() if name != "section"}
        if row.findings:
            found["findings"] = sorted(one.code for one in row.findings)
    return found
