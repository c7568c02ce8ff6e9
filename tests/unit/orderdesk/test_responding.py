"""Facts become the answer a partner reads."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import Agreement, Calendar, Dialect
from gateway.domain.findings import KINDS
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.order_responses import (
    LineAnswer,
    LineOutcome,
    OrderResponse,
    Promise,
    ResponseLine,
    Shortfall,
)
from gateway.domain.orders import PurchaseOrder, Schedule
from gateway.domain.parties import Contact, Party
from gateway.domain.references import Note, Reference, TradeDate
from gateway.domain.supply import Position
from gateway.orderdesk.decisions import DecidedLine
from gateway.orderdesk.responding import answered as line_answered
from gateway.orderdesk.responding import respond, should_respond
from tests.unit.orderdesk.buyer import Buyer, facts
from tests.unit.orderdesk.desk import (
    AGREEMENT,
    PLENTY,
    STORE,
    TODAY,
    agreement,
    day,
    decided,
    dialect,
    line,
    order,
    overriding,
    policy,
    stock,
)

FEW = frozenset({"item-accepted", "quantity-changed", "item-backordered"})
SPLIT = (stock("MUG", (0, 4), (3, 2), (20, 9)),)
SHORT = (stock("MUG", (0, 4)),)


def said_so(*texts: str) -> Note:
    return Note(kind="mutually-agreed", reference="REASON", texts=texts)


def answered(
    placed: PurchaseOrder, agreed: Agreement = AGREEMENT, *, positions: tuple[Position, ...] = PLENTY
) -> OrderResponse:
    decision = decided(placed, agreed, positions=positions)
    return respond(placed, decision, agreed, responded_on=TODAY, seller_order="S1")


def speaking(**changes: Any) -> Agreement:
    return agreement(dialect=dialect(**changes))


def answers(
    placed: PurchaseOrder, agreed: Agreement = AGREEMENT, **more: Any
) -> list[tuple[str, str, date | None]]:
    return [
        (one.status, "" if one.quantity is None else format(one.quantity.normalize(), "f"), one.on)
        for one in answered(placed, agreed, **more).lines[0].answers
    ]


def test_an_order_as_ordered_is_answered_line_by_line() -> None:
    words = Description(kind="free", text="A mug")
    placed = order(
        line(price_basis="per-each", descriptions=(words,)),
        release="R1",
        contract="C1",
        currency="USD",
        currency_by="buyer",
        hash_total=Decimal(10),
    )

    response = answered(placed)

    assert ("PO1", TODAY, "original", "with-detail", "R1", "C1", "S1", TODAY, "USD", "buyer") == (
        response.order_number,
        response.ordered_on,
        response.purpose,
        response.kind,
        response.release,
        response.contract,
        response.seller_order,
        response.responded_on,
        response.currency,
        response.currency_by,
    )
    (first,) = response.lines
    assert ("1", Decimal(10), "EA", Decimal("1.50"), "per-each", (words,)) == (
        first.number,
        first.quantity,
        first.unit,
        first.price,
        first.price_basis,
        first.descriptions,
    )
    assert placed.lines[0].identifiers == first.identifiers
    assert (
        LineAnswer(
            status="item-accepted", quantity=Decimal(10), unit="EA", date_kind="promised-ship", on=TODAY
        ),
    ) == first.answers
    assert Decimal(10) == response.hash_total


def test_an_order_without_a_date_or_total_is_given_ours_and_none() -> None:
    response = answered(order(line(), ordered_on=None))

    assert (TODAY, None) == (response.ordered_on, response.hash_total)


def test_why_a_line_is_rejected_is_told_at_the_line_that_is_there() -> None:
    """The head gives reasons only where it stands alone."""
    response = answered(order(line("NOBODYS"), line()))

    assert ((), 1) == (response.notes, len(response.lines[0].notes))


@pytest.mark.parametrize(
    ("placed", "agreed", "kind"),
    [
        (order(line()), AGREEMENT, "with-detail"),
        (order(line(), line(quantity="11", price=Decimal(2))), AGREEMENT, "with-changes"),
        (order(line("NOBODYS")), AGREEMENT, "rejected-with-detail"),
        (order(line(price=Decimal(1))), AGREEMENT, "on-hold"),
        (order(line()), speaking(as_ordered="accepted", purpose="confirmation"), "accepted"),
    ],
)
def test_the_head_says_how_the_order_fared(placed: PurchaseOrder, agreed: Agreement, kind: str) -> None:
    response = answered(placed, agreed)

    assert (kind, agreed.dialect.purpose) == (response.kind, response.purpose)


def test_a_held_order_is_answered_only_to_who_wants_to_know() -> None:
    held, fine = decided(order(line(price=Decimal(1)))), decided(order(line()))

    assert [False, True, True] == [
        should_respond(held, Dialect()),
        should_respond(held, Dialect(hold_visible=True)),
        should_respond(fine, Dialect()),
    ]
    assert [("on-hold", "10", None)] == answers(order(line(price=Decimal(1))))


def test_a_line_held_alone_says_so() -> None:
    placed = order(line(price=Decimal(1)), line("PLATE", "6"))

    response = answered(placed, agreement(line_holds=True))

    assert ["on-hold", "item-accepted"] == [one.answers[0].status for one in response.lines]


@pytest.mark.parametrize(
    ("sku", "unit", "status"),
    [
        ("NOBODYS", "EA", "rejected-item-unknown"),
        ("MUG", "DZ", "rejected-unit"),
        ("GONE", "EA", "rejected-unavailable"),
        ("PLATE", "EA", "rejected"),
    ],
)
def test_a_rejected_line_says_why_to_who_knows_the_words(sku: str, unit: str, status: str) -> None:
    placed = order(line(sku, "5", unit=unit))

    assert [(status, "5", None)] == answers(placed, speaking(r_codes=True))
    assert [("rejected", "5", None)] == answers(placed)


@pytest.mark.parametrize(
    ("changes", "agreed", "status"),
    [
        ({}, {}, "item-accepted"),
        ({"price": Decimal(2)}, {}, "price-changed"),
        ({"price": Decimal(2)}, {"dialect": dialect(price_change="item-changed")}, "item-changed"),
        ({"sku": "OLD"}, {"backorders": policy(substitute=True)}, "substituted"),
        ({"sku": "OLD", "price": Decimal(2)}, {"backorders": policy(substitute=True)}, "item-changed"),
        ({"sku": "PLATE", "quantity": "11"}, {}, "quantity-changed"),
    ],
)
def test_an_accepted_line_says_what_changed(
    changes: dict[str, Any], agreed: dict[str, Any], status: str
) -> None:
    (first,) = answered(order(line(**changes)), agreement(**agreed)).lines

    assert [status] == [one.status for one in first.answers]


def test_another_day_is_said() -> None:
    assert [("date-rescheduled", "10", day(3))] == answers(order(line()), positions=(stock("MUG", (3, 10)),))


def test_each_part_has_its_answer() -> None:
    assert [
        ("item-accepted", "4", TODAY),
        ("date-rescheduled", "2", day(3)),
        ("item-backordered", "4", day(20)),
    ] == answers(order(line()), positions=SPLIT)


def test_a_backorder_nobody_can_date_has_no_date() -> None:
    (first,) = answered(order(line()), positions=SHORT).lines

    assert LineAnswer(status="item-backordered", quantity=Decimal(6), unit="EA") == first.answers[1]


def test_what_leaves_two_places_on_a_day_is_one_answer() -> None:
    both = (stock("MUG", (0, 4), location="EAST"), stock("MUG", (0, 6), location="WEST"))

    assert [("item-accepted", "10", TODAY)] == answers(
        order(line()), agreement(ship_from=("EAST", "WEST")), positions=both
    )


def test_a_line_that_is_cancelled_whole_is_deleted() -> None:
    dates = (TradeDate(kind="cancel-after", on=day(-1)),)

    assert [("deleted", "10", None)] == answers(order(line(), dates=dates))


@pytest.mark.parametrize(("meaning", "quantity"), [("accepted", "4"), ("backordered", "6")])
def test_one_answer_for_a_part_names_the_quantity_the_buyer_expects(meaning: str, quantity: str) -> None:
    agreed = speaking(multi_ack=False, bp_quantity_meaning=meaning)

    assert [("partial-backordered", quantity, TODAY)] == answers(order(line()), agreed, positions=SHORT)


def test_one_answer_leaves_the_day_of_the_rest_to_the_line() -> None:
    agreed = speaking(multi_ack=False)

    dated = answered(order(line()), agreed, positions=(stock("MUG", (0, 4), (3, 6)),))
    undated = answered(order(line()), agreed, positions=SHORT)

    assert (TradeDate(kind="available", on=day(3)),) == dated.lines[0].dates
    assert () == undated.lines[0].dates


def test_one_answer_for_a_line_of_which_nothing_can_leave() -> None:
    agreed = speaking(multi_ack=False)

    assert [("item-backordered", "10", day(20))] == answers(
        order(line()), agreed, positions=(stock("MUG", (20, 10)),)
    )
    assert [("item-backordered", "10", None)] == answers(order(line()), agreed, positions=())


def test_one_answer_for_a_line_cut_to_packs_repeats_the_line_with_what_stands() -> None:
    (first,) = answered(order(line("PLATE", "11")), speaking(multi_ack=False)).lines

    assert (Decimal(6), [("quantity-changed", Decimal(6))]) == (
        first.quantity,
        [(one.status, one.quantity) for one in first.answers],
    )


def test_the_buyers_unit_is_kept_and_base_units_said_where_it_cannot_be() -> None:
    cases = line(quantity="2", unit="CA", price=Decimal(18))
    whole = answered(order(cases), positions=(stock("MUG", (0, 12)),)).lines[0].answers
    agreed = overriding("V45", "off")

    assert [(Decimal(1), "CA"), (Decimal(1), "CA")] == [(one.quantity, one.unit) for one in whole]
    parts = replace(cases, quantity=Decimal("2.5"))
    broken = answered(order(parts), agreed, positions=(stock("MUG", (0, 7)),)).lines[0].answers
    assert [(Decimal(7), "EA"), (Decimal(23), "EA")] == [(one.quantity, one.unit) for one in broken]


def test_a_delivery_date_is_the_day_it_arrives() -> None:
    agreed = agreement(calendar=Calendar(transit_days=2), dialect=dialect(promise_date="promised-delivery"))

    (first,) = answered(order(line()), agreed).lines

    assert ("promised-delivery", day(2)) == (first.answers[0].date_kind, first.answers[0].on)


def test_a_substitute_is_named() -> None:
    (first,) = answered(order(line("OLD")), agreement(backorders=policy(substitute=True))).lines

    assert (ItemIdentifier(kind="vendor-item", value="MUG"),) == first.answers[0].identifiers


def test_parties_are_repeated_without_what_is_theirs_alone() -> None:
    seller = Party(role="seller", name="We")
    talkative = replace(
        STORE, references=(Reference(kind="store", value="1"),), contacts=(Contact(name="Someone"),)
    )

    assert (seller, STORE) == answered(order(line(), parties=(talkative,)), agreement(seller=seller)).parties


def test_a_place_known_by_its_code_is_repeated_with_its_address() -> None:
    bare = Party(role="ship-to", code_kind="buyer-assigned", code="0001")

    assert (STORE,) == answered(order(line(), parties=(bare,))).parties
    assert (replace(STORE, role="bill-and-ship-to", name="Mine"),) == answered(
        order(line(), parties=(replace(bare, role="bill-and-ship-to", name="Mine"),))
    ).parties


def test_an_order_without_a_place_goes_to_the_agreed_one() -> None:
    assert (STORE,) == answered(order(line(), parties=()), agreement(default_ship_to="0001")).parties
    assert () == answered(order(line(), parties=())).parties


def test_a_place_we_do_not_know_is_repeated_as_it_came() -> None:
    elsewhere = Party(role="ship-to", code_kind="duns", code="9")

    assert (elsewhere,) == answered(order(line(), parties=(elsewhere,))).parties


def test_a_code_whose_kind_nobody_told_is_a_name() -> None:
    unclear = Party(role="ship-to", code="9")

    assert (Party(role="ship-to", name="9"),) == answered(order(line(), parties=(unclear,))).parties


PART = Promise(quantity=4, ships_on=TODAY)
LATER = Promise(quantity=3, ships_on=day(2))
UNDATED, DATED = Shortfall(quantity=2), Shortfall(quantity=3, expected_on=day(9))
GONE = Shortfall(quantity=1, reason="no-backorder")
COUNTED = line(number="1", price_basis="per-each", descriptions=(Description(kind="free", text="A mug"),))
ACCEPTED = LineAnswer(
    status="item-accepted", quantity=Decimal(4), unit="EA", date_kind="promised-ship", on=TODAY
)
WAITS = LineAnswer(status="item-backordered", quantity=Decimal(2), unit="EA")
DELIVERED = {"promise_date": "promised-delivery", "in_part": "quantity-changed", "cancelled": "deleted"}


def spoken(**changes: Any) -> Agreement:
    """Return an agreement whose goods travel for two days."""
    return agreement(calendar=Calendar(transit_days=2), dialect=dialect(**changes))


def on(number: int, *, promised: str = "promised-ship") -> dict[str, Any]:
    return {"date_kind": promised, "on": day(number)}


@pytest.mark.parametrize(
    ("outcome", "agreed", "said"),
    [
        (
            {"accepted": (LATER, PART, LATER), "backordered": (UNDATED, DATED), "cancelled": (GONE,)},
            spoken(),
            {
                "answers": (
                    replace(ACCEPTED, status="quantity-changed"),
                    replace(ACCEPTED, status="item-changed", quantity=Decimal(6), on=day(2)),
                    WAITS,
                    replace(WAITS, quantity=Decimal(3), **on(9)),
                )
            },
        ),
        (
            {"accepted": (PART,), "backordered": (DATED,), "cancelled": (GONE, GONE)},
            spoken(schedules=True, **DELIVERED),
            {
                "answers": (
                    replace(ACCEPTED, status="quantity-changed", **on(2, promised="promised-delivery")),
                    replace(WAITS, quantity=Decimal(3), **on(11, promised="promised-delivery")),
                    LineAnswer(status="deleted", quantity=Decimal(2), unit="EA"),
                ),
                "schedules": (
                    Schedule(quantity=Decimal(4), unit="EA", date_kind="promised-delivery", on=day(2)),
                    Schedule(quantity=Decimal(3), unit="EA", date_kind="available", on=day(11)),
                ),
            },
        ),
        (
            {"accepted": (PART,), "cancelled": (GONE,)},
            spoken(cancelled="deleted", in_part="quantity-changed"),
            {"answers": (ACCEPTED, LineAnswer(status="deleted", quantity=Decimal(1), unit="EA"))},
        ),
        (
            {"accepted": (PART,), "cancelled": (GONE,)},
            spoken(multi_ack=False, cancelled="deleted"),
            {"quantity": Decimal(9), "answers": (replace(ACCEPTED, status="quantity-changed"),)},
        ),
        (
            {"accepted": (PART, LATER), "backordered": (DATED, UNDATED)},
            spoken(multi_ack=False, bp_quantity_meaning="backordered"),
            {"answers": (replace(ACCEPTED, status="partial-backordered", quantity=Decimal(5), on=day(2)),)},
        ),
        (
            {"accepted": (PART, LATER), "backordered": (DATED, replace(DATED, expected_on=day(7)))},
            spoken(multi_ack=False, promise_date="scheduled-delivery"),
            {
                "answers": (
                    replace(
                        ACCEPTED,
                        status="partial-backordered",
                        quantity=Decimal(7),
                        **on(4, promised="scheduled-delivery"),
                    ),
                ),
                "dates": (TradeDate(kind="available", on=day(11)),),
            },
        ),
        (
            {"accepted": (PART,), "backordered": (DATED,)},
            spoken(multi_ack=False, schedules=True, bp_quantity_meaning="backordered", statuses=FEW),
            {
                "answers": (replace(ACCEPTED, status="quantity-changed"),),
                "schedules": (
                    Schedule(quantity=Decimal(4), unit="EA", date_kind="promised-ship", on=TODAY),
                    Schedule(quantity=Decimal(3), unit="EA", date_kind="available", on=day(9)),
                ),
                "notes": (said_so("The rest of this line is backordered."),),
            },
        ),
        (
            {"backordered": (DATED, UNDATED)},
            spoken(multi_ack=False),
            {"answers": (replace(WAITS, quantity=Decimal(5)),)},
        ),
        (
            {"cancelled": (replace(GONE, quantity=10),)},
            spoken(multi_ack=False, schedules=True),
            {"answers": (LineAnswer(status="deleted", quantity=Decimal(10), unit="EA"),)},
        ),
        (
            {"accepted": (replace(PART, quantity=1),), "cancelled": (replace(GONE, quantity=9),)},
            spoken(multi_ack=False),
            {
                "quantity": Decimal(1),
                "answers": (replace(ACCEPTED, status="quantity-changed", quantity=Decimal(1)),),
            },
        ),
        (
            {"reject": "order.quantity-not-positive"},
            spoken(),
            {
                "answers": (LineAnswer(status="rejected", quantity=Decimal(10), unit="EA"),),
                "notes": (said_so(KINDS["order.quantity-not-positive"].message),),
            },
        ),
        (
            {"hold": "order.price-below"},
            spoken(schedules=True),
            {"answers": (LineAnswer(status="on-hold", quantity=Decimal(10), unit="EA"),)},
        ),
    ],
)
def test_what_was_decided_of_a_line_is_said_whole(
    outcome: dict[str, Any], agreed: Agreement, said: dict[str, Any]
) -> None:
    """Each fact in the partner's way of reading: answer by answer or in one, by day of leaving or of coming."""
    decided_line = DecidedLine(
        line=1,
        sku="MUG",
        unit="EA",
        base_unit="EA",
        asked=10,
        wanted_on=(TODAY,),
        outcome=LineOutcome(line=1, **outcome),
    )
    usual = ResponseLine(
        number="1",
        quantity=Decimal(10),
        unit="EA",
        price=Decimal("1.50"),
        price_basis="per-each",
        identifiers=COUNTED.identifiers,
        descriptions=COUNTED.descriptions,
    )

    assert replace(usual, **said) == line_answered(COUNTED, decided_line, agreed)


def test_a_line_without_quantity_and_price_repeats_neither_unit_nor_basis() -> None:
    bare = replace(COUNTED, quantity=None, price=None)
    unknown = DecidedLine(line=1, unit="EA", outcome=LineOutcome(line=1, reject="order.item-unknown"))
    said = ResponseLine(
        number="1",
        identifiers=bare.identifiers,
        descriptions=bare.descriptions,
        answers=(LineAnswer(status="rejected"),),
        notes=(said_so(KINDS["order.item-unknown"].message),),
    )

    assert said == line_answered(bare, unknown, AGREEMENT)
    assert said == replace(
        line_answered(replace(bare, quantity=Decimal(3)), replace(unknown, unit=""), AGREEMENT), quantity=None
    )


@pytest.mark.parametrize(
    ("as_ordered", "positions", "said"),
    [
        ("accepted", PLENTY, {"kind": "accepted", "dates": (TradeDate(kind="promised-ship", on=TODAY),)}),
        (
            "without-detail",
            (stock("MUG", (0, 99)),),
            {"kind": "with-changes", "lines": 2, "hash_total": Decimal(16)},
        ),
        ("exceptions-only", PLENTY, {"kind": "exceptions-only"}),
    ],
)
def test_an_answer_tells_no_more_than_its_kind_has_room_for(
    as_ordered: str, positions: tuple[Position, ...], said: dict[str, Any]
) -> None:
    """Without lines the day stands at the head, where it is one; totals are of the lines that are there."""
    placed = order(line(), line("PLATE", "6"), hash_total=Decimal(16), release="R1")
    response = answered(placed, speaking(as_ordered=as_ordered), positions=positions)

    expected: dict[str, Any] = {"lines": 0, "dates": (), "notes": (), "hash_total": None} | said
    assert expected == {
        "kind": response.kind,
        "lines": len(response.lines),
        "dates": response.dates,
        "notes": response.notes,
        "hash_total": response.hash_total,
    }


def test_lines_of_several_days_leave_the_head_without_one() -> None:
    dates = (TradeDate(kind="ship-requested", on=day(2)),)
    placed = order(line(), line("PLATE", "6", dates=dates))

    assert () == answered(placed, speaking(as_ordered="accepted")).dates


def test_an_order_that_is_rejected_in_a_word_says_why_at_its_head() -> None:
    """Each reason once, in the order of the lines; of a total that was stated there is nothing left."""
    placed = order(
        line("NOBODYS"), line(quantity="0"), line("NOBODYS"), hash_total=Decimal(20), ordered_on=None
    )
    decision = decided(placed)

    assert OrderResponse(
        order_number="PO1",
        ordered_on=day(1),
        kind="rejected",
        responded_on=day(1),
        parties=(STORE,),
        notes=(said_so(KINDS["order.item-unknown"].message, KINDS["order.quantity-not-positive"].message),),
    ) == respond(placed, decision, speaking(rejected="rejected"), responded_on=day(1))


def test_of_a_held_order_nothing_is_told_of_any_line() -> None:
    """Neither a day for its rest nor what would be promised."""
    placed = order(line(), line("PLATE", "6", price=Decimal(1)))
    short = (stock("MUG", (0, 4), (3, 6)), *PLENTY[1:])

    for agreed in (speaking(multi_ack=False), speaking(schedules=True)):
        held = answered(placed, agreed, positions=short)
        assert [((), (), "on-hold")] * 2 == [
            (one.dates, one.schedules, one.answers[0].status) for one in held.lines
        ]


DIALECTS = [
    dialect(),
    dialect(promise_date="promised-delivery", price_change="item-changed"),
    dialect(promise_date="scheduled-ship", r_codes=True, hold_visible=True),
    dialect(multi_ack=False),
    dialect(multi_ack=False, bp_quantity_meaning="backordered", promise_date="scheduled-delivery"),
    dialect(multi_ack=False, bp_quantity_meaning="backordered", r_codes=True),
]


@pytest.mark.parametrize("spoken", DIALECTS)
@pytest.mark.parametrize("positions", [PLENTY, SPLIT, SHORT, ()])
def test_the_buyer_sees_what_we_decided(spoken: Dialect, positions: tuple[Position, ...]) -> None:
    """In every dialect, whatever became of the lines."""
    agreed = agreement(
        dialect=spoken,
        calendar=Calendar(transit_days=3),
        line_holds=True,
        backorders=policy(substitute=True),
    )
    placed = order(
        line(),
        line(quantity="20", price=Decimal(2)),
        line("PLATE", "11"),
        line("OLD"),
        line("NOBODYS"),
        line(price=Decimal(1)),
    )
    decision = decided(placed, agreed, positions=positions)
    response = respond(placed, decision, agreed, responded_on=TODAY)

    assert tuple(facts(outcome) for outcome in decision.outcomes) == Buyer(
        dialect=spoken, transit_days=3
    ).read(placed, response)
