"""What differs between two states of a configuration: file by file, line by line, and for profiles key by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Literal

from gateway.application.configuring.tree import Tree
from gateway.profiles.source import Unreadable
from gateway.profiles.source import read as read_yaml

Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """One key of a YAML file that says something else; empty is not there."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file that differs."""

    path: str
    kind: Kind
    before: bytes
    after: bytes

    @property
    def diff(self) -> tuple[str, ...]:
        """Return the difference as lines of a patch."""
        old, new = (one.decode("utf-8", "backslashreplace").splitlines() for one in (self.before, self.after))
        return tuple(
            unified_diff(
                old,
                new,
                "/dev/null" if self.kind == "added" else f"a/{self.path}",
                "/dev/null" if self.kind == "removed" else f"b/{self.path}",
                lineterm="",
            )
        )

    @property
    def keys(self) -> tuple[KeyChange, ...]:
        """Return the keys that say something else; nothing of what is no YAML."""
        old, new = _flat(self.before), _flat(self.after)
        return tuple(
            KeyChange(key=key, before=old.get(key, ""), after=new.get(key, ""))
            for key in dict.fromkeys((*old, *new))
            if old.get(key) != new.get(key)
        )


def plan(before: Tree, after: Tree) -> tuple[Change, ...]:
    """Return what has to change for one state to become the other, by path."""
    return tuple(_changes(before, after))


def patch(changes: tuple[Change, ...]) -> str:
    """Return changes as one patch, which `git apply` and `patch -p1` take."""
    return "".join(f"{line}\n" for one in changes for line in one.diff)


def _changes(before: Tree, after: Tree) -> Iterator[Change]:
    for path in sorted({*before.files, *after.files}):
        old, new = before.files.get(path), after.files.get(path)
        if old == new:
            continue
        kind: Kind = "added" if old is None else "removed" if new is None else "changed"
        yield Change(path=path, kind=kind, before=old or b"", after=new or b"")


def _flat(content: bytes) -> dict[str, str]:
    """Return the texts of a YAML file by their dotted key."""
    if not content.strip():
        return {}
    try:
        return dict(_texts(read_yaml(content.decode("utf-8")).data, ""))
    except (Unreadable, UnicodeDecodeError):
        return {}


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _texts(one, f"{key}[{at}]")
    else:
        yield key, str(value)
