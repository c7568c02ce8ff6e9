"""Constructors of frozen values, made for speed: reading builds a million of them a minute.

A frozen dataclass sets each field through `object.__setattr__`, which makes building one the dearest part
of reading a segment. Its twin has the same fields in the same layout but is not frozen: built first, it is
then told to be the real thing.

    item = twin(**values)
    item.__class__ = kind
"""

from dataclasses import MISSING, field, fields, make_dataclass
from functools import cache
from typing import Any


@cache
def twin(kind: type) -> Any:  # noqa: ANN401 - a class made at run time
    """Return the unfrozen twin of a frozen dataclass with slots; it takes the fields by name or in `order`."""
    plain = make_dataclass(
        "Plain",
        [(name, Any, field(default=default)) for name, default in _in_order(kind)],
    )
    parts = {
        "__slots__": kind.__dict__["__slots__"],
        "__init__": vars(plain)["__init__"],
        "__setattr__": object.__setattr__,
    }
    return type(kind.__name__, kind.__bases__, parts)


def order(kind: type) -> tuple[str, ...]:
    """Return the names of the fields as a twin takes them: those without a default first."""
    return tuple(name for name, _ in _in_order(kind))


def _in_order(kind: type) -> list[tuple[str, Any]]:
    given = [(one.name, one.default) for one in fields(kind)]
    return sorted(given, key=lambda one: one[1] is not MISSING)
