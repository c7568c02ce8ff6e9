"""Studying maps: how two differ, what files hold that one does not read, and the overlay a partner's samples suggest."""

from collections.abc import Iterable, Sequence

from gateway.domain.canonical import Plain
from gateway.errors import Conflict
from gateway.mapping.comparing import Difference
from gateway.mapping.coverage import Coverage, Gap, Received, Tally
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.x12.envelopes import open_interchanges

ACKNOWLEDGEMENTS = frozenset({"997", "999"})


class Undecided(Conflict):
    """The files do not tell which map is meant; the text says why."""

    code = "map-undecided"


def sets_of(files: Iterable[tuple[str, bytes]]) -> tuple[Received, ...]:
    """Return every transaction set of the files, with the name of its file."""
    return tuple(
        Received(file=name, set=one)
        for name, content in files
        for interchange in open_interchanges(content).interchanges
        for group in interchange.groups
        for one in group.sets
    )


def base_for(library: Library, received: Sequence[Received]) -> Plan:
    """Return the base map for the one kind of set there is, acknowledgements aside; raises Undecided."""
    kinds = {(one.set.id, one.set.version[:6]) for one in received}
    chosen = {one for one in kinds if one[0] not in ACKNOWLEDGEMENTS} or kinds
    if not chosen:
        raise Undecided("there is no transaction set in these files")
    if len(chosen) > 1:
        listed = ", ".join(f"{set_id} of {version or 'no version'}" for set_id, version in sorted(chosen))
        raise Undecided(f"the files hold {listed}: name one with --base")
    set_id, version = chosen.pop()
    plan = library.find(set_id, version)
    if plan is None:
        raise Undecided(f"we have no base map for set {set_id}")
    return plan


def plain_difference(one: Difference) -> dict[str, Plain]:
    """Return a difference as `gateway map diff --json` prints it; its shape is public."""
    return {
        "kind": one.kind,
        "address": one.address,
        "element": one.element,
        "before": one.before,
        "after": one.after,
        "words": one.words,
    }


def plain_coverage(coverage: Coverage) -> dict[str, Plain]:
    """Return a coverage as `gateway map coverage --json` prints it; its shape is public."""
    return {
        "map": coverage.plan.name,
        "transaction_set": coverage.plan.set_id,
        "version": coverage.plan.version,
        "files": coverage.files,
        "transaction_sets": coverage.sets,
        "segments": coverage.segments,
        "values": coverage.values,
        "values_read": coverage.values_read,
        "not_read": [_plain_gap(one) for one in coverage.gaps],
        "never_met": [{"address": one.address, "name": one.segment.segment.name} for one in coverage.never],
    }


def _plain_gap(gap: Gap) -> dict[str, Plain]:
    return {
        "kind": gap.kind,
        "address": gap.address,
        "segment": gap.segment,
        "element": gap.element,
        "value": gap.value,
        "name": gap.name,
        **_plain_tally(gap.met),
    }


def _plain_tally(met: Tally) -> dict[str, Plain]:
    return {
        "times": met.times,
        "transaction_sets": met.sets,
        "files": met.files,
        "example": {
            "file": met.example.file,
            "control_number": met.example.control_number,
            "position": met.example.position,
        },
    }
