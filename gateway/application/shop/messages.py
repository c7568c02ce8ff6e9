"""The PunchOutOrderMessage as the buyer's browser carries it: by name and never with a secret, which the browser would see."""

import gateway
from gateway.application.ports import ShopSession
from gateway.application.services import Services
from gateway.application.shop.forms import Form
from gateway.cxml.dialects import PLAIN
from gateway.cxml.envelopes import PRODUCTION, TEST, Credential, Envelope
from gateway.cxml.messages import write
from gateway.cxml.wire import BASE64, URLENCODED, base64_field, urlencoded_field
from gateway.domain.carts import Cart
from gateway.profiles.cxml import CxmlCredential
from gateway.profiles.profile import Profile
from gateway.profiles.punchout import PunchOut

AGENT = f"Order gateway {gateway.__version__}"


def cart_message(services: Services, profile: Profile, visit: ShopSession, cart: Cart) -> str:
    """Return a cart as a cXML document."""
    agreed = profile.cxml
    us = _named(agreed.us) if agreed else ()
    envelope = Envelope(
        payload_id=f"{services.ids.new()}@{us[0].identity if us else profile.code}",
        sent_at=services.clock.now(),
        mode=TEST if visit.test else PRODUCTION,
        senders=us,
        recipients=_named(agreed.them) if agreed else (),
        proofs=us,
        user_agent=AGENT,
    )
    dialect = agreed.dialect.dialect() if agreed else PLAIN
    return write(envelope, cart, dialect=dialect).content.decode("utf-8")


def cart_form(visit: ShopSession, agreed: PunchOut) -> Form:
    """Return the form that takes a cart home, in the field the buyer reads."""
    content = visit.returned.encode()
    field = (
        (URLENCODED, urlencoded_field(content))
        if agreed.cart.encoding == "urlencoded"
        else (BASE64, base64_field(content))
    )
    return Form(url=visit.return_to, fields=(field,), target=agreed.cart.target, allowed=agreed.return_to)


def _named(credentials: tuple[CxmlCredential, ...]) -> tuple[Credential, ...]:
    return tuple(Credential(domain=one.domain, identity=one.identity) for one in credentials)
