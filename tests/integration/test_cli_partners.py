"""A partner at the command line: begun, tested, live, paused, carried to another environment; maps and files tried."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.entrypoints import cli

PROJECT = Path(__file__).parents[2]
CLEAN, FINDINGS, USAGE = 0, 1, 2
NEW = ("partner", "new", "corner", "--name", "Corner Shop", "--them", "08:925411", "--us", "ZZ:OURCO")
ORDER = PROJECT / "tests" / "scenarios" / "acme" / "order.edi"


def ran(*arguments: str) -> Result:
    """Return what the command did."""
    return CliRunner().invoke(cli.app, list(arguments), prog_name="gateway")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder begun by `init`, whose environment is set, with one partner begun in it."""
    folder = tmp_path_factory.mktemp("home") / "config"
    begun = ran("init", str(folder))
    assert CLEAN == begun.exit_code, begun.output
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GATEWAY_CONFIG_DIR", str(folder))
        patched.setenv("GATEWAY_DATA_DIR", str(folder / "data"))
        made = ran(*NEW, "--template", "orders-only")
        assert CLEAN == made.exit_code, made.output
        yield folder


def test_a_folder_is_begun_once(home: Path) -> None:
    """Places for files, a schema for editors, the variables; never over what is there."""
    again = ran("init", str(home))

    assert USAGE == again.exit_code
    assert {"partners", "mappings", "tests", "schemas", ".env", ".gitignore"} <= {
        one.name for one in home.iterdir()
    }
    assert "Partner profile" in (home / "schemas" / "partner.json").read_text(encoding="utf-8")
    assert {"partner.json", "map.json", "house.json"} == {one.name for one in (home / "schemas").iterdir()}
    assert f"GATEWAY_CONFIG_DIR='{home}'" in (home / ".env").read_text(encoding="utf-8")


@pytest.mark.usefixtures("home")
def test_a_partner_is_tested_goes_live_pauses_and_is_promoted(tmp_path: Path) -> None:
    """Each refusal says what to do; nothing is written that was not shown."""
    assert FINDINGS != ran("partner", "list").exit_code
    assert "untested" in ran("partner", "list").output
    early = ran("partner", "go-live", "corner")
    assert "run gateway partner test" in str(early.exception)
    other = tmp_path / "prod"
    other.mkdir()
    refused = ran("config", "promote", "corner", "--to", str(other))
    assert (FINDINGS, []) == (refused.exit_code, list(other.iterdir()))

    reports = ("--junit", str(tmp_path / "r.xml"), "--html", str(tmp_path / "r.html"))
    tested = ran("partner", "test", "corner", *reports)
    assert (CLEAN, True) == (tested.exit_code, "1 of 1 scenarios passed" in tested.output)
    assert "<testsuites" in (tmp_path / "r.xml").read_text(encoding="utf-8")
    (told,) = json.loads(ran("partner", "test", "corner", "--json").output)
    assert ("read", True) == (told["scenario"], told["passed"])

    tried = ran("partner", "go-live", "corner", "--dry-run")
    assert "+state: live" in tried.output
    assert "nothing was written" in tried.output
    assert CLEAN == ran("partner", "go-live", "corner").exit_code
    shown = json.loads(ran("partner", "show", "corner", "--json").output)
    assert ("live", "tested", 1) == (shown["state"], shown["tests"], shown["control_numbers"]["interchange"])
    assert "next interchange" in ran("partner", "show", "corner").output
    assert "-state: live" in ran("partner", "pause", "corner").output
    assert "+state: testing" in ran("partner", "resume", "corner").output

    assert "nothing was written" in ran("config", "promote", "--to", str(other), "--dry-run").output
    assert CLEAN == ran("config", "promote", "corner", "--to", str(other)).exit_code
    assert "state: draft" in (other / "partners" / "corner.yaml").read_text(encoding="utf-8")
    assert USAGE == ran("config", "promote", "--to", str(other / "none")).exit_code
    assert ["corner"] == [one["partner"] for one in json.loads(ran("partner", "list", "--json").output)]


def test_what_changed_is_planned_applied_listed_and_brought_back(home: Path) -> None:
    """Exit code 1 while files differ from what works."""
    map_file = home / "mappings" / "corner" / "850.yaml"
    was = map_file.read_text(encoding="utf-8")
    assert CLEAN == ran("config", "plan").exit_code
    map_file.write_text(f"{was}note: Their guide of May.\n", encoding="utf-8")
    planned = ran("config", "plan")
    assert (FINDINGS, True) == (planned.exit_code, "+note: Their guide of May." in planned.output)
    (change,) = json.loads(ran("config", "plan", "--json").output)["changes"]
    assert ["note"] == [one["key"] for one in change["keys"]]
    assert CLEAN == ran("config", "apply", "--reason", "their guide").exit_code
    assert "nothing to change" in ran("config", "apply").output
    assert json.loads(ran("config", "apply", "--json").output) == {"revision": None}
    newest, older, *_ = json.loads(ran("config", "history", "--json").output)
    assert "their guide" == newest["reason"]
    assert "their guide" in ran("config", "history").output
    assert "-note: Their guide of May." in ran("config", "diff", newest["revision"], older["revision"]).output
    assert "nothing was written" in ran("config", "restore", older["revision"], "--dry-run").output
    assert CLEAN == ran("config", "restore", older["revision"]).exit_code
    assert was == map_file.read_text(encoding="utf-8")


def test_a_scenario_that_fails_or_is_wrong_is_told_with_its_line(home: Path) -> None:
    """One by exit code 1 and what was seen, the other by what was meant."""
    story = home / "tests" / "scenarios" / "corner" / "more.yaml"
    story.write_text('steps:\n  - receive: order.edi\n  - expect: {"997": {AK5: R}}\n', encoding="utf-8")
    failed = ran("partner", "test", "corner", "--scenario", "more", "--no-record")
    assert FINDINGS == failed.exit_code
    assert "tests/scenarios/corner/more.yaml:3: we expect 997" in failed.output
    assert "AK5 is A, not R" in failed.output
    story.write_text("stepz: []\n", encoding="utf-8")
    assert "more.yaml:1:1: stepz" in ran("config", "validate").stderr
    story.unlink()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--channel", "kind"), "should be KEY=VALUE"),
        (("--template", "none"), "there is no template none"),
    ],
)
def test_what_is_said_wrongly_of_a_new_partner_is_said(
    home: Path, arguments: tuple[str, str], said: str
) -> None:
    other = [one.replace("corner", "other") for one in NEW]

    assert said in ran(*other, *arguments).output
    assert "there is a partner corner already" in ran(*NEW).output
    assert home.is_dir()


def test_what_would_be_wrong_is_not_written(home: Path) -> None:
    """A channel whose settings are none is found before anything is a file."""
    other = [one.replace("corner", "other") for one in NEW]
    refused = ran(*other, "--channel", "kind=sftp")

    assert FINDINGS == refused.exit_code
    assert "partners/other.yaml:" in refused.stderr
    assert not (home / "partners" / "other.yaml").exists()


def test_a_folder_that_is_not_ones_own_gets_a_patch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GATEWAY_CONFIG_DIR", raising=False)
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(tmp_path))
    paused = ran("partner", "pause", "acme")

    assert 3 == paused.exit_code
    assert "--- a/partners/acme.yaml\n+++ b/partners/acme.yaml" in paused.output


def test_a_map_is_begun_shown_previewed_and_tried(home: Path) -> None:
    """Its own folder of files says what should be clean and what should not."""
    assert CLEAN == ran("map", "new", "corner/860", "--extends", "base/x12/004010/860").exit_code
    assert USAGE == ran("map", "new", "corner/860", "--extends", "base/x12/004010/860").exit_code
    begun = home / "mappings" / "corner" / "860.yaml"
    assert begun.read_text(encoding="utf-8").startswith("extends: base/x12/004010/860\n")
    begun.unlink()
    assert "extends: base/x12/004010/850" in ran("map", "show", "corner/850").output
    good = ran("map", "preview", "corner/850", str(ORDER))
    assert (CLEAN, True) == (good.exit_code, "written back, it means the same" in good.output)
    assert json.loads(ran("map", "preview", "corner/850", "--json").output)["sets"]
    none = ran("map", "preview", "corner/855", str(ORDER))
    assert (FINDINGS, True) == (none.exit_code, "there is no set in the file" in none.output)

    case = home / "tests" / "fixtures" / "edi" / "corner-850" / "fail" / "clean"
    case.mkdir(parents=True)
    (case / "received.edi").write_bytes(ORDER.read_bytes())
    tried = ran("map", "test", "corner/850")
    assert (FINDINGS, True) == (tried.exit_code, "nothing was found wrong with it" in tried.output)
    (case / "received.edi").write_bytes(ORDER.with_name("broken.edi").read_bytes())
    assert CLEAN == ran("map", "test", "corner/850", "--json").exit_code


def test_a_map_that_was_never_applied_has_nothing_to_be_compared_with(home: Path) -> None:
    nothing = ran("map", "regress", "acme/850")
    none = ran("map", "regress", "corner/850", "--since", "1h")
    told = ran("map", "regress", "corner/850", "--json")
    wrong = ran("map", "regress", "corner/850", "--since", "soon")

    assert "is in no revision that was applied" in str(nothing.exception)
    assert (CLEAN, "corner/850: 0 documents tried, 0 come out otherwise\n") == (none.exit_code, none.output)
    assert (CLEAN, 0) == (told.exit_code, json.loads(told.output)["tried"])
    assert USAGE == wrong.exit_code
    assert home.is_dir()
