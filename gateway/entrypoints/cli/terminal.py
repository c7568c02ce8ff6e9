"""What every command shares: exit codes, reading a file or standard input, printing safely."""

import json
import os
import sys
from collections.abc import Iterator
from enum import IntEnum
from functools import partial
from pathlib import Path

import typer

from gateway.errors import ConfigurationFault

MOST_SHOWN = 240
"""Characters of a value a person at a terminal gets to see; `--json` has them all."""
PIECE = 1 << 20
"""Bytes of a file that are read at once."""


class Exit(IntEnum):
    """How a command ends."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    ENVIRONMENT = 3
    REMOTE = 4


def read_input(file: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`; a file that is not there is a usage error."""
    return b"".join(read_pieces(file))


def read_pieces(file: str) -> Iterator[bytes]:
    """Yield the same piece by piece."""
    if file == "-":
        yield from iter(partial(sys.stdin.buffer.read, PIECE), b"")
        return
    path = Path(file)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {shown(file)}", param_hint="FILE")
    try:
        with path.open("rb") as opened:
            yield from iter(partial(opened.read, PIECE), b"")
    except OSError as refused:
        raise ConfigurationFault(f"{shown(file)} cannot be read: {refused.strerror}") from refused


def write_out(file: Path, content: bytes) -> None:
    """Write a file that was asked for, with the folders it lies in, and print where it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    say(str(file))


def shown(text: str) -> str:
    """Return the text with everything a terminal might obey spelled out."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def brief(text: str) -> str:
    """Return the text as it may be shown, or its beginning and its length where it is long."""
    if len(text) <= MOST_SHOWN:
        return shown(text)
    return f"{shown(text[:MOST_SHOWN])}… ({len(text):,} characters)"


def say(text: str = "", *, err: bool = False) -> None:
    """Print a line."""
    print(text, file=sys.stderr if err else sys.stdout)


def say_json(value: object) -> None:
    """Print a value as JSON, two spaces a level."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def coloured() -> bool:
    """Return whether standard output is a terminal that nobody asked to keep plain."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(text: str, *, colour: str | None = None, bold: bool = False, dim: bool = False) -> str:
    """Return the text in colour where colour is wanted."""
    return typer.style(text, fg=colour, bold=bold or None, dim=dim or None) if coloured() else text
