"""A partner who speaks AS2: a small server over our own codec, with every bad habit a test asks of it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from gateway.adapters.transports.as2 import As2Settings
from gateway.as2.agreements import Agreement
from gateway.as2.opening import Opened, open_message
from gateway.as2.receipts import Receipt, make_receipt
from tests.unit.as2.trading import AT, CHANCE, THEM, accepting

Lines = tuple[tuple[str, str], ...]
Reply = tuple[int, Lines, bytes]
"""A status, header lines and a body."""


@dataclass(frozen=True)
class Taken:
    """A request as it came, and the receipt an honest partner would give."""

    headers: Lines
    body: bytes
    receipt: Receipt | None

    def __getitem__(self, name: str) -> str:
        return next(value for found, value in self.headers if found.lower() == name.lower())


def honest(taken: Taken) -> Reply | None:
    """Answer with the receipt."""
    if taken.receipt is None:
        return 200, (), b""
    return 200, taken.receipt.headers, taken.receipt.body


def saying(status: int) -> Callable[[Taken], Reply | None]:
    """Answer every message with a status and nothing else."""
    return lambda _: (status, (), b"")


def hangs_up(_: Taken) -> Reply | None:
    """Close the connection without a word."""
    return None


@dataclass
class As2Peer:
    """A partner behind an address; `behave` makes its answers."""

    server: ThreadingHTTPServer
    agreement: Agreement
    settings: As2Settings
    secrets: Mapping[str, str] = field(default_factory=dict)
    behave: Callable[[Taken], Reply | None] = honest
    taken: list[Taken] = field(default_factory=list)
    payloads: dict[str, bytes] = field(default_factory=dict)
    arrivals: list[tuple[str, bytes]] = field(default_factory=list)
    goes_on: Event | None = None
    surroundings: Mapping[str, Any] = field(default_factory=dict)

    def take(self, headers: Lines, body: bytes) -> Reply | None:
        """Open what came and keep it, once a Message-ID; return the answer."""
        outcome = open_message(headers, body, self.agreement, at=AT, chance=CHANCE)
        if isinstance(outcome, Opened):
            content = b"".join(one.content for one in outcome.payloads)
            self.payloads.setdefault(outcome.arrival.message_id, content)
            self.arrivals.append((outcome.arrival.message_id, content))
        number = len(self.taken) + 1
        receipt = make_receipt(
            outcome, self.agreement, message_id=f"<r{number}@peer.example>", at=AT, chance=CHANCE
        )
        self.taken.append(Taken(headers=headers, body=body, receipt=receipt))
        return self.behave(self.taken[-1])

    def delivered(self) -> list[bytes]:
        """Return what we delivered, each once."""
        return list(self.payloads.values())

    def vanish(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def as2_peer(agreement: Agreement | None = None, **settings: Any) -> Iterator[As2Peer]:
    """Open a partner on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(ConnectionError):  # whoever asked may be gone
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if peer.goes_on is not None:
                    peer.goes_on.wait(10)
                reply = peer.take(tuple(self.headers.items()), body)
                if reply is not None:
                    self.reply(*reply)

        def reply(self, status: int, lines: Lines, body: bytes) -> None:
            self.send_response(status)
            for name, value in lines:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}/as2"
    known = agreement or accepting(THEM, receipt_urls=("http://127.0.0.1:9/as2",))
    peer = As2Peer(server=server, agreement=known, settings=As2Settings(url=address, **settings))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield peer
    finally:
        if peer.goes_on is not None:
            peer.goes_on.set()
        peer.vanish()
        thread.join(10)


def changed(receipt: Receipt | None, **fields: Any) -> Reply:
    """Answer with a receipt of which something was changed after it was made."""
    assert receipt is not None
    made = replace(receipt, **fields)
    return 200, made.headers, made.body
