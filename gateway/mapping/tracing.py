"""Tracing: which row of a map reads each segment of a set, whatever the segment says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gateway.mapping.plan import LoopPlan, Plan, RowPlan, SegmentPlan
from gateway.x12.delimiters import Delimiters
from gateway.x12.interchanges import TransactionSet
from gateway.x12.misorder import misorder
from gateway.x12.segments import components, split
from gateway.x12.structure import Loop, Place, Step

_ID, _PARENT = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One segment as it was met: its address, the place the standard has for it, the row that reads it.

    `position` counts from the ST as 1. Without a `place` the standard has none here; without a `row` the map has none.
    """

    position: int
    elements: Sequence[str]
    around: str
    address: str
    place: Place | None
    row: SegmentPlan | None


@dataclass(slots=True, kw_only=True)
class _Turn:
    """A turn of a loop that is open, with the rows of the map that read it."""

    loop: Loop
    address: str = ""
    rows: tuple[RowPlan, ...] = ()
    levels: dict[str, "_Turn"] = field(default_factory=dict)


def trace(plan: Plan, received: TransactionSet) -> Iterator[Met]:
    """Yield every segment between ST and SE with the row that reads it."""
    delimiters = received.delimiters
    rows = [split(raw, delimiters) for raw in received.segments]
    steps: Sequence[Step | None] = plan.structure.walk(rows) or (
        misorder(plan.structure, rows, plan.dictionary.segments).steps
    )
    ends = (plan.structure.places[0], plan.structure.places[-1])
    turns = [_Turn(loop=plan.structure.root, rows=plan.rows)]
    for position, (elements, step) in enumerate(zip(rows, steps, strict=True), 1):
        if step is None:
            around = turns[-1].address
            yield Met(
                position=position,
                elements=elements,
                around=around,
                address=_beneath(around, elements[0]),
                place=None,
                row=None,
            )
        elif step.place not in ends:
            yield _met(turns, step, elements, position, delimiters)


def _met(
    turns: list[_Turn], step: Step, elements: Sequence[str], position: int, delimiters: Delimiters
) -> Met:
    """Return the segment with its row; the turns that end are closed, the one that begins is opened."""
    place = step.place
    holder = place.loop.parent if place.opens else place.loop
    while len(turns) > 1 and turns[-1].loop is not holder:
        turns.pop()
    around = turns[-1]
    if place.opens:
        turn, row = _opened(turns[0], around, place, elements, delimiters)
        turns.append(turn)
        address = turn.address
    else:
        segments = [one for one in around.rows if isinstance(one, SegmentPlan) and one.place is place]
        row = next((one for one in segments if _applies(one, elements, delimiters)), None)
        address = _address(around.address, segments, row, elements)
    return Met(
        position=position, elements=elements, around=around.address, address=address, place=place, row=row
    )


def _opened(
    root: _Turn, around: _Turn, place: Place, elements: Sequence[str], delimiters: Delimiters
) -> tuple[_Turn, SegmentPlan | None]:
    """Return the turn a segment opens, with the row of the segment itself."""
    holders = [around] if place.id != "HL" else _parents(root, around, elements)
    rivals = [(holder, one) for holder in holders for one in _loops(holder, place.loop)]
    found = next((one for one in rivals if _applies(one[1].opener, elements, delimiters)), None)
    if found is None:
        label = _address(around.address, [one for _, one in rivals], None, elements)
        return _Turn(loop=place.loop, address=label), None
    holder, loop = found
    turn = _Turn(loop=place.loop, address=_beneath(holder.address, loop.label), rows=loop.rows[1:])
    if loop.level:
        root.levels[_text(elements, _ID)] = turn
    return turn, loop.opener


def _parents(root: _Turn, around: _Turn, elements: Sequence[str]) -> list[_Turn]:
    """Return where a level may stand: below the one that HL02 names, else below the last before it, or at the top."""
    named = root.levels.get(_text(elements, _PARENT))
    return [*([named] if named else []), *reversed(root.levels.values()), around]


def _loops(around: _Turn, loop: Loop) -> list[LoopPlan]:
    return [one for one in around.rows if isinstance(one, LoopPlan) and one.loop is loop]


def _applies(row: SegmentPlan, elements: Sequence[str], delimiters: Delimiters) -> bool:
    for test in row.tests:
        seen = _text(elements, test.spot.position)
        if test.spot.component:
            parts = components(seen, delimiters)
            seen = parts[test.spot.component - 1] if test.spot.component <= len(parts) else ""
        if seen != test.text:
            return False
    return True


def _address(around: str, rivals: Sequence[RowPlan], row: RowPlan | None, elements: Sequence[str]) -> str:
    """Return where a segment stands: by its row's label, or by the qualifiers no row of its place has."""
    if row is not None:
        return _beneath(around, row.label)
    tests = rivals[0].tests if rivals else ()
    return _beneath(around, "*".join((elements[0], *(_text(elements, one.spot.position) for one in tests))))


def _beneath(around: str, label: str) -> str:
    return f"{around}/{label}".lstrip("/")


def _text(elements: Sequence[str], position: int) -> str:
    return elements[position] if position < len(elements) else ""
