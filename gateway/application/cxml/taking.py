"""Taking: what a partner posts is opened, proved, kept and answered in one commit; the rest is for later.

The bytes are kept with secrets masked. The same payload id with the same bytes is answered as before, byte by byte;
with other bytes it is refused. Whatever is decided is said by a status of cXML under HTTP's 200.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from gateway.application.cxml import statuses, visiting
from gateway.application.cxml.admitting import REFUSAL, Posted, admit
from gateway.application.cxml.answers import Answer, Outcome, Refused
from gateway.application.cxml.ordering import Asked, Requested, take_order
from gateway.application.cxml.profiling import profile_of
from gateway.application.cxml.surroundings import Cxml, agreed_with
from gateway.application.ports import CxmlExchange, UnitOfWork
from gateway.cxml import messages
from gateway.cxml.envelopes import Envelope, read_envelope
from gateway.cxml.masking import masked
from gateway.cxml.nodes import Node, Reading
from gateway.cxml.parsing import Parsed, parse
from gateway.cxml.profiles import ProfileRequest
from gateway.cxml.status_updates import StatusUpdate
from gateway.cxml.statuses import (
    BAD_REQUEST,
    CONFLICT,
    NOT_ACCEPTABLE,
    NOT_IMPLEMENTED,
    OK,
    UNAUTHORIZED,
    Status,
    status,
)
from gateway.cxml.wire import Unwrapped, unwrap
from gateway.domain.findings import Finding, Severity
from gateway.domain.punch_outs import PunchOutSetup
from gateway.profiles.profile import Profile

TAKEN, TURNED_DOWN, AGAIN, CONFLICTING = "cxml.taken", "cxml.refused", "cxml.repeated", "cxml.conflict"
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A request as far as it can be told without knowing whose it is."""

    unwrapped: Unwrapped
    parsed: Parsed
    envelope: Envelope

    @property
    def kept(self) -> bytes:
        """Return the document as it is kept: without secrets."""
        return masked(self.unwrapped.content, self.unwrapped.charset)

    def digest(self) -> str:
        """Return what tells this request from another: the document as it is kept, and what came along."""
        parts = (self.kept, *(one.content for one in self.unwrapped.attachments))
        return sha256(b"".join(sha256(one).digest() for one in parts)).hexdigest()


def take(cxml: Cxml, posted: Posted) -> Answer:
    """Take what was posted and return the answer; what is answered with a status is committed before."""
    opened = _opened(posted)
    if opened.parsed.root is None:
        found = (*opened.unwrapped.findings, *opened.parsed.findings)
        return _without_name(cxml, status(NOT_ACCEPTABLE, _grave(found)))
    with cxml.store.begin() as work:
        profile = admit(cxml, work, opened.envelope, posted)
        if profile is None:
            work.commit()
            return _without_name(cxml, status(UNAUTHORIZED, REFUSAL), known=False)
        answer = _Taking(cxml, work, profile, opened, posted).answer()
        work.commit()
    return answer


def _opened(posted: Posted) -> Opened:
    unwrapped = unwrap(posted.content_type, posted.body)
    parsed = parse(unwrapped.content, charset=unwrapped.charset) if unwrapped.form else Parsed()
    envelope = Envelope()
    if parsed.root is not None:
        envelope, _, _ = read_envelope(Node(parsed.root), Reading())
    return Opened(unwrapped=unwrapped, parsed=parsed, envelope=envelope)


def respond(cxml: Cxml, said: Status) -> bytes:
    """Return a status as a document of ours."""
    return messages.respond(_envelope(cxml), said)


def _without_name(cxml: Cxml, said: Status, *, known: bool = True) -> Answer:
    """Answer what nothing is kept under."""
    return Answer(body=respond(cxml, said), known=known)


def _envelope(cxml: Cxml) -> Envelope:
    services = cxml.services
    return Envelope(payload_id=f"{services.ids.new()}@gateway", sent_at=services.clock.now())


class _Taking:
    """One request of a partner we know."""

    def __init__(
        self, cxml: Cxml, work: UnitOfWork, profile: Profile, opened: Opened, posted: Posted
    ) -> None:
        self._cxml = cxml
        self._services = cxml.services
        self._work = work
        self._profile = profile
        self._opened = opened
        self._posted = posted
        self._dialect = agreed_with(profile).dialect.dialect()

    def answer(self) -> Answer:
        """Return the answer, or the one it was given before."""
        if not self._opened.envelope.payload_id:
            self._note(TURNED_DOWN, self._profile.code, status=BAD_REQUEST, why="it has no payload id")
            return _without_name(self._cxml, status(BAD_REQUEST, "There is no payloadID."))
        exchange = self._exchange()
        before = self._work.cxml_inbox.claim(exchange)
        if before is not None:
            return self._as_before(before, exchange)
        read = messages.read(
            self._opened.unwrapped.content,
            charset=self._opened.unwrapped.charset,
            dialect=self._dialect,
            attachments=self._opened.unwrapped.attachments,
        )
        advice = self._services.dtds.advise(read.root)
        read = replace(read, findings=(*self._opened.unwrapped.findings, *read.findings, *advice))
        exchange = replace(exchange, message=read.name, findings=read.findings)
        try:
            outcome = self._outcome(exchange, read)
        except Refused as refused:
            outcome = Outcome(status=refused.status)
        return self._settled(exchange, outcome)

    def _exchange(self) -> CxmlExchange:
        envelope, kept = self._opened.envelope, self._opened.kept
        sender = next(iter(envelope.proofs), None)
        return CxmlExchange(
            id=self._services.ids.new(),
            partner=self._profile.code,
            payload_id=envelope.payload_id[:LONGEST_NAME],
            message="",
            deployment=envelope.mode,
            sender=f"{sender.domain}:{sender.identity}" if sender else "",
            remote=self._posted.remote,
            sha256=self._opened.digest(),
            size=len(kept),
            at=self._services.clock.now(),
        )

    def _as_before(self, before: CxmlExchange, exchange: CxmlExchange) -> Answer:
        """Return the answer that was given, byte by byte; other bytes under the same id are refused."""
        if before.sha256 == exchange.sha256:
            self._note(AGAIN, before.id, payload_id=before.payload_id)
            return Answer(body=self._work.cxml_inbox.reply(before.id))
        self._note(CONFLICTING, before.id, payload_id=before.payload_id)
        return _without_name(self._cxml, status(CONFLICT, "This payloadID came before with something else."))

    def _outcome(self, exchange: CxmlExchange, read: messages.Received) -> Outcome:
        """Return what comes of a request; raises Refused."""
        document = read.document
        if isinstance(document, ProfileRequest):
            said = profile_of(self._profile, base=self._posted.base)
            return Outcome(status=status(OK), payload=said)
        if isinstance(document, PunchOutSetup):
            return visiting.begin(self._cxml, self._work, self._profile, self._setup(read, document))
        if isinstance(document, Asked):
            return take_order(
                self._cxml, self._work, self._profile, self._requested(exchange, read, document)
            )
        if isinstance(document, StatusUpdate):
            return statuses.take_update(self._services, self._work, self._profile, exchange.id, document)
        if not read.name:
            raise Refused(NOT_ACCEPTABLE, _grave(read.findings))
        raise Refused(NOT_IMPLEMENTED, f"{read.name} is not implemented here.")

    def _setup(self, read: messages.Received, setup: PunchOutSetup) -> visiting.Setup:
        return visiting.Setup(
            envelope=read.envelope,
            setup=setup,
            content=self._opened.kept,
            base=self._posted.base,
            findings=read.findings,
        )

    def _requested(self, exchange: CxmlExchange, read: messages.Received, order: Asked) -> Requested:
        return Requested(
            envelope=read.envelope,
            exchange=exchange,
            order=order,
            findings=read.findings,
            content=self._opened.kept,
            attachments=self._opened.unwrapped.attachments,
        )

    def _settled(self, exchange: CxmlExchange, outcome: Outcome) -> Answer:
        """Keep what came of a request with the answer to it."""
        envelope = _envelope(self._cxml)
        if outcome.payload is None:
            body = messages.respond(envelope, outcome.status, dialect=self._dialect)
        else:
            body = messages.write(
                envelope, outcome.payload, dialect=self._dialect, answer=outcome.status
            ).content
        settled = replace(
            exchange,
            status=int(outcome.status.code),
            reference=outcome.reference,
            operation=outcome.operation,
            document=outcome.document,
            transmission=outcome.transmission,
        )
        self._work.cxml_inbox.finish(settled, body)
        self._note(
            TAKEN if outcome.status.is_success else TURNED_DOWN,
            settled.id,
            message=settled.message,
            operation=settled.operation,
            reference=settled.reference,
            payload_id=settled.payload_id,
            status=outcome.status.code,
            why="" if outcome.status.is_success else outcome.status.message,
        )
        return Answer(body=body)

    def _note(self, what: str, ref: str, **detail: str) -> None:
        self._services.note(
            self._work, what, ref, partner=self._profile.code, remote=self._posted.remote, **detail
        )


def _grave(findings: tuple[Finding, ...]) -> str:
    said = dict.fromkeys(one.message for one in findings if one.severity is Severity.ERROR)
    return " ".join(said) or "Nothing here can be read."
