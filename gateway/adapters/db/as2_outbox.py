"""Messages of ours as they were sealed for AS2, and the receipts that came for them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from gateway.adapters.db.rows import added, columns_for, made, unless_there, values
from gateway.adapters.db.tables import as2_evidence as evidence
from gateway.adapters.db.tables import as2_sealed as table
from gateway.adapters.db.tables import as2_sealed_body as bodies
from gateway.application.as2.records import As2Evidence, As2Sealed
from gateway.application.records import shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(As2Sealed, table))
TESTIMONIES = select(*columns_for(As2Evidence, evidence)).order_by(evidence.c.at, evidence.c.id)
ADD = unless_there(table, "partner", "key", "round", "shard")
ADD_BODY = insert(bodies)
TESTIFY = insert(evidence)


class DbAs2Outbox:
    """Implements the port As2Outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, sealed: As2Sealed, body: bytes) -> bool:
        """Keep it; return False, keeping nothing, when its round of its document is sealed already."""
        place = shard_of(sealed.partner)
        if not added(self._connection, ADD, values(sealed) | {"shard": place}):
            return False
        self._connection.execute(ADD_BODY, {"id": sealed.id, "shard": place, "content": body})
        return True

    def update(self, sealed: As2Sealed) -> None:
        """Replace what is remembered of it; its bytes, id and Message-ID stay."""
        self._connection.execute(update(table).where(table.c.id == sealed.id), values(sealed))

    def latest(self, partner: str, key: str, *, lock: bool = False) -> As2Sealed | None:
        """Return the last round of a document, locked if asked."""
        ours = RECORDS.where(
            table.c.partner == partner, table.c.key == key, table.c.shard == shard_of(partner)
        )
        return self._first(ours.order_by(table.c.round.desc()).limit(1), lock=lock)

    def rounds(self, partner: str, key: str) -> Sequence[As2Sealed]:
        """Return a document as it was sealed, once a Message-ID, oldest first."""
        ours = RECORDS.where(
            table.c.partner == partner, table.c.key == key, table.c.shard == shard_of(partner)
        )
        return made(As2Sealed, self._connection.execute(ours.order_by(table.c.round)))

    def get(self, sealed: str, *, lock: bool = False) -> As2Sealed:
        """Return a sealed message, locked if asked; raises NotFound."""
        found = self._first(RECORDS.where(table.c.id == sealed), lock=lock)
        if found is None:
            raise NotFound(f"there is no AS2 message {sealed}")
        return found

    def find(self, partner: str, message_id: str) -> As2Sealed | None:
        """Return what was sent to a partner under a Message-ID."""
        return self._first(
            RECORDS.where(
                table.c.partner == partner,
                table.c.message_id == message_id,
                table.c.shard == shard_of(partner),
            )
        )

    def body(self, sealed: str) -> bytes:
        """Return its bytes; raises NotFound."""
        content: bytes | None = self._connection.scalar(select(bodies.c.content).where(bodies.c.id == sealed))
        if content is None:
            raise NotFound(f"there is no AS2 message {sealed}")
        return content

    def testify(self, evidence: As2Evidence) -> None:
        """Keep a receipt that came."""
        self._connection.execute(TESTIFY, values(evidence) | {"shard": shard_of(evidence.partner)})

    def evidence(self, sealed: str) -> Sequence[As2Evidence]:
        """Return the receipts that came for a message, oldest first."""
        return made(As2Evidence, self._connection.execute(TESTIMONIES.where(evidence.c.about == sealed)))

    def recent(self, limit: int) -> Sequence[As2Sealed]:
        """Return the newest first."""
        newest = RECORDS.order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
        return made(As2Sealed, self._connection.execute(newest))

    def _first(self, statement: Select[Any], *, lock: bool = False) -> As2Sealed | None:
        wanted = statement.with_for_update() if lock else statement
        found = made(As2Sealed, self._connection.execute(wanted))
        return found[0] if found else None
