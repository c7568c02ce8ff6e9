"""Revising: what was decided of a change is written down, booked and answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.application import outbound
from gateway.application.accounting import follow
from gateway.application.decided import line_of, result_of, total_of
from gateway.application.desk import OnTheDesk, conclude, decide_now
from gateway.application.dialects import spoken
from gateway.application.editing import DESK, author_of
from gateway.application.gathering import gather
from gateway.application.keeping import keep
from gateway.application.outbound import Outgoing
from gateway.application.ports import CommitmentRecord, UnitOfWork
from gateway.application.promised import keep_promises
from gateway.application.rationing import plan
from gateway.application.recalling import RECALLED, RECALLING, recall_job
from gateway.application.records import DocumentRecord, NewJob, OrderLineRecord, OrderRecord
from gateway.application.releasing import FIRM, PROMISE, release_job
from gateway.application.revisions import CHANGED, opened_as
from gateway.application.services import Services
from gateway.application.telling import tell_of_edit
from gateway.application.told import remember
from gateway.domain.agreements import Agreement
from gateway.domain.canonical import dumps, loads
from gateway.domain.findings import Finding
from gateway.domain.lifecycle import ORDER, move
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.domain.supply import Commitment
from gateway.orderdesk.cases import KnownOrder
from gateway.orderdesk.compensating import LOOSE
from gateway.orderdesk.decisions import Decision
from gateway.orderdesk.reckoning import reckon
from gateway.orderdesk.recounting import said
from gateway.orderdesk.responding import respond
from gateway.orderdesk.responding_to_changes import respond_to_change
from gateway.orderdesk.revising import Asked, Revised, compact
from gateway.orderdesk.underway import ACCEPTED, REFUSED, AskedLine, Changed
from gateway.profiles.profile import Profile

RECALL_ASKED = "order.recall-asked"
NO_ANSWER = "no answer to changes was agreed: the partner does not know yet what became of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change on the desk: whose it is, the document it came in, what it says, what is known by now."""

    services: Services
    work: UnitOfWork
    profile: Profile
    document: DocumentRecord
    change: OrderChange
    said: frozenset[str] = frozenset()


def apply(
    one: Change, record: OrderRecord, agreement: Agreement, *, changed: Changed, found: Collection[Finding]
) -> Sequence[NewJob]:
    """Make the order its next revision: give back, promise, write down, answer, and ask the warehouse."""
    services, work = one.services, one.work
    booked = {each.id: each for each in work.positions.commitments(record.id)}
    work.positions.give_back([booked[each.id] for each in changed.back])
    plan(services, work, record.id, changed.planned)
    work.positions.commit([_record(services, record.id, each) for each in changed.commitments])
    decision = Decision(state=changed.state, lines=changed.lines, results=changed.results, commitments=())
    wanted = replace(decision, lines=tuple(each for each in changed.lines if each.asked))
    currency = changed.order.currency or agreement.currency
    results = [each for each in record.results if each.line is not None and each.line not in changed.touched]
    revised = replace(
        record,
        revision=_next(work, record),
        canonical=dumps(changed.order),
        state=record.state if record.state == changed.state else move(ORDER, record.state, changed.state),
        currency=currency,
        total=total_of(wanted, currency),
        results=(*results, *(result_of(each) for each in changed.results)),
        outcomes=decision.outcomes,
        reckoning=reckon(
            changed.order,
            wanted.lines,
            agreement,
            on=services.clock.now().date(),
            before=record.reckoning,
        ),
        waivers=changed.waived,
        chain_complete_at=None,
    )
    lines = _lines(work, record, changed)
    work.orders.update(revised, lines)
    follow(work, revised, lines, agreement)
    touched = [each for each in changed.lines if each.line in changed.touched]
    calendar = agreement.calendar
    keep_promises(
        services, work, revised, said=changed.order, calendar=calendar, lines=touched, why="changed"
    )
    _note_taken(one, record, revised)
    _conclude(one, revised, "change.taken", (*found, *changed.findings))
    jobs = [*_answer(one, revised, agreement, changed=changed, before=record)]
    if any(each.kind == PROMISE for each in changed.commitments):
        jobs.append(release_job(revised, because=one.document.id))
    return jobs


def revise_held(
    one: Change, record: OrderRecord, before: PurchaseOrder, *, revised: Revised, found: Collection[Finding]
) -> Iterable[NewJob]:
    """Change an order nothing was promised of and decide it anew; its own answer says what becomes of it."""
    services, work = one.services, one.work
    order, places = compact(before, revised.order)
    after = replace(
        record,
        revision=_next(work, record),
        canonical=dumps(order),
        waivers=tuple(_moved(record.waivers, places)),
    )
    _note_taken(one, record, after)
    asked = [each for each in revised.asked if each.finding is not None]
    refusals = [each.finding for each in asked if each.finding is not None]
    _conclude(one, after, "change.taken", (*found, *refusals))
    told = Changed(
        verdict=ACCEPTED,
        order=order,
        state=record.state,
        asked=tuple(_refused(each) for each in asked),
        findings=tuple(refusals),
    )
    now = services.clock.now()
    grounds = gather(work, one.profile, order, on=now.date(), at=now)
    jobs = [*_answer(one, after, grounds.agreement, changed=told)]
    if not order.lines:
        gone = replace(after, state=move(ORDER, record.state, "cancelled"), results=(), outcomes=())
        work.orders.update(gone, [])
        return jobs
    known = (KnownOrder(number=order.number, release=order.release),) if opened_as(work, record) else ()
    desk = OnTheDesk(profile=one.profile, order=order, record=after, known=known)
    decision = decide_now(services, work, grounds, desk)
    own = work.documents.get(record.document)
    return [*jobs, *conclude(services, work, desk, grounds=grounds, decision=decision, document=own)]


def refuse(
    one: Change,
    record: OrderRecord | None,
    findings: Sequence[Finding],
    *,
    changed: Changed | None = None,
    asked: Sequence[Asked] = (),
) -> Sequence[NewJob]:
    """Refuse a change as a whole and say why; the order stands as it was."""
    order = (
        loads(PurchaseOrder, record.canonical) if record else PurchaseOrder(number=one.change.order_number)
    )
    if changed is None:
        told = tuple(_refused(each) for each in asked)
        changed = Changed(verdict=REFUSED, order=order, state="", asked=told, findings=tuple(findings))
    _conclude(one, record, "change.refused", findings)
    agreement = one.profile.agreement()
    return _answer(one, record, agreement, changed=changed)


def ask_back(one: Change, record: OrderRecord, changed: Changed) -> Sequence[NewJob]:
    """Mark what goes back, so that nobody ships or releases it meanwhile, and ask the warehouse for its part."""
    work = one.work
    ours = [each.id for each in changed.back if each.state == LOOSE and each.commitment.kind == PROMISE]
    work.positions.set_state(ours, RECALLED)
    work.positions.set_state([each.id for each in changed.recall], RECALLING)
    one.services.note(
        work,
        RECALL_ASKED,
        record.id,
        partner=record.partner,
        order=record.id,
        document=one.document.id,
        promises=len(changed.recall),
    )
    return (recall_job(record, one.document.id, one.said),)


def take_back_again(one: Change, record: OrderRecord) -> Sequence[NewJob]:
    """Promise again, as it was, what came back for a change that did not happen."""
    work = one.work
    back = [each for each in work.positions.commitments(record.id) if each.state == RECALLED]
    if not back:
        return ()
    work.positions.give_back(back)
    work.positions.commit([replace(each, id=one.services.ids.new(), state=FIRM) for each in back])
    return (release_job(record, because=one.document.id),)


def _answer(
    one: Change,
    record: OrderRecord | None,
    agreement: Agreement,
    *,
    changed: Changed,
    before: OrderRecord | None = None,
) -> Sequence[NewJob]:
    """Answer by an 865 where one was agreed, else by the whole order as it stands; else a person has to.

    Nobody asked for a change made at the desk: the partner is told of it as it is of whatever moves.
    """
    if one.document.set_id == DESK:
        lines = {*changed.touched, *changed.limited}
        return (
            tell_of_edit(one.services, one.work, before, after=record, lines=lines)
            if record and before
            else ()
        )
    on, number = one.services.clock.now().date(), record.seller_number if record else ""
    response: object = None
    set_id, kind = "865", "order_change_response"
    if one.profile.sends("865") is not None:
        agreement = spoken(one.services, one.profile, set_id, agreement)
        response = respond_to_change(one.change, changed, agreement, responded_on=on, seller_order=number)
    elif one.profile.sends("855") is not None and changed.lines:
        set_id, kind = "855", "order_response"
        decision = Decision(state="confirmed", lines=changed.lines, results=(), commitments=())
        agreement = spoken(one.services, one.profile, set_id, agreement)
        response = respond(changed.order, decision, agreement, responded_on=on, seller_order=number)
    if response is None:
        document = one.work.documents.get(one.document.id)
        keep(one.services, one.work, document, NO_ANSWER)
        return ()
    outgoing = Outgoing(
        profile=one.profile,
        set_id=set_id,
        kind=kind,
        document=response,
        dedupe=f"{set_id}:{one.document.id}",
        reference=one.change.order_number,
        order=record.id if record else "",
        answers=one.document.id,
    )
    jobs = outbound.queue(one.services, one.work, outgoing)
    if jobs and record is not None and changed.lines:
        named = None if set_id == "855" else {*changed.touched, *changed.limited}
        outcomes = [each.outcome for each in changed.lines]
        remember(one.services, one.work, record, outcomes=outcomes, lines=named)
    return jobs


def _conclude(one: Change, record: OrderRecord | None, what: str, findings: Iterable[Finding]) -> None:
    """Write down, once for all, what became of the document."""
    order = record.id if record else ""
    found = (*one.document.findings, *(each for each in findings if each not in one.document.findings))
    validation = "accepted" if one.document.validation == "held" else one.document.validation
    one.work.documents.update(
        replace(one.document, order=order, findings=found, validation=validation, reason="")
    )
    codes = [each.code for each in findings]
    one.services.note(one.work, what, one.document.id, partner=one.profile.code, order=order, findings=codes)


def _note_taken(one: Change, before: OrderRecord, after: OrderRecord) -> None:
    changed_on, author = one.change.changed_on, author_of(one.work, one.document)
    orders = [loads(PurchaseOrder, record.canonical) for record in (before, after)]
    one.services.note(
        one.work,
        CHANGED,
        after.id,
        partner=after.partner,
        order=after.id,
        actor=author.actor if author else "gateway",
        at_desk=author is not None,
        reason=author.reason if author else "",
        said=list(said(*orders)),
        document=one.document.id,
        sequence=one.change.sequence,
        changed_on=changed_on.isoformat() if changed_on else "",
        before=before.revision,
        revision=after.revision,
    )


def _next(work: UnitOfWork, record: OrderRecord) -> int:
    """Return the next revision under the order's number: another order may have come under it."""
    latest = work.orders.find(record.partner, record.number, record.release)
    return 1 + max(record.revision, latest.revision if latest else 0)


def _lines(work: UnitOfWork, record: OrderRecord, changed: Changed) -> Sequence[OrderLineRecord]:
    were = {each.line: each for each in work.orders.lines(record.id)}
    lines = []
    for decided in changed.lines:
        was = were.get(decided.line)
        if was is not None and decided.line not in changed.touched:
            lines.append(was)
            continue
        now = line_of(record.id, decided)
        if was is not None:
            now = replace(now, shipped=was.shipped, invoiced=was.invoiced)
        lines.append(now)
    return lines


def _record(services: Services, order: str, one: Commitment) -> CommitmentRecord:
    return CommitmentRecord(
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


def _refused(asked: Asked) -> AskedLine:
    return AskedLine(at=asked.at, number=asked.number, refusal=asked.finding.code if asked.finding else "")


def _moved(waivers: Iterable[str], places: Mapping[int, int]) -> Iterable[str]:
    """Yield waivers for the places lines have now; those of lines that went are left out."""
    for waiver in waivers:
        rule, _, line = waiver.partition("/")
        if not line:
            yield waiver
        elif int(line) in places:
            yield f"{rule}/{places[int(line)]}"
