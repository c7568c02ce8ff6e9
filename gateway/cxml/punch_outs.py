"""PunchOutSetupRequest and its answer: who wants to shop for what, and where the browser goes."""

from gateway.cxml.addresses import read_contacts, write_contacts
from gateway.cxml.codecs import Words
from gateway.cxml.items import names_in, put_names
from gateway.cxml.lines import KEPT, read_ship_to, write_ship_to
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.orders import read_currency
from gateway.cxml.shapes import Both, Each, Fields, Shape, Value
from gateway.cxml.terms import EXTRINSICS
from gateway.domain.punch_outs import PunchOutSetup, PunchOutStart

_OPERATIONS = Words({one: one for one in ("create", "edit", "inspect", "source")})


def _read_selected(node: Node, into: Fields, _: Reading) -> None:
    for one in node.all("SelectedItem"):
        for item in one.all("ItemID"):
            into["selected"] = names_in(item)


def _write_selected(value: PunchOutSetup, element: Element, writing: Writing) -> None:
    if value.selected:
        put_names(value.selected, writing.put(writing.put(element, "SelectedItem"), "ItemID"), writing)


def _read_currency(node: Node, into: Fields, reading: Reading) -> None:
    read_currency(node, into, reading)
    into.pop("currency_by", None)


def _read_contacts(node: Node, into: Fields, _: Reading) -> None:
    parties, people = read_contacts(node)
    into["contacts"] = people
    if parties:
        into.setdefault("parties", []).extend(parties)


def _write_contacts(value: PunchOutSetup, element: Element, writing: Writing) -> None:
    write_contacts((one for one in value.parties if one.role != "ship-to"), value.contacts, element, writing)


SETUP = Shape(
    PunchOutSetup,
    (
        Both(_read_currency, lambda *_: None),
        Value("BuyerCookie", "buyer_cookie", required=True),
        Value("@operation", "operation", _OPERATIONS),
        EXTRINSICS,
        Value("BrowserFormPost/URL", "return_url"),
        Both(_read_contacts, _write_contacts),
        Value("SupplierSetup/URL", "supplier_url"),
        Both(lambda node, into, _: read_ship_to(node, into, lambda party: party), write_ship_to),
        Both(_read_selected, _write_selected),
        Each("ItemOut", "lines", KEPT),
    ),
    least={"buyer_cookie": lambda _: ""},
)
START = Shape(
    PunchOutStart, (Value("StartPage/URL", "start_page", required=True),), least={"start_page": lambda _: ""}
)
