"""Reading buyers' files in a process of its own: what hangs, crashes or swells there ends there.

Implements the port `Sheets`. A file may use all the processor time and memory it was given, in a child that can
write nothing but its answer; the parent waits a bounded time, and whatever else happens is a finding.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Any

import gateway
from gateway.domain.findings import find
from gateway.sheets import wire
from gateway.sheets.columns import Column
from gateway.sheets.filling import Answer, Filled
from gateway.sheets.limits import Limits
from gateway.sheets.reading import DEFAULT
from gateway.sheets.tables import Workbook

_HERE = str(Path(gateway.__file__).resolve().parent.parent)
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONPATH": _HERE,
    "PYTHONDONTWRITEBYTECODE": "1",
}
_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one file may cost: processor and wall clock in seconds, memory and answer in bytes."""

    cpu_s: int = 60
    wall_s: float = 90
    memory: int = 2_000_000_000
    output: int = 400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsProcess:
    """Starts a process for each file; no more than two at once in one process of ours."""

    bounds: Bounds = Bounds()
    limits: Limits = DEFAULT
    _turns: BoundedSemaphore = field(
        default_factory=lambda: BoundedSemaphore(_AT_ONCE), repr=False, compare=False
    )

    def read(self, name: str, content: bytes, *, encoding: str = "", delimiter: str = "") -> Workbook:
        """Return the tables of a file; whatever is wrong with it, even that it takes too long, is a finding."""
        if len(content) > self.limits.max_bytes:
            return _unread(name, "sheet.too-large")
        answer = self._ask(content, do="read", name=name, encoding=encoding, delimiter=delimiter)
        if answer is None:
            return _unread(name, "sheet.gave-up")
        try:
            return wire.unpack(answer[1])
        except (ValueError, TypeError, LookupError):
            return _unread(name, "sheet.gave-up")

    def fill(
        self, name: str, content: bytes, *, index: int, columns: Sequence[Column], answers: Sequence[Answer]
    ) -> Filled | None:
        """Return the buyer's file with our answers in the table of an index, None where it takes too long."""
        answer = self._ask(
            content,
            do="fill",
            name=name,
            index=index,
            columns=[asdict(one) for one in columns],
            answers=[wire.pack_answer(one) for one in answers],
        )
        if answer is None:
            return None
        said, filled = answer
        return Filled(
            content=filled, kind=said["kind"], findings=tuple(map(wire.finding_of, said["findings"]))
        )

    def page(self, name: str, content: bytes, page: int) -> bytes:
        """Return a page (from 1) of a PDF as PNG, empty where there is none or it cannot be drawn."""
        answer = self._ask(content, do="page", name=name, page=page)
        return answer[1] if answer is not None else b""

    def _ask(self, content: bytes, **order: Any) -> tuple[dict[str, Any], bytes] | None:  # noqa: ANN401 - whatever JSON can hold
        """Return what a child answers, None where it ends without an answer or does not end."""
        with self._turns, TemporaryFile() as asked, TemporaryFile() as answered:
            asked.write(json.dumps(order).encode() + b"\n" + content)
            asked.seek(0)
            if not self._run(asked.fileno(), answered.fileno()):
                return None
            answered.seek(0)
            try:
                return json.loads(answered.readline()), answered.read()
            except ValueError:
                return None

    def _run(self, asked: int, answered: int) -> bool:
        bounds = self.bounds
        limits = map(str, (bounds.cpu_s, bounds.memory, bounds.output))
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module, no shell
            [sys.executable, "-P", "-s", "-m", "gateway.adapters.sheets_child", *limits],
            stdin=asked,
            stdout=answered,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            close_fds=True,
            start_new_session=True,
        )
        try:
            return child.wait(bounds.wall_s) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child that has not ended by itself."""
    if child.poll() is None:
        child.kill()
        child.wait()


def _unread(name: str, code: str) -> Workbook:
    return Workbook(name=name, kind="other", findings=(find(code),))
