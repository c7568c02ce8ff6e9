"""The how-to of partners as files is true: its commands, run one after the other in one terminal, do what it says."""

import os
import re
import subprocess
from pathlib import Path

import yaml

from gateway.application.configuring.tree import Tree
from gateway.application.partner_tests.scenarios import scenarios_of
from tests.forking import Forking

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "partners-as-files.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_its_commands_lead_a_partner_into_production(tmp_path: Path, forking: Forking) -> None:
    """As written, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    env = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    path = f"{forking.folder}{os.pathsep}{env['PATH']}"
    script = "\n".join(blocks).replace("gateway config plan", "gateway config plan || true")
    ran = subprocess.run(
        ["/bin/bash", "-eu", "-o", "pipefail", "-c", script],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**env, "PATH": path},
        text=True,
        timeout=300,
    )

    assert 0 == ran.returncode, ran.stderr
    assert "1 of 1 scenarios passed" in ran.stdout
    assert "state: draft" in (tmp_path / "production/partners/wayne.yaml").read_text(encoding="utf-8")
    assert "written back, it means the same" in ran.stdout


def test_its_scenario_is_one() -> None:
    """Who copies it gets what it says."""
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert yaml.safe_load(block)
    files = {"tests/scenarios/wayne/one.yaml": block.encode(), "tests/scenarios/wayne/order.edi": b""}

    (one,) = scenarios_of(Tree(files=files), "wayne")
    assert ["receive", "expect", "expect", "wait", "ship", "expect", "receive_ack", "expect"] == [
        step.kind for step in one.steps
    ]
