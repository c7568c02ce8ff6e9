"""Messages: what we have to say, written as cXML, read back, and kept to be posted.

A document is known by its payload id, which begins with its own identifier: whatever the partner says of it later
comes back under that. Secrets come in when it leaves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import canonicalize

from gateway.application.cxml.confirming import as_confirmation, as_said, balanced, is_update, said_before
from gateway.application.cxml.surroundings import agreed_with
from gateway.application.outgoing import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.services import Services
from gateway.cxml import messages
from gateway.cxml.envelopes import Credential, Envelope
from gateway.cxml.invoice_signs import CREDIT_MEMO, CREDITS, LINE_CREDIT
from gateway.cxml.masking import MASK
from gateway.cxml.orders import PAYLOAD
from gateway.domain.canonical import dumps
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.invoices import Invoice
from gateway.domain.order_changes import OrderChangeResponse
from gateway.domain.order_responses import OrderResponse
from gateway.domain.references import Reference
from gateway.domain.shipments import ShipmentNotice
from gateway.profiles.cxml import CxmlCredential, message_of
from gateway.profiles.documents import Send
from gateway.profiles.profile import Profile

USER_AGENT = "B2B order gateway"
GRAVE = frozenset({Severity.ERROR, Severity.WARNING})
CONFIRMED_BEFORE = "cxml.confirmed-before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A document as cXML says it: its bytes and every doubt about them."""

    content: bytes
    findings: tuple[Finding, ...]

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """Return what keeps it from leaving."""
        return tuple(one for one in self.findings if one.severity in GRAVE)


def keep(
    services: Services, work: UnitOfWork, together: Sequence[Outgoing], sending: Send | None
) -> Sequence[DocumentRecord]:
    """Write each document as its message of cXML and keep it; return those that may leave."""
    records = []
    for outgoing in together:
        if work.documents.find(outgoing.profile.code, outgoing.dedupe) is not None:
            continue
        record = _kept(services, work, outgoing, sending)
        if record is not None and record.delivery == "ready":
            records.append(record)
    return records


def _kept(
    services: Services, work: UnitOfWork, outgoing: Outgoing, sending: Send | None
) -> DocumentRecord | None:
    profile = outgoing.profile
    record = _record(services, outgoing, sending)
    message = message_of(record.map_name)
    document = _as_told(work, outgoing)
    if isinstance(document, OrderResponse):
        earlier = said_before(work, outgoing)
        if is_update(outgoing, earlier) and not agreed_with(profile).dialect.updates_confirmation:
            services.note(work, CONFIRMED_BEFORE, outgoing.order, partner=profile.code, order=outgoing.order)
            return None
        document = balanced(as_said(document, outgoing, earlier))
    said = write(services, profile, document, envelope=_envelope(services, profile, record))
    awaited = sending is not None and sending.acknowledgement_due is not None
    record = replace(
        record,
        canonical=dumps(outgoing.document),
        findings=said.findings,
        file_name=f"{message}-{record.id}.xml",
        delivery="held" if said.doubts else "ready",
        validation="held" if said.doubts else "accepted",
        reason=said.doubts[0].code if said.doubts else "",
        acknowledgement="awaited" if awaited and not said.doubts else "none",
    )
    work.documents.add(record, said.content)
    services.note(
        work,
        "document.held" if said.doubts else "document.queued",
        record.id,
        partner=record.partner,
        order=record.order,
        set_id=record.set_id,
        message=message,
    )
    return record


def write(services: Services, profile: Profile, document: Any, *, envelope: Envelope) -> Said:  # noqa: ANN401 - any document of the table
    """Return a document as cXML in the partner's dialect, with what reading it back finds.

    What is read back must say the same facts, and must be written as the same elements again; and it must be valid
    by the DTD, where there is one.
    """
    dialect = agreed_with(profile).dialect.dialect()
    written = messages.write(envelope, document, dialect=dialect)
    back = messages.read(written.content, dialect=dialect)
    found = [*written.findings, *(one for one in back.findings if one.severity in GRAVE)]
    same = back.document is not None and _facts(back.document) == _facts(document)
    if same:
        again = messages.write(envelope, back.document, dialect=dialect)
        same = canonicalize(again.content) == canonicalize(written.content)
    if not same:
        found.append(find("map.written-differs"))
    found += services.dtds.judge(written.content)
    return Said(content=written.content, findings=tuple(dict.fromkeys(found)))


def _facts(document: object) -> tuple[object, ...]:
    """Return what a document must say whatever the format: its numbers, what it comes to, what it counts."""
    names = ("number", "order_number", "total", "payload_id")
    quantities = tuple(one.quantity for one in getattr(document, "lines", ()))
    return (*(getattr(document, name, None) for name in names), quantities)


def _record(services: Services, outgoing: Outgoing, sending: Send | None) -> DocumentRecord:
    partner, identifier = outgoing.profile.code, services.ids.new()
    agreed = agreed_with(outgoing.profile)
    host = "".join(filter(str.isalnum, agreed.us[0].identity)).lower()
    return DocumentRecord(
        id=identifier,
        partner=partner,
        direction="out",
        kind=outgoing.kind,
        set_id=outgoing.set_id,
        version=agreed.dialect.version,
        control_number="",
        order=outgoing.order,
        answers=outgoing.answers,
        reference=outgoing.reference,
        map_name=sending.map if sending else outgoing.map_name,
        config=f"+{services.directory.digest(partner)}",
        dedupe=outgoing.dedupe,
        message_id=f"{identifier}@{host}.gateway",
        created_at=services.clock.now(),
    )


def _envelope(services: Services, profile: Profile, record: DocumentRecord) -> Envelope:
    agreed = agreed_with(profile)
    return Envelope(
        payload_id=record.message_id,
        sent_at=services.clock.now(),
        mode=agreed.deployment,
        senders=_credentials(agreed.us),
        recipients=_credentials(agreed.them),
        proofs=(replace(_credentials(agreed.us)[0], secret=MASK),),
        user_agent=USER_AGENT,
    )


def _credentials(parties: Iterable[CxmlCredential]) -> tuple[Credential, ...]:
    return tuple(Credential(domain=one.domain, identity=one.identity) for one in parties)


def _as_told(work: UnitOfWork, outgoing: Outgoing) -> Any:  # noqa: ANN401 - any document of the table
    """Return a document as cXML has it: what answers a change is a confirmation, and all name what they are about."""
    document = outgoing.document
    if isinstance(document, OrderChangeResponse):
        document = as_confirmation(document)
    if isinstance(document, Invoice) and document.kind in CREDITS:
        by_lines = agreed_with(outgoing.profile).dialect.credits == "lines"
        document = replace(document, kind=LINE_CREDIT) if by_lines else _as_sums(document)
    if isinstance(document, OrderResponse | Invoice):
        currency = document.currency or _currency_of(work, outgoing)
        return _about(work, outgoing.order, replace(document, currency=currency))
    if isinstance(document, ShipmentNotice):
        return replace(
            document,
            orders=tuple(
                _about(work, _order_of(work, outgoing, one.order_number), one) for one in document.orders
            ),
        )
    return document


def _currency_of(work: UnitOfWork, outgoing: Outgoing) -> str:
    """Return the currency of an order whose answer does not say it: every amount of cXML does."""
    known = work.orders.get(outgoing.order).currency if outgoing.order else ""
    return known or outgoing.profile.orders.currency


def _as_sums(memo: Invoice) -> Invoice:
    """Return a credit memo of an invoice as a whole: what it comes to, without the lines."""
    return replace(memo, kind=CREDIT_MEMO, lines=(), hash_total=None)


def _about(work: UnitOfWork, order: str, document: Any) -> Any:  # noqa: ANN401 - anything with references
    """Return what we say of an order, with the payload id the order came under last."""
    payload = _payload_of(work, order)
    if not payload:
        return document
    return replace(document, references=(*document.references, Reference(kind=PAYLOAD, value=payload)))


def _payload_of(work: UnitOfWork, order: str) -> str:
    if not order:
        return ""
    came = [one for one in work.documents.of_order(order) if one.direction == "in" and one.message_id]
    return came[-1].message_id if came else ""


def _order_of(work: UnitOfWork, outgoing: Outgoing, number: str) -> str:
    """Return the identifier of an order in a shipment of several."""
    for one in work.orders.by_number(number):
        if one.partner == outgoing.profile.code:
            return one.id
    return outgoing.order
