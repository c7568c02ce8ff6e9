"""Files inside of e-mails and archives, by the names their tables bear."""

from collections.abc import Iterator

from gateway.sheets import kinds
from gateway.sheets.archives import Archive, Damaged, TooMuch
from gateway.sheets.limits import Limits
from gateway.sheets.mail import open_letter


def inside(content: bytes, limits: Limits, depth: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file inside of another, the inner ones after theirs; nothing where there is none."""
    if depth >= limits.max_depth:
        return
    for name, data in _directly(content, limits):
        yield name, data
        yield from inside(data, limits, depth + 1)


def attached(content: bytes, name: str, limits: Limits) -> bytes:
    """Return the bytes of a file inside of another, empty where it is not there."""
    return next((data for one, data in inside(content, limits) if one == name), b"")


def first_pdf(content: bytes, limits: Limits) -> bytes:
    """Return the first PDF inside of a file, the file itself where it is one."""
    if kinds.kind_of(content) == kinds.PDF:
        return content
    return next((data for _, data in inside(content, limits) if kinds.kind_of(data) == kinds.PDF), b"")


def _directly(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    if content.startswith(kinds.ZIP):
        try:
            archive = Archive(content, limits)
            if kinds.kind_of(content, archive.names) == kinds.ARCHIVE and not archive.doubts():
                for name in archive.names[: limits.max_attachments]:
                    yield name, archive.read(name)
        except (Damaged, TooMuch):
            return
    elif kinds.kind_of(content) == kinds.MAIL:
        yield from open_letter(content, limits.max_attachments).attached
