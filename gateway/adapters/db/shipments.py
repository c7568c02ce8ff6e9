"""What warehouses reported as shipped."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from gateway.adapters.db.rows import columns_for, is_new, made, upsert, values
from gateway.adapters.db.tables import shipment as table
from gateway.application.records import ShipmentRecord, shard_of
from gateway.errors import NotFound


class DbShipments:
    """Implements the port Shipments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, shipment: ShipmentRecord) -> bool:
        """Keep a shipment; return False when its id is there already."""
        row = values(shipment) | {"shard": shard_of(shipment.partner)}
        statement = upsert(self._connection, table).on_conflict_do_nothing(index_elements=["id", "shard"])
        return is_new(self._connection, statement, row)

    def update(self, shipment: ShipmentRecord) -> None:
        """Replace a shipment's record."""
        statement = update(table).where(table.c.id == shipment.id).values(values(shipment))
        if not self._connection.execute(statement).rowcount:
            raise NotFound(f"there is no shipment {shipment.id}")

    def get(self, shipment: str) -> ShipmentRecord:
        """Return a shipment; raises NotFound."""
        statement = select(*columns_for(ShipmentRecord, table)).where(table.c.id == shipment)
        for found in made(ShipmentRecord, self._connection.execute(statement)):
            return found
        raise NotFound(f"there is no shipment {shipment}")

    def of_order(self, order: str) -> Sequence[ShipmentRecord]:
        """Return an order's shipments, oldest first."""
        statement = select(*columns_for(ShipmentRecord, table)).where(table.c.order == order)
        oldest = statement.order_by(table.c.shipped_at, table.c.id)
        return made(ShipmentRecord, self._connection.execute(oldest))
