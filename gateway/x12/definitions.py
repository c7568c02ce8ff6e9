"""What a version of the X12 standard says of elements, segments and transaction sets, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, cast

Usage = Literal["M", "O", "C"]
Area = Literal["header", "detail", "summary"]
ConditionKind = Literal["P", "R", "E", "C", "L"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementDef:
    """A data element; `codes` lists what is met in trade, never all that the standard allows.

    `like` is the element that stands in its place, with the same meaning, in another version.
    """

    number: str
    name: str
    type: str
    minimum: int
    maximum: int
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    like: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A rule between elements: all or none, at least one, at most one, all others if the first, one other if the first."""

    kind: ConditionKind
    positions: tuple[int, ...]
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeDef:
    """A composite and its components in order."""

    id: str
    name: str
    elements: tuple["ElementUse", ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementUse:
    """How a segment or composite uses an element: must, may, or may under a condition."""

    definition: ElementDef | CompositeDef
    usage: Usage
    repeat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentDef:
    """A segment and its elements in order."""

    id: str
    name: str
    elements: tuple[ElementUse, ...]
    conditions: tuple[Condition, ...]

    def at(self, position: int, component: int | None = None) -> ElementUse | None:
        """Return the use at a position, or at a component of it, counted from 1; None where nothing is defined."""
        use = _nth(self.elements, position)
        if use is None or component is None:
            return use
        if isinstance(use.definition, CompositeDef):
            return _nth(use.definition.elements, component)
        return use if component == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """A segment's place in a set; a `maximum` of None is no limit."""

    segment: SegmentDef
    usage: Usage
    maximum: int | None
    area: Area


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopRow:
    """A loop's place in a set; its first row is the segment that opens it."""

    id: str
    usage: Usage
    maximum: int | None
    rows: tuple["SegmentRow | LoopRow", ...]
    area: Area

    @property
    def opener(self) -> SegmentDef:
        """Return the segment that opens each turn of the loop."""
        return cast("SegmentRow", self.rows[0]).segment


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDef:
    """A transaction set: its rows in the order of the wire, ST and SE included."""

    id: str
    name: str
    functional_group: str
    rows: tuple[SegmentRow | LoopRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """One version of the standard, as far as our maps use it; `extends` names the version it is told from, if any."""

    version: str
    extends: str = ""
    elements: Mapping[str, ElementDef]
    segments: Mapping[str, SegmentDef]
    composites: Mapping[str, CompositeDef]
    sets: Mapping[str, SetDef]

    def use_at(self, segment: str, position: int, component: int | None = None) -> ElementUse | None:
        """Return what stands at a place such as PO1, 2; None where nothing is defined."""
        found = self.segments.get(segment)
        return found.at(position, component) if found else None

    def name_of(self, segment: str, position: int | None = None, component: int | None = None) -> str | None:
        """Return our name of a segment, of its element, or of a component; None where nothing is defined."""
        if position is None:
            found = self.segments.get(segment)
            return found.name if found else None
        use = self.use_at(segment, position, component)
        return use.definition.name if use else None


def _nth(uses: tuple[ElementUse, ...], position: int) -> ElementUse | None:
    return uses[position - 1] if 1 <= position <= len(uses) else None
