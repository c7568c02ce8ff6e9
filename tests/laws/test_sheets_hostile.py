"""Whatever a file holds: findings, never a traceback; and the process that reads it is the only one to pay."""

import logging
from pathlib import Path
from random import Random

import pytest

from gateway.adapters.sheets_process import Bounds, SheetsProcess
from gateway.sheets.reading import read
from gateway.sheets.understanding import understand
from gateway.sheets.words import load
from tests.fuzz.sheets import damaged
from tests.rfp_files.measuring import FOLDER, request_of
from tests.rfp_files.workbooks import archive

MAPPINGS = Path(__file__).parents[2] / "mappings"
CHEAP = (
    "xlsx-en",
    "ods-zh",
    "docx-en",
    "csv-gb18030",
    "html-called-xls",
    "eml-html-table",
    "spreadsheet-xml-en",
    "zip-with-workbook",
)
COPIES = 4


def content_of(name: str) -> bytes:
    """Return a file of the bench."""
    return request_of(FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", CHEAP)
def test_damaged_files_give_findings_never_a_traceback(name: str) -> None:
    """Bytes flipped, cut, doubled, stuffed; parts of archives damaged and swapped."""
    words = load([MAPPINGS])
    for copy in damaged(content_of(name), Random(name), COPIES):
        found = read(name, copy)
        understand(found, words)

        assert found.tables or found.texts or found.every_finding or found.attached


def test_damaged_pages_give_findings_never_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """A PDF may be damaged in more ways than its parser knows."""
    caplog.set_level(logging.CRITICAL)
    for copy in damaged(content_of("pdf-ruled-zh"), Random(3), 6):
        found = read("page.pdf", copy)

        assert found.tables or found.texts or found.every_finding


def test_an_archive_that_would_fill_the_memory_is_not_unpacked() -> None:
    """A part that shrank a thousandfold is no honest sheet, whatever the archive says of its size."""
    bomb = archive({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 30_000_000})

    assert ["sheet.archive-bomb"] == [one.code for one in read("bomb.xlsx", bomb).findings]


def test_entities_are_never_expanded() -> None:
    """A part with a document type is refused before anything in it is read."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'

    found = read("laughs.xlsx", archive({"xl/workbook.xml": laughs}))

    assert [("sheet.damaged", "workbook")] == [(one.code, one.path) for one in found.findings]


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param(Bounds(wall_s=0.01), id="time"),
        pytest.param(Bounds(output=100), id="output"),
        pytest.param(Bounds(cpu_s=0), id="processor"),
    ],
)
def test_a_file_may_cost_so_much_and_no_more(bounds: Bounds) -> None:
    """Whatever runs out, the worker goes on with a finding."""
    found = SheetsProcess(bounds=bounds).read("a.xlsx", content_of("xlsx-en"))

    assert ["sheet.gave-up"] == [one.code for one in found.findings]


@pytest.mark.parametrize("copy", [6, 8])
def test_a_parser_that_takes_all_memory_takes_only_its_own(copy: int) -> None:
    """Two damaged copies of an old workbook make its parser ask for more than any machine has."""
    *_, content = damaged(content_of("xls-de"), Random("xls-de"), copy + 1)

    found = SheetsProcess(bounds=Bounds(memory=600_000_000)).read("old.xls", content)

    assert ["sheet.gave-up"] == [one.code for one in found.findings]


def test_damage_that_reaches_the_child_stays_there() -> None:
    """A cut workbook comes back as far as it could be read, from a process that ended by itself."""
    content = content_of("xlsx-de")

    found = SheetsProcess().read("cut.xlsx", content[: len(content) // 2])

    assert ["sheet.damaged"] == [one.code for one in found.findings]
