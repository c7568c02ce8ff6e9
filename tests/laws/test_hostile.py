"""Whatever arrives is judged: a short run of what `make fuzz` does at length."""

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.many import tried
from tests.fuzz.slips import examine, inputs, seeds, slipped

INPUTS = 60


@pytest.mark.parametrize("seed", range(4))
def test_no_slip_breaks_a_promise(seed: int, tmp_path: Path) -> None:
    """No exception, a verdict for every set, and answers that can be read."""
    assert 0 == tried(1_000_000 + seed, INPUTS, str(tmp_path)), [*tmp_path.glob("*.txt")]


def test_an_input_that_breaks_a_promise_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what happened beside it: a run that could not fail would prove nothing."""

    def broken(_: bytes) -> None:
        raise AssertionError("broken")

    monkeypatch.setattr("tests.fuzz.many.examine", broken)

    assert 2 == tried(0, 2, str(tmp_path))
    assert {".edi", ".txt"} == {file.suffix for file in tmp_path.iterdir()}


def test_inputs_are_drawn_alike_from_a_seed() -> None:
    """What broke a promise once can be drawn again."""
    files = seeds()

    assert inputs(files, Random(7)) == inputs(files, Random(7))
    assert any(slipped(files[0], Random(seed)) != files[0] for seed in range(5))
    examine(files[0])
