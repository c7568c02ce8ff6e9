"""A profile: everything we have agreed with one partner."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationInfo,
    field_validator,
)

from gateway.domain.agreements import AgreedPrice, Agreement
from gateway.errors import ConfigurationFault
from gateway.profiles.alerting import PartnerAlerts
from gateway.profiles.as2 import As2
from gateway.profiles.cxml import Cxml, message_of
from gateway.profiles.delivery import Delivery
from gateway.profiles.documents import Document, Receive, Send
from gateway.profiles.fulfilment import Fulfilment
from gateway.profiles.inventory import CatalogueFrom, StockFor, StockFrom
from gateway.profiles.measuring import OnTime
from gateway.profiles.orders import Dialect, Orders
from gateway.profiles.places import ContactPoint, Location
from gateway.profiles.punchout import PunchOut
from gateway.profiles.requests import Requests
from gateway.profiles.retention import Retention
from gateway.profiles.values import Duration, Name, PublicKey, SecretName, Spec, Text, fingerprint
from gateway.profiles.warehousing import ORDER, SHIPMENT, Warehousing
from gateway.profiles.x12 import X12

State = Literal["draft", "testing", "live", "paused", "retired"]
TRADING: frozenset[State] = frozenset({"testing", "live"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The way to a partner: a kind of transport and its settings, checked by that kind's own class."""

    kind: str
    settings: BaseModel


class Account(Spec):
    """What a partner shows to post to us: a user with a password, or the password alone as a token."""

    user: Text
    password: SecretName


class SftpAccount(Spec):
    """How a partner comes into our SFTP server: a user and the public keys that open it, and what may be brought.

    A file that is whole is taken at once; one that is not, or is no X12, workbook or PDF, after `grace`, so that a person sees it.
    What was taken is shown to the partner for as long as `show_taken` says.
    """

    user: Name
    keys: Annotated[tuple[PublicKey, ...], Field(min_length=1)]
    largest_bytes: Annotated[int, Field(ge=1)] = 256 * 1024 * 1024
    most_files: Annotated[int, Field(ge=1)] = 1000
    most_connections: Annotated[int, Field(ge=1)] = 10
    grace: Duration = timedelta(minutes=15)
    show_taken: Duration = timedelta(days=7)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return the fingerprints of the keys that open it."""
        return tuple(fingerprint(b64decode(one.split(" ")[1])) for one in self.keys)


def _each_once(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    agreed = [(type(one), one.receive if isinstance(one, Receive) else one.send) for one in documents]
    if not agreed:
        raise ValueError("no document is named")
    if len(set(agreed)) != len(agreed):
        raise ValueError("a document is named twice")
    return documents


def _sent(documents: tuple[Document, ...]) -> Iterator[str]:
    return (one.send for one in documents if isinstance(one, Send))


class Agreed(Spec):
    """All of a profile but its transport."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: Text
    state: State = "draft"
    x12_side: X12 | None = Field(default=None, alias="x12")
    cxml: Cxml | None = None
    documents: Annotated[tuple[Document, ...], AfterValidator(_each_once)]
    locations: Mapping[Text, Location] = Field(default_factory=dict)
    orders: Orders = Field(default_factory=Orders)
    dialect: Dialect = Field(default_factory=Dialect)
    fulfilment: Fulfilment = Field(default_factory=Fulfilment)
    on_time: OnTime = Field(default_factory=OnTime)
    stock_from: StockFrom | None = None
    catalogue_from: CatalogueFrom | None = None
    stock_for: StockFor = Field(default_factory=StockFor)
    contacts: tuple[ContactPoint, ...] = ()
    account: Account | None = None
    delivery: Delivery = Field(default_factory=Delivery)
    alerts: PartnerAlerts = Field(default_factory=PartnerAlerts)
    sftp: SftpAccount | None = None
    as2: As2 | None = None
    punchout: PunchOut | None = None
    requests: Requests | None = None
    retention: Retention | None = None
    warehouse: Warehousing | None = None

    @property
    def x12(self) -> X12:
        """Return what was agreed on X12; raises ConfigurationFault where nothing was."""
        if self.x12_side is None:
            raise ConfigurationFault(
                f"nothing is agreed with {self.name} on X12: its profile has no part `x12`"
            )
        return self.x12_side

    @field_validator("documents")
    @classmethod
    def _must_be_in_a_language(
        cls, documents: tuple[Document, ...], info: ValidationInfo
    ) -> tuple[Document, ...]:
        for one in documents:
            part = "cxml" if message_of(one.map) else "x12_side"
            if part in info.data and info.data[part] is None:
                name = part.removesuffix("_side")
                raise ValueError(
                    f"{one.map} is agreed, and nothing under `{name}` says who we are to each other"
                )
        return documents

    @field_validator("warehouse")
    @classmethod
    def _must_be_asked_and_answer(
        cls, warehouse: Warehousing | None, info: ValidationInfo
    ) -> Warehousing | None:
        documents = info.data.get("documents", ())
        received = {one.receive for one in documents if isinstance(one, Receive)}
        if warehouse is not None and not (ORDER in {*_sent(documents)} and SHIPMENT in received):
            raise ValueError(
                f"whoever runs a warehouse is sent {ORDER} and sends {SHIPMENT}: name both documents"
            )
        return warehouse

    @field_validator("orders")
    @classmethod
    def _must_know_the_ship_to(cls, orders: Orders, info: ValidationInfo) -> Orders:
        if orders.default_ship_to and orders.default_ship_to not in info.data.get("locations", {}):
            raise ValueError("the default ship-to is none of the locations")
        sent = {"", *_sent(info.data.get("documents", ()))}
        if "documents" in info.data and orders.tell_changes.by not in sent:
            raise ValueError(f"changes are to be told by a document we do not send: {orders.tell_changes.by}")
        return orders


class ProfileFile(Agreed):
    """What a file under `partners/` holds; the transport is checked by the kind it names."""

    transport: dict[str, Any]


class Profile(Agreed):
    """A profile as loaded: `code` is the file's name, `digest` the SHA-256 of its bytes."""

    code: Name
    digest: str
    transport: InstanceOf[Channel]

    @field_validator("transport")
    @classmethod
    def _must_be_agreed_on(cls, transport: Channel, info: ValidationInfo) -> Channel:
        if transport.kind == "as2" and info.data.get("as2") is None:
            raise ValueError("AS2 needs names and certificates: what is agreed stands under `as2`")
        if transport.kind == "cxml" and any(
            not message_of(one.map) for one in info.data.get("documents", ())
        ):
            raise ValueError("cXML carries no X12: choose the way of X12 here, and post cXML by `cxml: post`")
        return transport

    @property
    def trades(self) -> bool:
        """Return whether documents go to and fro, in test or in earnest."""
        return self.state in TRADING

    def receives(self, set_id: str) -> Receive | None:
        """Return what was agreed on receiving a document, None where nothing was."""
        return next(
            (one for one in self.documents if isinstance(one, Receive) and one.receive == set_id), None
        )

    def sends(self, set_id: str) -> Send | None:
        """Return what was agreed on sending a document, None where nothing was."""
        return next((one for one in self.documents if isinstance(one, Send) and one.send == set_id), None)

    def agreement(self, prices: tuple[AgreedPrice, ...] = ()) -> Agreement:
        """Return what the order desk decides by; prices come from the price list the profile names."""
        return self.orders.agreement(
            self.code,
            stopped=not self.trades,
            dialect=self.dialect,
            locations=self.locations,
            prices=prices,
        )
