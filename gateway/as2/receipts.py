"""Receipts (MDN) made: what came of a message, with the check of what arrived, signed where the sender may have that."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from gateway.as2.agreements import Agreement
from gateway.as2.algorithms import SAFE_DIGESTS, Digest
from gateway.as2.arrivals import Arrival
from gateway.as2.composing import Lines, as2_name, head, signed_part
from gateway.as2.encrypting import Chance
from gateway.as2.mime import multipart, part
from gateway.as2.opening import Opened, Rejected
from gateway.as2.signing import sign

PROCESSED = "processed"
_MODE = "automatic-action/MDN-sent-automatically"
_PORTS = {"http": 80, "https": 443}
_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[!-\[\]-~]*)?", re.IGNORECASE)
_GOOD = (
    "The message was received and verified. Whether its documents are understood is answered in documents."
)


class Route(StrEnum):
    """How a receipt travels."""

    NONE = "none"
    SYNC = "sync"
    ASYNC = "async"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which receipt a message gets; the note says why it is another than was asked for."""

    route: Route
    url: str | None = None
    signed: bool = False
    digest: Digest = Digest.SHA256
    spelled: str = Digest.SHA256.value
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt as it leaves: kept before it is sent, and sent again as it is for a repeat of its message."""

    plan: Plan
    message_id: str
    original_message_id: str
    disposition: str
    headers: Lines
    body: bytes


def plan_receipt(outcome: Opened | Rejected, agreement: Agreement | None, *, known: bool = False) -> Plan:
    """Return which receipt a message gets.

    Who is not known (by a signature of the message, or `known` from its connection) is answered unsigned and in place:
    nobody else can make us connect anywhere or sign anything.
    """
    asked = outcome.arrival.asked
    if asked is None:
        return Plan(route=Route.NONE)
    if agreement is None or _names(outcome.arrival) != (agreement.theirs, agreement.ours):
        return Plan(route=Route.SYNC, note="The sender is not known.")
    digest, spelled = _digest(outcome, agreement)
    if not (outcome.authenticated or known):
        note = "The sender is not authenticated."
        return Plan(route=Route.SYNC, digest=digest, spelled=spelled, note=note)
    url, note = asked.url, ""
    if url is not None and not any(same_origin(url, one) for one in agreement.accepting.receipt_urls):
        url, note = None, "The URL asked for is not on the record of the partner."
    return Plan(
        route=Route.SYNC if url is None else Route.ASYNC,
        url=url,
        signed=asked.signed,
        digest=digest,
        spelled=spelled,
        note=note,
    )


def _names(arrival: Arrival) -> tuple[str, str]:
    return arrival.sender, arrival.recipient


def _digest(outcome: Opened | Rejected, agreement: Agreement) -> tuple[Digest, str]:
    """Return the first digest on the sender's list that is allowed, else that of its signature, else ours."""
    asked = outcome.arrival.asked
    chosen = asked.choose(agreement.accepting.digests | SAFE_DIGESTS) if asked else None
    if chosen is not None:
        return chosen
    used = outcome.verified.digest if isinstance(outcome, Opened) and outcome.verified else Digest.SHA256
    return used, used.value


def same_origin(asked: str, agreed: str) -> bool:
    """Return whether a URL is a plain one of http or https with the scheme, host and port of another."""
    if not _URL.fullmatch(asked):
        return False
    origin = _origin(asked)
    return origin is not None and origin == _origin(agreed)


def _origin(url: str) -> tuple[str, str | None, int] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None


def make_receipt(
    outcome: Opened | Rejected,
    agreement: Agreement | None,
    *,
    message_id: str,
    at: datetime,
    chance: Chance,
    known: bool = False,
    warning: str | None = None,
) -> Receipt | None:
    """Return the receipt a message gets, none where none was asked for; a warning is said beside `processed`."""
    plan = plan_receipt(outcome, agreement, known=known)
    if plan.route is Route.NONE:
        return None
    if agreement is None or _names(outcome.arrival) != (agreement.theirs, agreement.ours):
        agreement = _stranger(outcome.arrival)
    disposition = _disposition(outcome, warning)
    content_type, body = _report(outcome, disposition, plan, product=agreement.product, chance=chance)
    if plan.signed:
        digest = plan.digest if plan.digest in SAFE_DIGESTS else Digest.SHA256
        raw = part((("Content-Type", content_type),), body)
        signature = sign(raw, agreement.signing_key(at), digest, pss=agreement.sending.pss, at=at)
        content_type, body = signed_part(raw, signature, digest, chance=chance)
    subject = "Message disposition notification"
    return Receipt(
        plan=plan,
        message_id=message_id,
        original_message_id=outcome.arrival.message_id,
        disposition=disposition,
        headers=(
            *head(agreement, message_id=message_id, subject=subject, at=at),
            ("Content-Type", content_type),
        ),
        body=body,
    )


def _disposition(outcome: Opened | Rejected, warning: str | None) -> str:
    if isinstance(outcome, Rejected):
        return outcome.refusal.modifier.disposition
    return PROCESSED if warning is None else f"{PROCESSED}/warning: {warning}"


def _stranger(arrival: Arrival) -> Agreement:
    """Return the names a stranger used, as far as they are names, with nothing agreed."""
    return Agreement(ours=_name(arrival.recipient), theirs=_name(arrival.sender), keys=(), certificates=())


def _name(text: str) -> str:
    return "".join(one for one in text if one.isascii() and one.isprintable())[:128] or "unknown"


def _report(
    outcome: Opened | Rejected, disposition: str, plan: Plan, *, product: str, chance: Chance
) -> tuple[str, bytes]:
    """Return the content type and the body of the report: one part for people, one for programs."""
    arrival = outcome.arrival
    recipient = as2_name(_name(arrival.recipient))
    fields = [
        f"Reporting-UA: {product}",
        f"Original-Recipient: rfc822; {recipient}",
        f"Final-Recipient: rfc822; {recipient}",
        *([f"Original-Message-ID: {arrival.message_id}"] if arrival.message_id else ()),
        f"Disposition: {_MODE}; {disposition}",
        *_checks(outcome, plan),
    ]
    said = (
        _GOOD if isinstance(outcome, Opened) else f"The message was not accepted: {outcome.refusal.modifier}."
    )
    people = part((("Content-Type", "text/plain; charset=us-ascii"),), said.encode("ascii"), b"\r\n")
    kind = (("Content-Type", "message/disposition-notification"), ("Content-Transfer-Encoding", "7bit"))
    programs = part(kind, "".join(f"{one}\r\n" for one in fields).encode("latin-1", "replace"))
    boundary = f"=_{chance(16).hex()}"
    content_type = f'multipart/report; report-type=disposition-notification; boundary="{boundary}"'
    return content_type, multipart(boundary, people, programs)


def _checks(outcome: Opened | Rejected, plan: Plan) -> tuple[str, ...]:
    mics = outcome.mics if isinstance(outcome, Opened) else ()
    return tuple(
        f"Received-Content-MIC: {one.value}, {plan.spelled}" for one in mics if one.digest is plan.digest
    )
