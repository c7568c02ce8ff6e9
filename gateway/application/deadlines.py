"""Deadlines: of what is expected a person is warned before it is late, and told once it is; each once."""

from collections.abc import Iterable
from dataclasses import replace

from gateway.application.expecting import ACKNOWLEDGEMENT as PARTNERS_WORD
from gateway.application.expecting import ANSWER
from gateway.application.ports import Expectation, UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.lifecycle import ACKNOWLEDGEMENT, move
from gateway.errors import NotFound

AT_ONCE = 200
"""How many deadlines one look deals with; where there are more, another follows."""
V59 = "V59"
"""The desk's rule about answers we owe: at risk of being late, it goes to a person."""


def watch(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Warn of what is soon late, and say what is late by now; more than fits is looked at right after."""
    now = services.clock.now()
    looked_at = work.expectations.to_look_at(now, AT_ONCE)
    for one in looked_at:
        late = one.due_at <= now
        moved = replace(one, state="overdue" if late else "at-risk", look_at=None if late else one.due_at)
        work.expectations.put(moved)
        _say(services, work, moved)
    if len(looked_at) == AT_ONCE:
        return (NewJob(kind=job.kind, ref=job.ref, dedupe=f"watch:{services.ids.new()}"),)
    return ()


def _say(services: Services, work: UnitOfWork, one: Expectation) -> None:
    """Write what happened into the audit trail, and where it is a partner's word that is late, on the document."""
    late = one.state == "overdue"
    if one.kind == PARTNERS_WORD and late and not _is_overdue(work, one):
        return
    what = "acknowledgement.overdue" if one.kind == PARTNERS_WORD and late else f"deadline.{one.state}"
    services.note(
        work,
        what,
        one.ref,
        partner=one.partner,
        order=one.order,
        kind=one.kind,
        title=one.title,
        due_at=one.due_at.isoformat(),
        **({"rule": V59} if one.kind == ANSWER else {}),
    )


def _is_overdue(work: UnitOfWork, one: Expectation) -> bool:
    """Mark the document whose acknowledgement is late; return False where it is not awaited any more."""
    try:
        record = work.documents.get(one.ref, lock=True)
    except NotFound:
        return False
    if record.acknowledgement != "awaited":
        return False
    late = replace(record, acknowledgement=move(ACKNOWLEDGEMENT, record.acknowledgement, "overdue"))
    work.documents.update(late)
    return True
