"""One table of messages: which element is which document, who reads and writes it, and which DTD admits it.

`read` turns bytes into an envelope, a document and findings, whatever the bytes are; `write` is its inverse.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import localcontext
from typing import Any

from lxml import etree

from gateway.cxml import (
    carts,
    checking,
    confirmations,
    invoices,
    orders,
    profiles,
    punch_outs,
    quotes,
    receipts,
    ship_notices,
    status_updates,
)
from gateway.cxml.dialects import PLAIN, Dialect
from gateway.cxml.envelopes import Envelope, read_envelope, read_status, write_envelope, write_status
from gateway.cxml.limits import LIMITS, Limits
from gateway.cxml.nodes import Element, Node, Reading, Writing, leave_word
from gateway.cxml.parsing import Parsed, parse
from gateway.cxml.profiles import Profile, ProfileRequest
from gateway.cxml.shapes import Shape
from gateway.cxml.status_updates import StatusUpdate
from gateway.cxml.statuses import NO_CONTENT, Status, status
from gateway.cxml.wire import Attachment
from gateway.domain.carts import Cart
from gateway.domain.findings import Finding, find
from gateway.domain.invoices import Invoice
from gateway.domain.order_changes import OrderChange
from gateway.domain.order_responses import OrderResponse
from gateway.domain.orders import PurchaseOrder
from gateway.domain.punch_outs import PunchOutSetup, PunchOutStart
from gateway.domain.quotes import Quote, RequestForQuotation
from gateway.domain.shipments import ShipmentNotice

CART_MESSAGE = "PunchOutOrderMessage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A kind of message: its element, what it stands in, the documents it carries, and its DTD."""

    name: str
    inside: str
    kinds: tuple[type, ...] = ()
    read: Callable[[Node, Reading], Any]
    write: Callable[[Any, Element, Writing], None] | None = None
    dtd: str = "cXML"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a document says. `name` is its message (`OrderRequest`), empty for a bare Response.

    `document` is None where the message is not known here, or nothing could be read. `root` is for a `Validator`.
    """

    envelope: Envelope = field(default_factory=Envelope)
    name: str = ""
    status: Status | None = None
    document: Any = None
    findings: tuple[Finding, ...] = ()
    root: Element | None = field(default=None, repr=False, compare=False)

    @property
    def is_cxml(self) -> bool:
        """Return whether it was cXML at all; if not the answer is the status 406."""
        return self.root is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document as bytes in UTF-8, and what could not be said in it."""

    content: bytes = field(repr=False)
    findings: tuple[Finding, ...] = ()


def _message(name: str, kind: type, shape: Shape, *, inside: str = "Request", dtd: str = "cXML") -> Message:
    return Message(name=name, inside=inside, kinds=(kind,), read=shape.read, write=shape.write, dtd=dtd)


MESSAGES: tuple[Message, ...] = (
    _message("ProfileRequest", ProfileRequest, profiles.REQUEST),
    _message("PunchOutSetupRequest", PunchOutSetup, punch_outs.SETUP),
    Message(
        name="OrderRequest",
        inside="Request",
        kinds=(PurchaseOrder, OrderChange),
        read=orders.read_order,
        write=orders.write_order,
    ),
    _message("ConfirmationRequest", OrderResponse, confirmations.CONFIRMATION, dtd="Fulfill"),
    _message("ShipNoticeRequest", ShipmentNotice, ship_notices.NOTICE, dtd="Fulfill"),
    Message(
        name="InvoiceDetailRequest",
        inside="Request",
        kinds=(Invoice,),
        read=invoices.read_invoice,
        write=invoices.write_invoice,
        dtd="InvoiceDetail",
    ),
    Message(name="ReceiptRequest", inside="Request", read=receipts.read_receipt, dtd="Fulfill"),
    _message("StatusUpdateRequest", StatusUpdate, status_updates.UPDATE),
    _message("QuoteRequest", RequestForQuotation, quotes.REQUEST, dtd="Quote"),
    _message("QuoteMessage", Quote, quotes.QUOTE, inside="Message", dtd="Quote"),
    _message(CART_MESSAGE, Cart, carts.CART, inside="Message"),
    _message("ProfileResponse", Profile, profiles.PROFILE, inside="Response"),
    _message("PunchOutSetupResponse", PunchOutStart, punch_outs.START, inside="Response"),
)
_BY_NAME = {one.name: one for one in MESSAGES}
_BY_KIND = {kind: (one, one.write) for one in MESSAGES if one.write is not None for kind in one.kinds}


DIGITS = 60
"""Digits that sums are worked out with: no amount that is read is too large for them."""


def read(
    content: bytes,
    *,
    charset: str = "",
    dialect: Dialect = PLAIN,
    attachments: tuple[Attachment, ...] = (),
    limits: Limits = LIMITS,
) -> Received:
    """Return what a document says; any bytes at all give findings, never an exception."""
    return understand(
        parse(content, charset=charset, limits=limits), dialect=dialect, attachments=attachments
    )


def understand(
    parsed: Parsed, *, dialect: Dialect = PLAIN, attachments: tuple[Attachment, ...] = ()
) -> Received:
    """Return what a document says that is a tree already."""
    if parsed.root is None:
        return Received(findings=parsed.findings)
    with localcontext(prec=DIGITS):
        return _received(parsed, parsed.root, dialect, attachments)


def _received(
    parsed: Parsed, element: Element, dialect: Dialect, attachments: tuple[Attachment, ...]
) -> Received:
    reading, root = Reading(dialect=dialect, findings=list(parsed.findings)), Node(element)
    envelope, inside, body = read_envelope(root, reading)
    reading.sent_at, reading.day = envelope.sent_at, envelope.sent_at.date()
    name, document, found = "", None, None
    if body is None:
        reading.note("cxml.message-missing", root)
    else:
        found = read_status(body, reading) if inside == "Response" or body.all("Status") else None
        name, document = _document(body, inside, found, reading)
    leave_word(root, reading)
    if document is not None:
        reading.findings += checking.check(document)
        reading.findings += _attached(document, attachments)
    return Received(
        envelope=envelope,
        name=name,
        status=found,
        document=document,
        findings=tuple(reading.findings),
        root=element,
    )


def _document(body: Node, inside: str, found: Status | None, reading: Reading) -> tuple[str, Any]:
    names = [tag for tag in body.children if tag != "Status"]
    if not names:
        if inside == "Message" and found is not None:
            return CART_MESSAGE, Cart(buyer_cookie="", cancelled=True)
        if inside != "Response":
            reading.note("cxml.message-missing", body)
        return "", None
    name = names[0]
    message, node = _BY_NAME.get(name), body.all(name)[0]
    if message is None or message.inside != inside:
        reading.note("cxml.message-unknown", node, value=name)
        body.forget(name)
        return name, None
    document = message.read(node, reading)
    if isinstance(document, Cart) and found is not None and found.code == NO_CONTENT:
        return name, Cart(buyer_cookie=document.buyer_cookie, cancelled=True)
    return name, document


def _attached(document: Any, attachments: tuple[Attachment, ...]) -> list[Finding]:  # noqa: ANN401 - any document
    """Return attachments that are spoken of and missing, and those nobody speaks of."""
    papers = [*getattr(document, "paperwork", ())]
    for line in getattr(document, "lines", ()):
        papers += getattr(line, "paperwork", ())
    spoken_of = {one.text[4:] for one in papers if one.text.casefold().startswith("cid:")}
    there = {one.content_id for one in attachments}
    return [
        *(find("cxml.attachment-missing", value_seen=one) for one in sorted(spoken_of - there)),
        *(find("cxml.attachment-unreferenced", value_seen=one) for one in sorted(there - spoken_of)),
    ]


def write(
    envelope: Envelope,
    document: Any,  # noqa: ANN401 - any document of the table
    *,
    dialect: Dialect = PLAIN,
    answer: Status | None = None,
) -> Written:
    """Return a document as cXML. A cart that was cancelled is the status 204; a Response has a status, 200 unless told."""
    with localcontext(prec=DIGITS):
        return _written(envelope, document, dialect, answer)


def _written(envelope: Envelope, document: Any, dialect: Dialect, answer: Status | None) -> Written:  # noqa: ANN401 - any document of the table
    message, into = _BY_KIND[type(document)]
    writing = Writing(
        dialect=dialect,
        currency=getattr(document, "currency", ""),
        sent_at=envelope.sent_at,
        senders=envelope.senders,
    )
    root, body = write_envelope(envelope, message.inside, writing)
    if isinstance(document, Cart) and document.cancelled:
        write_status(status(NO_CONTENT), body, writing)
        empty = Cart(buyer_cookie=document.buyer_cookie, currency=document.currency)
        into(empty, writing.put(body, message.name), writing)
    else:
        if message.inside == "Response":
            write_status(answer or status("200"), body, writing)
        into(document, writing.put(body, message.name), writing)
    content = _bytes(root, message.dtd, dialect)
    return Written(content=content, findings=(*writing.findings, *checking.check(document)))


def respond(envelope: Envelope, answer: Status, *, dialect: Dialect = PLAIN) -> bytes:
    """Return a bare Response with a status."""
    writing = Writing(dialect=dialect)
    root, body = write_envelope(envelope, "Response", writing)
    write_status(answer, body, writing)
    return _bytes(root, "cXML", dialect)


def _bytes(root: Element, dtd: str, dialect: Dialect) -> bytes:
    doctype = (
        f'<!DOCTYPE cXML SYSTEM "{dialect.dtd_host}/{dialect.version}/{dtd}.dtd">'
        if dialect.version
        else None
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=doctype)
