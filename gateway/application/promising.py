"""Promising a large order: slice by slice, each a short unit of work of its own, so that nobody waits for all of it.

What is promised to an order that is not decided yet stands in the ledger under its name, so nobody else is promised it;
the order itself says nothing before all of it is decided. Who is killed meanwhile leaves slices behind: whoever takes
the job up gives them back and begins again, and so does who gives it up. Lines of different items do not concern one
another, so it comes to the same as in one piece where nobody takes anything in between.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Protocol, TypeVar

from gateway.application.accounting import is_judged
from gateway.application.decided import commitment_of
from gateway.application.desk import UNDECIDED, OnTheDesk, as_read_now, conclude, on_the_desk, settle, today
from gateway.application.gathering import Grounds, gather, positions
from gateway.application.ports import CommitmentRecord, Store, UnitOfWork
from gateway.application.rationing import counted, more_to_lock
from gateway.application.records import DocumentRecord, Job, NewJob, OrderRecord
from gateway.application.revisions import history
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.orders import PurchaseOrder
from gateway.errors import Overtaken
from gateway.orderdesk import deciding
from gateway.orderdesk.deciding import Considered, consider
from gateway.orderdesk.decisions import Decision
from gateway.orderdesk.promising import Need, Promised, promise
from gateway.orderdesk.rationing import ration
from gateway.orderdesk.reserved import papers_named

ITEMS_AT_ONCE = 250


class OfItem(Protocol):
    """What is about one item."""

    @property
    def sku(self) -> str:
        """Return the item."""
        ...


T = TypeVar("T", bound=OfItem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A large order as it was `seen` and laid out; `found` is nothing where it has to be decided in one piece."""

    seen: OrderRecord
    desk: OnTheDesk
    document: DocumentRecord
    grounds: Grounds
    found: Considered | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sliced:
    """A large order that was decided: all its promises, `booked` of them, stand in the ledger."""

    laid: Laid
    decision: Decision
    booked: int


@dataclass(slots=True, kw_only=True)
class Slicing:
    """The ledger of one order while it is promised: nobody else may have changed it since this began."""

    services: Services
    store: Store
    order: str
    made: list[CommitmentRecord]

    def book(self, needs: Sequence[Need], grounds: Grounds) -> list[Promised]:
        """Promise needs, in the ledger from now on, out of what is left by now; raises Overtaken."""
        agreement, policies = grounds.agreement, grounds.policies
        pairs = sorted({(need.sku, at) for need in needs for at in need.locations})
        with self.store.begin() as work:
            self.alone(work)
            free = positions(work, more_to_lock(work, pairs, policies))
            mine = ration(free, agreement, counted(self.services, work, policies), today=today(self.services))
            promised = promise(needs, mine.positions, agreement.calendar, quotas=mine.quotas)
            new = [
                commitment_of(self.services, self.order, one) for part in promised for one in part.commitments
            ]
            work.positions.commit(new)
            work.commit()
        self.made += new
        return list(promised)

    def give_back(self, gone: Iterable[CommitmentRecord]) -> None:
        """Give promises back, so many items at a time; raises Overtaken."""
        left = {one.id: one for one in gone}
        for some in by_item(left.values(), ITEMS_AT_ONCE):
            with self.store.begin() as work:
                self.alone(work)
                work.positions.give_back(some)
                work.commit()
            these = {one.id for one in some}
            self.made = [one for one in self.made if one.id not in these]

    def alone(self, work: UnitOfWork) -> None:
        """Lock the order; raises Overtaken where it was decided meanwhile, or somebody else promises it too."""
        if work.backlog.undecided(self.order) != len(self.made):
            raise Overtaken("somebody else promises this order, or decided it")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisingLarge:
    """The effect behind `promise` jobs: it touches nothing but the ledger, in transactions of its own; implements `Effect`."""

    services: Services
    store: Store
    items_at_once: int = ITEMS_AT_ONCE

    def prepare(self, work: UnitOfWork, job: Job) -> object:
        """Return the document of the order: everything else is read with no transaction open that others wait for."""
        del work
        return job.ref

    def perform(self, prepared: object) -> object:
        """Promise the order, slice by slice; return it decided, as it lies where it has to be decided in one piece, or nothing."""
        laid = self.laid_out(str(prepared))
        if laid is None or laid.found is None:
            return laid
        slicing = self.slicing(laid)
        promised = [one for part in self.slices(laid, slicing) for one in part]
        decision = deciding.conclude(laid.found, _by_line(laid.found, promised))
        stays = {one.line for one in decision.commitments}
        slicing.give_back([one for one in slicing.made if one.line not in stays])
        return Sliced(laid=laid, decision=decision, booked=len(slicing.made))

    def conclude(self, work: UnitOfWork, job: Job, result: object) -> Iterable[NewJob]:
        """Write down what was decided and answer it; an order that cannot be sliced is decided here. Raises Overtaken."""
        del job
        if isinstance(result, Laid):
            return settle(self.services, work, result.desk, document=result.document)
        if not isinstance(result, Sliced):
            return ()
        laid = result.laid
        order = laid.seen.id
        as_seen = (result.booked, laid.seen, laid.document)
        now = (work.backlog.undecided(order), work.orders.get(order), work.documents.get(laid.document.id))
        if now != as_seen:
            raise Overtaken("the order changed while it was promised")
        return list(
            conclude(
                self.services,
                work,
                laid.desk,
                grounds=laid.grounds,
                decision=result.decision,
                document=laid.document,
                booked=True,
            )
        )

    def abandon(self, work: UnitOfWork, job: Job, reason: str) -> Iterable[NewJob]:
        """Give back whatever was promised of an order that was not decided."""
        document = work.documents.get(job.ref)
        if document.order and work.backlog.undecided(document.order):
            work.positions.release(document.order)
            self.services.note(
                work,
                "order.slices-given-back",
                document.order,
                partner=job.partner,
                order=document.order,
                reason=reason,
            )
        return ()

    def laid_out(self, document: str) -> Laid | None:
        """Return the order of a document laid out for its promises; nothing where it was decided already."""
        with self.store.read() as work:
            laid = _laid(self.services, work, document)
            if laid is None or not _is_free(laid.grounds):
                return laid
            if work.reservations.named(laid.seen.partner, papers_named(laid.desk.order)):
                return laid
        desk, grounds = laid.desk, laid.grounds
        considered = consider(
            desk.order,
            grounds.agreement,
            grounds.catalogue,
            today=today(self.services),
            known=desk.known,
            findings=desk.findings,
            waived=desk.record.waivers,
            before=grounds.before,
            policies=grounds.policies,
        )
        complete = any(line.policy.complete for line in considered.case.lines)
        return laid if complete else replace(laid, found=considered)

    def slicing(self, laid: Laid) -> Slicing:
        """Return the ledger of an order with nothing in it: what somebody left there who never came to the end is given back."""
        order = laid.seen.id
        with self.store.read() as work:
            left = list(work.positions.commitments(order))
        slicing = Slicing(services=self.services, store=self.store, order=order, made=left)
        slicing.give_back(left)
        return slicing

    def slices(self, laid: Laid, slicing: Slicing) -> Iterator[list[Promised]]:
        """Promise so many items at a time; yield what was promised after each commit."""
        if laid.found is None:
            return
        needs = [need for of_line in laid.found.wanted.values() for need in of_line]
        for some in by_item(needs, self.items_at_once):
            yield slicing.book(some, laid.grounds)


def _laid(services: Services, work: UnitOfWork, document: str) -> Laid | None:
    """Return the order of a document as it lies on the desk, nothing where it is decided."""
    found = work.documents.get(document)
    seen = work.orders.get(found.order)
    if seen.state not in UNDECIDED:
        return None
    changed = bool(history(work, seen.id))
    order = loads(PurchaseOrder, seen.canonical if changed else found.canonical)
    record = seen if changed else as_read_now(seen, found, order)
    profile = services.directory.get(seen.partner)
    now = services.clock.now()
    grounds = gather(work, profile, order, on=now.date(), at=now)
    desk = on_the_desk(work, profile, order=order, record=record, document=found)
    return Laid(seen=seen, desk=desk, document=found, grounds=grounds)


def _is_free(grounds: Grounds) -> bool:
    """Return whether each item of an order can be promised by itself, and nothing else is counted while it is.

    What stands in for an item may be another line's, what is made is booked as supply, and orders judged by an account
    have to see one another.
    """
    policies = grounds.policies
    makeable = ration((), grounds.agreement, policies, today=date.min).makeable
    return not (policies.substitutes or policies.capacities or makeable or is_judged(grounds.agreement))


def by_item(ones: Iterable[T], items: int) -> Iterator[list[T]]:
    """Yield what is about so many items at a time, in order of items."""
    by_item: dict[str, list[T]] = {}
    for one in ones:
        by_item.setdefault(one.sku, []).append(one)
    rest = iter(sorted(by_item))
    while some := list(islice(rest, items)):
        yield [one for sku in some for one in by_item[sku]]


def _by_line(found: Considered, promised: Iterable[Promised]) -> Mapping[int, tuple[Promised, ...]]:
    by_line: dict[int, list[Promised]] = {line.number: [] for line in found.case.lines}
    for one in promised:
        by_line[one.need.line].append(one)
    return {line: tuple(ones) for line, ones in by_line.items()}
