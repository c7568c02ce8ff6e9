"""Saying: which words of ours a map has a code for that the version of the standard lists."""

from collections.abc import Iterator, Sequence

from gateway.mapping.plan import FieldRow, Plan, RowPlan, SegmentPlan


def words_for(plan: Plan, path: str) -> frozenset[str]:
    """Return the words a coded field may hold, `lines.answers.status`; none where it is not coded, or not carried."""
    return frozenset(_words(plan.rows, tuple(path.split("."))))


def _words(rows: Sequence[RowPlan], path: tuple[str, ...]) -> Iterator[str]:
    for row in rows:
        inner = path
        if row.target is not None:
            if row.target.field.name != path[0]:
                continue
            inner = path[1:]
        if row.forbidden or not inner:
            continue
        if isinstance(row, SegmentPlan):
            yield from _listed(row, inner)
        else:
            yield from _words(row.rows, inner)


def _listed(row: SegmentPlan, path: tuple[str, ...]) -> Iterator[str]:
    for one in row.elements:
        if isinstance(one, FieldRow) and path == (one.part.field.name,):
            known = one.spot.element.codes
            yield from (word for code, word in one.part.codes.items() if not known or code in known)
