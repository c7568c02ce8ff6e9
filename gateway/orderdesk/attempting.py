"""Attempting: one try at a change, every line with what it keeps, and the decision on those that are touched."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from gateway.domain.findings import Finding, find
from gateway.domain.order_responses import LineOutcome
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.quantities import exact
from gateway.domain.supply import Commitment
from gateway.orderdesk.cases import CaseLine, look
from gateway.orderdesk.checking import exceptions_of
from gateway.orderdesk.compensating import (
    BACK,
    LEFT,
    OUT,
    Booked,
    Holding,
    fixed_of,
    freed,
    keep,
    quantity_of,
)
from gateway.orderdesk.deciding import HELD, decide
from gateway.orderdesk.decisions import DecidedLine, Decision, Result, StandingLine
from gateway.orderdesk.numbering import Numbering
from gateway.orderdesk.promising import PROMISE
from gateway.orderdesk.revising import Asked, Revised, is_wanted
from gateway.orderdesk.rules import RULES
from gateway.orderdesk.scheduling import wishes
from gateway.orderdesk.standing import added_up, as_it_stands, deleted, standing_quantity
from gateway.orderdesk.underway import ACCEPTED, REFUSED, AskedLine, Changed, Ground, Underway, unchanged

SHIPPED, RELEASED = "change.already-shipped", "change.already-released"
REJECT = "reject"
CANCELLED, CLOSED = "cancelled", "closed"


class Attempt:
    """One try: every line of the revised order with what it keeps, and the decision on those that are touched."""

    def __init__(self, underway: Underway, revised: Revised, ground: Ground, waived: frozenset[str]) -> None:
        self.underway, self.revised, self.ground, self.waived = underway, revised, ground, waived
        self.refusals: dict[int, str] = {}
        self.limited: dict[int, str] = {}
        self.order = self._limited(revised.order)
        self.before = {line.number: line for line in self._look(underway.order)}
        self.now = {line.number: line for line in self._look(self.order)}
        self.touched = self._touched()
        self.holdings = {number: self._holding(number) for number in self.touched}
        self.decision = self._decide()

    def refused(self) -> Mapping[int | None, str]:
        """Return the lines of the change that cannot be worked in, with a reason; None stands for all of it."""
        refused: dict[int | None, str] = {
            one.at: one.finding.code for one in self.revised.asked if one.finding is not None
        }
        by_line = {one.number: one.at for one in self.revised.asked}
        refused |= {by_line.get(number): code for number, code in self.refusals.items()}
        if self.decision is None:
            return refused
        whole = any(one.action == REJECT and one.line is None for one in self.decision.results)
        for line in self.decision.lines:
            if line.outcome.reject and (whole or line.line in self.touched):
                refused[None if whole else by_line.get(line.line)] = line.outcome.reject
        return refused

    def findings(self) -> list[Finding]:
        """Return what stops the change as a whole."""
        results = self.decision.results if self.decision else ()
        return [one.finding for one in results if one.action == REJECT]

    def holds(self) -> tuple[Result, ...]:
        """Return what a person should look at first."""
        if self.decision is None:
            return ()
        holds = self.decision.holds
        own = tuple(one for one in holds if one.line is None or one.line in self.touched)
        return own or (holds if self.decision.state == HELD else ())

    def changed(self, skip: Mapping[int, str]) -> Changed:
        """Return the change as it can be worked in."""
        lines = tuple(self._lines())
        back = tuple(one for holding in self.holdings.values() for one in holding.back)
        asked = tuple(self._asked(one, skip) for one in self.revised.asked)
        if asked and all(one.refusal for one in asked) and not self.touched:
            return replace(
                unchanged(self.underway, REFUSED, [find(one.refusal) for one in asked]), asked=asked
            )
        return Changed(
            verdict=ACCEPTED,
            order=self.order,
            state=self._state(lines),
            lines=lines,
            touched=self.touched,
            results=tuple(self._results()),
            waived=tuple(sorted(self.waived)),
            back=back,
            recall=tuple(one for one in back if one.state == OUT),
            commitments=tuple(self._commitments()),
            planned=() if self.decision is None else self.decision.planned,
            asked=asked,
            limited=self.limited,
            findings=(*_said(asked), *self._said_of_others(asked)),
        )

    def _kept(self, number: int) -> Iterator[Commitment]:
        holding = self.holdings.get(number)
        for one in self._booked(number) if holding is None else holding.kept:
            if one.commitment.kind == PROMISE:
                yield one.commitment

    def _results(self) -> Iterator[Result]:
        for one in self.decision.results if self.decision else ():
            if one.line is None or one.line in self.touched:
                yield one

    def _look(self, order: PurchaseOrder) -> tuple[CaseLine, ...]:
        agreement = self.ground.agreement
        return look(
            order,
            agreement,
            self.ground.catalogue,
            today=self.ground.today,
            exceptions=exceptions_of(agreement, self.waived, today=self.ground.today),
        )

    def _booked(self, number: int) -> tuple[Booked, ...]:
        return tuple(one for one in self.underway.booked if one.commitment.line == number)

    def _fixed(self, number: int) -> tuple[Booked, ...]:
        return fixed_of(self._booked(number), recallable=self.ground.recallable)

    def _limited(self, order: PurchaseOrder) -> PurchaseOrder:
        """Return the order with what is fixed left in it, and note which lines cannot be as asked."""
        were = self.underway.order.lines
        lines = list(order.lines)
        for now in self._look(order):
            fixed = self._fixed(now.number)
            if not fixed or lines[now.number - 1] == were[now.number - 1]:
                continue
            code = _why(fixed)
            line = self._as_far_as(now, fixed)
            if line is None:
                self.refusals[now.number] = code
            elif line is not now.line:
                self.limited[now.number] = code
                lines[now.number - 1] = line
        return replace(order, lines=tuple(lines))

    def _as_far_as(self, now: CaseLine, fixed: Sequence[Booked]) -> OrderLine | None:
        """Return the line with at least what is fixed; None where it is of another item, unit or price."""
        was = self.underway.order.lines[now.number - 1]
        has_left = any(one.state == LEFT for one in fixed)
        least = quantity_of(fixed)
        same = now.sold is not None and all(one.commitment.sku == now.sold.sku for one in fixed)
        terms = (now.line.unit, now.line.price, now.line.price_basis) == (
            was.unit,
            was.price,
            was.price_basis,
        )
        if not same or now.each is None or (has_left and not terms):
            return None
        if (now.asked or 0) >= least:
            return now.line
        quantity = exact(least / now.each)
        return None if quantity is None else replace(now.line, quantity=quantity)

    def _touched(self) -> frozenset[int]:
        """Return the lines that are decided anew: those that differ, and all of an order that ships complete."""
        touched = {number for number in self.now if not self._is_alike(number)}
        if touched and any(line.policy.complete for line in self.now.values()):
            touched |= {number for number, line in self.now.items() if is_wanted(line.line)}
        return frozenset(touched)

    def _is_alike(self, number: int) -> bool:
        was, now = self.before.get(number), self.now[number]
        if was is None or was.line != now.line or any(one.state == BACK for one in self._booked(number)):
            return False
        return not is_wanted(now.line) or not self._moves(number)

    def _moves(self, number: int) -> bool:
        """Tell whether a line is to go another way than it went, whatever its quantity."""
        was, now = self.before[number], self.now[number]
        return self._journey(was, self.underway.order) != self._journey(now, self.order)

    def _journey(self, line: CaseLine, order: PurchaseOrder) -> object:
        """Return what a promise depends on besides item and quantity: the days, and what may become of the rest."""
        return self._days(line, order), line.policy

    def _days(self, line: CaseLine, order: PurchaseOrder) -> tuple[date, ...]:
        calendar, today = self.ground.agreement.calendar, self.ground.today
        each, asked = line.each, line.asked
        if each is None or asked is None:
            return ()
        found = wishes(order, line.line, calendar, quantity=max(asked, 1), each=each, today=today)
        return tuple(one.on for one in found)

    def _holding(self, number: int) -> Holding:
        was, now = self.before.get(number), self.now[number]
        policy = now.policy
        fits = (
            was is not None
            and policy.partial
            and policy.split
            and not policy.complete
            and not self._moves(number)
            and now.sold is not None
            and all(one.commitment.sku == now.sold.sku for one in self._booked(number))
        )
        fixed = self._fixed(number)
        if was is not None and fixed and not fits and self._moves(number):
            self.limited[number] = _why(fixed)
        wanted = now.asked or 0
        if now.sold is not None:
            wanted -= wanted % now.sold.pack
        recallable = self.ground.recallable
        return keep(self._booked(number), wanted, fits=fits, recallable=recallable)

    def _decide(self) -> Decision | None:
        deciding = [number for number, line in self.now.items() if is_wanted(line.line)]
        if not self.touched.intersection(deciding):
            return None
        others = [number for number in deciding if number not in self.touched]
        numbering = Numbering(tuple(deciding))
        back = [one for holding in self.holdings.values() for one in holding.back]
        decision = decide(
            numbering.part_of(self.order),
            self.ground.agreement,
            self.ground.catalogue,
            positions=freed(self.ground.positions, back),
            today=self.ground.today,
            waived=numbering.inward((*self.waived, *_let_pass(others))),
            kept={numbering.place(number): list(self._kept(number)) for number in deciding},
            settled_lines=[numbering.place(number) for number in others],
            before=self.ground.before,
            account=self.ground.account,
            policies=self.ground.policies.given_back(
                [one.commitment for one in back],
                partner=self.ground.agreement.partner,
                demand_class=self.ground.agreement.priority,
            ),
        )
        numbered = numbering.outward(decision)
        return replace(
            numbered,
            lines=tuple(replace(one, outcome=added_up(one.outcome)) for one in numbered.lines),
        )

    def _lines(self) -> Iterator[DecidedLine]:
        decided = {line.line: line for line in self.decision.lines} if self.decision else {}
        standing = {line.line: line for line in self.underway.lines}
        outcomes = {one.line: one for one in self.underway.outcomes}
        for number, line in enumerate(self.order.lines, 1):
            if number in decided and number in self.touched:
                yield decided[number]
            elif number in self.touched:
                yield deleted(line, standing[number], outcomes[number])
            else:
                yield self._untouched(line, standing[number], outcomes[number])

    def _untouched(self, line: OrderLine, stands: StandingLine, outcome: LineOutcome) -> DecidedLine:
        days = self._days(self.now[stands.line], self.order)
        needed = (one.commitment.needed_on for one in self._booked(stands.line))
        return replace(as_it_stands(line, stands, outcome), wanted_on=(*days, *needed))

    def _commitments(self) -> Iterator[Commitment]:
        """Yield the new promises, numbered behind those the line has had."""
        last: dict[int, int] = {}
        for one in self.underway.booked:
            line = one.commitment.line
            last[line] = max(last.get(line, 0), one.commitment.schedule)
        for commitment in self.decision.commitments if self.decision else ():  # of touched lines only
            number = last.get(commitment.line, 0) + 1
            last[commitment.line] = number
            yield replace(commitment, schedule=number)

    def _state(self, lines: Iterable[DecidedLine]) -> str:
        shipped = self.underway.shipped
        wanted = (
            bool(line.outcome.hold) or standing_quantity(line.outcome) > shipped.get(line.line, 0)
            for line in lines
        )
        if any(wanted):
            return self.underway.state
        return CLOSED if any(shipped.values()) else CANCELLED

    def _said_of_others(self, asked: Iterable[AskedLine]) -> Iterator[Finding]:
        named = {one.number for one in asked}
        for number, code in self.limited.items():
            if number not in named:
                yield find(code, path=f"lines[{number - 1}]")

    def _asked(self, asked: Asked, skip: Mapping[int, str]) -> AskedLine:
        number = asked.number
        return AskedLine(
            at=asked.at,
            number=number,
            refusal=skip.get(asked.at, ""),
            limited=self.limited.get(number or 0, ""),
        )


def _said(asked: Iterable[AskedLine]) -> Iterator[Finding]:
    for one in asked:
        code = one.refusal or one.limited
        if code:
            yield find(code, path=f"lines[{one.at - 1}]")


def _let_pass(lines: Iterable[int]) -> Iterator[str]:
    """Yield what lets lines pass that nobody asked to change: they were decided before."""
    return (f"{rule.id}/{line}" for line in lines for rule in RULES)


def _why(fixed: Iterable[Booked]) -> str:
    return SHIPPED if any(one.state == LEFT for one in fixed) else RELEASED
