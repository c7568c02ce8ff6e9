"""Dated availability per item and location, under the position's lock.

The buckets of a locked position are read once and kept for the rest of the unit of work: nobody else can
change them. Quantities change by relative updates, so the database's CHECK sees every step.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Dialect,
    Row,
    and_,
    bindparam,
    case,
    delete,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from gateway.adapters.db.audits import mismatches
from gateway.adapters.db.bulk import (
    FEW,
    Write,
    array_of,
    as_found,
    ask_together,
    found_rows,
    looking_for,
    write_all,
)
from gateway.adapters.db.reservations import kept
from gateway.adapters.db.rows import added, chunks, columns_for, made, unless_there, values
from gateway.adapters.db.tables import atp_bucket, commitment, position, supply
from gateway.application.ports import CommitmentRecord, ReservationRecord, SupplyRecord
from gateway.application.records import shard_of
from gateway.errors import Conflict, NotFound

Pair = tuple[str, str]
Move = tuple[str, str, date]
FIRM, SHIPPED = "firm", "shipped"
BACKORDER = "backorder"
OPEN = unless_there(position)
BOOK = unless_there(supply)
PAIR = ("sku", "location")
BUCKET = (*PAIR, "bucket_on")
NEW_BUCKET = (*BUCKET, "shard", "cum_free")
COMMITTED = (*(field.name for field in fields(CommitmentRecord)), "shard")
BOOKED, OF_LINE = COMMITTED[:-1], ("order", "line")
fields_of = attrgetter(*BOOKED)
COMMITMENTS = select(*columns_for(CommitmentRecord, commitment))
OF_ORDER = COMMITMENTS.where(commitment.c.order == bindparam("of_order")).order_by(
    commitment.c.line, commitment.c.schedule, commitment.c.promise_on, commitment.c.location
)
THESE: BindParameter[Any] = bindparam("these", expanding=True)
LOCATIONS = (
    select(position.c.sku, position.c.location).where(position.c.sku.in_(THESE)).order_by(position.c.location)
)
SEEN = (
    select(position.c.sku, position.c.location, atp_bucket.c.bucket_on, atp_bucket.c.cum_free)
    .outerjoin(
        atp_bucket, and_(atp_bucket.c.sku == position.c.sku, atp_bucket.c.location == position.c.location)
    )
    .where(position.c.sku.in_(THESE))
    .order_by(position.c.sku, position.c.location, atp_bucket.c.bucket_on)
)
SET_STATE = update(commitment).where(commitment.c.id.in_(THESE)).values(state=bindparam("to_state"))
SHIP = (
    update(commitment)
    .where(commitment.c.id == bindparam("of_id"))
    .values(
        shipped=commitment.c.shipped + bindparam("by", type_=BigInteger),
        state=case(
            (commitment.c.shipped + bindparam("by", type_=BigInteger) == commitment.c.quantity, SHIPPED),
            else_=commitment.c.state,
        ),
    )
)
SHORTEN = (
    update(commitment)
    .where(commitment.c.id == bindparam("of_id"))
    .values(
        quantity=commitment.c.quantity - bindparam("by", type_=BigInteger),
        state=case(
            (commitment.c.shipped == bindparam("left", type_=BigInteger), SHIPPED),
            else_=commitment.c.state,
        ),
    )
)
GIVE_BACK = (
    delete(commitment)
    .where(commitment.c.id.in_(THESE), commitment.c.state != SHIPPED)
    .returning(commitment.c.sku, commitment.c.location, commitment.c.promise_on, commitment.c.quantity)
)


HOLD = """
    SELECT position.sku, position.location, position.version, before.version, atp_bucket.bucket_on, atp_bucket.cum_free
      FROM unnest(%s::text[], %s::text[]) AS wanted (sku, location)
      JOIN position ON position.sku = wanted.sku AND position.location = wanted.location
      JOIN position AS before ON before.sku = wanted.sku AND before.location = wanted.location
      LEFT JOIN atp_bucket ON atp_bucket.sku = wanted.sku AND atp_bucket.location = wanted.location
     ORDER BY position.sku, position.location
       FOR NO KEY UPDATE OF position
"""
HOLD_ITEMS = """
    SELECT position.sku, position.location, position.version, before.version, atp_bucket.bucket_on, atp_bucket.cum_free
      FROM position
      JOIN position AS before ON before.sku = position.sku AND before.location = position.location
      LEFT JOIN atp_bucket ON atp_bucket.sku = position.sku AND atp_bucket.location = position.location
     WHERE position.sku {}
     ORDER BY position.sku, position.location
       FOR NO KEY UPDATE OF position
"""
HOLD_ITEM = HOLD_ITEMS.format("= %s")
HOLD_MANY = HOLD_ITEMS.format("= ANY (%s::text[])")
"""Locked in one order by everybody. Who had to wait gets the position as it is by then, and everything else as it was when
the statement began: where the versions differ, the buckets are to be read anew."""
HOLD_ALONE = """
    SELECT position.sku, position.location, 0, 0, atp_bucket.bucket_on, atp_bucket.cum_free
      FROM position LEFT JOIN atp_bucket
        ON atp_bucket.sku = position.sku AND atp_bucket.location = position.location
     WHERE (position.sku, position.location) IN (VALUES {})
     ORDER BY position.sku, position.location
"""
AT_ONCE = 5000
OVERSOLD = "not_oversold"


class DbPositions:
    """Implements the port Positions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._locked: dict[Pair, dict[date, int]] = {}

    def lock(self, pairs: Sequence[Pair]) -> Mapping[Pair, Mapping[date, int]]:
        """Lock (sku, location) pairs in sorted order until the unit of work ends; return free quantity by bucket day, cumulative, sparse and ascending."""
        self._hold(pairs)
        return {pair: MappingProxyType(dict(sorted(self._free(pair).items()))) for pair in pairs}

    def seen(self, skus: Iterable[str]) -> Mapping[Pair, Mapping[date, int]]:
        """Return what `lock` would of every position of these items, by pair, without locking it: it may change."""
        found: dict[Pair, dict[date, int]] = {}
        for part in chunks(sorted(set(skus))):
            for sku, location, on, free in self._connection.execute(SEEN, {"these": part}).all():
                days = found.setdefault((sku, location), {})
                if on is not None:
                    days[on] = free
        return found

    def lock_items(
        self, skus: Iterable[str], lines: Collection[tuple[str, int]]
    ) -> Sequence[CommitmentRecord]:
        """Lock every position of these items, as `lock` does; return what is promised by then to lines (order, line)."""
        wanted, dialect = sorted(set(skus)), self._connection.dialect
        if dialect.name != "postgresql" or len(wanted) > AT_ONCE or not 0 < len(lines) <= FEW:
            places = self.locations_of(wanted)
            self._hold([(sku, at) for sku, at_these in places.items() for at in at_these])
            rows = found_rows(self._connection, commitment, BOOKED, OF_LINE, lines)
        else:
            said, of = (HOLD_MANY, array_of(wanted)) if len(wanted) > 1 else (HOLD_ITEM, wanted[0])
            asked = ((said, (of,)), looking_for(commitment, BOOKED, OF_LINE, lines, dialect))
            held, found = ask_together(self._connection, asked)
            self._read_anew(self._take(held))
            rows = as_found(commitment, BOOKED, found, dialect)
        return [CommitmentRecord(**dict(zip(BOOKED, row, strict=True))) for row in rows]

    def locations_of(self, skus: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return where each item has a position, in order of location code."""
        found: dict[str, list[str]] = {}
        for part in chunks(sorted(set(skus))):
            for sku, location in self._connection.execute(LOCATIONS, {"these": part}):
                found.setdefault(sku, []).append(location)
        return {sku: tuple(locations) for sku, locations in found.items()}

    def add_supply(self, supply: SupplyRecord) -> None:
        """Book supply: buckets from its day on rise; the position is locked and its version bumped."""
        pair = (supply.sku, supply.location)
        place = shard_of(supply.sku)
        self._open(pair, place)
        if not self._book(supply, place):
            raise Conflict(f"supply {supply.id} is booked already")
        self._move({(*pair, supply.available_on): supply.quantity})

    def commit(
        self, commitments: Sequence[CommitmentRecord], reserved: Sequence[ReservationRecord] = ()
    ) -> None:
        """Book promises, and keep the reservations they are for: buckets from each promise's day on fall; raises Conflict if any would fall below zero."""
        if not commitments:
            return
        self._hold([(one.sku, one.location) for one in commitments])
        moves: dict[Move, int] = defaultdict(int)
        for one in commitments:
            moves[one.sku, one.location, one.promise_on] -= one.quantity
        self._move(moves, commitments, kept(reserved))

    def exchange(self, given_back: Sequence[CommitmentRecord], promised: Sequence[CommitmentRecord]) -> None:
        """Give commitments back and book others in one move; raises Conflict or NotFound as each would."""
        self._hold([(one.sku, one.location) for one in (*given_back, *promised)])
        moves: dict[Move, int] = defaultdict(int)
        for part in chunks(one.id for one in given_back):
            for sku, location, on, quantity in self._delete(part):
                moves[sku, location, on] += quantity
        for one in promised:
            moves[one.sku, one.location, one.promise_on] -= one.quantity
        self._move(moves, promised)

    def commitments(self, order: str) -> Sequence[CommitmentRecord]:
        """Return what is promised to an order."""
        return made(CommitmentRecord, self._connection.execute(OF_ORDER, {"of_order": order}))

    def release(self, order: str, line: int | None = None) -> None:
        """Give promises back that have not been shipped."""
        self._hold([(one.sku, one.location) for one in self._open_of(order, line)])
        self.give_back(self._open_of(order, line))

    def due_backorders(self, on: date) -> Sequence[CommitmentRecord]:
        """Return the backorders whose supply has come by that day and that nobody was promised yet."""
        statement = COMMITMENTS.where(
            commitment.c.kind == BACKORDER, commitment.c.promise_on <= on, commitment.c.state == FIRM
        )
        ordered = statement.order_by(commitment.c.sku, commitment.c.order, commitment.c.line)
        return made(CommitmentRecord, self._connection.execute(ordered))

    def give_back(self, commitments: Sequence[CommitmentRecord]) -> None:
        """Give these commitments back: buckets from each one's day on rise; raises NotFound if one is not there."""
        self._hold([(one.sku, one.location) for one in commitments])
        moves: dict[Move, int] = defaultdict(int)
        for part in chunks(one.id for one in commitments):
            for sku, location, on, quantity in self._delete(part):
                moves[sku, location, on] += quantity
        self._move(moves)

    def set_state(self, commitments: Sequence[str], state: str) -> None:
        """Move commitments on; raises NotFound if one is not there."""
        for part in chunks(sorted(set(commitments))):
            changes = {"these": part, "to_state": state}
            if self._connection.execute(SET_STATE, changes).rowcount != len(part):
                raise NotFound("a commitment is not there")

    def ship(self, quantities: Mapping[str, int]) -> None:
        """Book that so many of each commitment left: what has left whole is `shipped`; raises Conflict for more than was promised, NotFound."""
        for one, quantity in sorted(quantities.items()):
            try:
                found = self._connection.execute(SHIP, {"of_id": one, "by": quantity}).rowcount
            except IntegrityError as error:
                raise Conflict(f"{one}: more left than was promised") from error
            if not found:
                raise NotFound("a commitment is not there to be shipped")

    def write_off(self, short: CommitmentRecord, loss: SupplyRecord) -> None:
        """Take off a commitment what was not found, and as much supply of its day (`loss`, less than nothing) with it."""
        if loss.available_on != short.promise_on or not 0 < -loss.quantity <= short.quantity - short.shipped:
            raise Conflict(f"{short.id}: more is missing than was to leave")
        self._hold([(short.sku, short.location)])
        if -loss.quantity == short.quantity:
            self._delete([short.id])
        else:
            row = {"of_id": short.id, "by": -loss.quantity, "left": short.quantity + loss.quantity}
            self._connection.execute(SHORTEN, row)
        # The day has as much less supply as it has less promised: no bucket changes.
        self._book(loss, shard_of(loss.sku))

    def mismatches(self) -> Sequence[tuple[str, str, date, int, int]]:
        """Return (sku, location, day, bucket, recomputed) wherever INV2 does not hold: always empty."""
        return mismatches(self._connection)

    def _delete(self, ids: Sequence[str]) -> Sequence[Row[str, str, date, int]]:
        gone = self._connection.execute(GIVE_BACK, {"these": ids}).all()
        if len(gone) != len(ids):
            raise NotFound("a commitment is not there to be given back")
        return gone

    def _open_of(self, order: str, line: int | None) -> Sequence[CommitmentRecord]:
        return [one for one in self.commitments(order) if one.state != SHIPPED and line in (None, one.line)]

    def _open(self, pair: Pair, place: int) -> None:
        sku, location = pair
        row = {"sku": sku, "location": location, "shard": place, "version": 0}
        added(self._connection, OPEN, row)
        self._hold([pair])

    def _book(self, record: SupplyRecord, place: int) -> bool:
        return added(self._connection, BOOK, values(record) | {"shard": place})

    def _hold(self, pairs: Iterable[Pair]) -> None:
        """Lock those of the pairs that are not locked yet."""
        wanted = sorted(set(pairs) - self._locked.keys())
        if not wanted:
            return
        stale: list[Pair] = []
        for part in chunks(wanted, AT_ONCE):
            stale.extend(self._take(_held(self._connection, part)))
        self._read_anew(stale)

    def _read_anew(self, stale: Sequence[Pair]) -> None:
        """Read the buckets of locked positions."""
        for sku, at, bucket_on, free in found_rows(
            self._connection, atp_bucket, (*BUCKET, "cum_free"), PAIR, stale
        ):
            self._locked[sku, at][bucket_on] = free

    def _take(self, rows: Iterable[Sequence[Any]]) -> list[Pair]:
        """Keep the buckets of positions that were locked; return those that somebody changed while they were waited for."""
        read = _bucket_reader(self._connection.dialect)
        changed: set[Pair] = set()
        for sku, at, version, seen, bucket_on, free in rows:
            days = self._locked.setdefault((sku, at), {})
            if version != seen:
                changed.add((sku, at))
            elif bucket_on is not None:
                days[bucket_on if read is None else read(bucket_on)] = free
        return list(changed)

    def _free(self, pair: Pair) -> Mapping[date, int]:
        """Return a locked position's buckets; none where there is no position."""
        return self._locked.get(pair, {})

    def _move(
        self,
        moves: Mapping[Move, int],
        promises: Sequence[CommitmentRecord] = (),
        beside: Sequence[Write] = (),
    ) -> None:
        """Raise (or lower) the buckets of locked positions from each day on, those there are by what is added to them; book promises, and write what is beside them."""
        if not moves:
            return
        place = {sku: shard_of(sku) for sku, _, _ in moves}
        promised = [(*fields_of(one), place[one.sku]) for one in promises]
        after = self._after(moves)
        opened, raised = [], []
        for (sku, location), buckets in after.items():
            before = self._free((sku, location))
            for on, free in buckets.items():
                if on not in before:
                    opened.append((sku, location, on, shard_of(sku), free))
                elif free != before[on]:
                    raised.append((sku, location, on, free - before[on]))
        bumped = [(sku, location, 1) for sku, location in sorted(after)]
        writes = (
            Write(table=atp_bucket, names=NEW_BUCKET, rows=sorted(opened)),
            Write(table=atp_bucket, names=(*BUCKET, "cum_free"), rows=sorted(raised), raises=True),
            Write(table=position, names=(*PAIR, "version"), rows=bumped, raises=True),
            Write(table=commitment, names=COMMITTED, rows=promised),
            *beside,
        )
        try:
            write_all(self._connection, writes)
        except IntegrityError as error:
            if OVERSOLD not in str(error.orig):
                raise
            raise Conflict("more would be promised than there is") from error
        self._locked |= after

    def _after(self, moves: Mapping[Move, int]) -> dict[Pair, dict[date, int]]:
        """Return the buckets as they will be, each day of a move with one of its own; raises Conflict."""
        by_pair: dict[Pair, dict[date, int]] = {}
        for (sku, location, on), by in moves.items():
            by_pair.setdefault((sku, location), {})[on] = by
        after = {}
        for pair, changes in by_pair.items():
            before = self._free(pair)
            free = more = 0
            buckets: dict[date, int] = {}
            for on in sorted(before.keys() | changes.keys()):
                free = before.get(on, free)
                more += changes.get(on, 0)
                buckets[on] = free + more
                if free + more < 0:
                    raise Conflict(f"more of {pair[0]} at {pair[1]} would be promised than there is")
            after[pair] = buckets
        return after


def _held(connection: Connection, pairs: Sequence[Pair]) -> Iterable[Sequence[Any]]:
    """Return rows of pair, version, version before, day and what is free; the positions are locked."""
    if connection.dialect.name == "postgresql":
        return connection.exec_driver_sql(HOLD, tuple(map(array_of, zip(*pairs, strict=True)))).all()
    marks = ", ".join(["(?, ?)"] * len(pairs))
    return connection.exec_driver_sql(HOLD_ALONE.format(marks), tuple(chain.from_iterable(pairs))).all()


@cache
def _bucket_reader(dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes a day of what the driver gives, None where it is one."""
    return atp_bucket.c.bucket_on.type.dialect_impl(dialect).result_processor(dialect, None)
