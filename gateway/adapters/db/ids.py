"""UUIDv7 texts: made by us, ordered by time, unique without asking anybody."""

import os
from collections.abc import Callable
from threading import Lock
from time import time_ns

COUNTER_BITS = 12
CHANCE, AT_ONCE = 8, 64
VERSION = 0x7
VARIANT = 0b10


class Uuid7:
    """Implements the port Ids; texts made by one process ascend."""

    def __init__(self, now_ns: Callable[[], int] = time_ns) -> None:
        self._now_ns = now_ns
        self._lock = Lock()
        self._last = 0
        self._drawn = b""
        self._drawn_in = 0

    def new(self) -> str:
        """Return a UUIDv7 text nobody has used."""
        moment, chance = self._next()
        tail = int.from_bytes(chance) >> 2
        high = (moment >> COUNTER_BITS) << 16 | VERSION << 12 | moment & 0xFFF
        text = f"{high << 64 | VARIANT << 62 | tail:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _next(self) -> tuple[int, bytes]:
        """Return a moment after the last and what chance adds to it, of which much is drawn at once: to ask for it takes longer."""
        fraction = self._now_ns() * (1 << COUNTER_BITS) // 1_000_000
        process = os.getpid()
        with self._lock:
            self._last = max(self._last + 1, fraction)
            if not self._drawn or self._drawn_in != process:  # a copy of the process draws its own
                self._drawn, self._drawn_in = os.urandom(CHANCE * AT_ONCE), process
            chance, self._drawn = self._drawn[:CHANCE], self._drawn[CHANCE:]
            return self._last, chance
