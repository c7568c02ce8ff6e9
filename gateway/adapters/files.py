"""Files written whole or not at all, so that a power cut undoes nothing that was said to be done."""

import os
from hashlib import sha256
from pathlib import Path
from threading import get_ident


def write(file: Path, content: bytes) -> None:
    """Write beside the file, under a hidden name no other writer has, then rename; raises OSError."""
    mark = sha256(file.name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    draft = file.with_name(f".{mark}-{os.getpid()}-{get_ident()}.tmp")
    try:
        with open(draft, "wb", opener=not_through_links) as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    settle(file.parent)


def settle(folder: Path) -> None:
    """Make the renames in a folder last."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def not_through_links(path: str, flags: int) -> int:
    """Open a path unless it is a symbolic link; an `opener` for `open`."""
    return os.open(path, flags | os.O_NOFOLLOW)
