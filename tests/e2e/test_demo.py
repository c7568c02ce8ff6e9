"""The demo keeps its promises as a program: it tells its stories, its pages answer, and it cleans up."""

import json
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.e2e.processes import (
    GATEWAY,
    Program,
    Web,
    address_of,
    environment,
    gateway_up,
    run,
    started,
    until,
)
from tests.forking import Forking

TOLD_S = 120
TOLD = "Ctrl-C ends it."
STORIES = 6
COMPLETE = 3


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder for temporary files in which nothing lies."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@contextmanager
def playing(empty: Path, *arguments: str, program: Path = GATEWAY) -> Iterator[Program]:
    """Play the demo on any free port, its temporary files in a folder of ours."""
    command = (program, "demo", "--no-browser", *arguments)
    env = environment() | {"TMPDIR": str(empty)}
    with started(*command, env=env, log=empty.parent / "demo.log") as running:
        yield running


def left_behind(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture(scope="module")
def told_once(
    tmp_path_factory: pytest.TempPathFactory, forking: Forking
) -> tuple[CompletedProcess[str], Path]:
    """The demo told once as JSON and kept, where an operator's settings are in force, and the folder all of it happened in."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "temporary").mkdir()
    theirs = environment(
        database_url=f"sqlite:///{folder / 'theirs.sqlite3'}",
        data_dir=folder / "theirs",
        config_dir=folder / "nowhere",
        operator_password="for people",
        environment="production",
    )
    command = (forking.program, "demo", "--no-browser", "--once", "--json", "--keep", folder / "kept")
    return run(*command, env=theirs | {"TMPDIR": str(folder / "temporary")}, seconds=TOLD_S), folder


def test_told_once_as_json_it_ends_well(told_once: tuple[CompletedProcess[str], Path]) -> None:
    """Every story comes out as it should, and the last line is one JSON object that says so."""
    told, _ = told_once

    assert 0 == told.returncode, told.stderr
    (line,) = told.stdout.splitlines()
    result = json.loads(line)
    seconds = result.pop("seconds_to_first_chain")
    assert {"stories": STORIES, "as_expected": STORIES, "chains_complete": COMPLETE} == result
    assert 0 < seconds < TOLD_S


def test_it_leaves_nothing_behind_and_an_operators_settings_alone(
    told_once: tuple[CompletedProcess[str], Path],
) -> None:
    """The demo works in a world of its own, whatever database and password the environment names."""
    _, folder = told_once

    assert ["kept", "temporary"] == left_behind(folder)
    assert [] == left_behind(folder / "temporary")


def test_what_is_kept_can_be_read_by_every_command(
    told_once: tuple[CompletedProcess[str], Path], tmp_path: Path, forking: Forking
) -> None:
    """The folder holds configuration, secrets and data that a gateway starts on, the orders in it."""
    kept = told_once[1] / "kept"
    env = environment(
        config_dir=kept / "config", data_dir=kept / "data", secrets="file", secrets_dir=kept / "secrets"
    )
    checked = run(forking.program, "config", "validate", env=env)
    database = run(forking.program, "db", "current", env=env)
    with gateway_up(env, tmp_path / "gateway.log", program=(forking.program,)) as (_, web):
        orders = {one["number"]: one["state"] for one in web.json("/api/v1/orders")["items"]}

    assert (0, 0) == (checked.returncode, database.returncode), checked.stderr + database.stderr
    revisions = json.loads(database.stdout)
    assert revisions["expected"] == revisions["current"]
    assert ["closed", "closed", "closed", "held"] == sorted(
        "closed" if state == "shipping" else state for state in orders.values()
    )


def test_a_folder_with_something_in_it_is_not_taken(empty: Path, tmp_path: Path, forking: Forking) -> None:
    """Nobody's files are mixed with the demo's."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "mine.txt").write_text("mine", encoding="utf-8")
    with playing(empty, "--once", "--keep", str(tmp_path / "kept"), program=forking.program) as program:
        assert 2 == program.ended(TOLD_S)

    assert "not empty" in program.said
    assert ["mine.txt"] == left_behind(tmp_path / "kept")


def test_while_it_runs_its_pages_answer_and_ctrl_c_leaves_nothing(empty: Path) -> None:
    """The address it prints leads to the orders, each order's chain, and every document raw and annotated."""
    with playing(empty) as program:
        until(lambda: TOLD in program.said, seconds=TOLD_S, what=f"end of the stories:\n{program.said}")
        web = Web(address_of(program))
        with closing(web.client):
            every_page_answers(web)
        assert left_behind(empty)
        program.signal(signal.SIGINT)

        assert 0 == program.ended(), program.said
    assert f"{STORIES} of {STORIES} stories came out as they should" in program.said
    assert "Traceback" not in program.said
    assert [] == left_behind(empty)


def every_page_answers(web: Web) -> None:
    """Follow the orders to their chains, and every document of a chain to its bytes."""
    orders = web.json("/api/v1/orders")["items"]
    listed = web.get("/orders")
    assert 200 == listed.status_code
    for one in orders:
        page = web.get(f"/orders/{one['id']}")
        assert (200, True) == (page.status_code, one["number"] in page.text), one
        assert one["number"] in listed.text
    for one in web.json("/api/v1/documents", limit=200)["items"]:
        annotated, raw = web.get(f"/documents/{one['id']}"), web.get(f"/documents/{one['id']}/raw")
        sent = web.get(f"/api/v1/documents/{one['id']}/raw")
        assert (200, 200, 200) == (annotated.status_code, raw.status_code, sent.status_code), one
        assert sent.content.lstrip().startswith((b"ISA", b"<"))
        assert one["interchange_control_number"] in raw.text
        assert f"{one['set_id']}" in annotated.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_an_end_in_the_middle_of_a_story_leaves_nothing(
    empty: Path, number: signal.Signals, forking: Forking
) -> None:
    """Whoever has seen enough may go at once: by Ctrl-C, by `kill`, by closing the terminal."""
    with playing(empty, program=forking.program) as program:
        address_of(program)
        assert left_behind(empty)
        program.signal(number)
        program.ended()

    assert TOLD not in program.said
    assert "Traceback" not in program.said
    assert [] == left_behind(empty)
