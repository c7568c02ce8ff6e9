"""Delivering: leased, sent with no transaction open, its outcome written down; the same bytes every time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.application import acknowledging, circuits, expecting
from gateway.application.chains import complete_if_done
from gateway.application.ports import Answering, TransportFor, UnitOfWork, Word
from gateway.application.records import DocumentRecord, Job, NewJob
from gateway.application.services import Services
from gateway.domain.ladders import Ladder
from gateway.domain.lifecycle import DELIVERY, move
from gateway.errors import Conflict
from gateway.profiles.cxml import message_of
from gateway.profiles.documents import Send

KEPT_HERE = frozenset({"held", "abandoned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A document and its bytes, ready to leave; `word` is what the partner said of them, where it says so at once."""

    record: DocumentRecord
    content: bytes
    word: Word | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    """The effect behind `deliver` jobs, and how they are tried again; implements `Effect` and `Patience`.

    cXML goes by `post_for`, everything else by `transport_for`.
    """

    services: Services
    transport_for: TransportFor
    post_for: TransportFor | None = None

    def prepare(self, work: UnitOfWork, job: Job) -> Parcel:
        """Return the document and its bytes; raises Conflict for what is not to leave any more, NotYet for what is to wait."""
        record = work.documents.get(_together(job)[0])
        if record.delivery in KEPT_HERE:
            raise Conflict(f"the document is {record.delivery}")
        circuits.admit(self.services, work, record.partner)
        return Parcel(record=record, content=work.documents.content(record.id))

    def perform(self, prepared: object) -> object:
        """Hand the bytes to the partner's transport; raises TransportError."""
        if not isinstance(prepared, Parcel):
            raise TypeError("only a parcel can be delivered")
        record = prepared.record
        posts = self.post_for if message_of(record.map_name) else None
        way = (posts or self.transport_for)(record.partner)
        if isinstance(way, Answering):
            word = way.ask(record.file_name, prepared.content, message_id=record.message_id)
            return replace(prepared, word=word)
        way.leave(record.file_name, prepared.content, message_id=record.message_id)
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down that the document left, all that is in one interchange with it, and when its answer is due."""
        circuits.reached(self.services, work, job.partner)
        for document in _together(job):
            self._note_sent(work, job, document)
        if isinstance(result, Parcel) and result.word is not None:
            self._note_word(work, result.record.id, result.word)
        return ()

    def ladder(self, job: Job) -> Ladder:
        """Return how deliveries to the partner are tried again."""
        return circuits.ladder_of(circuits.agreed_with(self.services, job.partner), job.lane)

    def failed(self, work: UnitOfWork, job: Job, error: Exception) -> None:
        """Note that the partner could not be reached, or could and said no."""
        circuits.missed(self.services, work, job.partner, error)

    def _note_sent(self, work: UnitOfWork, job: Job, document: str) -> None:
        record = work.documents.get(document, lock=True)
        now = self.services.clock.now()
        sent = replace(
            record,
            delivery="sent",
            attempts=record.attempts + job.attempts + 1,
            reason=record.reason if record.acknowledged_at else "",
            sent_at=record.sent_at or now,
        )
        sending = self.services.directory.get(record.partner).sends(record.set_id)
        if sending is not None and sent.acknowledgement == "awaited" and sending.acknowledgement_due:
            due = self._await_word_on(work, sent, sending)
            sent = replace(sent, acknowledgement_due_at=due)
        work.documents.update(sent)
        if record.order:
            key = expecting.answer_key(record.set_id, record.order)
            answered = expecting.Awaited(record.partner, expecting.ANSWER, key)
            expecting.settle(self.services, work, answered, by=record.id)
        self.services.note(
            work,
            "document.sent",
            record.id,
            partner=record.partner,
            order=record.order,
            set_id=record.set_id,
            name=record.file_name,
            attempt=sent.attempts,
            again=record.sent_at is not None,
        )
        complete_if_done(self.services, work, record.order)

    def _note_word(self, work: UnitOfWork, document: str, word: Word) -> None:
        """Write down what the partner said at once; it settles what was awaited unless more is to come."""
        record = work.documents.get(document, lock=True)
        if word.settled and record.acknowledgement != "none":
            said = acknowledging.Said(
                verdict=acknowledging.ACCEPTED, by=f"status {word.code}", set_id="Response"
            )
            acknowledging.conclude(self.services, work, record, said)
        self.services.note(
            work,
            "document.answered",
            record.id,
            partner=record.partner,
            order=record.order,
            status=word.code,
            text=word.text,
            settled=word.settled,
        )

    def _await_word_on(self, work: UnitOfWork, record: DocumentRecord, sending: Send) -> datetime:
        """Expect the partner's acknowledgement of what has just left; return when it is due."""
        expected = expecting.Expected(
            what=expecting.Awaited(record.partner, expecting.ACKNOWLEDGEMENT, record.id),
            within=sending.acknowledgement_due or timedelta(),
            warn_before=sending.warn_before,
            ref=record.id,
            order=record.order,
            title=f"acknowledgement of {record.set_id} {record.reference}".rstrip(),
        )
        return expecting.expect(self.services, work, expected).due_at

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that the document could not be delivered, and why; one that had been stays delivered."""
        for document in _together(job):
            self._note_undeliverable(work, job, document, reason=reason)
        return ()

    def _note_undeliverable(self, work: UnitOfWork, job: Job, document: str, *, reason: str) -> None:
        record = work.documents.get(document, lock=True)
        if record.delivery == "ready":
            state = "sent" if record.sent_at else "failed"
            work.documents.update(
                replace(
                    record,
                    delivery=move(DELIVERY, record.delivery, state),
                    attempts=record.attempts + job.attempts,
                    reason=record.reason if record.sent_at else reason,
                )
            )
        self.services.note(
            work,
            "document.undeliverable",
            record.id,
            partner=record.partner,
            order=record.order,
            reason=reason,
        )


def _together(job: Job) -> list[str]:
    """Return the documents a job delivers: one, or all that are sets of the same interchange."""
    first, _, others = job.ref.partition("#")
    return [first, *filter(None, others.split(","))]
