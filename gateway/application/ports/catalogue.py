"""What buyers see of our items, kept; and what search has to know of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gateway.domain.catalogue_content import AssortmentRule, CategoryName, ItemContent


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A picture as it is served: its digest (SHA-256) is its name."""

    digest: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An item of a price list, and the days on which any of its prices there holds."""

    price_list: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """All that search has to know of an item: its `numbers` beside ours, and partners' own `names`, by partner."""

    sku: str
    description: str
    status: str
    group: str
    content: ItemContent
    numbers: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    lists: tuple[Listed, ...] = ()


class Contents(Protocol):
    """What buyers see of our items. Every change of an item, its names or prices raises the version by one commit."""

    def put(self, content: ItemContent) -> None:
        """Keep what is seen of an item; what was kept of it is replaced."""
        ...

    def get_many(self, skus: Iterable[str]) -> Mapping[str, ItemContent]:
        """Return what is kept of these items."""
        ...

    def put_picture(self, picture: PictureFile) -> None:
        """Keep a picture; the same again changes nothing."""
        ...

    def picture(self, digest: str) -> PictureFile | None:
        """Return a picture."""
        ...

    def put_category(self, category: CategoryName) -> None:
        """Keep what a category is called in a language."""
        ...

    def category_names(self) -> Sequence[CategoryName]:
        """Return what categories are called, by code and language."""
        ...

    def put_rule(self, rule: AssortmentRule) -> None:
        """Keep what a partner may or may not see."""
        ...

    def drop_rules(self, partner: str) -> None:
        """Forget what a partner may or may not see."""
        ...

    def rules(self, partner: str) -> Sequence[AssortmentRule]:
        """Return what a partner may and may not see."""
        ...

    def names_of(self, partner: str, skus: Iterable[str]) -> Mapping[str, str]:
        """Return the partner's own number of each of these items it has one for, the first by value."""
        ...

    def version(self) -> int:
        """Return how often the catalogue changed; 0 before it ever did."""
        ...

    def changed_since(self, version: int) -> Sequence[str]:
        """Return the items that changed after a version."""
        ...

    def keep_index(self, version: int, content: bytes) -> None:
        """Keep what somebody built to search a version of the catalogue by; what was kept before is replaced."""
        ...

    def kept_index(self) -> tuple[int, bytes] | None:
        """Return what was kept last to search the catalogue by, and the version it was built of."""
        ...

    def searchable(self, skus: Iterable[str] | None = None) -> Iterator[Searchable]:
        """Yield what search has to know of these items, of all unless they are named, by sku."""
        ...
