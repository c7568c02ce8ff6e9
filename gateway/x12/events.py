"""What scanning tells, one event after the other, so that nothing larger than a set is ever held."""

from dataclasses import dataclass

from gateway.domain.findings import Finding
from gateway.x12.interchanges import FunctionalGroup, Interchange, TransactionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeBegun:
    """An ISA was read; groups and the findings of the trailer are yet to come."""

    interchange: Interchange


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBegun:
    """A GS was read; sets and the findings of the trailer are yet to come."""

    group: FunctionalGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEnded:
    """A group is over: the same group with all its findings, its sets having gone before."""

    group: FunctionalGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeEnded:
    """An interchange is over: the same interchange with all its findings, its groups having gone before."""

    interchange: Interchange


Event = InterchangeBegun | GroupBegun | TransactionSet | GroupEnded | InterchangeEnded | Finding
"""What scanning tells, in the order of the bytes; a finding by itself is about bytes outside interchanges."""
