"""Changing: a change of an order is worked in, answered, and what it takes is done; all in one commit.

Where goods are with the warehouse that the change no longer wants as they are, the warehouse is asked for them
first and the change waits; until then the order stands as it was.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from gateway.application.accounting import account_of
from gateway.application.desk import UNDECIDED
from gateway.application.editing import BY_PERSON, DESK, WAITED, agreed
from gateway.application.gathering import gather, positions
from gateway.application.keeping import keep
from gateway.application.ports import Store, UnitOfWork
from gateway.application.rationing import counted, more_to_lock
from gateway.application.recalling import ASKED, change_job
from gateway.application.records import Job, NewJob, OrderRecord
from gateway.application.revising import (
    RECALL_ASKED,
    Change,
    apply,
    ask_back,
    refuse,
    revise_held,
    take_back_again,
)
from gateway.application.revisions import gap_before, history, is_late
from gateway.application.services import Services
from gateway.application.underway import underway
from gateway.domain.canonical import loads
from gateway.domain.findings import Finding, find
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.errors import Conflict
from gateway.orderdesk.changing import work_in
from gateway.orderdesk.deciding import what_to_lock
from gateway.orderdesk.revising import revise
from gateway.orderdesk.underway import REFUSED, WAITS, Ground

PATIENCE = timedelta(minutes=15)
A_MOMENT = timedelta(seconds=30)
OPEN = frozenset({"confirmed", "shipping"})
AGREES = "confirmation"
NOT_BY_PERSON = "refused"
CONCLUDED = frozenset({"change.taken", "change.refused"})
ANSWERS_US = "the buyer agrees to a change of ours"


def work_change(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Work a change into its order and answer it; one that was concluded before stays as it is."""
    ref, _, words = job.ref.partition("#")
    document = work.documents.get(ref)
    if _is_concluded(work, document.id):
        return ()
    one = Change(
        services=services,
        work=work,
        profile=services.directory.get(document.partner),
        document=document,
        change=loads(OrderChange, document.canonical),
        said=_words(words),
    )
    record = _target(one)
    if record is None:
        return (
            _later(one, PATIENCE, WAITED)
            if WAITED not in one.said
            else refuse(one, None, [find("change.order-unknown")])
        )
    if one.change.purpose == AGREES:
        return _wait_for_person(one, record, ANSWERS_US)
    if NOT_BY_PERSON in one.said:
        return [*refuse(one, record, document.findings), *take_back_again(one, record)]
    return _worked(one, record)


def try_later(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Put a change that came too early behind what has come since."""
    del services
    ref, _, words = job.ref.partition("#")
    document = work.documents.get(ref)
    change = loads(OrderChange, document.canonical)
    return [change_job(document.partner, change.order_number, document.id, *_words(words))]


def accept_change(services: Services, store: Store, document: str, *, reason: str = "", actor: str) -> str:
    """Let a change pass that waits for a person, whatever held it; return the number of its order.

    Raises NotFound, and Conflict for any other document.
    """
    return _say(services, store, document, BY_PERSON, reason=reason, actor=actor)


def refuse_change(services: Services, store: Store, document: str, *, reason: str = "", actor: str) -> str:
    """Refuse a change that waits for a person and tell the partner; return the number of its order.

    Raises NotFound, and Conflict for any other document.
    """
    return _say(services, store, document, NOT_BY_PERSON, reason=reason, actor=actor)


def _say(services: Services, store: Store, document: str, word: str, *, reason: str, actor: str) -> str:
    with store.begin() as work:
        record = work.documents.get(document, lock=True)
        if record.kind != "order_change" or record.validation != "held":
            raise Conflict("the document is no change that waits for a person")
        change = loads(OrderChange, record.canonical)
        services.note(
            work,
            f"change.{word}-by-person",
            record.id,
            partner=record.partner,
            order=record.order,
            actor=actor,
            reason=reason,
        )
        work.jobs.add(change_job(record.partner, change.order_number, record.id, word, WAITED))
        work.commit()
    return change.order_number


def _target(one: Change) -> OrderRecord | None:
    """Return the order that changes: the latest under its number that was not rejected, else the latest."""
    if one.document.set_id == DESK:
        return one.work.orders.get(one.document.order)
    change = one.change
    orders = [
        order
        for order in one.work.orders.by_number(change.order_number)
        if (order.partner, order.release) == (one.profile.code, change.release)
    ]
    return next((order for order in orders if order.state != "rejected"), orders[0] if orders else None)


def _words(words: str) -> frozenset[str]:
    return frozenset(filter(None, words.split(",")))


def _is_concluded(work: UnitOfWork, document: str) -> bool:
    return any(event.what in CONCLUDED for event in work.events.of(document))


def _is_another_underway(one: Change, record: OrderRecord) -> bool:
    """Tell whether the warehouse is being asked because of another change of the order."""
    asked = [event for event in one.work.events.of(record.id) if event.what == RECALL_ASKED]
    last = asked[-1].detail["document"] if asked else one.document.id
    if last == one.document.id or _is_concluded(one.work, last):
        return False
    return one.work.documents.get(last).validation != "held"


def _later(one: Change, patience: timedelta, *words: str) -> Sequence[NewJob]:
    """Wait a while outside of the lane of the order: what the change waits for is to come through there."""
    document = one.document
    one.services.note(
        one.work, "change.waits", document.id, partner=document.partner, number=one.change.order_number
    )
    job = NewJob(
        kind="change-later",
        ref=f"{document.id}#{','.join(sorted({*one.said, *words}))}",
        dedupe=f"change-later:{document.id}",
        run_at=one.services.clock.now() + patience,
        partner=document.partner,
    )
    return (job,)


def _wait_for_person(
    one: Change, record: OrderRecord, why: str, findings: Iterable[Finding] = ()
) -> Sequence[NewJob]:
    found = (*one.document.findings, *(each for each in findings if each not in one.document.findings))
    kept = replace(one.document, order=record.id, findings=found)
    keep(one.services, one.work, kept, why)
    return take_back_again(one, record)


def _worked(one: Change, record: OrderRecord) -> Iterable[NewJob]:
    if _is_another_underway(one, record):
        return _later(one, A_MOMENT)
    taken = history(one.work, record.id)
    if is_late(one.change, taken):
        return refuse(one, record, [find("change.out-of-sequence", value_seen=one.change.sequence)])
    gap = gap_before(one.change, taken)
    if gap is not None and WAITED not in one.said:
        return _later(one, PATIENCE, WAITED)
    found = () if gap is None else (gap,)
    if record.state in UNDECIDED:
        return _of_held(one, one.work.orders.get(record.id, lock=True), found)
    if record.state not in OPEN:
        return refuse(one, record, [find("change.order-over")])
    return _of_open(one, record, found)


def _of_held(one: Change, record: OrderRecord, found: Collection[Finding]) -> Iterable[NewJob]:
    """Change an order nothing was promised of, and decide it anew."""
    if record.state not in UNDECIDED:
        return refuse(one, record, [find("change.order-over")])
    order = loads(PurchaseOrder, record.canonical)
    revised = revise(order, one.change)
    if revised.doubts and BY_PERSON not in one.said:
        return _wait_for_person(one, record, _reason(revised.doubts), revised.doubts)
    refusals = [asked.finding for asked in revised.asked if asked.finding is not None]
    if refusals and len(refusals) == len(one.change.lines):
        return refuse(one, record, refusals, asked=revised.asked)
    return revise_held(one, record, order, revised=revised, found=found)


def _of_open(one: Change, record: OrderRecord, found: Collection[Finding]) -> Iterable[NewJob]:
    """Change an order that was confirmed, under the locks of all it has and will have."""
    work, order = one.work, loads(PurchaseOrder, record.canonical)
    revised = revise(order, one.change)
    both = replace(revised.order, lines=(*order.lines, *revised.order.lines))
    now = one.services.clock.now()
    on = now.date()
    grounds = gather(work, one.profile, both, on=on, at=now)
    wanted = what_to_lock(
        both, grounds.agreement, grounds.catalogue, waived=record.waivers, policies=grounds.policies
    )
    wanted = more_to_lock(work, wanted, grounds.policies)
    has = {(each.sku, each.location) for each in work.positions.commitments(record.id)}
    free = positions(work, sorted({*wanted, *has}))
    record = work.orders.get(record.id, lock=True)
    if record.state not in OPEN:
        return refuse(one, record, [find("change.order-over")])
    ground = Ground(
        agreement=agreed(work, one.document, record, one.change, grounds.agreement),
        catalogue=grounds.catalogue,
        positions=free,
        policies=counted(one.services, work, grounds.policies),
        before=grounds.before,
        today=on,
        recallable=ASKED not in one.said,
        accepting=BY_PERSON in one.said,
        account=account_of(work, grounds.agreement, order, record, today=on),
    )
    changed = work_in(underway(work, record), one.change, ground)
    if changed.verdict == WAITS:
        return _wait_for_person(one, record, _reason(changed.findings), changed.findings)
    if changed.verdict == REFUSED:
        again = take_back_again(one, record)
        return [*refuse(one, record, changed.findings, changed=changed), *again]
    if changed.recall:
        return ask_back(one, record, changed)
    return apply(one, record, grounds.agreement, changed=changed, found=found)


def _reason(findings: Iterable[Finding]) -> str:
    return next((one.message for one in findings), "a person should look at it")
