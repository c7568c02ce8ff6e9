"""Messages opened: layer by layer, each once, to the payloads as they were sent; or to the reason why not.

What a message claims about itself decides nothing. What counts is the list of layers that were really removed, and the
bytes a signature was verified over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from gateway.as2.agreements import Agreement, Layer
from gateway.as2.algorithms import SAFE_DIGESTS, Digest
from gateway.as2.arrivals import Arrival, read_arrival
from gateway.as2.certificates import Certificate
from gateway.as2.cms import COMPRESSED, SIGNED, kind_of
from gateway.as2.compressing import decompress
from gateway.as2.encrypting import Chance, decrypt
from gateway.as2.filenames import name_in, safe_name
from gateway.as2.limits import STANDARD, Limits
from gateway.as2.mics import Bytes, Mic, as_mic, mic_of
from gateway.as2.mime import Entity, read_entity, split_parts
from gateway.as2.refusals import Modifier, Refusal, Refused
from gateway.as2.signing import Verified, verify

_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_ATTACHMENTS = frozenset({"multipart/related", "multipart/mixed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One payload: its bytes as they were sent, its type, and its name made harmless beside the name as sent."""

    content: bytes
    content_type: str
    filename: str | None
    filename_as_sent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A message that is what was agreed. The layers stand in the order in which they were removed."""

    arrival: Arrival
    layers: tuple[Layer, ...]
    payloads: tuple[Received, ...]
    mics: tuple[Mic, ...]
    verified: Verified | None
    decrypted_with: Certificate | None

    @property
    def authenticated(self) -> bool:
        """Return whether the sender is known by a signature."""
        return self.verified is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A message that was not accepted: why, and how far its layers could be removed."""

    arrival: Arrival
    refusal: Refusal
    layers: tuple[Layer, ...] = ()
    authenticated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Peeled:
    """A message on its way inwards."""

    entity: Entity
    layers: tuple[Layer, ...] = ()
    verified: Verified | None = None
    decrypted_with: Certificate | None = None


def open_message(
    lines: Iterable[tuple[str, str]],
    body: bytes,
    agreement: Agreement | None,
    *,
    at: datetime,
    chance: Chance,
    limits: Limits = STANDARD,
) -> Opened | Rejected:
    """Return what a message holds, or why it is not accepted; no message makes this fail."""
    arrival = read_arrival(lines, limits)
    refusal = arrival.refusal or _between(arrival, agreement)
    if len(body) > limits.body:
        reason = "The message is larger than we take."
        refusal = Refusal(modifier=Modifier.UNEXPECTED_PROCESSING_ERROR, reason=reason)
    if refusal is not None or agreement is None:
        unknown = Refusal(modifier=Modifier.UNKNOWN_TRADING_RELATIONSHIP, reason="Nothing is agreed.")
        return Rejected(arrival=arrival, refusal=refusal or unknown)
    return _Opening(agreement, at=at, chance=chance, limits=limits).open(arrival, body)


def refuse(opened: Opened, modifier: Modifier, reason: str) -> Rejected:
    """Return a message that opened well as rejected all the same: its id came before with other content, say."""
    return Rejected(
        arrival=opened.arrival,
        refusal=Refusal(modifier=modifier, reason=reason),
        layers=opened.layers,
        authenticated=opened.authenticated,
    )


def _between(arrival: Arrival, agreement: Agreement | None) -> Refusal | None:
    if agreement is not None and (arrival.sender, arrival.recipient) == (agreement.theirs, agreement.ours):
        return None
    reason = "Nothing is agreed between this sender and this receiver."
    return Refusal(modifier=Modifier.UNKNOWN_TRADING_RELATIONSHIP, reason=reason)


class _Opening:
    """One message being opened: what holds for it, and how far it got."""

    def __init__(self, agreement: Agreement, *, at: datetime, chance: Chance, limits: Limits) -> None:
        self._agreement = agreement
        self._at = at
        self._chance = chance
        self._limits = limits
        self._so_far: _Peeled | None = None

    def open(self, arrival: Arrival, body: bytes) -> Opened | Rejected:
        """Return the message opened, or the reason why not with what is known by then."""
        try:
            peeled = self._peel(Entity(headers=arrival.headers, body=body))
            self._judge(arrival, peeled)
            return Opened(
                arrival=arrival,
                layers=peeled.layers,
                payloads=self._every_payload(peeled.entity),
                mics=self._mics(arrival, peeled),
                verified=peeled.verified,
                decrypted_with=peeled.decrypted_with,
            )
        except Refused as refused:
            reached = self._so_far
            return Rejected(
                arrival=arrival,
                refusal=refused.refusal,
                layers=reached.layers if reached else (),
                authenticated=reached is not None and reached.verified is not None,
            )

    def _peel(self, entity: Entity) -> _Peeled:
        peeled = _Peeled(entity=entity)
        while True:
            self._so_far = peeled
            kind = peeled.entity.content_type
            if kind.word == "multipart/signed":
                peeled = self._verified(_once(peeled, Layer.SIGNED))
            elif kind.word not in _PKCS7:
                return peeled
            else:
                peeled = self._unwrapped(peeled, peeled.entity.content())

    def _unwrapped(self, peeled: _Peeled, content: Bytes) -> _Peeled:
        """Open what its own bytes say it is, whatever the header above them says."""
        kind = kind_of(content)
        if kind == COMPRESSED:
            once = _once(peeled, Layer.COMPRESSED)
            unpacked = decompress(content, self._limits)
            return replace(once, entity=read_entity(unpacked, self._limits))
        if kind == SIGNED:
            raise Refused(Modifier.UNSUPPORTED_FORMAT, "Signed content travels as multipart/signed.")
        return self._decrypted(_once(peeled, Layer.ENCRYPTED), content)

    def _decrypted(self, peeled: _Peeled, content: Bytes) -> _Peeled:
        decrypted = decrypt(
            content,
            self._agreement.decryption_keys(self._at),
            accepting=self._agreement.accepting,
            limits=self._limits,
            chance=self._chance,
        )
        # to tell garbage from a wrong padding would help whoever sends altered ciphertexts
        try:
            inner = read_entity(decrypted.content, self._limits)
            garbled = not inner.content_type.value
        except Refused:
            garbled = True
        if garbled:
            raise Refused(Modifier.DECRYPTION_FAILED, "What was decrypted is no message.")
        return replace(peeled, entity=inner, decrypted_with=decrypted.certificate)

    def _verified(self, peeled: _Peeled) -> _Peeled:
        parts = split_parts(peeled.entity, self._limits)
        if len(parts) != 2:  # noqa: PLR2004 - the content and its signature
            raise Refused(
                Modifier.AUTHENTICATION_FAILED,
                "A signed message has two parts, the content and the signature.",
            )
        signature = read_entity(parts[1], self._limits)
        if signature.content_type.word not in _SIGNATURES:
            raise Refused(
                Modifier.AUTHENTICATION_FAILED, "The second part of a signed message is no signature."
            )
        verified = verify(
            parts[0],
            signature.content(),
            self._agreement.certificates,
            accepting=self._agreement.accepting,
            at=self._at,
            limits=self._limits,
        )
        return replace(peeled, entity=read_entity(parts[0], self._limits), verified=verified)

    def _judge(self, arrival: Arrival, peeled: _Peeled) -> None:
        missing = sorted(self._agreement.accepting.layers - set(peeled.layers))
        if missing:
            reason = f"The message is not {' and not '.join(missing)}, as was agreed."
            raise Refused(Modifier.INSUFFICIENT_MESSAGE_SECURITY, reason)
        asked = arrival.asked
        if (
            asked
            and asked.signed
            and asked.digests_required
            and asked.digests
            and not asked.choose(self._digests)
        ):
            raise Refused(
                Modifier.UNSUPPORTED_MIC_ALGORITHMS, "None of the digests asked for the receipt is agreed."
            )
        if asked and asked.protocol_required and not asked.signed:
            raise Refused(
                Modifier.UNSUPPORTED_FORMAT, "The receipt is asked for in a format we do not sign in."
            )

    @property
    def _digests(self) -> frozenset[Digest]:
        return self._agreement.accepting.digests | SAFE_DIGESTS

    def _mics(self, arrival: Arrival, peeled: _Peeled) -> tuple[Mic, ...]:
        """Return the checks a receipt may need: the one asked for first, the one of the signature."""
        asked = arrival.asked.choose(self._digests) if arrival.asked else None
        verified = peeled.verified
        digests = [asked[0]] if asked else []
        digests.append(verified.digest if verified else Digest.SHA256)
        taken = {verified.digest: as_mic(verified.digest, verified.message_digest)} if verified else {}
        content = self._checked(peeled)
        return tuple(taken.get(one) or mic_of(one, content) for one in dict.fromkeys(digests))

    def _checked(self, peeled: _Peeled) -> Bytes:
        """Return what the check is taken over: signed, what was signed; protected else, the part; plain, its content."""
        if peeled.verified is not None:
            return peeled.verified.content
        return peeled.entity.body if peeled.entity.raw is None else peeled.entity.raw

    def _every_payload(self, entity: Entity) -> tuple[Received, ...]:
        most = self._limits.parts
        payloads = tuple(islice(self._payloads(entity, self._limits.multipart_depth), most + 1))
        if len(payloads) > most:
            raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "There are too many attachments.")
        return payloads

    def _payloads(self, entity: Entity, depth: int) -> Iterable[Received]:
        if entity.content_type.word not in _ATTACHMENTS:
            yield _payload(entity)
            return
        if depth <= 0:
            raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "Multiparts are nested too deeply.")
        for raw in split_parts(entity, self._limits):
            yield from self._payloads(read_entity(raw, self._limits), depth - 1)


def _once(peeled: _Peeled, layer: Layer) -> _Peeled:
    if layer in peeled.layers:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, f"A message is {layer} once.")
    if layer is Layer.ENCRYPTED and peeled.layers:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "Encryption is the outermost layer.")
    return replace(peeled, layers=(*peeled.layers, layer))


def _payload(entity: Entity) -> Received:
    kind = entity.content_type
    sent = name_in(entity.headers.field("content-disposition"), kind)
    return Received(
        content=bytes(entity.content()),
        content_type=(entity.headers.one("content-type") or "application/octet-stream"),
        filename=safe_name(sent) if sent else None,
        filename_as_sent=sent,
    )
