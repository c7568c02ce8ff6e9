"""A worker that is killed with `kill -9` when the job of one kind is done and not committed: `killed_in.py KIND INSTANT`."""

import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from gateway.application.ports import UnitOfWork
from gateway.application.records import Job, NewJob
from gateway.bootstrap import build
from gateway.settings import load
from tests.fakes.clocks import FixedClock


def main(kind: str, instant: str) -> None:
    """Work until there is nothing to do, or until killed."""
    gateway = build(load(), clock=FixedClock(datetime.fromisoformat(instant)))
    whole = gateway.handlers[kind]

    def killed(work: UnitOfWork, job: Job) -> Iterable[NewJob]:
        for one in whole(work, job):
            work.jobs.add(one)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody survives that")

    worker = replace(gateway, handlers={**gateway.handlers, kind: killed}).worker()
    while worker.run_once():
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
