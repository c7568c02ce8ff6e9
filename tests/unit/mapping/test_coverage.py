"""Coverage: every segment is traced to its row, and what no row reads is counted where it was met."""

from dataclasses import replace
from pathlib import Path

from gateway.mapping.coverage import Coverage, Gap, Received, cover
from gateway.mapping.tracing import trace
from gateway.x12.delimiters import USUAL
from gateway.x12.interchanges import TransactionSet
from tests.unit.mapping.studied import BASE_NAME, covered, library, order

NOTICE = "base/x12/004010/856"


def gaps(coverage: Coverage) -> list[tuple[str, str, str, str, int]]:
    """Return what was not read, in short."""
    return [(one.kind, one.address, one.element, one.value, one.met.times) for one in coverage.gaps]


def test_a_set_the_map_reads_wholly_leaves_no_gap(tmp_path: Path) -> None:
    """Values are counted as they are read; rows never met are named, of a loop only the loop."""
    plan = library(tmp_path).plan(BASE_NAME)
    found = covered(plan, order("BEG*00*NE*77**20260101", "PO1*1*5*EA***VN*A1", "CTT*1"))

    assert [] == gaps(found)
    assert (1, 1, 3, 10, 10) == (found.sets, found.files, found.segments, found.values, found.values_read)
    assert ["CUR", "REF", "N1", "CTT/AMT*TT"] == [one.address for one in found.never]
    assert {"VN": 1} == found.elements["PO1", "PO106"].codes


def test_what_no_row_reads_is_counted_with_its_first_place(tmp_path: Path) -> None:
    """Segments, elements, codes, fixed texts and what was agreed not to be sent, each for itself."""
    plan = library(tmp_path).plan(BASE_NAME)
    found = covered(
        plan,
        order(
            "BEG*07*ZZ*77*1*20260101*******EL",
            "CUR*SE*USD",
            "REF*DP*5*text",
            "REF*ZZ*6*text",
            "FOB*PP",
            "TD5*O",
            "ZZZ*1",
            "PO1*1*5*EA***SK*A1",
            "CTT*1",
        ),
        order("BEG*00*NE*78", "REF*DP*5*text", "PO1*1*5*EA***VN*A1", "CTT*1", number="0002"),
    )

    assert {
        ("code", "BEG", "BEG01", "07", 1),
        ("kept-code", "BEG", "BEG02", "ZZ", 1),
        ("element", "BEG", "BEG04", "", 1),
        ("forbidden", "BEG", "BEG12", "", 1),
        ("fixed", "CUR", "CUR01", "SE", 1),
        ("element", "REF", "REF03", "", 3),
        ("code", "REF", "REF01", "ZZ", 1),
        ("forbidden", "FOB", "", "", 1),
        ("segment", "TD5", "", "", 1),
        ("misplaced", "ZZZ", "", "", 1),
        ("code", "PO1", "PO106", "SK", 1),
    } == set(gaps(found))
    third = next(one for one in found.gaps if one.element == "REF03")
    assert (3, 2, 1) == (third.met.times, third.met.sets, third.met.files)
    assert ("one.edi", "0001", 4) == (
        third.met.example.file,
        third.met.example.control_number,
        third.met.example.position,
    )


def test_sets_of_another_kind_are_passed_over(tmp_path: Path) -> None:
    """A map says nothing about them."""
    plan = library(tmp_path).plan(BASE_NAME)
    found = cover(plan, [Received(file="a", set=replace(order("BIG*20260101*1"), id="810"))])

    assert (0, 0, ()) == (found.sets, found.values, found.gaps)


def test_an_element_beyond_the_standard_has_no_name(tmp_path: Path) -> None:
    """It is still said where it stood."""
    plan = library(tmp_path).plan(BASE_NAME)
    found = covered(plan, order("BEG*00*NE*77", "PO1*1*5*EA***VN*A1", "CTT*1*5*1*LB*1*CF*text*more"))

    assert ("element", "CTT", "CTT08", "", 1) in gaps(found)
    assert "" == next(one for one in found.gaps if one.element == "CTT08").name


def test_a_second_repetition_is_not_read(tmp_path: Path) -> None:
    """Only the first is; the rest is said."""
    plan = library(tmp_path).plan(BASE_NAME)
    delimiters = replace(USUAL, repetition="^")
    found = covered(
        plan, order("BEG*00*NE*77", "REF*DP^IA*5^6", "PO1*1*5*EA", "CTT*1", delimiters=delimiters)
    )

    assert ("repeated", "REF", "REF01", "", 1) in gaps(found)
    assert ("repeated", "REF", "REF02", "", 1) in gaps(found)


def notice(*segments: str) -> TransactionSet:
    """Return a shipment notice of the segments."""
    return replace(order(*segments), id="856", segments=("ST*856*0001", *segments, "SE*9*0001"))


def test_levels_go_below_their_parents(tmp_path: Path) -> None:
    """A level stands below the one it names, below the last that fits where it names none, or nowhere."""
    plan = library(tmp_path).plan(NOTICE)
    met = [
        (one.address, one.row is not None)
        for one in trace(
            plan,
            notice(
                "BSN*00*1*20260101*1200",
                "HL*1**S",
                "TD5*B",
                "HL*2*1*O",
                "PRF*77",
                "HL*3*2*I",
                "LIN**VN*A1",
                "SLN*1**I*2*EA>>1",
                "HL*4**I",
                "HL*5*9*Z",
                "LIN**VN*A1",
            ),
        )
    ]

    assert ("HL*S/HL*O/HL*I", True) == met[5]
    assert ("HL*S/HL*O/HL*I/LIN", True) == met[6]
    assert ("HL*S/HL*O/HL*I", True) == met[8]
    assert ("HL*Z", False) == met[9]
    assert ("HL*Z/LIN", False) == met[10]


def test_components_without_a_row_are_named(tmp_path: Path) -> None:
    """Of a unit made of components only the first is read."""
    plan = library(tmp_path).plan(NOTICE)
    found = cover(
        plan,
        [
            Received(
                file="a",
                set=notice("BSN*00*1*20260101*1200", "HL*1**S", "MEA*PD*LN*5*IN>2>3"),
            )
        ],
    )
    unread: list[Gap] = [one for one in found.gaps if one.segment == "MEA"]

    assert ["MEA04-2", "MEA04-3"] == [one.element for one in unread]


def test_a_qualifier_no_row_has_names_the_segment(tmp_path: Path) -> None:
    """Where rows compete by qualifiers, the address says which one came; a component may be the qualifier."""
    text = f"""
        extends: {BASE_NAME}
        remove: [REF, CUR]
        add_before:
          FOB:
            - segment: REF
              elements: {{REF01: {{qualifier: DP}}, REF02: currency, REF04-1: {{qualifier: ZZ}}}}
        """
    plan = library(tmp_path, partner=text).plan("partner/850")
    found = covered(
        plan, order("BEG*00*NE*7", "REF*DP*5**ZZ>1", "REF*DP*5", "REF*IA*5", "PO1*1*5*EA", "CTT*1")
    )

    assert [
        ("element", "REF*DP*ZZ", "REF04-2", "", 1),
        ("segment", "REF*DP*", "", "", 1),
        ("segment", "REF*IA*", "", "", 1),
    ] == gaps(found)
