"""Conditions spelled out: a finding that elements depend on one another says which, and how."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from gateway.application.judging import Judged
from gateway.application.validating import Validated
from gateway.domain.findings import Finding
from gateway.mapping.wording import sentence, sentence_within

if TYPE_CHECKING:
    from gateway.x12.definitions import CompositeDef, Condition, SegmentDef

CODES = frozenset({"x12.element-condition", "x12.element-condition-doubtful"})


def with_conditions(validated: Validated) -> Validated:
    """Return what was judged, each broken condition with its sentence for a remedy."""
    return replace(
        validated,
        interchanges=tuple(
            replace(
                one,
                groups=tuple(
                    replace(group, judged=tuple(map(_spelled_out, group.judged))) for group in one.groups
                ),
            )
            for one in validated.interchanges
        ),
    )


def _spelled_out(judged: Judged) -> Judged:
    plan = judged.plan
    if plan is None or not any(one.code in CODES for one in judged.findings):
        return judged
    segments = plan.dictionary.segments
    return replace(
        judged,
        findings=tuple(
            replace(one, fix=" ".join(_sentences(segments[one.segment], one))) if one.code in CODES else one
            for one in judged.findings
        ),
    )


def _sentences(segment: "SegmentDef", finding: Finding) -> Iterator[str]:
    """Yield the conditions that can be broken where the finding stands."""
    element, _, component = finding.element.partition("-")
    position = int(element.removeprefix(segment.id))
    if not component:
        yield from (sentence(segment.id, one) for one in segment.conditions if _tells(one, position))
        return
    composite = cast("CompositeDef", segment.elements[position - 1].definition)
    yield from (sentence_within(element, one) for one in composite.conditions if _tells(one, int(component)))


def _tells(condition: "Condition", position: int) -> bool:
    """Return whether a condition is told of at a position: the first is at fault only with some kinds."""
    if position not in condition.positions or condition.kind == "P":
        return position in condition.positions
    return (position == condition.positions[0]) == (condition.kind == "R")
