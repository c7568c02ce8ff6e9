"""The words pages use for states and events, each with a tone; a tone never stands without its word."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.entrypoints.console.languages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A state as people call it; `tone` is `good`, `busy`, `warn`, `bad` or `calm`."""

    english: str
    tone: str

    @property
    def text(self) -> str:
        """Return the word in the language that is spoken."""
        return say(self.english)

    @property
    def mark(self) -> str:
        """Return the sign that stands before the word, for eyes that do not tell the colours apart."""
        return MARKS[self.tone]


MARKS: Mapping[str, str] = MappingProxyType({"good": "✓", "busy": "…", "warn": "!", "bad": "✗", "calm": "·"})


def _words(**words: tuple[str, str]) -> Mapping[str, Word]:
    found = {name.replace("_", "-"): Word(english=text, tone=tone) for name, (text, tone) in words.items()}
    return MappingProxyType(found)


STATES: Mapping[str, Mapping[str, Word]] = MappingProxyType(
    {
        "order": _words(
            received=("received", "busy"),
            held=("held", "warn"),
            confirmed=("confirmed", "good"),
            shipping=("shipping", "busy"),
            closed=("closed", "good"),
            rejected=("rejected", "bad"),
            cancelled=("cancelled", "calm"),
        ),
        "line": _words(
            promised=("promised", "good"),
            backordered=("backordered", "warn"),
            partial=("in parts", "warn"),
            held=("held", "warn"),
            rejected=("rejected", "bad"),
            cancelled=("cancelled", "calm"),
        ),
        "validation": _words(
            accepted=("accepted", "good"),
            accepted_with_errors=("accepted with errors", "warn"),
            rejected=("rejected", "bad"),
            held=("held", "warn"),
            duplicate=("duplicate", "warn"),
        ),
        "delivery": _words(
            none=("not sent by us", "calm"),
            ready=("waiting to leave", "busy"),
            sent=("sent", "good"),
            failed=("failed", "bad"),
            held=("held", "warn"),
            abandoned=("given up", "bad"),
        ),
        "acknowledgement": _words(
            none=("none due", "calm"),
            awaited=("awaited", "busy"),
            overdue=("overdue", "bad"),
            accepted=("accepted", "good"),
            accepted_with_errors=("accepted with errors", "warn"),
            rejected=("rejected", "bad"),
        ),
        "request": _words(
            received=("received", "busy"),
            reading=("being read", "busy"),
            held=("not readable", "bad"),
            review=("in review", "warn"),
            priced=("waits for approval", "warn"),
            approved=("approved", "busy"),
            sent=("answered", "good"),
            accepted=("taken", "good"),
            declined=("declined", "calm"),
            expired=("run out", "calm"),
            revised=("taken back", "warn"),
        ),
        "request-line": _words(
            matched=("matched", "good"),
            open=("waits for you", "warn"),
            skipped=("nothing offered", "calm"),
        ),
        "quote": _words(
            priced=("waits for approval", "warn"),
            approved=("approved", "busy"),
            sent=("with the buyer", "good"),
            accepted=("taken", "good"),
            declined=("declined", "calm"),
            expired=("run out", "calm"),
            revised=("taken back", "calm"),
        ),
        "shipment": _words(
            reported=("being noticed", "busy"),
            held=("held", "warn"),
            noticed=("noticed", "good"),
            invoiced=("noticed and billed", "good"),
            discarded=("put aside", "calm"),
        ),
        "visit": _words(
            waiting=("nobody came yet", "calm"),
            open=("shopping", "busy"),
            returned=("went back with a cart", "good"),
            cancelled=("left without a cart", "calm"),
            replaced=("replaced by another", "calm"),
            expired=("nobody came back", "calm"),
        ),
        "transmission": _words(
            received=("received", "busy"),
            processed=("processed", "good"),
            failed=("not readable", "bad"),
            sent=("sent", "good"),
        ),
        "interchange": _words(
            open=("being read", "busy"),
            read=("read", "good"),
            held=("held", "warn"),
            duplicate=("duplicate", "warn"),
            refused=("refused", "bad"),
        ),
        "expectation": _words(
            awaited=("awaited", "busy"),
            at_risk=("at risk", "warn"),
            overdue=("overdue", "bad"),
            met=("met", "good"),
            refused=("refused", "bad"),
            withdrawn=("not needed any more", "calm"),
        ),
        "user": _words(active=("may come in", "good"), disabled=("may not come in", "calm")),
        "hook": _words(
            active=("told", "good"),
            off=("switched off", "calm"),
            waiting=("waiting to leave", "busy"),
            delivered=("delivered", "good"),
            failed=("given up", "bad"),
        ),
        "check": _words(good=("right", "good"), warn=("look at it", "warn"), bad=("wrong", "bad")),
        "severity": _words(
            error=("error", "bad"),
            warning=("warning", "warn"),
            info=("note", "calm"),
        ),
    }
)
"""What the states of each axis are called."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "config.applied": "Configuration applied",
        "config.promoted": "Configuration carried to another environment",
        "partner.tested": "Scenario of a partner played",
        "channel.tested": "Way to a partner tried",
        "transmission.received": "Bytes arrived and were kept",
        "transmission.reprocess": "Asked to read the stored bytes again",
        "transmission.unreadable": "Nothing could be read from the bytes",
        "interchange.read": "Interchange read",
        "interchange.held": "Interchange held for a person",
        "interchange.refused": "Interchange refused",
        "interchange.duplicate": "Interchange came before",
        "document.read": "Document read",
        "document.duplicate": "Document came before",
        "document.second-opinion": "Another reader was asked, and sees it differently or no longer does",
        "document.second-opinion-failed": "Another reader could not be asked",
        "document.queued": "Document written and queued",
        "document.held": "Document held: it does not read back as it was meant",
        "document.not-agreed": "Nothing sent: this document was not agreed on",
        "document.sent": "Document delivered",
        "document.undeliverable": "Delivery given up",
        "document.resend": "Asked to deliver the same bytes again",
        "document.reissue": "Written anew under new numbers",
        "shipment.reported": "Warehouse reported a shipment",
        "shipment.held": "Shipment held: it holds what was not to leave",
        "shipment.retried": "Held shipment looked at again",
        "shipment.discarded": "Shipment put aside by a person",
        "shipment.not-found": "Warehouse found none of the goods",
        "shipment.told-otherwise": "Warehouse told a shipment again, and otherwise: the first stands",
        "order.short-picked": "Warehouse found less than was promised",
        "order.invoiced": "Invoiced by a person before all had left",
        "invoice.credited": "Credit memo written",
        "invoice.corrected": "Invoice credited and billed anew",
        "shipment.noticed": "Shipment notice and invoice written",
        "order.released": "Warehouse asked to ship",
        "order.proforma": "Proforma invoice asked for payment first",
        "order.proforma-untold": "Payment first: the partner's language has no proforma invoice, somebody has to ask",
        "order.slices-given-back": "Promising a large order was given up: what was promised of it is free again",
        "reservation.expired": "Reservation ended: what it held is free again",
        "reservation.released": "Reservation given back",
        "reservation.ordered": "Reservation became the promise of its order",
        "payment.refunded": "Money paid ahead was paid back",
        "payment.booked": "Payment booked",
        "payment.short": "Payment booked, and less than what was due",
        "order.not-released": "Warehouse could not be asked to ship",
        "order.backorder-released": "Backorder promised from new supply",
        "order.pegged": "Supply given to a line by hand",
        "order.unpegged": "Supply given by hand may be moved again",
        "order.promise-moved": "Promise moved by a backorder run",
        "order.edited": "Change of the order asked for at the desk",
        "order.told": "Partner told of promises that moved",
        "dead-letter.resend": "Asked to do again what was given up",
        "partner.out-of-reach": "The partner cannot be reached: nothing is tried but a probe now and then",
        "partner.reached-again": "The partner is reached again: what waited leaves",
        "partner.tried-now": "Asked to try the partner again now",
        "partner.poll-failed": "The partner's place could not be looked into",
        "warehouse.poll-failed": "The warehouse could not be asked",
        "document.answered": "Partner answered at once",
        "document.acknowledged": "Partner acknowledged the document",
        "document.refused-by-partner": "Partner refused the document",
        "document.arrived": "Partner has the interchange it was in",
        "document.repeat-refused": "Partner refused a repeat of the interchange it was in",
        "document.kept": "Kept for a person: nothing here handles it by itself",
        "document.settled": "Dealt with by a person",
        "acknowledgement.outweighed": "Partner could read what it refused for its content: it stays refused",
        "advice.unmatched": "Application advice about nothing we sent, or about more than one document",
        "deadline.at-risk": "Deadline at risk",
        "deadline.overdue": "Deadline missed",
        "deadline.withdrawn": "Waited for no longer, because a person says so",
        "as2.accepted": "AS2 message verified and kept",
        "as2.refused": "AS2 message refused",
        "as2.duplicate": "AS2 message came again and was answered as before",
        "as2.repeated": "Content came before under another Message-ID: not worked on again",
        "as2.id-used-again": "Message-ID came before with other content: refused",
        "as2.receipt-sent": "AS2 receipt given",
        "as2.receipt-undeliverable": "AS2 receipt could not be given",
        "as2.delivered": "Partner's receipt: the message is delivered",
        "as2.negative": "Partner's receipt: the message is refused",
        "as2.receipt-bad": "A receipt came that is not in order: it counts for nothing",
        "as2.receipt-late": "A receipt came late or twice: kept as evidence",
        "as2.receipt-unmatched": "A receipt came for nothing we sent",
        "as2.receipt-overdue": "No receipt came: given up waiting",
        "as2.sent-again": "No receipt in time: the same message goes again",
        "cxml.taken": "cXML request taken and answered",
        "cxml.refused": "cXML request refused",
        "cxml.turned-away": "Somebody who posted cXML could not show who they are",
        "cxml.unreadable": "Something was posted as cXML that nobody can read",
        "cxml.repeated": "cXML request came again and was answered as before",
        "cxml.conflict": "cXML request says something else than what came before under its number: refused",
        "cxml.kept-as-test": "Marked as a test: kept to be looked at, nothing follows from it",
        "cxml.confirmed-before": "Not confirmed anew: the buyer takes one confirmation an order",
        "cxml.secret-made": "A shared secret was made for the partner",
        "cxml.secret-retired": "A shared secret of the partner counts no longer",
        "order.not-for-warehouse": "A test order: the warehouse never hears of it",
        "document.receipt": "Partner gave a receipt for the document",
        "document.receipt-failed": "Partner gave no good receipt for the document",
        "certificate.made": "Key of ours made",
        "certificate.rotated": "New key of ours: it signs in a while",
        "certificate.imported": "Certificate imported",
        "certificate.expiring": "Certificate runs out soon",
        "certificate.expired": "Certificate ran out",
        "acknowledgement.overdue": "Acknowledgement is overdue",
        "acknowledgement.unmatched": "Acknowledgement of something we did not send",
        "order.received": "Order taken down",
        "order.held": "Order held for a person",
        "order.confirmed": "Order confirmed",
        "order.rejected": "Order rejected",
        "order.holds-accepted": "Holds accepted by a person",
        "order.rejected-by-person": "Order rejected by a person",
        "exception.given": "A rule is let pass for a while",
        "exception.withdrawn": "A rule is let pass no longer",
        "order.changed": "Change worked into the order",
        "order.recall-asked": "Warehouse asked for goods back, because of a change",
        "order.recalled": "Warehouse said what it gives back",
        "change.taken": "Change taken",
        "change.refused": "Change refused",
        "change.waits": "Change waits for what should have come before it",
        "change.accepted-by-person": "Change accepted by a person",
        "change.refused-by-person": "Change refused by a person",
        "supply.listed": "Supply told: counted, changed or reported by a partner",
        "supply.short": "More is gone than promises can give way for",
        "supply.short-taken": "Taken at last: what was gone while a warehouse was asked for it",
        "catalogue.imported": "Items brought into the catalogue",
        "catalogue.picture-kept": "Picture of an item kept",
        "catalogue.categories-named": "Categories named",
        "catalogue.assortment-arranged": "What a partner sees arranged",
        "punchout.simulated": "Buyer played against us",
        "stock.transferred": "Goods sent from one place of ours to another",
        "stock.advice-asked": "Asked to tell a partner what it can have",
        "shop.asked": "Buyer's system asked for the shop",
        "shop.started": "Somebody came in by the start page",
        "shop.put-in": "Put into the cart",
        "shop.taken-out": "Taken out of the cart",
        "shop.quoted": "Cart saved as a quote, prices held",
        "shop.returned": "Visit ended with a cart",
        "shop.cancelled": "Visit ended without a cart",
        "shop.replaced": "Visit ended: another one took its place",
        "shop.expired": "Visit ended: nobody came back",
        "shop.sent-home": "Cart on its way to the buyer's system",
        "shop.new-window": "Visit goes on in a window of its own",
        "shop.turned-away": "Somebody was not let into the shop",
        "shop.answered": "A call of the catalogue answered at once",
        "shop.cart-invalid": "Cart not sent home: the DTD does not admit it",
        "payload.read": "Bytes shown to somebody",
        "user.added": "User made",
        "user.roles": "User given other roles",
        "user.password": "User given a new password",
        "user.disabled": "User let in no longer",
        "user.enabled": "User let in again",
        "user.language": "User chose a language",
        "session.begun": "Signed in",
        "session.refused": "Tried to sign in, and was not let in",
        "session.ended": "Signed out",
        "session.all-ended": "All sessions ended",
        "token.made": "Token made for a program",
        "token.revoked": "Token let in no longer",
        "webhook.added": "Webhook made",
        "webhook.rotated": "Webhook given a new secret",
        "webhook.on": "Webhook switched on",
        "webhook.off": "Webhook switched off",
        "webhook.removed": "Webhook removed",
        "webhook.tested": "Webhook sent a trial",
        "webhook.redelivered": "Webhook's message sent again",
        "audit.exported": "Trail exported",
        "support-bundle.taken": "Support bundle taken",
        "archive.run": "Archive written",
        "archive.pruned": "What was archived removed from the database",
        "request.received": "Request for quotation taken in",
        "request.read": "Request read, and its lines matched",
        "request.unreadable": "Nothing could be read from the request",
        "request.read-again": "Asked to read the request again",
        "request.line-matched": "A person said what a line means",
        "request.line-edited": "A person changed what a line says",
        "request.line-skipped": "Nothing is offered for a line",
        "request.line-priced": "Price of a line set by hand",
        "request.line-undone": "What was said of a line taken back",
        "request.lines-accepted": "Best candidates taken",
        "request.columns-learned": "Columns of the file named by a person",
        "request.declined": "Request put aside",
        "quote.priced": "Request priced and promised",
        "quote.held": "Stock held for a quote",
        "quote.mailed": "A quote left by e-mail",
        "quote.not-mailed": "A quote could not leave by e-mail",
        "quote.approved": "Quote approved by a person",
        "quote.sent": "Quote given to the buyer",
        "quote.accepted": "Quote taken by the buyer",
        "quote.declined": "Quote declined by the buyer",
        "quote.revised": "Quote taken back to be made anew",
        "quote.expired": "Quote ran out",
        "order.chain-complete": "Chain complete",
        "order.chain-reopened": "Chain no longer complete: the partner refused a document of it",
    }
)
"""What happened, as people say it; an event without a line here is called by its own name."""

SETS: Mapping[str, str] = MappingProxyType(
    {
        "850": "Order",
        "855": "Order response",
        "860": "Order change",
        "desk": "Change at the desk",
        "accepted": "Accepted quote",
        "840": "Request for quotation",
        "843": "Quote",
        "865": "Order change response",
        "856": "Shipment notice",
        "810": "Invoice",
        "812": "Credit or debit",
        "997": "Functional ack.",
        "999": "Implementation ack.",
        "824": "Application advice",
        "846": "Inventory advice",
        "TA1": "Interchange ack.",
    }
)
"""Names short enough for a list."""


def word_of(axis: str, state: str) -> Word:
    """Return the word for a state; a state without one is called by its own name."""
    return STATES[axis].get(state) or Word(english=state or "none", tone="calm")


def event_of(what: str) -> str:
    """Return what happened in words."""
    return say(EVENTS[what]) if what in EVENTS else what.replace(".", " ").replace("-", " ").capitalize()


def events() -> dict[str, str]:
    """Return the events there are in words, by name."""
    return {what: say(text) for what, text in EVENTS.items()}


def label_of(set_id: str) -> str:
    """Return the name of a transaction set."""
    return say(SETS[set_id]) if set_id in SETS else ""


def sets() -> dict[str, str]:
    """Return what transaction sets are called, by set."""
    return {set_id: say(text) for set_id, text in SETS.items()}
