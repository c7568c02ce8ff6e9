"""What reads the files of buyers for us, in a way that costs us no worker whatever is in them."""

from collections.abc import Sequence
from typing import Protocol

from gateway.sheets.columns import Column
from gateway.sheets.filling import Answer, Filled
from gateway.sheets.tables import Workbook


class Sheets(Protocol):
    """Reads, draws and fills in files nobody vouches for, within bounds of time and memory."""

    def read(self, name: str, content: bytes, *, encoding: str = "", delimiter: str = "") -> Workbook:
        """Return the tables of a file; whatever is wrong with it, even that it takes too long, is a finding."""

    def fill(
        self, name: str, content: bytes, *, index: int, columns: Sequence[Column], answers: Sequence[Answer]
    ) -> Filled | None:
        """Return the buyer's file with our answers in the table of an index, None where it takes too long."""

    def page(self, name: str, content: bytes, page: int) -> bytes:
        """Return a page (from 1) of a PDF, or of the PDF attached under the table's `file`, as PNG; empty where there is none."""
