"""Lines: ItemOut of orders and set-up requests, ItemIn of carts and answers, as lines of our documents."""

from collections.abc import Callable
from typing import Any

from gateway.cxml.addresses import read_contacts, read_party, write_contacts, write_party
from gateway.cxml.codecs import DAY, NUMBER, TEXT
from gateway.cxml.items import ASKED, DETAIL, NAMES, put_unit, unit_in
from gateway.cxml.money import NOTHING, money_in, put_money
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.shapes import Both, Fields, Member, Row, Shape, Value
from gateway.cxml.terms import COMMENTS, ONE_COMMENT, SHIPPING, TAX
from gateway.domain.carts import CartLine
from gateway.domain.order_changes import ChangedLine
from gateway.domain.orders import LineParty, OrderLine, Schedule
from gateway.domain.quantities import plain
from gateway.domain.references import Reference, TradeDate
from gateway.domain.terms import Accounting, AccountingCode, Amount

DELIVERY_REQUESTED, SHIP_REQUESTED = "delivery-requested", "ship-requested"
REQUISITION, AGREEMENT_LINE = "x12:RQ", "agreement-line"
BOOKED = "distribution"
SHIP_TO = "ship-to"
REPLACE, DELETE, CANCEL = "replace-all", "delete-line", "cancel-order"


def read_ship_to(node: Node, into: Fields, kind: Callable[..., Any]) -> None:
    """Take where goods go, as a party of a kind."""
    ship_to = node.first("ShipTo")
    address = ship_to.first("Address") if ship_to is not None else None
    if ship_to is None or address is None:
        return
    ship_to.forget("IdReference", "CarrierIdentifier", "TransportInformation")
    party = read_party(address, SHIP_TO)
    if party is not None:
        into.setdefault("parties", []).append(kind(party))


def write_ship_to(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with parties
    """Write where goods go."""
    for party in value.parties:
        if party.role == SHIP_TO:
            write_party(party, writing.put(writing.put(element, "ShipTo"), "Address"), writing)
            return


def as_line_party(party: Any) -> LineParty:  # noqa: ANN401 - a party
    """Return a party as one of a line."""
    return LineParty(
        role=party.role,
        name=party.name,
        code_kind=party.code_kind,
        code=party.code,
        more_names=party.more_names,
        street=party.street,
        city=party.city,
        region=party.region,
        postal_code=party.postal_code,
        country=party.country,
        contacts=party.contacts,
    )


def _read_contacts(node: Node, into: Fields, _: Reading) -> None:
    parties, people = read_contacts(node)
    if parties:
        into.setdefault("parties", []).extend(map(as_line_party, parties))
    if people:
        into.setdefault("contacts", []).extend(people)


def _write_contacts(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any line
    write_contacts((one for one in value.parties if one.role != SHIP_TO), value.contacts, element, writing)


def _read_schedules(node: Node, into: Fields, reading: Reading) -> None:
    for one in node.all("ScheduleLine"):
        one.forget("@type", "@statisticalDeliveryDate", "@originalRequestedDeliveryDate", "@deliveryWindow")
        on, many = one.get("requestedDeliveryDate"), one.get("quantity")
        quantity = NUMBER.read(many, one, reading, attribute="quantity") if many else None
        if quantity is None:
            reading.note("cxml.part-missing", one, attribute="quantity")
            continue
        schedule = Schedule(
            quantity=quantity,
            unit=unit_in(one, reading),
            date_kind=DELIVERY_REQUESTED if on else "",
            on=DAY.read(on, one, reading, attribute="requestedDeliveryDate") if on else None,
            line_number=one.get("lineNumber"),
        )
        into.setdefault("schedules", []).append(schedule)


def _write_schedules(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any line
    for one in value.schedules:
        if one.on is None:
            writing.note("cxml.not-said", element, attribute="ScheduleLine")
            continue
        line = writing.put(
            element,
            "ScheduleLine",
            quantity=plain(one.quantity),
            requestedDeliveryDate=DAY.write(one.on, writing),
            lineNumber=one.line_number,
        )
        put_unit(one.unit or value.unit, line, writing)


def _read_booking(node: Node, into: Fields, reading: Reading) -> None:
    for one in node.all("Distribution"):
        accounting = one.first("Accounting")
        if accounting is None:
            continue
        codes = []
        for segment in accounting.all("AccountingSegment"):
            segment.forget("Description")
            name = segment.first("Name")
            codes.append(AccountingCode(kind="" if name is None else name.text, code=segment.get("id")))
        for segment in accounting.all("Segment"):
            segment.forget("@description")
            codes.append(AccountingCode(kind=segment.get("type"), code=segment.get("id")))
        booked = Accounting(agency=accounting.get("name"), codes=tuple(codes))
        amount = money_in(one.first("Charge"), reading)
        into.setdefault("amounts", []).append(
            Amount(kind=BOOKED, amount=amount or NOTHING, accounting=(booked,))
        )


def _write_booking(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any line
    for one in value.amounts:
        for booked in one.accounting if one.kind == BOOKED else ():
            part = writing.put(element, "Distribution")
            accounting = writing.put(part, "Accounting")
            accounting.set("name", booked.agency)
            for code in booked.codes:
                segment = writing.put(accounting, "AccountingSegment")
                segment.set("id", code.code)
                writing.say(segment, "Name", code.kind)
                writing.say(segment, "Description", code.kind)
            put_money(writing.put(part, "Charge"), one.amount, writing)


SHIP_TO_OF_LINE = Both(
    lambda node, into, _: read_ship_to(node, into, as_line_party),
    write_ship_to,
)
CONTACTS = Both(_read_contacts, _write_contacts)
SCHEDULES = Both(_read_schedules, _write_schedules)
BOOKING = Both(_read_booking, _write_booking)

_OUT: tuple[Row, ...] = (
    Value("@quantity", "quantity", NUMBER, required=True),
    Value("@lineNumber", "number"),
    Member("@requisitionID", "references", Reference, kind=REQUISITION),
    Member("@agreementItemNumber", "references", Reference, kind=AGREEMENT_LINE),
    Member("@requestedDeliveryDate", "dates", TradeDate, codec=DAY, value="on", kind=DELIVERY_REQUESTED),
    Member("@requestedShipmentDate", "dates", TradeDate, codec=DAY, value="on", kind=SHIP_REQUESTED),
    NAMES,
    ASKED,
    SHIP_TO_OF_LINE,
    SHIPPING,
    TAX,
    BOOKING,
    CONTACTS,
    COMMENTS,
    SCHEDULES,
)
ORDERED = Shape(OrderLine, _OUT)
"""ItemOut of a new order."""


def _read_change(node: Node, into: Fields, _: Reading) -> None:
    node.forget("@isItemChanged", "@isDeliveryCompleted")
    into["change"] = DELETE if node.get("operation") == "delete" else REPLACE


def _write_change(value: ChangedLine, element: Element, _: Writing) -> None:
    if value.deletes:
        element.set("operation", "delete")


CHANGED = Shape(ChangedLine, (*_OUT, Both(_read_change, _write_change)))
"""ItemOut of an order that changes: the line as it is to be."""
CANCELLED = Shape(
    ChangedLine, (*_OUT, Both(lambda _node, into, _: into.update(change=CANCEL), lambda *_: None))
)
"""ItemOut of an order that is cancelled."""

_URL = Value("ItemDetail/URL", "url", TEXT)
_PARENT = Value("@parentLineNumber", "parent", TEXT)


def _url_only_read(node: Node, into: Fields, reading: Reading) -> None:
    _URL.read(node, into, reading)


KEPT = Shape(CartLine, (*_OUT, _PARENT, Both(_url_only_read, lambda *_: None)))
"""ItemOut of a set-up request: what the buyer has in the requisition."""

IN: tuple[Row, ...] = (
    Value("@quantity", "quantity", NUMBER, required=True),
    Value("@lineNumber", "number"),
    _PARENT,
    NAMES,
    DETAIL,
    Both(_url_only_read, lambda *_: None),
    SHIP_TO_OF_LINE,
    SHIPPING,
    TAX,
    BOOKING,
    CONTACTS,
    ONE_COMMENT,
    SCHEDULES,
)
RETURNED = Shape(CartLine, IN)
"""ItemIn of a cart."""
