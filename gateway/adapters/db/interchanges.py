"""Interchanges received and sent."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from gateway.adapters.db.rows import columns_for, made, others, upsert, values
from gateway.adapters.db.tables import interchange as table
from gateway.application.records import InterchangeRecord, shard_of
from gateway.errors import NotFound


class DbInterchanges:
    """Implements the port Interchanges."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, interchange: InterchangeRecord) -> None:
        """Keep an interchange; one already kept under its id is replaced, wherever its partner put it."""
        place = shard_of(interchange.partner)
        elsewhere = delete(table).where(table.c.id == interchange.id, table.c.shard != place)
        self._connection.execute(elsewhere)
        statement = upsert(self._connection, table)
        replacing = statement.on_conflict_do_update(
            index_elements=["id", "shard"], set_=others(statement, table)
        )
        row = values(interchange) | {"shard": place}
        self._connection.execute(replacing, row)

    def of(self, transmission: str) -> Sequence[InterchangeRecord]:
        """Return the interchanges of a transmission in order."""
        statement = select(*columns_for(InterchangeRecord, table)).where(table.c.transmission == transmission)
        ordered = statement.order_by(table.c.position, table.c.id)
        return made(InterchangeRecord, self._connection.execute(ordered))

    def in_state(self, state: str, limit: int) -> Sequence[InterchangeRecord]:
        """Return the interchanges in a state, newest (by id) first."""
        statement = select(*columns_for(InterchangeRecord, table)).where(table.c.state == state)
        newest = statement.order_by(table.c.id.desc()).limit(limit)
        return made(InterchangeRecord, self._connection.execute(newest))

    def get(self, interchange: str) -> InterchangeRecord:
        """Return an interchange; raises NotFound."""
        statement = select(*columns_for(InterchangeRecord, table)).where(table.c.id == interchange)
        for found in made(InterchangeRecord, self._connection.execute(statement)):
            return found
        raise NotFound(f"there is no interchange {interchange}")
