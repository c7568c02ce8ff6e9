"""Supplying: what is there and what is to come, told by a person, a program or a partner, becomes what promises rest on.

A list either replaces what was known of its items and places, or says what came and went. What is gone lowers what
may be promised at once, and promises nobody acts on yet give way. What a warehouse was asked to ship it is asked to
give back; until it does, that much of what is gone waits, and is taken as soon as it can be.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from gateway.application.asking_back import SHORTS, ask_back
from gateway.application.backlog import Backlogged, look
from gateway.application.backorders import cut, fill_job
from gateway.application.ports import CountRecord, ShortRecord, SupplyRecord, UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.application.services import Services
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.supply import Position

KIND = SHORTS
Pair = tuple[str, str]
ON_HAND, EXPECTED, COUNTED, CHANGED = "on-hand", "expected", "count", "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyLine:
    """So many base units of an item at a place, there now or, from `available_on` on, to come; `at` is where it was said."""

    sku: str
    location: str
    quantity: int
    available_on: date | None = None
    kind: str = ""
    reference: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of supply and what it stands for.

    It was true at `counted_at`. Where it is `complete`, what it does not name at its `locations` is not there; with
    `expected` it names everything that is to come of its items.
    """

    lines: tuple[SupplyLine, ...]
    counted_at: datetime
    source: str
    reference: str = ""
    locations: tuple[str, ...] = ()
    complete: bool = False
    expected: bool = True


@dataclass(slots=True, kw_only=True)
class Supplied:
    """What came of a list: how many items and places changed and how many did not, what is to be said, what is to be done.

    Nothing was changed where a finding is an error.
    """

    changed: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    jobs: list[NewJob] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Return whether something is so wrong that nothing was changed."""
        return any(one.severity is Severity.ERROR for one in self.findings)


def replace_supply(services: Services, work: UnitOfWork, listing: Listing) -> Supplied:
    """Make supply what a list says; what was counted later than the list stays, with a note."""
    done = Supplied(findings=list(_doubts(work, listing.lines, negative=False)))
    if done.refused:
        return done
    named: defaultdict[Pair, list[SupplyLine]] = defaultdict(list)
    for line in listing.lines:
        named[line.sku, line.location].append(line)
    pairs = set(named)
    if listing.complete:
        pairs |= set(work.stocktaking.skus_at({*listing.locations, *(at for _, at in named)}))
    current = _current(work, listing, sorted(pairs), named=named, done=done)
    day = listing.counted_at.astimezone(UTC).date()
    supplied = work.stocktaking.supplied(current, day)
    left = work.stocktaking.left(current, listing.counted_at)
    moves: list[SupplyRecord] = []
    for pair in current:
        work.stocktaking.forget_shorts(pair)
        changes = _changes(
            listing, named.get(pair, ()), supplied=supplied.get(pair, {}), left=left.get(pair, 0)
        )
        moves += [
            _record(services, pair, on, quantity=quantity, kind=kind, reference=listing.reference)
            for on, (kind, quantity) in changes.items()
        ]
        done.changed += bool(changes)
        done.unchanged += not changes
        work.stocktaking.count(_counted(pair, listing))
    _book(services, work, moves, done=done)
    _note(services, work, listing.source, listing.reference, done=done)
    return done


def change_supply(
    services: Services, work: UnitOfWork, lines: Sequence[SupplyLine], *, source: str, reference: str = ""
) -> Supplied:
    """Add what came and take what went, from the days the lines name on, or from today."""
    done = Supplied(findings=list(_doubts(work, lines, negative=True)))
    if done.refused:
        return done
    today = services.clock.now().astimezone(UTC).date()
    moves = [
        _record(
            services,
            (line.sku, line.location),
            line.available_on or today,
            quantity=line.quantity,
            kind=line.kind or CHANGED,
            reference=line.reference or reference,
        )
        for line in lines
        if line.quantity
    ]
    done.changed = len({(one.sku, one.location) for one in moves})
    done.unchanged = len({(one.sku, one.location) for one in lines}) - done.changed
    _book(services, work, moves, done=done)
    _note(services, work, source, reference, done=done)
    return done


def take_away(services: Services, work: UnitOfWork, gone: SupplyRecord) -> Sequence[NewJob]:
    """Take what is gone (less than nothing) as far as promises can give way; the rest is taken as soon as it can be."""
    done = Supplied()
    rest = _take(services, work, gone, done=done)
    if rest:
        _keep_short(services, work, gone, rest=rest, done=done)
    return done.jobs


def take_shorts(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Try again to take what is gone and could not be taken while a warehouse was asked for it."""
    del job
    done = Supplied()
    for short in work.stocktaking.shorts():
        pair = (short.sku, short.location)
        gone = _record(
            services, pair, short.gone_on, quantity=-short.quantity, kind=COUNTED, reference=short.reference
        )
        rest = _take(services, work, gone, done=done)
        if rest < short.quantity:
            work.stocktaking.put_short(replace(short, quantity=rest))
            services.note(
                work, "supply.short-taken", short.sku, location=short.location, quantity=short.quantity - rest
            )
    return done.jobs


def plain_supplied(done: Supplied) -> dict[str, object]:
    """Return what came of a list as JSON's types."""
    return {
        "changed": done.changed,
        "unchanged": done.unchanged,
        "findings": [
            {
                "code": one.code,
                "severity": str(one.severity),
                "path": one.path,
                "value_seen": one.value_seen,
                "message": one.message,
                "fix": one.fix,
            }
            for one in done.findings
        ],
    }


def _doubts(work: UnitOfWork, lines: Sequence[SupplyLine], *, negative: bool) -> Iterator[Finding]:
    """Yield what is wrong with lines, each at its place."""
    known = work.items.get_many({line.sku for line in lines})
    for line in lines:
        if line.sku not in known:
            yield find("supply.item-unknown", path=_at(line, "sku"), value_seen=line.sku)
        if not line.location:
            yield find("supply.location-missing", path=_at(line, "location"))
        if line.quantity < 0 and not negative:
            yield find("supply.quantity-wrong", path=_at(line, "quantity"), value_seen=str(line.quantity))


def _at(line: SupplyLine, column: str) -> str:
    return f"{line.at}.{column}" if line.at else column


def _current(
    work: UnitOfWork,
    listing: Listing,
    pairs: Sequence[Pair],
    *,
    named: Mapping[Pair, Sequence[SupplyLine]],
    done: Supplied,
) -> list[Pair]:
    """Return what the list is the latest word on; say what it is not."""
    counted = work.stocktaking.counted(pairs)
    current = []
    for pair in pairs:
        known = counted.get(pair)
        if known is None or known <= listing.counted_at:
            current.append(pair)
            continue
        lines = named.get(pair, ())
        path = _at(lines[0], "sku") if lines else ""
        done.findings.append(find("supply.older", path=path, value_seen=f"{pair[0]} at {pair[1]}"))
        done.unchanged += 1
    return current


def _changes(
    listing: Listing, lines: Sequence[SupplyLine], *, supplied: Mapping[date, int], left: int
) -> dict[date, tuple[str, int]]:
    """Return by day how much more, or less, is to be booked so that supply is what was listed.

    What came by the day of the count, less what had left by its instant, is what we think is there.
    """
    day = listing.counted_at.astimezone(UTC).date()
    there = sum(one.quantity for one in lines if one.available_on is None or one.available_on <= day)
    believed = sum(quantity for on, quantity in supplied.items() if on <= day) - left
    changes = {day: (COUNTED, there - believed)} if there != believed else {}
    if not listing.expected:
        return changes
    comes: Counter[date] = Counter()
    for one in lines:
        if one.available_on is not None and one.available_on > day:
            comes[one.available_on] += one.quantity
    for on in sorted({*comes, *(on for on in supplied if on > day)}):
        more = comes[on] - supplied.get(on, 0)
        if more:
            changes[on] = (EXPECTED, more)
    return changes


def _book(services: Services, work: UnitOfWork, moves: Iterable[SupplyRecord], *, done: Supplied) -> None:
    """Book what came, then take what went, item by item, in the order in which orders lock them."""
    by_item: defaultdict[str, list[SupplyRecord]] = defaultdict(list)
    for one in moves:
        by_item[one.sku].append(one)
    for sku in sorted(by_item):
        for one in sorted(
            by_item[sku], key=lambda move: (move.quantity < 0, move.location, move.available_on)
        ):
            if one.quantity > 0:
                work.positions.add_supply(one)
                continue
            rest = _take(services, work, one, done=done)
            if rest:
                _keep_short(services, work, one, rest=rest, done=done)
        done.jobs.append(fill_job(sku))


def _take(services: Services, work: UnitOfWork, gone: SupplyRecord, *, done: Supplied) -> int:
    """Take as much of what is gone as promises can give way for; return how much could not be taken."""
    most = _most(look(services, work, [gone.sku], lock=True), gone)
    taken = min(-gone.quantity, most)
    if taken:
        done.jobs += cut(services, work, replace(gone, quantity=-taken))
    return -gone.quantity - taken


def _most(found: Backlogged, gone: SupplyRecord) -> int:
    """Return how much can be taken from a day on: what is free, and what is promised but asked of nobody yet."""
    position = next(
        (one for one in found.free.get(gone.sku, ()) if one.location == gone.location),
        Position(sku=gone.sku, location=gone.location),
    )
    movable = [
        one
        for held in found.held.values()
        for ones in held.values()
        for one in ones
        if (one.sku, one.location) == (gone.sku, gone.location)
    ]
    days = {gone.available_on, *(one.on for one in position.buckets if one.on > gone.available_on)}
    return min(
        next((one.free for one in reversed(position.buckets) if one.on <= on), 0)
        + sum(one.quantity for one in movable if one.promise_on <= on)
        for on in days
    )


def _keep_short(
    services: Services, work: UnitOfWork, gone: SupplyRecord, *, rest: int, done: Supplied
) -> None:
    """Keep what could not be taken, for later, and say so."""
    before = sum(
        one.quantity
        for one in work.stocktaking.shorts()
        if (one.sku, one.location, one.gone_on) == (gone.sku, gone.location, gone.available_on)
    )
    short = ShortRecord(
        sku=gone.sku,
        location=gone.location,
        gone_on=gone.available_on,
        quantity=before + rest,
        reference=gone.reference,
    )
    work.stocktaking.put_short(short)
    done.jobs += ask_back(services, work, replace(short, quantity=rest))
    done.findings.append(find("supply.short", value_seen=f"{rest} of {gone.sku} at {gone.location}"))
    services.note(work, "supply.short", gone.sku, location=gone.location, quantity=rest)


def _record(
    services: Services, pair: Pair, on: date, *, quantity: int, kind: str, reference: str
) -> SupplyRecord:
    return SupplyRecord(
        id=services.ids.new(),
        sku=pair[0],
        location=pair[1],
        kind=kind,
        quantity=quantity,
        available_on=on,
        reference=reference,
    )


def _counted(pair: Pair, listing: Listing) -> CountRecord:
    return CountRecord(
        sku=pair[0],
        location=pair[1],
        counted_at=listing.counted_at,
        source=listing.source,
        reference=listing.reference,
    )


def _note(services: Services, work: UnitOfWork, source: str, reference: str, *, done: Supplied) -> None:
    codes: Collection[str] = sorted({one.code for one in done.findings})
    services.note(
        work,
        "supply.listed",
        reference or source,
        actor=source,
        changed=done.changed,
        unchanged=done.unchanged,
        findings=list(codes),
    )
