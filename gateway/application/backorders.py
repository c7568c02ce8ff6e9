"""Backorders: what comes, and what goes, is shared out anew among the lines that wait, item by item.

A proposal and its commit are the same function of what was seen of the items: a commit looks again under their
locks and keeps what still rests on the same, and a proposal committed later is first compared with what is there
by then.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

from gateway.application.backlog import Backlogged, allowed, hold, look, write
from gateway.application.desk import today
from gateway.application.gathering import position_of
from gateway.application.ports import Store, SupplyRecord, UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.supply import Bucket, Position
from gateway.errors import Conflict
from gateway.orderdesk.backorders import summed
from gateway.orderdesk.fairness import Tally, tally
from gateway.orderdesk.rebalancing import Proposal, Shared, Variant
from gateway.orderdesk.within_quotas import share_within

T = TypeVar("T")
BATCH = 125
AS_AGREED = Variant()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run proposes or did: by item a digest of what it rests on, and which items had changed meanwhile.

    `counts` say how many lines move, by why.
    """

    proposal: Proposal
    snapshots: tuple[tuple[str, str], ...]
    changed: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A run, for whoever does a batch of it."""

    services: Services
    store: Store
    variant: Variant
    run: str
    commit: bool = False
    brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a batch: items without their lines, which are only counted."""

    items: tuple[Shared, ...]
    served: Tally
    counts: Counter[str]
    snapshots: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()


class Hands(Protocol):
    """Who does the batches: `map`, or several at a time; results come in the order of the batches."""

    def __call__(
        self, act: Callable[[Sequence[str]], Done], batches: Iterable[Sequence[str]], /
    ) -> Iterable[Done]:
        """Yield what comes of each batch."""
        ...


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
    return _locked(services, work, [job.ref], AS_AGREED, run=services.ids.new())[1]


def run(
    services: Services,
    store: Store,
    variant: Variant = AS_AGREED,
    *,
    skus: Sequence[str] = (),
    commit: bool = False,
    brief: bool = False,
    hands: Hands = map,
) -> Ran:
    """Return what a run over these items (all that are open unless some are named) proposes or, if committed, has done.

    Each batch of items is looked at without a lock and done in a unit of work of its own, which finds items that
    changed meanwhile and shares them out anew under their locks. What was committed before a failure stands, the
    rest never happened. `hands` do the batches: `map`, or more than one at a time. A `brief` run only counts what moves.
    """
    with store.read() as work:
        wanted = sorted(set(skus)) or work.backlog.items()
    task = Task(
        services=services, store=store, variant=variant, run=services.ids.new(), commit=commit, brief=brief
    )
    act = partial(_do if commit else _propose, task)
    return _added_up(services, hands(act, _batches(wanted)))


def commit(
    services: Services, store: Store, variant: Variant, *, snapshots: Sequence[tuple[str, str]]
) -> Ran:
    """Do what a run with this variant proposed for items that still rest on the same; name the others, untouched."""
    task = Task(services=services, store=store, variant=variant, run=services.ids.new(), commit=True)
    done = [_do_again(task, batch) for batch in _batches(sorted(snapshots))]
    return replace(_added_up(services, done), snapshots=tuple(snapshots))


def cut(services: Services, work: UnitOfWork, supply: SupplyRecord) -> list[NewJob]:
    """Book supply that is gone (less than nothing) and take back as little as possible, from the least deserving first.

    Raises Conflict where more is gone than can be taken back.
    """
    found = look(services, work, [supply.sku], lock=True)
    there = [position_of(pair, days) for pair, days in found.seen.items()]
    left = allowed(services, found.policies, found.wants, {supply.sku: _lessened(there, supply)})
    less = replace(found, free=left)
    try:
        moved = _share(less, supply.sku, AS_AGREED, services).moved
    except ValueError as error:
        raise Conflict(f"more of {supply.sku} at {supply.location} is gone than can be taken back") from error
    holding = hold(services, work, found, moved).without(found.back(moved))
    work.positions.give_back(found.back(moved))
    work.positions.add_supply(supply)
    return write(services, work, replace(found, held={}), moved, holding=holding, run=services.ids.new())


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _propose(task: Task, skus: Sequence[str]) -> Done:
    """Return what would become of items."""
    with task.store.read() as work:
        found = look(task.services, work, skus)
    shared = [_share(found, sku, task.variant, task.services) for sku in skus]
    snapshots = () if task.brief else tuple((sku, found.snapshot(sku)) for sku in skus)
    return replace(_done(task, shared), snapshots=snapshots)


def _do(task: Task, skus: Sequence[str]) -> Done:
    """Share items out, those that changed meanwhile once more."""
    with task.store.read() as work:
        found = look(task.services, work, skus)
    shared = {sku: _share(found, sku, task.variant, task.services) for sku in skus}
    changed = _keep(task, found, list(shared.values()))
    if changed:
        with task.store.begin() as work:
            anew, jobs = _locked(task.services, work, changed, task.variant, run=task.run)
            work.jobs.add_all(jobs)
            work.commit()
        shared |= {one.sku: one for one in anew}
    return _done(task, list(shared.values()))


def _do_again(task: Task, snapshots: Sequence[tuple[str, str]]) -> Done:
    """Share items out that are as they were when it was proposed."""
    with task.store.read() as work:
        found = look(task.services, work, [sku for sku, _ in snapshots])
    same = [sku for sku, digest in snapshots if found.snapshot(sku) == digest]
    shared = {sku: _share(found, sku, task.variant, task.services) for sku in same}
    for sku in _keep(task, found, list(shared.values())):
        del shared[sku]
    changed = tuple(sku for sku, _ in snapshots if sku not in shared)
    return replace(_done(task, list(shared.values())), changed=changed)


def _keep(task: Task, found: Backlogged, shared: Sequence[Shared]) -> Sequence[str]:
    """Keep what moves of items that are as they were seen; return the others."""
    moved = [one for item in shared for one in item.moved]
    if not moved:
        return ()
    with task.store.begin() as work:
        holding = hold(task.services, work, found, moved)
        still = [one for one in moved if one.demand.sku not in holding.changed]
        work.jobs.add_all(write(task.services, work, found, still, holding=holding, run=task.run))
        work.commit()
    return sorted(holding.changed)


def _locked(
    services: Services, work: UnitOfWork, skus: Sequence[str], variant: Variant, *, run: str
) -> tuple[list[Shared], list[NewJob]]:
    """Share items out under their locks."""
    found = look(services, work, skus, lock=True)
    shared = [_share(found, sku, variant, services) for sku in skus]
    moved = [one for item in shared for one in item.moved]
    return shared, write(services, work, found, moved, holding=hold(services, work, found, moved), run=run)


def _share(found: Backlogged, sku: str, variant: Variant, services: Services) -> Shared:
    wants = found.wants.get(sku, ())
    if not wants:
        return Shared(sku=sku)
    there, quotas = found.free.get(sku, ()), found.quotas(sku)
    return share_within(wants, there, variant, today=today(services), quotas=quotas)


def _done(task: Task, shared: Sequence[Shared]) -> Done:
    served = tally((one for item in shared for one in item.in_time), today=today(task.services))
    return Done(
        items=tuple(replace(one, in_time=(), moved=() if task.brief else one.moved) for one in shared),
        served=served,
        counts=Counter(one.why for item in shared for one in item.moved),
    )


def _added_up(services: Services, done: Iterable[Done]) -> Ran:
    items: list[Shared] = []
    snapshots: list[tuple[str, str]] = []
    changed: list[str] = []
    served: Tally = Counter()
    counts: Counter[str] = Counter()
    for one in done:
        counts.update(one.counts)
        items.extend(one.items)
        snapshots.extend(one.snapshots)
        changed.extend(one.changed)
        served.update(one.served)
    return Ran(
        proposal=summed(items, today=today(services), served=served),
        snapshots=tuple(snapshots),
        changed=tuple(changed),
        counts=dict(sorted(counts.items())),
    )


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
