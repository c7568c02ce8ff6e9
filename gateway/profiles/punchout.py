"""How a partner's people shop with us out of their own purchasing system, and how their carts go back."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from gateway.profiles.values import Duration, SecretName, Spec, Text

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
TEN_MINUTES = timedelta(minutes=10)
OCI_NAME = re.compile(r"[A-Z0-9_]{1,40}")
Days = Annotated[int, Field(ge=1, le=365)]

Fact = Literal[
    "sku",
    "auxiliary",
    "buyer-part",
    "maker",
    "maker-part",
    "description",
    "note",
    "unspsc",
    "group",
    "gtin",
    "contract",
    "lead-days",
    "quote",
]
"""What is known of a line of a cart and may be put into a field of the buyer's."""


def _origin(text: str) -> str:
    parts = urlsplit(text)
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (parts.scheme == "https" or plain) or not parts.hostname or text != origin_of(text):
        raise ValueError("should be an origin such as https://buying.example.com, without a path")
    return text


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address as a browser writes an origin; nothing where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if not parts.scheme or not parts.hostname or parts.username is not None:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def _short(text: timedelta) -> timedelta:
    if not timedelta(0) < text <= TEN_MINUTES:
        raise ValueError("should be ten minutes at most")
    return text


def _oci_name(text: str) -> str:
    if not OCI_NAME.fullmatch(text):
        raise ValueError("should be the name of a field without NEW_ITEM-, such as CUST_FIELD1")
    return text


Origin = Annotated[str, AfterValidator(_origin)]
OciName = Annotated[str, AfterValidator(_oci_name)]


class CartReturn(Spec):
    """How a cart goes back as cXML.

    `allowed` is what the buyer's people may come back for. `extrinsics` are fields of the buyer's, each filled with a
    fact of the line, and so are `references`, which stand with the names of the item (IdReference), by their domain.
    With `empty: cancel` no empty cart goes back, not even from an edit: the buyer's system could not take it. With `charges` the carriage and the taxes that were agreed stand beside the lines. Units, decimals
    and lengths are those of the partner's cXML (`cxml: {dialect: ...}`).
    """

    encoding: Literal["base64", "urlencoded"] = "base64"
    target: Text = "_top"
    allowed: Literal["create", "inspect", "edit"] = "edit"
    extrinsics: Mapping[Text, Fact] = Field(default_factory=dict)
    references: Mapping[Text, Fact] = Field(default_factory=dict)
    empty: Literal["send", "cancel"] = "send"
    charges: bool = False


class Quotes(Spec):
    """Carts may go back as quotes, whose prices hold for so many days."""

    hold_days: Days = 30


class Oci(Spec):
    """The partner calls our catalogue by SAP's Open Catalog Interface, with a user and a password of its own.

    `units` are the buyer's codes for our units where they are not those of UN/CEFACT Recommendation 20. `fields` are
    fields of a line beyond the usual ones or instead of them, `lengths` how long each may be where that is not as SAP has
    it; a length of 0 leaves a field out. With `pictures` the address of an item's picture goes along (ATTACHMENT), and
    what is to be seen on it; `picture_purpose` is the buyer's code for what it is for, one character. `sapevent`: carts go to a window of SAP's own client.
    """

    user: Text
    password: SecretName
    user_field: Text = "username"
    password_field: Text = "password"  # noqa: S105 - the name of a field
    units: Mapping[Text, Text] = Field(default_factory=dict)
    fields: Mapping[OciName, Fact] = Field(default_factory=dict)
    lengths: Mapping[OciName, Annotated[int, Field(ge=0, le=255)]] = Field(default_factory=dict)
    pictures: bool = False
    picture_purpose: Annotated[str, Field(max_length=1)] = ""
    sapevent: bool = False


class PunchOut(Spec):
    """The shop as this partner's people get it.

    `return_to` are the origins a cart may be posted to, `frames` those whose pages may show the shop inside theirs.
    Prices are those of the `contract` where one is named. `user` are the extrinsics a buyer is known by, the first that
    is there; without any of them the usual ones count. A visit ends `idle` after the last page, sooner where the browser keeps no cookie, and at the latest after `longest`.
    """

    return_to: Annotated[tuple[Origin, ...], Field(min_length=1)]
    frames: tuple[Origin, ...] = ()
    contract: str = ""
    user: tuple[Text, ...] = ()
    language: Literal["en", "vi", "zh-Hant"] = "en"
    start_within: Annotated[Duration, AfterValidator(_short)] = TEN_MINUTES
    idle: Duration = timedelta(minutes=30)
    idle_without_cookie: Duration = TEN_MINUTES
    longest: Duration = timedelta(hours=8)
    cart: CartReturn = Field(default_factory=CartReturn)
    quotes: Quotes | None = None
    oci: Oci | None = None

    def may_return_to(self, url: str) -> bool:
        """Return whether a cart may be posted to an address: encrypted or to this machine, and to an agreed origin."""
        if self.oci is not None and self.oci.sapevent and url.upper().startswith("SAPEVENT:"):
            return True
        return origin_of(url) in self.return_to
