"""Who leaves from where: one item's supply and promises, in which a promise may move to another place to make room.

A promise keeps its day; only its place may change, and only to a place its line may leave from. So a line that
is served gets all it could get without taking anything from a line that was served before it.
"""

from collections.abc import Sequence
from typing import NamedTuple

Key = tuple[int, int]
NEVER = -1


class _Hop(NamedTuple):
    """A place reached by the search: from which day it has to give, its first day without any left, how we came."""

    place: int
    day: int
    tight: int
    before: int = NEVER
    moved: Key = (NEVER, NEVER)


class _Way(NamedTuple):
    """A chain of moves that makes room: its last hop, the promise that leaves it, and where that goes.

    `goal` is the place with room, or NEVER where the promise is the line's own later one and is dropped.
    """

    hop: int
    moved: Key
    goal: int


class Sources:
    """One item at all its places: `free[place][day]` may still be promised, `held` says what is.

    Places, days and lines count from 0. A line may leave from its `places`; once promised it can be moved to
    its `moves`, none for a line that only goes in whole packs. `closed[place]` is the last day up to which nothing more can be had
    there however promises move; `freed` tells that something was given up since it was last set back.
    """

    __slots__ = ("_journal", "closed", "free", "freed", "held", "moves", "own", "places")

    def __init__(
        self,
        free: Sequence[Sequence[int]],
        places: Sequence[tuple[int, ...]],
        moves: Sequence[tuple[int, ...]],
    ) -> None:
        self.free = [list(row) for row in free]
        self.places = places
        self.moves = moves
        self.held: list[dict[Key, int]] = [{} for _ in free]
        self.own: list[dict[Key, int]] = [{} for _ in places]
        self.closed = [NEVER] * len(self.free)
        self.freed = False
        self._journal: list[tuple[int, int, int, int]] | None = None

    def divisible(self) -> "Sources":
        """Return the same as if every line could be split at will, to see what would be possible then."""
        other = Sources(self.free, self.places, self.places)
        other.held = [dict(one) for one in self.held]
        other.own = [dict(one) for one in self.own]
        return other

    def room(self, place: int, day: int) -> int:
        """Return how many can leave the place on the day with every promise staying where it is."""
        return min(self.free[place][day:])

    def put(self, line: int, place: int, day: int, *, quantity: int) -> None:
        """Promise so many (or give so many back, if negative), whether there is room or not."""
        row = self.free[place]
        row[day:] = [free - quantity for free in row[day:]]
        held, own = self.held[place], self.own[line]
        now = held.get((line, day), 0) + quantity
        if now:
            held[line, day] = own[place, day] = now
        else:
            del held[line, day], own[place, day]
        if quantity < 0 and day <= self.closed[place]:
            self.closed = [NEVER] * len(self.free)
        if self._journal is not None:
            self._journal.append((line, place, day, quantity))

    def take(self, line: int, day: int, want: int) -> int:
        """Promise up to so many of the line on the day, moving promises between places; return how many.

        What the line has on later days may be given up for it.
        """
        got = 0
        for place in self.places[line]:
            if got == want:
                return got
            quantity = min(self.room(place, day), want - got)
            if quantity > 0:
                self.put(line, place, day, quantity=quantity)
                got += quantity
        while got < want:
            hops, way = self._search(line, day)
            if way is None:
                return got
            got += self._move(line, hops, way, want=want - got)
        return got

    def trim(self, line: int, most: int) -> None:
        """Give what a line has beyond `most` back, the latest first."""
        left = self.total(line) - most
        for place, day in sorted(self.own[line], key=lambda key: (-key[1], -key[0])):
            if left <= 0:
                return
            part = min(left, self.own[line][place, day])
            self.put(line, place, day, quantity=-part)
            self.freed = True
            left -= part

    def pull(self, line: int) -> dict[Key, int]:
        """Give everything of the line back; return what it had by place and day."""
        had = dict(self.own[line])
        for (place, day), quantity in had.items():
            self.put(line, place, day, quantity=-quantity)
        return had

    def until(self, line: int, day: int) -> int:
        """Return how many the line has by the day."""
        got = 0
        for (_, on), quantity in self.own[line].items():
            if on <= day:
                got += quantity
        return got

    def total(self, line: int) -> int:
        """Return how many the line has."""
        return sum(self.own[line].values())

    def is_closed(self, line: int, day: int) -> bool:
        """Return whether it is known that the line cannot have more by the day."""
        for place in self.places[line]:
            if day > self.closed[place]:
                return False
        return not self._inside(line, day)

    def is_closed_for_good(self, line: int, after: int, last: int) -> bool:
        """Return whether it is known that the line, which has nothing later than `after`, cannot have more by any day up to the last."""
        for place in self.places[line]:
            if last > self.closed[place]:
                return False
        return all(on <= after for _, on in self.own[line])

    def begin(self) -> bool:
        """Remember what is done from now on, so that it can be undone; return what `undo` has to be told."""
        self._journal = []
        return self.freed

    def keep(self) -> None:
        """Let what was done since `begin` stand."""
        self._journal = None

    def undo(self, freed: bool) -> None:  # noqa: FBT001 - handed back as it came
        """Undo what was done since `begin`."""
        done, self._journal = self._journal or [], None
        for line, place, day, quantity in reversed(done):
            self.put(line, place, day, quantity=-quantity)
        self.freed = freed
        if done:
            self.closed = [NEVER] * len(self.free)

    def _inside(self, line: int, day: int) -> bool:
        """Return whether giving up something later of the line would open what is closed."""
        for place, on in self.own[line]:  # noqa: SIM110 - asked a million times in a run: a generator takes twice as long
            if day < on <= self.closed[place]:
                return True
        return False

    def _search(self, line: int, day: int) -> tuple[list[_Hop], _Way | None]:
        """Return the hops looked at, and the way that makes room for one more of the line if there is one."""
        known = self.closed if not self._inside(line, day) else [NEVER] * len(self.free)
        reach, done = list(known), list(known)
        hops: list[_Hop] = []
        for place in self.places[line]:
            if day > reach[place]:
                reach[place] = self.free[place].index(0, day)
                hops.append(_Hop(place=place, day=day, tight=reach[place]))
        for at, hop in enumerate(hops):  # grows while we walk: a breadth-first search
            for other, on in self.held[hop.place]:
                if on > hop.tight or on <= done[hop.place]:
                    continue
                if other == line and on > day:
                    return hops, _Way(hop=at, moved=(other, on), goal=NEVER)
                goal = self._reach((other, on), at, reach=reach, hops=hops)
                if goal is not None:
                    return hops, _Way(hop=at, moved=(other, on), goal=goal)
            done[hop.place] = max(done[hop.place], hop.tight)
        self.closed = [max(pair) for pair in zip(self.closed, reach, strict=True)]
        return hops, None

    def _reach(self, moved: Key, at: int, *, reach: list[int], hops: list[_Hop]) -> int | None:
        """Return the other place that has room for a promise, or note the places it could be squeezed into.

        Of where it is we know already that there is none.
        """
        line, on = moved
        for other in self.moves[line]:
            if on <= reach[other]:
                continue
            row = self.free[other]
            if min(row[on:]) > 0:
                return other
            reach[other] = row.index(0, on)
            hops.append(_Hop(place=other, day=on, tight=reach[other], before=at, moved=moved))
        return None

    def _move(self, line: int, hops: Sequence[_Hop], way: _Way, *, want: int) -> int:
        """Move as many as the way lets through, and put so many of the line where they left; return how many."""
        size = want if way.goal == NEVER else min(want, self.room(way.goal, way.moved[1]))
        chain = [(hops[way.hop], way.moved)]
        while chain[-1][0].before != NEVER:
            hop = chain[-1][0]
            chain.append((hops[hop.before], hop.moved))
        for hop, moved in chain:
            size = min(size, self.held[hop.place][moved], *self.free[hop.place][hop.day : moved[1]])
        target = way.goal
        for hop, (other, on) in chain:
            self.put(other, hop.place, on, quantity=-size)
            if target != NEVER:
                self.put(other, target, on, quantity=size)
            target = hop.place
        self.put(line, target, chain[-1][0].day, quantity=size)
        self.freed = self.freed or way.goal == NEVER
        return size
