"""Refunding: money that was paid ahead, or over an invoice, and that nothing needs any more, is paid back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from gateway.application.accounting import ADVANCE, NOTHING, ORDER
from gateway.application.ports import PaymentRecord, Receivable, Store, UnitOfWork
from gateway.application.records import OrderRecord
from gateway.application.services import Services
from gateway.errors import Conflict, NotFound

OVER = frozenset({"closed", "cancelled", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What is paid back: of an order that was paid ahead, or an invoice that was paid twice, by its number.

    Without an `amount` it is all that can be. A `reference` says the same refund of the same number once.
    """

    partner: str
    number: str
    paid_on: date
    reference: str
    amount: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """What came of a refund: whether it was new, and how much was paid back."""

    new: bool
    amount: Decimal
    currency: str


def refund(services: Services, store: Store, wanted: Refund, *, actor: str) -> Refunded:
    """Book money that is paid back.

    Raises NotFound for a number we do not know, and Conflict where nothing, or less than that, can be paid back.
    """
    with store.begin() as work:
        done = book_refund(services, work, wanted, actor=actor)
        work.commit()
    return done


def book_refund(services: Services, work: UnitOfWork, wanted: Refund, *, actor: str) -> Refunded:
    """Book money that is paid back in a unit of work; the account is locked, so that nothing is paid back twice."""
    profile = services.directory.get(wanted.partner)
    order = None
    if not work.accounts.of_invoice(profile.code, wanted.number):
        order = _order(work, profile.code, wanted.number)
    work.accounts.lock(profile.code)
    parts = () if order else work.accounts.of_invoice(profile.code, wanted.number)
    key = f"refund:{wanted.reference}:{wanted.number}"
    known = next((one for one in work.accounts.payments_of(profile.code, key)), None)
    if known is not None:
        return Refunded(new=False, amount=-known.amount, currency=known.currency)
    free = refundable_order(work, order) if order else refundable_invoice(parts)
    amount = free if wanted.amount is None else wanted.amount
    if not NOTHING < amount <= free:
        raise Conflict(f"{free} can be paid back of {wanted.number}")
    record = PaymentRecord(
        id=services.ids.new(),
        partner=profile.code,
        key=key,
        order=order.id if order else parts[0].order,
        invoice="" if order else wanted.number,
        amount=-amount,
        currency=(order.currency if order else parts[0].currency) or profile.agreement().currency,
        paid_on=wanted.paid_on,
        reason=wanted.reason,
        booked_by=actor,
        booked_at=services.clock.now(),
    )
    work.accounts.add_payment(record)
    _give_back(work, order, parts, amount)
    services.note(
        work,
        "payment.refunded",
        record.id,
        partner=profile.code,
        order=record.order,
        actor=actor,
        invoice=record.invoice,
        amount=str(amount),
        currency=record.currency,
        reason=wanted.reason,
    )
    return Refunded(new=True, amount=amount, currency=record.currency)


def refundable_order(work: UnitOfWork, order: OrderRecord) -> Decimal:
    """Return what was paid ahead for an order beyond what it still comes to; all of it once the order is over."""
    kept = work.accounts.of_order(order.id)
    ahead = -sum((one.amount for one in kept if one.kind == ADVANCE), NOTHING)
    if order.state in OVER:
        needed = NOTHING
    elif any(one.kind == ORDER for one in kept):
        needed = sum((one.amount for one in kept if one.kind == ORDER), NOTHING)
    else:
        needed = order.reckoning.total if order.reckoning else NOTHING
    return max(ahead - needed, NOTHING)


def refundable_invoice(parts: Sequence[Receivable]) -> Decimal:
    """Return what was paid of an invoice beyond what it asks for."""
    return max(-sum((one.amount for one in parts), NOTHING), NOTHING)


def _order(work: UnitOfWork, partner: str, number: str) -> OrderRecord:
    found = work.orders.find(partner, number)
    if found is None:
        raise NotFound(f"the partner has no invoice or order {number}")
    return work.orders.get(found.id, lock=True)


def _give_back(
    work: UnitOfWork, order: OrderRecord | None, parts: Sequence[Receivable], amount: Decimal
) -> None:
    """Take what is paid back off what was paid ahead, or off what was paid over an invoice, part by part."""
    if order is not None:
        ahead = next(one for one in work.accounts.of_order(order.id) if one.kind == ADVANCE)
        work.accounts.put(replace(ahead, total=ahead.total + amount, amount=ahead.amount + amount))
    for one in parts:
        back = min(amount, max(-one.amount, NOTHING))
        if back:
            work.accounts.put(replace(one, amount=one.amount + back))
            amount -= back
