"""PDF as bytes in, tables out: those with ruled lines by their lines, those without by where words stand."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from gateway.domain.findings import Finding, find
from gateway.sheets.layout import Word, edges_of, lines_of, rows_of
from gateway.sheets.limits import Limits
from gateway.sheets.tables import Cell, CellKind, Row, Table

_LEAST_COLUMNS = 3
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
                reader.take(page)
                page.close()
    except RecursionError:
        reader.findings.append(find("sheet.damaged", path=f"page {reader.page}"))
    except Exception as broken:  # noqa: BLE001 - its parser fails on a damaged page with whatever comes to hand
        locked = isinstance(broken, PdfminerException) and any(
            isinstance(one, PDFPasswordIncorrect) for one in broken.args
        )
        reader.findings.append(
            find("sheet.password") if locked else find("sheet.damaged", path=f"page {reader.page}")
        )
    tables, texts = reader.done()
    return tables, texts, tuple(reader.findings)


class _Reader:
    """Takes page after page; a table that goes on on the next page is one table."""

    def __init__(self, limits: Limits) -> None:
        self.findings: list[Finding] = []
        self.page = 1
        self._limits = limits
        self._ruled: list[Table] = []
        self._words: list[Word] = []

    def take(self, page: Any) -> None:  # noqa: ANN401 - the library ships no types
        """Take one page."""
        self.page = page.page_number
        words = page.extract_words(x_tolerance=1.5, y_tolerance=2, keep_blank_chars=False)
        letters = sum(len(word["text"]) for word in words)
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
                Cell(column, words, CellKind.TEXT, words, box=_box(row.cells[column]))
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
        unruled = Table(name=f"page {first}", rows=tuple(rows_of(lines, edges)), page=first)
        return (*self._ruled, unruled), texts if self._ruled else ()


def _is_table(found: Any) -> bool:  # noqa: ANN401 - the library ships no types
    """Return whether ruled lines make a table of items, not a frame."""
    return len(found.rows) > 1 and max(len(row.cells) for row in found.rows) >= _LEAST_COLUMNS


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = float(word["x0"] + word["x1"]) / 2, float(word["top"] + word["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _box(cell: tuple[float, float, float, float] | None) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    if cell is None:
        return None
    left, top, right, bottom = (Decimal(f"{one:.1f}") for one in cell)
    return left, top, right, bottom
