"""`gateway config`: what a person is told about maps and partners before they work."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.entrypoints import cli

PROJECT = Path(__file__).parents[2]
CLEAN, ENVIRONMENT = 0, 3
OVERLAY = "extends: base/x12/004010/850\nchange:\n  BEG/BEG07: {usage: required}\n"
PROFILE = """\
name: Corner Shop
state: testing
x12:
  them: {qualifier: "12", id: "5555550100"}
  us: {id: OURCO}
  usage: T
transport: {kind: folder, inbox: corner/in, outbox: corner/out}
documents:
  - {receive: "850", map: corner/850}
  - {send: "855", map: acme/855}
  - {send: "856", map: acme/856}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of configuration with one partner, who has a map of its own."""
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(tmp_path))
    (tmp_path / "partners").mkdir()
    (tmp_path / "partners/corner.yaml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "mappings/corner").mkdir(parents=True)
    (tmp_path / "mappings/corner/850.yaml").write_text(OVERLAY, encoding="utf-8")
    return tmp_path


def ran(*arguments: str) -> Result:
    """Return what the command did."""
    return CliRunner().invoke(cli.app, ["config", *arguments], prog_name="gateway")


@pytest.mark.usefixtures("home")
def test_ones_own_maps_and_the_maps_partners_name_are_loaded() -> None:
    """What came with the gateway and nobody named is not waited for."""
    plain, told = ran("validate"), ran("validate", "--json")

    assert (CLEAN, "3 maps and 1 partner are right\n") == (plain.exit_code, plain.output)
    assert {
        "maps": ["corner/850", "acme/855", "acme/856"],
        "partners": ["corner"],
        "faults": [],
    } == json.loads(told.output)


def test_a_standard_told_anew_makes_every_map_ones_own(home: Path) -> None:
    """A dictionary in the folder may spoil any map, so that all are loaded, as with --all."""
    shutil.copytree(PROJECT / "mappings/standards/x12/004010", home / "mappings/standards/x12/004010")
    (home / "mappings/standards/x12/004010/sets/850.yaml").write_text("- nothing", encoding="utf-8")
    told = json.loads(ran("validate", "--json").output)

    assert "base/x12/005010/850" in told["maps"]
    assert "globex/850" in told["maps"]
    assert told["faults"]


def test_all_that_is_wrong_is_said_at_once_by_file_and_line(home: Path) -> None:
    """A map that hits nothing, one that is not there, and one of another set: three lines, exit code 3."""
    overlay, profile = home / "mappings/corner/850.yaml", home / "partners/corner.yaml"
    overlay.write_text(OVERLAY.replace("BEG07", "BEG99"), encoding="utf-8")
    text = profile.read_text(encoding="utf-8").replace("acme/856", "base/x12/004010/810")
    profile.write_text(text.replace("acme/855", "acme/85"), encoding="utf-8")
    checked = ran("validate")

    assert ENVIRONMENT == checked.exit_code
    assert "" == checked.stdout
    first, second, third = checked.stderr.splitlines()
    assert (
        first
        == "gateway: corner/850.yaml:3:3: nothing is at BEG/BEG99 in the base map; did you mean BEG/BEG09 or BEG/BEG12?"
    )
    assert second.startswith(
        f"gateway: {profile}:10:19: documents.1.map: there is no map acme/85; did you mean acme/8"
    )
    assert third.endswith("documents.2.map: base/x12/004010/810 is a map of 810, and 856 is agreed here")


def test_a_profile_that_is_wrong_hides_no_map_that_is(home: Path) -> None:
    """Maps are told of even where the partners cannot be read; a map like nothing there is has no near name."""
    (home / "mappings/corner/850.yaml").write_text("extends: nobody/850\n", encoding="utf-8")
    profile = home / "partners/corner.yaml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("acme/855", "zz/qq"), encoding="utf-8")
    both = ran("validate").stderr
    profile.write_text(text.replace("usage: T", "usage: X"), encoding="utf-8")
    spoiled = json.loads(ran("validate", "--json").output)

    assert "documents.1.map: there is no map zz/qq\n" in both
    assert [] == spoiled["partners"]
    assert 2 == len(spoiled["faults"])


def test_an_editor_gets_the_schema_of_a_profile() -> None:
    """It names the kinds of transport there are, and demands what a profile must have."""
    told = ran("schema")
    schema = json.loads(told.output)
    kinds = {one["properties"]["kind"]["const"] for one in schema["properties"]["transport"]["oneOf"]}

    assert CLEAN == told.exit_code
    assert kinds >= {"folder", "https"}
    assert {"name", "documents", "transport"} == set(schema["required"])
    assert ["Map of a transaction set", "The house"] == [
        json.loads(ran("schema", of).output)["title"] for of in ("map", "house")
    ]
    assert 2 == ran("schema", "moon").exit_code
