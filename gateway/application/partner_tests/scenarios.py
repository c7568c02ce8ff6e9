"""Scenarios as files: read, checked whole, every fault with its file, line and remedy."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from gateway.application.configuring.tree import Tree
from gateway.errors import ConfigurationFault
from gateway.profiles.source import Path as YamlPath
from gateway.profiles.source import Source, Unreadable, read
from gateway.profiles.values import duration

FOLDER = "tests/scenarios"
STEPS: Mapping[str, type] = MappingProxyType(
    {"receive": str, "expect": dict, "ship": object, "receive_ack": dict, "wait": str}
)
HEAD = ("name", "about", "at", "steps")
CHECKS = ("lines", "total", "matches_map", "equals", "count", "within")
ABOUT_ORDER = ("order", "within")
ORDER_CHECKS = ("number", "state", "holds", "complete")
STARTS_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens or is looked at; `line` is where the file says so."""

    kind: str
    given: Any
    line: int
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story: its steps, when its clock begins, and the files of its folder."""

    partner: str
    id: str
    name: str
    about: str
    at: datetime
    path: str
    steps: tuple[Step, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)


def scenarios_of(tree: Tree, partner: str) -> tuple[Scenario, ...]:
    """Return the scenarios of a partner, by name of file; raises ConfigurationFault with all that is wrong."""
    folder = f"{FOLDER}/{partner}/"
    files = {path.removeprefix(folder): one for path, one in tree.below(folder).files.items()}
    found, faults = [], []
    for name, content in sorted(files.items()):
        if name.endswith(".yaml") and "/" not in name:
            try:
                found.append(_scenario(partner, f"{folder}{name}", content, files))
            except ConfigurationFault as wrong:
                faults.append(str(wrong))
    if faults:
        raise ConfigurationFault("\n".join(faults))
    return tuple(found)


def _scenario(partner: str, path: str, content: bytes, files: Mapping[str, bytes]) -> Scenario:
    try:
        source = read(content.decode("utf-8"))
    except UnicodeDecodeError as wrong:
        raise ConfigurationFault(f"{path}:1:1: is not UTF-8") from wrong
    except Unreadable as wrong:
        raise ConfigurationFault(f"{path}:{wrong.line}:{wrong.column}: {wrong}") from wrong
    faults = list(_faults(source, files))
    if faults:
        raise ConfigurationFault(
            "\n".join(f"{path}:{_where(source, place)}: {said}" for place, said in faults)
        )
    data: Mapping[str, Any] = source.data
    return Scenario(
        partner=partner,
        id=path.rpartition("/")[2].removesuffix(".yaml"),
        name=data.get("name", path.rpartition("/")[2]),
        about=data.get("about", ""),
        at=_instant(data["at"]) if "at" in data else STARTS_AT,
        path=path,
        steps=tuple(_steps(source)),
        files=files,
    )


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _steps(source: Source) -> Iterator[Step]:
    steps: Any = source.data["steps"]
    for at, one in enumerate(steps):
        kind = next(key for key in one if key in STEPS)
        yield Step(kind=kind, given=one[kind], line=source.lines["steps", at], word=str(one.get("word", "")))


def _faults(source: Source, files: Mapping[str, bytes]) -> Iterator[tuple[YamlPath, str]]:
    """Yield the place and words of everything that is wrong in a scenario."""
    for key in source.data:
        if key not in HEAD:
            yield (key,), f"{key}: is no key of a scenario{_near(key, HEAD)}"
    if "at" in source.data:
        try:
            _instant(str(source.data["at"]))
        except ValueError:
            yield ("at",), "at: should be an instant such as 2026-03-02T09:00"
    steps = source.data.get("steps")
    if not isinstance(steps, list) or not steps:
        yield ("steps",), "steps: is a list of what happens"
        return
    for at, step in enumerate(steps):
        for said in _step_faults(step, files):
            yield ("steps", at), said


def _where(source: Source, place: YamlPath) -> str:
    _, line, column = source.place(place)
    return f"{line}:{column}"


def _step_faults(step: object, files: Mapping[str, bytes]) -> Iterator[str]:
    kinds = [key for key in step if key in STEPS] if isinstance(step, dict) else []
    if not isinstance(step, dict) or len(kinds) != 1:
        other = str(next(iter(step), "")) if isinstance(step, dict) else ""
        yield f"a step is one of {', '.join(STEPS)}{_near(other, tuple(STEPS))}"
        return
    kind = str(kinds[0])
    given: Any = step[kind]
    fits = isinstance(given, STEPS[kind])
    if not fits:
        yield f"{kind}: is not written like this"
    elif kind == "receive" and given not in files:
        yield f"receive: there is no file {given} beside this scenario{_near(given, tuple(files))}"
    elif kind == "wait":
        try:
            duration(given)
        except ValueError as wrong:
            yield f"wait: {wrong}"
    elif kind == "receive_ack" and not given.get("for"):
        yield "receive_ack: says for which documents"
    elif kind == "expect":
        yield from _expect_faults(given, files)


def _expect_faults(given: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    for what, checks in given.items():
        if what == "within":
            continue
        known = ORDER_CHECKS if what == "order" else CHECKS
        if what != "order" and not (len(what) == 3 and what.isdigit()):  # noqa: PLR2004 - digits of a set's number
            yield f"expect: {what} is no set; say its three digits, or order"
        elif checks == "none":
            continue
        elif not isinstance(checks, dict):
            yield f"expect: {what}: is a mapping of checks, or none"
        else:
            for key, value in checks.items():
                if key not in known and (what == "order" or not _is_place(key)):
                    yield f"expect: {what}: {key} is no check{_near(key, known)}"
                elif key == "equals" and value not in files:
                    yield f"expect: {what}: there is no file {value}{_near(str(value), tuple(files))}"


PLACE = re.compile(r"[A-Z][A-Z0-9]{1,2}(\d\d)?")
"""A segment or an element: AK5, BAK02."""


def _is_place(text: str) -> bool:
    return PLACE.fullmatch(text) is not None


def _near(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
