"""Validating: bytes in, verdicts and the acknowledgements we would send out; no database, no partner needed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from gateway.application.judging import Judged, judge
from gateway.domain.canonical import Plain, to_plain
from gateway.domain.findings import Finding, Severity, find
from gateway.mapping import writing
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.x12.acknowledgements import Policy, acknowledge, interchange_ack
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, open_interchanges, seal
from gateway.x12.interchanges import FunctionalGroup, Interchange, InterchangeAck

ACKNOWLEDGEMENTS = "FA"
ACKNOWLEDGING_MAP = "base/x12/004010/997"
IDENTIFIER_LENGTH = 15
SHORTEST_GROUP_ID = 2
WRITABLE = re.compile(r"[ -)+-=?-}]+")
"""ASCII without control characters and without the delimiters we answer with."""
QUALIFIER = re.compile(r"[0-9A-Z]{2}")
USAGES = frozenset({"I", "P", "T"})
NOTHING_AGREED: Mapping[str, Severity] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an acknowledgement needs from outside: the first control number, the instant, the policy."""

    control_number: int = 1
    prepared_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    policy: Policy = Policy.PER_SET


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupValidated:
    """A functional group with every set judged."""

    group: FunctionalGroup
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeValidated:
    """An interchange with every group judged, and the interchange we would answer it with (empty: none)."""

    interchange: Interchange
    groups: tuple[GroupValidated, ...]
    answer: bytes = b""


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
    content: bytes, library: Library, *, map_name: str = "", reply: Reply | None = None
) -> Validated:
    """Return what the bytes hold, judged and answered; raises only where a map itself is wrong.

    Sets are read by the map of a name where one is given and it is for their identifier, else by the map the
    library finds for identifier and version.
    """
    chosen = library.plan(map_name) if map_name else None
    opened = open_interchanges(content)
    interchanges: list[InterchangeValidated] = []
    for interchange in opened.interchanges:
        groups = tuple(_group(interchange, group, library, chosen=chosen) for group in interchange.groups)
        judged = InterchangeValidated(interchange=interchange, groups=groups)
        number = (reply or Reply()).control_number + sum(bool(one.answer) for one in interchanges)
        interchanges.append(_answered(judged, library, replace(reply or Reply(), control_number=number)))
    return Validated(interchanges=tuple(interchanges), findings=opened.findings)


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


def _group(
    interchange: Interchange, group: FunctionalGroup, library: Library, *, chosen: Plan | None
) -> GroupValidated:
    judged = []
    for transaction_set in group.sets:
        version = transaction_set.version or group.version
        use_chosen = chosen is not None and chosen.set_id == transaction_set.id
        plan = chosen if use_chosen else library.find(transaction_set.id, version)
        around = group
        if plan is not None and not interchange.control_number and not group.functional_id:
            around = replace(group, functional_id=plan.functional_group)
        one = judge(transaction_set, plan, group=around, severities=NOTHING_AGREED)
        if plan is not None and version and not version.startswith(plan.version):
            nearest = find("x12.version-unknown", segment="GS", element="GS08", value_seen=version)
            one = replace(one, findings=(*one.findings, nearest))
        judged.append(one)
    return GroupValidated(group=group, judged=tuple(judged))


def _answered(validated: InterchangeValidated, library: Library, reply: Reply) -> InterchangeValidated:
    """Return the interchange with its answer, without one where nothing is to be said or nobody can be addressed."""
    interchange = validated.interchange
    if not (interchange.control_number and _fit(interchange.sender) and _fit(interchange.receiver)):
        return validated
    rejected = any(finding.severity is Severity.ERROR for finding in interchange.findings)
    acks = tuple(_interchange_acks(interchange, rejected=rejected))
    plan = library.plan(ACKNOWLEDGING_MAP)
    sets = () if rejected else tuple(_set_acks(validated, plan, reply.policy))
    if not acks and not sets:
        return validated
    return replace(validated, answer=seal(_envelope(validated, plan, reply, acks=acks), sets, Delimiters()))


def _interchange_acks(interchange: Interchange, *, rejected: bool) -> Iterator[InterchangeAck]:
    """Yield the TA1 where one is due; a TA1 itself is never answered by one."""
    asked = interchange.acknowledgement_requested == "1"
    if (rejected or asked) and (interchange.groups or not interchange.interchange_acks):
        yield interchange_ack(interchange, interchange.findings)


def _set_acks(validated: InterchangeValidated, plan: Plan, policy: Policy) -> Iterator[SetToSend]:
    answered = [one for one in validated.groups if one.group.functional_id not in {ACKNOWLEDGEMENTS, ""}]
    for number, one in enumerate(answered, 1):
        dictionary = next((judged.plan.dictionary for judged in one.judged if judged.plan), None)
        verdicts = [judged.as_verdict for judged in one.judged]
        ack = acknowledge(one.group, verdicts, policy=policy, dictionary=dictionary)
        yield SetToSend(id="997", control_number=f"{number:04}", segments=tuple(writing.write(plan, ack)))


def _envelope(
    validated: InterchangeValidated, plan: Plan, reply: Reply, *, acks: tuple[InterchangeAck, ...]
) -> Envelope:
    interchange = validated.interchange
    group = validated.groups[0].group if validated.groups else None
    return Envelope(
        sender_qualifier=_qualifier(interchange.receiver_qualifier),
        sender=_fit(interchange.receiver),
        receiver_qualifier=_qualifier(interchange.sender_qualifier),
        receiver=_fit(interchange.sender),
        prepared_at=reply.prepared_at,
        control_number=reply.control_number,
        version="00401",
        usage=interchange.usage if interchange.usage in USAGES else "P",
        functional_id=plan.functional_group,
        group_sender=_group_id(group.receiver) if group else "",
        group_receiver=_group_id(group.sender) if group else "",
        group_control_number=reply.control_number,
        group_version=plan.version,
        interchange_acks=acks,
    )


def _fit(identifier: str) -> str:
    """Return an identifier as far as ISA has room for it; nothing where it holds what we could not write."""
    return identifier[:IDENTIFIER_LENGTH].rstrip() if WRITABLE.fullmatch(identifier) else ""


def _group_id(identifier: str) -> str:
    return _fit(identifier) if len(identifier) >= SHORTEST_GROUP_ID else ""


def _qualifier(received: str) -> str:
    return received if QUALIFIER.fullmatch(received) else "ZZ"
