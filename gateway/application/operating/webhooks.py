"""Webhooks: programs are told of events, signed by the Standard Webhooks scheme, tried again for days, logged.

What there is to tell comes from the audit trail as it is sealed, so that nothing in the pipeline waits for it and
nothing that was not committed is ever told.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from gateway.application.ports import Store, UnitOfWork, Vault
from gateway.application.ports.auditing import Endpoint, WebhookDelivery
from gateway.application.records import Event, Job, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import dumps
from gateway.domain.ladders import Ladder
from gateway.errors import Conflict, TransportError

KIND = "webhook"
PREFIX = "whsec_"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
EVENTS = (
    "order.received",
    "order.held",
    "order.confirmed",
    "order.rejected",
    "order.changed",
    "order.released",
    "order.chain-complete",
    "shipment.noticed",
    "shipment.held",
    "invoice.credited",
    "interchange.held",
    "document.sent",
    "document.undeliverable",
    "document.acknowledged",
    "document.refused-by-partner",
    "acknowledgement.overdue",
    "deadline.at-risk",
    "deadline.overdue",
    "partner.out-of-reach",
    "partner.reached-again",
    "certificate.expiring",
    "alert.raised",
    "alert.worse",
    "alert.reminded",
    "alert.cleared",
    "alert.acknowledged",
    "alert.snoozed",
    "alert.test",
)
"""What programs can be told of; names are only ever added."""
LADDER = Ladder(
    steps=tuple(timedelta(seconds=one) for one in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)),
    give_up_after=timedelta(days=3),
    jitter_percent=20,
)
"""The waits Standard Webhooks proposes."""


class Post(Protocol):
    """Posts one signed message; returns the status, raises TransportError for anything that is no 2xx."""

    def __call__(self, url: str, secret: str, message: "Message") -> int:
        """Post it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is posted: `id` is the same at every try."""

    id: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A delivery on its way."""

    delivery: WebhookDelivery
    url: str
    secret: str


def wants(endpoint: Endpoint, event: Event) -> bool:
    """Return whether an endpoint asked to be told of an event."""
    return _asked(endpoint, event.what, event.partner)


def _asked(endpoint: Endpoint, what: str, partner: str) -> bool:
    named = what in endpoint.events or "*" in endpoint.events
    group = f"{what.partition('.')[0]}.*" in endpoint.events
    return (
        endpoint.state == "active"
        and what in EVENTS
        and (named or group)
        and endpoint.partner in ("", partner)
    )


def told_of(work: UnitOfWork, what: str) -> int:
    """Return how many endpoints are told of an event that is about no partner."""
    return sum(_asked(one, what, "") for one in work.webhooks.all())


def tell(services: Services, work: UnitOfWork, events: Sequence[Event]) -> Iterator[NewJob]:
    """Yield the jobs that tell endpoints of events, and keep what is to be sent."""
    told = [one for one in events if one.what in EVENTS]
    endpoints = work.webhooks.all() if told else ()
    deliveries = [
        _delivery(services, endpoint, event)
        for event in told
        for endpoint in endpoints
        if wants(endpoint, event)
    ]
    if deliveries:
        work.webhooks.add(deliveries)
    for one in deliveries:
        yield _job(one)


def add_endpoint(
    services: Services,
    store: Store,
    vault: Vault,
    *,
    url: str,
    events: Sequence[str],
    partner: str = "",
    actor: str,
) -> tuple[Endpoint, str]:
    """Make an endpoint; return it with its secret, which is shown this once."""
    _check(services, url, events, partner)
    endpoint = Endpoint(
        id=services.ids.new(),
        url=url,
        events=tuple(sorted(set(events))),
        partner=partner,
        sealed=b"",
        made_at=services.clock.now(),
        made_by=actor,
    )
    secret = _new_secret(services)
    endpoint = replace(endpoint, sealed=vault.seal(_name(endpoint.id), secret.encode()))
    with store.begin() as work:
        work.webhooks.put(endpoint)
        services.note(work, "webhook.added", endpoint.id, actor=actor, url=url, events=list(endpoint.events))
        work.commit()
    return endpoint, secret


def rotate(services: Services, store: Store, vault: Vault, endpoint: str, *, actor: str) -> str:
    """Give an endpoint a new secret; return it, which is shown this once."""
    secret = _new_secret(services)
    with store.begin() as work:
        known = work.webhooks.get(endpoint)
        work.webhooks.put(replace(known, sealed=vault.seal(_name(known.id), secret.encode())))
        services.note(work, "webhook.rotated", endpoint, actor=actor)
        work.commit()
    return secret


def set_endpoint_state(
    services: Services, store: Store, endpoint: str, *, active: bool, actor: str
) -> Endpoint:
    """Tell an endpoint of events again, or no longer."""
    with store.begin() as work:
        changed = replace(work.webhooks.get(endpoint), state="active" if active else "off")
        work.webhooks.put(changed)
        services.note(work, "webhook.on" if active else "webhook.off", endpoint, actor=actor)
        work.commit()
    return changed


def remove_endpoint(services: Services, store: Store, endpoint: str, *, actor: str) -> None:
    """Forget an endpoint; the log of what was sent to it stays."""
    with store.begin() as work:
        known = work.webhooks.get(endpoint)
        work.webhooks.remove(endpoint)
        services.note(work, "webhook.removed", endpoint, actor=actor, url=known.url)
        work.commit()


def redeliver(services: Services, store: Store, delivery: str, *, actor: str) -> WebhookDelivery:
    """Send what was sent, or given up, once more under the same id."""
    with store.begin() as work:
        known = work.webhooks.delivery(delivery)
        work.webhooks.get(known.endpoint)
        again = replace(known, state="waiting", done_at=None, reason="")
        work.webhooks.update(again)
        for letter in work.jobs.dead_about([delivery], KIND):
            work.jobs.forget_dead(letter.id)
        work.jobs.add(_job(again))
        services.note(work, "webhook.redelivered", delivery, actor=actor, partner=known.partner)
        work.commit()
    return again


def send_test(services: Services, store: Store, endpoint: str, *, actor: str) -> WebhookDelivery:
    """Send an endpoint a message that says it is a trial."""
    with store.begin() as work:
        known = work.webhooks.get(endpoint)
        event = Event(
            id=services.ids.new(),
            at=services.clock.now(),
            partner=known.partner,
            what="webhook.test",
            ref=endpoint,
            actor=actor,
            detail={},
        )
        delivery = _delivery(services, known, event)
        work.webhooks.add([delivery])
        work.jobs.add(_job(delivery))
        services.note(work, "webhook.tested", endpoint, actor=actor)
        work.commit()
    return delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooking:
    """The effect behind `webhook` jobs, and how they are tried again; implements `Effect` and `Patience`."""

    services: Services
    vault: Vault
    post: Post

    def prepare(self, work: UnitOfWork, job: Job) -> Prepared:
        """Return the message, where it goes and its secret; raises Conflict where nobody wants it any more."""
        delivery = work.webhooks.delivery(job.ref)
        known = {one.id: one for one in work.webhooks.all()}
        endpoint = known.get(delivery.endpoint)
        if endpoint is None or endpoint.state != "active":
            raise Conflict("the webhook is switched off")
        secret = self.vault.open(_name(endpoint.id), endpoint.sealed).decode()
        return Prepared(delivery=delivery, url=endpoint.url, secret=secret)

    def perform(self, prepared: object) -> object:
        """Post it; raises TransportError."""
        if not isinstance(prepared, Prepared):
            raise TypeError("only a prepared message can be posted")
        one = prepared.delivery
        message = Message(id=one.event, body=one.body, at=self.services.clock.now())
        return self.post(prepared.url, prepared.secret, message)

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down that it was taken."""
        self._note(work, job, state="delivered", status=result if isinstance(result, int) else 0)
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that nobody took it for days."""
        self._note(work, job, state="failed", reason=reason)
        return ()

    def ladder(self, job: Job) -> Ladder:
        """Return how it is tried again."""
        del job
        return LADDER

    def failed(self, work: UnitOfWork, job: Job, error: Exception) -> None:
        """Note the try that failed."""
        known = work.webhooks.delivery(job.ref)
        reason = str(error) if isinstance(error, TransportError) else type(error).__name__
        work.webhooks.update(replace(known, attempts=known.attempts + 1, reason=reason))

    def _note(self, work: UnitOfWork, job: Job, *, state: str, status: int = 0, reason: str = "") -> None:
        known = work.webhooks.delivery(job.ref)
        done = replace(
            known,
            state=state,
            status=status,
            reason=reason,
            attempts=known.attempts + (state == "delivered"),
            done_at=self.services.clock.now(),
        )
        work.webhooks.update(done)


def _check(services: Services, url: str, events: Sequence[str], partner: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Conflict("a webhook is posted to an https address")
    if not parts.hostname or parts.username or parts.password:
        raise Conflict("a webhook's address has a host and no password in it")
    groups = {f"{one.partition('.')[0]}.*" for one in EVENTS} | {"*", *EVENTS}
    strangers = sorted(set(events) - groups)
    if strangers or not events:
        raise Conflict(f"name events: {', '.join(EVENTS)}, a group such as order.*, or *")
    if partner:
        services.directory.get(partner)


def _delivery(services: Services, endpoint: Endpoint, event: Event) -> WebhookDelivery:
    data = {
        "id": event.id,
        "partner": event.partner,
        "ref": event.ref,
        "order": event.order,
        "actor": event.actor,
        "detail": event.detail,
    }
    body = dumps({"type": event.what, "timestamp": event.at.isoformat(), "data": data})
    return WebhookDelivery(
        id=services.ids.new(),
        partner=event.partner,
        endpoint=endpoint.id,
        event=event.id,
        what=event.what,
        body=body,
        made_at=services.clock.now(),
    )


def _job(delivery: WebhookDelivery) -> NewJob:
    return NewJob(kind=KIND, ref=delivery.id, dedupe=f"{KIND}:{delivery.id}", partner=delivery.partner)


def _name(endpoint: str) -> str:
    return f"webhook:{endpoint}"


def _new_secret(services: Services) -> str:
    return PREFIX + b64encode(services.chance(24)).decode()
