"""Ordering: an OrderRequest is kept and handed to the order desk, or refused with the reason, before it is answered.

An order, a change of one and the end of one go the way an 850 and an 860 go: the same rules, prices and promises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType

from gateway.application.cxml.answers import Outcome, Refused
from gateway.application.cxml.reporting import hears_later, telling_job
from gateway.application.cxml.surroundings import Cxml, agreed_with
from gateway.application.desk import order_job
from gateway.application.judging import number_of
from gateway.application.keeping import keep
from gateway.application.ports import CxmlAttachment, CxmlExchange, UnitOfWork
from gateway.application.quoting.taking import CXML, take_document
from gateway.application.recalling import change_job
from gateway.application.receiving import Arrival, transmission_of
from gateway.application.records import DocumentRecord, NewJob, Transmission
from gateway.application.releasing import ON_TRIAL
from gateway.cxml.envelopes import TEST, Envelope
from gateway.cxml.orders import VERSION
from gateway.cxml.statuses import (
    ACCEPTED,
    BAD_REQUEST,
    CONFLICT,
    EXPECTATION_FAILED,
    NOT_ACCEPTABLE,
    NOT_IMPLEMENTED,
    OK,
    Status,
    status,
)
from gateway.cxml.wire import Attachment
from gateway.domain.canonical import dumps, loads
from gateway.domain.findings import Finding, Severity, find, worst
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.domain.quotes import RequestForQuotation
from gateway.profiles.cxml import PREFIX, message_of
from gateway.profiles.profile import Profile

TRANSPORT = "cxml"
ORDER, REQUESTS = "purchase_order", "840"
Asked = PurchaseOrder | OrderChange | RequestForQuotation
NEW, UPDATE, DELETE = "new", "update", "delete"
NOT_LIVE = frozenset({"rejected", "cancelled"})
TOLD_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a document is here: the message it came as, its kind among ours, and the set of X12 it stands for."""

    message: str
    kind: str
    set_id: str


ROLES: Mapping[type, Role] = MappingProxyType(
    {
        PurchaseOrder: Role(message="OrderRequest", kind=ORDER, set_id="850"),
        OrderChange: Role(message="OrderRequest", kind="order_change", set_id="860"),
        RequestForQuotation: Role(message="QuoteRequest", kind="request_for_quotation", set_id=REQUESTS),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """An order, a change of one, or a request for quotation as it was read: what it asks for, what is wrong with it, the bytes to keep, what came along.

    `doubts` are where it differs from the cart it comes from.
    """

    envelope: Envelope
    exchange: CxmlExchange
    order: Asked
    findings: tuple[Finding, ...]
    content: bytes
    doubts: tuple[Finding, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def operation(self) -> str:
        """Return what it does, as cXML says it."""
        if isinstance(self.order, OrderChange):
            return DELETE if self.order.cancels else UPDATE
        return NEW

    @property
    def role(self) -> Role:
        """Return what it is here."""
        return ROLES[type(self.order)]

    @property
    def number(self) -> str:
        """Return the buyer's number of the order."""
        return number_of(self.order)

    @property
    def version(self) -> str:
        """Return how the buyer counts this state of the order, empty where it does not."""
        if isinstance(self.order, OrderChange):
            return self.order.sequence
        if isinstance(self.order, RequestForQuotation):
            return self.order.revision
        return version_of(self.order)


def version_of(order: PurchaseOrder) -> str:
    """Return how the buyer counts a new order, empty where it does not."""
    return next((one.value for one in order.references if one.kind == VERSION), "")


def take_order(cxml: Cxml, work: UnitOfWork, profile: Profile, asked: Requested) -> Outcome:
    """Keep an order or a change of one with the job that decides it; raises Refused for what is not taken."""
    return _Taking(cxml, work, profile, asked).take()


class _Taking:
    """One OrderRequest on its way onto the desk."""

    def __init__(self, cxml: Cxml, work: UnitOfWork, profile: Profile, asked: Requested) -> None:
        self._cxml = cxml
        self._services = cxml.services
        self._work = work
        self._profile = profile
        self._asked = asked
        self._agreed = agreed_with(profile)

    def take(self) -> Outcome:
        """Return what came of it."""
        asked = self._asked
        self._must_be_agreed()
        if worst(asked.findings) is Severity.ERROR:
            return self._unacceptable()
        self._must_have_an_order()
        record = self._record()
        first = self._first_of_its_kind(record)
        if first is not None:
            return self._repeated(record, first)
        self._keep(record)
        if self._is_on_trial_only():
            keep(self._services, self._work, record, "a test: nothing is decided")
            self._note("cxml.kept-as-test", record)
            return self._outcome(record, status(OK, "A test: read, and nothing will come of it."))
        asks = self._job(record)
        self._work.jobs.add(asks)
        if not hears_later(self._profile) or record.set_id == REQUESTS:
            return self._outcome(record, status(OK, "Taken."))
        self._work.jobs.add(telling_job(record, lane=asks.lane))
        return self._outcome(record, status(ACCEPTED, "Taken; what becomes of it follows."))

    def _must_be_agreed(self) -> None:
        role = self._asked.role
        receiving = self._profile.receives(role.set_id)
        agreed = receiving is not None and message_of(receiving.map) == role.message
        if not agreed or (role.set_id == REQUESTS and self._profile.requests is None):
            said = f"{role.message} of the type {self._asked.operation} was not agreed."
            raise Refused(NOT_ACCEPTABLE, said)
        if self._asked.operation not in (NEW, *self._agreed.changes):
            said = f"{role.message} of the type {self._asked.operation} is not how orders were to be changed."
            raise Refused(NOT_IMPLEMENTED, said)

    def _must_have_an_order(self) -> None:
        order = self._asked.order
        if not isinstance(order, OrderChange) or self._agreed.unknown_order != "refuse":
            return
        if self._work.orders.find(self._profile.code, order.order_number, order.release) is None:
            raise Refused(EXPECTATION_FAILED, f"There is no order {order.order_number} to change.")

    def _unacceptable(self) -> Outcome:
        """Keep what cannot be taken, for a person, and say why."""
        record = self._record()
        self._keep(replace(record, validation="rejected"))
        return self._outcome(record, status(BAD_REQUEST, _said(self._asked.findings)))

    def _first_of_its_kind(self, record: DocumentRecord) -> tuple[str, str] | None:
        """Claim number, type and version of the order; return (digest, document) of what came before under them.

        Changes that are not counted may say anything again, and so may an order whose first was refused.
        """
        asked = self._asked
        if asked.operation == UPDATE and not asked.version:
            return None
        return self._work.inbox_keys.claim(
            self._profile.code,
            f"cxml-{self._asked.role.message}",
            f"{asked.number}|{asked.operation}|{asked.version}|{self._attempt()}",
            sha256=_digest(record),
            transmission=record.id,
            at=self._services.clock.now(),
        )

    def _attempt(self) -> str:
        """Return what tells a new order from one under its number that is over: how many of those there are."""
        known = self._work.orders.by_number(self._asked.number)
        return str(sum(one.partner == self._profile.code and one.state in NOT_LIVE for one in known))

    def _repeated(self, record: DocumentRecord, first: tuple[str, str]) -> Outcome:
        """Answer an order that came before under another payload id: the same is ignored, another is refused or held."""
        digest, document = first
        if digest == _digest(record):
            found = find("partner.duplicate-bytes")
            self._keep(replace(record, validation="duplicate", findings=(*record.findings, found)))
            self._note("document.duplicate", record, first=document)
            return self._outcome(record, status(OK, "A duplicate of what came before: ignored."))
        if self._agreed.same_order == "hold":
            self._keep(record)
            keep(self._services, self._work, record, "the order came before and said something else")
            return self._outcome(
                record, status(OK, "The order came before and said something else: a person looks.")
            )
        self._note("cxml.conflict", record, first=document)
        raise Refused(CONFLICT, f"Order {self._asked.number} came before and said something else.")

    def _keep(self, record: DocumentRecord) -> None:
        transmission = self._transmission(record)
        self._work.transmissions.add(transmission, self._asked.content)
        self._work.documents.add(record)
        self._work.cxml_inbox.attach(self._attachments(record))
        self._note("document.read", record, set_id=record.set_id, validation=record.validation)

    def _transmission(self, record: DocumentRecord) -> Transmission:
        transport = ON_TRIAL if self._asked.envelope.mode == TEST else TRANSPORT
        arrival = Arrival(
            partner=self._profile.code,
            transport=transport,
            key=self._asked.envelope.payload_id,
            name=f"{self._asked.role.message} {self._asked.number}",
            content=self._asked.content,
        )
        made = transmission_of(self._services, arrival)
        return replace(made, id=record.transmission, state="processed")

    def _counted(self) -> Asked:
        """Return a change with its number among the changes: a buyer counts states, of which the order was one."""
        change = self._asked.order
        if not isinstance(change, OrderChange) or not change.sequence.isdecimal():
            return change
        known = self._work.orders.find(self._profile.code, change.order_number, change.release)
        first = self._work.documents.get(known.document) if known else None
        order = loads(PurchaseOrder, first.canonical) if first and first.kind == ORDER else None
        since = version_of(order) if order else ""
        number = int(change.sequence) - (int(since) if since.isdecimal() else 1)
        return replace(change, sequence=str(number) if number > 0 else "")

    def _record(self) -> DocumentRecord:
        asked, role = self._asked, self._asked.role
        found = (*asked.findings, *asked.doubts)
        doubtful = worst(found) is Severity.WARNING
        return DocumentRecord(
            id=self._services.ids.new(),
            partner=self._profile.code,
            direction="in",
            kind=role.kind,
            set_id=role.set_id,
            version=asked.envelope.version,
            control_number="",
            transmission=self._services.ids.new(),
            reference=asked.number,
            map_name=f"{PREFIX}{role.message}",
            config=f"+{self._services.directory.digest(self._profile.code)}",
            validation="accepted-with-errors" if doubtful else "accepted",
            canonical=dumps(self._counted()),
            findings=found,
            dedupe=f"cxml:{asked.exchange.id}",
            message_id=asked.envelope.payload_id,
            created_at=self._services.clock.now(),
        )

    def _attachments(self, record: DocumentRecord) -> Sequence[CxmlAttachment]:
        return [
            CxmlAttachment(
                id=self._services.ids.new(),
                partner=self._profile.code,
                exchange=self._asked.exchange.id,
                document=record.id,
                position=position,
                content_id=one.content_id,
                name=one.filename,
                media_type=one.media_type,
                size=len(one.content),
                sha256=sha256(one.content).hexdigest(),
                content=one.content,
            )
            for position, one in enumerate(self._asked.attachments)
        ]

    def _is_on_trial_only(self) -> bool:
        """Return whether the document is marked as something we do not take in earnest here."""
        mode, agreed = self._asked.envelope.mode, self._agreed
        if mode != TEST:
            return agreed.deployment == TEST
        return self._cxml.in_earnest or agreed.test_orders == "keep"

    def _job(self, record: DocumentRecord) -> NewJob:
        if isinstance(self._asked.order, PurchaseOrder):
            return order_job(self._profile.code, self._asked.number, record.id)
        if isinstance(self._asked.order, RequestForQuotation):
            (asks,) = take_document(self._services, self._work, record, self._asked.order, kind=CXML)
            return asks
        return change_job(self._profile.code, self._asked.number, record.id)

    def _outcome(self, record: DocumentRecord, said: Status) -> Outcome:
        return Outcome(
            status=said,
            reference=self._asked.number,
            operation=self._asked.operation,
            document=record.id,
            transmission=record.transmission,
        )

    def _note(self, what: str, record: DocumentRecord, **detail: str) -> None:
        self._services.note(self._work, what, record.id, partner=record.partner, **detail)


def _digest(record: DocumentRecord) -> str:
    return sha256(record.canonical.encode()).hexdigest()


def _said(findings: Sequence[Finding]) -> str:
    """Return what is wrong, in a few sentences, with the place of each."""
    grave = [one for one in findings if one.severity is Severity.ERROR]
    told = [" ".join(filter(None, (one.path, one.element, one.message))) for one in grave[:TOLD_AT_MOST]]
    return " ".join((*told, *(["..."] if len(grave) > TOLD_AT_MOST else ())))
