"""Text can be read on its ground, by day and by night (WCAG 2.2 AA: 4.5 to 1)."""

import re
from pathlib import Path

import pytest

from gateway.entrypoints import console

SHEET = (Path(console.__file__).parent / "static" / "console.css").read_text(encoding="utf-8")
TONES = ("good", "busy", "warn", "bad", "calm")
GROUNDS = ("paper", "sheet", "sunken")
PAIRS = [
    *((text, ground) for text in ("ink", "faint", "accent", *TONES) for ground in GROUNDS),
    *((tone, f"{tone}-ground") for tone in TONES),
    *(("ink", f"{tone}-ground") for tone in TONES),
    ("faint", "calm-ground"),
    ("on-accent", "accent"),
]
ENOUGH = 4.5


def _colours() -> dict[str, tuple[str, str]]:
    found = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", SHEET)
    return {name: (light, dark) for name, light, dark in found}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str, scheme: int) -> None:
    """Every pair of colours that pages put upon each other."""
    colours = _colours()
    one, other = sorted((_luminance(colours[text][scheme]), _luminance(colours[ground][scheme])))

    assert (other + 0.05) / (one + 0.05) >= ENOUGH


def test_the_sheet_fetches_nothing() -> None:
    """No font, no image, no import from anywhere."""
    assert not re.findall(r"url\(|@import|http", SHEET)
