"""Requests for quotation, quotes, and what was learned of partners' words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from gateway.adapters.db.rows import (
    added,
    among,
    chunks,
    columns_for,
    earlier,
    instead,
    made,
    these,
    unless_there,
    values,
)
from gateway.adapters.db.tables import item, item_identifier, item_unit
from gateway.adapters.db.tables import learned_columns as columns_table
from gateway.adapters.db.tables import learned_name as name_table
from gateway.adapters.db.tables import quote as quote_table
from gateway.adapters.db.tables import request as table
from gateway.adapters.db.tables import request_line as line_table
from gateway.adapters.db.tables import request_page as page_table
from gateway.application.ports.quoting import (
    CatalogueEntry,
    LearnedColumns,
    LearnedName,
    QuoteRecord,
    RequestLineRecord,
    RequestRecord,
    SourcePage,
)
from gateway.application.records import shard_of
from gateway.errors import NotFound

ACTIVE = "active"
THESE: BindParameter[Any] = bindparam("these", expanding=True)
NEWEST_FIRST = (table.c.received_at.desc(), table.c.id.desc())
NEWEST_QUOTE_FIRST = (quote_table.c.made_at.desc(), quote_table.c.id.desc())
REQUESTS = select(*columns_for(RequestRecord, table))
COUNTS = select(table.c.state, func.count()).group_by(table.c.state)
ADD = unless_there(table, "transmission_id", "document_id", "shard")
UPDATE = update(table).where(table.c.id == bindparam("of_id"))
GET = REQUESTS.where(table.c.id == bindparam("of_id"))
GET_LOCKED = GET.with_for_update(key_share=True)
OF_TRANSMISSION = REQUESTS.where(
    table.c.transmission == bindparam("of_transmission"), table.c.document == bindparam("of_document")
)
LINES = (
    select(*columns_for(RequestLineRecord, line_table))
    .where(line_table.c.request == bindparam("of_request"))
    .order_by(line_table.c.line)
)
LINE = LINES.where(line_table.c.line == bindparam("of_line"))
ADD_LINES = insert(line_table)
REMOVE_LINES = delete(line_table).where(line_table.c.request == bindparam("of_request"))
UPDATE_LINE = update(line_table).where(
    line_table.c.request == bindparam("of_request"), line_table.c.line == bindparam("of_line")
)
PAGES = select(*columns_for(SourcePage, page_table)).where(page_table.c.request == bindparam("of_request"))
PAGE = PAGES.where(page_table.c.page == bindparam("of_page"))
PAGE_NAMES = (
    select(page_table.c.name)
    .where(page_table.c.request == bindparam("of_request"))
    .order_by(page_table.c.page)
)
ADD_PAGES = insert(page_table)
REMOVE_PAGES = delete(page_table).where(page_table.c.request == bindparam("of_request"))
LEARN = instead(name_table, "partner", "kind", "value", "shard")
FORGET = delete(name_table).where(
    name_table.c.request == bindparam("of_request"), name_table.c.line == bindparam("of_line")
)
LEARNED = select(*columns_for(LearnedName, name_table)).where(
    name_table.c.partner == bindparam("of_partner"), among(name_table.c.kind, name_table.c.value)
)
LEARN_COLUMNS = instead(columns_table, "partner", "fingerprint", "shard")
COLUMNS = select(columns_table.c.fingerprint, columns_table.c.columns).where(
    columns_table.c.partner == bindparam("of_partner")
)
ITEMS_MARK = select(
    func.count(),
    func.coalesce(func.sum(func.length(item.c.description) + func.length(item.c.status)), 0),
    func.coalesce(func.max(item.c.sku), ""),
)
NAMES_MARK = select(func.count(), func.coalesce(func.sum(func.length(item_identifier.c.value)), 0))
SOLD = (
    select(item.c.sku, item.c.description, item.c.list_price)
    .where(item.c.status == ACTIVE)
    .order_by(item.c.sku)
)
NAMES = select(item_identifier.c.sku, item_identifier.c.kind, item_identifier.c.value).order_by(
    item_identifier.c.sku, item_identifier.c.seq
)
GTINS = select(item_unit.c.sku, item_unit.c.gtin).where(item_unit.c.gtin != "").order_by(item_unit.c.sku)
QUOTES = select(*columns_for(QuoteRecord, quote_table))
COUNTS_OF_QUOTES = select(quote_table.c.state, func.count()).group_by(quote_table.c.state)
ADD_QUOTE = insert(quote_table)
UPDATE_QUOTE = update(quote_table).where(quote_table.c.id == bindparam("of_id"))
GET_QUOTE = QUOTES.where(quote_table.c.id == bindparam("of_id"))
GET_QUOTE_LOCKED = GET_QUOTE.with_for_update(key_share=True)
OF_REQUEST = QUOTES.where(quote_table.c.request == bindparam("of_request")).order_by(quote_table.c.revision)
NAMED = QUOTES.where(
    quote_table.c.partner == bindparam("of_partner"), quote_table.c.number.in_(THESE)
).order_by(quote_table.c.number)
ENDED = (
    QUOTES.where(quote_table.c.state == "sent", quote_table.c.valid_until < bindparam("of_day"))
    .order_by(quote_table.c.valid_until, quote_table.c.id)
    .limit(bindparam("at_most"))
)


class DbRequests:
    """Implements the port Requests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, request: RequestRecord) -> bool:
        """Keep a request; return False where its transmission and document have one already."""
        return added(self._connection, ADD, values(request) | {"shard": shard_of(request.partner)})

    def update(self, request: RequestRecord) -> None:
        """Replace a request's record; raises NotFound."""
        row = values(request) | {"of_id": request.id}
        if not self._connection.execute(UPDATE, row).rowcount:
            raise NotFound(f"there is no request {request.id}")

    def get(self, request: str, *, lock: bool = False) -> RequestRecord:
        """Return a request, locked until the end of the unit of work if asked; raises NotFound."""
        for found in self._made(GET_LOCKED if lock else GET, of_id=request):
            return found
        raise NotFound(f"there is no request {request}")

    def of_transmission(self, transmission: str, document: str = "") -> RequestRecord | None:
        """Return the request a transmission, or a document in it, brought."""
        found = self._made(OF_TRANSMISSION, of_transmission=transmission, of_document=document)
        return found[0] if found else None

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[RequestRecord]:
        """Return the newest first, narrowed by what is given; those before a given one if it is named."""
        wanted = {"state": state, "partner": partner}
        statement = REQUESTS.where(*(table.c[name] == value for name, value in wanted.items() if value))
        if before:
            statement = statement.where(earlier(table, table.c.received_at, before))
        return self._made(statement.order_by(*NEWEST_FIRST).limit(limit))

    def counts(self) -> Mapping[str, int]:
        """Return how many requests are in each state."""
        return dict(self._connection.execute(COUNTS).all())

    def put_lines(self, request: RequestRecord, lines: Sequence[RequestLineRecord]) -> None:
        """Replace all lines of a request."""
        self._connection.execute(REMOVE_LINES, {"of_request": request.id})
        place = shard_of(request.partner)
        if lines:
            self._connection.execute(ADD_LINES, [values(one) | {"shard": place} for one in lines])

    def lines(self, request: str) -> Sequence[RequestLineRecord]:
        """Return the lines of a request, in order."""
        return made(RequestLineRecord, self._connection.execute(LINES, {"of_request": request}))

    def line(self, request: str, line: int) -> RequestLineRecord:
        """Return one line, counted from 1; raises NotFound."""
        asked = {"of_request": request, "of_line": line}
        for found in made(RequestLineRecord, self._connection.execute(LINE, asked)):
            return found
        raise NotFound(f"request {request} has no line {line}")

    def update_lines(self, lines: Iterable[RequestLineRecord]) -> None:
        """Replace the records of these lines."""
        rows = [values(one) | {"of_request": one.request, "of_line": one.line} for one in lines]
        if rows:
            self._connection.execute(UPDATE_LINE, rows)

    def put_pages(self, request: RequestRecord, pages: Sequence[SourcePage]) -> None:
        """Replace the pages of a request's source."""
        self._connection.execute(REMOVE_PAGES, {"of_request": request.id})
        place = shard_of(request.partner)
        if pages:
            self._connection.execute(ADD_PAGES, [values(one) | {"shard": place} for one in pages])

    def page(self, request: str, page: int) -> SourcePage | None:
        """Return a page of the source, counted from 1; None where there is none."""
        found = made(SourcePage, self._connection.execute(PAGE, {"of_request": request, "of_page": page}))
        return found[0] if found else None

    def pages(self, request: str) -> Sequence[str]:
        """Return the names of the pages of the source, in order."""
        return self._connection.scalars(PAGE_NAMES, {"of_request": request}).all()

    def learn(self, names: Sequence[LearnedName]) -> None:
        """Keep what a partner means by texts; one already kept under partner, kind and value is replaced."""
        for one in names:
            row = values(one) | {"shard": shard_of(one.partner)}
            self._connection.execute(LEARN[self._connection.dialect.name], row)

    def forget(self, request: str, line: int) -> int:
        """Take back what was learned from a line; return how much that was."""
        return self._connection.execute(FORGET, {"of_request": request, "of_line": line}).rowcount

    def learned(
        self, partner: str, names: Iterable[tuple[str, str]]
    ) -> Mapping[tuple[str, str], LearnedName]:
        """Return what was learned, by (kind, value)."""
        found: dict[tuple[str, str], LearnedName] = {}
        for part in chunks(sorted(set(names))):
            asked = {"of_partner": partner} | these(part)
            for one in made(LearnedName, self._connection.execute(LEARNED, asked)):
                found[one.kind, one.value] = one
        return found

    def learn_columns(self, columns: LearnedColumns) -> None:
        """Keep how a header is read; one already kept for partner and fingerprint is replaced."""
        row = values(columns) | {"shard": shard_of(columns.partner)}
        self._connection.execute(LEARN_COLUMNS[self._connection.dialect.name], row)

    def columns(self, partner: str) -> Mapping[str, str]:
        """Return how the headers of a partner's workbooks are read, by fingerprint."""
        return dict(self._connection.execute(COLUMNS, {"of_partner": partner}).all())

    def catalogue_mark(self) -> str:
        """Return a text that is another when the catalogue changed."""
        marks = (*self._connection.execute(ITEMS_MARK).one(), *self._connection.execute(NAMES_MARK).one())
        return "/".join(map(str, marks))

    def catalogue(self) -> Iterator[CatalogueEntry]:
        """Yield everything that is sold, by item."""
        names: dict[str, list[tuple[str, str]]] = {
            sku: [(row.kind, row.value) for row in rows]
            for sku, rows in groupby(self._connection.execute(NAMES), key=lambda row: row.sku)
        }
        for sku, gtin in self._connection.execute(GTINS):
            names.setdefault(sku, []).append(("gtin", gtin))
        for sku, description, list_price in self._connection.execute(SOLD):
            entry = CatalogueEntry(sku=sku, description=description, list_price=list_price)
            yield replace(entry, names=tuple(names[sku])) if sku in names else entry

    def _made(self, statement: Select[Any], **of: str) -> list[RequestRecord]:
        return made(RequestRecord, self._connection.execute(statement, of))


class DbQuotes:
    """Implements the port Quotes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, quote: QuoteRecord) -> None:
        """Keep a quote."""
        self._connection.execute(ADD_QUOTE, values(quote) | {"shard": shard_of(quote.partner)})

    def update(self, quote: QuoteRecord) -> None:
        """Replace a quote's record; raises NotFound."""
        row = values(quote) | {"of_id": quote.id}
        if not self._connection.execute(UPDATE_QUOTE, row).rowcount:
            raise NotFound(f"there is no quote {quote.id}")

    def get(self, quote: str, *, lock: bool = False) -> QuoteRecord:
        """Return a quote, locked until the end of the unit of work if asked; raises NotFound."""
        for found in self._made(GET_QUOTE_LOCKED if lock else GET_QUOTE, of_id=quote):
            return found
        raise NotFound(f"there is no quote {quote}")

    def of_request(self, request: str) -> Sequence[QuoteRecord]:
        """Return the revisions that answer a request, the first first."""
        return self._made(OF_REQUEST, of_request=request)

    def named(self, partner: str, numbers: Iterable[str]) -> Sequence[QuoteRecord]:
        """Return the partner's quotes under these numbers."""
        these = sorted(set(numbers))
        return self._made(NAMED, of_partner=partner, these=these) if these else []

    def recent(
        self, limit: int, *, state: str = "", partner: str = "", before: str = ""
    ) -> Sequence[QuoteRecord]:
        """Return the newest first, narrowed by what is given; those before a given one if it is named."""
        wanted = {"state": state, "partner": partner}
        conditions = (quote_table.c[name] == value for name, value in wanted.items() if value)
        statement = QUOTES.where(*conditions)
        if before:
            statement = statement.where(earlier(quote_table, quote_table.c.made_at, before))
        return self._made(statement.order_by(*NEWEST_QUOTE_FIRST).limit(limit))

    def counts(self) -> Mapping[str, int]:
        """Return how many quotes are in each state."""
        return dict(self._connection.execute(COUNTS_OF_QUOTES).all())

    def ended(self, on: date, limit: int) -> Sequence[QuoteRecord]:
        """Return so many quotes that were sent and whose last day was before the day."""
        return self._made(ENDED, of_day=on, at_most=limit)

    def _made(self, statement: Select[Any], **of: object) -> list[QuoteRecord]:
        return made(QuoteRecord, self._connection.execute(statement, of))
