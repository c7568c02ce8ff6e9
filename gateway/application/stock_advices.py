"""Stock advices: what a partner can have of what it may buy, told so often as was agreed, or when somebody asks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from gateway.application import outbound
from gateway.application.desk import today
from gateway.application.outbound import Outgoing
from gateway.application.ports import Store, UnitOfWork
from gateway.application.rationing import counted, policies_for
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.inventory_advices import InventoryAdvice, StockedItem, StockQuantity
from gateway.domain.items import Item, ItemIdentifier
from gateway.domain.references import TradeDate
from gateway.domain.supply import Bucket, Position
from gateway.errors import Refused
from gateway.orderdesk.offering import Offer, Showing, offer
from gateway.profiles.profile import Profile

KIND = "stock-advice"
WORDS: Mapping[str, str] = {"in-stock": "IN STOCK", "low": "LOW", "out": "OUT"}
TELLING = frozenset({"upc", "gtin", "ean", "upc-case"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An item, what a partner is told of it, and what it is called to it."""

    item: Item
    offer: Offer
    identifiers: tuple[ItemIdentifier, ...]


def advise(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Tell a partner what it can have; the same job tells it once."""
    profile = services.directory.get(job.ref)
    if not profile.trades:
        return ()
    number = f"{work.control_numbers.draw(profile.code, 'stock-advice'):06d}"
    now = services.clock.now().astimezone(UTC)
    document = _document(profile, offers(services, work, profile), number=number, now=now)
    return outbound.queue(
        services,
        work,
        Outgoing(
            profile=profile,
            set_id="846",
            kind="inventory_advice",
            document=document,
            dedupe=f"846:{job.dedupe}",
            reference=number,
        ),
    )


def every(profile: Profile) -> int | None:
    """Return after how many seconds a partner is told again, None where it is told only when somebody asks."""
    sending = profile.sends("846")
    if sending is None or sending.every is None or not profile.trades:
        return None
    return int(sending.every.total_seconds())


def ask_advice(services: Services, store: Store, partner: str, *, actor: str) -> str:
    """Ask for a partner to be told what it can have, now; return its name.

    Raises NotFound for a partner nobody knows, Refused for one with whom no inventory advice was agreed.
    """
    profile = services.directory.get(partner)
    if profile.sends("846") is None or not profile.trades:
        raise Refused(f"no inventory advice was agreed with {partner}, or nothing is exchanged with it")
    with store.begin() as work:
        work.jobs.add(
            NewJob(kind=KIND, ref=profile.code, dedupe=f"{KIND}:{services.ids.new()}", partner=profile.code)
        )
        services.note(work, "stock.advice-asked", profile.code, partner=profile.code, actor=actor)
        work.commit()
    return profile.name


def offers(
    services: Services, work: UnitOfWork, profile: Profile, these: Sequence[str] | None = None
) -> Sequence[Offered]:
    """Return what a partner can have of these items, or of everything it may buy, as it is told; nothing is locked."""
    day, agreement = today(services), profile.agreement()
    skus = work.stocktaking.assortment(profile.orders.price_list) if these is None else these
    items, names = work.items.get_many(skus), work.stocktaking.names(profile.code, skus)
    free = work.stocktaking.free(skus)
    policies = counted(services, work, policies_for(work, agreement, skus)[0])
    places = dict.fromkeys((*agreement.ship_from, *(rule.location for rule in agreement.sourcing)))
    told = profile.stock_for
    showing = Showing(most=told.most, step=told.step, low_below=told.low_below)
    offered = []
    for sku in skus:
        positions = [
            policies.allowed(
                Position(
                    sku=sku,
                    location=at,
                    buckets=tuple(Bucket(on=on, free=quantity) for on, quantity in free.get((sku, at), ())),
                ),
                demand_class=agreement.priority,
                today=day,
            )
            for at in places
        ]
        caps = [
            quota.left
            for quota in policies.quotas
            if quota.sku == sku and quota.applies(profile.code, agreement.priority) and quota.covers(day)
        ]
        offered.append(
            Offered(
                item=items[sku],
                offer=offer(sku, positions, showing, today=day, cap=min(caps, default=None)),
                identifiers=_names(items[sku], names.get(sku, ())),
            )
        )
    return offered


def _names(item: Item, theirs: Sequence[ItemIdentifier]) -> tuple[ItemIdentifier, ...]:
    """Return what an item is called: first by the partner, then by us, then by everybody."""
    ours = ItemIdentifier(kind="vendor-item", value=item.sku)
    shared = (one for one in item.identifiers if one.kind in TELLING)
    return tuple(dict.fromkeys((*theirs, ours, *shared)))


def _document(profile: Profile, offered: Iterable[Offered], *, number: str, now: datetime) -> InventoryAdvice:
    company = profile.orders.company
    words = profile.stock_for.show == "words"
    return InventoryAdvice(
        number=number,
        reported_on=now.date(),
        reported_at_time=now.time().replace(second=0, microsecond=0),
        kind="seller-stock",
        parties=(company.named("seller"),) if company else (),
        items=tuple(
            StockedItem(
                number=str(place),
                identifiers=one.identifiers,
                dates=tuple(_dates(one.offer)) if words else (),
                quantities=tuple(_in_words(one) if words else _in_numbers(one)),
            )
            for place, one in enumerate(offered, 1)
        ),
    )


def _dates(told: Offer) -> Iterator[TradeDate]:
    if told.next_on is not None:
        yield TradeDate(kind="available", on=told.next_on)


def _in_words(one: Offered) -> Iterator[StockQuantity]:
    yield StockQuantity(kind="available", text=WORDS[one.offer.word])


def _in_numbers(one: Offered) -> Iterator[StockQuantity]:
    """Yield what can be had now and, where more comes, how much can be had from which day on."""
    yield StockQuantity(kind="available", quantity=Decimal(one.offer.quantity), unit=one.item.base_unit)
    if one.offer.next_on is not None:
        yield StockQuantity(
            kind="projected-available",
            quantity=Decimal(one.offer.next_quantity),
            unit=one.item.base_unit,
            dates=tuple(_dates(one.offer)),
        )
