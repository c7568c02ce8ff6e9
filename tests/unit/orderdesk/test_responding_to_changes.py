"""What a buyer reads of a change: each line of it, and what became of lines it did not name."""

from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gateway.domain.agreements import Dialect
from gateway.domain.findings import find
from gateway.domain.items import Description
from gateway.domain.order_changes import AnsweredLine, ChangedLine, OrderChange, OrderChangeResponse
from gateway.domain.order_responses import Change, LineAnswer, LineOutcome, Promise, Shortfall
from gateway.domain.orders import Schedule
from gateway.domain.parties import Party
from gateway.domain.references import Note, TradeDate
from gateway.orderdesk.decisions import DecidedLine, PriceDecision
from gateway.orderdesk.responding import answered
from gateway.orderdesk.responding_to_changes import respond_to_change, taken, tell_of
from gateway.orderdesk.underway import AskedLine, Changed
from tests.unit.orderdesk.changes import World, altered, change, changed, placed
from tests.unit.orderdesk.desk import (
    AGREEMENT,
    STORE,
    TODAY,
    agreement,
    day,
    decided,
    dialect,
    line,
    order,
)
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
    """The order's own answer says the rest; an order we have no number for yet is told without one."""
    said = OrderChangeResponse(
        order_number="PO1", ordered_on=TODAY, kind="accepted", responded_on=day(1), changed_on=day(-1)
    )

    assert said == taken(change(changed_on=day(-1)), responded_on=day(1))
    assert replace(said, parties=(STORE,)) == respond_to_change(
        change(changed_on=day(-1)), made(), AGREEMENT, responded_on=day(1)
    )
    assert "" == tell_of(ORDERED, (), AGREEMENT, responded_on=day(1)).seller_order


def test_a_line_nobody_could_count_is_answered_without_a_quantity() -> None:
    """In an answer to an order as in one to a change."""
    bare = order(line(quantity=None))
    (said,) = answered(bare.lines[0], decided(bare).lines[0], AGREEMENT).answers

    assert ("rejected", None, "") == (said.status, said.quantity, said.unit)


ORDERED = order(
    line(quantity="12"),
    line("PLATE", "6"),
    line(quantity="3", price_basis="per-each"),
    release="R1",
    contract="C1",
)
MADE = Promise(quantity=12, ships_on=TODAY)
WORDS = (Description(kind="free", text="A mug"),)
NAMED = ChangedLine(
    change="change",
    number="1",
    quantity=Decimal(12),
    left_to_receive=Decimal(2),
    unit="EA",
    price=Decimal("9.99"),
    price_basis="per-each",
    identifiers=ORDERED.lines[0].identifiers,
    descriptions=WORDS,
)
ECHO = AnsweredLine(
    **{one.name: getattr(NAMED, one.name) for one in fields(ChangedLine) if one.name != "components"}
)
TAKEN = LineAnswer(
    status="item-accepted", quantity=Decimal(12), unit="EA", date_kind="promised-ship", on=TODAY
)


def becomes(number: int = 1, **facts: Any) -> DecidedLine:
    """Return a line of which something became."""
    own = {one: facts.pop(one) for one in ("unit", "each", "base_unit", "price") if one in facts}
    usual: dict[str, Any] = {
        "sku": "MUG",
        "unit": "EA",
        "base_unit": "EA",
        "asked": 12,
        "wanted_on": (TODAY,),
    }
    return DecidedLine(line=number, outcome=LineOutcome(line=number, **facts), **(usual | own))


def made(*lines: DecidedLine, verdict: str = "accepted", **more: Any) -> Changed:
    """Return what became of a change of the order."""
    return Changed(verdict=verdict, order=ORDERED, state="confirmed", lines=lines, **more)


def only(
    named: ChangedLine, became: DecidedLine, spoken: Dialect | None = None, **asked: str
) -> AnsweredLine:
    """Return what is said of the only line of a change."""
    (said,) = respond_to_change(
        change(named),
        made(became, asked=(AskedLine(at=1, number=1, **asked),)),
        agreement(dialect=spoken or Dialect()),
        responded_on=TODAY,
    ).lines
    return said


@pytest.mark.parametrize(
    ("became", "spoken", "asked", "said"),
    [
        ({"accepted": (MADE,)}, Dialect(), {}, {"answers": (TAKEN,)}),
        (
            {"accepted": (MADE,), "price": PriceDecision(outcome="agreed", holds=Decimal("1.50"))},
            Dialect(),
            {},
            {"price": Decimal("1.50"), "answers": (TAKEN,)},
        ),
        (
            {"accepted": (replace(MADE, quantity=7),), "cancelled": (Shortfall(quantity=5),)},
            dialect(multi_ack=False),
            {},
            {
                "quantity": Decimal(7),
                "answers": (replace(TAKEN, status="quantity-changed", quantity=Decimal(7)),),
            },
        ),
        (
            {
                "accepted": (replace(MADE, quantity=7),),
                "cancelled": (Shortfall(quantity=5),),
                "unit": "CA",
                "each": Fraction(12),
                "base_unit": "PC",
            },
            dialect(multi_ack=False),
            {},
            {
                "quantity": Decimal(7),
                "unit": "PC",
                "answers": (replace(TAKEN, status="quantity-changed", quantity=Decimal(7), unit="PC"),),
            },
        ),
        (
            {
                "accepted": (replace(MADE, quantity=9),),
                "backordered": (Shortfall(quantity=3, expected_on=day(4)),),
            },
            dialect(schedules=True),
            {"limited": "change.already-shipped"},
            {
                "answers": (
                    replace(TAKEN, status="accepted-and-shipped", quantity=Decimal(9)),
                    replace(TAKEN, status="item-backordered", quantity=Decimal(3), on=day(4)),
                ),
                "schedules": (
                    Schedule(quantity=Decimal(9), unit="EA", date_kind="promised-ship", on=TODAY),
                    Schedule(quantity=Decimal(3), unit="EA", date_kind="available", on=day(4)),
                ),
            },
        ),
        (
            {
                "accepted": (replace(MADE, quantity=9),),
                "backordered": (Shortfall(quantity=3, expected_on=day(4)),),
            },
            dialect(multi_ack=False, statuses=frozenset({"item-accepted"})),
            {"limited": "change.already-released"},
            {
                "dates": (TradeDate(kind="available", on=day(4)),),
                "answers": (replace(TAKEN, quantity=Decimal(9)),),
                "notes": (
                    Note(
                        kind="mutually-agreed",
                        reference="REASON",
                        texts=("The rest of this line is backordered.",),
                    ),
                ),
            },
        ),
        (
            {"accepted": (MADE,)},
            Dialect(),
            {"limited": "change.already-released"},
            {"answers": (replace(TAKEN, status="accepted-and-released"),)},
        ),
        (
            {"cancelled": (Shortfall(quantity=5), Shortfall(quantity=1)), "unit": "CA", "each": Fraction(12)},
            dialect(statuses=frozenset({"rejected"})),
            {},
            {"answers": (LineAnswer(status="rejected", quantity=Decimal("0.5"), unit="CA"),)},
        ),
        (
            {"cancelled": (Shortfall(quantity=5),), "unit": "CA", "each": Fraction(12)},
            Dialect(),
            {},
            {"answers": (LineAnswer(status="deleted", quantity=Decimal(5), unit="EA"),)},
        ),
        (
            {"cancelled": (Shortfall(quantity=6),), "unit": ""},
            Dialect(),
            {},
            {"answers": (LineAnswer(status="deleted"),)},
        ),
        (
            {"cancelled": (Shortfall(quantity=0),)},
            Dialect(),
            {},
            {"answers": (LineAnswer(status="deleted"),)},
        ),
        (
            {"accepted": (MADE,)},
            dialect(r_codes=True),
            {"refusal": "order.unit-unknown"},
            {"answers": (LineAnswer(status="rejected-unit", quantity=Decimal(12), unit="EA"),)},
        ),
    ],
)
def test_a_line_of_a_change_is_answered_whole(
    became: dict[str, Any], spoken: Dialect, asked: dict[str, str], said: dict[str, Any]
) -> None:
    """As the buyer wrote it, with the quantity and the price that hold."""
    assert replace(ECHO, **said) == only(NAMED, becomes(**became), spoken, **asked)


def test_what_cannot_be_less_any_more_is_told_beside_what_was_asked() -> None:
    """Also where a line has one answer: the line repeats the buyer's four, the answer says that twelve have left."""
    said = only(
        replace(NAMED, quantity=Decimal(4)),
        becomes(accepted=(MADE,)),
        dialect(multi_ack=False),
        limited="change.already-shipped",
    )

    assert (
        replace(ECHO, quantity=Decimal(4), answers=(replace(TAKEN, status="accepted-and-shipped"),)) == said
    )


def test_a_price_the_buyer_did_not_name_is_told_where_it_is_another() -> None:
    """The one it would have read in the order itself is not told."""
    unpriced = replace(NAMED, price=None)
    holds = PriceDecision(outcome="ours", holds=Decimal("1.50"))
    told = replace(becomes(accepted=(MADE,)), price=holds)
    new = replace(told, outcome=replace(told.outcome, price=Change(asked="", holds="1.5")))

    assert None is only(unpriced, told).price
    assert (Decimal("1.50"), "per-each") == (only(unpriced, new).price, only(unpriced, new).price_basis)


@pytest.mark.parametrize("missing", [{"quantity": None}, {"unit": ""}])
def test_a_refusal_of_what_was_not_counted_counts_nothing(missing: dict[str, Any]) -> None:
    named = replace(NAMED, **missing)
    assert (LineAnswer(status="rejected"),) == only(
        named, becomes(accepted=(MADE,)), refusal="change.line-unknown"
    ).answers


@pytest.mark.parametrize(
    ("named", "became", "kind"),
    [
        ({}, {"accepted": (MADE,)}, "with-detail"),
        ({}, {"cancelled": (Shortfall(quantity=12),)}, "with-changes"),
        ({"change": "delete-line"}, {"cancelled": (Shortfall(quantity=12),)}, "with-detail"),
        ({"quantity": Decimal(0)}, {"cancelled": (Shortfall(quantity=12),)}, "with-detail"),
        ({"left_to_receive": Decimal(0)}, {"cancelled": (Shortfall(quantity=12),)}, "with-detail"),
        ({"change": "delete-line"}, {"accepted": (replace(MADE, ships_on=day(1)),)}, "with-changes"),
    ],
)
def test_a_change_is_as_asked_only_where_each_line_is(
    named: dict[str, Any], became: dict[str, Any], kind: str
) -> None:
    """A line that is gone was asked for only where it was to go."""
    response = respond_to_change(
        change(replace(NAMED, **named)),
        made(becomes(**became), asked=(AskedLine(at=1, number=1),)),
        AGREEMENT,
        responded_on=TODAY,
    )
    assert kind == response.kind


def test_the_answer_to_a_change_names_the_change_the_places_and_the_reasons() -> None:
    """Each reason once; lines that are as they were asked for go where the partner wants to read the others only."""
    said = change(
        NAMED,
        replace(NAMED, number="9"),
        release="R1",
        sequence="3",
        request="Q1",
        contract="C1",
        changed_on=day(-1),
    )
    seller = Party(role="seller", name="We")
    unknown, again = find("change.line-unknown"), find("change.line-unknown", path="lines[1].number")
    result = made(
        becomes(accepted=(MADE,)),
        asked=(AskedLine(at=1, number=1), AskedLine(at=2, refusal="change.line-unknown")),
        findings=(unknown, find("change.already-shipped"), again),
    )
    spoken = dialect(changed="exceptions-only", purpose="confirmation", kinds=frozenset({"exceptions-only"}))
    agreed = agreement(dialect=spoken, seller=seller)

    assert OrderChangeResponse(
        order_number="PO1",
        ordered_on=TODAY,
        purpose="confirmation",
        kind="exceptions-only",
        release="R1",
        sequence="3",
        request="Q1",
        contract="C1",
        seller_order="S1",
        responded_on=day(1),
        changed_on=day(-1),
        parties=(seller, STORE),
        lines=(
            replace(
                ECHO, number="9", answers=(LineAnswer(status="rejected", quantity=Decimal(12), unit="EA"),)
            ),
        ),
        notes=(
            Note(
                kind="mutually-agreed",
                reference="REASON",
                texts=(unknown.message, find("change.already-shipped").message),
            ),
        ),
    ) == respond_to_change(said, result, agreed, responded_on=day(1), seller_order="S1")


@pytest.mark.parametrize(
    ("became", "kind", "notes"),
    [
        ({"verdict": "refused"}, "rejected", 1),
        ({}, "accepted", 0),
        (
            {"verdict": "refused", "asked": (AskedLine(at=1, refusal="change.line-unknown"),)},
            "rejected-with-detail",
            1,
        ),
        ({"asked": (AskedLine(at=1, refusal="change.line-unknown"),)}, "with-changes", 1),
        ({"asked": (AskedLine(at=1, number=1, limited="change.already-shipped"),)}, "with-changes", 1),
        ({"asked": (AskedLine(at=1, number=1),)}, "with-detail", 0),
    ],
)
def test_reasons_are_told_of_what_was_not_taken(became: dict[str, Any], kind: str, notes: int) -> None:
    """Findings of a change that was taken whole stay with us."""
    lines = (becomes(accepted=(MADE,)),) if became.get("asked") else ()
    result = made(*lines, findings=(find("change.line-unknown"),), **became)
    response = respond_to_change(change(NAMED), result, AGREEMENT, responded_on=TODAY)

    assert (kind, notes) == (response.kind, len(response.notes))


def test_a_word_for_the_whole_that_the_partner_cannot_read_is_another() -> None:
    agreed = agreement(dialect=dialect(kinds=frozenset({"without-detail", "with-changes"})))

    taken_whole = respond_to_change(change(), made(), agreed, responded_on=TODAY)
    ours = tell_of(
        ORDERED,
        (),
        agreement(dialect=dialect(changed="exceptions-only", kinds=frozenset({"with-changes"}))),
        responded_on=TODAY,
    )
    assert ("without-detail", "with-changes") == (taken_whole.kind, ours.kind)


def test_lines_the_head_changed_are_told_and_no_others() -> None:
    """Those it touched and those that could not follow; a line it did not name and did not touch is not told of."""
    lines = (
        becomes(1, accepted=(MADE,)),
        becomes(2, accepted=(MADE,)),
        becomes(3, accepted=(MADE,)),
    )
    result = made(*lines, touched=frozenset({3}), limited={2: "change.already-shipped"})
    three = replace(
        ECHO,
        number="3",
        quantity=Decimal(3),
        left_to_receive=None,
        price=Decimal("1.50"),
        descriptions=(),
        answers=(TAKEN,),
    )

    told_of = respond_to_change(change(), result, AGREEMENT, responded_on=TODAY).lines
    assert three == told_of[1]
    assert [("2", "accepted-and-shipped"), ("3", "item-accepted")] == [
        (one.number, one.answers[0].status) for one in told_of
    ]
    named = made(*lines, touched=frozenset({1, 3}), asked=(AskedLine(at=1, number=1),))
    assert ["1", "3"] == [
        one.number for one in respond_to_change(change(NAMED), named, AGREEMENT, responded_on=TODAY).lines
    ]


def test_what_we_change_of_an_order_is_told_whole() -> None:
    """By the number and release of the order; a line without a price says not what it would be for."""
    ordered = replace(
        ORDERED,
        ordered_on=None,
        lines=(replace(ORDERED.lines[0], price=None, price_basis="per-each", descriptions=WORDS),),
    )
    seller = Party(role="seller", name="We")
    said = replace(
        ECHO, change="reschedule", left_to_receive=None, price=None, price_basis="", answers=(TAKEN,)
    )

    assert OrderChangeResponse(
        order_number="PO1",
        ordered_on=day(1),
        kind="with-changes",
        purpose="sellers-change",
        release="R1",
        contract="C1",
        seller_order="S1",
        responded_on=day(1),
        changed_on=day(1),
        parties=(seller, STORE),
        lines=(said,),
    ) == tell_of(
        ordered,
        [becomes(accepted=(MADE,))],
        agreement(seller=seller),
        responded_on=day(1),
        seller_order="S1",
    )
