"""Codecs, units, prices and texts: what partners write, and what we make of it."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from gateway.cxml.codecs import COUNT, DAY, FLAG, MOMENT, NUMBER, TEXT, UNIT, Words
from gateway.cxml.dialects import Dialect
from gateway.cxml.items import DETAIL, NAMES
from gateway.cxml.money import worth
from gateway.cxml.nodes import Node, Reading, Writing, clean
from gateway.cxml.numbering import number_of
from gateway.cxml.statuses import Status, status
from gateway.cxml.units import SPELLED, STANDARD, from_wire, to_wire
from gateway.domain.carts import AUXILIARY, UNSPSC, CartLine
from gateway.domain.items import Description, ItemIdentifier, PackDetail

HERE = Node(etree.fromstring("<a b=''/>"))


def read_by(codec: Any, text: str) -> tuple[Any, list[str]]:
    """Return what a codec makes of a text, and the codes of what it finds."""
    reading = Reading()
    return codec.read(text, HERE, reading, attribute="b"), [one.code for one in reading.findings]


@pytest.mark.parametrize(
    ("text", "instant", "codes"),
    [
        (
            "2000-10-12T18:41:29-08:00",
            datetime(2000, 10, 12, 18, 41, 29, tzinfo=timezone(timedelta(hours=-8))),
            [],
        ),
        ("2018-01-01T00:00:00-0500", datetime(2018, 1, 1, tzinfo=timezone(timedelta(hours=-5))), []),
        ("2018-01-01T00:00:00+07", datetime(2018, 1, 1, tzinfo=timezone(timedelta(hours=7))), []),
        ("2010-12-22T19:03:37.123456789Z", datetime(2010, 12, 22, 19, 3, 37, 123456, tzinfo=UTC), []),
        ("2010-12-22 19:03", datetime(2010, 12, 22, 19, 3, tzinfo=UTC), ["cxml.offset-missing"]),
        ("2010-12-22", datetime(2010, 12, 22, tzinfo=UTC), []),
        ("22.12.2010", None, ["cxml.date-wrong"]),
        ("2010-13-22", None, ["cxml.date-wrong"]),
        ("0001-01-01T00:00:00+14:00", None, ["cxml.date-wrong"]),
        ("2010-12-22T19:03:37+99:00", None, ["cxml.date-wrong"]),
    ],
)
def test_instants_come_in_many_forms(text: str, instant: datetime | None, codes: list[str]) -> None:
    """All are read, and always written with an offset."""
    assert (instant, codes) == read_by(MOMENT, text)
    if instant is not None:
        assert MOMENT.write(instant, Writing())[-6] in "+-"


def test_a_day_is_the_senders_and_written_as_noon() -> None:
    """Not moved by a zone, whoever reads it."""
    assert (date(2026, 3, 1), []) == read_by(DAY, "2026-03-01T00:30:00+07:00")
    assert (None, ["cxml.date-wrong"]) == read_by(DAY, "soon")
    assert DAY.write(date(2026, 3, 1), Writing()) == "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("codec", "text", "value"),
    [
        (NUMBER, "1250.50", Decimal("1250.5")),
        (NUMBER, "+.5", Decimal("0.5")),
        (NUMBER, "1E2", Decimal(100)),
        (NUMBER, "1,250", None),
        (NUMBER, "ten", None),
        (NUMBER, "1e60", None),
        (NUMBER, "0.0000000000001", None),
        (COUNT, "30", 30),
        (COUNT, "30.0", 30),
        (COUNT, "1.5", None),
        (COUNT, "1000000", None),
        (COUNT, "x", None),
    ],
)
def test_numbers_have_a_point_and_a_bound(codec: Any, text: str, value: object) -> None:
    """What is none, or could break sums, is left out and said."""
    assert (value, [] if value is not None else ["cxml.number-wrong"]) == read_by(codec, text)


def test_what_codecs_write() -> None:
    """Counts as digits, texts as they are, flags as yes, units as the buyer has them."""
    writing = Writing(dialect=Dialect(units=(("EA", "Stk"),)))

    assert (COUNT.write(3, writing), TEXT.write("a", writing), FLAG.write("yes", writing)) == (
        "3",
        "a",
        "yes",
    )
    assert (UNIT.write("EA", writing), UNIT.write("CA", writing)) == ("Stk", "CS")


def test_words_of_the_dtd_are_ours_and_others_are_kept() -> None:
    """Letters of another size are said, an unknown value is kept behind its own mark and written again."""
    words = Words({"new": "original"})

    assert ("original", ["cxml.spelling"]) == read_by(words, "NEW")
    assert ("cxml:odd", ["cxml.code-unknown"]) == read_by(words, "odd")
    assert (words.write("cxml:odd", Writing()), words.write("other", Writing())) == ("odd", "")


def test_units_translate_both_ways() -> None:
    """A case is CA here and CS there; agreed pairs come first, words are understood, what nobody knows stays."""
    assert all(from_wire(to_wire(unit)[0]) == (unit, "") for unit in STANDARD)
    assert (from_wire("CS"), from_wire("D66"), to_wire("CA")) == (("CA", ""), ("CS", ""), ("CS", True))
    assert from_wire("Stk", (("EA", "Stk"),)) == ("EA", "")
    assert {from_wire(word)[1] for word in SPELLED} == {"cxml.unit-spelling"}
    assert (from_wire("EACH"), from_wire("pce")) == (
        ("EA", "cxml.unit-spelling"),
        ("PC", "cxml.unit-spelling"),
    )
    assert (from_wire("QQ"), from_wire(""), to_wire("QQ")) == (
        ("QQ", "cxml.unit-unknown"),
        ("", ""),
        ("QQ", False),
    )


def test_characters_xml_cannot_hold_are_left_out() -> None:
    """Line breaks stay."""
    assert clean("a\x00b\x0bc\ud800d\ufffee\n漢") == "abcde\n漢"


def test_lines_are_numbered_in_whole_numbers() -> None:
    """Else by their place, and it is said."""
    writing, element = Writing(), etree.Element("a")

    assert (number_of("10", 1, element, writing), number_of("1a", 7, element, writing)) == ("10", "7")
    assert [one.code for one in writing.findings] == ["cxml.line-number-wrong"]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("201", "success"), ("401", "refused"), ("560", "retry"), ("999", "unknown"), ("", "unknown")],
)
def test_a_status_is_what_its_class_is(code: str, outcome: str) -> None:
    """Also where nobody knows the code."""
    assert (Status(code=code).outcome, Status(code=code).is_success) == (outcome, outcome == "success")
    assert status("450").text == "Not Implemented"


def detail(
    price: str, *, unit: str = "EA", basis: str = "", more: str = ""
) -> tuple[dict[str, Any], list[str]]:
    """Return what an ItemDetail says."""
    reading, into = Reading(), {}
    text = (
        f"<ItemOut><ItemDetail><UnitPrice>{price}</UnitPrice><UnitOfMeasure>{unit}</UnitOfMeasure>{basis}{more}"
        "</ItemDetail></ItemOut>"
    )
    DETAIL.read(Node(etree.fromstring(text)), into, reading)
    return into, [one.code for one in reading.findings]


def basis(quantity: str, factor: str, unit: str = "<UnitOfMeasure>EA</UnitOfMeasure>") -> str:
    """Return a PriceBasisQuantity."""
    return (
        f'<PriceBasisQuantity quantity="{quantity}" conversionFactor="{factor}">{unit}</PriceBasisQuantity>'
    )


MONEY = '<Money currency="EUR">12</Money>'


@pytest.mark.parametrize(
    ("given", "unit", "price", "word", "codes"),
    [
        (basis("100", "1"), "EA", Decimal(12), "per-hundred", []),
        (basis("1", "1"), "EA", Decimal(12), None, []),
        (basis("50", "1"), "EA", Decimal("0.24"), None, ["cxml.price-basis-recast"]),
        (basis("7", "1"), "EA", Decimal("1.714286"), None, ["cxml.price-basis-recast"]),
        (basis("1", "12"), "CS", Decimal(12), "per-each", []),
        (basis("10", "12"), "CS", Decimal("14.4"), None, ["cxml.price-basis-recast"]),
        (basis("1", "5000000"), "CS", Decimal(60000000), None, ["cxml.price-basis-recast"]),
        (basis("", "", ""), "EA", Decimal(12), None, []),
        (basis("0", "1"), "EA", Decimal(12), None, ["cxml.price-basis-unclear"]),
        (basis("1", "-1"), "EA", Decimal(12), None, ["cxml.price-basis-unclear"]),
        (basis("x", "1"), "EA", Decimal(12), None, ["cxml.number-wrong", "cxml.price-basis-unclear"]),
        (basis("1", "1", "<UnitOfMeasure/>"), "EA", Decimal(12), None, []),
    ],
)
def test_a_price_is_for_what_its_basis_says(
    given: str, unit: str, price: Decimal, word: str | None, codes: list[str]
) -> None:
    """Per hundred, per piece of a pack, or worked out for one."""
    into, found = detail(MONEY, unit=unit, basis=given)

    assert (price, word, codes) == (into["price"], into.get("price_basis"), found)


def test_a_line_without_a_price_has_no_basis() -> None:
    """Nor has one whose sum is empty."""
    for price in ("", "<Money currency='EUR'/>"):
        into, _ = detail(price, basis=basis("100", "1"))
        assert "price" not in into
        assert "price_basis" not in into


def test_classes_are_eight_digits() -> None:
    """Points are taken out, what is another list's is kept, the dialect's own word for nothing is nothing."""
    into, codes = detail(
        MONEY,
        more="<Classification domain='unspsc'>43.21.15.01</Classification><Classification domain='UNSPSC'>00000000"
        "</Classification><Classification domain='UNSPSC'>n/a</Classification><Classification domain='own'>x</Classification>",
    )

    assert into["identifiers"] == [
        ItemIdentifier(kind=UNSPSC, value="43211501"),
        ItemIdentifier(kind="cxml-class:own", value="x"),
    ]
    assert codes == ["cxml.class-wrong", "cxml.class-wrong"]


def wrote(line: CartLine, row: Any = DETAIL, **settings: Any) -> tuple[str, list[str]]:
    """Return what a line is written as, and the codes of what is said of it."""
    writing, element = Writing(dialect=Dialect(**settings), currency="EUR"), etree.Element("ItemIn")
    row.write(line, element, writing)
    return etree.tostring(element, encoding="unicode"), [one.code for one in writing.findings]


def item(price: str | None = "0.0125", **fields: Any) -> CartLine:
    """Return a line of a cart."""
    return CartLine(
        quantity=Decimal(1), price=None if price is None else Decimal(price), **({"unit": "EA"} | fields)
    )


@pytest.mark.parametrize(
    ("line", "decimals", "money", "quantity", "codes"),
    [
        (item(), -1, "0.0125", None, []),
        (item(), 4, "0.0125", None, []),
        (item(), 3, "0.125", "10", []),
        (item(), 2, "1.25", "100", []),
        (item("0.33333333"), 2, "0.33", None, ["cxml.price-cut"]),
        (item("5", price_basis="per-hundred"), 2, "5", "100", []),
        (item("5", price_basis="per-each"), 2, "5", None, []),
        (item("5", price_basis="per-each", unit="CA", packs=(PackDetail(pack=12),)), 2, "5", "1", []),
        (item("5", price_basis="per-each", unit="CA"), 2, "5", None, ["cxml.price-basis-unclear"]),
        (item(None), 2, "0", None, []),
    ],
)
def test_a_price_keeps_its_value_within_the_decimals_a_buyer_keeps(
    line: CartLine, decimals: int, money: str, quantity: str | None, codes: list[str]
) -> None:
    """It is given for more units rather than rounded."""
    text, found = wrote(line, price_decimals=decimals)

    assert f'<Money currency="EUR">{money}</Money>' in text
    assert (f'<PriceBasisQuantity quantity="{quantity}"' in text) is (quantity is not None)
    assert codes == found


@pytest.mark.parametrize(
    ("line", "decimals", "money", "codes"),
    [
        (item("3.75", price_basis="per-hundred"), -1, "0.0375", []),
        (item("3.75", price_basis="per-hundred"), 2, "0.04", ["cxml.price-cut"]),
        (item("5", price_basis="per-each", unit="CA", packs=(PackDetail(pack=12),)), -1, "60", []),
        (item("0.0125"), 3, "0.013", ["cxml.price-cut"]),
        (item("9.25"), -1, "9.25", []),
    ],
)
def test_before_there_were_bases_a_price_is_that_of_one(
    line: CartLine, decimals: int, money: str, codes: list[str]
) -> None:
    """A buyer whose DTD is older than 1.2.036 could not read another."""
    text, found = wrote(line, version="1.2.014", price_decimals=decimals)

    assert f'<Money currency="EUR">{money}</Money>' in text
    assert "PriceBasisQuantity" not in text
    assert codes == found
    assert [Dialect(version=one).has_price_basis for one in ("", "1.2.036", "1.2.035", "1.1.010")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_buyer_who_knows_no_other_units_is_told_none() -> None:
    """Standard codes are not known there either, unless they were agreed."""
    agreed = {"units": (("EA", "EACH"),), "only_units": True}

    assert wrote(item(), **agreed)[1] == []
    assert wrote(item(unit="DZ"), **agreed)[1] == ["cxml.unit-unknown"]
    assert to_wire("DZ", (), only=True) == ("DZN", False)


def test_texts_are_cut_by_their_bytes_and_whole_characters() -> None:
    """And a line without words says its part number instead."""
    words = Description(kind="free", text="漢漢漢")
    described = item(descriptions=(words, Description(kind="free", text="")))

    text, codes = wrote(described, description_bytes=7)
    bare, _ = wrote(item(identifiers=(ItemIdentifier(kind="sku", value="S1"),)))

    assert ("漢漢<" in text, codes) == (True, ["cxml.text-cut"])
    assert ">S1</Description>" in bare
    assert ">-</Description>" in wrote(item())[0]


def test_units_nobody_knows_and_none_at_all_are_said() -> None:
    """They go as they are."""
    assert wrote(item(unit="QQ"))[1] == ["cxml.unit-unknown"]
    assert wrote(item(unit=""))[1] == ["cxml.part-missing"]


@pytest.mark.parametrize(
    ("identifiers", "codes"),
    [
        ((("vendor-part", "A-1"), (AUXILIARY, "a.b-c_1")), []),
        ((("vendor-part", "A?{1}"),), ["cxml.part-number-wrong"]),
        ((("vendor-part", "A" * 41),), ["cxml.part-number-wrong"]),
        ((("vendor-part", "A"), (AUXILIARY, "a b")), ["cxml.part-number-wrong"]),
        ((("vendor-part", "A"), (AUXILIARY, "a" * 51)), ["cxml.part-number-wrong"]),
        ((), ["cxml.part-missing"]),
        ((("sku", "S"), ("buyer-item", "B")), []),
    ],
)
def test_part_numbers_that_buyers_systems_damage_are_said(
    identifiers: tuple[tuple[str, str], ...], codes: list[str]
) -> None:
    """Our own number always stands, by whichever kind of name we have."""
    names = tuple(ItemIdentifier(kind=kind, value=value) for kind, value in identifiers)

    text, found = wrote(item(identifiers=names), NAMES, part_bytes=40)

    assert codes == found
    assert "<SupplierPartID" in text
    assert ("<BuyerPartID>B</BuyerPartID>" in text) is (("buyer-item", "B") in identifiers)


def test_what_goods_are_worth_counts_the_basis() -> None:
    """Per hundred, per piece of a pack; nothing where something is missing."""
    assert worth(item("5", price_basis="per-hundred")) == Decimal("0.05")
    assert worth(item("5", price_basis="per-each", unit="CA", packs=(PackDetail(pack=12),))) == 60
    assert worth(item("5", price_basis="per-each")) == 5
    assert worth(item(None)) == 0
