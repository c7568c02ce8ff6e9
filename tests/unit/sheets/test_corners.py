"""The odd corners: cells of old workbooks, files within files that are none, columns that contradict their header."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from gateway.sheets import binary
from gateway.sheets.archives import Archive, Damaged
from gateway.sheets.attachments import attached, first_pdf, inside
from gateway.sheets.filling import Answer, fill
from gateway.sheets.layout import Word, edges_of, lines_of, rows_of
from gateway.sheets.limits import Limits
from gateway.sheets.markup import NotMarkup
from gateway.sheets.number_formats import moment, shown
from gateway.sheets.reading import read
from gateway.sheets.splicing import Splicer
from gateway.sheets.tables import Cell, CellKind, Row, Table, Workbook
from gateway.sheets.understanding import understand
from gateway.sheets.wire import column_of, pack, unpack
from gateway.sheets.words import Words, load
from gateway.sheets.xlsx_parts import Styles
from tests.rfp_files.sheets import Case, Sheet
from tests.rfp_files.workbooks import archive, xlsx

MAPPINGS = Path(__file__).parents[3] / "mappings"


@pytest.fixture(scope="module")
def words() -> Words:
    """Return our words."""
    return load([MAPPINGS])


def table_of(*rows: tuple[Cell, ...]) -> Workbook:
    """Return a workbook of rows."""
    made = tuple(Row(number, cells) for number, cells in enumerate(rows, 1))
    return Workbook(name="a", kind="xls", tables=(Table(name="T", rows=made),))


def texts(*said: str) -> tuple[Cell, ...]:
    """Return a row of texts."""
    return tuple(Cell(column, text, CellKind.TEXT, text) for column, text in enumerate(said) if text)


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (True, "TRUE", CellKind.BOOLEAN),
        (False, "FALSE", CellKind.BOOLEAN),
        (5, "5", CellKind.NUMBER),
        (0.1 + 0.2, "0.3", CellKind.NUMBER),
        (datetime(2026, 3, 4), "2026-03-04", CellKind.DATE),  # noqa: DTZ001 - a workbook knows no zones
        (datetime(2026, 3, 4, 5, 6), "2026-03-04 05:06:00", CellKind.DATE),  # noqa: DTZ001 - as above
        (date(2026, 3, 4), "2026-03-04", CellKind.DATE),
        (time(5, 6), "05:06:00", CellKind.DATE),
        (timedelta(hours=6), "06:00:00", CellKind.DATE),
        ("#REF!", "#REF!", CellKind.ERROR),
        (" x ", "x", CellKind.TEXT),
    ],
)
def test_cells_of_old_workbooks_are_values(value: binary.Held, text: str, kind: CellKind) -> None:
    """Whatever their reader makes of them."""
    cell = binary._cell(0, value, Limits())

    assert cell is not None
    assert (text, kind) == (cell.text, cell.kind)


def test_cells_of_old_workbooks_that_hold_nothing_are_none() -> None:
    """Blanks, and numbers that are none."""
    assert [None, None] == [binary._cell(0, value, Limits()) for value in (" ", float("inf"))]


def test_an_old_workbook_that_breaks_off_is_damaged() -> None:
    """Its beginning is no workbook."""
    assert ["sheet.damaged"] == [one.code for one in binary.read_binary(b"nothing", Limits())[1]]


def test_files_within_files_are_found_or_not() -> None:
    """By name; what is no archive holds none."""
    bomb = archive({"a": b" " * 5_000_000})

    assert b"x" == attached(archive({"a.txt": b"x"}), "a.txt", Limits())
    assert b"" == attached(archive({"a.txt": b"x"}), "b.txt", Limits())
    assert [[], [], []] == [list(inside(one, Limits())) for one in (b"PK\x03\x04", b"a,b", bomb)]
    assert [] == list(inside(archive({"a": b"x"}), Limits(max_depth=1)))
    assert b"" == first_pdf(b"a,b", Limits())


def test_a_splicer_wants_a_sheet_whose_cells_say_where_they_stand() -> None:
    """A sheet without data, without addresses, with a document type, or cut off is left alone."""
    sheets = (
        b"<worksheet/>",
        b"<worksheet><sheetData><row><c/></row></sheetData></worksheet>",
        b'<worksheet><sheetData><row r="1"><c/></row></sheetData></worksheet>',
        b"<!DOCTYPE a><worksheet><sheetData/></worksheet>",
        b"<worksheet><sheetData>",
    )
    for content in sheets:
        with pytest.raises(NotMarkup):
            Splicer(content)


def test_a_sheet_the_workbook_no_longer_has_is_not_filled_in() -> None:
    """The answer is a CSV then."""
    sheet = Sheet()
    sheet.add("Part", "Qty")
    sheet.add("A-1", 5)
    content = xlsx(Case("a", "xlsx", [sheet]))
    other = Workbook(
        name="a", kind="xlsx", tables=(Table(name="Gone", rows=(Row(1, texts("Part", "Qty")),)),)
    )

    assert "csv" == fill(content, other, 0, (), [Answer(row=1, price=Decimal(1))]).kind


def test_a_workbook_without_a_list_of_sheets_is_not_told_to_work_out() -> None:
    """Nothing is put where nothing can stand."""
    from gateway.sheets.filling import _recalculated  # noqa: PLC0415 - one corner of it

    assert b"<workbook/>" == _recalculated(b"<workbook/>")


def test_what_crossed_the_wire_wrong_is_refused() -> None:
    """Whoever reads it knows what may be raised."""
    for content in (b"{}", b"[]", b"no"):
        with pytest.raises((ValueError, TypeError, LookupError)):
            unpack(content)


def test_errors_and_serial_days_of_old_workbooks_are_understood(words: Words) -> None:
    """A failed formula is said; a day stored as a number is a day; so is one with a time."""
    header = texts("Part", "Description", "Qty", "Need by", "Target price")
    number = CellKind.NUMBER
    at = datetime(2026, 3, 4, 5, 6)  # noqa: DTZ001 - a workbook knows no zones
    workbook = table_of(
        header,
        (
            *texts("A-1", "Bolt"),
            Cell(2, "5", number, Decimal(5)),
            Cell(3, "46085", number, Decimal(46085)),
            Cell(4, "4.5", number, Decimal("4.5"), "[$€-407] 0.00"),
        ),
        (*texts("A-2", "Nut"), Cell(2, "#REF!", CellKind.ERROR), Cell(3, "x", CellKind.DATE, at)),
        (
            *texts("A-3", "Pin"),
            Cell(2, "-1", number, Decimal(-1)),
            Cell(3, "05:00", CellKind.DATE, time(5)),
            Cell(4, "1,234", CellKind.TEXT, "1,234"),
        ),
    )

    first, second, third = understand(workbook, words).items

    assert (date(2026, 3, 4), "EUR", date(2026, 3, 4)) == (first.needed_on, first.currency, second.needed_on)
    assert ["sheet.cell-error"] == [one.code for one in second.findings]
    assert (["sheet.quantity-unclear"], None) == ([one.code for one in third.findings], third.needed_on)


def test_columns_that_contradict_their_header_are_doubtful(words: Words) -> None:
    """Words where numbers should stand, numbers where words should."""
    found = understand(
        read("a.csv", b"Part,Description,UOM,Qty,Target price\nA-1,12,7,many,cheap\nA-2,13,8,few,dear\n"),
        words,
    )

    assert {"description": 0.6, "unit": 0.5, "quantity": 0.8, "target_price": 0.6} == {
        one.field: one.confidence for one in found.columns if one.doubtful
    }


def test_a_person_maps_a_table_that_has_no_header(words: Words) -> None:
    """Rows are read from the first on; a mapping without a quantity finds nothing."""
    content = b"A-1,Bolt,5\nA-2,Nut,6\n"

    mapped = understand(
        read("a.csv", content), words, fields={0: "supplier_part", 1: "description", 2: "quantity"}
    )
    none = understand(read("a.csv", content), words, fields={0: "part"})

    assert ([1, 2], "supplier_part") == ([row.number for row in mapped.items], mapped.columns[0].field)
    assert none.table is None
    assert (mapped.column("quantity"), mapped.column("gtin")) == (mapped.columns[2], None)


def test_unknown_units_may_hold_known_ones(words: Words) -> None:
    """A word about a unit, a count before it."""
    found = understand(
        read(
            "a.csv", b"Part,Qty,UOM\nA-1,5,large box\nA-2,5,box with 50\nA-3,5,one two three\nA-4,5 each,\n"
        ),
        words,
    )

    assert [("BX", None), ("BX", Decimal(50)), ("", None), ("EA", None)] == [
        (row.unit, row.pack) for row in found.items
    ]


def test_big_endian_text_and_lost_letters_are_said() -> None:
    """Text without a mark in either order; letters an encoding does not have."""
    wide = read("a.csv", "Part,Qty\nA-1,5\n".encode("utf-16-be") * 9)
    lost = read("a.csv", b"Part,Qty\n\xff,5\n", encoding="utf-8")

    assert "utf-16-be" == wide.encoding
    assert ["sheet.characters-lost"] == [one.code for one in lost.findings]


def test_lines_that_go_on_are_laid_to_their_row() -> None:
    """Words below words of the row above, near and not at its left; pieces of one column side by side."""

    def line(at: float, *pieces: tuple[str, float]) -> list[Word]:
        return [Word(text, left, left + 6 * len(text), at, at + 10) for text, left in pieces]

    words = [
        *line(0, ("No", 0), ("Description", 60), ("Qty", 200)),
        *line(20, ("1", 0), ("Hex", 60), ("cap", 95), ("5", 200)),
        *line(32, ("zinc", 60)),
        *line(60, ("2", 0), ("Nut", 60), ("6", 200)),
        *line(80, ("3", 0), ("Pin", 60), ("7", 200)),
    ]
    lines = lines_of(words)

    rows = rows_of(lines, edges_of(lines))

    assert ["No Description Qty", "1 Hex cap zinc 5", "2 Nut 6", "3 Pin 7"] == [row.text for row in rows]
    box = rows[1].cells[1].box
    assert box is not None
    assert (Decimal("20.0"), Decimal("42.0")) == (box[1], box[3])
    assert [] == edges_of(lines[:1])


def test_parts_that_are_not_there_are_not_found() -> None:
    """Styles beyond the list are general; a damaged part is said to be so."""
    assert "General" == Styles(formats=("0",)).of("9")
    with pytest.raises(Damaged):
        Archive(b"nothing", Limits())


def test_rows_that_hold_no_words_are_blank_and_lots_are_headings(words: Words) -> None:
    """A cell with only a mark of emptiness, a lot with a number of its own, a total nobody names."""
    empty = (Cell(0, "", CellKind.TEXT, ""),)
    rows = [
        texts("Part", "Description", "Qty"),
        texts("A-1", "Bolt", "5"),
        empty,
        texts("Lot", "Pipes and tubes"),
        texts("A-2", "Nut", "6"),
    ]

    found = understand(table_of(*rows), words)

    assert ["item", "blank", "section", "item"] == [row.kind.value for row in found.rows]


def test_a_long_sentence_between_items_is_a_note(words: Words) -> None:
    """It heads nothing."""
    long = "all of the following is wanted in the colour of the sample we gave you last year at the fair in Munich"
    rows = [texts("Part", "Description", "Qty"), texts("", long), texts("A-1", "Bolt", "5")]

    assert ["note", "item"] == [row.kind.value for row in understand(table_of(*rows), words).rows]


def test_times_and_answers_cross_the_wire() -> None:
    """A time of day is one again; so is a column."""
    workbook = table_of(
        (Cell(0, "05:00", CellKind.DATE, time(5)), Cell(1, "x", CellKind.BOOLEAN, value=True))
    )
    column = {"index": 1, "header": "h", "field": "part", "confidence": 1.0}

    assert workbook == unpack(pack(workbook))
    assert "part" == column_of(column).field


def test_serial_days_beyond_the_calendar_are_none() -> None:
    """Those counted from 1904 reach its end sooner; numbers too large are shown as they are."""
    assert moment(Decimal(2_958_465), since_1904=True) is None
    assert ["1E+50", "5"] == [shown(Decimal("1E+50"), "General"), shown(Decimal(5), '"text"')]


def test_marks_of_a_web_page_that_lie_are_survived() -> None:
    """Spans into the next row, more breaks than a line has."""
    found = read("a.xls", b"<table><tr><td rowspan=2>a<td>b</tr><tr><td>c</tr></table>")

    assert [(0, "a"), (1, "b"), (1, "c")] == [
        (cell.column, cell.text) for row in found.tables[0].rows for cell in row.cells
    ]


def test_an_open_workbook_cut_before_its_tables_has_none() -> None:
    """Tabs within a cell are blanks."""
    names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    cell = '<table:table-cell office:value-type="string"><text:p>a<text:tab/>b</text:p></table:table-cell>'
    row = f'<table:table table:name="T"><table:table-row>{cell}</table:table-row></table:table>'
    whole = archive({"mimetype": "x", "content.xml": f"<d {names}>{row}</d>"})
    cut = archive({"mimetype": "x", "content.xml": f"<d {names}>"})

    assert "a b" == read("a.ods", whole).tables[0].rows[0].text
    assert ((), ["sheet.damaged"]) == (
        (found := read("a.ods", cut)).tables,
        [one.code for one in found.findings],
    )


def test_how_a_text_is_pronounced_is_left_out() -> None:
    """Shared texts of Chinese and Japanese workbooks say it beside the text."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}"><sheets><sheet name="S" id="r1"/><sheet name="M" id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/m" Target="macrosheets/sheet2.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>数量</t><rPh><t>shu</t></rPh></si></sst>',
        "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
        "xl/macrosheets/sheet2.xml": "<m/>",
    }

    found = read("a.xlsx", archive(parts))

    assert (["S"], "数量", ["sheet.macros"]) == (
        [table.name for table in found.tables],
        found.tables[0].rows[0].text,
        [one.code for one in found.findings],
    )


def test_markup_deeper_than_any_sheet_is_refused() -> None:
    """Nobody nests that deep but to do harm."""
    deep = b"<a>" * 300

    assert ["sheet.archive-bomb"] == [
        one.code for one in read("a.xlsx", archive({"xl/workbook.xml": deep})).findings
    ]


def test_names_and_subjects_nobody_can_decode_are_survived() -> None:
    """A letter is read as far as it goes."""
    letter = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?q?=FF?=\r\nContent-Type: text/plain; name*=x''%ff\r\n\r\nhello\r\n"

    found = read("a.eml", letter)

    assert found.texts or found.attached
