"""Facts become the answer a partner reads."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.domain.agreements import Agreement, Calendar, Dialect
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.order_responses import LineAnswer, OrderResponse
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Contact, Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.supply import Position
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

SPLIT = (stock("MUG", (0, 4), (3, 2), (20, 9)),)
SHORT = (stock("MUG", (0, 4)),)


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
