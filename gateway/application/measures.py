"""Measures: how well we served, from the log of promises, of what left and of what happened. See docs/reference/measures.md."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from gateway.application.ports import DueLines, DueOrders, Scope, Timed, UnitOfWork, Window
from gateway.application.precision import holds_by_rule
from gateway.application.services import Services
from gateway.domain.quantities import rounded
from gateway.errors import Refused
from gateway.profiles.profile import Profile

MOST_DAYS = 3660
SHARE, SECONDS, DAYS, COUNT, RATE = "share", "seconds", "days", "count", "rate"
PLACES: Mapping[str, int] = {SHARE: 4, SECONDS: 3, DAYS: 2, COUNT: 0, RATE: 4}
BY_HAND, WAITS = "by-hand", "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure of a period: `part` of `whole` where it is a share or a mean; `value` is None where there is nothing to measure."""

    name: str
    group: str
    unit: str
    value: Decimal | None
    part: int | None = None
    whole: int | None = None

    @property
    def text(self) -> str:
        """Return the value as people read it; a dash where there is nothing to measure."""
        if self.value is None:
            return "-"
        if self.unit == SHARE:
            return f"{self.value:.2%}"
        suffix = {SECONDS: " s", DAYS: " days"}.get(self.unit, "")
        return f"{self.value}{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Every measure of a period, for one partner or for all, and why people had a hand in orders."""

    from_on: date
    to_on: date
    partner: str
    measures: tuple[Measure, ...]
    reasons: tuple[tuple[str, int], ...]

    def value(self, name: str) -> Decimal | None:
        """Return a measure by name; raises KeyError."""
        return {one.name: one.value for one in self.measures}[name]


def measure(
    services: Services, work: UnitOfWork, *, from_on: date, to_on: date, partner: str = ""
) -> Measured:
    """Measure the days from one to another, both included; what is due later than today is not measured yet.

    Raises Refused for a period that ends before it begins or is longer than ten years, NotFound for a partner nobody knows.
    """
    if to_on < from_on or (to_on - from_on).days > MOST_DAYS:
        raise Refused("the period ends before it begins, or is longer than ten years")
    today = services.clock.now().astimezone(UTC).date()
    profiles = [services.directory.get(partner)] if partner else services.directory.all()
    scope = _scope(profiles, from_on=from_on, to_on=min(to_on, today), partner=partner)
    return Measured(
        from_on=from_on,
        to_on=to_on,
        partner=partner,
        measures=tuple(_measures(work, scope, today=today)),
        reasons=_reasons(work, scope),
    )


def plain_measures(measured: Measured) -> dict[str, object]:
    """Return measures as JSON's types; numbers are exact texts."""
    return {
        "from": measured.from_on.isoformat(),
        "to": measured.to_on.isoformat(),
        "partner": measured.partner,
        "measures": [
            {
                "name": one.name,
                "group": one.group,
                "unit": one.unit,
                "value": None if one.value is None else str(one.value),
                "part": one.part,
                "whole": one.whole,
            }
            for one in measured.measures
        ],
        "reasons": [{"reason": reason, "orders": count} for reason, count in measured.reasons],
    }


def _scope(profiles: Iterable[Profile], *, from_on: date, to_on: date, partner: str) -> Scope:
    profiles = tuple(profiles)
    return Scope(
        from_on=from_on,
        to_on=to_on,
        partner=partner,
        windows={
            one.code: Window(
                early_days=one.on_time.early_days,
                late_days=one.on_time.late_days,
                counts=one.on_time.counts,
            )
            for one in profiles
        },
        acknowledge_within=_limits(profiles, lambda one: _received(one, "850")),
        answer_within=_limits(profiles, lambda one: _sent(one, "855")),
        notice_within=_limits(profiles, lambda one: _sent(one, "856")),
    )


def _limits(profiles: Iterable[Profile], agreed: Callable[[Profile], timedelta | None]) -> Mapping[str, int]:
    found = {one.code: agreed(one) for one in profiles}
    return {code: int(limit.total_seconds()) for code, limit in found.items() if limit is not None}


def _received(profile: Profile, set_id: str) -> timedelta | None:
    agreed = profile.receives(set_id)
    return agreed.acknowledge_within if agreed else None


def _sent(profile: Profile, set_id: str) -> timedelta | None:
    agreed = profile.sends(set_id)
    return agreed.within if agreed else None


def _measures(work: UnitOfWork, scope: Scope, *, today: date) -> Iterator[Measure]:
    lines, orders = work.measures.due_lines(scope), work.measures.due_orders(scope)
    yield from _service(work, scope, lines=lines, orders=orders)
    yield from _steadiness(work, lines, today=today, partner=scope.partner)
    touched = work.measures.touched(scope)
    yield _share("touchless", "handling", touched.touchless, touched.orders)
    yield from _timed("acknowledgement", work.measures.acknowledged(scope))
    yield from _timed("answer", work.measures.answered(scope))
    yield from _timed("ship-notice", work.measures.noticed(scope))
    invoices = work.measures.invoiced(scope)
    yield _share("invoice-match", "papers", invoices.matched, invoices.invoices)
    yield from _precision(work, scope)


def _service(work: UnitOfWork, scope: Scope, *, lines: DueLines, orders: DueOrders) -> Iterator[Measure]:
    promises = work.measures.promises(scope)
    yield _share("line-fill", "service", lines.lines_filled, lines.lines)
    yield _share("unit-fill", "service", lines.units_filled, lines.units)
    yield _share("order-fill", "service", orders.filled, orders.orders)
    yield _share("on-time-request", "service", lines.lines_in_time, lines.lines)
    yield _share("on-time-first-promise", "service", promises.first_kept, promises.first)
    yield _share("on-time-last-promise", "service", promises.last_kept, promises.last)
    yield _share("otif", "service", lines.otif_part, lines.otif_whole)
    yield _share("perfect-order", "service", orders.perfect, orders.orders)
    yield _mean("first-promise-error", "service", promises.missed_by_days, promises.left, unit=DAYS)


def _steadiness(work: UnitOfWork, lines: DueLines, *, today: date, partner: str) -> Iterator[Measure]:
    waiting = work.measures.waiting(today, partner)
    yield _share("promise-steady", "promises", lines.lines_steady, lines.lines_promised)
    yield _mean("promise-changes", "promises", lines.promise_changes, lines.lines_promised, unit=RATE)
    yield _share("backorder-rate", "promises", lines.lines_waited, lines.lines)
    yield _count("backorders-open", "promises", waiting.lines)
    yield _count("backorders-open-units", "promises", waiting.units)
    yield _mean("backorder-age", "promises", waiting.days, waiting.lines, unit=DAYS)
    yield _count("backorder-oldest", "promises", waiting.oldest_days, unit=DAYS)


def _timed(name: str, timed: Timed) -> Iterator[Measure]:
    yield _share(f"{name}-given", "timeliness", timed.done, timed.wanted)
    yield _share(f"{name}-in-limit", "timeliness", timed.in_limit, timed.limited)
    for percentile, took in (("p50", timed.p50), ("p95", timed.p95), ("p99", timed.p99)):
        value = None if took is None else rounded(Decimal(took) / 1_000_000, PLACES[SECONDS])
        yield Measure(name=f"{name}-{percentile}", group="timeliness", unit=SECONDS, value=value)


def _precision(work: UnitOfWork, scope: Scope) -> Iterator[Measure]:
    begin = datetime.combine(scope.from_on, time(), UTC)
    end = datetime.combine(scope.to_on + timedelta(days=1), time(), UTC)
    events = (
        one
        for one in work.events.about_held_orders(begin)
        if one.at < end and scope.partner in ("", one.partner)
    )
    holds = holds_by_rule(events).values()
    changed, kept = sum(one.changed for one in holds), sum(one.kept for one in holds)
    yield _share("hold-precision", "handling", changed, changed + kept)


def _reasons(work: UnitOfWork, scope: Scope) -> tuple[tuple[str, int], ...]:
    """Return by rule how many orders it first held, and how many were touched or wait without one, the most first."""
    counts: Counter[str] = Counter()
    for _, answered, holds in work.measures.touched_by(scope):
        rules = {waiver.partition("/")[0] for waiver in holds}
        counts.update(rules or {BY_HAND if answered else WAITS})
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _share(name: str, group: str, part: int, whole: int) -> Measure:
    return _mean(name, group, part, whole, unit=SHARE)


def _mean(name: str, group: str, part: int, whole: int, *, unit: str) -> Measure:
    value = rounded(Decimal(part) / whole, PLACES[unit]) if whole else None
    return Measure(name=name, group=group, unit=unit, value=value, part=part, whole=whole)


def _count(name: str, group: str, number: int, *, unit: str = COUNT) -> Measure:
    return Measure(name=name, group=group, unit=unit, value=Decimal(number))
