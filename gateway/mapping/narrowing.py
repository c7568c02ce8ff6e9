"""What a map narrows of the standard, as far as another reader of maps can be told it.

Such a reader has one definition for each place of the standard. Where rows compete for a place by their
qualifiers, or one row stands for a place in several levels, no one definition says what they say: such a
place stays as wide as the standard has it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

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
    Spot,
    UnusedRow,
)
from gateway.mapping.shapes import required
from gateway.x12.pyx12_maps import Compilable, ElementLimits, Limits, PlaceLimits


def compilable(plan: Plan) -> Compilable:
    """Return a map as pyx12 can be given it, in a file named for it."""
    return Compilable(
        structure=plan.structure, limits=narrowed(plan), file=f"{plan.name.replace('/', '-')}.xml"
    )


def narrowed(plan: Plan) -> Limits:
    """Return what a map narrows of the places that it has only one row for."""
    rows = list(_rows(plan.rows, told=True))
    times = Counter(_key(row) for row, _ in rows)
    alone = [row for row, told in rows if told and times[_key(row)] == 1]
    return Limits(
        places={row.place.number: _segment(row) for row in alone if isinstance(row, SegmentPlan)},
        loops={row.loop.opener.number: _limits(row) for row in alone if isinstance(row, LoopPlan)},
    )


def _rows(rows: Sequence[RowPlan], *, told: bool) -> Iterator[tuple[RowPlan, bool]]:
    """Yield rows at every depth, and whether each holds for every turn of what it stands in."""
    for row in rows:
        here = told and not row.tests and not (isinstance(row, LoopPlan) and row.level)
        yield row, here
        if isinstance(row, LoopPlan):
            yield from _rows(row.rows, told=here)


def _key(row: RowPlan) -> tuple[type, int]:
    """Return what tells places apart: a loop has the number of its opener, which is another's too."""
    place = row.place if isinstance(row, SegmentPlan) else row.loop.opener
    return type(row), place.number


def _limits(row: RowPlan) -> PlaceLimits:
    return PlaceLimits(required=row.required, forbidden=row.forbidden, limit=row.limit)


def _segment(row: SegmentPlan) -> PlaceLimits:
    elements = dict(pair for element in row.elements for pair in _element(element))
    return PlaceLimits(required=row.required, forbidden=row.forbidden, limit=row.limit, elements=elements)


def _element(row: ElementRow) -> Iterator[tuple[tuple[int, int], ElementLimits]]:
    if isinstance(row, RangeRow):
        for group in row.groups:
            for spot, part in zip(group, row.parts, strict=True):
                yield _at(spot), ElementLimits(codes=_codes(part))
        return
    codes: frozenset[str] = frozenset()
    if isinstance(row, FieldRow):
        codes = _codes(row.part)
    elif isinstance(row, ConstantRow):
        codes = frozenset([row.text])
    yield (
        _at(row.spot),
        ElementLimits(required=required(row), forbidden=isinstance(row, UnusedRow), codes=codes),
    )


def _at(spot: Spot) -> tuple[int, int]:
    return spot.position, spot.component


def _codes(part: FieldPart) -> frozenset[str]:
    """Return the codes that are all there may be; none where others are kept."""
    return frozenset() if part.keeps else frozenset(part.codes)
