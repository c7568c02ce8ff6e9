"""Sealing: the bytes of an interchange, to the last blank."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.x12.delimiters import USUAL, Delimiters
from gateway.x12.envelopes import Envelope, EnvelopeFault, InterchangeAck, SetToSend, open_interchanges, seal
from gateway.x12.sealing import fitting
from gateway.x12.segments import DelimiterInData, SetText

ENVELOPE = Envelope(
    sender_qualifier="ZZ",
    sender="US",
    receiver_qualifier="12",
    receiver="5551234567",
    prepared_at=datetime(2026, 11, 2, 9, 5, tzinfo=UTC),
    control_number=42,
    functional_id="PR",
    group_control_number=7,
)
RESPONSE = SetToSend(
    id="855", control_number="0001", segments=SetText.of((("BAK", "00", "AC", "PO-1", "20261102"),))
)


def test_the_envelope_is_fixed_to_the_byte() -> None:
    """An ISA of 106 bytes, counts and control numbers in every trailer."""
    expected = (
        "ISA*00*          *00*          *ZZ*US             *12*5551234567     "
        "*261102*0905*U*00401*000000042*0*P*>~"
        "GS*PR*US*5551234567*20261102*0905*7*X*004010~"
        "ST*855*0001~BAK*00*AC*PO-1*20261102~SE*3*0001~"
        "ST*855*0002~SE*2*0002~"
        "GE*2*7~IEA*1*000000042~"
    )

    sealed = seal(
        ENVELOPE, [RESPONSE, SetToSend(id="855", control_number="0002", segments=SetText.of(()))], USUAL
    )

    assert expected.encode() == sealed
    assert 106 == sealed.index(b"GS")


def test_an_answer_to_an_interchange_stands_before_the_group() -> None:
    """TA1 first; without sets there is no group at all."""
    ack = InterchangeAck(control_number="000000009", on="261101", at_time="2359", code="R", note="025")
    envelope = replace(ENVELOPE, interchange_acks=(ack,))
    line = b"~TA1*000000009*261101*2359*R*025~"

    assert line + b"IEA*0*000000042~" in seal(envelope, [], USUAL)
    assert line + b"GS*PR*" in seal(envelope, [RESPONSE], USUAL)


@pytest.mark.parametrize(
    ("version", "repetition", "expected"),
    [("00401", "", "U"), ("00401", "^", "U"), ("00501", "!", "!"), ("00501", "", "^"), ("00402", "", "^")],
)
def test_the_repetition_separator_is_declared_from_the_version_that_has_it(
    version: str, repetition: str, expected: str
) -> None:
    """Before 00402 the place belongs to the standard's identifier; then it is never a letter."""
    delimiters = Delimiters(repetition=repetition)

    assert expected == seal(replace(ENVELOPE, version=version), [], delimiters).decode().split("*")[11]


@pytest.mark.parametrize(
    ("version", "day"),
    [("003040", "%y%m%d"), ("003070", "%y%m%d"), ("004010", "%Y%m%d"), ("005010", "%Y%m%d")],
)
def test_a_group_says_its_day_as_its_version_does(version: str, day: str) -> None:
    """Before 004010 there is no century in GS04."""
    sealed = seal(replace(ENVELOPE, group_version=version), [RESPONSE], USUAL).decode()

    assert ENVELOPE.prepared_at.strftime(day) == sealed.split("~")[1].split("*")[4]


def test_group_ids_may_differ_and_a_convention_may_be_named() -> None:
    """GS02 and GS03 where agreed, ST03 where given, and the indicators as asked."""
    envelope = replace(
        ENVELOPE, group_sender="GWEST", group_receiver="GEAST", usage="T", acknowledgement_requested=True
    )

    sealed = seal(envelope, [replace(RESPONSE, implementation="GUIDE1")], USUAL)

    assert b"*1*T*>~GS*PR*GWEST*GEAST*" in sealed
    assert b"~ST*855*0001*GUIDE1~" in sealed


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"sender": "A" * 16}, "ISA06"),
        ({"receiver_qualifier": "ABC"}, "ISA07"),
        ({"control_number": 1_000_000_000}, "ISA13"),
        ({"usage": "PT"}, "ISA15"),
        ({"group_sender": "A" * 16}, "GS02"),
        ({"group_control_number": 1_000_000_000}, "GS06"),
        ({"group_version": "0040100000000"}, "GS08"),
    ],
)
def test_what_does_not_fit_the_envelope_is_refused(changed: dict[str, object], place: str) -> None:
    """By the name of the element."""
    with pytest.raises(EnvelopeFault, match=place):
        seal(replace(ENVELOPE, **changed), [RESPONSE], USUAL)  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize("changed", [{"sender": "A*B"}, {"group_receiver": "A~B"}, {"agency": ">"}])
def test_a_delimiter_in_an_identifier_is_refused(changed: dict[str, str]) -> None:
    """An envelope is data like any other."""
    with pytest.raises(DelimiterInData):
        seal(replace(ENVELOPE, **changed), [RESPONSE], USUAL)  # type: ignore[arg-type] # fields by name


def test_unsound_delimiters_are_refused() -> None:
    """Nothing is written that could not be read."""
    with pytest.raises(EnvelopeFault, match="delimiters"):
        seal(ENVELOPE, [RESPONSE], Delimiters(element="~"))


def test_text_beyond_ascii_goes_as_utf8_and_comes_back() -> None:
    """Whoever reads it is told, and reads what was meant."""
    one = replace(RESPONSE, segments=SetText.of((("N1", "ST", "CAFÉ"),)))

    opened = open_interchanges(seal(ENVELOPE, [one], USUAL))

    assert "N1*ST*CAFÉ" == opened.interchanges[0].groups[0].sets[0].segments[1]


def test_a_repetition_separator_of_ours_is_none_of_the_others() -> None:
    """The usual one may be in use for something else."""
    assert "!" == fitting(Delimiters(component="^"), "005010").repetition
    assert "" == fitting(Delimiters(repetition="^"), "004010").repetition
