"""What an order comes to, figure by figure: it is what its invoice would be, and it adds up to the cent."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.accounts import Instalment, Prepayment
from gateway.domain.agreements import Agreement, RuleOverride
from gateway.domain.charges import AgreedCharge
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.reckonings import Figure, ReckonedLine, Reckoning, Step
from gateway.domain.taxation import TaxRate
from gateway.domain.terms import Adjustment, Tax
from gateway.orderdesk.decisions import standing
from gateway.orderdesk.invoicing import Billing, bill
from gateway.orderdesk.reckoning import reckon
from tests.unit.orderdesk.desk import TODAY, agreement, decided, line, order, overriding, policy, stock

CODED = Adjustment(kind="charge", code="D240", amount=Decimal(7))
BARE = Adjustment(kind="allowance", agency_code="GIFT", amount=Decimal(1))
AMOUNTS = st.decimals("0.01", "99", places=2)


def of(placed: PurchaseOrder, agreed: Agreement | None = None, **more: Any) -> Reckoning | None:
    agreed = agreed or agreement()
    return reckon(placed, decided(placed, agreed, **more).lines, agreed, on=TODAY)


def sure(placed: PurchaseOrder, agreed: Agreement | None = None, **more: Any) -> Reckoning:
    found = of(placed, agreed, **more)
    assert found is not None
    return found


def test_every_figure_says_where_it_is_from() -> None:
    agreed = agreement(
        charges=(AgreedCharge(text="Handling", percent=Decimal(1)),),
        taxes=(TaxRate(country="US", percent=Decimal(10)),),
        prepayment=Prepayment(percent=Decimal(50)),
    )
    whole = sure(order(line(adjustments=(BARE,)), line("PLATE", "6"), adjustments=(CODED,)), agreed)

    assert (Figure(label="allowance GIFT", amount=Decimal(-1)),) == whole.lines[0].figures
    assert (
        Figure(label="charge D240", amount=Decimal(7), why="as the order says"),
        Figure(label="Handling 1 %", amount=Decimal("0.32"), why="as agreed"),
    ) == whole.figures
    assert (Figure(label="all-taxes", amount=Decimal("3.93"), why="10 %"),) == whole.taxes
    assert [Decimal("17.20"), Decimal("22.12")] == [one.amount for one in whole.lines]
    assert (Decimal("33.00"), Decimal("39.32"), Decimal("43.25")) == (whole.goods, whole.net, whole.total)
    assert Decimal("21.63") == whole.due_first


def test_taxes_may_have_no_rate_or_not_apply() -> None:
    flat = sure(order(line(), taxes=(Tax(amount=Decimal(2)),)))
    exempt = sure(order(line()), agreement(tax_exempt=True, tax_certificate="R-7"))

    assert (Figure(label="tax", amount=Decimal(2)),) == flat.taxes
    assert (Figure(label="all-taxes", amount=Decimal(0), why="exempt"),) == exempt.taxes


def test_the_last_step_leads_to_the_price_that_holds() -> None:
    tolerated = sure(order(line(price=Decimal("1.49"))))
    accepted = sure(order(line(price=Decimal("1.00"))), overriding("V31", "warn"))

    assert [("buyer's price", Decimal("1.49")), ("buyer's price", Decimal("1.00"))] == [
        (one.lines[0].steps[-1].label, one.lines[0].steps[-1].price) for one in (tolerated, accepted)
    ]


def test_a_line_that_stands_as_it_was_keeps_its_steps() -> None:
    placed = order(line())
    before = sure(placed)
    (decision,) = decided(placed).lines
    bare = replace(decision, price=replace(decision.price, steps=()) if decision.price else None)

    again = reckon(placed, (bare,), agreement(), on=TODAY, before=before)

    assert before == again


def test_what_is_rejected_or_cancelled_does_not_count_and_an_unknown_price_leaves_it_open() -> None:
    assert Decimal("15.00") == sure(order(line(), line("NOBODYS"))).total
    assert Decimal("18.00") == sure(order(line("PLATE", "7"))).total
    assert of(order(line(), line("UNPRICED"))) is None
    assert of(order(line("NOBODYS"))) is None


def test_goods_that_cost_nothing_share_charges_evenly() -> None:
    free = order(line(price=Decimal(0)), line("PLATE", "6", price=Decimal(0)), adjustments=(CODED,))

    whole = sure(free, overriding("V31", "warn"))

    assert [Decimal("3.50"), Decimal("3.50")] == [one.share for one in whole.lines]


def test_a_reckoning_in_a_currency_without_cents_is_right_to_its_coin_in_every_figure() -> None:
    """The order's currency before the agreed one; what is cancelled whole is no line; half a coin goes up."""
    off = Adjustment(kind="allowance", code="D240", amount=Decimal(1))
    added = Adjustment(kind="charge", code="D240", amount=Decimal(32))
    agreed = overriding(
        "V46",
        "warn",
        taxes=(TaxRate(country="US", percent=Decimal(10)),),
        prepayment=Prepayment(percent=Decimal("30.5")),
    )
    placed = order(
        line(quantity="7"),
        line("PLATE", "3"),  # no whole pack
        line("PLATE", "6", price=Decimal("299.5"), price_basis="per-hundred", adjustments=(off,)),
        currency="JPY",
        adjustments=(added,),
    )
    lines = decided(placed, agreed).lines
    own, theirs = (lines[at].price for at in (0, 2))
    assert own is not None
    assert theirs is not None

    mugs = ReckonedLine(
        line=1,
        quantity=Decimal(7),
        unit="EA",
        price=Decimal("1.50"),
        steps=own.steps,
        goods=Decimal(11),
        share=Decimal(13),
        amount=Decimal(24),
    )
    plates = ReckonedLine(
        line=3,
        quantity=Decimal(6),
        unit="EA",
        price=Decimal("299.5"),
        per=Fraction(100),
        steps=(
            *theirs.steps,
            Step(
                label="buyer's price",
                change=Decimal("-0.5"),
                price=Decimal("299.5"),
                why="within tolerance, or let pass",
            ),
        ),
        goods=Decimal(18),
        figures=(Figure(label="allowance D240", amount=Decimal(-1)),),
        share=Decimal(19),
        amount=Decimal(36),
    )
    assert Reckoning(
        currency="JPY",
        lines=(mugs, plates),
        goods=Decimal(29),
        figures=(Figure(label="charge D240", amount=Decimal(32), why="as the order says"),),
        net=Decimal(60),
        taxes=(Figure(label="all-taxes", amount=Decimal(6), why="10 %"),),
        total=Decimal(66),
        due_first=Decimal(20),
    ) == sure(placed, agreed)


def test_without_anything_beside_the_goods_a_reckoning_is_the_goods() -> None:
    """One of a thing is a line like any other; who agreed on no prepayment owes nothing first."""
    whole = sure(order(line(quantity="1", price=None)))

    assert ("USD", (), (), Decimal(0)) == (whole.currency, whole.figures, whole.taxes, whole.due_first)
    assert [Decimal("1.50")] * 3 == [whole.goods, whole.net, whole.total]
    assert ["list price", "agreed price per EA"] == [step.label for step in whole.lines[0].steps]


def test_what_is_cancelled_whole_is_no_line_of_it() -> None:
    agreed = agreement(backorders=policy(backorder=False))
    whole = sure(order(line(), line("PLATE", "6")), agreed, positions=[stock("MUG", (0, 10))])

    assert ([1], Decimal("15.00")) == ([one.line for one in whole.lines], whole.total)


def test_the_figures_of_an_order_fall_on_what_has_a_price_however_small_and_evenly_where_goods_give_money_back() -> (
    None
):
    """A line that costs nothing shares no charge with one that costs something; a line below nothing would turn shares around."""
    agreed = agreement(
        overrides=tuple(RuleOverride(rule=rule, action="warn") for rule in ("V24", "V31", "V32"))
    )

    def shares(price: str, *off: Adjustment) -> list[Decimal]:
        other = line("PLATE", "1", price=Decimal(price), adjustments=off)
        return [one.share for one in sure(order(line(), other, adjustments=(CODED,)), agreed).lines]

    assert [Decimal("6.77"), Decimal("0.23")] == shares("0.50")
    assert [Decimal("7.00"), Decimal("0.00")] == shares("0")
    assert [Decimal("3.50"), Decimal("3.50")] == shares("0", BARE)


def test_a_price_of_the_buyers_where_we_have_none_is_all_of_its_last_step() -> None:
    """What is let pass holds, and what costs nothing costs nothing."""
    let_pass = agreement(
        overrides=tuple(RuleOverride(rule=rule, action="warn") for rule in ("D3", "V31")), prices=()
    )
    unpriced = sure(order(line("UNPRICED", price=Decimal("0.70"))), let_pass)
    free = sure(order(line(price=Decimal(0))), let_pass)

    assert (
        Step(
            label="buyer's price",
            change=Decimal("0.70"),
            price=Decimal("0.70"),
            why="within tolerance, or let pass",
        ),
    ) == unpriced.lines[0].steps
    assert (Decimal(0), Decimal(0)) == (free.lines[0].price, free.total)
    assert Decimal("-2.00") == free.lines[0].steps[-1].change


def test_a_line_whose_steps_nobody_kept_has_none() -> None:
    placed = order(line())
    (decision,) = decided(placed).lines
    assert decision.price is not None
    bare = replace(decision, price=replace(decision.price, steps=()))

    found = reckon(placed, (bare,), agreement(), on=TODAY)

    assert found is not None
    assert () == found.lines[0].steps


@st.composite
def orders(draw: st.DrawFn) -> tuple[PurchaseOrder, Agreement]:
    """Return an order with allowances and charges on it and on its lines, and what was agreed beside."""
    priced = [
        line(
            draw(st.sampled_from(["MUG", "PLATE"])),
            str(6 * draw(st.integers(1, 50))),
            price=draw(st.decimals("0.0001", "99", places=4)),
            adjustments=draw(adjustments()),
        )
        for _ in range(draw(st.integers(1, 5)))
    ]
    rates = draw(st.lists(st.decimals("0.001", "25", places=3), max_size=2))
    agreed = agreement(
        overrides=tuple(
            one
            for rule in ("V13", "V29", "V31", "V32", "V46")
            for one in overriding(rule, _soft(rule)).overrides
        ),
        charges=tuple(
            AgreedCharge(text=str(at), kind=kind, percent=percent)
            for at, (kind, percent) in enumerate(
                draw(
                    st.lists(
                        st.tuples(
                            st.sampled_from(["allowance", "charge"]), st.decimals("0.01", "20", places=2)
                        ),
                        max_size=2,
                    )
                )
            )
        ),
        taxes=tuple(TaxRate(country="US", kind=str(at), percent=rate) for at, rate in enumerate(rates)),
        instalments=draw(st.sampled_from([(), (_part("33.33"), _part("33.33"), _part("33.34"))])),
    )
    return order(*priced, adjustments=draw(adjustments())), agreed


def _soft(rule: str) -> str:
    return "change" if rule == "V29" else "warn"


def _part(percent: str) -> Instalment:
    return Instalment(percent=Decimal(percent), net_days=30)


def adjustments() -> st.SearchStrategy[tuple[Adjustment, ...]]:
    fixed = st.builds(Adjustment, kind=st.sampled_from(["allowance", "charge"]), amount=AMOUNTS)
    return st.lists(fixed, max_size=2).map(tuple)


@settings(max_examples=25, deadline=None)
@given(orders())
def test_every_order_balances_to_the_cent(made: tuple[PurchaseOrder, Agreement]) -> None:
    """Steps add up to prices, lines to the net, net and taxes to the total, instalments to the invoice."""
    placed, agreed = made
    lines = decided(placed, agreed).lines
    whole = reckon(placed, lines, agreed, on=TODAY)
    assert whole is not None
    billing = Billing(number="1", invoiced_on=TODAY, shipped={one.line: one.asked for one in lines})
    invoice = bill(billing, placed, [standing(one) for one in lines], agreed)

    for one in whole.lines:
        assert one.price == sum((step.change for step in one.steps), Decimal(0))
        assert one.amount == one.goods + one.share + sum((each.amount for each in one.figures), Decimal(0))
    assert whole.goods == sum((one.goods for one in whole.lines), Decimal(0))
    assert whole.net == sum((one.amount for one in whole.lines), Decimal(0))
    assert sum((one.amount for one in whole.figures), Decimal(0)) == sum(
        (one.share for one in whole.lines), Decimal(0)
    )
    assert whole.total == whole.net + sum((one.amount for one in whole.taxes), Decimal(0)) == invoice.total
    if agreed.instalments:
        assert invoice.total == sum((one.deferred_amount or Decimal(0) for one in invoice.terms), Decimal(0))


@settings(max_examples=25, deadline=None)
@given(orders(), st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_what_they_come_to(
    made: tuple[PurchaseOrder, Agreement], chance: Any
) -> None:
    """Whatever is rounded is rounded by line and in all, never along the way."""
    placed, agreed = made
    shuffled: list[OrderLine] = list(placed.lines)
    chance.shuffle(shuffled)

    first, second = sure(placed, agreed), sure(replace(placed, lines=tuple(shuffled)), agreed)

    assert (first.goods, first.net, first.total) == (second.goods, second.net, second.total)
