"""Lines that ship complete, once each has had its turn: room is made for those that found none.

Who goes all at once fits or does not, and then the turn alone decides badly. A promise may move to another place of its
line, whole and on its day; and lines give way to others where more is in time then, of the first stage that changes.
How far this looks is bounded: what is best of all is a knapsack for every item.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from gateway.orderdesk.rebalancing import Demand
from gateway.orderdesk.resourcing import Sources

MOVES = 3  # promises that make way for one another, one after the other
PUTS = 10_000  # promises put or taken back while one item is looked at
ROUNDS = 20
Put = tuple[int, int, int, int]
"""Of a line, at a place, on a day, so many; as `Sources.put` takes them."""


class Exchange:
    """The lines of one item that ship complete; `limit` says how many of a line may leave in time.

    `stages` are those whose lines are shared out anew, in the order in which they are served.
    """

    def __init__(
        self,
        demands: Sequence[Demand],
        sources: Sources,
        day: Sequence[int],
        *,
        limit: Sequence[int],
        stages: Sequence[Sequence[int]],
    ) -> None:
        self._sources = sources
        self._day = day
        self._size = [one.quantity for one in demands]
        self._stage = {
            line: at
            for at, lines in enumerate(stages)
            for line in lines
            if demands[line].whole and limit[line] >= demands[line].quantity
        }
        self._left = PUTS
        self._done: list[Put] = []

    def improve(self) -> bool:
        """Bring more in time; return whether anything was gained."""
        for turn in range(ROUNDS):
            short = sorted((line for line in self._stage if not self._served(line)), key=self._turn)
            brought = [line for line in short if self._place(line) or self._replace(line, short)]
            if not brought:
                return turn > 0
        return True

    def _turn(self, line: int) -> tuple[int, int]:
        return self._stage[line], -self._size[line]

    def _served(self, line: int) -> bool:
        return self._sources.until(line, self._day[line]) >= self._size[line]

    def _place(self, line: int) -> bool:
        """Promise a line on its day where that is possible, moving others between places."""
        if self._served(line):
            return False
        before = len(self._done)
        self._pull(line)
        for place in self._sources.places[line]:
            mark = len(self._done)
            self._put(line, place, self._day[line], self._size[line])
            if self._mended(place, MOVES, frozenset({line})):
                return True
            self._undo(mark)
        self._undo(before)
        return False

    def _mended(self, place: int, moves: int, moved: frozenset[int]) -> bool:
        """Move promises away until a place gives no more than it has; return whether that was possible."""
        row = self._sources.free[place]
        lacking = -min(row)
        if lacking <= 0:
            return True
        if not moves:
            return False
        first = next(day for day, free in enumerate(row) if free < 0)
        movable = [
            (quantity, line, on)
            for (line, on), quantity in self._sources.held[place].items()
            if on <= first and quantity >= lacking and line not in moved and self._is_all_of(line, quantity)
        ]
        return any(
            self._moved(line, on, way=(place, other), moves=moves, moved=moved)
            for _, line, on in sorted(movable)
            for other in self._sources.places[line]
            if other != place
        )

    def _moved(self, line: int, on: int, *, way: tuple[int, int], moves: int, moved: frozenset[int]) -> bool:
        """Move a line from one place to another if that has room or others make it."""
        if self._left <= 0:
            return False
        mark = len(self._done)
        self._put(line, way[0], on, -self._size[line])
        self._put(line, way[1], on, self._size[line])
        if self._mended(way[1], moves - 1, moved | {line}):
            return True
        self._undo(mark)
        return False

    def _is_all_of(self, line: int, quantity: int) -> bool:
        return line in self._stage and quantity == self._size[line]

    def _replace(self, line: int, short: Sequence[int]) -> bool:
        """Let others give way to a line, if more is in time then."""
        return not self._served(line) and any(
            self._pays(line, given, short) for given in self._candidates(line)
        )

    def _candidates(self, line: int) -> Iterator[tuple[int, ...]]:
        """Yield who could give way: each that is served, those at the line's own places first; then two that are less."""
        places = set(self._sources.places[line])
        served = [one for one in self._stage if self._served(one)]
        near = [one for one in served if not places.isdisjoint(place for place, _ in self._sources.own[one])]
        yield from ((one,) for one in near)
        yield from ((one,) for one in served if one not in near)
        for pair in combinations((one for one in near if self._stage[one] >= self._stage[line]), 2):
            if sum(self._size[one] for one in pair) < self._size[line]:
                yield pair

    def _pays(self, line: int, given: Sequence[int], short: Sequence[int]) -> bool:
        """Serve a line in place of others, then whoever else there is room for; undo it unless more is in time."""
        if self._left <= 0:
            return False
        mark = len(self._done)
        change = [0] * (1 + max(self._stage.values()))
        for one in given:
            self._pull(one)
            change[self._stage[one]] -= self._size[one]
        if self._place(line):
            change[self._stage[line]] += self._size[line]
            for other in sorted({*given, *short} - {line}, key=self._turn):
                if self._place(other):
                    change[self._stage[other]] += self._size[other]
            if next(filter(None, change), 0) > 0:
                return True
        self._undo(mark)
        return False

    def _pull(self, line: int) -> None:
        for (place, day), quantity in tuple(self._sources.own[line].items()):
            self._put(line, place, day, -quantity)

    def _put(self, line: int, place: int, day: int, quantity: int) -> None:
        self._left -= 1
        self._sources.put(line, place, day, quantity=quantity)
        self._done.append((line, place, day, quantity))

    def _undo(self, mark: int) -> None:
        while len(self._done) > mark:
            line, place, day, quantity = self._done.pop()
            self._sources.put(line, place, day, quantity=-quantity)
