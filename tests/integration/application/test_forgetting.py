"""Consumers: masked for who does not need them, and forgotten when it is time."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.application.operating.archiving import archive
from gateway.application.operating.forgetting import forget, remembered
from gateway.application.people.callers import Caller
from gateway.application.people.discreet import DiscreetStore, sees_consumers
from gateway.domain.users import May
from gateway.entrypoints import cli
from gateway.errors import NotFound
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, built, interchange, later, order
from tests.scenes.orders import profile

SECRETS = ("Ann Example", "7 Elm Street", "62701")
TO_ANN = "N1*ST*Ann Example~\nN3*7 Elm Street~\nN4*Springfield*IL*62701*US~\n"


def dropped(number: str, *, control: int = 101) -> str:
    """Return an 850 of ACME's whose goods go to Ann."""
    text = order(number, LAMPS).replace("BEG*00*NE*", "BEG*00*DS*").replace("N1*ST**92*0042~\n", TO_ANN)
    segments = text.count("~")
    return interchange(text.replace(f"SE*{segments - 2}*", f"SE*{segments}*"), number=control)


def with_consumers(folder: Path, database_url: str, clock: FixedClock) -> House:
    """Return a gateway whose partner ships to consumers, who are forgotten after 30 days."""
    acme = profile("acme")
    changes = {
        "retention": {"payload_days": "60", "personal_days": "30"},
        "orders": {**acme["orders"], "kinds": ["new-order", "drop-ship"]},
        "documents": [
            {**one, "map": one["map"].replace("acme/", "base/x12/004010/")} for one in acme["documents"]
        ],
    }
    return built(folder / "house", database_url, clock, {"acme": changes})


@pytest.fixture
def house(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """A gateway whose partner ships to consumers."""
    house = with_consumers(tmp_path, database_url, clock)
    yield house
    house.gateway.engine.dispose()


def told(house: House) -> str:
    """Return everything that is kept of the order and what belongs to it, bytes left out."""
    with house.gateway.store.read() as work:
        found = work.orders.by_number("PO-1")[0]
        documents = work.documents.of_order(found.id)
        bills = work.invoices.of_order(found.id)
        texts = [found.canonical, *(one.canonical for one in documents), *(one.canonical for one in bills)]
        return "\n".join(texts)


def sent(house: House) -> str:
    """Let an order come and be shipped and billed; return its id."""
    house.take(dropped("PO-1"))
    house.take(interchange(order("PO-2", LAMPS), number=102))
    house.ship()
    house.acknowledge()
    found = house.order("PO-1")
    assert "closed" == found.state, found.state
    return found.id


def test_consumers_are_forgotten_when_it_is_time_and_nobody_else(house: House, tmp_path: Path) -> None:
    """Until then all is there; then names, streets and bytes are gone, what was traded stays, and no archive has them."""
    identifier = sent(house)
    services, store = house.gateway.services, house.gateway.store
    before = told(house)
    assert all(secret in before for secret in SECRETS)
    assert 0 == forget(services, store, actor="kim")

    later(house, days=31)
    with store.read() as work:
        assert [("acme", 30, 1)] == [
            (one.partner, one.days, one.orders) for one in remembered(services, work)
        ]
    assert 1 == forget(services, store, actor="kim")
    after = told(house)
    with store.read() as work:
        lines = work.orders.lines(identifier)
        (other,) = work.orders.by_number("PO-2")
        assert work.documents.of_order(other.id)
        for one in work.documents.of_order(identifier):
            with pytest.raises(NotFound):
                (work.transmissions.content if one.direction == "in" else work.documents.content)(
                    one.transmission if one.direction == "in" else one.id
                )

    assert not [secret for secret in SECRETS if secret in after]
    assert "Springfield" in after
    assert [24] == [one.shipped for one in lines]
    assert [identifier] == house.events("order.consumer-forgotten")
    assert ["acme"] == house.events("consumers.bytes-removed")
    assert 0 == forget(services, store, actor="kim")
    later(house, days=31)
    archived = b"".join(file.read_bytes() for file in archive(services, store, tmp_path / "old", actor="kim"))
    assert b"Ann Example" not in archived


def test_an_order_under_way_keeps_its_consumer(house: House) -> None:
    """Whoever still has to ship it needs the address, whatever its age."""
    house.take(dropped("PO-1"))
    later(house, days=31)

    assert 0 == forget(house.gateway.services, house.gateway.store, actor="kim")
    assert "Ann Example" in told(house)


def test_who_does_not_decide_sees_no_consumer(house: House) -> None:
    """Not in the order, its documents and invoices, nor in its bytes; other orders are shown whole."""
    identifier = sent(house)
    discreet = DiscreetStore(house.gateway.store, shows_bytes=False)
    with discreet.read() as work:
        one, others = work.orders.get(identifier), work.orders.by_number("PO-2")
        documents = work.documents.of_order(identifier)
        shown = "\n".join(each.canonical for each in (one, *documents, *work.invoices.of_order(identifier)))
        came = next(each for each in documents if each.direction == "in")
        left = next(each for each in documents if each.direction == "out")
        for content, of in (
            (work.transmissions.content, came.transmission),
            (work.documents.content, left.id),
        ):
            with pytest.raises(NotFound, match="consumer"):
                content(of)
        whole = work.documents.of_order(others[0].id)
        assert work.documents.content(next(each.id for each in whole if each.direction == "out"))
        assert work.transmissions.content(next(each.transmission for each in whole if each.direction == "in"))
        assert work.events.of(identifier)

    assert not [secret for secret in SECRETS if secret in shown]
    assert one == replace(house.order("PO-1"), canonical=one.canonical)
    assert list(others) == [house.order("PO-2")]
    with DiscreetStore(house.gateway.store, shows_bytes=True).read() as work:
        assert b"Ann Example" in work.transmissions.content(came.transmission)
    with discreet.begin() as work:
        assert "Ann Example" in work.orders.get(identifier).canonical


@pytest.mark.parametrize(
    ("may", "partner", "expected"),
    [({May.LOOK, May.DECIDE}, "", True), ({May.LOOK}, "acme", True), ({May.LOOK, May.PAYLOAD}, "", False)],
)
def test_who_decides_and_who_ordered_sees_consumers(may: set[May], partner: str, *, expected: bool) -> None:
    """Somebody of the partner's knows them; who only looks, watches or configures needs none of them."""
    assert expected == sees_consumers(Caller(name="kim", may=frozenset(may), way="token", partner=partner))


def test_the_archive_verb_forgets_and_prune_says_of_whom(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what stands in the same folder and database, long after everything was over."""
    house = with_consumers(tmp_path, fresh("sqlite", tmp_path), clock)
    sent(house)
    settings = house.gateway.settings
    house.gateway.engine.dispose()
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(settings, name)))
    run = CliRunner()

    assert "1 orders name consumers for more than 30 days" in run.invoke(cli.app, ["prune"]).stdout
    assert [1] == [one["consumers"] for one in json.loads(run.invoke(cli.app, ["prune", "--json"]).stdout)]
    assert "consumers of 1 orders are masked" in run.invoke(cli.app, ["archive", "run"]).stdout
    assert [0] == [one["consumers"] for one in json.loads(run.invoke(cli.app, ["prune", "--json"]).stdout)]
