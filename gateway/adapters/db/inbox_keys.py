"""The ledger of what was seen before."""

from datetime import datetime
from hashlib import sha256 as digest

from sqlalchemy import Connection, select

from gateway.adapters.db.rows import is_new, upsert
from gateway.adapters.db.tables import inbox_key as table
from gateway.application.records import shard_of


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
        first = upsert(self._connection, table).on_conflict_do_nothing()
        row = place | {"sha256": sha256, "transmission": transmission, "at": at}
        if is_new(self._connection, first, row):
            return None
        statement = select(table.c.sha256, table.c.transmission)
        for name, value in place.items():
            statement = statement.where(table.c[name] == value)
        seen = self._connection.execute(statement).one()
        return seen[0], seen[1]
