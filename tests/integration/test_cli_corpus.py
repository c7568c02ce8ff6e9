"""`gateway validate` and `gateway explain` on every document found in the wild: a verdict each, never a traceback.

The files are not part of this repository; where they are not at hand this says so and is skipped.
"""

import json
import sys
from pathlib import Path

import pytest

from gateway.entrypoints import cli

X12 = Path(__file__).parents[3] / "shared" / "corpus" / "x12"
FOLDERS = sorted(folder for folder in X12.iterdir() if folder.is_dir()) if X12.is_dir() else []

pytestmark = pytest.mark.skipif(not FOLDERS, reason=f"there is no corpus at {X12}")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
    try:
        cli.main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_has_a_verdict(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file gives one JSON object with a verdict for each set, and ends with 0 or 1, as the findings say."""
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        code = run(monkeypatch, "validate", "--json", str(file))
        said = capsys.readouterr()
        plain = json.loads(said.out)
        assert "" == said.err, file.name
        assert plain["interchanges"] or plain["findings"], file.name
        found = list(findings_in(plain))
        assert bool(found) == bool(code), file.name
        assert code in {0, 1}, file.name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_can_be_explained(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file is printed in lines a terminal can show."""
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        assert run(monkeypatch, "explain", str(file)) in {0, 1}, file.name
        said = capsys.readouterr()
        assert "" == said.err, file.name
        assert said.out.strip(), file.name
        assert all(line.isprintable() for line in said.out.split("\n")), file.name


def findings_in(plain: object) -> list[str]:
    """Return the codes of all findings above an explanation, wherever they stand."""
    if isinstance(plain, list):
        return [code for one in plain for code in findings_in(one)]
    if isinstance(plain, dict):
        own = [plain["code"]] if plain.get("severity") in {"error", "warning"} else []
        return own + [code for key, one in plain.items() if key != "document" for code in findings_in(one)]
    return []
