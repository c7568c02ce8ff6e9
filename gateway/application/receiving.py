"""Receiving: bytes are ours once they are stored, and only then is the other side told so."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from gateway.application.ports import Store, Transport, UnitOfWork
from gateway.application.records import NewJob, Transmission
from gateway.application.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Bytes that arrived: from whom as far as the transport knows, under which key, by which way."""

    partner: str
    transport: str
    key: str
    name: str
    content: bytes


def receive(services: Services, store: Store, arrival: Arrival) -> tuple[Transmission, bool]:
    """Keep what arrived and ask for it to be processed, in one commit; return it and whether it was new."""
    transmission = transmission_of(services, arrival)
    with store.begin() as work:
        kept, new = keep(services, work, transmission, arrival.content)
        if new:
            work.commit()
    return kept, new


def transmission_of(services: Services, arrival: Arrival) -> Transmission:
    """Return what arrived as it is remembered."""
    return Transmission(
        id=services.ids.new(),
        partner=arrival.partner,
        direction="in",
        transport=arrival.transport,
        transport_key=arrival.key,
        name=arrival.name,
        sha256=sha256(arrival.content).hexdigest(),
        size=len(arrival.content),
        state="received",
        at=services.clock.now(),
        received_as=arrival.partner,
    )


def keep(
    services: Services, work: UnitOfWork, transmission: Transmission, content: bytes
) -> tuple[Transmission, bool]:
    """Keep a transmission in the present unit of work, with the job that reads it; return it and whether it was new."""
    if not work.transmissions.add(transmission, content):
        known = work.transmissions.find(
            transmission.partner, "in", transmission.transport, transmission.transport_key
        )
        return (known or transmission), False
    services.note(
        work,
        "transmission.received",
        transmission.id,
        partner=transmission.partner,
        transport=transmission.transport,
        name=transmission.name,
        size=transmission.size,
    )
    work.jobs.add(process_job(transmission))
    return transmission, True


def process_job(transmission: Transmission) -> NewJob:
    """Return the job that reads a transmission; whoever asks for it, and whenever, it is the same job."""
    return NewJob(
        kind="process",
        ref=transmission.id,
        dedupe=f"process:{transmission.id}",
        partner=transmission.received_as,
    )


def collect(
    services: Services, store: Store, partner: str, *, kind: str, transport: Transport
) -> Iterator[Transmission]:
    """Keep each waiting file, then confirm it; yield those that were new."""
    for received in transport.fetch():
        arrival = Arrival(
            partner=partner, transport=kind, key=received.key, name=received.name, content=received.content
        )
        transmission, new = receive(services, store, arrival)
        transport.confirm(received)
        if new:
            yield transmission
