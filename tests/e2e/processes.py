"""Programs under test as real processes: started, asked over loopback, and ended by the id of each."""

import atexit
import csv
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

import httpx2

from gateway.application.stocking import load
from gateway.bootstrap import build, prepare
from gateway.settings import Settings

T = TypeVar("T")
BIN = Path(sys.executable).parent
GATEWAY = BIN / "gateway"
START_S = 150
"""How long a program may take to be there; one that ends is seen at once, so patience costs nothing but on a busy machine."""
END_S = 40
ANSWER_S = 20
LOOK_S = 0.05
ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+")


class TookTooLong(AssertionError):
    """Something did not come about in the time it had."""


def until(there: Callable[[], T], *, seconds: float, what: str) -> T:
    """Return what a question comes to once it is something; raises TookTooLong."""
    end = monotonic() + seconds
    while True:
        if found := there():
            return found
        if monotonic() > end:
            raise TookTooLong(f"after {seconds} s still no {what}")
        sleep(LOOK_S)


def environment(**settings: object) -> dict[str, str]:
    """Return this environment without settings of a gateway, and with these (`data_dir=...`)."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    if plain.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Many short processes would compile the same modules again and again.
        plain["PYTHONPYCACHEPREFIX"] = compiled()
    return {
        **plain,
        "PYTHONUNBUFFERED": "1",
        **{f"GATEWAY_{name.upper()}": _as_text(value) for name, value in settings.items()},
    }


def _as_text(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value)


@cache
def compiled() -> str:
    """Return a folder for compiled modules that goes when the tests end."""
    folder = tempfile.mkdtemp(prefix="gateway-compiled-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def run(*command: object, env: Mapping[str, str], seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        [str(part) for part in command],
        env=dict(env),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


@dataclass
class Program:
    """A process and what it printed."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        """Return what it printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def lives(self) -> bool:
        """Return whether it has not ended."""
        return self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.lives:
            self.process.send_signal(number)

    def ended(self, seconds: float = END_S) -> int:
        """Wait for its end and return how it ended."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TookTooLong(f"it still runs after {seconds} s:\n{self.said}") from None

    def kill(self) -> None:
        """End it as a power cut would."""
        self.signal(signal.SIGKILL)
        self.ended()


def _let_ctrl_c_through() -> None:
    """See that programs we start hear Ctrl-C: where the tests run in the background it is ignored, and that is inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def started(*command: object, env: Mapping[str, str], log: Path) -> Iterator[Program]:
    """Start a program; whatever becomes of the block, it does not outlive it."""
    _let_ctrl_c_through()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    program = Program(process=process, log=log)
    try:
        yield program
    finally:
        program.signal(signal.SIGTERM)
        with suppress(TookTooLong):
            program.ended()
        if program.lives:
            program.kill()


def free_port() -> int:
    """Return a port of this machine that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@dataclass
class Web:
    """A web application to ask."""

    address: str
    client: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=ANSWER_S, trust_env=False))

    def get(self, path: str, **query: object) -> httpx2.Response:
        """Return an answer, whatever its status."""
        return self.client.get(
            f"{self.address}{path}", params={name: str(value) for name, value in query.items()}
        )

    def json(self, path: str, **query: object) -> Any:
        """Return what a good answer holds."""
        return self.get(path, **query).raise_for_status().json()

    def post(self, path: str, content: object) -> Any:
        """Post JSON and return what a good answer holds."""
        answer = self.client.post(f"{self.address}{path}", content=json.dumps(content).encode())
        if not answer.is_success:
            raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
        return answer.json()

    def answers(self, path: str) -> bool:
        """Return whether it answers well."""
        try:
            return self.get(path).is_success
        except httpx2.HTTPError:
            return False


def address_of(program: Program) -> str:
    """Return the address a program says it serves."""

    def said() -> str:
        assert program.lives, f"it ended:\n{program.said}"
        found = ADDRESS.findall(program.said)
        return found[-1] if found else ""

    return until(said, seconds=START_S, what="address in what it says")


@contextmanager
def gateway_up(
    env: Mapping[str, str], log: Path, *, program: Sequence[object] = (GATEWAY,)
) -> Iterator[tuple[Program, Web]]:
    """Start `gateway up` on a free port; yield it when it is ready."""
    with started(*program, "up", "--port", "0", env=env, log=log) as running:
        web = Web(address_of(running))

        def is_ready() -> bool:
            assert running.lives, f"it ended:\n{running.said}"
            return web.answers("/readyz")

        with closing(web.client):
            until(is_ready, seconds=START_S, what="ready gateway")
            yield running, web


def stocked(settings: Mapping[str, object], tables: Mapping[str, Iterable[str]]) -> None:
    """Prepare the database of these settings and load tables of text, each a line of headings and its rows."""
    gateway = build(Settings(**settings))
    prepare(gateway)
    with gateway.store.begin() as work:
        for kind, lines in tables.items():
            load(gateway.services, work, kind, csv.DictReader(lines))
        work.commit()
    gateway.engine.dispose()
