"""What the header lines of a message say: between whom, under which id, and which receipt is asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.as2.algorithms import Digest, read_digest
from gateway.as2.headers import NONE, Headers, checked, unquoted
from gateway.as2.limits import STANDARD, Limits
from gateway.as2.refusals import Modifier, Refusal, Refused

_ID = re.compile(r"[\x21-\x7e]+")
_S_MIME = "pkcs7-signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The receipt a sender asks for; the digests in its own spelling and order."""

    notify: str
    url: str | None = None
    signed: bool = False
    protocol_required: bool = False
    digests: tuple[str, ...] = ()
    digests_required: bool = False

    def choose(self, allowed: frozenset[Digest]) -> tuple[Digest, str] | None:
        """Return the first digest that is allowed, and how the sender spelled it."""
        for name in self.digests:
            digest = read_digest(name)
            if digest is not None and digest in allowed:
                return digest, name
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message before it is opened; whatever its headers lack is in `refusal`."""

    sender: str = ""
    recipient: str = ""
    message_id: str = ""
    subject: str = ""
    version: str = ""
    features: tuple[str, ...] = ()
    asked: Asked | None = None
    headers: Headers = NONE
    refusal: Refusal | None = None


def read_arrival(lines: Iterable[tuple[str, str]], limits: Limits = STANDARD) -> Arrival:
    """Return what the header lines say; nothing in them makes this fail."""
    try:
        headers = checked(lines, limits)
        sender, recipient = (unquoted(headers.one(name) or "") for name in ("as2-from", "as2-to"))
        features = (headers.one("ediint-features") or "").split(",")
        message_id = headers.one("message-id") or ""
        arrival = Arrival(
            sender=sender,
            recipient=recipient,
            message_id=message_id,
            subject=headers.one("subject") or "",
            version=headers.one("as2-version") or "",
            features=tuple(one.strip() for one in features if one.strip()),
            asked=_asked(headers),
            headers=headers,
            refusal=_refusal(sender, recipient, message_id, limits),
        )
    except Refused as refused:
        return Arrival(refusal=refused.refusal)
    return arrival


def _refusal(sender: str, recipient: str, message_id: str, limits: Limits) -> Refusal | None:
    if not sender or not recipient:
        reason = "AS2-From or AS2-To is missing."
        return Refusal(modifier=Modifier.UNKNOWN_TRADING_RELATIONSHIP, reason=reason)
    if not _ID.fullmatch(message_id) or len(message_id) > limits.message_id:
        reason = "The Message-ID is missing, too long, or holds spaces or control characters."
        return Refusal(modifier=Modifier.INVALID_MESSAGE_ID, reason=reason)
    if sender == recipient:
        return Refusal(modifier=Modifier.SENDER_EQUALS_RECEIVER, reason="Sender and receiver are the same.")
    return None


def _asked(headers: Headers) -> Asked | None:
    notify = headers.one("disposition-notification-to")
    if notify is None:
        return None
    options: dict[str, list[str]] = {}
    for option in (headers.one("disposition-notification-options") or "").split(";"):
        name, _, values = option.partition("=")
        options.setdefault(name.strip().lower(), [unquoted(one.strip()) for one in values.split(",")])
    protocol = options.get("signed-receipt-protocol", [""])
    digests = options.get("signed-receipt-micalg", [""])
    return Asked(
        notify=notify,
        url=headers.one("receipt-delivery-option"),
        signed=any(_S_MIME in one.lower() for one in protocol),
        protocol_required=protocol[0].lower() == "required",
        digests=tuple(one for one in digests[1:] if one),
        digests_required=digests[0].lower() == "required",
    )
