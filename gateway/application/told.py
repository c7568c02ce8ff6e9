"""Told: what a partner knows of an order is remembered with the document that says it."""

from collections.abc import Collection, Iterable, Sequence

from gateway.application.ports import ToldRecord, UnitOfWork
from gateway.application.records import OrderRecord
from gateway.application.services import Services
from gateway.domain.order_responses import LineOutcome
from gateway.orderdesk.telling import retold


def remember(
    services: Services,
    work: UnitOfWork,
    order: OrderRecord,
    *,
    outcomes: Sequence[LineOutcome],
    lines: Collection[int] | None = None,
) -> None:
    """Remember that the partner was told these facts now, or those of some lines beside what it knew before."""
    known: Iterable[LineOutcome] = ()
    if lines is not None:
        before = work.told.find(order.id)
        known = before.outcomes if before else ()
    now = retold(known, outcomes, {one.line for one in outcomes} if lines is None else lines)
    work.told.put(ToldRecord(order=order.id, partner=order.partner, outcomes=now, at=services.clock.now()))
