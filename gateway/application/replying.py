"""Replying: what we say to a partner of an interchange of theirs, in the set and version that was agreed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.application import outbound
from gateway.application.admitting import Arrived
from gateway.application.judging import Judged
from gateway.application.outbound import Outgoing
from gateway.application.ports import UnitOfWork
from gateway.application.records import NewJob
from gateway.application.services import Services
from gateway.domain.findings import Finding, Severity
from gateway.profiles.profile import Profile
from gateway.x12.acknowledgements import (
    Policy,
    acknowledge,
    acknowledging_set,
    interchange_ack,
    interchange_ack_due,
)
from gateway.x12.interchanges import FunctionalGroup, InterchangeAck
from gateway.x12.releases import answering

ACKNOWLEDGEMENTS = "FA"
POLICIES = {"per_set": Policy.PER_SET, "per_group": Policy.PER_GROUP}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRead:
    """A functional group of a partner's, the `number`th of its interchange, with every set judged."""

    profile: Profile
    group: FunctionalGroup
    number: int
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Return whether the group itself is wrong: then none of its sets is taken."""
        return any(one.severity is Severity.ERROR for one in self.findings)

    @property
    def release(self) -> str:
        """Return the release the group is answered in."""
        return answering(self.group.version, answering(self.profile.x12.version))


def answer(
    services: Services, work: UnitOfWork, arrived: Arrived, *, profile: Profile, reads: Sequence[GroupRead]
) -> Iterator[NewJob]:
    """Yield the deliveries of our answers: one interchange for each release the groups are of, the TA1 in the first.

    Groups of acknowledgements are never acknowledged.
    """
    due = interchange_ack_due(arrived.interchange, profile.x12.acknowledge.interchange)
    acks = (interchange_ack(arrived.interchange, arrived.interchange.findings),) if due else ()
    told = [one for one in reads if one.group.functional_id != ACKNOWLEDGEMENTS]
    if profile.x12.acknowledge.functional == "none":
        told = []
    for release in dict.fromkeys(one.release for one in told):
        together = [
            _outgoing(services, arrived, read, release=release, acks=acks)
            for read in told
            if read.release == release
        ]
        yield from outbound.queue_together(services, work, together)
        acks = ()
    if acks:
        release = reads[0].release if reads else ""
        yield from outbound.queue_interchange_ack(
            services, work, profile, acks=acks, answers=arrived.record.id, release=release
        )


def _outgoing(
    services: Services, arrived: Arrived, read: GroupRead, *, release: str, acks: tuple[InterchangeAck, ...]
) -> Outgoing:
    agreed = read.profile.x12
    by = acknowledging_set(agreed.acknowledge.by, release)
    plan = services.library.find(by, release)
    ack = acknowledge(
        read.group,
        [one.as_verdict for one in read.judged],
        findings=read.findings,
        policy=POLICIES[agreed.acknowledge.functional],
        dictionary=next(
            (one.plan.dictionary for one in read.judged if one.plan), plan.dictionary if plan else None
        ),
        delimiters=agreed.delimiters.in_version(release),
        by=by,
    )
    return Outgoing(
        profile=read.profile,
        set_id=by,
        kind=outbound.ACKNOWLEDGEMENT,
        document=ack,
        dedupe=f"997:{arrived.record.id}:{read.number}",
        reference=f"{read.group.functional_id} {read.group.control_number}",
        answers=arrived.record.id,
        map_name=plan.name if plan else "",
        release=release,
        interchange_acks=acks,
    )
