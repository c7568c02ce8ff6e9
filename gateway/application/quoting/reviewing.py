"""Reviewing: what a person says of the lines of a request: what they mean, what they cost, what is left out; and back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gateway.application.ports import RequestLineRecord, RequestRecord, UnitOfWork
from gateway.application.ports.quoting import MATCHED, OPEN, SKIPPED
from gateway.application.quoting.learning import learn, remember_columns
from gateway.application.quoting.matching import PERSON
from gateway.application.quoting.reading import match_lines
from gateway.application.quoting.surroundings import Quoting
from gateway.application.quoting.taking import UNREAD, read_job
from gateway.domain.lifecycle import REQUEST, move
from gateway.errors import Conflict, NotFound

REVIEWABLE = frozenset({"review", "priced", "approved"})
LEARNING = "request.line-matched"


def say_item(quoting: Quoting, request: str, line: int, sku: str, *, actor: str) -> RequestLineRecord:
    """Say which item a line means, and remember it of the partner; raises NotFound for an item we do not have."""

    def said(work: UnitOfWork, one: RequestLineRecord) -> RequestLineRecord:
        if sku not in work.items.get_many([sku]):
            raise NotFound(f"there is no item {sku}")
        changed = replace(one, state=MATCHED, sku=sku, how=PERSON, weight=Decimal(0), decided_by=actor)
        learn(quoting.services, work, [changed], actor=actor)
        return changed

    return _decide(quoting, request, line, said, what=LEARNING, actor=actor, sku=sku)


def skip_line(quoting: Quoting, request: str, line: int, *, actor: str) -> RequestLineRecord:
    """Offer nothing for a line."""

    def skipped(_: UnitOfWork, one: RequestLineRecord) -> RequestLineRecord:
        return replace(one, state=SKIPPED, sku="", how="", weight=Decimal(0), decided_by=actor)

    return _decide(quoting, request, line, skipped, what="request.line-skipped", actor=actor)


def set_price(
    quoting: Quoting, request: str, line: int, price: Decimal | None, *, actor: str
) -> RequestLineRecord:
    """Set the price of a line by hand, or let the desk price it again."""
    if price is not None and price < 0:
        raise Conflict("a price is not less than nothing")

    def priced(_: UnitOfWork, one: RequestLineRecord) -> RequestLineRecord:
        return replace(one, own_price=price)

    said = "" if price is None else str(price)
    return _decide(quoting, request, line, priced, what="request.line-priced", actor=actor, price=said)


def undo(quoting: Quoting, request: str, line: int, *, actor: str) -> RequestLineRecord:
    """Take back what a person said of a line, what was learned from it too; it is as it was read."""
    with quoting.store.read() as work:
        record, known = work.requests.get(request), work.requests.line(request, line)
    with quoting.store.begin() as work:
        work.requests.forget(request, line)
        work.commit()
    bare = replace(known, sku="", how="", candidates=(), own_price=None, decided_by="", state=OPEN)
    profile = quoting.services.directory.get(record.partner)
    (anew,) = match_lines(quoting, profile, [bare])

    def undone(_: UnitOfWork, __: RequestLineRecord) -> RequestLineRecord:
        return anew

    return _decide(quoting, request, line, undone, what="request.line-undone", actor=actor)


def accept_all(
    quoting: Quoting, request: str, *, least: int = 0, lines: Sequence[int] = (), actor: str
) -> int:
    """Take the best candidate of every open line that is at least so alike (thousandths), or of those named; return how many."""
    with quoting.store.begin() as work:
        record = _reviewed(work, request)
        taken = [
            replace(
                one,
                state=MATCHED,
                sku=one.candidates[0].sku,
                how=PERSON,
                weight=Decimal(0),
                decided_by=actor,
            )
            for one in work.requests.lines(request)
            if one.state == OPEN
            and one.candidates
            and (one.line in lines if lines else one.candidates[0].score >= least)
        ]
        learn(quoting.services, work, taken, actor=actor)
        work.requests.update_lines(taken)
        _count(work, record)
        quoting.services.note(
            work,
            "request.lines-accepted",
            request,
            partner=record.partner,
            actor=actor,
            lines=[one.line for one in taken],
        )
        work.commit()
    return len(taken)


def map_columns(quoting: Quoting, request: str, fields: Mapping[int, str], *, actor: str) -> RequestRecord:
    """Say which column of the file is which field: remembered for the partner's files with this header, and read again."""
    with quoting.store.begin() as work:
        record = work.requests.get(request, lock=True)
        if not record.fingerprint or record.state not in UNREAD:
            raise Conflict("only a file with a header that nothing was offered for can be read anew")
        remember_columns(quoting.services, work, record, fields, actor=actor)
        work.jobs.add(read_job(record, again=quoting.services.ids.new()))
        work.commit()
    return record


def read_again(quoting: Quoting, request: str, *, actor: str) -> RequestRecord:
    """Ask for a request to be read and matched anew; raises Conflict where something was offered for it."""
    with quoting.store.begin() as work:
        record = work.requests.get(request, lock=True)
        if record.state not in UNREAD:
            raise Conflict(f"the request is {record.state}: it is not read again")
        quoting.services.note(work, "request.read-again", request, partner=record.partner, actor=actor)
        work.jobs.add(read_job(record, again=quoting.services.ids.new()))
        work.commit()
    return record


def queue_of(lines: Iterable[RequestLineRecord]) -> list[RequestLineRecord]:
    """Return the lines that wait for a person, what is worth most and known least of first."""
    return sorted((one for one in lines if one.state == OPEN), key=lambda one: (-one.weight, one.line))


def _decide(
    quoting: Quoting,
    request: str,
    line: int,
    change: Callable[[UnitOfWork, RequestLineRecord], RequestLineRecord],
    *,
    what: str,
    actor: str,
    **detail: str,
) -> RequestLineRecord:
    with quoting.store.begin() as work:
        record = _reviewed(work, request)
        before = work.requests.line(request, line)
        after = change(work, before)
        work.requests.update_lines([after])
        _count(work, record)
        quoting.services.note(
            work,
            what,
            request,
            partner=record.partner,
            actor=actor,
            line=line,
            before=before.sku,
            **detail,
        )
        work.commit()
    return after


def _reviewed(work: UnitOfWork, request: str) -> RequestRecord:
    record = work.requests.get(request, lock=True)
    if record.state not in REVIEWABLE:
        raise Conflict(f"the request is {record.state}: its lines stand as they are")
    return record


def _count(work: UnitOfWork, record: RequestRecord) -> None:
    """Write down how many lines wait; what was priced has to be priced again."""
    waiting = sum(one.state == OPEN for one in work.requests.lines(record.id))
    work.requests.update(replace(record, open_lines=waiting, state=move(REQUEST, record.state, "review")))
