"""Documents drawn from maps as wire text that can be damaged, and what is known of each of their places."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from gateway.mapping.choosing import BROKEN
from gateway.mapping.plan import (
    ConstantRow,
    ElementRow,
    FieldPart,
    FieldRow,
    LoopPlan,
    Plan,
    RangeRow,
    RowPlan,
    SegmentPlan,
)
from gateway.mapping.samples import draw
from gateway.mapping.writing import write
from gateway.x12.definitions import Condition, ElementDef, SegmentDef
from gateway.x12.delimiters import Delimiters
from gateway.x12.segments import join
from gateway.x12.structure import Step

Rows = list[list[str]]
Told = tuple[str, str, int, str, int]
"""A finding as code, segment, position, element and repetition."""

SPECIAL = frozenset({"ST", "SE", "HL", "CTT", "AK1", "AK2", "AK3", "AK4", "AK5", "AK9", "IK3", "IK4", "IK5"})
"""Segments whose elements are counted, numbered or matched: only faults of their own are put there."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """Bytes with one fault in them, what is to be said of it, what besides because of it, and how it looks."""

    content: bytes
    says: tuple[Told, ...]
    besides: tuple[Told, ...] = ()
    shown: str


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One segment of a document: where it stands, what the standard says of it, and the row that reads it."""

    index: int
    row: tuple[str, ...]
    step: Step
    plan: SegmentPlan | None
    tested: frozenset[int]

    @property
    def definition(self) -> SegmentDef:
        return self.step.place.row.segment

    @property
    def position(self) -> int:
        return self.index + 1

    def has(self, position: int) -> bool:
        return position < len(self.row) and self.row[position] != ""

    def element(self, position: int) -> ElementDef | None:
        use = self.definition.at(position)
        return use.definition if use and isinstance(use.definition, ElementDef) else None

    def entry(self, position: int) -> ElementRow | None:
        """Return what the map says of an element."""
        for one in self.plan.elements if self.plan else ():
            spots = one.spots if isinstance(one, RangeRow) else (one.spot,)
            if any(spot.position == position for spot in spots):
                return one
        return None

    def part(self, position: int) -> FieldPart | None:
        """Return how the map takes an element, None where it does not."""
        entry = self.entry(position)
        if isinstance(entry, FieldRow):
            return None if entry.spot.component else entry.part
        if isinstance(entry, RangeRow):
            return entry.parts[(position - entry.spots[0].position) % len(entry.parts)]
        return None

    def present(self) -> list[int]:
        return [at for at in range(1, len(self.row)) if self.row[at]]

    def wanted(self, position: int) -> bool:
        """Return whether the standard or the map demands an element."""
        use, part, entry = self.definition.at(position), self.part(position), self.entry(position)
        fixed = isinstance(entry, ConstantRow) and entry.required
        return (use is not None and use.usage == "M") or (part is not None and part.required) or fixed

    def broken(self, row: Sequence[str]) -> list[Condition]:
        """Return the conditions a segment with these elements breaks."""
        return [one for one in self.definition.conditions if BROKEN[one.kind](_flags(one, row))]


def _flags(condition: Condition, row: Sequence[str]) -> list[bool]:
    return [at < len(row) and row[at] != "" for at in condition.positions]


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """A clean document of a map, segment by segment."""

    plan: Plan
    rows: tuple[tuple[str, ...], ...]
    separators: Delimiters = field(default_factory=Delimiters)

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """Return the segments that only one row of the map can read, ST and SE left out."""
        steps = self.plan.structure.walk(self.rows)
        assert steps is not None, f"{self.plan.name} writes out of order"
        plans = _plans_by_place(self.plan.rows)
        seats = []
        for index, (row, step) in enumerate(zip(self.rows, steps, strict=True)):
            here = plans.get(step.place.number, [])
            fitting = [one for one in here if _applies(one, row)]
            tested = frozenset(test.spot.position for one in here for test in one.tests)
            plain = not any(isinstance(one, LoopPlan) for one in _around(self.plan.rows, step))
            if 0 < index < len(self.rows) - 1 and len(fitting) <= 1 and (plain or fitting):
                reader = fitting[0] if fitting else None
                seats.append(Seat(index=index, row=row, step=step, plan=reader, tested=tested))
        return tuple(seats)

    def common(self) -> Iterator[Seat]:
        """Yield the segments in which any fault may be put."""
        return (seat for seat in self.seats if seat.row[0] not in SPECIAL)

    def with_row(self, index: int, row: Sequence[str]) -> Rows:
        """Return all segments with one in place of another."""
        rows = [list(one) for one in self.rows]
        rows[index] = trimmed(row)
        return rows

    def sealed(self, rows: Sequence[Sequence[str]]) -> bytes:
        """Return segments as an interchange, the number in SE put right."""
        counted = [list(one) for one in rows]
        if counted[-1][0] == "SE":
            counted[-1][1] = str(len(counted))
        return self.envelope(self.text(counted))

    def text(self, rows: Sequence[Sequence[str]]) -> str:
        return "".join("*".join(row) + "~" for row in rows)

    @property
    def inside(self) -> str:
        return self.text(self.rows)

    @property
    def isa(self) -> str:
        repetition, version = ("^", "00501") if self.plan.version >= "005010" else ("U", "00401")
        ids = f"ZZ*{'SENDER':<15}*ZZ*{'RECEIVER':<15}"
        return f"ISA*00*{'':<10}*00*{'':<10}*{ids}*260102*1530*{repetition}*{version}*000000007*0*P*>~"

    @property
    def gs(self) -> str:
        return f"GS*{self.plan.functional_group}*SENDER*RECEIVER*20260102*1530*7*X*{self.plan.version}~"

    def envelope(self, text: str) -> bytes:
        return f"{self.isa}{self.gs}{text}GE*1*7~IEA*1*000000007~".encode("latin-1")


def _around(rows: Sequence[RowPlan], step: Step) -> list[RowPlan]:
    """Return the loops of a map, at any depth, that stand for the loop of a step."""
    found: list[RowPlan] = []
    for row in rows:
        if isinstance(row, LoopPlan):
            found += [row] if row.loop is step.place.loop else []
            found += _around(row.rows, step)
    return found


def _plans_by_place(rows: Sequence[RowPlan]) -> dict[int, list[SegmentPlan]]:
    found: dict[int, list[SegmentPlan]] = {}
    for row in rows:
        if isinstance(row, SegmentPlan):
            found.setdefault(row.place.number, []).append(row)
        else:
            for number, plans in _plans_by_place(row.rows).items():
                found.setdefault(number, []).extend(plans)
    return found


def _applies(plan: SegmentPlan, row: Sequence[str]) -> bool:
    for test in plan.tests:
        text = row[test.spot.position] if test.spot.position < len(row) else ""
        if test.spot.component:
            text = (*text.split(">"), *[""] * 9)[test.spot.component - 1]
        if text != test.text:
            return False
    return True


def specimen(plan: Plan, seed: int) -> Specimen:
    """Return a document drawn from a map."""
    written = [join(one, Delimiters()).split("*") for one in write(plan, draw(plan, Random(seed)))]
    rows = [["ST", plan.set_id, "0001"], *written, ["SE", str(len(written) + 2), "0001"]]
    return Specimen(plan=plan, rows=tuple(tuple(row) for row in rows))


def by_hand(plan: Plan, body: str) -> Specimen:
    """Return a document written out, for examples that stay as they are."""
    written = [line.split("*") for line in body.split()]
    rows = [["ST", plan.set_id, "0001"], *written, ["SE", str(len(written) + 2), "0001"]]
    return Specimen(plan=plan, rows=tuple(tuple(one.replace("_", " ") for one in row) for row in rows))


def trimmed(row: Sequence[str]) -> list[str]:
    """Return a segment without empty elements at its end."""
    kept = list(row)
    while len(kept) > 1 and not kept[-1]:
        del kept[-1]
    return kept


def put(row: Sequence[str], position: int, text: str) -> list[str]:
    """Return a segment with a text at a position."""
    longer = [*row, *[""] * (position + 1 - len(row))]
    longer[position] = text
    return longer


def plain_text(element: ElementDef, part: FieldPart | None = None) -> str:
    """Return a text without a fault for an element."""
    if part is not None and part.codes:
        return next(iter(part.codes))
    if element.codes:
        return next(iter(element.codes))
    if element.type == "DT":
        return "20260102"[-element.maximum :] if element.maximum < len("YYYYMMDD") else "20260102"
    if element.type == "TM":
        return "1530"
    return ("1" if element.type[0] in "NR" else "A") * element.minimum


Mutate = Callable[[Specimen, Random], Mutant | None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of fault: what it is in words, the finding that must name it, and how it is made."""

    words: str
    code: str
    mutate: Mutate
