"""Readers of a whole plan for certain delimiters: which row reads which place, loop by loop."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.mapping.fields import fields_of
from gateway.mapping.plan import LoopPlan, Plan, RowPlan, SegmentPlan
from gateway.mapping.shapes import SegmentReader
from gateway.x12.delimiters import Delimiters
from gateway.x12.structure import UNLIMITED

MOST_READERS = 16
"""Sets of delimiters a plan remembers readers for."""


class Scope:
    """One loop's rows (or the whole set's), and the object they fill if it is one of their own.

    `inner` are the loops in it that are always read by their only row; `alone` are readers of their opening
    segments that make the whole object, for turns in which nothing else comes.
    """

    __slots__ = (
        "alone",
        "expected",
        "forbidden",
        "id",
        "inner",
        "kind",
        "level",
        "level_kind",
        "levels",
        "limit",
        "loops",
        "many",
        "name",
        "needs",
        "own",
        "path",
        "required",
        "segments",
        "tests",
        "tracked",
    )

    def __init__(self, rows: Sequence[RowPlan], loop: LoopPlan | None, delimiters: Delimiters) -> None:
        target = loop.target if loop else None
        self.many = target.many if target else False
        self.own = target is not None
        self.kind: type = target.kind if target else object
        self.name = target.field.name if target else ""
        self.needs = (
            frozenset(field.name for field in fields_of(target.kind).values() if field.needed)
            if target
            else frozenset()
        )
        self.level = loop.level if loop else False
        self.id = loop.loop.id if loop else ""
        self.path = loop.loop.path if loop else ""
        self.limit = loop.limit if loop else UNLIMITED
        self.required = loop.required if loop else False
        self.forbidden = loop.forbidden if loop else False
        self.tracked = loop is not None and (
            loop.limit < loop.loop.limit or loop.forbidden or (loop.required and not loop.loop.mandatory)
        )
        self.tests = _tests(loop.opener) if loop else ()
        kinds = {text for _, _, text in self.tests}
        self.level_kind = kinds.pop() if len(kinds) == 1 else None
        self.segments = _segments(rows, delimiters)
        inner = [row for row in rows if isinstance(row, LoopPlan)]
        made = [(row, Scope(row.rows, row, delimiters)) for row in inner]
        outer = loop.loop if loop else None
        self.levels = tuple(scope for row, scope in made if row.level and row.loop is outer)
        self.loops: dict[int, tuple[Scope, ...]] = {}
        for row, scope in made:
            if not (row.level and row.loop is outer):
                number = row.loop.opener.number
                self.loops[number] = (*self.loops.get(number, ()), scope)
        self.inner = {number: scopes[0] for number, scopes in self.loops.items() if _plain(scopes)}
        self.alone = {
            row.loop.opener.number: _alone(row, delimiters)
            for row, scope in made
            if self.inner.get(row.loop.opener.number) is scope and scope.own and not scope.expected
        }
        self.expected: tuple[SegmentReader | Scope, ...] = (
            *(one for chain in self.segments.values() for one in (chain, *chain.rivals) if _expected(one)),
            *(one for scopes in self.loops.values() for one in scopes if one.required and one.tracked),
        )


class Readers:
    """All that reads one plan under certain delimiters."""

    def __init__(self, plan: Plan, delimiters: Delimiters) -> None:
        self.plan = plan
        self.delimiters = delimiters
        self.root = Scope(plan.rows, None, delimiters)
        self.root.kind = plan.kind
        self.root.needs = frozenset(field.name for field in fields_of(plan.kind).values() if field.needed)
        self.nothing = Scope((), None, delimiters)
        ends = (plan.structure.places[0], plan.structure.places[-1])
        self.standard = {
            place.number: SegmentReader(place.row.segment, None, delimiters)
            for place in plan.structure.places
            if place not in ends
        }


def readers_of(plan: Plan, delimiters: Delimiters) -> Readers:
    """Return the readers of a plan for certain delimiters, made once."""
    readers: Readers | None = plan.kept.get(delimiters)
    if readers is None:
        if len(plan.kept) >= MOST_READERS:
            plan.kept.clear()
        readers = plan.kept[delimiters] = Readers(plan, delimiters)
    return readers


def _segments(rows: Sequence[RowPlan], delimiters: Delimiters) -> dict[int, SegmentReader]:
    """Return the reader of each place; one of several carries all of them as rivals."""
    chains: dict[int, list[SegmentReader]] = {}
    for row in rows:
        if isinstance(row, SegmentPlan):
            reader = SegmentReader(row.place.row.segment, row, delimiters)
            chains.setdefault(row.place.number, []).append(reader)
    for number, chain in chains.items():
        opener = isinstance(rows[0], SegmentPlan) and rows[0].place.number == number and rows[0].place.opens
        if (len(chain) > 1 or chain[0].tests) and not opener:
            chain[0].rivals = tuple(chain)
    return {number: chain[0] for number, chain in chains.items()}


def _expected(reader: SegmentReader) -> bool:
    plan = reader.plan
    return plan is not None and plan.required and not plan.place.mandatory


def _tests(opener: SegmentPlan) -> tuple[tuple[int, int, str], ...]:
    return tuple((one.spot.position, one.spot.component, one.text) for one in opener.tests)


def _plain(scopes: Sequence[Scope]) -> bool:
    """Return whether a loop is always read by its only row, however often it occurs."""
    return len(scopes) == 1 and not (scopes[0].tests or scopes[0].tracked or scopes[0].level)


def _alone(loop: LoopPlan, delimiters: Delimiters) -> SegmentReader:
    opener = replace(loop.opener, target=loop.target)
    return SegmentReader(opener.segment, opener, delimiters)
