"""Examining: another reader is asked about sets we reject, and about all that a partner in testing sends or is sent.

It is slow, so it is asked afterwards, with no transaction open and some sets at a time; no verdict changes by
it. Where it differs from us is a finding of the document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gateway.application.kept_sets import set_in
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, Job, NewJob
from gateway.application.second_opinions import second_opinion
from gateway.application.services import Services
from gateway.domain.findings import Finding
from gateway.mapping.plan import Plan
from gateway.profiles.profile import Profile
from gateway.x12.envelopes import open_interchanges
from gateway.x12.interchanges import Interchange, TransactionSet

KIND = "second-opinion"
SETS_AT_A_TIME = 50
TESTING = "testing"
OPINIONS = frozenset({"x12.second-opinion-stricter", "x12.second-opinion-milder"})


def asked_of(record: DocumentRecord, profile: Profile) -> bool:
    """Tell whether another reader is to look at a set we read or wrote."""
    return bool(record.map_name) and (record.validation == "rejected" or profile.state == TESTING)


def ask_inbound(profile: Profile, interchange: Interchange, *, record: str, rejected: bool) -> list[NewJob]:
    """Return the job that has an interchange's sets examined, none where nobody asks.

    `record` is the interchange's identifier; `rejected` says whether any of its sets was.
    """
    if not rejected and profile.state != TESTING:
        return []
    return [_job(profile.code, "in", f"{record}:{interchange.offset}:{interchange.length}", start=0)]


def ask_outbound(profile: Profile, record: DocumentRecord) -> list[NewJob]:
    """Return the job that has a document of ours examined, none where nobody asks."""
    return [_job(profile.code, "out", record.id, start=0)] if asked_of(record, profile) else []


def _job(partner: str, direction: str, of: str, *, start: int) -> NewJob:
    ref = f"{direction}:{start}:{of}"
    return NewJob(kind=KIND, ref=ref, dedupe=f"{KIND}:{ref}", partner=partner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Sets to be examined, each with its record and its plan, and what is left for another time."""

    sets: tuple[tuple[DocumentRecord, Plan, TransactionSet], ...]
    opinions: tuple[tuple[str, tuple[Finding, ...]], ...] = ()
    rest: tuple[NewJob, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examining:
    """The effect behind `second-opinion` jobs; implements `Effect`."""

    services: Services

    def prepare(self, work: UnitOfWork, job: Job) -> Examination:
        """Return the sets a job is about, as they stand in their bytes."""
        direction, start, of = job.ref.split(":", 2)
        if direction == "out":
            record = work.documents.get(of)
            return self._examination([record], open_interchanges(work.documents.content(of)).interchanges)
        interchange, offset, length = of.split(":")
        kept = work.interchanges.get(interchange)
        content = work.transmissions.part(kept.transmission, int(offset), int(length))
        profile = self.services.directory.get(kept.partner)
        asked = [
            one
            for one in work.documents.of_transmission(kept.transmission)
            if one.interchange == interchange and asked_of(one, profile)
        ]
        upto = int(start) + SETS_AT_A_TIME
        found = self._examination(asked[int(start) : upto], open_interchanges(content).interchanges)
        if len(asked) <= upto:
            return found
        return replace(found, rest=(_job(kept.partner, direction, of, start=upto),))

    def _examination(
        self, records: Sequence[DocumentRecord], interchanges: Sequence[Interchange]
    ) -> Examination:
        found = ((record, set_in(interchanges[0], record)) for record in records)
        return Examination(
            sets=tuple(
                (record, self.services.library.plan(record.map_name), one) for record, one in found if one
            )
        )

    def perform(self, prepared: object) -> object:
        """Ask the other reader about each set."""
        if not isinstance(prepared, Examination):
            raise TypeError("only an examination can be performed")
        opinions = tuple(
            (record.id, second_opinion(plan, one, _ours(record))) for record, plan, one in prepared.sets
        )
        return replace(prepared, opinions=opinions)

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down where the two differ, in place of what was written down before."""
        del job
        if not isinstance(result, Examination):
            raise TypeError("only an examination can be concluded")
        for document, opinions in result.opinions:
            record = work.documents.get(document, lock=True)
            findings = (*_ours(record), *opinions)
            if findings == record.findings:
                continue
            work.documents.update(replace(record, findings=findings))
            self.services.note(
                work,
                "document.second-opinion",
                record.id,
                partner=record.partner,
                order=record.order,
                set_id=record.set_id,
                disagreements=len(opinions),
            )
        return result.rest

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Say that nobody was asked, and why."""
        self.services.note(
            work, "document.second-opinion-failed", job.ref, partner=job.partner, reason=reason
        )
        return ()


def _ours(record: DocumentRecord) -> tuple[Finding, ...]:
    return tuple(one for one in record.findings if one.code not in OPINIONS)
