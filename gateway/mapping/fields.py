"""The fields of document types, as far as a map needs to know them."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """A field: what one of it is, whether it is a tuple of them, whether it must be given, its default."""

    name: str
    kind: type
    many: bool
    needed: bool
    default: Any

    @property
    def nested(self) -> bool:
        """Return whether one of it is a value with fields of its own."""
        return is_dataclass(self.kind)


@cache
def fields_of(document: type) -> Mapping[str, FieldType]:
    """Return the fields of a document type or of a value in it, by name."""
    hints = get_type_hints(document)
    return MappingProxyType({one.name: _field(one.name, hints[one.name], one) for one in fields(document)})


def unknown(document: type, name: str) -> str:
    """Return that a document type has no such field, and which one may be meant, or which there are."""
    there = tuple(fields_of(document))
    near = get_close_matches(name, there, n=2)
    hint = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(there)}"
    return f"{document.__name__} has no field {name}; {hint}"


def _field(name: str, hint: Any, definition: Any) -> FieldType:  # noqa: ANN401 - a type form is not a type
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    elif get_origin(hint) in (Union, UnionType):
        (hint,) = [one for one in get_args(hint) if one is not NoneType]
    needed = definition.default is MISSING
    default = None if needed else definition.default
    return FieldType(name=name, kind=hint, many=many, needed=needed, default=default)


def is_empty(value: object) -> bool:
    """Return whether a field says nothing: None, no text, no items."""
    return value is None or value in ("", ())
