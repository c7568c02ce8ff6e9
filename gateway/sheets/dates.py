"""Days as people type them: which of two numbers is the day, told by the column, then by the language."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gateway.sheets.words import normal

_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_THREE = re.compile(r"\b(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})\b")
_COMPACT = re.compile(r"\b(20\d{2})(\d{2})(\d{2})\b")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]")
_WEEK = re.compile(
    r"\b(?:kw|cw|wk|week|w|semaine|sem|semana|tuan)[\s.]*(\d{1,2})(?:\s*[/\-. ]\s*(20\d{2}))\b", re.IGNORECASE
)
_WEEK_AFTER = re.compile(r"\b(20\d{2})[\s\-/]*(?:kw|cw|wk|w)[\s.]*(\d{1,2})\b", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er)?[\s.\-/]*(?:de\s+|of\s+)?([^\W\d_]+)[\s.,\-/]*(?:de\s+|del\s+)?(\d{4}|\d{2})\b"
)
_NAMED_FIRST = re.compile(r"\b([^\W\d_]+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})\b")
_VIETNAMESE = re.compile(r"ngay\s+(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Day:
    """A day in a text, and whether day and month may be the other way round."""

    on: date
    ambiguous: bool = False


def order_of(texts: Iterable[str]) -> str:
    """Return `day` or `month`, whichever some day of a column proves to stand first, empty where none does."""
    proven = set()
    for text in texts:
        match = _THREE.search(text)
        if match:
            first, second = int(match[1]), int(match[3])
            if first > _LAST_MONTH >= second:
                proven.add("day")
            elif second > _LAST_MONTH >= first:
                proven.add("month")
    return proven.pop() if len(proven) == 1 else ""


def day_in(text: str, months: Mapping[str, int], *, proven: str, spoken: str) -> Day | None:
    """Return the first day of a text; `proven` says what stands first in the column, `spoken` what the language says."""
    text = unicodedata.normalize("NFKC", text).strip()
    for pattern in (_ISO, _CHINESE, _COMPACT):
        match = pattern.search(text)
        if match:
            return _day(int(match[1]), int(match[2]), int(match[3]))
    match = _THREE.search(text)
    if match:
        return _of_three(match, proven, spoken)
    return _worded(text, months) or _week(text)


def _of_three(match: re.Match[str], proven: str, spoken: str) -> Day | None:
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    if first > _LAST_MONTH:
        return _day(year, second, first)
    if second > _LAST_MONTH:
        return _day(year, first, second)
    if match[2] == "." or proven == "day" or (not proven and spoken == "day"):
        return _day(year, second, first)
    found = _day(year, first, second)
    if found is None or proven or first == second:
        return found
    return Day(found.on, ambiguous=True)


def _worded(text: str, months: Mapping[str, int]) -> Day | None:
    plain = normal(text)
    match = _VIETNAMESE.search(plain)
    if match:
        return _day(int(match[3]), int(match[2]), int(match[1]))
    match = _NAMED.search(plain)
    if match and match[2] in months:
        return _day(_year(match[3]), months[match[2]], int(match[1]))
    match = _NAMED_FIRST.search(plain)
    if match and match[1] in months:
        return _day(int(match[3]), months[match[1]], int(match[2]))
    return None


def _week(text: str) -> Day | None:
    """Return the Monday of a calendar week that names its year."""
    match = _WEEK.search(text)
    week, year = (int(match[1]), int(match[2])) if match else (0, 0)
    if match is None:
        match = _WEEK_AFTER.search(text)
        week, year = (int(match[2]), int(match[1])) if match else (0, 0)
    if match is None:
        return None
    try:
        return Day(date.fromisocalendar(year, week, 1))
    except ValueError:
        return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)  # noqa: PLR2004 - years with or without their century


def _day(year: int, month: int, day: int) -> Day | None:
    try:
        return Day(date(year, month, day))
    except ValueError:
        return None
