"""Pegging: a person gives a line supply of a place and a day by hand; no backorder run takes it away."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from gateway.application.backlog import Backlogged, hold, look, write
from gateway.application.ports import CommitmentRecord, Store, UnitOfWork
from gateway.application.releasing import FIRM, PEGGED
from gateway.application.services import Services
from gateway.errors import Conflict
from gateway.orderdesk.rebalancing import BACKORDER, PROMISE, Demand, Moved, Part

Of = tuple[str, int]


def peg(  # noqa: PLR0913 - what is given to whom, from where and when, and by whom
    services: Services,
    store: Store,
    order: str,
    *,
    line: int,
    location: str,
    on: date,
    quantity: int,
    actor: str,
) -> CommitmentRecord:
    """Promise so many base units of a line from a place on a day, in place of what waits or leaves latest of it.

    Supply decides, policies do not: a person may give away what is kept. Raises NotFound, and Conflict where the line
    wants less that may still move, or the place has not as many.
    """
    with store.begin() as work:
        record = work.orders.get(order)
        sku = next((one.sku for one in work.orders.lines(order) if one.line == line), "")
        found = look(services, work, [sku], lock=True)
        demand = _wanting(found, (order, line), sku, quantity)
        given = Part(location=location, on=on, quantity=quantity)
        moved = Moved(
            demand=demand, parts=(*_kept(demand.parts, demand.quantity - quantity), given), why="confirmed"
        )
        before = {one.id for one in work.positions.commitments(order)}
        holding = hold(services, work, found, [moved])
        for job in write(services, work, found, [moved], holding=holding, run=services.ids.new()):
            work.jobs.add(job)
        pegged = _new(work, (order, line), given, before)
        work.positions.set_state([pegged.id], PEGGED)
        services.note(
            work,
            "order.pegged",
            order,
            partner=record.partner,
            order=order,
            line=line,
            location=location,
            quantity=quantity,
            on=on.isoformat(),
            actor=actor,
        )
        work.commit()
    return replace(pegged, state=PEGGED)


def unpeg(services: Services, store: Store, order: str, *, line: int, actor: str) -> int:
    """Let backorder runs move what a line was given by hand; return how many base units that is. Raises NotFound."""
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        pegged = [
            one for one in work.positions.commitments(order) if one.line == line and one.state == PEGGED
        ]
        work.positions.set_state([one.id for one in pegged], FIRM)
        quantity = sum(one.quantity for one in pegged)
        if pegged:
            services.note(
                work,
                "order.unpegged",
                order,
                partner=record.partner,
                order=order,
                line=line,
                quantity=quantity,
                actor=actor,
            )
        work.commit()
    return quantity


def _wanting(found: Backlogged, of: Of, sku: str, quantity: int) -> Demand:
    for demand in found.wants.get(sku, ()):
        if (demand.order, demand.line) == of and demand.quantity >= quantity:
            return demand
    raise Conflict(f"no part of line {of[1]} that may still move wants {quantity}")


def _kept(parts: Sequence[Part], most: int) -> Iterator[Part]:
    """Yield what a line keeps: what is promised before what waits, the earliest first."""
    for part in sorted(parts, key=lambda one: (one.kind == BACKORDER, one.on, one.location)):
        quantity = min(part.quantity, most)
        most -= quantity
        if quantity:
            yield part._replace(quantity=quantity)


def _new(work: UnitOfWork, of: Of, given: Part, before: set[str]) -> CommitmentRecord:
    return next(
        one
        for one in reversed(work.positions.commitments(of[0]))
        if one.id not in before
        and one.kind == PROMISE
        and (one.line, one.location, one.promise_on, one.quantity)
        == (of[1], given.location, given.on, given.quantity)
    )
