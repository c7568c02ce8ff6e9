"""Telling: a partner hears of promises that moved after it was told of them, as was agreed, or not at all.

What a run does to an order asks in the same commit for the partner to be told; told is, a moment later and once,
what has become of the order by then: what several batches did to it, or a shipment has overtaken, is said once or not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from gateway.application import outbound
from gateway.application.dialects import spoken
from gateway.application.outbound import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import Job, NewJob, OrderRecord
from gateway.application.services import Services
from gateway.application.told import remember
from gateway.application.underway import underway
from gateway.domain.agreements import Agreement
from gateway.domain.canonical import loads
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.decisions import DecidedLine, Decision
from gateway.orderdesk.editing import against
from gateway.orderdesk.responding import respond
from gateway.orderdesk.responding_to_changes import tell_of
from gateway.orderdesk.revising import is_wanted
from gateway.orderdesk.standing import as_it_stands
from gateway.orderdesk.telling import news
from gateway.profiles.profile import Profile

KIND, TOLD = "tell", "order.told"
HUSH = timedelta(minutes=1)
"""How long an order is left to settle before its partner is told."""
OPEN = frozenset({"confirmed", "shipping"})
WHOLE = "855"
USUAL = {WHOLE: "change", "865": "sellers-change"}


def ask(services: Services, partners: Mapping[str, str]) -> list[NewJob]:
    """Return the jobs that tell partners, by order, what became of it; none for who does not want to hear."""
    hear = {code for code in set(partners.values()) if _agreement(services, code).telling.by}
    return [
        NewJob(
            kind=KIND,
            ref=order,
            dedupe=f"{KIND}:{order}",
            run_at=services.clock.now() + HUSH,
            partner=partner,
        )
        for order, partner in sorted(partners.items())
        if partner in hear
    ]


def tell(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Tell the partner what differs from what it knows of an order, where that is worth a document."""
    record = work.orders.get(job.ref, lock=True)
    profile = services.directory.get(record.partner)
    agreement, told = profile.agreement(), work.told.find(record.id)
    if told is None or record.state not in OPEN or not agreement.telling.by:
        return ()
    lines = news(
        told.outcomes,
        record.outcomes,
        gone={one.line: one.shipped for one in work.orders.lines(record.id)},
        days=agreement.telling.tolerance_days,
    )
    return _tell(services, work, profile, record=record, lines=lines) if lines else ()


def tell_of_edit(
    services: Services, work: UnitOfWork, before: OrderRecord, *, after: OrderRecord, lines: Collection[int]
) -> Sequence[NewJob]:
    """Tell the partner now what a person changed of an order, where it was told of the order and wants to hear."""
    profile = services.directory.get(after.partner)
    if not profile.agreement().telling.by or work.told.find(after.id) is None:
        return ()
    was = loads(PurchaseOrder, before.canonical)
    return _tell(services, work, profile, record=after, lines=lines, was=was)


def _tell(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    *,
    record: OrderRecord,
    lines: Collection[int],
    was: PurchaseOrder | None = None,
) -> Sequence[NewJob]:
    agreement = profile.agreement()
    by = agreement.telling.by
    before = sum(event.what == TOLD for event in work.events.of(record.id))
    outgoing = Outgoing(
        profile=profile,
        set_id=by,
        kind="order_response" if by == WHOLE else "order_change_response",
        document=_document(services, work, profile, record=record, lines=lines, was=was),
        dedupe=f"{by}:{record.id}:told:{before}",
        reference=record.number,
        order=record.id,
    )
    jobs = outbound.queue(services, work, outgoing)
    if jobs:
        remember(services, work, record, outcomes=record.outcomes, lines=None if by == WHOLE else lines)
    services.note(
        work, TOLD, record.id, partner=record.partner, order=record.id, lines=sorted(lines), set_id=by
    )
    return jobs


def _document(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    *,
    record: OrderRecord,
    lines: Collection[int],
    was: PurchaseOrder | None,
) -> object:
    """Return the whole order as it stands, or a change of ours with what differs."""
    agreement = profile.agreement()
    by = agreement.telling.by
    agreement = spoken(services, profile, by, agreement)
    purpose = agreement.telling.purpose or USUAL[by]
    order, on = loads(PurchaseOrder, record.canonical), services.clock.now().date()
    decided = _decided(work, record, order)
    if by != WHOLE:
        changed = [one for one in decided if one.line in lines]
        response = tell_of(
            order, changed, agreement, was=was, responded_on=on, seller_order=record.seller_number
        )
        return replace(response, purpose=purpose)
    wanted = [one for one in decided if is_wanted(order.lines[one.line - 1])]
    standing = replace(order, lines=tuple(order.lines[one.line - 1] for one in wanted), hash_total=None)
    decision = Decision(state="confirmed", lines=tuple(wanted), results=(), commitments=())
    answer = respond(standing, decision, agreement, responded_on=on, seller_order=record.seller_number)
    return replace(answer, purpose=purpose, lines=against(was, standing, answer.lines, agreement.dialect))


def _decided(work: UnitOfWork, record: OrderRecord, order: PurchaseOrder) -> tuple[DecidedLine, ...]:
    """Return the lines as they stand, with the days they should leave on."""
    wanted: defaultdict[int, set[date]] = defaultdict(set)
    for one in work.positions.commitments(record.id):
        wanted[one.line].add(one.need_on)
    outcomes = {one.line: one for one in record.outcomes}
    return tuple(
        replace(
            as_it_stands(order.lines[one.line - 1], one, outcomes[one.line]),
            wanted_on=tuple(sorted(wanted[one.line])),
        )
        for one in underway(work, record).lines
    )


def _agreement(services: Services, partner: str) -> Agreement:
    return services.directory.get(partner).agreement()
