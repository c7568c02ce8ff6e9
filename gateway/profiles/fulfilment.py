"""How goods reach the partner and are billed: the levels of our notices, cartons, invoices, credits."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from gateway.domain.cartons import CartonRule
from gateway.profiles.values import Spec

_RULE = CartonRule()


class Packing(Spec):
    """How we pack what a warehouse shipped without saying in which cartons; no limit for pallets is no pallets."""

    fill_percent: Annotated[int, Field(ge=1, le=100)] = _RULE.fill_percent
    mixed: bool = _RULE.mixed
    cartons_per_pallet: Annotated[int, Field(ge=0)] = _RULE.cartons_per_tare
    kg_per_pallet: Annotated[Decimal, Field(ge=0)] = _RULE.kg_per_tare

    def rule(self) -> CartonRule:
        """Return it for the order desk."""
        return CartonRule(
            fill_percent=self.fill_percent,
            mixed=self.mixed,
            cartons_per_tare=self.cartons_per_pallet,
            kg_per_tare=self.kg_per_pallet,
        )


class Fulfilment(Spec):
    """What was agreed on shipment notices, invoices and credits.

    `levels` is how deep a notice goes: orders with `pallets`, cartons and items, with `cartons` and items, or with
    `items` alone. `invoice` is one for each `shipment`, or one for each `order` once all of it has left. `credit` is
    a credit memo as an `invoice` of a credit kind (810), as an `adjustment` (812), or as `both`. With
    `tell_short_picks` the partner gets the order's answer anew when goods were not found.
    """

    levels: Literal["pallets", "cartons", "items"] = "pallets"
    invoice: Literal["shipment", "order"] = "shipment"
    credit: Literal["invoice", "adjustment", "both"] = "invoice"
    tell_short_picks: bool = False
    bare_labels: bool = False
    packing: Packing = Field(default_factory=Packing)
