"""Requests and quotes over the API and in the console's pages, on one house that was asked for prices."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from gateway.entrypoints import cli
from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.cli import quoting
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House
from tests.integration.quoting.test_by_file import CHAIR, LAMP, SOFA, workbook
from tests.quoting_house import quote_of, quoting_house, request_840, requests, upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for all tests of this module: each hands in files of its own."""
    folder = tmp_path_factory.mktemp("quoting")
    house = quoting_house(
        folder / "house", fresh("sqlite", folder), FixedClock(), approval={"amount_from": "3000"}
    )
    yield house
    house.gateway.engine.dispose()


@pytest.fixture(scope="module")
def client(house: House) -> Iterator[TestClient]:
    """Somebody at this machine."""
    with TestClient(create_app(house.gateway), base_url="http://127.0.0.1") as client:
        yield client


def sofa(code: str) -> tuple[object, ...]:
    """Return a line nobody said anything about yet."""
    return (*SOFA[:2], code, f"Chair for two {code}", *SOFA[4:])


def handed_in(client: TestClient, house: House, content: bytes, name: str = "bid.xlsx") -> str:
    """Hand a file in over the API, let it be read, and return the request's id."""
    answer = client.post(
        "/api/v1/requests", data={"partner": "acme"}, files={"file": (name, BytesIO(content), XLSX)}
    )
    assert (201, True) == (answer.status_code, answer.json()["new"])
    house.work()
    return str(answer.json()["request"]["id"])


def test_a_request_goes_from_a_file_to_an_order_over_the_api(client: TestClient, house: House) -> None:
    """Taken in, looked at, decided, priced, approved, sent, taken."""
    content = workbook(LAMP, CHAIR, sofa("API-1"), number="API-1")
    request = handed_in(client, house, content)
    again = client.post("/api/v1/requests?partner=acme", content=content, headers={"X-File-Name": "bid.xlsx"})
    assert (200, request) == (again.status_code, again.json()["request"]["id"])
    base = f"/api/v1/requests/{request}"
    (waiting,) = client.get(f"{base}/lines?waiting=true").json()["items"]
    assert (3, "open") == (waiting["line"], waiting["state"])
    assert "API-1" == client.get(base).json()["number"]
    assert 422 == client.post(f"{base}/lines/3", json={}).status_code
    assert "CHAIR" == client.post(f"{base}/lines/3", json={"sku": "CHAIR"}).json()["sku"]
    assert "open" == client.delete(f"{base}/lines/3").json()["state"]
    assert "skipped" == client.post(f"{base}/lines/3", json={"skip": True}).json()["state"]
    assert "9" == client.post(f"{base}/lines/1", json={"price": "9"}).json()["own_price"]
    assert 0 == client.post(f"{base}/accept").json()["open_lines"]
    quote = client.post(f"{base}/price").json()
    assert ["amount", "own-price"] == quote["needs"]
    at = f"/api/v1/quotes/{quote['id']}"
    assert 409 == client.post(f"{at}/send").status_code
    assert "approved" == client.post(f"{at}/approve").json()["state"]
    assert 202 == client.post(f"{at}/send").status_code
    house.work()
    detail = client.get(at).json()
    assert ("sent", ["LAMP", "CHAIR"]) == (detail["state"], [one["sku"] for one in detail["offers"][:2]])
    taken = client.post(f"{at}/accept", json={"number": "PO-API", "lines": {"1": "24"}})
    assert (202, "PO-API") == (taken.status_code, taken.json()["number"])
    house.work()
    assert "confirmed" == house.order("PO-API").state
    assert "PO-API" in client.get("/api/v1/orders").text
    assert 409 == client.post(f"{at}/accept", json={"number": "PO-OTHER"}).status_code


def test_papers_are_handed_out(client: TestClient, house: House) -> None:
    """The file as it came, the quote as PDF, and the buyer's own file filled in."""
    content = workbook(LAMP, number="API-2")
    request = handed_in(client, house, content)
    quote = quote_of(house, request)

    assert content == client.get(f"/api/v1/requests/{request}/original").content
    for prefix in ("/api/v1", ""):
        assert client.get(f"{prefix}/quotes/{quote.id}/quote.pdf").content.startswith(b"%PDF")
        assert client.get(f"{prefix}/quotes/{quote.id}/workbook").content.startswith(b"PK")
    assert content == client.get(f"/requests/{request}/original").content
    assert 404 == client.get(f"/requests/{request}/pages/1.png").status_code


def test_problems_say_what_is_wrong(client: TestClient, house: House) -> None:
    """As problem+json, with a stable code."""
    request = handed_in(client, house, workbook(sofa("API-3"), number="API-3"))
    base = f"/api/v1/requests/{request}"
    wrong = [
        client.post("/api/v1/requests?partner=globex", content=b"x"),
        client.post("/api/v1/requests?partner=nobody", content=b"x"),
        client.post(
            "/api/v1/requests", content=b"--", headers={"Content-Type": "multipart/form-data; boundary=x"}
        ),
        client.get("/api/v1/requests/none"),
        client.post(f"{base}/columns", json={"fields": {"0": "nothing-of-ours"}}),
        client.post(f"{base}/lines/9", json={"skip": True}),
        client.get("/api/v1/quotes/none"),
    ]

    assert [409, 404, 400, 404, 422, 404, 404] == [one.status_code for one in wrong]
    assert all(one.headers["content-type"] == "application/problem+json" for one in wrong)
    assert (
        202
        == client.post(f"{base}/columns", json={"fields": {"3": "description", "4": "quantity"}}).status_code
    )
    assert 202 == client.post(f"{base}/read").status_code
    house.work()
    assert "declined" == client.post(f"{base}/decline", json={"reason": "not ours"}).json()["state"]
    assert {request} <= {one["id"] for one in client.get("/api/v1/requests?state=declined").json()["items"]}


def test_a_quote_may_be_declined_and_made_anew_over_the_api(client: TestClient, house: House) -> None:
    """Each with its reason."""
    request = handed_in(client, house, workbook(LAMP, number="API-4"))
    at = f"/api/v1/quotes/{quote_of(house, request).id}"
    client.post(f"{at}/send")
    house.work()
    assert "declined" == client.post(f"{at}/decline", json={"reason": "too dear"}).json()["state"]
    assert "revised" == client.post(f"{at}/revise", json={"reason": "cheaper"}).json()["state"]
    assert "review" == client.get(f"/api/v1/requests/{request}").json()["state"]
    assert 1 <= len(client.get("/api/v1/quotes?state=revised").json()["items"])


def test_a_request_is_reviewed_in_the_console(client: TestClient, house: House) -> None:
    """Without a script: every step is a form, and the next line that waits comes by itself."""
    answer = client.post(
        "/requests",
        data={"partner": "acme"},
        files={"file": ("bid.xlsx", BytesIO(workbook(LAMP, sofa("WEB-1"), number="WEB-1")), XLSX)},
        follow_redirects=False,
    )
    at = answer.headers["location"]
    house.work()
    first = client.get(at).text
    assert [] == [
        one for one in ("WEB-1", "Chair for two", "Bid", 'class="marked"', "CHAIR") if one not in first
    ]
    assert "Writing desk" in client.get(f"{at}?find=desk").text
    assert "DESK" in client.get(f"{at}?find=DESK&line=2&show=all&sheet=1").text
    assert "There is no such line" in client.get(f"{at}?show=skipped").text

    def said(**form: str) -> int:
        return client.post(f"{at}/lines/2", data=form, follow_redirects=False).status_code

    assert [303, 303, 303, 303, 303, 422, 422, 422] == [
        said(sku="CHAIR"),
        said(what="undo"),
        said(what="skip", show="all"),
        said(what="price", price="9.50"),
        said(what="price", price=""),
        said(what="price", price="dear"),
        said(what="price", price="Infinity"),
        said(what="nothing"),
    ]
    assert 422 == client.post(f"{at}/accept", data={"least": "much"}).status_code
    assert 303 == client.post(f"{at}/accept", data={"least": "60"}, follow_redirects=False).status_code
    assert 422 == client.post(f"{at}/columns", data={"column-1": "nothing"}).status_code
    named = client.post(f"{at}/columns", data={"column-3": "description", "column-4": "quantity"})
    assert 200 == named.status_code
    house.work()
    client.post(f"{at}/read")
    house.work()
    client.post(f"{at}/accept", data={"least": "1"})
    quote = client.post(f"{at}/price", follow_redirects=False).headers["location"]
    page = client.get(quote).text
    assert [] == [one for one in ("Ready to leave", "How it came about", "filled in") if one not in page]
    assert 404 == client.post(f"{quote}/burn").status_code
    assert 422 == client.post(f"{quote}/decline", data={"reason": ""}).status_code
    client.post(f"{quote}/approve")
    client.post(f"{quote}/send")
    house.work()
    assert "What the buyer says" in client.get(quote).text
    client.post(f"{quote}/accept", data={"number": "PO-WEB"})
    house.work()
    assert "the order that took it" in client.get(quote).text
    assert "WEB-1" in client.get("/requests?state=accepted&partner=acme").text
    assert "Q0" in client.get("/quotes?state=accepted").text


def test_other_states_have_their_pages(client: TestClient, house: House) -> None:
    """What cannot be read, what is not read yet, what came by 840, and what was declined."""
    held = upload(house, "broken.xlsx", b"PK\x03\x04")
    house.take(request_840("WEB-840", "24*EA***IN*445566", "1*EA|Something nobody has"))
    by_840 = next(one for one in requests(house) if one.number == "WEB-840")
    client.post(
        "/requests", data={"partner": "acme"}, files={"file": ("new.csv", BytesIO(b"a;b"), "text/csv")}
    )
    unread = requests(house)[0]

    assert "Nothing could be read" in client.get(f"/requests/{held.id}").text
    assert "the 840" in client.get(f"/requests/{by_840.id}").text
    assert "It is being read" in client.get(f"/requests/{unread.id}").text
    client.post(f"/requests/{held.id}/decline", data={"reason": "spam"})
    assert "spam" in client.get(f"/requests/{held.id}").text
    quote = client.post(f"/requests/{by_840.id}/price", follow_redirects=False).headers["location"]
    assert "lines that wait" in client.get(quote).text
    assert 409 == client.post(f"{quote}/approve").status_code
    assert 409 == client.get(f"{quote}/workbook").status_code
    assert (
        f"/requests/{by_840.id}?show=all"
        in client.post(f"{quote}/revise", data={"reason": "anew"}, follow_redirects=False).headers["location"]
    )
    house.work()


def test_requests_are_worked_on_from_the_command_line(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken in, looked at, matched, priced, answered and taken, with --json too."""
    settings = house.gateway.settings
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(settings.config_dir))
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)
    file = tmp_path / "bid.xlsx"
    file.write_bytes(workbook(LAMP, sofa("CLI-1"), number="CLI-1"))

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli.app, words)
        assert (words, code) == (words, result.exit_code), f"{result.output} {result.exception!r}"
        return result.output

    assert "[]" in run("rfp", "list", "--state", "nowhere", "--json")
    monkeypatch.setattr(
        quoting, "_built", lambda: house.gateway
    )  # built once: what is tried is what the verbs say
    request = run("rfp", "take", str(file), "--partner", "acme", code=1).split()[0]
    assert "CLI-1" in run("rfp", "list", "--state", "review")
    assert '"CLI-1"' in run("rfp", "list", "--json")
    assert "Chair for two" in run("rfp", "show", request)
    assert '"lines"' in run("rfp", "show", request, "--json")
    assert "line 1 is 25 EA, matched" in run(
        "rfp", "edit", request, "1", "--quantity", "25", "--unit", "EA", "--needed-on", "2026-05-01"
    )
    assert '"quantity": "24"' in run(
        "rfp", "edit", request, "1", "--quantity", "24", "--needed-on", "none", "--json"
    )
    run("rfp", "edit", request, "1", "--quantity", "many", code=2)
    assert "means CHAIR" in run("rfp", "match", request, "2", "CHAIR")
    assert '"skipped"' in run("rfp", "match", request, "2", "--json")
    assert "0 lines" in run("rfp", "accept", request)
    assert '"accepted": 0' in run("rfp", "accept", request, "--json")
    quote = run("rfp", "price", request).split()
    assert "Q0" in run("quote", "list")
    assert '"number"' in run("quote", "list", "--json")
    assert "no offer" in run("quote", "show", quote[1])
    assert '"offers"' in run("quote", "show", quote[0], "--json")
    run("quote", "show", "none", code=1)
    run("quote", "pdf", quote[1], "--to", str(tmp_path / "q.pdf"))
    run("quote", "workbook", quote[1], "--to", str(tmp_path / "q"))
    assert {"q.pdf", "q.xlsx"} <= {one.name for one in tmp_path.iterdir()}
    run("quote", "revise", quote[0], "--reason", "dearer")
    anew = run("rfp", "price", request, "--json")
    assert "-1" in anew
    number = f"{quote[1]}-1"
    assert '"state": "approved"' in run("quote", "approve", number, "--json")
    assert "approved" in run("quote", "send", number)
    file.write_bytes(workbook(LAMP, number="CLI-2"))
    assert '"CLI-2"' in run("rfp", "take", str(file), "--partner", "acme", "--json")
    file.write_bytes(b"PK\x03\x04")
    assert "sheet." in run("rfp", "take", str(file), "--partner", "acme", code=1)
    broken = run("rfp", "list", "--state", "held").split()[0]
    assert "file: " in run("rfp", "show", broken)
    assert "on its way" in run("quote", "take", number, "--number", "PO-CLI")
    assert '"PO-CLI"' in run("quote", "take", number, "--number", "PO-CLI", "--json")
    run("quote", "decline", number, "--reason", "late", code=1)


def test_a_line_is_changed_over_the_api_and_by_its_page(client: TestClient, house: House) -> None:
    """Alone, or with what it means; what is no number or day is refused, and an undo brings back what was read."""
    request = handed_in(client, house, workbook(LAMP, sofa("EDIT-1"), number="EDIT-1"))
    line, page = f"/api/v1/requests/{request}/lines/1", f"/requests/{request}/lines/1"
    changed = client.post(line, json={"quantity": "30", "needed_on": "2026-05-01", "note": "soon"}).json()
    day_off = client.post(line, json={"needed_on": None}).json()
    wrong = [
        client.post(line, json={}).status_code,
        client.post(line, json={"quantity": "0"}).status_code,
        client.post(page, data={"what": "edit", "quantity": "x"}).status_code,
        client.post(page, data={"what": "edit", "needed_on": "x"}).status_code,
    ]
    posted = client.post(
        page,
        data={"what": "edit", "quantity": "31", "unit": "EA", "needed_on": "2026-06-01", "note": "later"},
        follow_redirects=False,
    )
    shown = client.get(f"/requests/{request}?line=1&show=all").text
    undone = client.delete(line).json()

    assert ("30", True, []) == (changed["quantity"], changed["changed"], changed["doubts"])
    assert "30" == day_off["quantity"]
    assert [422, 422, 422, 422] == wrong
    assert 303 == posted.status_code
    assert 'value="2026-06-01"' in shown
    assert 'value="later"' in shown
    assert ("24", False) == (undone["quantity"], undone["changed"])
