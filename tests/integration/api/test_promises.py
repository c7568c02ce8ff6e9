"""Why a promise is as it is, and promising by hand: over the API, on the page, on the command line."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from gateway.domain.sourcing import Lane
from gateway.entrypoints import cli
from tests import records
from tests.house import CHAIRS, House, interchange, order
from tests.integration.api.reading import read

A_DAY = "2026-03-09"


@pytest.fixture
def late(house: House) -> str:
    """The id of an order whose 300 chairs cannot all leave in time."""
    house.take(interchange(order("PO-1", CHAIRS), number=101))
    house.take(interchange(order("PO-2", "300*EA*54**IN*445567"), number=102))
    return house.order("PO-2").id


def test_the_api_says_why_and_what_would_help(client: TestClient, late: str) -> None:
    """As values, and in words beside them; the sum is what the line misses."""
    (why,) = client.get(f"/api/v1/orders/{late}/promise").raise_for_status().json()["reasons"]

    assert (1, "CHAIR", 300, 300) == (why["line"], why["sku"], why["asked"], why["missing"])
    assert {"MAIN"} == {one["location"] for one in why["cuts"]}
    assert [("PO-1", 40)] == [(one["number"], one["quantity"]) for one in why["holders"]]
    assert "300 of 300 CHAIR cannot leave on 2026-03-02." == why["says"][0]
    assert 404 == client.get("/api/v1/orders/nobody/promise").status_code


def test_the_page_says_so_in_words(client: TestClient, late: str) -> None:
    page = client.get(f"/orders/{late}").raise_for_status().text

    assert [] == read(page).faults
    assert "Why not in time" in page
    assert "300 of 300 CHAIR cannot leave on 2026-03-02." in page
    assert "order PO-1 (acme)" in page


def test_what_lies_elsewhere_is_sent_by_a_person_for_an_order_that_waits(
    client: TestClient, house: House, late: str
) -> None:
    """The page offers it, one press books it, the order tells of it and gets it; a second press of the same is nothing new."""
    with house.gateway.store.begin() as work:
        work.positions.add_supply(records.supply(300, sku="CHAIR", location="WEST"))
        work.policies.put(Lane(location="WEST", region="MAIN", transit_days=3))
        work.commit()
    page = client.get(f"/orders/{late}").raise_for_status().text
    form = dict(re.findall(r'name="(sku|from|to|quantity|reference)" value="([^"]+)"', page))

    sent = [client.post(f"/orders/{late}/send", data=form, follow_redirects=False) for _ in range(2)]
    house.work()

    assert {"sku": "CHAIR", "from": "WEST", "to": "MAIN", "quantity": "300"}.items() <= form.items()
    assert [303, 303] == [one.status_code for one in sent]
    with house.gateway.store.read() as work:
        (told,) = [one for one in work.events.of_order(late) if one.what == "stock.transferred"]
        promised = {one.promise_on.isoformat(): one.quantity for one in work.positions.commitments(late)}
        assert [] == work.positions.mismatches()
    assert ("CHAIR", "acme", 300, "2026-03-05") == (
        told.ref,
        told.partner,
        told.detail["quantity"],
        told.detail["arrives_on"],
    )
    assert {"2026-03-05": 120, "2026-03-09": 180} == promised  # what the warehouse was asked for stays
    assert 422 == client.post(f"/orders/{late}/send", data=form | {"quantity": "many"}).status_code
    assert 404 == client.post("/orders/nobody/send", data=form | {"reference": "TO-2"}).status_code


def test_supply_is_given_and_let_go_by_hand(client: TestClient, house: House, late: str) -> None:
    """What cannot be given is refused, as everywhere."""
    with house.gateway.store.begin() as work:
        work.positions.release(late)
        work.commit()
    wanted = {"location": "MAIN", "on": A_DAY, "quantity": 5}

    given = client.post(f"/api/v1/orders/{late}/lines/1/peg", json=wanted)

    assert (200, "CHAIR", 5) == (given.status_code, given.json()["sku"], given.json()["quantity"])
    assert 409 == client.post(f"/api/v1/orders/{late}/lines/7/peg", json=wanted).status_code
    assert {"line": 1, "quantity": 5} == client.delete(f"/api/v1/orders/{late}/lines/1/peg").json()


def test_the_command_line_does_the_same(house: House, late: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In sentences, and as one JSON object where it is asked for."""
    known = house.gateway.settings
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(known, name)))
    monkeypatch.chdir(Path(str(known.data_dir)).parent)
    with house.gateway.store.begin() as work:
        work.positions.release(late)
        work.commit()

    def say(*words: str) -> str:
        result = CliRunner().invoke(cli.app, ["promise", *words])
        assert 0 == result.exit_code, result.output
        return result.stdout

    told = say("why", late)
    assert told.startswith("line 1: 300 of 300 CHAIR cannot leave on ")
    assert "\n  MAIN: " in told
    assert "It would help: " in told
    assert 300 == json.loads(say("why", late, "--json"))["reasons"][0]["missing"]
    assert "line 1 has 5 of CHAIR from MAIN on 2026-03-09\n" == say("peg", late, "1", "MAIN", "5", A_DAY)
    assert 4 == json.loads(say("peg", late, "1", "MAIN", "4", A_DAY, "--json"))["quantity"]
    assert {"order": late, "line": 1, "quantity": 9} == json.loads(say("unpeg", late, "1", "--json"))
    assert "0 of line 1 may be moved again\n" == say("unpeg", late, "1")
    done = house.order("PO-1").id
    assert "line 1: 20 of 60" in say("why", done)
