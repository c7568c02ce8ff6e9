"""Revisions: which changes an order has taken, from what was written down when it took them."""

from dataclasses import dataclass
from datetime import date

from gateway.application.ports import UnitOfWork
from gateway.application.records import OrderRecord
from gateway.domain.findings import Finding, find
from gateway.domain.order_changes import OrderChange

CHANGED = "order.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A change an order has taken: its document, how the partner counts it, and the revision it made of which."""

    document: str
    sequence: str
    changed_on: date | None
    before: int
    revision: int
    at_desk: bool = False


def history(work: UnitOfWork, order: str) -> tuple[Taken, ...]:
    """Return the changes an order has taken, oldest first."""
    return tuple(
        Taken(
            document=event.detail["document"],
            sequence=event.detail["sequence"],
            changed_on=date.fromisoformat(event.detail["changed_on"]) if event.detail["changed_on"] else None,
            before=event.detail["before"],
            revision=event.detail["revision"],
            at_desk=bool(event.detail.get("at_desk")),
        )
        for event in work.events.of(order)
        if event.what == CHANGED
    )


def opened_as(work: UnitOfWork, record: OrderRecord) -> int:
    """Return the revision an order came as, before it took any change."""
    taken = history(work, record.id)
    return taken[0].before if taken else record.revision


def is_late(change: OrderChange, taken: tuple[Taken, ...]) -> bool:
    """Tell whether a change is no later than one that was taken: by the partner's count, without one by its day."""
    taken = _counted(taken)
    if not taken:
        return False
    last = taken[-1]
    if change.sequence and last.sequence:
        if change.sequence.isdecimal() and last.sequence.isdecimal():
            return int(change.sequence) <= int(last.sequence)
        return change.sequence in {one.sequence for one in taken}
    return None not in (change.changed_on, last.changed_on) and _day(change.changed_on) < _day(
        last.changed_on
    )


def gap_before(change: OrderChange, taken: tuple[Taken, ...]) -> Finding | None:
    """Return that a change is missing between the last that was taken and this one, where the partner counts them."""
    taken = _counted(taken)
    last = taken[-1].sequence if taken else "0"
    if not (change.sequence.isdecimal() and last.isdecimal()) or int(change.sequence) <= int(last) + 1:
        return None
    return find("change.sequence-gap", path="sequence", value_seen=change.sequence)


def _counted(taken: tuple[Taken, ...]) -> tuple[Taken, ...]:
    """Return the changes a partner counts or dates: what was changed at the desk is in nobody's order."""
    return tuple(one for one in taken if not one.at_desk)


def _day(on: date | None) -> date:
    return on or date.min
