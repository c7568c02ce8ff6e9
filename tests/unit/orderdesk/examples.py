"""Examples of what rules say, and the small values orders in them are made of."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from gateway.domain.agreements import Agreement
from gateway.domain.items import ItemIdentifier
from gateway.domain.orders import Distribution, PurchaseOrder, Schedule, StoreQuantity
from gateway.domain.parties import Party
from gateway.domain.references import TradeDate
from tests.unit.orderdesk.desk import AGREEMENT, STORE, TODAY

MUG = ItemIdentifier(kind="vendor-item", value="MUG")
PLATE = ItemIdentifier(kind="vendor-item", value="PLATE")


def dated(**kinds: Any) -> tuple[TradeDate, ...]:
    return tuple(TradeDate(kind=kind.replace("_", "-"), on=on) for kind, on in kinds.items())


def wanted(**kinds: Any) -> tuple[TradeDate, ...]:
    return dated(ship_requested=TODAY, **kinds)


def upc(value: str) -> ItemIdentifier:
    return ItemIdentifier(kind="upc", value=value)


def stores(*parts: tuple[str, str], unit: str = "EA") -> tuple[Distribution, ...]:
    return (
        Distribution(
            unit=unit,
            stores=tuple(StoreQuantity(store=store, quantity=Decimal(number)) for store, number in parts),
        ),
    )


def parts(*quantities: str, unit: str = "") -> tuple[Schedule, ...]:
    return tuple(Schedule(quantity=Decimal(quantity), unit=unit) for quantity in quantities)


def ship_to(**changes: Any) -> tuple[Party, ...]:
    return (replace(STORE, **changes),)


@dataclass(frozen=True, kw_only=True)
class Example:
    """An order under a rule: what the rule says of it, as (action, code, line)."""

    rule: str
    says: list[tuple[str, str, int | None]] = field(default_factory=list)
    order: PurchaseOrder
    agreed: Agreement = AGREEMENT
    more: dict[str, Any] = field(default_factory=dict)


def ok(rule: str, placed: PurchaseOrder, agreed: Agreement = AGREEMENT, **more: Any) -> Example:
    return Example(rule=rule, order=placed, agreed=agreed, more=more)


def hit(
    rule: str,
    action: str,
    code: str,
    number: int | None,
    placed: PurchaseOrder,
    agreed: Agreement = AGREEMENT,
    **more: Any,
) -> Example:
    return Example(rule=rule, says=[(action, code, number)], order=placed, agreed=agreed, more=more)
