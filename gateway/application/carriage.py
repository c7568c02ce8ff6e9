"""How a document was carried: by which way and under which names, the certificates used and the receipts; no secrets."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from gateway.application.as2.keys import Listed, listed
from gateway.application.as2.records import As2Arrival, As2Evidence, As2ReceiptGiven, As2Sealed, Lines
from gateway.application.ports import KnownByKeys, UnitOfWork
from gateway.application.records import DocumentRecord, Transmission
from gateway.application.releasing import ON_TRIAL
from gateway.application.services import Services
from gateway.errors import NotFound
from gateway.profiles.cxml import message_of

MASK = "********"
AS2, CXML, HOSTED = "as2", "cxml", "hosted"
POSTED = frozenset({CXML, ON_TRIAL})
SIGNED, ENCRYPTED = "signed", "encrypted"
_SECRETS = re.compile(r"authori[sz]ation|cookie|credential|api-?key|passw|secret|token", re.IGNORECASE)
_LOGIN = re.compile(r"(?<=://)[^\s/@]+(?=@)")
_QUERY = re.compile(r"(https?://[^\s?\"]+\?)[^\s\"]+", re.IGNORECASE)
_MIC = re.compile(rb"^Received-Content-MIC:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header line, masked where it may hold a secret."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedCertificate:
    """A certificate that `signed` something or to which it was `encrypted`.

    `source` is `ours`, `imported` or `profile`; of a certificate that is on no record any more it is empty, and nothing
    but the fingerprint (SHA-256) is known. `serial` is hexadecimal.
    """

    did: str
    fingerprint: str
    source: str = ""
    owner: str = ""
    subject: str = ""
    serial: str = ""
    key: str = ""
    valid_from_at: datetime | None = None
    valid_until_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedReceipt:
    """A receipt (MDN) we gave, or one that came; `agrees` says whether its check is that of what was sent.

    `state` is what became of one given (`answered`, `waiting`, `sent`, `failed`), or what one that came says
    (`delivered`, `negative`, `bad`); one that is not `counted` came late, twice or in disorder and decided nothing.
    """

    given: bool
    state: str
    disposition: str
    mic: str
    signed: bool
    at: datetime
    headers: tuple[Header, ...]
    agrees: bool | None = None
    counted: bool = True
    faults: tuple[str, ...] = ()
    note: str = ""
    url: str = ""
    sent_at: datetime | None = None
    certificate: UsedCertificate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedMessage:
    """An AS2 message; `layers` are outermost first, `round` counts the Message-IDs a document was sent under."""

    id: str
    message_id: str
    sender: str
    recipient: str
    state: str
    reason: str
    size: int
    sha256: str
    layers: tuple[str, ...]
    mics: tuple[str, ...]
    headers: tuple[Header, ...]
    certificates: tuple[UsedCertificate, ...]
    receipts: tuple[CarriedReceipt, ...]
    receipt_wanted: str
    round: int
    attempts: int
    remote: str
    at: datetime
    due_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """How something came or left: `at` is when, None as long as it has not left.

    `key` is what the transport knows it by, `headers` are the header lines it came under by cXML. `fingerprints` are of the SSH keys agreed on today, where keys open the way.
    """

    ref: str
    partner: str
    direction: str
    transport: str
    name: str
    key: str
    state: str
    reason: str
    at: datetime | None
    size: int | None = None
    sha256: str = ""
    attempts: int = 0
    fingerprints: tuple[str, ...] = ()
    headers: tuple[Header, ...] = ()
    messages: tuple[CarriedMessage, ...] = ()


def carriage_of(services: Services, work: UnitOfWork, transmission: Transmission) -> Carriage:
    """Return how a transmission came."""
    messages: tuple[CarriedMessage, ...] = ()
    if transmission.transport == AS2:
        known = _known(services, work)
        came = work.as2_inbox.that_brought(transmission)
        messages = tuple(_came(one, work.as2_inbox.receipt(one.id), known) for one in came)
    return Carriage(
        ref=transmission.id,
        partner=transmission.partner,
        direction=transmission.direction,
        transport=transmission.transport,
        name=transmission.name,
        key=transmission.transport_key,
        state=transmission.state,
        reason=transmission.reason,
        at=transmission.at,
        size=transmission.size,
        sha256=transmission.sha256,
        fingerprints=_fingerprints(services, transmission.received_as, transmission.transport),
        headers=_posted_under(work, transmission),
        messages=messages,
    )


def _posted_under(work: UnitOfWork, transmission: Transmission) -> tuple[Header, ...]:
    """Return the header lines a document of cXML was posted with."""
    if transmission.transport not in POSTED:
        return ()
    came = work.cxml_inbox.find(transmission.partner, transmission.transport_key)
    return shown(came.headers) if came else ()


def carriage_of_document(services: Services, work: UnitOfWork, document: DocumentRecord) -> Carriage:
    """Return how a document came or left; raises NotFound for one that was made here and goes nowhere."""
    if document.transmission:
        return carriage_of(services, work, work.transmissions.get(document.transmission))
    if document.direction != "out":
        raise NotFound("this document was made here: nothing crossed the wire")
    rounds = work.as2_outbox.rounds(document.partner, document.message_id) if document.message_id else ()
    known = _known(services, work) if rounds else _unknown
    transport = AS2 if rounds else _way_of(services, document)
    return Carriage(
        ref=document.id,
        partner=document.partner,
        direction=document.direction,
        transport=transport,
        name=document.file_name,
        key=document.message_id,
        state=document.delivery,
        reason=document.reason,
        at=document.sent_at,
        attempts=document.attempts,
        fingerprints=_fingerprints(services, document.partner, transport),
        messages=tuple(_went(one, work.as2_outbox.evidence(one.id), known) for one in rounds),
    )


def shown(lines: Lines) -> tuple[Header, ...]:
    """Return header lines as they may be shown: what lets somebody in is masked."""
    return tuple(
        Header(name=name, value=MASK if _SECRETS.search(name) else without_login(value))
        for name, value in lines
    )


def without_login(text: str) -> str:
    """Return a text with users, passwords and queries in its addresses masked."""
    return _QUERY.sub(rf"\1{MASK}", _LOGIN.sub(MASK, text))


Known = Callable[[str, str], UsedCertificate]


def _unknown(did: str, fingerprint: str) -> UsedCertificate:
    return UsedCertificate(did=did, fingerprint=fingerprint)


def _known(services: Services, work: UnitOfWork) -> Known:
    """Return what tells a certificate by its fingerprint, of all that are on record today."""
    found = {one.certificate.fingerprint: one for one in listed(services, work)}

    def told(did: str, fingerprint: str) -> UsedCertificate:
        one = found.get(fingerprint)
        return _used(did, one) if one else _unknown(did, fingerprint)

    return told


def _used(did: str, one: Listed) -> UsedCertificate:
    return UsedCertificate(
        did=did,
        fingerprint=one.certificate.fingerprint,
        source=one.source,
        owner=one.owner,
        subject=one.certificate.subject,
        serial=f"{one.certificate.serial:X}",
        key=one.certificate.key,
        valid_from_at=one.certificate.valid_from_at,
        valid_until_at=one.certificate.valid_until_at,
    )


def _certificates(known: Known, *, signer: str, encrypted: str) -> tuple[UsedCertificate, ...]:
    return tuple(known(did, one) for did, one in ((SIGNED, signer), (ENCRYPTED, encrypted)) if one)


def _came(arrival: As2Arrival, receipt: As2ReceiptGiven | None, known: Known) -> CarriedMessage:
    return CarriedMessage(
        id=arrival.id,
        message_id=arrival.message_id,
        sender=arrival.sender,
        recipient=arrival.recipient,
        state=arrival.state,
        reason=arrival.reason,
        size=arrival.size,
        sha256=arrival.sha256,
        layers=arrival.layers,
        mics=arrival.mics,
        headers=shown(arrival.headers),
        certificates=_certificates(known, signer=arrival.signer, encrypted=arrival.decrypted_with),
        receipts=(_given(receipt),) if receipt else (),
        receipt_wanted="",
        round=1,
        attempts=arrival.attempts,
        remote=arrival.remote,
        at=arrival.at,
        due_at=None,
        settled_at=arrival.settled_at,
    )


def _given(receipt: As2ReceiptGiven) -> CarriedReceipt:
    check = _MIC.search(receipt.body)
    return CarriedReceipt(
        given=True,
        state=receipt.state,
        disposition=receipt.disposition,
        mic=check[1].decode("latin-1").strip() if check else "",
        signed=receipt.signed,
        at=receipt.at,
        headers=shown(receipt.headers),
        note=receipt.reason,
        url=without_login(receipt.url),
        sent_at=receipt.sent_at,
    )


def _went(sealed: As2Sealed, receipts: Iterable[As2Evidence], known: Known) -> CarriedMessage:
    checks = tuple(str(one) for one in sealed.sent.mics)
    return CarriedMessage(
        id=sealed.id,
        message_id=sealed.message_id,
        sender=sealed.sent.sender,
        recipient=sealed.sent.recipient,
        state=sealed.state,
        reason=sealed.reason,
        size=sealed.size,
        sha256=sealed.sha256,
        layers=sealed.layers,
        mics=checks,
        headers=shown(sealed.headers),
        certificates=_certificates(known, signer=sealed.signer, encrypted=sealed.encrypted_to),
        receipts=tuple(_testified(one, checks, known) for one in receipts),
        receipt_wanted=sealed.mode,
        round=sealed.round,
        attempts=sealed.attempts,
        remote="",
        at=sealed.at,
        due_at=sealed.due_at,
        settled_at=sealed.settled_at,
    )


def _testified(evidence: As2Evidence, checks: tuple[str, ...], known: Known) -> CarriedReceipt:
    return CarriedReceipt(
        given=False,
        state=evidence.outcome,
        disposition=evidence.disposition,
        mic=evidence.mic,
        signed=bool(evidence.signer),
        at=evidence.at,
        headers=shown(evidence.headers),
        agrees=evidence.mic in checks if evidence.mic else None,
        counted=evidence.counted,
        faults=evidence.faults,
        note=evidence.note,
        certificate=known(SIGNED, evidence.signer) if evidence.signer else None,
    )


def _way_of(services: Services, document: DocumentRecord) -> str:
    """Return by which way a document leaves, as is agreed today; nothing where the partner is on no record."""
    if message_of(document.map_name):
        return CXML
    try:
        return services.directory.get(document.partner).transport.kind
    except NotFound:
        return ""


def _fingerprints(services: Services, partner: str, transport: str) -> tuple[str, ...]:
    try:
        profile = services.directory.get(partner)
    except NotFound:
        return ()
    if transport == HOSTED:
        return profile.sftp.fingerprints if profile.sftp else ()
    settings: object = profile.transport.settings if profile.transport.kind == transport else None
    return settings.fingerprints if isinstance(settings, KnownByKeys) else ()
