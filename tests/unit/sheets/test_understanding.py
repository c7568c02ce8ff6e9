"""Which table is meant, what its columns are for, and what a person said of it before."""

from datetime import date
from pathlib import Path

import pytest

from gateway.domain.requested_rows import RequestedRow, RowKind
from gateway.sheets.reading import read
from gateway.sheets.saying import as_plain
from gateway.sheets.understanding import Remembered, Understood, understand
from gateway.sheets.words import Words, load

MAPPINGS = Path(__file__).parents[3] / "mappings"


@pytest.fixture(scope="module")
def words() -> Words:
    """Return our words."""
    return load([MAPPINGS])


def understood(text: str, words: Words, **said: object) -> Understood:
    """Return what a CSV asks for."""
    return understand(read("a.csv", text.encode()), words, **said)  # type: ignore[arg-type] # the tests name what there is


def fields(found: Understood) -> dict[int, str]:
    """Return the field of each column that has one."""
    return {one.index: one.field for one in found.columns if one.field}


ODD = "Zeug;Kram;Wieviel\nA-1;Bolt;5\nA-2;Nut;6\n"


def test_a_person_says_what_columns_are_for(words: Words) -> None:
    """And the same header is known the next time, whatever its capitals."""
    first = understood(
        ODD.replace("Wieviel", "Menge"), words, fields={0: "part", 1: "description", 2: "quantity"}
    )
    kept = Remembered(
        fingerprint=first.fingerprint, fields={0: "supplier_part", 1: "description", 2: "quantity"}
    )

    again = understood(ODD.replace("Wieviel", "MENGE"), words, remembered=[kept])

    assert {0: "part", 1: "description", 2: "quantity"} == fields(first)
    assert (True, "supplier_part") == (again.remembered, fields(again)[0])
    assert (("supplier_part", "A-1"),) == again.items[0].codes


def test_a_header_nobody_knows_is_known_once_it_was_mapped(words: Words) -> None:
    """Its words need not be ours."""
    nothing = understood(ODD, words)
    first = understood(ODD, words, fields={0: "part", 1: "description", 2: "quantity"})

    assert nothing.table is None or nothing.header_rows == ()
    assert [5, 6] == [row.quantity for row in first.items]


def test_a_person_says_which_table_is_meant(words: Words) -> None:
    """Tables are counted over the whole file, attachments with it."""
    page = "<html>" + "".join(
        f"<table><tr><td>Part<td>Qty</tr><tr><td>{part}<td>1</tr></table>" for part in ("A", "B")
    )
    workbook = read("a.xls", page.encode())

    assert ["A", "B"] == [understand(workbook, words, table=index).items[0].part for index in (0, 1)]
    assert [0, 1] == [one.index for one in understand(workbook, words).choices]


def test_nothing_is_understood_of_nothing(words: Words) -> None:
    """A file without tables says why it has none; a table without things says that."""
    assert ((), None) == ((found := understand(read("a", b""), words)).findings, found.table)
    assert ["sheet.no-table"] == [one.code for one in understood("Dear,Sir\nall,well\n", words).findings]


def test_a_column_told_from_a_similar_name_is_said(words: Words) -> None:
    """A person should look."""
    found = understood("Part Nmbr,Desciption,Quantty\nA-1,Bolt,5\n", words)

    assert ["part", "description", "quantity"] == list(fields(found).values())
    assert {"sheet.column-doubtful"} == {one.code for one in found.findings}


@pytest.mark.parametrize(
    ("header", "rows", "field"),
    [
        ("Item,Description,Qty", "1,Bolt,5\n2,Nut,6", "line"),
        ("Item,Description,Qty", "A-100,Bolt,5\nB-220,Nut,6", "part"),
        ("Item,Part No,Qty", "Hex bolt M8 zinc plated,A-1,5\nHex nut M8 zinc plated,A-2,6", "description"),
        ("Price,Part No,Qty", "4.50,A-1,5\n5.20,A-2,6", "target_price"),
        ("Price,Part No,Qty", ",A-1,5\n,A-2,6", "offer_price"),
        ("Remarks,Part No,Qty", "urgent,A-1,5\nblue,A-2,6", "note"),
        ("Delivery,Part No,Qty", ",A-1,5\n,A-2,6", "offer_lead_time"),
    ],
)
def test_words_that_say_several_things_are_told_by_their_column(
    header: str, rows: str, field: str, words: Words
) -> None:
    """Filled or empty, numbered, coded or worded."""
    assert field == fields(understood(f"{header}\n{rows}\n", words))[0]


def test_two_columns_of_prices_are_the_buyers_and_ours(words: Words) -> None:
    """The filled one was there before, the empty one is for us; a third is nobody's."""
    found = understood("Part,Qty,Price,Unit price,Net price\nA-1,5,4.5,,\nA-2,6,5.2,,\n", words)

    assert {0: "part", 1: "quantity", 2: "target_price", 3: "offer_price"} == fields(found)


def test_rows_are_told_apart(words: Words) -> None:
    """Sections, totals, notes, rows that want something they do not name, and dashes that say nothing."""
    text = (
        "Line,Part No,Description,Qty,UOM,Unit price\n,,Fasteners,,,\n1,A-1,Bolt,5,EA,\n2,A-2,Nut,,EA,\n3,-,--,7,EA,\n"
        ",,,,,100.00\nSubtotal:,,,12,,\nLot 2,,Pipes,,,\n4,A-4,Pipe,3,EA,\nNote: see drawing,,,,,\nThank you very much for all the good prices that you always give to us and to everybody else we know,,,,,\n"
    )

    found = understood(text, words)

    kinds = [row.kind.value for row in found.rows]
    assert ["section", "item", "item", "item", "total", "total", "section", "item", "note", "note"] == kinds
    said = {row.number: [one.code for one in row.findings] for row in found.rows if row.findings}
    assert {4: ["sheet.quantity-missing"], 5: ["sheet.nothing-named"]} == said
    assert ["Fasteners"] * 3 + ["Lot 2 Pipes"] == [row.section for row in found.items]


def test_what_stands_about_the_whole_request_is_found(words: Words) -> None:
    """Beside its word or after a colon; the first holds."""
    text = "RFQ No: R-7,Due date,2026-04-01\nCurrency:,EUR,\nDue date: 2026-05-01,,\nPart,Description,Qty\nA-1,Bolt,5\n"

    found = understood(text, words)

    assert {"number": "R-7", "answer_by": "2026-04-01", "currency": "EUR"} == {
        one.field: one.text for one in found.stated
    }


def test_fields_are_read_with_what_is_wrong_with_them(words: Words) -> None:
    """Errors, prices and days nobody can read, currencies by code and sign, packs, bases, specifications."""
    text = (
        "Part,Description,Specification,Qty,UOM,Pack size,Target price,Per,Currency,Need by\n"
        "A-1,Bolt,A2,5,each,100,USD 4.50,C,$,2026-04-01\n"
        "A-2,Nut,,6 pcs,Blorps of 3 x 5,x,cheap,12,RMB,whenever\n"
        "A-3,Washer,,-4,doz.,10,1.234,1000,,\n"
    )

    rows = understood(text, words).items

    first, second, third = rows
    assert ("A2", "EA", "100", "4.50", "100", "USD") == (
        first.specification,
        first.unit,
        str(first.pack),
        str(first.target_price),
        str(first.price_basis),
        first.currency,
    )
    assert date(2026, 4, 1) == first.needed_on
    assert ["sheet.unit-unknown", "sheet.price-unclear", "sheet.date-unclear"] == [
        one.code for one in second.findings
    ]
    assert ("", "RMB", "12") == (second.unit, second.currency, str(second.price_basis))
    assert (None, "DZ", "1000") == (third.quantity, third.unit, str(third.price_basis))
    assert ("A2", "") == (first.address("part"), first.address("note"))


def test_all_of_it_can_be_said_as_json(words: Words) -> None:
    """Each field with the cell it was read from."""
    workbook = read("a.csv", b"Part,Qty\nA-1,5\n")

    said = as_plain(workbook, understand(workbook, words))

    assert ("a.csv", "csv", 0, "en") == (said["file"], said["kind"], said["table"], said["language"])
    assert [{"number": 2, "kind": "item", "part": "A-1", "quantity": "5"}] == [
        {name: value for name, value in row.items() if name not in ("cells", "findings")}
        for row in said["rows"]
    ]
    assert {"address": "A2", "text": "A-1"} == said["rows"][0]["cells"]["part"]


def test_codes_are_told_by_whose_they_are() -> None:
    """Ours first, a number nobody names last."""
    row = RequestedRow(
        number=1,
        kind=RowKind.ITEM,
        part="p",
        gtin="g",
        buyer_part="b",
        supplier_part="s",
        manufacturer_part="m",
    )

    assert ["s", "b", "m", "g", "p"] == [code for _, code in row.codes]
