"""Who may look and act, and what every answer tells a browser."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from gateway.entrypoints.api.errors import FIXES
from gateway.errors import StorageUnavailable
from tests.house import LAMPS, House, interchange, order
from tests.integration.api.conftest import caller

DOORS = ["/", "/orders", "/documents", "/transmissions", "/search", "/api/v1/orders", "/api/v1/documents"]
BELOW_PRICE = "24*EA*1.00**IN*445566"


@pytest.mark.parametrize("path", DOORS)
def test_a_password_opens_every_door(house: House, path: str) -> None:
    """Without it there is a challenge; a wrong one is as good as none; the user's name is free."""
    with caller(house, operator_password=SecretStr("böss")) as client:
        answers = [
            client.get(path),
            client.get(path, auth=("ann", "wrong")),
            client.get(path, auth=("ann", "böss")),
            client.get(path, headers={"Authorization": "Bearer wrong"}),
        ]

    assert [401, 401, 200, 401] == [one.status_code for one in answers]
    assert "Basic" in answers[0].headers["www-authenticate"]


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8000", 200), ("localhost", 200), ("[::1]:8000", 200), ("gateway.example", 403)],
)
def test_without_a_password_only_this_machine_is_answered(
    house: House, path: str, host: str, status: int
) -> None:
    """A name that only resolves to this machine is not enough: a stranger's page could make one."""
    with caller(house, base_url=f"http://{host}") as client:
        assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 303),
        ({"Origin": "https://127.0.0.1:8000"}, 403),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_our_own_pages_and_programs_change_anything(
    house: House, client: TestClient, headers: dict[str, str], status: int
) -> None:
    """A page of another site is refused, and nothing happened."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    held = house.order("PO-1")
    answer = client.post(f"/orders/{held.id}/reject", data={"reason": "no"}, headers=headers)

    assert answer.status_code == status
    assert house.order("PO-1").state == ("rejected" if status == 303 else "held")


def test_what_is_done_is_written_down_with_a_name(house: House) -> None:
    """The user's name goes into the trail."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    held = house.order("PO-1")
    with caller(house, operator_password=SecretStr("boss")) as client:
        client.post(f"/orders/{held.id}/accept", auth=("ann", "boss"))

    with house.gateway.store.read() as work:
        actors = {event.actor for event in work.events.of_order(held.id)}
    assert actors == {"gateway", "ann"}


@pytest.mark.parametrize("path", ["/", "/nowhere", "/healthz", "/static/console.css", "/api/v1/orders/none"])
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    """Nothing from elsewhere, nothing inline, no frame around us, no guessing of types."""
    headers = client.get(path).headers

    assert headers["content-security-policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in headers["content-security-policy"]
    assert ("nosniff", "DENY", "same-origin") == (
        headers["x-content-type-options"],
        headers["x-frame-options"],
        headers["referrer-policy"],
    )
    assert headers["cache-control"] == ("public, max-age=3600" if "static" in path else "no-store")
    assert "strict-transport-security" not in headers


def test_over_https_browsers_are_told_to_stay_there(house: House) -> None:
    """Only there: over plain HTTP the header means nothing."""
    with caller(house, base_url="https://localhost") as client:
        assert "max-age" in client.get("/").headers["strict-transport-security"]


def test_what_is_not_there_is_a_page_to_people_and_a_problem_to_programs(client: TestClient) -> None:
    """One error, two shapes."""
    page, problem = client.get("/orders/none"), client.get("/api/v1/orders/none")

    assert (404, "text/html; charset=utf-8") == (page.status_code, page.headers["content-type"])
    assert "there is no order none" in page.text
    assert (404, "application/problem+json") == (problem.status_code, problem.headers["content-type"])
    assert problem.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no order none",
        "instance": "/api/v1/orders/none",
        "code": "not-found",
        "location": {"at": "/api/v1/orders/none"},
        "rule": "docs/reference/api.md#problems",
        "fix": FIXES["not-found"],
        "errors": [],
    }


def test_a_database_that_is_away_is_no_news_to_strangers(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, when to come again, and not a word of where the database is; the process itself is well."""

    def away() -> None:
        raise StorageUnavailable("postgresql://secret@db is away")

    monkeypatch.setattr(house.gateway.store, "read", away)
    answers = [client.get(path) for path in ("/readyz", "/api/v1/orders", "/orders")]

    assert [503] * 3 == [one.status_code for one in answers]
    assert all(one.headers["retry-after"] == "10" for one in answers)
    assert not any("secret@db" in one.text for one in answers)
    assert client.get("/healthz").status_code == 200


def test_what_nobody_foresaw_is_answered_all_the_same(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, Any]]
) -> None:
    """500, guarded, in the caller's shape, and the reason stays in the log."""

    def broken() -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(house.gateway.store, "read", broken)
    page, problem = client.get("/orders"), client.get("/api/v1/orders")

    assert (500, 500) == (page.status_code, problem.status_code)
    assert problem.json()["code"] == "gateway"
    assert not any("a secret" in one.text for one in (page, problem))
    failed = [one for one in logged if one["log_level"] == "error"]
    assert ["a secret", "a secret"] == [str(one["exc_info"]) for one in failed]
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_readiness_counts_what_waits(house: House, client: TestClient) -> None:
    """What arrived and was not worked on yet waits."""
    house.work()
    before = client.get("/readyz").json()
    house.receive(interchange(order("PO-1", LAMPS)))
    after = client.get("/readyz").json()

    said = {"status": "ready", "config": "valid", "workers": "elsewhere", "dead_jobs": 0}
    assert said | {"waiting_jobs": 0} == {key: before[key] for key in before if key != "database"}
    assert said | {"waiting_jobs": 1} == {key: after[key] for key in after if key != "database"}
    assert client.get("/healthz").json()["status"] == "ok"
