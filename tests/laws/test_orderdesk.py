"""Laws of the order desk: nothing is promised twice, nothing is lost between facts, answers and money."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.agreements import AgreedPrice, Agreement, BackorderPolicy, Calendar, Dialect, RuleOverride
from gateway.domain.canonical import from_plain, to_plain
from gateway.domain.money import to_coins
from gateway.domain.order_responses import Change, LineOutcome, Promise, Shortfall
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.supply import Commitment, Position
from gateway.domain.terms import Adjustment, Tax
from gateway.mapping.writing import read_back, write
from gateway.orderdesk.decisions import DecidedLine, Decision, PriceDecision, StandingLine
from gateway.orderdesk.identifiers import check_digit, is_valid, lengths_of, sscc
from gateway.orderdesk.invoicing import Billing, amount_of, bill, signed
from gateway.orderdesk.packing import Allocation, PackingRule, pack, shipped_quantities
from gateway.orderdesk.pricing import Wanted, our_price
from gateway.orderdesk.promising import Need, Promised, promise
from gateway.orderdesk.responding import respond
from gateway.orderdesk.rules import RULES
from gateway.orderdesk.stock import Stock
from tests.maps import library
from tests.unit.orderdesk.buyer import Buyer, facts
from tests.unit.orderdesk.desk import AGREEMENT, MUG, TODAY, day, decided, line, order, stock
from tests.unit.orderdesk.supplies import Supply, position

unhurried = settings(deadline=None)
MAPS = library()
PLACES = ("EAST", "WEST")
HORIZON = 12
OFFSETS = st.integers(0, HORIZON)
QUANTITIES = st.integers(1, 20)

POLICIES = st.builds(
    BackorderPolicy,
    partial=st.booleans(),
    split=st.booleans(),
    backorder=st.booleans(),
    patience_days=st.integers(0, HORIZON),
)
CALENDARS = st.builds(Calendar, closed_weekdays=st.sampled_from([(), (5, 6), (0, 1, 2)]))
SUPPLIES = st.lists(
    st.builds(
        Supply,
        sku=st.just("MUG"),
        location=st.sampled_from(PLACES),
        quantity=QUANTITIES,
        available_on=OFFSETS.map(day),
    ),
    max_size=8,
)


@st.composite
def needs(
    draw: st.DrawFn, *, places: Sequence[tuple[str, ...]] = ((), PLACES, PLACES[::-1], PLACES[:1])
) -> list[Need]:
    """Draw what the lines of an order need."""
    count = draw(st.integers(0, 6))
    return [
        Need(
            line=number,
            sku="MUG",
            quantity=draw(QUANTITIES),
            needed_on=day(draw(OFFSETS)),
            locations=draw(st.sampled_from(list(places))),
            policy=draw(POLICIES),
            step=draw(st.sampled_from([1, 1, 3])),
            cancel_on=draw(st.none() | OFFSETS.map(day)),
        )
        for number in range(1, count + 1)
    ]


def positions(supplies: Sequence[Supply]) -> list[Position]:
    return [position("MUG", place, supplies) for place in PLACES]


def committed(promised: Sequence[Promised]) -> list[Commitment]:
    return [one for part in promised for one in part.commitments]


def uncovered(supplies: Sequence[Supply], commitments: Sequence[Commitment]) -> list[tuple[str, date]]:
    """Return every place and day on which more is promised than there is, counted the long way."""
    short = []
    for place in PLACES:
        for on in (day(offset) for offset in range(3 * HORIZON)):
            there = sum(one.quantity for one in supplies if one.location == place and one.available_on <= on)
            gone = sum(one.quantity for one in commitments if one.location == place and one.promised_on <= on)
            if gone > there:
                short.append((place, on))
    return short


@unhurried
@given(SUPPLIES, needs(), CALENDARS, st.booleans())
def test_nothing_is_promised_twice(
    supplies: list[Supply],
    wanted: list[Need],
    calendar: Calendar,
    complete: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    """On no day, at no place, is more committed than there is by then."""
    promised = promise(wanted, positions(supplies), calendar, complete=complete)

    assert [] == uncovered(supplies, committed(promised))


@unhurried
@given(SUPPLIES, needs(), CALENDARS, st.booleans())
def test_the_parts_of_a_promise_add_up(
    supplies: list[Supply],
    wanted: list[Need],
    calendar: Calendar,
    complete: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    """Accepted, backordered and cancelled are the quantity; what was accepted is committed, on open days, in time."""
    for one in promise(wanted, positions(supplies), calendar, complete=complete):
        need = one.need
        told = [part.quantity for part in (*one.accepted, *one.backordered, *one.cancelled)]
        taken = [part for part in one.commitments if part.kind == "promise"]

        assert need.quantity == sum(told)
        assert 0 < min(told)
        assert [(part.quantity, part.ships_on, part.location) for part in one.accepted] == [
            (part.quantity, part.promised_on, part.location) for part in taken
        ]
        assert list(range(1, len(one.commitments) + 1)) == [part.schedule for part in one.commitments]
        for part in one.commitments:
            assert part.promised_on >= need.needed_on
            assert part.promised_on == need.needed_on or calendar.is_open(part.promised_on)
            assert need.cancel_on is None or part.promised_on <= need.cancel_on


@unhurried
@given(SUPPLIES, needs(), CALENDARS)
def test_a_line_that_may_not_be_parted_is_not(
    supplies: list[Supply], wanted: list[Need], calendar: Calendar
) -> None:
    for one in promise(wanted, positions(supplies), calendar):
        if not one.need.policy.partial:
            assert [one.need.quantity] in ([part.quantity for part in one.commitments], [one.need.quantity])
            assert 1 >= len(one.commitments)
        if not one.need.policy.split:
            assert 1 >= len({part.ships_on for part in one.accepted})
            assert 1 >= len(one.backordered)


@unhurried
@given(SUPPLIES, needs())
def test_taking_one_by_one_leaves_what_supply_and_ledger_leave(
    supplies: list[Supply], wanted: list[Need]
) -> None:
    commitments = committed(promise(wanted, positions(supplies), Calendar()))
    kept = Stock(positions(supplies))
    for one in commitments:
        kept.less(one.sku, one.location, one.promised_on, quantity=one.quantity)
    audited = Stock([position("MUG", place, supplies, commitments) for place in PLACES])

    for place in PLACES:
        for on in (day(offset) for offset in range(3 * HORIZON)):
            assert audited.available("MUG", place, on) == kept.available("MUG", place, on)


@unhurried
@given(SUPPLIES, st.lists(st.tuples(OFFSETS, QUANTITIES), max_size=6))
def test_in_one_place_each_line_gets_the_most_it_can(
    supplies: list[Supply], asked: list[tuple[int, int]]
) -> None:
    """Line by line, the largest quantity that leaves every later day covered: found here by trying all."""
    wanted = [
        Need(
            line=number,
            sku="MUG",
            quantity=quantity,
            needed_on=day(offset),
            locations=("EAST",),
            policy=BackorderPolicy(backorder=False, patience_days=0),
        )
        for number, (offset, quantity) in enumerate(asked, 1)
    ]
    taken: list[Commitment] = []
    expected = []
    for need in wanted:
        for quantity in range(need.quantity, -1, -1):
            trial = Commitment(
                line=need.line,
                schedule=1,
                sku="MUG",
                location="EAST",
                quantity=quantity,
                needed_on=need.needed_on,
                promised_on=need.needed_on,
            )
            if not uncovered(supplies, [*taken, trial]):
                taken.append(trial)
                expected.append(quantity)
                break

    promised = promise(wanted, positions(supplies), Calendar())

    assert expected == [sum(part.quantity for part in one.accepted) for one in promised]


@unhurried
@given(SUPPLIES, st.lists(st.tuples(OFFSETS, QUANTITIES), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_what_leaves_on_time(
    supplies: list[Supply], asked: list[tuple[int, int]], random: Any
) -> None:
    """For one item in one place, as much leaves on the days it is wanted, and as much in all."""
    wanted = [
        Need(
            line=number,
            sku="MUG",
            quantity=quantity,
            needed_on=day(offset),
            locations=("EAST",),
            policy=BackorderPolicy(patience_days=HORIZON),
        )
        for number, (offset, quantity) in enumerate(asked, 1)
    ]
    shuffled = list(wanted)
    random.shuffle(shuffled)

    assert _totals(promise(wanted, positions(supplies), Calendar())) == _totals(
        promise(shuffled, positions(supplies), Calendar())
    )


def _totals(promised: Sequence[Promised]) -> tuple[int, int]:
    commitments = committed(promised)
    on_time = sum(one.quantity for one in commitments if one.promised_on == one.needed_on)
    return on_time, sum(one.quantity for one in commitments)


DIALECTS = st.builds(
    Dialect,
    bp_quantity_meaning=st.sampled_from(["accepted", "backordered"]),
    multi_ack=st.booleans(),
    promise_date=st.sampled_from(
        ["promised-ship", "promised-delivery", "scheduled-ship", "scheduled-delivery"]
    ),
    price_change=st.sampled_from(["price-changed", "item-changed"]),
    r_codes=st.booleans(),
)


@st.composite
def outcomes(draw: st.DrawFn, dialect: Dialect, each: int) -> LineOutcome:
    """Draw facts the desk may find for a partner: with one answer a line, one date and one backorder."""
    most = 3 if dialect.multi_ack else 1
    whole = QUANTITIES.map(lambda number: number * each)
    if draw(st.integers(0, 9)) == 0:
        return LineOutcome(
            line=1, **draw(st.sampled_from([{"hold": "order.x"}, {"reject": "order.unit-unknown"}]))
        )
    accepted = draw(st.lists(st.builds(Promise, quantity=whole, ships_on=OFFSETS.map(day)), max_size=most))
    waiting = draw(
        st.lists(
            st.builds(Shortfall, quantity=whole, expected_on=st.none() | OFFSETS.map(day)), max_size=most
        )
    )
    cancelled = draw(st.lists(st.builds(Shortfall, quantity=whole), max_size=1))
    if not (accepted or waiting or cancelled):
        cancelled = [Shortfall(quantity=each)]
    standing = bool(accepted or waiting)
    return LineOutcome(
        line=1,
        accepted=tuple(accepted),
        backordered=tuple(waiting),
        cancelled=tuple(cancelled),
        price=Change(asked="1.5", holds="1.25") if draw(st.booleans()) else None,
        item=Change(asked="MUG", holds="JUG") if standing and draw(st.booleans()) else None,
    )


@unhurried
@given(st.data(), DIALECTS, st.sampled_from([1, 12]), st.integers(0, 5))
def test_the_buyer_sees_our_facts_in_every_dialect(
    data: st.DataObject, dialect: Dialect, each: int, transit: int
) -> None:
    """Facts become an answer, and a buyer that reads the answer has the facts."""
    outcome = data.draw(outcomes(dialect, each))
    asked = (
        sum(part.quantity for part in (*outcome.accepted, *outcome.backordered, *outcome.cancelled)) or each
    )
    unit = "EA" if each == 1 else "CA"
    placed = order(line(unit=unit, quantity=str(asked // each)))
    price = Decimal(outcome.price.holds) if outcome.price else Decimal("1.50")
    one = DecidedLine(
        line=1,
        sku="MUG",
        unit=unit,
        base_unit="EA",
        each=Fraction(each),
        asked=asked,
        wanted_on=(TODAY,),
        price=PriceDecision(outcome="ours", holds=price),
        outcome=outcome,
    )
    decision = Decision(state="confirmed", lines=(one,), results=(), commitments=())
    agreed = replace(AGREEMENT, dialect=dialect, calendar=Calendar(transit_days=transit))

    response = respond(placed, decision, agreed, responded_on=TODAY)

    buyer = Buyer(dialect=dialect, transit_days=transit, each=Fraction(each), unit=unit)
    assert (facts(outcome),) == buyer.read(placed, response)


MONEY = st.decimals(0, 100, places=2)
PRICES = st.decimals(0, 100, places=4)
ADJUSTMENTS = st.lists(
    st.one_of(
        st.builds(
            Adjustment,
            kind=st.sampled_from(["allowance", "charge", "none"]),
            code=st.just("D240"),
            amount=MONEY,
        ),
        st.builds(
            Adjustment,
            kind=st.sampled_from(["allowance", "charge"]),
            code=st.just("C310"),
            percent=st.decimals(0, 30, places=1),
            percent_basis=st.just("1"),
        ),
    ),
    max_size=3,
).map(tuple)


@st.composite
def billings(draw: st.DrawFn) -> tuple[PurchaseOrder, tuple[StandingLine, ...], list[dict[int, int]]]:
    """Draw an order, its lines as they stand, and shipments that together ship all of it."""
    lines: list[OrderLine] = []
    standing: list[StandingLine] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        ordered = draw(QUANTITIES)
        lines.append(line(quantity=str(ordered), adjustments=draw(ADJUSTMENTS)))
        standing.append(
            StandingLine(
                line=number,
                sku="MUG",
                unit="EA",
                base_unit="EA",
                each=Fraction(1),
                ordered=ordered,
                price=draw(PRICES),
            )
        )
    left = {one.line: one.ordered for one in standing}
    shipments = []
    while left:
        part = {number: draw(st.integers(0, rest)) for number, rest in left.items()}
        shipped = {number: quantity for number, quantity in part.items() if quantity} or dict(left)
        shipments.append(shipped)
        left = {number: rest - shipped.get(number, 0) for number, rest in left.items()}
        left = {number: rest for number, rest in left.items() if rest}
    taxes = draw(
        st.lists(
            st.builds(Tax, kind=st.just("state-sales"), percent=st.decimals(0, 20, places=1)), max_size=2
        )
    )
    placed = order(*lines, adjustments=draw(ADJUSTMENTS), taxes=tuple(taxes))
    return placed, tuple(standing), shipments


@unhurried
@given(billings())
def test_invoices_balance_and_share_what_was_agreed_to_the_coin(
    drawn: tuple[PurchaseOrder, tuple[StandingLine, ...], list[dict[int, int]]],
) -> None:
    """Each total is its parts; over all invoices every fixed amount is charged once, no more and no less."""
    placed, standing, shipments = drawn
    before: dict[int, int] = {}
    charged = Decimal(0)
    for number, shipped in enumerate(shipments):
        billing = Billing(number=f"I{number}", invoiced_on=TODAY, shipped=shipped, billed_before=dict(before))
        invoice = bill(billing, placed, standing, AGREEMENT)
        parts = [amount_of(one, "USD") for one in invoice.lines]
        parts += [signed(one) for one in invoice.adjustments]
        parts += [tax.amount or Decimal(0) for tax in invoice.taxes]

        assert invoice.total == sum(parts) == to_coins(invoice.total, "USD")
        charged += sum(signed(one) for one in invoice.adjustments if one.percent is None)
        for line_number, quantity in shipped.items():
            before[line_number] = before.get(line_number, 0) + quantity
    fixed = [signed(one) for one in placed.adjustments if one.percent is None]
    if any(one.price for one in standing):
        assert sum(fixed, Decimal(0)) == charged


@unhurried
@given(
    st.lists(
        st.builds(
            AgreedPrice,
            sku=st.just("MUG"),
            unit=st.sampled_from(["EA", "CA"]),
            price=PRICES,
            minimum=st.integers(1, 30).map(Decimal),
        ),
        max_size=5,
    ),
    QUANTITIES,
    st.sampled_from([1, 12]),
)
def test_the_steps_of_a_price_add_up_to_it(prices: list[AgreedPrice], quantity: int, each: int) -> None:
    wanted = Wanted(item=MUG, quantity=quantity, each=Fraction(each), per=Fraction(1), on=TODAY)

    steps = our_price(wanted, prices)

    assert steps[-1].price == sum(step.change for step in steps)


LINES = st.builds(
    line,
    sku=st.sampled_from(["MUG", "PLATE", "OLD", "GONE", "UNPRICED", "NOBODYS"]),
    quantity=st.none() | st.sampled_from(["0", "-1", "0.5", "1", "6", "7", "24"]),
    unit=st.sampled_from(["EA", "CA", "", "DZ"]),
    price=st.none() | st.sampled_from([Decimal(text) for text in ("0", "1.20", "1.49", "1.50", "18.00")]),
)
OVERRIDES = st.sampled_from(RULES).flatmap(
    lambda rule: st.builds(RuleOverride, rule=st.just(rule.id), action=st.sampled_from(rule.actions))
)
AGREEMENTS = st.builds(
    lambda backorders, dialect, line_holds, overrides: replace(
        AGREEMENT, backorders=backorders, dialect=dialect, line_holds=line_holds, overrides=tuple(overrides)
    ),
    POLICIES,
    DIALECTS,
    st.booleans(),
    st.lists(OVERRIDES, max_size=4, unique_by=lambda one: one.rule),
)


@unhurried
@given(st.lists(LINES, max_size=5), AGREEMENTS, st.sets(st.sampled_from([rule.id for rule in RULES])))
def test_every_order_gets_a_decision_that_hangs_together(
    lines: list[OrderLine], agreed: Agreement, waived: set[str]
) -> None:
    """Whatever is ordered, agreed or waived: each line has one fate, and only confirmed orders take supply."""
    placed = order(*lines)

    decision = decided(placed, agreed, waived=waived)

    assert len(lines) == len(decision.lines)
    if decision.state != "confirmed":
        assert () == decision.commitments
    for one in decision.lines:
        outcome = one.outcome
        told = sum(part.quantity for part in (*outcome.accepted, *outcome.backordered, *outcome.cancelled))
        assert one.state in {"rejected", "held"} or one.asked == told
        assert one.state not in {"rejected", "held"} or told == 0
        assert one.state in {"rejected", "held"} or (one.price is not None and one.price.holds is not None)
    response = respond(placed, decision, agreed, responded_on=TODAY)
    assert [one.number for one in placed.lines] == [one.number for one in response.lines]
    assert decision == from_plain(Decision, to_plain(decision))


@unhurried
@given(st.lists(LINES, min_size=1, max_size=5), AGREEMENTS)
def test_every_answer_can_be_written_and_reads_back(lines: list[OrderLine], agreed: Agreement) -> None:
    """The words of the desk are words of the map; what it says survives the wire."""
    placed = order(*lines)
    decision = decided(placed, agreed, positions=[stock("MUG", (0, 9), (4, 9)), stock("PLATE", (30, 6))])

    response = respond(placed, decision, agreed, responded_on=TODAY)

    plan = MAPS.plan("base/x12/004010/855")
    assert () == read_back(plan, response, write(plan, response))


@unhurried
@given(billings())
def test_every_invoice_can_be_written_and_reads_back(
    drawn: tuple[PurchaseOrder, tuple[StandingLine, ...], list[dict[int, int]]],
) -> None:
    placed, standing, shipments = drawn
    billing = Billing(number="I1", invoiced_on=TODAY, shipped=shipments[0])

    invoice = bill(billing, placed, standing, AGREEMENT)

    plan = MAPS.plan("base/x12/004010/810")
    assert () == read_back(plan, invoice, write(plan, invoice))


@unhurried
@given(
    st.lists(st.tuples(QUANTITIES, st.decimals(0, 5, places=1)), max_size=5),
    st.integers(0, 9),
    st.integers(0, 3),
)
def test_cartons_hold_exactly_what_was_allocated(
    allocated: list[tuple[int, Decimal]], units: int, on_pallet: int
) -> None:
    allocations = [
        Allocation(
            commitment=f"c{line}", line=line, sku="MUG", location="EAST", quantity=quantity, weight_kg=kg
        )
        for line, (quantity, kg) in enumerate(allocated, 1)
    ]
    rule = PackingRule(units_per_carton=units, kg_per_carton=Decimal(6), cartons_per_tare=on_pallet)

    cartons = pack(allocations, rule)

    assert {one.line: one.quantity for one in allocations} == shipped_quantities(cartons, allocations)
    assert all((one.weight_kg or 0) <= rule.kg_per_carton for one in cartons)
    if units:
        assert all(sum(part.quantity for part in one.contents) <= units for one in cartons)


@unhurried
@given(st.integers(0, 10**11 - 1).map(lambda number: f"{number:011}"), st.integers(0, 10), st.integers(1, 9))
def test_a_check_digit_finds_one_wrong_digit(body: str, at: int, more: int) -> None:
    right = body + check_digit(body)
    wrong = right[:at] + str((int(right[at]) + more) % 10) + right[at + 1 :]

    assert is_valid(right)
    assert not is_valid(wrong)
    assert all(is_valid(one) for one in lengths_of(right))


@unhurried
@given(st.integers(0, 10**9 - 1))
def test_no_two_serials_share_an_sscc(serial: int) -> None:
    number = sscc("0614141", serial)

    assert serial == int(number[8:17])
    assert number[-1] == check_digit(number[:-1])
