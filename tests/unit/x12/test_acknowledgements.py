"""Acknowledgements: from findings to the verdicts of a 997 and a TA1."""

from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from gateway.domain.findings import KINDS, Finding, Severity, find
from gateway.domain.functional_acks import Context, ElementError, FunctionalAck, SegmentError, SetAck
from gateway.x12.acknowledgement_codes import ISA_NOTES, SAID, SAID_OF_ELEMENT
from gateway.x12.acknowledgements import (
    WORDS,
    Policy,
    SetVerdict,
    Verdict,
    acknowledge,
    acknowledging_set,
    interchange_ack,
    judge,
)
from gateway.x12.definitions import Dictionary
from gateway.x12.delimiters import Delimiters
from gateway.x12.dictionary import load
from gateway.x12.envelopes import FunctionalGroup, Interchange, InterchangeAck, open_interchanges
from tests.unit.x12.wire import group, interchange, only_interchange, sets_of, transaction

GROUP = FunctionalGroup(functional_id="PO", control_number="7", stated="2")
GOOD = SetVerdict(set_id="850", control_number="0001")
STANDARD: Traversable = Path(__file__).parents[3] / "mappings" / "standards" / "x12" / "004010"


def verdict(*findings: Finding, number: str = "0002") -> SetVerdict:
    return SetVerdict(set_id="850", control_number=number, findings=findings)


def only_set(*findings: Finding, dictionary: Dictionary | None = None) -> SetAck:
    (found,) = acknowledge(GROUP, [verdict(*findings)], dictionary=dictionary).sets
    return found


QUANTITY = find(
    "x12.element-characters", segment="PO1", position=5, element="PO102", loop="PO1", value_seen="3X"
)
LONG = find(
    "x12.element-too-long", segment="N1", position=3, element="N102", loop="N1", value_seen="A LONG NAME"
)


def test_what_is_clean_is_accepted() -> None:
    """Infos do not count, neither for the verdict nor in what is said."""
    clean = verdict(find("x12.trailing-separators", segment="BEG", position=2))

    expected = FunctionalAck(
        functional_group="PO",
        group_control_number="7",
        sets=(
            SetAck(set_id="850", control_number="0001", verdict="accepted"),
            SetAck(set_id="850", control_number="0002", verdict="accepted"),
        ),
        verdict="accepted",
        included=2,
        received=2,
        accepted=2,
    )
    assert expected == acknowledge(GROUP, [GOOD, clean])


def test_an_error_rejects_its_set_and_says_where() -> None:
    """AK3 and AK4 in the order of the wire, AK5 with the reason, AK9 with the counts."""
    ack = acknowledge(GROUP, [GOOD, verdict(QUANTITY, LONG)])

    assert ("partly", 2, 2, 1) == (ack.verdict, ack.included, ack.received, ack.accepted)
    assert (
        SetAck(
            set_id="850",
            control_number="0002",
            verdict="rejected",
            codes=("segment-errors",),
            segments=(
                SegmentError(
                    segment="N1",
                    position=3,
                    loop="N1",
                    code="element-errors",
                    elements=(ElementError(position=2, code="too-long", value="A LONG NAME"),),
                ),
                SegmentError(
                    segment="PO1",
                    position=5,
                    loop="PO1",
                    code="element-errors",
                    elements=(ElementError(position=2, code="characters", value="3X"),),
                ),
            ),
        )
        == ack.sets[1]
    )


def test_a_warning_accepts_with_errors() -> None:
    """The set counts as accepted, and what was wrong is said all the same."""
    ack = acknowledge(GROUP, [verdict(LONG)])

    assert ("accepted-with-errors", 1, 1) == (ack.verdict, ack.accepted, len(ack.sets[0].segments))
    assert ("accepted-with-errors", ("segment-errors",)) == (ack.sets[0].verdict, ack.sets[0].codes)


def test_one_bad_set_rejects_its_group_where_that_is_agreed() -> None:
    """Then no set is accepted, and nothing contradicts that."""
    ack = acknowledge(GROUP, [GOOD, verdict(QUANTITY)], policy=Policy.PER_GROUP)

    assert ("rejected", 0, ["rejected", "rejected"]) == (
        ack.verdict,
        ack.accepted,
        [one.verdict for one in ack.sets],
    )
    assert "accepted" == acknowledge(GROUP, [GOOD], policy=Policy.PER_GROUP).verdict


def test_a_fault_of_the_group_rejects_all_of_it() -> None:
    """A trailer that does not agree leaves nothing to accept; how many were stated is repeated."""
    broken = replace(GROUP, stated="3", findings=(find("x12.ge-count", element="GE01"),))
    ack = acknowledge(broken, [GOOD, replace(GOOD, control_number="0002")])

    assert ("rejected", 3, 2, 0, ("count-mismatch",)) == (
        ack.verdict,
        ack.included,
        ack.received,
        ack.accepted,
        ack.codes,
    )
    assert ["rejected", "rejected"] == [one.verdict for one in ack.sets]


def test_what_was_agreed_about_a_group_replaces_its_own_findings() -> None:
    """A partner's severities may make a warning of an error."""
    broken = replace(GROUP, findings=(find("x12.ge-count", element="GE01"),))
    milder = [replace(one, severity=Severity.WARNING) for one in broken.findings]
    ack = acknowledge(broken, [GOOD], findings=milder)

    assert ("accepted-with-errors", ("count-mismatch",), 1) == (ack.verdict, ack.codes, ack.accepted)


def test_a_group_without_a_readable_count_states_what_came() -> None:
    """AK902 is a number whatever GE01 was."""
    for stated in ("", "MANY", "1234567"):
        assert 1 == acknowledge(replace(GROUP, stated=stated), [GOOD]).included


def test_an_empty_group_is_accepted_unless_it_is_at_fault() -> None:
    """There is nothing to reject."""
    assert "accepted" == acknowledge(GROUP, []).verdict
    faulty = replace(GROUP, findings=(find("x12.ge-missing"),))
    assert ("rejected", ("trailer-missing",)) == (
        acknowledge(faulty, []).verdict,
        acknowledge(faulty, []).codes,
    )


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (find("x12.se-missing", segment="SE", position=5), "trailer-missing"),
        (find("x12.se-control-number", segment="SE", element="SE02"), "control-number-mismatch"),
        (find("x12.se-count", segment="SE", element="SE01"), "count-mismatch"),
        (find("x12.se-invalid", segment="SE", element="SE01"), "count-mismatch"),
        (find("x12.se-invalid", segment="SE", element="SE02"), "control-number-mismatch"),
        (find("x12.st-invalid", segment="ST", element="ST01"), "identifier-invalid"),
        (find("x12.st-invalid", segment="ST", element="ST02"), "control-number-invalid"),
        (find("x12.duplicate-set", segment="ST", element="ST02"), "control-number-repeated"),
        (find("x12.set-not-in-group", segment="ST", element="ST01"), "identifier-invalid"),
        (find("x12.set-unknown", segment="ST", element="ST01"), "not-supported"),
    ],
)
def test_a_fault_of_the_set_itself_is_said_of_the_set(finding: Finding, code: str) -> None:
    """In AK5 alone, without AK3."""
    assert ((code,), (), "rejected") == (
        only_set(finding).codes,
        only_set(finding).segments,
        only_set(finding).verdict,
    )


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (find("x12.segment-unknown", segment="XYZ", position=4), "unrecognized"),
        (find("x12.segment-unexpected", segment="HL", position=4), "undefined"),
        (find("x12.segment-misplaced", segment="REF", position=4), "out-of-sequence"),
        (find("x12.segment-missing", segment="BEG", position=2), "mandatory-missing"),
        (find("x12.loop-missing", segment="PO1", position=9), "mandatory-missing"),
        (find("x12.segment-repeated", segment="CUR", position=4), "over-limit"),
        (find("x12.loop-repeated", segment="N1", position=4), "loop-over-limit"),
        (find("x12.segment-no-data", segment="N1", position=4), "element-errors"),
        (find("map.not-used", segment="N1", position=4), "unexpected"),
    ],
)
def test_a_fault_of_a_segment_is_said_of_the_segment(finding: Finding, code: str) -> None:
    """In AK3 alone, without AK4."""
    (segment,) = only_set(finding).segments

    assert (finding.segment, finding.position, code, ()) == (
        segment.segment,
        segment.position,
        segment.code,
        segment.elements,
    )


def test_an_element_has_its_number_where_a_dictionary_knows_it() -> None:
    """Of elements and of components; a composite as such has none, nor has what is unknown."""
    standard = load(STANDARD)
    cases = {
        ("PO1", "PO102"): "330",
        ("AK4", "AK401-2"): "1528",
        ("AK4", "AK401"): "",
        ("PO1", "PO199"): "",
        ("XYZ", "XYZ01"): "",
    }
    found = {}
    for segment, element in cases:
        fault = find("x12.element-too-long", segment=segment, position=3, element=element)
        found[segment, element] = only_set(fault, dictionary=standard).segments[0].elements[0].data_element

    assert cases == found


def test_a_component_is_placed_in_its_element() -> None:
    """`AK401-2` is position 1, component 2."""
    (element,) = (
        only_set(find("x12.element-missing", segment="AK4", position=3, element="AK401-2"))
        .segments[0]
        .elements
    )

    assert (1, 2, "missing") == (element.position, element.component, element.code)


@pytest.mark.parametrize("element", ["PO1", "PO1AB", "PO100", "PO1-2", "N102"])
def test_an_element_that_cannot_be_placed_is_said_of_the_segment(element: str) -> None:
    """Nothing is made up."""
    (segment,) = only_set(find("x12.element-too-long", segment="PO1", position=3, element=element)).segments

    assert ("element-errors", ()) == (segment.code, segment.elements)


def test_a_broken_condition_is_an_element_missing_or_one_too_many() -> None:
    """What is there and must not be has a value; what is missing has none."""
    missing = find("x12.element-condition", segment="N1", position=3, element="N103")
    excluded = replace(missing, value_seen="92")

    assert ["condition-missing", "exclusion"] == [
        only_set(one).segments[0].elements[0].code for one in (missing, excluded)
    ]


def test_a_dictionary_tells_an_element_too_many_from_one_missing() -> None:
    """Where an element depends on nothing but the absence of another, it is the one too many."""
    standard = load(STANDARD)
    cases = {"TD310": "exclusion", "TD303": "condition-missing"}

    for element, code in cases.items():
        broken = find("x12.element-condition", segment="TD3", position=3, element=element)
        assert code == only_set(broken, dictionary=standard).segments[0].elements[0].code


def test_what_is_quoted_can_be_written() -> None:
    """No delimiter, no control character, nothing beyond ASCII, no more than 99 characters."""
    raw = "A*B~C>D\r\nE|F\x00É" + "X" * 200
    fault = replace(QUANTITY, value_seen=raw)

    usual = acknowledge(GROUP, [verdict(fault)]).sets[0].segments[0].elements[0].value
    other = acknowledge(
        GROUP, [verdict(fault)], delimiters=Delimiters(element="|", component="<", segment="X")
    )

    assert usual.startswith("A B C D  E|F  X")
    assert 99 == len(usual)
    assert "A*B~C>D  E F" == other.sets[0].segments[0].elements[0].value


def test_versions_are_repeated_where_a_release_has_room_for_them() -> None:
    """GS08 and ST03 as they came, since 004060; what could not be written is left out or cut."""
    followed = replace(GOOD, implementation="005010X231A1")
    older, newer = (
        acknowledge(replace(GROUP, version=version), [followed])
        for version in ("004050", "005010X231A1~LONG")
    )

    assert ("", "") == (older.version, older.sets[0].implementation)
    assert ("005010X231A1", "005010X231A1") == (newer.version, newer.sets[0].implementation)


def test_one_of_several_repetitions_is_told_from_the_others() -> None:
    """Each is a fault of its own, in their order."""
    faults = [replace(QUANTITY, repetition=2), replace(QUANTITY, repetition=1, value_seen="2X"), QUANTITY]

    (segment,) = only_set(*faults).segments
    assert [(None, "3X"), (1, "2X"), (2, "3X")] == [(one.repetition, one.value) for one in segment.elements]


def test_a_control_number_that_is_cut_ends_in_no_blank() -> None:
    """It would be a fault of ours."""
    (only,) = acknowledge(GROUP, [replace(GOOD, control_number="12345678 90")]).sets

    assert "12345678" == only.control_number


def test_the_number_of_a_data_element_is_one() -> None:
    """What our dictionary calls an element of the envelope is none."""
    standard, fault = load(STANDARD), find("x12.element-too-long", segment="ISA", position=1, element="ISA06")

    assert "" == only_set(fault, dictionary=standard).segments[0].elements[0].data_element


def test_what_could_not_be_read_is_replaced_where_it_must_be_said() -> None:
    """Mandatory elements of the 997 are there whatever the set looked like."""
    broken = SetVerdict(
        set_id="",
        control_number="~",
        findings=(replace(QUANTITY, segment="", element="", position=0, loop=""),),
    )
    ack = acknowledge(FunctionalGroup(functional_id="", control_number="ONE"), [broken])

    assert ("ZZ", "0") == (ack.functional_group, ack.group_control_number)
    assert ("ZZZ", "0000", "ZZZ", 1) == (
        ack.sets[0].set_id,
        ack.sets[0].control_number,
        ack.sets[0].segments[0].segment,
        ack.sets[0].segments[0].position,
    )


def test_a_segment_has_a_hundredth_fault_all_the_same() -> None:
    """Ninety-nine elements to a segment, the rest with the same segment said again."""
    faults = [replace(QUANTITY, element=f"PO1{1 + at % 99:02}", value_seen=f"V{at}") for at in range(250)]

    said = only_set(*faults).segments

    assert [99, 99, 52] == [len(one.elements) for one in said]
    assert {("PO1", 5, "element-errors")} == {(one.segment, one.position, one.code) for one in said}


def test_the_same_fault_is_said_once() -> None:
    """Two findings that come to the same are one AK4 and one code."""
    twice = only_set(QUANTITY, replace(QUANTITY, code="x12.element-characters"))
    unknown = find("x12.set-unknown", segment="ST", position=1, element="ST01")

    assert 1 == len(twice.segments[0].elements)
    assert ("not-supported",) == only_set(unknown, unknown).codes


def test_a_finding_without_words_still_rejects() -> None:
    """What only a map knows has no place in a 997, but its verdict has."""
    total = find("map.count-mismatch", segment="CTT", position=9, element="CTT02")
    written = find("map.written-differs")

    assert [("accepted-with-errors", ()), ("rejected", ())] == [
        (only_set(one).verdict, only_set(one).segments) for one in (total, written)
    ]


def test_findings_amount_to_a_verdict() -> None:
    """The gravest decides."""
    info = find("x12.line-breaks")

    assert [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_ERRORS, Verdict.REJECTED] == [
        judge(one) for one in ([], [info], [info, LONG], [LONG, info, QUANTITY])
    ]


def test_an_order_response_among_orders_is_answered() -> None:
    """From bytes to verdicts: the stranger is refused by name, its neighbours are not."""
    opened = open_interchanges(
        interchange(group(transaction(), transaction("855", "0002"), transaction(number="0003")))
    )
    verdicts = [
        SetVerdict(set_id=one.id, control_number=one.control_number, findings=one.findings)
        for one in sets_of(opened)
    ]
    ack = acknowledge(only_interchange(opened).groups[0], verdicts)

    assert [("850", "accepted"), ("855", "rejected"), ("850", "accepted")] == [
        (one.set_id, one.verdict) for one in ack.sets
    ]
    assert ("partly", 3, 3, 2, ("identifier-invalid",)) == (
        ack.verdict,
        ack.included,
        ack.received,
        ack.accepted,
        ack.sets[1].codes,
    )


INTERCHANGE = Interchange(control_number="000000009", on="261101", at_time="2359")


@pytest.mark.parametrize(
    ("findings", "code", "note"),
    [
        ((), "A", "000"),
        ((find("x12.line-breaks"),), "A", "000"),
        ((find("x12.terminator-missing"),), "E", "004"),
        ((find("x12.isa-invalid", element="ISA09"),), "E", "014"),
        ((find("x12.isa-not-padded", element="ISA06"),), "E", "006"),
        ((find("x12.not-ascii", element=""),), "E", "022"),
        ((find("x12.iea-missing"),), "R", "023"),
        ((find("x12.iea-count", element="IEA01"),), "R", "021"),
        ((find("x12.line-breaks"), find("x12.duplicate-interchange", element="ISA13")), "R", "025"),
        ((find("map.written-differs"),), "R", "022"),
    ],
)
def test_an_interchange_is_answered(findings: tuple[Finding, ...], code: str, note: str) -> None:
    """Accepted, accepted with a note, or rejected with one."""
    expected = InterchangeAck(control_number="000000009", on="261101", at_time="2359", code=code, note=note)

    assert expected == interchange_ack(INTERCHANGE, findings)


def test_a_broken_header_is_answered_in_full_width() -> None:
    """A TA1 has nine, six and four digits whatever the ISA had."""
    broken = Interchange(control_number="9", on="20261101", at_time="X")

    assert ("000000009", "000000", "0000") == (
        interchange_ack(broken, ()).control_number,
        interchange_ack(broken, ()).on,
        interchange_ack(broken, ()).at_time,
    )


def test_the_table_of_words_is_whole() -> None:
    """Every finding in it exists, every word has a code, no code has two words."""
    assert set(KINDS) >= set(SAID) | {code for code, _ in SAID_OF_ELEMENT}
    for said in (*SAID.values(), *SAID_OF_ELEMENT.values()):
        assert {"", *WORDS["AK304"].values()} >= {said.segment}
        assert {"", *WORDS["AK403"].values()} >= {said.element}
        assert {"", *WORDS["AK502"].values()} >= {said.set}
        assert {"", *WORDS["AK905"].values()} >= {said.group}
        assert said.note == "" or (said.note.isdecimal() and len(said.note) == 3)
    for words in WORDS.values():
        assert len(words) == len(set(words.values()))
    assert [f"ISA{position:02}" for position in range(1, 17)] == list(ISA_NOTES)


def test_every_finding_about_x12_has_words_or_a_reason_to_have_none() -> None:
    """What stands outside interchanges, only explains, or is about what we write is not said in an acknowledgement."""
    silent = {code for code in KINDS if code.startswith("x12.")} - set(SAID)

    assert {
        "x12.ack-count",
        "x12.byte-order-mark",
        "x12.delimiter-in-data",
        "x12.delimiter-replaced",
        "x12.element-padded",
        "x12.empty",
        "x12.garbage",
        "x12.hash-total",
        "x12.interchange-missing",
        "x12.line-breaks",
        "x12.not-x12",
        "x12.release-character",
        "x12.second-opinion-milder",
        "x12.second-opinion-stricter",
        "x12.st-missing",
        "x12.trailing-separators",
    } == silent


@pytest.mark.parametrize(
    ("finding", "plainly", "by_the_guide"),
    [
        (find("map.not-used", segment="N1", position=4), "unexpected", "guide-not-used"),
        (
            find("map.segment-missing", segment="CUR", position=4),
            "mandatory-missing",
            "guide-segment-missing",
        ),
        (find("map.loop-missing", segment="N1", position=4), "mandatory-missing", "guide-loop-missing"),
    ],
)
def test_a_999_tells_the_guide_from_the_standard(finding: Finding, plainly: str, by_the_guide: str) -> None:
    """A 997 has one word for both; a 999 says whose rule it is, and which document it is about."""
    subject = Context(name="PURCHASE ORDER", value="PO*1~" + "X" * 50)
    told = replace(verdict(finding), subject=subject)
    plain, guide = (
        acknowledge(GROUP, [told], by=by).sets[0].segments[0]
        for by in (acknowledging_set("999", "004010"), "999")
    )

    assert (plainly, ()) == (plain.code, plain.contexts)
    assert (by_the_guide, (Context(name="PURCHASE ORDER", value="PO 1 " + "X" * 30),)) == (
        guide.code,
        guide.contexts,
    )
    assert "999" == acknowledging_set("999", "005010")


@pytest.mark.parametrize(
    ("code", "plainly", "by_the_guide"),
    [
        ("map.code-unexpected", "code", "guide-code"),
        ("map.fixed-unexpected", "code", "guide-pattern"),
        ("x12.repetition-too-many", "too-many", "too-many-repetitions"),
        ("x12.component-too-many", "too-many", "too-many-components"),
    ],
)
def test_a_999_tells_more_of_an_element(code: str, plainly: str, by_the_guide: str) -> None:
    """The same place, a finer word."""
    fault = find(code, segment="PO1", position=3, element="PO103", value_seen="XX")
    said = [
        acknowledge(GROUP, [verdict(fault)], by=by).sets[0].segments[0].elements[0].code
        for by in ("997", "999")
    ]

    assert [plainly, by_the_guide] == said
