"""InvoiceDetailRequest: invoices by lines or as sums, and credit memos of both kinds.

Our documents count a credit in what is given back, above zero; on the wire the sums of a credit memo are below
zero, and in a line-level credit memo the quantities too.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from gateway.cxml.addresses import ROLES, read_party, write_party
from gateway.cxml.codecs import DAY, Words
from gateway.cxml.invoice_lines import (
    HANDLING,
    LINE,
    added,
    charge,
    read_modifications,
    write_line,
    write_modifications,
)
from gateway.cxml.invoice_signs import CREDIT_MEMO, LINE_CREDIT, signed
from gateway.cxml.money import NOTHING, money_in, put_money, worth
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.orders import CURRENCY, PAYLOAD
from gateway.cxml.shapes import Both, Fields, Inside, Member, Shape, Value
from gateway.cxml.terms import (
    CHARGE,
    EXTRINSICS,
    ID_REFERENCES,
    ONE_COMMENT,
    PAYMENT,
    is_shipping,
    put_tax,
    read_tax,
)
from gateway.domain.carts import FREIGHT
from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.money import to_coins
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.terms import Tax

SUMMARY = "x12:FD"
"""The kind of an invoice without lines: sums only."""
_PURPOSES = Words(
    {
        "standard": "debit-invoice",
        "creditMemo": CREDIT_MEMO,
        "debitMemo": "debit-memo",
        "lineLevelCreditMemo": LINE_CREDIT,
        "lineLevelDebitMemo": "x12:DC",
    }
)
_OPERATIONS = Words({"new": "original", "delete": "cancellation"})
BY_SUMS = frozenset({CREDIT_MEMO, "debit-memo", SUMMARY})
SHIPMENT, ORDER = "shipment", "purchase-order"
SHIPPED = "shipped"
_TRAVELLING = ("ship-from", "ship-to")


def _read_kind(node: Node, into: Fields, reading: Reading) -> None:
    text = node.get("purpose") or "standard"
    into["kind"] = _PURPOSES.read(text, node, reading, attribute="purpose")
    if into["kind"] == "debit-invoice" and node.first("InvoiceDetailHeaderIndicator") is not None:
        indicator = node.all("InvoiceDetailHeaderIndicator")[0]
        if indicator.get("isHeaderInvoice"):
            into["kind"] = SUMMARY
    for name in ("InvoiceDetailHeaderIndicator", "InvoiceDetailLineIndicator"):
        for one in node.all(name):
            one.forget(*(f"@{attribute}" for attribute in one.element.attrib))
    node.forget("@isInformationOnly", "@invoiceOrigin", "@isERS", "PaymentInformation", "Period")


def _write_kind(value: Invoice, element: Element, writing: Writing) -> None:
    purpose = _PURPOSES.write(value.kind, writing) if value.kind not in ("", SUMMARY) else "standard"
    if purpose.startswith("x12:") or not purpose:
        writing.note("cxml.not-said", element, attribute="purpose", value=value.kind)
        purpose = "standard"
    element.set("purpose", purpose)
    element.set("operation", "delete" if value.purpose == "cancellation" else "new")
    header = writing.put(element, "InvoiceDetailHeaderIndicator")
    lines = writing.put(element, "InvoiceDetailLineIndicator")
    if value.kind in BY_SUMS:
        header.set("isHeaderInvoice", "yes")
    for name, there in (
        ("isTaxInLine", any(line.taxes for line in value.lines)),
        ("isShippingInLine", any(is_shipping(one) for line in value.lines for one in line.adjustments)),
        (
            "isPriceAdjustmentInLine",
            any(not is_shipping(one) for line in value.lines for one in line.adjustments),
        ),
    ):
        if there and value.kind not in BY_SUMS:
            lines.set(name, "yes")


def _read_parties(node: Node, into: Fields, _: Reading) -> None:
    contacts = [one for partner in node.all("InvoicePartner") for one in partner.all("Contact")]
    for partner in node.all("InvoicePartner"):
        partner.forget("IdReference")
    for shipping in node.all("InvoiceDetailShipping"):
        shipping.forget("CarrierIdentifier", "ShipmentIdentifier", "DocumentReference")
        contacts += shipping.all("Contact")
    found = []
    for one in contacts:
        role = one.get("role")
        one.forget("IdReference", "Extrinsic")
        party = read_party(one, ROLES.get(role, f"cxml:{role}"))
        found += [] if party is None else [party]
    into["parties"] = found


def _write_partners(value: Invoice, element: Element, writing: Writing) -> None:
    travelling = _travelling(value)
    for party in value.parties:
        if party not in travelling:
            _write_contact(party, writing.put(element, "InvoicePartner"), writing)


def _write_shipping(value: Invoice, element: Element, writing: Writing) -> None:
    travelling = _travelling(value)
    if travelling:
        shipping = writing.put(element, "InvoiceDetailShipping")
        on = next((one.on for one in value.dates if one.kind == SHIPPED and one.on is not None), None)
        if on is not None:
            shipping.set("shippingDate", DAY.write(on, writing))
        for party in travelling:
            _write_contact(party, shipping, writing)


def _travelling(value: Invoice) -> tuple[Party, ...]:
    """Return who ships and who receives, where both are known: one alone the DTD has no room for."""
    found = tuple(one for one in value.parties if one.role in _TRAVELLING)
    return found if {one.role for one in found} == set(_TRAVELLING) else ()


def _write_contact(party: Party, parent: Element, writing: Writing) -> None:
    role = next(
        (name for name, word in ROLES.items() if word == party.role), party.role.removeprefix("cxml:")
    )
    write_party(party, writing.put(parent, "Contact", role=role), writing)


def _read_shipped(node: Node, into: Fields, reading: Reading) -> None:
    shipping = node.first("InvoiceDetailShipping")
    text = shipping.get("shippingDate") if shipping is not None else ""
    on = DAY.read(text, node, reading, attribute="shippingDate") if text else None
    if on is not None:
        into.setdefault("dates", []).append(TradeDate(kind=SHIPPED, on=on))


def _read_terms(node: Node, into: Fields, reading: Reading) -> None:
    PAYMENT.read(node, into, reading)
    for one in node.all("InvoiceDetailPaymentTerm"):
        one.forget("@payInNumberOfDays", "@percentageRate")
        reading.note("cxml.not-read", one)


_HEADER = Inside(
    "InvoiceDetailRequestHeader",
    rows=(
        Value("@invoiceID", "number", required=True),
        Value("@invoiceDate", "invoiced_on", DAY, required=True),
        Value("@operation", "purpose", _OPERATIONS),
        Both(_read_kind, _write_kind),
        Both(_read_parties, _write_partners),
        Member("DocumentReference/@payloadID", "references", Reference, kind="invoice-payload-id"),
        Value("InvoiceIDInfo/@invoiceID", "other_invoice"),
        Both(_read_shipped, _write_shipping),
        Member("ShipNoticeIDInfo/@shipNoticeID", "references", Reference, kind=SHIPMENT),
        Both(_read_terms, PAYMENT.write),
        ONE_COMMENT,
        ID_REFERENCES,
        EXTRINSICS,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderOf:
    """The order some lines belong to."""

    number: str = ""
    ordered_on: Any = None
    payload: str = ""
    contract: str = ""
    release: str = ""


def _read_orders(node: Node, into: Fields, reading: Reading) -> None:
    lines: list[InvoiceLine] = []
    first: _OrderOf | None = None
    for part in (*node.all("InvoiceDetailOrder"), *node.all("InvoiceDetailHeaderOrder")):
        order = _order(part.first("InvoiceDetailOrderInfo"), reading)
        first = first or order
        for one in (*part.all("InvoiceDetailItem"), *part.all("InvoiceDetailServiceItem")):
            line: InvoiceLine = LINE.read(one, reading)
            if order != first and order.number:
                line = replace(line, references=(*line.references, Reference(kind=ORDER, value=order.number)))
            lines.append(line)
        part.forget("InvoiceDetailReceiptInfo", "InvoiceDetailShipNoticeInfo", "InvoiceDetailOrderSummary")
    into["lines"] = lines
    if first is not None:
        into["order_number"], into["ordered_on"] = first.number, first.ordered_on
        if first.payload:
            into.setdefault("references", []).append(Reference(kind=PAYLOAD, value=first.payload))
        if first.contract:
            into.setdefault("references", []).append(Reference(kind="contract", value=first.contract))


def _order(node: Node | None, reading: Reading) -> _OrderOf:
    fields: Fields = {}
    for tag, number in (("OrderReference", "orderID"), ("OrderIDInfo", "orderID")):
        found = node.first(tag) if node is not None else None
        if found is not None:
            Value(f"@{number}", "number").read(found, fields, reading)
            Value("@orderDate", "ordered_on", DAY).read(found, fields, reading)
            Value("DocumentReference/@payloadID", "payload").read(found, fields, reading)
            found.forget("IdReference")
    for tag in ("MasterAgreementReference", "MasterAgreementIDInfo"):
        found = node.first(tag) if node is not None else None
        if found is not None:
            found.forget("@agreementDate", "@agreementType", "IdReference", "DocumentReference")
            Value("@agreementID", "contract").read(found, fields, reading)
    if node is not None:
        node.forget("SupplierOrderInfo")
    if not fields.get("number") and fields.get("payload"):
        fields["number"] = fields["payload"]  # some senders put the number of the order there, and only there
    return _OrderOf(**fields)


def _read_summary(node: Node, into: Fields, reading: Reading) -> None:
    summary = node.first("InvoiceDetailSummary")
    if summary is None:
        reading.note("cxml.part-missing", node, attribute="InvoiceDetailSummary")
        return
    summary.forget(
        "SubtotalAmount", "GrossAmount", "TotalCharges", "TotalAllowances", "TotalAmountWithoutTax"
    )
    summary.forget(
        "InvoiceDetailSummaryLineItemModifications", "DepositAmount", "InvoiceDetailSummaryIndustry"
    )
    read_tax(summary, into, reading)
    into["taxes"] = [one for one in into.get("taxes", []) if one != Tax(kind="all-taxes", amount=NOTHING)]
    for one in summary.all("SpecialHandlingAmount"):
        text = one.first("Description")
        charge(one, HANDLING, "" if text is None else text.text, into, reading)
    for one in summary.all("ShippingAmount"):
        charge(one, FREIGHT, "", into, reading)
    for one in summary.all("InvoiceDetailDiscount"):
        one.forget("@percentageRate", "Distribution")
        into["discount"] = money_in(one, reading) or None
    read_modifications(summary, "InvoiceHeaderModifications", into, reading)
    net, due = (money_in(summary.first(tag), reading) for tag in ("NetAmount", "DueAmount"))
    into["total"] = net if net is not None else due if due is not None else NOTHING


def _write_body(value: Invoice, element: Element, writing: Writing) -> None:
    value = signed(value)
    if value.kind in BY_SUMS:
        whole = writing.put(element, "InvoiceDetailHeaderOrder")
        _write_order(_order_of(value), whole, writing)
        summary = writing.put(whole, "InvoiceDetailOrderSummary", invoiceLineNumber="1")
        put_money(writing.put(summary, "SubtotalAmount"), _goods(value, writing), writing)
        return
    at = 0
    for other, lines in groupby(value.lines, _other_order):
        part = writing.put(element, "InvoiceDetailOrder")
        _write_order(_OrderOf(number=other) if other else _order_of(value), part, writing)
        for line in lines:
            at += 1
            write_line(line, at, part, writing)


def _other_order(line: InvoiceLine) -> str:
    return next((one.value for one in line.references if one.kind == ORDER), "")


def _order_of(value: Invoice) -> _OrderOf:
    def known(kind: str) -> str:
        return next((one.value for one in value.references if one.kind == kind), "")

    return _OrderOf(
        number=value.order_number,
        ordered_on=value.ordered_on,
        payload=known(PAYLOAD),
        contract=known("contract"),
    )


def _write_order(order: _OrderOf, part: Element, writing: Writing) -> None:
    info = writing.put(part, "InvoiceDetailOrderInfo")
    tag = "OrderReference" if order.payload else "OrderIDInfo"
    reference = writing.put(info, tag)
    reference.set("orderID", order.number)
    if order.ordered_on is not None:
        reference.set("orderDate", DAY.write(order.ordered_on, writing))
    if order.payload:
        writing.put(reference, "DocumentReference", payloadID=order.payload)
        if order.contract:
            writing.put(info, "MasterAgreementIDInfo", agreementID=order.contract)


def _write_summary(value: Invoice, element: Element, writing: Writing) -> None:
    value = signed(value)
    summary = writing.put(element, "InvoiceDetailSummary")
    put_money(writing.put(summary, "SubtotalAmount"), _goods(value, writing), writing)
    put_tax(value.taxes or (Tax(kind="all-taxes", amount=NOTHING),), summary, writing)
    handling = [
        one for one in value.adjustments if one.kind == CHARGE and one.code == HANDLING and one.amount
    ][:1]
    for one in handling:
        amount = writing.put(summary, "SpecialHandlingAmount")
        put_money(amount, one.amount or NOTHING, writing)
        if one.text:
            writing.say(amount, "Description", one.text)
    shipping = [one for one in value.adjustments if is_shipping(one) and one.amount and not one.text][:1]
    for one in shipping:
        put_money(writing.put(summary, "ShippingAmount"), one.amount or NOTHING, writing)
    if value.discount is not None:
        put_money(writing.put(summary, "InvoiceDetailDiscount"), value.discount, writing)
    others = [one for one in value.adjustments if one not in (*handling, *shipping)]
    write_modifications("InvoiceHeaderModifications", others, summary, writing)
    put_money(writing.put(summary, "NetAmount"), value.total, writing)
    put_money(writing.put(summary, "DueAmount"), value.total, writing)


def _goods(value: Invoice, writing: Writing) -> Decimal:
    """Return what the lines come to; of an invoice of sums what is left of the total without the rest."""
    if value.lines:
        return sum(
            (to_coins(worth(line), writing.currency) + added(line.adjustments) for line in value.lines),
            NOTHING,
        )
    taxes = sum((one.amount or NOTHING for one in value.taxes), NOTHING)
    return value.total - taxes - added(value.adjustments)


_SHAPE = Shape(
    Invoice,
    (
        CURRENCY,
        _HEADER,
        Both(_read_orders, _write_body),
        Both(_read_summary, _write_summary),
    ),
    least={
        "number": lambda _: "",
        "invoiced_on": lambda reading: reading.day,
        "total": lambda _: NOTHING,
    },
)


def read_invoice(node: Node, reading: Reading) -> Invoice:
    """Return the invoice or credit an InvoiceDetailRequest is."""
    return signed(_SHAPE.read(node, reading))


def write_invoice(value: Invoice, element: Element, writing: Writing) -> None:
    """Write an InvoiceDetailRequest."""
    _SHAPE.write(value, element, writing)
