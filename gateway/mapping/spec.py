"""The words a map file may use, as typed values; `plan` says what they mean against the standard.

Every scalar of a map is text. An element is one of six kinds, told apart by the word that names it:
`field`, `qualifier`, `fixed`, `each`, `count_of`, `hl`; `{usage: not_used}` alone forbids an element.
A row is a `segment` or a `loop`.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Digits = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*$")]
SegmentId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,2}$")]
SetId = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Usage = Literal["required", "optional", "not_used"]


class Words(BaseModel):
    """What all parts of a map share: known words only, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FieldElement(Words):
    """Carries a field of the current object, by codec or by a list of codes."""

    kind: ClassVar[str] = "field"
    field: FieldName
    codec: Text | None = None
    codes: dict[Text, Text] = Field(default_factory=dict)
    other: Literal["keep", "refuse"] | None = None
    usage: Usage | None = None
    max_length: Digits | None = None
    note: str = ""


class QualifierElement(Words):
    """Tests when read whether the row applies; is written as it stands."""

    kind: ClassVar[str] = "qualifier"
    qualifier: Text
    note: str = ""


class FixedElement(Words):
    """Is written as it stands; another text when read is a finding."""

    kind: ClassVar[str] = "fixed"
    fixed: Text
    usage: Usage | None = None
    note: str = ""


def in_full(element: Any) -> Any:  # noqa: ANN401 - pydantic hands over what stood in the file
    """Return an element in full where it was written in short: `number` for `{field: number}`."""
    return {"field": element} if isinstance(element, str) else element


Part = Annotated[FieldElement, BeforeValidator(in_full, json_schema_input_type=FieldName | FieldElement)]


class EachElement(Words):
    """Carries a tuple: an element or range per item, or a group of elements (`of`) per item."""

    kind: ClassVar[str] = "each"
    each: FieldName
    of: Annotated[tuple[Part, ...], Field(strict=False)] = ()
    codec: Text | None = None
    codes: dict[Text, Text] = Field(default_factory=dict)
    other: Literal["keep", "refuse"] | None = None
    max_length: Digits | None = None
    note: str = ""


class CountElement(Words):
    """Is the number of items of a field, or of segments with an identifier: checked when read, worked out when written."""

    kind: ClassVar[str] = "count_of"
    count_of: Text
    usage: Usage | None = None
    note: str = ""


class LevelElement(Words):
    """Ties a level to its parent: its own number, its parent's, whether it has children."""

    kind: ClassVar[str] = "hl"
    hl: Literal["id", "parent", "children"]
    note: str = ""


class UnusedElement(Words):
    """Is agreed not to be sent."""

    kind: ClassVar[str] = "usage"
    usage: Literal["not_used"]
    note: str = ""


KINDS = ("field", "qualifier", "fixed", "each", "count_of", "hl")


def kind_of(element: Any) -> str | None:  # noqa: ANN401 - pydantic hands over what stood in the file
    """Return the tag of an element's kind; no key of a map has a space, so that tags can be told from keys."""
    words = element if isinstance(element, dict) else ()
    return next((f"as {kind}" for kind in (*KINDS, "usage") if kind in words), None)


InFull = Annotated[
    Annotated[FieldElement, Tag("as field")]
    | Annotated[QualifierElement, Tag("as qualifier")]
    | Annotated[FixedElement, Tag("as fixed")]
    | Annotated[EachElement, Tag("as each")]
    | Annotated[CountElement, Tag("as count_of")]
    | Annotated[LevelElement, Tag("as hl")]
    | Annotated[UnusedElement, Tag("as usage")],
    Discriminator(
        kind_of,
        custom_error_type="kind",
        custom_error_message=f"an element says one of {', '.join(KINDS)}, or only usage: not_used",
    ),
]
ElementSpec = Annotated[InFull, BeforeValidator(in_full, json_schema_input_type=FieldName | InFull)]


class SegmentSpec(Words):
    """A segment's row: its elements fill the current object, one object (`into`) or an item each time (`each`)."""

    kind: ClassVar[str] = "segment"
    segment: SegmentId
    each: FieldName | None = None
    into: FieldName | None = None
    usage: Usage | None = None
    max: Digits | None = None
    note: str = ""
    elements: dict[str, ElementSpec] = Field(default_factory=dict)


class LoopSpec(Words):
    """A loop's row; its first row is the segment that opens it."""

    kind: ClassVar[str] = "loop"
    loop: SegmentId
    each: FieldName | None = None
    into: FieldName | None = None
    usage: Usage | None = None
    max: Digits | None = None
    note: str = ""
    rows: Annotated[tuple["RowSpec", ...], Field(strict=False, min_length=1)]


def row_kind(row: Any) -> str | None:  # noqa: ANN401 - pydantic hands over what stood in the file
    """Return the tag of a row's kind."""
    words = row if isinstance(row, dict) else ()
    return next((f"as {kind}" for kind in ("loop", "segment") if kind in words), None)


RowSpec = Annotated[
    Annotated[SegmentSpec, Tag("as segment")] | Annotated[LoopSpec, Tag("as loop")],
    Discriminator(
        row_kind, custom_error_type="row", custom_error_message="a row says which segment or loop it is"
    ),
]


class MapSpec(Words):
    """A whole map: one transaction set of one version, and the document it carries."""

    transaction_set: SetId
    version: Text
    document: FieldName
    title: Text
    note: str = ""
    rows: Annotated[tuple[RowSpec, ...], Field(strict=False, min_length=1)]


class OverlaySpec(Words):
    """A partner's map, or a base map in another version: what differs from the map it extends, place by place."""

    extends: Text
    version: Text | None = None
    title: Text | None = None
    note: str | None = None
    change: dict[str, dict[str, Any]] = Field(default_factory=dict)
    remove: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    add_after: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    add_before: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    everywhere: dict[Text, Text] = Field(default_factory=dict)
    reshape: dict[Text, Literal["segment", "loop"]] = Field(default_factory=dict)
    move: dict[Text, Text] = Field(default_factory=dict)


LoopSpec.model_rebuild()
WORDS = tuple(
    sorted(
        {word for kind in Words.__subclasses__() for word in kind.model_fields}
        | {"add_codes", "remove_codes"}
    )
)
"""Every word that may stand somewhere in a map or an overlay."""
