"""Alerts: what needs a person, from when it was seen until it was over, and the counts they are raised from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

OPEN, ACKNOWLEDGED, SNOOZED, CLEARED = "open", "acknowledged", "snoozed", "cleared"
STANDING = (OPEN, ACKNOWLEDGED, SNOOZED)
ALERT_STATES = (*STANDING, CLEARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRecord:
    """Something that needs a person; of a partner, kind and key one stands at a time.

    `kind` is the condition, `key` what it is about within it, `count` how many things, `since` the instant of the
    oldest of them. `over` is empty while it stands, and its own identifier afterwards. `times` counts how often it
    came back soon after it was over. `detail` is a sentence in English.
    """

    id: str
    partner: str
    kind: str
    key: str
    severity: str
    state: str = OPEN
    count: int = 1
    detail: str = ""
    since: datetime
    raised_at: datetime
    told_at: datetime
    cleared_at: datetime | None = None
    over: str = ""
    times: int = 1
    snoozed_until: datetime | None = None
    handled_at: datetime | None = None
    handled_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many things of a sort there are with a partner, and the instant of the oldest."""

    kind: str
    key: str
    partner: str
    count: int
    since: datetime


class Alerts(Protocol):
    """Alerts that stand and those that stood, and what they are raised from."""

    def put(self, alert: AlertRecord) -> None:
        """Keep an alert, in place of the one of its identifier."""
        ...

    def get(self, alert: str, *, lock: bool = False) -> AlertRecord:
        """Return one, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def standing(self) -> Sequence[AlertRecord]:
        """Return, locked, all that are not over."""
        ...

    def over_since(self, at: datetime) -> Sequence[AlertRecord]:
        """Return those that were over at an instant or later, the last first."""
        ...

    def told(self, at: datetime) -> Sequence[AlertRecord]:
        """Return those of which people were told last at this very instant, the first raised first."""
        ...

    def recent(
        self, limit: int, *, states: Sequence[str], kind: str = "", partner: str = "", before: str = ""
    ) -> Sequence[AlertRecord]:
        """Return so many in some states, the newest first; those before a given one if it is named."""
        ...

    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """Return how many stand, by kind, severity and state."""
        ...

    def open_count(self) -> int:
        """Return how many stand that nobody has taken."""
        ...

    def due(self) -> Sequence[Tally]:
        """Return what is at risk, late or refused of what is expected: by state, kind of expectation and partner."""
        ...

    def given_up(self) -> Sequence[Tally]:
        """Return the dead letters, by kind of work and partner."""
        ...

    def waiting(self) -> Sequence[Tally]:
        """Return what waits for a decision of a person, by what it is and partner."""
        ...

    def last_heard(self, partner: str) -> datetime | None:
        """Return when the last document of a partner came in, None where none ever did."""
        ...
