"""How far a binary workbook can be followed, record by record, whatever its records say of themselves."""

import struct

import pytest

from gateway.sheets.archives import Archive
from gateway.sheets.kinds import BOOK_BEGINS
from gateway.sheets.limits import Limits
from gateway.sheets.reached import reached_xls, reached_xlsb
from tests.rfp_files.workbooks import archive

BOF, EOF, SHEET, LABEL, ROW = 0x0809, 0x000A, 0x0085, 0x0204, 0x0208
BOOK = BOOK_BEGINS + bytes(12)
"""The first record of a workbook, sixteen bytes long."""


def old(kind: int, data: bytes = b"") -> bytes:
    """Return a record of an XLS."""
    return struct.pack("<HH", kind, len(data)) + data


def listed(name: str, *, wide: bool = False) -> bytes:
    """Return the record that lists a sheet."""
    text = name.encode("utf-16-le" if wide else "latin-1")
    return old(SHEET, struct.pack("<IBBBB", 0, 0, 0, len(name), int(wide)) + text)


def label(row: int, column: int) -> bytes:
    """Return the record of a cell, rows and columns counted from 0."""
    return old(LABEL, struct.pack("<HH", row, column))


TWO = BOOK + listed("Qu\xe9") + listed("Gi\u00e1 \u4ef7", wide=True) + old(EOF)


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        (b"", "Qu\xe9"),
        (old(BOF), "Qu\xe9"),
        (old(BOF) + label(4, 1), "Qu\xe9!B5"),
        (old(BOF) + label(4, 1) + old(EOF) + old(BOF), "Gi\u00e1 \u4ef7"),
        (old(BOF) + old(EOF) + old(BOF) + label(0, 0) + old(ROW, bytes(16)), "Gi\u00e1 \u4ef7!A1"),
        (old(BOF) + label(4, 1) + old(BOF) + label(8, 8) + old(EOF) + label(5, 0), "Qu\xe9!A6"),
        (old(BOF) + old(EOF) + old(BOF) + old(EOF) + old(BOF), "Qu\xe9"),
        (old(BOF) + label(2, 2) + old(LABEL, b"\0") + label(3, 3)[:6], "Qu\xe9!C3"),
        (old(BOF) + label(2, 2) + struct.pack("<HH", LABEL, 9000) + bytes(9000), "Qu\xe9!C3"),
        (old(BOF) + label(2, 2) + bytes(8) + label(3, 3), "Qu\xe9!C3"),
    ],
    ids=[
        "no sheet began",
        "no cell began",
        "a cell",
        "the second sheet",
        "a cell of the second sheet",
        "a chart within a sheet",
        "more sheets than are listed",
        "half a cell",
        "a record too long",
        "nothing but zeros",
    ],
)
def test_an_old_workbook_is_followed_to_the_last_cell_that_began(rest: bytes, place: str) -> None:
    """Its sheets are listed first, then stand one after the other."""
    assert place == reached_xls(b"\xd0\xcf" + TWO + rest)


@pytest.mark.parametrize("content", [b"", BOOK, BOOK + old(SHEET, bytes(4)) + old(EOF), BOOK[:10]])
def test_an_old_workbook_that_lists_no_sheet_leads_nowhere(content: bytes) -> None:
    """Nor does a record that is too short to list one."""
    assert "" == reached_xls(content)


def new(kind: int, data: bytes = b"") -> bytes:
    """Return a record of an XLSB whose kind is less than 128 and whose data is shorter than that."""
    return bytes([kind, len(data)]) + data


def bundled(name: str) -> bytes:
    """Return the record that lists a sheet: its state, its number, how it is linked, its name."""
    texts = b"".join(struct.pack("<I", len(one)) + one.encode("utf-16-le") for one in ("rId1", name))
    return bytes([156, 1, 8 + len(texts)]) + bytes(8) + texts


def torn(content: bytes) -> bytes:
    """Return a workbook whose only sheet cannot be unpacked after this content, which stands in it as it is."""
    sheet = (
        content + bytes([42, 0xFF, 0xFF, 0xFF, 0x7F]) + bytes(40_000) + b"the end"
    )  # more than is read at once
    book = {"xl/workbook.bin": bundled("RFQ"), "xl/worksheets/sheet1.bin": sheet}
    whole = bytearray(archive(dict(book), stored="xl/worksheets/sheet1.bin"))
    whole[whole.index(b"the end")] ^= 1  # its checksum fails once all of it was read
    return bytes(whole)


def cell(column: int) -> bytes:
    """Return the record of a cell, columns counted from 0."""
    return new(6, struct.pack("<I", column))


ROW_3 = new(0, struct.pack("<I", 2))


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "RFQ"),
        (ROW_3 + cell(1), "RFQ!B3"),
        (ROW_3 + cell(1) + cell(20_000), "RFQ!B3"),
        (ROW_3 + cell(1) + new(0, b"\0") + new(6, b"\0"), "RFQ!B3"),
        (ROW_3 + cell(1) + new(42, b"x"), "RFQ!B3"),
        (ROW_3 + cell(1) + bytes([6, 0xFF, 0xFF, 0xFF, 0xFF]), "RFQ!B3"),
    ],
    ids=["nothing", "a cell", "no such column", "half records", "another record", "a length without end"],
)
def test_a_binary_workbook_is_followed_to_the_last_cell_that_began(content: bytes, place: str) -> None:
    """As far as its part can be unpacked."""
    assert place == reached_xlsb(Archive(torn(content), Limits()))


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"xl/worksheets/sheet1.bin": b""}, ""),
        ({"xl/workbook.bin": bundled("RFQ")}, "RFQ"),
        ({"xl/workbook.bin": bundled("RFQ"), "xl/worksheets/sheet1.bin": cell(0)}, ""),
        ({"xl/workbook.bin": bytes([156, 1, 4]) + bytes(4)}, ""),
        (
            {"xl/workbook.bin": bytes([156, 1, 20]) + bytes(8) + b"\4\0\0\0" + "rIdX".encode("utf-16-le")},
            "rIdX",
        ),
        ({"xl/workbook.bin": bytes([6])}, ""),
    ],
    ids=["no list", "no sheet", "all of it", "half a name", "one text of two", "a kind without a length"],
)
def test_a_binary_workbook_without_its_parts_names_what_is_missing(
    parts: dict[str, bytes | str], place: str
) -> None:
    """A sheet that is listed and not there, and nothing where nothing is listed or all is whole."""
    assert place == reached_xlsb(Archive(archive(parts), Limits()))
