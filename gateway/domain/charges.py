"""Charges: as warehouses make them, and as they were agreed with a partner."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An allowance or a charge for handling, by the short codes of the warehouse trade."""

    code: str
    handling: str
    number: str = ""
    exception: str = ""
    rate: Decimal | None = None
    quantity: Decimal | None = None
    unit: str = ""
    amount: Decimal | None = None
    percent: Decimal | None = None
    percent_base: Decimal | None = None
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedCharge:
    """An allowance or a charge that goes on a partner's invoices: so much for an order, or so many percent of its goods.

    With `skus` it is one of the lines of these items, each by itself. It is made while the goods of the whole order
    are worth `at_least` and less than `below` (0 is no bound).
    """

    text: str
    kind: str = "charge"
    code: str = "ZZZZ"
    amount: Decimal | None = None
    percent: Decimal | None = None
    at_least: Decimal = Decimal(0)
    below: Decimal = Decimal(0)
    skus: tuple[str, ...] = ()

    def is_made(self, goods: Decimal) -> bool:
        """Return whether it is made for an order whose goods are worth so much."""
        return goods >= self.at_least and (not self.below or goods < self.below)
