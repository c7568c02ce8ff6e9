"""QuoteRequest and QuoteMessage: what a buyer wants prices for, and what we offer."""

from collections.abc import Mapping
from typing import Any

from gateway.cxml.codecs import DAY, NUMBER, Words
from gateway.cxml.envelopes import write_credentials
from gateway.cxml.items import DETAIL, NAMES, read_descriptions, write_descriptions
from gateway.cxml.lines import CONTACTS, DELIVERY_REQUESTED, SHIP_TO_OF_LINE, read_ship_to, write_ship_to
from gateway.cxml.money import NOTHING, Sum, put_money, worth
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.orders import OTHERS, read_currency
from gateway.cxml.shapes import Both, Each, Fields, Inside, Member, Row, Shape, Value
from gateway.cxml.terms import COMMENT, EXTRINSIC, EXTRINSICS, ONE_COMMENT, SHIPPING, TAX
from gateway.domain.money import to_coins
from gateway.domain.quotes import Quote, QuotedLine, RequestedLine, RequestForQuotation
from gateway.domain.references import Reference, TradeDate

_PURPOSES = Words({"new": "original", "update": "replacement", "delete": "cancellation"})
RESPONSES: Mapping[str, str] = {
    "accept": "as-asked",
    "reject": "declined",
    "update": "with-exceptions",
    "final": "best-and-final",
    "award": "award",
}
_NEAREST = {
    "alternate": "update",
    "one-of-several": "update",
    "replacement": "update",
    "cannot-quote": "reject",
}
PREFERENCE = "cxml:quoteReceivingPreference"
OPENS, CLOSES, EXPIRY = "start", "expiry", "expiry"
HOLDS = "expirationDate"
_HOLDS = (HOLDS, "expiry_date", "expiryDate", "validUntil")


def _currency(node: Node, into: Fields, reading: Reading) -> None:
    for one in node.children.values():
        reading.currency = reading.currency or one[0].get("currency")
    read_currency(node, into, reading)


def _write_currency(value: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a request or a quote
    element.set("currency", value.currency)
    element.set("{http://www.w3.org/XML/1998/namespace}lang", writing.dialect.language)


def _read_close(node: Node, into: Fields, reading: Reading) -> None:
    Value("@closeDate", "answer_by", DAY).read(node, into, reading)
    if "answer_by" in into:
        into["answer_by_kind"] = CLOSES


def _write_days(value: RequestForQuotation, element: Element, writing: Writing) -> None:
    opens = value.date(OPENS) or value.requested_on
    element.set("openDate", DAY.write(opens, writing))
    element.set("closeDate", DAY.write(value.answer_by or opens, writing))


def _read_open(node: Node, into: Fields, reading: Reading) -> None:
    found: Fields = {}
    Value("@openDate", "on", DAY).read(node, found, reading)
    if found and found["on"] != into.get("requested_on"):
        into.setdefault("dates", []).append(TradeDate(kind=OPENS, on=found["on"]))


def _read_words(node: Node, into: Fields, _: Reading) -> None:
    name = node.first("Name")
    if name is not None and name.text:
        into.setdefault("references", []).append(Reference(kind=COMMENT, text=" ".join(name.text.split())))
    read_descriptions(node, into)


def _write_name(value: RequestForQuotation, element: Element, writing: Writing) -> None:
    for one in value.references:
        if one.kind == COMMENT and one.text:
            writing.say(element, "Name", one.text)
            break


def _write_words(value: RequestForQuotation, element: Element, writing: Writing) -> None:
    write_descriptions(value.descriptions[:1], element, writing)


def _read_price(node: Node, into: Fields, reading: Reading) -> None:
    DETAIL.read(node, into, reading)
    if into.get("price") == NOTHING:
        into["price"] = None


_LINE: tuple[Row, ...] = (
    Value("@quantity", "quantity", NUMBER, required=True),
    Value("@lineNumber", "number"),
    Member("@requestedDeliveryDate", "dates", TradeDate, codec=DAY, value="on", kind=DELIVERY_REQUESTED),
    NAMES,
    Both(_read_price, DETAIL.write),
    SHIP_TO_OF_LINE,
    SHIPPING,
    TAX,
    CONTACTS,
    ONE_COMMENT,
)
_ASKED = Shape(RequestedLine, _LINE)
_SHIP_TO = Both(lambda node, into, _: read_ship_to(node, into, lambda party: party), write_ship_to)

REQUEST = Shape(
    RequestForQuotation,
    (
        Both(_currency, lambda *_: None),
        Inside(
            "QuoteRequestHeader",
            rows=(
                Value("@requestID", "number", required=True),
                Value("@requestDate", "requested_on", DAY, required=True),
                Value("@type", "purpose", _PURPOSES),
                Both(_read_close, lambda *_: None),
                Both(_read_open, _write_days),
                Member("@quoteReceivingPreference", "references", Reference, kind=PREFERENCE),
                Both(
                    lambda node, *_: node.forget(
                        "@currency", "@previewDate", "@templateName", "SupplierSelector"
                    ),
                    _write_currency,
                ),
                Both(_read_words, _write_name),
                Both(lambda *_: None, _write_words),
                _SHIP_TO,
                OTHERS,
                ONE_COMMENT,
                EXTRINSICS,
            ),
        ),
        Each("QuoteItemOut", "lines", _ASKED),
    ),
    least={"number": lambda _: "", "requested_on": lambda reading: reading.day},
)


def _type_of(response: str) -> str:
    said = next((name for name, word in RESPONSES.items() if word == response), "")
    return (
        said
        or _NEAREST.get(response)
        or (response.removeprefix("cxml:") if response.startswith("cxml:") else "accept")
    )


def _write_header(value: Quote, element: Element, writing: Writing) -> None:
    element.set("type", _type_of(value.response))
    element.set("quoteID", value.number)
    _write_currency(value, element, writing)
    write_credentials(writing.senders, writing.put(element, "OrganizationID"), writing)
    total = value.stated_total
    if total is None:
        total = to_coins(sum(map(worth, value.lines), NOTHING), writing.currency)
    put_money(writing.put(element, "Total"), total, writing)


def _read_header(node: Node, into: Fields, reading: Reading) -> None:
    node.forget("@currency", "OrganizationID", "QuoteHeaderInfo", "SupplierProductionFacilityRelations")
    Value("@quoteID", "number").read(node, into, reading)
    Sum("Total", "stated_total").read(node, into, reading)


def _read_request(node: Node, into: Fields, reading: Reading) -> None:
    Value("QuoteRequestReference/@requestID", "request_number").read(node, into, reading)
    for one in node.all("QuoteRequestReference"):
        one.forget("@requestDate", "DocumentReference")


def _write_request(value: Quote, element: Element, writing: Writing) -> None:
    if value.request_number:
        reference = writing.put(element, "QuoteRequestReference", requestID=value.request_number)
        reference.set("requestDate", DAY.write(value.quoted_on, writing))


def _read_extrinsics(node: Node, into: Fields, reading: Reading) -> None:
    found: Fields = {}
    EXTRINSICS.read(node, found, reading)
    for one in found.get("references", []):
        name = one.kind.removeprefix(EXTRINSIC)
        if name in _HOLDS:
            into["holds_on"] = DAY.read(one.value, node, reading, attribute=name)
            into["holds_kind"] = EXPIRY
        else:
            into.setdefault("references", []).append(one)


def _write_extrinsics(value: Quote, element: Element, writing: Writing) -> None:
    if value.valid_until is not None:
        writing.put(element, "Extrinsic", DAY.write(value.valid_until, writing), name=HOLDS)
    EXTRINSICS.write(value, element, writing)


def _write_type(value: QuotedLine, element: Element, _: Writing) -> None:
    element.set("type", "reject" if value.price is None else "accept")


_OFFERED = Shape(QuotedLine, (Both(lambda node, *_: node.forget("@type", "@rank"), _write_type), *_LINE))

QUOTE = Shape(
    Quote,
    (
        Both(_currency, lambda *_: None),
        Inside(
            "QuoteMessageHeader",
            rows=(
                Both(Value("@type", "response", Words(RESPONSES)).read, lambda *_: None),
                Value("@quoteDate", "quoted_on", DAY, required=True),
                Both(_read_header, _write_header),
                _SHIP_TO,
                OTHERS,
                Both(_read_request, _write_request),
                ONE_COMMENT,
                Both(_read_extrinsics, _write_extrinsics),
            ),
        ),
        Each("QuoteItemIn", "lines", _OFFERED),
    ),
    least={"request_number": lambda _: "", "quoted_on": lambda reading: reading.day},
)
