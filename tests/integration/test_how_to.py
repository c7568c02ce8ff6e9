"""The how-to of bringing a partner live is true: its commands, run one after the other, do what it says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.forking import Forking

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs/how-to/make-a-partners-map.md"
FENCED = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIXTURES = PROJECT / "tests/fixtures/edi/acme-850/pass"


def test_its_commands_lead_to_a_map_a_profile_and_a_guide(tmp_path: Path, forking: Forking) -> None:
    """As written, in order, in one terminal."""
    (tmp_path / "samples").mkdir()
    shutil.copy(FIXTURES / "two-lines/received.edi", tmp_path / "samples/order.edi")
    blocks = FENCED.findall(PAGE.read_text(encoding="utf-8"))
    env = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    path = f"{forking.folder}{os.pathsep}{env['PATH']}"

    ran = subprocess.run(
        ["/bin/bash", "-eu", "-o", "pipefail", "-c", "\n".join(blocks)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**env, "PATH": path},
        text=True,
        timeout=180,
    )

    assert (0, "") == (ran.returncode, ran.stderr)
    assert "850 0001: accepted" in ran.stdout
    assert "corner/850 against base/x12/004010/850: " in ran.stdout
    assert "2 maps and 1 partner are right\n" in ran.stdout
    assert (tmp_path / "corner-850.pdf").read_bytes().startswith(b"%PDF")
    assert "Corner Shop" in (tmp_path / "corner-850.html").read_text(encoding="utf-8")
