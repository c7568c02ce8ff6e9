"""What needs a person at the moment, read from what is written down anyway: ledgers, queues, circuits, certificates."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.application.alerting.wording import ENDS
from gateway.application.as2.expiring import WARNINGS, expiring
from gateway.application.expecting import ANSWER
from gateway.application.operating.checks import BAD, GOOD, WARN
from gateway.application.operating.doctoring import trail
from gateway.application.operating.machines import disk
from gateway.application.operating.webhooks import KIND as WEBHOOK
from gateway.application.ports import UnitOfWork
from gateway.application.services import Services
from gateway.errors import NotFound
from gateway.profiles.alerting import AlertRules, PartnerAlerts

OF_DUE = {
    "at-risk": ("deadline-at-risk", WARN),
    "overdue": ("deadline-missed", BAD),
    "refused": ("refused-by-partner", BAD),
}
SOON_OVER = WARNINGS[-2]
"""From when on a certificate that ends is grave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something that needs a person: of which partner, kind and key, how grave, how many and since when."""

    partner: str
    kind: str
    key: str
    severity: str
    count: int = 1
    since: datetime
    detail: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Return what tells it from everything else that stands."""
        return self.partner, self.kind, self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What conditions are read by: partners and clock, the house's rules, and how much of the disk is free."""

    services: Services
    disk_free: Callable[[], int]

    @property
    def rules(self) -> AlertRules:
        """Return what the house says of alerts."""
        return self.services.directory.house.alerts

    def of(self, partner: str) -> PartnerAlerts:
        """Return what is otherwise with a partner, nothing where nobody knows it."""
        try:
            return self.services.directory.get(partner).alerts
        except NotFound:
            return PartnerAlerts()


def seen(surroundings: Surroundings, work: UnitOfWork, now: datetime) -> Iterator[Seen]:
    """Yield what needs a person now, each partner, kind and key once; what is switched off is left out."""
    rules = surroundings.rules
    for one in _all(surroundings, work, now):
        if one.kind not in (*rules.off, *surroundings.of(one.partner).off):
            yield one


def _all(surroundings: Surroundings, work: UnitOfWork, now: datetime) -> Iterator[Seen]:
    yield from _due(work)
    yield from _circuits(work)
    yield from _silent(surroundings, work, now)
    yield from _waiting(surroundings, work, now)
    yield from _given_up(work)
    yield from _queues(surroundings.rules.work_after, work, now)
    yield from _certificates(surroundings.services, work, now)
    yield from _machine(surroundings, work, now)


def _due(work: UnitOfWork) -> Iterator[Seen]:
    """Yield what is late or soon late: what partners owe us, and gravest what we owe them."""
    for one in work.alerts.due():
        kind, severity = OF_DUE[one.kind]
        yield Seen(
            partner=one.partner,
            kind=kind,
            key=one.key,
            severity=BAD if one.key == ANSWER else severity,
            count=one.count,
            since=one.since,
        )


def _circuits(work: UnitOfWork) -> Iterator[Seen]:
    for one in work.circuits.all():
        if one.opened_at is not None:
            yield Seen(
                partner=one.partner,
                kind="partner-out-of-reach",
                key="",
                severity=BAD,
                count=one.failures,
                since=one.opened_at,
                detail=one.reason,
            )


def _silent(surroundings: Surroundings, work: UnitOfWork, now: datetime) -> Iterator[Seen]:
    """Yield the partners nothing came from for longer than agreed; who never sent anything has not fallen silent."""
    for profile in surroundings.services.directory.all():
        after = profile.alerts.silent_after or surroundings.rules.silent_after
        heard = work.alerts.last_heard(profile.code) if after and profile.trades else None
        if after and heard and now - heard > after:
            yield Seen(partner=profile.code, kind="partner-silent", key="", severity=WARN, since=heard)


def _waiting(surroundings: Surroundings, work: UnitOfWork, now: datetime) -> Iterator[Seen]:
    for one in work.alerts.waiting():
        after = surroundings.of(one.partner).waiting_after or surroundings.rules.waiting_after
        if now - one.since > after:
            yield Seen(
                partner=one.partner,
                kind="waiting-too-long",
                key=one.key,
                severity=WARN,
                count=one.count,
                since=one.since,
            )


def _given_up(work: UnitOfWork) -> Iterator[Seen]:
    for one in work.alerts.given_up():
        yield Seen(
            partner=one.partner,
            kind="work-given-up",
            key=one.key,
            severity=BAD,
            count=one.count,
            since=one.since,
        )


def _queues(after: timedelta, work: UnitOfWork, now: datetime) -> Iterator[Seen]:
    """Yield the kinds of work that wait for too long; messages to programs wait for days by themselves."""
    for one in work.operations.queues():
        if now - one.oldest_at > after and one.kind != WEBHOOK:
            yield Seen(
                partner="",
                kind="work-too-old",
                key=one.kind,
                severity=BAD,
                count=one.waiting,
                since=one.oldest_at,
            )


def _certificates(services: Services, work: UnitOfWork, now: datetime) -> Iterator[Seen]:
    """Yield the certificates that end within 60 days and that no other follows; within 7 days they are grave."""
    for one in expiring(services, work, now):
        left = one.ends_at() - now
        reached = min(limit for limit in WARNINGS if left <= limit)
        yield Seen(
            partner="" if one.source == "ours" else one.owner,
            kind="certificate-ending",
            key=one.certificate.fingerprint,
            severity=BAD if left <= SOON_OVER else WARN,
            since=one.ends_at() - reached,
            detail=ENDS.format(subject=one.certificate.subject, day=f"{one.ends_at():%Y-%m-%d}"),
        )


def _machine(surroundings: Surroundings, work: UnitOfWork, now: datetime) -> Iterator[Seen]:
    """Yield what the doctor minds of the machine while it runs."""
    for check in (disk(surroundings.disk_free()), trail(work, now)):
        if check.state != GOOD:
            yield Seen(
                partner="",
                kind="machine",
                key=check.name,
                severity=check.state,
                since=now,
                detail=check.what,
            )
