"""Backorders: supply that has come goes to the lines that wait for it, the most deserving first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.application.desk import today
from gateway.application.gathering import positions
from gateway.application.ports import CommitmentRecord, UnitOfWork
from gateway.application.records import Job, NewJob, OrderLineRecord, OrderRecord
from gateway.application.services import Services
from gateway.application.shipping import release_job
from gateway.domain.agreements import Agreement, BackorderPolicy, Calendar
from gateway.domain.items import Item
from gateway.domain.order_responses import LineOutcome, Shortfall
from gateway.domain.supply import Commitment, Position
from gateway.orderdesk.backorders import Released, Waiting, release
from gateway.orderdesk.promising import Need, Promised, promise
from gateway.orderdesk.units import step_of

BACKORDER = "backorder"


@dataclass(frozen=True, slots=True, kw_only=True)
class InLine:
    """A backordered line in the queue, with what it holds of supply to come."""

    order: OrderRecord
    line: OrderLineRecord
    agreement: Agreement
    held: tuple[CommitmentRecord, ...]
    taken: int
    waiting: Waiting


def look(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Ask for every item whose backorders have their supply by today to be shared out."""
    del job
    due = work.positions.due_backorders(today(services))
    return [fill_job(sku) for sku in sorted({one.sku for one in due})]


def fill_job(sku: str) -> NewJob:
    """Return the job that shares out what has come of an item."""
    return NewJob(kind="fill", ref=sku, dedupe=f"fill:{sku}", lane=f"fill:{sku}")


def fill(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Share what has come of an item: promises for what can leave now, later supply for what goes on waiting."""
    sku = job.ref
    item = work.items.get_many([sku]).get(sku)
    lines = work.orders.waiting(sku)
    if item is None or not lines:
        return ()
    work.positions.lock([(sku, location) for location in work.positions.locations_of([sku]).get(sku, ())])
    queue = [_in_line(services, work, line, item) for line in lines]
    jobs: list[NewJob] = []
    for calendar, agreed in _by_calendar(queue).items():
        jobs.extend(_share(services, work, agreed, calendar))
    return jobs


def _in_line(services: Services, work: UnitOfWork, line: OrderLineRecord, item: Item) -> InLine:
    order = work.orders.get(line.order, lock=True)
    agreement = services.directory.get(order.partner).agreement()
    own = [one for one in work.positions.commitments(order.id) if one.line == line.line]
    held = tuple(one for one in own if one.kind == BACKORDER)
    needed_on = min((one.need_on for one in own), default=order.received_at.date())
    return InLine(
        order=order,
        line=line,
        agreement=agreement,
        held=held,
        taken=max((one.schedule for one in own), default=-1) + 1,
        waiting=Waiting(
            order=order.id,
            line=line.line,
            sku=line.sku,
            quantity=line.backordered,
            needed_on=needed_on,
            since_on=order.received_at.date(),
            priority=agreement.priority,
            locations=agreement.ship_from,
            step=step_of(line.backordered, pack=item.pack, each=line.each),
            whole=not agreement.backorders.partial,
        ),
    )


def _by_calendar(queue: Iterable[InLine]) -> Mapping[Calendar, list[InLine]]:
    groups: dict[Calendar, list[InLine]] = {}
    for one in sorted(queue, key=lambda one: (one.waiting.priority, one.waiting.since_on, one.order.id)):
        groups.setdefault(one.agreement.calendar, []).append(one)
    return groups


def _share(
    services: Services, work: UnitOfWork, queue: Sequence[InLine], calendar: Calendar
) -> Iterator[NewJob]:
    """Give back what the lines hold of supply to come, then share anew: now, and later for the rest."""
    work.positions.give_back([one for line in queue for one in line.held])
    given = release(
        [line.waiting for line in queue], _now(work, queue), today=today(services), calendar=calendar
    )
    by_line = {(one.waiting.order, one.waiting.line): one for one in given}
    for line in queue:
        got = by_line.get((line.order.id, line.line.line))
        if got is not None:
            _book(services, work, line, got.commitments)
    for line in queue:
        got = by_line.get((line.order.id, line.line.line))
        left = line.waiting.quantity if got is None else got.left
        later = _later(work, line, left, calendar)
        _book(services, work, line, later.commitments if later else (), after=got)
        if got is not None:
            yield _tell(services, work, line, got, later)


def _now(work: UnitOfWork, queue: Sequence[InLine]) -> tuple[Position, ...]:
    return positions(
        work, sorted({(one.line.sku, place) for one in queue for place in one.agreement.ship_from})
    )


def _later(work: UnitOfWork, line: InLine, left: int, calendar: Calendar) -> Promised | None:
    if left == 0:
        return None
    need = Need(
        line=line.line.line,
        sku=line.line.sku,
        quantity=left,
        needed_on=line.waiting.needed_on,
        locations=line.agreement.ship_from,
        policy=BackorderPolicy(patience_days=0, partial=line.agreement.backorders.partial),
        step=line.waiting.step if left % line.waiting.step == 0 else 1,
    )
    (promised,) = promise([need], _now(work, [line]), calendar)
    return promised


def _book(
    services: Services,
    work: UnitOfWork,
    line: InLine,
    commitments: Sequence[Commitment],
    *,
    after: Released | None = None,
) -> None:
    first = line.taken + (len(after.commitments) if after else 0)
    work.positions.commit(
        [
            CommitmentRecord(
                id=services.ids.new(),
                order=line.order.id,
                line=line.line.line,
                schedule=first + at,
                sku=one.sku,
                location=one.location,
                need_on=one.needed_on,
                promise_on=one.promised_on,
                quantity=one.quantity,
                kind=one.kind,
            )
            for at, one in enumerate(commitments)
        ]
    )


def _tell(
    services: Services, work: UnitOfWork, line: InLine, got: Released, later: Promised | None
) -> NewJob:
    """Write down what a line got, and ask the warehouse for it."""
    order = work.orders.get(line.order.id)
    quantity = sum(one.quantity for one in got.promises)
    waits: tuple[Shortfall, ...] = later.backordered if later else ()
    outcomes = tuple(
        _outcome(one, got, waits) if one.line == line.line.line else one for one in order.outcomes
    )
    lines = [
        replace(
            one,
            promised=one.promised + quantity,
            backordered=got.left,
            state="promised" if got.left == 0 else "partial",
        )
        if one.line == line.line.line
        else one
        for one in work.orders.lines(order.id)
    ]
    work.orders.update(replace(order, outcomes=outcomes, chain_complete_at=None), lines)
    services.note(
        work,
        "order.backorder-released",
        order.id,
        partner=order.partner,
        order=order.id,
        line=line.line.line,
        quantity=quantity,
        left=got.left,
    )
    return release_job(order, because=services.ids.new())


def _outcome(outcome: LineOutcome, got: Released, waits: tuple[Shortfall, ...]) -> LineOutcome:
    return replace(outcome, accepted=(*outcome.accepted, *got.promises), backordered=waits)
