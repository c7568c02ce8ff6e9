"""What partners owe follows their orders, and orders wait for money and go on by themselves."""

import csv
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.application.clearing import accept_hold
from gateway.application.paying import Paid, pay
from gateway.application.ports import Receivable
from gateway.application.stocking import load
from gateway.domain.invoices import Invoice
from gateway.errors import ConfigurationFault, Conflict, NotFound
from gateway.settings import shipped
from tests.databases import KINDS, fresh
from tests.house import LAMPS, House, interchange, later, order, rebuilt, write_profile

LAMPS_WORTH = Decimal("222.00")


Agree = Callable[..., House]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: what stores promise is held on each of them elsewhere."""
    return fresh(getattr(request, "param", "sqlite"), tmp_path)


@pytest.fixture
def agree(house: House, request: pytest.FixtureRequest) -> Agree:
    """Return a function that agrees on more with ACME and returns the house after that."""

    def agreed(receives: Sequence[str] = (), **orders: Any) -> House:
        text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
        known = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - nothing but text
        more = [{"receive": one, "map": f"base/x12/004010/{one}"} for one in receives]
        write_profile(
            house.folder,
            "acme",
            orders={**known["orders"], **orders},
            documents=[*known["documents"], *more],
        )
        after = rebuilt(house)
        request.addfinalizer(after.gateway.engine.dispose)
        return after

    return agreed


def loaded(house: House, kind: str, text: str) -> None:
    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, kind, csv.DictReader(StringIO(text)))
        work.commit()


def open_items(house: House) -> dict[str, Decimal]:
    """Return what ACME owes, by kind."""
    with house.gateway.store.read() as work:
        found: dict[str, Decimal] = {}
        for one in work.accounts.open("acme"):
            found[one.kind] = found.get(one.kind, Decimal(0)) + one.amount
    return found


def paid(house: House, number: str, amount: str, *, reference: str = "R1", **more: Any) -> bool:
    """Book a payment, and do everything that follows."""
    one = Paid(
        partner="acme",
        number=number,
        amount=Decimal(amount),
        paid_on=house.clock.now().date(),
        reference=reference,
        **more,
    )
    new = pay(house.gateway.services, house.gateway.store, one, actor="kim")
    house.work()
    return new


def holds(house: House, number: str) -> list[str]:
    return [one.finding.code for one in house.order(number).holds]


def test_an_order_is_on_account_from_its_confirmation_until_it_is_paid(agree: Agree) -> None:
    """Confirmed, changed, shipped, invoiced, paid: each time what is owed is what was not paid of it."""
    house = agree(credit={"limit": "1000"}, terms=[{"net_days": "30"}])
    house.take(interchange(order("PO-1", LAMPS)))
    confirmed = open_items(house)
    house.ship()
    invoiced = open_items(house)
    (invoice,) = house.sent("810")
    assert isinstance(invoice, Invoice)
    assert paid(house, invoice.number, "200.00")
    short = open_items(house)
    again = paid(house, invoice.number, "200.00")
    assert paid(house, invoice.number, "22.00", reference="R2")

    assert {"order": LAMPS_WORTH} == confirmed
    assert {"invoice": LAMPS_WORTH} == invoiced
    assert ({"invoice": Decimal("22.00")}, False, {}) == (short, again, open_items(house))
    assert 1 == len(house.events("payment.short"))


def test_what_goes_beyond_the_limit_waits_until_enough_is_paid(agree: Agree) -> None:
    """It goes on by itself, without anybody at the desk."""
    house = agree(credit={"limit": "300"})
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    house.take(interchange(order("PO-2", LAMPS), number=102))
    held, fix = holds(house, "PO-2"), house.order("PO-2").holds[0].fix
    (invoice,) = house.sent("810")
    assert isinstance(invoice, Invoice)
    paid(house, invoice.number, "143.99")
    still = house.order("PO-2").state
    paid(house, invoice.number, "0.01", reference="R2")

    assert (["order.credit-exceeded"], "held", "confirmed") == (held, still, house.order("PO-2").state)
    assert "Ask for 144 USD: of 300 there are 78 left." in fix


def test_a_raised_limit_lets_what_waits_go_on(agree: Agree) -> None:
    """Until then the timer leaves it alone: it is not decided over and over."""
    house = agree(credit={"limit": "100"})
    house.take(interchange(order("PO-1", LAMPS)))
    house.ask("accounts")
    held = (house.order("PO-1").state, len(house.events("order.held")))
    house = agree(credit={"limit": "222"})
    house.ask("accounts")

    assert (("held", 1), "confirmed") == (held, house.order("PO-1").state)


def test_what_somebody_else_has_to_decide_is_not_decided_for_money(agree: Agree) -> None:
    """The price is as wrong after the payment as before; what an order that ended keeps open is forgotten."""
    house = agree(pay_first={})
    house.take(interchange(order("PO-1", "24*EA*1.00**IN*445566")))
    paid(house, "PO-1", "500.00")
    with house.gateway.store.begin() as work:
        record = house.order("PO-1")
        ended = replace(record, state="cancelled", id="ended", number="PO-0")
        work.orders.add(ended, [])
        work.accounts.put(
            Receivable(
                partner="acme",
                kind="order",
                number="ended",
                order="ended",
                currency="USD",
                total=Decimal(9),
                amount=Decimal(9),
            )
        )
        work.commit()
    house.ask("accounts")

    assert (1, ["order.price-below"]) == (len(house.events("order.held")), holds(house, "PO-1"))
    assert {"advance": Decimal(-500)} == open_items(house)


def test_what_is_past_due_holds_the_next_order_and_its_payment_lets_it_go(agree: Agree) -> None:
    house = agree(credit={"grace_days": "2"}, terms=[{"net_days": "10"}])
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    later(house, days=12)
    house.take(interchange(order("PO-2", LAMPS), number=102))
    on_the_last_day = house.order("PO-2").state
    later(house, days=1)
    house.take(interchange(order("PO-3", LAMPS), number=103))
    held = holds(house, "PO-3")
    first = house.sent("810")[0]
    assert isinstance(first, Invoice)
    paid(house, first.number, "222.00")

    assert ("confirmed", ["order.past-due"]) == (on_the_last_day, held)
    assert "confirmed" == house.order("PO-3").state


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_orders_decided_at_once_stay_within_the_limit_together(agree: Agree) -> None:
    """Twelve workers, twelve orders of 222.00, a limit of 1000: four go through, eight wait."""
    house = agree(credit={"limit": "1000"})
    for at in range(12):
        house.receive(
            interchange(order(f"PO-{at}", "2*EA*9.25**IN*445566", "22*EA*9.25**IN*445566"), number=200 + at)
        )

    def work(_: int) -> None:
        worker = house.gateway.worker()
        for _ in range(100):
            if not worker.run_once():
                return

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(12)))
    house.work()
    states = [house.order(f"PO-{at}").state for at in range(12)]

    assert (4, 8) == (states.count("confirmed"), states.count("held"))
    assert {"order": 4 * LAMPS_WORTH} == open_items(house)


def test_a_deposit_is_paid_first_asked_for_and_taken_off_the_invoice(agree: Agree) -> None:
    """The proforma invoice books nothing and is sent once; what was paid ahead is on the invoice, which asks for the rest."""
    house = agree(pay_first={"percent": "30", "proforma": "true"}, credit={"limit": "5000"})
    house.take(interchange(order("PO-1", LAMPS)))
    held, nothing = holds(house, "PO-1"), open_items(house)
    accept_hold(house.gateway.services, house.gateway.store, house.order("PO-1").id, waivers=(), actor="kim")
    house.work()
    (proforma,) = house.sent("810")
    paid(house, "PO-1", "66.60")
    confirmed = open_items(house)
    house.ship()
    invoice = house.sent("810")[-1]

    assert isinstance(proforma, Invoice)
    assert isinstance(invoice, Invoice)
    assert (["order.payment-due"], {}, "proforma", LAMPS_WORTH) == (
        held,
        nothing,
        proforma.kind,
        proforma.total,
    )
    assert {"order": LAMPS_WORTH, "advance": Decimal("-66.60")} == confirmed
    assert Decimal("155.40") == invoice.total
    assert [("Paid in advance", Decimal("66.60"))] == [(one.text, one.amount) for one in invoice.adjustments]
    assert {"invoice": Decimal("155.40")} == open_items(house)


def test_an_invoice_in_instalments_is_owed_in_parts_that_add_up(agree: Agree) -> None:
    parts = [{"percent": "33.33", "net_days": "0"}, {"percent": "66.67", "net_days": "30"}]
    house = agree(instalments=parts)
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    (invoice,) = house.sent("810")

    assert isinstance(invoice, Invoice)
    assert [Decimal("73.99"), Decimal("148.01")] == [one.deferred_amount for one in invoice.terms]
    assert {"invoice": LAMPS_WORTH} == open_items(house)
    assert paid(house, invoice.number, "80")
    with house.gateway.store.read() as work:
        assert [Decimal(0), Decimal("142.00")] == [
            one.amount for one in work.accounts.of_invoice("acme", invoice.number)
        ]


def test_a_blanket_order_is_drawn_until_nothing_is_left(agree: Agree) -> None:
    """What one order draws the next has not, until that one is cancelled or less."""
    house = agree(conditions={"blankets": {"B1": {"LAMP": "40"}}})
    named = (
        order("PO-1", LAMPS).replace("CUR*BY*USD~\n", "CUR*BY*USD~\nREF*CT*B1~\n").replace("SE*9", "SE*10")
    )
    named = named.replace("SE*8", "SE*9") if "SE*9" not in named and "SE*10" not in named else named
    house.take(interchange(_counted(named)))
    house.take(interchange(_counted(named.replace("PO-1", "PO-2")), number=102))

    assert ("confirmed", ["order.blanket-exceeded"]) == (house.order("PO-1").state, holds(house, "PO-2"))
    assert "Take 16 EA, what is left of 40" in house.order("PO-2").holds[0].fix


def _counted(text: str) -> str:
    """Return a set whose trailer counts what is in it."""
    segments = [one for one in text.split("~\n") if one]
    control = segments[-1].rpartition("*")[2]
    return "~\n".join([*segments[:-1], f"SE*{len(segments)}*{control}"]) + "~\n"


def test_prices_charges_and_taxes_are_the_same_on_order_and_invoice(agree: Agree) -> None:
    """A general list, a promotion, freight, a small allowance and a tax: reckoned when ordered, billed when shipped."""
    house = agree(
        general_price_list="everybody",
        charges=[
            {"text": "Freight", "code": "D240", "amount": "10", "below": "500"},
            {"text": "Loyalty", "kind": "allowance", "code": "C310", "percent": "2"},
        ],
    )
    loaded(house, "prices", "price_list,sku,unit,price,currency,per\neverybody,LAMP,EA,1000,USD,100\n")
    loaded(
        house,
        "promotions",
        "code,sku,percent,starts_on,ends_on\nSPRING,LAMP,10,2026-03-01,2026-03-31\n",
    )
    loaded(house, "taxes", "country,region,kind,percent\nUS,WI,state-sales,5.5\nUS,IL,state-sales,6.25\n")
    house.take(interchange(order("PO-1", "24*EA*8.325**IN*445566")))
    reckoning = house.order("PO-1").reckoning
    house.ship()
    (invoice,) = house.sent("810")

    assert isinstance(invoice, Invoice)
    assert reckoning is not None
    assert [
        ("general price per EA", "1000 for 100 EA", Decimal(10)),
        ("agreed price per EA", "9.25 for 1 EA", Decimal("9.25")),
        ("promotion SPRING", "10 % off LAMP, 2026-03-01 to 2026-03-31", Decimal("8.325")),
    ] == [(one.label, one.why, one.price) for one in reckoning.lines[0].steps]
    assert [("Freight", Decimal(10)), ("Loyalty 2 %", Decimal("-4.00"))] == [
        (one.label, one.amount) for one in reckoning.figures
    ]
    assert (Decimal("199.80"), Decimal("205.80"), Decimal("217.12")) == (
        reckoning.goods,
        reckoning.net,
        reckoning.total,
    )
    assert reckoning.total == invoice.total
    assert [("state-sales", Decimal("11.32"), Decimal("5.5"))] == [
        (one.kind, one.amount, one.percent) for one in invoice.taxes
    ]


def test_prices_in_another_currency_need_a_rate(agree: Agree) -> None:
    house = agree(general_price_list="europe", price_list="europe")
    loaded(house, "prices", "price_list,sku,unit,price,currency\neurope,LAMP,EA,8.00,EUR\n")
    house.take(interchange(order("PO-0", LAMPS), number=2))
    without = house.order("PO-0")
    loaded(house, "rates", "currency,into,rate,starts_on\nEUR,USD,1.15625,2026-01-01\nEUR,USD,9,2027-01-01\n")
    house.take(interchange(order("PO-1", LAMPS)))

    assert ("held", ["D3"]) == (without.state, [one.rule for one in without.holds])
    assert "confirmed" == house.order("PO-1").state


PROMOTION = {"code": "SPRING", "starts_on": "2026-03-01", "ends_on": "2026-03-31"}
PRICE = {"price_list": "standard", "sku": "LAMP", "unit": "EA", "price": "1", "currency": "USD"}
RATE = {"currency": "EUR", "into": "USD", "rate": "1.1", "starts_on": "2026-01-01"}
BAD_ROWS = [
    ("prices", {**PRICE, "per": "0"}, "per should be more than nothing"),
    ("prices", {**PRICE, "price": "NaN"}, "price is no number"),
    ("promotions", PROMOTION, "a promotion is either a percent or an amount"),
    (
        "promotions",
        {**PROMOTION, "percent": "5", "amount": "1"},
        "a promotion is either a percent or an amount",
    ),
    ("promotions", {**PROMOTION, "percent": "5", "stackable": "1"}, "stackable is neither yes nor no"),
    ("promotions", {**PROMOTION, "amount": "-1"}, "amount should be more than nothing"),
    ("promotions", {**PROMOTION, "amount": "1", "ends_on": "x"}, "ends_on is no day"),
    ("taxes", {"country": "US", "percent": "-1"}, "percent should not be less than nothing"),
    ("rates", {**RATE, "rate": "0"}, "rate should be more than nothing"),
]


def test_a_bad_row_of_prices_is_named(house: House) -> None:
    """Promotions, taxes and rates too; a partner nobody knows gets no promotion, and one we know does."""
    services = house.gateway.services
    for kind, row, said in BAD_ROWS:
        with house.gateway.store.begin() as work, pytest.raises(ConfigurationFault) as fault:
            load(services, work, kind, [row])
        assert str(fault.value).startswith(f"{kind}, row 2: {said}")
    own = {**PROMOTION, "percent": "5", "partner": "acme"}
    with house.gateway.store.begin() as work:
        with pytest.raises(NotFound):
            load(services, work, "promotions", [{**own, "partner": "nobody"}])
        assert 1 == load(services, work, "promotions", [own])


def test_a_payment_needs_something_it_is_for(house: House) -> None:
    """A number of the partner's, more than nothing, and no discount that adds."""
    house.take(interchange(order("PO-1", LAMPS)))

    with pytest.raises(NotFound):
        paid(house, "NONE", "1")
    with pytest.raises(Conflict):
        paid(house, "PO-1", "0")
    with pytest.raises(Conflict):
        paid(house, "PO-1", "1", discount=Decimal(-1))


def remittance(*paid: str, amount: str, trace: str = "T-1", control: int = 901) -> str:
    """Return an 820 of ACME's with RMR segments given as `IV*number**paid*total*discount`."""
    body = [
        "ST*820*0001~\n",
        f"BPR*I*{amount}*C*ACH************20260302~\n",
        f"TRN*1*{trace}~\n",
        "ENT*1~\n",
        *(f"RMR*{one}~\n" for one in paid),
    ]
    text = interchange("".join((*body, f"SE*{len(body) + 1}*0001~\n")), number=control)
    return text.replace("GS*PO*", "GS*RA*")


def test_a_remittance_advice_is_booked_on_the_invoices_it_names(agree: Agree) -> None:
    """The discount as far as it was agreed; what it names that we do not know is shown to a person; told twice, booked once."""
    early = [{"net_days": "30", "discount_percent": "2", "discount_days": "10"}]
    house = agree(receives=["820"], terms=early)
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    (invoice,) = house.sent("810")
    assert isinstance(invoice, Invoice)
    line = f"IV*{invoice.number}**210*222*12"
    house.take(remittance(line, "IV*UNKNOWN**5*5", amount="215"))
    house.take(remittance(line, amount="210", control=902))
    (first, second) = house.documents("820")

    assert {"invoice": Decimal("7.56")} == open_items(house)
    assert "we know no invoice or order UNKNOWN" in first.reason
    assert ("held", "accepted") == (first.validation, second.validation)
