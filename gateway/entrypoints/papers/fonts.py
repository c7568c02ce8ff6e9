"""Fonts: every script is printed in one that has its letters, as far as this machine or the reader's has any."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

PLACES = (
    (
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    ),
    (
        "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    ),
    (
        "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
        "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
    ),
    ("/Library/Fonts/Arial Unicode.ttf", "/Library/Fonts/Arial Unicode.ttf"),
    ("C:/Windows/Fonts/arial.ttf", "C:/Windows/Fonts/arialbd.ttf"),
)
"""Where fonts with the letters of all European languages and of Vietnamese usually lie, plain and bold."""
EASTERN = (
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
"""Where fonts with the signs of China, and mostly of Japan and Korea, usually lie: they are embedded."""
BUILT_IN = ("Helvetica", "Helvetica-Bold")
CHINESE, JAPANESE, KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
"""What readers of PDF files have or get for these scripts, where this machine has no font to embed."""
_KANA, _HANGUL = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_EASTERN = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+")


@cache
def fonts(places: tuple[tuple[str, str], ...] = PLACES) -> tuple[str, str]:
    """Return the names of the fonts to print in, plain and bold: those of this machine, else those every reader has."""
    for plain, bold in places:
        if Path(plain).is_file() and Path(bold).is_file():
            names = (Path(plain).stem, f"{Path(bold).stem}-Bold")
            for name, file in zip(names, (plain, bold), strict=True):
                pdfmetrics.registerFont(TTFont(name, file))
            pdfmetrics.registerFontFamily(names[0], *names, *names)
            return names
    return BUILT_IN


def marked_up(text: str, *, built_in: bool = False) -> str:
    """Return a text for a paragraph: escaped, each run of an eastern script in a font that has it.

    Letters that the built-in fonts do not have lose their marks, so that they can be read.
    """
    kept = _plain(text) if built_in else text
    signs = _eastern_font(kept)
    parts, at = [], 0
    for found in _EASTERN.finditer(kept):
        parts.append(escape(kept[at : found.start()]))
        parts.append(f'<font name="{signs}">{escape(found.group())}</font>')
        at = found.end()
    return "".join((*parts, escape(kept[at:])))


@cache
def eastern(places: tuple[str, ...] = EASTERN) -> str:
    """Return the name of this machine's font for eastern scripts, empty where it has none."""
    for file in places:
        if Path(file).is_file():
            pdfmetrics.registerFont(TTFont(Path(file).stem, file))
            return Path(file).stem
    return ""


def _eastern_font(text: str) -> str:
    if eastern():
        return eastern()
    name = JAPANESE if _KANA.search(text) else KOREAN if _HANGUL.search(text) else CHINESE
    return _registered(name)


@cache
def _registered(name: str) -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


def _plain(text: str) -> str:
    return "".join(_without_marks(one) for one in text)


def _without_marks(letter: str) -> str:
    if ord(letter) < 256 or _EASTERN.match(letter):  # noqa: PLR2004 - what a byte holds, the built-in fonts have
        return letter
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
    ).translate({0x111: "d", 0x110: "D"})
    return bare if all(ord(one) < 256 for one in bare) else "?"  # noqa: PLR2004 - see above
