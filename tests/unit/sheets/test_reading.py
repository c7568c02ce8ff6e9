"""Tables of cells from every kind of file, and what is said where one is odd."""

import zipfile
from decimal import Decimal
from email.message import EmailMessage
from io import BytesIO

import docx
import pytest

from gateway.sheets.archives import Archive, Damaged, TooMuch
from gateway.sheets.drawing import page_of
from gateway.sheets.limits import Limits
from gateway.sheets.pages import read_pdf
from gateway.sheets.reading import read
from gateway.sheets.saying import grid
from gateway.sheets.tables import CellKind, Table, Workbook
from tests.rfp_files.measuring import FOLDER, request_of
from tests.rfp_files.workbooks import archive

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(sheet: str, **parts: str | bytes) -> bytes:
    """Return a workbook with one sheet of the given rows."""
    return archive(
        {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><workbookPr date1904="1"/><sheets><sheet name="Bid" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="rId1" Type="{RELATION}/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATION}/x" Target="http://example.com" TargetMode="External"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
            **parts,
        }
    )


def sheet(rows: str, more: str = "") -> str:
    """Return a sheet of rows."""
    return f'<worksheet xmlns="{MAIN}">{more}<sheetData>{rows}</sheetData></worksheet>'


def codes(found: Workbook) -> list[tuple[str, str]]:
    """Return the findings of a file with their places."""
    return [(one.code, one.path) for one in found.every_finding]


def test_every_kind_of_cell_is_read() -> None:
    """Texts, numbers, truths, errors, days, formulas with and without a value; cells that do not say where they stand."""
    cells = (
        '<c t="inlineStr"><is><t>in</t><rPh><t>no</t></rPh></is></c><c><v>5</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c>'
        '<c t="d"><v>2026-03-04</v></c><c t="d"><v>2026-03-04T12:30:00</v></c><c t="d"><v>soon</v></c><c><f>A1</f></c><c t="str"><f>A1</f><v>x</v></c>'
        '<c t="s"><v>99</v></c><c><v>many</v></c><c><v>NaN</v></c><c s="7"><v>1.10000000000000009</v></c><c/><c t="b"><v>0</v></c>'
    )

    row = read("a.xlsx", xlsx(sheet(f"<row>{cells}</row>"))).tables[0].rows[0]

    assert [
        "in",
        "5",
        "TRUE",
        "#REF!",
        "2026-03-04",
        "2026-03-04 12:30:00",
        "soon",
        "",
        "x",
        "many",
        "NaN",
        "1.1",
        "FALSE",
    ] == [cell.text for cell in row.cells]
    assert [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14] == [cell.column for cell in row.cells]
    assert (CellKind.UNCOMPUTED, CellKind.ERROR) == (row.cells[7].kind, row.cells[3].kind)


def test_hidden_rows_columns_and_merges_are_kept() -> None:
    """And cells that stand in the wrong order, or twice, are put in order."""
    rows = '<row r="2" hidden="1"><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c><c r="A2"><v>3</v></c></row>'
    made = sheet(rows, '<cols><col min="2" max="3" hidden="1"/></cols>').replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A2:B2"/><mergeCell ref="?"/></mergeCells>'
    )

    table = read("a.xlsx", xlsx(made)).tables[0]

    assert (True, [(0, "3"), (1, "2")]) == (
        table.rows[0].hidden,
        [(cell.column, cell.text) for cell in table.rows[0].cells],
    )
    assert (1, frozenset({1, 2})) == (len(table.merges), table.hidden_columns)


def test_damage_is_said_with_sheet_and_cell() -> None:
    """What stands before it is read."""
    whole = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>')

    found = read("a.xlsx", xlsx(whole[: whole.index("<v>2")]))

    assert [("sheet.damaged", "Bid!A2")] == codes(found)
    assert 1 == len(found.tables[0].rows)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/vbaProject.bin": b"x"}, ("sheet.macros", "")),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, ("sheet.external-links", "")),
        ({"xl/styles.xml": b"<styleSheet"}, ("sheet.damaged", "styles")),
        ({"xl/sharedStrings.xml": b"<sst><si><t>a</t></si><si"}, ("sheet.damaged", "shared strings")),
    ],
)
def test_odd_parts_of_a_workbook_are_said(parts: dict[str, bytes], said: tuple[str, str]) -> None:
    """Macros are never run, links never followed; a workbook is read without its styles and texts if need be."""
    found = read("a.xlsx", xlsx(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'), **parts))

    assert [said] == codes(found)
    assert "1" == found.tables[0].rows[0].text


def test_a_workbook_without_its_sheet_or_list_of_sheets_is_damaged() -> None:
    """Each says what is missing."""
    parts = unpacked(xlsx(sheet("")))
    without_sheet = archive({name: data for name, data in parts.items() if "sheet1" not in name})
    without_book = archive({name: data for name, data in parts.items() if name != "xl/workbook.xml"})

    assert [("sheet.damaged", "Bid")] == codes(read("a.xlsx", without_sheet))
    assert [("sheet.damaged", "workbook")] == codes(read("a.xlsx", without_book))


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of an archive."""
    with zipfile.ZipFile(BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


ROWS = "".join(
    f'<row r="{at}"><c r="A{at}"><v>{at}</v></c><c r="B{at}"><v>1</v></c></row>' for at in range(1, 9)
)


@pytest.mark.parametrize(
    ("content", "limits", "said"),
    [
        (b"a,b\n" * 9, Limits(max_bytes=10), "sheet.too-large"),
        (b"a,b\n" * 9, Limits(max_rows=3), "sheet.too-large"),
        (xlsx(sheet(ROWS)), Limits(max_rows=3), "sheet.too-large"),
        (xlsx(sheet(ROWS)), Limits(max_cells=3), "sheet.too-large"),
        (xlsx(sheet(ROWS)), Limits(max_tables=0), "sheet.too-large"),
        (xlsx(sheet(ROWS)), Limits(max_parts=1), "sheet.archive-bomb"),
        (xlsx(sheet(ROWS)), Limits(max_unpacked=100), "sheet.archive-bomb"),
        (b"PK\x03\x04 nothing", Limits(), "sheet.damaged"),
        (b"", Limits(), "sheet.empty"),
        (b"\x89PNG", Limits(), "sheet.kind-unknown"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Limits(),
            "sheet.password",
        ),
        (request_of(FOLDER / "ods-es").read_bytes(), Limits(max_rows=3), "sheet.too-large"),
        (request_of(FOLDER / "xls-en").read_bytes(), Limits(max_rows=3), "sheet.too-large"),
    ],
)
def test_what_is_too_much_or_nothing_is_said(content: bytes, limits: Limits, said: str) -> None:
    """Before any of it is unpacked where it is an archive."""
    assert [said] == [one.code for one in read("a", content, limits).findings]


def test_what_unpacks_to_more_than_was_said_is_stopped() -> None:
    """It is counted as it comes, whatever the archive says of its size; a part cut short is damaged."""
    content = archive({"a": b"x" * 50_000}, stored="a")
    small = Archive(content, Limits(max_unpacked=20_000))
    lying = bytearray(content)
    at = lying.index(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(TooMuch):
        small.read("a")
    with pytest.raises(TooMuch):
        small.read_before_damage("a")
    with pytest.raises(Damaged):
        Archive(bytes(lying), Limits()).read("a")


def test_a_locked_archive_is_said() -> None:
    """Its parts are scrambled."""
    content = bytearray(archive({"a.csv": b"a,b\n"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert ["sheet.password"] == [one.code for one in read("a.zip", bytes(content)).findings]


def test_files_in_files_end_somewhere() -> None:
    """A letter in a letter in a letter is left unread."""
    inner = EmailMessage()
    inner["From"], inner["To"] = "a@example.com", "b@example.com"
    inner.set_content("a\tb\n1\t2\n")
    for _ in range(3):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@example.com", "b@example.com", "Fw"
        outer.set_content("see below")
        outer.add_attachment(inner)
        inner = outer

    found = read("a.eml", inner.as_bytes())

    assert ["sheet.too-deep"] == [one.code for one in found.every_finding]


def test_letters_keep_their_words_and_pictures_are_no_files() -> None:
    """A table with tabs between its fields is one; a part nobody can decode is taken as it is."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "RFQ 7"
    message.set_content("Part\tQty\nA-1\t5\nA-2\t6\n")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"Part,Qty\nA-1,5\n", maintype="text", subtype="csv")

    found = read("a.eml", message.as_bytes().replace(b'charset="utf-8"', b'charset="none"'))

    assert ("RFQ 7", "letter 1") == (found.texts[0], found.tables[0].name)
    assert ["attached 1"] == [one.name for one in found.attached]


def test_old_web_pages_are_read_with_their_spans() -> None:
    """Cells that span rows and columns, tables in tables, tags nobody closed, scripts nobody reads."""
    page = b"<html><script>no</script><table><tr><td colspan=2>wide<td rowspan='2'>tall<tr><td>a<td>b<table><tr><td>in<td>ner</table></table><p>after"

    found = read("a.xls", page)

    assert [["wide", "tall"], ["a", "b"]] == [
        [cell.text for cell in row.cells] for row in found.tables[0].rows
    ]
    assert [0, 2] == [cell.column for cell in found.tables[0].rows[0].cells]
    assert (2, ("after",)) == (len(found.tables), found.texts)


def test_documents_keep_what_was_inserted_and_drop_what_was_deleted() -> None:
    """Tracked changes count as accepted."""
    document = docx.Document()
    cell = document.add_table(rows=1, cols=2).cell(0, 0)
    cell.text = "old"
    document.tables[0].cell(0, 1).text = "x"
    written = BytesIO()
    document.save(written)
    parts = unpacked(written.getvalue())
    run = b"<w:r><w:t>old</w:t></w:r>"
    changed = parts["word/document.xml"].replace(
        run, b"<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
    )
    parts["word/document.xml"] = changed

    found = read("a.docx", archive(parts))

    assert "new x" == found.tables[0].rows[0].text


def test_damaged_documents_and_pages_are_said() -> None:
    """A document without its text, a page that is no page, a page with a password."""
    broken = archive({"word/document.xml": b"<w:document", "[Content_Types].xml": b"<Types/>"})

    assert [("sheet.damaged", "document")] == codes(read("a.docx", broken))
    assert ["sheet.damaged"] == [one.code for one in read_pdf(b"%PDF-1.7\nnothing", Limits())[2]]


def test_a_scan_is_said_page_by_page() -> None:
    """There is no text to read on a picture."""
    assert [("sheet.no-text", "page 1")] == codes(read("a.pdf", request_of(FOLDER / "pdf-scan").read_bytes()))


def test_more_pages_than_agreed_are_left_unread() -> None:
    """And that is said."""
    content = request_of(FOLDER / "pdf-pages-unruled").read_bytes()

    found = read("a.pdf", content, Limits(max_pages=1))

    assert ["sheet.too-large"] == [one.code for one in found.findings]
    assert {1} == {row.page for row in found.tables[0].rows}


def test_cells_of_pages_know_where_they_stand() -> None:
    """In points from the upper left corner, so that a page can mark them."""
    for name in ("pdf-ruled-en", "pdf-unruled-en"):
        table = read("a.pdf", request_of(FOLDER / name).read_bytes()).tables[0]
        boxes = [cell.box for row in table.rows for cell in row.cells]
        assert all(box is not None and box[0] < box[2] and box[1] < box[3] for box in boxes)


def test_pages_are_drawn() -> None:
    """A PDF by itself or within a letter; what is none gives no picture."""
    pdf = request_of(FOLDER / "pdf-ruled-en").read_bytes()
    letter = EmailMessage()
    letter["From"], letter["To"] = "a@example.com", "b@example.com"
    letter.set_content("see attached")
    letter.add_attachment(pdf, maintype="application", subtype="pdf", filename="a.pdf")

    pictures = [page_of("a", one, 1) for one in (pdf, letter.as_bytes(), archive({"a.pdf": pdf}))]

    assert [b"\x89PNG"] * 3 == [one[:4] for one in pictures]
    assert [b"", b"", b"", b""] == [
        page_of("a", pdf, 0),
        page_of("a", pdf, 9),
        page_of("a", b"a,b", 1),
        page_of("a", b"%PDF-1.4", 1),
    ]


def test_the_cells_around_a_row_can_be_shown() -> None:
    """With the letters of their columns."""
    table = read("a.csv", b"Part,Qty\nA,1\nB,2\nC,\nD,4\n").tables[0]

    assert {
        "name": "CSV",
        "columns": ["A", "B"],
        "rows": [
            {"number": 3, "hidden": False, "cells": ["B", "2"]},
            {"number": 4, "hidden": False, "cells": ["C", ""]},
            {"number": 5, "hidden": False, "cells": ["D", "4"]},
        ],
    } == grid(table, 4, around=1)
    assert table.row(9) is None
    assert 0 == Table(name="none", rows=()).width


def test_odd_delimited_files_are_read_as_far_as_they_go() -> None:
    """Quotes that never end, formulas that keep zeros, a delimiter a person names."""
    unquoted = read("a.csv", b'Size,Qty\n1/2" pipe,5\n3/4" pipe,6\n1" pipe,7\n')
    kept = read("a.csv", b'Part,Qty\n"=""00456""",5\n')
    named = read("a.csv", b"a!b\n1!2\n", delimiter="!")

    assert ['1/2" pipe', "5"] == [cell.text for cell in unquoted.tables[0].rows[1].cells]
    assert "00456" == kept.tables[0].rows[1].cells[0].text
    assert ("!", 2) == (named.delimiter, named.tables[0].width)


def test_open_workbooks_are_read_with_what_people_see() -> None:
    """Repeated cells and rows, notes nobody asked for, errors, truths, formulas nobody worked out, damage."""
    names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    cells = (
        '<table:table-cell office:value-type="float" office:value="456" table:number-columns-repeated="2"><text:p>00<text:s text:c="1"/>456</text:p></table:table-cell>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>'
        '<table:table-cell table:formula="x"/><table:table-cell table:formula="x" office:value-type="string"><text:p>#REF!</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="many"><text:p>many</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="soon"><text:p>soon</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p></office:annotation><text:p>a</text:p><text:p>b</text:p></table:table-cell>'
    )
    body = f'<office:document-content {names}><table:table table:name="T"><table:table-row table:number-rows-repeated="2">{cells}</table:table-row>'
    content = archive({"mimetype": "x", "content.xml": body, "Basic/a.xml": "<x/>"})

    found = read("a.ods", content)

    texts = [cell.text for cell in found.tables[0].rows[1].cells]
    assert ["00 456", "00 456", "TRUE", "", "#REF!", "many", "soon", "a\nb"] == texts
    assert Decimal(456) == found.tables[0].rows[0].cells[0].value
    assert {"sheet.damaged", "sheet.macros"} == {one.code for one in found.findings}


def test_workbooks_of_2003_are_read_as_far_as_they_go() -> None:
    """Merges, numbers that are none, days that are none, errors, and where the file breaks off."""
    content = (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        b'<Worksheet ss:Name="S"><Table><Row ss:Hidden="1"><Cell ss:MergeAcross="1"><Data ss:Type="String">a</Data></Cell><Cell><Data ss:Type="Number">5</Data></Cell>'
        b'<Cell><Data ss:Type="Number">x</Data></Cell><Cell><Data ss:Type="DateTime">soon</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row><Row><Cell'
    )

    found = read("a.xls", content)

    assert [("a", 0), ("5", 2), ("x", 3), ("soon", 4), ("#N/A", 5)] == [
        (cell.text, cell.column) for cell in found.tables[0].rows[0].cells
    ]
    assert ([("sheet.damaged", "S!A2")], True) == (codes(found), found.tables[0].rows[0].hidden)
