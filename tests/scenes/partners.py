"""Pages about partners: who speaks cXML, AS2 or X12, and what is agreed with them."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509 import load_pem_x509_certificate

from tests.as2_house import as2_house, hand, message
from tests.cxml_house import order as cxml_order
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.fakes.peers import TLS
from tests.house import LAMPS, interchange, order, rebuilt, write_profile
from tests.integration.application.test_advices import STOCK, TAKES, framed
from tests.integration.test_cxml_cli import DTD
from tests.scenes.scene import MASTER, Scene, environment_of
from tests.shop_house import shop
from tests.unit.as2.trading import pair, secret

ORDER_XML = cxml_order("PO-1", ("LAMP", "24", "EA", "9.25"))
KEY_PASSWORD = "open sesame"


def hooli(scene: Scene) -> None:
    """A partner that speaks cXML and shops, with a price list and a catalogue."""
    house = shop(scene.folder / "house", fresh("sqlite", scene.folder), FixedClock())
    secrets = scene.folder / "secrets"
    secrets.mkdir()
    for name in ("hooli-cxml", "ourco-at-hooli", "cxml", "oci"):
        (secrets / name).write_text("open sesame", encoding="utf-8")
    write_profile(
        house.folder,
        "hooli",
        transport={
            "kind": "cxml",
            "url": "https://buying.hooli.example.test/cxml",
            "secret": "secret:ourco-at-hooli",
        },
    )
    scene.lives_in(rebuilt(house, secrets="file", secrets_dir=secrets, master_key=MASTER))
    scene.file("order.xml", ORDER_XML)

    def ours() -> str:
        with scene.gateway.store.read() as work:
            return work.cxml_inbox.secrets("hooli")[0].digest[:12]

    scene.words = {"3f9c21aa07be": ours, "test CODE": "test hooli"}
    scene.given = {"read -rs": "open sesame\n"}


def as2(scene: Scene) -> None:
    """A key of ours is made; then a house that has exchanged messages with a partner already."""
    scene.build()
    other = as2_house(scene.folder / "as2", _folder(scene, "kept"), FixedClock())
    scene.leaving.callback(other.gateway.engine.dispose)
    hand(other, message(interchange(order("PO-1", LAMPS)).encode()))
    other.work()
    bare = fresh("sqlite", _made(scene, "bare"))
    scene.file("tls.crt", (TLS / "certificate.pem").read_bytes())
    scene.file("tls.key", (TLS / "key.pem").read_bytes())
    certificate = load_pem_x509_certificate(pair("another").certificate.pem.encode())
    scene.file(
        "key.p12",
        pkcs12.serialize_key_and_certificates(
            b"us", secret("another"), certificate, None, BestAvailableEncryption(KEY_PASSWORD.encode())
        ),
    )
    scene.file("pw", f"{KEY_PASSWORD}\n")
    scene.file("new.crt", pair("renewed").certificate.pem)
    with other.gateway.store.read() as work:
        came = work.as2_inbox.recent(1)[0].id
    lived = environment_of(other.gateway)
    scene.moves = {"gateway as2 list": lived}
    scene.words = {
        "gateway cert import key.p12": f"GATEWAY_DATABASE_URL={bare} gateway cert import key.p12",
        "evidence ID": f"evidence '{came}'",
        "--partner CODE": "--partner acme",
    }


def _made(scene: Scene, name: str) -> Path:
    made = scene.folder / name
    made.mkdir()
    return made


def _folder(scene: Scene, name: str) -> str:
    return fresh("sqlite", _made(scene, name))


def acknowledging(scene: Scene) -> None:
    """A document nothing here handles was kept for a person."""
    house = scene.build({"acme": {"documents": TAKES}})
    house.take(framed("846", "IB", *STOCK))
    scene.words = {"settle ID": f"settle {house.documents('846')[0].id}"}


def cxml(scene: Scene) -> None:
    """An order on file, one with an attachment, and a folder of DTDs."""
    scene.file("order.xml", ORDER_XML)
    body = f"--b\r\nContent-Type: text/xml\r\nContent-ID: <root>\r\n\r\n{ORDER_XML}\r\n--b--\r\n"
    scene.file("body.bin", body)
    scene.file("cxml-1.2.071/cXML.dtd", DTD)
