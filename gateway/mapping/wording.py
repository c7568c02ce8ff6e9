"""Wording: what the standard and a map demand, in sentences for a partner's integrator."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gateway.mapping.plan import (
    ConstantRow,
    CountRow,
    ElementRow,
    FieldPart,
    FieldRow,
    LevelRow,
    RangeRow,
    RowPlan,
    UnusedRow,
)
from gateway.x12.definitions import Condition, ConditionKind, ElementDef
from gateway.x12.structure import UNLIMITED

MOST_LISTED = 12
TYPES: Mapping[str, str] = MappingProxyType(
    {"AN": "text", "ID": "code", "R": "number", "N0": "whole number", "B": "binary"}
)
DAYS: Mapping[int, str] = MappingProxyType({6: "day, YYMMDD", 8: "day, YYYYMMDD"})
LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "id": "the level's own number: 1, 2, 3 ...",
        "parent": "the number of the level it belongs to; empty at the top",
        "children": "1 if levels follow below it, else 0",
    }
)
SENTENCES: Mapping[ConditionKind, str] = MappingProxyType(
    {
        "P": "{every} come together or not at all.",
        "R": "At least one of {every} is sent.",
        "E": "At most one of {every} is sent.",
        "C": "With {first} comes {others}.",
        "L": "With {first} comes at least one of {others}.",
    }
)


def format_of(element: ElementDef, maximum: int = 0) -> str:
    """Return type and length of an element; `maximum` narrows it."""
    longest = maximum or element.maximum
    unit = "characters" if element.type in {"AN", "ID"} else "digits"
    length = (
        f"{longest} {unit}"
        if element.minimum == longest
        else f"{max(element.minimum, 1)} to {longest} {unit}"
    )
    if element.type == "DT":
        return DAYS.get(longest, "day, YYMMDD or YYYYMMDD")
    if element.type == "TM":
        return "time, HHMM" if longest == len("HHMM") else "time, HHMM to HHMMSSDD"
    if element.type in TYPES:
        return f"{TYPES[element.type]}, {length}"
    return f"number with {element.type[1:]} decimals understood, {length}"


def usage_of(row: ElementRow) -> str:
    """Return whether an element must be sent."""
    if isinstance(row, UnusedRow):
        return "not used"
    spot = row.spots[0] if isinstance(row, RangeRow) else row.spot
    demanded = spot.mandatory
    if isinstance(row, FieldRow):
        demanded = demanded or row.part.required
    elif isinstance(row, ConstantRow):
        demanded = demanded or row.required or row.test
    elif isinstance(row, CountRow):
        demanded = demanded or row.required
    return "required" if demanded else "optional"


def meaning_of(row: ElementRow) -> str:
    """Return what stands in an element."""
    if isinstance(row, RangeRow):
        words = [_carried(part, spot.element) for part, spot in zip(row.parts, row.spots, strict=False)]
        return f"each of `{row.field.name}`: " + "; then ".join(words)
    if isinstance(row, FieldRow):
        return _carried(row.part, row.spot.element)
    if isinstance(row, ConstantRow):
        said = row.spot.element.codes.get(row.text)
        return f"always `{row.text}`" + (f" ({said})" if said else "")
    if isinstance(row, LevelRow):
        return LEVELS[row.role]
    if isinstance(row, CountRow):
        counted = row.field.name.replace("_", " ") if row.field else f"{row.segment} segments"
        return f"the number of {counted}"
    return "agreed not to be sent"


def times(row: RowPlan) -> str:
    """Return how often a row may occur."""
    return "any number" if row.limit >= UNLIMITED else str(row.limit)


def often(row: RowPlan) -> str:
    """Return how often a row may occur, as a sentence goes on."""
    return "any number of times" if row.limit >= UNLIMITED else f"at most {row.limit}"


def demand_of(row: RowPlan) -> str:
    """Return whether a row must occur."""
    if row.forbidden:
        return "not used"
    return "required" if row.required else "optional"


def sentence(segment: str, condition: Condition) -> str:
    """Return a condition between elements as a sentence."""
    return _sentence(condition, [f"{segment}{position:02}" for position in condition.positions])


def sentence_within(reference: str, condition: Condition) -> str:
    """Return a condition between the components of an element as a sentence."""
    return _sentence(condition, [f"{reference}-{position}" for position in condition.positions])


def _sentence(condition: Condition, names: Sequence[str]) -> str:
    first, others = names[0], names[1:]
    return SENTENCES[condition.kind].format(every=_all(names), first=first, others=_all(others))


def _all(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _carried(part: FieldPart, element: ElementDef) -> str:
    field = f"`{part.field.name}`"
    if part.codes:
        listed = ", ".join(f"`{code}` {word}" for code, word in part.codes.items())
        return f"{field}: {listed}" + ("; any other code is kept as it comes" if part.keeps else "")
    if element.codes:
        known = [f"`{code}` {said}" for code, said in element.codes.items()]
        more = ", ..." if len(known) > MOST_LISTED else ""
        return f"{field}: {', '.join(known[:MOST_LISTED])}{more}"
    return field
