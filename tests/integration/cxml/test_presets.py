"""The profiles to copy from for buyers on known platforms: each plays its whole story, and differs as its buyer does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from lxml import etree

from gateway.adapters.transports import SETTINGS
from gateway.application.buyer.conformance import Checks
from gateway.application.buyer.conversing import Buyer, Said
from gateway.application.buyer.ordering import order_of
from gateway.application.buyer.wire import Reply
from gateway.application.ports import PriceRecord, SupplyRecord
from gateway.application.reprocessing import reissue
from gateway.cxml import messages
from gateway.cxml.dialects import PLAIN
from gateway.cxml.envelopes import PRODUCTION
from gateway.cxml.wire import unwrap_fields
from gateway.domain.carts import Cart
from gateway.domain.catalogue_content import ItemContent, ItemText
from gateway.domain.findings import Severity
from gateway.domain.items import Item, UnitOfItem
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import Reference
from gateway.errors import Conflict
from gateway.profiles.loading import load
from gateway.settings import shipped
from tests.cxml_house import HERE, SECRET, Office, code_of, office, request, said, says
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.shop_house import Home, Shopper

PACKS = Path(str(shipped("partners"))) / "packs"
NAMES = sorted(file.stem for file in PACKS.glob("*.yaml"))
COUPA, NETWORK, ORACLE, JAGGAER = "coupa", "sap-business-network", "oracle", "jaggaer"


@dataclass
class InProcess:
    """Implements the wire of a played buyer over a client of the application."""

    client: TestClient

    def send(
        self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        """Return what came."""
        answer = self.client.request(method, url, content=body, headers=headers)
        return Reply(status=answer.status_code, body=answer.content)


@dataclass
class Trade:
    """A buyer as a pack has it, at play: its people shop, its system orders."""

    office: Office
    buyer: Buyer
    shopper: Shopper

    def shop(self, operation: str = "create", *, cart: Cart | None = None, **extrinsics: str) -> str:
        """Come into the shop; return who we say has come."""
        asked = self.buyer.setup(operation, lines=cart.lines if cart else ())
        told = tuple(Reference(kind=f"extrinsic:{name}", value=value) for name, value in extrinsics.items())
        page = self.buyer.start(replace(asked, references=told or asked.references), tried=operation)
        assert self.shopper.open(page).status_code == 200
        with self.office.house.gateway.store.read() as work:
            return work.shop.recent(1)[0].user

    def home(self, how: str = "return", **fields: str) -> tuple[Home, messages.Received]:
        """Go home; return the form, and the cart as the buyer's system reads it."""
        home = self.shopper.home(how, **fields)
        content = unwrap_fields(list(home.fields)).content
        return home, messages.read(content, dialect=self.buyer.cxml.dialect.dialect())

    def bought(self, *items: tuple[str, str, str]) -> tuple[Home, messages.Received]:
        """Shop for these (part, quantity, unit) and go home."""
        self.shop()
        for sku, quantity, unit in items:
            self.shopper.put(sku, quantity, unit)
        return self.home()

    def say(self, document: Any) -> Said:
        """Post a document in earnest, and do all that follows."""
        envelope = replace(self.buyer.envelope(), mode=PRODUCTION)
        dialect = self.buyer.cxml.dialect.dialect()
        answered = self.buyer.post(messages.write(envelope, document, dialect=dialect).content)
        self.office.house.work()
        return answered

    def order(self, cart: Cart, **changes: Any) -> tuple[PurchaseOrder, Said]:
        """Order a cart."""
        placed = replace(order_of(self.buyer, cart), **changes)
        return placed, self.say(placed)

    def got(self, message: str, number: str) -> list[etree._Element]:
        """Return what the buyer's system got about an order."""
        return self.office.got(message, number)


@pytest.fixture(scope="module")
def at_hooli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One house for all of it, with bolts that are priced by the hundred and cable sold by the metre as well."""
    folder = tmp_path_factory.mktemp("presets")
    with office(folder / "house", fresh("sqlite", folder), FixedClock()) as opened:
        _fill(opened)
        yield opened


def _fill(at: Office) -> None:
    house = at.house
    with house.gateway.store.begin() as work:
        work.items.put(
            Item(sku="BOLT", description="Hex bolt M8 x 20", units=(UnitOfItem(unit="BX", each=50),))
        )
        work.items.put(Item(sku="CABLE", description="Cable", units=(UnitOfItem(unit="MR", each=3),)))
        work.catalogue.put(
            ItemContent(
                sku="BOLT",
                texts=(ItemText(language="en", name="Hex bolt M8 x 20, " + "ü" * 200),),
                lead_days=3,
            )
        )
        for sku, price, per in (("BOLT", "3.75", 100), ("CABLE", "2.50", 1)):
            work.items.put_price(
                PriceRecord(
                    price_list="standard",
                    sku=sku,
                    unit="EA",
                    price=Decimal(price),
                    currency="USD",
                    per=Decimal(per),
                )
            )
            work.positions.add_supply(
                SupplyRecord(
                    id=house.gateway.services.ids.new(),
                    sku=sku,
                    location="MAIN",
                    kind="on-hand",
                    quantity=9000,
                    available_on=house.clock.now().date(),
                )
            )
        work.commit()


def text_of(name: str) -> dict[str, Any]:
    """Return what a pack says, as text."""
    text = (PACKS / f"{name}.yaml").read_text(encoding="utf-8")
    said: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    return said


def as_in(at_hooli: Office, name: str) -> Trade:
    """Let Hooli be a buyer as a pack says: only its addresses and secrets are others."""
    pack = text_of(name)
    base = at_hooli.peer.settings.url
    transport = {**pack["transport"], "url": base, "private": "true", "secret": "secret:ourco-at-hooli"}
    urls = {one: f"{base}/{url.rpartition('/')[2]}" for one, url in pack["transport"].get("urls", {}).items()}
    changes = {name: pack[name] for name in ("documents", "punchout", "delivery") if name in pack}
    cxml = {**pack["cxml"], "accept": {"secrets": ["secret:hooli-cxml"]}}
    at_hooli.agree(cxml=cxml, transport={**transport, "urls": urls}, **changes)
    says(at_hooli.peer, "200")
    at_hooli.peer.requests.clear()
    client = TestClient(at_hooli.client.app, base_url=HERE, follow_redirects=False, client=("127.0.0.1", 5))
    gateway = at_hooli.house.gateway
    buyer = Buyer(
        services=gateway.services,
        profile=gateway.services.directory.get("hooli"),
        address=HERE,
        wire=InProcess(client),
        checks=Checks(),
        secret=SECRET,
    )
    return Trade(office=at_hooli, buyer=buyer, shopper=Shopper(house=at_hooli.house, client=client))


def change_of(placed: PurchaseOrder, purpose: str, version: str, quantity: str = "") -> OrderChange:
    """Return a change of an order: the whole of it as it is to be, of its first line so many."""
    lines = [
        ChangedLine(
            change="replace-all" if purpose == "replacement" else "cancel-order",
            number=one.number,
            quantity=one.quantity,
            unit=one.unit,
            price=one.price,
            price_basis=one.price_basis,
            currency=one.currency,
            identifiers=one.identifiers,
            descriptions=one.descriptions,
        )
        for one in placed.lines
    ]
    if quantity:
        lines[0] = replace(lines[0], quantity=Decimal(quantity))
    return OrderChange(
        order_number=placed.number,
        ordered_on=placed.ordered_on,
        purpose=purpose,
        kind="purchase-order",
        currency=placed.currency,
        parties=placed.parties,
        references=(Reference(kind="order-version", value=version),),
        lines=tuple(lines),
    )


def texts(root: Any, path: str) -> list[str]:
    """Return the texts under a path."""
    return [one.text or "" for one in root.iterfind(path)]


def operations(confirmed: Sequence[etree._Element]) -> list[tuple[str, str]]:
    """Return type and operation of confirmations."""
    heads = [one.find("ConfirmationHeader") for one in confirmed]
    return [(one.get("type"), one.get("operation")) for one in heads if one is not None]


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_is_a_profile(name: str) -> None:
    """Whoever copies it has only to fill in who is who."""
    profile = load(PACKS / f"{name}.yaml", SETTINGS)

    assert profile.cxml is not None
    assert profile.punchout is not None
    assert profile.transport.kind == "cxml"
    assert profile.state == "draft"


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_story_is_told_as_a_pack_says(at_hooli: Office, name: str) -> None:
    """Set-up, cart, order, confirmation, notice, invoice; each valid by the DTDs where they are at hand."""
    trade = as_in(at_hooli, name)
    home, back = trade.bought(("LAMP", "2", "CA"), ("BOLT", "250", "EA"))
    assert isinstance(back.document, Cart)
    placed, answered = trade.order(back.document)
    at_hooli.house.ship()

    assert not [one for one in back.findings if one.severity is Severity.ERROR]
    assert not trade.buyer.services.dtds.judge(unwrap_fields(list(home.fields)).content)
    assert answered.code == ("201" if name == NETWORK else "200")
    (record,) = [one for one in at_hooli.documents("850") if one.reference == placed.number]
    assert not {one.code for one in record.findings if one.code.startswith("cart.")}
    told = {one.tag for one in trade.got("", placed.number)}
    assert {"ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest"} <= told
    found = at_hooli.house.order(placed.number, "hooli")
    outbound = [one for one in at_hooli.documents(direction="out") if one.order == found.id]
    assert {(one.delivery, one.reason) for one in outbound} == {("sent", "")}


def test_coupa(at_hooli: Office) -> None:
    """One confirmation a request, an address a message, known units only, an update and no delete, errors by HTTP."""
    trade = as_in(at_hooli, COUPA)
    user = trade.shop(UserEmail="ann@hooli.example.test", UniqueName="ann", BusinessUnit="East")
    refused = trade.shopper.put("CABLE", "3", "MR")
    trade.shopper.put("LAMP", "2", "CA")
    trade.shopper.put("BOLT", "250", "EA")
    home, back = trade.home()
    placed, _ = trade.order(back.document)
    (confirmed,) = [one for one in at_hooli.documents("855") if one.reference == placed.number]
    with pytest.raises(Conflict, match="no longer takes"):
        reissue(at_hooli.house.gateway.services, at_hooli.house.gateway.store, confirmed.id, actor="ann")
    update = trade.say(change_of(placed, "replacement", "2", "3"))
    delete = trade.say(change_of(placed, "cancellation", "3"))
    at_hooli.house.ship()

    assert (user, trade.buyer.patience) == ("ann", 60)
    assert "fault=unit" in refused.url.query.decode() or "fault=unit" in str(refused.url)
    assert [name for name, _ in home.fields] == ["cXML-urlencoded"]
    assert back.root is not None
    assert texts(back.root, ".//UnitOfMeasure") == ["CS", "EA"]
    assert back.root.find(".//PriceBasisQuantity") is None
    assert texts(back.root, ".//UnitPrice/Money")[1] == "0.0375"
    assert b"1.2.014" in at_hooli.peer.requests[-1].body
    assert (update.code, delete.code) == ("200", "450")
    assert operations(trade.got("ConfirmationRequest", placed.number)) == [("allDetail", "new")] * 2
    assert dict(posted(at_hooli)) == {
        "ConfirmationRequest": "/cxml/order_confirmation_request",
        "ShipNoticeRequest": "/cxml/ship_notice_request",
        "InvoiceDetailRequest": "/cxml/invoices",
    }
    at_hooli.peer.status, at_hooli.peer.answer = 417, b"PO not found"
    other, _ = trade.order(back.document)
    (late,) = [one for one in at_hooli.documents("855") if one.reference == other.number]
    at_hooli.peer.status = 200
    assert late.delivery == "failed"
    assert "417 (Expectation Failed): PO not found" in late.reason


def test_a_business_network(at_hooli: Office) -> None:
    """Our secret from the network, several credentials, addresses found by ProfileRequest, updates, frames, deep links."""
    trade = as_in(at_hooli, NETWORK)
    base = at_hooli.peer.settings.url
    at_hooli.peer.answer = understood(
        ConfirmationRequest=f"{base}/found/oc", ShipNoticeRequest="https://elsewhere.example.test/sn"
    )
    proofs = trade.buyer.envelope().proofs
    trade.shop()
    framed = trade.shopper.see("cart").headers["content-security-policy"]
    trade.shopper.put("BOLT", "250", "EA")
    home, back = trade.home()
    placed, answered = trade.order(back.document)
    at_hooli.house.ship()
    (confirmed,) = [one for one in at_hooli.documents("855") if one.reference == placed.number]
    gateway = at_hooli.house.gateway
    reissue(gateway.services, gateway.store, confirmed.id, actor="ann")
    at_hooli.house.work()

    assert [(one.domain, one.identity) for one in proofs] == [("NetworkID", "AN0000000003")]
    assert framed.endswith("frame-ancestors https://buyer.example.test")
    assert [name for name, _ in home.fields] == ["cXML-base64"]
    assert back.root is not None
    assert (
        back.root.find(".//PriceBasisQuantity").get("quantity"),
        texts(back.root, ".//UnitPrice/Money"),
    ) == (  # type: ignore[union-attr] # it is there
        "100",
        ["3.75"],
    )
    said_to = [len(one.encode()) for one in texts(back.root, ".//Description")]
    assert max(said_to) <= 255
    assert answered.code == "201"
    assert [one.find("Status").get("code") for one in at_hooli.got("StatusUpdateRequest")][-1:] == ["200"]  # type: ignore[union-attr] # it is there
    paths = list(posted(at_hooli))
    assert paths.count(("ProfileRequest", "/cxml")) == 1
    assert ("ConfirmationRequest", "/cxml/found/oc") in paths
    assert ("ShipNoticeRequest", "/cxml") in paths
    assert operations(trade.got("ConfirmationRequest", placed.number)) == [
        ("allDetail", "new"),
        ("allDetail", "update"),
    ]
    stranger = trade.say(change_of(replace(placed, number="NEVER"), "replacement", "2"))
    assert stranger.code == "417"
    test_identity = replace(
        trade.buyer.envelope(),
        senders=(replace(trade.buyer.envelope().senders[0], identity="AN0000000001-T"),),
    )
    assert (
        trade.buyer.post(
            messages.write(test_identity, order_of(trade.buyer, back.document), dialect=PLAIN).content
        ).code
        == "201"
    )


def test_oracle(at_hooli: Office) -> None:
    """Prices of one unit, units in words, the agreement as a reference, counted updates and deletes, no empty cart."""
    trade = as_in(at_hooli, ORACLE)
    home, back = trade.bought(("LAMP", "2", "CA"), ("BOLT", "250", "EA"))
    placed, _ = trade.order(back.document)
    update = trade.say(change_of(placed, "replacement", "2", "3"))
    delete = trade.say(change_of(placed, "cancellation", "3"))

    assert [name for name, _ in home.fields] == ["cXML-urlencoded"]
    assert back.root is not None
    assert texts(back.root, ".//UnitOfMeasure") == ["CASE", "EACH"]
    assert texts(back.root, ".//UnitPrice/Money") == ["111", "0.0375"]
    named = [one.attrib for one in back.root.iterfind(".//IdReference")]
    assert named == [{"domain": "supplierReference", "identifier": "AGREEMENT-1"}] * 2
    assert back.document.operation_allowed == "inspect"
    assert b"/1.2.009/Fulfill.dtd" in at_hooli.peer.requests[-1].body
    assert (update.code, delete.code) == ("200", "200")
    confirmed = trade.got("ConfirmationRequest", placed.number)
    assert operations(confirmed) == [("detail", "new")] * 3
    statuses = [[each.get("type") for each in one.iter("ConfirmationStatus")] for one in confirmed]
    assert statuses == [["accept", "accept"], ["accept", "accept"], ["reject", "reject"]]
    assert at_hooli.house.order(placed.number, "hooli").state == "cancelled"

    edited = trade.say(trade.buyer.setup("edit", lines=back.document.lines))
    assert (edited.code, edited.received.status.message) == (
        "412",
        "edit was not allowed: carts go back for inspect",
    )  # type: ignore[union-attr] # there is a status


def test_a_buyer_who_takes_no_empty_cart_gets_none(at_hooli: Office) -> None:
    """Not even from an edit: the page says so, and the lines there stay as they are."""
    trade = as_in(at_hooli, ORACLE)
    _, back = trade.bought(("LAMP", "2", "CA"))
    agreed = text_of(ORACLE)["punchout"]
    at_hooli.agree(cxml=at_hooli.cxml(), punchout={**agreed, "cart": {**agreed["cart"], "allowed": "edit"}})
    trade = replace(
        trade, buyer=replace(trade.buyer, profile=at_hooli.house.gateway.services.directory.get("hooli"))
    )
    trade.shop("edit", cart=back.document)
    (line,) = back.document.lines
    trade.shopper.post("cart/change", remove=line.auxiliary)
    asked = trade.shopper.post("return")
    _, left = trade.home(empty="yes")

    assert "takes no empty cart" in asked.text
    assert "Return empty cart" not in asked.text
    assert left.status is not None
    assert (left.status.code, left.document.cancelled) == ("204", True)


def test_jaggaer(at_hooli: Office) -> None:
    """Four decimals, known units only, who shopped, notes in fields of its own; a change is a delete and a new order."""
    trade = as_in(at_hooli, JAGGAER)
    user = trade.shop(UserEmail="ann@hooli.example.test", UniqueUserName="ann.t")
    trade.shopper.put("CABLE", "3", "MR")
    trade.shopper.put("BOLT", "250", "EA")
    home, back = trade.home()
    placed, _ = trade.order(back.document)
    update = trade.say(change_of(placed, "replacement", "2", "300"))
    delete = trade.say(change_of(placed, "cancellation", "2"))
    again, taken = trade.order(back.document)

    assert user == "ann.t"
    assert (home.attributes["target"], [name for name, _ in home.fields]) == ("_self", ["cXML-base64"])
    assert back.root is not None
    assert texts(back.root, ".//SupplierPartID") == ["BOLT"]
    told = {one.get("name"): one.text for one in back.root.iterfind(".//Extrinsic")}
    assert told == {"LeadDays": told["LeadDays"]}
    assert (update.code, delete.code, taken.code) == ("450", "200", "200")
    states = [at_hooli.house.order(one.number, "hooli").state for one in (placed, again)]
    assert states == ["cancelled", "confirmed"]
    priced = [one.text or "" for one in back.root.iterfind(".//UnitPrice/Money")]
    assert all(len(one.partition(".")[2]) <= 4 for one in priced)


def understood(**addresses: str) -> bytes:
    """Return what a partner answers who says where each message goes; the status of it stands for anything."""
    told = "".join(
        f'<Transaction requestName="{name}"><URL>{url}</URL></Transaction>' for name, url in addresses.items()
    )
    return (
        '<cXML payloadID="1@peer" timestamp="2026-03-02T09:00:00+00:00"><Response><Status code="200" text="OK"/>'
        f'<ProfileResponse effectiveDate="2026-01-01T00:00:00+00:00">{told}</ProfileResponse></Response></cXML>'
    ).encode()


def posted(at_hooli: Office) -> Iterator[tuple[str, str]]:
    """Yield which message came to which address of the partner's."""
    for one in at_hooli.peer.requests:
        yield str(etree.fromstring(one.body).find("Request")[0].tag), one.path  # type: ignore[index] # it is there


def test_a_request_for_quotation_is_taken_and_answered(at_hooli: Office) -> None:
    """Priced by the desk like an 840; the quote leaves as a QuoteMessage where nobody has to look at it."""
    agreed = [
        {"receive": "840", "map": "cxml/QuoteRequest"},
        {"send": "843", "map": "cxml/QuoteMessage"},
    ]
    at_hooli.agree(cxml=at_hooli.cxml(), documents=agreed, requests={"send_at_once": "true"})
    at_hooli.peer.requests.clear()
    asked = request(
        '<QuoteRequest><QuoteRequestHeader requestID="Q1" requestDate="2026-03-02T08:00:00+00:00" type="new"'
        ' openDate="2026-03-02T08:00:00+00:00" closeDate="2026-03-20T08:00:00+00:00" currency="USD" xml:lang="en">'
        '<Name xml:lang="en">Lamps</Name></QuoteRequestHeader>'
        '<QuoteItemOut quantity="24" lineNumber="1" requestedDeliveryDate="2026-03-10T12:00:00+00:00">'
        "<ItemID><SupplierPartID>LAMP</SupplierPartID></ItemID>"
        '<ItemDetail><UnitPrice><Money currency="USD">0</Money></UnitPrice>'
        '<Description xml:lang="en">Lamp</Description><UnitOfMeasure>EA</UnitOfMeasure>'
        '<Classification domain="UNSPSC">56101500</Classification></ItemDetail></QuoteItemOut></QuoteRequest>'
    )
    answer = at_hooli.post(asked)
    at_hooli.house.work()

    assert (code_of(answer.content), said(answer.content)) == ("200", "Taken.")
    (record,) = at_hooli.documents("840")
    assert (record.reference, record.map_name) == ("Q1", "cxml/QuoteRequest")
    (quoted,) = at_hooli.documents("843")
    assert (quoted.delivery, [one.code for one in quoted.findings]) == ("sent", [])
    assert b"<QuoteMessage>" in at_hooli.peer.requests[-1].body

    at_hooli.agree(documents=agreed)
    assert (
        at_hooli.status(
            asked.replace('requestID="Q1"', 'requestID="Q2"').replace('payloadID="', 'payloadID="2.')
        )
        == "406"
    )
