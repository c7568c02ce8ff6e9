"""Mailing: a quote that was given leaves as a letter with its papers, laid down where a mail relay picks it up."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from gateway.application.ports import QuoteRecord, UnitOfWork
from gateway.application.ports.letters import Attached, Letter
from gateway.application.quoting.papers import filled_in
from gateway.application.quoting.surroundings import Quoting
from gateway.application.quoting.taking import FILE
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.errors import Conflict, GatewayError
from gateway.profiles.requests import QuoteMail

MAIL = "mail-quote"
WORKBOOKS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


class LettersMissing(GatewayError):
    """A quote has letters no font of this machine has: as a PDF it would not say what it says."""

    code: ClassVar[str] = "quote.letters-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A quote as a PDF, and its letters no font of this machine has."""

    content: bytes
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMail:
    """A quote that is about to leave by e-mail, and what was agreed of that."""

    record: QuoteRecord
    mail: QuoteMail
    answers: str
    is_file: bool


def mail_job(record: QuoteRecord) -> NewJob:
    """Return the job that mails a quote."""
    return NewJob(
        kind=MAIL,
        ref=record.id,
        dedupe=f"{MAIL}:{record.id}",
        lane=f"{record.partner}:rfq:{record.request}",
        partner=record.partner,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingQuotes:
    """Implements the port Effect: a letter that was written is never written again under another text."""

    quoting: Quoting
    printed: Callable[[Services, QuoteRecord], Paper]
    leave: Callable[[QuoteMail, Letter], None]

    def prepare(self, work: UnitOfWork, job: Job) -> ToMail:
        """Return what is to be mailed; raises Conflict where that is agreed no more."""
        record = work.quotes.get(job.ref)
        terms = self.quoting.services.directory.get(record.partner).requests
        if terms is None or terms.mail is None:
            raise Conflict("the partner's quotes do not leave by e-mail any more")
        request = work.requests.get(record.request)
        return ToMail(
            record=record,
            mail=terms.mail,
            answers=request.number or request.name,
            is_file=request.kind == FILE,
        )

    def perform(self, prepared: object) -> object:
        """Write the letter; raises LettersMissing, and what laying it down raises."""
        if not isinstance(prepared, ToMail):
            raise TypeError("only a quote can be mailed")
        record, mail = prepared.record, prepared.mail
        paper = self.printed(self.quoting.services, record)
        if paper.missing:
            raise LettersMissing(
                f"no font of this machine has {paper.missing}: the doctor says what mends it"
            )
        pdf = Attached(name=f"{record.number}.pdf", media_type="application/pdf", content=paper.content)
        letter = Letter(
            name=record.number,
            us=mail.us,
            them=mail.them,
            subject=f"Quote {record.number} for your request {prepared.answers}",
            text=_text(prepared),
            message_id=f"{record.id}@{mail.us.partition('@')[2]}",
            written_at=record.sent_at or record.made_at,
            attached=(pdf, *(self._workbook(prepared) if mail.workbook and prepared.is_file else ())),
        )
        self.leave(mail, letter)
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down that the letter was laid down, and for whom."""
        if isinstance(result, ToMail):
            record = result.record
            self.quoting.services.note(
                work,
                "quote.mailed",
                record.id,
                partner=record.partner,
                request=record.request,
                number=record.number,
                them=list(result.mail.them),
            )
        del job
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that the quote did not leave by e-mail, and why."""
        record = work.quotes.get(job.ref)
        self.quoting.services.note(
            work,
            "quote.not-mailed",
            record.id,
            partner=record.partner,
            request=record.request,
            number=record.number,
            reason=reason,
        )
        return ()

    def _workbook(self, prepared: ToMail) -> Iterator[Attached]:
        """Yield the buyer's own file filled in, where it can be."""
        try:
            _, _, filled = filled_in(self.quoting, prepared.record.id)
        except Conflict:
            return
        name = f"{prepared.record.number}.{filled.kind}"
        yield Attached(name=name, media_type=WORKBOOKS[filled.kind], content=filled.content)


def _text(prepared: ToMail) -> str:
    record = prepared.record
    until = f" It holds until {record.valid_until.isoformat()}." if record.valid_until else ""
    own = prepared.mail.text.strip()
    said = f"Attached is our quote {record.number} for your request {prepared.answers}.{until}\n"
    return f"{own}\n\n{said}" if own else said
