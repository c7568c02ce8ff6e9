"""Golden files: what a person approved, kept beside what was received.

A case is a folder `tests/fixtures/edi/<map>/<pass|fail>/<case>/` with `received.edi` in it. Setting
GOLDEN_UPDATE writes what came out instead of comparing it; the difference is then reviewed.
"""

import os
from pathlib import Path

ROOT = Path(__file__).parent / "fixtures" / "edi"
UPDATE = os.environ.get("GOLDEN_UPDATE") == "1"


def cases(pattern: str) -> list[Path]:
    """Return the folders of the cases that match, in order; none at all is an error."""
    found = sorted(received.parent for received in ROOT.glob(f"{pattern}/received.edi"))
    if not found:
        raise LookupError(f"no case matches {pattern}")
    return found


def name(case: Path) -> str:
    """Return a case's name for people: map, verdict and case."""
    return case.relative_to(ROOT).as_posix()


def map_name(case: Path) -> str:
    """Return the map a case is read with: `acme-850` is `acme/850`, `base-850` the base map of 004010.

    The base map of another version is named with it: `base005010-999`.
    """
    owner, set_id = case.relative_to(ROOT).parts[0].split("-")
    version = owner.removeprefix("base") or "004010"
    return f"base/x12/{version}/{set_id}" if owner.startswith("base") else f"{owner}/{set_id}"


def check(actual: str, file: Path, *, update: bool = UPDATE) -> None:
    """Compare with what was approved, or approve it."""
    if update:
        file.write_text(actual, encoding="utf-8")
    assert file.is_file(), f"{name(file.parent)} has no {file.name}: run `make golden` and review it"
    assert file.read_text(encoding="utf-8") == actual
