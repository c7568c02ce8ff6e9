"""Releasing: the warehouse is asked for what was promised, the same goods once however often we ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from gateway.application.ports import CommitmentRecord, PickLine, PickOrder, UnitOfWork, Warehouse
from gateway.application.records import Job, NewJob, OrderRecord
from gateway.application.services import Services
from gateway.application.warehousing import ask, runner_of

ON_TRIAL = "cxml-test"
"""The channel of orders that came as a test: no warehouse ever hears of one."""
PROMISE = "promise"
FIRM, ASKED, RELEASED, SHIPPED = "firm", "asked", "released", "shipped"
PEGGED = "pegged"
"""As good as firm, but given by hand: no backorder run moves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """The effect behind `release` jobs: ask the warehouse for what was promised. Implements `Effect`.

    What is about to be asked for is marked before the warehouse hears of it, and named by what is in it: however
    often we ask, and whatever is promised meanwhile, the same goods are the same pick.
    """

    services: Services
    warehouse: Warehouse

    def prepare(self, work: UnitOfWork, job: Job) -> PickOrder:
        """Return what to pick: what was asked for without an answer, else every promise not asked for yet."""
        record = work.orders.get(job.ref, lock=True)
        if record.channel == ON_TRIAL:
            self.services.note(
                work, "order.not-for-warehouse", record.id, partner=record.partner, order=record.id
            )
            return PickOrder(id=f"{job.ref}:trial", order=job.ref, lines=())
        known = work.positions.commitments(job.ref)
        promises = _promises(known, ASKED)
        if not promises:
            promises = _promises(known, FIRM, PEGGED)
            work.positions.set_state([one.id for one in promises], ASKED)
        lines = tuple(
            PickLine(
                line=one.line,
                sku=one.sku,
                location=one.location,
                quantity=one.quantity,
                ship_on=one.promise_on,
                commitment=one.id,
            )
            for one in promises
        )
        content = " ".join(sorted(one.commitment for one in lines))
        digest = sha256(content.encode()).hexdigest()[:16]
        return PickOrder(id=f"{job.ref}:{digest}", order=job.ref, lines=lines)

    def perform(self, prepared: object) -> object:
        """Hand the pick to the warehouse, but for what lies with partners: those are asked by document."""
        if not isinstance(prepared, PickOrder):
            raise TypeError("only a pick can be released")
        own = tuple(one for one in prepared.lines if runner_of(self.services, one.location) is None)
        if own:
            self.warehouse.release(replace(prepared, lines=own))
        return prepared

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down what the warehouse has been asked for, and go on with what was promised meanwhile."""
        lines = result.lines if isinstance(result, PickOrder) else ()
        if not lines:
            return ()
        record = work.orders.get(job.ref, lock=True)
        known = work.positions.commitments(job.ref)
        asked = {one.id for one in _promises(known, ASKED)}
        work.positions.set_state([one.commitment for one in lines if one.commitment in asked], RELEASED)
        jobs = ask(self.services, work, record, lines)
        self.services.note(
            work, "order.released", record.id, partner=record.partner, order=record.id, lines=len(lines)
        )
        if _promises(known, FIRM, PEGGED):
            jobs.append(release_job(record, because=job.id))
        return jobs

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Write down that the warehouse would not take the order."""
        record = work.orders.get(job.ref)
        self.services.note(
            work, "order.not-released", record.id, partner=record.partner, order=record.id, reason=reason
        )
        return ()


def release_job(order: OrderRecord, *, because: str) -> NewJob:
    """Return the job that asks the warehouse for what was promised to an order, one at a time an order.

    `because` keeps it apart from a job that is being done: that one may have looked already.
    """
    return NewJob(
        kind="release",
        ref=order.id,
        dedupe=f"release:{order.id}:{because}",
        lane=release_lane(order.id),
        partner=order.partner,
    )


def release_lane(order: str) -> str:
    """Return the lane of all that an order's warehouse is asked, one thing at a time."""
    return f"release:{order}"


def _promises(known: Iterable[CommitmentRecord], *states: str) -> Sequence[CommitmentRecord]:
    return [one for one in known if one.kind == PROMISE and one.state in states]
