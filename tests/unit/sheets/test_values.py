"""Numbers, days, units and encodings as people type them."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gateway.sheets.dates import Day, day_in, order_of
from gateway.sheets.encodings import decode
from gateway.sheets.kinds import kind_of
from gateway.sheets.number_formats import is_date, moment, shown
from gateway.sheets.numbers import decimal_sign, number_in
from gateway.sheets.tables import address, letters, position
from gateway.sheets.words import ASKED, EITHER, OFFERED, Words, WordsFault, load, normal

MAPPINGS = Path(__file__).parents[3] / "mappings"


@pytest.fixture(scope="module")
def words() -> Words:
    """Return our words."""
    return load([MAPPINGS])


@pytest.mark.parametrize(
    ("text", "proven", "spoken", "value", "ambiguous"),
    [
        ("1,000", "", ".", "1000", False),
        ("1,000", "", ",", "1.000", True),
        ("1.000", "", ",", "1000", False),
        ("1.000", ",", ".", "1000", False),
        ("1.250,5", "", ".", "1250.5", False),
        ("1,250.5", "", ",", "1250.5", False),
        ("1,250,000", "", ",", "1250000", False),
        ("1 250,75", "", ".", "1250.75", False),
        ("1'250.75", "", ",", "1250.75", False),
        ("12 pcs", "", ".", "12", False),
        ("ca. 40 Stk", "", ",", "40", False),
        ("12 50", "", ".", "12", False),
        ("１２５", "", ".", "125", False),
        ("-3", "", ".", "-3", False),
        ("1.5E+03", "", ".", "1500", False),
        ("0.125", "", ",", "0.125", False),
        ("5.", "", ".", "5", False),
    ],
)
def test_numbers_are_read_by_their_own_signs_then_by_the_column_then_by_the_language(
    text: str, proven: str, spoken: str, value: str, *, ambiguous: bool
) -> None:
    """What may mean two things is said."""
    found = number_in(text, proven, spoken)

    assert found is not None
    assert (Decimal(value), ambiguous) == (found.value, found.ambiguous)


def test_a_text_without_digits_is_no_number() -> None:
    """Nor are two decimal signs that no language writes."""
    assert number_in("as required", "", ".") is None


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["1.250,5"], ","),
        (["1,000", "12.5"], "."),
        (["1,000"], ""),
        (["1.5", "1,5"], ""),
        (["x"], ""),
        (["1.250.000"], ","),
    ],
)
def test_a_column_proves_its_decimal_sign(texts: list[str], sign: str) -> None:
    """One number that can mean one thing only speaks for all of them."""
    assert sign == decimal_sign(texts)


@pytest.mark.parametrize(
    ("text", "proven", "spoken", "day"),
    [
        ("2026-03-04", "", "", "2026-03-04"),
        ("20260304", "", "", "2026-03-04"),
        ("2026年3月4日", "", "", "2026-03-04"),
        ("04.03.2026", "", "", "2026-03-04"),
        ("4/3/26", "", "day", "2026-03-04"),
        ("4/3/26", "day", "", "2026-03-04"),
        ("3/4/2026", "month", "", "2026-03-04"),
        ("13/3/2026", "", "", "2026-03-13"),
        ("3/13/2026", "", "day", "2026-03-13"),
        ("4 March 2026", "", "", "2026-03-04"),
        ("4. März 2026", "", "", "2026-03-04"),
        ("4 de marzo de 2026", "", "", "2026-03-04"),
        ("March 4th, 2026", "", "", "2026-03-04"),
        ("ngày 4 tháng 3 năm 2026", "", "", "2026-03-04"),
        ("KW 10/2026", "", "", "2026-03-02"),
        ("2026-W10", "", "", "2026-03-02"),
    ],
)
def test_days_are_read_in_every_order(text: str, proven: str, spoken: str, day: str, words: Words) -> None:
    """By the column, else by the language."""
    assert Day(date.fromisoformat(day)) == day_in(text, words.months, proven=proven, spoken=spoken)


@pytest.mark.parametrize(
    "text", ["soon", "2026-13-45", "31.02.2026", "KW 99/2026", "week 12", "4 Foo 2026", "99/99/2026"]
)
def test_what_no_calendar_has_is_no_day(text: str, words: Words) -> None:
    """A week without its year is none either: there is no clock here."""
    assert day_in(text, words.months, proven="", spoken="") is None


def test_a_day_that_may_be_another_is_said(words: Words) -> None:
    """The same number twice is one day whichever comes first."""
    assert day_in("3/4/2026", words.months, proven="", spoken="") == Day(date(2026, 3, 4), ambiguous=True)
    assert day_in("4/4/2026", words.months, proven="", spoken="") == Day(date(2026, 4, 4))


def test_a_column_proves_what_stands_first() -> None:
    """One day beyond the twelfth speaks for all, two that disagree for none."""
    assert ["day", "month", "", ""] == [
        order_of(texts)
        for texts in (["13/3/2026", "1/2/2026"], ["3/13/2026"], ["13/3/2026", "3/13/2026"], ["x"])
    ]


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        ("456", "00000", "00456"),
        ("456", "General", "456"),
        ("456.50", "General", "456.5"),
        ("120034", "000-000", "120-034"),
        ("77", '"AB-"0000', "AB-0077"),
        ("77", "\\X00000", "X00077"),
        ("1250.5", "#,##0.00", "1,250.50"),
        ("-5", "0;(0)", "(5)"),
        ("-5", "0.0", "-5.0"),
        ("0", "0;-0;00", "00"),
        ("0.5", "0%", "50%"),
        ("1250", "0.00E+00", "1250"),
        ("0.5", "# ?/?", "0.5"),
        ("5", '[Red]0" pcs"', "5 pcs"),
        ("5", "[$USD] 0.00", "5.00"),
        ("7", '0;"a;b"0', "7"),
        ("7", "@", "7"),
        ("5551234", "(000) 000-0000", "(000) 555-1234"),
        ("1E+40", "0", "1" + "0" * 40),
    ],
)
def test_numbers_are_shown_as_their_format_says(number: str, number_format: str, text: str) -> None:
    """What a person sees is the part number, not what is stored."""
    assert text == shown(Decimal(number), number_format)


def test_serial_numbers_are_days_instants_and_times() -> None:
    """Counted from 1900 with the day that never was, or from 1904."""
    assert date(2026, 3, 4) == moment(Decimal(46085))
    assert date(2026, 3, 4) == moment(Decimal(44623), since_1904=True)
    assert time(12, 0) == moment(Decimal("0.5"))
    assert date(1900, 1, 1) == moment(Decimal(1))
    assert [None, None] == [moment(Decimal(-1)), moment(Decimal(9_999_999))]


def test_formats_of_days_are_told_from_formats_of_numbers() -> None:
    """Colours and literals say nothing."""
    days = ["yyyy-mm-dd", "d-mmm-yy", "[h]:mm", "[$-409]m/d/yy", 'yyyy"年"m"月"d"日"', "h:mm AM/PM"]
    numbers = ["0", "General", "", "@", '0" days"', "[Red]0.00", "#,##0"]

    assert [True] * len(days) + [False] * len(numbers) == [is_date(one) for one in (*days, *numbers)]


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("Stückzahl für Größe", "cp1252", "cp1252"),
        ("数量和单位名称", "gb18030", "gb18030"),
        ("Stückzahl", "utf-8", "utf-8"),
        ("Größe", "utf-8-sig", "utf-8"),
        ("Größe", "utf-16", "utf-16"),
        ("Zażółć gęślą jaźń, śruba", "cp1250", "cp1250"),
        ("Größe Stück für", "cp850", "cp850"),
    ],
)
def test_encodings_are_told_by_what_the_letters_spell(text: str, encoding: str, found: str) -> None:
    """And the letters are right."""
    decoded = decode(text.encode(encoding))

    assert (text, found) == (decoded.text, decoded.encoding)


def test_a_person_may_say_how_letters_are_written() -> None:
    """What does not fit is replaced, not raised."""
    assert ("é", "cp1252", False) == (
        (one := decode("é".encode("cp1252"), "cp1252")).text,
        one.encoding,
        one.guessed,
    )
    assert "\ufffd" in decode(b"\xff", "utf-8").text


def test_long_texts_are_judged_by_their_beginning() -> None:
    """A text cut within a letter is still what it was; one without a line is judged as far as it goes."""
    whole = ("ü" * 40_000).encode()

    assert "utf-8" == decode(whole[:-1]).encoding
    assert "cp1252" == decode(("für\n" * 30_000).encode("cp1252")).encoding
    assert "cp1252" == decode(("für " * 30_000).encode("cp1252")).encoding


def test_cyrillic_is_left_to_a_library() -> None:
    """Other scripts are told by whatever it knows."""
    text = "Количество и наименование товара, единица измерения, срок поставки, цена за единицу\n" * 20

    assert text == decode(text.encode("cp1251")).text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\0\0 \n", "empty"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other"),
        (b"<html><table>", "html"),
        (b"<?xml version='1.0'?><html>", "html"),
        (b"<?xml version='1.0'?><order/>", "other"),
        (b"From: a\r\nTo: b\r\n\r\nx", "eml"),
        (b"Name: a\nPlace: b\n", "csv"),
        (b"a,b\n1,2\n", "csv"),
        (bytes(range(1, 32)) * 4, "other"),
        (b"a\0\0\0b\0\0\0" * 40, "other"),
        ("a,b\n".encode("utf-16-le") * 40, "csv"),
    ],
)
def test_kinds_are_told_by_content(content: bytes, kind: str) -> None:
    """Whatever the file is called."""
    assert kind == kind_of(content)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (["xl/workbook.bin"], "xlsb"),
        (["word/document.xml"], "docx"),
        (["xl/workbook.xml"], "xlsx"),
        (["content.xml", "mimetype"], "ods"),
        (["a.csv"], "zip"),
    ],
)
def test_archives_are_told_by_their_parts(parts: list[str], kind: str) -> None:
    """The names inside say what it is."""
    assert kind == kind_of(b"PK\x03\x04", parts)


def test_cells_have_addresses_and_addresses_cells() -> None:
    """From A1 to the last cell of a sheet; what is no address is none."""
    assert ["A1", "Z9", "AA10", "XFD1048576"] == [
        address(1, 0),
        address(9, 25),
        address(10, 26),
        address(1_048_576, 16_383),
    ]
    assert [(10, 26), None, None, None, None] == [position(one) for one in ("aa10", "10", "A", "A0", "ABCD1")]
    assert "B" == letters(1)


def test_words_are_compared_without_accents_capitals_and_widths() -> None:
    """So that nobody has to type them as we do."""
    assert ["so luong", "qte", "p n", "数量", "#"] == [
        normal(one) for one in ("SỐ LƯỢNG", "Qté.", "P/N", " 数量：", "#")
    ]


def test_a_unit_means_what_its_language_says(words: Words) -> None:
    """`St` is a set in English and a piece in German; accents part words where they differ in nothing else."""
    assert ["ST", "PC", "BO", "EA", ""] == [
        words.unit("St"),
        words.unit("St", "de"),
        words.unit("lọ", "vi"),
        words.unit("CÁI", "vi"),
        words.unit("blorp"),
    ]


def test_an_operators_file_shadows_ours_by_name(tmp_path: Path) -> None:
    """And a file of another language is read beside ours."""
    own = tmp_path / "words"
    own.mkdir()
    (own / "en.yaml").write_text("language: en\nheaders: {quantity: [heaps]}\nunits: {EA: [lump]}\n")
    (own / "it.yaml").write_text(
        'language: it\ndecimal_sign: ","\nheaders: {quantity: [quantità]}\nmonths: [gen gennaio]\n'
    )

    found = load([MAPPINGS, tmp_path])

    assert ("quantity", "quantity", "quantity") == tuple(
        found.headers[one] for one in ("heaps", "quantita", "menge")
    )
    assert "grand total" not in found.totals
    assert ("EA", 1, ",") == (found.unit("lump"), found.months["gennaio"], found.decimal_signs["it"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "is not a mapping"),
        ("a: [", "is not YAML"),
        ("language: en\ncolours: []", "has unknown words: colours"),
        ("language: en\nheaders: {colour: [red]}", "headers.colour is no field"),
        ("language: en\nheaders: []", "headers has words under names"),
        ("language: en\nheaders: {part: red}", "headers.part is a list of words"),
        ("language: [en]", "language is one word"),
        ("language: en\nbases: {C: many}", "bases.C is a number"),
        ("language: en\nbases: {C: [1]}", "bases.C is one text"),
        ("language: en\nstated: {colour: [red]}", "stated.colour is nothing we take"),
    ],
)
def test_a_file_of_words_says_what_is_wrong_with_it(text: str, said: str, tmp_path: Path) -> None:
    """With its name and the entry."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "xx.yaml").write_text(text)

    with pytest.raises(WordsFault, match=f"words/xx.yaml: {said}"):
        load([tmp_path])


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "vi", "zh"])
def test_every_language_has_words_for_what_a_buyer_says(language: str) -> None:
    """Columns, totals, sections, notes, units, in a file of its own that an operator can change."""
    said = yaml.safe_load((MAPPINGS / "words" / f"{language}.yaml").read_text(encoding="utf-8"))
    names = {name for name, words in said["headers"].items() if words}

    assert {*ASKED, *OFFERED, *EITHER} - names <= {"note"}  # most say it with the word for a remark
    assert all(said[part] for part in ("totals", "sections", "notes", "units"))
