"""Law of answers: whatever the facts and whoever reads them, what a partner makes of our bytes are our facts."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.agreements import Agreement, Calendar
from gateway.domain.items import ItemIdentifier
from gateway.domain.order_changes import ChangedLine, OrderChange
from gateway.domain.order_responses import Change, LineOutcome, OrderResponse, Promise, Shortfall
from gateway.orderdesk.decisions import DecidedLine, Decision, PriceDecision
from gateway.orderdesk.responding import respond
from gateway.orderdesk.responding_to_changes import respond_to_change
from gateway.orderdesk.underway import ACCEPTED, AskedLine, Changed
from tests.partners_who_read import BUYERS, EARLY, Buyer, Ordered, View
from tests.unit.orderdesk.desk import AGREEMENT, TODAY, day, line, order

PRICE = Decimal("1.50")
OFFSETS = st.integers(0, 12)
REJECTS = ("order.item-unknown", "order.unit-unknown", "order.item-discontinued", "order.currency-mismatch")


@dataclass(frozen=True, kw_only=True)
class Said:
    """Facts about one line, with the buyer's unit and days on the road."""

    outcome: LineOutcome
    each: int = 1
    transit: int = 0
    quantity: int = 0

    @property
    def unit(self) -> str:
        return "EA" if self.each == 1 else "CA"

    @property
    def asked(self) -> int:
        outcome = self.outcome
        parts = (*outcome.accepted, *outcome.backordered, *outcome.cancelled)
        return sum(one.quantity for one in parts) or self.quantity or self.each

    @property
    def ordered(self) -> Ordered:
        """Return what the buyer knows."""
        return Ordered(
            quantity=self.asked,
            on=TODAY,
            price=PRICE,
            unit=self.unit,
            each=self.each,
            transit_days=self.transit,
        )

    @property
    def decided(self) -> DecidedLine:
        price = Decimal(self.outcome.price.holds) if self.outcome.price else PRICE
        return DecidedLine(
            line=1,
            number="1",
            sku="MUG",
            unit=self.unit,
            base_unit="EA",
            each=Fraction(self.each),
            asked=self.asked,
            wanted_on=(TODAY,),
            price=PriceDecision(outcome="ours", holds=price),
            identifiers=(ItemIdentifier(kind="vendor-item", value="MUG"),),
            outcome=self.outcome,
        )


def agreed(buyer: Buyer, set_id: str, transit: int) -> Agreement:
    return replace(AGREEMENT, dialect=buyer.speaking(set_id), calendar=Calendar(transit_days=transit))


def answer_to(buyer: Buyer, said: Said) -> OrderResponse:
    """Return our answer to a buyer's order."""
    placed = order(line(unit=said.unit, quantity=str(said.asked // said.each)))
    state = "rejected" if said.outcome.reject else "held" if said.outcome.hold else "confirmed"
    decision = Decision(state=state, lines=(said.decided,), results=(), commitments=())
    return respond(placed, decision, agreed(buyer, "855", said.transit), responded_on=TODAY)


def seen_in_855(buyer: Buyer, said: Said) -> View:
    """Return what the buyer makes of our answer to its order."""
    return buyer.sees(answer_to(buyer, said), "855", said.ordered)


def seen_in_865(buyer: Buyer, said: Said) -> View:
    """Return what the buyer makes of our answer to a change that makes the line what it is."""
    asked = Decimal(said.asked // said.each)
    wanted = ChangedLine(
        change="change",
        number="1",
        quantity=asked,
        unit=said.unit,
        price=PRICE,
        identifiers=(ItemIdentifier(kind="vendor-item", value="MUG"),),
    )
    change = OrderChange(order_number="PO1", ordered_on=TODAY, lines=(wanted,))
    changed = Changed(
        verdict=ACCEPTED,
        order=order(line(unit=said.unit, quantity=str(asked))),
        state="confirmed",
        lines=(said.decided,),
        touched=frozenset({1}),
        asked=(AskedLine(at=1, number=1),),
    )
    response = respond_to_change(change, changed, agreed(buyer, "865", said.transit), responded_on=TODAY)
    return buyer.sees(response, "865", said.ordered)


def facts(outcome: LineOutcome, buyer: Buyer) -> View:
    """Return our facts as a buyer may know them: neither our places nor our reasons for what is short."""
    if outcome.hold:
        return View(fate="held")
    if outcome.reject:
        return View(fate="rejected", why=_why(outcome.reject, buyer))
    if not outcome.accepted and not outcome.backordered:
        return View(fate="rejected" if buyer.soft else "cancelled")
    gets: Counter[date] = Counter()
    waits: Counter[date | None] = Counter()
    for promise in outcome.accepted:
        gets[promise.ships_on] += promise.quantity
    for shortfall in outcome.backordered:
        waits[shortfall.expected_on] += shortfall.quantity
    return View(
        accepted=tuple(sorted(gets.items())),
        backordered=tuple(sorted(waits.items(), key=lambda one: one[0] or date.max)),
        cancelled=sum(one.quantity for one in outcome.cancelled),
        price=None if outcome.price is None else Decimal(outcome.price.holds),
        item="" if outcome.item is None else outcome.item.holds,
    )


def _why(code: str, buyer: Buyer) -> str:
    never_again = ("order.item-unknown", "order.item-discontinued")
    return code if not buyer.soft or code in never_again else ""


@st.composite
def outcomes(draw: st.DrawFn, buyer: Buyer, each: int) -> LineOutcome:
    """Draw facts; a buyer that can be told of one day only has agreed that lines are not split."""
    if draw(st.integers(0, 6)) == 0:
        return draw(
            st.sampled_from(
                [LineOutcome(line=1, hold="order.x"), *(LineOutcome(line=1, reject=code) for code in REJECTS)]
            )
        )
    most = 3 if buyer.splits else 1
    whole = st.integers(1, 20).map(lambda number: number * each)
    promise = st.builds(Promise, quantity=whole, ships_on=OFFSETS.map(day))
    shortfall = st.builds(Shortfall, quantity=whole, expected_on=st.none() | OFFSETS.map(day))
    accepted = draw(st.lists(promise, max_size=most))
    waiting = draw(st.lists(shortfall, max_size=most))
    cancelled = draw(st.lists(st.builds(Shortfall, quantity=whole), max_size=1))
    if not (accepted or waiting or cancelled):
        accepted = [Promise(quantity=each, ships_on=TODAY)]
    stands = bool(accepted or waiting)
    return LineOutcome(
        line=1,
        accepted=tuple(accepted),
        backordered=tuple(waiting),
        cancelled=tuple(cancelled),
        price=Change(asked="1.5", holds="1.25") if stands and draw(st.booleans()) else None,
        item=Change(asked="MUG", holds="JUG") if stands and draw(st.booleans()) else None,
    )


@pytest.mark.parametrize("name", sorted(BUYERS))
@settings(deadline=None, max_examples=25)
@given(data=st.data(), each=st.sampled_from([1, 12]), transit=st.integers(0, 5))
def test_what_a_partner_makes_of_our_bytes_are_our_facts(
    name: str, data: st.DataObject, each: int, transit: int
) -> None:
    """Written by the real map, sealed, opened, read and understood: the 855 and the 865 say the same facts."""
    buyer = BUYERS[name]
    outcome = data.draw(outcomes(buyer, each))
    said = Said(outcome=outcome, each=each, transit=transit)

    assert facts(outcome, buyer) == seen_in_855(buyer, said)
    if not outcome.reject and not outcome.hold:
        assert facts(outcome, buyer) == seen_in_865(buyer, said)


@pytest.mark.parametrize("name", sorted(BUYERS))
@pytest.mark.parametrize("code", REJECTS)
def test_a_release_is_never_written_a_status_it_does_not_list(name: str, code: str) -> None:
    """What it does not list is said by IR, and the reason in words."""
    buyer = BUYERS[name]
    said = Said(outcome=LineOutcome(line=1, reject=code))

    assert View(fate="rejected", why=_why(code, buyer)) == seen_in_855(buyer, said)


def test_the_partners_are_as_different_as_they_should_be() -> None:
    """Every kind of day, releases with and without the later statuses, one answer and many."""
    assert {"promised-ship", "promised-delivery", "scheduled-ship", "scheduled-delivery"} == {
        one.dialect.get("promise_date", "promised-ship") for one in BUYERS.values()
    }
    assert {EARLY} < {one.statuses for one in BUYERS.values()}
    assert {True, False} == {one.dialect.get("multi_ack", True) for one in BUYERS.values()}
