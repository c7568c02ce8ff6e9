"""What a deployment is made of agrees with the program: settings, image, compose file."""

import json
import re
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml
from typer.main import get_command

from gateway.entrypoints.cli import app
from gateway.entrypoints.cli.servers import VARIABLES
from gateway.settings import Settings
from tests.architecture.env_example import render
from tests.architecture.sources import ROOT
from tests.golden import UPDATE

EXAMPLE = ROOT / ".env.example"
DOCKERFILE = ROOT / "Dockerfile"
SETTINGS = {f"GATEWAY_{name.upper()}" for name in Settings.model_fields}
A_SECRET = "GATEWAY_SECRET_"


@pytest.fixture(scope="module")
def instructions() -> list[tuple[str, str]]:
    """The instructions of the image: (word, what follows), continued lines joined."""
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, " ".join(rest.split())) for word, rest in lines]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file."""
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return parsed


def last_stage(instructions: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the instructions of the stage that is shipped."""
    first = max(at for at, (word, _) in enumerate(instructions) if word == "FROM")
    return instructions[first:]


def test_the_example_says_what_the_settings_say() -> None:
    """Every setting with its sentence and what holds without it; GOLDEN_UPDATE=1 writes it anew."""
    if UPDATE:
        EXAMPLE.write_text(render(), encoding="utf-8")

    assert render() == EXAMPLE.read_text(encoding="utf-8")


def test_the_example_names_exactly_the_settings() -> None:
    """None is missing, none is made up, and above each stands a sentence."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    named = [match[1] for line in lines if (match := re.match(r"(?:# )?(GATEWAY_[A-Z0-9_]+)=", line))]

    assert sorted(SETTINGS) == sorted(named)
    for name in named:
        (at,) = [at for at, line in enumerate(lines) if re.match(rf"(?:# )?{name}=", line)]
        assert (name, True) == (name, lines[at - 1].startswith("# ") and lines[at - 1].endswith("."))


def test_every_line_of_the_example_may_be_uncommented(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the example shows as holding is what holds."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    plain = Settings()
    for name, value in re.findall(
        r"^(?:# )?(GATEWAY_[A-Z0-9_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE
    ):
        monkeypatch.setenv(name, value)

    assert plain == Settings()


def test_the_dockerfile_has_nothing_a_linter_would_say() -> None:
    """Hadolint reads it without a word."""
    hadolint = Path(sys.executable).with_name("hadolint")
    linter = str(hadolint) if hadolint.exists() else which("hadolint")
    assert linter, "hadolint is among the requirements for development"
    said = subprocess.run([linter, str(DOCKERFILE)], capture_output=True, text=True, check=False)

    assert (0, "") == (said.returncode, said.stdout + said.stderr)


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is(
    instructions: list[tuple[str, str]],
) -> None:
    """The last stage names a user by number, not root, and a health check that is a verb of ours."""
    stage = dict(last_stage(instructions))

    assert re.fullmatch(r"[1-9][0-9]*(:[1-9][0-9]*)?", stage["USER"])
    command = json.loads(stage["HEALTHCHECK"].partition("CMD ")[2])
    assert ("gateway", True) == (command[0], command[1] in verbs())


def test_the_image_starts_with_a_command_there_is(instructions: list[tuple[str, str]]) -> None:
    """Its verb and every option of it exist."""
    stage = dict(last_stage(instructions))
    verb, *options = json.loads(stage["CMD"])

    assert ["gateway"] == json.loads(stage["ENTRYPOINT"])
    known = {name for parameter in verbs()[verb].params for name in parameter.opts}
    assert {one for one in options if one.startswith("--")} <= known
    assert stage["EXPOSE"] == options[options.index("--port") + 1]


def test_the_image_is_made_of_what_is_here(instructions: list[tuple[str, str]]) -> None:
    """Everything copied from the repository exists, everything the wheel carries is copied, every setting is one."""
    copied = [rest.split()[:-1] for word, rest in instructions if word == "COPY" and "--from=" not in rest]
    sources = {source for sources in copied for source in sources}
    carried = set(
        re.findall(
            r'^"(\w+)" = "gateway/_data/\w+"$',
            (ROOT / "pyproject.toml").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )

    assert not [source for source in sources if not (ROOT / source).exists()]
    assert carried
    assert carried | {"gateway", "requirements", "pyproject.toml"} <= sources
    names = set(re.findall(r"\b(GATEWAY_[A-Z0-9_]+)=", DOCKERFILE.read_text(encoding="utf-8")))
    assert names <= SETTINGS


def test_compose_names_only_settings_that_exist(compose: dict[str, Any]) -> None:
    """Whatever it sets for the gateway is a setting, and its file of settings is the one we have an example of."""
    gateway = compose["services"]["gateway"]

    assert {name for name in gateway["environment"] if not name.startswith(A_SECRET)} <= SETTINGS
    assert f"{gateway['env_file']}.example" == EXAMPLE.name


def test_compose_hangs_together(compose: dict[str, Any], instructions: list[tuple[str, str]]) -> None:
    """Secrets, volumes, ports and services that are named are there, and the gateway finds its database."""
    services = compose["services"]
    gateway = services["gateway"]
    settings = gateway["environment"]

    for service in services.values():
        assert set(service.get("secrets", ())) <= set(compose["secrets"])
        assert set(service.get("depends_on", ())) <= set(services)
        named = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {one for one in named if not one.startswith(".")} <= set(compose["volumes"])
        assert not [one for one in named if one.startswith(".") and not (ROOT / one).exists()]
    database = re.fullmatch(r"postgresql://(\w+)@(\w+)/(\w+)", settings["GATEWAY_DATABASE_URL"])
    assert database
    server = services[database[2]]["environment"]
    assert (server["POSTGRES_USER"], server["POSTGRES_DB"]) == (database[1], database[3])
    assert Path(settings["GATEWAY_DATABASE_PASSWORD_FILE"]).name in gateway["secrets"]
    assert all(port.endswith(f":{dict(last_stage(instructions))['EXPOSE']}") for port in gateway["ports"])
    mounted = {volume.split(":")[1] for volume in gateway["volumes"]}
    assert {f"{settings['GATEWAY_CONFIG_DIR']}/{name}" for name in ("partners", "mappings")} <= mounted


def test_an_operator_is_told_the_truth_about_settings() -> None:
    """Every variable the documents name is a setting, a secret's, or what names the token for a gateway elsewhere."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {
        name
        for page in pages
        for name in re.findall(r"GATEWAY_[A-Z0-9_]+[A-Z0-9]", page.read_text(encoding="utf-8"))
    }

    assert named
    assert {name for name in named if not name.startswith(A_SECRET)} <= SETTINGS | set(VARIABLES)


def verbs() -> dict[str, Any]:
    """Return the verbs of the command line."""
    command: Any = get_command(app)
    found: dict[str, Any] = command.commands
    return found
