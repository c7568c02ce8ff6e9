"""Addresses: the rows of a map one after the other, named as an overlay names them, and the elements of a row by place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gateway.mapping.plan import ElementRow, FieldPart, FieldRow, RangeRow, RowPlan, SegmentPlan, Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row with its address: as rows start on the wire, `PO1/N1*ST/N4`; `segment` is a loop's opening one."""

    address: str
    depth: int
    row: RowPlan
    segment: SegmentPlan


def entries(rows: Sequence[RowPlan], around: str = "", depth: int = 0) -> Iterator[Entry]:
    """Yield all rows in the order of the wire; a loop stands for the segment that opens it."""
    for row in rows:
        address = f"{around}/{row.label}".lstrip("/")
        if isinstance(row, SegmentPlan):
            yield Entry(address=address, depth=depth, row=row, segment=row)
        else:
            yield Entry(address=address, depth=depth, row=row, segment=row.opener)
            yield from entries(row.rows[1:], address, depth + 1)


def spot_of(row: ElementRow) -> Spot:
    """Return the place of an element's row, the first one of a range."""
    return row.spots[0] if isinstance(row, RangeRow) else row.spot


def spots_of(row: ElementRow) -> tuple[Spot, ...]:
    """Return every place of an element's row."""
    return row.spots if isinstance(row, RangeRow) else (row.spot,)


def parts_of(row: ElementRow) -> Iterator[tuple[Spot, FieldPart]]:
    """Yield every place that carries a field, with how it does."""
    if isinstance(row, FieldRow):
        yield row.spot, row.part
    elif isinstance(row, RangeRow):
        for group in row.groups:
            yield from zip(group, row.parts, strict=True)


def reference_of(row: ElementRow) -> str:
    """Return how people write the place of an element's row: `PO102`, `PO106..PO125`."""
    if isinstance(row, RangeRow) and len(row.spots) > 1:
        return ", ".join(runs(row.spots[0].segment, [spot.position for spot in row.spots]))
    return spot_of(row).reference


def runs(segment: str, positions: Sequence[int]) -> Iterator[str]:
    """Yield ascending positions as references, neighbours as one range."""
    for _, group in groupby(enumerate(positions), lambda pair: pair[1] - pair[0]):
        run = [position for _, position in group]
        last = f"..{segment}{run[-1]:02}" if len(run) > 1 else ""
        yield f"{segment}{run[0]:02}{last}"
