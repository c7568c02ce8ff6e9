"""A house with a shop: a partner who punches out, a catalogue worth looking at, and what its system sends us."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from os import urandom
from pathlib import Path

from fastapi.testclient import TestClient
from httpx2 import Response

from gateway.application.ports import PriceRecord, ShopSession, SupplyRecord, UnitOfWork
from gateway.application.shop.opening import Door, open_session
from gateway.cxml.messages import Received, read
from gateway.cxml.wire import unwrap_fields
from gateway.domain.carts import AUXILIARY, Cart, CartLine
from gateway.domain.catalogue_content import Attribute, CategoryName, ItemContent, ItemText
from gateway.domain.items import Item, ItemIdentifier, UnitOfItem
from gateway.domain.parties import Contact
from gateway.domain.punch_outs import PunchOutSetup
from gateway.domain.references import Reference
from tests.fakes.clocks import FixedClock
from tests.house import House, built

BUYER = "http://127.0.0.1:8101"
HERE = "http://localhost:8102"
POST_TO = f"{BUYER}/punchout/return"
PUNCHOUT: dict[str, object] = {
    "return_to": [BUYER, "https://buying.example.test"],
    "frames": [BUYER],
    "quotes": {"hold_days": "30"},
    "oci": {"user": "sap", "password": "secret:oci", "units": {"EA": "PCE"}},
}
CXML: dict[str, object] = {
    "them": [{"domain": "DUNS", "identity": "123456789"}],
    "us": [{"domain": "DUNS", "identity": "987654321"}],
    "accept": {"secrets": ["secret:cxml"]},
}
NAMES: Mapping[str, tuple[str, str, str, str]] = {
    "LAMP": ("Desk lamp, adjustable", "Đèn bàn điều chỉnh được", "可調式檯燈", "39111527"),
    "CHAIR": ("Task chair with arms", "Ghế làm việc có tay vịn", "扶手辦公椅", "56112102"),
    "DESK": ("Writing desk 160 × 80 cm", "Bàn viết 160 × 80 cm", "書桌 160 × 80 公分", "56101703"),  # noqa: RUF001 - the sign for times
    "SCREW": ("Hex bolt M8 × 20, zinc plated", "Bu lông lục giác M8 × 20", "六角螺栓 M8 × 20", "31161501"),  # noqa: RUF001 - the sign for times
    "OLD": ("Filing cabinet, four drawers", "Tủ hồ sơ bốn ngăn", "四抽檔案櫃", "56101702"),
}
CATEGORIES = (
    ("39", "Lighting and electrical", "Chiếu sáng và điện", "照明與電氣"),
    ("56", "Furniture", "Nội thất", "家具"),
    ("5611", "Seating", "Ghế", "座椅"),
    ("5610", "Tables and storage", "Bàn và tủ", "桌櫃"),
    ("31", "Fasteners", "Linh kiện kẹp chặt", "緊固件"),
)


def shop(
    folder: Path,
    database_url: str,
    clock: FixedClock,
    *,
    punchout: Mapping[str, object] | None = None,
    **changes: object,
) -> House:
    """Return a house whose ACME shops with us; `punchout` and `changes` are to its profile."""
    agreed = {name: part for name, part in {**PUNCHOUT, **(punchout or {})}.items() if part is not None}
    profile = {"punchout": agreed, "cxml": CXML, **changes}
    house = built(folder, database_url, clock, {"acme": profile}, trusted_hosts=("shop.example.test",))
    with house.gateway.store.begin() as work:
        _fill(house, work)
        work.commit()
    return house


def _fill(house: House, work: UnitOfWork) -> None:
    screw = Item(sku="SCREW", description="Hex bolt M8", units=(UnitOfItem(unit="BX", each=Fraction(100)),))
    old = Item(sku="OLD", description="Filing cabinet", status="discontinued", superseded_by="DESK")
    for item in (screw, old):
        work.items.put(item)
    for sku, price, per in (("SCREW", "3.75", "100"), ("OLD", "99.00", "1")):
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
            sku="SCREW",
            location="MAIN",
            kind="on-hand",
            quantity=25_000,
            available_on=house.clock.now().date(),
        )
    )
    for sku, (en, vi, zh, category) in NAMES.items():
        texts = tuple(
            ItemText(language=language, name=name, description=f"{name}. 2 years." if sku == "LAMP" else "")
            for language, name in (("en", en), ("vi", vi), ("zh-Hant", zh))
        )
        work.catalogue.put(
            ItemContent(
                sku=sku,
                texts=texts,
                category=category,
                maker="Northlight",
                maker_number=f"NL-{sku}",
                lead_days=5,
                attributes=(Attribute(name="Colour", value="white" if sku == "LAMP" else "grey"),),
            )
        )
    for code, *names in CATEGORIES:
        for language, name in zip(("en", "vi", "zh-Hant"), names, strict=True):
            work.catalogue.put_category(CategoryName(code=code, language=language, name=name))


def setup(operation: str = "create", *lines: CartLine, **changes: object) -> PunchOutSetup:
    """Return what ACME's system asks for."""
    said: dict[str, object] = {
        "buyer_cookie": "cookie-1",
        "operation": operation,
        "return_url": POST_TO,
        "references": (
            Reference(kind="extrinsic:UserEmail", value="linh@acme.example.test"),
            Reference(kind="extrinsic:FirstName", value="Linh"),
            Reference(kind="extrinsic:LastName", value="Tran"),
        ),
        "contacts": (Contact(kind="end-user", name="Linh Tran"),),
        "lines": lines,
    }
    return PunchOutSetup(**{**said, **changes})  # type: ignore[arg-type] # fields by name


def line(part: str, quantity: str, *, unit: str = "EA", auxiliary: str = "", price: str = "1.00") -> CartLine:
    """Return a line as ACME's requisition has it."""
    names = [ItemIdentifier(kind="vendor-part", value=part)]
    if auxiliary:
        names.append(ItemIdentifier(kind=AUXILIARY, value=auxiliary))
    return CartLine(
        number="1", quantity=Decimal(quantity), unit=unit, price=Decimal(price), identifiers=tuple(names)
    )


def asked(house: House, request: PunchOutSetup, *, base: str = HERE, test: bool = False) -> str:
    """Return the start page a request gets."""
    services = house.gateway.services
    with house.gateway.store.begin() as work:
        address = open_session(
            services,
            work,
            services.directory.get("acme"),
            request,
            door=Door(base=base, chance=urandom),
            test=test,
        )
        work.commit()
    return address


def visit_of(house: House) -> ShopSession:
    """Return the newest visit."""
    with house.gateway.store.read() as work:
        return work.shop.recent(1)[0]


@dataclass
class Shopper:
    """One of ACME's people with a browser of their own."""

    house: House
    client: TestClient
    base: str = ""

    def come(self, request: PunchOutSetup | None = None, *, test: bool = False) -> Response:
        """Come in out of the purchasing system; return the first page."""
        address = asked(self.house, request or setup(), base="https://shop.example.test", test=test)
        return self.open(address)

    def open(self, address: str) -> Response:
        """Open a start page, or call the catalogue up; return where it leads."""
        answered = self.client.get(address)
        while answered.status_code == 303:
            address = answered.headers["location"]
            if address.startswith("/p/"):
                self.base = "/".join(address.split("?")[0].split("/")[:3])
            answered = self.client.get(address)
        return answered

    def see(self, path: str = "") -> Response:
        """Look at a page of the visit."""
        return self.client.get(f"{self.base}/{path}".rstrip("/"))

    def put(self, sku: str, quantity: str = "1", unit: str = "EA", **more: str) -> Response:
        """Put something into the cart; return the page that says so."""
        return self.post("cart", sku=sku, quantity=quantity, unit=unit, **more)

    def post(self, path: str, **fields: str) -> Response:
        """Send a form of the visit, and follow where it leads."""
        return self.client.post(f"{self.base}/{path}", data=fields, follow_redirects=True)

    def home(self, how: str = "return", **fields: str) -> "Home":
        """Go home; return what the browser takes along."""
        answered = self.post(how, **fields)
        assert answered.status_code == 200, answered.text
        return Home.of(answered)


@dataclass(frozen=True)
class Home:
    """What a browser takes to the buyer's system: where, in which fields, and by itself or not."""

    response: Response
    url: str
    attributes: Mapping[str, str]
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, response: Response) -> "Home":
        """Return what the form of a page holds."""
        reader = _FormReader()
        reader.feed(response.text)
        assert reader.attributes is not None, response.text
        return cls(
            response=response,
            url=reader.attributes["action"],
            attributes=reader.attributes,
            fields=tuple(reader.fields),
        )

    @property
    def field(self) -> dict[str, str]:
        """Return the fields by name."""
        return dict(self.fields)

    @property
    def sends_itself(self) -> bool:
        """Return whether the page's script sends the form."""
        return "/shop/static/leave.js" in self.response.text

    @property
    def message(self) -> Received:
        """Return the cXML as the buyer's system reads it."""
        return read(unwrap_fields(list(self.fields)).content)

    @property
    def cart(self) -> Cart:
        """Return the cart in it."""
        received = self.message
        assert () == received.findings
        return received.document


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.attributes: dict[str, str] | None = None
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("id") == "leave":
            self.attributes = told
        if tag == "input" and self.attributes is not None:
            self.fields.append((told["name"], told["value"]))


def kept(back: CartLine, quantity: str = "") -> CartLine:
    """Return a line that came back as ACME sends it to be edited: the same names and unit, a price of its own making."""
    return replace(back, quantity=Decimal(quantity) if quantity else back.quantity, price=Decimal("0.01"))
