"""The golden helper itself: it compares, it approves, and it does not let a missing case pass."""

from pathlib import Path

import pytest

from tests import golden


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a case of a made-up partner, alone in its folder of fixtures."""
    monkeypatch.setattr(golden, "ROOT", tmp_path)
    folder = tmp_path / "acme-850" / "pass" / "one"
    folder.mkdir(parents=True)
    (folder / "received.edi").write_text("ISA")
    return folder


def test_cases_are_found_by_pattern(case: Path) -> None:
    """A folder with a received file is a case; its name is its path."""
    assert [case] == golden.cases("*/pass/*")
    assert golden.name(case) == "acme-850/pass/one"


def test_a_pattern_without_cases_is_an_error(case: Path) -> None:
    """A parametrised test over nothing would pass in silence."""
    with pytest.raises(LookupError, match="no case matches"):
        golden.cases(f"*/{case.name}/*")


@pytest.mark.parametrize(
    ("folder", "expected"), [("base-850", "base/x12/004010/850"), ("acme-856", "acme/856")]
)
def test_maps_are_named_by_folders(case: Path, folder: str, expected: str) -> None:
    """The first folder says whose map of which set."""
    assert expected == golden.map_name(case.parents[2] / folder / "pass" / "one")


def test_what_differs_fails_and_is_left_alone(case: Path) -> None:
    """A comparison never changes what was approved."""
    file = case / "document.json"
    golden.check("first", file, update=True)

    with pytest.raises(AssertionError):
        golden.check("second", file, update=False)

    assert file.read_text() == "first"


def test_what_was_never_approved_fails(case: Path) -> None:
    """A case without its golden file says how to get one."""
    with pytest.raises(AssertionError, match="make golden"):
        golden.check("anything", case / "findings.json", update=False)
