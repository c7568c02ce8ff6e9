"""Taking: what a partner posts is opened, proved, kept and answered in one commit; the rest is for later.

The bytes are kept with secrets masked. The same payload id with the same bytes is answered as before, byte by byte;
with other bytes it is refused. Whatever is decided is said by a status of cXML under HTTP's 200.
"""

from dataclasses import dataclass, field, replace
from hashlib import sha256

from gateway.application.cxml import statuses, visiting
from gateway.application.cxml.admitting import REFUSAL, Posted, admission, turn_away
from gateway.application.cxml.answers import Answer, Outcome, Refused
from gateway.application.cxml.matching import differences
from gateway.application.cxml.ordering import TRANSPORT, Asked, Requested, take_order
from gateway.application.cxml.profiling import ROLES, is_misplaced, profile_of, url_of
from gateway.application.cxml.surroundings import Cxml, agreed_with
from gateway.application.ports import CxmlExchange, UnitOfWork
from gateway.application.reached import reached_by
from gateway.application.receiving import Arrival, transmission_of
from gateway.application.releasing import ON_TRIAL
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
from gateway.domain.orders import PurchaseOrder
from gateway.domain.punch_outs import PunchOutSetup
from gateway.errors import ConfigurationFault
from gateway.profiles.profile import Profile

TAKEN, TURNED_DOWN, AGAIN, CONFLICTING = "cxml.taken", "cxml.refused", "cxml.repeated", "cxml.conflict"
UNREADABLE = "cxml.unreadable"
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A request as far as it can be told without knowing whose it is; `kept` is the document without secrets."""

    unwrapped: Unwrapped
    parsed: Parsed
    envelope: Envelope
    kept: bytes = field(repr=False)

    def digest(self) -> str:
        """Return what tells this request from another: the document as it is kept, and what came along."""
        parts = (self.kept, *(one.content for one in self.unwrapped.attachments))
        return sha256(b"".join(sha256(one).digest() for one in parts)).hexdigest()


def take(cxml: Cxml, posted: Posted) -> Answer:
    """Take what was posted and return the answer; what is answered with a status is committed before.

    All that can be is read and compared before anything is written: whoever writes keeps others waiting.
    """
    opened = _opened(posted)
    if opened.parsed.root is None:
        return _unreadable(cxml, opened, posted)
    taking: _Taking | None = None
    with cxml.store.read() as work:
        asked = admission(cxml, work, opened.envelope, posted)
        if asked.profile is not None and not asked.why:
            read = _read(cxml, asked.profile, opened)
            doubts = _doubts(work, asked.profile, read)
            taking = _Taking(cxml, asked.profile, opened, posted, read=read, doubts=doubts)
    with cxml.store.begin() as work:
        if taking is None:
            turn_away(cxml, work, asked, opened.envelope, posted)
            answer = _without_name(cxml, status(UNAUTHORIZED, REFUSAL), known=False)
        else:
            answer = taking.answer(work)
        work.commit()
    return answer


def _unreadable(cxml: Cxml, opened: Opened, posted: Posted) -> Answer:
    """Write down that something came which nobody can read, and say so: it may be anybody's, so nothing of it is kept."""
    said = status(NOT_ACCEPTABLE, _grave((*opened.unwrapped.findings, *opened.parsed.findings)))
    with cxml.store.begin() as work:
        cxml.services.note(
            work, UNREADABLE, posted.remote or "somewhere", why=said.message, size=len(posted.body)
        )
        work.commit()
    return _without_name(cxml, said)


def _opened(posted: Posted) -> Opened:
    unwrapped = unwrap(posted.content_type, posted.body)
    parsed = parse(unwrapped.content, charset=unwrapped.charset) if unwrapped.form else Parsed()
    envelope, kept = Envelope(), b""
    if parsed.root is not None:
        envelope, _, _ = read_envelope(Node(parsed.root), Reading())
        kept = masked(unwrapped.content, unwrapped.charset)
    return Opened(unwrapped=unwrapped, parsed=parsed, envelope=envelope, kept=kept)


def _read(cxml: Cxml, profile: Profile, opened: Opened) -> messages.Received:
    """Return what a document says in the partner's dialect, with what the DTD advises."""
    read = messages.understand(
        opened.parsed,
        dialect=agreed_with(profile).dialect.dialect(),
        attachments=opened.unwrapped.attachments,
    )
    advice = cxml.services.dtds.advise(read.root)
    return replace(read, findings=(*opened.unwrapped.findings, *read.findings, *advice))


def _doubts(work: UnitOfWork, profile: Profile, read: messages.Received) -> tuple[Finding, ...]:
    """Return where an order differs from the cart it comes from."""
    order = read.document
    return tuple(differences(work, profile, order)) if isinstance(order, PurchaseOrder) else ()


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
    """One request of a partner we know, read already."""

    def __init__(
        self,
        cxml: Cxml,
        profile: Profile,
        opened: Opened,
        posted: Posted,
        *,
        read: messages.Received,
        doubts: tuple[Finding, ...],
    ) -> None:
        self._cxml = cxml
        self._services = cxml.services
        self._profile = profile
        self._opened = opened
        self._posted = posted
        self._read = read
        self._doubts = doubts
        self._dialect = agreed_with(profile).dialect.dialect()
        self._exchange = self._made()

    def answer(self, work: UnitOfWork) -> Answer:
        """Return the answer, or the one it was given before."""
        if not self._opened.envelope.payload_id:
            return self._unheard(work, status(BAD_REQUEST, "There is no payloadID."))
        if is_misplaced(self._read.name, self._posted.role):
            return self._unheard(work, status(NOT_IMPLEMENTED, self._elsewhere()))
        before = work.cxml_inbox.claim(self._exchange)
        if before is not None:
            return self._as_before(work, before)
        try:
            outcome = self._outcome(work)
        except Refused as refused:
            outcome = Outcome(status=refused.status)
        return self._settled(work, outcome)

    def _unheard(self, work: UnitOfWork, said: Status) -> Answer:
        """Answer what nothing is kept of, so that the same document may come again and be taken."""
        self._note(work, TURNED_DOWN, self._profile.code, status=said.code, why=said.message)
        return _without_name(self._cxml, said)

    def _elsewhere(self) -> str:
        said = f"{self._read.name or 'A document without a message'} is not taken at this address"
        if self._read.name not in ROLES or not self._posted.base:
            return f"{said}."
        return (
            f"{said}: send it to {url_of(self._read.name, base=self._posted.base)}, as ProfileResponse says."
        )

    def _made(self) -> CxmlExchange:
        envelope, kept = self._opened.envelope, self._opened.kept
        sender = next(iter(envelope.proofs), None)
        return CxmlExchange(
            id=self._services.ids.new(),
            partner=self._profile.code,
            payload_id=envelope.payload_id[:LONGEST_NAME],
            message=self._read.name,
            deployment=envelope.mode,
            sender=f"{sender.domain}:{sender.identity}" if sender else "",
            remote=self._posted.remote,
            sha256=self._opened.digest(),
            size=len(kept),
            at=self._services.clock.now(),
            findings=self._read.findings,
            headers=self._posted.headers,
        )

    def _as_before(self, work: UnitOfWork, before: CxmlExchange) -> Answer:
        """Return the answer that was given, byte by byte; other bytes under the same id are refused."""
        if before.sha256 == self._exchange.sha256:
            self._note(work, AGAIN, before.id, payload_id=before.payload_id)
            return Answer(body=work.cxml_inbox.reply(before.id))
        self._note(work, CONFLICTING, before.id, payload_id=before.payload_id)
        return _without_name(self._cxml, status(CONFLICT, "This payloadID came before with something else."))

    def _outcome(self, work: UnitOfWork) -> Outcome:
        """Return what comes of a request; raises Refused."""
        document = self._read.document
        if isinstance(document, ProfileRequest):
            said = profile_of(self._profile, base=reached_by(self._posted.base))
            return Outcome(status=status(OK), payload=said)
        if isinstance(document, PunchOutSetup):
            return visiting.begin(self._cxml, work, self._profile, self._setup(document))
        if isinstance(document, Asked):
            return take_order(self._cxml, work, self._profile, self._requested(document))
        if isinstance(document, StatusUpdate):
            return statuses.take_update(self._services, work, self._profile, self._exchange.id, document)
        if not self._read.name:
            raise Refused(NOT_ACCEPTABLE, _grave(self._read.findings))
        raise Refused(NOT_IMPLEMENTED, f"{self._read.name} is not implemented here.")

    def _setup(self, setup: PunchOutSetup) -> visiting.Setup:
        return visiting.Setup(
            envelope=self._read.envelope,
            setup=setup,
            content=self._opened.kept,
            base=reached_by(self._posted.base),
            findings=self._read.findings,
        )

    def _requested(self, order: Asked) -> Requested:
        return Requested(
            envelope=self._read.envelope,
            exchange=self._exchange,
            order=order,
            findings=self._read.findings,
            doubts=self._doubts,
            content=self._opened.kept,
            attachments=self._opened.unwrapped.attachments,
        )

    def _settled(self, work: UnitOfWork, outcome: Outcome) -> Answer:
        """Keep what came of a request with the answer to it."""
        envelope = _envelope(self._cxml)
        if outcome.payload is None:
            body = messages.respond(envelope, outcome.status, dialect=self._dialect)
        else:
            body = messages.write(
                envelope, outcome.payload, dialect=self._dialect, answer=outcome.status
            ).content
        self._must_be_valid(body)
        settled = replace(
            self._exchange,
            status=int(outcome.status.code),
            reference=outcome.reference,
            operation=outcome.operation,
            document=outcome.document,
            transmission=outcome.transmission or self._kept(work),
        )
        work.cxml_inbox.finish(settled, body)
        self._note(
            work,
            TAKEN if outcome.status.is_success else TURNED_DOWN,
            settled.id,
            message=settled.message,
            operation=settled.operation,
            reference=settled.reference,
            payload_id=settled.payload_id,
            status=outcome.status.code,
            why="" if outcome.status.is_success else outcome.status.message,
            content_type=self._posted.content_type[:LONGEST_NAME],
        )
        return Answer(body=body)

    def _must_be_valid(self, body: bytes) -> None:
        """Let no answer leave that the DTD does not admit, where there is one: the request may come again."""
        wrong = self._services.dtds.judge(body)
        if wrong:
            raise ConfigurationFault(f"our answer is not valid by its DTD: {wrong[0].value_seen}")

    def _kept(self, work: UnitOfWork) -> str:
        """Keep the bytes of a request nothing else of ours keeps, and return under which transmission they are."""
        envelope = self._opened.envelope
        arrival = Arrival(
            partner=self._profile.code,
            transport=ON_TRIAL if envelope.is_test else TRANSPORT,
            key=envelope.payload_id,
            name=f"{self._read.name} {envelope.payload_id}".strip(),
            content=self._opened.kept,
        )
        made = replace(transmission_of(self._services, arrival), state="processed")
        if work.transmissions.add(made, self._opened.kept):
            return made.id
        known = work.transmissions.find(made.partner, made.direction, made.transport, made.transport_key)
        return known.id if known else ""

    def _note(self, work: UnitOfWork, what: str, ref: str, **detail: str) -> None:
        self._services.note(work, what, ref, partner=self._profile.code, remote=self._posted.remote, **detail)


def _grave(findings: tuple[Finding, ...]) -> str:
    said = dict.fromkeys(one.message for one in findings if one.severity is Severity.ERROR)
    return " ".join(said) or "Nothing here can be read."
