"""All rules run on every order: what one of them says never keeps another from speaking."""

from dataclasses import replace
from decimal import Decimal

from gateway.domain.accounts import Account, Blanket, CreditTerms, Prepayment
from gateway.domain.agreements import Agreement
from gateway.domain.conditions import BilledPlace, Conditions, ItemTerms, Paper, Usual
from gateway.domain.findings import find
from gateway.domain.items import PackDetail
from gateway.domain.orders import LineParty, OrderLine, PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.references import Reference
from gateway.domain.terms import Adjustment, FreightTerms, PaymentTerms, Routing, SalesRequirement
from gateway.orderdesk.cases import KnownOrder
from gateway.orderdesk.decisions import Decision
from gateway.orderdesk.rules import RULES
from tests.unit.orderdesk.condition_examples import CONDITIONS
from tests.unit.orderdesk.desk import STORE, agreement, day, decided, line, order, stock
from tests.unit.orderdesk.examples import MUG, PLATE, dated, parts, upc
from tests.unit.orderdesk.quote_examples import MUGS, QUOTE
from tests.unit.orderdesk.test_rules import EXAMPLES

HARD = agreement(
    stopped=True,
    largest_quantity=100,
    terms=(PaymentTerms(net_days=30),),
    credit=CreditTerms(),
    prepayment=Prepayment(),
    quotes=(
        replace(QUOTE, valid_until_on=None, lines=(replace(MUGS, quantity=Decimal(20)),)),
        replace(QUOTE, number="Q9", state="revised"),
    ),
    conditions=Conditions(
        items=(
            ItemTerms(sku="GONE", sold=False),
            ItemTerms(group="crockery", most=6),
            ItemTerms(sku="MUG", barred=("CA",)),
        ),
        papers=(Paper(number="C1"),),
        order_minimum=Decimal(10_000),
        most_lines=3,
        least_accepted_percent=Decimal(100),
        charges=("D240",),
        blankets=(Blanket(number="C9", quantities={"PLATE": 1000}),),
        freight_paid_by=("collect",),
        carriers=("UPSN",),
        usual=Usual(fewest=1),
        billed=(BilledPlace(ship_to="0001", bill_to=("HQ",)),),
    ),
)
QUOTED = (Reference(kind="quote", value="Q1"),)
LINES = (
    line("NOBODYS", "1"),
    line(identifiers=(MUG, PLATE)),
    line(identifiers=(MUG, upc("036000291453")), price=Decimal("1.51")),
    line("GONE"),
    line(quantity="0"),
    line(quantity="101", messages=("Gift wrap",)),
    line(unit="DZ"),
    line(unit="CA", price=Decimal("18.00")),
    line("PLATE", "13", packs=(PackDetail(pack=7),)),
    line(price=None),
    line("UNPRICED"),
    line(price=Decimal("1.49")),
    line(price=Decimal("1.00")),
    line(price=Decimal("15.00")),
    line(currency="CAD"),
    line(dates=dated(ship_requested=day(-1))),
    line(schedules=parts("9"), references=QUOTED),
    line(quantity="12", parties=(LineParty(role="ship-to", code="9"),)),
    line("PLATE", "6", references=QUOTED),
    line("PLATE", "6", dates=dated(delivery_requested=day(1), cancel_after=day(0))),
    line(),
    line(),
)
WORST = order(
    *LINES,
    number=" ",
    kind="drop-ship",
    ordered_on=day(1),
    contract="C9",
    currency="CAD",
    hash_total=Decimal(1),
    stated_total=Decimal(1),
    dates=dated(delivery_requested=day(0), ship_not_before=day(2), ship_no_later=day(1)),
    parties=(replace(STORE, country="CA"), Party(role="bill-to", code="X")),
    terms=(PaymentTerms(net_days=60),),
    freight=(FreightTerms(paid_by="prepaid"),),
    routing=(Routing(carrier="FDEG"),),
    adjustments=(Adjustment(kind="charge", code="ZZZZ", amount=Decimal(1)),),
    requirements=(SalesRequirement(kind="substitution-allowed"),),
    references=tuple(Reference(kind="x12:Q1", value=number) for number in ("Q8", "Q9")),
)
"""Everything is wrong with it that can be at once. Where two cannot, `APART` says why."""

APART = {
    "D1": "an order without lines has none to find anything on",
    "V5": "an order has one purpose, which here is V4's",
    "V39": "a drop-ship order writes its own address, and this one is V60's",
    "V40": "an order that asks for a day nowhere cannot ask for a bad one, which is V41's, V42's and V44's",
    "V13": "a total is judged only where every line has a price and a quantity, which is what D3, V21 and V28 miss",
    "V50": "what is to be paid first is known only where every price is, which is what D3 and V28 miss",
    "V27": "a value is judged only where every price is known, which is what D3 and V28 miss",
}


def together(placed: PurchaseOrder, agreed: Agreement = HARD) -> Decision:
    return decided(
        placed,
        agreed,
        positions=[stock("MUG", (0, 1), (3, 20)), stock("PLATE", (0, 1), (3, 20))],
        known=[KnownOrder(number=" ")],
        findings=[
            find("map.count-mismatch", value_seen="7"),
            find("cart.price-differs", path="lines[0].price", value_seen="1"),
        ],
        before={"MUG": (1, 1)},
        account=Account(past_due=Decimal(1)),
    )


def spoke(decision: Decision) -> set[str]:
    return {one.rule for one in decision.results}


def numbered(lines: tuple[OrderLine, ...]) -> tuple[OrderLine, ...]:
    """Return the lines with the first number twice."""
    return (lines[0], replace(lines[1], number=lines[0].number), *lines[2:])


def test_everything_that_can_be_wrong_at_once_is_said_at_once() -> None:
    worst = replace(WORST, purpose="duplicate", lines=numbered(WORST.lines))

    assert {rule.id for rule in RULES} - set(APART) == spoke(together(worst))


def test_what_cannot_be_wrong_at_once_is_said_beside_all_that_can() -> None:
    """Each time the order is as bad as it can be with one of those that stood apart."""
    bare = replace(WORST, lines=())
    changes = replace(WORST, purpose="change")
    addressed = replace(WORST, kind="blanket", parties=(replace(STORE, street=("Elsewhere",)),))
    dateless = replace(WORST, dates=())
    priced = replace(WORST, lines=tuple(replace(one, price=Decimal(1)) for one in LINES[12:14]))

    assert {"D1", "D2", "V3", "V6", "V33", "V35", "V49", "V60"} <= spoke(together(bare))
    assert {"V5", "V12", "V16", "V31", "V43"} <= spoke(together(changes))
    assert {"V7", "V39", "V16", "V31", "V43"} <= spoke(together(addressed))
    assert {"V40", "V16", "V31", "V43"} <= spoke(together(dateless))
    assert {"V13", "V27", "V48", "V51", "V12", "V31", "V34"} <= spoke(together(priced))


def test_every_failing_line_is_still_found_among_all_the_others() -> None:
    """The lines of every failing example of the usual agreement stand in one order; each is found where it stands."""
    failing = [
        one
        for one in (*EXAMPLES, *CONDITIONS)
        if one.says and one.says[0][2] and not one.more and one.agreed == agreement()
    ]
    lines = [replace(placed, number="") for one in failing for placed in one.order.lines]
    ends = [sum(len(one.order.lines) for one in failing[: at + 1]) for at in range(len(failing))]
    decision = decided(order(*lines))
    said = {(one.rule, one.finding.code, one.line) for one in decision.results}
    dated_by_the_order = {"V40", "V42", "V43", "V46", "V47"}

    expected = {
        (one.rule, code, end - len(one.order.lines) + number)
        for one, end in zip(failing, ends, strict=True)
        for _, code, number in one.says
        if number and one.rule not in dated_by_the_order
    }

    assert 20 < len(expected)
    assert set() == expected - said
