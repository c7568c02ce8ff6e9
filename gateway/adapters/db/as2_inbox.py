"""Messages that came over AS2, and the receipts they got."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from gateway.adapters.db.rows import added, columns_for, instead, made, unless_there, values
from gateway.adapters.db.tables import as2_arrival as table
from gateway.adapters.db.tables import as2_arrival_body as bodies
from gateway.adapters.db.tables import as2_receipt as receipts
from gateway.application.as2.records import As2Arrival, As2ReceiptGiven
from gateway.application.records import Transmission, shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(As2Arrival, table))
GIVEN = select(*columns_for(As2ReceiptGiven, receipts))
KEY = ("partner", "sender", "recipient", "message_id", "shard")
ADD = unless_there(table, *KEY)
ADD_BODY = insert(bodies)
SAME = RECORDS.where(*(table.c[name] == bindparam(f"of_{name}") for name in KEY)).with_for_update()
NEWEST = RECORDS.order_by(table.c.at.desc(), table.c.id.desc())
BY_NAME = RECORDS.where(
    table.c.partner == bindparam("of_partner"),
    table.c.shard == bindparam("of_shard"),
    table.c.message_id.in_(bindparam("of_ids", expanding=True)),
).order_by(table.c.at, table.c.id)
GIVE = instead(receipts, "id", "shard")


class DbAs2Inbox:
    """Implements the port As2Inbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, arrival: As2Arrival, body: bytes) -> As2Arrival | None:
        """Keep it and return None; or return, locked, the one that came before under its names and Message-ID."""
        row = values(arrival) | {"shard": shard_of(arrival.partner)}
        if not added(self._connection, ADD, row):
            return self._made(SAME, {f"of_{name}": row[name] for name in KEY})[0]
        self._connection.execute(ADD_BODY, {"id": arrival.id, "shard": row["shard"], "content": body})
        return None

    def retake(self, arrival: As2Arrival, body: bytes) -> None:
        """Put a new attempt in the place of one that failed or was left lying: the same id, other bytes."""
        self._connection.execute(update(table).where(table.c.id == arrival.id), values(arrival))
        self._connection.execute(update(bodies).where(bodies.c.id == arrival.id), {"content": body})

    def finish(self, arrival: As2Arrival) -> bool:
        """Write down what became of it; return False, writing nothing, when somebody else took it over."""
        ours = update(table).where(
            table.c.id == arrival.id, table.c.token == arrival.token, table.c.state == "received"
        )
        return self._connection.execute(ours, values(arrival)).rowcount == 1

    def get(self, arrival: str) -> As2Arrival:
        """Return a message that came; raises NotFound."""
        for found in self._made(RECORDS.where(table.c.id == arrival)):
            return found
        raise NotFound(f"there is no AS2 message {arrival}")

    def body(self, arrival: str) -> bytes:
        """Return its bytes as they were; raises NotFound."""
        content: bytes | None = self._connection.scalar(
            select(bodies.c.content).where(bodies.c.id == arrival)
        )
        if content is None:
            raise NotFound(f"there is no AS2 message {arrival}")
        return content

    def give(self, receipt: As2ReceiptGiven) -> None:
        """Keep the receipt of a message, in place of one of an attempt that failed."""
        row = values(receipt) | {"shard": shard_of(receipt.partner)}
        self._connection.execute(GIVE[self._connection.dialect.name], row)

    def receipt(self, arrival: str) -> As2ReceiptGiven | None:
        """Return the receipt a message got."""
        found = made(As2ReceiptGiven, self._connection.execute(GIVEN.where(receipts.c.id == arrival)))
        return found[0] if found else None

    def forget_refused(self, partner: str, *, keep: int) -> None:
        """Drop the bytes of a partner's refused messages but the newest; what became of them stays."""
        refused = select(table.c.id).where(
            table.c.partner == partner, table.c.shard == shard_of(partner), table.c.state == "refused"
        )
        older = refused.order_by(table.c.at.desc(), table.c.id.desc()).offset(keep)
        self._connection.execute(update(bodies).where(bodies.c.id.in_(older)), {"content": b""})

    def that_brought(self, transmission: Transmission) -> Sequence[As2Arrival]:
        """Return the messages under whose Message-ID a transmission came, oldest first."""
        partner, key = transmission.received_as, transmission.transport_key
        ids = [key, key.rpartition("#")[0]]
        found = self._made(BY_NAME, {"of_partner": partner, "of_shard": shard_of(partner), "of_ids": ids})
        return [one for one in found if transmission.id in one.transmissions]

    def recent(self, limit: int) -> Sequence[As2Arrival]:
        """Return the newest first."""
        return self._made(NEWEST.limit(limit))

    def _made(self, statement: Select[Any], of: dict[str, Any] | None = None) -> list[As2Arrival]:
        return made(As2Arrival, self._connection.execute(statement, of or {}))
