"""Verbs about people and about keeping the gateway, run in this process on a data folder of their own."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.application.operating.archiving import write
from gateway.application.ports import Payload
from gateway.entrypoints import cli
from tests.fakes.clocks import FixedClock

CLEAN, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3
PASSWORD = "correct horse battery\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a verb; what the shell would say in one line is an exception here."""
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GATEWAY_MASTER_KEY", b64encode(bytes(32)).decode())

    def ran(*arguments: str, said: str = "") -> Result:
        return CliRunner().invoke(cli.app, arguments, input=said, prog_name="gateway")

    return ran


def ids(result: Result) -> list[str]:
    """Return the identifiers a verb printed as JSON."""
    return [one["id"] for one in json.loads(result.stdout)]


def test_users_and_tokens_from_the_first_admin_on(run: Run, tmp_path: Path) -> None:
    """Made with a password from standard input or a file, given roles, shut out, let in again."""
    none = run("user", "list").stdout
    made = run("user", "add", "ann", "--role", "admin", said=PASSWORD)
    (tmp_path / "word").write_text(PASSWORD, encoding="utf-8")
    run("user", "add", "bob", "--role", "viewer", "--no-password")
    changed = run("user", "role", "bob", "--role", "operator", "--role", "auditor")
    renewed = run("user", "passwd", "bob", "--password-file", str(tmp_path / "word"))
    states = [run("user", verb, "bob").stdout for verb in ("disable", "enable")]
    listed = json.loads(run("user", "list", "--json").stdout)
    odd = run("user", "add", "eve", "--role", "queen")
    created = json.loads(run("token", "create", "ann", "--name", "x", "--scope", "look", "--json").stdout)
    shown = run("token", "create", "ann", "--name", "y", "--scope", "look").stdout
    revoked = run("token", "revoke", created["id"]).stdout

    assert "`gateway user add NAME --role admin` makes the first" in none
    assert "ann may come in as admin\n" == made.stdout
    assert "bob may come in as auditor, operator\n" == changed.stdout
    assert "bob has a new password\n" == renewed.stdout
    assert ["bob may come in no longer\n", "bob may come in again\n"] == states
    assert [("ann", ["admin"]), ("bob", ["auditor", "operator"])] == [
        (one["name"], one["roles"]) for one in listed
    ]
    assert (USAGE, True) == (odd.exit_code, "should be one of viewer" in " ".join(odd.stderr.split()))
    assert created["token"].startswith("gwt_")
    assert shown.splitlines()[1].startswith("gwt_")
    assert f"token {created['id']} of ann opens nothing any more\n" == revoked
    assert created["id"] in ids(run("token", "list", "--json"))
    assert {"revoked", "until"} <= set(run("token", "list", "--user", "ann").stdout.split())
    assert "ann" in run("user", "list").stdout


def test_webhooks_and_the_trail(run: Run) -> None:
    """Who is told, what was sent, sending it again; the trail is looked through and printed."""
    made = json.loads(run("webhook", "add", "https://erp.example/", "--event", "order.*", "--json").stdout)
    second = run("webhook", "add", "https://two.example/").stdout
    tried = run("webhook", "test", made["id"]).stdout.split()[1]
    log = json.loads(run("webhook", "log", "--json").stdout)
    plain = run("webhook", "log", "--endpoint", made["id"]).stdout
    again = run("webhook", "redeliver", tried).stdout
    listed = run("webhook", "list").stdout
    gone = run("webhook", "remove", made["id"]).stdout
    verdict = run("audit", "verify", "--json")
    cut = run("audit", "verify", "--head", "0" * 64)
    trail = run("audit", "export", "--what", "webhook.added").stdout

    assert made["secret"].startswith("whsec_")
    assert "whsec_" in second
    assert [(tried, "webhook.test", "waiting")] == [(one["id"], one["what"], one["state"]) for one in log]
    assert f"{tried} waiting   0 tries webhook.test\n" == plain
    assert f"delivery {tried} waits for a worker\n" == again
    assert "https://erp.example/ order.*" in listed
    assert 1 == len(ids(run("webhook", "list", "--json")))
    assert f"webhook {made['id']} is gone\n" == gone
    assert (CLEAN, True) == (verdict.exit_code, json.loads(verdict.stdout)["sound"])
    assert (FINDINGS, True) == (cut.exit_code, "BROKEN" in cut.stdout)
    assert 3 == len(trail.splitlines())


def test_the_doctor_backups_archives_and_the_bundle(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a bare folder to a database that came back from its backup."""
    bare = run("doctor", "--quick")
    whole = run("doctor", "--fix")
    said = json.loads(run("doctor", "--json").stdout)
    run("user", "add", "ann", "--role", "admin", "--no-password")
    made = json.loads(run("backup", "create", str(tmp_path / "kept"), "--json").stdout)
    looked = run("backup", "verify", made["folder"])
    full = run("backup", "restore", made["folder"])
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(tmp_path / "other"))
    back = run("backup", "restore", made["folder"])
    there = run("user", "list").stdout
    (Path(made["folder"]) / "database.sqlite3").write_bytes(b"")
    broken = run("backup", "verify", made["folder"], "--json")

    assert (ENVIRONMENT, True) == (bare.exit_code, "gateway db upgrade" in bare.stdout)
    assert (FINDINGS, True) == (whole.exit_code, "✓ database" in whole.stdout)
    assert {"good", "warn"} == {one["state"] for one in said}
    assert (CLEAN, True) == (looked.exit_code, "whole and unchanged" in looked.stdout)
    assert "holds something" in str(full.exception)
    assert (CLEAN, "ann") == (back.exit_code, there.split()[0])
    assert (FINDINGS, False) == (broken.exit_code, json.loads(broken.stdout)["sound"])

    assert "nothing has grown old\n" == run("archive", "run").stdout
    assert [] == json.loads(run("archive", "run", "--json").stdout)
    assert "everything is kept" in run("prune", "--dry-run").stdout
    assert [] == json.loads(run("prune", "--json").stdout)
    assert "rows in" in run("backup", "create").stdout
    run("support-bundle", "--out", str(tmp_path / "b.zip"))
    assert (tmp_path / "b.zip").read_bytes().startswith(b"PK")


def test_a_database_that_is_away_is_what_the_doctor_finds(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback: a line, and what to try."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", "postgresql://127.0.0.1:9/none")
    found = run("doctor")

    assert (ENVIRONMENT, True) == (found.exit_code, found.stdout.startswith("✗ database"))


def test_an_archive_is_listed(run: Run, tmp_path: Path) -> None:
    """By identifier and size, each looked at."""
    payload = Payload(
        kind="document", id="d-1", partner="acme", name="x", at=FixedClock().now(), content=b"ISA*"
    )
    write(tmp_path / "a.zip", [payload])

    assert "d-1 4 bytes\n" == run("archive", "show", str(tmp_path / "a.zip")).stdout
    assert [{"id": "d-1", "size": 4}] == json.loads(
        run("archive", "show", str(tmp_path / "a.zip"), "--json").stdout
    )
