"""Weighing: the severities agreed with a partner, of a finding wherever it is or at one place or data element."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gateway.domain.findings import Finding, Severity
from gateway.x12.definitions import Dictionary, ElementDef

REFERENCE = re.compile(r"(?P<segment>[A-Z][A-Z0-9]{1,2})(?P<position>[0-9]{2})(?:-(?P<component>[0-9]+))?")


def weigh(
    findings: Iterable[Finding], severities: Mapping[str, Severity], dictionary: Dictionary | None = None
) -> tuple[Finding, ...]:
    """Return the findings with the severities agreed with a partner; the nearest agreement holds."""
    if not severities:
        return tuple(findings)
    return tuple(_weighed(one, severities, dictionary) for one in findings)


def _weighed(finding: Finding, severities: Mapping[str, Severity], dictionary: Dictionary | None) -> Finding:
    for key in _keys(finding, dictionary):
        if key in severities:
            return replace(finding, severity=severities[key])
    return finding


def _keys(finding: Finding, dictionary: Dictionary | None) -> Iterator[str]:
    """Yield how a profile may name a finding, the nearest first: its place, its data element, its segment, its code."""
    if finding.element:
        yield f"{finding.code} {finding.element}"
        if number := _number(finding.element, dictionary):
            yield f"{finding.code} {number}"
    if finding.segment:
        yield f"{finding.code} {finding.segment}"
    yield finding.code


def _number(reference: str, dictionary: Dictionary | None) -> str:
    place = REFERENCE.fullmatch(reference)
    if place is None or dictionary is None:
        return ""
    component = int(place["component"]) if place["component"] else None
    use = dictionary.use_at(place["segment"], int(place["position"]), component)
    return use.definition.number if use and isinstance(use.definition, ElementDef) else ""
