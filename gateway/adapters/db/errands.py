"""Errands: effects under one lease, how each went, and how work in the database goes wrong alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from gateway.adapters.db.engine import is_passing
from gateway.adapters.db.quick import Quick
from gateway.application.records import Job
from gateway.errors import StorageUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an effect went: what it brought, or why it failed."""

    result: object = None
    failure: Exception | None = None


Outcomes = Sequence[tuple[Job, Outcome | None]]
"""How effects of one lease went, in order; None for those that were not tried, as one before them failed or took long."""

Errand = Sequence[tuple[Job, object]]
"""Effects under one lease, in order, each with what it needs."""


def guarded(connection: Quick, act: Callable[[], object]) -> Exception | None:
    """Do all or nothing inside the transaction; return what went wrong. The database's own faults are raised."""
    try:
        with connection.all_or_nothing():
            act()
    except DBAPIError as error:
        if is_passing(error):
            raise
        return error
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever went wrong is written down and tried again
        return error
    return None


class Careful(Protocol):
    """What is done with care or without: with it, each part is guarded by itself, so that what fails undoes nothing else."""

    def __call__(self, *, careful: bool) -> object:
        """Do it."""


def hopefully(connection: Quick, act: Careful, *, parts: int) -> None:
    """Do what has several parts without care, as nearly always nothing goes wrong; where something does, undo it and do it with care."""
    if parts == 1 or guarded(connection, lambda: act(careful=False)) is not None:
        act(careful=True)
