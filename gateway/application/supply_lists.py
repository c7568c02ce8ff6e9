"""Supply lists: rows of text, as a spreadsheet or a program has them, as lines of supply; every fault by row and column."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from gateway.application.supplying import SupplyLine
from gateway.domain.findings import Finding, find

REQUIRED = ("sku", "location", "quantity")
OPTIONAL = ("available_on", "kind", "reference")
FIRST_ROW = 2
"""Rows count as a spreadsheet shows them, below their headings."""
MOST_FAULTS = 100
Row = Mapping[str, str | None]


def read_rows(rows: Iterable[Row]) -> tuple[tuple[SupplyLine, ...], tuple[Finding, ...]]:
    """Return the lines of a list and what is wrong with it; where something is, the lines are not to be used."""
    lines: list[SupplyLine] = []
    faults: list[Finding] = []
    for number, row in enumerate(rows, FIRST_ROW):
        cells = {name: (value or "").strip() for name, value in row.items()}
        wrong = list(_faults(cells, number))
        faults += wrong
        if len(faults) >= MOST_FAULTS:
            break
        if not wrong:
            lines.append(_line(cells, number))
    return tuple(lines), tuple(faults)


def _faults(cells: Mapping[str, str], number: int) -> Iterator[Finding]:
    for name in cells:
        if name not in (*REQUIRED, *OPTIONAL):
            yield find("supply.column-unknown", path=_at(number, str(name)))
    for name in REQUIRED:
        if not cells.get(name):
            yield find("supply.value-missing", path=_at(number, name))
    quantity = cells.get("quantity", "")
    if quantity and _whole(quantity) is None:
        yield find("supply.quantity-wrong", path=_at(number, "quantity"), value_seen=quantity)
    day = cells.get("available_on", "")
    if day and _day(day) is None:
        yield find("supply.day-wrong", path=_at(number, "available_on"), value_seen=day)


def _line(cells: Mapping[str, str], number: int) -> SupplyLine:
    return SupplyLine(
        sku=cells["sku"],
        location=cells["location"],
        quantity=_whole(cells["quantity"]) or 0,
        available_on=_day(cells.get("available_on", "")),
        kind=cells.get("kind", ""),
        reference=cells.get("reference", ""),
        at=f"rows[{number}]",
    )


def _at(number: int, column: str) -> str:
    return f"rows[{number}].{column}"


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
