"""Map files as data: every scalar text, every part with its line."""

import pytest

from gateway.mapping.faults import MapFault
from gateway.mapping.files import parse, where

GOOD = """\
title: "One"
rows:
  - &ref {segment: REF, max: 10}
  - *ref
note: 012
"""


def test_every_scalar_is_text() -> None:
    """Codes are never numbers, and anchors share rows."""
    data = parse(GOOD, "a.yaml")

    row = {"segment": "REF", "max": "10"}
    assert {"title": "One", "rows": [row, row], "note": "012"} == data


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), "a.yaml:1:1"),
        (("note",), "a.yaml:5:1"),
        (("rows", 0, "segment", "max"), "a.yaml:3:11"),
        (("rows", 7), "a.yaml:2:1"),
        (("rows", "nothing", "there"), "a.yaml:2:1"),
    ],
)
def test_a_place_is_told_by_line(path: tuple[str | int, ...], line: str) -> None:
    """The innermost part that was written counts; what is not in the data is passed over."""
    assert line == where(parse(GOOD, "a.yaml"), path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "a.yaml:2:1: is not YAML"),
        ("a: \x07", "a.yaml:1:1: is not YAML"),
        ("- a", "a.yaml:1:1: a map is a mapping"),
        ("", "a.yaml:1:1: a map is a mapping"),
        ("a: 1\na: 2", "a.yaml:2:1: a is written twice"),
        ("[1]: 2", "a.yaml:1:1: a key is a text"),
        ("a: &x [1, *x]", "a.yaml:1:4: an anchor stands within itself"),
    ],
)
def test_what_is_no_map_is_refused_with_its_line(text: str, said: str) -> None:
    """The author is led to the line."""
    with pytest.raises(MapFault) as fault:
        parse(text, "a.yaml")

    assert str(fault.value).startswith(said)


def test_data_that_was_not_written_has_no_line() -> None:
    """Plain data has no place."""
    assert "" == where({"a": 1}, ("a",))
