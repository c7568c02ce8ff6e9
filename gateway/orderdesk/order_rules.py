"""Rules about an order as a whole: who, when, how much in all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from gateway.domain.agreements import Agreement
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.quantities import plain
from gateway.domain.references import TradeDate
from gateway.domain.terms import Adjustment
from gateway.orderdesk.cases import Case, worth
from gateway.orderdesk.charging import signed, whole_of
from gateway.orderdesk.hits import Found
from gateway.orderdesk.scheduling import day_of
from gateway.orderdesk.vocabulary import (
    BILL_AND_SHIP_TO,
    DELIVER_NOT_AFTER,
    DELIVER_NOT_BEFORE,
    DROP_SHIP,
    DUPLICATE,
    ORIGINAL,
    SHIP_NO_LATER,
    SHIP_NOT_BEFORE,
    SHIP_TO,
    TOTAL,
)

CENT_PER_LINE = Decimal("0.01")
WINDOWS = ((SHIP_NOT_BEFORE, SHIP_NO_LATER), (DELIVER_NOT_BEFORE, DELIVER_NOT_AFTER))


def has_no_lines(case: Case) -> Iterator[Found]:
    """Yield a hit for an order that asks for nothing."""
    if not case.order.lines:
        yield Found(path="lines")


def has_no_number(case: Case) -> Iterator[Found]:
    """Yield a hit for an order nobody can refer to."""
    if not case.order.number.strip():
        yield Found(path="number")


def was_sent_before(case: Case) -> Iterator[Found]:
    """Yield a hit where the partner used the number before, for something else."""
    this = (case.order.number, case.order.release)
    for known in case.known:
        if (known.number, known.release) == this and not known.same_content:
            yield Found(path="number", value_seen=case.order.number)
            return


def repeats_nothing_known(case: Case) -> Iterator[Found]:
    """Yield a hit for an order that says it repeats another, where that one was not word for word the same."""
    if case.order.purpose == DUPLICATE:
        yield Found(path="purpose", value_seen=case.order.number)


def is_not_original(case: Case) -> Iterator[Found]:
    """Yield a hit for a change, a cancellation or a replacement."""
    if case.order.purpose not in (ORIGINAL, DUPLICATE):
        yield Found(path="purpose", value_seen=case.order.purpose)


def is_dated_oddly(case: Case) -> Iterator[Found]:
    """Yield a hit for an order from the future or from long ago."""
    on = case.order.ordered_on
    if on is not None:
        oldest = case.today - timedelta(days=case.agreement.oldest_order_days)
        if not oldest <= on <= case.today:
            yield Found(path="ordered_on", value_seen=on.isoformat())


def is_of_another_kind(case: Case) -> Iterator[Found]:
    """Yield a hit for a kind of order that was not agreed."""
    if case.order.kind not in case.agreement.order_kinds:
        yield Found(path="kind", value_seen=case.order.kind)


def miscounts_lines(case: Case) -> Iterator[Found]:
    """Yield a hit where reading found that the stated number of lines is wrong."""
    for finding in case.findings:
        if finding.code == "map.count-mismatch":
            yield Found(path="lines", value_seen=finding.value_seen, value=str(len(case.order.lines)))


def differs_from_the_cart(case: Case) -> Iterator[Found]:
    """Yield a hit for each line that holds something else than the cart it comes from, where that matters."""
    for finding in case.findings:
        if finding.code in ("cart.unit-differs", "cart.price-differs"):
            number = int(finding.path.partition("[")[2].partition("]")[0]) + 1
            if number <= len(case.lines):
                yield Found(line=number, path=finding.path, value_seen=finding.value_seen)


def misses_hash_total(case: Case) -> Iterator[Found]:
    """Yield a hit where the stated sum of quantities is not their sum."""
    stated = case.order.hash_total
    total = sum((line.quantity or Decimal(0) for line in case.order.lines), Decimal(0))
    if stated is not None and stated != total:
        yield Found(path="hash_total", value_seen=plain(stated), value=plain(total))


def misses_total(case: Case) -> Iterator[Found]:
    """Yield a hit where the stated total is neither the goods nor the goods with what is added and taken off.

    Up to a cent a line is let pass with a warning.
    """
    stated = _stated_total(case.order)
    values = [value for line in case.lines if (value := worth(line)) is not None]
    if stated is None or not values or len(values) < len(case.lines):
        return
    goods = sum(values, Decimal(0))
    everything = goods + _adjusted(case.order, values)
    off = min(abs(stated - goods), abs(stated - everything))
    if off:
        small = off <= CENT_PER_LINE * len(values)
        yield Found(
            path="stated_total",
            value_seen=plain(stated),
            action="warn" if small else "",
            value=plain(everything),
        )


def is_in_another_currency(case: Case) -> Iterator[Found]:
    """Yield a hit for a currency that is not the agreed one; none at all is the agreed one."""
    if case.order.currency not in ("", case.agreement.currency):
        yield Found(path="currency", value_seen=case.order.currency, value=case.agreement.currency)
    for line in case.lines:
        if line.line.currency not in ("", case.agreement.currency):
            yield Found(
                line=line.number,
                path=f"{line.path}.currency",
                value_seen=line.line.currency,
                value=case.agreement.currency,
            )


def goes_nowhere_known(case: Case) -> Iterator[Found]:
    """Yield a hit for a ship-to, or a store of a line, that is not among the partner's places."""
    agreement = case.agreement
    party = case.order.party(SHIP_TO) or case.order.party(BILL_AND_SHIP_TO)
    if party is not None:
        if not _is_known(party, case.order, agreement):
            yield Found(path="parties", value_seen=party.code or party.name)
    elif not any(_has_own_place(line) for line in case.order.lines):
        action = "warn" if agreement.default_ship_to else ""
        yield Found(
            path="parties", code="order.ship-to-missing", action=action, value=agreement.default_ship_to
        )
    for line in case.lines:
        for party in line.line.parties:
            if party.role == SHIP_TO and not _is_known(party, case.order, agreement):
                yield Found(
                    line=line.number, path=f"{line.path}.parties", value_seen=party.code or party.name
                )
        for store in _unknown_stores(line.line, agreement):
            yield Found(line=line.number, path=f"{line.path}.distributions", value_seen=store)


def has_contradicting_dates(case: Case) -> Iterator[Found]:
    """Yield a hit for a window that closes before it opens."""
    if _is_bad_window(case.order.dates):
        yield Found(path="dates")
    for line in case.lines:
        if _is_bad_window(line.line.dates):
            yield Found(line=line.number, path=f"{line.path}.dates")


def repeats_line_numbers(case: Case) -> Iterator[Found]:
    """Yield a hit for each line whose number is missing, or was used by an earlier line."""
    seen: set[str] = set()
    for line in case.lines:
        number = line.line.number
        path = f"{line.path}.number"
        if not number:
            yield Found(line=line.number, path=path, code="order.line-number-missing")
        elif number in seen:
            yield Found(line=line.number, path=path, value_seen=number)
        seen.add(number)


def is_stopped(case: Case) -> Iterator[Found]:
    """Yield a hit while trade with the partner is stopped."""
    if case.agreement.stopped:
        yield Found()


def _stated_total(order: PurchaseOrder) -> Decimal | None:
    amounts = (one.amount for one in order.amounts if one.kind == TOTAL and one.amount is not None)
    return order.stated_total if order.stated_total is not None else next(amounts, None)


def _adjusted(order: PurchaseOrder, values: Sequence[Decimal]) -> Decimal:
    """Return what an order adds and takes off in all, of lines that come to these values."""
    lines = zip(order.lines, values, strict=True)
    bases = [(one, value) for line, value in lines for one in line.adjustments]
    bases += [(one, sum(values, Decimal(0))) for one in order.adjustments]
    return sum((_signed(one, base) for one, base in bases), Decimal(0))


def _signed(adjustment: Adjustment, base: Decimal) -> Decimal:
    whole = whole_of(adjustment)
    if whole is None:
        whole = base * (adjustment.percent or Decimal(0)) / 100
    return signed(replace(adjustment, amount=whole))


def _has_own_place(line: OrderLine) -> bool:
    return bool(line.distributions) or any(party.role == SHIP_TO for party in line.parties)


def _is_known(party: Party, order: PurchaseOrder, agreement: Agreement) -> bool:
    if agreement.any_ship_to or (order.kind == DROP_SHIP and bool(party.street)):
        return True
    if party.code:
        return any(
            place.code == party.code and party.code_kind in ("", place.code_kind)
            for place in agreement.locations
        )
    address = (party.street, party.postal_code)
    return all(address) and any((one.street, one.postal_code) == address for one in agreement.locations)


def _unknown_stores(line: OrderLine, agreement: Agreement) -> Iterator[str]:
    known = {place.code for place in agreement.locations}
    if not agreement.any_ship_to:
        for distribution in line.distributions:
            yield from (one.store for one in distribution.stores if one.store not in known)


def _is_bad_window(dates: tuple[TradeDate, ...]) -> bool:
    return any(
        (day_of(dates, opens) or date.min) > (day_of(dates, closes) or date.max) for opens, closes in WINDOWS
    )
