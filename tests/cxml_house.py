"""A house whose partner speaks cXML: what Hooli's purchasing system posts, and what it gets at its own address."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from fastapi.testclient import TestClient
from httpx2 import Response
from lxml import etree

from gateway.application.records import DocumentRecord
from gateway.application.stocking import load
from gateway.bootstrap import directory
from gateway.cxml import messages
from gateway.entrypoints.api.app import create_app
from gateway.settings import shipped
from tests.fakes.clocks import FixedClock
from tests.fakes.peers import HttpPeer, answered, cxml_peer
from tests.house import House, built, rebuilt, write_profile

DTDS = Path(__file__).resolve().parents[1].parent / "shared" / "cxml-dtd"
"""Where the official DTDs are, if they are: then whatever we send in these tests must be valid by them."""
HERE = "http://127.0.0.1:8000"
SECRET, OURS = "open sesame", "let us in"
THEM, US = ("DUNS", "987654321"), ("DUNS", "123456780")
LAMP, CHAIR, DESK = ("LAMP", "24", "EA", "9.25"), ("CHAIR", "60", "EA", "54"), ("DESK", "10", "EA", "180")
"""Our part, how many of which unit, at which price."""
_NUMBERS = count(1)


@dataclass
class Office:
    """The house, whoever posts to it, and the address it posts to."""

    house: House
    client: TestClient
    peer: HttpPeer

    def agree(self, **changes: Any) -> None:
        """Change what is agreed with the partner, from now on; what is not given is as it was agreed first."""
        write_profile(self.house.folder, "hooli", **{"transport": way_to(self.peer), **changes})
        gateway = self.house.gateway
        gateway.services.directory.become(directory(gateway.settings))

    def cxml(self, **changes: Any) -> dict[str, Any]:
        """Return what is agreed on cXML, with changes."""
        text = shipped("partners").joinpath("hooli.yaml").read_text(encoding="utf-8")
        agreed: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)["cxml"]  # noqa: S506 - makes nothing but text
        return {**agreed, **changes}

    def stock(self, kind: str, *rows: str) -> None:
        """Load rows of `items`, `prices` or `supply`, the names of the columns first."""
        with self.house.gateway.store.begin() as work:
            load(self.house.gateway.services, work, kind, csv.DictReader(StringIO("\n".join(rows))))
            work.commit()

    def post(
        self, body: str | bytes, content_type: str = "text/xml; charset=UTF-8", **headers: str
    ) -> Response:
        """Post a body to our endpoint."""
        content = body.encode() if isinstance(body, str) else body
        return self.client.post("/cxml", content=content, headers={"Content-Type": content_type, **headers})

    def status(self, body: str | bytes, **how: str) -> str:
        """Post a body and return the code of the status that is answered, whatever HTTP says."""
        return code_of(self.post(body, **how).content)

    def take(self, body: str | bytes, **how: str) -> str:
        """Post a body, do everything that follows, and return the code of the status."""
        code = self.status(body, **how)
        self.house.work()
        return code

    def got(self, message: str = "", number: str = "") -> list[etree._Element]:
        """Return what the partner got, as trees of its messages, oldest first; those about an order if one is named."""
        roots = [etree.fromstring(one.body) for one in self.peer.requests]
        bodies = [root.find("Request")[0] for root in roots]
        about = [{each.get("orderID") for each in one.iter("OrderReference")} for one in bodies]
        return [
            one
            for one, orders in zip(bodies, about, strict=True)
            if message in ("", one.tag) and (not number or number in orders)
        ]

    def read(self, message: str) -> list[Any]:
        """Return what the partner got as documents, as our own codec reads them."""
        found = [messages.read(one.body) for one in self.peer.requests]
        return [one.document for one in found if one.name == message]

    def documents(self, set_id: str = "", direction: str = "") -> list[DocumentRecord]:
        """Return the documents with this partner, oldest first."""
        return [one for one in self.house.documents(set_id, direction) if one.partner == "hooli"]


def code_of(content: bytes) -> str:
    """Return the code of the status of an answer."""
    root = etree.fromstring(content)
    return str(root.find("Response/Status").get("code"))


def said(content: bytes) -> str:
    """Return the words of the status of an answer."""
    root = etree.fromstring(content)
    return str(root.find("Response/Status").text or "")


@contextmanager
def office(
    folder: Path,
    database_url: str,
    clock: FixedClock,
    changes: Mapping[str, Any] | None = None,
    **settings: object,
) -> Iterator[Office]:
    """Open the house with Hooli in it; `changes` are to its profile."""
    with cxml_peer() as peer:
        house = built(folder, database_url, clock, **settings)
        write_profile(folder, "hooli", **{"transport": way_to(peer), **(changes or {})})
        write_secrets(folder / "secrets", **{"hooli-cxml": SECRET, "ourco-at-hooli": OURS})
        dtds = DTDS if DTDS.is_dir() else None
        house = rebuilt(house, secrets="file", secrets_dir=folder / "secrets", cxml_dtd_dir=dtds)
        app = create_app(house.gateway)
        with TestClient(app, base_url=HERE, raise_server_exceptions=False, client=("127.0.0.1", 5)) as client:
            yield Office(house=house, client=client, peer=peer)
        house.gateway.engine.dispose()


def way_to(peer: HttpPeer) -> dict[str, str]:
    """Return how documents get to the partner."""
    return {"kind": "cxml", "url": peer.settings.url, "private": "true", "secret": "secret:ourco-at-hooli"}


def write_secrets(folder: Path, **secrets: str) -> None:
    """Write secrets where a house looks for them."""
    folder.mkdir(exist_ok=True)
    for name, secret in secrets.items():
        (folder / name).write_text(secret, encoding="utf-8")


def payload() -> str:
    """Return a payload id nobody has used."""
    return f"20260302.{next(_NUMBERS)}@hooli.example.test"


def request(
    body: str, *, payload_id: str = "", secret: str = SECRET, mode: str = "", who: tuple[str, str] = THEM
) -> str:
    """Return a Request of the partner."""
    proof = f"<SharedSecret>{escape(secret)}</SharedSecret>" if secret else ""
    marked = f' deploymentMode="{mode}"' if mode else ""
    return (
        f'<cXML payloadID="{payload_id or payload()}" timestamp="2026-03-02T09:00:00+00:00" version="1.2.014">'
        f"<Header><From>{credential(who)}</From><To>{credential(US)}</To>"
        f"<Sender>{credential(who, proof)}<UserAgent>Buying 1.0</UserAgent></Sender></Header>"
        f"<Request{marked}>{body}</Request></cXML>"
    )


def credential(who: tuple[str, str], proof: str = "") -> str:
    """Return a Credential."""
    return f'<Credential domain="{who[0]}"><Identity>{who[1]}</Identity>{proof}</Credential>'


def order(
    number: str,
    *lines: tuple[str, ...],
    kind: str = "new",
    version: str = "",
    head: str = "",
    **how: Any,
) -> str:
    """Return an OrderRequest."""
    counted = f' orderVersion="{version}"' if version else ""
    items = "".join(item(at, *one) for at, one in enumerate(lines, 1))
    total = sum((float(one[1]) * float(one[3]) for one in lines), 0.0)
    return request(
        f'<OrderRequest><OrderRequestHeader orderID="{number}" orderDate="2026-03-02T08:00:00+00:00"'
        f' type="{kind}" orderType="regular"{counted}>'
        f'<Total><Money currency="USD">{total:.2f}</Money></Total>'
        f'<ShipTo><Address addressID="0042"><Name xml:lang="en">Hooli Head Office</Name></Address></ShipTo>'
        f'<BillTo><Address><Name xml:lang="en">Hooli</Name></Address></BillTo>{head}</OrderRequestHeader>'
        f"{items}</OrderRequest>",
        **how,
    )


def item(
    at: int,
    part: str,
    quantity: str,
    unit: str,
    price: str,
    more: str = "",
    *,
    auxiliary: str = "",
    on: str = "2026-03-02",
) -> str:
    """Return an ItemOut; `more` stands behind its description."""
    second = f"<SupplierPartAuxiliaryID>{auxiliary}</SupplierPartAuxiliaryID>" if auxiliary else ""
    return (
        f'<ItemOut quantity="{quantity}" lineNumber="{at}" requestedDeliveryDate="{on}T12:00:00+00:00">'
        f"<ItemID><SupplierPartID>{part}</SupplierPartID>{second}</ItemID>"
        f'<ItemDetail><UnitPrice><Money currency="USD">{price}</Money></UnitPrice>'
        f'<Description xml:lang="en">{part.title()}</Description><UnitOfMeasure>{unit}</UnitOfMeasure>{more}'
        f'<Classification domain="UNSPSC">56101500</Classification></ItemDetail></ItemOut>'
    )


def says(peer: HttpPeer, code: str, text: str = "OK") -> None:
    """Let the partner answer everything by a status from now on."""
    peer.answer = answered(code, text)
