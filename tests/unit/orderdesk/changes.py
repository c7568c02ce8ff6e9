"""An order under way at the small desk, and changes of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from gateway.domain.agreements import Agreement
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.domain.supply import Commitment, Position
from gateway.orderdesk.changing import work_in
from gateway.orderdesk.compensating import Booked
from gateway.orderdesk.decisions import DecidedLine, standing
from gateway.orderdesk.underway import Changed, Ground, Underway
from tests.unit.orderdesk.desk import AGREEMENT, CATALOGUE, PLENTY, TODAY, decided
from tests.unit.orderdesk.supplies import Supply, position

Told = tuple[int, str, str, date, str, int]


@dataclass(frozen=True, kw_only=True)
class World:
    """An order under way, and all there is to promise from."""

    underway: Underway
    supplies: tuple[Supply, ...] = ()
    plenty: bool = False

    @property
    def positions(self) -> tuple[Position, ...]:
        """Return what is free with everything booked that is booked."""
        if self.plenty:
            return PLENTY
        booked = [one.commitment for one in self.underway.booked]
        pairs = sorted({(one.sku, one.location) for one in self.supplies})
        return tuple(position(sku, location, self.supplies, booked) for sku, location in pairs)

    @property
    def told(self) -> list[Told]:
        """Return what is promised, by line, item, place, day and kind."""
        return told(one.commitment for one in self.underway.booked)


def told(commitments: Iterable[Commitment]) -> list[Told]:
    """Return promises added up by line, item, place, day and kind."""
    sums: dict[tuple[int, str, str, date, str], int] = {}
    for one in commitments:
        key = (one.line, one.sku, one.location, one.promised_on, one.kind)
        sums[key] = sums.get(key, 0) + one.quantity
    return sorted((*key, quantity) for key, quantity in sums.items())


def placed(
    order: PurchaseOrder,
    *supplies: Supply,
    agreed: Agreement = AGREEMENT,
    states: Mapping[int, str] | None = None,
    shipped: Mapping[int, int] | None = None,
    waived: Collection[str] = (),
) -> World:
    """Return the world after an order was confirmed; `states` says by line how far its promises are."""
    bare = World(
        underway=Underway(order=order, state="confirmed", lines=(), outcomes=()),
        supplies=supplies,
        plenty=not supplies,
    )
    decision = decided(order, agreed, positions=bare.positions, waived=waived)
    assert "confirmed" == decision.state
    underway = Underway(
        order=order,
        state="shipping" if shipped else "confirmed",
        lines=tuple(standing(one) for one in decision.lines),
        outcomes=decision.outcomes,
        booked=tuple(
            Booked(
                id=f"{one.line}.{one.schedule}",
                commitment=one,
                state="loose" if one.kind == "backorder" else (states or {}).get(one.line, "loose"),
            )
            for one in decision.commitments
        ),
        shipped=shipped or {},
        waived=waived,
    )
    return replace(bare, underway=underway)


def changed(world: World, change: OrderChange, *, agreed: Agreement = AGREEMENT, **ground: Any) -> Changed:
    """Return what becomes of a change."""
    return work_in(world.underway, change, grounds(world, agreed, **ground))


def grounds(world: World, agreed: Agreement = AGREEMENT, **ground: Any) -> Ground:
    """Return what a change is decided by."""
    usual: dict[str, Any] = {
        "agreement": agreed,
        "catalogue": CATALOGUE,
        "positions": world.positions,
        "today": TODAY,
    }
    return Ground(**(usual | ground))


def after(world: World, result: Changed) -> World:
    """Return the world with a change worked in."""
    assert "accepted" == result.verdict
    gone = {one.id for one in result.back}
    new = [Booked(id=f"{one.line}.{one.schedule}", commitment=one) for one in result.commitments]
    booked = (*(one for one in world.underway.booked if one.id not in gone), *new)
    underway = replace(
        world.underway,
        order=result.order,
        state=result.state,
        lines=tuple(standing(one) for one in result.lines),
        outcomes=tuple(one.outcome for one in result.lines),
        booked=booked,
        waived=result.waived,
    )
    return replace(world, underway=underway)


def change(*lines: ChangedLine, **changes: Any) -> OrderChange:
    """Return a change of the order PO1."""
    usual: dict[str, Any] = {"order_number": "PO1", "ordered_on": TODAY, "lines": lines}
    return OrderChange(**(usual | changes))


def altered(word: str, number: str = "1", quantity: str | None = None, **changes: Any) -> ChangedLine:
    """Return a line of a change; an item is named by `sku`."""
    sku = changes.pop("sku", "")
    usual: dict[str, Any] = {
        "change": word,
        "number": number,
        "quantity": None if quantity is None else Decimal(quantity),
        "identifiers": (ItemIdentifier(kind="vendor-item", value=sku),) if sku else (),
    }
    return ChangedLine(**(usual | changes))


def facts_of(lines: Sequence[DecidedLine]) -> list[object]:
    """Return what was decided of the lines that are still wanted, whatever their numbers."""
    return [
        (one.sku, one.asked, one.price and one.price.holds, replace(one.outcome, line=0))
        for one in lines
        if one.asked
    ]
