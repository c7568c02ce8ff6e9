"""Paying: money that comes in is booked on invoices and orders, and orders that waited for it go on by themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from gateway.application.accounting import ADVANCE, NOTHING, follow, is_past_due
from gateway.application.desk import order_job, today
from gateway.application.keeping import keep
from gateway.application.ports import Handler, PaymentRecord, Receivable, Store, UnitOfWork
from gateway.application.records import Job, NewJob, OrderRecord
from gateway.application.services import Services
from gateway.domain.agreements import Agreement
from gateway.domain.canonical import loads
from gateway.domain.money import to_coins
from gateway.domain.remittances import PaidDocument, RemittanceAdvice
from gateway.errors import Conflict, NotFound
from gateway.orderdesk.reckoning import due_first

CREDIT, FIRST = "V48", "V50"
WAITS_FOR_MONEY = frozenset({CREDIT, FIRST})
MOST_WAITING = 1000
"""How many held orders are looked through for those that wait for money, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What somebody paid: for an invoice, or ahead for an order, by its number; `reference` is the bank's or the payer's.

    A reference says the same payment of the same number once, however often it is told.
    """

    partner: str
    number: str
    amount: Decimal
    paid_on: date
    reference: str
    discount: Decimal = NOTHING
    reason: str = ""
    document: str = ""


def pay(services: Services, store: Store, paid: Paid, *, actor: str) -> bool:
    """Book a payment; return False where it was booked before. Raises NotFound, and Conflict for no amount."""
    with store.begin() as work:
        new, jobs = book(services, work, paid, actor=actor)
        for job in jobs:
            work.jobs.add(job)
        work.commit()
    return new


def book(services: Services, work: UnitOfWork, paid: Paid, *, actor: str) -> tuple[bool, Sequence[NewJob]]:
    """Book a payment in a unit of work; return whether it was new, and the jobs of orders that may go on now."""
    profile = services.directory.get(paid.partner)
    agreement = profile.agreement()
    if paid.amount <= 0 or paid.discount < 0:
        raise Conflict("a payment is more than nothing, and a discount not less")
    work.accounts.lock(profile.code)
    parts = work.accounts.of_invoice(profile.code, paid.number)
    order = None if parts else _order(work, profile.code, paid.number)
    record = PaymentRecord(
        id=services.ids.new(),
        partner=profile.code,
        key=f"{paid.reference}:{paid.number}",
        order=parts[0].order if parts else order.id if order else "",
        invoice=paid.number if parts else "",
        amount=paid.amount,
        discount=paid.discount,
        currency=parts[0].currency if parts else agreement.currency,
        paid_on=paid.paid_on,
        reason=paid.reason,
        document=paid.document,
        booked_by=actor,
        booked_at=services.clock.now(),
    )
    if not work.accounts.add_payment(record):
        return False, ()
    left = _apply(work, parts, paid) if parts else _advance(work, record)
    _note(services, work, record, left)
    waiting = work.orders.recent(MOST_WAITING, state="held", partner=profile.code)
    return True, list(going_on(services, work, agreement, list(reversed(waiting))))


def going_on(
    services: Services, work: UnitOfWork, agreement: Agreement, waiting: Sequence[OrderRecord]
) -> Iterator[NewJob]:
    """Yield jobs that decide anew those held orders of a partner that its account now lets pass, in the order given."""
    owed = work.accounts.open(agreement.partner)
    late = agreement.credit is not None and any(is_past_due(one, agreement, today(services)) for one in owed)
    limit = agreement.credit.limit if agreement.credit else None
    free = None if limit is None else limit - sum((one.amount for one in owed), NOTHING)
    for record in waiting:
        if record.reckoning is None or not _waits_for_money(record):
            continue
        total = record.reckoning.total
        first = due_first(agreement, total, record.currency)
        if work.accounts.paid(record.id) < first or (late and _waits_for(record, CREDIT)):
            continue
        if free is not None and total > free:
            continue
        free = None if free is None else free - total
        yield order_job(record.partner, record.number, record.document)


def look_again(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Let held orders go on whose partner's limit was raised, and forget what ended orders still reserve."""
    del job
    for one in work.accounts.ended():
        record = work.orders.get(one.order)
        agreement = services.directory.get(record.partner).agreement()
        follow(work, record, work.orders.lines(record.id), agreement)
    waiting: dict[str, list[OrderRecord]] = {}
    for record in reversed(work.orders.recent(MOST_WAITING, state="held")):
        if _waits_for_money(record):
            waiting.setdefault(record.partner, []).append(record)
    jobs: list[NewJob] = []
    for partner, records in sorted(waiting.items()):
        jobs.extend(going_on(services, work, services.directory.get(partner).agreement(), records))
    return jobs


def _waits_for_money(record: OrderRecord) -> bool:
    """Return whether nothing but money keeps an order."""
    return bool(record.holds) and {one.rule for one in record.holds} <= WAITS_FOR_MONEY


def _waits_for(record: OrderRecord, rule: str) -> bool:
    return any(one.rule == rule for one in record.holds)


def remittance_job(partner: str, document: str) -> NewJob:
    """Return the job that books what a remittance advice says was paid."""
    return NewJob(
        kind="remittance",
        ref=document,
        dedupe=f"remittance:{document}",
        lane=f"{partner}:payments",
        partner=partner,
    )


def take_remittance(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Book every document an advice names; what names none of ours, or nothing, is kept for a person with the reason."""
    document = work.documents.get(job.ref)
    advice = loads(RemittanceAdvice, document.canonical)
    reference = advice.trace.number if advice.trace else document.id
    jobs: dict[str, NewJob] = {}
    doubts = [] if advice.documents else ["it names no invoice"]
    for at, one in enumerate(advice.documents, 1):
        if not one.number or not one.paid:
            doubts.append(f"its document {at} has no number or pays nothing")
            continue
        paid = Paid(
            partner=document.partner,
            number=one.number,
            amount=one.paid,
            paid_on=advice.paid_on or today(services),
            reference=reference,
            discount=_discount(services, document.partner, one),
            reason=_reason(one),
            document=document.id,
        )
        try:
            _, more = book(services, work, paid, actor="gateway")
        except (Conflict, NotFound):
            doubts.append(f"we know no invoice or order {one.number}, or it takes money back")
            continue
        jobs |= {each.dedupe: each for each in more}
    if advice.documents and advice.unexplained:
        doubts.append(f"{advice.unexplained} of the payment is not explained")
    if doubts:
        keep(services, work, document, "; ".join(doubts))
    return list(jobs.values())


def handlers(services: Services) -> Mapping[str, Handler]:
    """Return the steps about money, by kind of job."""
    return {
        "remittance": partial(take_remittance, services),
        "accounts": partial(look_again, services),
    }


def _order(work: UnitOfWork, partner: str, number: str) -> OrderRecord:
    found = work.orders.find(partner, number)
    if found is None:
        raise NotFound(f"the partner has no invoice or order {number}")
    return found


def _apply(work: UnitOfWork, parts: Sequence[Receivable], paid: Paid) -> Decimal:
    """Settle the parts of an invoice, what is due first before the rest; return what is left of them."""
    left = paid.amount + paid.discount
    for at, one in enumerate(parts):
        off = left if at == len(parts) - 1 else min(left, max(one.amount, NOTHING))
        work.accounts.put(replace(one, amount=one.amount - off))
        left -= off
    return sum((one.amount for one in parts), NOTHING) - paid.amount - paid.discount


def _advance(work: UnitOfWork, payment: PaymentRecord) -> Decimal:
    """Keep what was paid ahead for an order until its invoice takes it."""
    known = [one for one in work.accounts.of_order(payment.order) if one.kind == ADVANCE]
    before = (
        known[0]
        if known
        else Receivable(
            partner=payment.partner,
            kind=ADVANCE,
            number=payment.order,
            order=payment.order,
            currency=payment.currency,
            total=NOTHING,
            amount=NOTHING,
        )
    )
    work.accounts.put(
        replace(before, total=before.total - payment.amount, amount=before.amount - payment.amount)
    )
    return NOTHING


def _note(services: Services, work: UnitOfWork, payment: PaymentRecord, left: Decimal) -> None:
    services.note(
        work,
        "payment.short" if left > 0 else "payment.booked",
        payment.id,
        partner=payment.partner,
        order=payment.order,
        actor=payment.booked_by,
        invoice=payment.invoice,
        amount=str(payment.amount),
        discount=str(payment.discount),
        currency=payment.currency,
        left=str(left),
        reason=payment.reason,
    )


def _discount(services: Services, partner: str, one: PaidDocument) -> Decimal:
    """Return the discount a payer took, as far as the terms allow any: the rest of it stays owed."""
    taken, total = one.discount or NOTHING, one.total or (one.paid or NOTHING) + (one.discount or NOTHING)
    agreement = services.directory.get(partner).agreement()
    percents = [each.discount_percent for each in agreement.terms if each.discount_percent]
    most = to_coins(total * max(percents, default=NOTHING) / 100, agreement.currency)
    return max(min(taken, most), NOTHING)


def _reason(one: PaidDocument) -> str:
    own = [one.reason, *(each.reason for each in one.adjustments), *(each.text for each in one.remarks)]
    return next((each for each in own if each), "")
