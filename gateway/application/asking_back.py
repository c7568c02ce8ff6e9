"""Asking back: goods that are gone were promised and asked for; the warehouse gives back what it will not ship, last promised first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gateway.application.ports import CommitmentRecord, Recalls, ShortRecord, UnitOfWork, Warehouse
from gateway.application.recalling import RECALLING
from gateway.application.records import Job, NewJob
from gateway.application.releasing import FIRM, RELEASED, release_lane
from gateway.application.services import Services

KIND = "supply-recall"
SHORTS = "supply-shorts"


def ask_back(services: Services, work: UnitOfWork, short: ShortRecord) -> Sequence[NewJob]:
    """Return the jobs that ask a warehouse for as much as is gone: of the least important partners, last promised first."""
    wanted: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    left = short.quantity
    for partner, one in sorted(
        work.stocktaking.released(short.sku, short.location),
        key=lambda row: (services.directory.get(row[0]).orders.priority, row[1].promise_on, row[1].id),
        reverse=True,
    ):
        if left <= 0:
            break
        wanted[partner, one.order].append(one.id)
        left -= one.quantity
    return [
        NewJob(
            kind=KIND,
            ref=f"{order}#{','.join(ids)}",
            dedupe=f"{KIND}:{services.ids.new()}",
            lane=release_lane(order),
            partner=partner,
        )
        for (partner, order), ids in wanted.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingBack:
    """The effect behind these jobs. Implements `Effect`.

    What comes back is promised but asked of nobody again, so that what is gone can be taken from it. A warehouse
    that cannot give back gives nothing back.
    """

    services: Services
    warehouse: Warehouse

    def prepare(self, work: UnitOfWork, job: Job) -> tuple[str, ...]:
        """Mark what is asked for and return it; asked again, the same."""
        order, _, named = job.ref.partition("#")
        work.orders.get(order, lock=True)
        asked = [one.id for one in _named(work, order, named, (RELEASED, RECALLING))]
        work.positions.set_state(asked, RECALLING)
        return tuple(asked)

    def perform(self, prepared: object) -> object:
        """Ask the warehouse; return what will not leave."""
        if not isinstance(prepared, tuple):
            raise TypeError("only promises can be asked back")
        if prepared and isinstance(self.warehouse, Recalls):
            return tuple(self.warehouse.recall(prepared))
        return ()

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down what is ours again, and let what is gone be taken from it."""
        return self._settle(work, job, set(result) if isinstance(result, tuple) else set())

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that nothing comes back."""
        del reason
        return self._settle(work, job, set())

    def _settle(self, work: UnitOfWork, job: Job, back: set[str]) -> Sequence[NewJob]:
        order, _, named = job.ref.partition("#")
        record = work.orders.get(order, lock=True)
        asked = [one.id for one in _named(work, order, named, (RECALLING,))]
        work.positions.set_state([one for one in asked if one in back], FIRM)
        work.positions.set_state([one for one in asked if one not in back], RELEASED)
        self.services.note(
            work,
            "order.recalled",
            record.id,
            partner=record.partner,
            order=record.id,
            asked=len(asked),
            back=len(back.intersection(asked)),
        )
        if not back:
            return ()
        return [NewJob(kind=SHORTS, ref="", dedupe=f"{SHORTS}:{job.id}")]


def _named(work: UnitOfWork, order: str, named: str, states: Sequence[str]) -> Sequence[CommitmentRecord]:
    ids = set(named.split(","))
    return [one for one in work.positions.commitments(order) if one.id in ids and one.state in states]
