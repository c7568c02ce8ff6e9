"""Pricing: every line of a request is priced and promised by the order desk, without taking any supply."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from gateway.application.gathering import Grounds, gather, position_of
from gateway.application.ports import QuoteRecord, RequestLineRecord, RequestRecord, UnitOfWork
from gateway.application.ports.quoting import MATCHED, OPEN
from gateway.application.quoting.taking import lane_of
from gateway.application.rationing import counted, more_to_lock
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.agreements import AgreedPrice
from gateway.domain.canonical import dumps, loads
from gateway.domain.items import Item
from gateway.domain.lifecycle import QUOTE, REQUEST, move
from gateway.domain.quotes import RequestForQuotation
from gateway.orderdesk.approving import Authority, needs_approval
from gateway.orderdesk.asked_packs import in_our_units
from gateway.orderdesk.cases import SUBSTITUTES
from gateway.orderdesk.choices import Market
from gateway.orderdesk.deciding import decide, what_to_lock
from gateway.orderdesk.quoting import (
    Asked,
    Heads,
    OfferedLine,
    as_order,
    margin_of,
    offers,
    quote_of,
    total_of,
)
from gateway.orderdesk.rules import RULES, WARN
from gateway.profiles.profile import Profile
from gateway.profiles.requests import Requests

PRICE, SEND = "price-request", "send-quote"
PRICEABLE = frozenset({"review", "priced", "approved", "revised"})
OFFERED_STATES = frozenset({"priced", "approved"})
"""The states of a quote nobody was given yet: pricing anew replaces it."""
POLICY = "policy"
LET_PASS = frozenset(one.id for one in RULES if WARN in one.actions) - {SUBSTITUTES}
"""Rules that hold an order and are no more than a remark on an offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What a request comes to: the lines as they were asked, and what is offered for each."""

    request: RequestForQuotation
    asked: tuple[Asked, ...]
    offered: tuple[OfferedLine, ...]
    currency: str


def price_job(record: RequestRecord, again: str) -> NewJob:
    """Return the job that prices a request."""
    return NewJob(
        kind=PRICE,
        ref=record.id,
        dedupe=f"{PRICE}:{record.id}:{again}",
        lane=lane_of(record),
        partner=record.partner,
    )


def send_job(quote: QuoteRecord, actor: str) -> NewJob:
    """Return the job that sends a quote."""
    return NewJob(
        kind=SEND,
        ref=f"{quote.id}#{actor}",
        dedupe=f"{SEND}:{quote.id}",
        lane=f"{quote.partner}:rfq:{quote.request}",
        partner=quote.partner,
    )


def price_request(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Price a request; what nobody has to look at is approved by itself, and sent where that is agreed."""
    record = work.requests.get(job.ref, lock=True)
    if record.state not in PRICEABLE:
        return ()
    quote = price(services, work, record, actor="gateway")
    profile = services.directory.get(record.partner)
    at_once = profile.requests is not None and profile.requests.send_at_once
    return [send_job(quote, "gateway")] if quote.state == "approved" and at_once else []


def price(services: Services, work: UnitOfWork, record: RequestRecord, *, actor: str) -> QuoteRecord:
    """Price a locked request and keep the offer as its quote, in the place of one nobody was given yet."""
    profile = services.directory.get(record.partner)
    lines = work.requests.lines(record.id)
    found = priced(services, work, profile, record, lines)
    terms = profile.requests or Requests()
    needs = needs_approval(found.offered, _authority(terms))
    waiting = any(one.state == OPEN for one in lines)
    if waiting:
        needs = (*needs, "lines-open")
    known = [one for one in work.quotes.of_request(record.id) if one.state in OFFERED_STATES]
    today = services.clock.now().date()
    holds_on = today + timedelta(days=terms.valid_days)
    quote = replace(
        known[-1] if known else _new(services, work, record),
        state="priced" if needs else "approved",
        currency=found.currency,
        total=total_of(found.offered),
        margin=margin_of(found.offered),
        valid_until=holds_on,
        offers=found.offered,
        needs=needs,
        approved_by="" if needs else POLICY,
        made_at=services.clock.now(),
    )
    said = quote_of(
        found.request,
        found.asked,
        found.offered,
        Heads(number=quote.number, quoted_on=today, holds_on=holds_on, currency=found.currency),
        date_kind=profile.agreement().dialect.promise_date,
    )
    quote = replace(quote, canonical=dumps(said))
    if known:
        move(QUOTE, known[-1].state, quote.state)
        work.quotes.update(quote)
    else:
        work.quotes.add(quote)
    work.requests.update(
        replace(
            record, state=move(REQUEST, record.state, quote.state), quote=quote.id, open_lines=_open(lines)
        )
    )
    services.note(
        work,
        "quote.priced",
        quote.id,
        partner=record.partner,
        actor=actor,
        request=record.id,
        number=quote.number,
        total=str(quote.total),
        needs=list(needs),
    )
    return quote


def priced(
    services: Services,
    work: UnitOfWork,
    profile: Profile,
    record: RequestRecord,
    lines: Sequence[RequestLineRecord],
) -> Priced:
    """Return what a request comes to today; nothing is locked, and nothing promised to anybody."""
    now = services.clock.now()
    today = now.date()
    request = loads(RequestForQuotation, record.canonical)
    items = work.items.get_many({one.sku for one in lines if one.state == MATCHED and one.sku})
    asked = tuple(_asked(one, items) for one in lines)
    order = as_order(request, asked, profile.agreement(), today=today)
    grounds = gather(work, profile, order, on=today, at=now)
    pairs = what_to_lock(order, grounds.agreement, grounds.catalogue, policies=grounds.policies)
    wanted = frozenset(more_to_lock(work, pairs, grounds.policies))
    seen = work.positions.seen({sku for sku, _ in wanted})
    decision = decide(
        order,
        grounds.agreement,
        grounds.catalogue,
        positions=tuple(position_of(pair, days) for pair, days in sorted(seen.items()) if pair in wanted),
        policies=counted(services, work, grounds.policies),
        today=today,
        waived=LET_PASS,
        before=grounds.before,
    )
    currency = grounds.agreement.currency
    market = Market(
        agreement=grounds.agreement,
        catalogue=grounds.catalogue,
        policies=grounds.policies,
        costs=_costs(work, profile, grounds),
        today=today,
    )
    offered = offers(decision, asked, market, currency=currency)
    return Priced(request=request, asked=asked, offered=offered, currency=currency)


def _asked(line: RequestLineRecord, items: Mapping[str, Item]) -> Asked:
    item = items.get(line.sku) if line.state == MATCHED else None
    return Asked(
        line=line.line,
        said=line.said,
        sku=line.sku if line.state == MATCHED else "",
        own_price=line.own_price,
        counted=in_our_units(line.said, item) if item is not None else None,
    )


def _costs(work: UnitOfWork, profile: Profile, grounds: Grounds) -> tuple[AgreedPrice, ...]:
    """Return what items cost us, from the price list of costs, as far as it is in the partner's currency."""
    terms = profile.requests or Requests()
    if not terms.cost_list:
        return ()
    skus = {one.sku for one in grounds.catalogue.items}
    return tuple(
        AgreedPrice(
            sku=one.sku,
            unit=one.unit,
            price=one.price,
            minimum=one.from_quantity,
            per=one.per,
            valid_from_on=one.valid_from,
            valid_until_on=one.valid_until,
        )
        for one in work.items.prices(terms.cost_list, skus)
        if one.currency == grounds.agreement.currency and not one.contract
    )


def _authority(terms: Requests) -> Authority:
    return Authority(amount_from=terms.approval.amount_from, least_margin=terms.approval.least_margin)


def _open(lines: Sequence[RequestLineRecord]) -> int:
    return sum(one.state == OPEN for one in lines)


def _new(services: Services, work: UnitOfWork, record: RequestRecord) -> QuoteRecord:
    """Return the next revision of the quote for a request: the first has a number of its own."""
    before = work.quotes.of_request(record.id)
    number = before[0].number if before else f"Q{work.control_numbers.draw('', 'quote'):08d}"
    return QuoteRecord(
        id=services.ids.new(),
        partner=record.partner,
        request=record.id,
        number=f"{number}-{len(before)}" if before else number,
        revision=len(before),
        state="priced",
        made_at=services.clock.now(),
    )
