"""Cutting: the segments of one interchange out of the bytes, one by one or a whole set at once."""

import re
from typing import Final

from gateway.x12.decoding import charset_of, decoded
from gateway.x12.headers import Header, embedded
from gateway.x12.window import Window

LONGEST_SEGMENT: Final = 1 << 20
TRAILER_SOUGHT: Final = 1 << 18
AT_HAND: Final = 4
"""So many times as far a trailer is sought in what was read already, where looking takes no memory; never further than
the longest segment, so that a set taken whole holds none that is longer."""
TRAILER_LENGTH: Final = 64
AT_ONCE: Final = 64
NEVER_WITHIN: Final = frozenset(("", "ST", "SE", "GS", "GE", "IEA"))
BLANKS: Final = "\x00\t\n\r\x1a "


class Cutter:
    """Cuts by the delimiters of one header, and notes what it had to put up with on the way.

    `breaks` says whether line breaks were taken out, `foreign` whether what was last cut has characters
    beyond ASCII; `empty_at` and `cut_at` are the offsets of the first empty segment and of the first missing
    terminator since they were last set to -1.
    """

    def __init__(self, window: Window, header: Header) -> None:
        used = header.element + header.segment + header.delimiters.component
        self._window = window
        self._segment = header.segment
        self._element = header.delimiters.element
        self._delimiters = str.maketrans("", "", self._element + header.delimiters.segment)
        self._charset = charset_of(header.element + header.segment)
        self._noise = tuple(one for one in "\r\n" if one not in used)
        self._lines = header.segment in ("\r", "\n")
        self._blanks = "".join(
            one for one in BLANKS if one not in used or (self._lines and one == header.segment)
        )
        between = "" if self._lines else re.split(r"[^\r\n]", window.sight(8), maxsplit=1)[0]
        self._needle = f"{header.segment}{between}SE{header.element}"
        self._envelope = tuple(f"{header.segment}{one}{header.element}" for one in ("ST", "GS", "GE", "IEA"))
        self._trailer = self._refused = -1
        self._sought = 0
        self._peeked, self._peeked_at = "", -1
        self._length = 0
        self._ended = True
        self.breaks = self.foreign = False
        self.empty_at = self.cut_at = -1

    def skip(self) -> None:
        """Go past blanks, line breaks and empty segments."""
        window = self._window
        while sight := window.sight(AT_ONCE):
            kept = sight.lstrip(self._blanks)
            if len(kept) < len(sight):
                blank = sight[: len(sight) - len(kept)]
                self.breaks = self.breaks or "\n" in blank or "\r" in blank
                window.at += len(blank)
            elif kept.startswith(self._segment):
                self.empty_at = self.empty_at if self.empty_at >= 0 else window.offset
                window.at += len(self._segment)
            else:
                return

    def peek(self) -> str:
        """Return the next segment as it arrives, without line breaks; nothing at the end."""
        window = self._window
        if self._peeked_at == window.offset:
            return self._peeked
        self._length = window.find(self._segment, 0, LONGEST_SEGMENT)
        self._ended = self._length >= 0
        if not self._ended:
            self._length = window.reach(LONGEST_SEGMENT)
        cut = embedded(window.text, window.at, window.at + self._length)
        if cut >= 0:
            self._length, self._ended = cut - window.at, False
        raw = self._cleaned(window.text[window.at : window.at + self._length])
        self._peeked = raw if self._ended else raw.rstrip(self._blanks)
        self._peeked_at = window.offset
        return self._peeked

    def take(self) -> None:
        """Go past the segment that was peeked at."""
        self._window.at += self._length
        if self._ended:
            self._window.at += len(self._segment)
        elif self.cut_at < 0:
            self.cut_at = self._window.offset

    def whole(self) -> tuple[list[str], bool] | None:
        """Take the set that begins here, and say whether its trailer agrees with it.

        Takes nothing and returns None where the next trailer is not in reach or not surely its own.
        """
        window = self._window
        found = self._find_trailer()
        end = (
            window.find(self._segment, found + len(self._needle), found + TRAILER_LENGTH) if found > 0 else -1
        )
        if end < 0:
            return None
        breaks = self.breaks
        cleaned = self._cleaned(window.text[window.at : window.at + end])
        segments = self._meant(cleaned)
        if not min(segments)[:1].isalpha():
            segments = [one.lstrip(self._blanks) for one in segments]
        agrees = self._agree(segments)
        sure = agrees and not any(one in cleaned for one in self._envelope)
        if not (sure and embedded(window.text, window.at, window.at + end) < 0) and not self._is_one_set(
            segments
        ):
            self.breaks = breaks
            self._refused = window.offset + found
            return None
        window.at += end + len(self._segment)
        return segments, agrees

    def joined(self, raw: list[str]) -> list[str]:
        """Return segments that were peeked at as what they mean, one charset for all."""
        return self._meant(self._segment.join(raw))

    def _meant(self, raw: str) -> list[str]:
        self.foreign = not (raw.isascii() or self._plain(raw))
        return decoded(raw, self._charset).split(decoded(self._segment))

    def _plain(self, raw: str) -> bool:
        """Return whether nothing but the delimiters is beyond ASCII."""
        return decoded(raw, self._charset).translate(self._delimiters).isascii()

    def _find_trailer(self) -> int:
        """Return where the next SE after here stands, -1 if it is not in reach or was refused before."""
        window, here = self._window, self._window.offset
        if self._trailer < here:
            limit = min(max(TRAILER_SOUGHT, window.near), AT_HAND * TRAILER_SOUGHT)
            found = window.find(self._needle, max(0, self._sought - here), limit)
            self._trailer = here + found if found >= 0 else -1
            self._sought = here + (found if found >= 0 else limit - len(self._needle)) + 1
        return -1 if self._trailer in (-1, self._refused) else self._trailer - here

    def _agree(self, segments: list[str]) -> bool:
        header, trailer = segments[0].split(self._element), segments[-1].split(self._element)
        return (
            len(trailer) == 3  # noqa: PLR2004 - SE, how many, which
            and trailer[2:] == header[2:3]
            and trailer[1].lstrip("0") == str(len(segments))
            and "" not in segments
        )

    def _is_one_set(self, segments: list[str]) -> bool:
        """Return whether nothing of the envelope stands between the first segment and the last."""
        names = {one.partition(self._element)[0] for one in segments[1:-1]}
        return names.isdisjoint(NEVER_WITHIN) and not any("ISA" in one for one in segments)

    def _cleaned(self, raw: str) -> str:
        for one in self._noise:
            if one in raw:
                raw = raw.replace(one, "")
                self.breaks = True
        if self._lines and " " in raw:
            return self._segment.join(line.rstrip(" ") for line in raw.split(self._segment))
        return raw
