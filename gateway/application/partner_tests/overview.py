"""How partners stand: state, documents, tests, the numbers that come next, and what crossed the wire last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.application.configuring.tree import Tree
from gateway.application.partner_tests.evidence import Mark, mark_of
from gateway.application.ports import TrialRecord, UnitOfWork
from gateway.application.services import Services
from gateway.domain.canonical import Plain
from gateway.errors import ConfigurationFault
from gateway.profiles.documents import Receive
from gateway.profiles.profile import Profile
from gateway.profiles.x12 import Series

SERIES = ("interchange", "group")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOverview:
    """One partner as a list shows it; `last_at` is when a document was read or written last."""

    profile: Profile
    mark: Mark
    trials: tuple[TrialRecord, ...]
    last_at: datetime | None

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the sets that are agreed, with the way they go."""
        return tuple(
            f"←{one.receive}" if isinstance(one, Receive) else f"→{one.send}"
            for one in self.profile.documents
        )


def overview(
    services: Services, work: UnitOfWork, tree: Tree, *, only: str = ""
) -> tuple[PartnerOverview, ...]:
    """Return how every partner stands (or one), by code; raises NotFound."""
    profiles = [services.directory.get(only)] if only else services.directory.all()
    trials = work.partner_tests.of(only) if only else work.partner_tests.all()
    return tuple(_one(services, work, tree, profile, trials) for profile in profiles)


def counters(work: UnitOfWork, profile: Profile) -> dict[str, int]:
    """Return the control numbers that come next for a partner."""
    return {
        name: _next(work.control_numbers.peek(profile.code, name), getattr(profile.x12.control_numbers, name))
        for name in SERIES
    }


def _next(last: int, series: Series) -> int:
    return last + 1 if series.first <= last < series.last else series.first


def plain_overview(one: PartnerOverview) -> dict[str, Plain]:
    """Return a partner as `gateway partner list --json` prints it; its shape is public."""
    return {
        "partner": one.profile.code,
        "name": one.profile.name,
        "state": one.profile.state,
        "channel": one.profile.transport.kind,
        "documents": list(one.documents),
        "tests": one.mark,
        "scenarios": {trial.scenario: trial.passed for trial in one.trials},
        "last_at": one.last_at.isoformat() if one.last_at else None,
    }


def _one(
    services: Services, work: UnitOfWork, tree: Tree, profile: Profile, trials: Sequence[TrialRecord]
) -> PartnerOverview:
    newest = work.documents.recent(1, partner=profile.code)
    try:
        mark = mark_of(services, trials, tree, profile)
    except ConfigurationFault:
        mark = "failed"
    return PartnerOverview(
        profile=profile,
        mark=mark,
        trials=tuple(one for one in trials if one.partner == profile.code),
        last_at=newest[0].created_at if newest else None,
    )
