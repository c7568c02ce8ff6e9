"""Short picks: what a warehouse did not find is no longer promised; the rest waits or is cancelled, as agreed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gateway.application import outbound
from gateway.application.backorders import fill_job
from gateway.application.departures import Departure, Going, standing_of
from gateway.application.outbound import Outgoing
from gateway.application.ports import CommitmentRecord, ShortLine, SupplyRecord, UnitOfWork
from gateway.application.records import NewJob, OrderLineRecord, OrderRecord
from gateway.application.services import Services
from gateway.domain.order_responses import LineOutcome
from gateway.orderdesk.cases import policy_of
from gateway.orderdesk.decisions import DecidedLine, Decision
from gateway.orderdesk.responding import respond
from gateway.orderdesk.shortening import shortened, state_of
from gateway.orderdesk.standing import as_it_stands

NOT_FOUND = "fulfilment.not-found"
SUPPLY_KIND = "not-found"


def write_off(
    services: Services, work: UnitOfWork, leaving: Departure, going: Going, order: OrderRecord
) -> tuple[OrderRecord, Sequence[OrderLineRecord], list[NewJob]]:
    """Take what was not found off an order's promises and their supply; return the order as it stands then.

    `order` and its lines are as they are after what left was booked.
    """
    lines = {one.line: one for one in work.orders.lines(order.id)}
    short = _short(leaving, going)
    if not short:
        return order, tuple(lines.values()), []
    outcomes = {one.line: one for one in order.outcomes}
    booked = {one.id: one for one in work.positions.commitments(order.id)}
    jobs: dict[str, NewJob] = {}
    for commitment, missing in sorted(short.items()):
        one = booked[commitment]
        work.positions.write_off(one, _loss(services, leaving, one, missing.quantity))
        line = lines[one.line]
        waits = policy_of(
            going.purchase_order, going.purchase_order.lines[one.line - 1], going.agreement
        ).backorder
        fact = outcomes.get(one.line, LineOutcome(line=one.line))
        reason = missing.reason or NOT_FOUND
        outcomes[one.line] = shortened(
            fact, one.location, one.promise_on, missing.quantity, reason=reason, waits=waits
        )
        lines[one.line] = _less(line, missing.quantity, waits=waits)
        if waits:
            jobs[one.sku] = fill_job(one.sku)
    after = replace(
        order, outcomes=tuple(outcomes[line] for line in sorted(outcomes)), chain_complete_at=None
    )
    services.note(
        work,
        "order.short-picked",
        order.id,
        partner=order.partner,
        order=order.id,
        shipment=leaving.record.id,
        lines=sorted({booked[one].line for one in short}),
    )
    return after, tuple(lines[line] for line in sorted(lines)), list(jobs.values())


def tell(
    services: Services,
    work: UnitOfWork,
    leaving: Departure,
    *,
    going: Going,
    order: OrderRecord,
    lines: Sequence[OrderLineRecord],
) -> Sequence[NewJob]:
    """Answer the order anew, as it stands since goods were not found, where that was agreed."""
    profile = leaving.profile
    if not profile.fulfilment.tell_short_picks or not _short(leaving, going):
        return ()
    outcomes = {one.line: one for one in order.outcomes}
    decision = Decision(
        state="confirmed",
        lines=tuple(_as_told(going, one, outcomes[one.line]) for one in lines),
        results=(),
        commitments=(),
    )
    response = respond(
        going.purchase_order,
        decision,
        going.agreement,
        responded_on=services.clock.now().date(),
        seller_order=order.seller_number,
    )
    outgoing = Outgoing(
        profile=profile,
        set_id="855",
        kind="order_response",
        document=response,
        dedupe=f"855:{order.id}:short:{leaving.record.id}",
        reference=order.number,
        order=order.id,
        answers=order.document,
    )
    return outbound.queue(services, work, outgoing)


def _as_told(going: Going, line: OrderLineRecord, outcome: LineOutcome) -> DecidedLine:
    """Return a line as it stands, on the days that were told before: no day moved."""
    decided = as_it_stands(going.purchase_order.lines[line.line - 1], standing_of(line), outcome)
    return replace(decided, wanted_on=tuple(one.ships_on for one in outcome.accepted))


def _short(leaving: Departure, going: Going) -> Mapping[str, ShortLine]:
    """Return what of an order was not found, by promise, each with the first reason given."""
    own = {one.id for one in going.promises}
    counts: Counter[str] = Counter()
    first: dict[str, ShortLine] = {}
    for one in leaving.packed.short:
        if one.commitment in own:
            counts[one.commitment] += one.quantity
            first.setdefault(one.commitment, one)
    return {name: replace(first[name], quantity=count) for name, count in counts.items()}


def _loss(services: Services, leaving: Departure, one: CommitmentRecord, quantity: int) -> SupplyRecord:
    return SupplyRecord(
        id=services.ids.new(),
        sku=one.sku,
        location=one.location,
        kind=SUPPLY_KIND,
        quantity=-quantity,
        available_on=one.promise_on,
        reference=leaving.record.id,
    )


def _less(line: OrderLineRecord, quantity: int, *, waits: bool) -> OrderLineRecord:
    changed = replace(
        line,
        promised=line.promised - quantity,
        backordered=line.backordered + (quantity if waits else 0),
        cancelled=line.cancelled + (0 if waits else quantity),
    )
    state = state_of(
        changed.state, promised=changed.promised, backordered=changed.backordered, cancelled=changed.cancelled
    )
    return replace(changed, state=state)
