"""Rules about what was promised: is it in time, and is it enough."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gateway.domain.quantities import plain
from gateway.orderdesk.cases import Case, CaseLine
from gateway.orderdesk.hits import Found
from gateway.orderdesk.promising import CANCEL_AFTER
from gateway.orderdesk.scheduling import cancel_on, is_feasible, requested


def cannot_be_there_in_time(case: Case) -> Iterator[Found]:
    """Yield a hit for each line that is promised, but not all of it for when it is asked for; what has passed is not asked."""
    for line in case.lines:
        promised = case.promised[line.number]
        days = [on for on in requested(case.order, line.line) if on >= case.today]
        late = [
            part.ships_on
            for one in promised
            for part in one.accepted
            if part.ships_on > one.need.leaves_on(part.location)
        ]
        waits = any(one.backordered for one in promised)
        hurried = not is_feasible(case.order, line.line, case.agreement.calendar, today=case.today)
        if days and promised and (late or waits or hurried):
            until = max((part.ships_on for one in promised for part in one.accepted), default=None)
            yield Found(
                line=line.number,
                path=f"{line.path}.dates",
                value_seen=min(days).isoformat(),
                fix=_told(until, waits=waits),
            )


def cannot_ship_in_time(case: Case) -> Iterator[Found]:
    """Yield a hit where something leaves, or would, only after the buyer has cancelled it."""
    for line in case.lines:
        last = cancel_on(case.order, line.line)
        promised = case.promised[line.number]
        late = [one for need in promised for one in need.accepted if last is not None and one.ships_on > last]
        cancelled = [one for need in promised for one in need.cancelled if one.reason == CANCEL_AFTER]
        if last is not None and (late or cancelled):
            yield Found(line=line.number, path=f"{line.path}.dates", value_seen=last.isoformat())


def gets_too_little(case: Case) -> Iterator[Found]:
    """Yield a hit where less than the agreed share of the order is promised; what is held may still be."""
    least = case.agreement.conditions.least_accepted_percent
    asked = sum((_asked(line) for line in case.lines), Fraction(0))
    accepted = sum((_accepted(case, line) for line in case.lines), Fraction(0))
    if accepted * 100 < Fraction(least) * asked:
        share = (
            Decimal(round(accepted * 100 / asked, 1).numerator) / round(accepted * 100 / asked, 1).denominator
        )
        yield Found(path="lines", value_seen=f"{plain(share)} %")


def _told(until: date | None, *, waits: bool) -> str:
    if until is None:
        return "Nothing; all of it waits for supply."
    last = f"what is there leaves by {until.isoformat()}"
    return f"Nothing; {last}, the rest waits for supply." if waits else f"Nothing; {last}."


def _asked(line: CaseLine) -> Fraction:
    if line.asked is not None:
        return Fraction(max(line.asked, 0))
    return max(Fraction(line.line.quantity or 0), Fraction(0))


def _accepted(case: Case, line: CaseLine) -> Fraction:
    if line.number in case.held:
        return _asked(line)
    promised = case.promised[line.number]
    return Fraction(sum(part.quantity for one in promised for part in one.accepted))
