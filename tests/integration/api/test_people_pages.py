"""Users, tokens, the trail, webhooks and the system: pages and API, and the files that go with the metrics."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from gateway.adapters.passwords import Argon2Passwords
from gateway.adapters.secrets import MasterKeyVault
from tests.architecture.metrics_page import names_of, render
from tests.golden import UPDATE
from tests.house import LAMPS, House, interchange, order
from tests.integration.api.conftest import caller
from tests.integration.api.reading import read

CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
PROJECT = Path(__file__).parents[3]
NAME = re.compile(r"gateway_\w+")
PASSWORD = "correct horse battery"
PAGES = [
    "/users",
    "/users/ann",
    "/audit",
    "/audit?what=user.added&from=2020-01-01&to=2099-01-01",
    "/developers",
    "/system",
    "/me",
    "/login",
]


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    """The built-in operator, at a gateway with a vault."""
    known = house.gateway
    as2 = replace(known.as2, vault=MasterKeyVault([bytes(32)]))
    settings = {"operator_password": known.settings.operator_password.__class__("open")}
    with caller(replace(house, gateway=replace(known, as2=as2, passwords=CHEAP)), **settings) as client:
        client.auth = ("root", "open")
        yield client


def test_people_are_made_changed_and_shut_out_by_forms(house: House, client: TestClient) -> None:
    """Each form does what its button says, and every change stands in the trail with who did it."""
    made = client.post("/users", data={"name": "Ann", "role-viewer": "on", "password": PASSWORD})
    again = client.post("/users", data={"name": "ann", "role-viewer": "on"})
    odd = [
        client.post("/users", data=data).status_code
        for data in (
            {"name": "no one", "role-viewer": "on"},
            {"name": "x"},
            {"name": "x", "role-partner": "on"},
            {"name": "x", "role-viewer": "on", "partner": "acme"},
            {"name": "x", "role-viewer": "on", "role-partner": "on", "partner": "acme"},
            {"name": "x", "role-partner": "on", "partner": "nobody"},
            {"name": "x", "role-viewer": "on", "password": "short"},
        )
    ]
    changed = client.post("/users/ann/roles", data={"role-admin": "on"})
    last = [
        client.post("/users/ann/state", data={"state": "disabled"}).status_code,
        client.post("/users/ann/roles", data={"role-viewer": "on"}).status_code,
    ]
    client.post("/users", data={"name": "bob", "role-admin": "on"})
    client.post("/users/ann/password", data={"password": "another good one"})
    shut = client.post("/users/ann/state", data={"state": "disabled"})
    back = client.post("/users/ann/state", data={"state": "active"})
    ended = client.post("/users/ann/sessions/end")
    token = client.post("/users/ann/tokens", data={"purpose": "export", "may-look": "on", "days": "30"})
    wrong = [
        client.post("/users/ann/tokens", data=data).status_code
        for data in (
            {"purpose": "x", "may-fly": "on"},
            {"purpose": "", "may-look": "on"},
            {"purpose": "x", "may-look": "on", "days": "900"},
        )
    ]
    with house.gateway.store.read() as work:
        kept = work.people.tokens("ann")[0]
        trail = [
            (one.what, one.actor, one.address)
            for one in work.events.recent(50)
            if one.what.startswith(("user.", "token."))
        ]
    revoked = client.post(f"/tokens/{kept.id}/revoke")

    assert [303] * 6 == [one.status_code for one in (made, changed, shut, back, ended, revoked)]
    assert (409, [409, 409, 409, 409, 409, 404, 409], [409, 409]) == (again.status_code, odd, last)
    assert (200, [422, 409, 409]) == (token.status_code, wrong)
    shown = re.search(r"gwt_[\w-]+", token.text)
    assert shown is not None
    assert shown[0] not in client.get("/users/ann").text
    assert {("root", "testclient")} == {(actor, address) for _, actor, address in trail}
    assert {"user.added", "user.roles", "user.password", "user.disabled", "user.enabled", "token.made"} == {
        what for what, _, _ in trail
    }


def test_every_page_of_people_and_of_the_machine_is_sound(house: House, client: TestClient) -> None:
    """With nobody, and with somebody, something sent and something read."""
    empty = {path: read(client.get(path).text).faults for path in PAGES if path != "/users/ann"}
    client.post("/users", data={"name": "ann", "role-viewer": "on", "password": PASSWORD})
    client.post("/users/ann/tokens", data={"purpose": "export", "may-look": "on"})
    client.post(
        "/developers/webhooks", data={"url": "https://erp.example/hook", "events": "order.* document.sent"}
    )
    house.take(interchange(order("PO-1", LAMPS)))
    house.ask("seal")
    full = {path: read(client.get(path).text).faults for path in PAGES}

    assert {} == {path: faults for path, faults in (*empty.items(), *full.items()) if faults}
    assert 422 == client.get("/audit?from=yesterday").status_code


def test_webhooks_are_kept_by_forms(house: House, client: TestClient) -> None:
    """Made, tried, renewed, switched off and on, sent again, removed."""
    made = client.post("/developers/webhooks", data={"url": "https://erp.example/hook", "events": "order.*"})
    with house.gateway.store.read() as work:
        hook = work.webhooks.all()[0]
    at = f"/developers/webhooks/{hook.id}"
    renewed = client.post(f"{at}/rotate")
    moved = [
        client.post(f"{at}/test"),
        client.post(f"{at}/state", data={"state": "off"}),
        client.post(f"{at}/state", data={"state": "active"}),
    ]
    with house.gateway.store.read() as work:
        sent = work.webhooks.recent(1)[0]
    moved += [client.post(f"/developers/deliveries/{sent.id}/redeliver"), client.post(f"{at}/remove")]

    assert [303] * 5 == [one.status_code for one in moved]
    secrets = {re.search(r"whsec_[\w+/=]+", one.text)[0] for one in (made, renewed)}  # type: ignore[index] # both show one
    assert 2 == len(secrets)
    assert 404 == client.post(f"{at}/test").status_code


def test_the_same_over_the_api(client: TestClient) -> None:
    """Users, tokens, webhooks and the trail, page by page; secrets are shown once."""
    ann = client.post("/api/v1/users", json={"name": "ann", "roles": ["viewer"]})
    token = client.post("/api/v1/tokens", json={"user": "ann", "name": "x", "scopes": ["look"]})
    listed = client.get("/api/v1/tokens", params={"user": "ann"}).json()["items"]
    revoked = client.post(f"/api/v1/tokens/{token.json()['id']}/revoke").json()
    hook = client.post("/api/v1/webhooks", json={"url": "https://erp.example/", "events": ["*"]})
    at = f"/api/v1/webhooks/{hook.json()['id']}"
    tried = client.post(f"{at}/test").json()
    sent = client.get("/api/v1/webhooks/deliveries", params={"limit": 1}).json()
    again = client.post(f"/api/v1/webhooks/deliveries/{tried['ref']}/redeliver")
    renewed = client.post(f"{at}/rotate").json()
    off = client.post(f"{at}/state", json={"state": "off"}).json()
    hooks = client.get("/api/v1/webhooks").json()["items"]
    gone = client.delete(at)
    disabled = client.post("/api/v1/users/ann/disable").json()
    first = client.get("/api/v1/audit", params={"limit": 2}).json()
    second = client.get("/api/v1/audit", params={"limit": 2, "cursor": first["next"]}).json()

    assert (201, 201, 201, 202, 204) == tuple(one.status_code for one in (ann, token, hook, again, gone))
    assert ("active", "disabled", ["ann"]) == (
        ann.json()["state"],
        disabled["state"],
        [one["name"] for one in client.get("/api/v1/users").json()["items"]],
    )
    assert token.json()["token"] not in json.dumps([listed, revoked])
    assert revoked["revoked_at"]
    assert renewed["secret"] != hook.json()["secret"]
    assert "secret" not in hooks[0]
    assert ("off", "off") == (off["state"], hooks[0]["state"])
    assert [tried["ref"]] == [one["id"] for one in sent["items"]]
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in second["items"]}
    assert "root" == first["items"][0]["actor"]


def test_the_trail_is_exported_and_no_cell_is_a_formula(house: House, client: TestClient) -> None:
    """As CSV, narrowed as asked; that it was asked for stands in it."""
    with house.gateway.store.begin() as work:
        house.gateway.services.note(work, "user.added", "=cmd()", actor="@evil")
        work.commit()
    told = client.get("/audit.csv", params={"actor": "@evil"})
    whole = client.get("/audit.csv").text

    assert "text/csv; charset=utf-8" == told.headers["content-type"]
    assert 2 == len(told.text.splitlines())
    assert "'@evil" in told.text
    assert "'=cmd()" in told.text
    assert 2 == whole.count("audit.exported")


def test_who_reads_bytes_stands_in_the_trail_with_why_and_from_where(
    house: House, client: TestClient
) -> None:
    """On a page or as a download, of a document or of all that came; the record's own story is not cluttered by it."""
    house.take(interchange(order("PO-1", LAMPS)))
    document = house.documents("850")[0]
    reason = {"X-Reason": "the partner asked"}
    for path in (
        f"/documents/{document.id}/raw",
        f"/api/v1/documents/{document.id}/raw",
        f"/transmissions/{document.transmission}",
        f"/api/v1/transmissions/{document.transmission}/raw",
    ):
        assert 200 == client.get(path, headers=reason).status_code
    with house.gateway.store.read() as work:
        reads = work.events.asked(10, what="payload.read", partner="acme")
        own = work.events.of(document.id)

    assert ["download", "page", "download", "page"] == [one.detail["way"] for one in reads]
    assert {("root", "testclient", "the partner asked")} == {
        (one.actor, one.address, one.detail["reason"]) for one in reads
    }
    assert "payload.read" not in {one.what for one in own}


def test_rules_dashboard_and_page_use_the_metrics_there_are(client: TestClient) -> None:
    """No alert waits for something nobody tells; the page lists all of it."""
    told = client.get("/metrics").text
    names = names_of(told)
    rules = (PROJECT / "deploy/alerts.yaml").read_text(encoding="utf-8")
    board = (PROJECT / "deploy/dashboard.json").read_text(encoding="utf-8")
    used = {re.sub(r"_(bucket|count|sum)$", "", one) for one in NAME.findall(rules + board)}
    page = PROJECT / "docs/reference/metrics.md"
    if UPDATE:
        page.write_text(render(told), encoding="utf-8")

    assert set() == used - names
    assert all(
        "do" in rule["annotations"] for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]
    )
    assert render(told) == page.read_text(encoding="utf-8")


def test_the_system_over_the_api(client: TestClient) -> None:
    """The doctor's findings, and the bundle, from page and API."""
    told = client.get("/api/v1/system").json()
    packs = [client.get(path) for path in ("/system/support-bundle", "/api/v1/system/support-bundle")]

    assert {"database", "disk", "audit"} <= {one["name"] for one in told["checks"]}
    assert ["application/zip"] * 2 == [one.headers["content-type"] for one in packs]
    assert b64encode(packs[0].content[:2]) == b"UEs="
