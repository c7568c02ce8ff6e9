"""What somebody of a partner's gets to see: that partner's records, through the same use cases as everybody.

Their units of work hold only what is written down here; whatever else a use case asks for is refused, so that a route
that was opened to partners by mistake shows them nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from gateway.application.ports import CreditRecord, InvoiceRecord, Store, UnitOfWork
from gateway.application.ports.cxml import CxmlAttachment
from gateway.application.ports.quoting import QuoteRecord, RequestLineRecord, RequestRecord
from gateway.application.records import (
    DocumentRecord,
    Event,
    InterchangeRecord,
    OrderLineRecord,
    OrderRecord,
    ShipmentRecord,
    Transmission,
)
from gateway.domain.items import Item
from gateway.errors import NotFound, Refused
from gateway.profiles.directory import Directory
from gateway.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class OwnStore:
    """The part of a store that is a partner's; it is read and never written."""

    store: Store
    partner: str

    @contextmanager
    def read(self) -> Iterator["OwnWork"]:
        """Open a unit of work that shows the partner's records."""
        with self.store.read() as work:
            yield OwnWork(work, self.partner)

    def begin(self) -> Any:  # noqa: ANN401 - nothing comes back
        """Refuse: nothing here is changed by people of partners."""
        raise Refused("people of partners change nothing here")


class OwnWork:
    """A unit of work that shows one partner's records; of what is not here nothing is shown."""

    def __init__(self, work: UnitOfWork, partner: str) -> None:
        self.orders = OwnOrders(work, partner)
        self.documents = OwnDocuments(work, partner)
        self.transmissions = OwnTransmissions(work, partner)
        self.interchanges = OwnInterchanges(work, partner)
        self.shipments = OwnShipments(work, partner)
        self.invoices = OwnInvoices(work, partner)
        self.events = OwnEvents(work, partner)
        self.items = OwnItems(work)
        self.requests = OwnRequests(work, partner)
        self.quotes = OwnQuotes(work, partner)
        self.cxml_inbox = OwnAttachments(work, partner)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - nothing comes back
        """Refuse what people of partners have no part in."""
        raise Refused(f"people of partners do not see {name.replace('_', ' ')}")


class Narrow:
    """A repository of which only what is written down is shown."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - nothing comes back
        """Refuse everything else."""
        raise Refused(f"people of partners have no part in {name.replace('_', ' ')}")


@dataclass(frozen=True, slots=True)
class OwnOrders(Narrow):
    """A partner's orders, as the port Orders shows them; what the desk's rules said of them stays at the desk."""

    work: UnitOfWork
    partner: str

    def get(self, order: str) -> OrderRecord:
        """Return an order by id; raises NotFound for everybody else's too."""
        found = self.work.orders.get(order)
        if found.partner != self.partner:
            raise NotFound(f"there is no order {order}")
        return _outside(found)

    def by_number(self, number: str) -> Sequence[OrderRecord]:
        """Return the partner's orders of that number, newest first."""
        found = self.work.orders.by_number(number)
        return [_outside(one) for one in found if one.partner == self.partner]

    def number_of(self, order: str, *, partner: str = "") -> str:
        """Return the number of an order of the partner's; raises NotFound for everybody else's too."""
        del partner
        return self.work.orders.number_of(order, partner=self.partner)

    def lines(self, order: str) -> Sequence[OrderLineRecord]:
        """Return an order's lines in order."""
        return self.work.orders.lines(self.get(order).id)

    def lines_of(self, orders: Collection[str], *, partner: str = "") -> Sequence[OrderLineRecord]:
        """Return the lines of those of many orders that are the partner's, by order and line."""
        del partner
        return self.work.orders.lines_of(orders, partner=self.partner)

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[OrderRecord]:
        """Return the partner's newest first, whichever partner is asked for."""
        del partner
        found = self.work.orders.recent(limit, state=state, partner=self.partner, before=before)
        return [_outside(one) for one in found]


@dataclass(frozen=True, slots=True)
class OwnDocuments(Narrow):
    """A partner's documents, as the port Documents shows them."""

    work: UnitOfWork
    partner: str

    def get(self, document: str) -> DocumentRecord:
        """Return a document; raises NotFound for everybody else's too."""
        found = self.work.documents.get(document)
        if found.partner != self.partner:
            raise NotFound(f"there is no document {document}")
        return found

    def known_as(self, name: str, limit: int, *, partner: str = "") -> Sequence[DocumentRecord]:
        """Return so many of the partner's, whichever partner is asked for."""
        del partner
        return self.work.documents.known_as(name, limit, partner=self.partner)

    def content(self, document: str) -> bytes:
        """Return the bytes that were sent."""
        return self.work.documents.content(self.get(document).id)

    def find(self, partner: str, dedupe: str) -> DocumentRecord | None:
        """Return the partner's document under a dedupe key."""
        return self.work.documents.find(self.partner, dedupe) if partner == self.partner else None

    def of_order(self, order: str) -> Sequence[DocumentRecord]:
        """Return an order's chain, oldest first."""
        return self._own(self.work.documents.of_order(order))

    def answers_to(self, ref: str) -> Sequence[DocumentRecord]:
        """Return what answers an interchange or document, oldest first."""
        return self._own(self.work.documents.answers_to(ref))

    def of_orders(self, orders: Collection[str]) -> Sequence[DocumentRecord]:
        """Return the chains of many orders, oldest first."""
        return self._own(self.work.documents.of_orders(orders))

    def answers_to_any(self, refs: Collection[str]) -> Sequence[DocumentRecord]:
        """Return what answers any of these interchanges or documents, oldest first."""
        return self._own(self.work.documents.answers_to_any(refs))

    def of_transmission(self, transmission: str) -> Sequence[DocumentRecord]:
        """Return what one transmission held, in order."""
        return self._own(self.work.documents.of_transmission(transmission))

    def recent(self, limit: int, **chosen: str) -> Sequence[DocumentRecord]:
        """Return the partner's newest first, whichever partner is asked for."""
        return self.work.documents.recent(limit, **(chosen | {"partner": self.partner}))

    def _own(self, found: Sequence[DocumentRecord]) -> Sequence[DocumentRecord]:
        return [one for one in found if one.partner == self.partner]


@dataclass(frozen=True, slots=True)
class OwnTransmissions(Narrow):
    """A partner's transmissions, as the port Transmissions shows them."""

    work: UnitOfWork
    partner: str

    def get(self, transmission: str) -> Transmission:
        """Return a transmission; raises NotFound for everybody else's too."""
        found = self.work.transmissions.get(transmission)
        if found.partner != self.partner:
            raise NotFound(f"there is no transmission {transmission}")
        return found

    def content(self, transmission: str) -> bytes:
        """Return the bytes as they were; raises Refused where others' interchanges are in them too."""
        found = self.get(transmission)
        if any(one.partner != self.partner for one in self.work.interchanges.of(found.id)):
            raise Refused("these bytes hold interchanges of others too")
        return self.work.transmissions.content(found.id)

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[Transmission]:
        """Return the partner's newest first, whichever partner is asked for."""
        del partner
        return self.work.transmissions.recent(limit, state=state, partner=self.partner, before=before)

    def known_as(self, name: str, limit: int, *, partner: str = "") -> Sequence[Transmission]:
        """Return so many of the partner's, whichever partner is asked for."""
        del partner
        return self.work.transmissions.known_as(name, limit, partner=self.partner)


@dataclass(frozen=True, slots=True)
class OwnInterchanges(Narrow):
    """A partner's interchanges, as the port Interchanges shows them."""

    work: UnitOfWork
    partner: str

    def get(self, interchange: str) -> InterchangeRecord:
        """Return an interchange; raises NotFound for everybody else's too."""
        found = self.work.interchanges.get(interchange)
        if found.partner != self.partner:
            raise NotFound(f"there is no interchange {interchange}")
        return found

    def numbered(self, control_number: str, limit: int, *, partner: str = "") -> Sequence[InterchangeRecord]:
        """Return so many of the partner's, whichever partner is asked for."""
        del partner
        return self.work.interchanges.numbered(control_number, limit, partner=self.partner)

    def of(self, transmission: str) -> Sequence[InterchangeRecord]:
        """Return the partner's interchanges of a transmission in order."""
        return [one for one in self.work.interchanges.of(transmission) if one.partner == self.partner]


@dataclass(frozen=True, slots=True)
class OwnShipments(Narrow):
    """A partner's shipments, as the port Shipments shows them."""

    work: UnitOfWork
    partner: str

    def held_of(self, orders: Collection[str], *, partner: str = "") -> Sequence[tuple[str, str]]:
        """Return (order, shipment) where goods of the partner wait for a person."""
        del partner
        return self.work.shipments.held_of(orders, partner=self.partner)

    def of_order(self, order: str) -> Sequence[ShipmentRecord]:
        """Return the shipments with goods of an order, oldest first."""
        return [one for one in self.work.shipments.of_order(order) if one.partner == self.partner]


@dataclass(frozen=True, slots=True)
class OwnInvoices(Narrow):
    """A partner's invoices and credit memos, as the port Invoices shows them."""

    work: UnitOfWork
    partner: str

    def of_order(self, order: str) -> Sequence[InvoiceRecord]:
        """Return an order's invoices, oldest first."""
        return [one for one in self.work.invoices.of_order(order) if one.partner == self.partner]

    def credits_of(self, order: str) -> Sequence[CreditRecord]:
        """Return an order's credit memos, oldest first."""
        return [one for one in self.work.invoices.credits_of(order) if one.partner == self.partner]


@dataclass(frozen=True, slots=True)
class OwnEvents(Narrow):
    """What happened to a partner's records, as the port Events shows it."""

    work: UnitOfWork
    partner: str

    def of(self, ref: str) -> Sequence[Event]:
        """Return the lines about a record, oldest first."""
        return [one for one in self.work.events.of(ref) if one.partner == self.partner]

    def of_order(self, order: str) -> Sequence[Event]:
        """Return the lines about an order and all its documents, oldest first."""
        return [one for one in self.work.events.of_order(order) if one.partner == self.partner]


@dataclass(frozen=True, slots=True)
class OwnAttachments(Narrow):
    """What came with a partner's documents, as the port of what was posted shows it; its bytes are not handed out."""

    work: UnitOfWork
    partner: str

    def attachments(self, document: str) -> Sequence[CxmlAttachment]:
        """Return what came with a document, in order."""
        own = self.work.documents.get(document).partner == self.partner
        return self.work.cxml_inbox.attachments(document) if own else ()


@dataclass(frozen=True, slots=True)
class OwnItems(Narrow):
    """Items, which are everybody's, as the port Items shows them."""

    work: UnitOfWork

    def get_many(self, skus: Iterable[str]) -> Mapping[str, Item]:
        """Return items by their numbers."""
        return self.work.items.get_many(skus)


@dataclass(frozen=True, slots=True)
class OwnRequests(Narrow):
    """A partner's requests for quotation, as the port Requests shows them; what the desk makes of their lines stays there."""

    work: UnitOfWork
    partner: str

    def get(self, request: str) -> RequestRecord:
        """Return a request; raises NotFound for everybody else's too."""
        found = self.work.requests.get(request)
        if found.partner != self.partner:
            raise NotFound(f"there is no request {request}")
        return _given_request(self.work, found)

    def lines(self, request: str) -> Sequence[RequestLineRecord]:
        """Return what the lines of a request say."""
        return [
            RequestLineRecord(request=one.request, line=one.line, partner=one.partner, said=one.said)
            for one in self.work.requests.lines(self.get(request).id)
        ]

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[RequestRecord]:
        """Return the partner's newest first, whichever partner is asked for."""
        del partner
        found = self.work.requests.recent(limit, state=state, partner=self.partner, before=before)
        return [_given_request(self.work, one) for one in found]


@dataclass(frozen=True, slots=True)
class OwnQuotes(Narrow):
    """The quotes a partner was given, as the port Quotes shows them, without what they cost us and how they came about."""

    work: UnitOfWork
    partner: str

    def get(self, quote: str, *, lock: bool = False) -> QuoteRecord:
        """Return a quote that was given; raises NotFound for everybody else's too."""
        found = self.work.quotes.get(quote, lock=lock)
        if found.partner != self.partner or found.sent_at is None:
            raise NotFound(f"there is no quote {quote}")
        return _given(found)

    def of_request(self, request: str) -> Sequence[QuoteRecord]:
        """Return the revisions that were given in answer to a request, the first first."""
        found = self.work.quotes.of_request(request)
        return [_given(one) for one in found if one.partner == self.partner and one.sent_at is not None]

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[QuoteRecord]:
        """Return those the partner was given, newest first, whichever partner is asked for."""
        del partner
        found = self.work.quotes.recent(limit, state=state, partner=self.partner, before=before)
        return [_given(one) for one in found if one.sent_at is not None]


def _given_request(work: UnitOfWork, request: RequestRecord) -> RequestRecord:
    """Return a request with the quote that was given for it last, and without what is not clear of its file."""
    given = [one.id for one in work.quotes.of_request(request.id) if one.sent_at is not None]
    return replace(
        request, quote=given[-1] if given else "", findings=(), open_lines=0, reason="", fingerprint=""
    )


def _given(quote: QuoteRecord) -> QuoteRecord:
    """Return a quote as the buyer gets to see it."""
    offers = tuple(replace(one, cost=None, steps=(), remarks=()) for one in quote.offers)
    return replace(quote, margin=None, needs=(), approved_by="", offers=offers)


def _outside(order: OrderRecord) -> OrderRecord:
    return replace(order, results=(), waivers=())


class OwnDirectory(Directory):
    """The directory as somebody of a partner's sees it: their own profile, and nobody else's."""

    def __init__(self, directory: Directory, partner: str) -> None:
        self._one = directory.get(partner)

    def get(self, code: str) -> Profile:
        """Return the partner's profile; raises NotFound for everybody else's."""
        if code != self._one.code:
            raise NotFound(f"there is no partner {code}")
        return self._one

    def all(self) -> tuple[Profile, ...]:
        """Return the one profile."""
        return (self._one,)
