"""What somebody gets to see who neither decides about orders nor is of the partner: everything but who consumers are.

Orders that go to a person, and the documents, invoices and credits that belong to them, are shown with that person
masked, and their bytes only to who may see bytes, which is written down each time. Whoever shows a record need not think
of it: it is read that way.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gateway.application.people.callers import Caller
from gateway.application.ports import CreditRecord, InvoiceRecord, Store, UnitOfWork
from gateway.application.records import DocumentRecord, OrderRecord
from gateway.domain.canonical import text_of
from gateway.domain.personal import concerns_a_person, masked
from gateway.domain.users import May
from gateway.errors import NotFound

UNSEEN = "these bytes name a consumer: whoever may see bytes or decides about orders is shown them"
Kept = OrderRecord | DocumentRecord | InvoiceRecord | CreditRecord


def sees_consumers(caller: Caller) -> bool:
    """Return whether somebody is shown who the goods of a drop-ship order go to: who decides about it, and who ordered it."""
    return May.DECIDE in caller.may or bool(caller.partner)


class DiscreetStore:
    """A store that shows no consumers, and bytes that name them only if asked to; what it changes, it changes as any other."""

    def __init__(self, store: Store, *, shows_bytes: bool) -> None:
        self._store = store
        self._shows_bytes = shows_bytes

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
        """Return what the store has."""
        return getattr(self._store, name)

    @contextmanager
    def read(self) -> Iterator["DiscreetWork"]:
        """Open a unit of work that masks consumers."""
        with self._store.read() as work:
            yield DiscreetWork(work, shows_bytes=self._shows_bytes)


class DiscreetWork:
    """A unit of work whose records mask consumers."""

    def __init__(self, work: UnitOfWork, *, shows_bytes: bool) -> None:
        self._work = work
        self.orders = Discreet(work, work.orders)
        self.documents = (Discreet if shows_bytes else DiscreetDocuments)(work, work.documents)
        self.invoices = Discreet(work, work.invoices)
        if not shows_bytes:
            self.transmissions = DiscreetTransmissions(work, work.transmissions)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a unit of work has
        """Return what says nothing of consumers as it is."""
        return getattr(self._work, name)


class Discreet:
    """A repository whose records mask consumers, whichever way they are asked for."""

    def __init__(self, work: UnitOfWork, repository: object) -> None:
        self._work = work
        self._repository = repository

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the repository's method, whose answer is masked."""
        method = getattr(self._repository, name)

        def asked(*of: Any, **by: Any) -> Any:  # noqa: ANN401 - whatever the method takes and gives
            return discreetly(self._work, method(*of, **by))

        return asked


class DiscreetDocuments(Discreet):
    """Documents; the bytes of those that belong to a consumer's order are not shown."""

    def content(self, document: str) -> bytes:
        """Return the bytes that were sent; raises NotFound where they name a consumer."""
        order = self._work.documents.get(document).order
        if order and self._work.personal.among([order]):
            raise NotFound(UNSEEN)
        return self._work.documents.content(document)


class DiscreetTransmissions(Discreet):
    """Transmissions; the bytes of those with a consumer's order in them are not shown."""

    def content(self, transmission: str) -> bytes:
        """Return the bytes as they were; raises NotFound where they name a consumer."""
        if self._work.personal.carried(transmission):
            raise NotFound(UNSEEN)
        return self._work.transmissions.content(transmission)


def discreetly(work: UnitOfWork, found: Any) -> Any:  # noqa: ANN401 - whatever a repository gives
    """Return what a repository gave, with consumers masked in every record."""
    if isinstance(found, Kept):
        return _discreet([found], work)[0]
    if isinstance(found, list | tuple) and found and isinstance(found[0], Kept):
        return _discreet(found, work)
    return found


def _discreet(records: Sequence[Kept], work: UnitOfWork) -> list[Kept]:
    of_orders = {one.order for one in records if not isinstance(one, OrderRecord) and one.order}
    persons = work.personal.among(sorted(of_orders)) if of_orders else frozenset()
    return [_masked(one, persons) for one in records]


def _masked(record: Kept, persons: frozenset[str]) -> Kept:
    if not record.canonical:
        return record
    of = "" if isinstance(record, OrderRecord) else record.order
    said = json.loads(record.canonical)
    if of not in persons and not concerns_a_person(said):
        return record
    return replace(record, canonical=text_of(masked(said)))
