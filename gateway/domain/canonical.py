"""The canonical JSON of any domain value: text for numbers and days, empty fields left out.

`to_plain` and `from_plain` are inverse over every frozen dataclass of this package: strings,
integers, booleans, `Decimal`, `date`, `time`, `datetime`, `Fraction`, nested values and tuples of them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from gateway.domain.quantities import plain

T = TypeVar("T")
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def to_plain(value: object) -> Plain:  # noqa: PLR0911 - one return a kind of value
    """Return the value as JSON's types; fields equal to their defaults are left out."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, StrEnum | str):
        return str(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple | list):
        return [to_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(one) for key, one in value.items()}
    if is_dataclass(value):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in fields(value)
            if not _is_default(field, getattr(value, field.name))
        }
    raise TypeError(f"{type(value).__name__} has no canonical form")


def from_plain(kind: type[T], data: Plain) -> T:
    """Return the domain value that `to_plain` made the data from; raises ValueError, KeyError or TypeError."""
    value: T = _decoder(kind)(data)  # type: ignore[arg-type] # every type object is hashable
    return value


def dumps(value: object) -> str:
    """Return canonical JSON text: keys sorted, no spaces, the same for equal values."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """Return the value of a kind from canonical JSON text."""
    return from_plain(kind, json.loads(text))


def _is_default(field: "Field[Any]", value: object) -> bool:
    return field.default is not MISSING and type(value) is type(field.default) and value == field.default


_SCALARS: Mapping[Any, Callable[[Any], Any]] = {
    str: str,
    int: int,
    bool: bool,
    Decimal: Decimal,
    Fraction: Fraction,
    date: date.fromisoformat,
    time: time.fromisoformat,
    datetime: datetime.fromisoformat,
    Any: lambda value: value,
}


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a type form is not a type
    if kind in _SCALARS:
        return _SCALARS[kind]
    if get_origin(kind) in (Union, UnionType):
        (inner,) = [one for one in get_args(kind) if one is not NoneType]
        decode = _decoder(inner)
        return lambda value: None if value is None else decode(value)
    if get_origin(kind) is tuple:
        each = _decoder(get_args(kind)[0])
        return lambda value: tuple(each(one) for one in value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        decoders = {name: _decoder(hint) for name, hint in hints.items()}
        return lambda value: kind(**{name: decoders[name](one) for name, one in value.items()})
    raise TypeError(f"{kind} has no canonical form")
