"""Benchmarks are run seldom: what they take from the gateway is held to be there."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, imported, tree

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


@pytest.mark.parametrize("script", BENCHMARKS, ids=lambda script: script.stem)
def test_no_line_of_the_log_stands_among_the_figures(script: Path) -> None:
    """Logs that nobody configured are told in full, to standard output, where the last line is one JSON object."""
    makers = [
        one for one in ast.walk(tree(script)) if isinstance(one, ast.FunctionDef) and "build" in called(one)
    ]

    assert [] == [one.name for one in makers if "configure" not in called(one)]


def called(function: ast.FunctionDef) -> set[str]:
    """Return the names of what a function calls."""
    calls = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
    return {one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in calls}


def test_a_name_that_is_gone_is_noticed() -> None:
    assert not _is_there("gateway.application.second_opinions", "SecondReaders")
    assert _is_there("gateway.application", "second_opinions")
