"""Second opinions: what another reader makes of sets we have judged; where the two differ is a finding."""

from dataclasses import replace

from gateway.application.judging import Judged
from gateway.application.validating import Validated
from gateway.domain.findings import Finding
from gateway.mapping.narrowing import compilable
from gateway.mapping.plan import Plan
from gateway.x12.interchanges import TransactionSet
from gateway.x12.second_opinion import SecondReader, disagreements

_READER = "second reader"


def second_reader(plan: Plan) -> SecondReader:
    """Return the second reader of a map, made once and kept with its plan."""
    reader: SecondReader | None = plan.kept.get(_READER)
    if reader is None:
        reader = plan.kept[_READER] = SecondReader(plan.dictionary, compilable(plan))
    return reader


def second_opinion(plan: Plan, one: TransactionSet, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return where the second reader of a map differs from what was found in a set."""
    return disagreements(findings, second_reader(plan).examine(one))


def with_second_opinions(validated: Validated) -> Validated:
    """Return what was judged with each disagreement added, verdicts as they were."""

    def examined(judged: Judged) -> Judged:
        if judged.plan is None:
            return judged
        found = second_opinion(judged.plan, judged.transaction_set, judged.findings)
        return replace(judged, findings=(*judged.findings, *found))

    return replace(
        validated,
        interchanges=tuple(
            replace(
                one,
                groups=tuple(
                    replace(group, judged=tuple(map(examined, group.judged))) for group in one.groups
                ),
            )
            for one in validated.interchanges
        ),
    )
