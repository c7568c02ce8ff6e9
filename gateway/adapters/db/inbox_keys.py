"""The ledger of what was seen before."""

from datetime import datetime
from hashlib import sha256 as digest

from sqlalchemy import Connection, bindparam, select

from gateway.adapters.db.rows import added, unless_there
from gateway.adapters.db.tables import inbox_key as table
from gateway.application.records import shard_of

CLAIM = unless_there(table)
SEEN = select(table.c.sha256, table.c.transmission).where(
    *(column == bindparam(column.key) for column in table.primary_key)
)


class DbInboxKeys:
    """Implements the port InboxKeys; keys of any length are kept by their digest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(
        self, partner: str, scope: str, key: str, *, sha256: str, transmission: str, at: datetime
    ) -> tuple[str, str] | None:
        """Return None when the key is new and now ours, else (sha256, transmission) of its first use."""
        place = {
            "partner": partner,
            "scope": scope,
            "key_hash": digest(key.encode()).hexdigest(),
            "shard": shard_of(partner),
        }
        row = place | {"sha256": sha256, "transmission": transmission, "at": at}
        if added(self._connection, CLAIM, row):
            return None
        seen = self._connection.execute(SEEN, place).one()
        return seen[0], seen[1]
