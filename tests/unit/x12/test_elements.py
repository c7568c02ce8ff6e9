"""Elements against the standard: types, lengths, conditions, composites, repetitions; fast and exact agree."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.x12.definitions import (
    CompositeDef,
    Condition,
    ConditionKind,
    ElementDef,
    ElementUse,
    SegmentDef,
    Usage,
)
from gateway.x12.delimiters import Delimiters
from gateway.x12.dictionary import load
from gateway.x12.element_types import faults, length, pattern
from gateway.x12.elements import Fault, Narrowing, absences, examine, matcher

DICTIONARY = load(Path(__file__).resolve().parents[3] / "mappings/standards/x12/004010")
STARS = Delimiters()
REPEATING = Delimiters(repetition="^")


def element(kind: str, minimum: int = 1, maximum: int = 10, **codes: str) -> ElementDef:
    return ElementDef(number="1", name="One", type=kind, minimum=minimum, maximum=maximum, codes=codes)


def use(definition: ElementDef | CompositeDef, usage: Usage = "O", repeat: int = 1) -> ElementUse:
    return ElementUse(definition=definition, usage=usage, repeat=repeat)


def segment(*uses: ElementUse, conditions: tuple[Condition, ...] = ()) -> SegmentDef:
    return SegmentDef(id="XX", name="Some", elements=uses, conditions=conditions)


def condition(kind: ConditionKind, *positions: int, certain: bool = True) -> Condition:
    return Condition(kind=kind, positions=positions, certain=certain)


def composite(*uses: ElementUse, conditions: tuple[Condition, ...] = ()) -> CompositeDef:
    return CompositeDef(id="C1", name="Pair", elements=uses, conditions=conditions)


def codes(definition: SegmentDef, raw: str, delimiters: Delimiters = STARS) -> list[tuple[str, int, int]]:
    elements = raw.split(delimiters.element)
    return [(one.code, one.position, one.component) for one in examine(definition, elements, delimiters)]


def matches(definition: SegmentDef, raw: str, delimiters: Delimiters = STARS, **narrowed: Narrowing) -> bool:
    present = [bool(one) for one in raw.split(delimiters.element)[1:]]
    places = {(int(at.strip("e")), 0): one for at, one in narrowed.items()}
    return bool(matcher(definition, delimiters, places, present)(raw))


WHAT_TYPES_SAY = [
    ("AN", 1, 3, "abc", []),
    ("AN", 2, 3, "a", ["x12.element-too-short"]),
    ("AN", 1, 3, "abcd", ["x12.element-too-long"]),
    ("AN", 1, 9, "a\tb", ["x12.element-characters"]),
    ("AN", 1, 1, "\x00\x00", ["x12.element-characters", "x12.element-too-long"]),
    ("AN", 1, 3, " a", []),
    ("AN", 1, 3, "a ", ["x12.element-padded"]),
    ("AN", 1, 3, "  ", ["x12.element-blank"]),
    ("ID", 1, 3, "A  ", ["x12.element-padded"]),
    ("ID", 2, 2, "é1", []),
    ("B", 1, 3, "\x00 ", []),
    ("B", 1, 3, "abcd", ["x12.element-too-long"]),
    ("R", 1, 3, "-1.25", []),
    ("R", 1, 3, "12.", []),
    ("R", 2, 3, ".5", ["x12.element-too-short"]),
    ("R", 1, 3, "1.250", ["x12.element-too-long"]),
    ("R", 1, 3, "1.2.3", ["x12.element-characters"]),
    ("R", 1, 3, "+1", ["x12.element-characters"]),
    ("R", 1, 3, ".", ["x12.element-characters"]),
    ("R", 1, 3, "1E5", ["x12.element-characters"]),
    ("N2", 1, 3, "-125", []),
    ("N0", 2, 3, "-1", ["x12.element-too-short"]),
    ("N0", 1, 3, "1.5", ["x12.element-characters"]),
    ("DT", 8, 8, "20240229", []),
    ("DT", 8, 8, "20000229", []),
    ("DT", 8, 8, "19000229", ["x12.element-date"]),
    ("DT", 8, 8, "20230229", ["x12.element-date"]),
    ("DT", 8, 8, "20240431", ["x12.element-date"]),
    ("DT", 8, 8, "00000101", ["x12.element-date"]),
    ("DT", 8, 8, "2024010", ["x12.element-date"]),
    ("DT", 8, 8, "240229", ["x12.element-too-short"]),
    ("DT", 6, 6, "20240229", ["x12.element-too-long"]),
    ("DT", 6, 6, "000229", []),
    ("DT", 6, 8, "230229", ["x12.element-date"]),
    ("TM", 4, 8, "2359", []),
    ("TM", 4, 8, "235959", []),
    ("TM", 4, 8, "2359599", []),
    ("TM", 4, 8, "23595999", []),
    ("TM", 4, 8, "2400", ["x12.element-time"]),
    ("TM", 4, 8, "235960", ["x12.element-time"]),
    ("TM", 4, 4, "235959", ["x12.element-too-long"]),
    ("TM", 6, 8, "2359", ["x12.element-too-short"]),
]


@pytest.mark.parametrize(("kind", "minimum", "maximum", "text", "expected"), WHAT_TYPES_SAY)
def test_a_type_says_what_is_wrong_with_a_text(
    kind: str, minimum: int, maximum: int, text: str, expected: list[str]
) -> None:
    """Characters first; lengths of numbers without sign and point; days and times that exist."""
    definition = element(kind, minimum, maximum)

    assert expected == list(faults(definition, text))
    assert (not expected) == matches(segment(use(definition)), f"XX*{text}")


def test_blanks_that_fill_a_text_to_its_minimum_are_none_too_many() -> None:
    """A short text is padded to the length it must have."""
    assert [] == list(faults(element("AN", 3, 9), "a  "))
    assert ["x12.element-padded"] == list(faults(element("AN", 3, 9), "a   "))


def test_a_date_no_length_allows_never_matches() -> None:
    """A type whose lengths fit no form of it matches nothing."""
    assert "(?!)" == pattern(element("DT", 7, 7), forbidden="*")
    assert "(?!)" == pattern(element("TM", 5, 5), forbidden="*")


def test_lengths_count_as_the_standard_does() -> None:
    """Sign and point of a number do not count."""
    assert 3 == length(element("R"), "-1.25")
    assert 5 == length(element("AN"), "-1.25")


def test_unlisted_codes_are_said_where_the_dictionary_has_a_list() -> None:
    """Where no list is kept, every code passes."""
    assert ["x12.code-unlisted"] == list(faults(element("ID", 2, 2, EA="each"), "ZZ"))
    assert [] == list(faults(element("ID", 2, 2, EA="each"), "EA"))


@given(day=st.dates(min_value=date(1, 1, 1)))
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    """The pattern knows leap years; the day after the last of a month is no date."""
    definition = segment(use(element("DT", 8, 8)))
    text = f"{day.year:04}{day.month:02}{day.day:02}"

    assert matches(definition, f"XX*{text}")
    assert not matches(definition, f"XX*{text[:6]}32")


@pytest.mark.parametrize(
    ("kind", "present", "broken"),
    [
        ("P", "..", 0), ("P", "xx", 0), ("P", "x.", 2), ("P", ".x", 1),
        ("R", "..", 1), ("R", ".x", 0),
        ("E", "xx", 2), ("E", "x.", 0),
        ("C", "x.", 2), ("C", ".x", 0), ("C", "xx", 0),
        ("L", "x..", 2), ("L", "x.x", 0), ("L", ".x.", 0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("certain", [True, False])
def test_conditions_between_elements(
    kind: ConditionKind, present: str, broken: int, *, certain: bool
) -> None:
    """All or none, at least one, at most one, all others if the first, one other if the first."""
    definition = segment(
        *[use(element("AN")) for _ in range(4)],
        conditions=(condition(kind, *range(1, len(present) + 1), certain=certain),),
    )
    code = "x12.element-condition" if certain else "x12.element-condition-doubtful"

    expected = [Fault(code=code, position=broken)] if broken else []
    assert expected == list(
        absences(definition, [*[one == "x" for one in present], *[False] * (3 - len(present)), True])
    )


def test_what_presence_alone_tells() -> None:
    """No data, mandatory elements, too many, and separators at the end."""
    definition = segment(use(element("AN"), "M"), use(element("AN")))

    assert ["x12.segment-no-data"] == [one.code for one in absences(definition, [])]
    assert ["x12.segment-no-data"] == [one.code for one in absences(definition, [False, False])]
    assert [("x12.element-missing", 1)] == [
        (one.code, one.position) for one in absences(definition, [False, True])
    ]
    assert [("x12.element-too-many", 3)] == [
        (one.code, one.position) for one in absences(definition, [True] * 4)
    ]
    assert [("x12.trailing-separators", 2)] == [
        (one.code, one.position) for one in absences(definition, [True, False])
    ]


def test_components_are_examined_one_by_one() -> None:
    """Missing, malformed, under a condition, too many."""
    pair = composite(
        use(element("N0"), "M"), use(element("AN")), use(element("AN")), conditions=(condition("P", 2, 3),)
    )
    definition = segment(use(pair))

    assert [] == codes(definition, "XX*1>a>b")
    assert [("x12.element-missing", 1, 1)] == codes(definition, "XX*>a>b")
    assert [("x12.element-characters", 1, 1), ("x12.element-condition", 1, 3)] == codes(definition, "XX*x>a")
    assert [("x12.component-too-many", 1, 4)] == codes(definition, "XX*1>a>b>c")


def test_a_simple_element_has_no_components() -> None:
    """A component separator in it is said; the text stays whole."""
    definition = segment(use(element("AN")))

    assert [("x12.component-too-many", 1, 0)] == codes(definition, "XX*a>b")
    assert not matches(definition, "XX*a>b")
    assert [] == codes(definition, "XX*a>b", Delimiters(component=""))


def test_repetitions_are_split_and_counted_where_there_is_a_separator() -> None:
    """Each is examined; too many are said; without a separator the character is data."""
    definition = segment(use(element("N0"), repeat=2))

    found = list(examine(definition, ["XX", "1^x"], REPEATING))
    assert [("x12.element-characters", 2)] == [(one.code, one.repetition) for one in found]
    assert [("x12.repetition-too-many", 1, 0)] == codes(definition, "XX*1^2^3", REPEATING)
    assert [] == codes(definition, "XX*1^^", Delimiters(repetition="^", element="*"))[1:]
    assert [("x12.element-characters", 1, 0)] == codes(definition, "XX*1^2")
    assert matches(definition, "XX*1^2", REPEATING)
    assert not matches(definition, "XX*1^2^3", REPEATING)


@pytest.mark.parametrize(
    ("uses", "text", "expected"),
    [
        ("M", "1", True), ("MO", "1", True), ("MO", "1>2", True), ("OM", ">2", True), ("OM", "1", False),
        ("OO", ">2", True), ("MOM", "1>>3", True), ("MOM", "1>2", False),
    ],
)  # fmt: skip
def test_patterns_of_composites(uses: str, text: str, *, expected: bool) -> None:
    """Optional components may be empty or missing at the end, mandatory ones not."""
    names: dict[str, Usage] = {"M": "M", "O": "O"}
    definition = segment(use(composite(*[use(element("N0"), names[one]) for one in uses])))

    assert expected == matches(definition, f"XX*{text}")
    assert expected == (not codes(definition, f"XX*{text}"))


def test_composites_without_a_separator_have_one_component() -> None:
    """If another is mandatory, nothing matches."""
    bare = Delimiters(component="")

    assert matches(segment(use(composite(use(element("N0")), use(element("N0"))))), "XX*1", bare)
    assert not matches(segment(use(composite(use(element("N0")), use(element("N0"), "M")))), "XX*1", bare)


def test_agreed_texts_lengths_and_forms_narrow_a_pattern() -> None:
    """What was agreed beyond the standard is part of the fast test."""
    definition = segment(use(element("AN", 1, 9)), use(element("AN", 1, 9)))

    assert matches(definition, "XX*A.*b", e1=Narrowing(texts=("A.", "B")))
    assert not matches(definition, "XX*AB*b", e1=Narrowing(texts=("A.", "B")))
    assert matches(definition, "XX*abc", e1=Narrowing(maximum=3))
    assert not matches(definition, "XX*abcd", e1=Narrowing(maximum=3))
    assert matches(definition, "XX*12*b", e1=Narrowing(form="[0-9]+"))
    assert not matches(definition, "XX*12a*b", e1=Narrowing(form="[0-9]+"))


SEGMENTS = [one for one in DICTIONARY.segments.values() if one.id not in ("ISA", "IEA", "GS", "GE", "TA1")]
TEXTS = st.sampled_from(
    [
        "",
        "",
        "A",
        "EA",
        "12",
        "1.5",
        "-3",
        "20240229",
        "20240230",
        "1200",
        "2500",
        "0012>3",
        ">",
        "A^B",
        "é",
        "a\x01b",
        "x" * 90,
    ]
)


@given(
    definition=st.sampled_from(SEGMENTS),
    elements=st.lists(TEXTS, max_size=12),
    delimiters=st.sampled_from([STARS, REPEATING]),
)
def test_the_fast_way_and_the_exact_way_agree(
    definition: SegmentDef, elements: list[str], delimiters: Delimiters
) -> None:
    """A pattern that matches vouches for every element; one that does not leaves the exact way to say why."""
    raw = "*".join([definition.id, *elements])
    present = [bool(one) for one in elements]
    exact = [one.code for one in examine(definition, [definition.id, *elements], delimiters)]
    exact = [one for one in exact if one != "x12.code-unlisted"]
    known = len(elements) <= len(definition.elements)

    if matcher(definition, delimiters, {}, present)(raw):
        assert known
        assert [] == exact
    elif known and not any(">" in one for one in elements):
        assert [] != exact
