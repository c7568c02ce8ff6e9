"""What a buyer reads of a change: each line of it, and what became of lines it did not name."""

from decimal import Decimal

from gateway.domain.agreements import Dialect
from gateway.domain.order_changes import ChangedLine, OrderChange, OrderChangeResponse
from gateway.domain.references import TradeDate
from gateway.orderdesk.responding import answered
from gateway.orderdesk.responding_to_changes import respond_to_change, taken
from tests.unit.orderdesk.changes import World, altered, change, changed, placed
from tests.unit.orderdesk.desk import AGREEMENT, TODAY, agreement, day, decided, dialect, line, order
from tests.unit.orderdesk.supplies import Supply

MUGS = Supply(sku="MUG", location="MAIN", quantity=20, available_on=day(0))
MORE = Supply(sku="MUG", location="MAIN", quantity=100, available_on=day(7))
PLATES = Supply(sku="PLATE", location="MAIN", quantity=60, available_on=day(0))

Told = list[tuple[str, str, list[tuple[str, Decimal | None]]]]


def answer(
    world: World, said: OrderChange, spoken: Dialect | None = None, **ground: bool
) -> OrderChangeResponse:
    """Return the answer to a change."""
    result = changed(world, said, **ground)
    agreed = AGREEMENT if spoken is None else agreement(dialect=spoken)
    return respond_to_change(said, result, agreed, responded_on=TODAY, seller_order="SO1")


def told(response: OrderChangeResponse) -> Told:
    """Return what is said of each line."""
    return [
        (one.number, one.change, [(each.status, each.quantity) for each in one.answers])
        for one in response.lines
    ]


def there(state: str = "loose", shipped: int = 0) -> World:
    """Return an order of mugs and plates."""
    return placed(
        order(line(quantity="12"), line("PLATE", "6")),
        MUGS,
        MORE,
        PLATES,
        states={1: state},
        shipped={1: shipped} if shipped else {},
    )


def test_all_as_asked() -> None:
    """A line that gets what it asks for and one that goes are as asked; the head says of which change."""
    said = change(
        altered("quantity-increase", "1", "14", unit="EA"),
        altered("delete-line", "2", "0", unit="EA"),
        sequence="3",
        changed_on=TODAY,
    )
    response = answer(there(), said)

    assert ("with-detail", "3", TODAY, "SO1") == (
        response.kind,
        response.sequence,
        response.changed_on,
        response.seller_order,
    )
    assert [
        ("1", "quantity-increase", [("item-accepted", Decimal(14))]),
        ("2", "delete-line", [("deleted", Decimal(6))]),
    ] == told(response)
    assert () == response.notes


def test_a_part_later_and_a_line_nobody_knows() -> None:
    """Each part with its day, each refusal with its reason in words."""
    said = change(altered("quantity-increase", "1", "30", unit="EA"), altered("change", "9", "4", unit="EA"))
    response = answer(there(), said)

    assert [
        ("1", "quantity-increase", [("item-accepted", Decimal(20)), ("date-rescheduled", Decimal(10))]),
        ("9", "change", [("rejected", Decimal(4))]),
    ] == told(response)
    assert "with-changes" == response.kind
    assert [("The order has no such line.",)] == [one.texts for one in response.notes]


def test_what_has_left_or_is_being_picked_is_said_to_be() -> None:
    """The quantity that stands, with the word for why."""
    less = change(altered("quantity-decrease", "1", "4", unit="EA"))

    assert [("1", "quantity-decrease", [("accepted-and-shipped", Decimal(12))])] == told(
        answer(there("left", 12), less)
    )
    assert [("1", "quantity-decrease", [("accepted-and-released", Decimal(12))])] == told(
        answer(there("out"), less, recallable=False)
    )


def test_a_change_that_is_refused_whole() -> None:
    """Line by line where it has lines, in one word where it has none."""
    ghost = altered("add-line", "7", "6", sku="GHOST", unit="EA")
    response = answer(there(), change(ghost))

    assert ("rejected-with-detail", [("7", "add-line", [("rejected", Decimal(6))])]) == (
        response.kind,
        told(response),
    )
    assert [("7", "add-line", [("rejected-item-unknown", Decimal(6))])] == told(
        answer(there(), change(ghost), dialect(r_codes=True))
    )
    unclear = change(ChangedLine(change="x12:ZZ", number="1"))
    assert [("1", "x12:ZZ", [("rejected", None)])] == told(answer(there(), unclear, accepting=True))


def test_lines_nobody_named_follow() -> None:
    """An order that is cancelled, as far as it can be, line by line."""
    response = answer(there("left", 12), change(purpose="cancellation"))

    assert [
        ("1", "delete-line", [("accepted-and-shipped", Decimal(12))]),
        ("2", "delete-line", [("deleted", Decimal(6))]),
    ] == told(response)


def test_an_order_that_moves_says_so_line_by_line() -> None:
    """Lines the head changed come as changed; one without a price has no basis for it."""
    bare = placed(order(line(quantity="12", price=None, price_basis="per-each")), MUGS, MORE)
    assert ("accepted", []) == (answer(bare, change()).kind, told(answer(bare, change())))

    moved = change(dates=(TradeDate(kind="ship-requested", on=day(7)),))
    response = answer(bare, moved)
    assert [("1", "change", [("price-changed", Decimal(12))])] == told(response)
    assert "" == response.lines[0].price_basis


def test_a_line_that_never_had_a_quantity_is_deleted_in_a_word() -> None:
    """Nothing can be counted of what nobody could count."""
    unknown = placed(order(line("GHOST", "6", unit=""), line(quantity="12")), MUGS)
    response = answer(unknown, change(altered("delete-line", "1")))

    assert [("1", "delete-line", [("deleted", None)])] == told(response)


def test_taking_a_change_into_an_order_that_is_still_to_be_answered() -> None:
    """The order's own answer says the rest."""
    assert ("accepted", ()) == (
        taken(change(), responded_on=TODAY).kind,
        taken(change(), responded_on=TODAY).lines,
    )


def test_a_line_nobody_could_count_is_answered_without_a_quantity() -> None:
    """In an answer to an order as in one to a change."""
    bare = order(line(quantity=None))
    (said,) = answered(bare.lines[0], decided(bare).lines[0], AGREEMENT).answers

    assert ("rejected", None, "") == (said.status, said.quantity, said.unit)
