"""The second opinion: another reader on the same facts finds the same faults."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.application.second_opinions import second_reader
from gateway.domain.findings import Finding, find
from gateway.mapping.library import Library
from gateway.mapping.reading import read
from gateway.x12.delimiters import USUAL, Delimiters
from gateway.x12.envelopes import TransactionSet
from gateway.x12.second_opinion import disagreements
from tests import maps

MAPPINGS = Path(__file__).parents[3] / "mappings"

GOOD: dict[str, list[str]] = {
    "850": [
        "ST*850*0001",
        "BEG*00*SA*PO-1**20240102",
        "CUR*BY*USD",
        "REF*DP*038",
        "ITD*01*3*2**10**30",
        "DTM*002*20240201*1200",
        "N1*ST*ACME STORES*92*0007",
        "N3*1 MAIN STREET",
        "N4*CITY*NY*10001*US",
        "PO1*1*10*EA*12.5*PE*UP*012345678905",
        "PID*F****BLUE WIDGET",
        "PO1*2*5*CA*3",
        "CTT*2*15",
        "SE*14*0001",
    ],
    "855": [
        "ST*855*0001",
        "BAK*00*AC*PO-1*20240102",
        "N1*ST*ACME STORES*92*0007",
        "PO1*1*10*EA*12.5**UP*012345678905",
        "ACK*IA*10*EA*068*20240201",
        "CTT*1",
        "SE*7*0001",
    ],
    "856": [
        "ST*856*0001",
        "BSN*00*SHIP-1*20240102*1530",
        "HL*1**S",
        "TD1*CTN*2",
        "N1*ST*ACME STORES*92*0007",
        "HL*2*1*O",
        "PRF*PO-1",
        "HL*3*2*P",
        "MAN*GM*00001234560000000018",
        "HL*4*3*I",
        "LIN*1*UP*012345678905",
        "SN1**10*EA",
        "CTT*4",
        "SE*14*0001",
    ],
    "810": [
        "ST*810*0001",
        "BIG*20240102*INV-1*20240101*PO-1",
        "N1*ST*ACME STORES*92*0007",
        "ITD*01*3*2**10**30",
        "IT1*1*10*EA*12.5**UP*012345678905",
        "PID*F****BLUE WIDGET",
        "TDS*12500",
        "CTT*1",
        "SE*9*0001",
    ],
    "997": [
        "ST*997*0001",
        "AK1*PO*1",
        "AK2*850*0001",
        "AK3*PO1*5*PO1*8",
        "AK4*2*330*6*3X",
        "AK4*5>1*127*1",
        "AK5*R*5",
        "AK9*R*1*1*0",
        "SE*9*0001",
    ],
}

FAULTY = [
    ("850", "BEG*00*SA*PO-1**20240102", None, [("x12.segment-missing", "BEG", 2, "")]),
    ("850", "BEG*00*SA*PO-1**20240102", "BEG*00*SA*PO-1", [("x12.element-missing", "BEG", 2, "BEG05")]),
    ("850", "BEG*00*SA*PO-1**20240102", "BEG*00*SA*PO-1**20240231", [("x12.element-date", "BEG", 2, "BEG05")]),
    ("850", "CUR*BY*USD", "CUR*BY*USD\nCUR*BY*USD", [("x12.segment-repeated", "CUR", 4, "")]),
    ("850", "CUR*BY*USD", "XYZ*1", [("x12.segment-unknown", "XYZ", 3, "")]),
    ("850", "CUR*BY*USD", "BSN*00*SHIP*20240102*1530", [("x12.segment-unexpected", "BSN", 3, "")]),
    ("850", "DTM*002*20240201*1200", "DTM*002*20240201*2500", [("x12.element-time", "DTM", 6, "DTM03")]),
    ("850", "DTM*002*20240201*1200", "DTM*002", [("x12.element-condition", "DTM", 6, "DTM02")]),
    ("850", "N4*CITY*NY*10001*US", "N4*C*NY*10001*US", [("x12.element-too-short", "N4", 9, "N401")]),
    ("850", "N4*CITY*NY*10001*US", "N4*CITY*NYC*10001*US", [("x12.element-too-long", "N4", 9, "N402")]),
    ("850", "N3*1 MAIN STREET", "N3*1*2*3", [("x12.element-too-many", "N3", 8, "N303")]),
    ("850", "PO1*2*5*CA*3", "PO1*2*5X*CA*3", [("x12.element-characters", "PO1", 12, "PO102")]),
    ("850", "PO1*2*5*CA*3", "PO1*2*5*CA*3**UP", [("x12.element-condition", "PO1", 12, "PO106")]),
    ("855", "CTT*1", "ACK*IA*10*EA\nCTT*1\nREF*DP*1", [("x12.segment-misplaced", "REF", 8, "")]),
    ("856", "HL*1**S", "HL*1**", [("x12.element-missing", "HL", 3, "HL03")]),
    ("810", "TDS*12500", None, [("x12.segment-missing", "TDS", 7, "")]),
    ("997", "AK4*5>1*127*1", "AK4*5>1>2*127*1", [("x12.component-too-many", "AK4", 6, "")]),
    ("997", "AK9*R*1*1*0", None, [("x12.segment-missing", "AK9", 8, "")]),
]  # fmt: skip


def received(segments: Sequence[str], delimiters: Delimiters = USUAL) -> TransactionSet:
    set_id = segments[0].split(delimiters.element)[1]
    return TransactionSet(
        id=set_id, control_number="0001", version="004010", segments=tuple(segments), delimiters=delimiters
    )


def bent(set_id: str, segment: str, instead: str | None) -> TransactionSet:
    at = GOOD[set_id].index(segment)
    return received([*GOOD[set_id][:at], *(instead.split("\n") if instead else []), *GOOD[set_id][at + 1 :]])


@pytest.fixture(scope="module")
def library() -> Library:
    return maps.library()


class Reader:
    """The second reader of whatever set it is given, by the base map."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def examine(self, one: TransactionSet) -> tuple[Finding, ...]:
        return second_reader(self.library.plan(f"base/x12/004010/{one.id}")).examine(one)


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library)


def ours(library: Library, one: TransactionSet) -> tuple[Finding, ...]:
    return read(library.plan(f"base/x12/004010/{one.id}"), one).findings


@pytest.mark.parametrize("set_id", GOOD)
def test_a_good_set_is_good_to_both(reader: Reader, library: Library, set_id: str) -> None:
    """Nothing is found, and there is nothing to disagree about."""
    one = received(GOOD[set_id])

    assert () == reader.examine(one)
    assert () == disagreements(ours(library, one), ())


@pytest.mark.parametrize(("set_id", "segment", "instead", "expected"), FAULTY)
def test_a_fault_is_a_fault_to_both(
    reader: Reader,
    library: Library,
    set_id: str,
    segment: str,
    instead: str | None,
    expected: list[tuple[str, str, int, str]],
) -> None:
    """The second reader names the fault and its place, and we find the same."""
    one = bent(set_id, segment, instead)
    theirs = reader.examine(one)

    assert expected == [(found.code, found.segment, found.position, found.element) for found in theirs]
    assert () == disagreements(ours(library, one), theirs)


def test_a_mandatory_loop_is_missed_by_both(reader: Reader, library: Library) -> None:
    """An order without lines lacks a loop, not a segment."""
    one = received([line for line in GOOD["850"] if line[:3] not in {"PO1", "PID"}])
    theirs = reader.examine(one)

    assert [("x12.loop-missing", "PO1")] == [(found.code, found.segment) for found in theirs]
    assert () == disagreements(ours(library, one), theirs)


def test_a_loop_too_many_is_one_to_both(reader: Reader, library: Library) -> None:
    """The 201st party of an order is one too many."""
    lines = GOOD["850"]
    one = received([*lines[:6], *[f"N1*ST*PARTY {at:03}" for at in range(201)], *lines[9:]])
    theirs = reader.examine(one)

    assert [("x12.loop-repeated", 207)] == [(found.code, found.position) for found in theirs]
    assert () == disagreements(ours(library, one), theirs)


def test_a_component_is_named_in_its_element(reader: Reader) -> None:
    """As everywhere: element, then component."""
    theirs = reader.examine(bent("997", "AK4*5>1*127*1", "AK4*>1*127*1"))

    assert [("x12.element-missing", 6, "AK401-1")] == [
        (found.code, found.position, found.element) for found in theirs
    ]


@pytest.mark.parametrize(
    "delimiters",
    [
        Delimiters(element="|", component="<", segment="'"),
        Delimiters(component=""),
        Delimiters(element="\x1d", component="\x1f", segment="\x1c"),
        Delimiters(element="|", component="<", repetition="^", segment="\n"),
    ],
)
def test_the_delimiters_of_the_interchange_hold(reader: Reader, delimiters: Delimiters) -> None:
    """Whatever they are; of repeated elements the first is examined."""
    lines = [line for line in GOOD["997"] if ">" not in line and not line.startswith("SE")]
    lines += ["SE*8*0001"]
    repeated = [f"{line}{delimiters.repetition}" if line.startswith("AK5") else line for line in lines]
    written = [line.replace("*", delimiters.element) for line in repeated]

    assert () == reader.examine(received(written, delimiters))


def test_a_disagreement_says_who_finds_what() -> None:
    """In the order of the set; the same fault in other words is none."""
    long = find("x12.element-too-long", segment="N1", position=3, element="N102")
    short = find("x12.element-too-short", segment="N4", position=2, element="N401")
    misplaced = find("x12.segment-misplaced", segment="REF", position=7)
    inside = find("x12.element-too-long", segment="REF", position=7, element="REF02")
    unexpected = find("x12.segment-unexpected", segment="REF", position=7)
    explained = find("x12.trailing-separators", segment="N1", position=3, element="N103")

    found = disagreements([long, misplaced, inside, explained], [unexpected, short])

    assert [
        ("x12.second-opinion-stricter", 2, "N401", "x12.element-too-short"),
        ("x12.second-opinion-milder", 3, "N102", "x12.element-too-long"),
    ] == [(one.code, one.position, one.element, one.value_seen) for one in found]


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_whatever_stands_in_a_set_is_examined(reader: Reader, data: st.DataObject) -> None:
    """The other reader never breaks down, whatever it is given."""
    lines = list(GOOD[data.draw(st.sampled_from(sorted(GOOD)))])
    noise = st.one_of(
        st.text("*>^~ABNPO1234 .-\x00É", max_size=20), st.sampled_from([*chain.from_iterable(GOOD.values())])
    )
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(1, len(lines) - 1))
        lines[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(noise, max_size=2))
        lines.append("SE*1*0001")

    assert isinstance(reader.examine(received(lines)), tuple)
