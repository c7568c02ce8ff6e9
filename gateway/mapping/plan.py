"""Plans: maps bound to the standard and to their document type, ready to read, write, draw and describe.

A plan is checked when it is made (`binding`): what stands here is known to fit.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gateway.mapping.codecs import Codec
from gateway.mapping.fields import FieldType
from gateway.x12.definitions import Dictionary, ElementDef, ElementUse, SegmentDef, SetDef
from gateway.x12.structure import Loop, Place, Structure

Level = Literal["id", "parent", "children"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One place in a segment: a position, a component of it (0: the element itself), and what the standard says of it."""

    segment: str
    position: int
    component: int = 0
    use: ElementUse
    element: ElementDef

    @property
    def reference(self) -> str:
        """Return how people write the place: `PO104`, `AK401-2`."""
        tail = f"-{self.component}" if self.component else ""
        return f"{self.segment}{self.position:02}{tail}"

    @property
    def mandatory(self) -> bool:
        """Return whether the standard demands it."""
        return self.use.usage == "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPart:
    """How a text becomes a field's value and back.

    `maximum` is 0 where only the standard limits the length; `form` is a pattern of the texts that can be
    decoded, empty where the element's type sees to that.
    """

    field: FieldType
    codec: Codec
    codes: Mapping[str, str]
    keeps: bool
    decode: Callable[[str], Any] | None
    encode: Callable[[Any], str]
    required: bool
    maximum: int
    form: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """An element that carries a field of the current object."""

    spot: Spot
    part: FieldPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantRow:
    """An element that is written as it stands; as a `test` it says whether the row applies."""

    spot: Spot
    text: str
    test: bool
    required: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRow:
    """Elements that carry a tuple: groups of parts, each an item of `item`, or plain values where that is None."""

    spots: tuple[Spot, ...]
    field: FieldType
    item: type | None
    parts: tuple[FieldPart, ...]
    note: str = ""

    @property
    def groups(self) -> Iterator[tuple[Spot, ...]]:
        """Yield the spots of each group in order."""
        size = len(self.parts)
        for start in range(0, len(self.spots), size):
            yield self.spots[start : start + size]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """An element that counts the items of a field of the document, or segments with an identifier."""

    spot: Spot
    field: FieldType | None
    segment: str
    required: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """An element that ties a level to its parent."""

    spot: Spot
    role: Level
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedRow:
    """An element agreed not to be sent."""

    spot: Spot
    note: str = ""


ElementRow = FieldRow | ConstantRow | RangeRow | CountRow | LevelRow | UnusedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The field an object goes to: an item of a tuple (`many`) or the only one."""

    field: FieldType

    @property
    def many(self) -> bool:
        """Return whether each occurrence is an item."""
        return self.field.many

    @property
    def kind(self) -> type:
        """Return what is built."""
        return self.field.kind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentPlan:
    """A segment's row; `limit` is how often it may occur in one turn, `required` whether it must."""

    label: str
    segment: SegmentDef
    place: Place
    target: Target | None
    holder: type
    required: bool
    forbidden: bool
    limit: int
    elements: tuple[ElementRow, ...]
    note: str = ""

    @property
    def tests(self) -> tuple[ConstantRow, ...]:
        """Return the qualifiers."""
        return tuple(one for one in self.elements if isinstance(one, ConstantRow) and one.test)

    @property
    def spills(self) -> bool:
        """Return whether more values than fit simply take another segment."""
        carried = [one for one in self.elements if not isinstance(one, ConstantRow)]
        return self.target is None and len(carried) == 1 and isinstance(carried[0], RangeRow)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoopPlan:
    """A loop's row; `level` where it is one of the levels of HL."""

    label: str
    loop: Loop
    target: Target | None
    holder: type
    required: bool
    forbidden: bool
    limit: int
    level: bool
    rows: tuple["SegmentPlan | LoopPlan", ...]
    note: str = ""

    @property
    def opener(self) -> SegmentPlan:
        """Return the row of the segment that opens each turn."""
        first = self.rows[0]
        assert isinstance(first, SegmentPlan)  # noqa: S101 - binding refuses anything else
        return first

    @property
    def tests(self) -> tuple[ConstantRow, ...]:
        """Return the qualifiers, which stand in the opening segment."""
        return self.opener.tests


RowPlan = SegmentPlan | LoopPlan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A whole map, bound and checked."""

    name: str
    title: str
    note: str
    base: str
    digest: str
    document: str
    kind: type
    definition: SetDef
    dictionary: Dictionary
    structure: Structure
    rows: tuple[RowPlan, ...]
    kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def set_id(self) -> str:
        """Return the number of the transaction set."""
        return self.definition.id

    @property
    def functional_group(self) -> str:
        """Return which kind of group the set travels in (GS01)."""
        return self.definition.functional_group

    @property
    def version(self) -> str:
        """Return the version of the standard."""
        return self.dictionary.version
