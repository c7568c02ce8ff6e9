"""What else was agreed that an order is held against: who may buy what, how much, where to and on whose paper.

Nothing here is needed to decide an order; a rule that rests on a condition says nothing where it was not agreed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from gateway.domain.accounts import Blanket


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTerms:
    """What was agreed on one item (`sku`), or on every item of a `group`.

    `least` and `most` count base units of one line, 0 is no limit. `barred` are the countries (`GB`) and regions
    (`US-CA`) the goods may not go to.
    """

    sku: str = ""
    group: str = ""
    sold: bool = True
    least: int = 0
    most: int = 0
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A contract or a quote an order may name, while it is valid."""

    number: str
    valid_from_on: date | None = None
    valid_until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """When a quantity is unlike those before it: more than so many times the largest, or larger and so many deviations off.

    A deviation is the median distance from the median. Fewer than `fewest` earlier quantities tell nothing.
    """

    times_largest: Decimal = Decimal(3)
    deviations: Decimal = Decimal(10)
    fewest: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledPlace:
    """A place, by its code, and the codes of those who may be billed for what goes there."""

    ship_to: str
    bill_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """All that was agreed beyond prices, places and patience; what is empty or 0 was not."""

    items: tuple[ItemTerms, ...] = ()
    only_listed: bool = False
    papers: tuple[Paper, ...] = ()
    order_minimum: Decimal = Decimal(0)
    most_lines: int = 10_000
    least_accepted_percent: Decimal = Decimal(0)
    charges: tuple[str, ...] = ()
    freight_paid_by: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    usual: Usual | None = None
    billed: tuple[BilledPlace, ...] = ()
    blankets: tuple[Blanket, ...] = ()
    _by_sku: Mapping[str, ItemTerms] = field(init=False, repr=False, compare=False)
    _by_group: Mapping[str, ItemTerms] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_sku = {one.sku: one for one in self.items if one.sku}
        by_group = {one.group: one for one in self.items if one.group}
        object.__setattr__(self, "_by_sku", MappingProxyType(by_sku))
        object.__setattr__(self, "_by_group", MappingProxyType(by_group))

    def of(self, sku: str, group: str) -> tuple[ItemTerms, ...]:
        """Return what was agreed on an item, then what was agreed on its group."""
        said = (self._by_sku.get(sku), self._by_group.get(group))
        return tuple(one for one in said if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleException:
    """A rule a person lets pass up to and including a day: for one item, a group of them, or all.

    With `seen` it is let pass only where that is what the order says: that price, that carrier.
    """

    id: str
    rule: str
    until_on: date
    sku: str = ""
    group: str = ""
    seen: str = ""
