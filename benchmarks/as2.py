"""How fast AS2 messages are made, read and acknowledged, beside `openssl cms` on the same content in one run.

    python benchmarks/as2.py [--rounds 5]

Every message is signed (RSA-2048, SHA-256) and encrypted, and answered by a signed receipt that is checked. Ours is
measured in this process, by processor time: `send` is composing the message and checking its receipt, `receive` opening
it and making the receipt, `whole` both. `openssl cms` signs, encrypts, decrypts and verifies the same content as four
processes, the way a program without a library of its own would use it; it makes no receipt, and its time is the
processor time of its processes. What a stream writes (BER, chunk after chunk, as openssl does) is opened in two sizes to
show that time grows with size and no faster. The median of the rounds counts. The last line is one JSON object.

On the wire, messages go over loopback HTTP from our sender, which seals and keeps each before it leaves, to a second gateway
of ours with a database of its own (SQLite, on disk), which keeps each before it answers; and from the same sender to
django-pyas2 in its own process, if the tests have installed it (its development server, and SQLite as well). That time is
wall-clock time, everything on the machine included. Nothing there is parallel: one message at a time.
"""

import argparse
import gc
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import which
from statistics import median

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from gateway.adapters.transports import Surroundings, open_transport
from gateway.adapters.transports.as2 import As2Settings
from gateway.application.as2 import keys
from gateway.application.as2.sealing import Sealing
from gateway.application.ports import Transport
from gateway.as2.agreements import Accepting, Agreement, Held, Pinned, ReceiptRequest, Sending
from gateway.as2.algorithms import Cipher
from gateway.as2.certificates import KeyPair, load_certificate
from gateway.as2.composing import Composed, Payload, compose
from gateway.as2.encrypting import decrypt
from gateway.as2.limits import STANDARD
from gateway.as2.opening import Opened, open_message
from gateway.as2.receipt_reading import Outcome, check_receipt
from gateway.as2.receipts import Receipt, make_receipt
from gateway.bootstrap import Gateway, build, prepare
from gateway.entrypoints import logs
from gateway.entrypoints.as2.server import As2Server
from gateway.settings import Settings, shipped

sys.path.insert(0, str(Path(__file__).parent.parent))  # the peers of the tests

from tests.fakes import as2_installed

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MEGABYTE = 1_000_000
SMALL, LARGE = 10_000, 10 * MEGABYTE
REPEATS = {SMALL: 100, LARGE: 1}
WIRE_REPEATS = {SMALL: 20, LARGE: 1}
CIPHERS = (Cipher.AES_256_CBC, Cipher.AES_256_GCM)


def key_pair(name: str, lasts: timedelta = timedelta(days=1)) -> KeyPair:
    """Return a new key with a certificate it signed itself."""
    secret = rsa.generate_private_key(65537, 2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + lasts)
        .sign(secret, hashes.SHA256())
    )
    return KeyPair(certificate=load_certificate(certificate.public_bytes(Encoding.DER)), secret=secret)


def content_of(size: int) -> bytes:
    """Return an order of a size, in the characters orders are made of."""
    line = b"PO1*0001*12*EA*9.95**VP*V-123456*UP*012345678905~PID*F*08***Hex bolt M8, zinc plated~\n"
    return (line * (size // len(line) + 1))[:size]


class Ours:
    """Two partners in one process."""

    def __init__(self, us: KeyPair, peer: KeyPair, cipher: Cipher) -> None:
        sending = Sending(cipher=cipher, receipt=ReceiptRequest(notify="edi@example.test"))
        self.us = self.agreed("us", us, "peer", peer, sending=sending)
        self.peer = self.agreed("peer", peer, "us", us, sending=sending)

    @staticmethod
    def agreed(ours: str, own: KeyPair, theirs: str, other: KeyPair, *, sending: Sending) -> Agreement:
        """Return what one of them wrote down."""
        return Agreement(
            ours=ours,
            theirs=theirs,
            keys=(Held(pair=own),),
            certificates=(Pinned(certificate=other.certificate),),
            sending=sending,
        )

    def compose(self, content: bytes) -> Composed:
        """Return a message."""
        payload = Payload(content=content, content_type="application/edi-x12", filename="order.edi")
        return compose((payload,), self.us, message_id="<1@us.example>", at=AT, chance=os.urandom)

    def receive(self, message: Composed) -> Receipt:
        """Open a message, return its receipt."""
        outcome = open_message(message.headers, message.body, self.peer, at=AT, chance=os.urandom)
        receipt = make_receipt(outcome, self.peer, message_id="<2@peer.example>", at=AT, chance=os.urandom)
        if not isinstance(outcome, Opened) or receipt is None:
            raise SystemExit("a message of this benchmark does not open")
        return receipt

    def check(self, message: Composed, receipt: Receipt) -> None:
        """Refuse to measure anything that is not delivered."""
        verdict = check_receipt(receipt.headers, receipt.body, message.sent, self.us, at=AT)
        if verdict.outcome is not Outcome.DELIVERED:
            raise SystemExit("a receipt of this benchmark is not in order")

    def send(self, content: bytes, receipt: Receipt) -> None:
        """Compose a message and check the receipt of another one of the same content."""
        self.check(self.compose(content), receipt)


class Theirs:
    """The program openssl on files in a folder."""

    def __init__(self, folder: Path, us: KeyPair, peer: KeyPair) -> None:
        self.folder = folder
        for name, one in (("us", us), ("peer", peer)):
            key = one.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (folder / f"{name}.key").write_bytes(key)
            (folder / f"{name}.crt").write_text(one.certificate.pem)

    def run(self, words: str) -> None:
        """Run openssl cms in the folder."""
        subprocess.run(  # noqa: S603 - the words stand below
            ["openssl", "cms", "-binary", *words.split()],  # noqa: S607 - openssl as found
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def whole(self, cipher: Cipher) -> None:
        """Sign, encrypt, decrypt, verify what stands in the file content."""
        self.run("-sign -nodetach -md sha256 -signer us.crt -inkey us.key -in content -outform DER -out s")
        self.run(f"-encrypt -{cipher} -recip peer.crt -in s -outform DER -out e")
        self.run("-decrypt -inkey peer.key -recip peer.crt -in e -inform DER -out d")
        self.run("-verify -no_check_time -purpose any -CAfile us.crt -in d -inform DER -out o")
        if (self.folder / "o").read_bytes() != (self.folder / "content").read_bytes():
            raise SystemExit("openssl does not read what it wrote")

    def stream(self, content: bytes) -> bytes:
        """Return content encrypted the way a stream writes it."""
        (self.folder / "content").write_bytes(content)
        self.run("-encrypt -stream -aes-256-cbc -recip peer.crt -in content -outform DER -out e")
        return (self.folder / "e").read_bytes()


def timed(work: Callable[[], object], repeats: int = 1) -> float:
    """Return the processor time of doing something once, in this process and those it starts."""
    gc.collect()
    began = time.process_time() + children()
    for _ in range(repeats):
        work()
    return (time.process_time() + children() - began) / repeats


def children() -> float:
    """Return the processor time of the processes started so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(size: int, cipher: Cipher, ours: Ours, theirs: Theirs | None, rounds: int) -> dict[str, float]:
    """Return seconds a message by the way it goes: the median of rounds in which all take their turn."""
    content, repeats = content_of(size), REPEATS[size]
    message = ours.compose(content)
    receipt = ours.receive(message)
    ways: dict[str, tuple[Callable[[], object], int]] = {
        "send": (lambda: ours.send(content, receipt), repeats),
        "receive": (lambda: ours.receive(message), repeats),
    }
    if theirs is not None:
        (theirs.folder / "content").write_bytes(content)
        ways["openssl"] = (lambda: theirs.whole(cipher), 1)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (work, count) in ways.items():
            taken[name].append(timed(work, count))
    found = {name: median(one) for name, one in taken.items()}
    return found | {"whole": found["send"] + found["receive"]}


def streamed(theirs: Theirs, peer: KeyPair, rounds: int) -> dict[int, float]:
    """Return seconds to open what a stream wrote, by size."""
    found = {}
    for size in (LARGE, 2 * LARGE):
        opening = partial(
            decrypt,
            theirs.stream(content_of(size)),
            (peer,),
            accepting=Accepting(),
            limits=STANDARD,
            chance=os.urandom,
        )
        found[size] = median(timed(opening) for _ in range(rounds))
    return found


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    us, peer = key_pair("us"), key_pair("peer")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="gateway-as2-") as folder:
        theirs = Theirs(Path(folder), us, peer) if which("openssl") else None
        for cipher in CIPHERS:
            ours = Ours(us, peer, cipher)
            for size in (SMALL, LARGE):
                found = measure(size, cipher, ours, theirs, rounds)
                figures |= report(size, cipher, found)
        if theirs is not None:
            by_size = streamed(theirs, peer, rounds)
            figures |= {
                "ber_mb_per_s": round(LARGE / MEGABYTE / by_size[LARGE], 1),
                "ber_time_for_twice_the_size": round(by_size[2 * LARGE] / by_size[LARGE], 2),
            }
        figures |= on_the_wire(Path(folder), rounds)
    print(json.dumps(figures))


def gateway_in(folder: Path, ours: str, own: KeyPair, theirs: str, other: KeyPair) -> Gateway:
    """Return a gateway of ours with a database of its own that speaks AS2 with one partner."""
    text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    profile["as2"] = {"us": ours, "them": theirs, "certificates": [{"pem": other.certificate.pem}]}
    (folder / "config" / "partners").mkdir(parents=True)
    (folder / "config" / "partners" / "partner.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    master = b64encode(os.urandom(32)).decode()
    settings = Settings(config_dir=folder / "config", data_dir=folder / "data", master_key=SecretStr(master))
    logs.configure()
    gateway = build(settings)
    prepare(gateway)
    pem = own.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    keys.take_over(
        gateway.services,
        gateway.store,
        gateway.as2.vault,
        pem + own.certificate.pem.encode(),
        identity="default",
        password=None,
        actor="benchmark",
    )
    return gateway


def sender_of(gateway: Gateway, url: str) -> Transport:
    """Return the way from a gateway to an address."""
    surroundings = Surroundings(
        files=Path(),
        clock=gateway.services.clock,
        secrets=gateway.secrets,
        partner="partner",
        as2=Sealing(as2=gateway.as2),
    )
    return open_transport("as2", As2Settings(url=url), surroundings)


def per_message(way: Transport, size: int, rounds: int) -> float:
    """Return the seconds a message takes from being handed over to its receipt being kept."""
    content = content_of(size - 12)
    taken = []
    for number in range(rounds * WIRE_REPEATS[size]):
        began = time.perf_counter()
        # each its own, so that none is a repeat of another
        way.leave("order.edi", b"%012d" % number + content, message_id=f"<{size}.{number}@{id(way)}>")
        taken.append(time.perf_counter() - began)
    return median(taken)


@contextmanager
def django_at(folder: Path, us: KeyPair, peer: KeyPair) -> Iterator[str]:
    """Run django-pyas2 in its own process; yield its address, or nothing where it is not installed."""
    if not (as2_installed.FOLDER / "django-pyas2.installed").exists():
        yield ""
        return
    folder.mkdir()
    pem = peer.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "peer.pem").write_bytes(pem + peer.certificate.pem.encode())
    (folder / "us.crt").write_text(us.certificate.pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    script = Path(as2_installed.__file__).with_name("django_as2.py")
    words = [str(as2_installed.django()), "-P", str(script), str(folder), str(port), "http://127.0.0.1:9/as2"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603 - the words stand above
        try:
            if running.stdout is None or running.stdout.readline() != "ready\n":
                raise SystemExit("django-pyas2 does not start")
            yield f"http://127.0.0.1:{port}/pyas2/as2receive"
        finally:
            running.kill()


def on_the_wire(folder: Path, rounds: int) -> dict[str, float]:
    """Return what messages over HTTP cost between two of ours, and from ours to django-pyas2."""
    us, peer = key_pair("us", lasts=timedelta(days=3650)), key_pair("peer", lasts=timedelta(days=3650))
    sending = gateway_in(folder / "us", "us", us, "peer", peer)
    taking = gateway_in(folder / "peer", "peer", peer, "us", us)
    server = As2Server(gateway=taking, host="127.0.0.1", port=0)
    figures: dict[str, float] = {}
    with server.running(), django_at(folder / "django", us, peer) as django:
        ways = {"ours": server.address} | ({"django_pyas2": django} if django else {})
        for size in (SMALL, LARGE):
            name = "10kb" if size == SMALL else "10mb"
            for to, address in ways.items():
                seconds = per_message(sender_of(sending, address), size, rounds)
                print(
                    f"{name}  wire to {to:<13} {seconds * 1000:9.2f} ms {1 / seconds:9.1f}/s {size / MEGABYTE / seconds:9.1f} MB/s"
                )
                key = f"wire_{to}_{name}"
                figures[f"{key}_per_s" if size == SMALL else f"{key}_mb_per_s"] = round(
                    1 / seconds if size == SMALL else size / MEGABYTE / seconds, 1
                )
    for one in (sending, taking):
        one.engine.dispose()
    return figures


def report(size: int, cipher: Cipher, found: dict[str, float]) -> dict[str, float]:
    """Print a line for each way; return the figures."""
    name = "10kb" if size == SMALL else "10mb"
    figures: dict[str, float] = {}
    for way, seconds in found.items():
        print(
            f"{name}  {cipher}  {way:<8} {seconds * 1000:9.2f} ms {1 / seconds:9.1f}/s {size / MEGABYTE / seconds:9.1f} MB/s"
        )
        key = f"{way}_{cipher.removeprefix('aes-256-')}_{name}"
        figures[f"{key}_per_s" if size == SMALL else f"{key}_mb_per_s"] = round(
            1 / seconds if size == SMALL else size / MEGABYTE / seconds, 1
        )
    if "openssl" in found:
        ratio = found["openssl"] / found["whole"]
        print(f"{name}  {cipher}  openssl cms takes {ratio:.1f} times as long (four processes, no receipt)")
        figures[f"ratio_to_openssl_{cipher.removeprefix('aes-256-')}_{name}"] = round(ratio, 2)
    return figures


if __name__ == "__main__":
    main()
