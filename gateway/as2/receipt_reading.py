"""Receipts (MDN) read: whether the partner really has what we sent.

Only a receipt that is all it should be counts as delivered. One that says no in good order is negative; whatever else is
bad, is kept as evidence and changes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.as2.agreements import Agreement
from gateway.as2.composing import Sent
from gateway.as2.headers import Headers, checked, parse, unquoted
from gateway.as2.limits import STANDARD, Limits
from gateway.as2.mics import Mic, read_mic
from gateway.as2.mime import Entity, read_entity, split_parts
from gateway.as2.refusals import Modifier, Refused
from gateway.as2.signing import Verified, verify

_REPORT = "multipart/report"
_NOTIFICATION = "message/disposition-notification"
_MOST_PARTS = 3
_DISPOSITION = re.compile(
    r"[^;]*;\s*(?P<kind>[a-z-]+)\s*(/\s*(?P<modifier>[^:]*))?(:(?P<text>.*))?", re.IGNORECASE
)


class Outcome(StrEnum):
    """What a receipt means for the message it is about."""

    DELIVERED = "delivered"
    NEGATIVE = "negative"
    BAD = "bad"


class Fault(StrEnum):
    """What is wrong with a receipt."""

    NOT_A_RECEIPT = "not-a-receipt"
    UNSIGNED = "unsigned"
    SIGNATURE = "signature"
    ORIGINAL_MESSAGE_ID = "original-message-id"
    PARTNER = "partner"
    NO_MIC = "no-mic"
    MIC_ALGORITHM = "mic-algorithm"
    MIC_DIFFERS = "mic-differs"
    DISPOSITION = "disposition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of reading a receipt: the faults are why it is bad, the note is for a person."""

    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    note: str = ""
    disposition: str = ""
    original_message_id: str | None = None
    mic: Mic | None = None
    verified: Verified | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A receipt taken apart; whatever of it is not verified may be anybody's."""

    headers: Headers
    fields: Headers
    verified: Verified | None


def is_receipt(lines: Iterable[tuple[str, str]], body: bytes, limits: Limits = STANDARD) -> bool:
    """Return whether what came is a receipt rather than a message: one is told from the other by its first layer."""
    try:
        entity = Entity(headers=checked(lines, limits), body=body)
        if entity.content_type.word == _REPORT:
            return True
        if entity.content_type.word != "multipart/signed" or len(body) > limits.receipt:
            return False
        parts = split_parts(entity, limits)
        return bool(parts) and read_entity(parts[0], limits).content_type.word == _REPORT
    except Refused:
        return False


def original_message_id(
    lines: Iterable[tuple[str, str]], body: bytes, limits: Limits = STANDARD
) -> str | None:
    """Return which message a receipt says it is about, to find what was sent; nothing of it is verified yet."""
    try:
        return _original(_read(checked(lines, limits), body, limits, None).fields)
    except Refused:
        return None


def check_receipt(
    lines: Iterable[tuple[str, str]],
    body: bytes,
    sent: Sent,
    agreement: Agreement,
    *,
    at: datetime,
    limits: Limits = STANDARD,
) -> Verdict:
    """Return what a receipt means for a message; no receipt makes this fail."""
    try:
        read = _read(checked(lines, limits), body, limits, (agreement, at))
        return _judged(read, sent)
    except Refused as refused:
        signature = refused.refusal.modifier is not Modifier.UNEXPECTED_PROCESSING_ERROR
        fault = Fault.SIGNATURE if signature else Fault.NOT_A_RECEIPT
        return Verdict(outcome=Outcome.BAD, faults=(fault,), note=refused.refusal.reason)


def _read(
    headers: Headers, body: bytes, limits: Limits, verifying: tuple[Agreement, datetime] | None
) -> _Read:
    """Take a receipt apart; its signature is verified by an agreement at a time, or left for later."""
    if len(body) > limits.receipt:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "The receipt is larger than we take.")
    entity, verified = Entity(headers=headers, body=body), None
    if entity.content_type.word == "multipart/signed":
        parts = split_parts(entity, limits)
        if len(parts) != 2:  # noqa: PLR2004 - the report and its signature
            raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "A signed receipt has two parts.")
        if verifying is not None:
            verified = _verified(parts[0], read_entity(parts[1], limits), *verifying, limits=limits)
        entity = read_entity(parts[0], limits)
    return _Read(headers=headers, fields=_fields(entity, limits), verified=verified)


def _verified(
    report: memoryview, signature: Entity, agreement: Agreement, at: datetime, *, limits: Limits
) -> Verified:
    return verify(
        report,
        signature.content(),
        agreement.certificates,
        accepting=agreement.accepting,
        at=at,
        limits=limits,
    )


def _fields(entity: Entity, limits: Limits) -> Headers:
    """Return the fields of the one notification in a report."""
    if entity.content_type.word != _REPORT:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "This is no report.")
    parts = [read_entity(raw, limits) for raw in split_parts(entity, limits, introduced=True)]
    notifications = [one for one in parts if one.content_type.word == _NOTIFICATION]
    nested = any(one.content_type.word.startswith("multipart/") for one in parts)
    if len(parts) > _MOST_PARTS or nested or len(notifications) != 1:
        raise Refused(
            Modifier.UNEXPECTED_PROCESSING_ERROR, "A report has one notification and little beside it."
        )
    return parse(bytes(notifications[0].content()), limits)


def _original(fields: Headers) -> str | None:
    return fields.one("original-message-id")


def _judged(read: _Read, sent: Sent) -> Verdict:
    fields = read.fields
    disposition = fields.one("disposition") or ""
    said = _DISPOSITION.fullmatch(disposition)
    if said is None:
        raise Refused(Modifier.UNEXPECTED_PROCESSING_ERROR, "The receipt says nothing of the message.")
    positive = said["kind"].lower() == "processed" and _harmless(said["modifier"] or "")
    mic_text = fields.one("received-content-mic")
    mic = read_mic(mic_text) if mic_text else None
    faults = list(_mismatches(read, sent))
    if positive:
        faults += _mic_faults(mic, mic_text, sent)
    outcome = Outcome.BAD if faults else Outcome.DELIVERED if positive else Outcome.NEGATIVE
    return Verdict(
        outcome=outcome,
        faults=tuple(faults) if positive or not faults else (*faults, Fault.DISPOSITION),
        note=(said["text"] or "").strip(),
        disposition=disposition,
        original_message_id=_original(fields),
        mic=mic,
        verified=read.verified,
    )


def _harmless(modifiers: str) -> bool:
    """Return whether nothing but warnings stands beside `processed`."""
    return all(one.strip().lower() in {"", "warning"} for one in modifiers.split(","))


def _mismatches(read: _Read, sent: Sent) -> Iterator[Fault]:
    """Yield where a receipt is not the one that was asked for."""
    if sent.receipt_signed and read.verified is None:
        yield Fault.UNSIGNED
    if _original(read.fields) != sent.message_id:
        yield Fault.ORIGINAL_MESSAGE_ID
    recipients = [_address(read.fields.one(name)) for name in ("original-recipient", "final-recipient")]
    named = [one for one in recipients if one is not None]
    partners = ((read.headers.one("as2-from"), sent.recipient), (read.headers.one("as2-to"), sent.sender))
    others = [found for found, expected in partners if found is not None and unquoted(found) != expected]
    if others or not named or any(one != sent.recipient for one in named):
        yield Fault.PARTNER


def _address(text: str | None) -> str | None:
    if text is None:
        return None
    kind, semicolon, address = text.partition(";")
    return unquoted((address if semicolon else kind).strip())


def _mic_faults(mic: Mic | None, text: str | None, sent: Sent) -> Iterator[Fault]:
    if mic is None:
        if sent.secured or text is not None:
            yield Fault.NO_MIC
        return
    expected = {one.digest: one for one in sent.mics}
    if mic.digest not in expected:
        yield Fault.MIC_ALGORITHM
    elif mic != expected[mic.digest]:
        yield Fault.MIC_DIFFERS
