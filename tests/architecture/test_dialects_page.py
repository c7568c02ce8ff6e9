"""The page about dialects is what the answers in the tests look like.

GOLDEN_UPDATE=1 writes the page anew; the difference is then reviewed.
"""

from tests.architecture.dialects_page import render
from tests.architecture.sources import ROOT
from tests.golden import UPDATE
from tests.partners_who_read import BUYERS

PAGE = ROOT / "docs" / "reference" / "dialects.md"


def test_the_page_says_what_is_written() -> None:
    """For each partner and each outcome, segment by segment."""
    if UPDATE:
        PAGE.write_text(render(), encoding="utf-8")

    assert render() == PAGE.read_text(encoding="utf-8")


def test_every_partner_has_its_part() -> None:
    """Read off the page itself, whatever wrote it."""
    text = PAGE.read_text(encoding="utf-8")

    assert [f"## {name}" for name in BUYERS] == [
        line for line in text.splitlines() if line.startswith("## ") and "stands" not in line
    ]
