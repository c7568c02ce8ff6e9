"""What is looked at in a document of ours: elements, the answer to each line, the total, the map, or every byte."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from gateway.application.validating import validate
from gateway.domain.findings import Severity
from gateway.errors import NotFound
from gateway.mapping.library import Library
from gateway.x12.envelopes import open_interchanges
from gateway.x12.interchanges import TransactionSet
from gateway.x12.segments import split

LINE, STATUS = "PO1", "ACK"
"""Where an 855 says how a line stands: ACK01 below the PO1 whose first element is the line's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A document of ours as it leaves."""

    id: str
    set_id: str
    name: str
    map_name: str
    delivery: str
    reason: str
    canonical: str
    content: bytes


def checked(
    answer: Answer, wanted: Mapping[str, Any], files: Mapping[str, bytes], library: Library
) -> Iterator[str]:
    """Yield what is not as it was wanted."""
    if answer.delivery == "held":
        yield f"{answer.name} was held: {answer.reason}"
    for check, value in wanted.items():
        match check:
            case "count" | "within":
                continue
            case "lines":
                yield from _lines(answer, value)
            case "total":
                yield from _total(answer, value)
            case "matches_map":
                yield from _map(answer, str(value), library)
            case "equals":
                yield from _equal(answer, files[str(value)])
            case _:
                yield from _element(answer, check, value)


def _sets(answer: Answer) -> list[TransactionSet]:
    interchanges = open_interchanges(answer.content).interchanges
    return [
        one
        for inter in interchanges
        for group in inter.groups
        for one in group.sets
        if one.id == answer.set_id
    ]


def _values(answer: Answer, place: str) -> list[str]:
    head, at = (place[:-2], int(place[-2:])) if place[-2:].isdigit() and len(place) > 3 else (place, 1)  # noqa: PLR2004 - the two digits of an element
    return [said[at] if at < len(said) else "" for said in _segments(answer) if said[0] == head]


def _segments(answer: Answer) -> Iterator[list[str]]:
    for one in _sets(answer):
        for raw in one.segments:
            yield split(raw, one.delimiters)


def _element(answer: Answer, place: str, value: object) -> Iterator[str]:
    found = _values(answer, place)
    if isinstance(value, list):
        if found != value:
            yield f"{place} is {', '.join(found) or 'not there'}, not {', '.join(map(str, value))}"
    elif value not in found:
        yield f"{place} is {', '.join(found) or 'not there'}, not {value}"


def _lines(answer: Answer, wanted: Mapping[str, object]) -> Iterator[str]:
    found = dict(_statuses(answer))
    for number, value in wanted.items():
        expected = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        got = found.get(number.lstrip("0") or number, [])
        if got != expected:
            yield f"line {number} is {', '.join(got) or 'not there'}, not {', '.join(expected)}"


def _statuses(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    status: list[str] = []
    for said in _segments(answer):
        if said[0] == LINE:
            status = []
            yield said[1].lstrip("0") or said[1], status
        elif said[0] == STATUS:
            status.append(said[1])


def _total(answer: Answer, wanted: object) -> Iterator[str]:
    said = json.loads(answer.canonical or "{}").get("total")
    try:
        if said is None or Decimal(str(said)) != Decimal(str(wanted)):
            yield f"the total is {said or 'not told'}, not {wanted}"
    except InvalidOperation:
        yield f"{wanted} is no amount"


def _map(answer: Answer, name: str, library: Library) -> Iterator[str]:
    if answer.map_name != name:
        yield f"{answer.name} was written by {answer.map_name}, not {name}"
    try:
        library.plan(name)
    except NotFound:
        yield f"there is no map {name}"
        return
    for interchange in validate(answer.content, library, map_name=name).interchanges:
        for group in interchange.groups:
            for judged in group.judged:
                for one in judged.findings:
                    if one.severity is not Severity.INFO:
                        yield f"read by {name}: {one.element or one.segment} {one.message}"


def _equal(answer: Answer, wanted: bytes) -> Iterator[str]:
    ours, theirs = (content.replace(b"\r", b"").replace(b"\n", b"") for content in (answer.content, wanted))
    if ours == theirs:
        return
    first = next(
        (at for at, (one, two) in enumerate(zip(ours, theirs, strict=False)) if one != two),
        min(len(ours), len(theirs)),
    )
    here, there = (one[max(0, first - 20) : first + 20].decode("latin-1") for one in (ours, theirs))
    yield f"differs from byte {first + 1}: …{here}… instead of …{there}…"
