"""What is around every message: who sends, for whom, as which document, and whether it is meant for production."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from gateway.cxml.codecs import MOMENT, Words, stamp
from gateway.cxml.credentials import Mac
from gateway.cxml.nodes import XML_LANG, Element, Node, Reading, Writing
from gateway.cxml.statuses import Status

PRODUCTION, TEST = "production", "test"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_MODES = Words({PRODUCTION: PRODUCTION, TEST: TEST})
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Somebody by a domain and an identity in it; the secret proves it and never shows."""

    domain: str
    identity: str
    secret: str = field(default="", repr=False)
    mac: Mac | None = None
    kind: str = ""

    def is_known_as(self, domain: str, identity: str) -> bool:
        """Return whether this is that one: domains whatever their letters' size, identities to the letter."""
        return self.domain.casefold() == domain.casefold() and self.identity == identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who sends what to whom. A Response names nobody; a document that does not say so is meant for production."""

    payload_id: str = ""
    sent_at: datetime = _BEGINNING
    version: str = ""
    language: str = ""
    mode: str = PRODUCTION
    senders: tuple[Credential, ...] = ()
    recipients: tuple[Credential, ...] = ()
    proofs: tuple[Credential, ...] = ()
    user_agent: str = ""
    in_reply_to: str = ""

    @property
    def is_test(self) -> bool:
        """Return whether nothing must come of it."""
        return self.mode != PRODUCTION


def read_envelope(root: Node, reading: Reading) -> tuple[Envelope, str, Node | None]:
    """Return the envelope, `Request`, `Message` or `Response`, and that element; empty and None where there is none."""
    kind = next((one for one in ("Request", "Message", "Response") if root.all(one)), "")
    body = root.first(kind) if kind else None
    header = root.first("Header")
    sent = root.get("timestamp")
    envelope = Envelope(
        payload_id=root.get("payloadID"),
        sent_at=(MOMENT.read(sent, root, reading, attribute="timestamp") if sent else None) or _BEGINNING,
        version=root.get("version"),
        language=root.language,
        mode=_mode(body, reading),
        senders=_parties(header, "From", reading),
        recipients=_parties(header, "To", reading),
        proofs=_parties(header, "Sender", reading),
        user_agent=_agent(header),
        in_reply_to=body.get("inReplyTo") if body is not None else "",
    )
    _forget(root, header, body)
    _pass_signatures(root, reading, SIGNATURE)
    if kind in ("Request", "Message"):
        _check(root, envelope, reading)
    if kind and not envelope.payload_id:
        reading.note("cxml.part-missing", root, attribute="payloadID")
    return envelope, kind, body


def _mode(body: Node | None, reading: Reading) -> str:
    text = body.get("deploymentMode") if body is not None else ""
    return (
        _MODES.read(text, body, reading, attribute="deploymentMode") if body and text else None
    ) or PRODUCTION


def _check(root: Node, envelope: Envelope, reading: Reading) -> None:
    for name, found in (
        ("Header/From/Credential", envelope.senders),
        ("Header/To/Credential", envelope.recipients),
        ("Header/Sender/Credential", envelope.proofs),
    ):
        if not found:
            reading.note("cxml.part-missing", root, attribute=name)


def _pass_signatures(node: Node, reading: Reading, *tags: str) -> None:
    """Say once that a signature proves nothing here, and let it pass."""
    signed = [one for tag in tags for one in node.all(tag)]
    node.forget(*tags)
    for one in signed[:1]:
        reading.note("cxml.signature-not-checked", one)


def _forget(root: Node, header: Node | None, body: Node | None) -> None:
    root.forget("@signatureVersion")
    if header is not None:
        header.forget("Path", "OriginalDocument")
    if body is not None:
        body.forget("@Id")


def _agent(header: Node | None) -> str:
    agent = header.first("Sender", "UserAgent") if header is not None else None
    return agent.text if agent is not None else ""


def _parties(header: Node | None, role: str, reading: Reading) -> tuple[Credential, ...]:
    party = header.first(role) if header is not None else None
    if party is None:
        return ()
    party.forget("Correspondent")
    return read_credentials(party, reading)


def read_credentials(party: Node, reading: Reading) -> tuple[Credential, ...]:
    """Return the credentials under an element, one for each identity."""
    found = []
    for one in party.all("Credential"):
        identities = one.all("Identity")
        if len(identities) > 1:
            reading.note("cxml.identity-repeated", one)
        secret, mac = one.first("SharedSecret"), one.first("CredentialMac")
        _pass_signatures(one, reading, "DigitalSignature")
        for identity in identities:
            identity.forget("@lastChangedTimestamp")
            found.append(
                Credential(
                    domain=one.get("domain"),
                    identity=identity.text,
                    secret="" if secret is None else secret.text,
                    mac=None if mac is None else _mac(mac),
                    kind=one.get("type"),
                )
            )
    return tuple(found)


def _mac(node: Node) -> Mac:
    return Mac(
        value=node.text,
        kind=node.get("type"),
        algorithm=node.get("algorithm"),
        created=node.get("creationDate"),
        expires=node.get("expirationDate"),
    )


def write_envelope(envelope: Envelope, kind: str, writing: Writing) -> tuple[Element, Element]:
    """Return a new root and its `Request`, `Message` or `Response`, which is still empty."""
    root = etree.Element("cXML")
    writing.set(root, "version", envelope.version or writing.dialect.version)
    writing.set(root, "payloadID", envelope.payload_id)
    root.set("timestamp", stamp(envelope.sent_at))
    root.set(XML_LANG, envelope.language or writing.dialect.language)
    if kind != "Response":
        header = writing.put(root, "Header")
        write_credentials(envelope.senders, writing.put(header, "From"), writing)
        write_credentials(envelope.recipients, writing.put(header, "To"), writing)
        sender = writing.put(header, "Sender")
        write_credentials(envelope.proofs, sender, writing)
        etree.SubElement(sender, "UserAgent").text = envelope.user_agent
    body = writing.put(root, kind)
    if kind != "Response":
        body.set("deploymentMode", envelope.mode)
        writing.set(body, "inReplyTo", envelope.in_reply_to)
    return root, body


def write_credentials(credentials: tuple[Credential, ...], parent: Element, writing: Writing) -> None:
    """Write credentials under an element."""
    for one in credentials:
        credential = writing.put(parent, "Credential")
        credential.set("domain", one.domain)
        writing.set(credential, "type", one.kind)
        writing.put(credential, "Identity", one.identity)
        if one.mac is not None:
            writing.put(
                credential,
                "CredentialMac",
                one.mac.value,
                type=one.mac.kind,
                algorithm=one.mac.algorithm,
                creationDate=one.mac.created,
                expirationDate=one.mac.expires,
            )
        elif one.secret:
            writing.put(credential, "SharedSecret", one.secret)


def read_status(node: Node, reading: Reading) -> Status:
    """Return a status; its code stays text, whatever it is."""
    status = node.first("Status")
    if status is None:
        reading.note("cxml.part-missing", node, attribute="Status")
        return Status(code="")
    code = status.get("code")
    if not code:
        reading.note("cxml.part-missing", status, attribute="code")
    return Status(code=code, text=status.get("text"), message=status.text)


def write_status(status: Status, parent: Element, writing: Writing) -> None:
    """Write a status."""
    element = writing.put(parent, "Status", status.message, code=status.code)
    element.set("text", status.text)
    element.set(XML_LANG, writing.dialect.language)
