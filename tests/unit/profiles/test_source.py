"""YAML is read as text only, and every key keeps its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.profiles.source import Unreadable, read


def test_scalars_stay_the_texts_they_are() -> None:
    """No code turns into a number, a date or a truth value."""
    source = read("a: 00\nb: NO\nc: 012\nd: 1e3\ne: 2026-01-01\nf: true\ng: null\nh:\n")

    expected = {"a": "00", "b": "NO", "c": "012", "d": "1e3", "e": "2026-01-01", "f": "true"}
    assert {**expected, "g": "null", "h": ""} == source.data


def test_every_key_and_item_has_its_line() -> None:
    """Lines count from 1, of keys as of items."""
    source = read("a:\n  b: x\nc:\n  - d: y\n  - z\n")

    expected = {(): 1, ("a",): 1, ("a", "b"): 2, ("c",): 3, ("c", 0): 4, ("c", 0, "d"): 4, ("c", 1): 5}
    assert expected == source.lines


def test_a_place_passes_over_what_is_not_in_the_file() -> None:
    """A checker may name a choice it made on the way."""
    source = read("c:\n  - d: y\n")

    assert source.place(("c", 0, "some-choice", "d")) == (("c", 0, "d"), 2, 5)
    assert source.place(("c", 0, "missing")) == (("c", 0), 2, 5)
    assert source.place(("nowhere",)) == ((), 1, 1)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "should hold keys and values"),
        ("- a\n", 1, "should hold keys and values"),
        ("a: 1\nb: {\n", 3, "while|expected"),
        ("a: 1\na: 2\n", 2, "has the key a twice"),
        ("b:\n  a: 1\n  a: 2\n", 3, "has the key a twice"),
        ("a: 1\n? [x]\n: 2\n", 2, "has a key that is not a text"),
        ("a: &x 1\nb: *x\n", 2, "aliases are not used here"),
        ("a: &x [*x]\n", 1, "aliases are not used here"),
        ("a: \x07\n", 1, "characters YAML does not allow"),
        ("a: 1\n--- \nb: 2\n", 2, "document"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, line: int, message: str) -> None:
    """The line is the one to look at."""
    with pytest.raises(Unreadable, match=message) as unreadable:
        read(text)

    assert line == unreadable.value.line


@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_read_or_unreadable(text: str) -> None:
    """Nothing but Unreadable is ever raised."""
    lines = []
    try:
        read(text)
    except Unreadable as unreadable:
        lines.append(unreadable.line)

    assert all(line >= 1 for line in lines)
