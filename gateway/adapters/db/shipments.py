"""What warehouses reported as shipped."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, union, update

from gateway.adapters.db.rows import added, columns_for, made, unless_there, values
from gateway.adapters.db.tables import shipment as table
from gateway.adapters.db.tables import shipment_order as together
from gateway.application.records import ShipmentRecord, shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(ShipmentRecord, table))
ADD = unless_there(table, "id", "shard")
UPDATE = update(table).where(table.c.id == bindparam("of_id"))
GET = RECORDS.where(table.c.id == bindparam("of_id"))
PARTS = select(together.c.shipment).where(together.c.order == bindparam("of_order"))
OWN = select(table.c.id).where(table.c.order == bindparam("of_order"))
OF_ORDER = RECORDS.where(table.c.id.in_(union(OWN, PARTS))).order_by(table.c.shipped_at, table.c.id)
"""Not `the one or the other`: for that databases look at every shipment there is."""
THESE: BindParameter[Any] = bindparam("these", expanding=True)
WAITING = (
    select(table.c.order, table.c.id).where(table.c.order.in_(THESE), table.c.state == "held"),
    select(together.c.order, table.c.id)
    .join(table, table.c.id == together.c.shipment)
    .where(together.c.order.in_(THESE), table.c.state == "held"),
)
HELD_OF = union(*WAITING)
HELD_OF_PARTNER = union(*(one.where(table.c.partner == bindparam("of_partner")) for one in WAITING))
HELD = RECORDS.where(table.c.state == "held").order_by(table.c.shipped_at, table.c.id)
ADD_PARTS = insert(together)


class DbShipments:
    """Implements the port Shipments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, shipment: ShipmentRecord, others: Sequence[str] = ()) -> bool:
        """Keep a shipment that holds goods of other orders too; return False when its id is there already."""
        place = {"shard": shard_of(shipment.partner)}
        if not added(self._connection, ADD, values(shipment) | place):
            return False
        if rows := [{"shipment": shipment.id, "order": one} | place for one in sorted(set(others))]:
            self._connection.execute(ADD_PARTS, rows)
        return True

    def update(self, shipment: ShipmentRecord) -> None:
        """Replace a shipment's record."""
        row = values(shipment) | {"of_id": shipment.id}
        if not self._connection.execute(UPDATE, row).rowcount:
            raise NotFound(f"there is no shipment {shipment.id}")

    def get(self, shipment: str) -> ShipmentRecord:
        """Return a shipment; raises NotFound."""
        for found in made(ShipmentRecord, self._connection.execute(GET, {"of_id": shipment})):
            return found
        raise NotFound(f"there is no shipment {shipment}")

    def held_of(self, orders: Collection[str], *, partner: str = "") -> Sequence[tuple[str, str]]:
        """Return (order, shipment) where goods of these orders wait for a person (in shipments of a partner if it is named)."""
        if not orders:
            return ()
        asked = {"these": sorted(orders)} | ({"of_partner": partner} if partner else {})
        rows = self._connection.execute(HELD_OF_PARTNER if partner else HELD_OF, asked)
        return sorted((order, shipment) for order, shipment in rows)

    def of_order(self, order: str) -> Sequence[ShipmentRecord]:
        """Return the shipments with goods of an order, oldest first."""
        return made(ShipmentRecord, self._connection.execute(OF_ORDER, {"of_order": order}))

    def held(self) -> Sequence[ShipmentRecord]:
        """Return what waits for a person, oldest first."""
        return made(ShipmentRecord, self._connection.execute(HELD))
