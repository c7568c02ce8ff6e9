"""ReceiptRequest: what a buyer says has arrived. It is only read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.cxml.codecs import DAY, NUMBER, Words
from gateway.cxml.items import NAMES
from gateway.cxml.nodes import Node, Reading
from gateway.cxml.shapes import Fields, Inside, Shape, Value
from gateway.cxml.terms import EXTRINSICS
from gateway.domain.items import ItemIdentifier
from gateway.domain.references import Reference

RECEIVED, RETURNED = "received", "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """So many of a line of an order came (`received`) or went back (`returned`)."""

    order_number: str
    number: str = ""
    quantity: Decimal | None = None
    kind: str = RECEIVED
    shipment: str = ""
    identifiers: tuple[ItemIdentifier, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceipt:
    """What a buyer took in, by order and line."""

    number: str
    received_on: date
    purpose: str = "original"
    shipment: str = ""
    references: tuple[Reference, ...] = ()
    lines: tuple[ReceivedLine, ...] = ()


_LINE = Shape(
    ReceivedLine,
    (
        Value("@quantity", "quantity", NUMBER, required=True),
        Value("@type", "kind", Words({RECEIVED: RECEIVED, RETURNED: RETURNED})),
        Inside(
            "ReceiptItemReference",
            rows=(
                Value("@lineNumber", "number"),
                NAMES,
                Value("ShipNoticeReference/@shipNoticeID", "shipment"),
                Value("ShipNoticeIDInfo/@shipNoticeID", "shipment"),
            ),
        ),
        EXTRINSICS,
    ),
)
_HEADER = Inside(
    "ReceiptRequestHeader",
    rows=(
        Value("@receiptID", "number", required=True),
        Value("@receiptDate", "received_on", DAY, required=True),
        Value("@operation", "purpose", Words({"new": "original", "delete": "cancellation"})),
        Value("ShipNoticeIDInfo/@shipNoticeID", "shipment"),
        EXTRINSICS,
    ),
)


def read_receipt(node: Node, reading: Reading) -> GoodsReceipt:
    """Return what a ReceiptRequest says has arrived; sums of money in it are left out."""
    into: Fields = {}
    _HEADER.read(node, into, reading)
    node.forget("Total")
    lines = []
    for order in node.all("ReceiptOrder"):
        order.forget("@closeForReceiving")
        info = order.first("ReceiptOrderInfo")
        number = _order_number(info) if info is not None else ""
        for one in order.all("ReceiptItem"):
            one.forget("@receiptLineNumber", "UnitRate", "ReceivedAmount", "@completedIndicator", "Comments")
            lines.append(_LINE.read(one, reading, order_number=number))
    return GoodsReceipt(
        number=into.get("number", ""),
        received_on=into.get("received_on", reading.day),
        purpose=into.get("purpose", "original"),
        shipment=into.get("shipment", ""),
        references=tuple(into.get("references", ())),
        lines=tuple(lines),
    )


def _order_number(info: Node) -> str:
    for tag in ("OrderReference", "OrderIDInfo"):
        found = info.first(tag)
        if found is not None:
            found.forget("@orderDate", "DocumentReference", "IdReference")
            return found.get("orderID")
    return ""
