"""AS2 over HTTP between us and django-pyas2, which nobody here wrote; the page about interoperation is made from this."""

import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gateway.adapters.transports import Surroundings, open_transport
from gateway.adapters.transports.as2 import As2Settings
from gateway.application.as2.sealing import Sealing
from gateway.bootstrap import build
from gateway.entrypoints.as2.server import As2Server
from gateway.errors import TransportError
from tests import as2_house, interop
from tests.databases import fresh
from tests.fakes import as2_installed
from tests.fakes.clocks import FixedClock
from tests.fakes.secrets import KnownSecrets
from tests.house import House, write_profile

PEER = Path(as2_installed.__file__).with_name("django_as2.py")
LINES = {
    "CR LF": b"ISA*00*~\r\nGS*PO~\r\n",
    "LF": b"ISA*00*~\nGS*PO~\n",
    "none at the end": b"ISA*00*~\r\nGS*PO~",
    "every byte": bytes(range(256)),
}
SENT = {
    "AES-256-CBC, SHA-256": {},
    "AES-128-CBC, SHA-384": {"encrypt": "aes-128-cbc", "sign": "sha-384"},
    "AES-192-CBC, SHA-512": {"encrypt": "aes-192-cbc", "sign": "sha-512"},
    "compressed before signing": {"compress": "before-signing"},
    "compressed after signing": {"compress": "after-signing"},
    "base64": {"transfer_encoding": "base64"},
}
TAKEN = {
    "AES-256-CBC, SHA-256": {},
    "AES-128-CBC, SHA-512": {"encryption": "aes_128_cbc", "signature": "sha512"},
    "compressed": {"compress": True},
    "3DES, SHA-1, both agreed": {"encryption": "tripledes_192_cbc", "signature": "sha1"},
    "our receipt unsigned": {"mdn_sign": ""},
    "no receipt": {"mdn": False},
}
NAMED = {
    "a file name with blanks": "an order.edi",
    "a file name with letters beyond ASCII": "\u00fcbersicht \u65e5\u672c.edi",
}
RECEIPTS = {
    "its receipt unsigned": {"signed": "false"},
    "its check in SHA-512": {"digests": ["sha-512"]},
    "no receipt": {"mode": "none"},
}


@dataclass
class Two:
    """The two of them, and how each is told to send."""

    house: House
    folder: Path
    port: int
    us_url: str

    def agree(self, **agreed: Any) -> None:
        """Build our side anew with other agreements."""
        part = {
            "us": "us",
            "them": "peer",
            "identity": "years",
            "certificates": [{"pem": as2_house.for_years(as2_house.PEER_FOR_YEARS).certificate.pem}],
            "accept": {
                "legacy": ["sha-1", "3des"],
                "receipt_urls": [f"http://127.0.0.1:{self.port}/pyas2/as2receive"],
            },
        }
        write_profile(self.house.folder, "acme", as2=part | agreed)

    def deliver(self, name: str, content: bytes, key: str) -> str:
        """Deliver a document to the peer; return what came of it."""
        gateway = build(
            self.house.gateway.settings,
            clock=self.house.clock,
            maps=self.house.gateway.services.library,
        )
        surroundings = Surroundings(
            files=self.house.folder,
            clock=self.house.clock,
            secrets=KnownSecrets(),
            partner="acme",
            as2=Sealing(as2=gateway.as2),
        )
        settings = As2Settings(url=f"http://127.0.0.1:{self.port}/pyas2/as2receive", read_timeout="20s")
        try:
            open_transport("as2", settings, surroundings).leave(name, content, message_id=key)
        except TransportError as error:
            return str(error)
        finally:
            gateway.engine.dispose()
        with gateway.store.read() as work:
            return work.as2_outbox.recent(1)[0].state

    def tell(self, **asked: Any) -> list[dict[str, Any]]:
        """Tell the peer what to do; return what it remembers."""
        answer = httpx2.post(f"http://127.0.0.1:{self.port}/told", json=asked, timeout=60)
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    """Both at work, each at its own address."""
    house = as2_house.as2_house(tmp_path / "house", fresh("sqlite", tmp_path), FixedClock())
    us, peer = (as2_house.for_years(one) for one in (as2_house.US_FOR_YEARS, as2_house.PEER_FOR_YEARS))
    as2_house.keep_key(house, us, "years")
    pair = Two(house=house, folder=tmp_path / "django", port=_free_port(), us_url="")
    pair.agree()
    gateway = build(house.gateway.settings, clock=house.clock)
    server = As2Server(gateway=gateway, host="127.0.0.1", port=0)
    pair.us_url = server.address
    pair.folder.mkdir()
    (pair.folder / "peer.pem").write_bytes(as2_house.written(peer))
    (pair.folder / "us.crt").write_text(us.certificate.pem)
    words = [str(as2_installed.django()), "-P", str(PEER), str(pair.folder), str(pair.port), server.address]
    with server.running(), subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            assert "ready\n" == running.stdout.readline()
            yield pair
        finally:
            running.kill()
    for one in (gateway, house.gateway):
        one.engine.dispose()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_django_pyas2_and_we_understand_each_other(two: Two) -> None:
    """What we send it reads and receipts, what it sends we read and receipt; in answer and later."""
    results: dict[tuple[str, str], str] = {}
    number = 0
    for case, send in SENT.items():
        number += 1
        two.agree(send=send)
        results["we send", case] = _sent(two, f"<{number}@us>", LINES["CR LF"], "order.edi")
    for case, content in LINES.items():
        number += 1
        two.agree(send={"content_type": "application/octet-stream"})
        results["we send", f"line ends: {case}"] = _sent(two, f"<{number}@us>", content, "order.edi")
    for case, receipt in RECEIPTS.items():
        number += 1
        two.agree(receipt=receipt)
        results["we send", case] = _sent(two, f"<{number}@us>", LINES["CR LF"], "order.edi")
    two.agree()
    for case, name in NAMED.items():
        number += 1
        results["we send", case] = _sent(two, f"<{number}@us>", LINES["CR LF"], name)
        results["we send", case] += f", kept there as `{_name(two, number)}`"
    two.agree(receipt={"mode": "async", "url": two.us_url, "within": "1h"})
    results["we send", "its receipt comes later"] = _sent(
        two, "<late@us>", LINES["CR LF"], "order.edi", later=True
    )
    for case, partner in TAKEN.items():
        results["it sends", case] = _taken(two, partner, f"{len(results)}.edi")
    results["it sends", "our receipt comes later"] = _taken(
        two, {"mdn_mode": "ASYNC"}, "late.edi", later=True
    )

    interop.hold("django-pyas2", results)


def _sent(two: Two, key: str, content: bytes, name: str, *, later: bool = False) -> str:
    said = two.deliver(name, content, key)
    messages = two.tell(receipts=True) if later else two.tell()
    found = next((one for one in messages if one["id"] == key.strip("<>")), None)
    if said not in {"delivered", "awaited"} or found is None:
        return f"fails: {said}"
    if later and _state(two, key) != "delivered":
        return "fails: no receipt came"
    return "ok" if bytes.fromhex(found["content"]) == content else "taken, and altered by it"


def _name(two: Two, number: int) -> str:
    return next((str(one["name"]) for one in two.tell() if one["id"] == f"{number}@us"), "")


def _state(two: Two, key: str) -> str:
    with two.house.gateway.store.read() as work:
        sealed = work.as2_outbox.latest("acme", key)
    return sealed.state if sealed else ""


def _taken(two: Two, partner: dict[str, Any], name: str, *, later: bool = False) -> str:
    content = LINES["CR LF"] + name.encode()
    before = {"compress": False, "encryption": "aes_256_cbc", "signature": "sha256", "mdn_mode": "SYNC"}
    before |= {"mdn": True, "mdn_sign": "sha256"}
    messages = two.tell(partner=before | partner, send={"name": name, "content": content.hex()})
    if later:
        gateway = build(two.house.gateway.settings, clock=two.house.clock)
        worker = gateway.worker()
        while worker.run_once():
            time.sleep(0)
        gateway.engine.dispose()
        messages = two.tell()
    last = messages[-1]
    with two.house.gateway.store.read() as work:
        (transmission,) = work.as2_inbox.recent(1)[0].transmissions or ("",)
        arrived = work.transmissions.content(transmission) if transmission else b""
    if last["status"] != "S":
        return f"fails: {last['said']}"
    return "ok" if arrived == content else "taken, and altered by it"
