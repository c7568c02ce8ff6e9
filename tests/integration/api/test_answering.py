"""What holds for every answer of the API: ETags, answers given again, one shape for what goes wrong."""

import pytest
from fastapi.testclient import TestClient

from gateway.application.records import Event
from tests.house import LAMPS, House, interchange, later, order

BELOW_PRICE = "24*EA*1.00**IN*445566"


def test_what_has_not_changed_is_not_sent_again(house: House, client: TestClient) -> None:
    """The ETag of an answer, shown again, is answered 304 without a body until something changed."""
    first = client.get("/api/v1/orders")
    same = client.get("/api/v1/orders", headers={"If-None-Match": first.headers["etag"]})
    house.take(interchange(order("PO-1", LAMPS)))
    changed = client.get("/api/v1/orders", headers={"If-None-Match": first.headers["etag"]})

    assert (200, 304, b"", 200) == (first.status_code, same.status_code, same.content, changed.status_code)
    assert first.headers["etag"] == same.headers["etag"] != changed.headers["etag"]
    assert "etag" not in client.get("/api/v1/orders/none").headers


def test_what_is_asked_twice_under_a_key_is_done_once(house: House, client: TestClient) -> None:
    """The second answer is the first one again; another body under the key is refused; after a day it is forgotten."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    path = f"/api/v1/orders/{house.order('PO-1').id}/reject"
    key = {"Idempotency-Key": "k-1"}
    first, again = (client.post(path, json={"reason": "no"}, headers=key) for _ in range(2))
    other = client.post(path, json={"reason": "never"}, headers=key)
    bare = client.post(path, json={"reason": "no"})
    later(house, days=1, minutes=1)
    next_day = client.post(path, json={"reason": "no"}, headers=key)

    assert (200, 200, 422, 409, 409) == tuple(
        one.status_code for one in (first, again, other, bare, next_day)
    )
    assert first.json() == again.json()
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert 1 == sum(event.what == "order.rejected-by-person" for event in events(house))


def test_an_answer_that_failed_is_not_kept(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who tries again under the key is served, where the first try ended with a fault of ours."""
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    path = f"/api/v1/orders/{house.order('PO-1').id}/accept"
    key = {"Idempotency-Key": "k-2"}
    with monkeypatch.context() as broken:
        broken.setattr("gateway.entrypoints.api.orders.accept_hold", lambda *_, **__: 1 / 0)
        failed = client.post(path, headers=key)
    served = client.post(path, headers=key)

    assert (500, 200) == (failed.status_code, served.status_code)


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("/api/v1/orders/none/accept", "x" * 256, 400),
        ("/api/v1/orders/none/accept", "k-3", 404),
        ("/api/v1/tokens", "k-4", 400),
    ],
)
def test_keys_that_cannot_be_kept_are_told(client: TestClient, path: str, key: str, status: int) -> None:
    """Too long, about nothing, or for an answer that is shown once."""
    answers = [client.post(path, headers={"Idempotency-Key": key}) for _ in range(2)]

    assert [status] * 2 == [one.status_code for one in answers]
    assert all(one.headers["content-type"] == "application/problem+json" for one in answers)


def events(house: House) -> list[Event]:
    """Return the newest lines of the trail."""
    with house.gateway.store.read() as work:
        return list(work.events.recent(50))
