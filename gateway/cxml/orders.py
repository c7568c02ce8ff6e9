"""OrderRequest: a new order becomes a purchase order, an update or a deletion a change of one."""

from typing import Any

from gateway.cxml.addresses import read_contacts, read_party, write_contacts, write_party
from gateway.cxml.codecs import DAY, Words
from gateway.cxml.lines import (
    CANCELLED,
    CHANGED,
    DELIVERY_REQUESTED,
    ORDERED,
    REQUISITION,
    SHIP_TO,
    read_ship_to,
    write_ship_to,
)
from gateway.cxml.money import NOTHING, Sum, put_money, worth
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.shapes import Both, Each, Fields, Inside, Member, Row, Shape, Value
from gateway.cxml.terms import COMMENTS, DELIVERY, EXTRINSICS, ID_REFERENCES, PAYMENT, SHIPPING, TAX
from gateway.domain.money import to_coins
from gateway.domain.order_changes import OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import Reference, TradeDate
from gateway.domain.terms import SalesRequirement

BUYER = "buyer"
BILL_TO = "bill-to"
VERSION, QUOTE, PAYLOAD, AGREEMENT = "order-version", "vendor-order", "payload-id", "agreement"
NEW, UPDATE, DELETE = "new", "update", "delete"
PURPOSES = {UPDATE: "replacement", DELETE: "cancellation"}
KINDS = Words(
    {
        "regular": "new-order",
        "release": "release",
        "blanket": "blanket",
        "stockTransport": "stock-transport",
        "stockTransportRelease": "stock-transport-release",
    }
)
CHANGE_KINDS = Words({**KINDS.theirs, "regular": "purchase-order"})
SHIP_COMPLETE = "ship-complete"


def read_currency(node: Node, into: Fields, reading: Reading) -> None:
    """Take the currency of the first sum of money that the document names; it is the buyer's."""
    if not reading.currency:
        money = next(iter(node.element.iter("Money")), None)
        reading.currency = money.get("currency", "").strip() if money is not None else ""
    if reading.currency:
        into["currency"] = reading.currency
        into["currency_by"] = BUYER


CURRENCY = Both(read_currency, lambda *_: None)


def _read_bill_to(node: Node, into: Fields, _: Reading) -> None:
    bill_to = node.first("BillTo")
    if bill_to is not None:
        bill_to.forget("IdReference")
        address = bill_to.first("Address")
        party = read_party(address, BILL_TO) if address is not None else None
        if party is not None:
            into.setdefault("parties", []).append(party)


def _write_bill_to(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - an order or a change of one
    bill_to = writing.put(element, "BillTo")
    address = writing.put(bill_to, "Address")
    party = value.party(BILL_TO)
    if party is None:
        writing.say(address, "Name", "")
    else:
        write_party(party, address, writing)


def _read_contacts(node: Node, into: Fields, _: Reading) -> None:
    parties, people = read_contacts(node)
    if parties:
        into.setdefault("parties", []).extend(parties)
    if people:
        into.setdefault("contacts", []).extend(people)


def _write_contacts(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - an order or a change of one
    others = (one for one in value.parties if one.role not in (SHIP_TO, BILL_TO))
    write_contacts(others, value.contacts, element, writing)


def _write_everybody(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with parties
    write_contacts(value.parties, value.contacts, element, writing)


OTHERS = Both(_read_contacts, _write_contacts)
"""Contacts beside the elements for where goods go and who pays."""
PEOPLE = Both(_read_contacts, _write_everybody)
"""Contacts: all parties, and people."""


def _write_total(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - an order or a change of one
    total = value.stated_total
    if total is None:
        total = to_coins(sum(map(worth, value.lines), NOTHING), writing.currency)
    put_money(writing.put(element, "Total"), total, writing)


def _read_complete(node: Node, into: Fields, _: Reading) -> None:
    if node.get("shipComplete").casefold() == "yes":
        into.setdefault("requirements", []).append(SalesRequirement(kind=SHIP_COMPLETE))


def _write_complete(value: Any, element: Element, _: Writing) -> None:  # noqa: ANN401 - an order or a change of one
    if any(one.kind == SHIP_COMPLETE for one in value.requirements):
        element.set("shipComplete", "yes")


def _fixed(name: str, text: str) -> Both:
    return Both(
        lambda node, *_: node.forget(f"@{name}"), lambda _value, element, _writing: element.set(name, text)
    )


_DATES = (
    ("@effectiveDate", "effective"),
    ("@expirationDate", "expiry"),
    ("@pickUpDate", "pickup-requested"),
    ("@requestedDeliveryDate", DELIVERY_REQUESTED),
)
_HEAD: tuple[Row, ...] = (
    Member("@requisitionID", "references", Reference, kind=REQUISITION),
    Member("@parentAgreementID", "references", Reference, kind=AGREEMENT),
    *(Member(path, "dates", TradeDate, codec=DAY, value="on", kind=kind) for path, kind in _DATES),
    Both(_read_complete, _write_complete),
    Both(Sum("Total", "stated_total").read, _write_total),
    Both(lambda node, into, _: read_ship_to(node, into, lambda party: party), write_ship_to),
    Both(_read_bill_to, _write_bill_to),
    SHIPPING,
    TAX,
    PAYMENT,
    OTHERS,
    COMMENTS,
    Member("DocumentReference/@payloadID", "references", Reference, kind=PAYLOAD),
    Member("SupplierOrderInfo/@orderID", "references", Reference, kind=QUOTE),
    DELIVERY,
    ID_REFERENCES,
    EXTRINSICS,
)
_HEADER = "OrderRequestHeader"

ORDER = Shape(
    PurchaseOrder,
    (
        CURRENCY,
        Inside(
            _HEADER,
            rows=(
                Value("@orderID", "number", required=True),
                Value("@orderDate", "ordered_on", DAY, required=True),
                Value("@orderType", "kind", KINDS),
                _fixed("type", NEW),
                Member("@orderVersion", "references", Reference, kind=VERSION),
                Value("@agreementID", "contract"),
                *_HEAD,
            ),
        ),
        Each("ItemOut", "lines", ORDERED),
    ),
    least={"number": lambda _: "", "kind": lambda _: KINDS.theirs["regular"]},
)
"""A new order."""


def _change(kind: str, lines: Shape) -> Shape:
    return Shape(
        OrderChange,
        (
            CURRENCY,
            Inside(
                _HEADER,
                rows=(
                    Value("@orderID", "order_number", required=True),
                    Value("@orderDate", "ordered_on", DAY, required=True),
                    Value("@orderType", "kind", CHANGE_KINDS),
                    _fixed("type", kind),
                    Value("@orderVersion", "sequence"),
                    Value("@agreementID", "contract"),
                    *_HEAD,
                ),
            ),
            Both(lambda _node, into, _: into.update(purpose=PURPOSES[kind]), lambda *_: None),
            Each("ItemOut", "lines", lines),
        ),
        least={
            "order_number": lambda _: "",
            "ordered_on": lambda reading: reading.day,
            "kind": lambda _: CHANGE_KINDS.theirs["regular"],
        },
    )


UPDATED = _change(UPDATE, CHANGED)
"""An order as it is to be from now on: a line it does not name is to go."""
DELETED = _change(DELETE, CANCELLED)
"""The end of an order."""


def read_order(node: Node, reading: Reading) -> PurchaseOrder | OrderChange:
    """Return what an OrderRequest asks for."""
    header = node.first(_HEADER)
    kind = header.get("type").casefold() if header is not None else ""
    shape = {UPDATE: UPDATED, DELETE: DELETED}.get(kind, ORDER)
    if header is not None and kind not in ("", NEW, UPDATE, DELETE):
        reading.note("cxml.code-unknown", header, attribute="type", value=kind)
    found: PurchaseOrder | OrderChange = shape.read(node, reading)
    return found


def write_order(value: PurchaseOrder | OrderChange, element: Element, writing: Writing) -> None:
    """Write an OrderRequest."""
    shape = ORDER
    if isinstance(value, OrderChange):
        shape = DELETED if value.cancels else UPDATED
    shape.write(value, element, writing)
