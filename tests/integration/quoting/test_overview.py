"""The first page tells of requests that wait for review, and of quotes that wait for approval or end soon."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.application.quoting import answering
from gateway.entrypoints.api.app import create_app
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House
from tests.integration.quoting.test_packs_and_edits import bid
from tests.quoting_house import quote_of, quoting_house, upload


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> House:
    """A gateway where quotes from 10,000 on have to be approved."""
    return quoting_house(
        tmp_path / "house",
        fresh("sqlite", tmp_path),
        clock,
        cost_list="",
        approval={"amount_from": "10000"},
    )


def test_what_waits_of_requests_and_quotes_stands_on_the_first_page(house: House, clock: FixedClock) -> None:
    """Each with its reason and a link, and all of them counted; what ends soon, a few days before it does."""
    waits = upload(house, "one.xlsx", bid((1, "X-99", "Chair for two", 2, "EA")))
    held = upload(house, "two.xlsx", b"PK\x03\x04 broken")
    large = upload(house, "three.xlsx", bid((1, "DESK", "Writing desk", 20, "EA"), (2, "DESK", "", 80, "EA")))
    small = upload(house, "four.xlsx", bid((1, "LAMP", "Desk lamp", 1, "EA")))
    answering.send(house.gateway.store, quote_of(house, small.id).id, actor="Ann")
    house.work()
    with TestClient(create_app(house.gateway), base_url="http://127.0.0.1") as client:
        before = client.get("/").text
        clock.advance(timedelta(days=27))
        after = client.get("/").text

    assert "priced" == large.state
    for said in (
        "Requests that wait for review",
        f'href="/requests/{waits.id}"',
        f'href="/requests/{held.id}"',
        "Quotes that wait for approval",
        f'href="/quotes/{quote_of(house, large.id).id}"',
        "1 line waits",
        "/quotes?state=sent",
    ):
        assert said in before
    assert "Quotes that expire soon" not in before
    assert "Quotes that expire soon" in after
    assert f'href="/quotes/{quote_of(house, small.id).id}"' in after
