"""Postings: which items a word stands for, and which words are there, begin alike or are nearly alike.

Items are places in a list; a set of items is one integer, its bits the places: a hundred thousand items are
12.5 KB, which the processor ands and counts in microseconds.
"""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

DENSE = 512
"""From how many items on a word's set is kept ready."""
MOST_ALIKE = 400
"""How many words that begin alike are looked up: as many as the shortest beginnings still need."""
MOST_NEAR = 12
LONG = 7
"""From how many letters on a word may have two errors: shorter ones are too much alike."""


class Postings:
    """The places of items by word.

    Of words that are nearly alike the first `surely` signs are the same; without any such only words of letters alone
    are compared, for one digit more is another number.
    """

    def __init__(self, *, surely: int = 0) -> None:
        self._surely = surely
        self._places: dict[str, array[int]] = {}
        self._ready: dict[str, int] = {}
        self._sorted: list[str] = []
        self._alike: dict[tuple[int, str], list[str]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def add(self, words: Iterable[str], place: int) -> None:
        """Let words stand for an item too."""
        for word in words:
            known = self._places.get(word)
            if known is None:
                self._places[word] = array("I", (place,))
                if self._surely or word.isalpha():
                    self._alike.setdefault((len(word), word[: self._surely]), []).append(word)
                if self._sorted:
                    insort(self._sorted, word)
            else:
                known.append(place)
                if word in self._ready:
                    self._ready[word] |= 1 << place

    def flat(self) -> "tuple[list[str], array[int], array[int]]":
        """Return all words in order, where the places of each end, and all places."""
        words = self._ordered()
        ends, places = array("I"), array("I")
        for word in words:
            places.extend(self._places[word])
            ends.append(len(places))
        return words, ends, places

    def put(self, words: list[str], ends: "array[int]", places: "array[int]") -> None:
        """Take in what `flat` returned of others."""
        self._sorted = words
        first = 0
        for word, last in zip(words, ends, strict=True):
            self._places[word] = places[first:last]
            first = last
            if self._surely or word.isalpha():
                self._alike.setdefault((len(word), word[: self._surely]), []).append(word)

    def settle(self) -> None:
        """Sort the words now, so that nobody's search has to."""
        self._ordered()

    def of(self, word: str) -> int:
        """Return the items a word stands for."""
        ready = self._ready.get(word)
        if ready is not None:
            return ready
        places = self._places.get(word)
        if places is None:
            return 0
        found = gathered(places)
        if len(places) >= DENSE:
            self._ready[word] = found
        return found

    def of_all(self, words: Iterable[str]) -> int:
        """Return the items any of these words stands for."""
        few: array[int] = array("I")
        found = 0
        for word in words:
            places = self._places[word]
            if len(places) >= DENSE:
                found |= self.of(word)
            else:
                few.extend(places)
        return found | gathered(few)

    def beginning(self, start: str) -> list[str]:
        """Return the words that begin so, some of them where they are many."""
        ordered = self._ordered()
        first = bisect_left(ordered, start)
        last = bisect_left(ordered, start + "\U0010ffff", first)
        return ordered[first : min(last, first + MOST_ALIKE)]

    def near(self, word: str) -> list[str]:
        """Return the words a typing error or two away, the nearest first."""
        errors = 1 if len(word) < LONG or self._surely else 2
        found: list[tuple[str, int]] = []
        for length in range(len(word) - errors, len(word) + errors + 1):
            near = process.extract(
                word,
                self._alike.get((length, word[: self._surely]), ()),
                scorer=OSA.distance,
                score_cutoff=errors,
                limit=MOST_NEAR,
            )
            found.extend((one, int(distance)) for one, distance, _ in near)
        found.sort(key=lambda one: (one[1], one[0][0] != word[0], one[0]))
        nearest = found[0][1] if found else 0
        return [one for one, distance in found if distance == nearest][:MOST_NEAR]

    def _ordered(self) -> list[str]:
        if not self._sorted:
            self._sorted = sorted(self._places)
        return self._sorted


def gathered(places: Iterable[int]) -> int:
    """Return places as one set."""
    all_of_them = array("I", places)
    if not all_of_them:
        return 0
    bits = bytearray((max(all_of_them) >> 3) + 1)
    for place in all_of_them:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def places_in(found: int) -> Iterator[int]:
    """Yield the places of a set, ascending."""
    signs = bin(found)[:1:-1]
    at = signs.find("1")
    while at >= 0:
        yield at
        at = signs.find("1", at + 1)
