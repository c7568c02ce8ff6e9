"""Who leaves from where: what moves to make room, what is given up for it, and what never is."""

from collections.abc import Sequence

from gateway.orderdesk.resourcing import NEVER, Sources

HERE, THERE, YONDER = (0,), (1,), (2,)
State = tuple[list[list[int]], list[dict[tuple[int, int], int]]]


def sources(
    free: Sequence[Sequence[int]],
    places: Sequence[tuple[int, ...]],
    *promised: tuple[int, int, int, int],
    moves: Sequence[tuple[int, ...]] | None = None,
) -> Sources:
    """Return places with supply by day, and (line, place, day, quantity) promised of it."""
    made = Sources(free, places, places if moves is None else moves)
    for line, place, day, quantity in promised:
        made.put(line, place, day, quantity=quantity)
    return made


def state(of: Sources) -> State:
    """Return what is free by place and day and what each line has, which agrees with what is held where."""
    held = {(line, place, day): n for place, all_ in enumerate(of.held) for (line, day), n in all_.items()}
    own = {(line, place, day): n for line, all_ in enumerate(of.own) for (place, day), n in all_.items()}
    assert held == own
    return of.free, of.own


def everything(of: Sources) -> tuple[State, bool]:
    """Return, to compare with later, all that an attempt must leave as it was once it is undone."""
    free, own = state(of)
    return ([list(row) for row in free], [dict(one) for one in own]), of.freed


def test_what_is_promised_later_is_no_room_before() -> None:
    """Room on a day is the least of that day and all after it."""
    one = sources([[5, 3, 9]], [HERE])

    assert [3, 3, 9] == [one.room(0, day) for day in range(3)]


def test_what_is_promised_is_gone_from_its_day_on_until_it_is_given_back() -> None:
    one = sources([[5, 5, 9], [4, 4, 4]], [(0, 1), HERE], (0, 0, 1, 2), (1, 0, 0, 1), (0, 0, 1, 1))

    assert ([[4, 1, 5], [4, 4, 4]], [{(0, 1): 3}, {(0, 0): 1}]) == state(one)
    assert (3, 0, 3) == (one.total(0), one.until(0, 0), one.until(0, 1))
    one.put(0, 0, 1, quantity=-3)
    assert ([[4, 4, 8], [4, 4, 4]], [{}, {(0, 0): 1}]) == state(one)
    assert not one.freed


def test_the_best_place_gives_first_and_no_place_more_than_is_asked_of_it() -> None:
    one = sources([[4], [9], [9]], [(1, 0, 2)])

    assert (10, 0) == (one.take(0, 0, 10), one.take(0, 0, 0))
    assert ([[3], [0], [9]], [{(1, 0): 9, (0, 0): 1}]) == state(one)


def test_a_promise_moves_to_another_place_of_its_line_on_its_day() -> None:
    """As much of it as is asked for, and not more than there is room for."""
    some = sources([[5], [9]], [(0, 1), HERE], (0, 0, 0, 5))
    all_ = sources([[5], [3]], [(0, 1), HERE], (0, 0, 0, 5))

    assert (4, 3) == (some.take(1, 0, 4), all_.take(1, 0, 4))
    assert ([[0], [5]], [{(0, 0): 1, (1, 0): 4}, {(0, 0): 4}]) == state(some)
    assert ([[0], [0]], [{(0, 0): 2, (1, 0): 3}, {(0, 0): 3}]) == state(all_)
    assert (False, False) == (some.freed, all_.freed)


def test_several_promises_move_until_there_is_as_much_as_is_asked_for() -> None:
    """The first wholly, the next in part; one that leaves too late to be in the way stays, though it came first."""
    crowd = sources(
        [[5, 5, 8], [9, 9, 9]], [(0, 1), (0, 1), (0, 1), HERE], (2, 0, 2, 3), (0, 0, 0, 2), (1, 0, 0, 3)
    )

    assert 4 == crowd.take(3, 0, 4)
    assert (
        [[0, 0, 0], [5, 5, 5]],
        [{(1, 0): 2}, {(0, 0): 1, (1, 0): 2}, {(0, 2): 3}, {(0, 0): 4}],
    ) == state(crowd)


def test_room_for_one_is_room() -> None:
    last = sources([[2], [1]], [(0, 1), HERE], (0, 0, 0, 2))

    assert 1 == last.take(1, 0, 2)
    assert ([[0], [0]], [{(0, 0): 1, (1, 0): 1}, {(0, 0): 1}]) == state(last)


def test_a_line_that_may_not_be_moved_stays() -> None:
    """Though it may leave from elsewhere too: it goes in whole packs."""
    packed = sources([[5], [9]], [(0, 1), HERE], (0, 0, 0, 5), moves=[(), HERE])

    assert 0 == packed.take(1, 0, 4)
    assert ([[0], [9]], [{(0, 0): 5}, {}]) == state(packed)


def test_a_chain_of_moves_is_as_wide_as_its_narrowest_promise() -> None:
    """Three places in a row, of which only the last has room; the promise in the middle is of two."""
    chain = sources([[5], [5], [9]], [HERE, (0, 1), (1, 2), (1,)], (1, 0, 0, 5), (2, 1, 0, 2), (3, 1, 0, 3))

    assert 2 == chain.take(0, 0, 4)
    assert (
        [[0], [0], [7]],
        [{(0, 0): 2}, {(0, 0): 3, (1, 0): 2}, {(2, 0): 2}, {(1, 0): 3}],
    ) == state(chain)


def test_what_leaves_later_makes_room_only_for_what_is_there_before() -> None:
    """Ten are promised for the third day, of which three are there on the first: no more than three can leave then."""
    later = sources([[3, 3, 10], [20, 20, 20]], [(0, 1), HERE], (0, 0, 2, 10))

    assert 3 == later.take(1, 0, 5)
    assert ([[0, 0, 0], [20, 20, 17]], [{(0, 2): 7, (1, 2): 3}, {(0, 0): 3}]) == state(later)


def test_what_leaves_after_the_first_day_without_any_left_makes_no_room() -> None:
    """What is short is short before it is promised."""
    short = sources([[4, 4, 9], [9, 9, 9]], [HERE, (0, 1), HERE], (0, 0, 0, 4), (1, 0, 2, 5))

    assert 0 == short.take(2, 1, 1)
    assert ([[0, 0, 0], [9, 9, 9]], [{(0, 0): 4}, {(0, 2): 5}, {}]) == state(short)


def test_a_line_gives_up_its_own_later_promise_for_an_earlier_one() -> None:
    """No more of it than there is to be had before, and it says that something was given up."""
    waits = sources([[4, 10]], [HERE], (0, 0, 1, 10))

    assert 4 == waits.take(0, 0, 10)
    assert ([[0, 0]], [{(0, 0): 4, (0, 1): 6}]) == state(waits)
    assert waits.freed


def test_what_a_line_gives_up_elsewhere_makes_room_for_who_makes_room_for_it() -> None:
    """Its later promise leaves the place the other one can move to."""
    both = sources([[5, 5], [5, 5]], [HERE, (0, 1)], (1, 0, 0, 5), (0, 1, 1, 5))

    assert 5 == both.take(0, 0, 5)
    assert ([[0, 0], [0, 0]], [{(0, 0): 5}, {(1, 0): 5}]) == state(both)
    assert both.freed


def test_what_a_line_has_too_much_goes_back_the_latest_first_and_of_a_day_the_last_place_first() -> None:
    one = sources([[9, 9], [9, 9]], [(0, 1)], (0, 0, 0, 2), (0, 0, 1, 3), (0, 1, 1, 4))

    one.trim(0, 9)
    assert ({(0, 0): 2, (0, 1): 3, (1, 1): 4}, False) == (one.own[0], one.freed)
    one.trim(0, 4)
    assert ([[7, 5], [9, 9]], [{(0, 0): 2, (0, 1): 2}]) == state(one)
    assert one.freed


def test_a_line_gives_everything_back_and_tells_what_it_was() -> None:
    one = sources([[9, 9], [9, 9]], [(0, 1), HERE], (0, 0, 0, 2), (0, 1, 1, 4), (1, 0, 0, 1))

    assert {(0, 0): 2, (1, 1): 4} == one.pull(0)
    assert ([[8, 8], [9, 9]], [{}, {(0, 0): 1}]) == state(one)


def test_it_is_known_up_to_when_a_place_has_no_more_until_something_is_given_back_there() -> None:
    """All but two are promised for the second day; more come on the third. The other place has some, for other lines."""
    one = sources([[5, 2, 5], [1, 1, 1]], [HERE, THERE, (0, 1)])

    assert ([NEVER, NEVER], False) == (one.closed, one.is_closed(0, 0))
    assert 2 == one.take(0, 0, 3)
    assert [1, NEVER] == one.closed
    assert [True, True, False] == [one.is_closed(0, day) for day in range(3)]
    assert [False, False] == [one.is_closed(line, 0) for line in (1, 2)]
    assert [True, False] == [one.is_closed_for_good(0, 0, last) for last in (1, 2)]
    one.put(0, 0, 0, quantity=-1)
    assert ([NEVER, NEVER], False) == (one.closed, one.is_closed(0, 0))


def test_what_is_given_back_after_the_last_closed_day_opens_nothing() -> None:
    one = sources([[2, 5]], [HERE, HERE], (1, 0, 1, 3))

    assert 2 == one.take(0, 0, 3)
    assert [0] == one.closed
    one.put(1, 0, 1, quantity=-3)
    assert [0] == one.closed


def test_a_line_that_could_give_up_something_later_is_not_closed() -> None:
    """Neither for a day, nor for good while it has something later than that."""
    one = sources([[2, 2, 5]], [HERE, HERE], (1, 0, 1, 1))

    assert 1 == one.take(0, 0, 2)
    assert [1] == one.closed
    assert (True, False) == (one.is_closed(0, 0), one.is_closed(1, 0))
    assert (True, False, True) == (
        one.is_closed_for_good(0, 0, 1),
        one.is_closed_for_good(1, 0, 1),
        one.is_closed_for_good(1, 1, 1),
    )


def test_what_is_known_of_a_later_day_is_not_forgotten_for_an_earlier_one() -> None:
    """Nobody can have more by the second day; that a line could have it sooner, had it not, changes nothing of that."""
    one = sources([[2, 5]], [HERE, HERE, HERE], (0, 0, 0, 2), (1, 0, 1, 3))

    assert (0, [1]) == (one.take(2, 1, 1), one.closed)
    assert (0, [1]) == (one.take(1, 0, 1), one.closed)


def test_what_was_tried_is_undone_wholly_or_stands() -> None:
    """Promises, what is free, and whether something was given up."""
    one = sources([[4, 10], [5, 5]], [(0, 1), (0, 1)], (0, 0, 1, 6), (1, 0, 0, 4))
    before = everything(one)
    freed = one.begin()
    one.take(0, 0, 9)
    one.trim(0, 5)
    assert before != everything(one)
    one.undo(freed)
    assert before == everything(one)
    assert [NEVER, NEVER] == one.closed

    one.begin()
    one.take(0, 0, 5)
    stands = everything(one)
    one.keep()
    one.undo(one.freed)
    assert stands == everything(one)


def test_nothing_tried_leaves_what_is_known() -> None:
    one = sources([[2, 5]], [HERE])
    one.take(0, 0, 3)

    one.undo(one.begin())

    assert [0] == one.closed


def test_what_would_be_possible_if_lines_could_be_split_changes_nothing_here() -> None:
    """A copy, in which every line may move to every place of its own."""
    packed = sources([[5], [9]], [(0, 1), HERE], (0, 0, 0, 5), moves=[(), HERE])
    before = everything(packed)

    free = packed.divisible()

    assert ([(0, 1), HERE], [(0, 1), HERE]) == (free.places, free.moves)
    assert 4 == free.take(1, 0, 4)
    assert ([[0], [5]], [{(0, 0): 1, (1, 0): 4}, {(0, 0): 4}]) == state(free)
    assert before == everything(packed)
