"""The same promises, tried by inputs that coverage guides (atheris): `make fuzz-guided`.

Half of what is tried is a file with slips, half what libFuzzer makes of it. An input that breaks a promise is
written to the present folder; it becomes a fixture.
"""

import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["gateway.x12", "gateway.mapping", "gateway.application"]):
    from tests.fuzz.slips import LONGEST, examine, seeds, slipped

LIMITS = (f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=3000")


def changed(content: bytes, longest: int, seed: int) -> bytes:
    """Return another input near one that led somewhere."""
    random = Random(seed)
    if random.random() < 0.5:
        return bytes(atheris.Mutate(content, longest))
    return slipped(content, random)[:longest]


def main() -> None:
    """Fuzz from the fixtures; what follows on the command line are libFuzzer's options."""
    with TemporaryDirectory() as folder:
        for number, content in enumerate(seeds()):
            (Path(folder) / f"{number:04}.edi").write_bytes(content)
        atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], folder], examine, custom_mutator=changed)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
