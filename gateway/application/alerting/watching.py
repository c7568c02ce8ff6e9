"""The watch: what needs a person becomes an alert once, is told of once, and is over when its reason is gone.

Nothing is told twice of one thing: what stands already is only brought up to date, and what comes back soon after it
was over is the alert it was. It is told of anew only where it got graver, or where a person wanted to be reminded.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from gateway.application.alerting.conditions import Seen, Surroundings, seen
from gateway.application.operating.checks import BAD
from gateway.application.ports import UnitOfWork
from gateway.application.ports.alerts import ACKNOWLEDGED, CLEARED, OPEN, SNOOZED, AlertRecord
from gateway.application.records import Job, NewJob
from gateway.application.services import Services

KIND = "alerts"
EVERY_S = 60
MAIL = "mail-alerts"
RAISED, WORSE, AGAIN, OVER = "alert.raised", "alert.worse", "alert.reminded", "alert.cleared"


def watch(surroundings: Surroundings, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Raise what is new, bring up to date what stands, clear what is over; a letter goes out where people are told."""
    del job
    services, rules = surroundings.services, surroundings.rules
    now = services.clock.now()
    standing = {_place(one): one for one in work.alerts.standing()}
    found = {one.place: one for one in seen(surroundings, work, now)}
    before = {_place(one): one for one in reversed(work.alerts.over_since(now - rules.quiet_for))}
    told = 0
    for place, one in found.items():
        known = standing.get(place)
        if known is not None:
            told += _keep(services, work, known, one, now)
        elif place in before and not _graver(one, before[place]):
            work.alerts.put(_back(before[place], one))
        else:
            told += _raise(services, work, one, now)
    for place, alert in standing.items():
        if place not in found:
            _clear(services, work, alert, now)
    if told and rules.mail is not None:
        return (NewJob(kind=MAIL, ref=now.isoformat(), dedupe=f"{MAIL}:{now.isoformat()}"),)
    return ()


def _raise(services: Services, work: UnitOfWork, one: Seen, now: datetime) -> bool:
    alert = AlertRecord(
        id=services.ids.new(),
        partner=one.partner,
        kind=one.kind,
        key=one.key,
        severity=one.severity,
        count=one.count,
        detail=one.detail,
        since=one.since,
        raised_at=now,
        told_at=now,
    )
    work.alerts.put(alert)
    note(services, work, RAISED, alert)
    return True


def _keep(services: Services, work: UnitOfWork, known: AlertRecord, one: Seen, now: datetime) -> bool:
    """Bring an alert up to date; return whether people are told anew, as it got graver or was to come back now."""
    since = known.since if one.kind == "machine" else one.since
    upto = replace(known, severity=one.severity, count=one.count, detail=one.detail, since=since)
    worse = _graver(one, known)
    due = known.state == SNOOZED and known.snoozed_until is not None and known.snoozed_until <= now
    if worse or due:
        upto = replace(upto, state=OPEN, snoozed_until=None, handled_at=None, told_at=now)
        note(services, work, WORSE if worse else AGAIN, upto)
    if upto != known:
        work.alerts.put(upto)
    return worse or due


def _back(before: AlertRecord, one: Seen) -> AlertRecord:
    """Return an alert that was over only just: it stands again as it stood, and nobody is told."""
    taken = SNOOZED if before.snoozed_until else ACKNOWLEDGED
    return replace(
        before,
        state=taken if before.handled_at else OPEN,
        cleared_at=None,
        over="",
        times=before.times + 1,
        severity=one.severity,
        count=one.count,
        detail=one.detail,
        since=one.since,
    )


def _clear(services: Services, work: UnitOfWork, alert: AlertRecord, now: datetime) -> None:
    over = replace(alert, state=CLEARED, cleared_at=now, over=alert.id)
    work.alerts.put(over)
    note(services, work, OVER, over)


def note(
    services: Services,
    work: UnitOfWork,
    what: str,
    alert: AlertRecord,
    *,
    actor: str = "gateway",
    **more: str,
) -> None:
    """Write down what became of an alert; programs that asked for it are told from there."""
    services.note(
        work,
        what,
        alert.id,
        partner=alert.partner,
        actor=actor,
        kind=alert.kind,
        key=alert.key,
        severity=alert.severity,
        count=alert.count,
        since=alert.since.isoformat(),
        **more,
    )


def _graver(one: Seen, known: AlertRecord) -> bool:
    return one.severity == BAD != known.severity


def _place(one: AlertRecord) -> tuple[str, str, str]:
    return one.partner, one.kind, one.key
