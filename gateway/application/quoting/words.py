"""Words: a description as it is compared, whoever wrote it and in whatever order.

Small and plain letters, decimal points, sizes cut from their units, abbreviations written out, plurals as singulars,
and the words sorted: what is left of two descriptions of one thing is alike. Numbers are what tells `M8x20` from
`M8x25`, so they are kept apart as well and have to be the same.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

NO_WORDS: Mapping[str, str] = MappingProxyType({})
_PLAIN = str.maketrans(
    {
        "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
        "\N{LATIN SMALL LETTER O WITH STROKE}": " dia ",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{FRACTION SLASH}": "/",
        "\N{DOUBLE PRIME}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{SUPERSCRIPT TWO}": "2",
        "\N{SUPERSCRIPT THREE}": "3",
    }
)
_INCHES = re.compile(r"(?<=\d)\s*(?:\"|'')")
_THOUSANDS = re.compile(r"(?<=\d)[,.' ](?=\d{3}(?:\D|$))(?=\d{3}(?![.,]?\d))")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_TIMES = re.compile(r"(?<=\d)\s*[x*]\s*(?=\d)|(?<=\d)\s*[x*]\s*(?=m?\d)")
_TOKEN = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?|[^\W\d_]+\d+(?:[./]\d+)*|[^\W\d_]+", re.UNICODE)
_SPACELESS = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힯]+")
_NOT_A_CODE = re.compile(r"[\W_]+")
LEAST_PLURAL = 4
TIMES = "x"
"""What is left of a size where its numbers stand far apart."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A description taken apart: all words sorted, those with digits, and those without."""

    text: str
    numbers: frozenset[str]
    words: frozenset[str]


class Wording:
    """How descriptions are taken apart; `abbreviations` are written out, longest first where they have several words."""

    def __init__(self, abbreviations: Mapping[str, str] = NO_WORDS) -> None:
        self._short: dict[str, tuple[str, ...]] = {}
        phrases: dict[str, str] = {}
        for short, full in abbreviations.items():
            spoken = _spoken(short)
            pieces = tuple(map(_singular, _pieces(_spoken(full))))
            own = tuple(_pieces(spoken))
            if len(own) == 1 and own[0] == spoken.strip():
                self._short[own[0]] = pieces
            else:
                phrases[spoken.strip()] = " ".join(pieces)
        longest = sorted((re.escape(one) for one in phrases if one), key=len, reverse=True)
        self._phrases = phrases
        self._phrase = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)") if longest else None

    def worded(self, description: str) -> Worded:
        """Return a description taken apart."""
        spoken = _spoken(description)
        if self._phrase is not None:
            spoken = self._phrase.sub(lambda found: f" {self._phrases[found.group()]} ", spoken)
        tokens = sorted(self._written_out(spoken))
        numbers = frozenset(one for one in tokens if any(map(str.isdigit, one)))
        return Worded(" ".join(tokens), numbers, frozenset(tokens) - numbers)

    def _written_out(self, spoken: str) -> Iterator[str]:
        for token in _pieces(spoken):
            if token != TIMES:
                yield from self._short.get(token) or (_singular(token),)


def compact(code: str) -> str:
    """Return a part number as it is compared: its letters and digits, large."""
    return _NOT_A_CODE.sub("", unicodedata.normalize("NFKC", code)).upper()


def _spoken(text: str) -> str:
    """Return a text in small plain letters, its numbers in one notation."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    bare = "".join(one for one in folded if not unicodedata.combining(one)).translate(_PLAIN)
    bare = unicodedata.normalize("NFC", bare)
    bare = _INCHES.sub(" in ", bare)
    bare = _THOUSANDS.sub("", bare)
    bare = _DECIMAL_COMMA.sub(".", bare)
    return _TIMES.sub(" ", bare)


def _pieces(spoken: str) -> Iterator[str]:
    """Yield the words and numbers of a text; of a script without spaces, every two signs."""
    for token in _TOKEN.findall(spoken):
        if _SPACELESS.search(token):
            for run in _SPACELESS.findall(token):
                yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
        else:
            yield _number(token) if token[0].isdigit() else token


def _number(token: str) -> str:
    """Return a number without zeros that say nothing."""
    whole, point, decimals = token.partition(".")
    whole = whole.lstrip("0") or "0"
    if "/" in token or not point:
        return whole + token[len(token.partition(".")[0]) :] if "/" in token else whole
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _singular(word: str) -> str:
    if (
        len(word) >= LEAST_PLURAL
        and word.isascii()
        and word.isalpha()
        and word.endswith("s")
        and not word.endswith("ss")
    ):
        return word[:-1]
    return word
