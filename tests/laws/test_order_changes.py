"""Laws of changes: the path does not matter, nothing is promised twice, nothing untouched is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.domain.order_changes import ChangedLine
from gateway.domain.orders import PurchaseOrder
from gateway.domain.references import TradeDate
from gateway.orderdesk.revising import is_wanted
from gateway.orderdesk.standing import added_up
from tests.unit.orderdesk.changes import World, after, altered, change, changed, placed, told
from tests.unit.orderdesk.desk import TODAY, day, decided, line, order
from tests.unit.orderdesk.supplies import Supply

unhurried = settings(deadline=None, max_examples=60)
SKUS = ("MUG", "PLATE")
PLACES = ("MAIN",)
HORIZON = 10
DEEP = 100_000
QUANTITIES = st.integers(1, 8).map(lambda packs: 6 * packs)
DAYS = st.integers(0, HORIZON).map(day)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a buyer does to an order next; `at` picks a line that is there."""

    word: str
    at: int
    sku: str
    quantity: int
    on: date
    price: bool


STEPS = st.builds(
    Step,
    word=st.sampled_from(["more-or-less", "reschedule", "delete", "add", "replace-item", "price", "all"]),
    at=st.integers(0, 5),
    sku=st.sampled_from(SKUS),
    quantity=QUANTITIES,
    on=DAYS,
    price=st.booleans(),
)
LINES = st.lists(st.tuples(st.sampled_from(SKUS), QUANTITIES), min_size=1, max_size=3)


def supplies(amounts: Sequence[tuple[str, int, int]]) -> tuple[Supply, ...]:
    """Return supplies from (item, days from today, quantity)."""
    return tuple(
        Supply(sku=sku, location="MAIN", quantity=quantity, available_on=day(offset))
        for sku, offset, quantity in amounts
    )


ENOUGH = supplies([(sku, 0, DEEP) for sku in SKUS])
SCARCE = st.lists(
    st.tuples(st.sampled_from(SKUS), st.integers(0, HORIZON), st.integers(1, 60)), min_size=2, max_size=6
).map(lambda amounts: supplies([*((sku, 0, 1) for sku in SKUS), *amounts]))


def drawn(lines: Sequence[tuple[str, int]]) -> PurchaseOrder:
    """Return an order of items and quantities."""
    return order(*(line(sku, str(quantity)) for sku, quantity in lines))


def asked(step: Step, now: PurchaseOrder, fresh: str) -> ChangedLine | None:
    """Return a step as a line of a change; None where no line is left that it could be about."""
    like = line(step.sku, str(step.quantity))
    there = [one for one in now.lines if is_wanted(one)]
    if step.word == "add":
        return altered("add-line", fresh, str(step.quantity), sku=step.sku, unit="EA", price=like.price)
    if not there:
        return None
    one = there[step.at % len(there)]
    quantity = str(step.quantity)
    words = {
        "delete": altered("delete-line", one.number),
        "reschedule": altered(
            "reschedule", one.number, dates=(TradeDate(kind="ship-requested", on=step.on),)
        ),
        "price": altered("price-change", one.number, price=one.price),
        "replace-item": altered("change", one.number, quantity, sku=step.sku, price=like.price),
        "all": altered("replace-all", one.number, quantity, sku=step.sku, unit="EA", price=like.price),
        "more-or-less": altered("change", one.number, quantity),
    }
    return words[step.word]


def changed_by(world: World, steps: Sequence[Step]) -> World:
    """Return the world after the buyer's steps, each a change of its own."""
    for number, step in enumerate(steps):
        one = asked(step, world.underway.order, f"N{number}")
        if one is not None:
            result = changed(world, change(one))
            assume("accepted" == result.verdict)
            world = after(world, result)
    return world


def at_once(world: World) -> PurchaseOrder:
    """Return the latest revision as an order nobody has heard of."""
    last = world.underway.order
    return replace(last, lines=tuple(one for one in last.lines if is_wanted(one)))


def renumbered(world: World) -> dict[int, int]:
    """Return the places in that order of the lines that are still wanted."""
    wanted = [at for at, one in enumerate(world.underway.order.lines, 1) if is_wanted(one)]
    return {number: place for place, number in enumerate(wanted, 1)}


def same_items_apart(final: PurchaseOrder) -> bool:
    """Tell whether no two lines ask for the same: a person would look at those first."""
    keys = [(one.identifiers, one.quantity, one.price, one.dates) for one in final.lines]
    return len(set(keys)) == len(keys)


def placed_like(world: World, final: PurchaseOrder) -> None:
    """Assert that the order under way is the one that is placed at once, in facts, promises and availability.

    An order that a person would look at first, had it come at once, is another matter.
    """
    places = renumbered(world)
    fresh = decided(
        final, positions=World(underway=replace(world.underway, booked=()), supplies=world.supplies).positions
    )
    assume("confirmed" == fresh.state)
    mine = sorted((places[number], *rest) for number, *rest in world.told)
    facts = [added_up(replace(one, line=0)) for one in world.underway.outcomes if one.line in places]
    standing = [
        (one.sku, one.unit, one.ordered, one.price) for one in world.underway.lines if one.line in places
    ]

    assert [added_up(replace(one.outcome, line=0)) for one in fresh.lines] == facts
    assert told(fresh.commitments) == mine
    assert [(one.sku, one.unit, one.asked, one.price and one.price.holds) for one in fresh.lines] == standing


@unhurried
@given(LINES, st.lists(STEPS, max_size=5))
def test_the_path_does_not_matter_where_supply_allows(
    lines: list[tuple[str, int]], steps: list[Step]
) -> None:
    """An order and its changes are the last revision placed at once."""
    first = drawn(lines)
    assume(same_items_apart(first))
    world = changed_by(placed(first, *ENOUGH), steps)
    final = at_once(world)
    assume(final.lines)

    placed_like(world, final)


@unhurried
@given(st.permutations(SKUS), QUANTITIES, SCARCE, st.lists(STEPS, max_size=5))
def test_the_path_does_not_matter_where_each_item_has_one_line(
    skus: list[str], quantity: int, scarce: tuple[Supply, ...], steps: list[Step]
) -> None:
    """However short supply is, as long as no two lines of an order want the same."""
    simple = [
        replace(step, word="more-or-less") if step.word in ("add", "replace-item", "all") else step
        for step in steps
    ]
    first = drawn([(sku, quantity) for sku in skus])
    world = changed_by(placed(first, *scarce), simple)
    final = at_once(world)
    assume(final.lines)

    placed_like(world, final)


@unhurried
@given(LINES, SCARCE, st.lists(STEPS, max_size=6), st.sampled_from(["loose", "out", "left"]), st.booleans())
def test_nothing_is_promised_twice_and_what_is_asked_for_adds_up(
    lines: list[tuple[str, int]],
    scarce: tuple[Supply, ...],
    steps: list[Step],
    state: str,
    recallable: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    """Wherever goods are and however short they are: no day is oversold, and facts and ledger agree."""
    first = drawn(lines)
    assume(same_items_apart(first))
    states = dict.fromkeys(range(1, len(lines) + 1), state)
    world = placed(first, *scarce, states=states)
    if state == "left":
        left: dict[int, int] = {}
        for one in world.underway.booked:
            if one.state == "left":
                left[one.commitment.line] = left.get(one.commitment.line, 0) + one.commitment.quantity
        world = replace(world, underway=replace(world.underway, shipped=left))
    for number, step in enumerate(steps):
        one = asked(step, world.underway.order, f"N{number}")
        if one is None or world.underway.state in ("cancelled", "closed"):
            continue
        before = world
        result = changed(world, change(one), recallable=recallable)
        if result.verdict != "accepted":
            continue
        world = after(world, result)
        untouched_is_kept(before, world, result.touched)

    assert all(bucket.free >= 0 for position in world.positions for bucket in position.buckets)
    for outcome, stands in zip(world.underway.outcomes, world.underway.lines, strict=True):
        ledger = sum(
            one.commitment.quantity
            for one in world.underway.booked
            if (one.commitment.line, one.commitment.kind) == (outcome.line, "promise")
        )
        assert sum(one.quantity for one in outcome.accepted) == ledger
        facts = (*outcome.accepted, *outcome.backordered, *outcome.cancelled)
        assert stands.ordered in (0, sum(one.quantity for one in facts))


def untouched_is_kept(before: World, now: World, touched: frozenset[int]) -> None:
    """Assert that lines nobody asked to change have what they had."""
    assert [one for one in before.told if one[0] not in touched] == [
        one for one in now.told if one[0] not in touched
    ]


@unhurried
@given(LINES, st.lists(STEPS, max_size=4), SCARCE)
def test_going_there_and_back_gives_everything_back(
    lines: list[tuple[str, int]], steps: list[Step], scarce: tuple[Supply, ...]
) -> None:
    """An order that is cancelled in the end leaves availability as it found it."""
    first = drawn(lines)
    assume(same_items_apart(first))
    start = placed(first, *scarce)
    empty = World(underway=replace(start.underway, booked=()), supplies=start.supplies).positions
    world = changed_by(start, steps)
    result = changed(world, change(purpose="cancellation"))

    assert ("accepted", "cancelled") == (result.verdict, result.state)
    assert empty == after(world, result).positions


def test_the_desk_of_these_laws_is_open() -> None:
    """Orders of these items and days are confirmed at all."""
    assert "confirmed" == decided(drawn([("MUG", 6)])).state
    assert Decimal(6) == drawn([("MUG", 6)]).lines[0].quantity
    assert day(0) == TODAY
