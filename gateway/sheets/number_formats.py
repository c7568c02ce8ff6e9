"""How a workbook shows a stored number: which formats are dates, and the text of a number under a format.

Codes and built-in numbers as in ECMA-376 part 1, 18.8.30 and 18.8.31. What is rebuilt is what matters to a
part number or a quantity: leading zeros, literals, decimals, thousands. Colours, conditions and fractions are
left out, and the plain number stands.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType

GENERAL = "General"
BUILT_IN: Mapping[int, str] = MappingProxyType(
    {
        0: GENERAL,
        1: "0",
        2: "0.00",
        3: "#,##0",
        4: "#,##0.00",
        9: "0%",
        10: "0.00%",
        11: "0.00E+00",
        12: "# ?/?",
        13: "# ??/??",
        14: "yyyy-mm-dd",
        15: "d-mmm-yy",
        16: "d-mmm",
        17: "mmm-yy",
        18: "h:mm AM/PM",
        19: "h:mm:ss AM/PM",
        20: "h:mm",
        21: "h:mm:ss",
        22: "yyyy-mm-dd h:mm",
        37: "#,##0;(#,##0)",
        38: "#,##0;(#,##0)",
        39: "#,##0.00;(#,##0.00)",
        40: "#,##0.00;(#,##0.00)",
        45: "mm:ss",
        46: "[h]:mm:ss",
        47: "mm:ss.0",
        48: "##0.0E+0",
        49: "@",
    }
)
"""The formats that are known by number; 14 and 22 are shown as the reader's country does, here as ISO 8601."""

_DROPPED = re.compile(r"\[(?:[A-Za-z]+|Color ?[0-9]+|[<>=][^\]]*|\$[^\]]*)\]|_.|\*.")
_QUOTED = re.compile(r'"[^"]*"|\\.')
_DATE = re.compile(r"[ymdhs]|\[h+\]|AM/PM", re.IGNORECASE)
_NUMERIC = re.compile(r"[0#?][0#?,.\-/ ()]*")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - the days of a workbook lie in no time zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - the same
_LAST_SERIAL = 2_958_465
_MOST_PLACES = 30


@lru_cache(maxsize=512)
def is_date(number_format: str) -> bool:
    """Return whether a number under this format is a day or a time."""
    if number_format in ("", GENERAL, "@"):
        return False
    first = number_format.partition(";")[0]
    bare = _QUOTED.sub("", _DROPPED.sub("", first) if "[h" not in first.lower() else first)
    return bool(_DATE.search(bare)) and not re.search(r"[0#?]{2,}|E\+", bare)


def moment(serial: Decimal, *, since_1904: bool = False) -> date | datetime | time | None:
    """Return the day, instant or time of day a serial number stands for, None where no calendar has it."""
    if serial < 0 or serial > _LAST_SERIAL:
        return None
    epoch = _EPOCH_1904 if since_1904 else _EPOCH
    if not since_1904 and serial < 60:  # noqa: PLR2004 - the 29th of February 1900 that never was
        serial += 1 if serial >= 1 else 0
    days = int(serial)
    seconds = int(((serial - days) * 86_400).to_integral_value(ROUND_HALF_UP))
    try:
        at = epoch + timedelta(days=days, seconds=seconds)
    except OverflowError:
        return None
    if days == 0:
        return at.time()
    return at if seconds else at.date()


def plain(number: Decimal) -> str:
    """Return a number as a person writes it: no exponent, no zeros behind."""
    if not number.is_finite() or abs(number.adjusted()) > _MOST_PLACES:
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(number: Decimal, number_format: str) -> str:
    """Return a number as the workbook shows it under a format, as far as this module knows it."""
    if number_format in ("", GENERAL, "@"):
        return plain(number)
    return _shown(number, number_format)


@lru_cache(maxsize=4096)
def _shown(number: Decimal, number_format: str) -> str:
    sections = _sections(number_format)
    section = sections[0]
    magnitude = number
    if number < 0 and len(sections) > 1:
        section, magnitude = sections[1], -number
    elif number == 0 and len(sections) > 2 and _NUMERIC.search(sections[2]):  # noqa: PLR2004 - positive, negative, zero
        section = sections[2]
    literal, pattern, tail = _parts(section)
    if not pattern or "/" in pattern or "E" in section or "%" in tail or not number.is_finite():
        return plain(number) if "%" not in tail else f"{plain(number * 100)}%"
    sign = "-" if magnitude < 0 else ""
    return f"{sign}{literal}{_digits(abs(magnitude), pattern)}{tail}".strip()


def _sections(number_format: str) -> list[str]:
    """Return the parts between semicolons that stand outside of quotes."""
    found, part = [], ""
    for piece in re.split(r'("[^"]*"|\\.|;)', number_format):
        if piece == ";":
            found.append(part)
            part = ""
        else:
            part += piece
    return [*found, part]


def _parts(section: str) -> tuple[str, str, str]:
    """Return what stands before the digits, the pattern of digits, and what stands after."""
    bare = _DROPPED.sub("", section)
    masked = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), bare)
    match = _NUMERIC.search(masked)
    if match is None:
        return bare, "", ""
    pattern = bare[match.start() : match.end()].rstrip()
    return _literal(bare[: match.start()]), pattern, _literal(bare[match.start() + len(pattern) :])


def _literal(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda quoted: quoted[1] if quoted[1] is not None else quoted[2], text)


def _digits(number: Decimal, pattern: str) -> str:
    """Return the digits of a number that is not negative, laid into a pattern such as `000-000` or `#,##0.00`."""
    whole_pattern, _, places = pattern.partition(".")
    least = places.count("0")
    most = sum(places.count(one) for one in "0#?")
    rounded = round(number, most) if most else number.to_integral_value(ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    laid = f"{int(whole):,}" if "," in whole_pattern else _laid(whole, whole_pattern)
    return f"{laid}.{fraction}" if fraction else laid


def _laid(whole: str, pattern: str) -> str:
    """Return digits filled into a pattern from the right, its other characters between them as far as digits reach."""
    left = list(whole if whole != "0" else "")
    found: list[str] = []
    for at in range(len(pattern) - 1, -1, -1):
        one = pattern[at]
        if one in "0#?":
            if left:
                found.append(left.pop())
            elif one == "0":
                found.append("0")
        elif left or "0" in pattern[:at]:
            found.append(one)
    return "".join([*left, *reversed(found)])
