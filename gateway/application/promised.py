"""Promised: what each line of an order was told, kept for ever, so that promising anew cannot flatter anybody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from typing import TypedDict

from gateway.application.ports import CommitmentRecord, PromiseRecord, ShippedLineRecord, UnitOfWork
from gateway.application.records import OrderRecord, ShipmentRecord
from gateway.application.services import Services
from gateway.domain.agreements import Calendar
from gateway.domain.order_responses import LineOutcome
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.decisions import DecidedLine
from gateway.orderdesk.rebalancing import Moved
from gateway.orderdesk.scheduling import asked_for

Of = tuple[str, int]
HELD = "held"


class Told(TypedDict):
    """How much of a line is promised and waits, and by when all that is promised leaves."""

    promised: int
    backordered: int
    promised_on: date | None


def keep_promises(
    services: Services,
    work: UnitOfWork,
    order: OrderRecord,
    *,
    said: PurchaseOrder,
    calendar: Calendar,
    lines: Iterable[DecidedLine],
    why: str,
) -> None:
    """Keep what was decided of lines of an order, whose words it stands by; one that is held is promised nothing."""
    work.history.add_promises(
        [
            _of_line(
                services,
                order,
                one,
                requested_on=asked_for(said, one.line, calendar),
                why=why,
            )
            for one in lines
        ]
    )


def keep_moves(
    services: Services, work: UnitOfWork, moved: Sequence[Moved], told: Mapping[Of, LineOutcome]
) -> None:
    """Keep what a backorder run promised anew; what was asked for, and for when, stays."""
    at = services.clock.now()
    last = work.history.last(told)
    wanted: dict[Of, list[date]] = {}
    for one in moved:
        wanted.setdefault((one.demand.order, one.demand.line), []).append(one.demand.wanted_on)
    promises = []
    for one in moved:
        of = (one.demand.order, one.demand.line)
        if of not in wanted:
            continue
        days, before, fact = wanted.pop(of), last.get(of), told[of]
        promises.append(
            PromiseRecord(
                order=of[0],
                line=of[1],
                at=at,
                partner=one.demand.partner,
                sku=one.demand.sku,
                requested_on=before.requested_on if before else max(days),
                ordered=before.ordered if before else _asked(fact),
                why=one.why,
                **_told(fact),
            )
        )
    work.history.add_promises(promises, last=last)


def keep_shipped(
    work: UnitOfWork,
    shipment: ShipmentRecord,
    promises: Iterable[CommitmentRecord],
    packed: Mapping[str, int],
) -> None:
    """Keep what a shipment took of which promises, added up by line, item and place."""
    left: Counter[tuple[str, int, str, str]] = Counter()
    for one in promises:
        left[one.order, one.line, one.sku, one.location] += packed.get(one.id, 0)
    work.history.add_shipped(
        [
            ShippedLineRecord(
                shipment=shipment.id,
                order=order,
                line=line,
                sku=sku,
                location=location,
                partner=shipment.partner,
                quantity=quantity,
                shipped_on=shipment.shipped_at.astimezone(UTC).date(),
                shipped_at=shipment.shipped_at,
            )
            for (order, line, sku, location), quantity in left.items()
            if quantity
        ]
    )


def _of_line(
    services: Services,
    order: OrderRecord,
    line: DecidedLine,
    *,
    requested_on: date | None,
    why: str,
) -> PromiseRecord:
    refused = line.state == "rejected" or order.state == "rejected"
    told = LineOutcome(line=line.line) if refused or order.state == HELD else line.outcome
    return PromiseRecord(
        order=order.id,
        line=line.line,
        at=services.clock.now(),
        partner=order.partner,
        sku=line.sku,
        requested_on=requested_on or max(line.wanted_on, default=None),
        ordered=0 if refused else line.asked,
        why=why,
        **_told(told),
    )


def _asked(fact: LineOutcome) -> int:
    short = sum(one.quantity for one in (*fact.backordered, *fact.cancelled))
    return short + sum(one.quantity for one in fact.accepted)


def _told(fact: LineOutcome) -> Told:
    """Return how much of a line is promised and waits, and by when all that is promised leaves."""
    return Told(
        promised=sum(one.quantity for one in fact.accepted),
        backordered=sum(one.quantity for one in fact.backordered),
        promised_on=max((one.ships_on for one in fact.accepted), default=None),
    )
