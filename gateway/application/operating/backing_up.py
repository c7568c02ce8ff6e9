"""Backups: a folder with a copy of the database and of the files beside it, and a manifest that vouches for each."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from gateway.errors import ConfigurationFault, Conflict

MANIFEST = "manifest.json"
FILES = "files"
FORMAT = 1
PIECE = 1 << 20
DATABASE = "gateway.sqlite3"
NOT_COPIED = (
    DATABASE,
    *(f"{DATABASE}-{end}" for end in ("wal", "shm", "next", "turn")),
    "backups",
    "archive",
)


class Database(Protocol):
    """A database that can be copied while everybody works."""

    def copy_out(self, folder: Path) -> Mapping[str, int]:
        """Copy everything into a folder as it stands at one instant; return how many rows each table has."""
        ...

    def copy_in(self, folder: Path, *, revision: str) -> None:
        """Put a copy into a database that holds nothing; raises Conflict where it holds something."""
        ...

    def sound(self, folder: Path) -> Sequence[str]:
        """Return what the database itself finds wrong with a copy."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a backup is of: written into its manifest."""

    version: str
    revision: str
    kind: str
    audit_head: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup as its manifest describes it; `files` are digests by path within the folder."""

    folder: Path
    about: Mapping[str, str]
    rows: Mapping[str, int]
    files: Mapping[str, str]


def create(database: Database, place: Path, data_dir: Path, about: About) -> Backup:
    """Make a backup in a new folder of a place; a folder without a manifest is one that was not finished."""
    folder = place / f"backup-{about.at:%Y%m%dT%H%M%SZ}"
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise Conflict(f"{folder} is there already") from None
    rows = database.copy_out(folder)
    _copy_files(data_dir, folder / FILES, leaving=place)
    files = {name: _digest(folder / name) for name in _names(folder)}
    described = {
        "format": FORMAT,
        "version": about.version,
        "revision": about.revision,
        "kind": about.kind,
        "audit_head": about.audit_head,
        "at": about.at.isoformat(),
        "rows": dict(rows),
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(described, indent=2, sort_keys=True), encoding="utf-8")
    return opened(folder)


def opened(folder: Path) -> Backup:
    """Return a backup by its folder; raises ConfigurationFault where it is none or was not finished."""
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        about = {name: str(said[name]) for name in ("version", "revision", "kind", "audit_head", "at")}
        return Backup(folder=folder, about=about, rows=said["rows"], files=said["files"])
    except (OSError, ValueError, KeyError) as fault:
        raise ConfigurationFault(
            f"{folder} holds no finished backup: {MANIFEST} is missing or broken"
        ) from fault


def verify(database: Database, folder: Path) -> tuple[str, ...]:
    """Return what is wrong with a backup: files that are missing, changed or too many, or a database that is broken."""
    backup = opened(folder)
    there = set(_names(folder))
    wrong = [f"{name} is missing" for name in sorted(backup.files.keys() - there)]
    wrong += [f"{name} is not in the manifest" for name in sorted(there - backup.files.keys())]
    wrong += [
        f"{name} was changed"
        for name, digest in sorted(backup.files.items())
        if name in there and _digest(folder / name) != digest
    ]
    return (*wrong, *database.sound(folder))


def restore(database: Database, folder: Path, data_dir: Path, *, kind: str) -> Backup:
    """Put a backup back into an empty database and an empty data folder; raises Conflict for anything else."""
    backup = opened(folder)
    if wrong := verify(database, folder):
        raise Conflict(f"the backup is not what it was: {wrong[0]}")
    if backup.about["kind"] != kind:
        raise Conflict(f"this is a backup of {backup.about['kind']}: restore it into one, not into {kind}")
    taken = [name for name in _names(folder / FILES) if (data_dir / name).exists()]
    if taken:
        raise Conflict(f"{data_dir / taken[0]} is there already: restore into an empty data folder")
    database.copy_in(folder, revision=backup.about["revision"])
    for name in _names(folder / FILES):
        (data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / FILES / name, data_dir / name)
    return backup


def _copy_files(source: Path, target: Path, *, leaving: Path) -> None:
    for name in _names(source):
        if PurePosixPath(name).parts[0] in NOT_COPIED or (source / name).resolve().is_relative_to(
            leaving.resolve()
        ):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source / name, target / name)
        except FileNotFoundError:
            continue  # taken in by a worker meanwhile: what was in it is in the database


def _names(folder: Path) -> Iterator[str]:
    """Yield the files of a folder, as paths within it, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            yield path.relative_to(folder).as_posix()


def _digest(file: Path) -> str:
    counted = sha256()
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            counted.update(piece)
    return counted.hexdigest()
