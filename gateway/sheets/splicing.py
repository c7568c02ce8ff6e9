"""Cells of a sheet of an XLSX replaced where they stand, so that every other byte of the sheet stays as it was."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.parsers import expat
from xml.sax.saxutils import escape

from gateway.sheets.markup import NotMarkup
from gateway.sheets.tables import address, position

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]+)["']""")


@dataclass(slots=True)
class _Span:
    """Where an element stands in the bytes: from its `<` to after its last `>`; `open_end` is after its start tag."""

    start: int
    open_end: int
    end: int = 0
    formula: bool = False


@dataclass(slots=True)
class _Row:
    number: int
    span: _Span
    cells: dict[int, _Span] = field(default_factory=dict)


class Splicer:
    """The places of rows and cells in the bytes of a sheet."""

    def __init__(self, content: bytes) -> None:
        """Find every row and cell; raises NotMarkup where the sheet is damaged or does not say where its cells stand."""
        self._content = content
        self._rows: dict[int, _Row] = {}
        self._data: _Span | None = None
        self._row: _Row | None = None
        self._cell: _Span | None = None
        self.prefix = b""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.StartDoctypeDeclHandler = _refuse
        self._parser = parser
        try:
            parser.Parse(content, True)  # noqa: FBT003 - expat's own signature: this is the last piece
        except expat.ExpatError as broken:
            raise NotMarkup from broken
        finally:
            parser.StartElementHandler = None
            parser.EndElementHandler = None
        if self._data is None:
            raise NotMarkup

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        at = self._parser.CurrentByteIndex
        if local == "sheetData":
            self.prefix = name.encode()[: -len(local)]
            self._data = _Span(at, _tag_end(self._content, at))
        elif local == "row":
            number = attributes.get("r", "")
            if not number.isdecimal():
                raise NotMarkup
            self._row = _Row(int(number), _Span(at, _tag_end(self._content, at)))
            self._rows[int(number)] = self._row
        elif local == "c" and self._row is not None:
            place = position(attributes.get("r", ""))
            if place is None:
                raise NotMarkup
            self._cell = _Span(at, _tag_end(self._content, at))
            self._row.cells[place[1]] = self._cell
        elif local == "f" and self._cell is not None:
            self._cell.formula = True

    def _closed(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "c" and self._cell is not None:
            self._end(self._cell)
            self._cell = None
        elif local == "row" and self._row is not None:
            self._end(self._row.span)
            self._row = None
        elif local == "sheetData" and self._data is not None:
            self._end(self._data)

    def _end(self, span: _Span) -> None:
        alone = self._content[span.open_end - 2 : span.open_end - 1] == b"/"
        span.end = span.open_end if alone else _tag_end(self._content, self._parser.CurrentByteIndex)

    def is_formula(self, row: int, column: int) -> bool:
        """Return whether a cell works itself out."""
        found = self._rows.get(row)
        return found is not None and column in found.cells and found.cells[column].formula

    def has_row(self, row: int) -> bool:
        """Return whether the sheet has a row."""
        return row in self._rows

    def style(self, row: int, column: int) -> bytes:
        """Return the style of a cell, empty where there is none."""
        found = self._rows.get(row)
        span = found.cells.get(column) if found else None
        match = _STYLE.search(self._content, span.start, span.open_end) if span else None
        return match[1] if match else b""

    def styles_near(self, row: int, column: int, rows: Container[int]) -> Iterator[bytes]:
        """Yield the styles a new cell may take: those of its column in such rows from the nearest on, then those of its row."""
        for number in sorted(self._rows, key=lambda other: abs(other - row)):
            if number in rows and column in self._rows[number].cells:
                yield self.style(number, column)
        found = self._rows.get(row)
        for other in sorted(found.cells if found else (), key=lambda other: abs(other - column)):
            yield self.style(row, other)

    def spliced(
        self, values: Mapping[tuple[int, int], str | Decimal], styles: Mapping[tuple[int, int], bytes]
    ) -> bytes:
        """Return the sheet with values in cells (row from 1, column from 0); a new cell takes a style of `styles`."""
        changes: list[tuple[int, int, bytes]] = []
        for number in sorted({row for row, _ in values}):
            row = self._rows.get(number)
            if row is None:
                continue
            new = {column: value for (at, column), value in values.items() if at == number}
            changes.extend(self._in_row(row, new, styles))
        content, pieces, at = self._content, [], 0
        for start, end, replacement in sorted(changes, key=lambda one: (one[0], one[1])):
            pieces += [content[at:start], replacement]
            at = end
        return b"".join([*pieces, content[at:]])

    def _in_row(
        self, row: _Row, new: Mapping[int, str | Decimal], styles: Mapping[tuple[int, int], bytes]
    ) -> list[tuple[int, int, bytes]]:
        changes: list[tuple[int, int, bytes]] = []
        inserted: dict[int, bytes] = {}
        empty = row.span.end == row.span.open_end
        for column in sorted(new):
            span = row.cells.get(column)
            style = self.style(row.number, column) or styles.get((row.number, column), b"")
            made = self._made(row.number, column, new[column], style)
            if span is not None:
                changes.append((span.start, span.end, made))
                continue
            after = min((other for other in row.cells if other > column), default=None)
            at = self._row_end(row) if after is None else row.cells[after].start
            inserted[at] = inserted.get(at, b"") + made
        if empty and inserted:
            opened = self._content[row.span.start : row.span.open_end].rstrip(b"/>").rstrip() + b">"
            return [
                (
                    row.span.start,
                    row.span.end,
                    opened + b"".join(inserted.values()) + b"</" + self.prefix + b"row>",
                )
            ]
        return [*changes, *((at, at, made) for at, made in inserted.items())]

    def _row_end(self, row: _Row) -> int:
        """Return where the end tag of a row begins."""
        return (
            self._content.rindex(b"</", row.span.start, row.span.end)
            if row.span.end > row.span.open_end
            else row.span.end
        )

    def _made(self, row: int, column: int, value: str | Decimal, style: bytes) -> bytes:
        name = self.prefix + b"c"
        start = b"<" + name + f' r="{address(row, column)}"'.encode()
        if style:
            start += b' s="' + style + b'"'
        inside = self.prefix
        if isinstance(value, Decimal):
            return (
                start
                + b"><"
                + inside
                + b"v>"
                + f"{value:f}".encode()
                + b"</"
                + inside
                + b"v></"
                + name
                + b">"
            )
        text = escape(_NOT_IN_XML.sub("", value)).encode()
        body = (
            b"<"
            + inside
            + b"is><"
            + inside
            + b't xml:space="preserve">'
            + text
            + b"</"
            + inside
            + b"t></"
            + inside
            + b"is>"
        )
        return start + b' t="inlineStr">' + body + b"</" + name + b">"


def _tag_end(content: bytes, at: int) -> int:
    """Return the place after the `>` of the tag that begins here; a `>` within quotes ends nothing."""
    quote = 0
    for index in range(at, len(content)):
        one = content[index]
        if quote:
            quote = 0 if one == quote else quote
        elif one in b"\"'":
            quote = one
        elif one == ord(">"):
            return index + 1
    raise NotMarkup


def _refuse(*_: object) -> None:
    raise NotMarkup
