"""The buyer's own workbook comes back with our answers in it, and with nothing else changed."""

import re
import zipfile
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from gateway.sheets.columns import Column
from gateway.sheets.filling import Answer, Filled, fill
from gateway.sheets.reading import read
from gateway.sheets.tables import Workbook
from gateway.sheets.understanding import Understood, understand
from gateway.sheets.words import Words, load
from tests.rfp_files import papers
from tests.rfp_files.measuring import CHECKOUT, FOLDER, request_of
from tests.rfp_files.sheets import Case, Formula, Sheet
from tests.rfp_files.workbooks import archive, xlsx

PRICE = Decimal("12.50")
"""What everything costs here."""


@pytest.fixture(scope="module")
def words() -> Words:
    """Return our words."""
    return load([CHECKOUT / "mappings"])


def asked(content: bytes, words: Words, name: str = "bid.xlsx") -> tuple[Workbook, Understood]:
    """Return what was read of a file."""
    workbook = read(name, content)
    return workbook, understand(workbook, words)


def filled(content: bytes, words: Words, answers: list[Answer], name: str = "bid.xlsx") -> Filled:
    """Return a file with answers."""
    workbook, understood = asked(content, words, name)
    return fill(content, workbook, understood.index, understood.columns, answers)


def test_only_the_cells_we_answer_change(words: Words) -> None:
    """A locked template keeps formats, merges, protection, lists, and every other byte of every other part."""
    content = request_of(FOLDER / "locked-template").read_bytes()

    found = filled(
        content, words, [Answer(row=8, price=PRICE, lead_days=10, part="ZZ-1"), Answer(row=9, price=PRICE)]
    )

    before, after = (zipfile.ZipFile(BytesIO(one)) for one in (content, found.content))
    changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert (found.kind, found.findings) == ("xlsx", ())
    assert before.namelist() == after.namelist()
    assert ["xl/worksheets/sheet1.xml"] == changed
    old, new = (openpyxl.load_workbook(BytesIO(one)).active for one in (content, found.content))
    differing = {
        cell.coordinate: cell.value
        for row in new.iter_rows()
        for cell in row
        if cell.value != old[cell.coordinate].value
    }
    assert {"G8": 12.5, "H8": 2, "I8": "ZZ-1", "G9": 12.5} == differing
    assert old.merged_cells.ranges == new.merged_cells.ranges
    assert new.protection.sheet
    assert not new["G8"].protection.locked
    assert old.data_validations.dataValidation == new.data_validations.dataValidation
    assert old.protection.__dict__ == new.protection.__dict__
    assert {} == {
        cell.coordinate: cell.number_format
        for row in new.iter_rows()
        for cell in row
        if cell.style_id != old[cell.coordinate].style_id
    }
    assert without_values(before, differing) == without_values(after, differing)


def without_values(source: zipfile.ZipFile, cells: Collection[str]) -> bytes:
    """Return the bytes of a sheet with some of its cells cut out."""
    found = source.read("xl/worksheets/sheet1.xml")
    for one in cells:
        found = re.sub(rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % one.encode(), b"", found)
    return found


def test_a_new_cell_looks_like_its_neighbours(words: Words) -> None:
    """Those of its row, where its column holds a header alone, whose letters are bold."""
    content = request_of(FOLDER / "xlsx-en").read_bytes()
    found = filled(content, words, [Answer(row=5, price=PRICE)])
    new = openpyxl.load_workbook(BytesIO(found.content)).active

    assert (True, False) == (new["G3"].font.b, new["G5"].font.b)
    assert new["E5"].style_id == new["G5"].style_id


def test_pictures_and_links_stay(words: Words) -> None:
    """Parts no library would keep are there again, byte by byte; a broken signature is said."""
    parts = unpacked(request_of(FOLDER / "xlsx-en").read_bytes())
    parts |= {
        "xl/media/image1.png": b"\x89PNG",
        "xl/externalLinks/externalLink1.xml": b"<x/>",
        "_xmlsignatures/sig1.xml": b"<s/>",
    }

    found = filled(archive(parts), words, [Answer(row=5, price=PRICE)])

    assert ["sheet.signature-broken"] == [one.code for one in found.findings]
    assert parts.keys() == unpacked(found.content).keys()
    assert b"\x89PNG" == unpacked(found.content)["xl/media/image1.png"]


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of an archive."""
    with zipfile.ZipFile(BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def test_formulas_of_the_buyer_stay(words: Words) -> None:
    """A total that works itself out is not overwritten, and is worked out anew when opened."""
    sheet = Sheet()
    sheet.header(
        ("Part", "part"),
        ("Description", "description"),
        ("Qty", "quantity"),
        ("Unit price", "offer_price"),
        ("Total", "offer_total"),
    )
    sheet.add("A-1", "Bolt", 10, None, Formula("=C2*D2"))

    found = filled(
        xlsx(Case("total", "xlsx", [sheet])), words, [Answer(row=2, price=PRICE, total=Decimal(125))]
    )

    made = openpyxl.load_workbook(BytesIO(found.content))
    assert [("sheet.formula-kept", "RFQ!E2")] == [(one.code, one.path) for one in found.findings]
    assert ("=C2*D2", 12.5) == (made.active["E2"].value, made.active["D2"].value)
    assert made.calculation.fullCalcOnLoad


def test_a_price_does_not_become_a_day(words: Words) -> None:
    """A new cell takes the look of a neighbour, unless that shows numbers as days."""
    content = request_of(FOLDER / "xlsx-en").read_bytes()

    found = filled(content, words, [Answer(row=5, price=PRICE, lead_days=10)])

    made = openpyxl.load_workbook(BytesIO(found.content)).active
    assert (12.5, 10) == (made["G5"].value, made["H5"].value)


@pytest.mark.parametrize("name", ["ods-es", "xls-en", "pdf-ruled-en"])
def test_what_cannot_be_filled_in_becomes_a_csv(name: str, words: Words) -> None:
    """All values of the table with our answers beside them; it says so."""
    file = request_of(FOLDER / name)
    content = file.read_bytes()
    workbook, understood = asked(content, words, file.name)
    row = understood.items[0].number

    found = fill(content, workbook, understood.index, understood.columns, [Answer(row=row, price=PRICE)])

    lines = found.content.decode("utf-8-sig").splitlines()
    assert ("csv", ["sheet.not-in-place"]) == (found.kind, [one.code for one in found.findings])
    assert 1 == sum("12.5" in line for line in lines)


def test_a_csv_holds_nothing_a_spreadsheet_would_run(words: Words) -> None:
    """A text that begins like a formula is kept as a text."""
    content = b"Part,Description,Qty,Unit price,Supplier comments\nA-1,=cmd|x,5,,\n"

    found = filled(content, words, [Answer(row=2, price=PRICE, note="@here")], "bid.csv")

    assert ["Part,Description,Qty,Unit price,Supplier comments", "A-1,'=cmd|x,5,12.5,'@here"] == (
        found.content.decode("utf-8-sig").splitlines()
    )


def test_a_workbook_attached_to_a_letter_is_filled_in(words: Words) -> None:
    """What goes back is the workbook, not the letter."""
    found = filled(
        request_of(FOLDER / "eml-xlsx-attached").read_bytes(), words, [Answer(row=4, price=PRICE)], "a.eml"
    )

    assert "xlsx" == found.kind
    assert 12.5 == openpyxl.load_workbook(BytesIO(found.content)).active["G4"].value


def test_a_damaged_sheet_is_answered_with_a_csv(words: Words) -> None:
    """Nothing is spliced into what cannot be read to its end."""
    parts = unpacked(request_of(FOLDER / "xlsx-en").read_bytes())
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet[: sheet.index(b'r="12"')]

    found = filled(archive(parts), words, [Answer(row=5, price=PRICE)])

    assert "csv" == found.kind


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Lead time", 15),
        ("Lead time (weeks)", 3),
        ("Lieferzeit in Wochen", 3),
        ("Promised date", "2026-03-20"),
        ("交期(周)", 3),
    ],
)
def test_lead_times_are_told_as_the_header_asks(header: str, value: int | str) -> None:
    """In weeks, rounded up; as a day; otherwise in days."""
    content = xlsx(Case("lead", "xlsx", [_sheet()]))
    columns = (Column(index=3, header=header, field="offer_lead_time", confidence=1.0),)
    answer = Answer(row=2, lead_days=15, ships_on=date(2026, 3, 20))

    found = fill(content, read("a.xlsx", content), 0, columns, [answer])

    assert value == openpyxl.load_workbook(BytesIO(found.content)).active["D2"].value


def _sheet() -> Sheet:
    sheet = Sheet()
    sheet.add("Part", "Description", "Qty", "When")
    sheet.add("A-1", "Bolt", 10)
    return sheet


def test_only_a_day_is_told_where_nobody_knows_how_long() -> None:
    """Without days there is only the day."""
    content = xlsx(Case("lead", "xlsx", [_sheet()]))
    columns = (Column(index=3, header="Lead time", field="offer_lead_time", confidence=1.0),)

    found = fill(
        content,
        read("a.xlsx", content),
        0,
        columns,
        [Answer(row=2, ships_on=date(2026, 3, 20)), Answer(row=1)],
    )

    assert "2026-03-20" == openpyxl.load_workbook(BytesIO(found.content)).active["D2"].value


def test_a_sheet_without_a_price_column_gets_one_to_its_right(words: Words) -> None:
    """Merged cells are answered in the cell that shows."""
    sheet = _sheet()
    sheet.add("A-2", "Nut", 10)
    sheet.merges = [(2, 4, 3, 4)]
    content = xlsx(Case("none", "xlsx", [sheet]))

    found = filled(
        content, words, [Answer(row=2, price=PRICE), Answer(row=3, price=PRICE), Answer(row=99, price=PRICE)]
    )

    assert 12.5 == openpyxl.load_workbook(BytesIO(found.content)).active["E2"].value


def test_rows_written_by_other_programs_are_filled_in(words: Words) -> None:
    """Prefixes, rows without cells, quotes of the other kind, no list of styles."""
    names = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    cells = "".join(
        f"<x:c r='{letter}1' t='inlineStr'><x:is><x:t>{text}</x:t></x:is></x:c>"
        for letter, text in zip("ABCD", ("Part", "Description", "Qty", "Unit price"), strict=True)
    )
    row = "<x:row r='2'><x:c r='A2' t='str'><x:v>A-1</x:v></x:c><x:c r='B2' t='str'><x:v>a &gt; b</x:v></x:c><x:c r='C2'><x:v>5</x:v></x:c></x:row>"
    sheet = f"<x:worksheet {names}><x:sheetData><x:row r='1'>{cells}</x:row>{row}<x:row r='3'/></x:sheetData></x:worksheet>"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    parts = {
        "xl/workbook.xml": f"<x:workbook {names}><x:sheets><x:sheet name='Bid' sheetId='1' r:id='rId1'/></x:sheets></x:workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships><Relationship Id='rId1' Type='{relation}' Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
    }

    found = filled(archive(parts), words, [Answer(row=2, price=PRICE), Answer(row=3, price=PRICE)])

    made = unpacked(found.content)
    assert b'<x:c r="D2"><x:v>12.50</x:v></x:c></x:row>' in made["xl/worksheets/sheet1.xml"]
    assert b"<x:row r='3'><x:c r=\"D3\"><x:v>12.50</x:v></x:c></x:row>" in made["xl/worksheets/sheet1.xml"]
    assert b'</x:sheets><x:calcPr fullCalcOnLoad="1"/>' in made["xl/workbook.xml"]


def test_a_letter_of_text_is_answered_with_a_csv(words: Words) -> None:
    """There is no workbook to fill in."""
    case = Case("words", "letter", [_sheet()], options={"body": "html"})

    found = filled(papers.letter(case), words, [Answer(row=2, price=PRICE)], "a.eml")

    assert "csv" == found.kind
