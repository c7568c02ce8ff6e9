"""Choosing which elements of a segment to fill, so that its conditions hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from types import MappingProxyType

from gateway.mapping.fields import is_empty
from gateway.mapping.plan import FieldRow, RangeRow, SegmentPlan, UnusedRow
from gateway.x12.definitions import CompositeDef, ConditionKind

OFTEN = 0.6
MOST_ROUNDS = 100

Key = tuple[int, int]
"""A position and a component; component 0 is the element itself."""
Place = tuple[int, int | None]
"""A position and a component; None stands for any of them."""
Rule = tuple[ConditionKind, tuple[Place, ...]]
BROKEN: Mapping[ConditionKind, Callable[[Sequence[bool]], bool]] = MappingProxyType(
    {
        "P": lambda have: any(have) and not all(have),
        "R": lambda have: not any(have),
        "E": lambda have: sum(have) > 1,
        "C": lambda have: have[0] and not all(have),
        "L": lambda have: have[0] and not any(have[1:]),
    }
)
"""Whether a condition is broken, from which of its places hold something."""


class Choice:
    """Which elements of a segment are filled: the keys of fields, and how many groups of each range.

    Begins with chance, then adds and takes away until every condition of the segment and of its composites holds.
    """

    def __init__(self, row: SegmentPlan, random: Random) -> None:
        self._random = random
        self._constant: set[Key] = set()
        self._needed: set[Key] = set()
        self._free: set[Key] = set()
        self._ranges: dict[Key, RangeRow] = {}
        self.keys: set[Key] = set()
        self.groups: dict[Key, int] = {}
        self._sort(row)
        self._rules = [*_rules_of(row), *self._wholes(row)]
        self._begin()
        self._settle()

    def holds(self, row: FieldRow) -> bool:
        """Return whether an element is filled."""
        return key_of(row) in self.keys

    def groups_of(self, row: RangeRow) -> int:
        """Return how many groups of a range are filled."""
        return self.groups[key_of(row)]

    def _sort(self, row: SegmentPlan) -> None:
        for one in row.elements:
            if isinstance(one, FieldRow):
                (self._needed if _is_needed(one, row) else self._free).add(key_of(one))
            elif isinstance(one, RangeRow):
                self._ranges[key_of(one)] = one
            elif not isinstance(one, UnusedRow):
                self._constant.add((one.spot.position, one.spot.component))

    def _wholes(self, row: SegmentPlan) -> Iterator[Rule]:
        """Yield that a composite in use has its mandatory components."""
        fields = [one for one in row.elements if isinstance(one, FieldRow) and one.spot.component]
        for must in fields:
            for other in fields:
                if must.spot.mandatory and other is not must and other.spot.position == must.spot.position:
                    yield "C", (key_of(other), key_of(must))

    def _begin(self) -> None:
        self.keys = {*self._needed, *(key for key in sorted(self._free) if self._often())}
        for key, row in self._ranges.items():
            least, most = self._least(row), capacity(row)
            self.groups[key] = max(least, self._random.randint(0, most) if self._often() else 0)
        carriers = [*sorted(self._free), *self._ranges]
        if carriers and not self.keys and not any(self.groups.values()):
            self._put(self._random.choice(carriers))

    def _settle(self) -> None:
        for _ in range(MOST_ROUNDS):
            broken = [rule for rule in self._rules if self._is_broken(rule)]
            if not broken:
                return
            self._mend(self._random.choice(broken))

    def _is_broken(self, rule: Rule) -> bool:
        kind, places = rule
        return BROKEN[kind]([self._is_there(place) for place in places])

    def _mend(self, rule: Rule) -> None:
        kind, places = rule
        there = [place for place in places if self._is_there(place)]
        lacking = [place for place in places if place not in there]
        if kind == "E":
            self._take(self._random.choice(there))
        elif kind in "RL":
            open_to = [place for place in lacking if self._may_put(place)]
            if open_to:
                self._put(self._random.choice(open_to))
            else:
                self._take(places[0])
        elif all(map(self._may_put, lacking)):
            for place in lacking:
                self._put(place)
        else:
            for place in there if kind == "P" else places[:1]:
                self._take(place)

    def _is_there(self, place: Place) -> bool:
        return any(_fits(key, place) for key in (*self._constant, *self.keys)) or any(
            place[0] in self._filled(key) for key in self._ranges
        )

    def _may_put(self, place: Place) -> bool:
        return any(_fits(key, place) for key in self._free | self._needed) or any(
            _group(row, place) is not None for row in self._ranges.values()
        )

    def _put(self, place: Place) -> None:
        fitting = [key for key in sorted(self._free | self._needed) if _fits(key, place)]
        self.keys.update(fitting[:1])
        for key, row in self._ranges.items():
            group = _group(row, place)
            if group is not None:
                self.groups[key] = max(self.groups[key], group + 1)

    def _take(self, place: Place) -> None:
        self.keys -= {key for key in self._free if _fits(key, place)}
        for key, row in self._ranges.items():
            group = _group(row, place)
            if group is not None and place[0] in self._filled(key):
                self.groups[key] = max(self._least(row), group)

    def _filled(self, key: Key) -> set[int]:
        row = self._ranges[key]
        return {spot.position for spot in row.spots[: self.groups[key] * len(row.parts)]}

    def _least(self, row: RangeRow) -> int:
        return sum(any(spot.mandatory for spot in group) for group in row.groups)

    def _often(self) -> bool:
        return self._random.random() < OFTEN


def key_of(row: FieldRow | RangeRow) -> Key:
    """Return where an element stands, or where a range begins."""
    spot = row.spot if isinstance(row, FieldRow) else row.spots[0]
    return spot.position, spot.component


def _group(row: RangeRow, place: Place) -> int | None:
    """Return which group of a range stands at a place, None where none does."""
    at = next((at for at, spot in enumerate(row.spots) if spot.position == place[0]), None)
    return None if at is None else at // len(row.parts)


def capacity(row: RangeRow) -> int:
    """Return how many values or groups of values one segment takes."""
    return len(row.spots) // len(row.parts)


def _is_needed(one: FieldRow, row: SegmentPlan) -> bool:
    """Return whether a field is filled whenever its segment is: demanded, or never empty in the document."""
    around = row.segment.at(one.spot.position)
    demanded = one.spot.mandatory and (not one.spot.component or (around is not None and around.usage == "M"))
    kept = one.part.field.needed or not is_empty(one.part.field.default)
    return demanded or one.part.required or kept


def _rules_of(row: SegmentPlan) -> Iterator[Rule]:
    for condition in row.segment.conditions:
        yield condition.kind, tuple((position, None) for position in condition.positions)
    for position, use in enumerate(row.segment.elements, 1):
        if isinstance(use.definition, CompositeDef):
            for condition in use.definition.conditions:
                yield condition.kind, tuple((position, component) for component in condition.positions)


def _fits(key: Key, place: Place) -> bool:
    return key[0] == place[0] and place[1] in {None, key[1]}
