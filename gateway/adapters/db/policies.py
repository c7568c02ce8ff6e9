"""The policies of items, and the places and ways goods leave by."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Table, bindparam, func, select

from gateway.adapters.db.rows import PerDatabase, Upsert, chunks, instead, made, named
from gateway.adapters.db.tables import commitment, reservation, sales_order, supply
from gateway.adapters.db.tables.policies import (
    OF_ITEMS,
    capacity,
    item_policy,
    protection,
    quota,
    safety_stock,
    ship_lane,
    ship_place,
    substitute,
)
from gateway.application.ports import Drawn, HeldBy
from gateway.application.ports.policies import SupplyPolicy
from gateway.domain.sourcing import Lane, Network, ShippingPlace
from gateway.domain.supply import Planned
from gateway.domain.supply_policies import (
    Capacity,
    ItemPolicy,
    Mode,
    Protection,
    Quota,
    Safety,
    Shield,
    Substitute,
    SupplyPolicies,
)

T = TypeVar("T")
PLANNED = "planned"
THESE: BindParameter[Any] = bindparam("these", expanding=True)
KEPT_IN: Mapping[type, Table] = MappingProxyType(
    {
        ItemPolicy: item_policy,
        Safety: safety_stock,
        Protection: protection,
        Quota: quota,
        Substitute: substitute,
        Capacity: capacity,
        ShippingPlace: ship_place,
        Lane: ship_lane,
    }
)
WORDS: Mapping[str, type] = MappingProxyType({"mode": Mode, "kind": Shield})


def _put(table: Table) -> PerDatabase[Upsert]:
    return instead(table, *(column.name for column in table.primary_key))


PUT = {kind: _put(table) for kind, table in KEPT_IN.items()}
ARE_THERE = select(
    *(select(table).where(table.c.sku.in_(THESE)).exists().label(table.name) for table in OF_ITEMS),
    *(select(table).exists().label(table.name) for table in (ship_place, ship_lane)),
)
OF = {
    table.name: select(*named(table)).where(table.c.sku.in_(THESE)).order_by(*table.primary_key)
    for table in OF_ITEMS
}
ALL = {table.name: select(*named(table)).order_by(*table.primary_key) for table in (ship_place, ship_lane)}
WHOSE = func.coalesce(sales_order.c.partner, reservation.c.partner)
"""The partner of a promise: of its order, or of the reservation that holds it."""
DRAWN = (
    select(
        commitment.c.sku,
        commitment.c.location,
        WHOSE.label("partner"),
        commitment.c.promise_on.label("on"),
        func.sum(commitment.c.quantity).label("quantity"),
    )
    .outerjoin(sales_order, sales_order.c.id == commitment.c.order)
    .outerjoin(reservation, reservation.c.id == commitment.c.order)
    .where(commitment.c.sku.in_(THESE), WHOSE.is_not(None))
    .group_by(commitment.c.sku, commitment.c.location, WHOSE, commitment.c.promise_on)
    .order_by(commitment.c.sku, commitment.c.location, WHOSE, commitment.c.promise_on)
)
HELD_BY = (
    select(
        commitment.c.order,
        func.coalesce(sales_order.c.number, reservation.c.reference).label("number"),
        WHOSE.label("partner"),
        commitment.c.line,
        commitment.c.sku,
        commitment.c.location,
        commitment.c.promise_on.label("on"),
        (commitment.c.quantity - commitment.c.shipped).label("quantity"),
    )
    .outerjoin(sales_order, sales_order.c.id == commitment.c.order)
    .outerjoin(reservation, reservation.c.id == commitment.c.order)
    .where(commitment.c.sku.in_(THESE), commitment.c.quantity > commitment.c.shipped, WHOSE.is_not(None))
    .order_by(commitment.c.sku, commitment.c.promise_on, commitment.c.order, commitment.c.line)
)
MADE = (
    select(
        supply.c.sku,
        supply.c.location,
        supply.c.available_on.label("on"),
        func.sum(supply.c.quantity).label("quantity"),
    )
    .where(supply.c.sku.in_(THESE), supply.c.kind == PLANNED)
    .group_by(supply.c.sku, supply.c.location, supply.c.available_on)
    .order_by(supply.c.sku, supply.c.location, supply.c.available_on)
)


class DbPolicies:
    """Implements the port Policies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, policy: SupplyPolicy) -> None:
        """Keep a policy; what is used of it is counted, not kept."""
        columns = KEPT_IN[type(policy)].c.keys()
        row = {name: getattr(policy, name) for name in columns}
        row |= {name: str(row[name]) for name in WORDS if name in row}
        self._connection.execute(PUT[type(policy)][self._connection.dialect.name], row)

    def of(self, skus: Iterable[str]) -> tuple[SupplyPolicies, Network]:
        """Return the policies of items, nothing used of them yet, and the network."""
        these = sorted(set(skus))
        there: set[str] = set()
        for part in chunks(these):
            flags = self._connection.execute(ARE_THERE, {"these": part}).mappings().one()
            there.update(name for name, is_there in flags.items() if is_there)
        policies = SupplyPolicies(
            items=self._of(ItemPolicy, there, these),
            safeties=self._of(Safety, there, these),
            protections=self._of(Protection, there, these),
            quotas=self._of(Quota, there, these),
            substitutes=self._of(Substitute, there, these),
            capacities=self._of(Capacity, there, these),
        )
        return policies, Network(places=self._all(ShippingPlace, there), lanes=self._all(Lane, there))

    def drawn(self, skus: Iterable[str]) -> Sequence[Drawn]:
        """Return everything promised of items, shipped or not: what protections and quotas count."""
        return [
            Drawn(sku=sku, location=location, partner=partner, on=on, quantity=int(quantity))
            for part in chunks(sorted(set(skus)))
            for sku, location, partner, on, quantity in self._connection.execute(DRAWN, {"these": part})
        ]

    def held_by(self, skus: Iterable[str]) -> Sequence[HeldBy]:
        """Return which lines hold items that have not left."""
        return [
            HeldBy(
                order=order,
                number=number,
                partner=partner,
                line=line,
                sku=sku,
                location=location,
                on=on,
                quantity=quantity,
            )
            for part in chunks(sorted(set(skus)))
            for order, number, partner, line, sku, location, on, quantity in self._connection.execute(
                HELD_BY, {"these": part}
            )
        ]

    def planned(self, skus: Iterable[str]) -> Sequence[Planned]:
        """Return what is booked to be made of items: what capacities count."""
        return [
            Planned(sku=sku, location=location, on=on, quantity=int(quantity))
            for part in chunks(sorted(set(skus)))
            for sku, location, on, quantity in self._connection.execute(MADE, {"these": part})
        ]

    def _of(self, kind: type[T], there: set[str], skus: Sequence[str]) -> tuple[T, ...]:
        name = KEPT_IN[kind].name
        if name not in there:
            return ()
        found: list[T] = []
        for part in chunks(skus):
            rows = self._connection.execute(OF[name], {"these": part}).mappings()
            found.extend(kind(**_read(row)) for row in rows)
        return tuple(found)

    def _all(self, kind: type[T], there: set[str]) -> tuple[T, ...]:
        name = KEPT_IN[kind].name
        return tuple(made(kind, self._connection.execute(ALL[name]))) if name in there else ()


def _read(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row with its words as what they are."""
    return {name: WORDS[name](value) if name in WORDS else value for name, value in row.items()}
