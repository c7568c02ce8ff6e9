"""The index search works on: every item of the catalogue by word, part number, category, property and price list."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gateway.application.catalogue.postings import Postings, gathered
from gateway.application.catalogue.wording import code, words
from gateway.application.ports.catalogue import Listed, Searchable
from gateway.domain.catalogue_content import AssortmentRule, ancestors

ACTIVE = "active"
GTIN_LEAST = 8
MOST_LENGTH = 0xFFFF


Properties = tuple[tuple[str, str], ...]


class Listing:
    """The items of a price list: the place of each, and from when to when (days as ordinals, 0 for no end) it has a price."""

    __slots__ = ("ends", "places", "starts")

    def __init__(self) -> None:
        self.places, self.starts, self.ends = array("I"), array("I"), array("I")

    def add(self, place: int, listed: Listed) -> None:
        """Take an item in."""
        self.places.append(place)
        self.starts.append(listed.starts_on.toordinal() if listed.starts_on else 0)
        self.ends.append(listed.ends_on.toordinal() if listed.ends_on else 0)

    def on(self, day: date) -> Iterator[int]:
        """Yield the places of the items that have a price on a day."""
        at = day.toordinal()
        for place, start, end in zip(self.places, self.starts, self.ends, strict=True):
            if start <= at and (not end or at <= end):
                yield place


class CatalogueIndex:
    """All items by what people look for. A changed item gets a new place; its old one is no longer alive.

    By place there are its part number (`skus`), how many words its longest name has (`lengths`) and its properties.
    """

    def __init__(self, items: Iterable[Searchable] = ()) -> None:
        self.skus: list[str] = []
        self.lengths = array("H")
        self.described: list[Properties] = []
        self.alive = 0
        self.active = 0
        self.names, self.any, self.codes = Postings(), Postings(), Postings(surely=2)
        self.categories, self.groups, self.properties = Postings(), Postings(), Postings()
        self.partner_codes: dict[str, Postings] = {}
        self._same: dict[Properties, Properties] = {}
        self.lists: dict[str, Listing] = {}
        self._places: dict[str, int] = {}
        self._seen: dict[tuple[object, ...], int] = {}
        alive, active = bytearray(), bytearray()
        for one in items:
            place = self._enter(one)
            if not place & 7:
                alive.append(0)
                active.append(0)
            alive[place >> 3] |= 1 << (place & 7)
            active[place >> 3] |= (one.status == ACTIVE) << (place & 7)
        self.alive, self.active = int.from_bytes(alive, "little"), int.from_bytes(active, "little")
        for postings in (self.any, self.codes, *self.partner_codes.values()):
            postings.settle()

    def change(self, skus: Iterable[str], items: Iterable[Searchable]) -> None:
        """Take items out, and those that are (still) there in anew."""
        for sku in skus:
            place = self._places.pop(sku, None)
            if place is not None:
                self.alive &= ~(1 << place)
                self.active &= ~(1 << place)
        for one in items:
            place = self._enter(one)
            self.alive |= 1 << place
            self.active |= (one.status == ACTIVE) << place
        self._seen.clear()

    def put(self, skus: list[str], described: list[Properties], places: dict[str, int]) -> None:
        """Take in what an index had by place, and where each item is that is (still) there."""
        self.skus, self.described, self._places = skus, described, places
        self._same = {one: one for one in described}

    @property
    def waste(self) -> int:
        """Return how many places are no longer alive."""
        return len(self.skus) - len(self._places)

    def place(self, sku: str) -> int | None:
        """Return where an item is."""
        return self._places.get(sku)

    def seen_by(
        self, partner: str, lists: Sequence[str], rules: Sequence[AssortmentRule], *, on: date
    ) -> int:
        """Return the items a partner sees: those with a price that holds, as far as its rules show and do not hide them."""
        key = (partner, on, *lists)
        known = self._seen.get(key)
        if known is None:
            known = self._priced(lists, on) & self.alive
            shown = [one for one in rules if one.shown]
            if shown:
                known &= self._ruled(shown)
            known &= ~self._ruled(one for one in rules if not one.shown)
            self._seen[key] = known
        return known

    def in_category(self, category: str) -> int:
        """Return the items of a category given by its digits on its level."""
        return self.categories.of(category)

    def _priced(self, lists: Sequence[str], on: date) -> int:
        named = (self.lists[name] for name in dict.fromkeys(lists) if name in self.lists)
        return gathered(place for one in named for place in one.on(on))

    def _ruled(self, rules: Iterable[AssortmentRule]) -> int:
        found = 0
        for one in rules:
            if one.what == "sku":
                place = self._places.get(one.value)
                found |= 0 if place is None else 1 << place
            else:
                found |= (self.groups if one.what == "group" else self.categories).of(one.value)
        return found

    def _enter(self, one: Searchable) -> int:
        place = len(self.skus)
        content = one.content
        named = [words(text.name) for text in content.texts] or [words(one.description)]
        properties = tuple((own.name, own.said) for own in content.attributes)
        self._places[one.sku] = place
        self.skus.append(one.sku)
        self.lengths.append(min(max(map(len, named)), MOST_LENGTH))
        self.described.append(self._same.setdefault(properties, properties))
        names = {word for some in named for word in some}
        self.names.add(names, place)
        self.any.add(names | set(_other_words(one)), place)
        self.codes.add(set(_codes(one)), place)
        if content.category:
            self.categories.add(ancestors(content.category), place)
        if one.group:
            self.groups.add((one.group,), place)
        self.properties.add({f"{name}={value}" for name, value in properties}, place)
        for partner, value in one.names:
            self.partner_codes.setdefault(partner, Postings(surely=2)).add((code(value),), place)
        for listed in one.lists:
            self.lists.setdefault(listed.price_list, Listing()).add(place, listed)
        return place


def _other_words(one: Searchable) -> Iterator[str]:
    """Yield the words of an item beside its names: of its texts, its maker, its properties and the parts of its numbers."""
    content = one.content
    for text in content.texts:
        yield from words(text.description)
    for said in (one.description, content.maker, one.sku, content.maker_number):
        yield from words(said)
    for own in content.attributes:
        yield from words(own.value)


def _codes(one: Searchable) -> Iterator[str]:
    """Yield an item's numbers as they are compared; of global trade numbers also without leading zeros."""
    for number in filter(None, map(code, (one.sku, one.content.maker_number, *one.numbers))):
        yield number
        if number.isdigit() and len(number) >= GTIN_LEAST:
            yield number.lstrip("0")
