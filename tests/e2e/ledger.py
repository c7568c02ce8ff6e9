"""The world outside while a gateway is killed: a partner's inbox that forgets nothing, and a feeder that gives up nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

import httpx2

PAUSE_S = 0.05
ANSWER_S = 20
JOIN_S = 30


@dataclass
class Ledger:
    """An inbox on this machine that writes every arrival under the last one and never strikes any out.

    With `unsure_every` it takes every so-manyth and says that it did not.
    """

    unsure_every: int = 0
    arrivals: list[tuple[str, bytes]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._answering())

    @property
    def address(self) -> str:
        """Return where to post."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    @contextmanager
    def open(self) -> Iterator["Ledger"]:
        """Take posts until the block ends."""
        serving = Thread(target=self._server.serve_forever, args=(PAUSE_S,), name="ledger")
        serving.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            serving.join(JOIN_S)

    def _write(self, message_id: str, content: bytes) -> int:
        with self._lock:
            self.arrivals.append((message_id, content))
            unsure = self.unsure_every and len(self.arrivals) % self.unsure_every == 0
            return 503 if unsure else 204

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        write = self._write

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if len(content) == int(self.headers["Content-Length"]):
                    self.send_response(write(self.headers["Message-ID"], content))
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        return Answering


@dataclass
class Feeder:
    """Posts orders one after the other, each until it is told that it was taken; `address` may be elsewhere each time.

    `may` says whether it is time for the so-manyth.
    """

    orders: Mapping[str, bytes]
    address: str = ""
    may: Callable[[int], bool] = lambda _: True
    confirmed: dict[str, float] = field(default_factory=dict)
    unheard: int = 0
    _over: Event = field(default_factory=Event)
    _all: Event = field(default_factory=Event)

    @contextmanager
    def feeding(self) -> Iterator["Feeder"]:
        """Post in a thread until all are taken or the block ends."""
        thread = Thread(target=self._feed, name="feeder")
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join(JOIN_S)

    @property
    def done(self) -> bool:
        """Return whether every order was taken."""
        return self._all.is_set()

    def _feed(self) -> None:
        with httpx2.Client(timeout=ANSWER_S, trust_env=False) as client:
            for at, (number, content) in enumerate(self.orders.items()):
                while not self.may(at) and not self._over.wait(PAUSE_S):
                    pass
                # Every fourth sender does not hear us the first time, and sends the same once more.
                for _ in range(2 if at % 4 == 0 else 1):
                    while not self._over.is_set() and not self._posted(client, number, content):
                        self.unheard += 1
                        self._over.wait(PAUSE_S)
                self._over.wait(PAUSE_S)
        if len(self.confirmed) == len(self.orders):
            self._all.set()

    def _posted(self, client: httpx2.Client, number: str, content: bytes) -> bool:
        if not self.address:
            return False
        try:
            answer = client.post(f"{self.address}/edi", content=content, headers={"Idempotency-Key": number})
        except httpx2.HTTPError:
            return False
        if answer.is_success:
            self.confirmed.setdefault(number, len(self.confirmed))
        return answer.is_success
