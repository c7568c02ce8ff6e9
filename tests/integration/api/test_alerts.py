"""Alerts on their page, over the API and at the command line: found, taken, put off, by those who may."""

import json
import re
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from gateway.adapters.secrets import MasterKeyVault
from gateway.application.operating.webhooks import add_endpoint
from gateway.application.people import auditing
from gateway.application.ports import AlertRecord
from gateway.application.records import Job
from gateway.domain.users import Role
from gateway.entrypoints.cli import app
from tests.house import House
from tests.integration.api.test_roles import let_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def alerts(house: House) -> tuple[AlertRecord, ...]:
    """One of each condition; those of ACME, and those of nobody's."""
    now = house.clock.now()
    said = (
        ("acme", "deadline-missed", "acknowledgement", "bad"),
        ("acme", "deadline-at-risk", "answer", "bad"),
        ("acme", "refused-by-partner", "receipt", "bad"),
        ("acme", "partner-out-of-reach", "", "bad"),
        ("acme", "partner-silent", "", "warn"),
        ("acme", "waiting-too-long", "order", "warn"),
        ("acme", "waiting-too-long", "shipment", "warn"),
        ("acme", "work-given-up", "deliver", "bad"),
        ("", "work-too-old", "poll", "bad"),
        ("acme", "certificate-ending", "ab" * 32, "warn"),
        ("", "certificate-ending", "cd" * 32, "warn"),
        ("", "machine", "disk", "warn"),
    )
    made = tuple(
        AlertRecord(
            id=f"alert-{at:02}",
            partner=partner,
            kind=kind,
            key=key,
            severity=severity,
            count=at + 1,
            since=now - MINUTE,
            raised_at=now + at * MINUTE,
            told_at=now,
            times=1 + at % 2,
            detail="acme.example ends on 2026-04-01" if kind.startswith("cert") else "",
        )
        for at, (partner, kind, key, severity) in enumerate(said)
    )
    with house.gateway.store.begin() as work:
        for one in made:
            work.alerts.put(one)
        work.commit()
    return made


def test_the_page_says_what_each_is_about_and_leads_to_where_it_is_seen_to(
    client: TestClient, alerts: tuple[AlertRecord, ...]
) -> None:
    """Every link is a page; the navigation counts those nobody has."""
    shown = client.get("/alerts").text
    links = re.findall(r'<h2><a href="([^"]+)"', shown)

    assert len(alerts) == len(links)
    assert {200} == {client.get(one.replace("&amp;", "&")).status_code for one in links}
    assert re.search(r'class="badge">12<', shown)
    assert (
        "acme.example hết hạn ngày 2026-04-01"
        in client.get("/alerts", headers={"Accept-Language": "vi"}).text
    )
    assert 2 == client.get("/alerts", params={"kind": "certificate-ending"}).text.count('class="alert"')
    assert "There are none." in client.get("/alerts", params={"state": "cleared"}).text
    assert "No alert stands." in client.get("/alerts", params={"partner": "globex"}).text
    assert 404 == client.get("/alerts", params={"state": "odd"}).status_code


def test_a_person_takes_one_and_puts_one_off_by_forms(
    client: TestClient, alerts: tuple[AlertRecord, ...]
) -> None:
    """The note stands beside it; for how long and why has to be said."""
    first, second, *_ = (one.id for one in alerts)
    taken = client.post(f"/alerts/{first}/acknowledge", data={"note": "calling <them>"})
    put = client.post(f"/alerts/{second}/snooze", data={"for": "4h", "note": "they are closed"})
    odd = [
        client.post(f"/alerts/{second}/{what}", data=data).status_code
        for what, data in (
            ("snooze", {"for": "4h", "note": " "}),
            ("snooze", {"for": "9y", "note": "x"}),
            ("acknowledge", {"note": "x" * 501}),
        )
    ]
    shown = client.get("/alerts").text

    assert ("/alerts", "/alerts") == (taken.headers["location"], put.headers["location"])
    assert [422, 422, 422] == odd
    assert all(
        text in shown for text in ("calling &lt;them&gt;", "they are closed", "somebody has it", "put off")
    )
    assert re.search(r'class="badge">10<', shown)


def test_programs_list_take_and_put_off(
    house: House, client: TestClient, alerts: tuple[AlertRecord, ...]
) -> None:
    """Page by page; what is over is refused, and the trail says who did what."""
    page = client.get("/api/v1/alerts", params={"limit": 7}).json()
    rest = client.get("/api/v1/alerts", params={"limit": 7, "cursor": page["next"]}).json()
    assert [one.id for one in reversed(alerts)] == [one["id"] for one in page["items"] + rest["items"]]
    assert "" == rest["next"]
    assert "Work was given up: deliver, acme (8)" in {one["sentence"] for one in page["items"]}

    taken = client.post("/api/v1/alerts/alert-00/acknowledge", json={"note": "mine"}).json()
    put = client.post("/api/v1/alerts/alert-01/snooze", json={"minutes": 90, "note": "later"}).json()
    assert ("acknowledged", "mine") == (taken["state"], taken["note"])
    assert house.clock.now() + 90 * MINUTE == datetime.fromisoformat(put["snoozed_until"])
    assert ["alert-01"] == [
        one["id"] for one in client.get("/api/v1/alerts", params={"state": "snoozed"}).json()["items"]
    ]
    assert taken == client.get("/api/v1/alerts/alert-00").json()
    assert 404 == client.get("/api/v1/alerts/none").status_code
    assert 422 == client.post("/api/v1/alerts/alert-01/snooze", json={"minutes": 0, "note": "x"}).status_code
    assert 12 == len(client.get("/api/v1/alerts", params={"state": "all"}).json()["items"])
    assert ["alert-00"] == house.events("alert.acknowledged")
    assert (
        'gateway_alerts{kind="deadline-missed",severity="bad",state="acknowledged"} 1.0'
        in client.get("/metrics").text
    )


def test_a_trial_is_sent_from_the_page_and_by_programs(house: House, client: TestClient) -> None:
    """The page says that nobody is told, or what became of it; a webhook is told of it like of any alert."""
    nobody = client.post("/alerts/test")
    assert "Nobody is told of alerts" in client.get(nobody.headers["location"]).text
    services, store, vault = house.gateway.services, house.gateway.store, MasterKeyVault([bytes(32)])
    made, _ = [
        add_endpoint(services, store, vault, url="https://erp.example/hook", events=[events], actor="mai")[0]
        for events in ("alert.*", "order.*")
    ]
    sent = client.post("/api/v1/alerts/test")
    job = Job(id="", kind="seal", ref="", dedupe="", lane="", attempts=0, run_at=house.clock.now())
    with store.begin() as work:
        auditing.seal(services, work, job)
        work.commit()

    assert (202, 1, []) == (sent.status_code, sent.json()["webhooks"], sent.json()["letters_to"])
    shown = client.get("/alerts", params={"trial": sent.json()["ref"]}).text
    assert "It is on its way" in shown
    assert "Trial of alerts" in shown
    with store.read() as work:
        sending = [one for one in work.webhooks.recent(9) if sent.json()["ref"] in one.body]
    assert [(made.id, "alert.test")] == [(one.endpoint, one.what) for one in sending]
    order = client.get("/alerts", params={"trial": "PO-1"}).text
    assert "Alert for trial" not in order


@pytest.mark.usefixtures("alerts")
def test_who_only_looks_sees_them_and_takes_none(house: House, client: TestClient) -> None:
    """The order desk takes; viewers and auditors look; people of partners have no part in it."""
    told = {}
    for role in (Role.VIEWER, Role.AUDITOR, Role.ORDER_DESK, Role.INTEGRATOR, Role.PARTNER):
        headers = let_in(house, role, "acme" if role is Role.PARTNER else "")
        page = client.get("/alerts", headers=headers)
        taken = client.post("/api/v1/alerts/alert-00/acknowledge", json={}, headers=headers).status_code
        tried = client.post("/api/v1/alerts/test", headers=headers).status_code
        forms = 'action="/alerts/' in page.text or "<summary>Put off" in page.text
        badge = 'class="badge"' in client.get("/orders", headers=headers).text
        told[role] = (page.status_code, forms, taken, badge)
        assert (202 if taken == 200 else 403) == tried

    assert told == {
        Role.VIEWER: (200, False, 403, True),
        Role.AUDITOR: (200, False, 403, True),
        Role.ORDER_DESK: (200, True, 200, True),
        Role.INTEGRATOR: (200, True, 200, True),
        Role.PARTNER: (403, False, 403, False),
    }


@pytest.mark.usefixtures("alerts")
def test_the_command_line_lists_and_takes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As lines and as JSON."""
    settings = house.gateway.settings
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(settings, name)))
    run = CliRunner().invoke

    listed = run(app, ["alerts", "list"])
    assert "12 alerts" in listed.output
    assert "✗" in listed.output
    taken = run(app, ["alerts", "ack", "alert-00", "--note", "mine", "--json"])
    assert ("acknowledged", "mine") == tuple(json.loads(taken.output)[key] for key in ("state", "note"))
    put = run(app, ["alerts", "snooze", "alert-01", "--minutes", "30", "--note", "later"])
    assert "snoozed until" in put.output
    found = json.loads(run(app, ["alerts", "list", "--state", "acknowledged", "--json"]).output)
    assert ["alert-00"] == [one["id"] for one in found]
    assert "command line: mine" in run(app, ["alerts", "list", "--state", "all"]).output
    assert 2 == run(app, ["alerts", "list", "--state", "odd"]).exit_code
    nobody = run(app, ["alerts", "test"])
    assert (1, True) == (nobody.exit_code, nobody.output.startswith("nobody is told of alerts"))
