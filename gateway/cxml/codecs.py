"""From the texts of cXML to values and back: what one codec writes it reads again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Protocol

from gateway.cxml.nodes import Node, Reading, Writing
from gateway.cxml.units import from_wire, to_wire
from gateway.domain.quantities import plain

_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?"
    r"\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
NOON = time(12)
FIRST_YEAR, LAST_YEAR = 1900, 2999
LARGEST, PLACES = Decimal(10) ** 12, 12
MOST = 999_999
"""Numbers beyond these are mistakes, or made to break something."""


class Codec(Protocol):
    """How a value stands in an attribute or an element."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> Any:  # noqa: ANN401 - each codec has its own type
        """Return the value, None where the text has none; what is wrong is noted."""

    def write(self, value: Any, writing: Writing) -> str:  # noqa: ANN401 - each codec has its own type
        """Return the text."""


class Text:
    """Words, on one line."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> str | None:  # noqa: ARG002 - every codec is asked alike
        """Return the words with single spaces between them."""
        return " ".join(text.split())

    def write(self, value: str, writing: Writing) -> str:  # noqa: ARG002 - every codec is asked alike
        """Return the words."""
        return value


class Number:
    """A decimal number."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> Decimal | None:
        """Return the number."""
        number = Decimal(text) if _NUMBER.fullmatch(text) else None
        if number is not None and abs(number) < LARGEST and number == round(number, PLACES):
            return number
        reading.note("cxml.number-wrong", node, attribute=attribute, value=text)
        return None

    def write(self, value: Decimal, writing: Writing) -> str:  # noqa: ARG002 - every codec is asked alike
        """Return the number in plain notation."""
        return plain(value)


class Count(Number):
    """A whole number."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> Any:  # noqa: ANN401 - narrower than a decimal
        """Return the number; a fraction is none."""
        number = super().read(text, node, reading, attribute=attribute)
        if number is None:
            return None
        if number == number.to_integral_value() and abs(number) <= MOST:
            return int(number)
        reading.note("cxml.number-wrong", node, attribute=attribute, value=text)
        return None

    def write(self, value: Any, writing: Writing) -> str:  # noqa: ANN401, ARG002 - narrower than a decimal
        """Return the digits."""
        return str(value)


class Moment:
    """An instant; always written with an offset."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> datetime | None:
        """Return the instant with its offset; UTC where it names none."""
        try:
            moment = moment_of(text)
        except ValueError:
            reading.note("cxml.date-wrong", node, attribute=attribute, value=text)
            return None
        if moment.tzinfo is None:
            if len(text) > len("2026-11-22"):
                reading.note("cxml.offset-missing", node, attribute=attribute, value=text)
            return moment.replace(tzinfo=UTC)
        return moment

    def write(self, value: datetime, writing: Writing) -> str:  # noqa: ARG002 - every codec is asked alike
        """Return the instant to the second, with its offset."""
        return stamp(value)


class Day:
    """A day, as the sender's clock has it; written as noon in UTC, which is that day nearly everywhere."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> date | None:
        """Return the day of an instant."""
        moment = MOMENT.read(text, node, reading, attribute=attribute)
        return None if moment is None else moment.date()

    def write(self, value: date, writing: Writing) -> str:  # noqa: ARG002 - every codec is asked alike
        """Return noon of the day."""
        return stamp(datetime.combine(value, NOON, UTC))


class Unit:
    """A unit of measure: ours is X12's, theirs the buyer's or UN/CEFACT's."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> str | None:
        """Return our unit."""
        unit, code = from_wire(text, reading.dialect.units)
        if code:
            reading.note(code, node, attribute=attribute, value=text)
        return unit

    def write(self, value: str, writing: Writing) -> str:
        """Return the buyer's unit; what is in no table is left for the writer to see."""
        return to_wire(value, writing.dialect.units)[0]


@dataclass(frozen=True, slots=True)
class Words:
    """One of the DTD's values for each of our words; what has no word is kept behind `cxml:`."""

    theirs: Mapping[str, str]
    """Our word by the DTD's value; the first value of a word is the one that is written."""

    def read(self, text: str, node: Node, reading: Reading, *, attribute: str = "") -> str | None:
        """Return our word."""
        if text in self.theirs:
            return self.theirs[text]
        for value, word in self.theirs.items():
            if value.casefold() == text.casefold():
                reading.note("cxml.spelling", node, attribute=attribute, value=text)
                return word
        reading.note("cxml.code-unknown", node, attribute=attribute, value=text)
        return f"cxml:{text}"

    def write(self, value: str, writing: Writing) -> str:  # noqa: ARG002 - every codec is asked alike
        """Return the DTD's value, empty where there is none."""
        if value.startswith("cxml:"):
            return value.removeprefix("cxml:")
        return next((theirs for theirs, word in self.theirs.items() if word == value), "")


def moment_of(text: str) -> datetime:
    """Return an instant from any form partners write, without a zone where none is named; raises ValueError."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError("not a date")
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError("not a date of ours")
    clock = time(int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "0")[:6].ljust(6, "0")))
    zone = None if offset is None else _zone(offset)
    return datetime.combine(date(int(year), int(month), int(day)), clock, zone)


def _zone(offset: str) -> timezone:
    if offset in "Zz":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if offset[0] == "-" else ahead)


def stamp(moment: datetime) -> str:
    """Return an aware instant as cXML writes it."""
    return moment.isoformat(timespec="seconds")


TEXT, NUMBER, COUNT, MOMENT, DAY, UNIT = Text(), Number(), Count(), Moment(), Day(), Unit()
FLAG = Words({"yes": "yes"})
