"""Processes of the gateway that can be killed: real ones, made by forking one that has read modules and maps already.

`start` runs what a command of the gateway runs. With a failpoint it kills itself, with -9, the so-manyth time it
comes by there. Nothing of the gateway knows of failpoints: they are laid around its functions in here.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from gateway import bootstrap
from gateway.adapters.db.work import DbUnitOfWork
from gateway.adapters.transports.folder import FolderTransport
from gateway.application.delivering import Delivering
from gateway.entrypoints import serving
from gateway.entrypoints.cli import operating
from gateway.settings import Settings

LIBRARY = bootstrap.library(Settings())
for _document in ("850", "855", "856", "810"):
    LIBRARY.plan(f"acme/{_document}")
for _acknowledgement in ("997",):
    LIBRARY.find(_acknowledgement, "004010")

COMMITS = {
    "keep": "receive",  # bytes that arrived, with their job
    "claim": "by_name",  # a message of AS2 as it came, before it is opened
    "step": "_step",  # a step's work, what follows and the job's removal
    "lease": "_affect",  # an effect's lease
    "outcome": "_settle",  # an effect's outcome; what a message of AS2 held, and its receipt
    "slot": "_fire",  # a slot of the timetable
    "seal": "seal",  # a message of AS2 as it is going to leave, before its first byte does
    "judge": "judge",  # what a receipt says of a message that left
}
CALLS: Mapping[str, tuple[type, str]] = {
    "leave": (Delivering, "perform"),  # bytes on their way to the partner
    "confirm": (FolderTransport, "confirm"),  # a file that is ours now
}
FAILPOINTS = tuple(f"{when} {what}" for what in (*COMMITS, *CALLS) for when in ("before", "after"))
OF_ROLE = {
    "web": tuple(one for one in FAILPOINTS if one.endswith(("keep", "claim", "outcome"))),
    "worker": tuple(one for one in FAILPOINTS if not one.endswith(("slot", "claim"))),
    "scheduler": ("before slot", "after slot"),
    "up": FAILPOINTS,
}
SERVED = {
    "web": lambda port: operating.web(host="127.0.0.1", port=port),
    "up": lambda port: operating.up(host="127.0.0.1", port=port),
    "worker": lambda _: operating.worker(threads=2, timer=False),
    "scheduler": lambda _: operating.scheduler(),
}
assert serving  # read before the fork, as all that a process needs


@dataclass
class Failpoint:
    """A place to die at: where, and at which time of coming by."""

    name: str
    times: int
    passed: int = field(default=0)

    def came_by(self, place: str) -> None:
        """Die, if this is the place and the time."""
        if place == self.name:
            self.passed += 1
            if self.passed == self.times:
                os.kill(os.getpid(), signal.SIGKILL)


def _lay(point: Failpoint) -> None:
    commit = DbUnitOfWork.commit
    names = {function: name for name, function in COMMITS.items()}

    def committing(work: DbUnitOfWork) -> None:
        name = names.get(sys._getframe(1).f_code.co_name, "")
        point.came_by(f"before {name}")
        commit(work)
        point.came_by(f"after {name}")

    DbUnitOfWork.commit = committing  # type: ignore[method-assign] # a failpoint around it
    for name, (kind, method) in CALLS.items():
        setattr(kind, method, _around(point, name, getattr(kind, method)))


def _around(point: Failpoint, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def calling(*arguments: Any) -> Any:
        point.came_by(f"before {name}")
        result = call(*arguments)
        point.came_by(f"after {name}")
        return result

    return calling


def _serve(role: str, settings: Mapping[str, str], point: Failpoint | None, port: int, log: Path) -> None:
    os.environ.update(settings)
    with log.open("ab", buffering=0) as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
    bootstrap.library = lambda _: LIBRARY
    if point is not None:
        _lay(point)
    try:
        SERVED[role](port)
    except Exception as error:
        sys.stderr.write(f"{role} ended: {type(error).__name__}: {error}\n")
        raise SystemExit(3) from error


def start(
    role: str, settings: Mapping[str, str], *, point: Failpoint | None, port: int, log: Path
) -> ForkServerProcess:
    """Start a process of the gateway: `web`, `worker`, `scheduler`, or `up`, which is all of them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.e2e.killable", "tests.databases", "tests.house"])
    process = context.Process(target=_serve, args=(role, dict(settings), point, port, log), daemon=True)
    process.start()
    return process
