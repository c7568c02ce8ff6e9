"""Settings: where maps and partners are found, and what is said when the environment is wrong."""

from pathlib import Path

import pytest

from gateway import settings
from gateway.errors import ConfigurationFault


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_CONFIG_DIR", raising=False)


def test_a_checkout_finds_its_own_folders() -> None:
    """Without an installed package the folders at the root of the repository are used."""
    (mappings,) = settings.load().maps()

    assert mappings.joinpath("base", "x12", "004010", "850.yaml").is_file()


def test_an_installed_package_carries_its_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the wheel packs beside the code goes before anything else."""
    packed = tmp_path / "_data" / "mappings"
    packed.mkdir(parents=True)
    monkeypatch.setattr(settings, "files", lambda _: tmp_path)

    assert packed == settings.shipped("mappings")
    assert packed != settings.shipped("partners")


def test_an_operator_s_maps_come_after_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Later folders shadow earlier ones; a folder that is not there is not missed."""
    (tmp_path / "mappings").mkdir()
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(tmp_path))

    loaded = settings.load()

    assert (settings.shipped("mappings"), tmp_path / "mappings") == loaded.maps()
    assert (settings.shipped("partners"),) == loaded.partners()


def test_an_operator_s_partners_replace_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody trades with the fictional partners we ship once there are real ones."""
    (tmp_path / "partners").mkdir()
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(tmp_path))

    loaded = settings.load()

    assert (tmp_path / "partners",) == loaded.partners()
    assert (settings.shipped("mappings"),) == loaded.maps()


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The fault says which variable is wrong and why."""
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(tmp_path / "nowhere"))

    with pytest.raises(ConfigurationFault, match=r"^GATEWAY_CONFIG_DIR: "):
        settings.load()
