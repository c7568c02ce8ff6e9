"""A simulated partner whose people shop with us: its system asks for the shop, orders the cart, and takes our cXML."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from gateway.adapters.browsing import HttpWire
from gateway.application.buyer import shopping
from gateway.application.buyer.conformance import Broken, Checks
from gateway.application.buyer.conversing import Buyer
from gateway.application.buyer.ordering import order_of
from gateway.bootstrap import Gateway
from gateway.cxml import messages
from gateway.cxml.envelopes import PRODUCTION, Envelope
from gateway.cxml.statuses import OK, status
from gateway.cxml.wire import CONTENT_TYPE
from gateway.domain.carts import Cart

LARGEST_BODY = 10 * 1024 * 1024
LOOK_S = 0.1


class CxmlPartner:
    """One partner's purchasing system, on a port of this machine."""

    def __init__(self) -> None:
        self._ours = self._secret = ""
        self._lock = Lock()
        self._received: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._answering())
        self.order = ""
        self.answered = ""
        self.bought = 0

    @property
    def origin(self) -> str:
        """Return where the partner's pages are."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def address(self) -> str:
        """Return where the partner takes our documents."""
        return f"{self.origin}/cxml"

    def may_come(self, ours: str, secret: str) -> None:
        """Tell the partner where we are, and what it shows to prove itself."""
        self._ours, self._secret = ours, secret

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take documents until the block ends."""
        serving = Thread(target=self._server.serve_forever, args=(LOOK_S,), name="partner-cxml")
        serving.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()
            serving.join()

    def received(self, message: str) -> int:
        """Return how many documents of a message arrived."""
        with self._lock:
            return self._received.count(message)

    def shop(self, gateway: Gateway, partner: str) -> None:
        """Come into the shop as one of the partner's people, take a cart home, and order it, as far as we let it."""
        wire = HttpWire()
        buyer = Buyer(
            services=gateway.services,
            profile=gateway.services.directory.get(partner),
            address=self._ours,
            wire=wire,
            checks=Checks(),
            secret=self._secret,
        )
        with closing(wire), suppress(Broken):
            shopping.create(buyer)
            self._order(buyer, buyer.cart or Cart(buyer_cookie=""))

    def _order(self, buyer: Buyer, cart: Cart) -> None:
        placed = order_of(buyer, cart)
        self.order, self.bought = placed.number, len(cart.lines)
        in_earnest = replace(buyer.envelope(), mode=PRODUCTION)
        dialect = buyer.cxml.dialect.dialect()
        self.answered = buyer.post(messages.write(in_earnest, placed, dialect=dialect).content).code

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        received, lock = self._received, self._lock

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = messages.read(self.rfile.read(min(int(self.headers["Content-Length"]), LARGEST_BODY)))
                with lock:
                    received.append(said.name)
                envelope = Envelope(
                    payload_id=f"re.{said.envelope.payload_id}", sent_at=said.envelope.sent_at
                )
                answer = messages.respond(envelope, status(OK))
                self.send_response(200)
                self.send_header("Content-Type", CONTENT_TYPE)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Stay silent: the story is told elsewhere."""

        return Answering
