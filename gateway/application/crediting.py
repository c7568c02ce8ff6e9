"""Crediting: a person takes back what an invoice asked for, in part or whole, or has it billed anew at other prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gateway.application import accounting, outbound
from gateway.application.billing import ToBill, invoice
from gateway.application.departures import going_of
from gateway.application.outbound import Outgoing
from gateway.application.ports import CreditRecord, InvoiceLineRecord, InvoiceRecord, Store, UnitOfWork
from gateway.application.records import NewJob
from gateway.application.services import Services
from gateway.domain.canonical import dumps, loads
from gateway.domain.invoices import Invoice
from gateway.errors import Conflict
from gateway.orderdesk.crediting import Credit, LeftOfLine, Wanted, adjustment, credit_of, everything, memo

CREDITED, CORRECTED = "invoice.credited", "invoice.corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who has something credited and why; the same `key` again is the same credit."""

    reason: str
    actor: str
    key: str = ""


def left_of(work: UnitOfWork, record: InvoiceRecord) -> tuple[LeftOfLine, ...]:
    """Return the lines of an invoice with what of each was credited."""
    document = loads(Invoice, record.canonical)
    return tuple(
        LeftOfLine(
            line=one.line,
            quantity=one.quantity,
            amount=one.amount,
            credited_quantity=one.credited_quantity,
            credited=one.credited,
            written=written,
        )
        for one, written in zip(work.invoices.lines(record.id), document.lines, strict=False)
    )


def credit(
    services: Services, store: Store, number: str, wanted: Sequence[Wanted] = (), *, said: Said
) -> CreditRecord:
    """Credit lines of an invoice, all that is left of it where none is named, and tell the partner.

    Raises NotFound, and Conflict for more than is left.
    """
    with store.begin() as work:
        record = _locked(work, number)
        known = work.invoices.find_credit(record.id, said.key) if said.key else None
        if known is not None:
            return known
        made, jobs = _credited(services, work, record, wanted, said)
        for job in jobs:
            work.jobs.add(job)
        work.commit()
    return made


def correct(
    services: Services, store: Store, number: str, prices: Mapping[int, Decimal], *, said: Said
) -> str:
    """Credit all that is left of an invoice and bill its goods anew, lines at other prices; return the new invoice's number.

    The prices hold for what leaves later too. Raises NotFound, and Conflict where nothing is left or a line is not on it.
    """
    with store.begin() as work:
        record = _locked(work, number)
        profile = services.directory.get(record.partner)
        going = going_of(work, profile, work.orders.get(record.order))
        again = {
            one.line: one.quantity - one.credited_quantity
            for one in left_of(work, record)
            if one.quantity > one.credited_quantity
        }
        if strange := sorted(set(prices) - set(again)):
            raise Conflict(f"line {strange[0]} is not on the invoice, or was credited whole")
        _, jobs = _credited(services, work, record, (), said)
        work.orders.update(
            going.order, [replace(one, price=prices.get(one.line, one.price)) for one in going.lines]
        )
        lines = tuple(
            replace(
                one, price=prices.get(one.line, one.price), invoiced=one.invoiced - again.get(one.line, 0)
            )
            for one in going.lines
        )
        to_bill = ToBill(quantities=again)
        more = invoice(services, work, profile, replace(going, lines=lines), to_bill)
        new = work.invoices.of_order(record.order)[-1].number
        _note(services, work, record, CORRECTED, said, number=new)
        for job in (*jobs, *more):
            work.jobs.add(job)
        work.commit()
    return new


def _locked(work: UnitOfWork, number: str) -> InvoiceRecord:
    """Return an invoice with its order and itself locked, in that order."""
    work.orders.get(work.invoices.get(number).order, lock=True)
    return work.invoices.get(number, lock=True)


def _credited(
    services: Services, work: UnitOfWork, record: InvoiceRecord, wanted: Sequence[Wanted], said: Said
) -> tuple[CreditRecord, Sequence[NewJob]]:
    document, left = loads(Invoice, record.canonical), left_of(work, record)
    found = credit_of(document, left, wanted or everything(left), currency=record.currency)
    number = f"CM{work.control_numbers.draw('', 'credit'):08d}"
    issued_on = services.clock.now().date()
    told = memo(document, found, number=number, issued_on=issued_on)
    made = CreditRecord(
        id=services.ids.new(),
        partner=record.partner,
        order=record.order,
        invoice=record.id,
        number=number,
        key=said.key or number,
        currency=record.currency,
        total=found.total,
        canonical=dumps(told),
        reason=said.reason,
        made_by=said.actor,
        made_at=services.clock.now(),
    )
    work.invoices.credit(
        made,
        [
            InvoiceLineRecord(
                line=one.line,
                quantity=0,
                amount=Decimal(0),
                credited_quantity=one.quantity,
                credited=one.amount,
            )
            for one in found.lines
        ],
    )
    accounting.book_credit(work, record.partner, record.number, found.total)
    _note(services, work, record, CREDITED, said, number=number, total=str(found.total))
    return made, _told(services, work, record, told, found)


def _told(
    services: Services, work: UnitOfWork, record: InvoiceRecord, told: Invoice, found: Credit
) -> Sequence[NewJob]:
    """Queue the memo as agreed: as an invoice of the credit kind, as an adjustment, or both."""
    profile = services.directory.get(record.partner)
    going = going_of(work, profile, work.orders.get(record.order))
    how = profile.fulfilment.credit
    jobs: list[NewJob] = []
    outgoing = Outgoing(
        profile=profile,
        set_id="810",
        kind="invoice",
        document=told,
        dedupe=f"810:{told.number}",
        reference=told.number,
        order=record.order,
    )
    if how != "adjustment":
        jobs.extend(outbound.queue(services, work, outgoing))
    if how != "invoice":
        document = adjustment(
            loads(Invoice, record.canonical),
            found,
            going.agreement,
            number=told.number,
            issued_on=told.invoiced_on,
            seller_order=going.order.seller_number,
        )
        other = replace(
            outgoing, set_id="812", kind="adjustment", document=document, dedupe=f"812:{told.number}"
        )
        jobs.extend(outbound.queue(services, work, other))
    return jobs


def _note(
    services: Services, work: UnitOfWork, record: InvoiceRecord, what: str, said: Said, **more: str
) -> None:
    services.note(
        work,
        what,
        record.order,
        partner=record.partner,
        order=record.order,
        actor=said.actor,
        invoice=record.number,
        reason=said.reason,
        **more,
    )
