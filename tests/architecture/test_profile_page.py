"""Every key of a profile is documented, and the example works.

GOLDEN_UPDATE=1 writes the page anew from the schema; the difference is then reviewed.
"""

import re
from pathlib import Path

from gateway.adapters.transports import SETTINGS
from gateway.profiles.loading import load
from gateway.profiles.schema import schema
from tests.architecture.profile_page import render
from tests.architecture.sources import ROOT
from tests.golden import UPDATE

PAGE = ROOT / "docs" / "reference" / "partner-profile.md"


def test_the_page_says_what_the_schema_says() -> None:
    """What a key holds, and what holds without it."""
    if UPDATE:
        PAGE.write_text(render(), encoding="utf-8")

    assert render() == PAGE.read_text(encoding="utf-8")


def test_every_key_has_a_row() -> None:
    """Read off the page itself, whatever wrote it."""
    rows = set(re.findall(r"^\| `([a-z0-9_]+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    whole = schema(SETTINGS)
    parts = (whole, *whole["$defs"].values(), *whole["properties"]["transport"]["oneOf"])

    assert {name for part in parts for name in part.get("properties", {})} == rows


def test_the_example_is_a_profile(tmp_path: Path) -> None:
    """Who copies it has a partner."""
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert example
    (tmp_path / "corner.yaml").write_text(example[1], encoding="utf-8")

    profile = load(tmp_path / "corner.yaml", SETTINGS)

    assert ("Corner Shop", "CORNER", "OURCO") == (profile.name, profile.x12.them.group, profile.x12.us.group)
