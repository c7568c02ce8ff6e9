"""Every verb is documented; GOLDEN_UPDATE=1 writes the page anew from the commands, and the difference is reviewed."""

from tests.architecture.cli_page import render
from tests.architecture.sources import ROOT
from tests.golden import UPDATE

PAGE = ROOT / "docs" / "reference" / "cli.md"


def test_the_page_says_what_the_commands_say() -> None:
    """Verbs, what they are for, arguments and options."""
    if UPDATE:
        PAGE.write_text(render(), encoding="utf-8")

    assert render() == PAGE.read_text(encoding="utf-8")
