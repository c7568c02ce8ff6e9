"""How an interchange begins: the ISA segment and the delimiters it declares, or a set that came without one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from gateway.domain.findings import Finding, find
from gateway.x12.decoding import decoded, first_character
from gateway.x12.delimiters import Delimiters

SIGHT: Final = 1024
LENGTHS: Final = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
PADDING: Final = " \xa0"
WHOLE: Final = 106
"""The bytes of an ISA as it should be."""
REPETITION_SINCE: Final = "00402"

_ELEMENTS: Final = len(LENGTHS)
_BEGINS = re.compile(r"ISA(?:[^A-Za-z0-9 \r\n]|\Z)")
_STUBS = re.compile(
    r"(?:ISA(?P<e>[^A-Za-z0-9 \r\n])(?:(?!ISA|GS|ST|TA1|IEA).){0,99}(?=ISA(?P=e)))+", re.DOTALL
)
_EMBEDDED = re.compile(
    r"[\r\n]ISA(?P<e>[^A-Za-z0-9 \r\n])\d\d(?P=e)"
    r"|ISA(?P<f>[^A-Za-z0-9 \r\n]).{2}(?P=f).{10}(?P=f).{2}(?P=f).{10}(?P=f).{2}(?P=f).{15}(?P=f).{2}(?P=f)"
    r".{15}(?P=f)\d{6}(?P=f)\d{4}(?P=f).(?P=f).{5}(?P=f).{9}(?P=f)",
    re.DOTALL | re.ASCII,
)
_LONE = re.compile(
    r"(?:ST(?P<e>[^A-Za-z0-9 \r\n])\d{3}(?P=e)[A-Za-z0-9]+(?:(?P=e)[A-Za-z0-9]+)?"
    r"|GS(?P<g>[^A-Za-z0-9 \r\n])[A-Z]{2}(?P=g)(?:(?:(?!(?P=g)).){0,20}(?P=g)){6}[A-Za-z0-9]+)"
    r"\r?(?P<t>[^A-Za-z0-9 ])",
    re.ASCII,
)
_RULES: Final = {
    5: r"[A-Z0-9]{2}",
    6: r".+",
    7: r"[A-Z0-9]{2}",
    8: r".+",
    9: r"\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])",
    10: r"([01]\d|2[0-3])[0-5]\d",
    12: r"\d{5}",
    13: r"\d{1,9}",
    14: r"[01]",
    15: r"[PTI]",
    16: r"[^A-Za-z0-9 \r\n]",
}
_CHECKS: Final = {position: re.compile(rule, re.ASCII) for position, rule in _RULES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """An ISA as read, or what stands for it before a lone set; `length` bytes belong to it.

    `delimiters` are characters; `element` and `segment` the same as they arrive, one character a byte.
    What is not `complete` lacks elements; what is not `readable` ends here: nobody can tell where segments end.
    """

    values: tuple[str, ...] = ("",) * _ELEMENTS
    delimiters: Delimiters
    element: str
    segment: str
    length: int
    implied: bool = False
    complete: bool = True
    readable: bool = True
    findings: tuple[Finding, ...] = ()


def begins(text: str) -> bool:
    """Return whether an ISA segment begins here."""
    return _BEGINS.match(text) is not None


def stubs(text: str) -> int:
    """Return how much of a text is one ISA after the other, none of them whole or with anything after it."""
    run = _STUBS.match(text)
    return run.end() if run else 0


def embedded(text: str, start: int, stop: int) -> int:
    """Return where, past its first character, an ISA begins in a segment that was never ended; -1 where none does."""
    if text.find("ISA", start + 1, stop) < 0:
        return -1
    found = _EMBEDDED.search(text, start + 1, stop)
    return text.index("ISA", found.start()) if found else -1


def lone(text: str, offset: int) -> Header | None:
    """Return what stands for the ISA of a group or set that begins here without one, None where none does."""
    found = _LONE.match(text)
    if found is None:
        return None
    element = found["e"] or found["g"]
    component = next(one for one in ">:^" if one not in element + found["t"])
    return Header(
        delimiters=Delimiters(element=element, component=component, segment=found["t"]),
        element=element,
        segment=found["t"],
        length=0,
        implied=True,
        findings=(find("x12.interchange-missing", segment=text[:2], offset=offset),),
    )


def read_header(text: str, offset: int) -> Header:
    """Return the ISA that begins a text, with whatever is wrong with it; never raises."""
    element = first_character(text, 3)
    if not element:
        return _unreadable("x12.isa-truncated", offset, len(text))
    body = 3 + len(element)
    parts = text[body:].split(element, _ELEMENTS - 1)
    tail = len(text) - len(parts[-1])
    inner = embedded(text, 0, min(len(text), tail + WHOLE))
    if 0 <= inner < tail:
        return _unreadable("x12.isa-truncated", offset, inner)
    within = tail + WHOLE if len(parts) == _ELEMENTS and parts[-1] else len(text)
    cut = _next_segment(element).search(text, body, within)
    if len(parts) < _ELEMENTS or not parts[-1] or (cut and cut.start() < tail):
        return _truncated(text, offset, element=element, cut=cut)
    component, segment, length = _ending(text, tail, element)
    if not segment:
        return _unreadable("x12.delimiters-unclear", offset, length)
    return _header([*parts[:-1], component], offset, element=element, segment=segment, length=length)


def repetition(values: tuple[str, ...], version: str, used: str) -> str:
    """Return ISA11 where the version lets it separate repetitions and it can, else nothing."""
    usable = len(values[10]) == 1 and not values[10].isalnum() and values[10] not in f"{used} \r\n"
    return values[10] if usable and version >= REPETITION_SINCE else ""


def _truncated(text: str, offset: int, *, element: str, cut: re.Match[str] | None) -> Header:
    if cut is None:
        return _unreadable("x12.isa-truncated", offset, len(text.splitlines()[0]))
    values = text[3 + len(element) : cut.start()].split(element)[: _ELEMENTS - 1]
    header = _header(values, offset, element=element, segment=_newline(cut), length=cut.end("t"))
    short = find("x12.isa-truncated", segment="ISA", offset=offset + cut.start())
    return replace(header, complete=False, findings=(short, *header.findings))


def _unreadable(code: str, offset: int, length: int) -> Header:
    return Header(
        delimiters=Delimiters(),
        element="*",
        segment="~",
        length=length,
        complete=False,
        readable=False,
        findings=(find(code, segment="ISA", offset=offset + length),),
    )


def _header(raw: list[str], offset: int, *, element: str, segment: str, length: int) -> Header:
    """Return what elements of an ISA make; those it lacks are empty and not found fault with."""
    values = (*(decoded(_unwrapped(one)) for one in raw), *[""] * (_ELEMENTS - len(raw)))
    characters = (decoded(element), decoded(segment))
    component = values[15] if _CHECKS[16].fullmatch(values[15]) and values[15] not in characters else ""
    used = component + "".join(characters)
    delimiters = Delimiters(
        element=characters[0],
        component=component,
        repetition=repetition(values, values[11], used),
        segment=characters[1],
    )
    present = (*values[:15], component)[: len(raw)]
    findings = _findings(present, raw, offset + 3 + len(element), gap=len(element))
    return Header(
        values=tuple(one.strip(PADDING) for one in values),
        delimiters=delimiters,
        element=element,
        segment=segment,
        length=length,
        findings=findings,
    )


def _findings(values: Sequence[str], raw: Sequence[str], offset: int, *, gap: int) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for position, (value, arrived) in enumerate(zip(values, raw, strict=True), 1):
        element = f"ISA{position:02}"
        found.extend(
            find(code, segment="ISA", element=element, value_seen=value, offset=offset)
            for code in _wrong_with(position, value)
        )
        offset += len(arrived) + gap
    return tuple(found)


def _wrong_with(position: int, value: str) -> Iterator[str]:
    if len(value) != LENGTHS[position - 1] and position < _ELEMENTS:
        yield "x12.isa-not-padded"
    if position in _CHECKS and not _CHECKS[position].fullmatch(value.strip(PADDING)):
        yield "x12.isa-invalid"
    if not value.isascii():
        yield "x12.not-ascii"


def _ending(text: str, tail: int, element: str) -> tuple[str, str, int]:
    """Return the component separator (empty: none), the terminator (empty: unclear) and where the ISA ends."""
    wrapped = any(one in text[:tail] for one in "\r\n")
    at = _past_wrap(text, tail, wrapped=wrapped)
    component = first_character(text, at)
    if _ends_segments(text, at + len(component), element, component):
        return "", component, at + len(component)
    at = _past_wrap(text, at + len(component), wrapped=wrapped)
    segment = first_character(text, at)
    if segment == " " and (line_end := re.match(r" +\r?\n", text[at:])):
        return component, "\n", at + line_end.end()
    if segment == "\r" and text[at + 1 : at + 2] == "\n":
        return component, "\n", at + 2
    if segment.isalnum() or segment in (" ", element):
        cut = _next_segment(element).search(text, tail, tail + WHOLE)
        return ("", _newline(cut), cut.end("t")) if cut else ("", "", at)
    return component, segment, at + len(segment)


def _ends_segments(text: str, at: int, element: str, candidate: str) -> bool:
    """Return whether what stands in ISA16's place ends segments: another follows, and it ends with it too."""
    following = re.compile(rf"([\r\n]*)(?:GS|TA1|IEA|ST){re.escape(element)}[^\r\n]*").match(text, at)
    if following is None or candidate == element:
        return False
    return not following[1] or following[0].rstrip().endswith(candidate)


def _past_wrap(text: str, at: int, *, wrapped: bool) -> int:
    while wrapped and text[at : at + 1] in ("\r", "\n"):
        at += 1
    return at


def _unwrapped(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


def _newline(cut: re.Match[str]) -> str:
    return "\n" if cut["t"] == "\r" and cut.string[cut.end("t")] == "\n" else cut["t"]


@lru_cache(maxsize=64)
def _next_segment(element: str) -> re.Pattern[str]:
    """Return what finds a terminator by the envelope segment after it."""
    own = re.escape(element)
    return re.compile(rf"(?P<t>[^A-Za-z0-9 {own}])[\r\n]*(?:GS|TA1|IEA|ISA|ST){own}")
