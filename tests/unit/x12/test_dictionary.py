"""The dictionary: what its files may say, how it is asked, and how it refuses what is not as agreed."""

from pathlib import Path

import pytest

from gateway.x12.dictionary import (
    CompositeDef,
    Condition,
    Dictionary,
    DictionaryFault,
    ElementDef,
    LoopRow,
    SegmentRow,
    load,
)

STANDARD = Path(__file__).resolve().parents[3] / "mappings/standards/x12/004010"

FILES = {
    "elements.yaml": """
"92": {name: Order type, type: ID, min: 2, max: 2, codes: {"NE": new, "NO": not for sale}}
"324": {name: Order number, type: AN, min: 1, max: 22}
"355": {name: Unit, type: ID, min: 2, max: 2}
"1018": {name: Exponent, type: R, min: 1, max: 15}
""",
    "composites.yaml": 'C001: {name: Compound unit, elements: [355 M, 1018 C], conditions: ["P0102"]}\n',
    "segments.yaml": """
ST: {name: Start, elements: [324 M]}
BEG: {name: Order head, elements: [92 M, 324 C, C001 O x3], conditions: [P0102], doubtful: [L010203]}
N1: {name: Party, elements: [324 O]}
SE: {name: End, elements: [324 M]}
""",
    "sets/850.yaml": """
transaction_set: "850"
name: Purchase order
functional_group: PO
header:
  - ST M 1
  - BEG M 1
  - {loop: N1, usage: O, max: ">1", rows: [N1 M 1, {loop: BEG, usage: M, max: "2", rows: [BEG M >1]}]}
summary: [SE M 1]
""",
    "sets/README.md": "Not a set.\n",
}


def written(folder: Path, **changes: str) -> Path:
    """Return a folder with the files above, some with other content."""
    home = folder / "004010"
    (home / "sets").mkdir(parents=True)
    for name, content in FILES.items():
        (home / name).write_text(content, encoding="utf-8")
    for name, content in changes.items():
        (home / name.replace("__", "/")).with_suffix(".yaml").write_text(content, encoding="utf-8")
    return home


@pytest.fixture
def small(tmp_path: Path) -> Dictionary:
    return load(written(tmp_path))


def test_version_is_the_name_of_the_folder(small: Dictionary) -> None:
    assert small.version == "004010"


def test_every_scalar_is_text(small: Dictionary) -> None:
    """YAML's own NO and 00 stay the codes they are."""
    expected = ElementDef(
        number="92",
        name="Order type",
        type="ID",
        minimum=2,
        maximum=2,
        codes={"NE": "new", "NO": "not for sale"},
    )

    assert expected == small.elements["92"]


def test_equal_elements_hash_alike(small: Dictionary) -> None:
    """Definitions can be members of sets and keys of caches, codes or not."""
    assert len({small.elements["92"], small.elements["324"], small.elements["92"]}) == 2


def test_elements_of_a_segment_keep_usage_repeat_and_order(small: Dictionary) -> None:
    expected = [("92", "M", 1), ("324", "C", 1), ("C001", "O", 3)]
    actual = [
        (
            use.definition.id if isinstance(use.definition, CompositeDef) else use.definition.number,
            use.usage,
            use.repeat,
        )
        for use in small.segments["BEG"].elements
    ]

    assert expected == actual


def test_conditions_say_whether_they_are_certain(small: Dictionary) -> None:
    expected = (
        Condition(kind="P", positions=(1, 2), certain=True),
        Condition(kind="L", positions=(1, 2, 3), certain=False),
    )

    assert expected == small.segments["BEG"].conditions


def test_composites_have_conditions_of_their_own(small: Dictionary) -> None:
    assert small.composites["C001"].conditions == (Condition(kind="P", positions=(1, 2), certain=True),)


def test_rows_stand_in_wire_order_with_areas_and_limits(small: Dictionary) -> None:
    start, head, party, end = small.sets["850"].rows

    assert isinstance(party, LoopRow)
    assert (party.id, party.usage, party.maximum, party.area) == ("N1", "O", None, "header")
    assert party.opener is small.segments["N1"]
    inner = party.rows[1]
    assert isinstance(inner, LoopRow)
    assert (inner.id, inner.usage, inner.maximum) == ("BEG", "M", 2)
    expected = [
        ("ST", "M", 1, "header"),
        ("BEG", "M", 1, "header"),
        ("BEG", "M", None, "header"),
        ("SE", "M", 1, "summary"),
    ]
    assert expected == [
        (row.segment.id, row.usage, row.maximum, row.area)
        for row in (start, head, inner.rows[0], end)
        if isinstance(row, SegmentRow)
    ]


def test_only_yaml_files_are_sets(small: Dictionary) -> None:
    assert list(small.sets) == ["850"]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (("BEG",), "Order head"),
        (("BEG", 1), "Order type"),
        (("BEG", 2, 1), "Order number"),
        (("BEG", 3), "Compound unit"),
        (("BEG", 3, 2), "Exponent"),
        (("BEG", 3, 3), None),
        (("BEG", 2, 2), None),
        (("BEG", 4), None),
        (("BEG", 0), None),
        (("BEG", 4, 1), None),
        (("XYZ",), None),
        (("XYZ", 1), None),
    ],
)
def test_every_place_has_its_name_or_none(
    place: tuple[str] | tuple[str, int] | tuple[str, int, int], name: str | None, small: Dictionary
) -> None:
    """An unlisted segment or position is an answer, not a failure."""
    assert name == small.name_of(*place)


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("elements", '"92": {name: Type, type: ID, min: 2', "elements.yaml: is not YAML"),
        ("elements", '"92": {}\n"92": {}\n', "a key is written twice"),
        ("elements", "- 92\n", "elements.yaml: is not a mapping"),
        ("elements", '"92": text\n', "elements.yaml, 92: is not a mapping"),
        (
            "elements",
            '"92": {name: Type, type: ID, min: 2, max: 2, size: 3}\n',
            "92: has unknown words: size",
        ),
        ("elements", '"92": {type: ID, min: 2, max: 2}\n', "92: needs a text for name"),
        ("elements", '"92": {name: "", type: ID, min: 2, max: 2}\n', "92: needs a text for name"),
        ("elements", '"92": {name: Type, type: ID, min: two, max: 2}\n', "92: needs a whole number for min"),
        ("elements", '"92": {name: Type, type: XX, min: 2, max: 2}\n', "92: has an unknown type: XX"),
        ("elements", '"92": {name: Type, type: ID, min: 3, max: 2}\n', "92: is longer at least than at most"),
        (
            "elements",
            '"92": {name: T, type: ID, min: 2, max: 2, codes: [A]}\n',
            "needs values with meanings for codes",
        ),
        (
            "elements",
            '"92": {name: T, type: ID, min: 2, max: 2, codes: {A: [b]}}\n',
            "needs values with meanings",
        ),
        (
            "composites",
            "C001: {name: Unit, elements: [999 M]}\n",
            "C001: uses an element that is not listed: 999",
        ),
        ("segments", "ST: {name: Start, elements: []}\n", "segments.yaml, ST: has no elements"),
        ("segments", "ST: {name: Start, elements: 324}\n", "ST: needs a list of texts for elements"),
        ("segments", "ST: {name: Start, elements: [[324]]}\n", "ST: needs a list of texts for elements"),
        ("segments", "ST: {name: Start, elements: [324]}\n", "ST: has an unreadable element: 324"),
        (
            "segments",
            "ST: {name: S, elements: [324 M], conditions: [Q0102]}\n",
            "an unreadable condition: Q0102",
        ),
        ("segments", "ST: {name: S, elements: [324 M], doubtful: [P0102]}\n", "does not have: P0102"),
        ("sets__850", "rows: []\n", "sets/850.yaml, its head: has unknown words: rows"),
        ("sets__850", "header: ST M 1\n", "sets/850.yaml, header: needs a list of rows"),
        ("sets__850", "detail: [ST M]\n", "sets/850.yaml, detail: has an unreadable row: ST M"),
        ("sets__850", "detail: [XX M 1]\n", "detail: uses a segment that is not listed: XX"),
        ("sets__850", "detail: [[ST M 1]]\n", "detail: is not a mapping"),
        ("sets__850", "detail: [{loop: N1, rows: []}]\n", "has a loop that no segment opens: N1"),
        (
            "sets__850",
            'detail: [{loop: N1, usage: X, max: "1", rows: [N1 M 1]}]\n',
            "has an unreadable usage: X",
        ),
        (
            "sets__850",
            'detail: [{loop: N1, usage: M, max: "0", rows: [N1 M 1]}]\n',
            "has an unreadable max: 0",
        ),
        ("sets__850", "name: Order\n", "sets/850.yaml, its head: needs a text for transaction_set"),
        ("sets__850", 'transaction_set: "855"\nname: A\nfunctional_group: B\n', "is the set 855"),
    ],
)
def test_what_is_not_as_agreed_is_refused_by_file_and_entry(
    file: str, content: str, complaint: str, tmp_path: Path
) -> None:
    """Whoever edits a table learns where it went wrong."""
    folder = written(tmp_path, **{file: content})

    with pytest.raises(DictionaryFault) as fault:
        load(folder).sets["850"]

    assert complaint in str(fault.value)


def test_a_loop_inside_a_loop_needs_its_segment_first(tmp_path: Path) -> None:
    nested = "detail: [{loop: A, rows: [{loop: N1, usage: O, max: '1', rows: [N1 M 1]}]}]\n"

    with pytest.raises(DictionaryFault, match="no segment opens: A"):
        load(written(tmp_path, sets__850=nested)).sets["850"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DictionaryFault, match=r"elements\.yaml: cannot be read"):
        load(tmp_path)


def test_missing_sets_are_named(tmp_path: Path) -> None:
    folder = written(tmp_path)
    for file in (folder / "sets").iterdir():
        file.unlink()
    (folder / "sets").rmdir()

    with pytest.raises(DictionaryFault, match="sets: cannot be read"):
        load(folder)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "elements.yaml").write_bytes(b"\xff\xfe\xff")

    with pytest.raises(DictionaryFault, match=r"elements\.yaml: is not YAML"):
        load(folder)


def test_the_standard_knows_what_order_desks_speak_of() -> None:
    """A handful of facts everybody in the trade knows by heart."""
    standard = load(STANDARD)

    assert standard.name_of("PO1", 4) == "Unit price"
    assert standard.name_of("AK4", 1, 2) == "Component position"
    assert [standard.elements["668"].codes[code] for code in ("IA", "IB", "IR")] == [
        "accepted",
        "backordered",
        "rejected",
    ]
    assert [standard.sets[number].functional_group for number in ("810", "850", "855", "856", "997")] == [
        "IN",
        "PO",
        "PR",
        "SH",
        "FA",
    ]
    for made in standard.sets.values():
        first, last = made.rows[0], made.rows[-1]
        assert isinstance(first, SegmentRow)
        assert isinstance(last, SegmentRow)
        assert (first.segment.id, last.segment.id) == ("ST", "SE")
