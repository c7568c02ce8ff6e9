"""A played buyer: who it is, what it shows to prove it, and how it posts cXML and reads what comes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from gateway.application.buyer.browsing import Browser
from gateway.application.buyer.conformance import Checks
from gateway.application.buyer.wire import Reply, Wire
from gateway.application.services import Services
from gateway.cxml import messages
from gateway.cxml.credentials import Signed, sign
from gateway.cxml.envelopes import TEST, Credential, Envelope
from gateway.cxml.messages import Received
from gateway.cxml.wire import CONTENT_TYPE
from gateway.domain.carts import Cart
from gateway.domain.findings import Severity
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Communication, Contact
from gateway.domain.punch_outs import PunchOutSetup, PunchOutStart
from gateway.domain.references import Reference
from gateway.errors import ConfigurationFault
from gateway.profiles.cxml import Cxml
from gateway.profiles.profile import Profile
from gateway.profiles.punchout import PunchOut

AGENT = "Buyer simulator"
CART_PATH = "/punchout/cart"
MAC_LASTS = timedelta(minutes=30)
EMAIL, NAME = "shopper@buyer.example.test", "Sam Shopper"
OK = 200
SETUP_SECONDS = 5.0
Dtd = Callable[[bytes], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A request as it was posted, what came over HTTP, and what that says."""

    request: bytes = field(repr=False)
    reply: Reply
    received: Received

    @property
    def code(self) -> str:
        """Return the status of cXML, empty where there is none."""
        return self.received.status.code if self.received.status else ""

    @property
    def came(self) -> str:
        """Return what came, in a few words."""
        status = self.received.status
        said = f"status {status.code} {status.message or status.text}" if status else "no status of cXML"
        return f"HTTP {self.reply.status}, {said}".strip()


@dataclass(slots=True)
class Buyer:
    """A buyer's system at play against one gateway, as one partner; `cart` is what the last visit brought home."""

    services: Services
    profile: Profile
    address: str
    wire: Wire
    checks: Checks
    secret: str = field(default="", repr=False)
    oci_password: str = field(default="", repr=False)
    dtd: Dtd | None = None
    cart: Cart | None = None
    order: PurchaseOrder | None = None
    order_said: Said | None = None

    @property
    def agreed(self) -> PunchOut:
        """Return what was agreed on shopping; raises ConfigurationFault where nothing was."""
        if self.profile.punchout is None:
            raise ConfigurationFault(
                f"{self.profile.code}.yaml says nothing of shopping: it needs a part `punchout`"
            )
        return self.profile.punchout

    @property
    def cxml(self) -> Cxml:
        """Return what was agreed on cXML; raises ConfigurationFault where nothing was."""
        if self.profile.cxml is None:
            raise ConfigurationFault(f"{self.profile.code}.yaml says nothing of cXML: it needs a part `cxml`")
        return self.profile.cxml

    @property
    def patience(self) -> float:
        """Return after how many seconds the partner's system gives up waiting for the answer to an order."""
        return self.cxml.waits.total_seconds()

    @property
    def return_url(self) -> str:
        """Return where carts are to go: to the first origin that was agreed on."""
        return f"{self.agreed.return_to[0]}{CART_PATH}"

    def browser(self) -> Browser:
        """Return a fresh browser."""
        return Browser(self.wire)

    def new_id(self) -> str:
        """Return an id nobody used before."""
        return self.services.ids.new()

    def envelope(self, *, payload_id: str = "", secret: str | None = None) -> Envelope:
        """Return what is around a document of this buyer: always marked as a test."""
        them, us = self.cxml.them[0], self.cxml.us[0]
        through = (*self.cxml.through, them)[0]
        now = self.services.clock.now()
        proof = Credential(domain=through.domain, identity=through.identity)
        shown = self.secret if secret is None else secret
        if self.cxml.accept.mac:
            signed = Signed(
                from_domain=them.domain,
                from_identity=them.identity,
                sender_domain=through.domain,
                sender_identity=through.identity,
            )
            proof = replace(proof, mac=sign(shown, signed, created_at=now, expires_at=now + MAC_LASTS))
        else:
            proof = replace(proof, secret=shown)
        return Envelope(
            payload_id=payload_id or f"{self.new_id()}@buyer.example.test",
            sent_at=now,
            mode=TEST,
            senders=(Credential(domain=them.domain, identity=them.identity),),
            recipients=(Credential(domain=us.domain, identity=us.identity),),
            proofs=(proof,),
            user_agent=AGENT,
        )

    def say(self, document: Any, *, payload_id: str = "", secret: str | None = None) -> Said:  # noqa: ANN401 - any document of cXML
        """Post a document and return what came of it."""
        envelope = self.envelope(payload_id=payload_id, secret=secret)
        dialect = self.cxml.dialect.dialect()
        return self.post(messages.write(envelope, document, dialect=dialect).content)

    def post(self, content: bytes) -> Said:
        """Post bytes and return what came of them."""
        reply = self.wire.send(
            "POST", f"{self.address}/cxml", body=content, headers={"content-type": CONTENT_TYPE}
        )
        received = messages.read(reply.body, dialect=self.cxml.dialect.dialect())
        return Said(request=content, reply=reply, received=received)

    def setup(self, operation: str, **others: Any) -> PunchOutSetup:  # noqa: ANN401 - fields of a set-up
        """Return a request to shop, with a cookie of its own."""
        told = {"UserEmail": EMAIL, "UniqueName": NAME}
        return PunchOutSetup(
            buyer_cookie=f"cookie {self.new_id()}",
            operation=operation,
            return_url=self.return_url,
            supplier_url=f"{self.address}/cxml",
            references=tuple(
                Reference(kind=f"extrinsic:{name}", value=value) for name, value in told.items()
            ),
            contacts=(
                Contact(
                    kind="endUser", name=NAME, communications=(Communication(kind="e-mail", number=EMAIL),)
                ),
            ),
            **others,
        )

    def expect(self, said: Said, *codes: str, tried: str, seconds: float) -> None:
        """Check a reply as a whole: HTTP, that it reads, its time, its DTD, its status; raises Broken where it is not that."""
        checks = self.checks
        checks.must(
            "http", right=said.reply.status == OK and said.received.is_cxml, tried=tried, came=said.came
        )
        self.reads(said.reply.body, said.received, tried=tried)
        took = f"{said.reply.seconds * 1000:.0f} ms"
        checks.that("in-time", right=said.reply.seconds < seconds, tried=tried, came=took)
        checks.must("status", right=said.code in codes, tried=tried, came=said.came)

    def reads(self, content: bytes, received: Received, *, tried: str) -> None:
        """Check that a document reads without errors and, where the DTDs are here, that it is valid by them."""
        errors = [one for one in received.findings if one.severity is Severity.ERROR]
        said = "; ".join(f"{one.code} at {one.path}" for one in errors[:3]) or "no errors"
        self.checks.that("readable", right=not errors, tried=tried, came=said)
        if self.dtd is None:
            self.checks.skip("dtd", "GATEWAY_CXML_DTD_DIR names no folder with the official DTDs")
            return
        wrong = self.dtd(content)
        self.checks.that("dtd", right=not wrong, tried=tried, came="; ".join(wrong[:3]) or "it is valid")

    def start(self, setup: PunchOutSetup, *, tried: str) -> str:
        """Post a request to shop and return the start page; raises Broken where there is none."""
        said = self.say(setup)
        self.expect(said, "200", tried=tried, seconds=SETUP_SECONDS)
        start = said.received.document
        page = start.start_page if isinstance(start, PunchOutStart) else ""
        # the address lets in whoever has it: a report shows no more of it than where it leads
        came = page.rpartition("/")[0] or "no StartPage"
        self.checks.must("start-page", right=page.startswith(("https://", "http://")), tried=tried, came=came)
        return page
