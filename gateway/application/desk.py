"""The order desk's use cases: decide an order, answer it, and let a person clear what is held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gateway.application import outbound
from gateway.application.admitting import answer_again
from gateway.application.gathering import Grounds, gather, positions
from gateway.application.outbound import Outgoing
from gateway.application.ports import CommitmentRecord, Store, UnitOfWork
from gateway.application.records import (
    DocumentRecord,
    Job,
    NewJob,
    OrderLineRecord,
    OrderRecord,
    RuleResult,
)
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.findings import find
from gateway.domain.lifecycle import ORDER, move
from gateway.domain.orders import PurchaseOrder
from gateway.errors import Conflict
from gateway.orderdesk.cases import KnownOrder
from gateway.orderdesk.deciding import decide, what_to_lock
from gateway.orderdesk.decisions import DecidedLine, Decision, Result, standing
from gateway.orderdesk.responding import respond, should_respond
from gateway.profiles.profile import Profile

UNDECIDED = frozenset({"received", "held"})
REFUSED_BY_DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheDesk:
    """An order on the desk: whose it is, what it says, what the desk keeps of it, and what it knew before."""

    profile: Profile
    order: PurchaseOrder
    record: OrderRecord
    known: tuple[KnownOrder, ...] = ()


def decide_order(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Decide the order of a document and answer it; one that was decided before stays as it is."""
    document = work.documents.get(job.ref)
    profile = services.directory.get(document.partner)
    order = loads(PurchaseOrder, document.canonical)
    latest = work.orders.find(profile.code, order.number, order.release)
    if document.order:
        record = work.orders.get(document.order, lock=True)
        return _settle(services, work, profile, order=order, record=record, document=document)
    if latest is not None and latest.canonical == document.canonical:
        return _repeat(services, work, profile, document=document, first=latest)
    record = _open(services, work, document, order=order, before=latest)
    return _settle(services, work, profile, order=order, record=record, document=document)


def accept_hold(
    services: Services, store: Store, order: str, *, waivers: tuple[str, ...] | None = None, actor: str
) -> OrderRecord:
    """Accept what holds an order, once (all of it unless waivers name some), and ask for it to be decided again.

    Raises NotFound, and Conflict when the order is not held.
    """
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        if record.state != "held":
            raise Conflict(f"the order is {record.state}, not held")
        accepted = tuple(hold.waiver for hold in record.holds) if waivers is None else waivers
        record = replace(record, waivers=tuple(sorted({*record.waivers, *accepted})))
        work.orders.update(record)
        services.note(
            work,
            "order.holds-accepted",
            record.id,
            partner=record.partner,
            order=record.id,
            actor=actor,
            waivers=list(accepted),
        )
        work.jobs.add(order_job(record.partner, record.number, record.document))
        work.commit()
    return record


def reject_order(services: Services, store: Store, order: str, *, reason: str, actor: str) -> OrderRecord:
    """Reject a held order as a whole and tell the partner; raises NotFound, and Conflict when it is not held."""
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        if record.state != "held":
            raise Conflict(f"the order is {record.state}, not held")
        document = work.documents.get(record.document)
        profile = services.directory.get(record.partner)
        purchase_order = loads(PurchaseOrder, record.canonical)
        grounds = gather(work, profile, purchase_order)
        decision = _decide(services, work, grounds, _on_the_desk(work, profile, purchase_order, record))
        refused = replace(
            decision,
            state="rejected",
            commitments=(),
            lines=tuple(_refused(line) for line in decision.lines),
        )
        desk = OnTheDesk(profile=profile, order=purchase_order, record=record)
        for job in _conclude(services, work, desk, grounds=grounds, decision=refused, document=document):
            work.jobs.add(job)
        services.note(
            work,
            "order.rejected-by-person",
            record.id,
            partner=record.partner,
            order=record.id,
            actor=actor,
            reason=reason,
        )
        work.commit()
        return work.orders.get(order)


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
    return record


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
    desk = _on_the_desk(work, profile, order, record)
    grounds = gather(work, profile, order)
    decision = _decide(services, work, grounds, desk)
    return list(_conclude(services, work, desk, grounds=grounds, decision=decision, document=document))


def _on_the_desk(work: UnitOfWork, profile: Profile, order: PurchaseOrder, record: OrderRecord) -> OnTheDesk:
    known: tuple[KnownOrder, ...] = ()
    if record.revision > 0 and work.orders.find(profile.code, order.number, order.release) is not None:
        known = (KnownOrder(number=order.number, release=order.release),)
    return OnTheDesk(profile=profile, order=order, record=record, known=known)


def _decide(services: Services, work: UnitOfWork, grounds: Grounds, desk: OnTheDesk) -> Decision:
    """Lock the positions the order needs, in order, and decide."""
    pairs = what_to_lock(desk.order, grounds.agreement, grounds.catalogue, waived=desk.record.waivers)
    return decide(
        desk.order,
        grounds.agreement,
        grounds.catalogue,
        positions=positions(work, pairs),
        today=today(services),
        known=desk.known,
        waived=desk.record.waivers,
    )


def today(services: Services) -> date:
    """Return the desk's day."""
    return services.clock.now().date()


def _refused(line: DecidedLine) -> DecidedLine:
    outcome = replace(
        line.outcome, accepted=(), backordered=(), cancelled=(), hold="", reject=REFUSED_BY_DESK
    )
    return replace(line, outcome=outcome)


def _conclude(
    services: Services,
    work: UnitOfWork,
    desk: OnTheDesk,
    *,
    grounds: Grounds,
    decision: Decision,
    document: DocumentRecord,
) -> Iterator[NewJob]:
    """Write down what was decided, book the promises, queue the answer and ask the warehouse."""
    record = desk.record
    decided = replace(
        record,
        state=decision.state if record.state == decision.state else move(ORDER, record.state, decision.state),
        results=tuple(_result(one) for one in decision.results),
        outcomes=decision.outcomes,
    )
    lines = [_line(record.id, one) for one in decision.lines]
    work.orders.update(decided, lines)
    work.positions.commit(_commitments(services, record.id, decision))
    services.note(
        work,
        f"order.{decision.state}",
        record.id,
        partner=record.partner,
        order=record.id,
        rules=[f"{one.rule} {one.action}" for one in decision.results],
    )
    if should_respond(decision, grounds.agreement.dialect):
        yield from _answer(services, work, desk, grounds=grounds, decision=decision, document=document)
    if any(one.kind == "promise" for one in decision.commitments):
        yield NewJob(kind="release", ref=record.id, dedupe=f"release:{record.id}", partner=record.partner)


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
        grounds.agreement,
        responded_on=today(services),
        seller_order=record.seller_number,
    )
    return outbound.queue(
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


def _commitments(services: Services, order: str, decision: Decision) -> list[CommitmentRecord]:
    return [
        CommitmentRecord(
            id=services.ids.new(),
            order=order,
            line=one.line,
            schedule=one.schedule,
            sku=one.sku,
            location=one.location,
            need_on=one.needed_on,
            promise_on=one.promised_on,
            quantity=one.quantity,
            kind=one.kind,
        )
        for one in decision.commitments
    ]


def _result(result: Result) -> RuleResult:
    return RuleResult(
        rule=result.rule,
        action=result.action,
        waiver=result.waiver,
        line=result.line,
        finding=result.finding,
        fix=result.fix.text,
    )


def _line(order: str, decided: DecidedLine) -> OrderLineRecord:
    outcome, stands = decided.outcome, standing(decided)
    return OrderLineRecord(
        order=order,
        line=stands.line,
        number=decided.number,
        sku=stands.sku,
        unit=stands.unit,
        base_unit=stands.base_unit,
        each=stands.each,
        ordered=stands.ordered,
        promised=sum(one.quantity for one in outcome.accepted),
        backordered=sum(one.quantity for one in outcome.backordered),
        cancelled=sum(one.quantity for one in outcome.cancelled),
        price=stands.price,
        substituted=stands.substituted,
        state=decided.state,
    )
