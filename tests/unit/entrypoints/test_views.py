"""What pages show is worked out before the page is made."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.application.chains import Chain
from gateway.application.records import OrderLineRecord, RuleResult
from gateway.domain.findings import find
from gateway.domain.items import Item
from gateway.domain.order_responses import LineOutcome, Promise, Shortfall
from gateway.entrypoints.console.chain_view import steps_of
from gateway.entrypoints.console.document_view import lines_of as raw_lines
from gateway.entrypoints.console.document_view import paged
from gateway.entrypoints.console.line_view import counted, lines_of
from gateway.entrypoints.console.rendering import instant, is_identifier, link, money, said
from gateway.entrypoints.console.rule_view import holds_of, remarks_of
from tests import records


def chain(*documents: object, lines: tuple[OrderLineRecord, ...] = (), **order: object) -> Chain:
    return Chain(order=records.order(**order), lines=lines, documents=documents, missing=())


def out(set_id: str, delivery: str, acknowledgement: str = "none") -> object:
    return records.document(set_id=set_id, delivery=delivery, acknowledgement=acknowledgement)


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        ((), ["not yet"] * 5),
        ((records.document(direction="in", set_id="850"),), ["accepted", *["not yet"] * 4]),
        ((out("999", "sent"),), ["not yet", "sent", *["not yet"] * 3]),
        ((out("855", "sent", "awaited"),), ["not yet", "not yet", "awaited", "not yet", "not yet"]),
        (
            (out("856", "sent", "accepted"), out("856", "failed", "awaited")),
            [*["not yet"] * 3, "failed", "not yet"],
        ),
        (
            (out("810", "sent", "accepted"), out("810", "sent", "accepted-with-errors")),
            [*["not yet"] * 4, "accepted with errors"],
        ),
    ],
)
def test_a_step_of_the_chain_says_the_gravest_of_its_documents(
    documents: tuple[object, ...], words: list[str]
) -> None:
    """One bad notice among good ones is what a person must see."""
    assert words == [step.word.text for step in steps_of(chain(*documents, state="confirmed"))]


def test_nothing_is_due_after_a_rejection() -> None:
    """No shipment, no invoice; an answer still is."""
    steps = steps_of(chain(state="rejected"))

    assert ["not yet", "not yet", "not yet", "not due", "not due"] == [step.word.text for step in steps]


@pytest.mark.parametrize(
    ("base", "each", "shown"),
    [
        (24, Fraction(12), "2"),
        (0, Fraction(12), "0"),
        (18, Fraction(12), "1.5"),
        (1, Fraction(3), "0.333"),
        (1_234_567, Fraction(1), "1,234,567"),
        (5000, Fraction(1, 2), "10,000"),
        (100, Fraction(1000), "0.1"),
        (12345, Fraction(10), "1,234.5"),
    ],
)
def test_quantities_are_counted_in_the_buyers_unit(base: int, each: Fraction, shown: str) -> None:
    """Whole where it is whole, else to three digits."""
    assert shown == counted(base, each)


def test_a_line_shows_the_days_of_its_parts_as_long_as_they_hold() -> None:
    """Where the decision no longer adds up to what the line says, the line is right and the days are left out."""
    outcome = LineOutcome(
        line=1,
        accepted=(Promise(quantity=12, ships_on=records.days(0), location="MAIN"),),
        backordered=(Shortfall(quantity=12, expected_on=records.days(7)),),
    )
    line = OrderLineRecord(
        order="o1",
        line=1,
        number="1",
        sku="S",
        unit="CA",
        base_unit="EA",
        each=Fraction(12),
        ordered=24,
        promised=12,
        backordered=12,
        state="partial",
    )
    (before,) = lines_of(chain(lines=(line,), outcomes=(outcome,), canonical=""), {})
    moved = replace(line, promised=24, backordered=0)
    (after,) = lines_of(chain(lines=(moved,), outcomes=(outcome,), canonical=""), {})

    assert [("1", records.days(0), "MAIN")] == [(one.quantity, one.on, one.place) for one in before.promised]
    assert [("1", records.days(7))] == [(one.quantity, one.on) for one in before.backordered]
    assert ([("2", None)], ()) == ([(one.quantity, one.on) for one in after.promised], after.backordered)


@pytest.mark.parametrize(
    ("items", "canonical", "shown"),
    [
        (
            {"S": Item(sku="S", description="Ours")},
            '{"lines":[{"descriptions":[{"text":"Theirs"}]}]}',
            "Ours",
        ),
        ({}, '{"lines":[{"descriptions":[{"kind":"free"},{"text":"Theirs"}]}]}', "Theirs"),
        ({}, '{"lines":[]}', ""),
        ({}, "", ""),
    ],
)
def test_a_line_is_described_in_our_words_or_else_in_the_buyers(
    items: dict[str, Item], canonical: str, shown: str
) -> None:
    """An order that says less than its lines is shown all the same."""
    line = OrderLineRecord(order="o1", line=1, number="1", sku="S")

    assert shown == lines_of(chain(lines=(line,), outcomes=(), canonical=canonical), items)[0].description


@given(st.lists(st.integers(), max_size=50), st.integers(-3, 60), st.integers(1, 7))
def test_pages_hold_everything_once(items: list[int], page: int, size: int) -> None:
    """All pages together are the list, whichever page is asked for."""
    one = paged(items, page, size)
    every = [item for number in range(1, one.pages + 1) for item in paged(items, number, size).items]

    assert items == every
    assert 1 <= one.page <= one.pages
    assert list(one.items) == items[one.first - 1 : one.first - 1 + size]


@given(st.binary(max_size=200))
def test_any_bytes_are_shown(content: bytes) -> None:
    """No control character reaches the page, and nothing raises."""
    assert not [one for line in raw_lines(content) for one in line if ord(one) < ord(" ")]


def test_bytes_are_shown_a_line_a_segment() -> None:
    """The terminator stays, line breaks between segments go, others are drawn."""
    isa = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260302*0900*U*00401*000000001*0*T*>~"
    text = f"{isa}\r\nGS*PO~ST*850\x07*1~\n\nrest"

    assert (isa, "GS*PO~", "ST*850␇*1~", "rest") == raw_lines(text.encode())
    assert ("a", "b") == raw_lines(b"a\r\nb\n")
    assert ("é",) == raw_lines(b"\xe9")


def test_the_same_remark_about_many_lines_is_made_once() -> None:
    """Holds stand apart; what was switched off is not worth a word."""

    def result(rule: str, action: str, line: int | None) -> RuleResult:
        waiver = rule if line is None else f"{rule}/{line}"
        return RuleResult(
            rule=rule, action=action, waiver=waiver, line=line, finding=find("order.date-past"), fix=""
        )

    many = [result("V29", "change", number) for number in range(1, 20)]
    one = [result("V44", "warn", 3), result("V11", "warn", None), result("V12", "off", None)]
    holds = [result("V31", "hold", 2), result("V33", "hold", None), result("gone", "hold", None)]
    order = records.order(state="held", results=(*many, *one, *holds))

    assert ["19 lines, from 1", "Line 3", "Order"] == [remark.where for remark in remarks_of(order)]
    assert [True, False, True] == [hold.waivable for hold in holds_of(order)]
    assert ["held", "held", "held"] == [
        remark.done for remark in remarks_of(replace(order, state="confirmed"))[3:]
    ]


def test_an_accepted_hold_is_shown_as_accepted_until_the_desk_has_decided_again() -> None:
    """What cannot be accepted is never shown so, whatever was pressed."""
    holds = tuple(
        RuleResult(
            rule=rule, finding=find("order.price-below"), line=1, action="hold", waiver=f"{rule}/1", fix=""
        )
        for rule in ("V31", "V33")
    )
    order = records.order(state="held", results=holds)
    pressed = replace(order, waivers=("V31/1", "V33/1"))

    assert [False, False] == [hold.accepted for hold in holds_of(order)]
    assert [True, False] == [hold.accepted for hold in holds_of(pressed)]


def test_details_of_events_fit_on_a_line() -> None:
    """Repeats are counted, long lists cut."""
    assert said(["V44 warn"] * 3 + ["V31 hold"]) == "V44 warn ×3, V31 hold"  # noqa: RUF001 - the sign for times
    assert said([str(number) for number in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
    assert said(7) == "7"


def test_small_things_are_written_as_people_write_them() -> None:
    """Instants, amounts, addresses."""
    assert instant(records.NOON) == "2026-03-02 12:00:00"
    assert (instant(None), money(None)) == ("", "")
    assert ["1,234.50", "0.00", "0.0125", "10.00"] == [
        money(Decimal(one)) for one in ("1234.5", "0", "0.01250", "1E+1")
    ]
    assert link("/orders", {"state": "held", "partner": ""}) == "/orders?state=held"
    assert link("/orders", {"q": "a&b"}) == "/orders?q=a%26b"
    assert link("/orders", {}) == "/orders"
    assert [True, False, False] == [
        is_identifier(one) for one in ("01a2006b-030b-7a2a-b4f6-bac4026dd809", "PO-1", 7)
    ]
