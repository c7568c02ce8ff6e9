"""Segments and delimiters: what may be written, and what reads back."""

import pytest

from gateway.x12.delimiters import UNSEEN, USUAL, Delimiters
from gateway.x12.segments import DelimiterInData, SetText, components, join, repetitions, split

REPEATING = Delimiters(element="|", component="<", repetition="^", segment="'")


def test_a_segment_is_joined_without_its_empty_end() -> None:
    """Empty elements and components at the end are left out, those between are kept."""
    assert "AK4*1>>2**7" == join(("AK4", ("1", "", "2", ""), "", "7", "", ()), USUAL)
    assert "N1*ST" == join(("N1", "ST", ("", "")), USUAL)
    assert "CTT" == join(("CTT", "", ""), USUAL)


def test_what_was_joined_splits() -> None:
    """Elements, components and repetitions come apart where they were put together."""
    raw = join(("AK4", ("1", "2"), "A^B"), Delimiters(element="|", component="<", segment="'"))

    assert ["AK4", "1<2", "A^B"] == split(raw, REPEATING)
    assert ["1", "2"] == components("1<2", REPEATING)
    assert ["A", "B"] == repetitions("A^B", REPEATING)


def test_without_a_separator_there_is_one_part() -> None:
    """An interchange may have no component and no repetition separator."""
    bare = Delimiters(component="")

    assert [["A>B"], ["A^B"]] == [components("A>B", bare), repetitions("A^B", bare)]


@pytest.mark.parametrize(
    "bad", ["A|B", "A<B", "A^B", "A'B", "A\nB", "A\x00B", "A\x7fB", "A\x85B", "A\ud800B"]
)
def test_a_delimiter_or_a_control_character_in_a_value_is_refused(bad: str) -> None:
    """It would not read back; the text names the place and does not quote the value."""
    for element in (bad, ("x", bad)):
        with pytest.raises(DelimiterInData, match=r"^N102 ") as caught:
            join(("N1", "ST", element), REPEATING)

        assert bad not in str(caught.value)


@pytest.mark.parametrize(
    ("sound", "delimiters"),
    [
        (True, USUAL),
        (True, REPEATING),
        (True, Delimiters(element="\x1d", component="\x1f", segment="\n")),
        (False, Delimiters(element="~")),
        (False, Delimiters(component="")),
        (False, Delimiters(segment="\r\n")),
        (False, Delimiters(repetition="^^")),
        (False, Delimiters(element="A")),
        (False, Delimiters(element="1")),
        (False, Delimiters(segment=" ")),
        (False, Delimiters(component="\n")),
        (False, Delimiters(repetition="\r")),
    ],
)
def test_delimiters_to_write_with_are_single_distinct_marks(sound: bool, delimiters: Delimiters) -> None:  # noqa: FBT001 - the expectation
    """Neither letters, digits nor blanks, and no two the same."""
    assert sound is delimiters.sound


def test_a_set_under_way_becomes_what_its_partner_reads() -> None:
    """Whatever the partner's delimiters are, those of texts under way among them."""
    segments = (("MEA", "WT", "", ("", "2")), ("CTT", "1"))
    under_way = SetText.of(segments)

    assert segments == tuple(under_way)
    assert under_way.surely_fits(USUAL)
    for marks in (USUAL, Delimiters(element=UNSEEN.component, component=UNSEEN.segment, segment="\n")):
        expected = "".join(f"{join(one, marks)}{marks.segment}" for one in segments)
        assert expected == under_way.between(marks)


@pytest.mark.parametrize("mark", [*USUAL.all, "\x00", "\x85"])
def test_a_value_that_holds_what_separates_is_named(mark: str) -> None:
    """Nothing leaves that would be read as more than was meant."""
    with pytest.raises(DelimiterInData, match="CTT01 holds"):
        SetText("CTT\x1d1" + mark + "\x1c").between(USUAL)
