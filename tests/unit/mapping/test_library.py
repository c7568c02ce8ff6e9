"""The library: maps by name from several folders, overlays, versions, dictionaries."""

from pathlib import Path
from textwrap import dedent

import pytest

from gateway.errors import NotFound
from gateway.mapping.faults import MapFault
from gateway.mapping.library import Library
from tests.unit.mapping.tiny import HAPPY, ORDER, STANDARD, Order, reading, told

BASE = "base/x12/004010/850"
MAPPINGS = STANDARD.parents[2]


def library(folder: Path, **files: str) -> Library:
    """Return a library of the files (`acme_850` is `acme/850`) over the real standard."""
    base = folder / f"{BASE}.yaml"
    base.parent.mkdir(parents=True, exist_ok=True)
    base.write_text(ORDER, encoding="utf-8")
    for name, text in files.items():
        file = folder / f"{name.replace('_', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    standards = folder / "standards/x12"
    standards.mkdir(parents=True, exist_ok=True)
    (standards / "004010").symlink_to(STANDARD)
    return Library((folder,), {"order": Order})


def overlaid(folder: Path, text: str) -> str:
    """Return what is wrong with an overlay."""
    with pytest.raises(MapFault) as fault:
        library(folder, acme_850=text).plan("acme/850")
    return str(fault.value)


def test_maps_are_known_by_name_and_made_once(tmp_path: Path) -> None:
    """Files of the standard are no maps."""
    maps = library(tmp_path, acme_850=f"extends: {BASE}\n")
    (tmp_path / "README.md").write_text("No map.", encoding="utf-8")

    assert ("acme/850", BASE) == maps.names()
    assert maps.plan(BASE) is maps.plan(BASE)
    assert maps.dictionary("004010") is maps.plan(BASE).dictionary


def test_a_later_folder_shadows_an_earlier_one(tmp_path: Path) -> None:
    """An installation may replace a map we ship, or add a version of the standard."""
    first, second = tmp_path / "first", tmp_path / "second"
    library(first)
    library(second)
    (second / f"{BASE}.yaml").write_text(ORDER.replace("Tiny", "Ours"), encoding="utf-8")
    maps = Library((first, second), {"order": Order})

    assert "Ours" == maps.plan(BASE).title


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    """Maps and versions alike."""
    maps = library(tmp_path, acme_850=ORDER.replace("004010", "009999"))

    for name in ("nobody/850", "acme/850"):
        with pytest.raises(NotFound):
            maps.plan(name)


def test_a_map_names_its_version(tmp_path: Path) -> None:
    """Without it no standard can be chosen."""
    assert "acme/850.yaml:1:1: a map names its version" == overlaid(
        tmp_path, ORDER.replace('version: "004010"\n', "")
    )


def test_a_digest_tells_states_apart(tmp_path: Path) -> None:
    """It changes with the map, and with the map it extends."""
    before = library(tmp_path, acme_850=f"extends: {BASE}\n")
    (tmp_path / "other").mkdir()
    after = library(tmp_path / "other", acme_850=f"extends: {BASE}\n")
    (tmp_path / f"other/{BASE}.yaml").write_text(ORDER.replace("Tiny", "Tinier"), encoding="utf-8")

    assert before.digest(BASE) != after.digest(BASE)
    assert before.digest("acme/850") != after.digest("acme/850")
    assert before.digest("acme/850") != before.digest(BASE)


@pytest.mark.parametrize(
    ("set_id", "version", "name"),
    [
        ("850", "004010", BASE),
        ("850", "004010VICS", BASE),
        ("850", "005010", BASE),
        ("850", "", BASE),
        ("850", "x", BASE),
        ("997", "004010", None),
    ],
)
def test_the_base_map_for_a_version_is_the_same_or_the_nearest(
    tmp_path: Path, set_id: str, version: str, name: str | None
) -> None:
    """Industry suffixes are passed over; what is unknown gets the nearest version there is."""
    found = library(tmp_path).find(set_id, version)

    assert name == (found.name if found else None)


def test_an_overlay_changes_removes_and_adds(tmp_path: Path) -> None:
    """A partner's map is the base with its differences, and the base stays as it was."""
    maps = library(
        tmp_path,
        acme_850=f"""\
        extends: {BASE}
        title: Order (ACME)
        note: What ACME sends.
        change:
          BEG/BEG01: {{codes: {{"00": original, "05": replacement}}}}
          BEG/BEG02: {{fixed: NE}}
          N1/N104: {{usage: required}}
          N1/N1/N102: {{max_length: "20"}}
          PO1/PO106..PO109: {{note: Two identifiers.}}
          REF*DP: {{usage: required}}
          N1: {{max: "2"}}
          CTT/CTT: {{elements: {{CTT02: total}}}}
          N1/N3: {{note: Streets.}}
        remove: [N9, CTT/AMT*TT, N1/N4, REF/REF03]
        add_after:
          REF*DP:
            - segment: REF
              elements: {{REF01: {{qualifier: IA}}, REF02: {{field: copies, codec: whole}}}}
        add_before:
          REF*DP:
            - segment: CUR
              into: free
              elements: {{CUR01: kind, CUR02: value}}
        """,
    )
    plan = maps.plan("acme/850")

    assert ("Order (ACME)", "What ACME sends.", BASE) == (plan.title, plan.note, plan.base)
    assert ["BEG", "CUR", "REF*DP", "REF*IA", "REF", "N1", "PO1", "CTT"] == [row.label for row in plan.rows]
    body = "BEG*05*NE*1**20240101\nREF*DP*9\nREF*IA*7\nN1*ST*Us*92*12\nPO1*1\nCTT*1*5\n"
    result = reading(plan, body)
    assert () == result.findings
    assert isinstance(result.document, Order)
    assert ("replacement", "9", 7) == (
        result.document.purpose,
        result.document.department,
        result.document.copies,
    )
    assert [] == told(reading(maps.plan(BASE), HAPPY).findings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "change: {BEG/BEG09: {usage: required}}",
            "acme/850.yaml:2:10: nothing is at BEG/BEG09 in the base map",
        ),
        ("change: {ITD: {usage: required}}", "acme/850.yaml:2:10: nothing is at ITD in the base map"),
        ("change: {REF/N1: {usage: required}}", "acme/850.yaml:2:10: nothing is at REF/N1 in the base map"),
        ("remove: [REF*ZZ]", "acme/850.yaml:2:10: nothing is at REF*ZZ in the base map"),
        ("add_after: {BEG/BEG01: [{segment: CUR}]}", "acme/850.yaml:2:13: rows are added beside rows"),
        ("add_before: {CUR: []}", "acme/850.yaml:2:14: nothing is at CUR in the base map"),
        ("change: {BEG: x}", "acme/850.yaml:2:10: BEG: Input should be a valid dictionary"),
        ("extent: x", "acme/850.yaml:2:1: extent: is no word here"),
        (
            "change: {BEG/BEG03: {max_length: '99'}}",
            "acme/850.yaml:2:10: max_length 99 is not within 1 to 22",
        ),
        (
            "change: {BEG/BEG01: {codes: {'00': a, '01': a}}}",
            "acme/850.yaml:2:30: the word a does not lead back",
        ),
    ],
)
def test_an_overlay_that_hits_nothing_or_does_not_fit_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    """At the overlay's own line."""
    assert said in overlaid(tmp_path, f"extends: {BASE}\n{text}\n")


def test_an_address_must_lead_to_one_place(tmp_path: Path) -> None:
    """Where two rows of a set answer to it, the qualifiers have to be said."""
    two = ORDER.replace(
        "  - segment: REF\n    each: names\n",
        "  - segment: REF\n    elements: {REF01: {qualifier: IA}, REF02: {field: copies, codec: whole}}\n"
        "  - segment: REF\n    each: names\n",
    ).replace("REF01: {field: kind, codes: {MR: merchandise}, other: keep}", "REF01: {qualifier: MR}")
    maps = library(tmp_path, acme_850=f"extends: {BASE}\nremove: [REF]\n")
    (tmp_path / f"{BASE}.yaml").write_text(two, encoding="utf-8")

    with pytest.raises(MapFault, match=r"acme/850.yaml:2:10: REF is 3 places in the base map"):
        maps.plan("acme/850")


@pytest.mark.parametrize(
    ("extends", "said"),
    [("base/x12/004010/999", "there is no map"), ("globex/850", "globex/850 extends another map itself")],
)
def test_overlays_go_one_level_deep(tmp_path: Path, extends: str, said: str) -> None:
    """A partner's map extends a base map and nothing else."""
    maps = library(tmp_path, globex_850=f"extends: {BASE}\n", acme_850=f"extends: {extends}\n")

    with pytest.raises(MapFault, match=said):
        maps.plan("acme/850")


def test_a_change_from_short_to_long_words(tmp_path: Path) -> None:
    """An element written in short is changed like one written in full; a new kind replaces the old."""
    maps = library(
        tmp_path,
        acme_850=f"""\
        extends: {BASE}
        change:
          BEG/BEG03: {{max_length: "5"}}
          REF/REF02: {{fixed: "17"}}
          N1/N103: {{field: code_kind, codes: {{"92": ours}}}}
        """,
    )

    found = told(
        reading(maps.plan("acme/850"), HAPPY.replace("PO-1*", "PO-0001*").replace("MR*17", "MR*18")).findings
    )
    assert [("map.element-too-long", 2, "BEG03"), ("map.fixed-unexpected", 4, "REF02")] == found


def test_the_names_most_like_a_wrong_one_are_named(tmp_path: Path) -> None:
    """Those that begin alike come first; nothing is guessed of what is like none."""
    for name in ("acme/850", "acme/855", "other/850"):
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text("", encoding="utf-8")
    maps = Library((tmp_path,), {})

    assert ("acme/850", "acme/855", "other/850") == maps.near("acme/850x")
    assert () == maps.near("?")
