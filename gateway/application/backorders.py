"""Backorders: what comes, and what goes, is shared out anew among the lines that wait, item by item.

A proposal and its commit are the same function on what the items' locks show: a dry run undoes what it has
read, a commit keeps it, and a proposal committed later is first compared with what is there by then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from gateway.application.backlog import Backlogged, give_back, look, write
from gateway.application.desk import today
from gateway.application.ports import Store, SupplyRecord, UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.supply import Bucket, Position
from gateway.errors import Conflict
from gateway.orderdesk.backorders import summed
from gateway.orderdesk.rebalancing import Moved, Proposal, Shared, Variant
from gateway.orderdesk.sharing import share

BATCH = 250
AS_AGREED = Variant()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run proposes or did: by item a digest of what it rests on, and which items had changed meanwhile."""

    proposal: Proposal
    snapshots: tuple[tuple[str, str], ...]
    changed: tuple[str, ...] = ()


def due(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Ask for every item whose backorders have their supply by today to be shared out."""
    del job
    waiting = work.positions.due_backorders(today(services))
    return [fill_job(sku) for sku in sorted({one.sku for one in waiting})]


def fill_job(sku: str) -> NewJob:
    """Return the job that shares out what has come of an item."""
    return NewJob(kind="fill", ref=sku, dedupe=f"fill:{sku}", lane=f"fill:{sku}")


def fill(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Share what has come of an item out among its lines: nobody loses, the most deserving gain first."""
    found = look(services, work, [job.ref])
    shared = _share(found, job.ref, AS_AGREED, services)
    return _apply(services, work, found, [shared], run=services.ids.new())


def run(
    services: Services,
    store: Store,
    variant: Variant = AS_AGREED,
    *,
    skus: Sequence[str] = (),
    commit: bool = False,
) -> Ran:
    """Return what a run over these items (all that are open unless some are named) proposes or, if committed, has done.

    Each batch of items is one unit of work: what was committed before a failure stands, the rest never happened.
    """
    with store.read() as work:
        wanted = sorted(set(skus)) or work.backlog.items()
    ran: list[Shared] = []
    snapshots: list[tuple[str, str]] = []
    rest = iter(wanted)
    while batch := list(islice(rest, BATCH)):
        with store.begin() as work:
            found = look(services, work, batch)
            shared = [_share(found, sku, variant, services) for sku in batch]
            if commit:
                _keep(services, work, found, shared)
            else:
                snapshots.extend((sku, found.snapshot(sku)) for sku in batch)
        ran.extend(shared)
    return Ran(proposal=summed(ran, today=today(services)), snapshots=tuple(snapshots))


def commit(
    services: Services, store: Store, variant: Variant, *, snapshots: Sequence[tuple[str, str]]
) -> Ran:
    """Do what a run with this variant proposed for items that still rest on the same; name the others, untouched."""
    ran: list[Shared] = []
    changed: list[str] = []
    rest = iter(sorted(snapshots))
    while batch := list(islice(rest, BATCH)):
        with store.begin() as work:
            found = look(services, work, [sku for sku, _ in batch])
            same = [sku for sku, digest in batch if found.snapshot(sku) == digest]
            shared = [_share(found, sku, variant, services) for sku in same]
            _keep(services, work, found, shared)
        changed.extend(sku for sku, _ in batch if sku not in same)
        ran.extend(shared)
    return Ran(
        proposal=summed(ran, today=today(services)), snapshots=tuple(snapshots), changed=tuple(changed)
    )


def cut(services: Services, work: UnitOfWork, supply: SupplyRecord) -> list[NewJob]:
    """Book supply that is gone (less than nothing) and take back as little as possible, from the least deserving first.

    Raises Conflict where more is gone than can be taken back.
    """
    found = look(services, work, [supply.sku])
    less = replace(found, free={supply.sku: _lessened(found.free.get(supply.sku, ()), supply)})
    try:
        shared = _share(less, supply.sku, AS_AGREED, services)
    except ValueError as error:
        raise Conflict(f"more of {supply.sku} at {supply.location} is gone than can be taken back") from error
    give_back(work, found, shared.moved)
    work.positions.add_supply(supply)
    return write(services, work, found, shared.moved, run=services.ids.new())


def _share(found: Backlogged, sku: str, variant: Variant, services: Services) -> Shared:
    wants = found.wants.get(sku, ())
    if not wants:
        return Shared(sku=sku)
    return share(wants, found.free.get(sku, ()), variant, today=today(services))


def _keep(services: Services, work: UnitOfWork, found: Backlogged, shared: Sequence[Shared]) -> None:
    for job in _apply(services, work, found, shared, run=services.ids.new()):
        work.jobs.add(job)
    work.commit()


def _apply(
    services: Services, work: UnitOfWork, found: Backlogged, shared: Iterable[Shared], *, run: str
) -> list[NewJob]:
    moved: list[Moved] = [one for item in shared for one in item.moved]
    give_back(work, found, moved)
    return write(services, work, found, moved, run=run)


def _lessened(positions: Sequence[Position], supply: SupplyRecord) -> tuple[Position, ...]:
    """Return availability as it is once the supply is gone, whatever was promised of it."""
    places = {one.location: one for one in positions}
    there = places.get(supply.location, Position(sku=supply.sku, location=supply.location))
    days = sorted({supply.available_on, *(bucket.on for bucket in there.buckets)})
    buckets = tuple(
        Bucket(
            on=on,
            free=next((b.free for b in reversed(there.buckets) if b.on <= on), 0)
            + (supply.quantity if on >= supply.available_on else 0),
        )
        for on in days
    )
    return tuple((places | {supply.location: replace(there, buckets=buckets)}).values())
