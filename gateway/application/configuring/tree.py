"""The files of a configuration: read, told from one another, written whole or not at all."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Protocol

from gateway.errors import ConfigurationFault

PARTS = ("partners", "mappings", "tests/scenarios", "environments")
SINGLE = ("gateway.yaml",)
KEPT = frozenset({".yaml", ".yml", ".csv", ".edi", ".x12", ".xml", ".json", ".txt"})
LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Files by their path below the folder, with `/` between the steps."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digests(self) -> Mapping[str, str]:
        """Return the SHA-256 of each file."""
        return {path: sha256(content).hexdigest() for path, content in sorted(self.files.items())}

    @property
    def digest(self) -> str:
        """Return what tells these files from any others."""
        return sha256("\n".join(f"{sha} {path}" for path, sha in self.digests.items()).encode()).hexdigest()

    def below(self, *beginnings: str) -> "Tree":
        """Return the files whose path begins like one of these."""
        return Tree(
            files={path: content for path, content in self.files.items() if path.startswith(beginnings)}
        )


class Folder(Protocol):
    """Where files of a configuration lie, whether as one folder on a disk or within a package."""

    def joinpath(self, *steps: str) -> Traversable:
        """Return what lies below."""
        ...


def read(folder: Folder | None) -> Tree:
    """Return the files of a configuration's folder; of none there are none."""
    if folder is None:
        return Tree()
    found: dict[str, bytes] = {}
    for part in PARTS:
        _gather(folder.joinpath(*part.split("/")), part, found)
    for name in SINGLE:
        if (file := folder.joinpath(name)).is_file():
            found[name] = file.read_bytes()
    return Tree(files=dict(sorted(found.items())))


def _gather(folder: Traversable, path: str, found: dict[str, bytes]) -> None:
    if not folder.is_dir():
        return
    for one in folder.iterdir():
        here = f"{path}/{one.name}"
        if one.name.startswith("."):
            continue
        if one.is_dir():
            _gather(one, here, found)
        elif PurePosixPath(one.name).suffix in KEPT:
            content = one.read_bytes()
            if len(content) <= LARGEST:
                found[here] = content


def signature_of(folder: Path | None) -> str:
    """Return what tells whether files of a folder were touched: their names, sizes and times, without reading any."""
    if folder is None:
        return ""
    files = (file for part in PARTS for file in (folder / part).rglob("*"))
    single = (folder / name for name in SINGLE)
    told = []
    for file in (*files, *single):
        try:
            there = file.stat()
        except FileNotFoundError:
            continue
        told.append(f"{file} {there.st_size} {there.st_mtime_ns}")
    return sha256("\n".join(sorted(told)).encode()).hexdigest()


def safe(path: str) -> str:
    """Return a path that stays below its folder and belongs to a configuration; raises ConfigurationFault."""
    steps = PurePosixPath(path)
    ours = path in SINGLE or path.startswith(tuple(f"{part}/" for part in PARTS))
    if not ours or steps.is_absolute() or ".." in steps.parts or steps.suffix not in KEPT or "\\" in path:
        raise ConfigurationFault(f"{path} is no file of a configuration")
    return str(steps)


def writable(folder: Path | None) -> bool:
    """Return whether files can be written there."""
    return folder is not None and folder.is_dir() and os.access(folder, os.W_OK)


def write(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write files below a folder, each whole or not at all, and remove those that are None; raises OSError."""
    for path, content in files.items():
        target = folder / safe(path)
        if content is None:
            target.unlink(missing_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            beside.write_bytes(content)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
