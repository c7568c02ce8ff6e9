"""Numbers as people type them: which sign is the decimal one, told by the column, then by the language."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(r"[-+]?\d[\d.,' \u00a0\u2009\u202f]*")
_GROUPED = re.compile(r"\d{1,3}(?:[' \u00a0\u2009\u202f]\d{3})+")
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?[eE][+]?\d+")
_GROUP = 3
_SPACES = re.compile(r"[' \u00a0\u2009\u202f]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, what stands before and after it, and whether another reading is as likely."""

    value: Decimal
    before: str
    after: str
    ambiguous: bool = False


def decimal_sign(texts: Iterable[str]) -> str:
    """Return the decimal sign that some number of a column proves, empty where none does or they disagree."""
    proven = {sign for text in texts for sign in [_proven(text)] if sign}
    return proven.pop() if len(proven) == 1 else ""


def _proven(text: str) -> str:
    match = _NUMBER.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return ""
    digits = match[0].rstrip(" .,'")
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if dots + commas > 1:
        return "," if dots else "."
    if dots + commas == 1:
        sign = "." if dots else ","
        whole, _, places = digits.partition(sign)
        if len(places) != _GROUP or len(whole.lstrip("+-")) > _GROUP or whole.lstrip("+-0") == "":
            return sign
    return ""


def number_in(text: str, proven: str, spoken: str) -> Number | None:
    """Return the first number of a text; `proven` is the column's decimal sign, `spoken` the language's."""
    text = unicodedata.normalize("NFKC", text).strip()
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        return Number(Decimal(text.replace(",", ".")), "", "")
    match = _NUMBER.search(text)
    if match is None:
        return None
    found = _first_group(match[0])
    digits = found.rstrip(" .,'")
    own = _proven(digits)
    sign = own or proven or spoken
    after = text[match.start() + len(digits) :].strip()
    before = text[: match.start()].strip()
    value = _decimal(_SPACES.sub("", digits), sign)
    lone = digits.count(".") + digits.count(",") == 1 and not own
    ambiguous = lone and not proven and sign in digits
    return Number(value, before, after, ambiguous)


def _first_group(found: str) -> str:
    """Return the first number where blanks may part two: `12 500` is one, `2 50` is two."""
    grouped = _GROUPED.match(found.lstrip("+-"))
    if grouped:
        rest = re.match(r"[.,]\d+", found[grouped.end() + len(found) - len(found.lstrip("+-")) :])
        start = len(found) - len(found.lstrip("+-"))
        return found[: start + grouped.end() + (rest.end() if rest else 0)]
    return _SPACES.split(found.strip())[0]


def _decimal(digits: str, sign: str) -> Decimal:
    """Return digits and signs, one digit at least, as a number."""
    other = "," if sign == "." else "."
    bare = digits.replace(other, "")
    if bare.count(sign) > 1:
        bare = bare.replace(sign, "")
    return Decimal(bare.replace(sign, "."))
