"""Words and part numbers as search compares them, in every language the shop speaks."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MARKED_ELSEWHERE = str.maketrans({"đ": "d", "Đ": "d", "ø": "o", "ł": "l", "\u00d7": "x", "\u00b5": "u"})
"""Letters whose mark no decomposition takes off, and the signs people type a letter for."""
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BETWEEN_SIZES = re.compile(r"(?<=\d)\s*[x*]\s*(?=\d)")
_RUN = re.compile(rf"[{_CJK}]+|\d+[.,]\d+(?![^\W_])|[^\W_{_CJK}]+")
_SIZES = re.compile(r"[a-z]?\d+(?:x\d+)+")
_MARKS = re.compile("[\u0300-\u036f\u3099\u309a]+")
FIRST_IDEOGRAPH, LAST_IDEOGRAPH = "\u3040", "\ufb00"
REMEMBERED = 1 << 14
"""How many texts' words are remembered: makers, materials and descriptions are many items'."""
_NO_CODE = re.compile(r"[\W_]")


def folded(text: str) -> str:
    """Return a text without marks and cases: what `Bàn làm việc` and `ban lam viec` have in common."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(MARKED_ELSEWHERE))
    return _MARKS.sub("", plain).casefold()


@lru_cache(maxsize=REMEMBERED)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, each once: runs of letters and digits, of ideographs every pair.

    A size (`M8 x 40`) is one word, and so is each of its measures.
    """
    return tuple(dict.fromkeys(_words(folded(text))))


def asked(text: str) -> tuple[str, ...]:
    """Return the words somebody looks for: the same, but a size is what it is as a whole."""
    found = (_pairs(run) if is_ideographic(run) else (run,) for run in _runs(folded(text)))
    return tuple(dict.fromkeys(word for some in found for word in some))


def code(text: str) -> str:
    """Return a part number as it is compared: letters and digits alone; `hx-8-40` and `HX 8.40` are the same."""
    return _NO_CODE.sub("", folded(text))


def is_ideographic(word: str) -> bool:
    """Return whether a word is written in ideographs, which say much in one or two signs."""
    return word >= FIRST_IDEOGRAPH and word[0] < LAST_IDEOGRAPH


def _runs(plain: str) -> Iterator[str]:
    joined = _BETWEEN_SIZES.sub("x", plain)
    return (run.replace(",", ".") for run in _RUN.findall(joined))


def _words(plain: str) -> Iterator[str]:
    for run in _runs(plain):
        if run >= FIRST_IDEOGRAPH and is_ideographic(run):
            yield from run
            yield from _pairs(run)
            continue
        yield run
        if "x" in run and _SIZES.fullmatch(run):
            yield from run.split("x")


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[at : at + 2] for at in range(len(run) - 1)) or (run,)
