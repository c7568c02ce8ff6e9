"""Likeness: which items a description may mean, from an index of everything that is sold.

What has the same numbers is compared first; only those few are measured for likeness of their words. A match is safe
to take without asking where it is alike enough, its numbers are the same, it explains every word that was said, and
no other item with these numbers explains them as well.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations

from rapidfuzz import fuzz, process

from gateway.application.ports.quoting import Candidate, CatalogueEntry
from gateway.application.quoting.words import Worded, Wording, compact

DESCRIPTION = "description"
FULL = 1000
"""Complete likeness, in thousandths."""
FOR_A_NUMBER = 150
"""What a number that only one side has takes off."""
MEASURED = 120
"""How many items are measured at most for one description."""
OFFERED = 5
LEAST_STEM, STEM = 5, 4
MISSPELT = 75
"""How alike, in hundredths, a misspelt word is to the word."""
COMMON = 20_000
"""How many items a word may be in and still lead to any of them where nothing else does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a description may mean, best first; `gap` is how far the second is behind, `safe` whether no guard objects."""

    candidates: tuple[Candidate, ...] = ()
    gap: int = 0
    safe: bool = False

    @property
    def score(self) -> int:
        """Return how alike the best is, in thousandths."""
        return self.candidates[0].score if self.candidates else 0


class Index:
    """Everything that is sold, by the words of its description and by its names."""

    def __init__(self, entries: Iterable[CatalogueEntry], wording: Wording) -> None:
        self.wording = wording
        self.entries: list[CatalogueEntry] = list(entries)
        self._worded: list[Worded] = [wording.worded(one.description) for one in self.entries]
        self._at = {one.sku: at for at, one in enumerate(self.entries)}
        self._postings = _postings(self._worded)
        self._names = _names(self.entries)

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self.entries)

    def entry(self, sku: str) -> CatalogueEntry | None:
        """Return what is known of an item that is sold."""
        at = self._at.get(sku)
        return None if at is None else self.entries[at]

    def named(self, code: str, kinds: frozenset[str] | None = None) -> tuple[str, ...]:
        """Return the items that go by a name, however it is punctuated; of the kinds given, or of any."""
        found = self._names.get(compact(code), ())
        return tuple(dict.fromkeys(sku for kind, sku in found if kinds is None or kind in kinds))

    def contradicts(self, sku: str, description: str) -> bool:
        """Return whether a description has numbers, and none of them is one of the item's."""
        said = self.wording.worded(description).numbers
        own = self._worded[self._at[sku]].numbers if sku in self._at else frozenset()
        return bool(said) and bool(own) and said.isdisjoint(own)

    def find(self, description: str) -> Found:
        """Return the items a description may mean, best first."""
        asked = self.wording.worded(description)
        near = self._near(asked)
        if not near:
            return Found()
        texts = {at: self._worded[at].text for at in near}
        alike = process.extract(asked.text, texts, scorer=fuzz.ratio, limit=None)
        scored = sorted(
            ((max(0, round(ratio * 10) - self._off(asked, at)), at) for _, ratio, at in alike),
            key=lambda one: (-one[0], self.entries[one[1]].sku),
        )[: OFFERED + 1]
        best, at = scored[0]
        gap = best - (scored[1][0] if len(scored) > 1 else 0)
        return Found(
            candidates=tuple(
                Candidate(sku=self.entries[one].sku, score=score, how=DESCRIPTION)
                for score, one in scored[:OFFERED]
            ),
            gap=gap,
            safe=self._is_alone(asked, at, near),
        )

    def _off(self, asked: Worded, at: int) -> int:
        return FOR_A_NUMBER * len(asked.numbers ^ self._worded[at].numbers)

    def _is_alone(self, asked: Worded, best: int, near: Iterable[int]) -> bool:
        """Return whether an item explains what was said, and no other does as well, unless it says the very same."""
        if not self._explains(asked, self._worded[best]):
            return False
        others = (at for at in near if at != best and self._worded[at].text != self._worded[best].text)
        same = asked.text == self._worded[best].text
        return same or not any(self._explains(asked, self._worded[at]) for at in others)

    def _explains(self, asked: Worded, item: Worded) -> bool:
        """Return whether an item has the numbers that were said, and every word: a word nobody knows may be misspelt."""
        if asked.numbers != item.numbers:
            return False
        left = item.words - asked.words
        return all(
            one not in self._postings and any(_means(one, word) for word in left)
            for one in asked.words - item.words
        )

    def _near(self, asked: Worded) -> Sequence[int]:
        """Return the items worth measuring."""
        base = self._with_numbers(asked.numbers)
        if base is not None and len(base) <= MEASURED:
            return sorted(base)
        counts: Counter[int] = Counter()
        for key in (*asked.words, *_stems(asked.words)):
            posting = self._postings.get(key, ())
            if base is not None:
                counts.update(base.intersection(posting))
            elif len(posting) <= COMMON:
                counts.update(posting)
        return [at for at, _ in nlargest(MEASURED, counts.items(), key=lambda one: (one[1], -one[0]))]

    def _with_numbers(self, numbers: frozenset[str]) -> frozenset[int] | None:
        """Return the items that have all of these numbers, else all but one of them; None where no number leads anywhere."""
        known = [self._postings[one] for one in numbers if one in self._postings]
        if not known:
            return None
        whole = _common(known)
        if whole or len(known) == 1:
            return whole
        found: set[int] = set()
        for fewer in combinations(known, len(known) - 1):
            found |= _common(fewer)
        return frozenset(found) or None


def _means(said: str, word: str) -> bool:
    """Return whether an unknown word may be a word misspelt, or cut short by leaving letters out."""
    if fuzz.ratio(said, word) >= MISSPELT:
        return True
    rest = iter(word)
    return said[:1] == word[:1] and all(letter in rest for letter in said)


def _common(postings: Sequence["array[int]"]) -> frozenset[int]:
    by_size = sorted(postings, key=len)
    found = frozenset(by_size[0])
    for one in by_size[1:]:
        found = found.intersection(one)
    return found


def _stems(words: Iterable[str]) -> Iterable[str]:
    return (f"{one[:STEM]}~" for one in words if len(one) >= LEAST_STEM)


def _postings(worded: Sequence[Worded]) -> Mapping[str, "array[int]"]:
    found: dict[str, array[int]] = {}
    for at, one in enumerate(worded):
        for key in {*one.numbers, *one.words, *_stems(one.words)}:
            posting = found.get(key)
            if posting is None:
                posting = found[key] = array("I")
            posting.append(at)
    return found


def _names(entries: Iterable[CatalogueEntry]) -> Mapping[str, Sequence[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for one in entries:
        for kind, value in (("sku", one.sku), *one.names):
            key = compact(value)
            if key:
                found.setdefault(key, []).append((kind, one.sku))
    return found
