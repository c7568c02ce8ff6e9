"""The port Sheets without a process of its own: for files of which the test knows that they are harmless."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.sheets import drawing, filling, reading
from gateway.sheets.columns import Column
from gateway.sheets.filling import Answer, Filled
from gateway.sheets.tables import Workbook


@dataclass(frozen=True)
class SheetsHere:
    """Implements the port Sheets in this process."""

    def read(self, name: str, content: bytes, *, encoding: str = "", delimiter: str = "") -> Workbook:
        """Return the tables of a file."""
        return reading.read(name, content, encoding=encoding, delimiter=delimiter)

    def fill(
        self, name: str, content: bytes, *, index: int, columns: Sequence[Column], answers: Sequence[Answer]
    ) -> Filled | None:
        """Return the buyer's file with our answers in it."""
        return filling.fill(content, self.read(name, content), index, columns, answers)

    def page(self, name: str, content: bytes, page: int) -> bytes:
        """Return a page of a PDF as PNG."""
        return drawing.page_of(name, content, page)
