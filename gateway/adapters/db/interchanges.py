"""Interchanges received and sent."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, select

from gateway.adapters.db.rows import columns_for, instead, made, values
from gateway.adapters.db.tables import interchange as table
from gateway.application.records import InterchangeRecord, shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(InterchangeRecord, table))
REPLACE = instead(table, "id", "shard")
REMOVE_ELSEWHERE = delete(table).where(
    table.c.id == bindparam("of_id"), table.c.shard != bindparam("of_shard")
)
OF = RECORDS.where(table.c.transmission == bindparam("of_transmission")).order_by(
    table.c.position, table.c.id
)
GET = RECORDS.where(table.c.id == bindparam("of_id"))
NUMBERED = RECORDS.where(table.c.control_number == bindparam("of_number"))


class DbInterchanges:
    """Implements the port Interchanges."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, interchange: InterchangeRecord) -> None:
        """Keep an interchange; one already kept under its id is replaced, wherever its partner put it."""
        place = shard_of(interchange.partner)
        self._connection.execute(REMOVE_ELSEWHERE, {"of_id": interchange.id, "of_shard": place})
        row = values(interchange) | {"shard": place}
        self._connection.execute(REPLACE[self._connection.dialect.name], row)

    def of(self, transmission: str) -> Sequence[InterchangeRecord]:
        """Return the interchanges of a transmission in order."""
        return made(InterchangeRecord, self._connection.execute(OF, {"of_transmission": transmission}))

    def in_state(self, state: str, limit: int) -> Sequence[InterchangeRecord]:
        """Return the interchanges in a state, newest (by id) first."""
        newest = RECORDS.where(table.c.state == state).order_by(table.c.id.desc()).limit(limit)
        return made(InterchangeRecord, self._connection.execute(newest))

    def numbered(self, control_number: str, limit: int, *, partner: str = "") -> Sequence[InterchangeRecord]:
        """Return so many interchanges of a control number, of a partner if it is named, in no order."""
        wanted = NUMBERED.where(table.c.partner == partner) if partner else NUMBERED
        found = self._connection.execute(wanted.limit(limit), {"of_number": control_number})
        return made(InterchangeRecord, found)

    def get(self, interchange: str) -> InterchangeRecord:
        """Return an interchange; raises NotFound."""
        for found in made(InterchangeRecord, self._connection.execute(GET, {"of_id": interchange})):
            return found
        raise NotFound(f"there is no interchange {interchange}")
