"""Requests for quotation, their lines, the quotes that answer them, and what was learned of a partner's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from gateway.domain.findings import Finding
from gateway.domain.quotes import RequestedLine
from gateway.orderdesk.quoting import OfferedLine

MATCHED, OPEN, SKIPPED = "matched", "open", "skipped"
"""The states of a line: its item is known, a person has to say, or nothing is offered for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """One request as the desk keeps it: what came, who wants an answer by when, and how far it is.

    `kind` is `file` or `x12` or `cxml`. `state` is one of `lifecycle.REQUEST`. `canonical` is the request as canonical
    JSON without its lines; the bytes it came as are those of the transmission. `quote` is the latest.
    `fingerprint` is that of the header a file has, as the words of its columns were read by.
    """

    id: str
    partner: str
    number: str
    kind: str
    name: str = ""
    transmission: str
    document: str = ""
    state: str
    received_at: datetime
    answer_by: date | None = None
    currency: str = ""
    canonical: str = ""
    quote: str = ""
    lines: int = 0
    open_lines: int = 0
    fingerprint: str = ""
    findings: tuple[Finding, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a field of a line was read: a sheet or page, the cell's address, and the text as it stands there.

    Of a PDF `page` is the page and `box` where the cell stands on it, in shares of its width and height from the upper
    left corner: left, top, right, bottom; else 0 and nothing.
    """

    field: str
    sheet: str
    address: str
    text: str = ""
    page: int = 0
    box: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item that a line may mean: how alike in thousandths, and by what."""

    sku: str
    score: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRead:
    """A line as it was read, before a person changed what it says."""

    said: RequestedLine
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLineRecord:
    """One line, counted from 1: what was said, where, and which item it is taken to mean.

    `how` says by what it was matched (`cross-reference`, `learned`, `our-number`, `maker-number`, `gtin`,
    `description`, `person`); `score` and `gap` (to the next best) are thousandths. `weight` orders the queue: value
    times doubt. `own_price` is a price a person set. `doubts` are the codes of what is not clear of it, for which it
    waits; `as_read` is empty, or what it said before a person changed it.
    """

    request: str
    line: int
    partner: str
    said: RequestedLine
    cells: tuple[Cell, ...] = ()
    state: str = OPEN
    sku: str = ""
    how: str = ""
    score: int = 0
    gap: int = 0
    candidates: tuple[Candidate, ...] = ()
    weight: Decimal = Decimal(0)
    own_price: Decimal | None = None
    decided_by: str = ""
    doubts: tuple[str, ...] = ()
    as_read: tuple[AsRead, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRecord:
    """One revision of a quote. `number` is what the buyer sees; `canonical` the `Quote`, `offers` how it came about.

    `state` is one of `lifecycle.QUOTE`. `needs` says why a person has to approve it; `margin` is in hundredths of what
    the buyer pays, None where no cost is known. `order` is the order that took it.
    """

    id: str
    partner: str
    request: str
    number: str
    revision: int
    state: str
    currency: str = ""
    total: Decimal | None = None
    margin: Decimal | None = None
    valid_until: date | None = None
    canonical: str = ""
    offers: tuple[OfferedLine, ...] = ()
    needs: tuple[str, ...] = ()
    made_at: datetime
    approved_by: str = ""
    sent_at: datetime | None = None
    document: str = ""
    order: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedName:
    """What a person said a partner means by a text: `kind` is `part`, `text`, `unit` or `pack`, `value` the text as it is compared.

    `meaning` is an item, or the code of a unit.
    """

    partner: str
    kind: str
    value: str
    meaning: str
    request: str
    line: int
    learned_by: str
    learned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedColumns:
    """How the columns of a partner's workbook with that header are to be read; `columns` is JSON: field by position."""

    partner: str
    fingerprint: str
    columns: str
    learned_by: str
    learned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A sheet or a page of the file as a person sees it: rows of text; `drawn` is the page of a PDF they begin on.

    `file` names the attachment it is in, empty for the file itself.
    """

    request: str
    partner: str
    page: int
    name: str
    drawn: int = 0
    first_row: int = 1
    rows: tuple[tuple[str, ...], ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """What matching knows of an item that is sold: its words, and the names it goes by, by kind."""

    sku: str
    description: str
    names: tuple[tuple[str, str], ...] = ()
    list_price: Decimal | None = None


class Requests(Protocol):
    """Requests for quotation and their lines."""

    def add(self, request: RequestRecord) -> bool:
        """Keep a request; return False where its transmission and document have one already."""
        ...

    def update(self, request: RequestRecord) -> None:
        """Replace a request's record; raises NotFound."""
        ...

    def get(self, request: str, *, lock: bool = False) -> RequestRecord:
        """Return a request, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def of_transmission(self, transmission: str, document: str = "") -> RequestRecord | None:
        """Return the request a transmission, or a document in it, brought."""
        ...

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[RequestRecord]:
        """Return the newest first, narrowed by what is given; those before a given one if it is named."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Return how many requests are in each state."""
        ...

    def put_lines(self, request: RequestRecord, lines: Sequence[RequestLineRecord]) -> None:
        """Replace all lines of a request."""
        ...

    def lines(self, request: str) -> Sequence[RequestLineRecord]:
        """Return the lines of a request, in order."""
        ...

    def line(self, request: str, line: int) -> RequestLineRecord:
        """Return one line, counted from 1; raises NotFound."""
        ...

    def update_lines(self, lines: Iterable[RequestLineRecord]) -> None:
        """Replace the records of these lines."""
        ...

    def put_pages(self, request: RequestRecord, pages: Sequence[SourcePage]) -> None:
        """Replace the pages of a request's source."""
        ...

    def page(self, request: str, page: int) -> SourcePage | None:
        """Return a page of the source, counted from 1; None where there is none."""
        ...

    def pages(self, request: str) -> Sequence[str]:
        """Return the names of the pages of the source, in order."""
        ...

    def learn(self, names: Sequence[LearnedName]) -> None:
        """Keep what a partner means by texts; one already kept under partner, kind and value is replaced."""
        ...

    def forget(self, request: str, line: int) -> int:
        """Take back what was learned from a line; return how much that was."""
        ...

    def learned(
        self, partner: str, names: Iterable[tuple[str, str]]
    ) -> Mapping[tuple[str, str], LearnedName]:
        """Return what was learned, by (kind, value)."""
        ...

    def learn_columns(self, columns: LearnedColumns) -> None:
        """Keep how a header is read; one already kept for partner and fingerprint is replaced."""
        ...

    def columns(self, partner: str) -> Mapping[str, str]:
        """Return how the headers of a partner's workbooks are read, by fingerprint."""
        ...

    def catalogue_mark(self) -> str:
        """Return a text that is another when the catalogue changed."""
        ...

    def catalogue(self) -> Iterable[CatalogueEntry]:
        """Yield everything that is sold, by item."""
        ...


class Quotes(Protocol):
    """Quotes, every revision."""

    def add(self, quote: QuoteRecord) -> None:
        """Keep a quote."""
        ...

    def update(self, quote: QuoteRecord) -> None:
        """Replace a quote's record; raises NotFound."""
        ...

    def get(self, quote: str, *, lock: bool = False) -> QuoteRecord:
        """Return a quote, locked until the end of the unit of work if asked; raises NotFound."""
        ...

    def of_request(self, request: str) -> Sequence[QuoteRecord]:
        """Return the revisions that answer a request, the first first."""
        ...

    def named(self, partner: str, numbers: Iterable[str]) -> Sequence[QuoteRecord]:
        """Return the partner's quotes under these numbers."""
        ...

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[QuoteRecord]:
        """Return the newest first, narrowed by what is given; those before a given one if it is named."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Return how many quotes are in each state."""
        ...

    def ended(self, on: date, limit: int) -> Sequence[QuoteRecord]:
        """Return so many quotes that were sent and whose last day was before the day."""
        ...
