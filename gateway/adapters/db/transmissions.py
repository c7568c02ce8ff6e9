"""What crossed the wire."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, insert, select, update

from gateway.adapters.db.rows import columns_for, earlier, is_new, made, upsert, values
from gateway.adapters.db.tables import transmission as table
from gateway.adapters.db.tables import transmission_body as body
from gateway.application.records import Transmission, shard_of
from gateway.errors import NotFound


class DbTransmissions:
    """Implements the port Transmissions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, transmission: Transmission, content: bytes) -> bool:
        """Keep it; return False, keeping nothing, when its transport key is there already."""
        place = shard_of(transmission.partner)
        row = values(transmission) | {"shard": place, "received_as": transmission.partner}
        statement = upsert(self._connection, table).on_conflict_do_nothing(
            index_elements=["received_as", "direction", "transport", "transport_key", "shard"]
        )
        if not is_new(self._connection, statement, row):
            return False
        self._connection.execute(insert(body), {"id": transmission.id, "shard": place, "content": content})
        return True

    def find(self, partner: str, direction: str, transport: str, transport_key: str) -> Transmission | None:
        """Return the transmission under a transport key of the partner it arrived as."""
        found = self._select(
            table.c.received_as == partner,
            table.c.direction == direction,
            table.c.transport == transport,
            table.c.transport_key == transport_key,
            table.c.shard == shard_of(partner),
        )
        return found[0] if found else None

    def get(self, transmission: str) -> Transmission:
        """Return a transmission; raises NotFound."""
        for found in self._select(table.c.id == transmission):
            return found
        raise NotFound(f"there is no transmission {transmission}")

    def content(self, transmission: str) -> bytes:
        """Return the bytes as they were; raises NotFound."""
        statement = select(body.c.content).where(body.c.id == transmission)
        content: bytes | None = self._connection.scalar(statement)
        if content is None:
            raise NotFound(f"there is no transmission {transmission}")
        return content

    def set_state(
        self, transmission: str, state: str, *, partner: str | None = None, reason: str = ""
    ) -> None:
        """Move a transmission, and name its partner once known."""
        changes = {"state": state, "reason": reason} | ({} if partner is None else {"partner": partner})
        statement = update(table).where(table.c.id == transmission).values(changes)
        if not self._connection.execute(statement).rowcount:
            raise NotFound(f"there is no transmission {transmission}")

    def recent(self, limit: int, *, state: str = "", before: str = "") -> Sequence[Transmission]:
        """Return the newest first, those that came before a given one if it is named."""
        conditions = [table.c.state == state] if state else []
        if before:
            conditions.append(earlier(table, table.c.at, before))
        statement = select(*columns_for(Transmission, table)).where(*conditions)
        newest = statement.order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
        return made(Transmission, self._connection.execute(newest))

    def _select(self, *conditions: ColumnElement[bool]) -> Sequence[Transmission]:
        statement = select(*columns_for(Transmission, table)).where(*conditions)
        return made(Transmission, self._connection.execute(statement))
