"""The elements of one segment against its definition: fast where all is well, exact where it is not.

Which elements may be present together is a matter of their presence alone (`absences`); for one presence
and one set of delimiters `matcher` is one compiled pattern that says whether what is there is in order.
Callers remember both by presence. `examine` says what is wrong, element by element.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gateway.x12.definitions import CompositeDef, Condition, ElementDef, ElementUse, SegmentDef
from gateway.x12.delimiters import Delimiters
from gateway.x12.element_types import faults, pattern
from gateway.x12.segments import components, repetitions

Place = tuple[int, int]
"""A position in the segment and a component of it (0: the element itself)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one element; `component` and `repetition` are 0 where there is none."""

    code: str
    position: int = 0
    component: int = 0
    repetition: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What was agreed beyond the standard: the only texts (empty: any), the length (0: as the standard), a pattern."""

    texts: tuple[str, ...] = ()
    maximum: int = 0
    form: str = ""


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Callable[[str], object]:
    return re.compile(text, re.DOTALL).fullmatch


def matcher(
    definition: SegmentDef,
    delimiters: Delimiters,
    narrowed: Mapping[Place, Narrowing],
    present: Sequence[bool],
) -> Callable[[str], object]:
    """Return a test of raw segments with just these elements present: true only if none of them has a fault."""
    forms = [definition.id]
    for position, (there, use) in enumerate(zip(present, definition.elements, strict=False), 1):
        forms.append(_element(use, position, delimiters, narrowed) if there else "")
    return _compiled(re.escape(delimiters.element).join(forms))


def element_form(
    use: ElementUse, position: int, delimiters: Delimiters, narrowed: Mapping[Place, Narrowing]
) -> str:
    """Return the pattern of one element that is present, in all the ways in which it has no fault."""
    return _element(use, position, delimiters, narrowed)


def absences(definition: SegmentDef, present: Sequence[bool]) -> Iterator[Fault]:
    """Yield what is wrong with a segment by which of its elements are present, whatever they hold."""
    if not any(present):
        yield Fault(code="x12.segment-no-data")
        return
    for position, use in enumerate(definition.elements, 1):
        if use.usage == "M" and not (position <= len(present) and present[position - 1]):
            yield Fault(code="x12.element-missing", position=position)
    for condition in definition.conditions:
        if broken := _broken(condition, present):
            yield Fault(code=_condition_code(condition), position=broken)
    if len(present) > len(definition.elements):
        yield Fault(code="x12.element-too-many", position=len(definition.elements) + 1)
    if not present[-1]:
        yield Fault(code="x12.trailing-separators", position=len(present))


def examine(definition: SegmentDef, elements: Sequence[str], delimiters: Delimiters) -> Iterator[Fault]:
    """Yield what is wrong with the elements that are present; the first of `elements` is the identifier."""
    for position, (value, use) in enumerate(zip(elements[1:], definition.elements, strict=False), 1):
        if value:
            yield from _repetitions(use, position, value, delimiters)


def _broken(condition: Condition, present: Sequence[bool]) -> int:
    """Return the position a condition fails at, 0 where it holds."""
    there = [
        position for position in condition.positions if position <= len(present) and present[position - 1]
    ]
    absent = [position for position in condition.positions if position not in there]
    first = condition.positions[0]
    kind = condition.kind
    if kind == "P":
        return absent[0] if there and absent else 0
    if kind == "R":
        return 0 if there else first
    if kind == "E":
        return there[1] if len(there) > 1 else 0
    if kind == "C":
        return absent[0] if first in there and absent else 0
    return absent[0] if there == [first] else 0


def _condition_code(condition: Condition) -> str:
    return "x12.element-condition" if condition.certain else "x12.element-condition-doubtful"


def _repetitions(use: ElementUse, position: int, value: str, delimiters: Delimiters) -> Iterator[Fault]:
    values = repetitions(value, delimiters)
    if len(values) > use.repeat:
        yield Fault(
            code="x12.repetition-too-many",
            position=position,
            repetition=use.repeat + 1,
            value=values[use.repeat],
        )
    for repetition, one in enumerate(values, 1):
        at = repetition if len(values) > 1 else 0
        if one:
            yield from _element_faults(use.definition, position, one, repetition=at, delimiters=delimiters)


def _element_faults(
    definition: ElementDef | CompositeDef,
    position: int,
    value: str,
    *,
    repetition: int,
    delimiters: Delimiters,
) -> Iterator[Fault]:
    parts = components(value, delimiters)
    if isinstance(definition, CompositeDef):
        yield from _component_faults(definition, position, parts, repetition=repetition)
        return
    if len(parts) > 1:
        yield Fault(code="x12.component-too-many", position=position, repetition=repetition, value=value)
    for code in faults(definition, value):
        yield Fault(code=code, position=position, repetition=repetition, value=value)


def _component_faults(
    composite: CompositeDef, position: int, parts: Sequence[str], *, repetition: int
) -> Iterator[Fault]:
    def fault(code: str, component: int = 0, value: str = "") -> Fault:
        return Fault(code=code, position=position, component=component, repetition=repetition, value=value)

    for component, use in enumerate(composite.elements, 1):
        value = parts[component - 1] if component <= len(parts) else ""
        if value and isinstance(use.definition, ElementDef):
            for code in faults(use.definition, value):
                yield fault(code, component, value)
        elif use.usage == "M":
            yield fault("x12.element-missing", component)
    present = [bool(part) for part in parts]
    for condition in composite.conditions:
        if broken := _broken(condition, present):
            yield fault(_condition_code(condition), broken)
    if len(parts) > len(composite.elements):
        yield fault("x12.component-too-many", len(composite.elements) + 1, parts[len(composite.elements)])


def _element(
    use: ElementUse, position: int, delimiters: Delimiters, narrowed: Mapping[Place, Narrowing]
) -> str:
    forbidden = delimiters.element + delimiters.component + delimiters.repetition + delimiters.segment
    if isinstance(use.definition, CompositeDef):
        form = _composite(use.definition, position, delimiters, narrowed)
    else:
        form = _simple(use.definition, forbidden, narrowed.get((position, 0)))
    if delimiters.repetition and use.repeat > 1:
        return f"{form}(?:{re.escape(delimiters.repetition)}{form}){{0,{use.repeat - 1}}}"
    return form


def _simple(element: ElementDef, forbidden: str, narrowing: Narrowing | None) -> str:
    if narrowing and narrowing.texts:
        return f"(?:{'|'.join(map(re.escape, narrowing.texts))})"
    text = pattern(element, forbidden=forbidden, maximum=narrowing.maximum if narrowing else 0)
    if narrowing and narrowing.form:
        return f"(?={narrowing.form}(?![^{re.escape(forbidden)}])){text}"
    return text


def _composite(
    composite: CompositeDef, position: int, delimiters: Delimiters, narrowed: Mapping[Place, Narrowing]
) -> str:
    """Return the pattern of a composite; components under a condition are left to `examine`."""
    forbidden = delimiters.element + delimiters.component + delimiters.repetition + delimiters.segment
    free = min(
        (condition.positions[0] for condition in composite.conditions), default=len(composite.elements) + 1
    )
    forms = [
        (_simple(use.definition, forbidden, narrowed.get((position, component))), use.usage == "M")
        for component, use in enumerate(composite.elements[: free - 1], 1)
        if isinstance(use.definition, ElementDef)
    ]
    if not delimiters.component:
        return "(?!)" if any(mandatory for _, mandatory in forms[1:]) else forms[0][0]
    text, needed, separator = "", False, re.escape(delimiters.component)
    for form, mandatory in reversed(forms):
        rest = "" if not text else f"{separator}{text}" if needed else f"(?:{separator}{text})?"
        text = f"{form}{rest}" if mandatory else f"(?:{form})?{rest}"
        needed = needed or mandatory
    return text
