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
from gateway.x12.definitions import Condition, ElementDef
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
    match row:
        case UnusedRow():
            return "not used"
        case FieldRow(spot=spot, part=part):
            required = spot.mandatory or part.required
        case RangeRow(spots=spots):
            required = spots[0].mandatory
        case LevelRow(role=role):
            required = role == "id"
        case ConstantRow(spot=spot, required=demanded, test=test):
            required = spot.mandatory or demanded or test
        case CountRow(spot=spot, required=demanded):
            required = spot.mandatory or demanded
    return "required" if required else "optional"


def meaning_of(row: ElementRow) -> str:  # noqa: PLR0911 - one return a kind of element
    """Return what stands in an element."""
    match row:
        case UnusedRow():
            return "agreed not to be sent"
        case ConstantRow(text=text, spot=spot):
            said = spot.element.codes.get(text)
            return f"always `{text}`" + (f" ({said})" if said else "")
        case CountRow(field=None, segment=segment):
            return f"the number of {segment} segments"
        case CountRow(field=field):
            return f"the number of {field.name.replace('_', ' ')}" if field else ""
        case LevelRow(role=role):
            return LEVELS[role]
        case FieldRow(part=part, spot=spot):
            return _carried(part, spot.element)
        case RangeRow(parts=parts, spots=spots, field=field):
            words = [_carried(part, spot.element) for part, spot in zip(parts, spots, strict=False)]
            return f"each of `{field.name}`: " + "; then ".join(words)


def times(row: RowPlan) -> str:
    """Return how often a row may occur."""
    return "any number" if row.limit >= UNLIMITED else str(row.limit)


def demand_of(row: RowPlan) -> str:
    """Return whether a row must occur."""
    if row.forbidden:
        return "not used"
    return "required" if row.required else "optional"


def sentence(segment: str, condition: Condition) -> str:
    """Return a condition between elements as a sentence."""
    names = [f"{segment}{position:02}" for position in condition.positions]
    first, others = names[0], names[1:]
    match condition.kind:
        case "P":
            return f"{_all(names)} come together or not at all."
        case "R":
            return f"At least one of {_all(names)} is sent."
        case "E":
            return f"At most one of {_all(names)} is sent."
        case "C":
            return f"With {first} comes {_all(others)}."
        case "L":
            return f"With {first} comes at least one of {_all(others)}."


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
