"""Recalling: the warehouse is asked for goods back that a change no longer wants as they were promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gateway.application.ports import Recalls, UnitOfWork, Warehouse
from gateway.application.records import Job, NewJob, OrderRecord
from gateway.application.releasing import RELEASED, release_lane
from gateway.application.services import Services

RECALLING, RECALLED = "recalling", "recalled"
ASKED = "asked"


def change_job(partner: str, number: str, document: str, *said: str) -> NewJob:
    """Return the job that works a change into its order, after everything else about that order number.

    `said` is what is known by now: `asked` (the warehouse was), `accepted` or `refused` (a person did).
    """
    words = ",".join(sorted(said))
    return NewJob(
        kind="change",
        ref=f"{document}#{words}",
        dedupe=f"change:{document}:{words}",
        lane=f"{partner}:po:{number}",
        partner=partner,
    )


def recall_job(order: OrderRecord, document: str, said: Iterable[str]) -> NewJob:
    """Return the job that asks the warehouse for goods of an order, never while it is asked to ship some."""
    words = ",".join(sorted(said))
    return NewJob(
        kind="recall",
        ref=f"{order.id}#{document}#{words}",
        dedupe=f"recall:{document}:{words}",
        lane=release_lane(order.id),
        partner=order.partner,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalling:
    """The effect behind `recall` jobs. Implements `Effect`.

    What is asked for was marked with the change; asked again, the warehouse says again what it said. A
    warehouse that cannot give back gives nothing back.
    """

    services: Services
    warehouse: Warehouse

    def prepare(self, work: UnitOfWork, job: Job) -> tuple[str, ...]:
        """Return the promises to ask back."""
        return tuple(_asked_back(work, job.ref.split("#")[0]))

    def perform(self, prepared: object) -> object:
        """Ask the warehouse; return what will not leave."""
        if not isinstance(prepared, tuple):
            raise TypeError("only promises can be asked back")
        if prepared and isinstance(self.warehouse, Recalls):
            return tuple(self.warehouse.recall(prepared))
        return ()

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down what is ours again, and let the change be decided with that."""
        back = set(result) if isinstance(result, tuple) else set()
        return self._settle(work, job, back)

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that nothing comes back, and let the change be decided with that."""
        del reason
        return self._settle(work, job, set())

    def _settle(self, work: UnitOfWork, job: Job, back: set[str]) -> Sequence[NewJob]:
        order, document, said = job.ref.split("#")
        record = work.orders.get(order, lock=True)
        asked = _asked_back(work, order)
        work.positions.set_state([one for one in asked if one in back], RECALLED)
        work.positions.set_state([one for one in asked if one not in back], RELEASED)
        self.services.note(
            work,
            "order.recalled",
            record.id,
            partner=record.partner,
            order=record.id,
            asked=len(asked),
            back=len(back),
        )
        words = {*filter(None, said.split(",")), ASKED}
        return [change_job(record.partner, record.number, document, *words)]


def _asked_back(work: UnitOfWork, order: str) -> list[str]:
    return [one.id for one in work.positions.commitments(order) if one.state == RECALLING]
