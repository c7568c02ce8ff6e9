"""XLS and XLSB as bytes in, tables out; their reader gives values without formats, and says which rows are merged."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gateway.domain.findings import Finding, find
from gateway.sheets.limits import Limits
from gateway.sheets.number_formats import moment, plain
from gateway.sheets.tables import Cell, CellKind, Row, Span, Table
from gateway.sheets.xlsx_cells import dated

Held = int | float | str | bool | time | date | datetime | timedelta


def read_binary(content: bytes, limits: Limits) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Return the sheets of a workbook, and what is wrong with it."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError:
        return (), (find("sheet.password"),)
    except (CalamineError, ValueError, OSError, OverflowError):
        return (), (find("sheet.damaged"),)
    tables: list[Table] = []
    findings: list[Finding] = []
    for about in book.sheets_metadata[: limits.max_tables]:
        if about.typ != SheetTypeEnum.WorkSheet:
            findings.extend([find("sheet.macros", path=about.name)] if about.typ in _MACROS else [])
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
            rows, whole = _rows(sheet, limits)
        except (CalamineError, ValueError, OSError, OverflowError):
            findings.append(find("sheet.damaged", path=about.name))
            continue
        if not whole:
            findings.append(find("sheet.too-large", path=about.name))
        merges = tuple(
            Span(top + 1, left, bottom + 1, right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        hidden = about.visible != SheetVisibleEnum.Visible
        tables.append(Table(name=about.name, rows=rows, hidden=hidden, merges=merges))
    return tuple(tables), tuple(findings)


_MACROS = (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba, SheetTypeEnum.DialogSheet)


def _rows(sheet: CalamineSheet, limits: Limits) -> tuple[tuple[Row, ...], bool]:
    """Return the rows that hold something, and whether that is all of them."""
    rows: list[Row] = []
    count = 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = tuple(
            cell
            for column, value in enumerate(values[: limits.max_columns])
            if (cell := _cell(column, value, limits)) is not None
        )
        count += len(cells)
        if len(rows) >= limits.max_rows or count > limits.max_cells:
            return tuple(rows), False
        if cells:
            rows.append(Row(number, cells))
    return tuple(rows), True


def _cell(column: int, value: Held, limits: Limits) -> Cell | None:
    if isinstance(value, bool):
        return Cell(column, "TRUE" if value else "FALSE", CellKind.BOOLEAN, value)
    if isinstance(value, int | float):
        number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
        return Cell(column, plain(number), CellKind.NUMBER, number) if number.is_finite() else None
    if isinstance(value, str):
        return _worded(column, value.strip()[: limits.max_text])
    if isinstance(value, timedelta):
        return dated(column, moment(Decimal(value.seconds) / 86_400), "")
    at = value.date() if isinstance(value, datetime) and value.time() == time.min else value
    return dated(column, at, "")


def _worded(column: int, text: str) -> Cell | None:
    if text in _ERRORS:
        return Cell(column, text, CellKind.ERROR)
    return Cell(column, text, CellKind.TEXT, text) if text else None


_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
