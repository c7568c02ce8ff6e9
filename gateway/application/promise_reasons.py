"""Promise reasons: why lines of an order cannot leave in time as things stand, and what would help."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gateway.application.gathering import Grounds, gather, position_of
from gateway.application.ports import CommitmentRecord, UnitOfWork
from gateway.application.rationing import counted
from gateway.application.records import OrderRecord
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.orders import PurchaseOrder
from gateway.orderdesk.cases import Case, look
from gateway.orderdesk.checking import exceptions_of
from gateway.orderdesk.needing import needs_of
from gateway.orderdesk.promising import PROMISE, Need, promise
from gateway.orderdesk.rationing import ration
from gateway.orderdesk.reasons import Holder, Reasons, Setting, reasons
from gateway.orderdesk.scheduling import cancel_on

PROMISED, UNDECIDED = frozenset({"confirmed", "shipping"}), frozenset({"received", "held"})


def reasons_of(services: Services, work: UnitOfWork, order: str) -> tuple[Reasons, ...]:
    """Return why what is missing of an order's lines cannot leave in time, as things stand; raises NotFound.

    Of an order that was promised, that is what its promises leave open; of one that is not decided yet, what would be
    missing were it decided now. Nothing is locked: it may be different a moment later.
    """
    record = work.orders.get(order)
    if record.state not in PROMISED | UNDECIDED:
        return ()
    purchase_order = loads(PurchaseOrder, record.canonical)
    now = services.clock.now()
    profile = services.directory.get(record.partner)
    grounds = gather(work, profile, purchase_order, on=now.date(), at=now)
    case = _case(grounds, purchase_order, record, services)
    setting = _setting(services, work, grounds, case, record)
    if record.state in UNDECIDED:
        missing = _would_miss(case, setting)
    else:
        missing = _misses(case, setting, work.positions.commitments(record.id))
    return tuple(reasons(need, quantity, setting) for need, quantity in missing if quantity)


def _case(grounds: Grounds, order: PurchaseOrder, record: OrderRecord, services: Services) -> Case:
    today = services.clock.now().date()
    exceptions = exceptions_of(grounds.agreement, record.waivers, today=today)
    lines = look(order, grounds.agreement, grounds.catalogue, today=today, exceptions=exceptions)
    return Case(order=order, agreement=grounds.agreement, today=today, lines=lines)


def _setting(
    services: Services, work: UnitOfWork, grounds: Grounds, case: Case, record: OrderRecord
) -> Setting:
    skus = {line.sold.sku for line in case.lines if line.sold is not None}
    others = {one.instead for one in grounds.policies.substitutes if one.sku in skus}
    seen = work.positions.seen(skus | others)
    return Setting(
        agreement=grounds.agreement,
        policies=counted(services, work, grounds.policies),
        positions=tuple(position_of(pair, days) for pair, days in seen.items()),
        today=case.today,
        holders=tuple(
            Holder(
                order=one.order,
                number=one.number,
                partner=one.partner,
                line=one.line,
                sku=one.sku,
                location=one.location,
                quantity=one.quantity,
                on=one.on,
            )
            for one in work.policies.held_by(skus)
            if one.order != record.id
        ),
        lanes=work.policies.of(skus)[1].lanes,
    )


def _needs(case: Case, setting: Setting) -> Iterator[Need]:
    for line in case.lines:
        if line.asked is not None and line.asked > 0:
            last = cancel_on(case.order, line.line)
            yield from needs_of(case, line, line.asked, setting.policies, cancel_on=last)


def _would_miss(case: Case, setting: Setting) -> Iterator[tuple[Need, int]]:
    """Yield what each need would miss were the order promised now."""
    mine = ration(setting.positions, setting.agreement, setting.policies, today=setting.today)
    complete = any(line.policy.complete for line in case.lines)
    for one in promise(
        tuple(_needs(case, setting)),
        mine.positions,
        setting.agreement.calendar,
        complete=complete,
        makeable=mine.makeable,
        quotas=mine.quotas,
    ):
        yield (
            one.need,
            one.need.quantity
            - sum(
                part.quantity for part in one.accepted if part.ships_on <= one.need.leaves_on(part.location)
            ),
        )


def _misses(case: Case, setting: Setting, promised: Iterable[CommitmentRecord]) -> Iterator[tuple[Need, int]]:
    """Yield what each need misses of what was promised in time; of a line that has another item, nothing."""
    in_time: Counter[int] = Counter()
    skus: dict[int, str] = {}
    for one in promised:
        skus[one.line] = one.sku
        if one.kind == PROMISE and one.promise_on <= one.need_on:
            in_time[one.line] += one.quantity
    for need in _needs(case, setting):
        has = need.quantity if skus.get(need.line, need.sku) != need.sku else in_time[need.line]
        taken = min(has, need.quantity)
        in_time[need.line] -= taken
        yield need, need.quantity - taken


def by_line(found: Sequence[Reasons]) -> Mapping[int, Sequence[Reasons]]:
    """Return reasons by the line they are about."""
    lines: dict[int, list[Reasons]] = {}
    for one in found:
        lines.setdefault(one.line, []).append(one)
    return lines
