"""In which order a run serves lines: by strategy, by segment, by what is fair."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gateway.orderdesk.fairness import Fairness, stages
from gateway.orderdesk.rebalancing import ORDER, Demand, Strategy, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Lines served one after the other before the next stage is; `key` puts stages of all items in order."""

    key: tuple[int, int, int]
    strategy: Strategy
    fairness: Fairness
    lines: tuple[int, ...]

    def without(self, lines: Collection[int]) -> "Stage":
        """Return the stage as it is if some lines are not served."""
        return replace(self, lines=tuple(one for one in self.lines if one not in lines)) if lines else self


def in_stages(
    demands: Sequence[Demand], treated: Sequence[tuple[Strategy, int]], variant: Variant, *, today: date
) -> tuple[Stage, ...]:
    """Return the lines in the order in which they are served; `treated` are their strategies and segments."""
    groups: dict[tuple[int, int], list[int]] = {}
    for line, (strategy, segment) in enumerate(treated):
        groups.setdefault((ORDER[strategy], segment), []).append(line)
    strategies = tuple(Strategy)
    return tuple(
        Stage(
            key=(at, segment, of_class),
            strategy=strategies[at],
            fairness=variant.fairness_of(segment),
            lines=tuple(lines),
        )
        for at, segment in sorted(groups)
        for of_class, lines in stages(
            [(line, demands[line]) for line in groups[at, segment]],
            variant.fairness_of(segment),
            today=today,
            weights=variant.weights,
        )
    )
