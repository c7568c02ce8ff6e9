"""How far a damaged binary workbook can be followed: the last cell that began, by the records of its sheets.

The reader of XLS and XLSB takes a workbook or fails; a person wants to know where. Records are walked without being
understood: [MS-XLS] 2.1.4 (kind and length, two bytes each) and [MS-XLSB] 2.1.4 (both packed into seven bits a byte).
"""

import struct
from collections.abc import Iterator

from gateway.sheets.archives import Archive
from gateway.sheets.kinds import BOOK_BEGINS
from gateway.sheets.tables import address

_BOF, _EOF, _SHEET = 0x0809, 0x000A, 0x0085
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_LONGEST = 8224
_WIDE_SHEET, _ROW = 156, 0
_MOST_COLUMNS = 16_384
_WIDE_CELLS = range(1, 12)
_PACKED_BYTES = 4


def reached_xls(content: bytes) -> str:
    """Return the sheet and the last cell of an XLS that can be followed, empty where none can."""
    start = content.find(BOOK_BEGINS)
    names: list[str] = []
    sheet, cell, depth = -1, "", 0
    for kind, data in _records(content, start) if start >= 0 else ():
        if kind == _SHEET and len(data) > 8:  # noqa: PLR2004 - place, two flags, length of the name, its width
            names.append(_name(data))
        elif kind == _EOF:
            depth -= 1
        elif kind == _BOF:
            depth += 1
            if names and depth == 1:  # deeper is a chart within a sheet
                sheet, cell = sheet + 1, ""
        elif kind in _CELLS and depth == 1 and len(data) >= 4:  # noqa: PLR2004 - row and column
            row, column = struct.unpack("<HH", data[:4])
            cell = address(row + 1, column)
    if not 0 <= sheet < len(names):
        return names[0] if names else ""
    return f"{names[sheet]}!{cell}" if cell else names[sheet]


def _records(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and data of records for as long as they make sense."""
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        if length > _LONGEST or at + 4 + length > len(content) or (kind == 0 and length == 0):
            return
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length


def _name(data: bytes) -> str:
    """Return the name of a sheet: after place and flags its length, whether it is wide, and the letters."""
    length, wide = data[6], data[7] & 1
    return data[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", errors="replace")


def reached_xlsb(archive: Archive) -> str:
    """Return the sheet and the last cell of an XLSB before its first damage, empty where all of it can be unpacked."""
    book, _ = archive.read_before_damage(archive.find("xl/workbook.bin"))
    names = [_text(data) for kind, data in _wide_records(book) if kind == _WIDE_SHEET]
    for at, name in enumerate(names, 1):
        part = archive.find(f"xl/worksheets/sheet{at}.bin")
        content, whole = archive.read_before_damage(part) if part else (b"", False)
        if not whole:
            row, cell = 0, ""
            for kind, data in _wide_records(content):
                if kind == _ROW and len(data) >= 4:  # noqa: PLR2004 - its number
                    row = struct.unpack_from("<I", data)[0]
                elif kind in _WIDE_CELLS and len(data) >= 4:  # noqa: PLR2004 - its column
                    column = struct.unpack_from("<I", data)[0]
                    cell = address(row + 1, column) if column < _MOST_COLUMNS else cell
            return f"{name}!{cell}" if cell else name
    return ""


def _wide_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and data of records that are all there."""
    at = 0
    while at < len(content):
        kind, at = _packed(content, at, 2)
        length, at = _packed(content, at, _PACKED_BYTES)
        if at + length > len(content):
            return
        yield kind, content[at : at + length]
        at += length


def _packed(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte and where it ends; of a kind, whose bits stay where they are, the low byte."""
    number = 0
    for shift in range(most):
        if at >= len(content):
            break
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:  # noqa: PLR2004 - the mark that more follows
            break
    return number, at


def _text(data: bytes) -> str:
    """Return the name of a sheet: after state and number two texts, each its length and its letters."""
    at = 8
    found = ""
    for _ in range(2):
        if at + 4 > len(data):
            return found
        length = struct.unpack_from("<I", data, at)[0]
        found = data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", errors="replace")
        at += 4 + 2 * length
    return found
