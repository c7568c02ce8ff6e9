"""PDF as bytes in, tables out: those with ruled lines by their lines, those without by where words stand."""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.ascii85 import ascii85decode
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfplumber.utils.exceptions import PdfminerException

from gateway.domain.findings import Finding, find
from gateway.sheets.layout import Word, edges_of, lines_of, rows_of
from gateway.sheets.limits import Limits
from gateway.sheets.tables import Box, Cell, CellKind, Row, Table

Frame = tuple[float, ...]
"""What is seen of a page: left, top, right, bottom, in points."""
_LEAST_COLUMNS = 3
_UNPACKED_BY: Mapping[tuple[str, ...], Callable[[bytes], bytes]] = {
    ("FlateDecode",): bytes,
    ("ASCII85Decode", "FlateDecode"): ascii85decode,
}
"""What comes before unpacking, by the filters of a stream; others are left to the library."""
_DAMAGED, _BOMB = "sheet.damaged", "sheet.archive-bomb"
_MOST_DRAWN = 50_000_000
"""What draws a page unpacks to no more bytes than this."""
_UNDECODED = "(cid:"
_A_PICTURE = 10
"""Fewer letters than this on a page with pictures: it is a scan."""


def read_pdf(
    content: bytes, limits: Limits
) -> tuple[tuple[Table, ...], tuple[str, ...], tuple[Finding, ...]]:
    """Return tables, lines outside of them, and what is wrong."""
    reader = _Reader(limits)
    try:
        with pdfplumber.open(BytesIO(content), unicode_norm="NFC") as document:
            if len(document.pages) > limits.max_pages:
                reader.findings.append(find("sheet.too-large", value_seen=f"{len(document.pages)} pages"))
            for page in document.pages[: limits.max_pages]:
                reader.try_to_take(page)
                page.close()
    except Exception as broken:  # noqa: BLE001 - its parser fails on a damaged file with whatever comes to hand
        locked = isinstance(broken, PdfminerException) and any(
            isinstance(one, PDFPasswordIncorrect) for one in broken.args
        )
        reader.findings.append(find("sheet.password") if locked else find(_DAMAGED, path=reader.place))
    tables, texts = reader.done()
    return tables, texts, tuple(reader.findings)


class _Reader:
    """Takes page after page; a table that goes on on the next page is one table."""

    def __init__(self, limits: Limits) -> None:
        self.findings: list[Finding] = []
        self.page = 1
        self._reached = 0
        self._frames: dict[int, Frame] = {}
        self._limits = limits
        self._ruled: list[Table] = []
        self._words: list[Word] = []

    @property
    def place(self) -> str:
        """Return how far reading came: the page, and how far down on it where that is known."""
        return f"page {self.page}" + (f", {self._reached} points from the top" if self._reached else "")

    def try_to_take(self, page: Any) -> None:  # noqa: ANN401 - the library ships no types
        """Take one page, what stands before the damage where it has some; the pages after it may be whole."""
        try:
            doubt = _doubt(page)  # before it is drawn: what was unpacked is not kept packed
            if doubt != _BOMB:
                self.take(page)
        except Exception:  # noqa: BLE001 - its parser fails on a damaged page with whatever comes to hand
            doubt = _DAMAGED
        if doubt:
            place = f"page {page.page_number}" if doubt == _BOMB else self.place
            self.findings.append(find(doubt, path=place))

    def take(self, page: Any) -> None:  # noqa: ANN401 - the library ships no types
        """Take one page."""
        self.page, self._reached = page.page_number, 0
        self._frames[self.page] = tuple(map(float, page.cropbox))
        words = page.extract_words(x_tolerance=1.5, y_tolerance=2, keep_blank_chars=False)
        letters = sum(len(word["text"]) for word in words)
        self._reached = int(max((word["bottom"] for word in words), default=0))
        if letters < _A_PICTURE:
            if page.images:
                self.findings.append(find("sheet.no-text", path=f"page {self.page}"))
            if not letters:
                return
        if any(_UNDECODED in word["text"] for word in words):
            self.findings.append(find("sheet.characters-lost", path=f"page {self.page}"))
        boxes = [self._take_ruled(found) for found in page.find_tables() if _is_table(found)]
        for word in words:
            if not any(_inside(word, box) for box in boxes):
                self._words.append(
                    Word(word["text"], word["x0"], word["x1"], word["top"], word["bottom"], self.page)
                )

    def _take_ruled(self, found: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - the library ships no types
        last = self._ruled[-1] if self._ruled else None
        texts = found.extract(x_tolerance=1.5)
        width = max(len(row) for row in texts)
        goes_on = last is not None and last.width == width and last.rows[-1].page == self.page - 1
        number = last.rows[-1].number if last is not None and goes_on else 0
        rows = tuple(self._ruled_rows(found, texts, number))
        if last is not None and goes_on:
            self._ruled[-1] = Table(name=last.name, rows=(*last.rows, *rows), page=last.page)
        elif rows:
            self._ruled.append(Table(name=f"page {self.page}", rows=rows, page=self.page))
        box: tuple[float, float, float, float] = found.bbox
        return box

    def _ruled_rows(self, found: Any, texts: Sequence[Sequence[str | None]], number: int) -> Iterator[Row]:  # noqa: ANN401 - the library ships no types
        for row, said in zip(found.rows, texts, strict=False):
            cells = tuple(
                Cell(
                    column,
                    words,
                    CellKind.TEXT,
                    words,
                    box=_share(row.cells[column], self._frames[self.page]),
                )
                for column, text in enumerate(said)
                if (words := " ".join((text or "").split())[: self._limits.max_text])
            )
            if cells:
                number += 1
                yield Row(number, cells, page=self.page)

    def done(self) -> tuple[tuple[Table, ...], tuple[str, ...]]:
        """Return all tables and the lines that stand in none."""
        lines = lines_of(self._words)
        edges = edges_of(lines)
        texts = tuple(" ".join(piece.text for piece in line.pieces) for line in lines)
        if not edges:
            return tuple(self._ruled), texts
        first = lines[0].page
        rows = tuple(_in_shares(row, self._frames[row.page]) for row in rows_of(lines, edges))
        unruled = Table(name=f"page {first}", rows=rows, page=first)
        return (*self._ruled, unruled), texts if self._ruled else ()


def _is_table(found: Any) -> bool:  # noqa: ANN401 - the library ships no types
    """Return whether ruled lines make a table of items, not a frame."""
    return len(found.rows) > 1 and max(len(row.cells) for row in found.rows) >= _LEAST_COLUMNS


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = float(word["x0"] + word["x1"]) / 2, float(word["top"] + word["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _in_shares(row: Row, frame: Frame) -> Row:
    """Return a row with the boxes of its cells in shares of its page."""
    return replace(row, cells=tuple(replace(one, box=_share(one.box, frame)) for one in row.cells))


def _share(box: Sequence[float | Decimal] | None, frame: Frame) -> Box | None:
    """Return where a box of points stands on what is seen of its page, as shares of its width and height."""
    if box is None:
        return None
    width, height = max(frame[2] - frame[0], 1.0), max(frame[3] - frame[1], 1.0)
    left, right = ((float(one) - frame[0]) / width for one in (box[0], box[2]))
    top, bottom = ((float(one) - frame[1]) / height for one in (box[1], box[3]))
    return _within(left), _within(top), _within(right), _within(bottom)


def _within(share: float) -> Decimal:
    return Decimal(f"{min(max(share, 0.0), 1.0):.4f}")


def _doubt(page: Any) -> str:  # noqa: ANN401 - the library ships no types
    """Return what is wrong with what draws a page: it cannot be unpacked to its end, or comes to more than any page; else nothing."""
    left = _MOST_DRAWN
    for one in page.page_obj.contents:
        stream = resolve1(one)
        raw: bytes = getattr(stream, "rawdata", None) or b""
        filters = tuple(name.name for name, _ in stream.get_filters()) if raw else ()
        if filters not in _UNPACKED_BY or stream.decipher is not None:
            continue  # what is enciphered for everybody to read is unpacked by the library alone
        unpacked = zlib.decompressobj()
        try:
            left -= len(unpacked.decompress(_UNPACKED_BY[filters](raw), left))
        except (zlib.error, ValueError):
            return _DAMAGED
        if left <= 0:
            return _BOMB
        if not unpacked.eof:
            return _DAMAGED
    return ""
