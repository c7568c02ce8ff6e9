"""A damaged file says where: the sheet and the cell, the table, the page, the attachment; what stands before is kept."""

import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO

import pytest

from gateway.sheets.archives import Archive
from gateway.sheets.limits import Limits
from gateway.sheets.reached import reached_xls, reached_xlsb
from gateway.sheets.reading import read
from gateway.sheets.tables import Workbook
from gateway.sheets.understanding import understand
from gateway.sheets.words import load
from tests.rfp_files import papers, workbooks
from tests.rfp_files.cases import plain
from tests.rfp_files.measuring import CHECKOUT, FOLDER, request_of
from tests.rfp_files.sheets import Case, Sheet
from tests.rfp_files.workbooks import archive


def damage(workbook: Workbook) -> list[str]:
    """Return where a workbook is damaged."""
    return [one.path for one in workbook.every_finding if one.code == "sheet.damaged"]


def case(form: str) -> Case:
    """Return a plain bid sheet."""
    sheet: Sheet = plain("en")
    return Case("damaged", form, [sheet])


def cut(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive of which a part was changed."""
    with zipfile.ZipFile(BytesIO(content)) as source:
        parts: dict[str, bytes | str] = {one: source.read(one) for one in source.namelist()}
    whole = parts[part]
    assert isinstance(whole, bytes)
    return archive(parts | {part: change(whole)}, stored="mimetype")


def half(content: bytes) -> bytes:
    """Return the first half."""
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("form", "part", "place"),
    [
        ("xlsx", "xl/worksheets/sheet1.xml", "RFQ!"),
        ("ods", "content.xml", "RFQ!"),
        ("word", "word/document.xml", "table 1!"),
    ],
)
def test_what_breaks_off_names_sheet_and_cell_and_keeps_what_stands_before(
    form: str, part: str, place: str
) -> None:
    """XLSX, ODS and DOCX."""
    make = {"xlsx": workbooks.xlsx, "ods": workbooks.ods, "word": papers.word}[form]
    found = read(f"bid.{form}", cut(make(case(form)), part, half))

    (where,) = damage(found)
    assert where.startswith(place)
    assert where.rpartition("!")[2][:1].isalpha()
    assert found.tables[0].rows


def test_a_binary_workbook_that_breaks_off_names_sheet_and_cell() -> None:
    """XLSB by the part that cannot be unpacked whole, XLS by its records; there nothing can be kept."""
    whole = workbooks.xlsb(case("xlsb"))
    start = whole.index(b"xl/worksheets/sheet1.bin") + 200
    torn = read("bid.xlsb", whole[:start] + bytes(20) + whole[start + 20 :])
    old = workbooks.xls(case("xls"))

    assert damage(torn)[0].startswith("RFQ")
    assert damage(read("bid.xls", old[:2000]))[0].startswith("RFQ!")
    assert ["RFQ"] == damage(read("bid.xls", old[:700]))
    assert ("", "") == (reached_xls(b"nothing of it"), reached_xlsb(Archive(whole, Limits())))


def test_bytes_that_are_no_letters_name_their_cell() -> None:
    """In a CSV whose encoding is said."""
    content = b"Part,Description,Qty\r\nA-1,Bolt,5\r\nA-2,B\xffolt,6\r\n"
    found = read("bid.csv", content, encoding="utf-8")

    assert [("sheet.characters-lost", "CSV!B3")] == [
        (one.code, one.path) for one in found.findings if one.code == "sheet.characters-lost"
    ]


def test_a_damaged_page_is_named_and_the_others_are_read() -> None:
    """By its number; the pages after it stand."""
    whole = papers.pdf(case("pdf"))
    start = whole.index(b"stream", whole.index(b"ASCII85Decode")) + 30
    found = read("bid.pdf", whole[:start] + b"!" * 40 + whole[start + 40 :])

    assert damage(found)[0].startswith("page 1")
    assert ["page 1"] == damage(read("bid.pdf", whole[: len(whole) // 3]))


def test_a_damaged_attachment_is_named() -> None:
    """And so is the place inside of it; a letter that breaks off is damaged itself."""
    broken = cut(workbooks.xlsx(case("xlsx")), "xl/worksheets/sheet1.xml", half)
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "buyer@acme.example", "RFQ"
    letter.set_content("Please quote.")
    letter.add_attachment(broken, maintype="application", subtype="octet-stream", filename="bid.xlsx")
    whole = letter.as_bytes()
    found = read("mail.eml", whole)

    assert damage(found)[0].startswith("bid.xlsx: RFQ!")
    assert "letter" in damage(read("mail.eml", whole[: len(whole) - 40]))
    spoiled = whole.replace(b"UEsDB", b"UEsD*!?", 1)
    assert "bid.xlsx" in damage(read("mail.eml", spoiled))


def test_a_document_without_its_words_is_damaged_as_a_whole() -> None:
    """No table, no cell: the document."""
    whole = papers.word(case("word"))
    found = list(read("bid.docx", cut(whole, "word/document.xml", lambda _: b"")).findings)

    assert ["document"] == [one.path for one in found]
    assert ["document"] == damage(read("bid.docx", cut(whole, "[Content_Types].xml", lambda _: b"<a")))


def test_a_second_table_beside_the_first_is_said() -> None:
    """Nothing is left out without a word: the column where it begins is named."""
    file = request_of(FOLDER / "strange-same-table-beside")
    understood = understand(read(file.name, file.read_bytes()), load([CHECKOUT / "mappings"]))

    assert ["RFQ!G1"] == [one.path for one in understood.findings if one.code == "sheet.columns-repeated"]


def test_a_long_binary_sheet_is_followed_to_the_last_cell_that_stands() -> None:
    """As far as it can be unpacked."""
    long = Sheet()
    long.header(("Part", "part"), ("Description", "description"), ("Qty", "quantity"))
    for at in range(600):
        long.item(
            [f"P-{at}", f"Thing {at}", at + 1], part=f"P-{at}", description=f"Thing {at}", quantity=at + 1
        )
    whole = workbooks.xlsb(Case("long", "xlsb", [long]))
    with zipfile.ZipFile(BytesIO(whole)) as source:
        parts: dict[str, bytes | str] = {one: source.read(one) for one in source.namelist()}
    kept = bytearray(archive(parts, stored="xl/worksheets/sheet1.bin"))
    end = kept.index("Thing 599".encode("utf-16-le"))
    kept[end] ^= 1

    sheet, _, cell = damage(read("bid.xlsb", bytes(kept)))[0].partition("!")
    assert "RFQ" == sheet
    assert int(cell.lstrip("ABC")) > 300


def test_a_pack_said_twice_otherwise_is_for_a_person() -> None:
    """In the unit and in a column of its own; and so are two numbers in one."""
    content = b"Part,Description,Pack size,UOM,Qty\nA-1,Bolt,50,BX 100,5\nA-2,Bolt,10 x 100,BX,5\nA-3,Bolt,box,BX,5\n"
    found = understand(read("bid.csv", content), load([CHECKOUT / "mappings"])).rows

    assert [["sheet.pack-unclear"], ["sheet.pack-unclear"], []] == [
        [one.code for one in row.findings] for row in found
    ]
