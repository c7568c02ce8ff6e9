"""Codecs are inverse pairs, and say no to what they cannot carry."""

import re
from collections.abc import Callable
from datetime import UTC, date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mapping.codecs import (
    CODECS,
    DAY,
    NUMBER,
    SHORT_DAY,
    TEXT,
    TIME,
    WHOLE,
    Codec,
    Codes,
    of_codes,
    usual,
)
from gateway.x12.definitions import ElementDef

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=2)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(min_size=1),
    "number": NUMBERS,
    "whole": st.integers(),
    "day": st.dates(),
    "short-day": st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)),
    "time": st.times().map(lambda one: one.replace(microsecond=one.microsecond // 10_000 * 10_000)),
    **{f"implied-{places}": NUMBERS.map(round) if places < 2 else NUMBERS for places in range(10)},
}


def element(kind: str, maximum: int = 30) -> ElementDef:
    return ElementDef(number="1", name="One", type=kind, minimum=1, maximum=maximum)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1", "1.000"), ("1.08", "1.080"), ("0", "0.000"), ("-1.5", "-1.500"), ("12345", "12345")],
)
def test_a_number_is_filled_up_to_the_digits_its_element_wants(value: str, text: str) -> None:
    """An exchange rate of four digits or more is written with as many, and reads back the same."""
    rate = usual(ElementDef(number="280", name="Rate", type="R", minimum=4, maximum=10), Decimal)

    assert rate is not None
    assert text == rate.encode(Decimal(value))
    assert Decimal(value) == Decimal(text)


@pytest.mark.parametrize("name", CODECS)
@given(data=st.data())
def test_what_was_encoded_decodes(name: str, data: st.DataObject) -> None:
    """Every codec decodes what it encoded, from a text of its own form."""
    codec = CODECS[name]
    value = codec.kind(data.draw(VALUES[name])) if codec.kind is Decimal else data.draw(VALUES[name])
    text = codec.encode(value)

    assert value == (codec.decode(text) if codec.decode else text)
    assert not codec.form or re.fullmatch(codec.form, text)


@pytest.mark.parametrize(
    ("decode", "text", "value"),
    [
        (NUMBER.decode, "12.", Decimal(12)),
        (NUMBER.decode, "-.5", Decimal("-0.5")),
        (CODECS["implied-2"].decode, "-1050", Decimal("-10.5")),
        (DAY.decode, "240105", date(2024, 1, 5)),
        (DAY.decode, "980105", date(1998, 1, 5)),
        (TIME.decode, "0930", time(9, 30)),
        (TIME.decode, "093015", time(9, 30, 15)),
        (TIME.decode, "0930155", time(9, 30, 15, 500_000)),
        (TIME.decode, "09301505", time(9, 30, 15, 50_000)),
    ],
)
def test_texts_a_partner_may_send_decode(decode: Callable[[str], object], text: str, value: object) -> None:
    """Short dates and every precision of a time are understood."""
    assert value == decode(text)


@pytest.mark.parametrize(
    ("codec", "value"),
    [
        (CODECS["implied-2"], Decimal("1.005")),
        (SHORT_DAY, date(1969, 12, 31)),
        (TIME, time(1, 2, 3, 4)),
        (TIME, time(1, 2, tzinfo=UTC)),
    ],
)
def test_what_no_text_stands_for_is_refused(codec: Codec, value: object) -> None:
    """Too many decimals, a year two digits cannot tell, a time too fine or with a zone."""
    with pytest.raises(ValueError, match=r"."):
        codec.encode(value)


@pytest.mark.parametrize(
    ("kind", "maximum", "field", "codec"),
    [
        ("AN", 30, str, TEXT),
        ("N2", 15, Decimal, CODECS["implied-2"]),
        ("N0", 15, Decimal, CODECS["implied-0"]),
        ("N0", 6, int, WHOLE),
        ("N2", 6, int, None),
        ("R", 15, Decimal, NUMBER),
        ("R", 15, int, None),
        ("DT", 8, date, DAY),
        ("DT", 6, date, SHORT_DAY),
        ("TM", 8, time, TIME),
        ("AN", 30, Decimal, None),
        ("N0", 30, date, None),
    ],
)
def test_the_usual_codec_follows_from_element_and_field(
    kind: str, maximum: int, field: type, codec: Codec | None
) -> None:
    """Where nothing is usual, a map must name a codec."""
    assert codec is usual(element(kind, maximum), field)


def test_codes_become_words_and_back() -> None:
    """An unlisted code is kept behind x12:, and leads back to itself."""
    codes = Codes({"DP": "department"})
    encode = of_codes(codes, keep=True)

    assert ["department", "x12:MR"] == [codes["DP"], codes["MR"]]
    assert ["DP", "MR"] == [encode("department"), encode("x12:MR")]
    with pytest.raises(ValueError, match="no code"):
        encode("merchandise")
    with pytest.raises(ValueError, match="no code"):
        of_codes(codes, keep=False)("x12:MR")
