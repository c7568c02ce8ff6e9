"""People of a partner see what they asked for and what they were given, and take or decline it there."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.adapters.passwords import Argon2Passwords
from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user
from gateway.application.quoting import answering
from gateway.domain.users import May, Role
from gateway.entrypoints.api.app import create_app
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House
from tests.integration.quoting.test_packs_and_edits import bid
from tests.quoting_house import quote_of, quoting_house, upload

CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> House:
    """A gateway whose partner asks for prices, on the embedded database."""
    return quoting_house(tmp_path / "house", fresh("sqlite", tmp_path), clock)


def bearer(house: House, partner: str) -> dict[str, str]:
    """Return what somebody of a partner's shows at the door."""
    gateway = house.gateway
    name = f"{partner}-buyer"
    add_user(
        gateway.services,
        gateway.store,
        name,
        roles=[Role.PARTNER],
        partner=partner,
        passwords=CHEAP,
        actor="test",
    )
    _, token = make_token(
        gateway.services,
        gateway.store,
        name,
        name="buying",
        scopes=[May.LOOK, May.PAYLOAD, May.ANSWER],
        lasts=timedelta(days=1),
        actor="test",
    )
    return {"Authorization": f"Bearer {token}"}


def given(house: House, name: str) -> str:
    """Return the id of a quote the partner was given."""
    record = upload(house, name, bid((1, "LAMP", f"Desk lamp {name}", 5, "CT 100")))
    quote = quote_of(house, record.id)
    answering.send(house.gateway.store, quote.id, actor="Ann")
    house.work()
    return quote.id


def test_a_partners_people_take_and_decline_what_they_were_given(house: House) -> None:
    """By their own pages and over the API; nobody else's people find it."""
    taken, declined, called = (given(house, name) for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    ours, others = bearer(house, "acme"), bearer(house, "globex")
    with TestClient(create_app(house.gateway), base_url="http://127.0.0.1", follow_redirects=False) as client:
        page = client.get(f"/quotes/{taken}", headers=ours)
        request = client.get(f"/requests/{quote_request(house, taken)}", headers=ours)
        foreign = [
            client.post(f"/own/quotes/{taken}/accept", data={"number": "X"}, headers=others).status_code,
            client.post(
                f"/api/v1/own/quotes/{taken}/decline", json={"reason": "no"}, headers=others
            ).status_code,
            client.get(f"/quotes/{taken}", headers=others).status_code,
            client.post(f"/own/quotes/{taken}/revise", data={}, headers=ours).status_code,
            client.post(f"/quotes/{taken}/approve", data={}, headers=ours).status_code,
        ]
        accepted = client.post(f"/own/quotes/{taken}/accept", data={"number": "PO-77"}, headers=ours)
        refused = client.post(f"/own/quotes/{declined}/decline", data={"reason": "too dear"}, headers=ours)
        ordered = client.post(f"/api/v1/own/quotes/{called}/accept", json={"number": "PO-78"}, headers=ours)
        again = client.post(f"/api/v1/own/quotes/{called}/decline", json={"reason": "no"}, headers=ours)
    house.work()

    assert [404, 404, 404, 404, 403] == foreign
    assert ["500 EA", "5 CT of 100", "Accept: order it"] == [
        one for one in ("500 EA", "5 CT of 100", "Accept: order it") if one in page.text
    ]
    assert "Margin" not in page.text
    assert "5 CT of 100" in request.text
    assert [303, 303, 202, 409] == [
        accepted.status_code,
        refused.status_code,
        ordered.status_code,
        again.status_code,
    ]
    with house.gateway.store.read() as work:
        states = [work.quotes.get(one).state for one in (taken, declined, called)]
        numbers = {one.number for one in work.orders.recent(10)}
        (event,) = [one for one in work.events.of(taken) if one.what == "quote.accepted"]
    assert (["accepted", "declined", "accepted"], {"PO-77", "PO-78"}) == (states, numbers)
    assert "acme-buyer" == event.actor


def quote_request(house: House, quote: str) -> str:
    """Return the request a quote answers."""
    with house.gateway.store.read() as work:
        return work.quotes.get(quote).request
