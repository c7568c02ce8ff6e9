"""Searching the catalogue: by words in any language, by part numbers of ours, the buyer's and the maker's, in spite of errors."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gateway.application.catalogue.assortment import seen
from gateway.application.catalogue.index import CatalogueIndex
from gateway.application.catalogue.postings import Postings, places_in
from gateway.application.catalogue.showing import Hit, hits_of
from gateway.application.catalogue.wording import asked, code, is_ideographic
from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services
from gateway.domain.catalogue_content import LEVELS, prefix, unspsc

LONGEST = 200
"""How much of what is typed is looked at."""
MOST_WORDS = 12
LEAST_START, LEAST_CODE, LEAST_NEAR, LEAST_NEAR_CODE = 2, 3, 4, 5
MOST_SORTED = 2000
MOST_COUNTED = 3000
MOST_PROPERTIES, MOST_VALUES = 8, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for, by whom (empty: by us), and which page of it is wanted.

    `category` is a UNSPSC code of any level; `attributes` are properties with values, of which each has to hold.
    """

    partner: str = ""
    text: str = ""
    language: str = "en"
    category: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    offset: int = 0
    limit: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCount:
    """How many of the hits lie in a category; `code` has as many digits as its level names."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCount:
    """How many of the hits have a property with each of its values, the most frequent first."""

    name: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found: a page of hits, how many there are, and how they spread.

    `corrected` says which typed word was taken for which others; with `loosely` not every word was found.
    """

    hits: tuple[Hit, ...]
    total: int
    categories: tuple[CategoryCount, ...] = ()
    attributes: tuple[AttributeCount, ...] = ()
    corrected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    loosely: bool = False


def find(services: Services, work: UnitOfWork, search: Search) -> Found:
    """Return the items that fit best first; without words all there is, in the order of the part numbers."""
    index, visible = seen(services, work, search.partner)
    matched = match(index, visible, search)
    hits = matched.all
    page = _page(index, matched, search)
    return Found(
        hits=hits_of(services, work, search.partner, page, language=search.language),
        total=hits.bit_count(),
        categories=_categories(work, index, hits, search),
        attributes=_attributes(index, hits),
        corrected=tuple(matched.corrected),
        loosely=matched.loosely,
    )


def candidates(
    services: Services, work: UnitOfWork, partner: str, text: str, *, limit: int = 50
) -> tuple[str, ...]:
    """Return the items that fit a description best, by sku, without prices: for those who compare them closer."""
    index, visible = seen(services, work, partner)
    search = Search(partner=partner, text=text, limit=limit)
    return tuple(_page(index, match(index, visible, search), search))


@dataclass(slots=True)
class Matched:
    """The items found, the best first, each in one tier only; and what was taken for what."""

    tiers: list[int]
    corrected: list[tuple[str, tuple[str, ...]]]
    loosely: bool = False

    @property
    def all(self) -> int:
        """Return all of them."""
        found = 0
        for tier in self.tiers:
            found |= tier
        return found


def match(index: CatalogueIndex, visible: int, search: Search) -> Matched:
    """Return what fits: part numbers first, then names, then everything else that is said of an item.

    A discontinued item is found by its part number alone, so that a buyer learns what became of it.
    """
    visible &= _filter(index, search)
    text = search.text[:LONGEST]
    if not text.strip():
        return Matched(tiers=[visible & index.active], corrected=[])
    typed = asked(text)[:MOST_WORDS]
    corrected: list[tuple[str, tuple[str, ...]]] = []
    exact, starting = _by_code(index, visible, search.partner, code(text))
    among = visible & index.active
    named, said = among, among
    wide = [_fitting(index, among, search.partner, word, corrected) for word in typed]
    for word, fitting in zip(typed, wide, strict=True):
        named &= index.names.of(word)
        said &= fitting
    tiers = [exact, starting & index.active] + ([named, said] if typed else [])
    loosely = bool(typed) and not any(tiers)
    if loosely:
        tiers += _most_of(wide, among)
        loosely = any(tiers)
    if not any(tiers):
        tiers.append(_near_code(index, among, code(text)))
    return Matched(tiers=_apart(tiers), corrected=corrected, loosely=loosely)


def _filter(index: CatalogueIndex, search: Search) -> int:
    found = -1
    if search.category:
        found &= index.in_category(prefix(unspsc(search.category)))
    for name, value in search.attributes:
        found &= index.properties.of(f"{name}={value}")
    return found


def _by_code(index: CatalogueIndex, visible: int, partner: str, typed: str) -> tuple[int, int]:
    """Return the items with that part number, and those whose part number begins so."""
    exact = starting = 0
    for codes in _codes(index, partner):
        exact |= codes.of(typed)
        if typed.isdigit():
            exact |= codes.of(typed.lstrip("0"))
        if len(typed) >= LEAST_CODE:
            starting |= codes.of_all(codes.beginning(typed))
    return exact & visible, starting & visible


def _codes(index: CatalogueIndex, partner: str) -> Iterator[Postings]:
    yield index.codes
    if partner:
        theirs = index.partner_codes.get(partner)
        yield from () if theirs is None else (theirs,)
    else:
        yield from index.partner_codes.values()


def _fitting(
    index: CatalogueIndex,
    among: int,
    partner: str,
    word: str,
    corrected: list[tuple[str, tuple[str, ...]]],
) -> int:
    """Return the items a word fits: as it is, as a beginning, as a part number; else as it may have been meant."""
    found = index.any.of(word)
    for codes in _codes(index, partner):
        found |= codes.of(word)
    if len(word) >= LEAST_START or is_ideographic(word):
        found |= index.any.of_all(index.any.beginning(word))
    found &= among
    if found or len(word) < LEAST_NEAR or word.isdigit() or is_ideographic(word):
        return found
    meant = [one for one in index.any.near(word) if index.any.of(one) & among]
    if meant:
        corrected.append((word, tuple(meant)))
    return index.any.of_all(meant) & among


def _most_of(fitting: Sequence[int], among: int) -> list[int]:
    """Return the items most words fit, those with more of them first, down to half of them."""
    levels = [among]
    for one in fitting:
        levels = [
            levels[0],
            *(here | below & one for below, here in zip(levels, [*levels[1:], 0], strict=True)),
        ]
    least = max(1, (len(fitting) + 1) // 2)
    return levels[: least - 1 : -1]


def _near_code(index: CatalogueIndex, among: int, typed: str) -> int:
    if len(typed) < LEAST_NEAR_CODE:
        return 0
    return index.codes.of_all(index.codes.near(typed)) & among


def _apart(tiers: Iterable[int]) -> list[int]:
    """Return the tiers without what an earlier one has."""
    before, apart = 0, []
    for tier in tiers:
        apart.append(tier & ~before)
        before |= tier
    return apart


def _page(index: CatalogueIndex, matched: Matched, search: Search) -> list[str]:
    """Return the skus of the page that is wanted: tier by tier, in a small one those with the shortest names first."""
    wanted, left, skipped = [], search.limit, search.offset
    for tier in matched.tiers:
        count = tier.bit_count()
        if left <= 0 or skipped >= count:
            skipped -= count
            continue
        places = places_in(tier)
        if count <= MOST_SORTED and search.text.strip():
            places = iter(sorted(places, key=lambda at: (index.lengths[at], index.skus[at])))
        for number, place in enumerate(places):
            if number >= skipped + left:
                break
            if number >= skipped:
                wanted.append(index.skus[place])
        left, skipped = search.limit - len(wanted), 0
    return wanted


def _categories(
    work: UnitOfWork, index: CatalogueIndex, hits: int, search: Search
) -> tuple[CategoryCount, ...]:
    """Return the categories right below the one that is looked in, with how many hits lie in each."""
    above = prefix(unspsc(search.category)) if search.category else ""
    counted = counts_below(index, hits, above)
    names = names_in(work, search.language) if counted else {}
    return tuple(
        CategoryCount(code=one, name=names.get(one, one), count=count)
        for one, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def counts_below(index: CatalogueIndex, hits: int, above: str) -> dict[str, int]:
    """Return how many items of a set lie in each category right below one (`""`: at the top)."""
    level = next((size for size in LEVELS if size > len(above)), 0)
    below = (one for one in index.categories if len(one) == level and one.startswith(above))
    counted = {one: (hits & index.categories.of(one)).bit_count() for one in list(below)}
    return {one: count for one, count in counted.items() if count}


def names_in(work: UnitOfWork, language: str) -> dict[str, str]:
    """Return what categories are called in a language, or else in the first language they are called something in."""
    names: dict[str, str] = {}
    for one in work.catalogue.category_names():
        if one.language == language or one.code not in names:
            names[one.code] = one.name
    return names


def _attributes(index: CatalogueIndex, hits: int) -> tuple[AttributeCount, ...]:
    """Return how the properties of the hits spread, of the most frequent properties; of too many hits none."""
    if hits.bit_count() > MOST_COUNTED:
        return ()
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for place in places_in(hits):
        for name, value in index.described[place]:
            counted[name][value] += 1
    frequent = sorted(counted.items(), key=lambda one: (-one[1].total(), one[0]))[:MOST_PROPERTIES]
    return tuple(
        AttributeCount(name=name, values=tuple(values.most_common(MOST_VALUES))) for name, values in frequent
    )
