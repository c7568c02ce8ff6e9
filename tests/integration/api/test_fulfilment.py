"""Shipments and invoices: over the API, on the order's page and at the command line."""

import json
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from gateway.entrypoints import cli
from tests.house import LAMPS, House, interchange, later, order
from tests.integration.api.conftest import caller
from tests.integration.api.test_pages import opened
from tests.integration.application.test_fulfilment import packed
from tests.integration.application.test_shipments import say
from tests.warehouse_documents import DOCK, with_dock

REASON = "broken on the way"


@pytest.fixture
def left(house: House) -> str:
    """An order that has left and is billed; its id."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, packed(house, "W1", "PO-1"))
    return house.order("PO-1").id


@pytest.fixture
def held(house: House) -> str:
    """An order of whose goods a warehouse reports twice as many; its id."""
    house.take(interchange(order("PO-1", LAMPS)))
    right = packed(house, "W1", "PO-1")
    say(house, replace(right, cartons=right.cartons * 2))
    return house.order("PO-1").id


def number_of(client: TestClient, order_id: str) -> str:
    """Return the number of an order's only invoice."""
    (one,) = client.get(f"/api/v1/orders/{order_id}/invoices").json()["items"]
    return str(one["number"])


def test_programs_see_what_left_and_what_was_billed(client: TestClient, left: str) -> None:
    (shipment,) = client.get(f"/api/v1/orders/{left}/shipments").json()["items"]
    match = client.get(f"/api/v1/orders/{left}/match").json()

    assert ("W1", "invoiced", "") == (shipment["id"], shipment["state"], shipment["reason"])
    assert (True, [], ["24/1"]) == (
        match["exact"],
        match["differences"],
        [one["invoiced"] for one in match["lines"]],
    )
    assert [] == client.get(f"/api/v1/orders/{left}/credits").json()["items"]
    assert [404] * 3 == [
        client.get(f"/api/v1/orders/x/{what}").status_code for what in ("shipments", "invoices", "credits")
    ]


def test_programs_credit_and_correct(client: TestClient, left: str) -> None:
    """The same key again is the same credit; more than was billed is a conflict."""
    path = f"/api/v1/invoices/{number_of(client, left)}"
    wanted = {"reason": REASON, "key": "7", "lines": [{"line": 1, "quantity": 4}]}
    made = [client.post(f"{path}/credit", json=wanted).json() for _ in range(2)]
    corrected = client.post(f"{path}/correct", json={"reason": REASON, "prices": {"1": "9.00"}}).json()

    assert ("37.00", REASON) == (made[0]["total"], made[0]["reason"])
    assert made[0] == made[1]
    assert corrected["ref"] in {
        one["number"] for one in client.get(f"/api/v1/orders/{left}/invoices").json()["items"]
    }
    assert 409 == client.post(f"{path}/credit", json={"reason": REASON}).status_code
    assert 409 == client.post(f"/api/v1/orders/{left}/invoice").status_code
    assert 2 == len(client.get(f"/api/v1/orders/{left}/credits").json()["items"])


def test_what_is_no_credit_is_said(client: TestClient) -> None:
    for body in (
        {},
        {"reason": ""},
        {"reason": REASON, "lines": [{"line": 0}]},
        {"reason": REASON, "lines": [{"line": 1, "amount": "NaN"}]},
        {"reason": REASON, "lines": [{"line": 1, "amount": "-1"}]},
        {"reason": REASON, "all": True},
    ):
        assert 422 == client.post("/api/v1/invoices/INV1/credit", json=body).status_code


def test_programs_look_again_at_what_is_held_or_put_it_aside(
    house: House, client: TestClient, held: str
) -> None:
    (one,) = client.get("/api/v1/shipments/held").json()["items"]
    assert (held, True) == (one["order"], "only 24 were to leave" in one["reason"])

    assert "reported" == client.post("/api/v1/shipments/W1/retry").json()["state"]
    house.work()
    assert 422 == client.post("/api/v1/shipments/W1/discard", json={"reason": ""}).status_code
    aside = client.post("/api/v1/shipments/W1/discard", json={"reason": "told twice"}).json()
    assert ("discarded", "told twice") == (aside["state"], aside["reason"])
    assert (409, 404) == (
        client.post("/api/v1/shipments/W1/retry").status_code,
        client.post("/api/v1/shipments/W9/retry").status_code,
    )


def test_an_order_s_page_shows_cartons_labels_and_invoices(client: TestClient, left: str) -> None:
    text = opened(client, f"/orders/{left}").text

    for said in (
        "noticed and billed",
        "1 carton",
        "00006141410000000012",
        "24 EA of 445566 (line 001)",
        "222.00 USD of 2026-03-02",
        "Credit this invoice",
    ):
        assert said in text


def test_an_invoice_is_credited_on_the_page_with_a_reason(client: TestClient, left: str) -> None:
    number, path = number_of(client, left), f"/orders/{left}/credit"
    wanted = {"invoice": number, "line": "1", "units": "4", "reason": REASON, "key": "a"}
    done = client.post(path, data=wanted)

    assert (303, f"/orders/{left}") == (done.status_code, done.headers["Location"])
    text = opened(client, f"/orders/{left}").text
    assert "credited 37.00, 185.00 left" in text
    assert REASON in text
    for wrong in (
        {"reason": " "},
        {"reason": "x" * 501},
        {"line": "one"},
        {"units": "some"},
        {"units": "", "money": "much"},
        {"units": "", "money": "NaN"},
    ):
        assert 422 == client.post(path, data=wanted | wrong).status_code
    assert 303 == client.post(path, data={"invoice": number, "reason": REASON, "key": "b"}).status_code
    assert "Credit this invoice" not in opened(client, f"/orders/{left}").text
    assert 409 == client.post(f"/orders/{left}/invoice").status_code


def test_a_held_shipment_is_dealt_with_on_the_page(house: House, client: TestClient, held: str) -> None:
    path = f"/orders/{held}"
    assert "48 of LAMP were packed" in opened(client, path).text

    assert 303 == client.post(f"{path}/shipments/retry", data={"shipment": "W1"}).status_code
    house.work()
    assert "Put it aside" in opened(client, path).text
    assert 422 == client.post(f"{path}/shipments/discard", data={"shipment": "W1"}).status_code
    put = client.post(f"{path}/shipments/discard", data={"shipment": "W1", "reason": "told twice"})
    assert 303 == put.status_code
    assert "put aside" in opened(client, path).text


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a verb on the house's data; return how it ended and what it said."""
    settings = house.gateway.settings
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(settings.config_dir))

    def ran(*arguments: str) -> tuple[int, str]:
        found = CliRunner().invoke(cli.app, list(arguments), prog_name="gateway")
        return found.exit_code, found.output

    return ran


def test_an_invoice_is_matched_credited_and_corrected_at_the_command_line(
    client: TestClient, left: str, run: Any
) -> None:
    number = number_of(client, left)

    code, said = run("invoices", "match", "PO-1")
    assert (0, True) == (code, "001" in said)
    code, said = run("invoices", "credit", number, "--line", "1=4", "--reason", REASON, "--json")
    assert (0, "37") == (code, json.loads(said)["total"].removesuffix(".00"))
    code, said = run("invoices", "credit", number, "--amount", "1=1.50", "--reason", REASON)
    assert (0, True) == (code, said.startswith("credit memo CM"))
    code, said = run("invoices", "correct", number, "--price", "1=9.00", "--reason", REASON)
    assert (0, True) == (code, said.endswith("takes its place\n"))
    code, said = run("invoices", "match", left, "--json")
    assert (0, True) == (code, json.loads(said)["exact"])
    for wrong in ("1", "one=4", "1=x", "1=0.5", "1=inf"):
        assert 2 == run("invoices", "credit", number, "--line", wrong, "--reason", REASON)[0]


def test_held_shipments_are_listed_and_dealt_with_at_the_command_line(
    house: House, held: str, run: Any
) -> None:
    code, said = run("shipments", "held")
    assert (1, True) == (code, said.startswith("W1  acme  line 1 of PO-1"))
    assert held == json.loads(run("shipments", "held", "--json")[1])[0]["order"]
    assert 0 == run("shipments", "retry", "W1")[0]
    later(house, days=4000)  # the command line goes by the clock on the wall
    house.work()
    assert 0 == run("shipments", "discard", "W1", "--reason", "told twice")[0]
    assert (0, "") == run("shipments", "held")


def test_what_a_warehouse_has_not_answered_is_seen_everywhere(
    house: House, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the API, at the command line, and once its day has passed on the overview."""
    there = with_dock(house)
    monkeypatch.setenv("GATEWAY_WAREHOUSE", "x12")
    there.take(interchange(order("PO-1", LAMPS)))
    later(there, days=2)
    with caller(there) as client:
        (one,) = client.get("/api/v1/shipments/asked").json()["items"]
        text = opened(client, "/").text

    assert (DOCK, "MAIN", "asked") == (one["warehouse"], one["location"], one["state"])
    assert f"Order to the warehouse {one['number']}" in text
    said = f"{one['number']}  {DOCK}  MAIN  to ship on {one['ship_on']}\n"
    assert (0, said) == run("shipments", "asked")
    assert one["number"] == json.loads(run("shipments", "asked", "--json")[1])[0]["number"]
    there.gateway.engine.dispose()


def test_an_order_is_billed_at_the_command_line(house: House, left: str, run: Any) -> None:
    with house.gateway.store.begin() as work:
        (line,) = work.orders.lines(left)
        work.orders.update(work.orders.get(left), [replace(line, invoiced=0)])
        work.commit()

    code, said = run("invoices", "bill", "PO-1")
    assert (0, True) == (code, said.startswith("invoice INV"))
    code, said = run("invoices", "match", "PO-1")
    assert (1, True) == (code, "invoiced-more-than-shipped: line 001, 24 expected, 48 seen" in said)


def test_a_held_shipment_waits_for_a_person_on_the_overview_and_in_its_chain(
    client: TestClient, held: str
) -> None:
    text = opened(client, "/").text

    assert "Shipments held" in text
    assert "Shipment W1" in text
    missing = client.get(f"/api/v1/orders/{held}").json()["missing"]
    assert "a decision about shipment W1" in missing
