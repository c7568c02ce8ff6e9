"""Taking an alert: a person says that they see to it, or does not want to hear of it for a while; both with a note."""

from dataclasses import replace
from datetime import timedelta

from gateway.application.alerting.watching import note
from gateway.application.ports import Store
from gateway.application.ports.alerts import (
    ACKNOWLEDGED,
    ALERT_STATES,
    CLEARED,
    SNOOZED,
    STANDING,
    AlertRecord,
)
from gateway.application.services import Services
from gateway.errors import Conflict

LONGEST_NOTE = 500
LONGEST_SNOOZE = timedelta(days=30)


def states_of(state: str) -> tuple[str, ...]:
    """Return the states a word for some of them means: `standing`, `all`, or one by its name."""
    return {"standing": STANDING, "all": ALERT_STATES}.get(state, (state,))


def acknowledge(services: Services, store: Store, alert: str, *, said: str, actor: str) -> AlertRecord:
    """Say that somebody sees to an alert: it is over when its reason is. Raises NotFound, and Conflict for what is over."""
    return _take(services, store, alert, said=said, actor=actor)


def snooze(
    services: Services, store: Store, alert: str, *, lasts: timedelta, said: str, actor: str
) -> AlertRecord:
    """Hear of an alert again in a while, if it still stands; raises NotFound, and Conflict for what is over or too long."""
    if not timedelta(0) < lasts <= LONGEST_SNOOZE:
        raise Conflict(f"an alert is put off for at most {LONGEST_SNOOZE.days} days")
    return _take(services, store, alert, said=said, actor=actor, lasts=lasts)


def _take(
    services: Services, store: Store, alert: str, *, said: str, actor: str, lasts: timedelta | None = None
) -> AlertRecord:
    if len(said) > LONGEST_NOTE:
        raise Conflict(f"a note has at most {LONGEST_NOTE} characters")
    now = services.clock.now()
    with store.begin() as work:
        known = work.alerts.get(alert, lock=True)
        if known.state == CLEARED:
            raise Conflict("the alert is over already")
        taken = replace(
            known,
            state=SNOOZED if lasts else ACKNOWLEDGED,
            snoozed_until=now + lasts if lasts else None,
            handled_at=now,
            handled_by=actor,
            note=said,
        )
        work.alerts.put(taken)
        until = {"until": taken.snoozed_until.isoformat()} if taken.snoozed_until else {}
        what = "alert.snoozed" if lasts else "alert.acknowledged"
        note(services, work, what, taken, actor=actor, reason=said, **until)
        work.commit()
    return taken
