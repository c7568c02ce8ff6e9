"""Precision: which share of what each rule held a person really changed, from the audit trail."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from gateway.application.ports import UnitOfWork
from gateway.application.records import Event
from gateway.application.services import Services
from gateway.domain.findings import KINDS
from gateway.orderdesk.rules import RULES, Rule

DECISIONS = frozenset({"order.held", "order.confirmed", "order.rejected"})
HELD = "order.held"
DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What became of what a rule held: `kept` as it was by a person, `changed`, or still open.

    What a person rejected was changed, and so was what no longer holds the order though nobody let it pass:
    somebody mended the order or what we know.
    """

    holds: int = 0
    kept: int = 0
    changed: int = 0

    @property
    def open(self) -> int:
        """Return how many wait for a person."""
        return self.holds - self.kept - self.changed

    @property
    def precision(self) -> float | None:
        """Return the share of those decided that were changed, None while none was decided."""
        decided = self.kept + self.changed
        return self.changed / decided if decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule as people read it: what it says, what is done, and how right its holds were."""

    id: str
    version: int
    sentence: str
    fix: str
    scope: str
    action: str
    actions: tuple[str, ...]
    holds: Holds


def rules_now(services: Services, work: UnitOfWork, *, days: int = DAYS) -> Sequence[RuleLine]:
    """Return every rule with what became of its holds in so many days, in the order of the table."""
    since = services.clock.now() - timedelta(days=days)
    counted = holds_by_rule(work.events.about_held_orders(since))
    return [_line(rule, counted.get(rule.id, Holds())) for rule in RULES]


def holds_by_rule(events: Iterable[Event]) -> Mapping[str, Holds]:
    """Return what became of the holds of each rule; the events come order by order, oldest first."""
    counted: dict[str, Holds] = defaultdict(Holds)
    for _, about in groupby(events, key=lambda event: event.order):
        for waiver, became in _became(list(about)):
            rule = waiver.partition("/")[0]
            before = counted[rule]
            counted[rule] = replace(
                before,
                holds=before.holds + 1,
                kept=before.kept + (became == "kept"),
                changed=before.changed + (became == "changed"),
            )
    return counted


def _became(about: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Yield each hold an order ever had, by the text that excepts it, and what became of it."""
    ever = dict.fromkeys(waiver for event in about if event.what == HELD for waiver in _holds(event))
    passed = {waiver for event in about for waiver in event.detail.get("waivers", ())}
    last = next(event for event in reversed(about) if event.what in DECISIONS)
    waiting = set(_holds(last)) if last.what == HELD else set()
    for waiver in ever:
        if waiver in passed or waiver.partition("/")[0] in passed:
            yield waiver, "kept"
        else:
            yield waiver, "open" if waiver in waiting else "changed"


def _holds(event: Event) -> Sequence[str]:
    holds: Sequence[str] = event.detail.get("holds", ())
    return holds


def _line(rule: Rule, holds: Holds) -> RuleLine:
    kind = KINDS[rule.code]
    return RuleLine(
        id=rule.id,
        version=rule.version,
        sentence=kind.message,
        fix=kind.fix,
        scope=rule.scope,
        action=rule.action,
        actions=rule.actions,
        holds=holds,
    )
