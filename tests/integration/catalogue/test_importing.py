"""A list of items becomes a plan, and the plan the catalogue; every fault is told by row and column."""

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from gateway.application.catalogue import content, importing
from gateway.application.catalogue.arranging import arrange, name_categories
from gateway.application.catalogue.importing import Given, ImportPlan
from gateway.application.catalogue.pictures import Refused, digest_in, file_name, taken
from gateway.application.catalogue.price_catalogues import rows_of, rows_of_832
from gateway.application.catalogue.rows import cells_of_file, rows_of_file, rows_of_plain
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.price_catalogues import CatalogueItem, PriceCatalogue, QuotedUnit
from gateway.errors import ConfigurationFault, NotFound
from tests.house import House

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
BOLT = """sku,name,name_vi,Description,category,maker,maker_number,attributes,units,price,currency,partner,partner_number,lead_days,pictures
HX-8,"Hex bolt M8x40",Bu lông M8x40,Fully threaded,31.16.15.04,Northforge,NF8040,Thread=M8; Length=40 mm,HU=100,1.255,USD,acme,M-774512,3,bolt.svg
"""
FIXTURES = Path(__file__).parents[2] / "fixtures/edi/base-832/pass"


def planned(
    house: House, text: str | bytes, *, apply: bool = True, name: str = "items.csv", **others: object
) -> ImportPlan:
    """Return the plan of a list, done unless it is refused."""
    rows, findings = rows_of_file(name, text if isinstance(text, bytes) else text.encode())
    given = Given(
        rows=rows, findings=findings, pictures={"bolt.svg": SVG, "evil.svg": SVG + b"<script/>"}, **others
    )  # type: ignore[arg-type] # by name
    with house.gateway.store.begin() as work:
        plan = importing.plan(house.gateway.services, work, given)
        if apply:
            importing.apply(house.gateway.services, work, plan, source=name, actor="test")
            work.commit()
    return plan


def seen(house: House, sku: str, language: str = "en") -> content.ItemView:
    with house.gateway.store.read() as work:
        return content.item(house.gateway.services, work, "acme", sku, language=language)


def told(plan: ImportPlan) -> dict[str, str]:
    return {one.path: one.code for one in plan.findings}


def test_a_new_item_comes_in_with_everything(house: House) -> None:
    plan = planned(house, BOLT)
    bolt = seen(house, "HX-8", "vi")

    assert [("HX-8", "new", ("row 2",))] == [(one.sku, one.kind, one.rows) for one in plan.changes]
    assert ("Bu lông M8x40", "31161504", "Northforge", "NF8040", 3, "M-774512") == (
        bolt.name,
        bolt.content.category,
        bolt.content.maker,
        bolt.content.maker_number,
        bolt.content.lead_days,
        bolt.buyer_number,
    )
    assert ["M8", "40 mm"] == [one.said for one in bolt.attributes]
    assert [("EA", Decimal("1.255")), ("HU", Decimal("125.5"))] == [
        (one.unit, one.price) for one in bolt.prices
    ]
    assert "Hex bolt M8x40" == bolt.item.description
    assert ["manufacturer-part"] == [one.kind for one in bolt.item.identifiers]
    assert 1 == len(house.events("catalogue.imported"))


def test_a_workbook_brings_the_same_as_a_list(house: House) -> None:
    """Names, prices, a partner's number and pictures: whichever file they stand in, wherever its headings are."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Items of the spring"])
    for row in csv.reader(StringIO(BOLT)):
        sheet.append(row)
    file = BytesIO()
    book.save(file)

    by_workbook = planned(house, file.getvalue(), apply=False, name="items.xlsx")
    by_list = planned(house, BOLT)

    assert [] == list(by_workbook.findings)
    assert [("HX-8", "new", ("row 3",))] == [(one.sku, one.kind, one.rows) for one in by_workbook.changes]
    assert by_list.pictures == by_workbook.pictures
    again = planned(house, file.getvalue(), name="items.xlsx")
    assert [("same", ())] == [(one.kind, one.what) for one in again.changes]


def test_a_plan_changes_nothing(house: House) -> None:
    plan = planned(house, BOLT, apply=False)

    assert (1, 0, 0, False) == (plan.count("new"), plan.count("changed"), plan.count("same"), plan.refused)
    with pytest.raises(NotFound):
        seen(house, "HX-8")


def test_the_same_list_again_finds_all_as_it_is(house: House) -> None:
    planned(house, BOLT)
    again = planned(house, BOLT)

    assert [("same", ())] == [(one.kind, one.what) for one in again.changes]
    assert planned(house, BOLT).digest == again.digest


def test_an_empty_cell_leaves_and_a_dash_takes_away(house: House) -> None:
    planned(house, BOLT)
    planned(
        house,
        "sku,description,maker,category,attributes,pictures,lead_days,list_price,units\nHX-8,-,,-,-,-,-,2.50,\n",
    )
    planned(house, "sku,list_price\nHX-8,-\n")
    bolt = seen(house, "HX-8")

    assert ("", "Northforge", "", (), (), None) == (
        bolt.description,
        bolt.content.maker,
        bolt.content.category,
        bolt.attributes,
        bolt.content.pictures,
        bolt.content.lead_days,
    )
    assert (None, 1) == (bolt.item.list_price, len(bolt.item.units))


def test_several_rows_of_one_item_add_up(house: House) -> None:
    """So that a list can have price breaks and the numbers of several partners."""
    planned(
        house,
        "sku,name,price,currency,from_quantity,partner,partner_number,valid_until,per,contract\n"
        "NEW,Thing,2,USD,,acme,A-1,,,\nNEW,,1.5,USD,10,globex,G-1,2030-01-01,,\nNEW,,1,USD,1,,,,100,C-7\n",
    )

    assert [(1, "2"), (10, "1.5")] == [
        (one.minimum, str(one.price)) for one in seen(house, "NEW").prices[0].breaks
    ]
    assert "A-1" == seen(house, "NEW").buyer_number


def test_names_and_descriptions_by_language(house: House) -> None:
    planned(house, "sku,name_zh_hant,description_vi,attributes_vi\nCHAIR,辦公椅,Tựa lưng,Màu=đen\n")

    assert "辦公椅" == seen(house, "CHAIR", "zh-Hant").name
    assert ("Ghế xoay", "Tựa lưng") == (
        seen(house, "CHAIR", "vi").name,
        seen(house, "CHAIR", "vi").description,
    )
    assert ["black", "đen"] == [one.said for one in seen(house, "CHAIR", "vi").attributes]
    planned(house, "sku,description_zh_hant\nDESK,木桌\n")
    assert ("Writing desk", "木桌") == (
        seen(house, "DESK", "zh-Hant").name,
        seen(house, "DESK", "zh-Hant").description,
    )


def test_every_fault_is_told_by_row_and_column(house: House) -> None:
    """And with any of them nothing is done."""
    plan = planned(
        house,
        "sku,name,category,attributes,units,identifiers,price,currency,price_unit,per,lead_days,valid_from,status,superseded_by,partner,partner_number,pictures,colour\n"
        "BAD,,999,Thread,xx,y,abc,,,0,x,May,gone,NOPE,nobody,1,none.png,red\n"
        "LAMP,-,,,CA=0,,NaN,USD,KG,,,,,,,2,evil.svg,\n"
        "CHAIR,,,,BX=1/0,,5,,PAL,,,,,,,,,\n"
        ",Nothing,,,,,,,,,,,,,,,,\n",
    )  # fmt: skip

    assert plan.refused
    assert told(plan) == {
        "colour": "catalogue.column-unknown",
        "row 2.category": "catalogue.category-wrong",
        "row 2.attributes": "catalogue.attribute-wrong",
        "row 2.units": "catalogue.unit-wrong",
        "row 2.identifiers": "catalogue.identifier-wrong",
        "row 2.price": "catalogue.number-wrong",
        "row 2.per": "catalogue.number-wrong",
        "row 2.lead_days": "catalogue.number-wrong",
        "row 2.valid_from": "catalogue.day-wrong",
        "row 2.status": "catalogue.status-unknown",
        "row 2.partner": "catalogue.partner-unknown",
        "row 2.pictures": "catalogue.picture-missing",
        "row 2.name": "catalogue.item-unnamed",
        "row 2.superseded_by": "catalogue.successor-unknown",
        "row 3.name": "catalogue.value-missing",
        "row 3.units": "catalogue.unit-wrong",
        "row 3.price": "catalogue.number-wrong",
        "row 3.partner": "catalogue.value-missing",
        "row 3.pictures": "catalogue.picture-refused",
        "row 4.units": "catalogue.unit-wrong",
        "row 4.currency": "catalogue.value-missing",
        "row 4.price_unit": "catalogue.price-unit-unknown",
        "row 5.sku": "catalogue.value-missing",
    }
    assert "Desk lamp, LED" == seen(house, "LAMP").name
    assert [] == house.events("catalogue.imported")


@pytest.mark.parametrize("text", ["", "name,price\nThing,2\n", "\n" * 30 + "a,b\n1,2\n"])
def test_a_list_without_a_heading_sku_says_so(house: House, text: str) -> None:
    assert planned(house, text).refused


def test_a_successor_may_stand_in_the_same_list(house: House) -> None:
    plan = planned(
        house, "sku,name,status,superseded_by\nCHAIR,,discontinued,CHAIR-2\nCHAIR-2,Better chair,,\n"
    )

    assert not plan.refused
    assert ("discontinued", "CHAIR-2") == (
        seen(house, "CHAIR").item.status,
        seen(house, "CHAIR").item.superseded_by,
    )


def test_a_picture_is_called_by_its_file_or_its_digest(house: House) -> None:
    planned(house, "sku,pictures,picture_text\nLAMP,bolt.svg,A circle\n")
    (picture,) = seen(house, "LAMP").content.pictures
    planned(house, f"sku,pictures\nCHAIR,{file_name(picture.digest, picture.media_type)}; bolt.svg\n")

    assert "A circle" == picture.text
    assert 2 == len(seen(house, "CHAIR").content.pictures)
    assert {"row 2.pictures"} == told(planned(house, f"sku,pictures\nDESK,{'0' * 64}\n")).keys()


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a\x10\0\x10\0", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b'<?xml version="1.0"?><!-- ours --><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    ],
)
def test_pictures_are_known_by_their_first_bytes(start: bytes, media_type: str) -> None:
    assert media_type == taken(start).media_type


@pytest.mark.parametrize(
    "bad",
    [
        b"hello",
        b"MZ\x90",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\0\x10",
        b"GIF89a\0\0\x10\0",
        b"\xff\xd8\xff" + bytes(2 * 1024 * 1024),
        b"<svg><script>alert(1)</script></svg>",
        b'<svg onload="alert(1)"/>',
        b'<svg><image href="http://example.test/x.png"/></svg>',
        b"<!DOCTYPE svg><svg/>",
        b'<svg><rect fill="url(http://example.test)"/></svg>',
        b"<svg><foreignObject/></svg>",
    ],
)
def test_what_is_no_picture_or_would_act_is_refused(bad: bytes) -> None:
    with pytest.raises(Refused):
        taken(bad)


def test_digests_are_names() -> None:
    assert ["ab" * 32, "ab" * 32, ""] == [
        digest_in(one) for one in (f"sha256:{'ab' * 32}", f"{'ab' * 32}.png", "lamp.png")
    ]


def test_a_price_catalogue_of_x12_comes_the_same_way(house: House) -> None:
    rows, findings = rows_of_832(
        (FIXTURES / "differences-only/received.edi").read_bytes(), house.gateway.services.library
    )
    cells = [dict(one.cells) for one in rows]

    assert [
        {"sku": "SKU-1", "price": "9.75", "price_unit": "EA", "from_quantity": "1"},
        "discontinued",
        "active",
    ] == [
        cells[0],
        cells[1]["status"],
        cells[2]["status"],
    ]
    assert ("SHELF BRACKET, LONG", "upc=012345678929") == (cells[2]["name"], cells[2]["identifiers"])
    assert not any(one.code.startswith("catalogue") for one in findings)


def test_price_breaks_and_straight_prices_of_an_832(house: House) -> None:
    breaks, _ = rows_of_832(
        (FIXTURES / "price-sheet-with-breaks/received.edi").read_bytes(), house.gateway.services.library
    )
    full, _ = rows_of_832(
        (FIXTURES / "full-catalogue/received.edi").read_bytes(), house.gateway.services.library
    )

    assert len(breaks) > len({one.cells["sku"] for one in breaks if "sku" in one.cells})
    assert [("SKU-1", "12.95", "CAD"), ("SKU-1", "9.25", None), ("SKU-2", None, None)] == [
        (one.cells["sku"], one.cells.get("price"), one.cells.get("currency")) for one in full
    ]
    assert ("2026-02-01", "2026-07-31") == (full[0].cells["valid_from"], full[0].cells["valid_until"])


def test_a_file_without_a_price_catalogue_says_so(house: House) -> None:
    rows, findings = rows_of_832(b"ISA*00*", house.gateway.services.library)

    assert () == rows
    assert "catalogue.nothing-to-read" in {one.code for one in findings}


def test_an_832_in_another_language(house: House) -> None:
    text = (
        (FIXTURES / "differences-only/received.edi")
        .read_text()
        .replace("PID*F****SHELF BRACKET, LONG~", "PID*F****SHELF BRACKET, LONG~\nPID*F****STEEL, GREY~")
    )
    rows, _ = rows_of_832(text.encode(), house.gateway.services.library)

    assert ["STEEL, GREY"] == [one.cells["description"] for one in rows if "description" in one.cells]


def test_rows_of_a_program_are_counted_from_one(house: House) -> None:
    (row,) = rows_of_plain([{"sku": " LAMP "}])

    assert ("rows[1]", {"sku": "LAMP"}) == (row.at, row.cells)
    with house.gateway.store.begin() as work:
        plan = importing.plan(house.gateway.services, work, Given(rows=(row,)))
    assert ["same"] == [one.kind for one in plan.changes]


def test_a_plan_is_told_as_json(house: House) -> None:
    plan = planned(house, BOLT, apply=False)
    plain = json.loads(json.dumps(importing.plain_plan(plan, applied=False)))

    assert (False, False, 1, 0, 0) == tuple(
        plain[name] for name in ("applied", "refused", "new", "changed", "same")
    )
    assert "HX-8" == plain["changes"][0]["sku"]
    assert plan.digest == plain["plan"]


def test_categories_get_their_names_and_partners_their_rules(house: House) -> None:
    names = cells_of_file("c.csv", b"Code,Name,name vi\n31.16,Hardware,Kim kh\xc3\xad\n")
    rules = cells_of_file("a.csv", b"partner,what,value,shown\nacme,category,56,no\nacme,sku,LAMP,yes\n")
    services = house.gateway.services
    with house.gateway.store.begin() as work:
        assert 1 == name_categories(services, work, names, actor="test")
        assert 2 == arrange(services, work, rules, actor="test")
        work.commit()
    with house.gateway.store.read() as work:
        assert ["Hardware", "Kim khí"] == [
            one.name for one in work.catalogue.category_names() if one.code == "3116"
        ]
        assert [("category", "56", False), ("sku", "LAMP", True)] == [
            (one.what, one.value, one.shown) for one in work.catalogue.rules("acme")
        ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"partner,what,value,shown\nacme,colour,red,yes\n", "a.csv, row 2"),
        (b"partner,what,value,shown\nacme,category,5x,yes\n", "eight digits"),
    ],
)
def test_a_wrong_rule_is_told_with_its_row(house: House, text: bytes, fault: str) -> None:
    with house.gateway.store.begin() as work, pytest.raises(ConfigurationFault, match=fault):
        arrange(house.gateway.services, work, cells_of_file("a.csv", text), actor="test")


def test_an_832_with_words_in_other_languages_and_a_price_straight_on_the_item() -> None:
    item = CatalogueItem(
        identifiers=(
            ItemIdentifier(kind="vendor-part", value="HX-8"),
            ItemIdentifier(kind="manufacturer-part", value="NF-1"),
        ),
        quoted=QuotedUnit(
            unit="EA", price=Decimal("1.50"), identifiers=(ItemIdentifier(kind="x12:C3", value="31161504"),)
        ),
        descriptions=(
            Description(text="Hex bolt"),
            Description(text="Bu lông", language="vi"),
            Description(text="鋼"),
        ),
    )
    (row,) = rows_of(PriceCatalogue(kind="prices", items=(item,)))

    assert row.cells == {
        "sku": "HX-8",
        "maker_number": "NF-1",
        "category": "31161504",
        "name": "Hex bolt",
        "name_vi": "Bu lông",
        "description": "鋼",
        "base_unit": "EA",
        "price": "1.5",
        "price_unit": "EA",
    }


def test_other_numbers_and_a_maker_s_number_come_and_go(house: House) -> None:
    planned(house, "sku,identifiers,maker_number\nLAMP,upc=036000291452 ean=4012345123456,LX-9\n")
    assert ["upc", "ean", "manufacturer-part"] == [one.kind for one in seen(house, "LAMP").item.identifiers]
    planned(house, "sku,maker_number\nLAMP,-\n\n,\n")
    assert ["upc", "ean"] == [one.kind for one in seen(house, "LAMP").item.identifiers]
