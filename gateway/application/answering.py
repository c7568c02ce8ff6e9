"""Answering: the interchanges that acknowledge one we received, where nothing but its own bytes is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gateway.application.judging import Judged
from gateway.domain.findings import Severity
from gateway.mapping import writing
from gateway.mapping.library import Library
from gateway.x12.acknowledgements import (
    Answers,
    Policy,
    acknowledge,
    acknowledging_set,
    interchange_ack,
    interchange_ack_due,
)
from gateway.x12.delimiters import USUAL
from gateway.x12.envelopes import Envelope, SetToSend, seal
from gateway.x12.interchanges import FunctionalGroup, Interchange
from gateway.x12.releases import USUAL_RELEASE, answering
from gateway.x12.sealing import fitting

ACKNOWLEDGEMENTS = "FA"
IDENTIFIER_LENGTH = 15
SHORTEST_GROUP_ID = 2
WRITABLE = re.compile(r"[ -)+-=?-\]_-}]+")
"""ASCII without control characters and without the delimiters we answer with."""
QUALIFIER = re.compile(r"[0-9A-Z]{2}")
USAGES = frozenset({"I", "P", "T"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an acknowledgement needs from outside: the first control number, the instant, the policy, the set."""

    control_number: int = 1
    prepared_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    policy: Policy = Policy.PER_SET
    by: Answers = "997"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupValidated:
    """A functional group with every set judged."""

    group: FunctionalGroup
    judged: tuple[Judged, ...]


def answers(
    interchange: Interchange, groups: Sequence[GroupValidated], library: Library, reply: Reply
) -> tuple[bytes, ...]:
    """Return what we would answer with: an interchange for each release its groups are of, the TA1 in the first.

    There is none where nothing is to be said or nobody can be addressed.
    """
    if not (interchange.control_number and _fit(interchange.sender) and _fit(interchange.receiver)):
        return ()
    due = interchange_ack_due(interchange, "on_error")
    acks = (interchange_ack(interchange, interchange.findings),) if due else ()
    refused = any(finding.severity is Severity.ERROR for finding in interchange.findings)
    told = (
        ()
        if refused
        else tuple(one for one in groups if one.group.functional_id not in {ACKNOWLEDGEMENTS, ""})
    )
    releases = tuple(dict.fromkeys(answering(one.group.version) for one in told))
    if not releases and not acks:
        return ()
    written = []
    for number, release in enumerate(releases or (USUAL_RELEASE,), reply.control_number):
        alike = [one for one in told if answering(one.group.version) == release]
        sets = tuple(_sets(alike, library, reply, release=release))
        envelope = _envelope(interchange, alike or groups, reply, number=number, release=release)
        first = number == reply.control_number
        written.append(seal(replace(envelope, interchange_acks=acks if first else ()), sets, USUAL))
    return tuple(written)


def _sets(
    groups: Sequence[GroupValidated], library: Library, reply: Reply, *, release: str
) -> Iterator[SetToSend]:
    by = acknowledging_set(reply.by, release)
    plan = library.find(by, release)
    if plan is None:
        return
    for number, one in enumerate(groups, 1):
        dictionary = next((judged.plan.dictionary for judged in one.judged if judged.plan), None)
        ack = acknowledge(
            one.group,
            [judged.as_verdict for judged in one.judged],
            policy=reply.policy,
            dictionary=dictionary,
            delimiters=fitting(USUAL, release),
            by=by,
        )
        yield SetToSend(id=by, control_number=f"{number:04}", segments=writing.write(plan, ack))


def _envelope(
    interchange: Interchange, groups: Sequence[GroupValidated], reply: Reply, *, number: int, release: str
) -> Envelope:
    group = groups[0].group if groups else None
    return Envelope(
        sender_qualifier=_qualifier(interchange.receiver_qualifier),
        sender=_fit(interchange.receiver),
        receiver_qualifier=_qualifier(interchange.sender_qualifier),
        receiver=_fit(interchange.sender),
        prepared_at=reply.prepared_at,
        control_number=number,
        version=release[:5],
        usage=interchange.usage if interchange.usage in USAGES else "P",
        functional_id=ACKNOWLEDGEMENTS,
        group_sender=_group_id(group.receiver) if group else "",
        group_receiver=_group_id(group.sender) if group else "",
        group_control_number=number,
        group_version=release,
    )


def _fit(identifier: str) -> str:
    """Return an identifier as far as ISA has room for it; nothing where it holds what we could not write."""
    return identifier[:IDENTIFIER_LENGTH].rstrip() if WRITABLE.fullmatch(identifier) else ""


def _group_id(identifier: str) -> str:
    return _fit(identifier) if len(identifier) >= SHORTEST_GROUP_ID else ""


def _qualifier(received: str) -> str:
    return received if QUALIFIER.fullmatch(received) else "ZZ"
