"""Circuits: a partner nobody can reach is left in peace but for a probe now and then, and delays nobody else."""

from dataclasses import replace
from datetime import datetime

from gateway.application.ports import Circuit, Store, UnitOfWork
from gateway.application.services import Services
from gateway.domain.ladders import Ladder
from gateway.errors import NotFound, NotYet, TransportError
from gateway.profiles.delivery import Delivery
from gateway.profiles.profile import Profile

DELIVER = "deliver"
ORDERED, FREE = ":out", ":any:"
LONGEST_REASON = 500


def lane_of(profile: Profile, document: str, *, ordered: bool) -> str:
    """Return the lane a document leaves by: the partner's one where order was agreed, else one of a few."""
    if ordered:
        return f"{profile.code}{ORDERED}"
    return f"{profile.code}{FREE}{sum(document.encode()) % profile.delivery.at_once}"


def lanes_of(partner: str, agreed: Delivery) -> tuple[str, ...]:
    """Return all lanes documents of a partner leave by."""
    return (f"{partner}{ORDERED}", *(f"{partner}{FREE}{number}" for number in range(agreed.at_once)))


def agreed_with(services: Services, partner: str) -> Delivery:
    """Return how deliveries to a partner are tried, as ever where its profile is gone."""
    try:
        return services.directory.get(partner).delivery
    except NotFound:
        return Delivery()


def ladder_of(agreed: Delivery, lane: str = "") -> Ladder:
    """Return how deliveries are tried again; only what is ordered keeps its place meanwhile."""
    return Ladder(
        steps=agreed.retry,
        give_up_after=agreed.give_up_after,
        jitter_percent=agreed.jitter_percent,
        keeps_place=lane.endswith(ORDERED),
    )


def admit(services: Services, work: UnitOfWork, partner: str) -> None:
    """Let a delivery be tried: at any time to a partner who is well, else one probe at a time; raises NotYet."""
    circuit = work.circuits.get(partner)
    if circuit is None or circuit.probe_at is None:
        return
    now = services.clock.now()
    if now < circuit.probe_at:
        raise NotYet(f"the partner cannot be reached: {circuit.reason}", until=circuit.probe_at)
    _probe(services, work, partner, now)


def _probe(services: Services, work: UnitOfWork, partner: str, now: datetime) -> None:
    """Take the probe that is due, for this delivery alone; raises NotYet where somebody else took it just now."""
    circuit = work.circuits.get(partner, lock=True)
    if circuit is None or circuit.probe_at is None:
        return
    if now < circuit.probe_at:
        raise NotYet(f"the partner is just being tried: {circuit.reason}", until=circuit.probe_at)
    agreed = agreed_with(services, partner)
    work.circuits.put(replace(circuit, probe_at=_probe_at(agreed, circuit, now)))


def reached(services: Services, work: UnitOfWork, partner: str) -> None:
    """Note that a partner was reached: what waited for it leaves at once."""
    if work.circuits.get(partner) is None:
        return
    circuit = work.circuits.get(partner, lock=True)
    if circuit is None:
        return
    work.circuits.clear(partner)
    if circuit.opened_at is not None:
        services.note(
            work,
            "partner.reached-again",
            partner,
            partner=partner,
            after=str(services.clock.now() - circuit.opened_at),
            woken=work.jobs.wake(partner, DELIVER, lanes_of(partner, agreed_with(services, partner))),
        )


def missed(services: Services, work: UnitOfWork, partner: str, error: Exception) -> None:
    """Note that a partner could not be reached; after a few times in a row it is left in peace.

    One who said no is there.
    """
    if not isinstance(error, TransportError):
        return
    if not error.retry:
        reached(services, work, partner)
        return
    now, agreed = services.clock.now(), agreed_with(services, partner)
    before = work.circuits.get(partner, lock=True) or Circuit(partner=partner, failed_at=now)
    circuit = replace(before, failures=before.failures + 1, failed_at=now, reason=str(error)[:LONGEST_REASON])
    if circuit.failures >= agreed.open_after:
        probes = before.probes + 1 if before.opened_at else 0
        circuit = replace(circuit, opened_at=before.opened_at or now, probes=probes)
        circuit = replace(circuit, probe_at=_probe_at(agreed, circuit, now))
    work.circuits.put(circuit)
    if circuit.opened_at is not None and before.opened_at is None:
        services.note(work, "partner.out-of-reach", partner, partner=partner, reason=circuit.reason)


def close(services: Services, store: Store, partner: str, *, actor: str) -> int:
    """Try a partner again now, because a person says so; return how much waited. Raises NotFound."""
    with store.begin() as work:
        if work.circuits.get(partner, lock=True) is None:
            raise NotFound(f"{partner} is not out of reach")
        work.circuits.clear(partner)
        woken = work.jobs.wake(partner, DELIVER, lanes_of(partner, agreed_with(services, partner)))
        services.note(work, "partner.tried-now", partner, partner=partner, actor=actor, woken=woken)
        work.commit()
    return woken


def _probe_at(agreed: Delivery, circuit: Circuit, now: datetime) -> datetime:
    return now + ladder_of(agreed).wait(circuit.probes)
