"""The order desk: decide an order, write down what was decided, answer it and ask the warehouse."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gateway.application import asking_first, expecting, outbound
from gateway.application.accounting import account_of, follow
from gateway.application.admitting import answer_again
from gateway.application.decided import commitments_of, line_of, result_of, total_of
from gateway.application.dialects import spoken
from gateway.application.gathering import Grounds, gather, positions
from gateway.application.outbound import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.promised import keep_promises
from gateway.application.rationing import counted, more_to_lock, plan
from gateway.application.records import (
    DocumentRecord,
    Job,
    NewJob,
    OrderRecord,
)
from gateway.application.redeeming import keep, lift, use_up
from gateway.application.releasing import release_job
from gateway.application.revisions import history, opened_as
from gateway.application.services import Services
from gateway.application.told import remember
from gateway.domain.canonical import dumps, loads
from gateway.domain.findings import Finding, find
from gateway.domain.lifecycle import ORDER, move
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.cases import KnownOrder
from gateway.orderdesk.deciding import HELD, decide, what_to_lock
from gateway.orderdesk.decisions import Decision
from gateway.orderdesk.reckoning import reckon
from gateway.orderdesk.responding import respond, should_respond
from gateway.orderdesk.vocabulary import DUPLICATE, ORIGINAL
from gateway.profiles.profile import Profile

UNDECIDED = frozenset({"received", "held"})
MANY_LINES = 1_000
"""From so many lines on an order is promised slice by slice: others would wait too long for all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheDesk:
    """An order on the desk: whose it is, what it says, what the desk keeps of it, and what it knew before."""

    profile: Profile
    order: PurchaseOrder
    record: OrderRecord
    known: tuple[KnownOrder, ...] = ()
    findings: tuple[Finding, ...] = ()


def decide_order(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Decide the order of a document and answer it; one that was decided before stays as it is."""
    document = work.documents.get(job.ref)
    profile = services.directory.get(document.partner)
    order = loads(PurchaseOrder, document.canonical)
    latest = work.orders.find(profile.code, order.number, order.release)
    if document.order:
        record = work.orders.get(document.order, lock=True)
        if history(work, record.id):
            order = loads(PurchaseOrder, record.canonical)
        else:
            record = as_read_now(record, document, order)
        return _settle(services, work, profile, order=order, record=record, document=document)
    if latest is not None and says_the_same(latest, order, document):
        return _repeat(services, work, profile, document=document, first=latest)
    record = _open(services, work, document, order=order, before=latest)
    return _settle(services, work, profile, order=order, record=record, document=document)


def says_the_same(latest: OrderRecord, order: PurchaseOrder, document: DocumentRecord) -> bool:
    """Return whether a document is an order we have, word for word, or says it repeats one and does."""
    if order.purpose != DUPLICATE:
        return latest.canonical == document.canonical
    return latest.canonical == dumps(replace(order, purpose=ORIGINAL))


def as_read_now(record: OrderRecord, document: DocumentRecord, order: PurchaseOrder) -> OrderRecord:
    """Return an order that is not decided yet as its document says it today: a map may have been mended."""
    return replace(record, canonical=document.canonical, currency=order.currency, ordered_on=order.ordered_on)


def order_job(partner: str, number: str, document: str) -> NewJob:
    """Return the job that decides the order of a document, after everything else about that order number."""
    return NewJob(
        kind="order",
        ref=document,
        dedupe=f"order:{document}",
        lane=f"{partner}:po:{number}",
        partner=partner,
    )


def _open(
    services: Services,
    work: UnitOfWork,
    document: DocumentRecord,
    *,
    order: PurchaseOrder,
    before: OrderRecord | None,
) -> OrderRecord:
    """Put a new order on the desk; another under a known number is a further revision."""
    transmission = work.transmissions.get(document.transmission)
    record = OrderRecord(
        id=services.ids.new(),
        partner=document.partner,
        number=order.number,
        release=order.release,
        revision=before.revision + 1 if before else 0,
        seller_number=f"SO{work.control_numbers.draw('', 'order'):08d}",
        document=document.id,
        channel=transmission.transport,
        state="received",
        currency=order.currency,
        ordered_on=order.ordered_on,
        canonical=document.canonical,
        received_at=transmission.at,
    )
    work.orders.add(record, [])
    work.documents.update(replace(document, order=record.id))
    services.note(
        work,
        "order.received",
        record.id,
        partner=record.partner,
        order=record.id,
        number=record.number,
        document=document.id,
    )
    _owe_an_answer(services, work, record)
    return record


def _owe_an_answer(services: Services, work: UnitOfWork, record: OrderRecord) -> None:
    """Write down by when the partner is to have our 855, where that was agreed."""
    sending = services.directory.get(record.partner).sends("855")
    if sending is not None and sending.within is not None:
        key = expecting.answer_key("855", record.id)
        owed = expecting.Expected(
            what=expecting.Awaited(record.partner, expecting.ANSWER, key),
            within=sending.within,
            warn_before=sending.warn_before,
            since=record.received_at,
            ref=record.id,
            order=record.id,
            title=f"855 for order {record.number}",
        )
        expecting.expect(services, work, owed)


def _repeat(
    services: Services, work: UnitOfWork, profile: Profile, *, document: DocumentRecord, first: OrderRecord
) -> list[NewJob]:
    """Answer an order we have, word for word, as it was answered before."""
    work.documents.update(
        replace(
            document,
            order=first.id,
            validation="duplicate",
            findings=(*document.findings, find("partner.duplicate-bytes")),
        )
    )
    services.note(
        work, "document.duplicate", document.id, partner=profile.code, order=first.id, first=first.document
    )
    return list(answer_again(work, profile, answers=first.document, because=document.id))


def _settle(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    *,
    order: PurchaseOrder,
    record: OrderRecord,
    document: DocumentRecord,
) -> Iterable[NewJob]:
    if record.state not in UNDECIDED:
        return ()
    if len(order.lines) >= MANY_LINES:
        return [_promise_job(record, document.id)]
    desk = on_the_desk(work, profile, order=order, record=record, document=document)
    return settle(services, work, desk, document=document)


def _promise_job(record: OrderRecord, document: str) -> NewJob:
    """Return the job that promises a large order, before anything else about its number."""
    return NewJob(
        kind="promise",
        ref=document,
        dedupe=f"promise:{document}",
        lane=f"{record.partner}:po:{record.number}",
        partner=record.partner,
    )


def settle(
    services: Services, work: UnitOfWork, desk: OnTheDesk, *, document: DocumentRecord
) -> list[NewJob]:
    """Decide an order on the desk in one piece, and conclude it."""
    grounds = gather(work, desk.profile, desk.order, on=today(services), at=services.clock.now())
    decision = decide_now(services, work, grounds, desk)
    return list(conclude(services, work, desk, grounds=grounds, decision=decision, document=document))


def on_the_desk(
    work: UnitOfWork, profile: Profile, *, order: PurchaseOrder, record: OrderRecord, document: DocumentRecord
) -> OnTheDesk:
    """Return an order on the desk, with what the partner sent before under its number."""
    known: tuple[KnownOrder, ...] = ()
    if record.revision > 0 and opened_as(work, record) > 0:  # no revision is less than the first
        known = (KnownOrder(number=order.number, release=order.release),)
    return OnTheDesk(profile=profile, order=order, record=record, known=known, findings=document.findings)


def decide_now(services: Services, work: UnitOfWork, grounds: Grounds, desk: OnTheDesk) -> Decision:
    """Lock the positions the order needs, in order, and decide."""
    policies = grounds.policies
    pairs = what_to_lock(
        desk.order, grounds.agreement, grounds.catalogue, waived=desk.record.waivers, policies=policies
    )
    pairs = more_to_lock(work, pairs, policies)
    reserved = lift(work, desk.profile.code, desk.order, pairs)
    free = positions(work, pairs)
    decision = decide(
        desk.order,
        grounds.agreement,
        grounds.catalogue,
        positions=free,
        policies=counted(services, work, policies),
        today=today(services),
        known=desk.known,
        findings=desk.findings,
        waived=desk.record.waivers,
        before=grounds.before,
        account=account_of(work, grounds.agreement, desk.order, desk.record, today=today(services)),
    )
    if decision.commitments:
        use_up(services, work, reserved, desk.record.id)
    else:
        keep(work, reserved)
    return decision


def today(services: Services) -> date:
    """Return the desk's day."""
    return services.clock.now().date()


def conclude(
    services: Services,
    work: UnitOfWork,
    desk: OnTheDesk,
    *,
    grounds: Grounds,
    decision: Decision,
    document: DocumentRecord,
    booked: bool = False,
) -> Iterator[NewJob]:
    """Write down what was decided, book the promises unless they are, queue the answer and ask the warehouse."""
    record = desk.record
    decided = replace(
        record,
        state=decision.state if record.state == decision.state else move(ORDER, record.state, decision.state),
        currency=desk.order.currency or grounds.agreement.currency,
        total=total_of(decision, desk.order.currency or grounds.agreement.currency),
        results=tuple(result_of(one) for one in decision.results),
        outcomes=decision.outcomes,
        reckoning=reckon(desk.order, decision.lines, grounds.agreement, on=today(services)),
    )
    lines = [line_of(record.id, one) for one in decision.lines]
    work.orders.update(decided, lines)
    follow(work, decided, lines, grounds.agreement)
    plan(services, work, record.id, decision.planned)
    if not booked:
        work.positions.commit(commitments_of(services, record.id, decision))
    calendar = grounds.agreement.calendar
    keep_promises(
        services, work, decided, said=desk.order, calendar=calendar, lines=decision.lines, why="decided"
    )
    services.note(
        work,
        f"order.{decision.state}",
        record.id,
        partner=record.partner,
        order=record.id,
        **_said(decision),
    )
    if should_respond(decision, grounds.agreement.dialect):
        yield from _answer(services, work, desk, grounds=grounds, decision=decision, document=document)
    yield from asking_first.ask(
        services,
        work,
        desk.profile,
        order=desk.order,
        record=decided,
        decision=decision,
        agreement=grounds.agreement,
    )
    if any(one.kind == "promise" for one in decision.commitments):
        yield release_job(record, because=document.id)


def _said(decision: Decision) -> dict[str, Any]:
    """Return what the audit trail keeps of a decision: what the rules did and, of a held order, what holds it."""
    said = {"rules": [f"{one.rule} {one.action}" for one in decision.results]}
    return said | {"holds": [one.waiver for one in decision.holds]} if decision.state == HELD else said


def _answer(
    services: Services,
    work: UnitOfWork,
    desk: OnTheDesk,
    *,
    grounds: Grounds,
    decision: Decision,
    document: DocumentRecord,
) -> Sequence[NewJob]:
    record = desk.record
    response = respond(
        desk.order,
        decision,
        spoken(services, desk.profile, "855", grounds.agreement),
        responded_on=today(services),
        seller_order=record.seller_number,
    )
    jobs = outbound.queue(
        services,
        work,
        Outgoing(
            profile=desk.profile,
            set_id="855",
            kind="order_response",
            document=response,
            dedupe=f"855:{record.id}:{decision.state}",
            reference=record.number,
            order=record.id,
            answers=document.id,
        ),
    )
    if jobs and decision.state != HELD:
        remember(services, work, record, outcomes=decision.outcomes)
    return jobs
