"""Versions told as differences: what changes, what is inherited, and how a difference that hits nothing is refused."""

from pathlib import Path

import pytest

from gateway.x12.dictionary import Dictionary, DictionaryFault, LoopRow, SegmentRow, load

WHOLE = {
    "elements.yaml": """
"127": {name: Reference, type: AN, min: 1, max: 30, codes: {"A": one}}
"324": {name: Order number, type: AN, min: 1, max: 22}
"355": {name: Unit, type: ID, min: 2, max: 2}
""",
    "composites.yaml": "C001: {name: Compound unit, elements: [355 M, 324 O]}\n",
    "segments.yaml": """
ST: {name: Start, elements: [324 M]}
REF: {name: Reference, elements: [127 M, 324 O, 355 O], conditions: [P0203]}
N1: {name: Party, elements: [324 O]}
N2: {name: Names, elements: [324 O]}
SE: {name: End, elements: [324 M]}
""",
    "sets/850.yaml": """
transaction_set: "850"
name: Purchase order
functional_group: PO
header:
  - ST M 1
  - REF O 5
  - {loop: N1, usage: O, max: "9", rows: [N1 M 1, N2 O 2, {loop: N1, usage: O, max: "2", rows: [N1 M 1]}]}
  - {loop: N1, usage: O, max: "1", rows: [N1 M 1]}
summary: [SE M 1]
""",
}
DIFFERENT = {
    "version.yaml": 'extends: "004010"\n',
    "elements.yaml": """
"127": {max: 50, codes: {"B": two}}
"355": {like: "324"}
"9": {name: Remark, type: AN, min: 1, max: 9}
""",
    "composites.yaml": 'C001: {elements: {"2": 127 O}}\n',
    "segments.yaml": """
REF: {elements: {"1": 127 O x2, "3": removed}, conditions: []}
N2: removed
NTE: {name: Remark, elements: [9 M]}
N1: {elements: {"2": 127 O}, doubtful: [P0102]}
""",
    "sets/850.yaml": """
name: Order
change: {header/REF: O >1, header/N1#2: M 3, header/N1#1/N1#2: O 1}
remove: [header/N1#1/N2]
add_before: {header/REF: [NTE O 1]}
add_after:
  header/N1#1/N2: [REF O 2]
  header/N1#2: [{loop: NTE, usage: O, max: ">1", rows: [NTE M 1]}]
""",
    "sets/999.yaml": """
transaction_set: "999"
name: New
functional_group: FA
header: [ST M 1]
""",
}


def home(folder: Path, version: str, files: dict[str, str]) -> Path:
    """Return the folder of a version, written with these files."""
    where = folder / version
    for name, content in files.items():
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_text(content, encoding="utf-8")
    return where


def read(folder: Path, **changes: str) -> Dictionary:
    """Return the later version, some of its files with other content."""
    home(folder, "004010", WHOLE)
    others = {f"{name.replace('__', '/')}.yaml": content for name, content in changes.items()}
    later = home(folder, "005010", others if changes else DIFFERENT)
    return load(later, lambda name: folder / name if (folder / name).is_dir() else None)


def shown(rows: tuple[SegmentRow | LoopRow, ...]) -> list[object]:
    """Return rows as they are written, loops as lists that begin with their own standing."""
    return [
        f"{row.segment.id} {row.usage} {row.maximum}"
        if isinstance(row, SegmentRow)
        else [f"{row.id} {row.usage} {row.maximum}", *shown(row.rows)]
        for row in rows
    ]


def test_words_of_an_entry_change_and_the_others_are_inherited(tmp_path: Path) -> None:
    """Names, types and codes need not be said again."""
    found = read(tmp_path)

    assert ("005010", "004010") == (found.version, found.extends)
    reference = found.elements["127"]
    assert ("Reference", "AN", 1, 50, {"A": "one", "B": "two"}) == (
        reference.name,
        reference.type,
        reference.minimum,
        reference.maximum,
        dict(reference.codes),
    )
    assert ("324", "", 9) == (found.elements["355"].like, reference.like, found.elements["9"].maximum)


def test_a_code_is_taken_out_of_a_list(tmp_path: Path) -> None:
    """An earlier version lists fewer."""
    later = '"127": {codes: {"A": removed, "C": three}}\n'
    found = read(tmp_path, version='extends: "004010"\n', elements=later)

    assert {"C": "three"} == dict(found.elements["127"].codes)


def test_segments_change_by_position_or_whole(tmp_path: Path) -> None:
    """What is removed is gone; what is new stands there in full."""
    found = read(tmp_path)

    reference = found.segments["REF"]
    assert [("O", 2), ("O", 1)] == [(use.usage, use.repeat) for use in reference.elements]
    assert () == reference.conditions
    assert "Reference" == found.composites["C001"].elements[1].definition.name
    assert {"ST", "REF", "N1", "NTE", "SE"} == set(found.segments)
    assert [False] == [one.certain for one in found.segments["N1"].conditions]


def test_rows_change_where_they_are_addressed(tmp_path: Path) -> None:
    """Every address speaks of the set as it was extended, whatever else changes."""
    found = read(tmp_path).sets

    assert ["850", "999"] == list(found)
    assert 2 == len(found)
    assert ("Order", "PO", "New") == (found["850"].name, found["850"].functional_group, found["999"].name)
    assert [
        "ST M 1",
        "NTE O 1",
        "REF O None",
        ["N1 O 9", "N1 M 1", "REF O 2", ["N1 O 1", "N1 M 1"]],
        ["N1 M 3", "N1 M 1"],
        ["NTE O None", "NTE M 1"],
        "SE M 1",
    ] == shown(found["850"].rows)
    assert found["850"] is found["850"]


def test_the_version_extended_stays_as_it_was(tmp_path: Path) -> None:
    """Differences are laid over a copy."""
    read(tmp_path)
    whole = load(tmp_path / "004010")

    assert ("", 30) == (whole.extends, whole.elements["127"].maximum)
    assert ["850"] == list(whole.sets)
    with pytest.raises(KeyError):
        whole.sets["999"]


HEAD = {"version": 'extends: "004010"\n'}


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        (
            "version",
            'extends: "003010"\n',
            "005010/version.yaml: extends a version that is not there: 003010",
        ),
        ("version", "extends: [a]\n", "extends a version that is not there"),
        ("version", 'extends: "005010"\n', "005010/version.yaml: 005010 would extend itself"),
        ("elements", '"127": {max: 30}\n', "005010/elements.yaml, 127: says of max what was said already"),
        ("elements", '"127": {codes: {"B": removed}}\n', "127: has no code B to remove"),
        ("elements", '"127": 30\n', "005010/elements.yaml, 127: is not a mapping"),
        ("elements", '"127": {min: 99}\n', "127: is longer at least than at most"),
        ("elements", '"128": {max: 30}\n', "005010/elements.yaml, 128: needs a text for name"),
        ("elements", '"128": removed\n', "005010/elements.yaml, 128: is not a mapping"),
        (
            "elements",
            '"324": removed\n',
            "004010/composites.yaml, C001: uses an element that is not listed: 324",
        ),
        ("elements", '"355": {like: ""}\n', "355: needs a text for like"),
        ("segments", 'REF: {elements: {"1": 127 M}}\n', "REF: says of element 1 what was said already"),
        ("segments", 'REF: {elements: {"5": 127 M}}\n', "has no element 5 to change"),
        ("segments", 'REF: {elements: {"4": removed}}\n', "has no element 4 to change"),
        ("segments", 'REF: {elements: {"x": 127 M}}\n', "has no element x to change"),
        ("segments", 'REF: {elements: {"1": removed}}\n', "has an unreadable element: removed"),
        ("segments", "REF: {elements: {}}\n", "says of elements what was said already"),
        ("sets__850", "change: {header/REF: O 5}\n", "cannot change REF from O 5 to O 5"),
        ("sets__850", "change: {header/REF: sometimes}\n", "cannot change REF from O 5 to sometimes"),
        ("sets__850", "change: {header/NTE: O 5}\n", "sets/850.yaml: nothing is at header/NTE"),
        ("sets__850", "change: {detail/REF: O 5}\n", "nothing is at detail/REF"),
        ("sets__850", "change: {header: O 5}\n", "nothing is at header"),
        ("sets__850", "change: {header/REF/N1: O 5}\n", "nothing is at header/REF/N1"),
        ("sets__850", "change: {header/REF-1: O 5}\n", "nothing is at header/REF-1"),
        ("sets__850", "remove: [header/N1]\n", "header/N1: there are 2 N1; say N1#1 or another"),
        ("sets__850", "remove: [header/N1#3]\n", "nothing is at header/N1#3"),
        ("sets__850", "add_after: [header/N1]\n", "needs rows by address for add_after"),
        ("sets__850", "add_after: {header/REF: N2 O 1}\n", "needs a list of rows"),
        ("sets__850", "rows: []\n", "005010/sets/850.yaml: has unknown words: rows"),
        (
            "sets__855",
            "change: {header/REF: O 5}\n",
            "005010/sets/855.yaml, its head: has unknown words: change",
        ),
    ],
)
def test_a_difference_that_hits_nothing_or_says_nothing_is_refused(
    file: str, content: str, complaint: str, tmp_path: Path
) -> None:
    """File and entry are named, as for any table."""
    with pytest.raises(DictionaryFault) as fault:
        dict(read(tmp_path, **{**HEAD, file: content}).sets)

    assert complaint in str(fault.value)


def test_a_version_may_bring_nothing_but_its_name(tmp_path: Path) -> None:
    """Then it is the one it extends."""
    found = read(tmp_path, **HEAD)

    assert ["850"] == list(found.sets)
    assert set(load(tmp_path / "004010").segments) == set(found.segments)


def test_alone_a_version_cannot_find_what_it_extends(tmp_path: Path) -> None:
    """Who loads it says where the others are."""
    read(tmp_path)

    with pytest.raises(DictionaryFault, match="extends a version that is not there: 004010"):
        load(tmp_path / "005010")
