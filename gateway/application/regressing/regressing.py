"""A changed map over past traffic: old and new on the same documents, and only what differs; nothing is changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.application.documents import CLASSES
from gateway.application.judging import Judged, judge
from gateway.application.kept_sets import set_in
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.regressing.previewing import VERDICTS
from gateway.domain.canonical import Plain, loads, to_plain
from gateway.domain.findings import Finding, Severity
from gateway.errors import ConfigurationFault, NotFound
from gateway.mapping import writing
from gateway.mapping.plan import Plan
from gateway.x12.delimiters import USUAL
from gateway.x12.envelopes import open_interchanges
from gateway.x12.interchanges import FunctionalGroup, Interchange, TransactionSet
from gateway.x12.segments import DelimiterInData, join

A_PAGE = 200
MOST = 1000
MOST_SHOWN = 40
KEPT_OPEN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that comes out otherwise: a field, a verdict, a finding, a segment."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A document that the two maps read or write otherwise."""

    document: DocumentRecord
    turns: tuple[Turn, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """What became of every document: how many were tried, which differ, and which could not be tried."""

    map_name: str
    since: datetime | None
    tried: int
    differing: tuple[Differing, ...]
    untried: tuple[tuple[str, str], ...]


def regress(
    work: UnitOfWork, before: Plan, after: Plan, *, since: datetime | None = None, most: int = MOST
) -> Regression:
    """Return what a map would have made otherwise of the documents it read or wrote, the newest first."""
    opened = Opened(work)
    tried, differing, untried = 0, [], []
    for record in _documents(work, before, since=since, most=most):
        try:
            turns = _turns(opened, before, after, record)
        except (NotFound, ConfigurationFault, ValueError) as wrong:
            untried.append((record.id, str(wrong)))
            continue
        tried += 1
        if turns:
            shown = turns[:MOST_SHOWN]
            differing.append(Differing(document=record, turns=shown, more=len(turns) - len(shown)))
    return Regression(
        map_name=after.name, since=since, tried=tried, differing=tuple(differing), untried=tuple(untried)
    )


def plain_regression(one: Regression) -> dict[str, Plain]:
    """Return a regression as `gateway map regress --json` prints it; its shape is public."""
    return {
        "map": one.map_name,
        "since": one.since.isoformat() if one.since else None,
        "tried": one.tried,
        "untried": [{"document": ref, "reason": why} for ref, why in one.untried],
        "differing": [
            {
                "document": each.document.id,
                "partner": each.document.partner,
                "reference": each.document.reference,
                "turns": [
                    {"where": turn.where, "before": turn.before, "after": turn.after} for turn in each.turns
                ],
                "more": each.more,
            }
            for each in one.differing
        ],
    }


def _documents(
    work: UnitOfWork, plan: Plan, *, since: datetime | None, most: int
) -> Iterator[DocumentRecord]:
    """Yield the documents a map read or wrote, the newest first."""
    before, given = "", 0
    while given < most:
        found = work.documents.recent(A_PAGE, set_id=plan.set_id, before=before)
        for record in found:
            if since is not None and record.created_at < since:
                return
            if record.map_name == plan.name and given < most:
                given += 1
                yield record
        if len(found) < A_PAGE:
            return
        before = found[-1].id


class Opened:
    """Interchanges as they were opened last: documents that came together are opened once."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self._known: dict[str, tuple[Interchange, ...]] = {}

    def set_of(self, record: DocumentRecord) -> TransactionSet:
        """Return the set an inbound document was read from; raises NotFound."""
        if record.transmission not in self._known:
            if len(self._known) >= KEPT_OPEN:
                self._known.pop(next(iter(self._known)))
            content = self.work.transmissions.content(record.transmission)
            self._known[record.transmission] = tuple(open_interchanges(content).interchanges)
        at = self.work.interchanges.get(record.interchange).position
        interchanges = self._known[record.transmission]
        found = set_in(interchanges[at], record) if at < len(interchanges) else None
        if found is None:
            raise NotFound("its set is not in its bytes")
        return found


def _turns(opened: Opened, before: Plan, after: Plan, record: DocumentRecord) -> tuple[Turn, ...]:
    if record.direction == "out":
        return tuple(_written(before, after, record))
    received = opened.set_of(record)
    group = FunctionalGroup(functional_id=after.functional_group, version=record.version)
    old, new = (judge(received, plan, group=group, severities={}) for plan in (before, after))
    return tuple(_read(old, new))


def _read(old: Judged, new: Judged) -> Iterator[Turn]:
    if old.verdict != new.verdict:
        yield Turn(where="verdict", before=VERDICTS[old.verdict], after=VERDICTS[new.verdict])
    were, are = (set(map(_finding, _grave(one.findings))) for one in (old, new))
    yield from (Turn(where="finding", before=one, after="") for one in sorted(were - are))
    yield from (Turn(where="finding", before="", after=one) for one in sorted(are - were))
    yield from field_turns(to_plain(old.document), to_plain(new.document))


def _grave(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    return (one for one in findings if one.severity is not Severity.INFO)


def _finding(one: Finding) -> str:
    return f"{one.element or one.segment} at segment {one.position}: {one.message}"


def _written(before: Plan, after: Plan, record: DocumentRecord) -> Iterator[Turn]:
    if not record.canonical or record.kind not in CLASSES:
        raise NotFound("it was not written here")
    document: Any = loads(CLASSES[record.kind], record.canonical)
    old, new = (_segments(plan, document) for plan in (before, after))
    for at in range(max(len(old), len(new))):
        was, now = (one[at] if at < len(one) else "" for one in (old, new))
        if was != now:
            yield Turn(where=f"segment {at + 2}", before=was, after=now)


def _segments(plan: Plan, document: object) -> list[str]:
    try:
        written = writing.write(plan, document)
    except (ConfigurationFault, DelimiterInData) as wrong:
        return [str(wrong)]
    found = writing.read_back(plan, document, written)
    said = [f"would be held: {one.element or one.path} {one.message}" for one in found]
    return [*said, *(join(one, USUAL) for one in written)]


def field_turns(before: Plain, after: Plain) -> Iterator[Turn]:
    """Yield the fields of two documents in JSON that differ."""
    old, new = _flat(before), _flat(after)
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            yield Turn(where=path, before=old.get(path, ""), after=new.get(path, ""))


def _flat(value: Plain) -> dict[str, str]:
    return dict(_texts(value, ""))


def _texts(value: Plain, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _texts(one, f"{path}[{at}]")
    elif value is not None:
        yield path, value if isinstance(value, str) else json.dumps(value)
