"""How cartons are filled and stacked, as agreed."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonRule:
    """Of a carton's room `fill_percent` may be used; `mixed` cartons hold several items; 0 cartons or kilograms is no limit, no pallets."""

    fill_percent: int = 85
    mixed: bool = True
    cartons_per_tare: int = 0
    kg_per_tare: Decimal = Decimal(0)
