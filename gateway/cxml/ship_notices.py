"""ShipNoticeRequest: what left, for which orders, with whom, in which packages."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from gateway.cxml.codecs import DAY, MOMENT, NUMBER, Words, stamp
from gateway.cxml.confirmations import write_payload
from gateway.cxml.items import NAMES, put_unit, read_descriptions, unit_in, write_descriptions
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.numbering import number_of
from gateway.cxml.orders import PAYLOAD, PEOPLE
from gateway.cxml.packages import (
    CARTON,
    INNER,
    OUTER,
    PALLET,
    Stack,
    label_of,
    read_packed,
    write_packed,
)
from gateway.cxml.shapes import Both, Fields, Inside, Shape, Value
from gateway.cxml.terms import DELIVERY, EXTRINSICS
from gateway.domain.quantities import plain
from gateway.domain.references import Reference, TradeDate
from gateway.domain.shipments import Pack, ShipmentNotice, ShippedItem, ShippedOrder, Tare
from gateway.domain.terms import PackageCount, Routing

OPERATIONS = Words({"new": "original", "update": "replacement", "delete": "cancellation"})
_KINDS = Words({"actual": "actual", "planned": "planned"})
_COMPLETENESS = Words({"partial": "partial", "complete": "complete"})
SHIPPED, ESTIMATED = "shipped", "delivery-estimated"
DATES: Mapping[str, tuple[str, ...]] = {
    "shipmentDate": (SHIPPED, "scheduled-ship", "promised-ship"),
    "deliveryDate": (ESTIMATED, "scheduled-delivery", "promised-delivery", "delivered"),
}
FULFILLMENT = Value("@fulfillmentType", "completeness", _COMPLETENESS)
COMMENT, TRACKING, LOT, SERIAL = "letters-or-notes", "tracking", "lot", "serial"
NUMBERS: Mapping[str, str] = {
    "packListID": "packing-list",
    "billOfLadingID": "bill-of-lading",
    "freightBillID": "carrier-reference",
    "trackingID": TRACKING,
    "invoiceID": "invoice",
}
"""Kinds of references that stand as IdReference, by its domain."""
SCAC, COMPANY = "SCAC", "companyName"
MODES: Mapping[str, str] = {
    "motor": "road",
    "air": "air",
    "rail": "rail",
    "ship": "ocean",
    "mail": "parcel",
    "multimodal": "intermodal",
}
OUR_ORDER = "SupplierOrderID"
_KEPT = "cxml:"


def _read_dates(node: Node, into: Fields, reading: Reading) -> None:
    noticed = node.get("noticeDate")
    at = MOMENT.read(noticed, node, reading, attribute="noticeDate") if noticed else None
    if at is None:
        at = reading.sent_at
        reading.note("cxml.part-missing", node, attribute="noticeDate")
    into["issued_on"], into["issued_at_time"] = at.date(), at.time()
    for name, kinds in DATES.items():
        text = node.get(name)
        on = DAY.read(text, node, reading, attribute=name) if text else None
        if on is not None:
            into.setdefault("shipment_dates", []).append(TradeDate(kind=kinds[0], on=on))


def _write_dates(value: ShipmentNotice, element: Element, writing: Writing) -> None:
    element.set("noticeDate", stamp(datetime.combine(value.issued_on, value.issued_at_time, UTC)))
    for name, kinds in DATES.items():
        days = (_day(value, kind) for kind in kinds)
        on = next((one for one in days if one is not None), None)
        if on is not None:
            element.set(name, DAY.write(on, writing))


def _day(value: ShipmentNotice, kind: str) -> date | None:
    dates = (*value.shipment_dates, *value.dates)
    return next((one.on for one in dates if one.kind == kind and one.on is not None), None)


def _write_completeness(value: ShipmentNotice, element: Element, writing: Writing) -> None:
    """Say whether the orders are complete now, where the partner's DTD and its system have a place for it."""
    if writing.dialect.says_completeness:
        FULFILLMENT.write(value, element, writing)


def _read_words(node: Node, into: Fields, _: Reading) -> None:
    for one in node.all("Comments"):
        one.forget("@type", "Attachment")
        if one.text:
            into.setdefault("references", []).append(Reference(kind=COMMENT, text=" ".join(one.text.split())))


def _write_words(value: ShipmentNotice, element: Element, writing: Writing) -> None:
    for one in value.references:
        if one.kind == COMMENT:
            writing.say(element, "Comments", one.text)


def _read_counts(node: Node, into: Fields, reading: Reading) -> None:
    for one in node.all("Packaging"):
        packed = read_packed(one, reading)
        count = int(packed.quantity) if packed.quantity is not None else None
        for found in packed.counts or (PackageCount(packaging=packed.code),):
            into.setdefault("packages", []).append(_counted(found, count))


def _counted(found: PackageCount, count: int | None) -> PackageCount:
    return PackageCount(
        packaging=found.packaging,
        count=count,
        weight_kind=found.weight_kind,
        weight=found.weight,
        weight_unit=found.weight_unit,
        volume=found.volume,
        volume_unit=found.volume_unit,
    )


def _write_counts(value: ShipmentNotice, element: Element, writing: Writing) -> None:
    for one in value.packages[:1]:
        packaging = write_packed(element, writing, code=one.packaging or CARTON, counts=(one,))
        if one.count is not None:
            writing.put(packaging, "DispatchQuantity", quantity=str(one.count))


def _read_numbers(node: Node, into: Fields, _: Reading) -> None:
    for one in node.all("IdReference"):
        one.forget("Creator", "Description")
        domain = one.get("domain")
        kind = NUMBERS.get(domain, f"{_KEPT}{domain}")
        into.setdefault("references", []).append(Reference(kind=kind, value=one.get("identifier")))


def _write_numbers(value: ShipmentNotice, element: Element, writing: Writing) -> None:
    for one in value.references:
        domain = next((name for name, kind in NUMBERS.items() if kind == one.kind), "")
        if one.kind.startswith(_KEPT):
            domain = one.kind.removeprefix(_KEPT)
        if domain and not (one.kind == TRACKING and value.routing):
            writing.put(element, "IdReference", domain=domain, identifier=one.value)


def _read_control(node: Node, into: Fields, _: Reading) -> None:
    number = into.get("number", "")
    for one in node.all("ShipControl"):
        one.forget(
            "@startDate", "PackageIdentification", "TransportInformation", "Contact", "Comments", "Extrinsic"
        )
        names = {each.get("domain"): " ".join(each.text.split()) for each in one.all("CarrierIdentifier")}
        route = one.first("Route")
        by = route.get("method") if route is not None else ""
        carrier = names.get(SCAC, "")
        into.setdefault("routing", []).append(
            Routing(
                carrier_kind="scac" if carrier else "",
                carrier=carrier,
                mode=MODES.get(by, f"{_KEPT}{by}" if by else ""),
                text=names.get(COMPANY, "") or ("" if carrier else next(iter(names.values()), "")),
            )
        )
        for each in one.all("ShipmentIdentifier"):
            each.forget("@domain", "@trackingNumberDate", "@trackingURL")
            if each.text not in ("", number):
                into.setdefault("references", []).append(Reference(kind=TRACKING, value=each.text))


def _write_control(value: ShipmentNotice, element: Element, writing: Writing) -> None:
    for at, one in enumerate(value.routing):
        control = writing.put(element, "ShipControl")
        if one.carrier:
            writing.put(control, "CarrierIdentifier", one.carrier, domain=SCAC)
        if one.text or not one.carrier:
            writing.put(control, "CarrierIdentifier", one.text, domain=COMPANY)
        tracking = [each.value for each in value.references if each.kind == TRACKING and at == 0]
        for number in tracking or (value.number,):
            writing.put(control, "ShipmentIdentifier", number)
        by = next((name for name, mode in MODES.items() if mode == one.mode), "")
        if one.mode.startswith(_KEPT):
            by = one.mode.removeprefix(_KEPT)
        if by:
            writing.put(control, "Route", method=by)


def _read_orders(node: Node, into: Fields, reading: Reading) -> None:
    into["orders"] = [_portion(one, reading) for one in node.all("ShipNoticePortion")]


def _portion(node: Node, reading: Reading) -> ShippedOrder:
    node.forget("Contact", "Comments", "MasterAgreementReference", "MasterAgreementIDInfo")
    reference = node.first("OrderReference")
    fields: Fields = {"references": []}
    if reference is None:
        reading.note("cxml.part-missing", node, attribute="OrderReference")
    else:
        Value("@orderID", "order_number").read(reference, fields, reading)
        Value("@orderDate", "ordered_on", DAY).read(reference, fields, reading)
        payload = reference.first("DocumentReference")
        if payload is not None and payload.get("payloadID"):
            fields["references"].append(Reference(kind=PAYLOAD, value=payload.get("payloadID")))
    EXTRINSICS.read(node, fields, reading)
    ours = f"extrinsic:{OUR_ORDER}"
    order = ShippedOrder(
        order_number=fields.get("order_number", ""),
        ordered_on=fields.get("ordered_on"),
        seller_order=next((one.value for one in fields["references"] if one.kind == ours), ""),
        references=tuple(one for one in fields["references"] if one.kind != ours),
    )
    stack = Stack()
    for one in node.all("ShipNoticeItem"):
        stack.add(_ITEM.read(one, reading), [read_packed(each, reading) for each in one.all("Packaging")])
    return stack.onto(order)


def _read_ordered(node: Node, into: Fields, reading: Reading) -> None:
    node.forget(
        "@shipNoticeLineNumber", "@parentLineNumber", "@itemType", "@compositeItemType", "Hazard", "Comments"
    )
    into["unit"] = unit_in(node, reading)
    ordered = node.first("OrderedQuantity")
    if ordered is not None:
        Value("@quantity", "ordered", NUMBER).read(ordered, into, reading)
        into["ordered_unit"] = unit_in(ordered, reading)


def _read_parts(node: Node, into: Fields, _: Reading) -> None:
    for one in (
        *node.all("SupplierBatchID"),
        *(each for batch in node.all("Batch") for each in batch.all("SupplierBatchID")),
    ):
        into.setdefault("references", []).append(Reference(kind=LOT, value=one.text))
    for one in node.all("AssetInfo"):
        one.forget("@tagNumber", "@location", "@equipmentId", "@isReferencedAsset", "Extrinsic")
        if one.get("serialNumber"):
            into.setdefault("references", []).append(Reference(kind=SERIAL, value=one.get("serialNumber")))


def _read_detail(node: Node, into: Fields, _: Reading) -> None:
    detail = node.first("ShipNoticeItemDetail")
    if detail is not None:
        read_descriptions(detail, into)


_ITEM = Shape(
    ShippedItem,
    (
        Value("@quantity", "quantity", NUMBER, required=True),
        Value("@lineNumber", "line_number"),
        Both(NAMES.read, lambda *_: None),
        Both(_read_detail, lambda *_: None),
        Both(_read_ordered, lambda *_: None),
        Both(_read_parts, lambda *_: None),
        EXTRINSICS,
    ),
)


def _write_orders(value: ShipmentNotice, element: Element, writing: Writing) -> None:
    for order in value.orders:
        portion = writing.put(element, "ShipNoticePortion")
        reference = writing.put(portion, "OrderReference", orderID=order.order_number)
        if order.ordered_on is not None:
            reference.set("orderDate", DAY.write(order.ordered_on, writing))
        write_payload(order, reference, writing)
        EXTRINSICS.write(order, portion, writing)
        if order.seller_order:
            writing.put(portion, "Extrinsic", order.seller_order, name=OUR_ORDER)
        for at, (item, tare, pack) in enumerate(_flat(order), 1):
            _write_item(item, at, portion, writing, tare=tare, pack=pack)


def _flat(order: ShippedOrder) -> Iterator[tuple[ShippedItem, Tare | None, Pack | None]]:
    """Yield every item of an order with the pallet and the carton it is in."""
    for tare in order.tares:
        for pack in tare.cartons:
            yield from ((item, tare, pack) for item in pack.items)
        yield from ((item, tare, None) for item in tare.items)
    for pack in order.cartons:
        yield from ((item, None, pack) for item in pack.items)
    yield from ((item, None, None) for item in order.items)


def _write_item(
    item: ShippedItem, at: int, portion: Element, writing: Writing, *, tare: Tare | None, pack: Pack | None
) -> None:
    quantity = plain(item.quantity) if item.quantity is not None else "0"
    element = writing.put(portion, "ShipNoticeItem", quantity=quantity)
    element.set("lineNumber", number_of(item.line_number, at, element, writing))
    element.set("shipNoticeLineNumber", str(at))
    if item.identifiers:
        NAMES.write(item, element, writing)
    if item.descriptions:
        write_descriptions(item.descriptions, writing.put(element, "ShipNoticeItemDetail"), writing)
    put_unit(item.unit, element, writing)
    _write_packing(element, writing, tare=tare, pack=pack)
    for one in item.references:
        if one.kind == LOT:
            writing.put(element, "SupplierBatchID", one.value)
    for one in item.references:
        if one.kind == SERIAL:
            writing.put(element, "AssetInfo", serialNumber=one.value)
    if item.ordered is not None:
        ordered = writing.put(element, "OrderedQuantity", quantity=plain(item.ordered))
        put_unit(item.ordered_unit or item.unit, ordered, writing)
    EXTRINSICS.write(item, element, writing)


def _write_packing(element: Element, writing: Writing, *, tare: Tare | None, pack: Pack | None) -> None:
    around = "" if tare is None else label_of(tare.marks)
    if tare is not None:
        write_packed(element, writing, code=PALLET, level=OUTER, label=around, counts=tare.packages)
    if pack is not None:
        label = label_of(pack.marks)
        write_packed(
            element, writing, code=CARTON, level=INNER, label=label, around=around, counts=pack.packages
        )


NOTICE = Shape(
    ShipmentNotice,
    (
        Inside(
            "ShipNoticeHeader",
            rows=(
                Value("@shipmentID", "number", required=True),
                Value("@operation", "purpose", OPERATIONS),
                Value("@shipmentType", "kind", _KINDS),
                Both(FULFILLMENT.read, _write_completeness),
                Both(_read_dates, _write_dates),
                PEOPLE,
                Both(_read_words, _write_words),
                DELIVERY,
                Both(_read_counts, _write_counts),
                EXTRINSICS,
                Both(_read_numbers, _write_numbers),
            ),
        ),
        Both(_read_control, _write_control),
        Both(_read_orders, _write_orders),
    ),
    least={
        "number": lambda _: "",
        "issued_on": lambda reading: reading.day,
        "issued_at_time": lambda reading: reading.sent_at.time(),
    },
)


def ships_everything(order: ShippedOrder) -> bool:
    """Return whether a portion names no item: then all of the order has shipped."""
    return not (order.tares or order.cartons or order.items)
