"""The types of data elements: which texts they allow, as a pattern for speed and as reasons for a person."""

import re
from collections.abc import Iterator

from gateway.x12.definitions import ElementDef

_DAYS_31 = "(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
_DAYS_30 = "(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
_FEBRUARY = "02(?:0[1-9]|1[0-9]|2[0-8])"
_BY_FOUR = "(?:0[48]|[2468][048]|[13579][26])"
_DAY = f"(?:{_DAYS_31}|{_DAYS_30}|{_FEBRUARY})"
_SHORT_DATE = f"(?:[0-9]{{2}}{_DAY}|(?:00|{_BY_FOUR})0229)"
_LONG_DATE = f"(?:(?!0000)(?:[0-9]{{4}}{_DAY}|(?:[0-9]{{2}}{_BY_FOUR}|(?:00|{_BY_FOUR})00)0229))"
_HOUR_AND_MINUTE = "(?:[01][0-9]|2[0-3])[0-5][0-9]"
_TIMES = {
    4: _HOUR_AND_MINUTE,
    6: f"{_HOUR_AND_MINUTE}[0-5][0-9]",
    7: f"{_HOUR_AND_MINUTE}[0-5][0-9][0-9]",
    8: f"{_HOUR_AND_MINUTE}[0-5][0-9][0-9][0-9]",
}
_DATES = {6: _SHORT_DATE, 8: _LONG_DATE}

DATE_FORM = f"(?:{_SHORT_DATE}|{_LONG_DATE})"
TIME_FORM = f"(?:{'|'.join(_TIMES.values())})"
DECIMAL_FORM = r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
WHOLE_FORM = "-?[0-9]+"

_ANY_DATE, _ANY_TIME = re.compile(DATE_FORM), re.compile(TIME_FORM)
_DECIMAL, _WHOLE = re.compile(DECIMAL_FORM), re.compile(WHOLE_FORM)
_CONTROL = r"\x00-\x1f\x7f"
_CONTROLS = re.compile(f"[{_CONTROL}]")


def pattern(element: ElementDef, *, forbidden: str, maximum: int = 0) -> str:
    """Return the pattern of all texts without a fault; `forbidden` are the delimiters, `maximum` an agreed length, 0: none."""
    least, most = element.minimum, element.maximum
    if maximum:
        most = min(most, maximum)
    if element.type == "R":
        length = f"(?=[0-9.]{{{least + 1},{most + 1}}}(?![0-9.]))"
        return rf"-?(?:[0-9]{{{least},{most}}}(?![0-9.])|{length}[0-9]*\.[0-9]*)"
    if element.type.startswith("N"):
        return f"-?[0-9]{{{least},{most}}}"
    if element.type in ("DT", "TM"):
        forms = _DATES if element.type == "DT" else _TIMES
        fitting = [form for length, form in forms.items() if least <= length <= most]
        return f"(?:{'|'.join(fitting)})" if fitting else "(?!)"
    if element.type == "B":
        return f"[^{re.escape(forbidden)}]{{{least},{most}}}"
    return f"[^{re.escape(forbidden)}{_CONTROL}]{{{least},{most}}}(?<! )"


def length(element: ElementDef, value: str) -> int:
    """Return how long a text is as the standard counts: a number without its sign and point."""
    signs = value.count("-") + value.count(".") if element.type[0] in "RN" else 0
    return len(value) - signs


def _text_faults(element: ElementDef, value: str) -> Iterator[str]:
    bare = value.rstrip(" ")
    if _CONTROLS.search(value):
        yield "x12.element-characters"
    if not bare:
        yield "x12.element-blank"
    elif len(value) > max(len(bare), element.minimum):
        yield "x12.element-padded"


def faults(element: ElementDef, value: str) -> Iterator[str]:
    """Yield the codes of what is wrong with a text that is not empty."""
    if element.type[0] in "RN":
        form = _DECIMAL if element.type == "R" else _WHOLE
        if not form.fullmatch(value):
            yield "x12.element-characters"
            return
    elif element.type == "DT" and not _ANY_DATE.fullmatch(value):
        yield "x12.element-date"
        return
    elif element.type == "TM" and not _ANY_TIME.fullmatch(value):
        yield "x12.element-time"
        return
    elif element.type in ("AN", "ID"):
        yield from _text_faults(element, value)
    if length(element, value) < element.minimum:
        yield "x12.element-too-short"
    elif length(element, value) > element.maximum:
        yield "x12.element-too-long"
    if element.codes and value not in element.codes:
        yield "x12.code-unlisted"
