"""The audit trail as a chain: committed lines are given their places in order, and every place vouches for all before.

The lines themselves are written by whoever does something, in the same unit of work and without waiting for one
another. One job gives them their places afterwards, so that no transaction of the pipeline waits for a common row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from gateway.application.operating.webhooks import tell
from gateway.application.ports import UnitOfWork
from gateway.application.ports.auditing import Seal
from gateway.application.records import Event, Job, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import dumps

KIND = "seal"
EVERY_S = 10
AT_ONCE = 2_000
LAG = timedelta(minutes=5)
"""No unit of work takes longer from noting something to committing it; a line that does is told of by `verify`."""
OLD = timedelta(hours=1)
MOST_TOLD = 100
BEGINNING = "0" * 64

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One place where the trail is not what it was: `changed`, `removed`, `inserted` or `gap`."""

    what: str
    seq: int
    event: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a look at the whole trail found; `head` is the digest to keep somewhere else."""

    places: int
    head: str
    breaks: tuple[Break, ...]
    pending: int

    @property
    def sound(self) -> bool:
        """Return whether nothing was changed, removed or slipped in."""
        return not self.breaks


def seal(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Give the lines that were committed meanwhile their places, and tell of them whoever asked to be told."""
    last = work.seals.last()
    found = work.seals.unsealed(last.at - LAG if last else None, AT_ONCE)
    if not found:
        return ()
    seals = tuple(_chained(found, last))
    work.seals.add_all(seals)
    log.info("audit.sealed", places=seals[-1].seq, head=seals[-1].digest)
    jobs = list(tell(services, work, found))
    if len(found) == AT_ONCE:
        jobs.append(NewJob(kind=KIND, ref="", dedupe=f"seal:{seals[-1].seq}", lane=job.lane))
    return jobs


def verify(services: Services, work: UnitOfWork, *, head: str = "") -> Verdict:
    """Return what became of the trail; with the `head` somebody kept, also whether its end was cut off."""
    breaks: list[Break] = []
    before, seq, seen = BEGINNING, 0, not head
    for place, event in work.seals.chain():
        if place.seq != seq + 1:
            breaks.append(Break(what="gap", seq=seq + 1, event="", at=None))
        if event is None:
            breaks.append(Break(what="removed", seq=place.seq, event=place.event, at=place.at))
        elif place.digest != digest_of(before, event):
            breaks.append(Break(what="changed", seq=place.seq, event=place.event, at=place.at))
        before, seq = place.digest, place.seq
        seen = seen or before == head
    if not seen:
        breaks.append(Break(what="cut-off", seq=seq + 1, event="", at=None))
    now = services.clock.now()
    late = work.seals.unsealed_before(now - OLD, MOST_TOLD)
    breaks.extend(Break(what="inserted", seq=0, event=one.id, at=one.at) for one in late)
    pending = len(work.seals.unsealed(now - OLD, AT_ONCE))
    return Verdict(places=seq, head=before if seq else "", breaks=tuple(breaks), pending=pending)


def digest_of(before: str, event: Event) -> str:
    """Return the digest of a line behind the digest of the place before it."""
    return sha256(f"{before}\n{dumps(_plain(event))}".encode()).hexdigest()


def _chained(events: Sequence[Event], last: Seal | None) -> Iterator[Seal]:
    seq, before = (last.seq, last.digest) if last else (0, BEGINNING)
    for event in events:
        seq, before = seq + 1, digest_of(before, event)
        yield Seal(seq=seq, event=event.id, digest=before, at=event.at)


def _plain(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "at": event.at.isoformat(timespec="microseconds"),
        "partner": event.partner,
        "what": event.what,
        "ref": event.ref,
        "actor": event.actor,
        "address": event.address,
        "order": event.order,
        "detail": event.detail,
    }
