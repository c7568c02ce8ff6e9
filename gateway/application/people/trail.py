"""The audit trail asked for: narrowed, page by page, as CSV."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from gateway.application.ports import UnitOfWork
from gateway.application.records import Event
from gateway.domain.canonical import dumps

A_PAGE = 500
MOST = 100_000
COLUMNS = ("at", "actor", "address", "what", "partner", "ref", "order", "detail", "id")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are asked for; what is empty narrows nothing, days are both included."""

    actor: str = ""
    what: str = ""
    partner: str = ""
    ref: str = ""
    from_on: date | None = None
    to_on: date | None = None


def page_of(work: UnitOfWork, asked: Asked, limit: int, *, before: str = "") -> Sequence[Event]:
    """Return so many lines, newest first, before a given one if it is named."""
    return work.events.asked(
        limit,
        before=before,
        actor=asked.actor,
        what=asked.what,
        partner=asked.partner,
        ref=asked.ref,
        from_on=asked.from_on,
        to_on=asked.to_on,
    )


def csv_lines(work: UnitOfWork, asked: Asked) -> Iterator[str]:
    """Yield the lines that are asked for as CSV, newest first, headings before them; at most a hundred thousand."""
    yield _line(COLUMNS)
    before, left = "", MOST
    while left > 0 and (page := page_of(work, asked, min(A_PAGE, left), before=before)):
        for one in page:
            yield _line(_cells(one))
        before, left = page[-1].id, left - len(page)


def _cells(event: Event) -> Sequence[str]:
    cells = (
        event.at.isoformat(),
        event.actor,
        event.address,
        event.what,
        event.partner,
        event.ref,
        event.order,
        dumps(event.detail),
        event.id,
    )
    return [_safe(one) for one in cells]


def _safe(text: str) -> str:
    """Return a cell no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _line(cells: Sequence[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
