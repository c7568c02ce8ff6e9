"""Reads one profile from its file and says all that is wrong with it: file, line, column, field and remedy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gateway.errors import ConfigurationFault
from gateway.profiles.alerting import HouseFile
from gateway.profiles.profile import Agreed, Channel, Profile, ProfileFile
from gateway.profiles.source import Path, Source, Unreadable, read

SUFFIX = ".yaml"

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a file."""

    file: str
    line: int
    field: str
    message: str
    column: int = 1

    def __str__(self) -> str:
        """Return `file:line:column: field: message`."""
        return f"{self.file}:{self.line}:{self.column}: {self.field}: {self.message}"


class ProfileFault(ConfigurationFault):
    """Profiles are wrong; `faults` lists everything that is."""

    code = "configuration.profile"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong:
    """A place, what is wrong there, and whether the place is one the file lacks."""

    path: Path
    message: str
    missing: bool = False


def load(file: Traversable, transport_kinds: Mapping[str, type[BaseModel]]) -> Profile:
    """Return the profile a file holds; the file's name is the partner's code. Raises ProfileFault."""
    content = file.read_bytes()
    source = _source(file, content)
    wrongs: list[_Wrong] = []
    agreed = _check(ProfileFile, source.data, (), wrongs)
    channel = _channel(source.data.get("transport"), transport_kinds, wrongs)
    profile = None
    if agreed and channel:
        rest = {one.alias or name: getattr(agreed, name) for name, one in Agreed.model_fields.items()}
        rest |= {"transport": channel, "digest": sha256(content).hexdigest()}
        profile = _check(Profile, {"code": file.name.removesuffix(SUFFIX), **rest}, (), wrongs)
    if profile is None:
        raise ProfileFault([_fault(file, source, wrong) for wrong in wrongs])
    return profile


def load_house(file: Traversable) -> HouseFile:
    """Return what the house says of itself; what it does not say is as we have it. Raises ProfileFault."""
    source = _source(file, file.read_bytes())
    wrongs: list[_Wrong] = []
    house = _check(HouseFile, source.data, (), wrongs)
    if house is None:
        raise ProfileFault([_fault(file, source, wrong) for wrong in wrongs])
    return house


def fault_at(file: Traversable, path: Path, message: str) -> Fault:
    """Return what is wrong at a place of a profile that was read, for those who know more than a profile can."""
    return _fault(file, _source(file, file.read_bytes()), _Wrong(path=path, message=message))


def _source(file: Traversable, content: bytes) -> Source:
    try:
        return read(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProfileFault([_unreadable(file, line, "is not UTF-8")]) from error
    except Unreadable as error:
        raise ProfileFault([_unreadable(file, error.line, str(error), error.column)]) from error


def _unreadable(file: Traversable, line: int, message: str, column: int = 1) -> Fault:
    return Fault(file=str(file), line=line, column=column, field="file", message=message)


def _channel(
    given: object, transport_kinds: Mapping[str, type[BaseModel]], wrongs: list[_Wrong]
) -> Channel | None:
    if not isinstance(given, dict):
        return None  # said already: a profile requires a transport
    kind = str(given.get("kind", ""))
    if kind not in transport_kinds:
        message = f"should be one of: {', '.join(sorted(transport_kinds))}"
        wrongs.append(_Wrong(path=("transport", "kind"), message=message, missing="kind" not in given))
        return None
    rest = {key: value for key, value in given.items() if key != "kind"}
    settings = _check(transport_kinds[kind], rest, ("transport",), wrongs)
    return Channel(kind=kind, settings=settings) if settings else None


def _check(kind: type[M], data: Mapping[str, Any], at: Path, wrongs: list[_Wrong]) -> M | None:
    try:
        return kind.model_validate(data)
    except ValidationError as invalid:
        # The value stays out of what is said: somebody may have typed a secret here.
        errors = invalid.errors(include_url=False, include_context=False, include_input=False)
        wrongs.extend(_wrong(error, at, kind) for error in errors)
        return None


def _wrong(error: ErrorDetails, at: Path, kind: type[BaseModel]) -> _Wrong:
    path: Path = (*at, *error["loc"])
    if error["type"] == "missing":
        return _Wrong(path=path, message="is required", missing=True)
    if error["type"] == "extra_forbidden":
        return _Wrong(path=path, message=f"is no key of this place{_hint(str(path[-1]), _keys(kind))}")
    return _Wrong(path=path, message=error["msg"].removeprefix("Value error, "))


def _hint(name: str, keys: Sequence[str]) -> str:
    near = () if name in keys else get_close_matches(name, keys, n=1)
    return f"; did you mean {near[0]}?" if near else ""


@cache
def _keys(kind: type[BaseModel]) -> tuple[str, ...]:
    schema = kind.model_json_schema()
    parts = (schema, *schema.get("$defs", {}).values())
    return tuple(sorted({key for part in parts for key in part.get("properties", {})}))


def _fault(file: Traversable, source: Source, wrong: _Wrong) -> Fault:
    known, line, column = source.place(wrong.path)
    named = (*known, wrong.path[-1]) if wrong.missing else known
    field = ".".join(str(step) for step in named)
    return Fault(
        file=str(file), line=line, column=column, field=field or "name of the file", message=wrong.message
    )
