"""How documents were carried, as the API tells it."""

from datetime import datetime

from gateway.application.carriage import Carriage
from gateway.entrypoints.api.schemas import Shape


class HeaderShape(Shape):
    """A header line; what lets somebody in is masked."""

    name: str
    value: str


class CertificateShape(Shape):
    """A certificate that `signed`, or to which something was `encrypted`; without `source` its fingerprint alone is known."""

    did: str
    fingerprint: str
    source: str
    owner: str
    subject: str
    serial: str
    key: str
    valid_from_at: datetime | None
    valid_until_at: datetime | None


class ReceiptShape(Shape):
    """A receipt (MDN) that was `given` by us, or came; `agrees` says whether its check is that of what was sent."""

    given: bool
    state: str
    disposition: str
    mic: str
    agrees: bool | None
    signed: bool
    certificate: CertificateShape | None
    counted: bool
    faults: tuple[str, ...]
    note: str
    url: str
    headers: tuple[HeaderShape, ...]
    at: datetime
    sent_at: datetime | None


class MessageShape(Shape):
    """An AS2 message with its certificates and receipts; `layers` are outermost first."""

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
    headers: tuple[HeaderShape, ...]
    certificates: tuple[CertificateShape, ...]
    receipts: tuple[ReceiptShape, ...]
    receipt_wanted: str
    round: int
    attempts: int
    remote: str
    at: datetime
    due_at: datetime | None
    settled_at: datetime | None


class CarriageShape(Shape):
    """How something came or left: by which way, when, under which name and key; `messages` are those of AS2, `headers` those of cXML."""

    ref: str
    partner: str
    direction: str
    transport: str
    name: str
    key: str
    state: str
    reason: str
    at: datetime | None
    size: int | None
    sha256: str
    attempts: int
    fingerprints: tuple[str, ...]
    headers: tuple[HeaderShape, ...]
    messages: tuple[MessageShape, ...]


def told(carriage: Carriage) -> CarriageShape:
    """Return how something was carried as the API tells it."""
    return CarriageShape.model_validate(carriage)
