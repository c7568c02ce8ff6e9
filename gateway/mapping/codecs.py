"""Codecs: inverse pairs between an element's text and a field's value.

`decode` is only given texts that the usual type of element or the codec's own `form` allows; `encode`
raises ValueError for a value that no such text stands for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from gateway.domain.quantities import plain
from gateway.x12.definitions import ElementDef
from gateway.x12.element_types import DATE_FORM, DECIMAL_FORM, TIME_FORM, WHOLE_FORM

_CENTURY = 100
_LATE = 70
"""Two-digit years from here on belong to the last century."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """A named pair of functions; `decode` is None where the text is the value, `form` is the texts it can decode."""

    name: str
    kind: type
    decode: Callable[[str], Any] | None
    encode: Callable[[Any], str]
    form: str = ""


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """Return the day of YYYYMMDD, or of YYMMDD in the hundred years around now."""
    if len(text) == len("YYMMDD"):
        year = int(text[:2])
        return date(year + (1900 if year >= _LATE else 2000), int(text[2:4]), int(text[4:]))
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


@lru_cache(maxsize=4096)
def clock(text: str) -> time:
    """Return the time of HHMM, HHMMSS, or with tenths or hundredths."""
    seconds = int(text[4:6] or 0)
    return time(int(text[:2]), int(text[2:4]), seconds, int(text[6:].ljust(6, "0")))


def of_clock(value: time) -> str:
    """Return the shortest text of a time."""
    if value.microsecond % 10_000 or value.tzinfo is not None:
        raise ValueError("a time has hundredths of seconds and no zone")
    hundredths = f"{value.microsecond // 10_000:02}".rstrip("0")
    seconds = f"{value.second:02}" if value.second or hundredths else ""
    return f"{value.hour:02}{value.minute:02}{seconds}{hundredths}"


def implied(places: int) -> Codec:
    """Return the codec of whole numbers with so many decimals understood."""

    def decode(text: str) -> Decimal:
        return Decimal(text).scaleb(-places)

    def encode(value: Decimal) -> str:
        scaled = value.scaleb(places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"the number has more than {places} decimals")
        return plain(scaled)

    return Codec(name=f"implied-{places}", kind=Decimal, decode=decode, encode=encode, form=WHOLE_FORM)


def filled(least: int) -> Codec:
    """Return the codec of numbers of so many digits or more: zeros fill up their decimals."""

    def encode(value: Decimal) -> str:
        text = plain(value)
        missing = least - sum(character.isdigit() for character in text)
        return text if missing <= 0 else f"{text if '.' in text else f'{text}.'}{'0' * missing}"

    return Codec(name="number", kind=Decimal, decode=Decimal, encode=encode, form=DECIMAL_FORM)


def _whole(value: int) -> str:
    return str(value)


def _of_short_day(value: date) -> str:
    text = f"{value.year:04}{value.month:02}{value.day:02}"[2:]
    if day(text) != value:
        raise ValueError("two digits do not tell the year")
    return text


TEXT = Codec(name="text", kind=str, decode=None, encode=str)
NUMBER = Codec(name="number", kind=Decimal, decode=Decimal, encode=plain, form=DECIMAL_FORM)
WHOLE = Codec(name="whole", kind=int, decode=int, encode=_whole, form=WHOLE_FORM)
DAY = Codec(
    name="day",
    kind=date,
    decode=day,
    encode=lambda value: f"{value.year:04}{value.month:02}{value.day:02}",
    form=DATE_FORM,
)
SHORT_DAY = Codec(name="short-day", kind=date, decode=day, encode=_of_short_day, form=DATE_FORM)
TIME = Codec(name="time", kind=time, decode=clock, encode=of_clock, form=TIME_FORM)

CODECS: Mapping[str, Codec] = MappingProxyType(
    {codec.name: codec for codec in (TEXT, NUMBER, WHOLE, DAY, SHORT_DAY, TIME, *map(implied, range(10)))}
)


def usual(element: ElementDef, kind: type) -> Codec | None:
    """Return the codec for an element and a field's kind where none is named, None where there is no usual one."""
    if kind is str:
        return TEXT
    if element.type.startswith("N"):
        places = int(element.type[1:])
        return {Decimal: CODECS[f"implied-{places}"], int: WHOLE if places == 0 else None}.get(kind)
    if element.minimum > 1 and (element.type, kind) == ("R", Decimal):
        return filled(element.minimum)
    short = element.maximum < len("YYYYMMDD")
    table = {("R", Decimal): NUMBER, ("DT", date): SHORT_DAY if short else DAY, ("TM", time): TIME}
    return table.get((element.type, kind))


class Codes(dict[str, str]):
    """Codes to words; an unlisted code is kept as `x12:` and itself."""

    def __missing__(self, code: str) -> str:
        return KEPT + code


KEPT = "x12:"


def of_codes(codes: Mapping[str, str], *, keep: bool) -> Callable[[str], str]:
    """Return what turns words back into codes; raises ValueError for a word without one."""
    words = {word: code for code, word in codes.items()}

    def encode(word: str) -> str:
        code = words.get(word)
        if code is not None:
            return code
        if keep and word.startswith(KEPT):
            return word[len(KEPT) :]
        raise ValueError("the word has no code")

    return encode
