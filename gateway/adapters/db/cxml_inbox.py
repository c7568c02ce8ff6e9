"""What partners posted as cXML."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from gateway.adapters.db.rows import added, columns_for, earlier, instead, made, named, unless_there, values
from gateway.adapters.db.tables import cxml_attachment as attached
from gateway.adapters.db.tables import cxml_exchange as table
from gateway.adapters.db.tables import cxml_reply as replies
from gateway.adapters.db.tables import cxml_secret as secrets
from gateway.application.ports import CxmlAttachment, CxmlExchange, CxmlSecret
from gateway.application.records import shard_of
from gateway.errors import NotFound

RECORDS = select(*columns_for(CxmlExchange, table))
KEY = ("partner", "payload_id", "shard")
ADD = unless_there(table, *KEY)
ADD_REPLY = insert(replies)
SAME = RECORDS.where(*(table.c[name] == bindparam(f"of_{name}") for name in KEY))
SAME_LOCKED = SAME.with_for_update()
FINISH = update(table).where(table.c.id == bindparam("of_id"))
OF_DOCUMENT = RECORDS.where(table.c.document == bindparam("of_document"))
LISTED = select(*named(attached, *(one.key for one in attached.c if one.key not in ("shard", "content"))))
COUNTING = select(*columns_for(CxmlSecret, secrets)).where(
    secrets.c.partner == bindparam("of_partner"), secrets.c.retired_at.is_(None)
)
KEEP = instead(secrets, "partner", "digest")


class DbCxmlInbox:
    """Implements the port CxmlInbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, exchange: CxmlExchange) -> CxmlExchange | None:
        """Keep it and return None; or return, locked, the one that came before under its payload id."""
        row = values(exchange) | {"shard": shard_of(exchange.partner)}
        if added(self._connection, ADD, row):
            return None
        return self._made(SAME_LOCKED, {f"of_{name}": row[name] for name in KEY})[0]

    def finish(self, exchange: CxmlExchange, reply: bytes) -> None:
        """Write down what became of it, and the bytes it was answered by."""
        self._connection.execute(FINISH, values(exchange) | {"of_id": exchange.id})
        row = {"id": exchange.id, "shard": shard_of(exchange.partner), "content": reply}
        self._connection.execute(ADD_REPLY, row)

    def reply(self, exchange: str) -> bytes:
        """Return the bytes a request was answered by; raises NotFound."""
        content: bytes | None = self._connection.scalar(
            select(replies.c.content).where(replies.c.id == exchange)
        )
        if content is None:
            raise NotFound(f"there is no cXML request {exchange}")
        return content

    def get(self, exchange: str) -> CxmlExchange:
        """Return a request; raises NotFound."""
        for found in self._made(RECORDS.where(table.c.id == exchange)):
            return found
        raise NotFound(f"there is no cXML request {exchange}")

    def find(self, partner: str, payload_id: str) -> CxmlExchange | None:
        """Return the request of a partner under a payload id."""
        of = {"of_partner": partner, "of_payload_id": payload_id, "of_shard": shard_of(partner)}
        found = self._made(SAME, of)
        return found[0] if found else None

    def of_document(self, document: str) -> CxmlExchange | None:
        """Return the request a document came in."""
        found = self._made(OF_DOCUMENT, {"of_document": document}) if document else []
        return found[0] if found else None

    def recent(self, limit: int, *, partner: str = "", before: str = "") -> Sequence[CxmlExchange]:
        """Return the newest first, those before a given one if it is named."""
        statement = RECORDS.order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
        if partner:
            statement = statement.where(table.c.partner == partner, table.c.shard == shard_of(partner))
        if before:
            statement = statement.where(earlier(table, table.c.at, before))
        return self._made(statement)

    def attach(self, attachments: Sequence[CxmlAttachment]) -> None:
        """Keep what came with a request."""
        for one in attachments:
            self._connection.execute(insert(attached), values(one) | {"shard": shard_of(one.partner)})

    def attachments(self, document: str) -> Sequence[CxmlAttachment]:
        """Return what came with a document, in order, without the bytes."""
        statement = LISTED.where(attached.c.document == document).order_by(attached.c.position)
        return made(CxmlAttachment, self._connection.execute(statement))

    def attachment(self, attachment: str) -> CxmlAttachment:
        """Return an attachment with its bytes; raises NotFound."""
        statement = select(*columns_for(CxmlAttachment, attached)).where(attached.c.id == attachment)
        for found in made(CxmlAttachment, self._connection.execute(statement)):
            return found
        raise NotFound(f"there is no attachment {attachment}")

    def secrets(self, partner: str) -> Sequence[CxmlSecret]:
        """Return the secrets of a partner that count, oldest first."""
        statement = COUNTING.order_by(secrets.c.made_at, secrets.c.digest)
        return made(CxmlSecret, self._connection.execute(statement, {"of_partner": partner}))

    def keep_secret(self, secret: CxmlSecret) -> None:
        """Keep a secret's digest, or what has become of it."""
        self._connection.execute(KEEP[self._connection.dialect.name], values(secret))

    def _made(self, statement: Select[Any], of: dict[str, Any] | None = None) -> list[CxmlExchange]:
        return made(CxmlExchange, self._connection.execute(statement, of or {}))
