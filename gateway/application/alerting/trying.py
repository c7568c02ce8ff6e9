"""A trial: an alert about nothing leaves on the ways real ones take, so that people see one arrive before they need it."""

from dataclasses import dataclass

from gateway.application.alerting.mailing import TRIAL
from gateway.application.alerting.watching import MAIL
from gateway.application.operating.webhooks import told_of
from gateway.application.ports import Store, UnitOfWork
from gateway.application.records import Event, NewJob
from gateway.application.services import Services

TRIED = "alert.test"
OF_A_TRIAL = frozenset({TRIED, "alert.mailed", "alert.not-mailed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial on its way: to whom a letter is written, and how many webhooks are told."""

    ref: str
    letters_to: tuple[str, ...]
    webhooks: int

    @property
    def reaches_somebody(self) -> bool:
        """Return whether anybody at all is told of alerts."""
        return bool(self.letters_to or self.webhooks)


def send_trial(services: Services, store: Store, *, actor: str) -> Trial:
    """Send a trial by letter and to the webhooks that ask for it; what became of it stands in the trail under its `ref`."""
    mail = services.directory.house.alerts.mail
    with store.begin() as work:
        trial = Trial(
            ref=services.ids.new(),
            letters_to=mail.them if mail else (),
            webhooks=told_of(work, TRIED),
        )
        count = len(trial.letters_to)
        services.note(work, TRIED, trial.ref, actor=actor, letters=count, webhooks=trial.webhooks)
        if mail:
            ref = f"{TRIAL}{trial.ref}"
            work.jobs.add(NewJob(kind=MAIL, ref=ref, dedupe=f"{MAIL}:{ref}"))
        work.commit()
    return trial


def became_of(work: UnitOfWork, ref: str) -> tuple[Event, ...]:
    """Return what became of a trial so far, oldest first; nothing where there was none of that name."""
    found = tuple(one for one in work.events.of(ref) if one.what in OF_A_TRIAL) if ref else ()
    return found if any(one.what == TRIED for one in found) else ()
