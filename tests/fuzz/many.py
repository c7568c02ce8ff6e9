"""Many inputs with slips, as fast as they can be read: `make fuzz INPUTS=1000000`.

Each process draws its own inputs from its own seed. An input that ends in an exception, or is not done in ten
seconds of the processor (of the clock they pass on a busy machine without any work), is written to a folder with what happened; it becomes a fixture. Ends with 1 if there was any.
"""

import argparse
import json
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.fuzz.slips import examine, inputs, seeds

PATIENCE_S = 10


class Hang(Exception):
    """An input was not done in time."""


@contextmanager
def patience() -> Iterator[None]:
    """Raise Hang where the block takes too long."""

    def over(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def tried(seed: int, count: int, folder: str) -> int:
    """Try inputs drawn from a seed; return how many broke a promise."""
    files, random, broken = seeds(), Random(seed), 0
    for _ in range(count):
        content = inputs(files, random)
        try:
            with patience():
                examine(content)
        except (Exception, Hang):  # noqa: BLE001 - whatever it is, it is what we look for
            broken += 1
            name = sha256(content).hexdigest()[:16]
            (Path(folder) / f"{name}.edi").write_bytes(content)
            (Path(folder) / f"{name}.txt").write_text(traceback.format_exc(), encoding="utf-8")
    return broken


def main() -> None:
    """Try many inputs in several processes and say what came of it, as JSON in the last line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--broken", type=Path, default=Path("broken"), help="the folder for inputs that broke a promise"
    )
    options = parser.parse_args()
    options.broken.mkdir(parents=True, exist_ok=True)
    chunk = 5_000
    chunks = [min(chunk, options.inputs - at) for at in range(0, options.inputs, chunk)]
    began = time.monotonic()
    with ProcessPoolExecutor(options.processes) as pool:
        numbers = range(options.seed, options.seed + len(chunks))
        broken = sum(pool.map(tried, numbers, chunks, [str(options.broken)] * len(chunks)))
    seconds = time.monotonic() - began
    said = json.dumps({"inputs": options.inputs, "broken": broken, "seconds": round(seconds)})
    sys.stdout.write(f"{said}\n")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
