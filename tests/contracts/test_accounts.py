"""What every store promises of accounts, promotions, taxes and rates."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier
from time import sleep
from typing import Any

from gateway.adapters.db.work import DbStore
from gateway.application.accounting import INVOICE, ORDER, account_of, book_credit, follow
from gateway.application.ports import ExchangeRate, PaymentRecord, PriceRecord, Receivable
from gateway.application.records import OrderRecord
from gateway.domain.accounts import CreditTerms
from gateway.domain.agreements import Agreement
from gateway.domain.orders import PurchaseOrder
from gateway.domain.promotions import Promotion
from gateway.domain.reckonings import Reckoning
from gateway.domain.taxation import TaxRate

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORKERS = 12
A_MOMENT_S = 0.005
"""How long each thinks about what it saw, so that without a lock the others would have seen the same."""
PROMOTION = Promotion(
    code="SPRING", sku="MUG", percent=Decimal(10), starts_on=TODAY, ends_on=date(2026, 3, 31)
)
PAYMENT = PaymentRecord(
    id="P1",
    partner="acme",
    key="B1:INV1",
    order="O1",
    invoice="INV1",
    amount=Decimal("10.50"),
    currency="USD",
    paid_on=TODAY,
    booked_by="kim",
    booked_at=NOW,
)


def owed(number: str, amount: str, **more: Any) -> Receivable:
    one = Receivable(
        partner="acme",
        kind=INVOICE,
        number=number,
        currency="USD",
        total=Decimal(100),
        amount=Decimal(amount),
    )
    return replace(one, **more)


def placed(number: int, total: str) -> OrderRecord:
    whole = Decimal(total)
    return OrderRecord(
        id=f"O{number}",
        partner="acme",
        number=f"PO-{number}",
        seller_number=f"SO{number}",
        document=f"D{number}",
        state="confirmed",
        received_at=NOW,
        reckoning=Reckoning(currency="USD", lines=(), goods=whole, net=whole, total=whole),
    )


def test_what_is_judged_under_the_lock_never_goes_beyond_the_limit(store: DbStore) -> None:
    """All look at the account at the same time; each takes its part only while there is room for it."""
    agreement = Agreement(partner="acme", credit=CreditTerms(limit=Decimal(100)))
    together = Barrier(WORKERS)

    def decide(number: int) -> bool:
        record = placed(number, "30")
        together.wait()
        with store.begin() as work:
            account = account_of(work, agreement, PurchaseOrder(number="X"), record, today=TODAY)
            fits = account.owed + 30 <= 100
            sleep(A_MOMENT_S)
            if fits:
                follow(work, record, (), agreement)
            work.commit()
        return fits

    with ThreadPoolExecutor(WORKERS) as pool:
        taken = list(pool.map(decide, range(WORKERS)))
    with store.read() as work:
        total = sum(one.amount for one in work.accounts.open("acme"))

    assert (3, Decimal(90)) == (sum(taken), total)


def test_what_is_settled_is_no_longer_open_and_the_first_due_comes_first(store: DbStore) -> None:
    with store.begin() as work:
        work.accounts.put(owed("INV2#2", "50", due_on=date(2026, 5, 1)))
        work.accounts.put(owed("INV2#1", "50", due_on=date(2026, 4, 1)))
        work.accounts.put(owed("INV22", "1", due_on=date(2026, 3, 1)))
        work.accounts.put(owed("INV1", "0"))
        work.accounts.put(owed("O1", "7", kind=ORDER, order="O1"))
        work.accounts.put(owed("INV9", "9", partner="globex"))
        work.commit()
    with store.read() as work:
        dated = [one.number for one in work.accounts.open("acme") if one.due_on]
        everything = {one.number for one in work.accounts.open("acme")}
        parts = [one.number for one in work.accounts.of_invoice("acme", "INV2")]
        wild = [*work.accounts.of_invoice("acme", "%"), *work.accounts.of_invoice("acme", "inv2")]
        of_order = [one.kind for one in work.accounts.of_order("O1")]
        partners = work.accounts.partners()

    assert ["INV22", "INV2#1", "INV2#2"] == dated
    assert ({"INV22", "INV2#1", "INV2#2", "O1"}, []) == (everything, wild)
    assert (["INV2#1", "INV2#2"], [ORDER], ["acme", "globex"]) == (parts, of_order, list(partners))


def test_a_credit_takes_what_is_due_last_first_and_may_leave_something_to_pay_back(store: DbStore) -> None:
    with store.begin() as work:
        work.accounts.put(owed("INV1#1", "40", due_on=date(2026, 4, 1)))
        work.accounts.put(owed("INV1#2", "60", due_on=date(2026, 5, 1)))
        book_credit(work, "acme", "INV1", Decimal(70))
        first = [one.amount for one in work.accounts.of_invoice("acme", "INV1")]
        book_credit(work, "acme", "INV1", Decimal(40))
        second = [one.amount for one in work.accounts.of_invoice("acme", "INV1")]
        work.commit()

    assert ([Decimal(30), Decimal(0)], [Decimal(-10), Decimal(0)]) == (first, second)


def test_a_payment_is_kept_once(store: DbStore) -> None:
    with store.begin() as work:
        kept = work.accounts.add_payment(PAYMENT)
        again = work.accounts.add_payment(replace(PAYMENT, id="P2"))
        work.accounts.add_payment(replace(PAYMENT, id="P3", key="B2", discount=Decimal("0.25")))
        work.commit()
    with store.read() as work:
        assert ["P3", "P1"] == [one.id for one in work.accounts.payments("acme", 5)]
        assert Decimal("21.25") == work.accounts.paid("O1")
        assert Decimal(0) == work.accounts.paid("O2")
    assert (True, False) == (kept, again)


def test_what_an_order_draws_takes_the_place_of_what_it_drew(store: DbStore) -> None:
    with store.begin() as work:
        work.accounts.draw("acme", "O1", {("B1", "MUG"): 5, ("B1", "PLATE"): 1})
        work.accounts.draw("acme", "O1", {("B1", "MUG"): 7})
        work.accounts.draw("acme", "O2", {("B1", "MUG"): 2, ("B2", "MUG"): 1})
        work.commit()
    with store.read() as work:
        assert {("B1", "MUG"): 9} == dict(work.accounts.drawn("acme", ["B1"], but="O3"))
        assert {("B1", "MUG"): 2} == dict(work.accounts.drawn("acme", ["B1"], but="O1"))
        assert {} == dict(work.accounts.drawn("globex", ["B1", "B2"], but=""))


def test_promotions_are_for_everybody_or_for_one_and_end(store: DbStore) -> None:
    with store.begin() as work:
        for one in (
            PROMOTION,
            replace(PROMOTION, percent=Decimal(12)),
            replace(PROMOTION, partner="acme", group="cups", sku="", minimum=10),
            replace(PROMOTION, partner="globex"),
            replace(PROMOTION, code="OLD", ends_on=date(2026, 3, 1), starts_on=date(2026, 1, 1)),
        ):
            work.pricing.put_promotion(one)
        work.commit()
    with store.read() as work:
        found = work.pricing.promotions("acme", TODAY)

    assert [("", "MUG", Decimal(12)), ("acme", "", Decimal(10))] == [
        (one.partner, one.sku, one.percent) for one in found
    ]


def test_tax_rates_are_those_of_the_country_and_of_the_region(store: DbStore) -> None:
    country = TaxRate(country="US", percent=Decimal(1))
    region = replace(country, region="WI", kind="state-sales", percent=Decimal("5.5"))
    with store.begin() as work:
        for one in (country, region, replace(region, region="IL"), replace(country, country="CA")):
            work.pricing.put_tax_rate(one)
        work.commit()
    with store.read() as work:
        assert [country, region] == list(work.pricing.tax_rates("US", "WI"))


def test_the_rate_of_a_day_is_the_newest_that_had_begun(store: DbStore) -> None:
    with store.begin() as work:
        for rate, on in (("1.10", date(2026, 1, 1)), ("1.20", TODAY), ("1.30", date(2026, 3, 3))):
            work.pricing.put_exchange_rate(
                ExchangeRate(currency="EUR", into="USD", rate=Decimal(rate), starts_on=on)
            )
        work.commit()
    with store.read() as work:
        assert Decimal("1.20") == work.pricing.exchange_rate("EUR", "USD", TODAY)
        assert work.pricing.exchange_rate("EUR", "USD", date(2025, 12, 31)) is None
        assert work.pricing.exchange_rate("USD", "EUR", TODAY) is None


def test_prices_may_be_of_a_contract_and_for_more_than_one(store: DbStore) -> None:
    usual = PriceRecord(price_list="own", sku="MUG", unit="EA", price=Decimal("1.50"), currency="USD")
    under = replace(usual, contract="C1", price=Decimal(140), per=Decimal(100))
    general = replace(usual, price_list="everybody", price=Decimal(2))
    with store.begin() as work:
        for one in (usual, under, general):
            work.items.put_price(one)
        work.commit()
    with store.read() as work:
        own = work.items.prices("own", ["MUG"])
        both = work.items.prices("own", ["MUG"], general="everybody")

    assert [usual, under] == sorted(own, key=lambda one: one.contract)
    assert {"own", "everybody"} == {one.price_list for one in both}
