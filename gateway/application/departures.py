"""Departures: a shipment on its way out, with the orders in it and what of them may leave."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.application.gathering import gather
from gateway.application.ports import CommitmentRecord, PackedLine, PackedShipment, UnitOfWork
from gateway.application.recalling import RECALLED
from gateway.application.records import OrderLineRecord, OrderRecord, ShipmentRecord
from gateway.application.releasing import FIRM, PEGGED, PROMISE, SHIPPED
from gateway.application.services import Services
from gateway.domain.agreements import Agreement
from gateway.domain.canonical import loads
from gateway.domain.items import Item
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.cartonising import Piece, cartonise
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.fulfilling import go_together
from gateway.orderdesk.levels import OrderPart
from gateway.orderdesk.packing import Allocation, Carton, Content
from gateway.profiles.profile import Profile

NOT_OUT = frozenset({FIRM, PEGGED, RECALLED, SHIPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """One order in a shipment: its lines, and its promises with the quantity earlier shipments left of each."""

    order: OrderRecord
    purchase_order: PurchaseOrder
    lines: tuple[OrderLineRecord, ...]
    promises: tuple[CommitmentRecord, ...]
    agreement: Agreement

    @property
    def standing(self) -> tuple[StandingLine, ...]:
        """Return the order's lines as they stand."""
        return tuple(standing_of(one) for one in self.lines)

    @property
    def part(self) -> OrderPart:
        """Return it as the order desk knows it."""
        return OrderPart(
            order=self.purchase_order,
            lines=self.standing,
            allocations=tuple(
                Allocation(
                    commitment=one.id,
                    line=one.line,
                    sku=one.sku,
                    location=one.location,
                    quantity=one.quantity,
                )
                for one in self.promises
            ),
            seller_order=self.order.seller_number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A shipment: what was reported, the orders in it, the cartons everything is in."""

    record: ShipmentRecord
    packed: PackedShipment
    profile: Profile
    goings: tuple[Going, ...]
    cartons: tuple[Carton, ...]

    @property
    def agreement(self) -> Agreement:
        """Return what was agreed with the partner."""
        return self.goings[0].agreement

    @property
    def promises(self) -> dict[str, CommitmentRecord]:
        """Return what may be in it, by id."""
        return {one.id: one for going in self.goings for one in going.promises}

    @property
    def left(self) -> Counter[str]:
        """Return how much of each promise is in it."""
        return _summed(self.packed.lines())

    def doubts(self) -> Iterator[str]:
        """Yield why it cannot be noticed as it was reported, in words; nothing where it can."""
        yield from self.packed.doubts
        if not self.left and not self.packed.short:
            yield "nothing is in it"
        if any(going.order.partner != self.record.partner for going in self.goings):
            yield "an order of another partner is in it"
        elif not go_together([going.purchase_order for going in self.goings], self.agreement):
            yield "the orders in it go to different places"
        yield from self._odd_quantities()
        yield from self._unpriced()

    def _odd_quantities(self) -> Iterator[str]:
        """Yield what is in it, or is said to be missing, beyond what was to leave."""
        left, promises = self.left, self.promises
        missing: Counter[str] = Counter()
        for one in self.packed.short:
            missing[one.commitment] += one.quantity
        numbers = {going.order.id: going.order.number for going in self.goings}
        for commitment in sorted({*left, *missing}):
            promise = promises.get(commitment)
            if promise is None:
                yield f"{commitment} is nothing that was to leave"
                continue
            said, short = left[commitment], missing[commitment]
            if said + short > promise.quantity:
                yield (
                    f"line {promise.line} of {numbers[promise.order]}: {said} of {promise.sku} were packed and"
                    f" {short} not found, but only {promise.quantity} were to leave"
                )
        left_counts = [each.quantity for each in self.packed.lines()]
        if any(count < 1 for count in (*left_counts, *(each.quantity for each in self.packed.short))):
            yield "a quantity in it is less than one"

    def _unpriced(self) -> Iterator[str]:
        left = self.left
        for going in self.goings:
            prices = {line.line: line.price for line in going.lines}
            lines = {one.line for one in going.promises if left[one.id] and prices.get(one.line) is None}
            yield from (f"line {line} of {going.order.number} has no price" for line in sorted(lines))


def departure(services: Services, work: UnitOfWork, record: ShipmentRecord) -> Departure:
    """Return a shipment with its orders, locked until the unit of work ends."""
    packed = loads(PackedShipment, record.packed)
    ids = list(dict.fromkeys((packed.order, *packed.orders)))
    locked = {one: work.orders.get(one, lock=True) for one in sorted(ids)}
    profile = services.directory.get(record.partner)
    goings = tuple(going_of(work, profile, locked[one]) for one in ids)
    found = Departure(record=record, packed=packed, profile=profile, goings=goings, cartons=())
    return replace(found, cartons=(*_closed(packed), *_packed_by_us(work, found)))


def standing_of(line: OrderLineRecord) -> StandingLine:
    """Return an order's line as it stands."""
    return StandingLine(
        line=line.line,
        sku=line.sku,
        unit=line.unit,
        base_unit=line.base_unit,
        each=line.each,
        ordered=line.ordered,
        price=line.price,
        substituted=line.substituted,
    )


def going_of(work: UnitOfWork, profile: Profile, order: OrderRecord) -> Going:
    """Return an order as far as it is to leave or to be billed."""
    purchase_order = loads(PurchaseOrder, order.canonical)
    promises = [
        replace(one, quantity=one.quantity - one.shipped)
        for one in work.positions.commitments(order.id)
        if one.kind == PROMISE and one.state not in NOT_OUT
    ]
    return Going(
        order=order,
        purchase_order=purchase_order,
        lines=tuple(work.orders.lines(order.id)),
        promises=tuple(promises),
        agreement=gather(work, profile, purchase_order).agreement,
    )


def _closed(packed: PackedShipment) -> Iterator[Carton]:
    """Yield the cartons the warehouse closed."""
    for carton in packed.cartons:
        yield Carton(
            contents=tuple(map(_content, carton.lines)),
            tare=carton.tare,
            weight_kg=carton.weight_kg,
            label=carton.sscc,
        )


def _packed_by_us(work: UnitOfWork, found: Departure) -> Sequence[Carton]:
    """Return cartons for what the warehouse shipped without a word in which."""
    promises, loose = found.promises, found.packed.loose
    if not loose or any(one.commitment not in promises for one in loose):
        return ()
    items = work.items.get_many({promises[one.commitment].sku for one in loose})
    skus = ((one, promises[one.commitment].sku) for one in loose)
    pieces = [Piece(content=_content(one), item=items.get(sku, Item(sku=sku))) for one, sku in skus]
    rule = found.profile.fulfilment.packing.rule()
    cartons = cartonise(pieces, work.items.carton_types(), rule)
    last = max((carton.tare for carton in found.packed.cartons), default=0)
    return [replace(one, tare=one.tare + last if one.tare else 0) for one in cartons]


def _content(line: PackedLine) -> Content:
    return Content(commitment=line.commitment, quantity=line.quantity, lot=line.lot, serials=line.serials)


def _summed(lines: Iterable[PackedLine]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in lines:
        found[one.commitment] += one.quantity
    return found
