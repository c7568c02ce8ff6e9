"""What warehouses reported as shipped."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from gateway.adapters.db.rows import added, columns_for, made, unless_there, values
from gateway.adapters.db.tables import shipment as table
from gateway.application.records import ShipmentRecord, shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(ShipmentRecord, table))
ADD = unless_there(table, "id", "shard")
UPDATE = update(table).where(table.c.id == bindparam("of_id"))
GET = RECORDS.where(table.c.id == bindparam("of_id"))
OF_ORDER = RECORDS.where(table.c.order == bindparam("of_order")).order_by(table.c.shipped_at, table.c.id)


class DbShipments:
    """Implements the port Shipments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, shipment: ShipmentRecord) -> bool:
        """Keep a shipment; return False when its id is there already."""
        row = values(shipment) | {"shard": shard_of(shipment.partner)}
        return added(self._connection, ADD, row)

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
        """Return an order's shipments, oldest first."""
        return made(ShipmentRecord, self._connection.execute(OF_ORDER, {"of_order": order}))
