"""Endpoints that are told of events, and what was sent to them; answers kept for Idempotency-Keys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from gateway.adapters.db.bulk import insert_rows
from gateway.adapters.db.rows import added, columns_for, instead, made, unless_there, values
from gateway.adapters.db.tables import api_reply, webhook_delivery, webhook_endpoint
from gateway.adapters.db.tables.listing import narrowed
from gateway.application.ports.auditing import Endpoint, Reply, WebhookDelivery
from gateway.application.records import shard_of
from gateway.errors import NotFound

ENDPOINTS = select(*columns_for(Endpoint, webhook_endpoint))
DELIVERIES = select(*columns_for(WebhookDelivery, webhook_delivery))
REPLIES = select(*columns_for(Reply, api_reply))
PUT = instead(webhook_endpoint, "id")
CLAIM = unless_there(api_reply)
PUT_REPLY = instead(api_reply, "key_hash")
WRITTEN = (
    "id",
    "shard",
    "partner",
    "endpoint",
    "event",
    "what",
    "body",
    "state",
    "attempts",
    "status",
    "reason",
    "made_at",
    "done_at",
)


class DbWebhooks:
    """Implements the port Webhooks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._database = connection.dialect.name

    def put(self, endpoint: Endpoint) -> None:
        """Keep an endpoint, in place of what was known of it."""
        self._connection.execute(PUT[self._database], values(endpoint))

    def get(self, endpoint: str) -> Endpoint:
        """Return an endpoint; raises NotFound."""
        found = made(Endpoint, self._connection.execute(ENDPOINTS.where(webhook_endpoint.c.id == endpoint)))
        if not found:
            raise NotFound(f"there is no webhook {endpoint}")
        return found[0]

    def all(self) -> Sequence[Endpoint]:
        """Return every endpoint, oldest first."""
        return made(Endpoint, self._connection.execute(ENDPOINTS.order_by(webhook_endpoint.c.id)))

    def remove(self, endpoint: str) -> None:
        """Forget an endpoint; what was sent to it stays."""
        self._connection.execute(delete(webhook_endpoint).where(webhook_endpoint.c.id == endpoint))

    def add(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Keep what is to be sent."""
        rows = [values(one) | {"shard": shard_of(one.partner)} for one in deliveries]
        insert_rows(
            self._connection,
            webhook_delivery,
            WRITTEN,
            (tuple(row[name] for name in WRITTEN) for row in rows),
        )

    def update(self, delivery: WebhookDelivery) -> None:
        """Replace a delivery's record."""
        statement = update(webhook_delivery).where(webhook_delivery.c.id == delivery.id)
        self._connection.execute(statement.values(values(delivery)))

    def delivery(self, delivery: str) -> WebhookDelivery:
        """Return a delivery; raises NotFound."""
        wanted = DELIVERIES.where(webhook_delivery.c.id == delivery)
        found = made(WebhookDelivery, self._connection.execute(wanted))
        if not found:
            raise NotFound(f"there is no delivery {delivery}")
        return found[0]

    def recent(
        self, limit: int, *, endpoint: str = "", state: str = "", before: str = ""
    ) -> Sequence[WebhookDelivery]:
        """Return deliveries, newest first, narrowed by what is given; those before a given one if it is named."""
        table = webhook_delivery
        wanted = ((table.c.endpoint, endpoint), (table.c.state, state))
        conditions = [narrowed(column, value) for column, value in wanted if value]
        if before:
            conditions.append(table.c.id < before)
        newest = DELIVERIES.where(*conditions).order_by(table.c.id.desc()).limit(limit)
        return made(WebhookDelivery, self._connection.execute(newest))


class DbReplies:
    """Implements the port Replies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._database = connection.dialect.name

    def claim(self, reply: Reply) -> Reply | None:
        """Keep it and return None where its key is new, else return what is kept under it."""
        if added(self._connection, CLAIM, values(reply)):
            return None
        wanted = REPLIES.where(api_reply.c.key_hash == reply.key_hash)
        return made(Reply, self._connection.execute(wanted))[0]

    def put(self, reply: Reply) -> None:
        """Keep the answer, in place of what was kept under its key."""
        self._connection.execute(PUT_REPLY[self._database], values(reply))

    def forget(self, key_hash: str) -> None:
        """Forget a key, as if it had never come."""
        self._connection.execute(delete(api_reply).where(api_reply.c.key_hash == key_hash))

    def forget_before(self, at: datetime) -> int:
        """Forget what was kept before an instant; return how many there were."""
        return self._connection.execute(delete(api_reply).where(api_reply.c.at < at)).rowcount
