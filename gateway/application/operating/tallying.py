"""Keeping count: how many transaction sets there were is added up as time goes, so that whoever asks counts the last ones only.

What is kept says until when it holds: a run that counted nothing moves no instant, and none is needed.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from gateway.application.ports import UnitOfWork
from gateway.application.ports.operating import Counted
from gateway.application.records import Job, NewJob
from gateway.application.services import Services

KIND = "tally"
EVERY_S = 600
SETTLED = timedelta(seconds=30)
"""Documents are counted when they are this old: by then whoever was writing one has committed it."""
Sort = tuple[str, str, str, str]
"""Direction, set, partner and verdict."""


def tally(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Add what came and left since the last time to what is kept."""
    del job
    until = services.clock.now() - SETTLED
    kept, since = work.operations.kept_counts()
    if since is not None and since >= until:
        return ()
    before = Counter({sort_of(one): one.count for one in kept})
    new = counted(work, since, until)
    work.operations.keep_counts([_kept(sort, before[sort] + count) for sort, count in new.items()], until)
    return ()


def counted(work: UnitOfWork, since: datetime | None, until: datetime) -> Counter[Sort]:
    """Return how many transaction sets of each sort were made from an instant on (ever, without one) and before another."""
    return Counter({sort_of(one): one.count for one in work.operations.documents(since, until)})


def sort_of(one: Counted) -> Sort:
    """Return what a count is of."""
    return one.direction, one.set_id, one.partner, one.validation


def _kept(sort: Sort, count: int) -> Counted:
    direction, set_id, partner, validation = sort
    return Counted(direction=direction, set_id=set_id, partner=partner, validation=validation, count=count)
