"""A directory read anew: its texts, and the one step in which it becomes another."""

from pathlib import Path

import pytest

from gateway.adapters.transports import SETTINGS
from gateway.errors import NotFound
from gateway.profiles.directory import Directory
from gateway.settings import shipped


def test_a_directory_becomes_another_in_one_step(tmp_path: Path) -> None:
    """What a file says is told as it was written."""
    text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
    (tmp_path / "acme.yaml").write_text(text, encoding="utf-8")
    directory = Directory((tmp_path,), SETTINGS)
    assert text == directory.text("acme")
    with pytest.raises(NotFound):
        directory.text("nobody")

    changed = text.replace("name: ACME Stores", "name: ACME Shops")
    (tmp_path / "acme.yaml").write_text(changed, encoding="utf-8")
    directory.become(Directory((tmp_path,), SETTINGS))
    assert ("ACME Shops", changed) == (directory.get("acme").name, directory.text("acme"))
