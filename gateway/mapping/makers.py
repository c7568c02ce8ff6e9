"""Values built quickly: reading makes a million of them a minute.

A frozen dataclass sets each field through `object.__setattr__`, which makes building one the dearest part
of reading a segment. Its twin has the same fields in the same layout but is not frozen; a twin is filled
field by field and then told to be the real thing (`item.__class__ = kind`). As dataclasses do with their
constructors, functions that do nothing but set fields are written as text and compiled.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Final

UNSET: Final = object()
"""What stands in a field that must be given until it is."""


@cache
def twin(kind: type) -> Any:  # noqa: ANN401 - a class made at run time
    """Return the unfrozen twin of a frozen dataclass with slots."""
    parts = {"__slots__": kind.__dict__["__slots__"], "__setattr__": object.__setattr__}
    return type(kind.__name__, kind.__bases__, parts)


@cache
def blank(kind: type) -> Callable[[], Any]:
    """Return what makes a twin with every field at its default; those without one are `UNSET`."""
    names = defaults(kind)
    lines = ["item = new(twin)", *(f"item.{name} = default_{name}" for name in names), "return item"]
    given = {f"default_{name}": UNSET if value is MISSING else value for name, value in names.items()}
    return compiled((), lines, {"new": object.__new__, "twin": twin(kind), **given})


def defaults(kind: type) -> Mapping[str, Any]:
    """Return the fields of a dataclass with their defaults; MISSING where there is none."""
    return {one.name: one.default for one in fields(kind)}


def settled(item: object, kind: type, needs: Iterable[str]) -> object | None:
    """Return a filled twin as the real thing, None where a field that must be given is not."""
    for name in needs:
        if getattr(item, name) is UNSET:
            return None
    item.__class__ = kind
    return item


def compiled(parameters: Iterable[str], lines: Iterable[str], names: Mapping[str, Any]) -> Callable[..., Any]:
    """Return a function of the lines, which see the names; callers put in nothing but field names and numbers."""
    body = "\n    ".join(lines)
    scope: dict[str, Any] = dict(names)
    exec(f"def made({', '.join(parameters)}):\n    {body}", scope)  # noqa: S102 - the text is ours, see above
    made: Callable[..., Any] = scope["made"]
    return made
