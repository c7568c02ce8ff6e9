"""Second opinions: what another reader makes of sets we have judged; where the two differ is a finding."""

from dataclasses import dataclass, field, replace

from gateway.application.judging import Judged
from gateway.application.validating import Validated
from gateway.domain.findings import Finding
from gateway.mapping.narrowing import compilable
from gateway.mapping.plan import Plan
from gateway.x12.interchanges import TransactionSet
from gateway.x12.second_opinion import SecondReader, disagreements


@dataclass(frozen=True, slots=True)
class SecondReaders:
    """The second reader of every map it was asked about; each is made once."""

    _made: dict[str, SecondReader] = field(default_factory=dict)

    def of(self, plan: Plan) -> SecondReader:
        """Return the reader of a map in the state the plan has it."""
        if plan.digest not in self._made:
            self._made[plan.digest] = SecondReader(plan.dictionary, compilable(plan))
        return self._made[plan.digest]

    def disagreements(
        self, plan: Plan, one: TransactionSet, findings: tuple[Finding, ...]
    ) -> tuple[Finding, ...]:
        """Return where the second reader of a map differs from what was found in a set."""
        return disagreements(findings, self.of(plan).examine(one))


def with_second_opinions(validated: Validated) -> Validated:
    """Return what was judged with each disagreement added, verdicts as they were."""
    readers = SecondReaders()

    def examined(judged: Judged) -> Judged:
        if judged.plan is None:
            return judged
        found = readers.disagreements(judged.plan, judged.transaction_set, judged.findings)
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
