"""When a person is told that something needs them, and by which letters: for the whole house, and otherwise for a partner."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from gateway.profiles.values import Duration, FolderName, Mailbox, Spec

Condition = Literal[
    "deadline-at-risk",
    "deadline-missed",
    "refused-by-partner",
    "partner-out-of-reach",
    "partner-silent",
    "waiting-too-long",
    "work-given-up",
    "work-too-old",
    "certificate-ending",
    "machine",
]
"""What alerts are raised for; names are only ever added."""
Severity = Literal["warn", "bad"]


class PartnerAlerts(Spec):
    """What is otherwise with this partner: what is not said here is as the house has it in `gateway.yaml`.

    Nothing is raised about the partner for what stands under `off`. What waits for a person does so too long after
    `waiting_after`. A partner nothing came from for `silent_after` is silent.
    """

    off: tuple[Condition, ...] = ()
    waiting_after: Duration | None = None
    silent_after: Duration | None = None


class AlertMail(Spec):
    """Alerts leave by e-mail: letters are laid down in `outbox`, where a mail relay of yours picks them up and sends them.

    `least` is how grave an alert is at least to be worth a letter. A relative folder lies under the gateway's own.
    """

    outbox: FolderName
    us: Mailbox
    them: Annotated[tuple[Mailbox, ...], Field(min_length=1)]
    least: Severity = "warn"
    create: bool = False


class AlertRules(Spec):
    """When alerts are raised, of everybody whose profile does not say otherwise.

    What comes back within `quiet_for` of having been over is the alert it was, and nobody is told anew. `silent_after`
    is nobody's unless it is said.
    """

    off: tuple[Condition, ...] = ()
    waiting_after: Duration = timedelta(hours=4)
    silent_after: Duration | None = None
    work_after: Duration = timedelta(minutes=15)
    quiet_for: Duration = timedelta(minutes=15)
    mail: AlertMail | None = None


class HouseFile(Spec):
    """What `gateway.yaml` holds: what is agreed with no partner, but within the house."""

    alerts: AlertRules = Field(default_factory=AlertRules)
