"""What crossed the wire."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, func, insert, select, update

from gateway.adapters.db.columns import BYTES
from gateway.adapters.db.rows import added, columns_for, earlier, made, unless_there, values
from gateway.adapters.db.tables import transmission as table
from gateway.adapters.db.tables import transmission_body as body
from gateway.adapters.db.tables.listing import narrowed
from gateway.application.records import Transmission, shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(Transmission, table))
ADD = unless_there(table, "received_as", "direction", "transport", "transport_key", "shard")
ADD_BODY = insert(body)
FIND = RECORDS.where(
    table.c.received_as == bindparam("of_partner"),
    table.c.direction == bindparam("of_direction"),
    table.c.transport == bindparam("of_transport"),
    table.c.transport_key == bindparam("of_key"),
    table.c.shard == bindparam("of_shard"),
)
GET = RECORDS.where(table.c.id == bindparam("of_id"))
CONTENT = select(body.c.content).where(body.c.id == bindparam("of_id"))
FROM_ON = (bindparam("from_byte", type_=Integer), bindparam("so_many", type_=Integer))
PART = select(func.substr(body.c.content, *FROM_ON, type_=BYTES)).where(body.c.id == bindparam("of_id"))
NAMED = RECORDS.where(table.c.name == bindparam("of_name"))
ALIKE = RECORDS.where(table.c.sha256 == bindparam("of_sha256"))
CHANGE = update(table).where(table.c.id == bindparam("of_id"))


class DbTransmissions:
    """Implements the port Transmissions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, transmission: Transmission, content: bytes) -> bool:
        """Keep it; return False, keeping nothing, when its transport key is there already."""
        place = shard_of(transmission.partner)
        row = values(transmission) | {"shard": place, "received_as": transmission.partner}
        if not added(self._connection, ADD, row):
            return False
        self._connection.execute(ADD_BODY, {"id": transmission.id, "shard": place, "content": content})
        return True

    def find(self, partner: str, direction: str, transport: str, transport_key: str) -> Transmission | None:
        """Return the transmission under a transport key of the partner it arrived as."""
        found = self._made(
            FIND,
            of_partner=partner,
            of_direction=direction,
            of_transport=transport,
            of_key=transport_key,
            of_shard=shard_of(partner),
        )
        return found[0] if found else None

    def get(self, transmission: str) -> Transmission:
        """Return a transmission; raises NotFound."""
        for found in self._made(GET, of_id=transmission):
            return found
        raise NotFound(f"there is no transmission {transmission}")

    def content(self, transmission: str) -> bytes:
        """Return the bytes as they were; raises NotFound."""
        return self._bytes(CONTENT, of_id=transmission)

    def part(self, transmission: str, offset: int, length: int) -> bytes:
        """Return so many of the bytes from an offset on; raises NotFound."""
        return self._bytes(PART, of_id=transmission, from_byte=offset + 1, so_many=length)

    def set_state(
        self, transmission: str, state: str, *, partner: str | None = None, reason: str = ""
    ) -> None:
        """Move a transmission, and name its partner once known."""
        changes = {"state": state, "reason": reason} | ({} if partner is None else {"partner": partner})
        if not self._connection.execute(CHANGE, {"of_id": transmission} | changes).rowcount:
            raise NotFound(f"there is no transmission {transmission}")

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[Transmission]:
        """Return the newest first, those of a partner or that came before a given one if it is named."""
        wanted = ((table.c.state, state), (table.c.partner, partner))
        conditions = [narrowed(column, value) for column, value in wanted if value]
        if before:
            conditions.append(earlier(table, table.c.at, before))
        newest = RECORDS.where(*conditions).order_by(table.c.at.desc(), table.c.id.desc())
        return self._made(newest.limit(limit))

    def known_as(self, name: str, limit: int, *, partner: str = "") -> Sequence[Transmission]:
        """Return so many under a name or with a digest (SHA-256, in hexadecimal), of a partner if it is named, in no order."""
        theirs = [table.c.partner == partner] if partner else []
        named = self._made(NAMED.where(*theirs).limit(limit), of_name=name)
        return named or self._made(ALIKE.where(*theirs).limit(limit), of_sha256=name.lower())

    def _bytes(self, statement: Select[bytes], **of: object) -> bytes:
        content: bytes | None = self._connection.scalar(statement, of)
        if content is None:
            raise NotFound(f"there is no transmission {of['of_id']}")
        return content

    def _made(self, statement: Select[Any], **of: object) -> list[Transmission]:
        return made(Transmission, self._connection.execute(statement, of))
