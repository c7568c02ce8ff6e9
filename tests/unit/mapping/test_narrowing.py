"""What a map narrows, told to a second reader: it finds fault where our own does."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gateway.application.documents import CLASSES
from gateway.application.second_opinions import second_opinion, second_reader
from gateway.mapping.library import Library
from gateway.mapping.narrowing import narrowed
from gateway.mapping.plan import Plan
from gateway.mapping.reading import read
from gateway.x12.interchanges import TransactionSet

MAPPINGS = Path(__file__).parents[3] / "mappings"
NARROW = """
extends: base/x12/004010/850
change:
  CUR: {usage: not_used}
  FOB: {usage: required}
  PO1/PO103: {codes: {EA: each, CA: case}}
  BEG/BEG04: {usage: not_used}
  BEG/BEG06: {field: contract, usage: required}
  CTT: {usage: required}
  PO1/PID: {max: "1"}
"""
GOOD = (
    "ST*850*0001",
    "BEG*00*SA*PO-1**20240102*C-1",
    "FOB*CC",
    "N1*ST*ACME STORES*92*0007",
    "PO1*1*10*EA*12.5*PE*UP*012345678905",
    "PID*F****BLUE WIDGET",
    "CTT*1",
    "SE*8*0001",
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("maps")
    (folder / "narrow").mkdir()
    (folder / "narrow" / "850.yaml").write_text(NARROW, encoding="utf-8")
    return Library((MAPPINGS, folder), CLASSES).plan("narrow/850")


def received(segments: Sequence[str]) -> TransactionSet:
    return TransactionSet(id="850", control_number="0001", version="004010", segments=tuple(segments))


@pytest.mark.parametrize(
    ("segment", "instead", "expected"),
    [
        ("", "", []),
        ("FOB*CC", "CUR*BY*USD\nFOB*CC", [("map.not-used", "CUR", 3, "")]),
        ("PO1*1*10*EA*12.5*PE*UP*012345678905", "PO1*1*10*BX*12.5*PE*UP*012345678905", [("map.code-unexpected", "PO1", 5, "PO103")]),
        ("BEG*00*SA*PO-1**20240102*C-1", "BEG*00*SA*PO-1*REL*20240102*C-1", [("map.not-used", "BEG", 2, "BEG04")]),
        ("BEG*00*SA*PO-1**20240102*C-1", "BEG*00*SA*PO-1**20240102", [("x12.element-missing", "BEG", 2, "BEG06")]),
        ("FOB*CC", "", [("x12.segment-missing", "FOB", 3, "")]),
        ("CTT*1", "", [("x12.loop-missing", "CTT", 7, "")]),
        ("PID*F****BLUE WIDGET", "PID*F****BLUE\nPID*F****WIDGET", [("x12.loop-repeated", "PID", 7, "")]),
    ],
)  # fmt: skip
def test_both_readers_hold_a_set_against_the_map(
    plan: Plan, segment: str, instead: str, expected: list[tuple[str, str, int, str]]
) -> None:
    """A code, an element, a segment, a loop: whatever the map narrows, both miss or mind it."""
    lines: list[str] = []
    for one in GOOD:
        lines.extend(instead.split("\n") if segment and one == segment else [one])
    one = received([line for line in lines if line])
    theirs = second_reader(plan).examine(one)

    assert expected == [(found.code, found.segment, found.position, found.element) for found in theirs]
    assert bool(expected) == any(
        found.code.startswith(("map.", "x12.")) and found.severity != "info"
        for found in read(plan, one).findings
    )
    assert () == second_opinion(plan, one, read(plan, one).findings)


def test_a_reader_is_made_once(plan: Plan) -> None:
    """A map in one state has one second reader."""
    assert second_reader(plan) is second_reader(plan)


def test_places_that_rows_compete_for_stay_as_the_standard_has_them() -> None:
    """The levels of a shipment share their places: nothing is said of them."""
    plan = Library((MAPPINGS,), CLASSES).plan("base/x12/004010/856")
    limits = narrowed(plan)
    ids = {place.id for place in plan.structure.places if place.number in limits.places}

    assert "BSN" in ids
    assert {"HL", "LIN", "SN1", "MAN"}.isdisjoint(ids)
