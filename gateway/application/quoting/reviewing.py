"""Reviewing: what a person says of the lines of a request: what they mean, what they cost, what is left out; and back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from gateway.application.ports import RequestLineRecord, RequestRecord, UnitOfWork
from gateway.application.ports.quoting import MATCHED, OPEN, SKIPPED, AsRead
from gateway.application.quoting.learning import learn, remember_columns
from gateway.application.quoting.matching import PERSON
from gateway.application.quoting.reading import match_lines
from gateway.application.quoting.surroundings import Quoting
from gateway.application.quoting.taking import UNREAD, read_job
from gateway.domain.lifecycle import REQUEST, move
from gateway.domain.quotes import RequestedLine
from gateway.domain.references import TradeDate
from gateway.errors import Conflict, NotFound
from gateway.orderdesk.vocabulary import DELIVERY_REQUESTED

REVIEWABLE = frozenset({"review", "priced", "approved"})
LEARNING = "request.line-matched"
LONGEST_NOTE, LONGEST_UNIT = 500, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person changes of a line: its quantity with its unit, the day it is needed, a note on it; None is left as it is."""

    quantity: Decimal | None = None
    unit: str | None = None
    needed_on: date | None = None
    no_day: bool = False
    note: str | None = None


def say_item(quoting: Quoting, request: str, line: int, sku: str, *, actor: str) -> RequestLineRecord:
    """Say which item a line means, and remember it of the partner; raises NotFound for an item we do not have."""

    def said(work: UnitOfWork, one: RequestLineRecord) -> RequestLineRecord:
        if sku not in work.items.get_many([sku]):
            raise NotFound(f"there is no item {sku}")
        changed = _decided(one, state=MATCHED, sku=sku, how=PERSON, actor=actor)
        learn(quoting.services, work, [changed], actor=actor)
        return changed

    return _decide(quoting, request, line, said, what=LEARNING, actor=actor, sku=sku)


def skip_line(quoting: Quoting, request: str, line: int, *, actor: str) -> RequestLineRecord:
    """Offer nothing for a line."""

    def skipped(_: UnitOfWork, one: RequestLineRecord) -> RequestLineRecord:
        return _decided(one, state=SKIPPED, sku="", how="", actor=actor)

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


def edit_line(quoting: Quoting, request: str, line: int, edit: Edit, *, actor: str) -> RequestLineRecord:
    """Change what a line says, and match it anew where nobody said yet what it means; another word for its unit is learned.

    Raises Conflict where that is no quantity, no unit or no note.
    """
    with quoting.store.read() as work:
        record, known = work.requests.get(request), work.requests.line(request, line)
    edited = _edited(known, edit, actor)
    with quoting.store.begin() as work:
        learn(quoting.services, work, [replace(edited, sku="")], actor=actor)
        work.commit()
    if edited.how != PERSON and edited.state != SKIPPED:
        profile = quoting.services.directory.get(record.partner)
        bare = replace(edited, sku="", how="", candidates=(), state=OPEN)
        (edited,) = match_lines(quoting, profile, [bare])

    def changed(_: UnitOfWork, now: RequestLineRecord) -> RequestLineRecord:
        if now != known:
            raise Conflict("the line was changed in the meantime: look at it again")
        return edited

    before = {name: str(value) for name, value in _fields(known.said).items()}
    after = {name: str(value) for name, value in _fields(edited.said).items()}
    detail = {name: f"{before[name]} -> {after[name]}" for name in after if after[name] != before[name]}
    return _decide(quoting, request, line, changed, what="request.line-edited", actor=actor, **detail)


def _edited(line: RequestLineRecord, edit: Edit, actor: str) -> RequestLineRecord:
    """Return a line as a person changed it, with what it said before; raises Conflict."""
    said = line.said
    quantity = said.quantity if edit.quantity is None else edit.quantity
    unit = said.unit if edit.unit is None else edit.unit.strip()
    if quantity is not None and (not quantity.is_finite() or quantity <= 0):
        raise Conflict("a quantity is more than nothing")
    if len(unit) > LONGEST_UNIT or len(edit.note or "") > LONGEST_NOTE:
        raise Conflict(f"a unit has at most {LONGEST_UNIT} characters, a note {LONGEST_NOTE}")
    counts = (quantity, unit) != (said.quantity, said.unit)
    dates = said.dates
    if edit.no_day or edit.needed_on is not None:
        kept = tuple(one for one in dates if one.kind != DELIVERY_REQUESTED)
        day = () if edit.needed_on is None else (TradeDate(kind=DELIVERY_REQUESTED, on=edit.needed_on),)
        dates = (*kept, *day)
    note = said.messages if edit.note is None else ((edit.note.strip(),) if edit.note.strip() else ())
    changed = replace(said, quantity=quantity, unit=unit, dates=dates, messages=note)
    if counts:
        changed = replace(changed, packs=() if unit != said.unit else said.packs)
    as_read = line.as_read or (AsRead(said=said, doubts=line.doubts),)
    return replace(
        line, said=changed, doubts=() if counts else line.doubts, as_read=as_read, decided_by=actor
    )


def _fields(said: RequestedLine) -> dict[str, object]:
    """Return what a person can change of a line, by name."""
    return {
        "quantity": said.quantity,
        "unit": said.unit,
        "needed_on": needed_on(said),
        "note": " ".join(said.messages),
    }


def needed_on(said: RequestedLine) -> date | None:
    """Return the day a line is needed, None where it says none."""
    return next((one.on for one in said.dates if one.kind == DELIVERY_REQUESTED), None)


def undo(quoting: Quoting, request: str, line: int, *, actor: str) -> RequestLineRecord:
    """Take back what a person said of a line, what was learned from it too; it is as it was read."""
    with quoting.store.read() as work:
        record, known = work.requests.get(request), work.requests.line(request, line)
    with quoting.store.begin() as work:
        work.requests.forget(request, line)
        work.commit()
    read = known.as_read[0] if known.as_read else AsRead(said=known.said, doubts=known.doubts)
    bare = replace(
        known,
        said=read.said,
        doubts=read.doubts,
        as_read=(),
        sku="",
        how="",
        candidates=(),
        own_price=None,
        decided_by="",
        state=OPEN,
    )
    profile = quoting.services.directory.get(record.partner)
    (anew,) = match_lines(quoting, profile, [bare])

    def undone(_: UnitOfWork, __: RequestLineRecord) -> RequestLineRecord:
        return anew

    return _decide(quoting, request, line, undone, what="request.line-undone", actor=actor)


def accept_all(
    quoting: Quoting, request: str, *, least: int = 0, lines: Sequence[int] = (), actor: str
) -> int:
    """Take the best candidate of every open line that is at least so alike (thousandths), or of those named; return how many.

    Lines of which more is not clear than the item are taken only where they are named.
    """
    with quoting.store.begin() as work:
        record = _reviewed(work, request)
        taken = [
            _decided(one, state=MATCHED, sku=one.candidates[0].sku, how=PERSON, actor=actor)
            for one in work.requests.lines(request)
            if one.state == OPEN
            and one.candidates
            and (one.line in lines if lines else one.candidates[0].score >= least and not one.doubts)
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


def _decided(line: RequestLineRecord, *, state: str, sku: str, how: str, actor: str) -> RequestLineRecord:
    """Return a line a person decided; what was not clear of it is settled by that, and kept for an undo."""
    as_read = line.as_read or ((AsRead(said=line.said, doubts=line.doubts),) if line.doubts else ())
    return replace(
        line,
        state=state,
        sku=sku,
        how=how,
        weight=Decimal(0),
        decided_by=actor,
        doubts=(),
        as_read=as_read,
    )


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
