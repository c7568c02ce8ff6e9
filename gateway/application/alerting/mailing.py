"""Letters about alerts: one for each look of the watch at which people are told, laid down where a mail relay takes it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.application.alerting.wording import sentence
from gateway.application.operating.checks import BAD
from gateway.application.ports import UnitOfWork
from gateway.application.ports.alerts import STANDING, AlertRecord
from gateway.application.ports.letters import Letter
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.errors import Conflict
from gateway.profiles.alerting import AlertMail

TRIAL = "trial:"
"""What the work of sending a trial refers by, before the trial's own name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """Alerts people are told of together, and by which letter; or a `trial` that somebody asked for."""

    mail: AlertMail
    alerts: tuple[AlertRecord, ...] = ()
    at: datetime
    trial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingAlerts:
    """Implements the port Effect: the same alerts are the same letter, under the same name."""

    services: Services
    leave: Callable[[AlertMail, Letter], None]
    console: str = ""

    def prepare(self, work: UnitOfWork, job: Job) -> ToTell:
        """Return what is to be told; raises Conflict where nobody wants letters any more."""
        mail = self.services.directory.house.alerts.mail
        if mail is None:
            raise Conflict("alerts do not leave by e-mail any more")
        if job.ref.startswith(TRIAL):
            trial = _named(job)
            return ToTell(mail=mail, at=work.events.of(trial)[0].at, trial=trial)
        at = datetime.fromisoformat(job.ref)
        told = (one for one in work.alerts.told(at) if one.state in STANDING)
        grave = tuple(one for one in told if mail.least != BAD or one.severity == BAD)
        return ToTell(mail=mail, alerts=grave, at=at)

    def perform(self, prepared: object) -> object:
        """Write the letter, if there is anything to tell; raises what laying it down raises."""
        if not isinstance(prepared, ToTell):
            raise TypeError("only alerts can be told of")
        if prepared.trial:
            self.leave(prepared.mail, _trial(prepared, self.console))
        elif prepared.alerts:
            self.leave(prepared.mail, self._letter(prepared))
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down whom the letter is for."""
        if isinstance(result, ToTell) and (result.alerts or result.trial):
            count, them = len(result.alerts), list(result.mail.them)
            self.services.note(work, "alert.mailed", _named(job), count=count, them=them)
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that nobody was told by letter, and why."""
        self.services.note(work, "alert.not-mailed", _named(job), reason=reason)
        return ()

    def _letter(self, told: ToTell) -> Letter:
        name = f"alerts-{told.at:%Y%m%dT%H%M%S%f}"
        first, *others = [sentence(one) for one in told.alerts]
        more = f" and {len(others)} more" if others else ""
        return Letter(
            name=name,
            us=told.mail.us,
            them=told.mail.them,
            subject=f"{first}{more}",
            text=_text(told.alerts, self.console),
            message_id=f"{name}@{told.mail.us.partition('@')[2]}",
            written_at=told.at,
        )


def _named(job: Job) -> str:
    """Return what the trail calls that of which people are told: a trial's name, else the instant."""
    return job.ref.removeprefix(TRIAL)


def _trial(told: ToTell, console: str) -> Letter:
    name = f"alerts-trial-{told.trial}"
    lines = (
        "Somebody asked for a trial: this is how you will be told when something needs a person.",
        "Nothing is wrong, and there is nothing to do.",
    )
    return Letter(
        name=name,
        us=told.mail.us,
        them=told.mail.them,
        subject="Trial: alerts reach you",
        text="\n".join([*lines, "", _see(console), ""]),
        message_id=f"{name}@{told.mail.us.partition('@')[2]}",
        written_at=told.at,
    )


def _see(console: str) -> str:
    return f"See {console}/alerts" if console else "See the page of alerts."


def _text(alerts: Sequence[AlertRecord], console: str) -> str:
    lines = [
        f"- {sentence(one)}, since {one.since:%Y-%m-%d %H:%M} UTC{f'. {one.detail}' if one.detail else ''}"
        for one in alerts
    ]
    return "\n".join([*lines, "", _see(console), ""])
