"""Accounting: what partners owe follows their orders, invoices and credit memos; all under the lock of the account.

A partner's account is locked after the positions and orders a step locks and before it draws control numbers, so that
orders decided at once see each other: what they come to together stays within the limit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from gateway.application.ports import Receivable, UnitOfWork
from gateway.application.records import OrderLineRecord, OrderRecord
from gateway.domain.accounts import Account
from gateway.domain.agreements import Agreement
from gateway.domain.canonical import loads
from gateway.domain.invoices import Invoice
from gateway.domain.orders import PurchaseOrder
from gateway.domain.terms import PaymentTerms
from gateway.orderdesk.invoicing import DEFERRED, prepaid_on
from gateway.orderdesk.terms_rules import blanket_of

ORDER, INVOICE, ADVANCE = "order", "invoice", "advance"
OPEN = frozenset({"confirmed", "shipping"})
DRAWING = OPEN | {"closed"}
NOTHING = Decimal(0)


def is_judged(agreement: Agreement) -> bool:
    """Return whether a partner's orders are judged by how its account stands."""
    return bool(agreement.credit or agreement.prepayment or agreement.conditions.blankets)


def lock(work: UnitOfWork, agreement: Agreement) -> bool:
    """Lock the account of a partner whose orders are judged by it; return whether they are."""
    judged = is_judged(agreement)
    if judged:
        work.accounts.lock(agreement.partner)
    return judged


def account_of(
    work: UnitOfWork, agreement: Agreement, order: PurchaseOrder, record: OrderRecord, *, today: date
) -> Account:
    """Lock a partner's account and return how it stands, an order of its own left out; nothing where nobody asks."""
    if not lock(work, agreement):
        return Account()
    others = [one for one in work.accounts.open(agreement.partner) if one.order != record.id]
    late = [one for one in others if is_past_due(one, agreement, today)]
    contracts = {
        blanket.number for line in order.lines if (blanket := blanket_of(order, line, agreement)) is not None
    }
    reserved = record.reckoning.total if record.reckoning and record.state in OPEN else NOTHING
    return Account(
        owed=sum((one.amount for one in others), NOTHING),
        past_due=sum((one.amount for one in late), NOTHING),
        past_due_since=min((one.due_on for one in late if one.due_on), default=None),
        paid=work.accounts.paid(record.id),
        reserved=reserved,
        drawn=work.accounts.drawn(agreement.partner, contracts, but=record.id) if contracts else {},
    )


def is_past_due(one: Receivable, agreement: Agreement, today: date) -> bool:
    """Return whether an invoice should have been paid."""
    grace = timedelta(days=agreement.credit.grace_days if agreement.credit else 0)
    return one.kind == INVOICE and one.amount > 0 and one.due_on is not None and one.due_on + grace < today


def follow(
    work: UnitOfWork, record: OrderRecord, lines: Iterable[OrderLineRecord], agreement: Agreement
) -> None:
    """Let the account say what an order comes to that is not invoiced, and what it draws from blankets."""
    known = {(one.kind, one.number): one for one in work.accounts.of_order(record.id)}
    before = known.get((ORDER, record.id))
    total = record.reckoning.total if record.reckoning and record.state in OPEN else NOTHING
    billed = sum((one.total for one in known.values() if one.kind == INVOICE), NOTHING)
    ahead = known.get((ADVANCE, record.id))
    taken = ahead.amount - ahead.total if ahead else NOTHING
    amount = max(total - billed - taken, NOTHING)
    if amount or before:
        work.accounts.put(
            Receivable(
                partner=record.partner,
                kind=ORDER,
                number=record.id,
                order=record.id,
                currency=record.currency or agreement.currency,
                total=total or (before.total if before else NOTHING),
                amount=amount,
            )
        )
    if agreement.conditions.blankets:
        work.accounts.draw(record.partner, record.id, _drawn(record, lines, agreement))


def paid_ahead(work: UnitOfWork, order: str) -> Decimal:
    """Return what was paid for an order and taken by no invoice yet."""
    return -sum((one.amount for one in work.accounts.of_order(order) if one.kind == ADVANCE), NOTHING)


def book_invoice(work: UnitOfWork, record: OrderRecord, invoice: Invoice, agreement: Agreement) -> None:
    """Let the account say what an invoice asks for, in the parts it asks it in, and what of the advance it took."""
    taken = prepaid_on(invoice)
    if taken:
        for one in work.accounts.of_order(record.id):
            if one.kind == ADVANCE:
                work.accounts.put(replace(one, amount=one.amount + taken))
    currency = invoice.currency or agreement.currency
    for number, amount, due_on in _parts(invoice):
        work.accounts.put(
            Receivable(
                partner=record.partner,
                kind=INVOICE,
                number=number,
                order=record.id,
                currency=currency,
                total=amount,
                amount=amount,
                due_on=due_on,
            )
        )


def book_credit(work: UnitOfWork, partner: str, invoice: str, amount: Decimal) -> None:
    """Let the account say that so much of an invoice was credited: what is due last first."""
    work.accounts.lock(partner)
    left = amount
    parts = list(reversed(work.accounts.of_invoice(partner, invoice)))
    for at, one in enumerate(parts):
        off = left if at == len(parts) - 1 else min(left, max(one.amount, NOTHING))
        work.accounts.put(replace(one, amount=one.amount - off))
        left -= off


def _parts(invoice: Invoice) -> Sequence[tuple[str, Decimal, date | None]]:
    deferred = [one for one in invoice.terms if one.kind == DEFERRED and one.deferred_amount is not None]
    if not deferred:
        return [(invoice.number, invoice.total, due_on(invoice.terms, invoice.invoiced_on))]
    return [
        (f"{invoice.number}#{at}", one.deferred_amount or NOTHING, one.deferred_due_on)
        for at, one in enumerate(deferred, 1)
    ]


def due_on(terms: Sequence[PaymentTerms], invoiced_on: date) -> date | None:
    """Return the day by which an invoice is to be paid, None where the terms do not say."""
    for one in terms:
        if one.net_due_on is not None:
            return one.net_due_on
        if one.net_days is not None:
            return invoiced_on + timedelta(days=one.net_days)
    return None


def _drawn(
    record: OrderRecord, lines: Iterable[OrderLineRecord], agreement: Agreement
) -> Mapping[tuple[str, str], int]:
    if record.state not in DRAWING:
        return {}
    order = loads(PurchaseOrder, record.canonical)
    drawn: dict[tuple[str, str], int] = {}
    for line in lines:
        blanket = blanket_of(order, order.lines[line.line - 1], agreement)
        quantity = line.ordered - line.cancelled
        if blanket is not None and quantity > 0 and line.state not in ("held", "rejected"):
            key = (blanket.number, line.sku)
            drawn[key] = drawn.get(key, 0) + quantity
    return drawn
