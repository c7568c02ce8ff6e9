"""HTML as bytes in, its tables out: mail bodies, and files called .xls that an old portal wrote."""

from collections.abc import Iterable
from html.parser import HTMLParser

from gateway.sheets.limits import Limits
from gateway.sheets.tables import Cell, CellKind, Row, Span, Table

_UNSEEN = frozenset({"script", "style", "head", "title", "noscript", "template"})
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_WIDEST_SPAN = 64


class _Open:
    """A table that is being read."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merges: list[Span] = []
        self.number = 0
        self.cells: list[Cell] = []
        self.column = 0
        self.covered: dict[int, int] = {}
        self.pieces: list[str] | None = None
        self.spans = (1, 1)


class _Reader(HTMLParser):
    """Collects tables, a table within a table after it."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Open] = []
        self.words: list[str] = []
        self._limits = limits
        self._open: list[_Open] = []
        self._unseen = 0
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table" and len(self._open) < self._limits.max_depth + 2:
            self._open.append(_Open())
            self.found.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_row()
            self._open[-1].number += 1
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            given = dict(attrs)
            table = self._open[-1]
            while table.covered.get(table.column, 0) >= max(table.number, 1):
                table.column += 1
            table.pieces = []
            table.spans = (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag in _BREAKS:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th") and self._open:
            self._end_cell()
        elif tag == "tr" and self._open:
            self._end_row()
        elif tag == "table" and self._open:
            self._end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._open and self._open[-1].pieces is not None:
            self._open[-1].pieces.append(data)
        elif not self._open:
            self.words.append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._end_row()
            self._open.pop()

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.pieces is None:
            return
        text = " ".join("".join(table.pieces).split())[: self._limits.max_text]
        table.pieces = None
        rows, columns = table.spans
        number = max(table.number, 1)
        if text and table.column < self._limits.max_columns and self._count < self._limits.max_cells:
            self._count += 1
            table.cells.append(Cell(table.column, text, CellKind.TEXT, text))
        if rows > 1 or columns > 1:
            table.merges.append(Span(number, table.column, number + rows - 1, table.column + columns - 1))
        for column in range(table.column, table.column + columns):
            table.covered[column] = number + rows - 1
        table.column += columns

    def _end_row(self) -> None:
        table = self._open[-1]
        self._end_cell()
        if table.cells and len(table.rows) < self._limits.max_rows:
            table.rows.append(Row(max(table.number, 1), tuple(table.cells)))
        table.cells, table.column = [], 0


def read_html(text: str, limits: Limits) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Return the tables of a page that have more than one column, and the lines outside of them."""
    reader = _Reader(limits)
    reader.feed(text)
    reader.close()
    tables = (
        Table(name=f"table {number}", rows=tuple(one.rows), merges=tuple(one.merges))
        for number, one in enumerate(reader.found[: limits.max_tables], 1)
    )
    return tuple(one for one in tables if one.width > 1), tuple(_lines(reader.words))


def _lines(words: Iterable[str]) -> Iterable[str]:
    return (line for one in "".join(words).splitlines() if (line := " ".join(one.split())))


def _span(text: str | None) -> int:
    return min(int(text), _WIDEST_SPAN) if text and text.isascii() and text.isdecimal() and int(text) else 1
