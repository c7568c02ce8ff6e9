"""Free text: what people read, as opposed to what is looked up; only that may be changed to fit the wire."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")
FREE_TEXT = frozenset(
    {"text", "texts", "messages", "title", "name", "more_names", "stated_text", "street", "city"}
)


def without(document: T, characters: str, *, instead: str = " ") -> T:
    """Return the document with another in its free text where these characters stood; all else as it is."""
    table = str.maketrans(dict.fromkeys(characters, instead))
    cleaned: T = _cleaned(document, table, free=False)
    return cleaned


def holding(document: object, characters: str) -> Iterator[str]:
    """Yield the paths of the free text that holds any of these characters."""
    yield from _holding(document, frozenset(characters), "", free=False)


def _holding(value: object, characters: frozenset[str], path: str, *, free: bool) -> Iterator[str]:
    if isinstance(value, str):
        if free and not characters.isdisjoint(value):
            yield path
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _holding(one, characters, f"{path}[{index}]", free=free)
    elif is_dataclass(value):
        for field in fields(value):
            inner = f"{path}.{field.name}".lstrip(".")
            yield from _holding(getattr(value, field.name), characters, inner, free=field.name in FREE_TEXT)


def _cleaned(value: Any, table: Mapping[int, str], *, free: bool) -> Any:  # noqa: ANN401 - any field of any document
    if isinstance(value, str):
        return value.translate(table).strip() if free else value
    if isinstance(value, tuple):
        return tuple(_cleaned(one, table, free=free) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                field.name: _cleaned(getattr(value, field.name), table, free=field.name in FREE_TEXT)
                for field in fields(value)
                if field.init
            },
        )
    return value
