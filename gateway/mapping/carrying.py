"""Carrying: a document as far as a map carries it, and what it leaves behind."""

from collections.abc import Sequence
from dataclasses import is_dataclass, replace
from functools import lru_cache
from typing import Any

from gateway.mapping.fields import FieldType, fields_of
from gateway.mapping.plan import FieldRow, LoopPlan, Plan, RangeRow, RowPlan, SegmentPlan

Reach = dict[str, "Reach | None"]
"""The fields that rows carry: whole (None), or as far as the fields of what is in them."""


def carried(plan: Plan, document: object) -> tuple[object, tuple[str, ...]]:
    """Return the document without what no row of the map carries, and the paths of that.

    A partner's map may leave out what our documents say; a field it needs is never left out.
    """
    left: list[str] = []
    kept = _kept(document, _reach(plan), "", left)
    return kept, tuple(left)


@lru_cache(maxsize=256)
def _reach(plan: Plan) -> Reach:
    reach: Reach = {}
    _extend(reach, plan.rows)
    return reach


def _extend(reach: Reach, rows: Sequence[RowPlan]) -> None:
    for row in rows:
        if row.forbidden:
            continue
        around = reach if row.target is None else _within(reach, row.target.field.name)
        if isinstance(row, LoopPlan):
            _extend(around, row.rows)
        else:
            _extend_by_segment(around, row)


def _extend_by_segment(reach: Reach, row: SegmentPlan) -> None:
    for one in row.elements:
        if isinstance(one, FieldRow):
            reach[one.part.field.name] = None
        elif isinstance(one, RangeRow) and one.item is None:
            reach[one.field.name] = None
        elif isinstance(one, RangeRow):
            _within(reach, one.field.name).update({part.field.name: None for part in one.parts})


def _within(reach: Reach, name: str) -> Reach:
    inner = reach.setdefault(name, {})
    return {} if inner is None else inner


def _kept(value: Any, reach: Reach, path: str, left: list[str]) -> Any:  # noqa: ANN401 - any value of any document
    if isinstance(value, tuple):
        return tuple(_kept(one, reach, f"{path}[{index}]", left) for index, one in enumerate(value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for name, field in fields_of(type(value)).items():
        held, where = getattr(value, name), f"{path}.{name}".lstrip(".")
        inner = reach.get(name, {})
        if name not in reach:
            if _says(held, field):
                left.append(where)
                changes[name] = field.default
        elif inner is not None:
            changes[name] = _kept(held, inner, where, left)
    return replace(value, **changes) if changes else value


def _says(held: object, field: FieldType) -> bool:
    return not field.needed and held != field.default
