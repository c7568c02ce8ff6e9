"""What would do harm is said for every kind of file it can hide in, and nothing of it is run or unpacked."""

import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table

from gateway.sheets import pages
from gateway.sheets.reading import read
from gateway.sheets.tables import Workbook
from tests.rfp_files import papers, workbooks
from tests.rfp_files.cases import plain
from tests.rfp_files.sheets import Case
from tests.rfp_files.workbooks import archive

MADE: dict[str, Callable[[Case], bytes]] = {
    "xlsx": workbooks.xlsx,
    "xlsb": workbooks.xlsb,
    "docx": papers.word,
    "ods": workbooks.ods,
}
BOMB = b" " * 3_000_000
"""Shrinks a thousandfold."""


def case(form: str) -> Case:
    """Return a plain bid sheet."""
    return Case("guarded", form, [plain("en")])


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """Return an archive with one more part."""
    with zipfile.ZipFile(BytesIO(content)) as source:
        parts: dict[str, bytes | str] = {one: source.read(one) for one in source.namelist()}
    return archive(parts | {name: data}, stored="mimetype")


def codes(found: Workbook) -> list[str]:
    """Return the codes of all that was found."""
    return [one.code for one in found.every_finding]


def unnamed(content: bytes) -> bytes:
    """Return an old workbook with macros: a storage of their name beside the workbook."""
    return content + "_VBA_PROJECT_CUR".encode("utf-16-le").ljust(512, b"\0")


@pytest.mark.parametrize(
    ("form", "part"),
    [
        ("xlsx", "xl/vbaProject.bin"),
        ("xlsb", "xl/vbaProject.bin"),
        ("docx", "word/vbaProject.bin"),
        ("ods", "Basic/Standard/Module1.xml"),
    ],
)
def test_macros_are_said_and_the_cells_are_read(form: str, part: str) -> None:
    """Whatever the file is called: what is in it counts."""
    whole = MADE[form](case(form))
    found = read(f"bid.{form}", with_part(whole, part, b"x"))

    assert ["sheet.macros"] == codes(found)
    assert found.tables == read(f"bid.{form}", whole).tables


def test_macros_of_old_workbooks_are_said() -> None:
    """Once, and not of those that have none."""
    old = workbooks.xls(case("xls"))

    assert [[], ["sheet.macros"]] == [codes(read("bid.xls", one)) for one in (old, unnamed(old))]


@pytest.mark.parametrize("form", sorted(MADE))
def test_no_kind_of_archive_is_a_bomb(form: str) -> None:
    """Nothing of it is unpacked: neither of the file by itself, nor in another archive, nor attached to a letter."""
    bomb = with_part(MADE[form](case(form)), "customXml/item1.xml", BOMB)
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "buyer@acme.example", "RFQ"
    letter.set_content("Please quote.")
    letter.add_attachment(bomb, maintype="application", subtype="octet-stream", filename=f"bid.{form}")
    files = {f"bid.{form}": bomb, "bids.zip": archive({f"bid.{form}": bomb}), "mail.eml": letter.as_bytes()}

    for name, content in files.items():
        found = read(name, content)
        assert ["sheet.archive-bomb"] == codes(found), name
        assert () == found.every_table, name


def page_of(drawn: bytes, font: str = "") -> bytes:
    """Return a PDF of one page; its reader finds the objects by looking for them."""
    packed = zlib.compress(drawn, 1)
    resources = f"<< /Font << /F1 {font} >> >>" if font else "<< >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {resources} >>".encode(),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (at, one) for at, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"


def test_a_page_that_unpacks_to_more_than_any_page_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named; the limit is set low here, for the test to take no time."""
    monkeypatch.setattr(pages, "_MOST_DRAWN", 100_000)
    found = read("bid.pdf", page_of(b" " * 200_000))

    assert [("sheet.archive-bomb", "page 1")] == [(one.code, one.path) for one in found.findings]


IDENTITY = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
    " /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    " /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 >> >>] >>"
)
"""A font that says of none of its shapes which letter it is."""


def test_letters_a_page_only_draws_are_said() -> None:
    """A person has to type them: no reader can know."""
    found = read("bid.pdf", page_of(b"BT /F1 12 Tf 72 700 Td <00010002000300040005> Tj ET", IDENTITY))

    assert ("sheet.characters-lost", "page 1") in [(one.code, one.path) for one in found.findings]


def printed(password: str) -> bytes:
    """Return a page that may be opened with a password, by everybody where it is empty, and copied by nobody."""
    written = BytesIO()
    locked = StandardEncryption(password, ownerPassword="owner", canCopy=0, strength=128)
    canvas = Canvas(written, pagesize=A4, encrypt=locked)
    for at, row in enumerate(("Part  Description  Quantity", "A-1  Hexagon bolt  50", "A-2  Washer  20")):
        for column, text in enumerate(row.split("  ")):
            canvas.drawString(72 + 150 * column, 700 - 20 * at, text)
    canvas.save()
    return written.getvalue()


def test_a_page_that_may_be_read_but_not_copied_is_read_and_a_locked_one_is_said() -> None:
    """A buyer's system locks what it prints more often than not."""
    open_to_all, locked = (read("bid.pdf", printed(one)) for one in ("", "secret"))

    assert [] == codes(open_to_all)
    assert ["A-1", "Hexagon bolt", "50"] == [cell.text for cell in open_to_all.tables[0].rows[1].cells]
    assert ["sheet.password"] == codes(locked)


def test_a_ruled_form_nobody_filled_in_is_no_table() -> None:
    """Lines alone hold nothing; a frame around words is none either."""
    written = BytesIO()
    grid = [("GRID", (0, 0), (-1, -1), 0.5, "#000000")]
    empty, frame = (
        Table([["", "", ""]] * 3, colWidths=80, style=grid),
        Table([["Bid", "until", "May"]], style=grid),
    )
    SimpleDocTemplate(written, pagesize=A4).build([empty, frame])
    found = read("bid.pdf", written.getvalue())

    assert (0, ["Bid until May"]) == (
        sum(len(one.rows) for one in found.tables if one.width > 2),
        list(found.texts),
    )


def test_a_page_cut_within_what_draws_it_is_damaged() -> None:
    """What was packed has no end."""
    whole = page_of(b"BT ET " * 400)
    start = whole.index(b"stream\n") + 7
    found = read("bid.pdf", whole[: start + 12] + b"\nendstream" + whole[whole.index(b"endstream") + 9 :])

    assert ["sheet.damaged"] == codes(found)


def test_a_page_packed_in_another_way_is_left_to_the_library() -> None:
    """Nothing is said of it by those who cannot look."""
    drawn = b"BT /F1 12 Tf 72 700 Td (Quote) Tj ET"
    plainly = page_of(drawn).replace(b" /Filter /FlateDecode", b" /Filter /ASCIIHexDecode")
    at, end = plainly.index(b"stream\n") + 7, plainly.index(b"\nendstream")

    assert "sheet.damaged" not in codes(
        read("bid.pdf", plainly[:at] + drawn.hex().encode() + b">" + plainly[end:])
    )
