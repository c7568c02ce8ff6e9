"""The order of segments: where each one goes, and what is said when they are out of order."""

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.domain.findings import Severity
from gateway.x12.dictionary import load
from gateway.x12.misorder import misorder
from gateway.x12.structure import Structure, Walk, structure_of

DICTIONARY = load(Path(__file__).resolve().parents[3] / "mappings/standards/x12/004010")
ORDERS = Structure(DICTIONARY.sets["850"])
NOTICES = Structure(DICTIONARY.sets["856"])
ACKS = Structure(DICTIONARY.sets["997"])


def rows(ids: str) -> list[list[str]]:
    return [[segment] for segment in ids.split()]


def places(structure: Structure, ids: str) -> list[str]:
    """Return the loop of each segment of a set in order."""
    steps = structure.walk(rows(ids))
    assert steps is not None
    return [step.place.loop.path for step in steps]


def disorder(structure: Structure, ids: str) -> Walk:
    walked = rows(ids)
    assert structure.walk(walked) is None
    return misorder(structure, walked, DICTIONARY.segments)


def said(walk: Walk) -> list[tuple[str, str, int, str]]:
    return [(one.code, one.segment, one.position, one.loop) for one in walk.findings]


def test_segments_go_to_the_innermost_loop_that_has_a_later_place() -> None:
    """A reference after a party is the party's; after a line, the line's."""
    ids = "ST BEG REF N1 REF N1 PO1 PID MEA REF CTT AMT SE"

    expected = ["", "", "", "N1", "N1", "N1", "PO1", "PO1/PID", "PO1/PID", "PO1", "CTT", "CTT", ""]
    assert expected == places(ORDERS, ids)


def test_a_loop_turns_at_its_opening_segment() -> None:
    """Loops within a turn end with it."""
    steps = ORDERS.walk(rows("ST BEG PO1 N1 N3 PO1 SE"))

    assert steps is not None
    assert ["PO1/N1", "PO1"] == [loop.path for loop in steps[5].closes]
    assert steps[5].opens


def test_a_segment_may_repeat_up_to_its_maximum() -> None:
    """Repeated segments stay in their place."""
    assert ["", "", "", "", "PO1", ""] == places(ORDERS, "ST BEG REF REF PO1 SE")


@pytest.mark.parametrize("structure", [ORDERS, NOTICES, ACKS])
def test_places_know_their_limits(structure: Structure) -> None:
    """Every place and loop says how often it may occur and whether it must."""
    for place in structure.places:
        assert place.limit >= 1
        assert place.loop.limit >= 1
        assert place.mandatory == (place.row.usage == "M")
    assert not structure.root.mandatory


def test_a_missing_segment_is_said_once_where_it_should_have_been() -> None:
    """BEG is missed at the segment found instead."""
    walk = disorder(ORDERS, "ST REF PO1 PO1 SE")

    assert [("x12.segment-missing", "BEG", 2, "")] == said(walk)
    assert None not in walk.steps


def test_a_missing_loop_is_said() -> None:
    """An order without lines lacks its PO1 loop."""
    assert [("x12.loop-missing", "PO1", 3, "")] == said(disorder(ORDERS, "ST BEG CTT SE"))


def test_a_set_without_trailer_is_examined_to_its_end() -> None:
    """What is missing at the end is said though no SE came; the SE itself is the envelope's matter."""
    assert [("x12.segment-missing", "AK9", 4, "")] == said(disorder(ACKS, "ST AK1 AK2"))[1:]
    assert [] == said(disorder(ORDERS, "ST BEG PO1"))


def test_a_misplaced_segment_goes_back_to_its_loop() -> None:
    """A head reference after the dates is read as what it is."""
    walk = disorder(ORDERS, "ST BEG DTM REF DTM PO1 SE")

    assert [("x12.segment-misplaced", "REF", 4, "")] == said(walk)
    assert {Severity.WARNING} == {one.severity for one in walk.findings}


def test_a_misplaced_segment_closes_inner_loops() -> None:
    """A description after a line's party belongs to the line."""
    walk = disorder(ORDERS, "ST BEG PO1 N1 PID PO1 SE")

    step = walk.steps[4]
    assert step is not None
    assert ["PO1/N1"] == [loop.path for loop in step.closes]
    assert [("x12.segment-misplaced", "PID", 5, "PO1/PID")] == said(walk)


def test_a_segment_found_late_is_not_missing_after_all() -> None:
    """A mandatory segment that comes out of order is misplaced, not missing."""
    assert [("x12.segment-misplaced", "AK1", 4, "")] == said(disorder(ACKS, "ST AK2 AK5 AK1 AK9 SE"))


def test_going_back_does_not_make_what_was_seen_missing() -> None:
    """After a step back the mandatory segments already seen stay seen."""
    walk = disorder(ACKS, "ST AK1 AK2 AK5 AK3 AK4 AK9 SE")

    assert [("x12.segment-misplaced", "AK3", 5, "AK2/AK3")] == said(walk)


def test_what_was_said_to_be_missing_is_not_said_again() -> None:
    """Passing the same gap twice gives one finding."""
    assert [
        ("x12.segment-missing", "BEG", 2, ""),
        ("x12.segment-misplaced", "REF", 3, ""),
    ] == said(disorder(ORDERS, "ST DTM REF DTM PO1 SE"))


def test_too_many_segments_and_turns_are_said_and_read() -> None:
    """Over the maximum the segments are still placed."""
    walk = disorder(ORDERS, "ST BEG CUR CUR PO1 SE")
    assert [("x12.segment-repeated", "CUR", 4, "")] == said(walk)
    assert None not in walk.steps

    turns = disorder(ORDERS, "ST BEG " + "SAC " * 26 + "PO1 SE")
    assert [("x12.loop-repeated", "SAC", 28, "")] == said(turns)


@pytest.mark.parametrize(
    ("segment", "code"),
    [("XXX", "x12.segment-unknown"), ("BIG", "x12.segment-unexpected"), ("N3", "x12.segment-misplaced")],
)
def test_a_segment_without_a_place_is_named_for_the_reason(segment: str, code: str) -> None:
    """Not in the standard, not in the set, or not without the segment that opens its loop: each is an error."""
    walk = disorder(ORDERS, f"ST BEG {segment} PO1 SE")

    assert [(code, Severity.ERROR)] == [(one.code, one.severity) for one in walk.findings]
    assert walk.steps[2] is None


def test_levels_turn_one_flat_loop() -> None:
    """HL is a single loop in the standard, whatever its levels mean."""
    assert {"HL"} == set(places(NOTICES, "ST BSN HL TD1 HL PRF HL LIN SN1 CTT SE")[2:9])


def test_a_structure_is_made_once_while_few_are_asked_for() -> None:
    """The same definition has the same structure; another definition that looks alike has its own."""
    definition = DICTIONARY.sets["850"]
    twin = replace(definition)
    first = structure_of(definition)

    assert first is structure_of(definition)
    assert first is not structure_of(twin)
    for number in range(70):
        structure_of(replace(DICTIONARY.sets["997"], name=str(number)))
    assert first is not structure_of(definition)
