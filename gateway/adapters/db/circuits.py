"""Partners that could not be reached."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, select

from gateway.adapters.db.rows import columns_for, instead, made, values
from gateway.adapters.db.tables import circuit as table
from gateway.application.ports.waiting import Circuit
from gateway.application.records import shard_of

RECORDS = select(*columns_for(Circuit, table))
IS = (table.c.partner == bindparam("of_partner"), table.c.shard == bindparam("of_shard"))
GET = RECORDS.where(*IS)
GET_LOCKED = GET.with_for_update()
PUT = instead(table, "partner", "shard")
CLEAR = delete(table).where(*IS)
ALL = RECORDS.order_by(table.c.partner)


class DbCircuits:
    """Implements the port Circuits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, partner: str, *, lock: bool = False) -> Circuit | None:
        """Return how a partner stands, None if well; locked until the end of the unit of work if asked."""
        statement = GET_LOCKED if lock else GET
        found = made(Circuit, self._connection.execute(statement, _this(partner)))
        return found[0] if found else None

    def put(self, circuit: Circuit) -> None:
        """Keep how a partner stands."""
        row = values(circuit) | {"shard": shard_of(circuit.partner)}
        self._connection.execute(PUT[self._connection.dialect.name], row)

    def clear(self, partner: str) -> None:
        """Forget about a partner: it was reached."""
        self._connection.execute(CLEAR, _this(partner))

    def all(self) -> Sequence[Circuit]:
        """Return all, by partner."""
        return made(Circuit, self._connection.execute(ALL))


def _this(partner: str) -> dict[str, object]:
    return {"of_partner": partner, "of_shard": shard_of(partner)}
