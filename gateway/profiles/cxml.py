"""What is agreed with a partner on cXML: credentials, secrets, who may post, where we post, how we say it."""

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from gateway.cxml.dialects import PLAIN, Dialect
from gateway.profiles.values import Duration, SecretName, Spec, Text

PREFIX = "cxml/"
FINGERPRINT_DIGITS = 64
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "OrderRequest": frozenset({"850", "860"}),
        "ConfirmationRequest": frozenset({"855", "865"}),
        "ShipNoticeRequest": frozenset({"856"}),
        "InvoiceDetailRequest": frozenset({"810"}),
        "StatusUpdateRequest": frozenset({"997"}),
        "QuoteRequest": frozenset({"840"}),
        "QuoteMessage": frozenset({"843"}),
    }
)
"""The roles each message of cXML can be agreed for."""

Confirmation = Literal["accept", "allDetail", "detail", "backordered", "except", "reject"]
ConfirmedAs = Literal["accept", "allDetail", "detail", "backordered", "reject", "unknown"]
_PLAIN_CONFIRMATIONS: tuple[Confirmation, ...] = ("accept", "allDetail", "detail", "except", "reject")
_PLAIN_STATUSES: tuple[ConfirmedAs, ...] = ("accept", "detail", "backordered", "reject", "unknown")
Deployment = Literal["production", "test"]
Change = Literal["update", "delete"]
Message = Literal[
    "ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest", "StatusUpdateRequest", "QuoteMessage"
]


def message_of(map_name: str) -> str:
    """Return the message of cXML a map's name stands for, empty where it is a map of X12."""
    return map_name.removeprefix(PREFIX) if map_name.startswith(PREFIX) else ""


def misfit(map_name: str, set_id: str) -> str:
    """Return why a document cannot be exchanged as a message of cXML, empty where it can."""
    message = message_of(map_name)
    if message not in ROLES:
        return f"there is no map {map_name}; of cXML there are {', '.join(f'{PREFIX}{one}' for one in ROLES)}"
    if set_id not in ROLES[message]:
        return f"{map_name} stands for {' or '.join(sorted(ROLES[message]))}, and {set_id} is agreed here"
    return ""


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError:
        raise ValueError("should be an address or a network, such as 203.0.113.0/24") from None
    return text


def _fingerprint(text: str) -> str:
    digits = text.replace(":", "").casefold()
    if len(digits) != FINGERPRINT_DIGITS or set(digits) - set("0123456789abcdef"):
        raise ValueError("should be the SHA-256 of a certificate, 64 hexadecimal digits")
    return digits


def _url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    host = rest.partition("/")[0]
    if scheme not in {"http", "https"} or not host or "@" in host or "#" in text or " " in text:
        raise ValueError("should be https://host/path, without a name or password in it")
    return text


Network = Annotated[str, AfterValidator(_network)]
Url = Annotated[str, AfterValidator(_url)]
Fingerprint = Annotated[str, AfterValidator(_fingerprint)]


class CxmlCredential(Spec):
    """Who somebody is: an `identity` within a `domain` (capitals of the domain do not count).

    `aliases` are other identities of the same party, such as the one it uses while testing.
    """

    domain: Text
    identity: Text
    aliases: tuple[Text, ...] = ()

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """Return domain, in small letters, and identity, for each identity."""
        return frozenset((self.domain.lower(), one) for one in (self.identity, *self.aliases))


class CxmlLogin(Spec):
    """A user name and the name of the secret that is its password, as HTTP carries them."""

    user: Text
    password: SecretName


class CxmlAccept(Spec):
    """Who may post in the partner's name, beside what cXML itself asks for.

    `secrets` are shared secrets the partner may show, two of them while one takes the place of the other; more are
    made with `gateway cxml secret`. With `mac` it may show a MAC of one of `secrets` instead, while that is good.
    Who shows one of `certificates` (SHA-256 of a client's certificate, told by the proxy) needs no secret at all.
    `networks` are the addresses it posts from, `login` what HTTP carries; either is asked for only where it is named.
    """

    secrets: Annotated[tuple[SecretName, ...], Field(max_length=2)] = ()
    mac: bool = False
    certificates: tuple[Fingerprint, ...] = ()
    networks: tuple[Network, ...] = ()
    login: CxmlLogin | None = None

    @property
    def allowed(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Return the networks it may post from."""
        return tuple(ip_network(one, strict=False) for one in self.networks)


class CxmlPosting(Spec):
    """Where we post: to `url`, or to another address for some messages.

    With `discover` the address of a message is the one the partner's ProfileResponse names, asked for at `url` once a
    day; what it names on another host is not followed.
    `secret` is the shared secret we show. Addresses within private networks are refused unless `private` says that
    this is how it should be; `insecure` allows http:// beyond this machine.
    """

    url: Url
    urls: Mapping[Message, Url] = Field(default_factory=dict)
    discover: bool = False
    secret: SecretName | None = None
    login: CxmlLogin | None = None
    private: bool = False
    insecure: bool = False
    ca_file: Text | None = None
    proxy: Url | None = None
    connect_timeout: Duration = timedelta(seconds=15)
    read_timeout: Duration = timedelta(seconds=60)
    deadline: Duration = timedelta(minutes=2)

    @model_validator(mode="after")
    def _must_be_private(self) -> "CxmlPosting":
        hosts = {urlsplit(url).hostname for url in (self.url, *self.urls.values()) if url.startswith("http:")}
        if not self.insecure and hosts - LOOPBACK:
            raise ValueError("http:// beyond this machine needs `insecure`, or better an https:// address")
        return self

    def url_for(self, message: str) -> str:
        """Return where a message is posted to."""
        return next((url for name, url in self.urls.items() if name == message), self.url)


class CxmlDialect(Spec):
    """How the partner's system speaks cXML.

    `units` are its codes for our units where they are not those of UN/CEFACT Recommendation 20; with `only_units` it
    knows no others: nothing is sold to it in another unit, and no document names one. `confirmations` are
    the types of a confirmation it takes, `statuses` those of its lines; what it does not take is said by the next
    best. With `updates_confirmation: false` an order is confirmed once, and what comes after is not said.
    `credits` is the form of a credit memo: of `lines`, or of the invoice as a whole (`header`). Texts are cut to
    so many bytes, prices given with so many decimals (for 10, 100, ... units where they have more). `version` is the
    DTD we say we follow; before 1.2.036 there was no price for more than one unit, so each price is that of one.
    `completeness` is when a ship notice says whether it completes its orders (`fulfillmentType`): `by-version` from
    1.2.050 on, the oldest DTD known to have a place for it.
    """

    units: Mapping[Text, Text] = Field(default_factory=dict)
    only_units: bool = False
    confirmations: Annotated[tuple[Confirmation, ...], Field(min_length=1)] = _PLAIN_CONFIRMATIONS
    statuses: Annotated[tuple[ConfirmedAs, ...], Field(min_length=1)] = _PLAIN_STATUSES
    updates_confirmation: bool = True
    credits: Literal["lines", "header"] = "lines"
    description_bytes: Annotated[int, Field(ge=0)] = PLAIN.description_bytes
    part_bytes: Annotated[int, Field(ge=0)] = PLAIN.part_bytes
    price_decimals: Annotated[int, Field(ge=-1, le=9)] = PLAIN.price_decimals
    extrinsics: Mapping[Text, Text] = Field(default_factory=dict)
    classification: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] = PLAIN.classification
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Za-z]{2,4})?$")] = PLAIN.language
    version: Annotated[str, StringConstraints(pattern=r"^(1\.[12]\.[0-9]{3})?$")] = PLAIN.version
    completeness: Literal["by-version", "always", "never"] = "by-version"

    def dialect(self) -> Dialect:
        """Return it for the codec."""
        return Dialect(
            units=tuple(self.units.items()),
            only_units=self.only_units,
            confirmations=self.confirmations,
            confirmation_statuses=self.statuses,
            description_bytes=self.description_bytes,
            part_bytes=self.part_bytes,
            price_decimals=self.price_decimals,
            extrinsics=tuple(self.extrinsics.items()),
            classification=self.classification,
            language=self.language,
            version=self.version,
            completeness=self.completeness,
        )


class Cxml(Spec):
    """What is agreed on cXML: `them` and `us`, each by one credential or more.

    `through` is whoever posts in their name, a network of theirs. `deployment` is what we write into documents and
    take in earnest; a document marked `test` is kept and looked at only, or, with `test_orders: decide` and on a
    gateway that is not in production, decided as any other and never shipped. `unknown_order` says what becomes of
    a change of an order nobody knows: it waits for the order for a while, or is refused at once; `same_order` of an
    order that comes again under its number and says something else: it is refused, or held for a person. `changes` are
    the types by which the partner changes orders; who changes by `delete` and a new order has no `update` here. Its
    system gives up waiting for our answer to an order after `waits`.
    """

    them: Annotated[tuple[CxmlCredential, ...], Field(min_length=1)]
    us: Annotated[tuple[CxmlCredential, ...], Field(min_length=1)]
    through: tuple[CxmlCredential, ...] = ()
    accept: CxmlAccept = Field(default_factory=CxmlAccept)
    post: CxmlPosting | None = None
    deployment: Deployment = "test"
    test_orders: Literal["keep", "decide"] = "decide"
    unknown_order: Literal["wait", "refuse"] = "wait"
    same_order: Literal["refuse", "hold"] = "refuse"
    changes: tuple[Change, ...] = ("update", "delete")
    waits: Duration = timedelta(seconds=60)
    dialect: CxmlDialect = Field(default_factory=CxmlDialect)

    @property
    def senders(self) -> frozenset[tuple[str, str]]:
        """Return everybody who may stand as the sender of what the partner says."""
        return frozenset(name for one in (*self.them, *self.through) for name in one.names)

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """Return all names the partner goes by."""
        return frozenset(name for one in self.them for name in one.names)

    @model_validator(mode="after")
    def _must_be_two(self) -> "Cxml":
        ours = frozenset(name for one in self.us for name in one.names)
        if ours & self.names:
            raise ValueError("them and us are the same")
        return self
