"""A buyer's file is read, filled in and drawn in a process of its own, with the same outcome as here."""

from decimal import Decimal
from io import BytesIO

import pytest

from gateway.adapters.sheets_child import serve
from gateway.adapters.sheets_process import Bounds, SheetsProcess
from gateway.sheets.columns import Column
from gateway.sheets.filling import Answer, fill
from gateway.sheets.limits import Limits
from gateway.sheets.reading import read
from gateway.sheets.wire import unpack
from tests.rfp_files.measuring import FOLDER, request_of

CONTENT = request_of(FOLDER / "xlsx-en").read_bytes()
PRICE = (Column(index=6, header="Unit Price", field="offer_price", confidence=1.0),)
ANSWERS = (Answer(row=5, price=Decimal("1.25"), lead_days=3, note="x"),)


def test_a_file_is_read_and_filled_in_as_here() -> None:
    """The process changes nothing."""
    sheets = SheetsProcess()
    workbook = read("a.xlsx", CONTENT)

    assert workbook == sheets.read("a.xlsx", CONTENT)
    assert fill(CONTENT, workbook, 0, PRICE, ANSWERS) == sheets.fill(
        "a.xlsx", CONTENT, index=0, columns=PRICE, answers=ANSWERS
    )


def test_pages_are_drawn_there() -> None:
    """As PNG."""
    assert (
        b"\x89PNG" == SheetsProcess().page("a.pdf", request_of(FOLDER / "pdf-ruled-en").read_bytes(), 1)[:4]
    )


def test_what_is_too_large_starts_no_process() -> None:
    """It is not even written down."""
    found = SheetsProcess(limits=Limits(max_bytes=1)).read("a.xlsx", CONTENT)

    assert ["sheet.too-large"] == [one.code for one in found.findings]


def test_what_takes_too_long_is_neither_filled_in_nor_drawn() -> None:
    """The caller is told."""
    hasty = SheetsProcess(bounds=Bounds(wall_s=0.01))

    assert (None, b"") == (
        hasty.fill("a.xlsx", CONTENT, index=0, columns=PRICE, answers=ANSWERS),
        hasty.page("a.pdf", CONTENT, 1),
    )


@pytest.mark.parametrize(
    "order", ['{"do": "read", "name": "a.csv"}', '{"do": "page", "name": "a.csv", "page": 1}']
)
def test_an_order_is_a_line_and_the_bytes_after_it(order: str) -> None:
    """So is the answer."""
    answered = BytesIO()

    serve(BytesIO(order.encode() + b"\nPart,Qty\nA-1,5\n"), answered)

    said, _, content = answered.getvalue().partition(b"\n")
    assert b"{}" == said
    assert b"" == content or "csv" == unpack(content).kind


def test_a_filled_file_comes_with_its_findings() -> None:
    """In the line before it."""
    answered = BytesIO()
    order = b'{"do": "fill", "name": "a.csv", "index": 0, "columns": [], "answers": [{"row": 2, "price": ["number", "1.5"]}]}'

    serve(BytesIO(order + b"\nPart,Qty\nA-1,5\n"), answered)

    said, _, content = answered.getvalue().partition(b"\n")
    assert b"sheet.not-in-place" in said
    assert b"A-1,5,1.5" in content
