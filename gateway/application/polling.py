"""Polling: looking into partners' folders and the warehouse, on schedule; what is found is kept, then confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.application.ports import Store, TransportFor, UnitOfWork, Warehouse
from gateway.application.receiving import collect
from gateway.application.records import Job, NewJob
from gateway.application.reporting import keep_shipment
from gateway.application.services import Services
from gateway.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """The effect behind `poll` jobs: fetch what a partner left for us. Implements `Effect`."""

    services: Services
    store: Store
    transport_for: TransportFor

    def prepare(self, work: UnitOfWork, job: Job) -> str:
        """Return whose files to fetch."""
        del work
        return job.ref

    def perform(self, prepared: object) -> object:
        """Keep and confirm each waiting file; raises TransportError."""
        partner = str(prepared)
        kind = self.services.directory.get(partner).transport.kind
        return sum(
            1
            for _ in collect(
                self.services, self.store, partner, kind=kind, transport=self.transport_for(partner)
            )
        )

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Nothing is left to write: every file was kept in a commit of its own."""
        del work, job, result
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Say that the partner could not be polled; the next slot tries again."""
        self.services.note(work, "partner.poll-failed", job.ref, partner=job.ref, reason=reason)
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectingShipments:
    """The effect behind `shipments` jobs: fetch what the warehouse shipped. Implements `Effect`."""

    services: Services
    store: Store
    warehouse: Warehouse

    def prepare(self, work: UnitOfWork, job: Job) -> None:
        """Nothing is needed beforehand."""
        del work, job

    def perform(self, prepared: object) -> object:
        """Keep and confirm each shipment; raises NotFound at the end if one was for no order of ours."""
        del prepared
        kept, strange = 0, None
        for shipment in self.warehouse.fetch():
            try:
                keep_shipment(self.services, self.store, shipment)
            except NotFound as error:
                strange = error
                continue
            self.warehouse.confirm(shipment)
            kept += 1
        if strange is not None:
            raise strange
        return kept

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Nothing is left to write: every shipment was kept in a commit of its own."""
        del work, job, result
        return ()

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Say that the warehouse could not be asked; the next slot tries again."""
        self.services.note(work, "warehouse.poll-failed", job.ref, reason=reason)
        return ()
