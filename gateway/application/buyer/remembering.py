"""The last conformance report of a partner, kept beside how its scenarios came out."""

from collections.abc import Iterable
from typing import Any

from gateway.application.buyer.conformance import Check, Report
from gateway.application.ports.configuring import TrialRecord
from gateway.application.ports.work import UnitOfWork
from gateway.domain.canonical import to_plain
from gateway.profiles.profile import Profile

SCENARIO = "punch-out"
"""The name the whole report goes by among a partner's scenarios."""


def keep(work: UnitOfWork, report: Report, profile: Profile, *, actor: str) -> None:
    """Keep a report instead of the one before; the caller commits."""
    about: dict[str, Any] = {"address": report.address, "seconds": str(report.seconds)}
    steps = [about, *(dict(_plain(one)) for one in report.checks)]
    work.partner_tests.put(
        TrialRecord(
            partner=report.partner,
            scenario=SCENARIO,
            at=report.at,
            actor=actor,
            digest=profile.digest,
            passed=report.passed,
            steps=steps,
        )
    )


def last(work: UnitOfWork, profile: Profile) -> Report | None:
    """Return the last report of a partner."""
    kept = next((one for one in work.partner_tests.of(profile.code) if one.scenario == SCENARIO), None)
    if kept is None:
        return None
    about, *checks = kept.steps
    return Report(
        partner=profile.code,
        partner_name=profile.name,
        address=about["address"],
        at=kept.at,
        checks=tuple(Check(**one) for one in checks),
        seconds=float(about["seconds"]),
    )


def _plain(check: Check) -> Iterable[tuple[str, Any]]:
    plain = to_plain(check)
    return plain.items() if isinstance(plain, dict) else ()
