"""The catalogue as programs bring it in and ask for it, over HTTP and from the command line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.entrypoints import cli
from tests.catalogue_house import filled
from tests.house import House
from tests.integration.api.conftest import caller

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
BOLTS = "sku,name,price,currency,pictures\nHX-8,Hex bolt M8x40,1.25,USD,{picture}\n"
FIXTURE = Path(__file__).parents[2] / "fixtures/edi/base-832/pass/smallest/received.edi"
IMPORTS = "/api/v1/catalogue/imports"
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


def test_a_list_is_looked_at_then_brought_in_by_its_plan(client: TestClient) -> None:
    picture = client.put("/api/v1/catalogue/pictures", content=SVG).json()
    content = BOLTS.format(picture=picture["name"])
    looked = client.post(IMPORTS, content=content).json()
    stale = client.post(IMPORTS, params={"apply": True, "plan": "0" * 16}, content=content)
    done = client.post(IMPORTS, params={"apply": True, "plan": looked["plan"]}, content=content).json()
    found = client.get("/api/v1/catalogue/items", params={"q": "hex blot", "partner": "acme"}).json()

    assert (False, 1, True) == (looked["applied"], looked["new"], done["applied"])
    assert stale.status_code == 409
    assert [("HX-8", "1.25", picture["digest"])] == [
        (one["sku"], one["price"], one["picture"]) for one in found["items"]
    ]


def test_rows_come_as_json_and_faults_are_told_by_row(client: TestClient) -> None:
    wrong = client.post(IMPORTS, json={"rows": [{"sku": "LAMP", "category": "9"}]}, params={"apply": True})
    right = client.post(
        IMPORTS, json={"rows": [{"sku": "LAMP", "category": "39.11.15.27"}]}, params={"apply": True}
    )

    assert (422, "catalogue.category-wrong", "rows[1].category") == (
        wrong.status_code,
        *((one["code"], one["path"]) for one in wrong.json()["findings"]).__next__(),
    )
    assert (200, ["category"]) == (right.status_code, right.json()["changes"][0]["what"])
    assert [422, 422] == [
        client.post(IMPORTS, json=said).status_code for said in ({"rows": []}, {"lines": []})
    ]


def test_a_price_catalogue_is_taken_as_it_is(client: TestClient) -> None:
    told = client.post(IMPORTS, content=FIXTURE.read_bytes()).json()

    assert told["new"] >= 1


def test_an_item_and_categories_as_a_partner_sees_them(house: House, client: TestClient) -> None:
    filled(house)
    lamp = client.get("/api/v1/catalogue/items/LAMP", params={"partner": "acme", "language": "vi"}).json()
    top = client.get("/api/v1/catalogue/categories", params={"partner": "acme"}).json()["items"]

    assert ("Đèn bàn LED", "USD") == (lamp["name"], lamp["currency"])
    assert ["Furniture", "Lighting"] == [one["name"] for one in top]
    assert client.get("/api/v1/catalogue/items/NOPE").status_code == 404
    assert client.get("/api/v1/catalogue/items", params={"language": "xx"}).status_code == 422
    assert "sku" in client.get("/api/v1/catalogue/columns").json()


def test_a_picture_is_served_by_its_digest_and_can_do_nothing(house: House, client: TestClient) -> None:
    name = client.put("/api/v1/catalogue/pictures", content=SVG).json()["name"]
    with caller(house, base_url="https://shop.example.test") as stranger:
        served = stranger.get(f"/pictures/{name}")
        missing = stranger.get(f"/pictures/{'0' * 64}.png")

    assert (200, SVG, "image/svg+xml") == (served.status_code, served.content, served.headers["content-type"])
    assert "immutable" in served.headers["cache-control"]
    assert "sandbox" in served.headers["content-security-policy"]
    assert missing.status_code == 404
    assert client.put("/api/v1/catalogue/pictures", content=b"<svg><script/></svg>").status_code == 415


def test_the_catalogue_from_the_command_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "bolt.svg").write_bytes(SVG)
    file, wrong, old = tmp_path / "items.csv", tmp_path / "wrong.csv", tmp_path / "old.csv"
    file.write_text(
        "sku,name,description,maker,category,attributes,price,currency,partner,partner_number,pictures,units\n"
        "HX-8,Hex bolt M8x40,Full thread,Northforge,31161504,Thread=M8,1.25,USD,acme,M-7,bolt.svg,HU=100\n"
    )
    wrong.write_text("sku,category\nLAMP,9\n")
    old.write_text("sku,status,superseded_by\nCHAIR,discontinued,DESK\n")
    pictures = ("--pictures", str(tmp_path / "pictures"))
    planned = run("catalogue", "import", str(file), *pictures)
    stale = run("catalogue", "import", str(file), *pictures, "--plan", "x")
    done = run("catalogue", "import", str(file), *pictures, "--apply")
    same = json.loads(run("catalogue", "import", str(file), *pictures, "--json")[1])
    refused = run("catalogue", "import", str(wrong), "--apply")
    run("catalogue", "import", str(old), "--apply")
    searched = run("catalogue", "search", "hex blot", "--partner", "acme")
    gone = run("catalogue", "search", "CHAIR", "--partner", "acme")[1]
    shown = run("catalogue", "show", "HX-8", "--partner", "acme")[1]

    assert (0, True, True) == (planned[0], "1 new" in planned[1], "--apply" in planned[1])
    assert stale[0] == 3
    assert "done" in done[1]
    assert (1, False) == (same["same"], same["applied"])
    assert (1, True) == (refused[0], "row 2.category" in refused[1])
    assert "taken for bolt" in searched[1]
    assert "discontinued" in gone
    assert all(
        text in shown for text in ("Northforge", "M-7", "Thread", "1.25 USD for one EA", "125 USD for one HU")
    )
    assert 1 == json.loads(run("catalogue", "search", "bolt", "--json")[1])["total"]
    assert "HX-8" == json.loads(run("catalogue", "show", "HX-8", "--json")[1])["item"]["sku"]
    assert "no price" in run("catalogue", "search", "bolt")[1]


def test_an_832_from_the_command_line(run: Run) -> None:
    code, told = run("catalogue", "import", str(FIXTURE), "--json")

    assert code in (0, 1)
    assert json.loads(told)["changes"]


def test_long_plans_are_told_in_short(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text("sku,name\n" + "".join(f"N-{number},Thing {number}\n" for number in range(50)))

    assert "and 10 more" in run("catalogue", "import", str(file))[1]


def test_columns_categories_and_assortments_from_the_command_line(run: Run, tmp_path: Path) -> None:
    names, rules = tmp_path / "names.csv", tmp_path / "rules.csv"
    names.write_text("code,name\n39,Lighting\n")
    rules.write_text("partner,what,value,shown\nacme,sku,LAMP,yes\n")

    assert "sku" in run("catalogue", "columns")[1]
    assert "sku" in json.loads(run("catalogue", "columns", "--json")[1])
    assert "1 categories named" in run("catalogue", "categories", str(names))[1]
    assert "1 rules" in run("catalogue", "assortment", str(rules))[1]
    assert "1 found" in run("catalogue", "search", "--partner", "acme")[1]
