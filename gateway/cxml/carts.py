"""PunchOutOrderMessage: the cart on its way back. A session that ended without one is a Message with the status 204."""

from dataclasses import replace

from gateway.cxml.codecs import DAY, Words
from gateway.cxml.lines import RETURNED, read_ship_to, write_ship_to
from gateway.cxml.money import NOTHING, Sum, put_money, worth
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.orders import read_currency
from gateway.cxml.shapes import Both, Each, Fields, Inside, Shape, Value
from gateway.cxml.terms import EXTRINSIC, SHIPPING, TAX
from gateway.domain.carts import Cart, CartLine
from gateway.domain.money import to_coins
from gateway.domain.references import Reference

_ALLOWED = Words({one: one for one in ("create", "inspect", "edit")})
_QUOTE = Words({one: one for one in ("pending", "final")})
_SOURCING = Words({one: one for one in ("approve", "cancel", "deny")})


def _write_total(value: Cart, element: Element, writing: Writing) -> None:
    total = value.total
    if total is None:
        total = sum((to_coins(worth(line), writing.currency) for line in value.lines), NOTHING)
    put_money(writing.put(element, "Total"), total, writing)


def _read_sourcing(node: Node, into: Fields, reading: Reading) -> None:
    sourcing = node.first("SourcingStatus")
    if sourcing is not None and sourcing.get("action"):
        sourcing.text  # noqa: B018 - words for people; the action says it
        into["sourcing"] = _SOURCING.read(sourcing.get("action"), sourcing, reading, attribute="action")


def _write_sourcing(value: Cart, element: Element, writing: Writing) -> None:
    if value.sourcing:
        writing.say(element, "SourcingStatus", value.sourcing, action=value.sourcing)


def _currency(node: Node, into: Fields, reading: Reading) -> None:
    read_currency(node, into, reading)
    into.pop("currency_by", None)


_LINES = Each("ItemIn", "lines", RETURNED)


def _write_lines(value: Cart, element: Element, writing: Writing) -> None:
    """Write the lines, each with what this buyer wants on every line and what the line itself does not say."""
    always = [Reference(kind=f"{EXTRINSIC}{name}", value=text) for name, text in writing.dialect.extrinsics]
    lines = (
        replace(line, references=(*line.references, *(one for one in always if not _says(line, one.kind))))
        for line in value.lines
    )
    _LINES.write(replace(value, lines=tuple(lines)), element, writing)


def _says(line: CartLine, kind: str) -> bool:
    return any(one.kind == kind for one in line.references)


CART = Shape(
    Cart,
    (
        Both(_currency, lambda *_: None),
        Value("BuyerCookie", "buyer_cookie", required=True),
        Inside(
            "PunchOutOrderMessageHeader",
            rows=(
                Value("@operationAllowed", "operation_allowed", _ALLOWED),
                Value("@quoteStatus", "quote_status", _QUOTE),
                Both(_read_sourcing, _write_sourcing),
                Both(Sum("Total", "total").read, _write_total),
                Both(lambda node, into, _: read_ship_to(node, into, lambda party: party), write_ship_to),
                SHIPPING,
                TAX,
                Value("SupplierOrderInfo/@orderID", "quote_number"),
                Value("SupplierOrderInfo/@orderDate", "quoted_on", DAY),
            ),
        ),
        Both(_LINES.read, _write_lines),
    ),
    least={"buyer_cookie": lambda _: ""},
)
