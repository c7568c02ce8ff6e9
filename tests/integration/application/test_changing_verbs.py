"""Changes from the command line: list, decide, edit, and read how an order came to be what it is."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.entrypoints import cli
from tests.databases import fresh
from tests.house import LAMPS, House, interchange, order
from tests.integration.application.test_changes import change

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind of database: the verbs know nothing of it."""
    return fresh("sqlite", tmp_path)


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a verb on the house's own database and returns its exit code and output."""
    settings = house.gateway.settings
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(settings.config_dir))
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database())

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gateway", "change", *arguments])
        capfd.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as left:
            code = int(left.code or 0)
        return code, capfd.readouterr().out

    return ran


def caught_up(house: House) -> None:
    """Do what was asked for by the clock on the wall."""
    house.clock.advance(datetime.now(UTC) - house.clock.now() + timedelta(seconds=1))
    house.work()


def test_a_change_is_listed_decided_and_retraced(house: House, run: Run) -> None:
    """One is refused and one accepted; then the order is edited."""
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", "POC*001*QD*30**EA*9.25**IN*445566", number=201))
    house.take(change("PO-1", "POC*001*PC*24**EA*5.00**IN*445566", number=202))
    first, second = house.documents("860")
    (code, listed), told = run("list", "--json"), run("list")[1]
    refused = run("refuse", first.id, "--reason", "no")
    accepted = run("accept", second.id, "--reason", "they rang", "--json")
    caught_up(house)
    record = house.order("PO-1")
    edited = run("edit", record.id, "--line", "1", "--price", "8.50", "--reason", "as agreed")
    caught_up(house)
    history = run("history", record.id)[1]
    as_json = json.loads(run("history", record.id, "--json")[1])

    assert (0, [second.id, first.id]) == (code, [one["id"] for one in json.loads(listed)])
    assert first.id in told
    assert (0, True) == (refused[0], "the change of order PO-1 will be refused" in refused[1])
    assert {"ref": second.id} == json.loads(accepted[1])
    assert (0, True) == (edited[0], "the order will be changed" in edited[1])
    assert "taken 2 by command line because as agreed" in history
    assert "    Line 001: price 8.5 instead of 5" in history
    assert ["opened", "refused", "taken", "taken"] == [one["outcome"] for one in as_json]
    assert 204 == house.order("PO-1").total


def test_wrong_words_are_said(house: House, run: Run) -> None:
    """Usage is one thing, what cannot be another."""
    house.take(interchange(order("PO-1", LAMPS)))
    identifier = house.order("PO-1").id

    assert 2 == run("edit", identifier, "--line", "1", "--on", "soon", "--reason", "x")[0]
    assert 3 == run("edit", identifier, "--line", "7", "--cancel", "--reason", "x")[0]
    assert 2 == run("edit", identifier)[0]
