"""Validating: bytes in, verdicts and the acknowledgements we would send out; no database, no partner needed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from gateway.application.answering import GroupValidated, Reply, answers
from gateway.application.judging import UNREADABLE, Judged, is_foreign, judge
from gateway.domain.canonical import Plain, to_plain
from gateway.domain.findings import Finding, Severity
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.x12.envelopes import scan
from gateway.x12.events import Event, GroupBegun, GroupEnded, InterchangeBegun, InterchangeEnded
from gateway.x12.interchanges import FunctionalGroup, Interchange, TransactionSet

__all__ = [
    "ACKNOWLEDGING_MAP",
    "GroupValidated",
    "InterchangeValidated",
    "Reply",
    "Validated",
    "as_plain",
    "plain_findings",
    "validate",
    "validate_pieces",
]

ACKNOWLEDGING_MAP = "base/x12/004010/997"
NOTHING_AGREED: Mapping[str, Severity] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeValidated:
    """An interchange with every group judged, and what we would answer: an interchange for each version in it."""

    interchange: Interchange
    groups: tuple[GroupValidated, ...]
    answers: tuple[bytes, ...] = ()

    @property
    def answer(self) -> bytes:
        """Return all we would answer with, one after the other; empty where nothing is to be said."""
        return b"".join(self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """All that was found in what was received; `findings` are about what stands outside any interchange."""

    interchanges: tuple[InterchangeValidated, ...]
    findings: tuple[Finding, ...]

    @property
    def acknowledgements(self) -> bytes:
        """Return every interchange we would answer with, one after the other."""
        return b"".join(one.answer for one in self.interchanges)

    def all_findings(self) -> Iterator[Finding]:
        """Yield every finding of every level, in the order of the file."""
        yield from self.findings
        for interchange in self.interchanges:
            yield from interchange.interchange.findings
            for group in interchange.groups:
                yield from group.group.findings
                for judged in group.judged:
                    yield from judged.findings

    @property
    def clean(self) -> bool:
        """Return whether nothing is worse than an explanation."""
        return all(finding.severity is Severity.INFO for finding in self.all_findings())


def validate(
    content: bytes,
    library: Library,
    *,
    map_name: str = "",
    reply: Reply | None = None,
    documents: bool = True,
) -> Validated:
    """Return what the bytes hold, judged and answered; raises only where a map itself is wrong.

    Sets are read by the map of a name where one is given and it is for their identifier, else by the map the
    library finds for identifier and version. Without `documents` only the documents are missing.
    """
    return validate_pieces((content,), library, map_name=map_name, reply=reply, documents=documents)


def validate_pieces(
    pieces: Iterable[bytes],
    library: Library,
    *,
    map_name: str = "",
    reply: Reply | None = None,
    documents: bool = True,
    segments: bool = True,
) -> Validated:
    """Return the same of bytes that come in pieces.

    Without `documents` and `segments` no more is held than one set and what was said of those before it.
    """
    judging = _Judging(
        library=library,
        chosen=library.plan(map_name) if map_name else None,
        reply=reply or Reply(),
        documents=documents,
        segments=segments,
    )
    for event in scan(pieces):
        judging.take(event)
    return Validated(interchanges=tuple(judging.interchanges), findings=tuple(judging.findings))


def as_plain(validated: Validated) -> dict[str, Plain]:
    """Return the verdicts as the JSON object that `gateway validate --json` prints; its shape is public."""
    return {
        "interchanges": [_plain_interchange(one) for one in validated.interchanges],
        "findings": plain_findings(validated.findings),
        "acknowledgements": validated.acknowledgements.decode(),
    }


def plain_findings(findings: Sequence[Finding]) -> list[Plain]:
    """Return findings in their public shape."""
    return [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "segment": finding.segment,
            "position": finding.position,
            "element": finding.element,
            "value_seen": finding.value_seen,
            "message": finding.message,
            "fix": finding.fix,
        }
        for finding in findings
    ]


def _plain_interchange(validated: InterchangeValidated) -> dict[str, Plain]:
    interchange = validated.interchange
    return {
        "control_number": interchange.control_number,
        "sender": interchange.sender,
        "receiver": interchange.receiver,
        "findings": plain_findings(interchange.findings),
        "groups": [_plain_group(one) for one in validated.groups],
    }


def _plain_group(validated: GroupValidated) -> dict[str, Plain]:
    return {
        "control_number": validated.group.control_number,
        "functional_id": validated.group.functional_id,
        "findings": plain_findings(validated.group.findings),
        "transaction_sets": [_plain_set(one) for one in validated.judged],
    }


def _plain_set(judged: Judged) -> dict[str, Plain]:
    return {
        "id": judged.transaction_set.id,
        "version": judged.transaction_set.version,
        "control_number": judged.transaction_set.control_number,
        "map": judged.plan.name if judged.plan else "",
        "verdict": str(judged.verdict),
        "findings": plain_findings(judged.findings),
        "document": to_plain(judged.document),
    }


@dataclass(slots=True, kw_only=True)
class _Judging:
    """By which maps sets are judged, what is kept of them, and how far the reading is."""

    library: Library
    chosen: Plan | None
    reply: Reply
    documents: bool
    segments: bool
    around: Interchange = field(default_factory=Interchange)
    group: FunctionalGroup = field(default_factory=lambda: FunctionalGroup(functional_id=""))
    judged: list[Judged] = field(default_factory=list)
    groups: list[GroupValidated] = field(default_factory=list)
    interchanges: list[InterchangeValidated] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Judge a set; put together what is over."""
        match event:
            case InterchangeBegun(interchange=interchange):
                self.around = interchange
            case GroupBegun(group=group):
                self.group = group
            case TransactionSet():
                self.judged.append(self._judge(event))
            case GroupEnded(group=group):
                sets = tuple(one.transaction_set for one in self.judged)
                whole = replace(group, sets=sets)
                self.groups.append(GroupValidated(group=whole, judged=tuple(self.judged)))
                self.judged.clear()
            case InterchangeEnded(interchange=interchange):
                self._close(replace(interchange, groups=tuple(one.group for one in self.groups)))
            case Finding():
                self.findings.append(event)

    def _judge(self, transaction_set: TransactionSet) -> Judged:
        """Return a set judged by the chosen map if that is for it, else by the library's."""
        group = self.group
        if is_foreign(group.findings):
            judged = judge(
                transaction_set, None, group=group, severities=NOTHING_AGREED, unplanned=UNREADABLE
            )
        else:
            plan = self._plan(transaction_set, transaction_set.version or group.version)
            if plan is not None and not self.around.control_number and not group.functional_id:
                group = replace(group, functional_id=plan.functional_group)
            judged = judge(
                transaction_set, plan, group=group, severities=NOTHING_AGREED, documents=self.documents
            )
        if self.segments:
            return judged
        return replace(judged, transaction_set=replace(transaction_set, segments=()))

    def _plan(self, transaction_set: TransactionSet, version: str) -> Plan | None:
        if self.chosen is not None and self.chosen.set_id == transaction_set.id:
            return self.chosen
        return self.library.find(transaction_set.id, version)

    def _close(self, interchange: Interchange) -> None:
        groups = tuple(self.groups)
        number = self.reply.control_number + sum(len(one.answers) for one in self.interchanges)
        said = answers(interchange, groups, self.library, replace(self.reply, control_number=number))
        self.interchanges.append(InterchangeValidated(interchange=interchange, groups=groups, answers=said))
        self.groups.clear()
