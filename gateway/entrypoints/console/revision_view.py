"""How an order came to be what it is, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gateway.application.ports import UnitOfWork
from gateway.application.records import OrderRecord
from gateway.application.retracing import OPENED, REFUSED, TAKEN, Revision, revisions
from gateway.bootstrap import Gateway
from gateway.entrypoints.console.languages import say, told
from gateway.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """One revision, or one that was asked for: what, who, why, and what is different in words."""

    at: datetime
    title: str
    who: str
    by: str
    reason: str
    said: tuple[str, ...]
    document: str


def revisions_of(work: UnitOfWork, order: OrderRecord, partner: str) -> tuple[RevisionView, ...]:
    """Return the revisions of an order of a partner that goes by a name."""
    return tuple(_views(revisions(work, order), partner))


def name_of(gateway: Gateway, partner: str) -> str:
    """Return what a partner is called; its code where we know it no more."""
    try:
        return gateway.services.directory.get(partner).name
    except NotFound:
        return partner or say("nobody we know")


def places_of(gateway: Gateway, partner: str) -> list[tuple[str, str]]:
    """Return where a partner's orders may go, by code and name; none for a partner we know no more."""
    try:
        agreement = gateway.services.directory.get(partner).agreement()
    except NotFound:
        return []
    return [(one.code, one.name) for one in agreement.locations]


def _views(found: tuple[Revision, ...], partner: str) -> Iterator[RevisionView]:
    for one in found:
        yield RevisionView(
            at=one.at,
            title=_title(one),
            who=_who(one, partner),
            by=one.by,
            reason=one.reason,
            said=tuple(map(told, one.said))
            or ((say("nothing that an order says is different"),) if one.outcome == TAKEN else ()),
            document=one.document,
        )


def _title(one: Revision) -> str:
    if one.outcome == OPENED:
        if not one.number:
            return say("The order came")
        return say("Revision %(number)s came as an order", number=one.number)
    if one.outcome == TAKEN:
        return say("Revision %(number)s", number=one.number)
    return say("A change was refused") if one.outcome == REFUSED else say("A change waits for a person")


def _who(one: Revision, partner: str) -> str:
    if one.by:
        return say("by %(name)s at the desk", name=one.by)
    if not one.allowed_by:
        return say("by %(name)s", name=partner)
    if one.outcome == REFUSED:
        return say("by %(name)s, refused by %(person)s", name=partner, person=one.allowed_by)
    return say("by %(name)s, accepted by %(person)s", name=partner, person=one.allowed_by)
