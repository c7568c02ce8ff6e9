"""The chain over the audit trail, and those who are told of what happens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gateway.application.records import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A line of the audit trail in its place: `digest` covers the line and the digest of the place before it."""

    seq: int
    event: str
    digest: str
    at: datetime


class Seals(Protocol):
    """The places of lines in the chain, counted from 1 without gaps."""

    def last(self) -> Seal | None:
        """Return the last place that is taken."""
        ...

    def unsealed(self, since: datetime | None, limit: int) -> Sequence[Event]:
        """Return so many lines that have no place yet, of those since an instant if it is given, oldest first."""
        ...

    def add_all(self, seals: Sequence[Seal]) -> None:
        """Take places; a place or a line that is taken already is an error of the database."""
        ...

    def chain(self) -> Iterator[tuple[Seal, Event | None]]:
        """Yield every place in order, with its line; None where the line is gone."""
        ...

    def unsealed_before(self, at: datetime, limit: int) -> Sequence[Event]:
        """Return so many lines from before an instant that have no place."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where somebody is told of events: which ones (names, or `order.*`), and of one partner if it is named.

    `sealed` is the secret messages are signed with. `state` is `active` or `off`.
    """

    id: str
    url: str
    events: tuple[str, ...]
    partner: str = ""
    state: str = "active"
    sealed: bytes
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery:
    """One event on its way to one endpoint. `state` is `waiting`, `delivered` or `failed`; `status` the last answer's."""

    id: str
    partner: str
    endpoint: str
    event: str
    what: str
    body: str
    state: str = "waiting"
    attempts: int = 0
    status: int = 0
    reason: str = ""
    made_at: datetime
    done_at: datetime | None = None


class Webhooks(Protocol):
    """Endpoints and what was sent to them."""

    def put(self, endpoint: Endpoint) -> None:
        """Keep an endpoint, in place of what was known of it."""
        ...

    def get(self, endpoint: str) -> Endpoint:
        """Return an endpoint; raises NotFound."""
        ...

    def all(self) -> Sequence[Endpoint]:
        """Return every endpoint, oldest first."""
        ...

    def remove(self, endpoint: str) -> None:
        """Forget an endpoint; what was sent to it stays."""
        ...

    def add(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Keep what is to be sent."""
        ...

    def update(self, delivery: WebhookDelivery) -> None:
        """Replace a delivery's record."""
        ...

    def delivery(self, delivery: str) -> WebhookDelivery:
        """Return a delivery; raises NotFound."""
        ...

    def recent(
        self, limit: int, *, endpoint: str = "", state: str = "", before: str = ""
    ) -> Sequence[WebhookDelivery]:
        """Return deliveries, newest first, narrowed by what is given; those before a given one if it is named."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was answered to a request that carried an Idempotency-Key; `status` is 0 while it is under way."""

    key_hash: str
    sha256: str
    status: int = 0
    media: str = ""
    location: str = ""
    content: bytes = b""
    at: datetime


class Replies(Protocol):
    """Answers kept to be given again."""

    def claim(self, reply: Reply) -> Reply | None:
        """Keep it and return None where its key is new, else return what is kept under it."""
        ...

    def put(self, reply: Reply) -> None:
        """Keep the answer, in place of what was kept under its key."""
        ...

    def forget(self, key_hash: str) -> None:
        """Forget a key, as if it had never come."""
        ...

    def forget_before(self, at: datetime) -> int:
        """Forget what was kept before an instant; return how many there were."""
        ...
