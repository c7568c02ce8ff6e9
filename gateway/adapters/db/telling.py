"""What partners were told last."""

from sqlalchemy import Connection, bindparam, select

from gateway.adapters.db.rows import columns_for, instead, made, values
from gateway.adapters.db.tables import told_order
from gateway.application.ports import ToldRecord
from gateway.application.records import shard_of

PUT = instead(told_order, "order_id", "shard")
GET = select(*columns_for(ToldRecord, told_order)).where(told_order.c.order == bindparam("of_order"))


class DbTold:
    """Implements the port Told."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, told: ToldRecord) -> None:
        """Keep what a partner knows of an order from now on."""
        row = values(told) | {"shard": shard_of(told.partner)}
        self._connection.execute(PUT[self._connection.dialect.name], row)

    def find(self, order: str) -> ToldRecord | None:
        """Return what the partner knows of an order, None while it knows nothing."""
        found = made(ToldRecord, self._connection.execute(GET, {"of_order": order}))
        return found[0] if found else None
