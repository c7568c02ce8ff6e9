"""What stands beside goods and prices: carriage, taxes, terms of payment, comments, extrinsics."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.cxml.codecs import COUNT, NUMBER
from gateway.cxml.money import NOTHING, money_in, put_money
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.shapes import Both, Fields
from gateway.domain.carts import FREIGHT
from gateway.domain.quantities import plain
from gateway.domain.references import Note, Reference
from gateway.domain.terms import Adjustment, FreightTerms, Paperwork, PaymentTerms, Tax

EXTRINSIC = "extrinsic:"
KEPT = "cxml:"
CHARGE, ALLOWANCE = "charge", "allowance"
COMMENT = "letters-or-notes"
ATTACHMENT = "attachment"
CARD = "purchasing-card"
ALL_TAXES = "all-taxes"
TAXES: Mapping[str, str] = {
    "tax": ALL_TAXES,
    "sales": "state-sales",
    "localSales": "state-and-local-sales",
    "usage": "sales-and-use",
    "gst": "goods-and-services",
    "vat": "value-added",
}
"""Kinds of taxes by the category of a TaxDetail; the DTD leaves the words open."""
PAID_BY: Mapping[str, str] = {
    "Prepaid": "prepaid",
    "Collect": "collect",
    "AdvancePrepaid": "advance-prepaid",
    "AdvanceCollect": "advance-collect",
    "CollectFreightCreditedToPaymentCustomer": "collect-credited",
    "CustomerPick-up/Backhaul": "customer-pickup",
    "DefinedByBuyerAndSeller": "as-agreed",
    "Mixed": "mixed",
    "PaidByBuyer": "buyer",
    "PaidBySeller": "seller",
    "ThirdPartyPay": "third-party",
}


def read_shipping(node: Node, into: Fields, reading: Reading) -> None:
    """Take carriage as a charge."""
    shipping = node.first("Shipping")
    amount = money_in(shipping, reading)
    if shipping is not None and amount is not None:
        shipping.forget("@trackingDomain", "@trackingId", "@tracking")
        text = _line(shipping.first("Description"))
        charge = Adjustment(kind=CHARGE, code=FREIGHT, amount=amount, text=text)
        into.setdefault("adjustments", []).append(charge)


def is_shipping(one: Adjustment) -> bool:
    """Return whether a charge is carriage, by its amount."""
    return one.kind == CHARGE and one.code == FREIGHT and one.amount is not None


def write_shipping(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with adjustments
    """Write carriage, all of it in one sum."""
    charges = [one for one in value.adjustments if is_shipping(one)]
    if charges:
        shipping = writing.put(element, "Shipping")
        put_money(shipping, sum((one.amount or NOTHING for one in charges), NOTHING), writing)
        writing.say(shipping, "Description", charges[0].text)


def read_tax(node: Node, into: Fields, reading: Reading) -> None:
    """Take the taxes: each detail, or the sum where there are none."""
    tax = node.first("Tax")
    if tax is None:
        return
    tax.forget("Distribution", "TaxAdjustmentAmount", "Extrinsic", "Description")
    total = money_in(tax, reading)
    details = [_tax(one, reading) for one in tax.all("TaxDetail")]
    if not details and total is not None:
        details = [Tax(kind=ALL_TAXES, amount=total)]
    known = [one.amount for one in details if one.amount is not None]
    if total is not None and len(known) == len(details) and sum(known, NOTHING) != total:
        reading.note("cxml.tax-differs", tax)
    into.setdefault("taxes", []).extend(details)


def _tax(node: Node, reading: Reading) -> Tax:
    node.forget(
        "@purpose", "@taxPointDate", "@paymentDate", "@isVatRecoverable", "@taxRateType", "Description"
    )
    rate, category = node.get("percentageRate"), node.get("category")
    location = node.first("TaxLocation")
    exempt = node.get("exemptDetail")
    return Tax(
        kind=next(
            (word for name, word in TAXES.items() if name == category.casefold() or name == category),
            f"{KEPT}{category}",
        ),
        amount=money_in(node.first("TaxAmount"), reading),
        percent=NUMBER.read(rate, node, reading, attribute="percentageRate") if rate else None,
        jurisdiction=_line(location),
        exempt=exempt,
        base=money_in(node.first("TaxableAmount"), reading),
    )


def write_tax(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with taxes
    """Write the taxes, where there are any."""
    if value.taxes:
        put_tax(value.taxes, element, writing)


def put_tax(taxes: tuple[Tax, ...], element: Element, writing: Writing) -> None:
    """Write a Tax: its sum, words for it, and its details unless it is a bare sum."""
    tax = writing.put(element, "Tax")
    put_money(tax, sum((one.amount or NOTHING for one in taxes), NOTHING), writing)
    writing.say(tax, "Description", "Tax")
    if len(taxes) == 1 and taxes[0] == Tax(kind=ALL_TAXES, amount=taxes[0].amount):
        return
    for one in taxes:
        _put_detail(one, tax, writing)


def _put_detail(one: Tax, tax: Element, writing: Writing) -> None:
    category = next((name for name, word in TAXES.items() if word == one.kind), one.kind.removeprefix(KEPT))
    detail = writing.put(tax, "TaxDetail")
    detail.set("category", category)
    writing.set(detail, "percentageRate", "" if one.percent is None else plain(one.percent))
    writing.set(
        detail,
        "exemptDetail",
        one.exempt if one.exempt in ("zeroRated", "exempt") else "exempt" if one.exempt else "",
    )
    if one.base is not None:
        put_money(writing.put(detail, "TaxableAmount"), one.base, writing)
    put_money(writing.put(detail, "TaxAmount"), one.amount or NOTHING, writing)
    if one.jurisdiction:
        writing.say(detail, "TaxLocation", one.jurisdiction)


def read_payment(node: Node, into: Fields, reading: Reading) -> None:
    """Take terms of payment; a discount and the net term behind it are one. The number of a card is never taken."""
    payment = node.first("Payment")
    terms: list[PaymentTerms] = into.setdefault("terms", [])
    if payment is not None:
        for card in payment.all("PCard"):
            card.forget("@number", "@expiration", "@name", "PostalAddress")
            reading.note("cxml.card-left-out", card)
            terms.append(PaymentTerms(payment_method=CARD))
    discount: PaymentTerms | None = None
    for one in node.all("PaymentTerm"):
        one.forget("Extrinsic")
        term = _term(one, reading)
        if term.net_days is not None and discount is not None:
            terms.append(_joined(discount, term))
            discount = None
            continue
        terms += [] if discount is None else [discount]
        discount = None if term.net_days is not None else term
        terms += [term] if term.net_days is not None else []
    terms += [] if discount is None else [discount]


def _joined(discount: PaymentTerms, net: PaymentTerms) -> PaymentTerms:
    return PaymentTerms(
        kind=discount.kind,
        discount_percent=discount.discount_percent,
        discount_amount=discount.discount_amount,
        discount_days=discount.discount_days,
        net_days=net.net_days,
    )


def _term(node: Node, reading: Reading) -> PaymentTerms:
    text = node.get("payInNumberOfDays")
    days = COUNT.read(text, node, reading, attribute="payInNumberOfDays") if text else None
    percent = node.first("Discount", "DiscountPercent")
    amount = node.first("Discount", "DiscountAmount")
    if percent is None and amount is None:
        return PaymentTerms(kind="basic", net_days=days or 0)
    rate = percent.get("percent") if percent is not None else ""
    return PaymentTerms(
        kind="basic",
        discount_percent=NUMBER.read(rate, node, reading, attribute="percent") if rate else None,
        discount_amount=money_in(amount, reading),
        discount_days=days,
    )


def write_payment(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with terms
    """Write terms of payment: a discount first, then the net term."""
    for one in value.terms:
        if one.discount_percent is not None or one.discount_amount is not None:
            term = writing.put(element, "PaymentTerm", payInNumberOfDays=str(one.discount_days or 0))
            discount = writing.put(term, "Discount")
            if one.discount_percent is not None:
                writing.put(discount, "DiscountPercent", percent=plain(one.discount_percent))
            else:
                put_money(writing.put(discount, "DiscountAmount"), one.discount_amount, writing)
        if one.net_days is not None:
            writing.put(element, "PaymentTerm", payInNumberOfDays=str(one.net_days))
        elif one.discount_percent is None and one.discount_amount is None:
            writing.note("cxml.not-said", element, value=one.text or one.payment_method)


def read_comments(node: Node, into: Fields) -> None:
    """Take comments as notes, attachments as papers that come along."""
    for one in node.all("Comments"):
        for attached in one.all("Attachment"):
            attached.forget("@visibility")
            url = attached.first("URL")
            if url is not None and url.text:
                url.forget("@name")
                into.setdefault("paperwork", []).append(Paperwork(kind=ATTACHMENT, text=url.text))
        kind = one.get("type")
        if one.text:
            into.setdefault("notes", []).append(Note(kind=COMMENT, title=kind, texts=(one.text,)))


def write_comments(value: Any, element: Element, writing: Writing, *, only: bool = False) -> None:  # noqa: ANN401 - any document with notes
    """Write notes and attachments; `only` one Comments where the DTD has room for no more."""
    texts = [(note.title, text) for note in value.notes for text in note.texts]
    urls = [one.text for one in getattr(value, "paperwork", ()) if one.kind == ATTACHMENT]
    if only and texts:
        texts = [(texts[0][0], "\n".join(text for _, text in texts))]
    made = None
    for kind, text in texts:
        made = writing.say(element, "Comments", text, type=kind)
    for url in urls:
        holder = made if made is not None else writing.say(element, "Comments", "")
        made = holder
        writing.put(writing.put(holder, "Attachment"), "URL", url)


def read_extrinsics(node: Node, into: Fields) -> None:
    """Take extrinsics as references of their own kind."""
    for one in node.all("Extrinsic"):
        name = one.get("name")
        text = " ".join("".join(str(part) for part in one.element.itertext()).split())
        one.text  # noqa: B018 - it is read now
        one.forget(*one.children)
        into.setdefault("references", []).append(Reference(kind=f"{EXTRINSIC}{name}", value=text))


def put_extrinsics(references: Iterable[Reference], element: Element, writing: Writing) -> None:
    """Write references of that kind as extrinsics."""
    for one in references:
        if one.kind.startswith(EXTRINSIC):
            extrinsic = writing.put(element, "Extrinsic", one.value)
            extrinsic.set("name", one.kind.removeprefix(EXTRINSIC))


def read_id_references(node: Node, into: Fields) -> None:
    """Take references by the domain they are of."""
    for one in node.all("IdReference"):
        one.forget("Creator", "Description")
        kind = f"{KEPT}{one.get('domain')}"
        into.setdefault("references", []).append(Reference(kind=kind, value=one.get("identifier")))


def write_id_references(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with references
    """Write references that came by a domain."""
    for one in value.references:
        if one.kind.startswith(KEPT):
            writing.put(element, "IdReference", domain=one.kind.removeprefix(KEPT), identifier=one.value)


def read_delivery(node: Node, into: Fields) -> None:
    """Take terms of delivery: who pays, and the trade term."""
    terms = node.first("TermsOfDelivery")
    if terms is None:
        return
    terms.forget("TermsOfDeliveryCode", "Address", "Comments")
    paid, rule = terms.first("ShippingPaymentMethod"), terms.first("TransportTerms")
    by = paid.get("value") if paid is not None else ""
    found = FreightTerms(
        paid_by=PAID_BY.get(by, f"{KEPT}{by}"),
        rule_source="incoterms" if rule is not None else "",
        rule=rule.get("value") if rule is not None else "",
    )
    for one in (each for each in (paid, rule) if each is not None):
        one.text  # noqa: B018 - its words say what its value says
    into.setdefault("freight", []).append(found)


def write_delivery(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with freight terms
    """Write the first terms of delivery."""
    for one in value.freight[:1]:
        by = next(
            (name for name, word in PAID_BY.items() if word == one.paid_by), one.paid_by.removeprefix(KEPT)
        )
        terms = writing.put(element, "TermsOfDelivery")
        writing.put(terms, "TermsOfDeliveryCode").set("value", "TransportCondition")
        writing.put(terms, "ShippingPaymentMethod").set("value", by)
        if one.rule:
            writing.put(terms, "TransportTerms").set("value", one.rule)


def _line(node: Node | None) -> str:
    return "" if node is None else " ".join(node.text.split())


SHIPPING = Both(read_shipping, write_shipping)
TAX = Both(read_tax, write_tax)
PAYMENT = Both(read_payment, write_payment)
COMMENTS = Both(lambda node, into, _: read_comments(node, into), write_comments)
ONE_COMMENT = Both(
    lambda node, into, _: read_comments(node, into),
    lambda value, element, writing: write_comments(value, element, writing, only=True),
)
EXTRINSICS = Both(
    lambda node, into, _: read_extrinsics(node, into),
    lambda value, element, writing: put_extrinsics(value.references, element, writing),
)
ID_REFERENCES = Both(lambda node, into, _: read_id_references(node, into), write_id_references)
DELIVERY = Both(lambda node, into, _: read_delivery(node, into), write_delivery)
