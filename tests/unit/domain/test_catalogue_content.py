"""What buyers see of items, as values."""

import pytest

from gateway.domain.catalogue_content import (
    Attribute,
    ItemContent,
    ItemText,
    ancestors,
    prefix,
    unspsc,
)

ENGLISH = ItemText(language="en", name="Desk lamp")
CHINESE = ItemText(language="zh-Hant", name="檯燈")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31161504", "31161504"),
        ("31.16.15.04", "31161504"),
        (" 31 16 15 04 ", "31161504"),
        ("3116", "31160000"),
        ("31", "31000000"),
    ],
)
def test_unspsc_is_eight_digits_however_it_is_written(text: str, code: str) -> None:
    assert code == unspsc(text)


@pytest.mark.parametrize("text", ["", "311", "3116150", "311615041", "31161X04", "٣١١٦"])
def test_what_is_no_unspsc_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="eight digits"):
        unspsc(text)


def test_a_category_is_named_by_the_digits_of_its_level() -> None:
    assert ["31", "3116", "311615", "31161504", "00"] == [
        prefix(code) for code in ("31000000", "31160000", "31161500", "31161504", "00000000")
    ]
    assert ("31", "3116", "311615") == ancestors("31161500")
    assert ("31", "3116", "311600", "31160005") == ancestors("31160005")


def test_words_are_said_in_the_reader_s_language_or_in_the_first_there_is() -> None:
    content = ItemContent(sku="LAMP", texts=(CHINESE, ENGLISH))

    assert CHINESE == content.text("zh-Hant")
    assert ENGLISH == content.text("vi")
    assert CHINESE == ItemContent(sku="LAMP", texts=(CHINESE,)).text("vi")
    assert ItemContent(sku="LAMP").text("en") is None


def test_properties_without_a_language_are_said_in_every_one() -> None:
    thread = Attribute(name="Thread", value="M8")
    colour, mau = (
        Attribute(name="Colour", value="black", language="en"),
        Attribute(name="Màu", value="đen", language="vi"),
    )
    content = ItemContent(sku="HX", attributes=(thread, colour, mau))

    assert (thread, mau) == content.attributes_in("vi")
    assert (thread, colour) == content.attributes_in("zh-Hant")
    assert (thread,) == ItemContent(sku="HX", attributes=(thread,)).attributes_in("en")


def test_a_property_is_said_with_its_unit() -> None:
    assert ["40 mm", "black"] == [
        Attribute(name="Length", value="40", unit="mm").said,
        Attribute(name="Colour", value="black").said,
    ]
