"""The canonical JSON of any domain value: text for numbers and days, empty fields left out.

`to_plain` and `from_plain` are inverse over every frozen dataclass of this package: strings,
integers, booleans, `Decimal`, `date`, `time`, `datetime`, `Fraction`, nested values and tuples of them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from gateway.domain.quantities import plain

T = TypeVar("T")
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def to_plain(value: object) -> Plain:
    """Return the value as JSON's types; fields equal to their defaults are left out."""
    kind = type(value)
    if kind in _READY:
        return value  # type: ignore[return-value] # text, numbers and nothing are JSON's own
    return _encoder(kind)(value)  # type: ignore[arg-type] # every type object is hashable


def from_plain(kind: type[T], data: Plain) -> T:
    """Return the domain value that `to_plain` made the data from; raises ValueError, KeyError or TypeError."""
    value: T = _decoder(kind)(data)  # type: ignore[arg-type] # every type object is hashable
    return value


def dumps(value: object) -> str:
    """Return canonical JSON text: keys sorted, no spaces, the same for equal values."""
    return text_of(to_plain(value))


def text_of(data: Plain) -> str:
    """Return the canonical text of JSON's types."""
    return _JSON.encode(data)


def loads(kind: type[T], text: str) -> T:
    """Return the value of a kind from canonical JSON text."""
    return from_plain(kind, json.loads(text))


_READY = frozenset({str, int, bool, NoneType})
_ENCODERS: tuple[tuple[tuple[type, ...], Callable[[Any], Plain]], ...] = (
    ((bool, int), lambda value: value),
    ((str,), str),
    ((Decimal,), plain),
    ((date, time), lambda value: value.isoformat()),
    ((Fraction,), lambda value: f"{value.numerator}/{value.denominator}"),
    ((tuple, list), lambda value: [to_plain(one) for one in value]),
    ((Mapping,), lambda value: {str(key): to_plain(one) for key, one in value.items()}),
)


@cache
def _encoder(kind: type) -> Callable[[Any], Plain]:
    """Return what makes JSON's types of a kind of value; found once a kind."""
    for kinds, encode in _ENCODERS:
        if issubclass(kind, kinds):
            return encode
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has no canonical form")
    names = [(field.name, field.default) for field in fields(kind)]

    def encoded(value: object) -> Plain:
        found: dict[str, Plain] = {}
        for name, default in names:
            one = getattr(value, name)
            if default is MISSING or type(one) is not type(default) or one != default:
                found[name] = to_plain(one)
        return found

    return encoded


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
