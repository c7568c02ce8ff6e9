"""Levels: nested by number, in whatever order they come, and written numbered."""

from dataclasses import dataclass
from datetime import date, time

import pytest

from gateway.domain.findings import Severity
from gateway.mapping.writing import read_back, write
from gateway.x12.delimiters import Delimiters
from gateway.x12.segments import join
from tests.unit.mapping.tiny import made, reading, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something shipped."""

    code: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Holds items."""

    mark: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pallet:
    """Holds everything."""

    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part of one order."""

    order: str
    boxes: tuple[Box, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A small shipment notice."""

    number: str
    purpose: str
    on: date
    at: time
    weight: str = ""
    pallet: Pallet | None = None
    parts: tuple[Part, ...] = ()


NOTICE = """\
transaction_set: "856"
version: "004010"
document: order
title: Tiny
rows:
  - {segment: BSN, elements: {BSN01: purpose, BSN02: number, BSN03: "on", BSN04: at}}
  - loop: HL
    rows:
      - {segment: HL, elements: {HL01: {hl: id}, HL02: {hl: parent}, HL03: {qualifier: S}, HL04: {hl: children}}}
      - {segment: MEA, elements: {MEA01: {fixed: WT}, MEA03: {fixed: "1"}, MEA04-1: weight}}
      - loop: HL
        each: parts
        rows:
          - {segment: HL, elements: {HL01: {hl: id}, HL02: {hl: parent}, HL03: {qualifier: O}, HL04: {hl: children}}}
          - {segment: PRF, elements: {PRF01: order}}
          - loop: HL
            each: boxes
            rows:
              - {segment: HL, elements: {HL01: {hl: id}, HL02: {hl: parent}, HL03: {qualifier: P}, HL04: {hl: children}}}
              - {segment: MAN, elements: {MAN01: {fixed: GM}, MAN02: mark}}
              - &item
                loop: HL
                each: items
                rows:
                  - {segment: HL, elements: {HL01: {hl: id}, HL02: {hl: parent}, HL03: {qualifier: I}}}
                  - {segment: LIN, elements: {LIN02: {fixed: VN}, LIN03: code}}
                  - {segment: SN1, elements: {SN102: {fixed: "1"}, SN103: unit}}
          - *item
      - loop: HL
        into: pallet
        rows:
          - {segment: HL, elements: {HL01: {hl: id}, HL02: {hl: parent}, HL03: {qualifier: T}, HL04: {hl: children}}}
          - {segment: MAN, elements: {MAN01: {fixed: GM}, MAN02: mark}}
  - {segment: CTT, elements: {CTT01: {count_of: HL}}}
"""
PLAN = made(NOTICE, Notice)
HEAD = "BSN*00*S1*20240101*1200\n"
DOCUMENT = Notice(
    number="S1",
    purpose="00",
    on=date(2024, 1, 1),
    at=time(12, 0),
    weight="LB",
    pallet=Pallet(mark="P"),
    parts=(
        Part(
            order="O1",
            boxes=(Box(mark="A", items=(Item(code="1"), Item(code="2", unit="EA"))), Box(mark="B")),
            items=(Item(code="3"),),
        ),
        Part(order="O2"),
    ),
)
WRITTEN = """\
BSN*00*S1*20240101*1200
HL*1**S*1
MEA*WT**1*LB
HL*2*1*O*1
PRF*O1
HL*3*2*P*1
MAN*GM*A
HL*4*3*I
LIN**VN*1
HL*5*3*I
LIN**VN*2
SN1**1*EA
HL*6*2*P*0
MAN*GM*B
HL*7*2*I
LIN**VN*3
HL*8*1*O*0
PRF*O2
HL*9*1*T*0
MAN*GM*P
CTT*9
"""


def test_levels_are_written_numbered_and_read_back() -> None:
    """Numbers run on, parents are named, a flag says whether children follow."""
    written = write(PLAN, DOCUMENT)

    assert WRITTEN.splitlines() == [join(one, Delimiters()) for one in written]
    assert () == read_back(PLAN, DOCUMENT, written)


def test_levels_without_content_are_not_written() -> None:
    """Their numbers are not used up either."""
    bare = Notice(number="S1", purpose="00", on=date(2024, 1, 1), at=time(12, 0))

    assert ["BSN", "CTT"] == [one[0] for one in write(PLAN, bare)]


@pytest.mark.parametrize(
    "levels",
    [
        "HL*1**S\nHL*2*1*O\nPRF*O1\nHL*3*1*O\nPRF*O2\nHL*4*2*I\nLIN**VN*1\nHL*5*3*I\nLIN**VN*2\n",
        "HL*1**S\nHL*2*1*O\nPRF*O1\nHL*4*2*I\nLIN**VN*1\nHL*3*1*O\nPRF*O2\nHL*5*3*I\nLIN**VN*2\n",
        "HL*1**S\nHL*2**O\nPRF*O1\nHL*4**I\nLIN**VN*1\nHL*3**O\nPRF*O2\nHL*5**I\nLIN**VN*2\n",
    ],
)
def test_children_find_their_parents(levels: str) -> None:
    """By number in any order; by kind where none is named."""
    result = reading(PLAN, HEAD + levels + "CTT*5\n")

    assert {"map.level-sequence"} >= {one.code for one in result.findings}
    assert isinstance(result.document, Notice)
    expected = (Part(order="O1", items=(Item(code="1"),)), Part(order="O2", items=(Item(code="2"),)))
    assert expected == result.document.parts


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("HL*1**S\nHL*2*9*O\nPRF*O1\n", [("map.level-parent", 4, "HL02")]),
        ("HL*1**S\nHL*1*1*O\nPRF*O1\n", [("map.level-repeated", 4, "HL01")]),
        ("HL*1**S\nHL*2*1*O\nPRF*O1\nHL*3*1*I\nLIN**VN*1\n", [("map.level-unexpected", 6, "HL03")]),
        ("HL*1**S\nHL*2*1*O\nPRF*O1\nHL*3*2*X\n", [("map.level-unexpected", 6, "HL03")]),
        (
            "HL*1**X\nHL*2*1*O\nPRF*O1\n",
            [("map.level-unexpected", 3, "HL03"), ("map.level-parent", 4, "HL02")],
        ),
        ("HL*1**S\nHL*2*1*O*1\nPRF*O1\n", [("map.level-children", 4, "HL04")]),
        ("HL*1**S\nHL*2*1\n", [("x12.element-missing", 4, "HL03")]),
        ("HL*1**S\nHL*2**S\nHL*3*1*O\nPRF*O1\n", [("map.loop-repeated", 4, "HL")]),
        ("HL*1**S\nHL*2*1*T\nMAN*GM*P\nHL*3*1*T\nMAN*GM*Q\n", [("map.loop-repeated", 6, "HL")]),
        ("HL*1**S\nHL*2*1*O\nHL*3*1*O\nPRF*O2\n", [("map.segment-missing", 5, "PRF")]),
    ],
)
def test_levels_that_do_not_nest(levels: str, expected: list[tuple[str, int, str]]) -> None:
    """Each slip is said; the level is read below the last one that fits."""
    body = HEAD + levels
    result = reading(PLAN, f"{body}CTT*{body.count('HL*')}\n")

    found = told(result.findings, infos=True)
    assert expected == [one for one in found if one[0] not in ("x12.code-unlisted", "map.not-read")]
    assert isinstance(result.document, Notice)


def test_levels_that_are_missing_altogether_are_missed_once() -> None:
    """Where the standard misses them, as gravely as the map does; what the map misses alone is a finding of its own."""
    required = made(
        NOTICE.replace("  - loop: HL\n    rows:", "  - loop: HL\n    usage: required\n    rows:", 1), Notice
    )
    none = reading(required, HEAD + "CTT*0\n").findings
    other = reading(required, HEAD + "HL*1**X\nCTT*1\n").findings

    assert [("x12.loop-missing", 3, "error")] == [(one.code, one.position, str(one.severity)) for one in none]
    assert ["map.level-unexpected", "map.loop-missing"] == [
        one.code for one in other if one.severity is not Severity.INFO
    ]


def test_a_level_that_cannot_be_built_leaves_no_gap() -> None:
    """An order without number is left out; its siblings keep their order."""
    levels = "HL*1**S\nHL*2*1*O\nPRF*O1\nHL*3*1*O\nHL*4*1*O\nPRF*O3\nHL*5*1*T\n"
    document = reading(PLAN, HEAD + levels + "CTT*5\n").document

    assert isinstance(document, Notice)
    assert ["O1", "O3"] == [one.order for one in document.parts]
    assert document.pallet is None


def test_the_place_of_a_finding_names_the_level() -> None:
    """Paths run through levels."""
    result = reading(
        PLAN,
        HEAD + "HL*1**S\nHL*2*1*O\nPRF*O1\nHL*3*2*P\nMAN*GM\nHL*4*2*I\nLIN**VN\nHL*5*1*T\nMAN*GM\nCTT*5\n",
    )

    assert ["parts[0].boxes[0].mark", "parts[0].items[0].code", "pallet.mark"] == [
        one.path for one in result.findings if one.code == "x12.element-missing"
    ]
