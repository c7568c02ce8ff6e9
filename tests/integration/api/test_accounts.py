"""What partners owe as programs, people and the command line see it, and booking what they paid."""

import json
import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.entrypoints import cli
from tests.house import LAMPS, House, interchange, order
from tests.integration.api.test_pages import opened

PAID = {"number": "PO-1", "amount": "100.00", "paid_on": "2026-03-02", "reference": "B-1"}


@pytest.fixture
def ordered(house: House) -> str:
    """An order of 222.00, by its id."""
    house.take(interchange(order("PO-1", LAMPS)))
    return house.order("PO-1").id


def test_a_payment_is_booked_once_over_the_api(client: TestClient, ordered: str) -> None:
    """And the account says so, in all and one by one."""
    first = client.post("/api/v1/accounts/acme/payments", json=PAID).json()
    second = client.post("/api/v1/accounts/acme/payments", json=PAID).json()
    listed = client.get("/api/v1/accounts").json()["items"]
    whole = client.get("/api/v1/accounts/acme").json()

    assert (True, False) == (first["new"], second["new"])
    assert [first["account"]] == [second["account"]] == listed
    assert ("222", "100", "122", None) == tuple(
        first["account"][name] for name in ("orders", "paid_ahead", "owed", "limit")
    )
    assert [("advance", "-100"), ("order", "222")] == sorted(
        (one["kind"], one["amount"]) for one in whole["open"]
    )
    assert [(ordered, "100")] == [(one["order"], one["amount"]) for one in whole["payments"]]
    assert 404 == client.post("/api/v1/accounts/acme/payments", json=PAID | {"number": "X"}).status_code
    assert 422 == client.post("/api/v1/accounts/acme/payments", json=PAID | {"amount": "0"}).status_code
    assert 404 == client.get("/api/v1/accounts/nobody").status_code


def test_money_goes_back_over_the_api_and_on_the_page(client: TestClient, ordered: str) -> None:
    """What is too much, once; more than that is a conflict, and what is missing is asked for."""
    assert ordered
    client.post("/api/v1/accounts/acme/payments", json=PAID | {"amount": "300.00"})
    said = {"number": "PO-1", "paid_on": "2026-03-03", "reference": "B-9"}
    some = {"amount": "8.00", "reference": "B-8", "reason": "on request"}
    first = client.post("/api/v1/accounts/acme/refunds", json=said | some).json()
    done = client.post("/accounts/acme/refunds", data=said | {"amount": ""}, follow_redirects=False)
    again = client.post("/api/v1/accounts/acme/refunds", json=said).json()
    more = client.post("/api/v1/accounts/acme/refunds", json=said | {"reference": "B-7"})
    nothing = client.post("/accounts/acme/refunds", data=said | {"reference": " "})
    account = opened(client, "/accounts/acme").text

    assert (True, "8.00", "USD", "292") == (
        first["new"],
        first["amount"],
        first["currency"],
        first["account"]["paid_ahead"],
    )
    assert (False, "70", "222") == (again["new"], again["amount"], again["account"]["paid_ahead"])
    assert (303, 409, 422) == (done.status_code, more.status_code, nothing.status_code)
    assert "paid back" in account
    assert "on request" in account


def test_an_order_says_over_the_api_what_it_comes_to_and_why(client: TestClient, ordered: str) -> None:
    """Each price step by step, each figure, and the total."""
    reckoning = client.get(f"/api/v1/orders/{ordered}").json()["reckoning"]
    (line,) = reckoning["lines"]

    assert ("USD", "222", "0") == (reckoning["currency"], reckoning["total"], reckoning["due_first"])
    assert ("24", "9.25", "1", "222") == tuple(line[name] for name in ("quantity", "price", "per", "amount"))
    assert [
        {"label": "agreed price per EA", "change": "9.25", "price": "9.25", "why": "9.25 for 1 EA"}
    ] == line["steps"]


def test_people_see_accounts_and_book_payments(client: TestClient, ordered: str) -> None:
    """The list leads to the account; what is missing in the form is asked for."""
    page = opened(client, "/accounts").text
    nothing = client.post("/accounts/acme/payments", data=PAID | {"reference": " "})
    number = client.post("/accounts/acme/payments", data=PAID | {"amount": "much"})
    done = client.post("/accounts/acme/payments", data=PAID, follow_redirects=False)
    account = opened(client, "/accounts/acme").text
    shown = opened(client, f"/orders/{ordered}").text

    assert "222.00" in page
    assert (422, 422, 303) == (nothing.status_code, number.status_code, done.status_code)
    assert "ahead for an order" in account
    assert "122.00" in account
    assert "How it came about" in shown
    assert "What it comes to" in shown
    assert "9.25 for 1 EA" in shown


def test_the_command_line_shows_accounts_and_books_payments(
    house: House, ordered: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a table and as JSON; a payment that was booked before is not booked again."""
    assert ordered
    settings = house.gateway.settings
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(settings.config_dir))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", str(settings.database_url))

    def ran(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
        with pytest.raises(SystemExit):
            cli.main()
        return capsys.readouterr().out

    paying = ("accounts", "pay", "acme", "PO-1", "100", "--reference", "B-1", "--on", "2026-03-02")
    first, again = ran(*paying), ran(*paying, "--json")
    shown: list[Any] = json.loads(ran("accounts", "show", "--json"))
    table = ran("accounts", "show", "acme")
    wrong = ran("accounts", "pay", "acme", "PO-1", "much", "--reference", "B-2")
    ran("accounts", "pay", "acme", "PO-1", "200", "--reference", "B-3")
    back = ("accounts", "refund", "acme", "PO-1", "--reference", "B-4")
    refunded = [
        ran(*back, "--amount", "much"),
        ran(*back, "--on", "2026-03-03"),
        ran(*back),
        ran(*back, "--json"),
    ]

    assert ("100 booked on PO-1\n", {"new": False}) == (first, json.loads(again))
    assert [("acme", "122")] == [(one["partner"], one["owed"]) for one in shown]
    assert "no limit" in table
    assert "advance" in table
    assert not wrong
    assert ["", "78 USD paid back of PO-1\n", "booked before: 78 USD paid back of PO-1\n"] == refunded[:3]
    assert {"new": False, "amount": "78", "currency": "USD"} == json.loads(refunded[3])
