"""The rules of the desk as programs and people see them, and what they let pass for a while."""

import json
import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.entrypoints import cli
from gateway.orderdesk.rules import RULES
from tests.house import House, interchange, order
from tests.integration.api.test_pages import opened

CHEAP = "24*EA*7.10**IN*445566"
UNTIL = "2026-03-06"


@pytest.fixture
def held(house: House) -> str:
    """An order held for its price, by its id."""
    house.take(interchange(order("PO-1", CHEAP), number=101))
    return house.order("PO-1").id


def leave(**changes: Any) -> dict[str, Any]:
    return {"waiver": "V31/1", "until_on": UNTIL, "reason": "agreed by telephone"} | changes


def test_a_hold_is_let_pass_over_the_api(house: House, client: TestClient, held: str) -> None:
    """The order is decided again, and so is the next one like it; the list has it until it is taken back."""
    given = client.post(f"/api/v1/orders/{held}/except", json=leave()).json()
    house.work()
    house.take(interchange(order("PO-2", CHEAP), number=102))
    standing = client.get("/api/v1/exceptions", params={"partner": "acme"}).json()["items"]
    again = client.get(f"/api/v1/orders/{house.order('PO-2').id}").json()
    path = f"/api/v1/exceptions/{given['id']}/withdraw"
    withdrawn = client.post(path, json={"reason": "a mistake"}).json()

    assert ("confirmed", "confirmed") == (house.order("PO-1").state, house.order("PO-2").state)
    assert [given] == standing
    assert ("acme", "V31", "LAMP", "7.1", UNTIL, held, None) == tuple(
        given[name] for name in ("partner", "rule", "sku", "seen", "until_on", "order", "withdrawn_at")
    )
    assert [("V31", "warn", 1, given["id"])] == [
        tuple(one[name] for name in ("rule", "action", "version", "exception"))
        for one in again["results"]
        if one["rule"] == "V31"
    ]
    assert withdrawn["withdrawn_at"]
    assert [] == client.get("/api/v1/exceptions").json()["items"]
    assert 409 == client.post(path, json={"reason": "again"}).status_code


def test_a_rule_is_let_pass_for_a_partner_over_the_api(house: House, client: TestClient) -> None:
    """Without an order that is held."""
    wanted = {"partner": "acme", "rule": "V31", "until_on": UNTIL, "reason": "a sale", "sku": "LAMP"}
    given = client.post("/api/v1/exceptions", json=wanted)
    house.take(interchange(order("PO-1", CHEAP)))

    assert (200, "confirmed") == (given.status_code, house.order("PO-1").state)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": ""}, 422),
        ({"until_on": "Friday"}, 422),
        ({"until_on": "2026-03-01"}, 409),
        ({"waiver": "V31/9"}, 409),
        ({"more": 1}, 422),
    ],
)
def test_what_cannot_be_let_pass_is_refused(
    client: TestClient, held: str, changes: dict[str, Any], status: int
) -> None:
    assert status == client.post(f"/api/v1/orders/{held}/except", json=leave(**changes)).status_code


def test_rules_are_listed_with_how_right_their_holds_were(client: TestClient, held: str) -> None:
    """One hold, rejected: it was right."""
    client.post(f"/api/v1/orders/{held}/reject", json={"reason": "not at this price"})
    rules = client.get("/api/v1/rules", params={"limit": 200}).json()["items"]
    (price,) = [one for one in rules if one["id"] == "V31"]

    assert [rule.id for rule in RULES] == [one["id"] for one in rules]
    assert {"holds": 1, "kept": 0, "changed": 1, "open": 0, "precision": 1.0} == price["holds"]
    assert ("hold", 1, "line") == (price["action"], price["version"], price["scope"])
    assert 422 == client.get("/api/v1/rules", params={"days": 0}).status_code


def test_a_hold_is_let_pass_on_the_page_of_its_order(house: House, client: TestClient, held: str) -> None:
    """Until a day and with a reason; the page of rules shows it and takes it back."""
    path = f"/orders/{held}"
    before = opened(client, path)
    refused = [
        client.post(f"{path}/except", data=leave(**changes))
        for changes in ({"reason": " "}, {"until_on": "Friday"}, {"reason": "x" * 501})
    ]
    passed = client.post(f"{path}/except", data=leave(only_seen="yes"))
    house.work()
    after = opened(client, path).text
    with_it = opened(client, "/rules")
    (form,) = [where for how, where in with_it.forms if "withdraw" in where]
    unsaid = client.post(form, data={"reason": " "})
    back = client.post(form, data={"reason": "a mistake"})
    without = opened(client, "/rules").text

    assert ("post", f"{path}/except") in before.forms
    assert [422, 422, 422] == [one.status_code for one in refused]
    assert (303, path) == (passed.status_code, passed.headers["location"])
    assert "by leave given for a while" in after
    assert "A rule is let pass for a while" in after
    assert "V31 ACME Stores LAMP 7.1 2026-03-06 agreed by telephone" in with_it.text
    assert (422, 303, "/rules") == (unsaid.status_code, back.status_code, back.headers["location"])
    assert "Nothing is let pass." in without


def test_the_page_of_rules_says_what_they_do_and_how_right_they_were(
    house: House, client: TestClient, held: str
) -> None:
    """Accepted as it was: the hold was needless."""
    client.post(f"/orders/{held}/accept")
    house.work()
    text = opened(client, "/rules").text

    assert "V31 The price is below ours by more than the tolerance." in text
    assert "holds 1 0 0 0%" in text


def test_the_command_line_lists_the_rules(
    house: House, held: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For people and for programs, from the same database."""
    settings = house.gateway.settings
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(settings, name)))
    ran = []
    for options in ([], ["--json"], ["--json", "--days", "1"]):
        monkeypatch.setattr(sys, "argv", ["gateway", "rules", *options])
        with pytest.raises(SystemExit) as left:
            cli.main()
        assert left.value.code == 0
        ran.append(capsys.readouterr().out)
    lines, listed, recent = ran[0].splitlines(), json.loads(ran[1]), json.loads(ran[2])

    assert held
    assert len(RULES) + 1 == len(lines)
    assert ["rule", "does", "holds", "changed", "precision", "what", "it", "says"] == lines[0].split()
    assert [rule.id for rule in RULES] == [one["id"] for one in listed] == [one["id"] for one in recent]
    assert {"holds", "kept", "changed", "open", "precision"} == listed[0]["holds"].keys()
