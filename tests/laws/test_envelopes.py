"""Envelopes: what is sealed opens to what went in; any bytes open; pieces do not matter."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from gateway.x12 import cutting
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import (
    Envelope,
    Event,
    InterchangeAck,
    SetToSend,
    TransactionSet,
    open_interchanges,
    scan,
    seal,
)
from gateway.x12.segments import SetText, WrittenSegment, components, split
from tests.unit.x12.wire import codes_of, group, interchange, isa, transaction

MARKS = "!\"%&'()*+,-./:;<=>?@[]^_`{|}~\x1c\x1d\x1e\x1f\n\r"
PLAIN = "ABCXYZabc 0123456789#$"


@st.composite
def delimiters(draw: st.DrawFn) -> Delimiters:
    marks = draw(st.lists(st.sampled_from(MARKS), min_size=4, max_size=4, unique=True))
    element, component, repetition, segment = marks
    drawn = Delimiters(
        element=element,
        component=component,
        repetition=draw(st.sampled_from(["", repetition])),
        segment=segment,
    )
    assume(drawn.sound)
    return drawn


texts = st.text(PLAIN, min_size=1, max_size=12).map(lambda text: text.strip() or "X")
values = st.one_of(texts, st.just(""), st.lists(st.one_of(texts, st.just("")), max_size=3).map(tuple))
segments = st.builds(
    lambda name, elements, last: (name, *elements, last),
    st.sampled_from(["BEG", "N1", "PO1", "REF", "SEN", "STX", "GEO", "ISAA"]),
    st.lists(values, max_size=6),
    texts,
)
identifiers = st.text("ABC123 ", max_size=13).map(lambda text: f"A{text}1")


@st.composite
def sets_to_send(draw: st.DrawFn) -> list[SetToSend]:
    bodies = draw(st.lists(st.lists(segments, max_size=5), max_size=4))
    return [
        SetToSend(
            id=draw(st.sampled_from(["850", "123"])),
            control_number=f"{number:04}",
            segments=SetText.of(body),
            implementation=draw(st.sampled_from(["", "IMPL1"])),
        )
        for number, body in enumerate(bodies, 1)
    ]


acks = st.builds(
    InterchangeAck,
    control_number=st.integers(0, 999_999_999).map("{:09}".format),
    on=st.just("240102"),
    at_time=st.just("1530"),
    code=st.sampled_from("AER"),
    note=st.sampled_from(["000", "025"]),
)
envelopes = st.builds(
    Envelope,
    sender_qualifier=st.sampled_from(["ZZ", "01"]),
    sender=identifiers,
    receiver_qualifier=st.sampled_from(["ZZ", "12"]),
    receiver=identifiers,
    prepared_at=st.integers(946_684_800, 4_000_000_000).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC)
    ),
    control_number=st.integers(0, 999_999_999),
    version=st.sampled_from(["00401", "00501"]),
    usage=st.sampled_from("PT"),
    acknowledgement_requested=st.booleans(),
    functional_id=st.just("PO"),
    group_sender=st.one_of(st.just(""), identifiers),
    group_receiver=st.one_of(st.just(""), identifiers),
    group_control_number=st.integers(1, 999_999_999),
    group_version=st.sampled_from(["004010", "005010", "004010VICS"]),
    interchange_acks=st.lists(acks, max_size=2).map(tuple),
)


def _elements(segment: WrittenSegment) -> list[list[str]]:
    """Return a segment as its reader should see it: no empty ends."""
    read = []
    for element in segment:
        parts = [element] if isinstance(element, str) else list(element) or [""]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        read.append(parts)
    while len(read) > 1 and read[-1] == [""]:
        read.pop()
    return read


@given(envelopes, sets_to_send(), delimiters())
def test_what_is_sealed_opens_to_what_went_in(
    envelope: Envelope, sets: list[SetToSend], marks: Delimiters
) -> None:
    """Header, sets and acknowledgements come back, and nothing is found wrong."""
    opened = open_interchanges(seal(envelope, sets, marks))

    assert [] == codes_of(opened)
    (found,) = opened.interchanges
    assert (envelope.sender, envelope.receiver, f"{envelope.control_number:09}", envelope.version) == (
        found.sender,
        found.receiver,
        found.control_number,
        found.version,
    )
    assert envelope.interchange_acks == found.interchange_acks
    assert (marks.element, marks.component, marks.segment) == (
        found.delimiters.element,
        found.delimiters.component,
        found.delimiters.segment,
    )
    received = [one for inside in found.groups for one in inside.sets]
    assert [(one.id, one.control_number, one.implementation) for one in sets] == [
        (one.id, one.control_number, one.implementation) for one in received
    ]
    for sent, one in zip(sets, received, strict=True):
        read = [
            [components(element, one.delimiters) for element in split(raw, one.delimiters)]
            for raw in one.segments[1:-1]
        ]
        assert [_elements(segment) for segment in sent.segments] == read


def _pieces(content: bytes, cuts: list[int]) -> Iterator[bytes]:
    start = 0
    for cut in sorted(cuts):
        yield content[start:cut]
        start = max(start, cut)
    yield content[start:]


GOOD = [
    interchange(group(transaction(), transaction("850", "0002")), group(transaction(), number="2")),
    interchange(group(transaction()), element="|", component="^", ending="\r\n"),
    interchange(group(transaction(body=("BEG*00*SA*CAFÉ", "N1*ST*ÜBER"))), ending="~\n"),
    "".join(f"{one}~" for one in transaction()).encode(),
    isa().encode() + b"TA1*000000007*240101*0900*R*025~IEA*0*000000001~",
]
goods = st.lists(st.sampled_from([*GOOD, b"\r\n", b"\xef\xbb\xbf", b"garbage ISA*", b"~"]), max_size=4).map(
    b"".join
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Draw good interchanges with bytes taken out, put in, doubled or changed."""
    content = bytearray(draw(goods))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(content)))
        upto = at + draw(st.integers(0, 40))
        match draw(st.sampled_from(["cut", "insert", "double", "end"])):
            case "cut":
                del content[at:upto]
            case "insert":
                content[at:at] = draw(
                    st.one_of(
                        st.binary(max_size=6), st.sampled_from([b"~", b"*", b"ISA*00*", b"\nST*850*1~"])
                    )
                )
            case "double":
                content[at:at] = content[at:upto]
            case _:
                del content[upto:]
    return bytes(content)


@given(st.one_of(st.binary(max_size=400), mutated()))
@settings(max_examples=400)
def test_any_bytes_open(content: bytes) -> None:
    """There is never a traceback, something is said or read, and places lie within the bytes."""
    opened = open_interchanges(content)

    assert opened.interchanges or opened.findings
    for one in opened.interchanges:
        assert 0 <= one.offset <= one.offset + one.length <= len(content)
        for inside in one.groups:
            assert one.offset <= inside.offset <= len(content)
            assert all(
                inside.offset <= found.offset and found.segments[0].startswith("ST") for found in inside.sets
            )


@given(mutated(), st.lists(st.integers(0, 2000), max_size=8), st.sampled_from([1, 7, 100]))
@settings(max_examples=200)
def test_pieces_do_not_matter(content: bytes, cuts: list[int], block: int) -> None:
    """The same bytes in any pieces, one byte at a time included, tell the same story."""
    whole = list(scan([content]))

    assert whole == list(scan(_pieces(content, cuts), block=block))
    assert whole == list(scan((bytes([one]) for one in content), block=1))


@given(mutated())
def test_opening_is_scanning_put_together(content: bytes) -> None:
    """Nothing scanned is lost by collecting it."""
    scanned = [one for one in scan([content]) if isinstance(one, TransactionSet)]
    opened = [
        one
        for found in open_interchanges(content).interchanges
        for inside in found.groups
        for one in inside.sets
    ]

    assert scanned == opened


@given(mutated())
@example(
    content=(
        f"{isa()}GS*PO*SENDER*RECEIVER*20240102*1530*1*X*004010~"
        "ST*850*0001~BSE*4*0001~ST*PO1*1*10*EA*9.5~SE*4*0001~GE*1*1~IEA*1*000000001~"
    ).encode()
)
def test_cutting_sets_whole_or_by_segment_is_the_same(content: bytes) -> None:
    """The quick way and the careful way agree on every byte, a set within a set that agrees with its trailer too."""
    quick = list(scan([content]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "TRAILER_SOUGHT", 0)
        careful = list(scan([content]))

    assert careful == quick


def _long(sets: int, *, trailer: bool) -> Iterator[bytes]:
    body = [f"PO1*{number}*10*EA*9.5" for number in range(50)]
    yield isa().encode() + b"GS*PO*SENDER*RECEIVER*20240102*1530*1*X*004010~"
    for number in range(sets):
        segments = transaction(number=f"{number:09}", body=body)
        yield "".join(f"{one}~" for one in (segments if trailer else segments[:-1])).encode()
    yield f"GE*{sets}*1~IEA*1*000000001~".encode()


def _peak(events: Iterator[Event]) -> int:
    tracemalloc.start()
    try:
        for _ in islice(events, 100_000):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_bounded_by_a_set() -> None:
    """Ten times the sets take no more memory to scan, whether or not their trailers are there."""
    few = _peak(scan(_long(200, trailer=True)))

    assert _peak(scan(_long(2000, trailer=True))) < few + 400_000
    assert _peak(scan(_long(2000, trailer=False))) < few + 2_000_000
