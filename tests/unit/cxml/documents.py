"""Documents of every kind cXML can say in full, made at random: written and read again they are the same."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from gateway.cxml.envelopes import Credential, Envelope
from gateway.cxml.profiles import Endpoint, Option, Profile, ProfileRequest
from gateway.cxml.status_updates import StatusUpdate
from gateway.cxml.statuses import status
from gateway.cxml.units import STANDARD
from gateway.domain.carts import AUXILIARY, FREIGHT, UNSPSC, Cart, CartLine
from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.items import Description, ItemIdentifier, Mark, PackDetail
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.domain.orders import LineParty, OrderLine, PurchaseOrder, Schedule
from gateway.domain.parties import Communication, Contact, Party
from gateway.domain.punch_outs import PunchOutSetup, PunchOutStart
from gateway.domain.quotes import Quote, QuotedLine, RequestedLine, RequestForQuotation
from gateway.domain.references import Note, Reference, TradeDate
from gateway.domain.shipments import Pack, ShipmentNotice, ShippedItem, ShippedOrder, Tare
from gateway.domain.terms import (
    Accounting,
    AccountingCode,
    Adjustment,
    Amount,
    FreightTerms,
    LeadTime,
    PackageCount,
    Paperwork,
    PaymentTerms,
    Routing,
    SalesRequirement,
    Tax,
)

LANGUAGE = "en-US"
EUR = {"currency": "EUR", "currency_by": "buyer"}
ENVELOPE = Envelope(
    payload_id="1.2.3@example.test",
    sent_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    version="1.2.071",
    language=LANGUAGE,
    senders=(Credential(domain="DUNS", identity="123456789"),),
    recipients=(Credential(domain="NetworkID", identity="AN01"),),
    proofs=(Credential(domain="DUNS", identity="123456789", secret="s3cret"),),
    user_agent="Test",
)

words = (
    st.text("abcXYZ é漢<&>\"'", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
)
codes = st.text("ABC123-._", min_size=1, max_size=12)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
amounts = st.decimals(0, 99999, places=2)
positive = st.decimals("0.01", 9999, places=2)
quantities = st.decimals("0.001", 9999, places=3)
whole = st.integers(1, 999).map(Decimal)
line_numbers = st.integers(1, 9999).map(str)
units = st.sampled_from(sorted(STANDARD))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return none or one."""
    return st.one_of(st.just(()), strategy.map(lambda one: (one,)))


def some(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a few."""
    return st.lists(strategy, max_size=most).map(tuple)


def joined(*strategies: st.SearchStrategy[tuple[Any, ...]]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return all of them, one behind the other."""
    return st.tuples(*strategies).map(lambda parts: tuple(one for part in parts for one in part))


def named(kind: str) -> st.SearchStrategy[ItemIdentifier]:
    """Return a name of a kind."""
    return codes.map(lambda value: ItemIdentifier(kind=kind, value=value))


def reference(kind: str) -> st.SearchStrategy[Reference]:
    """Return a reference of a kind."""
    return words.map(lambda value: Reference(kind=kind, value=value))


def dated(kind: str) -> st.SearchStrategy[TradeDate]:
    """Return a day of a kind."""
    return days.map(lambda on: TradeDate(kind=kind, on=on))


unspsc = st.integers(10_000_000, 99_999_999).map(lambda code: ItemIdentifier(kind=UNSPSC, value=str(code)))
names = joined(
    named("vendor-part").map(lambda one: (one,)),
    maybe(named(AUXILIARY)),
    maybe(named("buyer-part")),
    maybe(named("ean")),
    maybe(named("cxml:own")),
)
item_names = joined(
    names,
    maybe(unspsc),
    maybe(named("cxml-class:custom")),
    maybe(named("manufacturer-part")),
    maybe(named("manufacturer")),
)
description = st.builds(Description, kind=st.just("free"), text=words, language=st.just(LANGUAGE))
short = st.builds(
    Description,
    kind=st.just("free"),
    characteristic=st.just("short-name"),
    text=words,
    language=st.just(LANGUAGE),
)
descriptions = st.one_of(
    description.map(lambda one: (one,)),
    st.tuples(short, description),
    st.tuples(description, short),
    st.tuples(short),
)
extrinsics = some(
    st.sampled_from(("cost centre", "Requester")).flatmap(lambda name: reference(f"extrinsic:{name}"))
)
ways = joined(
    *(
        maybe(st.builds(Communication, kind=st.just(kind), number=number))
        for kind, number in (
            ("e-mail", st.just("who@example.test")),
            ("telephone", st.sampled_from(("+1 800 5551212", "5551212", "+49 761 12 34 x5"))),
            ("fax", st.just("+84 28 123")),
            ("web", st.just("https://example.test/")),
        )
    )
)
reached = ways.map(lambda found: (Contact(communications=found),) if found else ())
people = some(
    st.builds(
        Contact,
        kind=st.sampled_from(("end-user", "buyer", "information", "cxml:nightWatch")),
        name=words,
        communications=ways,
        reference=st.one_of(st.just(""), codes),
    )
)


@st.composite
def parties(draw: st.DrawFn, role: str, kind: type = Party) -> Any:
    """Return a party in a role."""
    code = draw(st.one_of(st.just(""), codes))
    address: dict[str, Any] = {}
    if draw(st.booleans()):
        address = {
            "more_names": draw(some(words)),
            "street": draw(some(words)),
            "city": draw(words),
            "region": draw(st.sampled_from(("", "CA", "Hanoi"))),
            "postal_code": draw(st.sampled_from(("", "90489"))),
            "country": draw(st.sampled_from(("US", "VN"))),
        }
    return kind(
        role=role,
        name=draw(words),
        code=code,
        code_kind=draw(st.sampled_from(("buyer-assigned", "duns", "cxml:plant"))) if code else "",
        contacts=draw(reached),
        **address,
    )


shipping = st.builds(Adjustment, kind=st.just("charge"), code=st.just(FREIGHT), amount=amounts, text=words)
bare_tax = amounts.map(lambda amount: (Tax(kind="all-taxes", amount=amount),))
detailed_tax = st.builds(
    Tax,
    kind=st.sampled_from(("state-sales", "value-added", "cxml:odd")),
    amount=amounts,
    percent=st.one_of(st.none(), st.just(Decimal("8.25"))),
    jurisdiction=st.one_of(st.just(""), words),
    exempt=st.sampled_from(("", "exempt", "zeroRated")),
    base=st.one_of(st.none(), amounts),
)
taxes = st.one_of(st.just(()), bare_tax, st.lists(detailed_tax, min_size=1, max_size=2).map(tuple))
notes = some(
    st.builds(
        Note,
        kind=st.just("letters-or-notes"),
        title=st.sampled_from(("", "handling")),
        texts=st.tuples(words),
    )
)
one_note = maybe(st.builds(Note, kind=st.just("letters-or-notes"), texts=st.tuples(words)))
papers = some(codes.map(lambda cid: Paperwork(kind="attachment", text=f"cid:{cid}")))
booked = some(
    st.builds(
        Amount,
        kind=st.just("distribution"),
        amount=amounts,
        accounting=st.builds(
            Accounting,
            agency=words,
            codes=st.lists(st.builds(AccountingCode, kind=words, code=codes), min_size=1, max_size=2).map(
                tuple
            ),
        ).map(lambda one: (one,)),
    )
)
lead_times = maybe(whole.map(lambda count: LeadTime(kind="order-to-delivery", count=count, unit="DA")))
terms = maybe(
    st.one_of(
        st.builds(PaymentTerms, kind=st.just("basic"), net_days=st.integers(0, 90)),
        st.builds(
            PaymentTerms, kind=st.just("basic"), discount_percent=amounts, discount_days=st.integers(0, 30)
        ),
        st.builds(
            PaymentTerms,
            kind=st.just("basic"),
            discount_amount=amounts,
            discount_days=st.integers(0, 30),
            net_days=st.integers(0, 90),
        ),
    )
)
freight = maybe(
    st.one_of(
        st.just(FreightTerms(paid_by="prepaid")),
        st.just(FreightTerms(paid_by="collect", rule_source="incoterms", rule="DAP")),
    )
)
schedules = some(
    st.builds(
        Schedule,
        quantity=quantities,
        unit=units,
        date_kind=st.just("delivery-requested"),
        on=days,
        line_number=line_numbers,
    )
)
prices = st.one_of(
    st.fixed_dictionaries({"price": positive, "unit": units}),
    st.fixed_dictionaries(
        {"price": positive, "unit": units, "price_basis": st.sampled_from(("per-hundred", "per-thousand"))}
    ),
    st.fixed_dictionaries(
        {
            "price": positive,
            "unit": st.just("CA"),
            "price_basis": st.just("per-each"),
            "packs": st.integers(2, 144).map(lambda pack: (PackDetail(pack=pack),)),
        }
    ),
)


@st.composite
def lines(draw: st.DrawFn, kind: Callable[..., Any], **more: st.SearchStrategy[Any]) -> Any:
    """Return a line of an order, a cart or a request."""
    role = LineParty
    return kind(
        number=draw(line_numbers),
        quantity=draw(quantities),
        identifiers=draw(item_names),
        descriptions=draw(descriptions),
        adjustments=draw(maybe(shipping)),
        taxes=draw(taxes),
        lead_times=draw(lead_times),
        parties=draw(joined(maybe(parties("ship-to", role)), maybe(parties("ship-from", role)))),
        contacts=draw(people),
        **draw(prices),
        **{name: draw(strategy) for name, strategy in more.items()},
    )


_line_references = joined(maybe(reference("x12:RQ")), maybe(reference("agreement-line")), extrinsics)
_line_dates = joined(maybe(dated("delivery-requested")), maybe(dated("ship-requested")))
_asked = {
    "references": _line_references,
    "dates": _line_dates,
    "notes": notes,
    "paperwork": papers,
    "schedules": schedules,
    "amounts": booked,
}
order_lines = some(lines(OrderLine, **_asked))
_head = {
    "contract": st.one_of(st.just(""), codes),
    "dates": joined(
        *(maybe(dated(kind)) for kind in ("effective", "expiry", "pickup-requested", "delivery-requested"))
    ),
    "requirements": maybe(st.just(SalesRequirement(kind="ship-complete"))),
    "stated_total": amounts,
    "parties": joined(maybe(parties("ship-to")), maybe(parties("bill-to")), maybe(parties("sold-to"))),
    "adjustments": maybe(shipping),
    "taxes": taxes,
    "terms": terms,
    "contacts": people,
    "notes": notes,
    "paperwork": papers,
    "freight": freight,
}
_head_references = joined(
    *(maybe(reference(kind)) for kind in ("x12:RQ", "agreement", "payload-id", "vendor-order", "cxml:plant")),
    extrinsics,
)


def built(made_of: Callable[..., Any], /, **fields: Any) -> st.SearchStrategy[Any]:
    """Return documents of a kind; a field is a strategy or a value."""
    made = {name: one if isinstance(one, st.SearchStrategy) else st.just(one) for name, one in fields.items()}
    return st.builds(made_of, **made)


orders = built(
    PurchaseOrder,
    number=codes,
    ordered_on=days,
    kind=st.sampled_from(("new-order", "release", "blanket", "cxml:odd")),
    lines=order_lines,
    references=joined(maybe(reference("order-version")), _head_references),
    **_head,
    **EUR,
)
updates = built(
    OrderChange,
    order_number=codes,
    ordered_on=days,
    purpose="replacement",
    kind="purchase-order",
    sequence=st.one_of(st.just(""), line_numbers),
    lines=some(lines(ChangedLine, change=st.sampled_from(("replace-all", "delete-line")), **_asked)),
    references=_head_references,
    **_head,
    **EUR,
)
deletions = built(
    OrderChange,
    order_number=codes,
    ordered_on=days,
    purpose="cancellation",
    kind="purchase-order",
    lines=some(lines(ChangedLine, change=st.just("cancel-order"), **_asked)),
    references=_head_references,
    **_head,
    **EUR,
)
_cart_line = {
    "url": st.sampled_from(("", "https://shop.example.test/i/1")),
    "parent": st.one_of(st.just(""), line_numbers),
    "schedules": schedules,
    "amounts": booked,
}
carts = built(
    Cart,
    buyer_cookie=words,
    operation_allowed=st.sampled_from(("create", "edit", "inspect")),
    quote_status=st.sampled_from(("pending", "final")),
    quote_number=codes,
    quoted_on=st.one_of(st.none(), days),
    sourcing=st.sampled_from(("", "approve", "deny")),
    currency="EUR",
    total=amounts,
    parties=maybe(parties("ship-to")),
    adjustments=maybe(shipping),
    taxes=taxes,
    lines=some(lines(CartLine, references=extrinsics, notes=one_note, paperwork=papers, **_cart_line)),
)
setups = built(
    PunchOutSetup,
    buyer_cookie=words,
    operation=st.sampled_from(("create", "edit", "inspect", "source")),
    return_url=st.just("https://buyer.example.test/return?a=1&b=2"),
    supplier_url=st.sampled_from(("", "https://us.example.test/")),
    currency="EUR",
    references=extrinsics,
    contacts=people,
    parties=joined(maybe(parties("ship-from")), maybe(parties("ship-to"))),
    selected=st.one_of(st.just(()), names),
    lines=st.lists(
        lines(CartLine, **_asked, url=_cart_line["url"], parent=_cart_line["parent"]), min_size=1, max_size=2
    ).map(tuple),
)


@st.composite
def answers(draw: st.DrawFn, status_: str) -> LineAnswer:
    """Return one answer to a line."""
    ships, arrives = draw(st.one_of(st.none(), days)), draw(st.one_of(st.none(), days))
    return LineAnswer(
        status=status_,
        quantity=draw(quantities),
        unit=draw(units),
        date_kind="promised-ship" if ships else "promised-delivery" if arrives else "",
        on=ships or arrives,
        dates=(TradeDate(kind="promised-delivery", on=arrives),) if ships and arrives else (),
        identifiers=draw(names) if status_ == "item-changed" and draw(st.booleans()) else (),
        reason=draw(st.sampled_from(("", "incorrectPrice"))),
    )


_statuses = ("item-accepted", "item-changed", "item-backordered", "rejected", "on-hold")
response_lines = built(
    ResponseLine,
    number=line_numbers,
    quantity=quantities,
    unit=units,
    price=amounts,
    answers=st.lists(st.sampled_from(_statuses).flatmap(answers), min_size=1, max_size=3).map(tuple),
    notes=one_note,
)
confirmations = built(
    OrderResponse,
    order_number=codes,
    ordered_on=days,
    purpose=st.sampled_from(("original", "replacement")),
    kind=st.sampled_from(("accepted", "with-detail", "with-changes", "exceptions-only", "rejected")),
    seller_order=st.one_of(st.just(""), codes),
    responded_on=days,
    stated_total=amounts,
    adjustments=maybe(shipping),
    parties=joined(maybe(parties("ship-from")), maybe(parties("ship-to"))),
    contacts=people,
    notes=notes,
    lines=some(response_lines),
    references=joined(
        maybe(reference("invoice")),
        maybe(reference("confirmation-payload-id")),
        maybe(reference("cxml:own")),
        extrinsics,
        maybe(reference("payload-id")),
    ),
    **EUR,
)

_serials = st.integers(0, 10**18 - 1).map(lambda serial: f"{serial:018}")
counts = maybe(
    built(
        PackageCount,
        packaging=st.sampled_from(("", "CTN25")),
        weight_kind="gross",
        weight=amounts,
        weight_unit="KG",
    )
)
shipped = built(
    ShippedItem,
    line_number=line_numbers,
    identifiers=st.one_of(st.just(()), names),
    quantity=quantities,
    unit=units,
    ordered=quantities,
    ordered_unit=units,
    descriptions=st.one_of(st.just(()), descriptions),
    references=joined(maybe(reference("lot")), some(reference("serial")), extrinsics),
)
contents = st.lists(shipped, min_size=1, max_size=2).map(tuple)


@st.composite
def shipped_orders(draw: st.DrawFn) -> ShippedOrder:
    """Return the part of a shipment that belongs to an order, on pallets, in cartons and loose."""
    labels = draw(st.lists(_serials, min_size=6, max_size=6, unique=True))

    def pack(label: str) -> Pack:
        return Pack(marks=_label(label), packages=draw(counts), items=draw(contents))

    tares = tuple(
        Tare(marks=_label(one), packages=draw(counts), cartons=(pack(two),), items=draw(some(shipped, 1)))
        for one, two in ((labels[0], labels[1]), (labels[2], labels[3]))
    )
    return ShippedOrder(
        order_number=draw(codes),
        ordered_on=draw(st.one_of(st.none(), days)),
        seller_order=draw(st.one_of(st.just(""), codes)),
        references=draw(joined(maybe(reference("payload-id")), extrinsics)),
        tares=tares[: draw(st.integers(0, 2))],
        cartons=(pack(labels[4]), pack(labels[5]))[: draw(st.integers(0, 2))],
        items=draw(some(shipped)),
    )


def _label(digits: str) -> tuple[Mark, ...]:
    return (Mark(kind="sscc-without-identifier", value=digits),)


@st.composite
def notices(draw: st.DrawFn) -> ShipmentNotice:
    """Return a notice of a shipment."""
    routing = draw(
        maybe(
            built(
                Routing,
                carrier_kind="scac",
                carrier="FDEG",
                mode=st.sampled_from(("", "road", "air", "cxml:custom")),
                text=st.one_of(st.just(""), words),
            )
        )
    )
    numbers = joined(
        maybe(reference("letters-or-notes").map(lambda one: Reference(kind=one.kind, text=one.value))),
        extrinsics,
        maybe(reference("packing-list")),
        maybe(reference("cxml:dock")),
        maybe(reference("tracking")),
    )
    return ShipmentNotice(
        number=f"S{draw(codes)}",
        issued_on=draw(days),
        issued_at_time=draw(st.times().map(lambda at: time(at.hour, at.minute, at.second))),
        purpose=draw(st.sampled_from(("original", "replacement", "cancellation"))),
        kind=draw(st.sampled_from(("", "actual", "planned"))),
        completeness=draw(st.sampled_from(("", "partial", "complete"))),
        shipment_dates=draw(joined(maybe(dated("shipped")), maybe(dated("delivery-estimated")))),
        parties=draw(joined(maybe(parties("ship-from")), maybe(parties("ship-to")))),
        contacts=draw(people),
        freight=draw(freight),
        packages=draw(
            maybe(
                built(
                    PackageCount,
                    packaging=st.just("CTN25"),
                    count=st.integers(1, 99),
                    weight_kind="gross",
                    weight=amounts,
                    weight_unit="LB",
                )
            )
        ),
        references=draw(numbers),
        routing=routing,
        orders=draw(some(shipped_orders())),
    )


invoice_extras = joined(
    maybe(built(Adjustment, kind="charge", code=FREIGHT, amount=amounts, text=words)),
    maybe(built(Adjustment, kind="allowance", code="C310", amount=amounts, text=words)),
)


@st.composite
def invoice_lines(draw: st.DrawFn, other: str = "") -> InvoiceLine:
    """Return a line of an invoice, of its own order or of another."""
    of = (Reference(kind="purchase-order", value=other),) if other else ()
    return InvoiceLine(
        number=draw(line_numbers),
        quantity=draw(quantities),
        identifiers=draw(
            joined(
                names,
                maybe(unspsc),
                st.one_of(st.just(()), st.tuples(named("manufacturer-part"), named("manufacturer"))),
            )
        ),
        descriptions=draw(maybe(description)),
        taxes=draw(taxes),
        adjustments=draw(invoice_extras),
        references=(*draw(maybe(reference("lot"))), *draw(extrinsics), *of),
        **draw(prices),
    )


@st.composite
def invoices(draw: st.DrawFn, kind: str = "debit-invoice") -> Invoice:
    """Return an invoice or a credit; sums only where its kind has no lines."""
    by_sums = kind in ("credit-memo", "debit-memo", "x12:FD")
    own = draw(st.lists(invoice_lines(), min_size=1, max_size=2)) if not by_sums else []
    others = draw(some(invoice_lines("PO-OTHER"), 1)) if not by_sums else ()
    travelling = draw(st.one_of(st.just(()), st.tuples(parties("ship-from"), parties("ship-to"))))
    return Invoice(
        number=draw(codes),
        invoiced_on=draw(days),
        total=draw(amounts),
        kind=kind,
        purpose=draw(st.sampled_from(("original", "cancellation"))),
        order_number=draw(codes),
        ordered_on=draw(st.one_of(st.none(), days)),
        other_invoice=draw(st.one_of(st.just(""), codes)),
        parties=(*draw(joined(maybe(parties("remit-to")), maybe(parties("sold-to")))), *travelling),
        dates=draw(maybe(dated("shipped"))) if travelling else (),
        terms=draw(terms),
        notes=draw(one_note),
        discount=draw(st.one_of(st.none(), positive)),
        taxes=draw(taxes.filter(lambda found: not any(one.amount == 0 for one in found))),
        adjustments=draw(
            joined(
                maybe(
                    built(
                        Adjustment,
                        kind="charge",
                        code="H090",
                        amount=positive,
                        text=st.one_of(st.just(""), words),
                    )
                ),
                maybe(built(Adjustment, kind="charge", code=FREIGHT, amount=positive)),
                invoice_extras,
            )
        ),
        references=draw(
            joined(
                *(maybe(reference(one)) for one in ("invoice-payload-id", "shipment", "cxml:own")),
                extrinsics,
                maybe(reference("payload-id")),
            )
        ),
        lines=(*own, *others),
        currency="EUR",
        currency_by="buyer",
    )


_request_head = {
    "parties": joined(maybe(parties("ship-to")), maybe(parties("sold-to"))),
    "contacts": people,
    "notes": one_note,
}
requests = built(
    RequestForQuotation,
    number=codes,
    requested_on=days,
    purpose=st.sampled_from(("original", "replacement", "cancellation")),
    answer_by_kind="expiry",
    answer_by=days,
    dates=maybe(days.map(lambda on: TradeDate(kind="start", on=on))),
    descriptions=maybe(description),
    references=joined(
        maybe(
            reference("cxml:quoteReceivingPreference").map(lambda one: Reference(kind=one.kind, value="all"))
        ),
        extrinsics,
    ),
    lines=st.lists(
        lines(RequestedLine, references=extrinsics, dates=maybe(dated("delivery-requested")), notes=one_note),
        min_size=1,
        max_size=2,
    ).map(tuple),
    **_request_head,
    **EUR,
)
quotes = built(
    Quote,
    number=codes,
    request_number=codes,
    quoted_on=days,
    response=st.sampled_from(("as-asked", "declined", "with-exceptions", "best-and-final")),
    holds_kind="expiry",
    holds_on=days,
    stated_total=amounts,
    references=extrinsics,
    lines=some(
        lines(QuotedLine, references=extrinsics, dates=maybe(dated("delivery-requested")), notes=one_note)
    ),
    **_request_head,
    **EUR,
)
instants = st.integers(0, 2**31).map(lambda second: datetime.fromtimestamp(second, UTC))
options = some(built(Option, name=words, value=words))
profiles = built(
    Profile,
    effective_at=instants,
    options=options,
    endpoints=st.lists(
        built(
            Endpoint,
            message=st.just("OrderRequest"),
            url=st.just("https://us.example.test/o"),
            options=options,
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
)
status_updates = built(
    StatusUpdate,
    status=built(lambda message: status("201", message), message=st.one_of(st.just(""), words)),
    payload_id=st.one_of(st.just(""), words),
    kind=st.sampled_from(("", "processing")),
    references=extrinsics,
)

DOCUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "order": orders,
    "update": updates,
    "deletion": deletions,
    "cart": carts,
    "set-up": setups,
    "start": built(PunchOutStart, start_page=st.just("https://us.example.test/p/1?x=1&y=2")),
    "confirmation": confirmations,
    "notice": notices(),
    "invoice": invoices(),
    "summary": invoices("x12:FD"),
    "credit memo": invoices("credit-memo"),
    "line credit": invoices("credit-invoice"),
    "request for quotation": requests,
    "quote": quotes,
    "profile": profiles,
    "profile request": st.just(ProfileRequest()),
    "status update": status_updates,
}
