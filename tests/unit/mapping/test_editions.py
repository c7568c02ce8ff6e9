"""Editions: base maps in versions nobody wrote them for, and the differences that are written."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gateway.errors import NotFound
from gateway.mapping.faults import MapFault
from gateway.mapping.library import Library
from tests.unit.mapping.test_library import BASE, MAPPINGS
from tests.unit.mapping.tiny import ORDER, Order

NEXT = "base/x12/004030/850"
OLD = "base/x12/003060/850"
OLDER = "base/x12/003040/850"
NOTES = ORDER[ORDER.index("  - loop: N9") : ORDER.index("  - loop: N1\n")]
PLAIN = ORDER.replace(NOTES, "")
"""An order that is the same in every version but the oldest."""
ASKING = "  - segment: CSH\n    into: free\n    elements: {CSH01: kind, CSH02: value, CSH03: text}\n"


def library(folder: Path, versions: Sequence[str], **files: str) -> Library:
    """Return a library over the real standard of some versions; `a__b` is the map `a/b`."""
    for name, text in {BASE: PLAIN, **{key.replace("__", "/"): text for key, text in files.items()}}.items():
        file = folder / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    standards = folder / "standards/x12"
    standards.mkdir(parents=True)
    for version in versions:
        (standards / version).symlink_to(MAPPINGS / "standards/x12" / version)
    return Library((folder,), {"order": Order})


def edition(name: str, text: str = "", version: str = "004030") -> dict[str, str]:
    """Return a written edition of the order, for `library`."""
    return {name.replace("/", "__"): f'extends: {BASE}\nversion: "{version}"\n{text}'}


def refused(folder: Path, name: str, **files: str) -> str:
    """Return why a map is refused."""
    with pytest.raises(MapFault) as fault:
        library(folder, ("004010", "004030", "003060"), **files).plan(name)
    return str(fault.value)


def test_a_version_nobody_wrote_a_map_for_has_that_of_the_version_its_dictionary_extends(
    tmp_path: Path,
) -> None:
    """It is checked against its own dictionary, and known by its own name."""
    maps = library(tmp_path, ("004010", "004030", "004060"))
    plan = maps.plan("base/x12/004060/850")

    assert ("004060", NEXT, "base/x12/004060/850") == (plan.version, plan.base, plan.name)
    assert (BASE,) == maps.names() == maps.names(editions=False)
    assert (BASE, NEXT, "base/x12/004060/850") == maps.editions()
    assert 3 == len({maps.digest(name) for name in maps.editions()})


def test_a_written_edition_comes_first_and_is_told_apart(tmp_path: Path) -> None:
    """It says what its version changes; a partner's map stands on it."""
    maps = library(
        tmp_path,
        ("004010", "004030"),
        **edition(NEXT, "title: Newer\n"),
        acme__850=f"extends: {NEXT}\ntitle: ACME\n",
    )

    assert ("Newer", BASE, "004030") == (maps.plan(NEXT).title, maps.plan(NEXT).base, maps.plan(NEXT).version)
    assert ("ACME", NEXT, "004030") == (
        maps.plan("acme/850").title,
        maps.plan("acme/850").base,
        maps.plan("acme/850").version,
    )
    assert ("acme/850", BASE, NEXT) == maps.names()
    assert ("acme/850", BASE) == maps.names(editions=False)


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("004010", BASE),
        ("004030", NEXT),
        ("004030UCS", NEXT),
        ("004050", NEXT),
        ("009010", NEXT),
        ("00401", BASE),
        ("4", BASE),
        ("", BASE),
    ],
)
def test_each_version_finds_its_own_map_or_the_nearest(tmp_path: Path, version: str, name: str) -> None:
    """Suffixes of industries are passed over; what is no version is taken for that of the map written in full."""
    found = library(tmp_path, ("004010", "004030")).find("850", version)

    assert name == (found.name if found else None)


def test_a_map_for_a_suffix_of_an_industry_may_be_written(tmp_path: Path) -> None:
    """It is found by the whole of its name."""
    maps = library(tmp_path, ("004010",), **edition("base/x12/004010VICS/850", "title: Retail\n", "004010"))
    found = maps.find("850", "004010VICS")

    assert found is not None
    assert ("Retail", "004010") == (found.title, found.version)


def test_an_edition_that_does_not_fit_is_not_chosen_but_named(tmp_path: Path) -> None:
    """A document is read by the nearest that does; whoever asks for the map learns what to write."""
    maps = library(tmp_path, ("004010", "003040", "003060"))
    found = maps.find("850", "003040")

    assert found is not None
    assert OLD == found.name
    with pytest.raises(MapFault) as fault:
        maps.plan(OLDER)
    head, *lines = str(fault.value).splitlines()
    assert f'Write the file, with `extends: {OLD}`, `version: "003040"`' in head
    assert any(line.endswith("the set 850 has no loop CTT") for line in lines)


def test_an_element_that_is_another_one_has_to_be_said(tmp_path: Path) -> None:
    """It may read and write just as well, and mean something else."""
    asking = {BASE.replace("/", "__"): PLAIN.replace("  - loop: N1\n", f"{ASKING}  - loop: N1\n")}
    versions = ("004010", "003060")
    said = "CSH02 is element 306 in 004010 and 564 in 003060"

    with pytest.raises(MapFault, match=f"there is no {OLD}.yaml[^~]*{said}"):
        library(tmp_path / "1", versions, **asking).plan(OLD)
    with pytest.raises(MapFault, match=f"^{BASE}.yaml:[0-9]+:[0-9]+: {said}"):
        library(tmp_path / "2", versions, **asking, **edition(OLD, "", "003060")).plan(OLD)
    for index, text in enumerate(
        ("change: {CSH/CSH02: {note: Another list.}}\n", "everywhere: {CSH02: removed}\n", "remove: [CSH]\n"),
        3,
    ):
        maps = library(tmp_path / str(index), versions, **asking, **edition(OLD, text, "003060"))
        assert "003060" == maps.plan(OLD).version


def test_a_place_that_is_none_is_left_to_whoever_binds_the_map(tmp_path: Path) -> None:
    """It is no element in either version."""
    odd = {BASE.replace("/", "__"): PLAIN.replace("BEG03: number", "BEG3: number")}

    assert "BEG3 is not a place of BEG" in refused(tmp_path, OLD, **odd)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (NEXT, f"extends: {BASE}\n", "004030/850.yaml:1:1: a base map that extends another says `version`"),
        (NEXT, f'extends: {BASE}\nversion: "004010"\n', "says `version`, as its folder does: 004030"),
        (NEXT, f'extends: {NEXT}\nversion: "004030"\n', f"{NEXT} would extend itself"),
        (NEXT, 'extends: acme/850\nversion: "004030"\n', "extends the base map for 850 of another version"),
        (NEXT, 'extends: base/x12/004030/997\nversion: "004030"\n', "there is no map base/x12/004030/997"),
        ("acme/850", f'extends: {BASE}\nversion: "004010"\n', "only a base map changes the version"),
    ],
)
def test_an_edition_says_what_it_is(tmp_path: Path, name: str, text: str, said: str) -> None:
    """Of which version it is, and which map it differs from."""
    files = {"acme__850": ORDER, name.replace("/", "__"): text}

    assert said in refused(tmp_path, name, **files)


def test_editions_cannot_extend_each_other(tmp_path: Path) -> None:
    """Somewhere a map is written in full."""
    files = edition(NEXT) | {BASE.replace("/", "__"): f'extends: {NEXT}\nversion: "004010"\n'}

    assert "would extend itself" in refused(tmp_path, NEXT, **files)


def test_what_is_in_no_version_is_not_found(tmp_path: Path) -> None:
    """A set without a map, a version without a dictionary, a partner without a file."""
    maps = library(tmp_path, ("004010", "004030"))

    assert maps.find("997", "004010") is None
    for name in ("base/x12/004030/997", "base/x12/009999/850", "base/x12/004010", "acme/850"):
        with pytest.raises(NotFound):
            maps.plan(name)


def build(folder: Path, text: str) -> list[tuple[str, object]]:
    """Return the rows of an edition of the same version as its base: what it carries, by label."""
    files = {BASE.replace("/", "__"): ORDER} | edition("base/x12/004010UCS/850", text, "004010")
    data = library(folder, ("004010",), **files)._whole("base/x12/004010UCS/850", ()).data
    return [
        (f"loop {row['loop']}", [one["segment"] for one in row["rows"]])
        if "loop" in row
        else (row["segment"], row.get("elements"))
        for row in data["rows"]
    ]


def test_elements_move_everywhere_at_once(tmp_path: Path) -> None:
    """Places change in every row that has them, even to another segment; what is removed is gone."""
    rows = build(
        tmp_path, "everywhere: {REF02: REF03, REF03: removed, CTT01: CUR02}\nreshape: {CTT: segment}\n"
    )
    references = [elements for name, elements in rows if name == "REF"]

    assert [["REF01", "REF03"], ["REF01", "REF03"]] == [list(one) for one in references]
    assert ("CUR", {"CUR02": {"count_of": "lines"}}) in rows
    assert "AMT" == rows[-1][0]


def test_what_an_edition_says_itself_is_not_moved(tmp_path: Path) -> None:
    """Its own rows and elements are written for its version already."""
    rows = build(
        tmp_path,
        "everywhere: {REF02: REF03, REF03: removed}\n"
        "add_after: {BEG: [{segment: REF, elements: {REF01: {qualifier: IA}, REF02: number}}]}\n",
    )

    assert ("REF", {"REF01": {"qualifier": "IA"}, "REF02": "number"}) == rows[1]


def test_rows_change_shape_and_order(tmp_path: Path) -> None:
    """A loop of one row is a segment with the loop's words; a segment becomes a loop; neighbours change places."""
    rows = build(
        tmp_path,
        "remove: [N1/N3, N1/N4]\n"
        "reshape: {N1: segment, BEG: loop}\n"
        "move: {N9: before N1, REF*DP: after CTT}\n",
    )

    assert ["loop BEG", "REF", "loop N9", "N1", "loop PO1", "loop CTT", "REF"] == [
        name for name, _ in rows
    ] or rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("everywhere: {DTM05: DTM06}", ":3:14: no row has DTM05"),
        ("reshape: {DTM: loop}", ":3:11: DTM is no place in the map"),
        ("reshape: {REF: loop}", ":3:11: REF is 2 places in the map"),
        ("reshape: {BEG: segment}", ":3:11: BEG is a segment already"),
        ("reshape: {N1: loop}", ":3:11: N1 is a loop already"),
        ("reshape: {N1: segment}", ":3:11: N1 holds more than one row: it cannot be a segment"),
        ("move: {BEG: beside N1}", ":3:8: a row moves `before` or `after` a neighbour"),
        ("move: {BEG: before N1/N3}", ":3:8: a row moves `before` or `after` a neighbour"),
        ("move: {BEG: before PER}", ":3:8: PER is no place in the map"),
        ("move: {BEG/BEG01: before N1}", ":3:8: BEG/BEG01 is no place in the map"),
    ],
)
def test_a_change_of_build_that_hits_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """At its own line."""
    with pytest.raises(MapFault) as fault:
        build(tmp_path, f"{text}\n")

    assert said in str(fault.value)
