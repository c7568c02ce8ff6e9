"""Asking first: a proforma invoice asks for what is to be paid before anything is promised. It books nothing."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.application import outbound
from gateway.application.outbound import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import NewJob, OrderRecord
from gateway.application.services import Services
from gateway.domain.agreements import Agreement
from gateway.domain.invoices import Invoice
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.decisions import Decision, standing
from gateway.orderdesk.invoicing import Billing, bill
from gateway.profiles.cxml import message_of
from gateway.profiles.profile import Profile

PAY_FIRST = "V50"
PROFORMA = "proforma"
"""The kind of an invoice that asks for money ahead; nothing is owed by it."""


def ask(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    *,
    order: PurchaseOrder,
    record: OrderRecord,
    decision: Decision,
    agreement: Agreement,
) -> Sequence[NewJob]:
    """Queue a proforma invoice for an order that is held until it is paid, once a revision, where one was agreed.

    A language without proforma invoices would make it a bill: such a partner is asked by a person.
    """
    first = agreement.prepayment
    waits = any(one.rule == PAY_FIRST for one in decision.holds)
    if first is None or not first.proforma or not waits or record.reckoning is None:
        return ()
    dedupe = f"proforma:{record.id}:{record.revision}"
    sending = profile.sends("810")
    if sending is not None and message_of(sending.map):
        about = {"partner": record.partner, "order": record.id}
        services.note(
            work, "order.proforma-untold", record.id, **about, due_first=str(record.reckoning.due_first)
        )
        return ()
    if work.documents.find(profile.code, dedupe) is not None:
        return ()
    number = f"PF{work.control_numbers.draw('', 'proforma'):08d}"
    outgoing = Outgoing(
        profile=profile,
        set_id="810",
        kind="invoice",
        document=_proforma(services, number, order, record, decision=decision, agreement=agreement),
        dedupe=dedupe,
        reference=number,
        order=record.id,
    )
    services.note(
        work,
        "order.proforma",
        record.id,
        partner=record.partner,
        order=record.id,
        number=number,
        due_first=str(record.reckoning.due_first),
    )
    return outbound.queue(services, work, outgoing)


def _proforma(
    services: Services,
    number: str,
    order: PurchaseOrder,
    record: OrderRecord,
    *,
    decision: Decision,
    agreement: Agreement,
) -> Invoice:
    wanted = {one.line: one for one in record.reckoning.lines} if record.reckoning else {}
    lines = tuple(standing(one) for one in decision.lines if one.line in wanted)
    billing = Billing(
        number=number,
        invoiced_on=services.clock.now().date(),
        shipped={one.line: one.ordered for one in lines},
    )
    return replace(bill(billing, order, lines, replace(agreement, instalments=())), kind=PROFORMA)
