"""Fonts: every script is printed in one that has its letters, and what no font of this machine has is said, not hidden.

No font is part of the gateway. Those of the machine are found in a folder the operator names, else where systems keep
them; each letter is looked up in the fonts' own tables before it is printed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

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
    "/usr/share/fonts/truetype/droid/DroidSansFallback.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
"""Where fonts with the signs of China, and mostly of Japan and Korea, usually lie: they are embedded."""
BUILT_IN = ("Helvetica", "Helvetica-Bold")
CHINESE, JAPANESE, KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
"""What readers of PDF files have or get for these scripts, where this machine has no font to embed."""
SAMPLES = {"Vietnamese": "Đệ", "Chinese": "量鑽"}
"""Letters by which the scripts are known that quotes are often printed in."""
MENDS = (
    "apt-get install fonts-dejavu-core fonts-droid-fallback, or name a folder of fonts in GATEWAY_FONTS_DIR"
)
_KANA, _HANGUL = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_EASTERN = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_MOST_FILES = 200
_LATIN = 256
_SPACES = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The fonts to print in: plain and bold, and one for eastern scripts, empty where this machine has none."""

    plain: str
    bold: str
    eastern: str = ""

    def has(self, letter: str) -> bool:
        """Return whether a letter is put into the file itself."""
        font = self._font_of(letter)
        return bool(font) and font in (self.plain, self.eastern)

    def missing(self, texts: Iterable[str]) -> str:
        """Return the letters of texts that no font of this machine has, each once."""
        return "".join(sorted({one for text in texts for one in text if not self.has(one)}))

    def marked_up(self, text: str) -> str:
        """Return a text for a paragraph: escaped, each run of letters in a font that has them.

        A letter no font has loses its marks where it can be read without them, else a question mark stands for it.
        """
        kept = "".join(self._shown(one) for one in unicodedata.normalize("NFC", text))
        return "".join(self._run(font, "".join(run)) for font, run in groupby(kept, key=self._font_of))

    def _run(self, font: str, run: str) -> str:
        return escape(run) if font == self.plain else f'<font name="{font}">{escape(run)}</font>'

    def _shown(self, letter: str) -> str:
        if self._font_of(letter) or _SPACES.match(letter):
            return letter
        bare = "".join(
            one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
        ).translate({0x111: "d", 0x110: "D"})
        return bare if all(self._font_of(one) for one in bare) else "?"

    def _font_of(self, letter: str) -> str:
        """Return the font of a letter: one that is embedded, else one readers may have, nothing where none has it."""
        if _SPACES.match(letter) or _has(self.plain, letter):
            return self.plain
        if self.eastern and _has(self.eastern, letter):
            return self.eastern
        return _readers_own(letter) if _EASTERN.match(letter) else ""


@lru_cache(maxsize=8)
def letters_of(folder: Path | None = None) -> Letters:
    """Return the fonts of this machine: of the folder named, else where systems keep them, else those every reader has."""
    own = [*_files(folder)] if folder is not None else []
    plain, bold = _western(own) or fonts()
    return Letters(plain=plain, bold=bold, eastern=_first(own, SAMPLES["Chinese"]) or eastern())


USED: ContextVar[Letters | None] = ContextVar("letters", default=None)
"""The fonts of the paper that is being printed."""


def used() -> Letters:
    """Return the fonts of the paper that is being printed."""
    return USED.get() or letters_of()


@cache
def fonts(places: tuple[tuple[str, str], ...] = PLACES) -> tuple[str, str]:
    """Return the names of the fonts to print in, plain and bold: those of this machine, else those every reader has."""
    for plain, bold in places:
        if Path(plain).is_file() and Path(bold).is_file():
            return _family(plain, bold)
    return BUILT_IN


@cache
def eastern(places: tuple[str, ...] = EASTERN) -> str:
    """Return the name of this machine's font for eastern scripts, empty where it has none."""
    return _first(places, SAMPLES["Chinese"])


def _western(files: Iterable[str]) -> tuple[str, str] | None:
    """Return the first font of some with the letters of Vietnamese, and a bold one beside it or else itself."""
    fitting = [one for one in files if all(_has(_named(one), letter) for letter in SAMPLES["Vietnamese"])]
    plain = next((one for one in fitting if "bold" not in one.lower()), "")
    if not plain:
        return None
    bold = next((one for one in fitting if "bold" in one.lower()), plain)
    return _family(plain, bold)


def _family(plain: str, bold: str) -> tuple[str, str]:
    names = (_named(plain), _named(bold))
    pdfmetrics.registerFontFamily(names[0], *names, *names)
    return names


def _first(files: Iterable[str], letters: str) -> str:
    """Return the first font that has all of some letters, by its name."""
    return next(
        (
            name
            for one in files
            if Path(one).is_file() and (name := _named(one)) and all(_has(name, letter) for letter in letters)
        ),
        "",
    )


def _files(folder: Path) -> Iterator[str]:
    found = (one for one in sorted(folder.rglob("*")) if one.suffix.lower() in (".ttf", ".ttc"))
    yield from (str(one) for one, _ in zip(found, range(_MOST_FILES), strict=False))


@cache
def _named(file: str) -> str:
    """Return the name a font file is registered under, empty where it is none we can embed."""
    name = Path(file).stem
    try:
        pdfmetrics.registerFont(TTFont(name, file))
    except (TTFError, OSError, ValueError, KeyError, IndexError, AssertionError):
        return ""
    return name


@lru_cache(maxsize=16_384)
def _has(font: str, letter: str) -> bool:
    if font in BUILT_IN:
        return ord(letter) < _LATIN
    return bool(font) and ord(letter) in pdfmetrics.getFont(font).face.charToGlyph


def _readers_own(letter: str) -> str:
    name = JAPANESE if _KANA.match(letter) else KOREAN if _HANGUL.match(letter) else CHINESE
    return _registered(name)


@cache
def _registered(name: str) -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name
