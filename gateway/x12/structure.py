"""The order of segments: a set's rows compiled to a table of steps, and the walk of a set along it.

From one place the next segment is looked for in this order: the same segment again, a later row of the
innermost loop (a child loop by the segment that opens it), another turn of that loop, then the same in the
loop around it, outwards. The first row found wins, so every step is known beforehand. A set that is in
order costs one look-up a segment; only one that is not is walked again by `misorder`, which says why.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from gateway.domain.findings import Finding
from gateway.x12.arithmetic import Arithmetic
from gateway.x12.definitions import LoopRow, SegmentRow, SetDef

ONWARD: Final = 0
"""To another row of a loop."""
AGAIN: Final = 1
"""The same segment once more."""
OPENING: Final = 2
"""Into a loop, its first turn."""
TURNING: Final = 3
"""Into another turn of a loop."""
SKIPPING: Final = 4
"""Past something mandatory: never taken by a set in order."""

UNLIMITED: Final = 1 << 62


@dataclass(slots=True, eq=False, kw_only=True)
class Loop:
    """A loop of a set, or the set itself; built once, never changed after."""

    id: str
    path: str
    depth: int
    row: LoopRow | None = field(repr=False)
    parent: "Loop | None" = field(repr=False)
    rows: tuple["Place | Loop", ...] = field(default=(), repr=False)
    index: int = 0

    @property
    def opener(self) -> "Place":
        """Return the place that opens each turn."""
        first = self.rows[0]
        assert isinstance(first, Place)  # noqa: S101 - the dictionary lets no loop begin with a loop
        return first

    @property
    def mandatory(self) -> bool:
        """Return whether the loop must occur."""
        return self.row is not None and self.row.usage == "M"

    @property
    def limit(self) -> int:
        """Return how often the loop may occur."""
        return UNLIMITED if self.row is None or self.row.maximum is None else self.row.maximum


@dataclass(slots=True, eq=False, kw_only=True)
class Place:
    """A place where a segment may stand; built once, never changed after."""

    number: int
    row: SegmentRow = field(repr=False)
    loop: Loop
    index: int
    steps: "dict[str, Step]" = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """Return the identifier of the segment."""
        return self.row.segment.id

    @property
    def opens(self) -> bool:
        """Return whether a turn of a loop begins here."""
        return self.index == 0 and self.loop.parent is not None

    @property
    def mandatory(self) -> bool:
        """Return whether the segment must occur."""
        return self.row.usage == "M"

    @property
    def limit(self) -> int:
        """Return how often the segment may occur."""
        return UNLIMITED if self.row.maximum is None else self.row.maximum


@dataclass(slots=True, eq=False, kw_only=True)
class Step:
    """The way to a place: which loops end, what is passed over, what may follow.

    It `moves` if it ends or begins the turn of any loop: it `leaves` so many, `ends` the innermost, `begins` one.
    """

    place: Place
    kind: int
    limit: int
    depth: int
    closes: tuple[Loop, ...] = ()
    missing: tuple[Place | Loop, ...] = ()
    then: "dict[str, Step]" = field(repr=False)
    number: int = field(init=False)
    opens: bool = field(init=False)
    moves: bool = field(init=False)
    leaves: int = field(init=False)
    ends: Loop | None = field(init=False)
    begins: Loop | None = field(init=False)

    def __post_init__(self) -> None:
        self.number = self.place.number
        self.opens = self.place.opens
        self.moves = self.opens or bool(self.closes)
        self.leaves = len(self.closes)
        self.ends = self.closes[0] if self.closes else None
        self.begins = self.place.loop if self.opens else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where each segment of a set stands (None: nowhere), and what is wrong with their order."""

    steps: Sequence[Step | None]
    findings: tuple[Finding, ...] = ()


class Structure:
    """A transaction set's order of segments, ready to be walked."""

    def __init__(self, definition: SetDef) -> None:
        self.definition = definition
        self.places: list[Place] = []
        self.root = Loop(id=definition.id, path="", depth=0, row=None, parent=None)
        self.root.rows = self._rows(definition.rows, self.root)
        self.depth = 1 + max(place.loop.depth for place in self.places)
        for place in self.places:
            place.steps.update(self._steps(place))
        first = self.places[0]
        self.start = {first.id: Step(place=first, kind=ONWARD, limit=first.limit, depth=0, then=first.steps)}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Return the identifiers of all segments the set may hold."""
        return frozenset(place.id for place in self.places)

    @cached_property
    def arithmetic(self) -> Arithmetic:
        """Return what of the set can be worked out anew."""
        return Arithmetic(self.definition)

    def walk(self, rows: Iterable[Sequence[str]]) -> list[Step] | None:
        """Return the step to each segment, or None where anything at all is out of order."""
        steps: list[Step] = []
        add = steps.append
        table = self.start
        run = 0
        turns = [0] * self.depth
        for row in rows:
            step = table.get(row[0])
            if step is None:
                return None
            kind = step.kind
            if kind == ONWARD:
                run = 1
            elif kind == AGAIN:
                run += 1
                if run > step.limit:
                    return None
            elif kind == OPENING:
                turns[step.depth] = run = 1
            elif kind == TURNING:
                run = 1
                turns[step.depth] += 1
                if turns[step.depth] > step.limit:
                    return None
            else:
                return None
            add(step)
            table = step.then
        return steps if table is self.places[-1].steps else None

    def _rows(self, rows: Sequence[SegmentRow | LoopRow], loop: Loop) -> tuple[Place | Loop, ...]:
        made: list[Place | Loop] = []
        for index, row in enumerate(rows):
            if isinstance(row, SegmentRow):
                place = Place(number=len(self.places), row=row, loop=loop, index=index)
                self.places.append(place)
                made.append(place)
            else:
                path = f"{loop.path}/{row.id}".lstrip("/")
                inner = Loop(id=row.id, path=path, depth=loop.depth + 1, row=row, parent=loop, index=index)
                inner.rows = self._rows(row.rows, inner)
                made.append(inner)
        return tuple(made)

    def _steps(self, place: Place) -> dict[str, Step]:
        steps: dict[str, Step] = {}
        if not place.opens:
            again = Step(place=place, kind=AGAIN, limit=place.limit, depth=place.loop.depth, then=place.steps)
            steps[place.id] = again
        for step in _onward(place):
            steps.setdefault(step.place.id, step)
        return steps


def _onward(place: Place) -> Iterator[Step]:
    """Yield every step from a place to other rows, nearest first."""
    loop: Loop | None = place.loop
    index = place.index
    closes: tuple[Loop, ...] = ()
    missing: tuple[Place | Loop, ...] = ()
    while loop is not None:
        for row in loop.rows[index + 1 :]:
            yield _step(row, closes, missing)
            if row.mandatory:
                missing = (*missing, row)
        closes = (*closes, loop)
        if loop.parent is not None:
            yield _turn(loop, closes, missing)
        index, loop = loop.index, loop.parent


def _step(row: Place | Loop, closes: tuple[Loop, ...], missing: tuple[Place | Loop, ...]) -> Step:
    place, kind = (row, ONWARD) if isinstance(row, Place) else (row.opener, OPENING)
    return Step(
        place=place,
        kind=SKIPPING if missing else kind,
        limit=row.limit,
        depth=place.loop.depth,
        closes=closes,
        missing=missing,
        then=place.steps,
    )


def _turn(loop: Loop, closes: tuple[Loop, ...], missing: tuple[Place | Loop, ...]) -> Step:
    place = loop.opener
    return Step(
        place=place,
        kind=SKIPPING if missing else TURNING,
        limit=loop.limit,
        depth=loop.depth,
        closes=closes,
        missing=missing,
        then=place.steps,
    )


_made: dict[int, Structure] = {}
_MADE_AT_MOST: Final = 64


def structure_of(definition: SetDef) -> Structure:
    """Return the structure of a set, made once as long as not too many others are asked for.

    A definition is a large value that takes long to compare; it is the same one as long as it is kept.
    """
    made = _made.get(id(definition))
    if made is None or made.definition is not definition:
        if len(_made) >= _MADE_AT_MOST:
            _made.clear()
        made = _made[id(definition)] = Structure(definition)
    return made
