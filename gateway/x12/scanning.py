"""Scanning: bytes in pieces to interchanges, groups and sets, one set in memory at a time.

A set whose trailer agrees with it is cut out whole; anything else is read segment by segment, so that
what is wrong spoils as little as possible. What is found depends on the bytes only, never on the pieces
they come in.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from gateway.domain.findings import find
from gateway.x12.cutting import BLANKS
from gateway.x12.decoding import decoded
from gateway.x12.events import Event
from gateway.x12.headers import SIGHT, begins, lone, read_header
from gateway.x12.interchange_reader import InterchangeReader
from gateway.x12.window import BLOCK, Window

BYTE_ORDER_MARK: Final = "\xef\xbb\xbf"


def scan(chunks: Iterable[bytes], *, block: int = BLOCK) -> Iterator[Event]:
    """Yield what stands in the bytes as it is read; never raises, whatever the bytes."""
    window = Window(chunks, block=block)
    seen: set[tuple[str, ...]] = set()
    anything = False
    while window.sight(1):
        sight = window.sight(SIGHT)
        blank = len(sight) - len(sight.lstrip(BLANKS))
        if blank:
            window.at += blank
        elif sight.startswith(BYTE_ORDER_MARK):
            yield find("x12.byte-order-mark", offset=window.offset)
            window.at += len(BYTE_ORDER_MARK)
        else:
            yield from _next(window, sight, seen, first=not anything)
            anything = True
    if not anything:
        yield find("x12.empty", offset=window.offset)


def _next(window: Window, sight: str, seen: set[tuple[str, ...]], *, first: bool) -> Iterator[Event]:
    header = read_header(sight, window.offset) if begins(sight) else lone(sight, window.offset)
    if header is not None:
        yield from InterchangeReader(window, header, seen).events()
        return
    offset, code = window.offset, "x12.garbage"
    if not _seek_header(window) and first:
        code = "x12.not-x12"
    yield find(code, value_seen=decoded(sight), offset=offset)


def _seek_header(window: Window) -> bool:
    """Go past what is no interchange, to the next ISA or the end; return whether there is one."""
    window.at += 1
    while window.sight(len("ISA")):
        found = window.find("ISA", 0, BLOCK)
        window.at += found if found >= 0 else max(1, window.reach(BLOCK) - 2)
        if found >= 0:
            sight = window.sight(SIGHT)
            if begins(sight) and read_header(sight, window.offset).complete:
                return True
            window.at += 1
    return False
