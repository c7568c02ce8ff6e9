"""Stock reports: an inventory advice of a partner who keeps stock of ours becomes our supply."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from gateway.application.keeping import keep
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, Job, NewJob
from gateway.application.services import Services
from gateway.application.supplying import Listing, SupplyLine, replace_supply
from gateway.domain.canonical import loads
from gateway.domain.catalogue import GLOBAL_KINDS, OUR_KINDS
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.inventory_advices import EXPECTED, DatedStock, InventoryAdvice, StockedItem
from gateway.domain.items import Item
from gateway.errors import NotFound
from gateway.orderdesk.units import each_of, to_base
from gateway.profiles.inventory import StockFrom

KIND = "stock-report"
THERE = ("on-hand", "available", "total-stock", "distributor-stock", "uncommitted", "")
"""The kinds of quantities that are there, the plainest first: of an item that is told several ways, one counts."""
COUNTS = frozenset(
    {"original", "replacement", "resubmission", "reissue", "information-copy", "change", "duplicate"}
)
NOT_A_COUNT = "it counts nothing: a person has to say what it means for stock"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A quantity of a report, the item of ours it is about, and its place in the document."""

    stock: DatedStock
    item: Item
    at: str


def report_job(partner: str, document: str) -> NewJob:
    """Return the job that takes a stock report in, after those that came before it."""
    return NewJob(
        kind=KIND, ref=document, dedupe=f"{KIND}:{document}", lane=f"{partner}:stock", partner=partner
    )


def take_report(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Make supply what a partner's report says of our stock; what it says that cannot be used becomes findings."""
    record = work.documents.get(job.ref, lock=True)
    advice = loads(InventoryAdvice, record.canonical)
    profile = services.directory.get(record.partner)
    if profile.stock_from is None:
        raise NotFound(f"{record.partner} keeps no stock of ours")
    if advice.purpose not in COUNTS:
        keep(services, work, record, NOT_A_COUNT)
        return ()
    findings: list[Finding] = []
    told = list(_told(work, record.partner, advice, findings))
    lines = tuple(_lines(told, profile.stock_from, findings))
    done = replace_supply(
        services,
        work,
        Listing(
            lines=lines,
            counted_at=_counted_at(work, record, advice),
            source=record.partner,
            reference=record.id,
            expected=any(one.stock.kind in EXPECTED for one in told),
        ),
    )
    _conclude(work, record, (*findings, *done.findings))
    return done.jobs


def _told(work: UnitOfWork, partner: str, advice: InventoryAdvice, findings: list[Finding]) -> Iterator[Told]:
    """Yield every quantity of the items we know; say which we do not."""
    items = _resolved(work, partner, advice.items)
    places = {id(item): f"items[{number}]" for number, item in enumerate(advice.items, 1)}
    unknown = set()
    for stock in advice.stock():
        at = places[id(stock.item)]
        item = items.get(at)
        if item is not None:
            yield Told(stock=stock, item=item, at=at)
        elif at not in unknown:
            unknown.add(at)
            names = " ".join(name.value for name in stock.item.identifiers)
            findings.append(
                find(
                    "supply.item-unknown",
                    severity=Severity.WARNING,
                    path=f"{at}.identifiers",
                    value_seen=names,
                )
            )


def _resolved(work: UnitOfWork, partner: str, items: Sequence[StockedItem]) -> Mapping[str, Item]:
    """Return our item for each place of the report where all its names that say anything say one."""
    names = {(name.kind, name.value) for item in items for name in item.identifiers}
    wanted = {
        (same, value) for kind, value in names for same in (GLOBAL_KINDS if kind in GLOBAL_KINDS else (kind,))
    }
    found = work.items.resolve(partner, wanted)
    ours = work.items.get_many(
        {sku for skus in found.values() for sku in skus}
        | {value for kind, value in names if kind in OUR_KINDS}
    )
    resolved: dict[str, Item] = {}
    for number, item in enumerate(items, 1):
        skus: set[str] = set()
        for name in item.identifiers:
            kinds = GLOBAL_KINDS if name.kind in GLOBAL_KINDS else (name.kind,)
            skus.update(sku for kind in kinds for sku in found.get((kind, name.value), ()))
            if name.kind in OUR_KINDS and name.value in ours:
                skus.add(name.value)
        if len(skus) == 1:
            resolved[f"items[{number}]"] = ours[skus.pop()]
    return resolved


def _lines(told: Iterable[Told], agreed: StockFrom, findings: list[Finding]) -> Iterator[SupplyLine]:
    """Yield what can be booked of a report: of each item and place one kind of what is there, and all that comes."""
    best: dict[tuple[str, str], int] = {}
    usable = []
    for one in told:
        location = agreed.place(one.stock.location)
        if not location:
            place = one.stock.location
            findings.append(find("supply.place-unknown", path=f"{one.at}.parties", value_seen=place))
            continue
        if one.stock.kind in THERE:
            rank, key = THERE.index(one.stock.kind), (one.item.sku, location)
            best[key] = min(rank, best.get(key, rank))
        usable.append((one, location))
    for one, location in usable:
        kind = one.stock.kind
        if kind in EXPECTED and one.stock.on is None:
            findings.append(find("supply.undated", path=f"{one.at}.quantities", value_seen=kind))
        elif kind in EXPECTED or (kind in THERE and THERE.index(kind) == best[one.item.sku, location]):
            yield from _line(one, location, findings)
        else:
            findings.append(find("supply.kind-not-counted", path=f"{one.at}.quantities", value_seen=kind))


def _line(one: Told, location: str, findings: list[Finding]) -> Iterator[SupplyLine]:
    """Yield a quantity in base units, unless it is no whole number of them."""
    each = each_of(one.item, one.stock.unit)
    quantity = None if each is None else to_base(one.stock.quantity, each)
    if quantity is None or quantity < 0:
        findings.append(
            find(
                "supply.quantity-wrong",
                severity=Severity.WARNING,
                path=f"{one.at}.quantities",
                value_seen=f"{one.stock.quantity} {one.stock.unit}",
            )
        )
        return
    yield SupplyLine(
        sku=one.item.sku,
        location=location,
        quantity=quantity,
        available_on=one.stock.on if one.stock.kind in EXPECTED else None,
        at=one.at,
    )


def _counted_at(work: UnitOfWork, record: DocumentRecord, advice: InventoryAdvice) -> datetime:
    """Return when the report was true: at its time, else when it came, but no later than the end of its day."""
    midnight = datetime.combine(advice.reported_on, time(), UTC)
    if advice.reported_at_time is not None:
        return datetime.combine(advice.reported_on, advice.reported_at_time, UTC)
    came_at = work.transmissions.get(record.transmission).at
    return max(midnight, min(came_at, midnight + A_DAY - timedelta(microseconds=1)))


def _conclude(work: UnitOfWork, record: DocumentRecord, findings: Sequence[Finding]) -> None:
    """Keep with the document what was found in it."""
    fresh = tuple(one for one in dict.fromkeys(findings) if one not in record.findings)
    if fresh:
        work.documents.update(replace(record, findings=(*record.findings, *fresh)))
