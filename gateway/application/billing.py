"""Billing: what was shipped is invoiced, by shipment or by order as agreed, and kept so that it can be credited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from gateway.application import accounting, outbound
from gateway.application.departures import Going, going_of
from gateway.application.outbound import Outgoing
from gateway.application.ports import InvoiceLineRecord, InvoiceRecord, Store, UnitOfWork
from gateway.application.records import NewJob, OrderLineRecord
from gateway.application.services import Services
from gateway.domain.canonical import dumps
from gateway.domain.references import Reference
from gateway.errors import Conflict
from gateway.orderdesk.invoicing import Billing, amount_of, bill, prepaid_on
from gateway.profiles.profile import Profile

BY_SHIPMENT = "shipment"
INVOICED = "order.invoiced"


def due(profile: Profile, lines: Sequence[OrderLineRecord], *, done: bool) -> dict[int, int]:
    """Return what of an order is to be billed now, base units by line: all that left, or nothing before all has."""
    if profile.fulfilment.invoice != BY_SHIPMENT and not done:
        return {}
    return {one.line: one.shipped - one.invoiced for one in lines if one.shipped > one.invoiced}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBill:
    """So many base units by line, of a shipment (its id, and its `number` in the notice) where it is for one."""

    quantities: Mapping[int, int]
    shipment: str = ""
    number: str = ""
    shipped_on: date | None = None


def invoice(
    services: Services, work: UnitOfWork, profile: Profile, going: Going, to_bill: ToBill
) -> Sequence[NewJob]:
    """Write an invoice and queue it; the caller writes down by line what is billed."""
    invoice_number = f"INV{work.control_numbers.draw('', 'invoice'):08d}"
    billing = Billing(
        number=invoice_number,
        invoiced_on=services.clock.now().date(),
        shipped=to_bill.quantities,
        billed_before={line.line: line.invoiced for line in going.lines if line.invoiced},
        shipped_on=to_bill.shipped_on,
        references=(Reference(kind="shipment", value=to_bill.number),) if to_bill.number else (),
        paid_ahead=accounting.paid_ahead(work, going.order.id),
    )
    document = bill(billing, going.purchase_order, going.standing, going.agreement)
    accounting.book_invoice(work, going.order, document, going.agreement)
    currency = document.currency or going.agreement.currency
    record = InvoiceRecord(
        id=services.ids.new(),
        partner=going.order.partner,
        order=going.order.id,
        number=invoice_number,
        shipment=to_bill.shipment,
        currency=currency,
        invoiced_on=document.invoiced_on,
        total=max(document.total + prepaid_on(document), Decimal(0)),
        canonical=dumps(document),
    )
    work.invoices.add(
        record,
        [
            InvoiceLineRecord(
                line=line, quantity=to_bill.quantities[line], amount=amount_of(billed, currency)
            )
            for line, billed in zip(sorted(to_bill.quantities), document.lines, strict=False)
        ],
    )
    return outbound.queue(
        services,
        work,
        Outgoing(
            profile=profile,
            set_id="810",
            kind="invoice",
            document=document,
            dedupe=f"810:{to_bill.shipment or invoice_number}:{going.order.id}",
            reference=invoice_number,
            order=going.order.id,
        ),
    )


def invoice_order(services: Services, store: Store, order: str, *, actor: str) -> str:
    """Bill what of an order left and was not billed, without waiting for the rest; return the number of the invoice.

    Raises NotFound, and Conflict where nothing is to be billed.
    """
    with store.begin() as work:
        record = work.orders.get(order, lock=True)
        profile = services.directory.get(record.partner)
        going = going_of(work, profile, record)
        accounting.lock(work, going.agreement)
        quantities = due(profile, going.lines, done=True)
        if not quantities:
            raise Conflict("all that left is billed")
        jobs = invoice(services, work, profile, going, ToBill(quantities=quantities))
        number = work.invoices.of_order(order)[-1].number
        lines = [replace(one, invoiced=one.shipped) for one in going.lines]
        work.orders.update(record, lines)
        accounting.follow(work, record, lines, going.agreement)
        services.note(
            work, INVOICED, record.id, partner=record.partner, order=order, actor=actor, number=number
        )
        for job in jobs:
            work.jobs.add(job)
        work.commit()
    return number
