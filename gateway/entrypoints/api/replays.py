"""Reading again over the API: what today's maps would make otherwise of what arrived, and asking for it."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from gateway.application.people.trail import Asked as AskedOfTrail
from gateway.application.people.trail import page_of as trail_of
from gateway.application.regressing.replaying import Replayed, replay
from gateway.application.reprocessing import reprocess
from gateway.entrypoints.api.access import Here, Operator, operator
from gateway.entrypoints.api.paging import Cursor, Limit
from gateway.entrypoints.api.schemas import Page, Shape, page_of

router = APIRouter(prefix="/api/v1/replays", tags=["replays"], dependencies=[Depends(operator)])
EVENT = "transmission.reprocess"
MOST_AT_ONCE = 100


class TurnShape(Shape):
    """One thing that comes out otherwise: a field, the verdict."""

    where: str
    before: str
    after: str


class ReplayedShape(Shape):
    """A document as it would be read today: by which map then and now, and what would differ; `why_not` where it cannot be."""

    document: str
    set_id: str
    reference: str
    map_then: str
    map_now: str
    same_config: bool
    turns: list[TurnShape]
    why_not: str


class Replays(BaseModel):
    """Transmissions, interchanges or documents whose bytes are read again; a dry run only says what would differ."""

    model_config = ConfigDict(extra="forbid")

    refs: list[str] = Field(min_length=1, max_length=MOST_AT_ONCE)
    dry_run: bool = False


class Replay(Shape):
    """What one of them comes to: the transmission that is read again, and what of it comes out otherwise."""

    ref: str
    transmission: str
    asked: bool
    documents: list[ReplayedShape]


class ReplayAsked(Shape):
    """That somebody asked for bytes to be read again."""

    id: str
    at: datetime
    actor: str
    ref: str
    detail: dict[str, Any]


@router.get("")
def list_replays(gateway: Here, *, cursor: Cursor = "", limit: Limit = 50) -> Page[ReplayAsked]:
    """Return what was asked to be read again, newest first."""
    with gateway.store.read() as work:
        found = trail_of(work, AskedOfTrail(what=EVENT), limit + 1, before=cursor)
    return page_of(ReplayAsked, found, limit)


@router.post("", status_code=202)
def post_replays(gateway: Here, actor: Operator, body: Replays) -> list[Replay]:
    """Read bytes again by today's maps, or say what that would change; what was decided and sent stays."""
    found = []
    for ref in dict.fromkeys(body.refs):
        with gateway.store.read() as work:
            documents = [_shape(one) for one in replay(gateway.services, work, ref)]
        transmission = reprocess(gateway.services, gateway.store, ref, actor=actor, dry_run=body.dry_run)
        found.append(Replay(ref=ref, transmission=transmission, asked=not body.dry_run, documents=documents))
    return found


def _shape(one: Replayed) -> ReplayedShape:
    return ReplayedShape(
        document=one.document.id,
        set_id=one.document.set_id,
        reference=one.document.reference,
        map_then=one.document.map_name,
        map_now=one.map_now,
        same_config=one.same_config,
        turns=[TurnShape.model_validate(turn) for turn in one.turns],
        why_not=one.why_not,
    )
