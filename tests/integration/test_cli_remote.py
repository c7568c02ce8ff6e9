"""The command line on a gateway elsewhere: the same words and exit codes as here, and clear words where it cannot."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.adapters.passwords import Argon2Passwords
from gateway.application.configuring.tree import write
from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user
from gateway.application.ports import AlertRecord
from gateway.domain.users import Role, allowed
from gateway.entrypoints import cli
from gateway.entrypoints.cli.remote_verbs import VERBS
from gateway.entrypoints.cli.servers import SPEAKING, Server, choose
from gateway.entrypoints.serving import Web
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, built, interchange, order

CLEAN, FINDINGS, USAGE, ENVIRONMENT, REMOTE = 0, 1, 2, 3, 4
SCENARIOS = Path(__file__).parents[1] / "scenarios" / "acme"
CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
ONE_MAP = ("acme/850", "850", "004010", "Purchase order")
Ran = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A gateway with an order, served on loopback, and its address; one for all of these tests."""
    folder = tmp_path_factory.mktemp("served")
    house = built(folder / "house", fresh("sqlite", folder), FixedClock())
    for name in ("reads-well.yaml", "order.edi"):
        if (SCENARIOS / name).exists():
            write(house.folder / "config", {f"tests/scenarios/acme/{name}": (SCENARIOS / name).read_bytes()})
    house.take(interchange(order("PO-1", LAMPS)))
    with capture_logs():
        web = Web(house.gateway, "127.0.0.1", 0)
        with web.running():
            yield house, web.address
    house.gateway.engine.dispose()


@pytest.fixture(scope="module")
def token(served: tuple[House, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the token of an admin."""
    gateway = served[0].gateway
    services, store = gateway.services, gateway.store
    add_user(services, store, "root", roles=[Role.ADMIN], passwords=CHEAP, actor="test")
    scopes = sorted(allowed([Role.ADMIN]))
    _, secret = make_token(
        services, store, "root", name="cli", scopes=scopes, lasts=timedelta(days=300), actor="test"
    )
    file = tmp_path_factory.mktemp("token") / "token"
    file.write_text(f"{secret}\n", encoding="utf-8")
    return file


@pytest.fixture
def here(
    served: tuple[House, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Ran]:
    """Run a verb on this machine, on the same database and files as the gateway that is served."""
    settings = served[0].gateway.settings
    for name in ("config_dir", "data_dir", "database_url"):
        monkeypatch.setenv(f"GATEWAY_{name.upper()}", str(getattr(settings, name)))

    def ran(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
        try:
            with capture_logs():
                cli.main()
        except SystemExit as left:
            told = capsys.readouterr()
            return int(left.code or 0), told.out, told.err
        raise AssertionError("a program ends by leaving")

    yield ran
    choose("", None)


@pytest.fixture
def there(here: Ran, served: tuple[House, str], token: Path) -> Ran:
    """Run a verb on the gateway that is served."""
    return lambda *arguments: here("--server", served[1], "--token-file", str(token), *arguments)


def test_every_verb_that_can_speak_to_a_server_does(there: Ran) -> None:
    """The table of verbs and what they do there are about the same; all others say that they cannot."""
    assert set(SPEAKING) == set(VERBS)
    for verb in ("backup create", "db current", "explain x", "config validate"):
        code, out, err = there(*verb.split())
        assert (USAGE, "") == (code, out)
        assert "works on this machine only" in err
        assert "partner list" in err


@pytest.mark.parametrize(
    "verb",
    [
        "partner list",
        "partner list --json",
        "partner show acme",
        "partner show acme --json",
        "config plan",
        "config plan --json",
        "config history --json",
        "map show acme/850",
        "circuits list",
    ],
)
def test_what_is_read_there_reads_as_here(here: Ran, there: Ran, verb: str) -> None:
    """The same words, the same exit code."""
    assert here(*verb.split()) == there(*verb.split())


def test_alerts_are_listed_taken_and_put_off_there(here: Ran, there: Ran, served: tuple[House, str]) -> None:
    """As they are here, in the same words."""
    house = served[0]
    now = house.clock.now()
    with house.gateway.store.begin() as work:
        for one in ("late", "dear"):
            work.alerts.put(
                AlertRecord(
                    id=one,
                    partner="acme",
                    kind="deadline-missed",
                    key=one,
                    severity="bad",
                    since=now,
                    raised_at=now,
                    told_at=now,
                )
            )
        work.commit()

    assert "late, acme: acknowledged" in there("alerts", "ack", "late", "--note", "mine")[1]
    put = json.loads(there("alerts", "snooze", "dear", "--minutes", "5", "--note", "soon", "--json")[1])
    assert ("snoozed", "soon") == (put["state"], put["note"])
    for verb in ("alerts list", "alerts list --json", "alerts test"):
        assert here(*verb.split()) == there(*verb.split())


def test_what_is_not_there_ends_as_it_does_here(here: Ran, there: Ran) -> None:
    """An error of ours has the exit code it has here."""
    assert here("map", "show", "acme/none")[0] in {USAGE, ENVIRONMENT}
    for verb in ("partner show nobody", "map show none/850", "resend none", "reissue none", "reprocess none"):
        code, out, err = there(*verb.split())
        assert (ENVIRONMENT, "") == (code, out)
        assert err.startswith("gateway: there is no ")
    assert there("circuits", "close", "acme")[0] == ENVIRONMENT


def test_a_partner_is_tested_and_its_state_changed_there(there: Ran, served: tuple[House, str]) -> None:
    """Dry runs change nothing; what was done is in the files there."""
    scenario = b'name: read\nsteps:\n  - receive: order.edi\n  - expect: {"997": {AK5: A}}\n'
    folder = "tests/scenarios/acme"
    order_file = interchange(order("PO-9", LAMPS), number=909).encode()
    write(served[0].folder / "config", {f"{folder}/read.yaml": scenario, f"{folder}/order.edi": order_file})
    tested = there("partner", "test", "acme")
    as_json = json.loads(there("partner", "test", "acme", "--json")[1])
    refused = there("partner", "test", "acme", "--junit", "x.xml")
    live = there("partner", "go-live", "acme", "--dry-run")
    paused = there("partner", "pause", "acme")
    resumed = there("partner", "resume", "acme")

    assert (CLEAN, "1 of 1 scenarios passed") == (tested[0], tested[1].splitlines()[-1])
    assert ["partner", "scenario", "passed", "steps"] == list(as_json[0])
    assert USAGE == refused[0]
    assert (CLEAN, True) == (live[0], live[1].endswith("1 changed; nothing was written\n"))
    assert (CLEAN, True) == (paused[0], "1 changed; revision " in paused[1])
    assert CLEAN == resumed[0]
    assert "testing" == served[0].gateway.services.directory.get("acme").state


def test_the_configuration_is_applied_and_restored_there(there: Ran) -> None:
    """Revisions come and go."""
    applied = there("config", "apply", "--reason", "begin")
    again = there("config", "apply", "--json")
    first = json.loads(there("config", "history", "--json")[1])[-1]["revision"]
    restored = there("config", "restore", first, "--dry-run")

    assert CLEAN == applied[0]
    assert (CLEAN, {"revision": None}) == (again[0], json.loads(again[1]))
    assert (CLEAN, True) == (restored[0], "nothing" in restored[1])


def test_bytes_are_read_again_there(there: Ran, served: tuple[House, str]) -> None:
    """With what would differ, as text and as JSON."""
    house = served[0]
    (document,) = house.documents("850")[:1]
    differs = there("reprocess", document.transmission, "--dry-run", "--diff")
    as_json = json.loads(there("reprocess", document.transmission, "--dry-run", "--json")[1])
    asked = there("reprocess", document.transmission)
    sent = house.documents("855")[0]
    held = there("resend", sent.id, "--dry-run")

    assert "850 PO-1  by acme/850" in differs[1]
    assert "comes out the same" in differs[1]
    assert [document.id] == [one["document"] for one in as_json]
    assert (CLEAN, f"transmission {document.transmission} will be processed again\n") == asked[:2]
    assert USAGE == held[0]


def test_the_doctor_looks_there(there: Ran) -> None:
    """All of it or what it found as JSON; what only this machine can do is refused."""
    code, out, _ = there("doctor")
    listed = json.loads(there("doctor", "--json")[1])

    assert code in {FINDINGS, ENVIRONMENT}
    assert len(listed) <= len(out.splitlines())
    assert USAGE == there("doctor", "--fix")[0]


class Pages(Server):
    """A server that has one map: to walk through all there are takes long."""

    def all(self, path: str, **asked: object) -> Iterator[dict[str, Any]]:
        """Yield the one."""
        assert ("maps", {"every": True}) == (path, asked)
        yield dict(zip(("name", "transaction_set", "version", "title"), ONE_MAP, strict=True))


def test_maps_are_listed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Name, set, version, title."""
    VERBS["map list"](Pages("http://127.0.0.1", ""), as_json=False)

    assert f"{'  '.join(ONE_MAP)}\n" == capsys.readouterr().out


def test_a_server_that_is_away_or_does_not_let_us(
    here: Ran, served: tuple[House, str], token: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Away is exit code 4; a missing token is said with where it is looked for; it never stands on the command line."""
    del token
    monkeypatch.delenv("GATEWAY_TOKEN", raising=False)
    away = here("--server", "http://127.0.0.1:9", "partner", "list")
    stranger = here("--server", served[1], "partner", "list")
    monkeypatch.setenv("GATEWAY_TOKEN", "gwt_of_nobody")
    wrong = here("--server", served[1], "partner", "list")
    clear = here("--server", "http://gateway.example", "partner", "list")
    nowhere = here("--server", "gateway.example", "partner", "list")
    unreadable = here("--server", served[1], "--token-file", "/nowhere/token", "partner", "list")

    assert (REMOTE, "") == away[:2]
    assert "cannot be reached" in away[2]
    assert (ENVIRONMENT, True) == (stranger[0], "GATEWAY_TOKEN_FILE" in stranger[2])
    assert ENVIRONMENT == wrong[0]
    assert "gwt_of_nobody" not in wrong[2]
    assert (USAGE, True) == (clear[0], "by https only" in clear[2])
    assert USAGE == nowhere[0]
    assert (ENVIRONMENT, True) == (unreadable[0], "cannot be read" in unreadable[2])


def test_the_token_may_come_from_the_environment(
    here: Ran, served: tuple[House, str], token: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As itself, or as the name of its file."""
    monkeypatch.setenv("GATEWAY_TOKEN_FILE", str(token))
    by_file = here("--server", served[1], "circuits", "list", "--json")
    monkeypatch.delenv("GATEWAY_TOKEN_FILE")
    monkeypatch.setenv("GATEWAY_TOKEN", token.read_text(encoding="utf-8").strip())
    by_itself = here("--server", served[1], "circuits", "list", "--json")

    assert (CLEAN, "[]\n") == by_file[:2] == by_itself[:2]
