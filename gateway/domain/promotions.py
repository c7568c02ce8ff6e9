"""Promotions: for a while something costs less, for everybody or for one partner."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """So many percent, or so much for one of `unit`, off the price of an item, a `group` of items, or all.

    It holds from its first to its last day, for lines of at least `minimum` base units. One that is `stackable` is
    taken together with others that are; the others stand alone. On a contract's price it works with `on_contracts`
    only. `partner` is empty where it is for everybody.
    """

    code: str
    partner: str = ""
    sku: str = ""
    group: str = ""
    percent: Decimal | None = None
    amount: Decimal | None = None
    unit: str = ""
    minimum: int = 1
    starts_on: date
    ends_on: date
    stackable: bool = False
    on_contracts: bool = False

    def covers(self, sku: str, group: str, *, quantity: int, on: date) -> bool:
        """Return whether a line of so many base units of an item takes part on the day."""
        named = self.sku in ("", sku) and self.group in ("", group)
        return named and self.starts_on <= on <= self.ends_on and quantity >= self.minimum
