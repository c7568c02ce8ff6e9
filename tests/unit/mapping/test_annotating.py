"""The annotated document: a tree that keeps every segment, names what it can, and loses no finding."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.findings import Finding, find
from gateway.mapping.annotating import AnnotatedLoop, AnnotatedSegment, AnnotatedSet, annotate, meaning_of
from gateway.x12.definitions import Dictionary, ElementDef
from gateway.x12.delimiters import Delimiters
from gateway.x12.dictionary import load
from gateway.x12.interchanges import TransactionSet

STANDARD = Path(__file__).parents[3] / "mappings" / "standards" / "x12" / "004010"


@cache
def dictionary() -> Dictionary:
    return load(STANDARD)


def a_set(*segments: str, delimiters: Delimiters | None = None) -> TransactionSet:
    return TransactionSet(
        id=segments[0].split("*")[1] if segments else "850",
        control_number="0001",
        version="004010",
        segments=segments,
        delimiters=delimiters or Delimiters(),
    )


def annotated(*segments: str, findings: tuple[Finding, ...] = ()) -> AnnotatedSet:
    return annotate(a_set(*segments), dictionary(), findings)


def outline(items: tuple[AnnotatedSegment | AnnotatedLoop, ...]) -> list[object]:
    """Return a tree as nested lists of identifiers, loops by identifier and turn."""
    return [
        one.id if isinstance(one, AnnotatedSegment) else [f"{one.id} {one.turn}", *outline(one.items)]
        for one in items
    ]


ORDER = (
    "ST*850*0001",
    "BEG*00*SA*4500**20260301",
    "N1*ST*Stores*92*0078",
    "N3*12 Mill Road",
    "N1*BT*Stores",
    "PO1*1*10*EA*9.95**VN*BOLT",
    "PID*F****Bolt",
    "PO1*2*5*EA",
    "CTT*2",
    "AMT*TT*99.5",
    "SE*11*0001",
)


NOTICE = (
    "ST*856*0001",
    "BSN*00*1*20260301*1200",
    "HL*1**S",
    "TD1*CTN",
    "HL*2*1*O",
    "PRF*1",
    "HL*3*1*O",
    "PRF*2",
    "HL*4*2*I",
    "LIN**VN*BOLT",
    "HL*5*3*I",
    "LIN**VN*NUT",
    "SE*13*0001",
)


def shown(items: tuple[AnnotatedSegment | AnnotatedLoop, ...], wanted: range) -> list[object]:
    """Return the segments at some positions, in order of the tree, each with the loops around it and what opens them."""
    found: list[object] = []
    for one in items:
        if isinstance(one, AnnotatedSegment):
            found += [one] if one.position in wanted else []
        else:
            head = (one.id, one.name, one.turn, one.items[0])
            found += [(head, within) for within in shown(one.items, wanted)]
    return found


def test_a_part_of_a_set_is_what_stands_there_with_the_loops_around_it() -> None:
    """A loop has the segment that opens it, which names it, and its turn in the whole set; what comes before is left out."""
    part = annotate(a_set(*ORDER), dictionary(), only=range(7, 9))

    assert [["PO1 1", "PO1", ["PID 1", "PID"]], ["PO1 2", "PO1"]] == outline(part.items)
    assert 11 == part.length
    assert [6, 7, 8] == [one.position for one in part.segments()]


@pytest.mark.parametrize("wanted", [range(-5, 0), range(12, 99), range(3, 3)])
def test_where_nothing_stands_a_part_is_empty(wanted: range) -> None:
    """Its length is still that of the whole."""
    part = annotate(a_set(*ORDER), dictionary(), only=wanted)

    assert ((), 11) == (part.items, part.length)


def test_a_part_of_a_set_nobody_knows_is_annotated_too() -> None:
    """Without loops there is nothing around it."""
    part = annotate(a_set("ST*QQQ*0001", "ABC*1", "ABC*2", "SE*4*0001"), dictionary(), only=range(3, 4))

    assert [3] == [one.position for one in part.segments()]


def test_a_level_in_a_part_stands_in_those_it_belongs_to() -> None:
    """However far before it they came."""
    part = annotate(a_set(*NOTICE), dictionary(), only=range(12, 13))

    assert [["HL 1", "HL", ["HL 3", "HL", ["HL 5", "HL", "LIN"]]]] == outline(part.items)


@given(
    segments=st.one_of(
        st.permutations(ORDER),
        st.permutations(NOTICE),
        st.lists(st.sampled_from((*NOTICE, *ORDER)), max_size=30),
    ),
    begin=st.integers(-1, 20),
    length=st.integers(0, 9),
    at=st.integers(0, 20),
)
def test_a_part_says_what_the_whole_says_there(segments: list[str], begin: int, length: int, at: int) -> None:
    """Whatever the order of the segments: the same names, meanings, findings and loops around each."""
    wanted = range(begin, begin + length)
    received = replace(a_set(*ORDER if "ST*850*0001" in segments[:1] else NOTICE), segments=tuple(segments))
    findings = (find("x12.element-missing", position=at, element="PO101"),)

    whole = annotate(received, dictionary(), findings)
    part = annotate(received, dictionary(), findings, only=wanted)

    assert shown(whole.items, wanted) == shown(part.items, wanted)
    assert (whole.length, whole.findings) == (part.length, part.findings)


def test_loops_stand_around_their_segments() -> None:
    """Each turn of a loop holds its segments and the loops within it, and turns are counted."""
    tree = annotated(*ORDER)

    expected = [
        "ST",
        "BEG",
        ["N1 1", "N1", "N3"],
        ["N1 2", "N1"],
        ["PO1 1", "PO1", ["PID 1", "PID"]],
        ["PO1 2", "PO1"],
        ["CTT 1", "CTT", "AMT"],
        "SE",
    ]
    assert expected == outline(tree.items)
    assert list(ORDER) == [one.raw for one in tree.segments()]


def test_segments_elements_and_codes_have_our_names() -> None:
    """What the dictionary knows is named; values that say nothing themselves get their meaning."""
    begin = list(annotated(*ORDER).segments())[1]

    assert dictionary().name_of("BEG") == begin.name
    assert [
        ("BEG01", "00", "original"),
        ("BEG03", "4500", ""),
        ("BEG05", "20260301", "2026-03-01"),
    ] == [
        (one.reference, one.value, one.meaning)
        for one in begin.elements
        if one.reference in {"BEG01", "BEG03", "BEG05"}
    ]


def test_levels_nest_below_their_parents() -> None:
    """HL02 says where a level belongs; a level whose parent never came stays where it is."""
    tree = annotated(
        "ST*856*0001",
        "BSN*00*S1*20260301*1200",
        "HL*1**S",
        "HL*2*1*O",
        "HL*3*2*I",
        "HL*4*1*O",
        "HL*5*99*I",
        "CTT*5",
        "SE*9*0001",
    )

    expected = [
        "ST",
        "BSN",
        ["HL 1", "HL", ["HL 2", "HL", ["HL 3", "HL"]], ["HL 4", "HL"]],
        ["HL 5", "HL"],
        "CTT",
        "SE",
    ]
    assert expected == outline(tree.items)


def test_a_chain_of_levels_is_nested_only_so_deep() -> None:
    """A thousand levels, each below the one before, do not make a tree nobody can walk."""
    levels = [f"HL*{number}*{number - 1}*I" for number in range(1, 1001)]

    tree = annotated("ST*856*0001", "BSN*00*S1*20260301*1200", *levels, "SE*1003*0001")

    assert len(list(tree.segments())) == 1003


def test_findings_stand_at_their_element() -> None:
    """An element with a finding is shown even where it is missing; the segment's own findings stay with it."""
    missing = find("x12.element-missing", segment="BEG", position=2, element="BEG03")
    misplaced = find("x12.segment-misplaced", segment="BEG", position=2)

    tree = annotated("ST*850*0001", "BEG*00*SA", "SE*3*0001", findings=(missing, misplaced))

    begin = list(tree.segments())[1]
    assert ("BEG03", "", (missing,)) == (
        begin.elements[-1].reference,
        begin.elements[-1].value,
        begin.elements[-1].findings,
    )
    assert (misplaced,) == begin.findings


def test_findings_of_another_segment_stand_where_they_were_noticed() -> None:
    """What is missing is said at the segment before which it should have come, or with the set at its end."""
    before = find("x12.segment-missing", segment="BEG", position=2)
    after = find("x12.se-missing", segment="SE", position=9)
    envelope = find("x12.st-invalid", segment="ST")

    tree = annotated("ST*850*0001", "PO1*1*2*EA", findings=(before, after, envelope))

    assert (before,) == list(tree.segments())[1].findings
    assert (after, envelope) == tree.findings


def test_composites_are_shown_by_component() -> None:
    """Each component has its reference, name and findings; a finding on the whole comes first."""
    whole = find("x12.component-too-many", segment="AK4", position=2, element="AK401")
    inner = find("x12.element-missing", segment="AK4", position=2, element="AK401-3")

    tree = annotate(a_set("ST*997*0001", "AK4*1>>2*67*1", "SE*3*0001"), dictionary(), (whole, inner))

    segment = list(tree.segments())[1]
    assert [
        ("AK401", "1>>2", (whole,)),
        ("AK401-1", "1", ()),
        ("AK401-3", "2", (inner,)),
    ] == [(one.reference, one.value, one.findings) for one in segment.elements[:3]]


def test_repetitions_are_shown_one_by_one() -> None:
    """Where the interchange repeats elements, each repetition stands by itself with its own findings."""
    second = find("x12.element-too-long", segment="REF", position=2, element="REF02", repetition=3)
    lost = find("x12.element-too-long", segment="REF", position=2, element="REF02", repetition=9)
    received = a_set("ST*850*0001", "REF*DP*420^^421", "SE*3*0001", delimiters=Delimiters(repetition="^"))

    segment = list(annotate(received, dictionary(), (second, lost)).segments())[1]

    assert [("420", ()), ("421", (second,))] == [
        (one.value, one.findings) for one in segment.elements if one.reference == "REF02"
    ]
    assert (lost,) == segment.findings


def test_what_the_dictionary_does_not_know_is_kept_as_it_is() -> None:
    """Unknown sets, segments and elements keep place and value, without a name."""
    tree = annotated("ST*204*0001", "QQQ*1*2", "BEG*00*SA*1**20260301*******13", "SE*4*0001")

    assert "" == tree.name
    assert [("QQQ01", "1", ""), ("QQQ02", "2", "")] == [
        (one.reference, one.value, one.name) for one in list(tree.segments())[1].elements
    ]


def test_references_that_name_no_position_do_not_disturb() -> None:
    """A finding with an odd element stays with its segment."""
    odd = find("x12.element-missing", segment="BEG", position=2, element="BEG")
    worse = find("x12.element-missing", segment="AK4", position=3, element="AK401-x")

    tree = annotated("ST*997*0001", "BEG*00", "AK4*1", "SE*4*0001", findings=(odd, worse))

    assert [(), (odd,), (worse,), ()] == [one.findings for one in tree.segments()]


def test_a_set_without_segments_is_an_empty_tree() -> None:
    """Nothing in, nothing out."""
    empty = TransactionSet(id="850", control_number="")

    assert () == annotate(empty, dictionary()).items


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("DT", "20260301", "2026-03-01"),
        ("DT", "260301", "26-03-01"),
        ("DT", "2026", ""),
        ("DT", "20261341", ""),
        ("TM", "2561", ""),
        ("DT", "March", ""),
        ("TM", "0915", "09:15"),
        ("TM", "09153012", "09:15:30"),
        ("N2", "1250", "12.50"),
        ("N2", "-5", "-0.05"),
        ("N0", "7", ""),
        ("R", "7", ""),
        ("AN", "٣", ""),
    ],
)
def test_days_times_and_implied_decimals_are_spelled_out(kind: str, value: str, expected: str) -> None:
    """A meaning is given only where the text does not say it already."""
    element = ElementDef(number="1", name="One", type=kind, minimum=1, maximum=9)

    assert expected == meaning_of(element, value)


@given(
    segments=st.lists(st.text(alphabet="BEGPO1HLNST*>^0129 \x00é", max_size=24), max_size=12),
    positions=st.lists(st.tuples(st.integers(-2, 15), st.sampled_from(["", "BEG01", "HL02-1", "N1"]))),
)
def test_any_segments_and_findings_make_a_tree_that_loses_nothing(
    segments: list[str], positions: list[tuple[int, str]]
) -> None:
    """Whatever the text, every segment is in the tree once and every finding is somewhere in it."""
    findings = tuple(
        find("x12.element-missing", position=position, element=element) for position, element in positions
    )
    received = TransactionSet(id="850", control_number="1", segments=tuple(segments))

    tree = annotate(received, dictionary(), findings)

    kept = list(tree.findings)
    for segment in tree.segments():
        kept += segment.findings
        for element in segment.elements:
            kept += element.findings
    assert sorted(segments) == sorted(one.raw for one in tree.segments())
    assert set(findings) == set(kept)
