"""Redeeming: what is reserved for an order becomes its promise, and nobody else can take it in between."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.application.ports import CommitmentRecord, ReservationRecord, UnitOfWork
from gateway.application.releasing import SHIPPED
from gateway.application.services import Services
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.quoted import all_quotes_named
from gateway.orderdesk.reserved import papers_named, quote_line

LINE = 1
"""The line under which the ledger keeps a reservation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """Reservations an order names, and what they held: given back for the order to be promised, under its locks."""

    reservations: tuple[ReservationRecord, ...] = ()
    held: tuple[CommitmentRecord, ...] = ()


def lift(work: UnitOfWork, partner: str, order: PurchaseOrder, pairs: Sequence[tuple[str, str]]) -> Lifted:
    """Lock the positions an order needs, and give back under these locks what is held for it.

    Until the unit of work ends nobody else sees it free: what the order is not promised has to be `kept`.
    """
    named = all_quotes_named(order)
    lines = [
        quote_line(quote.number, offer.line)
        for quote in (work.quotes.named(partner, named) if named else ())
        for offer in quote.offers
    ]
    found = tuple(work.reservations.named(partner, (*papers_named(order), *lines)))
    return Lifted(reservations=found, held=tuple(lifted(work, found, pairs))) if found else Lifted()


def keep(work: UnitOfWork, found: Lifted) -> None:
    """Hold again what was lifted, for the order was promised nothing."""
    work.positions.commit(found.held)


def use_up(services: Services, work: UnitOfWork, found: Lifted, order: str) -> None:
    """End the reservations whose order was promised."""
    work.reservations.remove(one.id for one in found.reservations)
    for one in found.reservations:
        services.note(
            work,
            "reservation.ordered",
            one.id,
            partner=one.partner,
            order=order,
            reference=one.reference,
            sku=one.sku,
        )


def lifted(
    work: UnitOfWork, found: Sequence[ReservationRecord], pairs: Sequence[tuple[str, str]]
) -> list[CommitmentRecord]:
    """Lock everything in one go, then give back what is held by then."""
    names = [(one.id, LINE) for one in found]
    seen = work.backlog.ledger(names)
    work.positions.lock(sorted({*pairs, *((one.sku, one.location) for one in seen)}))
    held = [one for one in work.backlog.ledger(names) if one.state != SHIPPED]
    work.positions.give_back(held)
    return held
