"""What a workbook asks for: the table, its header, its columns, its rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.findings import Finding, find
from gateway.domain.requested_rows import ReadFrom, RequestedRow
from gateway.sheets.columns import Column, columns_by_content, columns_of
from gateway.sheets.dates import order_of
from gateway.sheets.fields import Evidence, FieldReader, basis_in
from gateway.sheets.headers import Dictionary, Header, best_header, header_above, headers_of
from gateway.sheets.numbers import decimal_sign
from gateway.sheets.rows import rows_of
from gateway.sheets.tables import Row, Table, Workbook, address
from gateway.sheets.words import Words, normal

_FORMATS_LOST = frozenset({"xls", "xlsb"})
_LEAST_SCORE = 1.4
_MOST_STATED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How a person mapped a header once: the field of each column, by the header's fingerprint."""

    fingerprint: str
    fields: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A table that may hold the items: `index` among all of the workbook, how much its header names."""

    index: int
    name: str
    score: float
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a workbook asks for; `table` is None where nothing in it names things and how many.

    `choices` are all tables that may be meant, the likeliest first. `stated` is what stands about the whole
    request outside of the rows: its number, until when to answer, the currency, whom to ask.
    """

    table: Table | None
    index: int = -1
    header_rows: tuple[int, ...] = ()
    fingerprint: str = ""
    remembered: bool = False
    language: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[RequestedRow, ...] = ()
    choices: tuple[Choice, ...] = ()
    stated: tuple[ReadFrom, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def items(self) -> tuple[RequestedRow, ...]:
        """Return the rows somebody waits for prices of."""
        return tuple(row for row in self.rows if row.is_item)

    @property
    def every_finding(self) -> tuple[Finding, ...]:
        """Return what is wrong with the table and with each row."""
        return (*self.findings, *(finding for row in self.rows for finding in row.findings))

    def column(self, field: str) -> Column | None:
        """Return the column of a field, None where there is none."""
        return next((one for one in self.columns if one.field == field), None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    table: Table
    header: Header
    known: Remembered | None
    score: float


def understand(
    workbook: Workbook,
    words: Words,
    remembered: Sequence[Remembered] = (),
    *,
    table: int | None = None,
    fields: Mapping[int, str] | None = None,
) -> Understood:
    """Return what a workbook asks for.

    `remembered` are the mappings a customer's people made before; `table` and `fields` (of columns by index)
    are what a person says now, and have the last word.
    """
    dictionary = Dictionary(words)
    tables = list(enumerate(workbook.every_table))
    chosen = [(index, one) for index, one in tables if table in (None, index)]
    candidates = [
        found for index, one in chosen for found in _candidates(index, one, dictionary, remembered, fields)
    ]
    choices = _choices(candidates)
    if candidates:
        best = max(candidates, key=lambda one: (one.known is not None, one.score, -one.index))
        return _understood(workbook, best, words, choices, fields)
    return _without_header(workbook, chosen, words, fields)


def _candidates(
    index: int,
    table: Table,
    dictionary: Dictionary,
    remembered: Sequence[Remembered],
    fields: Mapping[int, str] | None,
) -> Iterator[_Candidate]:
    by_print = {one.fingerprint: one for one in remembered}
    for header in headers_of(table, dictionary) if by_print else ():
        if header.fingerprint in by_print:
            yield _Candidate(index, table, header, by_print[header.fingerprint], header.score)
            return
    found = best_header(table, dictionary)
    if found is not None and found.score >= _LEAST_SCORE:
        below = sum(1 for row in table.rows if row.number > found.rows[-1] and len(row.cells) > 1)
        if below:
            yield _Candidate(index, table, found, None, found.score + min(below, 20) / 20 - 2 * table.hidden)
        return
    counted = next((column for column, name in (fields or {}).items() if name == "quantity"), None)
    above = header_above(table, counted, dictionary) if counted is not None else None
    if above is not None:
        yield _Candidate(index, table, above, None, above.score)


def _choices(candidates: Sequence[_Candidate]) -> tuple[Choice, ...]:
    ranked = sorted(candidates, key=lambda one: (-one.score, one.index))
    return tuple(
        Choice(
            index=one.index,
            name=one.table.name,
            score=round(one.score, 3),
            items=sum(1 for row in one.table.rows if row.number > one.header.rows[-1]),
        )
        for one in ranked
    )


def _understood(
    workbook: Workbook,
    found: _Candidate,
    words: Words,
    choices: tuple[Choice, ...],
    fields: Mapping[int, str] | None,
) -> Understood:
    header, table = found.header, found.table
    below = [row for row in table.rows if row.number > header.rows[-1] and len(row.cells) > 1]
    columns = columns_of(header, below, words)
    told = fields if fields is not None else found.known.fields if found.known else None
    if told is not None:
        columns = _as_told(columns, told, table.width)
    language = _language(header)
    findings = [
        find("sheet.column-doubtful", path=table.place(header.rows[-1], one.index), value_seen=one.header)
        for one in columns
        if one.doubtful
    ]
    findings.extend(
        find("sheet.columns-repeated", path=table.place(header.rows[-1], column), value_seen=text)
        for column, text in _repeated(columns)
    )
    evidence = _evidence(workbook, columns, below, words, language)
    reader = FieldReader(table, words, evidence)
    return Understood(
        table=table,
        index=found.index,
        header_rows=header.rows,
        fingerprint=header.fingerprint,
        remembered=found.known is not None,
        language=language,
        columns=columns,
        rows=tuple(rows_of(table, header.rows[-1], columns, words, reader)),
        choices=choices,
        stated=tuple(_stated(table, header.rows[0], words)),
        findings=tuple(findings),
    )


def _repeated(columns: Sequence[Column]) -> Iterator[tuple[int, str]]:
    """Yield the column that is called as the one with the quantities is, beside it: a second table in the same rows."""
    quantity = next((one for one in columns if one.field == "quantity"), None)
    if quantity is None or not quantity.header:
        return
    for one in columns:
        if one.index > quantity.index and not one.field and normal(one.header) == normal(quantity.header):
            yield one.index, one.header


def _without_header(
    workbook: Workbook, tables: Sequence[tuple[int, Table]], words: Words, fields: Mapping[int, str] | None
) -> Understood:
    """Return what a table without a header asks for, by what stands in its columns."""
    nothing = Understood(table=None, findings=() if not tables else (find("sheet.no-table"),))
    if not tables:
        return nothing
    index, table = max(tables, key=lambda one: len(one[1].rows) * (not one[1].hidden))
    below = [row for row in table.rows if len(row.cells) > 1]
    columns = columns_by_content(table.width, below, words)
    if fields is not None:
        columns = _as_told(columns, fields, table.width)
    named = {one.field for one in columns if one.field}
    if "quantity" not in named or not named & {"part", "description"} or len(below) < 2:  # noqa: PLR2004 - one row proves no column
        return nothing
    evidence = _evidence(workbook, columns, below, words, "")
    return Understood(
        table=table,
        index=index,
        columns=columns,
        rows=tuple(rows_of(table, 0, columns, words, FieldReader(table, words, evidence))),
        findings=(find("sheet.header-missing", path=table.title),),
    )


def _as_told(columns: Sequence[Column], fields: Mapping[int, str], width: int) -> tuple[Column, ...]:
    """Return the columns as a person mapped them."""
    headers = {one.index: one.header for one in columns}
    indexes = sorted({*headers, *fields, *range(width)} if not headers else {*headers, *fields})
    return tuple(
        Column(
            index=index,
            header=headers.get(index, ""),
            field=fields.get(index, ""),
            confidence=1.0 if fields.get(index) else 0.0,
        )
        for index in indexes
    )


def _language(header: Header) -> str:
    """Return the language most of a header's words are of, empty where two have as many."""
    counts: dict[str, float] = {}
    for one in header.fields.values():
        for name in one.languages:
            counts[name] = counts.get(name, 0) + one.score
    return max(counts, key=lambda name: (counts[name], name == "en"), default="")


def _evidence(
    workbook: Workbook, columns: Sequence[Column], rows: Sequence[Row], words: Words, language: str
) -> Evidence:
    signs: dict[str, str] = {}
    orders: dict[str, str] = {}
    for column in columns:
        if column.field in ("quantity", "target_price", "offer_total", "needed_on", "price_basis"):
            texts = [cell.text for row in rows for cell in row.cells if cell.column == column.index]
            signs[column.field] = decimal_sign(texts)
            orders[column.field] = order_of(texts)
    told = {sign for name, sign in signs.items() if sign and name != "needed_on"}
    everywhere = next(iter(told)) if len(told) == 1 else ""
    return Evidence(
        decimal_signs={name: sign or everywhere for name, sign in signs.items()},
        day_orders=orders,
        language=language,
        decimal_sign=words.decimal_signs.get(language, "."),
        formats_lost=workbook.kind in _FORMATS_LOST,
        price_basis=next(
            (basis_in(one.header, words) for one in columns if one.field == "target_price"), None
        ),
    )


def _stated(table: Table, header: int, words: Words) -> Iterator[ReadFrom]:
    """Yield what stands above the header about the whole request: a word we know, and what follows it."""
    seen: set[str] = set()
    for row in table.rows[:_MOST_STATED]:
        if row.number >= header:
            return
        for at, cell in enumerate(row.cells):
            label, _, rest = re.sub("：", ":", cell.text).partition(":")
            key = words.stated.get(normal(label))
            if key is None or key in seen:
                continue
            after = row.cells[at + 1] if at + 1 < len(row.cells) else None
            value, place = (
                (rest.strip(), cell) if rest.strip() else (after.text if after else "", after or cell)
            )
            if value:
                seen.add(key)
                yield ReadFrom(field=key, address=address(row.number, place.column), text=value)
