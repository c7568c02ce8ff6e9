"""Expecting: what has to come or to leave by an instant is written down, warned of, said to be late, and settled.

Whoever sends something that is to be answered calls `expect` in the unit of work in which it left; whoever
reads the answer calls `settle` in the unit of work in which it was read. Both go by partner, kind and key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.application.ports import Expectation, Store, UnitOfWork
from gateway.application.ports.waiting import OPEN
from gateway.application.services import Services
from gateway.errors import Conflict

RECEIPT = "receipt"
"""A partner's MDN for a message of ours; its key is the Message-ID."""
ACKNOWLEDGEMENT = "acknowledgement"
"""A partner's 997, 999 or 824 for a document of ours; its key is the document's identifier."""
ANSWER = "answer"
"""Our own answer to what a partner sent; its key is the set we owe and the order's identifier (`answer_key`)."""
KINDS = (RECEIPT, ACKNOWLEDGEMENT, ANSWER)

MET, REFUSED, WITHDRAWN = "met", "refused", "withdrawn"
SETTLED = frozenset({MET, REFUSED, WITHDRAWN})
WARNED_IN = 4
"""Where nothing was agreed, a person is warned when a quarter of the time is left."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Which of the things that are expected is meant: whose, of which kind, under which key."""

    partner: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is to come, within how long of now (or of `since`), and what it is about.

    `warn_before` is how long before the deadline a person is warned; None leaves it to us.
    """

    what: Awaited
    within: timedelta
    warn_before: timedelta | None = None
    since: datetime | None = None
    ref: str
    order: str = ""
    title: str = ""


def expect(services: Services, work: UnitOfWork, expected: Expected) -> Expectation:
    """Write down what is to come; what was settled or late under the same key is waited for anew."""
    now = services.clock.now()
    since = expected.since or now
    before = expected.within / WARNED_IN if expected.warn_before is None else expected.warn_before
    due_at = since + expected.within
    warn_at = max(since, due_at - before)
    what = expected.what
    opened = Expectation(
        id=services.ids.new(),
        partner=what.partner,
        kind=what.kind,
        key=what.key,
        ref=expected.ref,
        order=expected.order,
        title=expected.title,
        opened_at=now,
        warn_at=warn_at,
        due_at=due_at,
        look_at=warn_at,
    )
    return replace(opened, id=work.expectations.put(opened))


def settle(
    services: Services,
    work: UnitOfWork,
    what: Awaited,
    *,
    by: str,
    verdict: str = MET,
    reason: str = "",
) -> Expectation | None:
    """Write down what became of something that was expected; return it, or None where nothing was.

    `verdict` is `met`, `refused` (it came and said no: a person sees it until it is met or expected anew) or
    `withdrawn` (it is not needed any more). What comes after it was settled has the last word.
    """
    if verdict not in SETTLED:
        raise ValueError(f"{verdict} settles nothing")
    known = _find(work, what)
    if known is None:
        return None
    settled = replace(
        known,
        state=verdict,
        look_at=None,
        settled_at=services.clock.now(),
        settled_by=by,
        reason=reason,
    )
    work.expectations.put(settled)
    return settled


def answer_key(set_id: str, about: str) -> str:
    """Return the key of an answer we owe: the transaction set, and the order it is about."""
    return f"{set_id}:{about}"


def standing(
    work: UnitOfWork, limit: int, *, partner: str = "", kind: str = "", state: str = "", after: str = ""
) -> Sequence[Expectation]:
    """Return what is open (or in one state), the first to be due first."""
    states = (state,) if state else tuple(sorted({*OPEN, REFUSED}))
    return work.expectations.standing(limit, states=states, partner=partner, kind=kind, after=after)


def withdraw(services: Services, store: Store, expectation: str, *, reason: str, actor: str) -> Expectation:
    """Wait no longer for something, because a person says so; raises NotFound, and Conflict for what is settled."""
    with store.begin() as work:
        known = work.expectations.get(expectation)
        if known.state in SETTLED - {REFUSED}:
            raise Conflict(f"it is {known.state} already")
        what = Awaited(known.partner, known.kind, known.key)
        settled = settle(services, work, what, by=actor, verdict=WITHDRAWN, reason=reason)
        services.note(
            work,
            "deadline.withdrawn",
            known.ref,
            partner=known.partner,
            order=known.order,
            actor=actor,
            kind=known.kind,
            reason=reason,
        )
        work.commit()
    return settled or known


def _find(work: UnitOfWork, what: Awaited) -> Expectation | None:
    return work.expectations.find(what.partner, what.kind, what.key, lock=True)
