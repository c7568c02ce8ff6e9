"""Benchmarks are run seldom: what they take from the gateway is held to be there."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, imported

BENCHMARKS = sorted((ROOT / "benchmarks").glob("*.py"))


def _is_there(module: str, name: str) -> bool:
    if not name or hasattr(import_module(module), name):
        return True
    try:
        import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.parametrize("script", BENCHMARKS, ids=lambda script: script.stem)
def test_what_a_benchmark_takes_from_the_gateway_is_there(script: Path) -> None:
    taken = [one for one in imported(script) if one[0].partition(".")[0] == "gateway"]

    assert [] == [one for one in taken if not _is_there(*one)]


def test_a_name_that_is_gone_is_noticed() -> None:
    assert not _is_there("gateway.application.second_opinions", "SecondReaders")
    assert _is_there("gateway.application", "second_opinions")
