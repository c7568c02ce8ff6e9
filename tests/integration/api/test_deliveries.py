"""Deliveries on the command line, over the API and as a page: what is expected, who is out of reach, what was given up."""

import json
import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.application.circuits import missed
from gateway.entrypoints import cli
from gateway.errors import TransportUnavailable
from tests.house import LAMPS, House, interchange, order
from tests.integration.api.test_pages import opened


@pytest.fixture
def troubled(house: House) -> House:
    """A house that waits for a 997, cannot reach its partner and has given up one document."""
    box = house.folder / "data" / "acme" / "out"
    box.mkdir(parents=True, exist_ok=True)
    blocking = box / "acme-997-000000001.edi"
    blocking.write_bytes(b"something else")
    house.take(interchange(order("PO-1", LAMPS)))
    blocking.unlink()
    with house.gateway.store.begin() as work:
        for _ in range(3):
            missed(house.gateway.services, work, "acme", TransportUnavailable("nobody answers"))
        work.commit()
    return house


def test_programs_see_and_settle_it_all(troubled: House, client: TestClient) -> None:
    """Each list has what is there; each act is done once."""
    (expected,) = client.get("/api/v1/expected", params={"partner": "acme"}).json()["items"]
    (letter,) = client.get("/api/v1/dead-letters", params={"limit": 1}).json()["items"]
    (circuit,) = client.get("/api/v1/circuits").json()["items"]
    withdrawn = client.post(f"/api/v1/expected/{expected['id']}/withdraw", json={"reason": "by phone"})
    resent = client.post(f"/api/v1/dead-letters/{letter['id']}/resend")
    closed = client.post("/api/v1/circuits/acme/close")
    troubled.work()

    assert ("acknowledgement", "awaited") == (expected["kind"], expected["state"])
    assert ("acme", "deliver") == (letter["partner"], letter["kind"])
    assert ("acme", 3, "nobody answers") == (circuit["partner"], circuit["failures"], circuit["reason"])
    assert (200, 202, 202) == (withdrawn.status_code, resent.status_code, closed.status_code)
    assert 404 == client.post("/api/v1/circuits/acme/close").status_code
    assert 404 == client.post(f"/api/v1/dead-letters/{letter['id']}/resend").status_code
    assert [] == client.get("/api/v1/dead-letters").json()["items"]
    assert 2 == len(troubled.outbox())


def test_people_see_and_settle_it_all_on_a_page(troubled: House, client: TestClient) -> None:
    """The page has a button for each; the overview leads to it."""
    page = opened(client, "/deliveries")
    overview = opened(client, "/")
    with troubled.gateway.store.read() as work:
        (letter,) = work.jobs.dead()
        (expected,) = work.expectations.standing(9, states=["awaited"])
    answers = [
        client.post(f"/deliveries/dead/{letter.id}/resend"),
        client.post("/deliveries/circuits/acme/close"),
        client.post(f"/deliveries/expected/{expected.id}/withdraw", data={"reason": "by phone"}),
    ]
    wrong = client.post(f"/deliveries/expected/{expected.id}/withdraw", data={"reason": " "})

    text = str(page)
    assert "Partners out of reach" in str(overview)
    assert all(one in text for one in ("nobody answers", "acknowledgement of 855", "transport.refused"))
    assert [303, 303, 303, 422] == [one.status_code for one in (*answers, wrong)]
    assert "Every partner was reached last time" in str(opened(client, "/deliveries"))


def test_an_answer_soon_late_is_shown_on_the_overview(house: House, client: TestClient) -> None:
    """Rule V59: a person sees it before the partner does."""
    house.take(interchange(order("PO-1", LAMPS.replace("9.25", "1.00"))))
    house.clock.advance(house.gateway.services.directory.get("acme").sends("855").within * 0.8)
    house.ask("watch")

    assert "our answer is soon late" in str(opened(client, "/"))
    assert house.order("PO-1").id in str(opened(client, "/deliveries"))


def test_the_command_line_does_the_same(
    troubled: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lists for people and programs, and one command for each act."""
    settings = troubled.gateway.settings
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(settings.config_dir))
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)

    def said(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
        with pytest.raises(SystemExit):
            cli.main()
        return capsys.readouterr().out

    (expected,) = _json(said("expected", "list", "--json"))
    (letter,) = _json(said("dead", "list", "--json"))
    (circuit,) = _json(said("circuits", "list", "--json"))
    lists = said("expected", "list") + said("dead", "list") + said("circuits", "list")
    tried = said("dead", "resend", letter["id"], "--dry-run")
    done = [
        said("dead", "resend", "--partner", "acme"),
        said("circuits", "close", "acme"),
        said("expected", "withdraw", expected["id"], "--reason", "by phone"),
    ]

    assert ("acme", "deliver", "acme") == (expected["partner"], letter["kind"], circuit["partner"])
    assert all(one in lists for one in ("1 expected", "1 shown of 1", "1 out of reach", "probed next at"))
    assert "would be put back to work" in tried
    assert ["is put back to work", "acme is tried again now", "waited for no longer"] == [
        next(word for word in WORDS if word in one) for one in done
    ]
    assert "" == said("dead", "resend")


WORDS = ("is put back to work", "acme is tried again now", "waited for no longer")


def _json(text: str) -> Any:
    return json.loads(text)
