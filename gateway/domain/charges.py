"""Charges for handling, as warehouses make them."""

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
