"""A window on bytes that arrive in pieces, as text of one character a byte, so that places are byte offsets."""

from collections.abc import Iterable
from typing import Final

BLOCK: Final = 1 << 16


class Window:
    """The unread part of what arrives; `text[at:]` is in sight, `sight` and `find` read on as far as needed."""

    def __init__(self, chunks: Iterable[bytes], *, block: int = BLOCK) -> None:
        self._chunks = iter(chunks)
        self._block = block
        self._dropped = 0
        self.text = ""
        self.at = 0

    @property
    def offset(self) -> int:
        """Return how many bytes were read before the next one."""
        return self._dropped + self.at

    @property
    def near(self) -> int:
        """Return how many of the next characters were read already."""
        return len(self.text) - self.at

    def sight(self, length: int) -> str:
        """Return the next characters, fewer only at the end."""
        length = self.reach(length)
        return self.text[self.at : self.at + length]

    def find(self, needle: str, start: int, limit: int) -> int:
        """Return where a text begins, counted from the next character; -1 if it does not end within the limit."""
        while True:
            stop = min(len(self.text), self.at + limit)
            found = self.text.find(needle, self.at + start, stop)
            if found >= 0:
                return found - self.at
            if stop == self.at + limit or not self._more():
                return -1

    def reach(self, length: int) -> int:
        """Return how many of so many characters there are, having read on for them."""
        while len(self.text) - self.at < length and self._more():
            pass
        return min(length, len(self.text) - self.at)

    def _more(self) -> bool:
        wanted = max(self._block, len(self.text) - self.at)
        pieces = []
        for chunk in self._chunks:
            pieces.append(chunk)
            wanted -= len(chunk)
            if wanted <= 0:
                break
        if not pieces:
            return False
        self._dropped += self.at
        self.text = self.text[self.at :] + b"".join(pieces).decode("latin-1")
        self.at = 0
        return True
