"""Certificates that run out: said in good time, each time once, and shown until another is there."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from gateway.application.as2.keys import Listed, listed
from gateway.application.ports import UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services

KIND = "certificates"
EVERY_S = 3600
WARNINGS = (timedelta(days=60), timedelta(days=30), timedelta(days=7), timedelta(0))
"""How long before the end somebody is told, and once more when it is over."""
_SCOPE = "certificate-warning"


def watch(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Write down each certificate that ends within 60, 30 or 7 days or has ended, once for each of these."""
    del job
    now = services.clock.now()
    for one in expiring(services, work, now):
        left = one.ends_at() - now
        reached = min(limit for limit in WARNINGS if left <= limit)
        partner = "" if one.source == "ours" else one.owner
        fingerprint = one.certificate.fingerprint
        told = work.inbox_keys.claim(
            partner,
            _SCOPE,
            f"{fingerprint}:{one.ends_at().isoformat()}:{reached.days}",
            sha256=fingerprint,
            transmission="",
            at=now,
        )
        if told is None:
            services.note(
                work,
                "certificate.expiring" if left > timedelta(0) else "certificate.expired",
                fingerprint,
                partner=partner,
                owner=one.owner,
                source=one.source,
                subject=one.certificate.subject,
                ends=one.ends_at().isoformat(),
                days=max(left.days, 0),
            )
    return ()


def expiring(services: Services, work: UnitOfWork, now: datetime) -> tuple[Listed, ...]:
    """Return the certificates that end soon or have ended, unless another of the same owner lasts longer for the same use."""
    known = listed(services, work)
    return tuple(
        one for one in known if one.ends_at() - now <= WARNINGS[0] and not _followed(one, known, now)
    )


def _followed(one: Listed, known: Iterable[Listed], now: datetime) -> bool:
    """Return whether others of the same owner, which last long enough, take over all that it is used for."""
    left: set[str] = set(one.uses)
    for other in known:
        same = other.owner == one.owner and (other.source == "ours") == (one.source == "ours")
        if same and other.ends_at() - now > WARNINGS[0]:
            left -= set(other.uses)
    return not left
