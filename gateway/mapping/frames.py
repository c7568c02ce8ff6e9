"""The objects under construction while a set is read: one frame a loop turn, innermost last."""

from dataclasses import dataclass, field
from typing import Any

from gateway.mapping.scopes import Scope

Values = dict[str, Any]


@dataclass(slots=True, eq=False, kw_only=True)
class Frame:
    """One turn of a loop; `values` are the fields of its object, or of the object around it where it has none."""

    scope: Scope
    values: Values
    holder: Values
    path: str = ""
    counts: dict[object, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False, kw_only=True)
class Branch(Frame):
    """One level of HL: kept until the last level has come, because its children may be anywhere behind it."""

    parent: Frame | None = None
    slot: int = 0


def built(scope: Scope, values: Values) -> object | None:
    """Return the object a scope builds, None where a field it needs could not be read."""
    if scope.build is None or not scope.needs <= values.keys():
        return None
    item: object = scope.build(**frozen(values))
    return item


def frozen(values: Values) -> Values:
    """Return values with tuples for lists."""
    for name, value in values.items():
        if value.__class__ is list:
            values[name] = tuple(value)
    return values


def place(holder: Values, name: str, value: object, *, many: bool) -> None:
    """Put a finished object where it belongs."""
    if not many:
        holder[name] = value
    elif name in holder:
        holder[name].append(value)
    else:
        holder[name] = [value]
