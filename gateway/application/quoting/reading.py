"""Reading: a request is opened, understood and matched with no transaction open, and written down in one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.application.ports import RequestLineRecord, RequestRecord, UnitOfWork
from gateway.application.ports.quoting import OPEN
from gateway.application.quoting.learning import remembered
from gateway.application.quoting.matching import (
    Known,
    Thresholds,
    checked,
    in_known_units,
    known_names,
    match,
)
from gateway.application.quoting.pricing import price_job
from gateway.application.quoting.surroundings import Quoting
from gateway.application.quoting.taking import FILE
from gateway.application.quoting.understood import AsAsked, of_document, of_file
from gateway.application.records import Job, NewJob
from gateway.domain.canonical import dumps, loads
from gateway.domain.lifecycle import REQUEST, move
from gateway.domain.quotes import RequestForQuotation
from gateway.profiles.profile import Profile
from gateway.profiles.requests import Requests
from gateway.sheets.understanding import Remembered

READABLE = frozenset({"received", "reading", "held", "review"})
THOUSANDTHS = 1000
MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRead:
    """A request that is about to be read: its bytes, or its document, and what was learned of its partner."""

    record: RequestRecord
    profile: Profile
    content: bytes = b""
    document: RequestForQuotation | None = None
    remembered: tuple[Remembered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNow:
    """What was read, every line with the item it means or may mean."""

    asked: AsAsked
    lines: tuple[RequestLineRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRequests:
    """Implements the port Effect: opening a stranger's file takes its time, and may fail."""

    quoting: Quoting

    def prepare(self, work: UnitOfWork, job: Job) -> ToRead | None:
        """Mark the request as being read; None where something was offered for it already."""
        record = work.requests.get(job.ref, lock=True)
        if record.state not in READABLE:
            return None
        record = replace(record, state=move(REQUEST, record.state, "reading"), reason="", findings=())
        work.requests.update(record)
        profile = self.quoting.services.directory.get(record.partner)
        if record.kind == FILE:
            content = work.transmissions.content(record.transmission)
            return ToRead(
                record=record, profile=profile, content=content, remembered=remembered(work, record.partner)
            )
        document = work.documents.get(record.document)
        return ToRead(record=record, profile=profile, document=loads(RequestForQuotation, document.canonical))

    def perform(self, prepared: object) -> ReadNow | None:
        """Open the request, and find the item of every line."""
        if not isinstance(prepared, ToRead):
            return None
        record = prepared.record
        if prepared.document is not None:
            asked = of_document(record, prepared.document)
        else:
            opened = self.quoting.open_file(record.name, prepared.content, prepared.remembered)
            asked = of_file(record, opened, today=self.quoting.services.clock.now().date())
        lines = match_lines(self.quoting, prepared.profile, asked.lines)
        return ReadNow(asked=asked, lines=lines)

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down what was read; where nothing waits for a person it is priced."""
        if not isinstance(result, ReadNow):
            return ()
        services = self.quoting.services
        record = work.requests.get(job.ref, lock=True)
        asked, lines = result.asked, result.lines
        waiting = sum(one.state == OPEN for one in lines)
        fatal = asked.fatal
        state = "held" if fatal is not None else "review"
        record = replace(
            record,
            state=move(REQUEST, record.state, state),
            number=asked.request.number,
            answer_by=asked.request.answer_by,
            currency=asked.request.currency,
            canonical=dumps(asked.request),
            lines=len(lines),
            open_lines=waiting,
            fingerprint=asked.fingerprint,
            findings=asked.findings[:MOST_FINDINGS],
            reason=fatal.code if fatal is not None else "",
        )
        work.requests.update(record)
        work.requests.put_lines(record, lines)
        work.requests.put_pages(record, asked.pages)
        services.note(
            work,
            "request.unreadable" if fatal is not None else "request.read",
            record.id,
            partner=record.partner,
            lines=len(lines),
            open=waiting,
            matched=[one.how for one in lines if one.how],
            reason=record.reason,
        )
        return [price_job(record, services.ids.new())] if lines and not waiting else []

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Keep the request for a person, with the reason."""
        record = work.requests.get(job.ref, lock=True)
        work.requests.update(replace(record, state="held", reason=reason[:MOST_FINDINGS]))
        self.quoting.services.note(
            work, "request.unreadable", record.id, partner=record.partner, reason=reason
        )
        return ()


def match_lines(
    quoting: Quoting, profile: Profile, lines: Iterable[RequestLineRecord]
) -> tuple[RequestLineRecord, ...]:
    """Return lines with the items they mean, as far as that is certain; what a person said before holds."""
    these = tuple(lines)
    with quoting.store.read() as work:
        index = quoting.indexes.of(work)
        known: Known = known_names(work, profile.code, (one.said for one in these))
        these = tuple(in_known_units(one, known) for one in these)
        matched = [match(one, index, known, thresholds_of(profile)) for one in these]
        items = work.items.get_many({one.sku for one in matched if one.sku})
    return tuple(checked(one, items, known, index) for one in matched)


def thresholds_of(profile: Profile) -> Thresholds:
    """Return from when on a description is taken without asking."""
    agreed = (profile.requests or Requests()).auto_accept
    return Thresholds(score=int(agreed.score * THOUSANDTHS), gap=int(agreed.gap * THOUSANDTHS))
