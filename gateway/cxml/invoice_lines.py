"""Lines of an invoice, and what is added to a line or to the whole: charges, allowances, taxes."""

from collections.abc import Iterable
from decimal import Decimal

from gateway.cxml.codecs import NUMBER
from gateway.cxml.items import (
    NAMES,
    put_unit,
    read_classes,
    read_descriptions,
    read_makers,
    unit_in,
    write_classes,
    write_descriptions,
    write_makers,
)
from gateway.cxml.money import NOTHING, money_in, price_of, put_basis, put_money, read_price, worth
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.numbering import number_of
from gateway.cxml.shapes import Both, Fields, Member, Shape, Value
from gateway.cxml.terms import ALLOWANCE, CHARGE, EXTRINSICS, put_tax, read_tax
from gateway.domain.carts import FREIGHT
from gateway.domain.invoices import InvoiceLine
from gateway.domain.money import to_coins
from gateway.domain.quantities import plain
from gateway.domain.references import Reference
from gateway.domain.terms import Adjustment

HANDLING = "H090"
"""The code of the charge that special handling is."""


def _read_line(node: Node, into: Fields, reading: Reading) -> None:
    unit = unit_in(node, reading)
    into["unit"] = unit
    read_price(node, unit, into, reading)
    node.forget(
        "@invoiceLineNumber", "@referenceDate", "@inspectionDate", "@parentInvoiceLineNumber", "@itemType"
    )
    node.forget(
        "SubtotalAmount",
        "GrossAmount",
        "NetAmount",
        "TotalCharges",
        "TotalAllowances",
        "TotalAmountWithoutTax",
    )
    node.forget("ShipNoticeLineItemReference", "@compositeItemType", "@isAdHoc", "@reason")
    reference = node.first("InvoiceDetailItemReference") or node.first("InvoiceDetailServiceItemReference")
    if reference is None:
        reading.note("cxml.part-missing", node, attribute="InvoiceDetailItemReference")
        return
    reference.forget("@serialNumber", "Country", "SerialNumber", "InvoiceDetailItemReferenceIndustry")
    Value("@lineNumber", "number").read(reference, into, reading)
    NAMES.read(reference, into, reading)
    read_descriptions(reference, into)
    read_classes(reference, into, reading)
    read_makers(reference, into)
    Member("SupplierBatchID", "references", Reference, kind="lot").read(reference, into, reading)


def _read_extras(node: Node, into: Fields, reading: Reading) -> None:
    read_tax(node, into, reading)
    for one in node.all("InvoiceDetailLineSpecialHandling"):
        text = one.first("Description")
        charge(one, HANDLING, "" if text is None else text.text, into, reading)
    for one in node.all("InvoiceDetailLineShipping"):
        one.forget("InvoiceDetailShipping", "Distribution")
        charge(one, FREIGHT, "", into, reading)
    read_modifications(node, "InvoiceItemModifications", into, reading)
    for one in node.all("InvoiceDetailDiscount"):
        one.forget("@percentageRate", "Distribution")
        amount = money_in(one, reading)
        if amount:
            into.setdefault("adjustments", []).append(Adjustment(kind=ALLOWANCE, amount=amount))


def charge(node: Node, code: str, text: str, into: Fields, reading: Reading) -> None:
    """Take the Money under an element as a charge."""
    amount = money_in(node, reading)
    if amount:
        charge = Adjustment(kind=CHARGE, code=code, amount=amount, text=text)
        into.setdefault("adjustments", []).append(charge)


def read_modifications(node: Node, tag: str, into: Fields, reading: Reading) -> None:
    """Take modifications as charges and allowances."""
    for one in (each for group in node.all(tag) for each in group.all("Modification")):
        one.forget("OriginalPrice", "@level", "Tax")
        detail = one.first("ModificationDetail")
        text = ""
        if detail is not None:
            detail.forget(
                "@name",
                "@startDate",
                "@endDate",
                "@scope",
                "@calculationType",
                "@code",
                "IdReference",
                "ParentID",
                "Extrinsic",
            )
            words = detail.first("Description")
            text = "" if words is None else " ".join(words.text.split())
            code = detail.get("code")
        else:
            code = ""
        for kind, steps in (
            (CHARGE, ("AdditionalCost",)),
            (ALLOWANCE, ("AdditionalDeduction", "DeductionAmount")),
        ):
            amount = money_in(one.first(*steps), reading)
            if amount is not None:
                made = Adjustment(kind=kind, code=code, amount=amount, text=text)
                into.setdefault("adjustments", []).append(made)


LINE = Shape(
    InvoiceLine,
    (
        Value("@quantity", "quantity", NUMBER),
        Both(_read_line, lambda *_: None),
        Both(_read_extras, lambda *_: None),
        EXTRINSICS,
    ),
)


def write_line(line: InvoiceLine, at: int, part: Element, writing: Writing) -> None:
    """Write a line with what it comes to."""
    item = writing.put(part, "InvoiceDetailItem", invoiceLineNumber=str(at))
    item.set("quantity", plain(line.quantity or NOTHING))
    price = price_of(line, writing, item)
    put_unit(line.unit, item, writing)
    put_money(writing.put(item, "UnitPrice"), NOTHING if price is None else price.amount, writing)
    put_basis(price, item, writing)
    reference = writing.put(item, "InvoiceDetailItemReference")
    reference.set("lineNumber", number_of(line.number, at, reference, writing))
    if line.identifiers:
        NAMES.write(line, reference, writing)
    write_descriptions(line.descriptions[:1], reference, writing)
    write_classes(line.identifiers, reference, writing, always=False)
    write_makers(line.identifiers, reference, writing, both=True)
    Member("SupplierBatchID", "references", Reference, kind="lot").write(line, reference, writing)
    goods = to_coins(worth(line), writing.currency)
    put_money(writing.put(item, "SubtotalAmount"), goods, writing)
    if line.taxes:
        put_tax(line.taxes, item, writing)
    write_modifications("InvoiceItemModifications", line.adjustments, item, writing)
    net = goods + added(line.adjustments) + sum((one.amount or NOTHING for one in line.taxes), NOTHING)
    put_money(writing.put(item, "NetAmount"), net, writing)
    EXTRINSICS.write(line, item, writing)


def write_modifications(
    tag: str, adjustments: Iterable[Adjustment], element: Element, writing: Writing
) -> None:
    """Write charges and allowances as modifications."""
    made = [one for one in adjustments if one.amount is not None and one.kind in (CHARGE, ALLOWANCE)]
    if not made:
        return
    group = writing.put(element, tag)
    for one in made:
        modification = writing.put(group, "Modification")
        if one.kind == CHARGE:
            put_money(writing.put(modification, "AdditionalCost"), one.amount or NOTHING, writing)
        else:
            deduction = writing.put(writing.put(modification, "AdditionalDeduction"), "DeductionAmount")
            put_money(deduction, one.amount or NOTHING, writing)
        name = "Freight" if one.code == FREIGHT else "Charge" if one.kind == CHARGE else "Allowance"
        detail = writing.put(modification, "ModificationDetail", name=name, code=one.code)
        if one.text:
            writing.say(detail, "Description", one.text)


def added(adjustments: Iterable[Adjustment]) -> Decimal:
    """Return what charges and allowances add to a sum."""
    signs = {CHARGE: 1, ALLOWANCE: -1}
    return sum((signs.get(one.kind, 0) * (one.amount or NOTHING) for one in adjustments), NOTHING)
