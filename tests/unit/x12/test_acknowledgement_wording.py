"""What an acknowledgement says, as a person reads it."""

from dataclasses import replace
from pathlib import Path

from gateway.domain.functional_acks import Context, ElementError, FunctionalAck, SegmentError, SetAck
from gateway.x12.acknowledgement_codes import ISA_NOTES, SAID, WORDS
from gateway.x12.acknowledgement_wording import MEANINGS, NOTES, group_in_words, in_words, note_in_words
from gateway.x12.dictionary import load

STANDARD = load(Path(__file__).parents[3] / "mappings" / "standards" / "x12" / "004010")


def ack(*segments: SegmentError, codes: tuple[str, ...] = ()) -> SetAck:
    return SetAck(set_id="855", control_number="0001", verdict="rejected", segments=segments, codes=codes)


def test_every_word_and_every_note_has_a_meaning() -> None:
    """No code of a 997, a 999 or a TA1 is left to be looked up; no meaning is left over."""
    assert {word for words in WORDS.values() for word in words.values()} == set(MEANINGS)
    assert {*ISA_NOTES.values(), *(one.note for one in SAID.values() if one.note)} <= set(NOTES)
    assert "its control number was used before" == note_in_words("025")
    assert "a reason the standard has no word for" == note_in_words("999")


def test_a_place_is_named_as_far_as_it_is_known() -> None:
    """Segment and element have names where a dictionary knows them; a value is quoted where there is one."""
    told = ack(
        SegmentError(
            segment="ACK",
            position=7,
            code="element-errors",
            elements=(
                ElementError(position=2, code="characters", value="12X"),
                ElementError(position=99, component=2, code="x12:77"),
            ),
        ),
        SegmentError(segment="XYZ", position=9, code="unrecognized"),
        SegmentError(segment="BAK", position=2),
        codes=("segment-errors", "count-mismatch"),
    )

    assert (
        'segment 7 ACK (Line acknowledgement): ACK02 (Quantity) "12X" holds characters that are not allowed, '
        "ACK99-2 has the fault 77; segment 9 XYZ: is no segment the partner knows; "
        "segment 2 BAK (Order response head): has faulty elements; it does not hold as much as its trailer counts"
    ) == in_words(told, STANDARD)
    assert "segment 7 ACK: ACK02" == in_words(told, None)[:20]


def test_contexts_say_of_which_document_and_because_of_what() -> None:
    """As far as they do."""
    told = ack(
        SegmentError(
            segment="PO1",
            position=3,
            contexts=(Context(name="PURCHASE ORDER", value="4500"), Context(name="PLACE", segment="PO1")),
            elements=(
                ElementError(
                    position=2,
                    code="condition-missing",
                    contexts=(Context(name="SITUATIONAL TRIGGER", segment="PO1", position=3, element=3),),
                ),
            ),
        )
    )

    assert (
        "segment 3 PO1, PURCHASE ORDER 4500: PO102 is missing beside what another element says (see PO103)"
        == in_words(told, None)
    )


def test_a_verdict_without_segments_is_said_by_its_codes() -> None:
    """Even if all it says is that segments are faulty."""
    assert "segments of it are faulty" == in_words(ack(codes=("segment-errors",)), None)
    assert "" == in_words(ack(), None)


def test_a_group_is_refused_with_its_reasons() -> None:
    """As many as it has, which may be none."""
    refused = FunctionalAck(
        functional_group="PR",
        group_control_number="7",
        verdict="rejected",
        included=2,
        received=1,
        accepted=0,
    )

    assert "its group was rejected" == group_in_words(refused)
    assert (
        "its group was rejected: it does not hold as much as its trailer counts; has the fault 99"
        == group_in_words(replace(refused, codes=("count-mismatch", "x12:99")))
    )


def test_one_of_several_repetitions_is_named() -> None:
    """Beside its place."""
    error = ElementError(position=2, repetition=3, code="code", value="XX")
    told = ack(SegmentError(segment="PO1", position=3, elements=(error,)))

    assert 'segment 3 PO1: PO102 (repetition 3) "XX" holds a code that is not allowed' == in_words(told, None)
