"""Supply as programs and people tell it and ask for it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from gateway.domain.supply_policies import Safety
from gateway.entrypoints import cli
from tests.house import House
from tests.integration.api.conftest import caller
from tests.integration.api.test_pages import opened

LAMPS = {"sku": "LAMP", "location": "MAIN", "quantity": 480}
COMES = {"sku": "LAMP", "location": "MAIN", "quantity": 60, "available_on": "2026-03-20"}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command on the house and returns its exit code and what it printed."""
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(house.gateway.settings, name)))

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return int(left.value.code or 0), capsys.readouterr().out

    return ran


def lamps(client: TestClient) -> dict[str, Any]:
    (found,) = client.get("/api/v1/supply", params={"sku": "LAMP"}).json()["items"]
    return dict(found)


def test_a_location_is_replaced_and_the_same_again_changes_nothing(client: TestClient) -> None:
    """What is not named is not there; what was counted before is not believed."""
    wanted = {"locations": ["MAIN"], "lines": [LAMPS, COMES]}
    first = client.put("/api/v1/supply", json=wanted).json()
    again = client.put("/api/v1/supply", json=wanted).json()
    older = client.put("/api/v1/supply", json=wanted | {"counted_at": "2026-03-01T00:00:00Z"}).json()
    found = lamps(client)

    assert (3, 0, []) == (first["changed"], first["unchanged"], first["findings"])
    assert (0, 3) == (again["changed"], again["unchanged"])
    assert ["supply.older"] * 3 == [one["code"] for one in older["findings"]]
    assert (480, [480, 540]) == (found["on_hand"], list(found["free"].values())[-2:])
    assert {"CHAIR", "DESK", "LAMP"} == {one["sku"] for one in client.get("/api/v1/supply").json()["items"]}
    assert 1 == len(client.get("/api/v1/supply", params={"limit": 1, "cursor": "CHAIR/MAIN"}).json()["items"])


def test_differences_are_added_once_for_each_key(client: TestClient) -> None:
    """Sent again, they change nothing; the key with other lines is a mistake, and so is none."""
    body = {"lines": [LAMPS | {"quantity": -20}]}
    key = {"Idempotency-Key": "truck-7"}
    first = client.patch("/api/v1/supply", json=body, headers=key).json()
    again = client.patch("/api/v1/supply", json=body, headers=key).json()
    other = client.patch("/api/v1/supply", json={"lines": [LAMPS]}, headers=key)
    without = client.patch("/api/v1/supply", json=body)

    assert (1, False, 0, True) == (first["changed"], first["repeated"], again["changed"], again["repeated"])
    assert (409, 400) == (other.status_code, without.status_code)
    assert 480 == lamps(client)["on_hand"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"locations": ["MAIN"], "lines": [LAMPS | {"location": "EAST"}]}, "EAST is none of the locations"),
        ({"locations": ["MAIN"], "lines": [LAMPS | {"colour": "red"}]}, "lines.0.colour"),
        ({"locations": [], "lines": []}, "locations"),
        ({"locations": ["MAIN"], "lines": [LAMPS] * 10_001}, "lines"),
    ],
)
def test_what_cannot_be_read_is_refused(client: TestClient, wanted: dict[str, Any], said: str) -> None:
    answer = client.put("/api/v1/supply", json=wanted)

    assert 422 == answer.status_code
    assert said in answer.json()["detail"]


def test_a_wrong_line_changes_nothing(client: TestClient) -> None:
    """Each fault names its line."""
    lines = [LAMPS, LAMPS | {"sku": "NONE"}, LAMPS | {"quantity": -1}]
    answer = client.put("/api/v1/supply", json={"locations": ["MAIN"], "lines": lines})

    assert 422 == answer.status_code
    assert [("supply.item-unknown", "lines[2].sku"), ("supply.quantity-wrong", "lines[3].quantity")] == [
        (one["code"], one["path"]) for one in answer.json()["findings"]
    ]
    assert 500 == lamps(client)["on_hand"]


def test_a_program_with_the_token_of_supply_may_do_that_and_nothing_else(house: House) -> None:
    """An operator may too; nobody else."""
    settings = {"operator_password": SecretStr("open"), "supply_token": SecretStr("count me")}
    with caller(house, **settings) as client:
        shown = [
            client.get(path, headers={"Authorization": f"Bearer {secret}"}).status_code
            for secret in ("count me", "open", "wrong")
            for path in ("/api/v1/supply", "/api/v1/replenishment", "/api/v1/orders")
        ]

    assert [200, 200, 403, 200, 200, 200, 401, 401, 401] == shown


def test_a_list_in_csv_is_counted_or_added(tmp_path: Path, run: Run) -> None:
    """With findings by row and column, and nothing changed where there are any."""
    file = tmp_path / "stock.csv"
    file.write_text(
        "sku,location,quantity,available_on\nLAMP,MAIN,480,\nLAMP,MAIN,60,2099-03-20\n", encoding="utf-8"
    )
    counted = run("stock", "count", str(file), "--json")
    older = run("stock", "count", str(file), "--counted-at", "2026-01-01")
    added = run("stock", "change", str(file))
    listed = run("stock", "list", "--sku", "LAMP")
    as_json = json.loads(run("stock", "list", "--sku", "LAMP", "--json")[1])
    file.write_text(
        "sku,location,quantity,available_on,colour\n,MAIN,few,soon,red\nNONE,MAIN,1,,\n", encoding="utf-8"
    )
    wrong = run("stock", "count", str(file))
    unread = run("stock", "change", str(file), "--json")

    assert (0, 3) == (counted[0], json.loads(counted[1])["changed"])
    assert "info supply.older at rows[2].sku" in older[1]
    assert (0, "1 changed, 0 as they were\n") == added
    assert (960, 1080) == (as_json[0]["on_hand"], as_json[0]["free"]["2099-03-20"])
    assert "LAMP                MAIN             960" in listed[1]
    assert (1, 1) == (wrong[0], unread[0])
    assert ["colour", "sku", "quantity", "available_on"] == [
        line.partition("rows[2].")[2].partition(":")[0] for line in wrong[1].splitlines()[:4]
    ]
    assert "nothing was changed" in wrong[1]


def test_a_file_that_is_no_table_is_said(tmp_path: Path, run: Run) -> None:
    (tmp_path / "stock.csv").write_bytes(b"\xff\xfe")

    assert 3 == run("stock", "count", str(tmp_path / "stock.csv"))[0]


def test_what_to_buy_is_listed_everywhere(house: House, tmp_path: Path, client: TestClient, run: Run) -> None:
    """Over the API, on the command line as a table, as CSV and as JSON, and on the page of stock; nothing is bought."""
    levels = tmp_path / "levels.csv"
    levels.write_text("sku,location,lead_days,multiple,supplier\nDESK,MAIN,3,4,joiner\n", encoding="utf-8")
    loaded = run("load", "levels", str(levels))
    with house.gateway.store.begin() as work:
        work.policies.put(Safety(sku="DESK", location="MAIN", quantity=100))
        work.commit()
    told = client.get("/api/v1/replenishment").json()["items"]
    none = client.get("/api/v1/replenishment", params={"supplier": "smith"}).json()["items"]
    table, csv, plain = run("replenish"), run("replenish", "--csv"), run("replenish", "--json")
    page = opened(client, "/stock").text

    assert (0, "1 levels loaded\n") == loaded
    assert ([], 76) == (none, json.loads(plain[1])[0]["quantity"])
    assert ("DESK", 100, "joiner", 0, True) == tuple(
        told[0][name] for name in ("sku", "quantity", "supplier", "balance", "late")
    )
    assert "DESK                MAIN               76" in table[1]
    assert csv[1].splitlines()[1].startswith("DESK,MAIN,76,")
    assert "DESK MAIN 100" in page


def test_a_partner_is_told_when_somebody_asks(client: TestClient, run: Run) -> None:
    """Refused where no inventory advice was agreed."""
    assert 403 == client.post("/api/v1/partners/acme/stock-advice").status_code
    assert 404 == client.post("/api/v1/partners/nobody/stock-advice").status_code
    assert 3 == run("stock", "tell", "acme")[0]
