"""The cells of one sheet of an XLSX, row by row."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from gateway.domain.findings import Finding, find
from gateway.sheets.limits import Limits
from gateway.sheets.number_formats import GENERAL, is_date, moment, shown
from gateway.sheets.tables import Cell, CellKind, Row, Span, Value, address, position
from gateway.sheets.xlsx_parts import Styles

_MOST_COLUMNS = 16_384


class SheetReader:
    """Takes the elements of a sheet and makes rows; `reached` is the cell it came to last."""

    def __init__(self, texts: Sequence[str], styles: Styles, limits: Limits, *, since_1904: bool) -> None:
        self.rows: list[Row] = []
        self.merges: list[Span] = []
        self.hidden_columns: set[int] = set()
        self._texts = texts
        self._styles = styles
        self._limits = limits
        self._since_1904 = since_1904
        self._cells: list[Cell] = []
        self._number = 0
        self._hidden = False
        self._column = -1
        self._type = ""
        self._style = "0"
        self._formula = False
        self._pieces: list[str] = []
        self._listening = False
        self._phonetic = 0
        self._count = 0
        self._full = False

    @property
    def reached(self) -> str:
        """Return the address of the last cell that began."""
        return address(max(self._number, 1), max(self._column, 0))

    def findings(self, sheet: str) -> Iterator[Finding]:
        """Yield what is wrong with the sheet as a whole."""
        if self._full:
            yield find("sheet.too-large", path=f"{sheet}!{self.reached}")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name == "c":
            self._open_cell(attributes)
        elif name in ("v", "t"):
            self._listening = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._open_row(attributes)
        elif name == "rPh":
            self._phonetic += 1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self._hide(attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "c":
            self._close_cell()
        elif name in ("v", "t"):
            self._listening = False
        elif name == "row":
            self._close_row()
        elif name == "rPh":
            self._phonetic -= 1

    def text(self, data: str) -> None:
        """Take characters."""
        if self._listening:
            self._pieces.append(data)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._number = int(number) if number.isascii() and number.isdecimal() else self._number + 1
        self._hidden = attributes.get("hidden") in ("1", "true")
        self._column = -1
        self._cells = []

    def _open_cell(self, attributes: dict[str, str]) -> None:
        place = position(attributes.get("r", ""))
        self._column = place[1] if place else self._column + 1
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._formula = False
        self._pieces.clear()

    def _close_cell(self) -> None:
        if self._full or self._column >= min(_MOST_COLUMNS, self._limits.max_columns):
            return
        raw = "".join(self._pieces)
        self._pieces.clear()
        cell = self._cell(raw)
        if cell is not None:
            self._count += 1
            self._full = self._count > self._limits.max_cells
            self._cells.append(cell)

    def _close_row(self) -> None:
        if len(self.rows) >= self._limits.max_rows:
            self._full = True
        if not self._full and self._cells:
            cells = self._cells
            if any(one.column >= other.column for one, other in pairwise(cells)):
                cells = sorted({cell.column: cell for cell in cells}.values(), key=lambda cell: cell.column)
            self.rows.append(Row(self._number, tuple(cells), self._hidden))
        self._cells = []

    def _cell(self, raw: str) -> Cell | None:
        if self._type == "s":
            index = int(raw) if raw.isascii() and raw.isdecimal() else -1
            return self._words(self._texts[index] if 0 <= index < len(self._texts) else "")
        if self._type in ("inlineStr", "str"):
            return self._words(raw)
        if not raw:
            return Cell(self._column, "", CellKind.UNCOMPUTED, formula=True) if self._formula else None
        readers = {"b": self._truth, "e": self._error, "d": self._dated}
        return readers.get(self._type, self._numbered)(raw)

    def _truth(self, raw: str) -> Cell:
        return Cell(
            self._column, "TRUE" if raw == "1" else "FALSE", CellKind.BOOLEAN, raw == "1", "", self._formula
        )

    def _error(self, raw: str) -> Cell:
        return Cell(self._column, raw, CellKind.ERROR, None, "", self._formula)

    def _words(self, text: str) -> Cell | None:
        text = text[: self._limits.max_text]
        if not text.strip():
            return None
        return Cell(self._column, text.strip(), CellKind.TEXT, text, self._format(), self._formula)

    def _numbered(self, raw: str) -> Cell | None:
        try:
            number = as_decimal(raw)
        except InvalidOperation:
            return self._words(raw)
        number_format = self._format()
        if is_date(number_format):
            at = moment(number, since_1904=self._since_1904)
            if at is not None:
                return dated(self._column, at, number_format, formula=self._formula)
        return Cell(
            self._column, shown(number, number_format), CellKind.NUMBER, number, number_format, self._formula
        )

    def _dated(self, raw: str) -> Cell | None:
        try:
            at = datetime.fromisoformat(raw)
        except ValueError:
            return self._words(raw)
        value: Value = at if (at.hour, at.minute, at.second) != (0, 0, 0) else at.date()
        return dated(self._column, value, self._format(), formula=self._formula)

    def _format(self) -> str:
        found = self._styles.of(self._style)
        return "" if found == GENERAL else found

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        start, end = position(first), position(last or first)
        if start and end and len(self.merges) < self._limits.max_rows:
            self.merges.append(Span(start[0], start[1], end[0], end[1]))

    def _hide(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdecimal() and last.isdecimal():
            self.hidden_columns.update(range(int(first) - 1, min(int(last), self._limits.max_columns)))


def as_decimal(raw: str) -> Decimal:
    """Return a stored number as what was typed: 17 digits of a binary fraction are rounded to its 15; raises InvalidOperation."""
    number = Decimal(raw.strip())
    if not number.is_finite():
        raise InvalidOperation
    return +number if len(number.as_tuple().digits) <= 15 else Decimal(f"{number:.15g}")  # noqa: PLR2004 - what a double holds for certain


def dated(column: int, at: Value, number_format: str, *, formula: bool = False) -> Cell:
    """Return a cell with a day or an instant, its text as ISO 8601."""
    text = (
        at.isoformat(" ") if isinstance(at, datetime) else at.isoformat() if isinstance(at, date) else str(at)
    )
    return Cell(column, text, CellKind.DATE, at, number_format, formula)
