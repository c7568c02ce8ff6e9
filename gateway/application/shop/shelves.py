"""Shelves: which items one partner's people may buy, found by words, part numbers and categories."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gateway.application.ports import UnitOfWork
from gateway.application.services import Services
from gateway.profiles.profile import Profile

A_PAGE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of what was found, and how many there are in all."""

    skus: tuple[str, ...]
    total: int
    page: int = 1

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return -(-self.total // A_PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category there is something in: how it is called, how many items it holds."""

    code: str
    name: str
    count: int


class Shelves:
    """What one partner's people may buy, in one unit of work."""

    def __init__(self, services: Services, work: UnitOfWork, profile: Profile) -> None:
        self._services, self._work, self._profile = services, work, profile

    @cached_property
    def _assortment(self) -> Sequence[str]:
        return self._work.stocktaking.assortment(self._profile.orders.price_list)

    def holds(self, sku: str) -> bool:
        """Return whether an item may be bought."""
        return sku in self._assortment

    def find(self, query: str, *, category: str = "", page: int = 1) -> Found:
        """Return one page of what words and a category name."""
        items = self._work.items.get_many(self._assortment)
        asked = query.casefold().split()
        skus = [
            sku
            for sku, item in sorted(items.items())
            if all(word in f"{sku} {item.description}".casefold() for word in asked)
            and category in ("", item.group)
        ]
        return Found(skus=tuple(skus[(page - 1) * A_PAGE : page * A_PAGE]), total=len(skus), page=page)

    def categories(self, language: str) -> tuple[Category, ...]:
        """Return the categories there is something in."""
        del language
        groups: dict[str, int] = {}
        for item in self._work.items.get_many(self._assortment).values():
            if item.group:
                groups[item.group] = groups.get(item.group, 0) + 1
        return tuple(Category(code=code, name=code, count=count) for code, count in sorted(groups.items()))
