"""What reading stored bytes again would change: today's maps over what was received, beside what is kept; nothing is changed."""

import json
from dataclasses import dataclass

from gateway.application.judging import judge
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord
from gateway.application.regressing.previewing import VERDICTS
from gateway.application.regressing.regressing import Opened, Turn, field_turns
from gateway.application.services import Services
from gateway.domain.canonical import Plain, to_plain
from gateway.errors import ConfigurationFault, NotFound
from gateway.x12.interchanges import FunctionalGroup

READ = frozenset(VERDICTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One document as it would be read today: by which map then and now, and what comes out otherwise."""

    document: DocumentRecord
    map_now: str
    same_config: bool
    turns: tuple[Turn, ...]
    why_not: str = ""


def replay(services: Services, work: UnitOfWork, ref: str) -> tuple[Replayed, ...]:
    """Return how every document of a transmission would be read today; `ref` is the transmission or one of its documents.

    Raises NotFound.
    """
    transmission = _transmission_of(work, ref)
    opened = Opened(work)
    found = [one for one in work.documents.of_transmission(transmission) if one.direction == "in"]
    return tuple(_replayed(services, opened, one) for one in found)


def plain_replay(one: Replayed) -> dict[str, Plain]:
    """Return a document as `gateway reprocess --dry-run --diff --json` prints it; its shape is public."""
    return {
        "document": one.document.id,
        "reference": one.document.reference,
        "map_then": one.document.map_name,
        "map_now": one.map_now,
        "turns": [{"where": turn.where, "before": turn.before, "after": turn.after} for turn in one.turns],
        "why_not": one.why_not,
    }


def _transmission_of(work: UnitOfWork, ref: str) -> str:
    try:
        return work.transmissions.get(ref).id
    except NotFound:
        found = work.documents.get(ref).transmission
    if not found:
        raise NotFound("this document did not arrive: it was written here")
    return found


def _replayed(services: Services, opened: Opened, record: DocumentRecord) -> Replayed:
    profile = next((one for one in services.directory.all() if one.code == record.partner), None)
    agreed = profile.receives(record.set_id) if profile else None
    name = agreed.map if agreed else record.map_name
    try:
        plan = services.library.plan(name)
        received = opened.set_of(record)
    except (NotFound, ConfigurationFault) as wrong:
        return Replayed(document=record, map_now=name, same_config=False, turns=(), why_not=str(wrong))
    group = FunctionalGroup(functional_id=plan.functional_group, version=record.version)
    severities = profile.x12.severities if profile and profile.x12_side else {}
    judged = judge(received, plan, group=group, severities=severities)
    turns = []
    now = VERDICTS[judged.verdict]
    if record.validation in READ and record.validation != now:
        turns.append(Turn(where="verdict", before=record.validation, after=now))
    before: Plain = json.loads(record.canonical) if record.canonical else None
    after = to_plain(judged.document) if judged.document is not None else None
    turns += field_turns(before, after)
    return Replayed(
        document=record,
        map_now=name,
        same_config=services.library.digest(name) in record.config,
        turns=tuple(turns),
    )
