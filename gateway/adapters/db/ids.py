"""UUIDv7 texts: made by us, ordered by time, unique without asking anybody."""

import os
from collections.abc import Callable
from threading import Lock
from time import time_ns

COUNTER_BITS = 12
VERSION = 0x7
VARIANT = 0b10


class Uuid7:
    """Implements the port Ids; texts made by one process ascend."""

    def __init__(self, now_ns: Callable[[], int] = time_ns) -> None:
        self._now_ns = now_ns
        self._lock = Lock()
        self._last = 0

    def new(self) -> str:
        """Return a UUIDv7 text nobody has used."""
        moment = self._next()
        tail = int.from_bytes(os.urandom(8)) >> 2
        high = (moment >> COUNTER_BITS) << 16 | VERSION << 12 | moment & 0xFFF
        text = f"{high << 64 | VARIANT << 62 | tail:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _next(self) -> int:
        fraction = self._now_ns() * (1 << COUNTER_BITS) // 1_000_000
        with self._lock:
            self._last = max(self._last + 1, fraction)
            return self._last
