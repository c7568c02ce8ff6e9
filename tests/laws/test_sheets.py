"""What holds for every file of the bench: it is read right, a second reader agrees, it crosses the wire unchanged."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from gateway.sheets import wire
from gateway.sheets.reading import read
from gateway.sheets.tables import CellKind, Workbook
from gateway.sheets.words import Words, load
from tests.rfp_files.cases import cases
from tests.rfp_files.make import expected_of
from tests.rfp_files.measuring import Measured, folders, measured, request_of

MAPPINGS = Path(__file__).parents[2] / "mappings"
FOLDERS = folders()
WORKBOOKS = [home for home in FOLDERS if request_of(home).suffix == ".xlsx"]


def name_of(home: Path) -> str:
    """Return the name of a case."""
    return home.name


@cache
def words() -> Words:
    """Return our words, read once."""
    return load([MAPPINGS])


@cache
def workbook(home: Path) -> Workbook:
    """Return what was read of a case, once."""
    file = request_of(home)
    return read(file.name, file.read_bytes())


@cache
def outcome(home: Path) -> Measured:
    """Return how a case came out, once."""
    return measured(home, words())


@pytest.mark.parametrize("home", FOLDERS, ids=name_of)
def test_files_of_the_bench_are_read_right(home: Path) -> None:
    """Header, columns, and every row: what it is and all its fields and findings."""
    assert () == outcome(home).wrong


def test_the_bench_holds_what_it_promises() -> None:
    """So many files, so many of their headers right, so many of their rows."""
    found = [outcome(home) for home in FOLDERS]

    assert len(found) >= 60
    assert sum(one.header for one in found) >= 0.95 * len(found)
    assert sum(one.right for one in found) >= 0.99 * sum(one.rows for one in found)


def test_every_file_of_the_bench_is_made_by_the_script() -> None:
    """What is to be read of each file is what the script says of it, not what the reader said."""
    said = {case.name: expected_of(case) for case in cases()}
    kept = {home.name: json.loads((home / "expected.json").read_text(encoding="utf-8")) for home in FOLDERS}

    assert kept == json.loads(json.dumps(said))


@pytest.mark.parametrize("home", FOLDERS, ids=name_of)
def test_workbooks_cross_the_wire_unchanged(home: Path) -> None:
    """What the reading process found is what the asking one gets."""
    found = workbook(home)

    assert found == wire.unpack(wire.pack(found))


@pytest.mark.parametrize("home", WORKBOOKS, ids=name_of)
def test_other_readers_find_the_same_values(home: Path) -> None:
    """Texts and numbers of every cell are those a bulk reader and openpyxl find at the same place."""
    content = request_of(home).read_bytes()
    bulk = CalamineWorkbook.from_filelike(BytesIO(content))
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    for table in workbook(home).tables:
        rows = bulk.get_sheet_by_name(table.name).to_python(skip_empty_area=False)
        for row in table.rows:
            for cell in row.cells:
                if cell.kind in (CellKind.TEXT, CellKind.NUMBER):
                    seen = rows[row.number - 1][cell.column]
                    other = book[table.name].cell(row.number, cell.column + 1).value
                    value = float(cell.value) if cell.kind is CellKind.NUMBER else cell.value  # type: ignore[arg-type] # a number is a Decimal
                    assert (seen, other) == (value, value), table.place(row.number, cell.column)
