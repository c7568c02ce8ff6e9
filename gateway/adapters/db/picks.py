"""What was asked of warehouses by document."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from gateway.adapters.db.rows import columns_for, made, values
from gateway.adapters.db.tables.picking import pick as table
from gateway.application.ports import PickRecord
from gateway.application.ports.picking import ASKED
from gateway.application.records import shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(PickRecord, table))
ADD = insert(table)
UPDATE = update(table).where(table.c.number == bindparam("of_number"))
FIND = RECORDS.where(table.c.number == bindparam("of_number"), table.c.warehouse == bindparam("of_warehouse"))
OF_ORDER = RECORDS.where(table.c.order == bindparam("of_order")).order_by(table.c.asked_at, table.c.number)
OPEN = (
    RECORDS.where(table.c.state == ASKED)
    .order_by(table.c.ship_on, table.c.number)
    .limit(bindparam("at_most"))
)


class DbPicks:
    """Implements the port Picks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, pick: PickRecord) -> None:
        """Keep an order to a warehouse."""
        self._connection.execute(ADD, values(pick) | {"shard": shard_of(pick.partner)})

    def update(self, pick: PickRecord) -> None:
        """Replace its record; raises NotFound."""
        if not self._connection.execute(UPDATE, values(pick) | {"of_number": pick.number}).rowcount:
            raise NotFound(f"no warehouse was asked for {pick.number}")

    def find(self, warehouse: str, number: str) -> PickRecord | None:
        """Return what was asked of a warehouse under a number, None where nothing was."""
        of = {"of_number": number, "of_warehouse": warehouse}
        return next(iter(made(PickRecord, self._connection.execute(FIND, of))), None)

    def of_order(self, order: str) -> Sequence[PickRecord]:
        """Return what was asked of warehouses for an order, oldest first."""
        return made(PickRecord, self._connection.execute(OF_ORDER, {"of_order": order}))

    def open(self, limit: int) -> Sequence[PickRecord]:
        """Return what no warehouse has answered in full yet, the first to ship first."""
        return made(PickRecord, self._connection.execute(OPEN, {"at_most": limit}))
