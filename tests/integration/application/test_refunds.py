"""Money that was paid ahead or twice is paid back once, never more than nothing needs, and the ledger balances."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.application.accounting import ADVANCE, INVOICE
from gateway.application.refunding import Refund, Refunded, refund
from gateway.domain.invoices import Invoice
from gateway.errors import Conflict, NotFound
from tests.databases import KINDS, fresh
from tests.house import LAMPS, House, interchange, order
from tests.integration.application.test_accounts import (
    LAMPS_WORTH,
    agree,
    open_items,
    paid,
)

__all__ = ["agree"]

Agree = Callable[..., House]
HALF = {"percent": "50", "proforma": "true"}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: what stores promise is held on each of them elsewhere."""
    return fresh(getattr(request, "param", "sqlite"), tmp_path)


def back(house: House, number: str, amount: str = "", *, reference: str = "B1") -> Refunded:
    """Pay money back."""
    wanted = Refund(
        partner="acme",
        number=number,
        amount=Decimal(amount) if amount else None,
        paid_on=house.clock.now().date(),
        reference=reference,
        reason="agreed by telephone",
    )
    return refund(house.gateway.services, house.gateway.store, wanted, actor="kim")


def over(house: House, number: str, state: str = "cancelled") -> None:
    """End an order, however that came about."""
    with house.gateway.store.begin() as work:
        work.orders.update(replace(work.orders.get(house.order(number).id), state=state))
        work.commit()


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_a_deposit_goes_back_when_its_order_is_over(agree: Agree) -> None:
    """All of it, once, with who and why; another word under the same reference changes nothing."""
    house = agree(pay_first=HALF)
    house.take(interchange(order("PO-1", LAMPS)))
    paid(house, "PO-1", "111.00")
    over(house, "PO-1")

    first, again = back(house, "PO-1"), back(house, "PO-1")

    assert (True, Decimal("111.00"), "USD") == (first.new, first.amount, first.currency)
    assert (False, Decimal("111.00")) == (again.new, again.amount)
    assert ADVANCE not in open_items(house)
    assert 1 == len(house.events("payment.refunded"))
    with house.gateway.store.read() as work:
        given_back, came_in = work.accounts.payments("acme", 10)
        assert Decimal(0) == work.accounts.paid(house.order("PO-1").id)
    assert (Decimal(-111), "agreed by telephone", "kim") == (
        given_back.amount,
        given_back.reason,
        given_back.booked_by,
    )
    assert Decimal(111) == came_in.amount


def test_only_what_an_open_order_does_not_need_goes_back(agree: Agree) -> None:
    """Paid ahead is 300 of 222: 78 are free, and the invoice is paid by the rest."""
    house = agree(pay_first=HALF)
    house.take(interchange(order("PO-1", LAMPS)))
    paid(house, "PO-1", "300.00")

    with pytest.raises(Conflict, match=r"^78 can be paid back of PO-1"):
        back(house, "PO-1", "78.01")
    assert Decimal("50.00") == back(house, "PO-1", "50.00").amount
    assert Decimal("28.00") == back(house, "PO-1", reference="B2").amount
    with pytest.raises(Conflict, match="0"):
        back(house, "PO-1", reference="B3")
    house.ship()
    invoice = house.sent("810")[-1]
    assert isinstance(invoice, Invoice)
    assert (Decimal(0), {}) == (invoice.total, open_items(house))


def test_an_order_that_waits_needs_all_it_comes_to(agree: Agree) -> None:
    """What was paid ahead stays while the order may still go on."""
    house = agree(pay_first={"percent": "100"})
    house.take(interchange(order("PO-1", LAMPS)))
    paid(house, "PO-1", "100.00")

    with pytest.raises(Conflict, match="0 can be paid back"):
        back(house, "PO-1", "1.00")
    over(house, "PO-1", "rejected")
    assert Decimal("100.00") == back(house, "PO-1").amount


def test_what_was_paid_over_an_invoice_goes_back(house: House) -> None:
    """Paid twice, half of it back and then the rest; what is owed is nothing then."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    (invoice,) = house.sent("810")
    assert isinstance(invoice, Invoice)
    paid(house, invoice.number, "222.00")
    paid(house, invoice.number, "222.00", reference="R2")

    assert {INVOICE: -LAMPS_WORTH} == open_items(house)
    back(house, invoice.number, "111.00")
    back(house, invoice.number, reference="B2")

    assert {} == open_items(house)
    with pytest.raises(NotFound, match="no invoice or order PO-9"):
        back(house, "PO-9")


def test_an_overpaid_instalment_gives_back_its_own(agree: Agree) -> None:
    """The last part holds what was too much."""
    house = agree(
        instalments=[{"percent": "50", "net_days": "0"}, {"percent": "50", "net_days": "60"}],
        terms=[{"net_days": "30"}],
    )
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()
    (invoice,) = house.sent("810")
    assert isinstance(invoice, Invoice)
    paid(house, invoice.number, "230.00")

    assert Decimal("8.00") == back(house, invoice.number).amount
    assert {} == open_items(house)


def test_two_people_pay_back_the_same_money_once(agree: Agree) -> None:
    """Under two references at once: the account is locked, and the second finds nothing left."""
    house = agree(pay_first=HALF)
    house.take(interchange(order("PO-1", LAMPS)))
    paid(house, "PO-1", "111.00")
    over(house, "PO-1")

    def one(reference: str) -> Any:
        try:
            return back(house, "PO-1", reference=reference).amount
        except Conflict as refused:
            return str(refused)

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(one, ("B1", "B2")))

    assert 1 == said.count(Decimal("111.00"))
    assert {"advance": Decimal(0)} == {"advance": open_items(house).get(ADVANCE, Decimal(0))}


STEP = st.tuples(
    st.sampled_from(["pay", "back", "all"]), st.sampled_from(["PO-1", "PO-2", ""]), st.integers(1, 300)
)


@pytest.fixture
def trading(agree: Agree) -> House:
    """A house with an order that is open, one that is cancelled, and one that is invoiced."""
    house = agree(pay_first={"percent": "1"})
    for at in (1, 2, 3):
        house.take(interchange(order(f"PO-{at}", LAMPS), number=100 + at))
        paid(house, f"PO-{at}", "3.00", reference=f"first{at}")
        if at == 2:
            over(house, "PO-2")
        if at == 3:
            house.ship()
    return house


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_the_ledger_balances_whatever_is_paid_and_paid_back(
    trading: House, steps: list[tuple[str, str, int]]
) -> None:
    """Every cent that came in and did not go back stands on an order or an invoice; nobody gets more than is free."""
    invoice = next(one for one in trading.sent("810") if isinstance(one, Invoice))
    for verb, number, cents in steps:
        named, reference = number or invoice.number, trading.gateway.services.ids.new()
        amount = str(Decimal(cents) / 100)
        try:
            if verb == "pay":
                paid(trading, named, amount, reference=reference)
            else:
                back(trading, named, amount if verb == "back" else "", reference=reference)
        except Conflict:
            assert verb != "pay"
    with trading.gateway.store.read() as work:
        payments = work.accounts.payments("acme", 10_000)
        kept = [one for at in (1, 2, 3) for one in work.accounts.of_order(trading.order(f"PO-{at}").id)]
    ahead = [one for one in kept if one.kind == ADVANCE]
    billed = [one for one in kept if one.kind == INVOICE]
    assert sum(one.amount for one in payments) == sum(one.total - one.amount for one in billed) - sum(
        one.total for one in ahead
    )
    assert all(one.amount <= 0 and one.total <= one.amount for one in ahead)
