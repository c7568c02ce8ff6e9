"""Retracing: how an order came to be what it is, revision by revision, and what was asked for and refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.application.editing import EDITED
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, Event, OrderRecord
from gateway.application.revisions import CHANGED, opened_as

OPENED, TAKEN, REFUSED, WAITS = "opened", "taken", "refused", "waits"
BY_PERSON = frozenset({"change.accepted-by-person", "change.refused-by-person"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What was done to an order, or asked of it.

    `outcome` is `opened`, `taken`, `refused` or `waits`; `number` the revision it made, None where it made none.
    `by` is the person at the desk who wanted it, empty where the partner did; `allowed_by` the one who decided on it.
    """

    outcome: str
    at: datetime
    document: str
    number: int | None = None
    by: str = ""
    allowed_by: str = ""
    reason: str = ""
    said: tuple[str, ...] = ()


def revisions(work: UnitOfWork, order: OrderRecord) -> tuple[Revision, ...]:
    """Return what became of an order since it came, oldest first."""
    opened = Revision(
        outcome=OPENED, at=order.received_at, document=order.document, number=opened_as(work, order)
    )
    taken = {event.detail["document"]: event for event in work.events.of(order.id) if event.what == CHANGED}
    asked = (
        _revision(one, work.events.of(one.id), taken.get(one.id))
        for one in work.documents.of_order(order.id)
        if one.kind == "order_change" and one.direction == "in"
    )
    return (opened, *sorted(filter(None, asked), key=lambda one: one.at))


def _revision(document: DocumentRecord, events: Sequence[Event], taken: Event | None) -> Revision | None:
    """Return what became of one change, None where nothing has yet."""
    by, reason = next(_said_by(events, frozenset({EDITED})), ("", ""))
    allowed_by, why = next(_said_by(events, BY_PERSON), ("", ""))
    if taken is not None:
        at, outcome, number = taken.at, TAKEN, taken.detail["revision"]
        said: tuple[str, ...] = tuple(taken.detail.get("said", ()))
    elif document.validation == "held":
        at, outcome, number, said = document.created_at, WAITS, None, (document.reason,)
    else:
        refused = [event for event in events if event.what == "change.refused"]
        if not refused:
            return None
        at, outcome, number = refused[-1].at, REFUSED, None
        said = tuple(dict.fromkeys(one.message for one in document.findings))
    return Revision(
        outcome=outcome,
        at=at,
        document=document.id,
        number=number,
        by=by,
        allowed_by=allowed_by,
        reason=reason or why,
        said=said,
    )


def _said_by(events: Sequence[Event], what: frozenset[str]) -> Iterator[tuple[str, str]]:
    return ((one.actor, one.detail.get("reason", "")) for one in events if one.what in what)
