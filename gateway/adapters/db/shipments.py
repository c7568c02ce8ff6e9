"""What warehouses reported as shipped."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, or_, select, update

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
OF_ORDER = RECORDS.where(or_(table.c.order == bindparam("of_order"), table.c.id.in_(PARTS))).order_by(
    table.c.shipped_at, table.c.id
)
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

    def of_order(self, order: str) -> Sequence[ShipmentRecord]:
        """Return the shipments with goods of an order, oldest first."""
        return made(ShipmentRecord, self._connection.execute(OF_ORDER, {"of_order": order}))

    def held(self) -> Sequence[ShipmentRecord]:
        """Return what waits for a person, oldest first."""
        return made(ShipmentRecord, self._connection.execute(HELD))
