"""Judging: one transaction set read by a map, its findings weighed as agreed with the partner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.application.documents import label_of
from gateway.application.weighing import weigh
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.functional_acks import Context
from gateway.mapping import reading, screening
from gateway.mapping.plan import Plan
from gateway.x12.acknowledgements import SetVerdict, Verdict
from gateway.x12.interchanges import FunctionalGroup, TransactionSet

MISPLACED = "x12.set-not-in-group"
UNREADABLE = "x12.release-unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A transaction set with what it says (None where that cannot be told) and what is wrong with it."""

    transaction_set: TransactionSet
    plan: Plan | None
    document: object | None
    findings: tuple[Finding, ...]

    @property
    def as_verdict(self) -> SetVerdict:
        """Return the set's line of an acknowledgement."""
        one = self.transaction_set
        return SetVerdict(
            set_id=one.id,
            control_number=one.control_number,
            implementation=one.implementation,
            findings=self.findings,
            subject=self._subject,
        )

    @property
    def verdict(self) -> Verdict:
        """Return what the findings amount to."""
        return self.as_verdict.verdict

    @property
    def _subject(self) -> Context | None:
        """Return what the document is to those who trade: its kind and number."""
        number = number_of(self.document)
        return Context(name=label_of(self.transaction_set.id).upper(), value=number) if number else None


def number_of(document: object) -> str:
    """Return the number people know a document by: its own, or that of the order it is about."""
    return str(getattr(document, "number", "") or getattr(document, "order_number", ""))


def is_foreign(findings: Iterable[Finding]) -> bool:
    """Return whether a group is of no version of X12 we could read: then no map is tried on its sets."""
    return any(one.code == UNREADABLE and one.severity is Severity.ERROR for one in findings)


def judge(
    transaction_set: TransactionSet,
    plan: Plan | None,
    *,
    group: FunctionalGroup,
    severities: Mapping[str, Severity],
    unplanned: str = "x12.set-unknown",
    documents: bool = True,
) -> Judged:
    """Return the set read by the plan; in a group of another kind, or without a plan (`unplanned`), it is only refused.

    That the group is of another version than the plan is told as well. The findings are the same without
    `documents`, and much sooner there.
    """
    found = list(transaction_set.findings)
    document: object | None = None
    if plan is None:
        found.append(find(unplanned, segment="ST", position=1, element="ST01", value_seen=transaction_set.id))
    elif plan.functional_group != group.functional_id:
        if not any(one.code == MISPLACED for one in found):
            found.append(
                find(MISPLACED, segment="ST", position=1, element="ST01", value_seen=transaction_set.id)
            )
    elif not documents:
        found.extend(screening.findings_of(plan, transaction_set))
    else:
        read = reading.read(plan, transaction_set)
        document = read.document
        found.extend(read.findings)
    version = transaction_set.version or group.version
    if plan is not None and version and not version.startswith(plan.version):
        found.append(find("x12.version-unknown", segment="GS", element="GS08", value_seen=version))
    return Judged(
        transaction_set=transaction_set,
        plan=plan,
        document=document,
        findings=weigh(found, severities, plan.dictionary if plan else None),
    )
