"""Composing: the same as by hand where it can be said, and left to that where it cannot."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.mapping import composed
from gateway.mapping.by_hand import by_hand
from gateway.mapping.composed import Texts
from gateway.mapping.composing import compose
from gateway.mapping.faults import CannotWrite
from gateway.mapping.writing import write
from gateway.x12.segments import DelimiterInData, SetText
from tests.unit.mapping.test_levels import DOCUMENT as LEVELS
from tests.unit.mapping.test_levels import NOTICE, Notice
from tests.unit.mapping.test_levels import PLAN as LEVELLED
from tests.unit.mapping.test_reading import DOCUMENT, ODD
from tests.unit.mapping.tiny import ORDER, Line, Name, Order, Pair, Place, made

PLAN = made(ORDER)
BARE = Order(number="1", ordered_on=date(2024, 1, 1))
ODD_ONE = replace(
    BARE, lines=(Line(number="1", measures=(Name(kind="WT", text="2"), Name(kind="WT", value="KG"))),)
)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        (ORDER, DOCUMENT),
        (ORDER, BARE),
        (ORDER, replace(BARE, places=(Place(role="ship-to", street=("1", "2", "3"), city="H"),))),
        (ORDER, replace(BARE, places=(Place(role="ship-to", code="12", city="H"),), amounts=())),
        (ORDER.replace("  - loop: CTT\n", "  - loop: CTT\n    usage: required\n"), BARE),
        (
            ORDER.replace(
                "    elements: {REF01: {qualifier: DP}",
                "    usage: not_used\n    elements: {REF01: {qualifier: DP}",
            ),
            DOCUMENT,
        ),
        (ODD, ODD_ONE),
        (ODD, replace(ODD_ONE, copies=7, free=Name(kind="BY", value="USD"))),
    ],
)
def test_it_says_what_is_written_by_hand(text: str, document: Order) -> None:
    """Ranges, spills, composites, fixed texts with conditions, required rows without content, rows that are not used."""
    plan = made(text)

    assert SetText.of(by_hand(plan, document)) == compose(plan, document)


def test_levels_are_numbered_as_by_hand() -> None:
    """Also where the top has no content, and so no level below it is written."""
    bare = replace(LEVELS, weight="", pallet=None, parts=())

    assert SetText.of(by_hand(LEVELLED, LEVELS)) == compose(LEVELLED, LEVELS)
    assert SetText.of(by_hand(LEVELLED, bare)) == compose(LEVELLED, bare)


@pytest.mark.parametrize(
    ("text", "document", "place"),
    [
        (ORDER, replace(BARE, texts=("a\x1db",)), "MSG01"),
        (ORDER, replace(BARE, texts=("a\x1cb",)), "MSG01"),
        (ORDER, replace(BARE, texts=("a\x1fb",)), "MSG01"),
        (ORDER, replace(BARE, lines=(Line(number="1", names=(Pair(kind="upc", value="a\x1d"),)),)), "PO107"),
        (ODD, replace(BARE, lines=(Line(number="1", measures=(Name(kind="WT", text="\x1f"),)),)), "MEA04"),
    ],
)
def test_what_separates_us_is_in_no_value(text: str, document: Order, place: str) -> None:
    """It would be read as more than one value, by the check of our own first of all."""
    plan = made(text)

    with pytest.raises(ValueError, match="a value holds"):
        compose(plan, document)
    with pytest.raises(DelimiterInData, match=f"{place} holds a delimiter"):
        write(plan, document)


def test_nor_in_one_beside_a_count() -> None:
    """A segment with a count of others is put together last."""
    counted = made(
        NOTICE.replace(", MEA04-1: weight", "").replace("{count_of: HL}}", "{count_of: HL}, CTT07: weight}"),
        Notice,
    )
    fit, unfit = replace(LEVELS, weight="X"), replace(LEVELS, weight="a\x1db", parts=())

    assert SetText.of(by_hand(counted, fit)) == compose(counted, fit)
    with pytest.raises(ValueError, match="a value holds"):
        compose(counted, unfit)


@pytest.mark.parametrize(
    "document",
    [
        replace(BARE, purpose="change"),
        replace(BARE, lines=(Line(names=(Pair(kind="upc", value="1"),) * 3),)),
    ],
)
def test_what_cannot_be_said_is_left_to_be_told_by_hand(document: Order) -> None:
    """Only that knows the place in the document."""
    with pytest.raises(ValueError, match=r"no code|more values"):
        compose(PLAN, document)
    with pytest.raises(CannotWrite):
        write(PLAN, document)


def test_an_amount_that_was_met_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor are all ever met kept."""
    monkeypatch.setattr(composed, "_MOST_TEXTS", 4)
    asked = []

    def encode(value: int) -> str:
        asked.append(value)
        return str(value)

    texts = Texts(encode)
    said = [texts[one] for one in (1, 1, None, "", 2, 3, 1)]

    assert said == ["1", "1", "", "", "2", "3", "1"]
    assert asked == [1, 2, 3, 1]
