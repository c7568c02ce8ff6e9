"""ConfirmationRequest: our answer to an order, said in as many statuses a line as there are facts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from gateway.cxml.codecs import DAY, NUMBER, TEXT, Words
from gateway.cxml.items import names_in, put_unit, unit_in
from gateway.cxml.lines import RETURNED
from gateway.cxml.money import NOTHING, Sum, money_in, put_money
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.numbering import number_of
from gateway.cxml.orders import CURRENCY, PAYLOAD, PEOPLE
from gateway.cxml.shapes import Both, Fields, Inside, Member, Shape, Value
from gateway.cxml.terms import COMMENT, COMMENTS, EXTRINSICS, ID_REFERENCES, SHIPPING
from gateway.domain.carts import CartLine
from gateway.domain.order_responses import LineAnswer, OrderResponse, ResponseLine
from gateway.domain.quantities import plain
from gateway.domain.references import Note, Reference, TradeDate

KINDS: Mapping[str, str] = {
    "accept": "accepted",
    "allDetail": "with-detail",
    "detail": "with-changes",
    "except": "exceptions-only",
    "reject": "rejected",
}
_TYPES: Mapping[str, str] = {
    **{word: name for name, word in KINDS.items()},
    "without-detail": "accept",
    "none": "accept",
    "on-hold": "detail",
    "rejected-with-detail": "reject",
    "rejected-exceptions-only": "reject",
    "rejected-with-offer": "detail",
}
_NEXT_TYPE: Mapping[str, tuple[str, ...]] = {
    "accept": ("allDetail", "detail"),
    "allDetail": ("detail", "accept"),
    "detail": ("allDetail", "except"),
    "except": ("detail", "allDetail"),
    "reject": ("detail", "allDetail"),
}
"""What says a type of confirmation nearest where the buyer does not take it."""
STATUSES: Mapping[str, str] = {
    "accept": "item-accepted",
    "detail": "item-changed",
    "backordered": "item-backordered",
    "reject": "rejected",
    "unknown": "on-hold",
}
_SAID: Mapping[str, str] = {
    **{word: name for name, word in STATUSES.items()},
    "accepted-schedule-pending": "accept",
    "accepted-price-pending": "accept",
    "accepted-and-shipped": "accept",
    "accepted-and-released": "accept",
    "accepted-elsewhere": "accept",
    "partial-backordered": "accept",
    "deleted": "reject",
    "on-hold-incomplete": "unknown",
    "on-hold-waiver": "unknown",
}
_NEXT_STATUS: Mapping[str, str] = {"backordered": "detail", "unknown": "detail", "detail": "accept"}
SHIP_DATES = frozenset({"promised-ship", "scheduled-ship", "shipped", "ship-requested"})
PROMISED_SHIP, PROMISED_DELIVERY = "promised-ship", "promised-delivery"
BACKORDERED, PARTIAL = "item-backordered", "partial-backordered"
REASON = "rejectionReason"
INVOICE = "invoice"
_OPERATIONS = Words({"new": "original", "update": "replacement"})
_KEPT = "cxml:"


def _write_kind(value: OrderResponse, element: Element, writing: Writing) -> None:
    wanted = _TYPES.get(value.kind) or value.kind.removeprefix(_KEPT)
    taken = writing.dialect.confirmations
    choices = (wanted, *_NEXT_TYPE.get(wanted, ()))
    element.set("type", next((one for one in choices if one in taken), wanted))


def _write_notice(value: OrderResponse, element: Element, writing: Writing) -> None:
    on = value.responded_on or writing.sent_at.date()
    element.set("noticeDate", DAY.write(on, writing))


def _read_payload(node: Node, into: Fields, _: Reading) -> None:
    found = node.first("DocumentReference")
    if found is not None and found.get("payloadID"):
        into.setdefault("references", []).append(Reference(kind=PAYLOAD, value=found.get("payloadID")))


def write_payload(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - any document with references
    """Write the payloadID of the order; the element is there even where it is not known."""
    known = next((one.value for one in value.references if one.kind == PAYLOAD), "")
    writing.put(element, "DocumentReference").set("payloadID", known)


def _read_line(node: Node, reading: Reading) -> ResponseLine:
    many = node.get("quantity")
    found: dict[str, Any] = {"answers": [], "notes": []}
    node.forget("@parentLineNumber", "@itemType", "@compositeItemType", "Contact", "Hazard")
    for status in node.all("ConfirmationStatus"):
        price = _price(status, reading)
        if price is not None:
            found.setdefault("price", price)
        found["answers"].append(_answer(status, reading))
        found["notes"] += [
            Note(kind=COMMENT, texts=(one.text,)) for one in status.all("Comments") if one.text
        ]
    line = ResponseLine(
        number=node.get("lineNumber"),
        quantity=NUMBER.read(many, node, reading, attribute="quantity") if many else None,
        unit=unit_in(node, reading),
        price=found.get("price"),
        answers=tuple(found["answers"]),
        notes=tuple(found["notes"]),
    )
    told = sum((one.quantity or NOTHING for one in line.answers), NOTHING)
    if line.quantity is not None and line.answers and told != line.quantity:
        reading.note("cxml.split-differs", node)
    return line


def _price(status: Node, reading: Reading) -> Decimal | None:
    detail = status.first("ItemIn", "ItemDetail")
    return money_in((detail or status).first("UnitPrice"), reading)


def _answer(node: Node, reading: Reading) -> LineAnswer:
    many, kind = node.get("quantity"), node.get("type")
    ships, arrives = (_day(node, name, reading) for name in ("shipmentDate", "deliveryDate"))
    item = node.first("ItemIn", "ItemID")
    for one in node.all("ItemIn"):
        one.forget("@quantity", "ItemDetail")
    reasons = [one for one in node.all("Extrinsic") if one.get("name") == REASON]
    return LineAnswer(
        status=Words(STATUSES).read(kind, node, reading, attribute="type") or "",
        quantity=NUMBER.read(many, node, reading, attribute="quantity") if many else None,
        unit=unit_in(node, reading),
        date_kind=PROMISED_SHIP if ships else PROMISED_DELIVERY if arrives else "",
        on=ships or arrives,
        dates=(TradeDate(kind=PROMISED_DELIVERY, on=arrives),) if ships and arrives else (),
        identifiers=() if item is None else tuple(names_in(item)),
        reason=next((one.text for one in reasons), ""),
    )


def _day(node: Node, name: str, reading: Reading) -> Any:  # noqa: ANN401 - a day or None
    text = node.get(name)
    return DAY.read(text, node, reading, attribute=name) if text else None


def _write_line(line: ResponseLine, at: int, element: Element, writing: Writing) -> None:
    item = writing.put(element, "ConfirmationItem", quantity=plain(line.quantity or NOTHING))
    item.set("lineNumber", number_of(line.number, at, item, writing))
    put_unit(line.unit, item, writing)
    whole = LineAnswer(status=STATUSES["accept"], quantity=line.quantity, unit=line.unit)
    for position, answer in enumerate(_split(line, line.answers or (whole,))):
        _write_status(line, answer, item, writing, notes=line.notes if position == 0 else ())


def _split(line: ResponseLine, answers: tuple[LineAnswer, ...]) -> Iterator[LineAnswer]:
    """Yield one answer for each part of a line: what is accepted in part is two."""
    for answer in answers:
        yield replace(answer, quantity=line.quantity if answer.quantity is None else answer.quantity)
        if answer.status == PARTIAL and len(answers) == 1 and line.quantity and answer.quantity:
            expected = next((one for one in line.dates if one.on is not None), None)
            yield LineAnswer(
                status=BACKORDERED,
                quantity=line.quantity - answer.quantity,
                unit=answer.unit,
                date_kind=PROMISED_SHIP if expected else "",
                on=expected.on if expected else None,
            )


def _write_status(
    line: ResponseLine, answer: LineAnswer, item: Element, writing: Writing, *, notes: tuple[Note, ...]
) -> None:
    element = writing.put(item, "ConfirmationStatus", quantity=plain(answer.quantity or NOTHING))
    element.set("type", _said(answer.status, writing))
    for kind, on in ((answer.date_kind, answer.on), *((one.kind, one.on) for one in answer.dates)):
        if on is not None:
            name = "shipmentDate" if kind in SHIP_DATES else "deliveryDate"
            element.set(name, DAY.write(on, writing))
    put_unit(answer.unit or line.unit, element, writing)
    if answer.identifiers:
        offered = CartLine(
            quantity=answer.quantity,
            unit=answer.unit or line.unit,
            price=line.price,
            price_basis=line.price_basis,
            identifiers=answer.identifiers,
            descriptions=line.descriptions,
        )
        RETURNED.write(offered, writing.put(element, "ItemIn"), writing)
    elif line.price is not None:
        put_money(writing.put(element, "UnitPrice"), line.price, writing)
    for text in (text for note in notes for text in note.texts):
        writing.say(element, "Comments", text)
    if answer.reason:
        writing.put(element, "Extrinsic", answer.reason, name=REASON)


def _said(status: str, writing: Writing) -> str:
    said = _SAID.get(status) or ("reject" if status.startswith("rejected") else "")
    said = said or (status.removeprefix(_KEPT) if status.startswith(_KEPT) else "detail")
    while said not in writing.dialect.confirmation_statuses and said in _NEXT_STATUS:
        said = _NEXT_STATUS[said]
    return said


def _read_lines(node: Node, into: Fields, reading: Reading) -> None:
    into["lines"] = [_read_line(one, reading) for one in node.all("ConfirmationItem")]


def _write_lines(value: OrderResponse, element: Element, writing: Writing) -> None:
    for at, line in enumerate(value.lines, 1):
        _write_line(line, at, element, writing)


CONFIRMATION = Shape(
    OrderResponse,
    (
        CURRENCY,
        Inside(
            "ConfirmationHeader",
            rows=(
                Value("@confirmID", "seller_order"),
                Value("@operation", "purpose", _OPERATIONS),
                Both(Value("@type", "kind", Words(KINDS)).read, _write_kind),
                Both(
                    lambda node, into, reading: Value("@noticeDate", "responded_on", DAY).read(
                        node, into, reading
                    ),
                    _write_notice,
                ),
                Member("@invoiceID", "references", Reference, kind=INVOICE),
                Member(
                    "DocumentReference/@payloadID", "references", Reference, kind="confirmation-payload-id"
                ),
                Sum("Total", "stated_total"),
                SHIPPING,
                PEOPLE,
                COMMENTS,
                ID_REFERENCES,
                EXTRINSICS,
            ),
        ),
        Inside(
            "OrderReference",
            rows=(
                Value("@orderID", "order_number", TEXT),
                Value("@orderDate", "ordered_on", DAY),
                Both(_read_payload, write_payload),
            ),
        ),
        Both(_read_lines, _write_lines),
    ),
    least={
        "order_number": lambda _: "",
        "ordered_on": lambda reading: reading.day,
    },
)
