"""A request for quotation as its page shows it: lines, the one that is looked at, and the source beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gateway.application.ports import QuoteRecord, RequestLineRecord, RequestRecord, SourcePage, UnitOfWork
from gateway.application.ports.quoting import OPEN, Candidate
from gateway.application.quoting.likeness import FULL, Index
from gateway.application.quoting.matching import words_of
from gateway.application.quoting.reviewing import needed_on, queue_of
from gateway.domain.findings import KINDS
from gateway.domain.items import Item
from gateway.domain.quantities import plain
from gateway.entrypoints.console.languages import say, told
from gateway.orderdesk.asked_packs import in_our_units, spoken
from gateway.orderdesk.quoting import OfferedLine
from gateway.sheets.tables import letters, position

A_PAGE = 50
AROUND = 14
MILLE = 1000
HOW: Mapping[str, str] = {
    "learned": "as learned of this partner",
    "cross-reference": "by the partner's own number",
    "our-number": "by our number",
    "maker-number": "by the maker's number",
    "gtin": "by its trade number",
    "description": "by its description",
    "person": "a person said so",
}
"""By what a line was matched, in words."""
NEEDS: Mapping[str, str] = {
    "amount": "its amount",
    "margin": "its margin",
    "cost-unknown": "a cost nobody knows",
    "price-unknown": "a line without a price",
    "own-price": "a price set by hand",
    "lines-open": "lines that wait for a person",
}
"""Why a person has to approve a quote, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An item a line may mean, as it is shown: `key` is what is pressed to take it."""

    sku: str
    description: str
    percent: int
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A line as it is shown."""

    line: RequestLineRecord
    words: str
    codes: tuple[str, ...]
    description: str
    how: str
    percent: int
    place: str
    quantity: str = ""
    doubts: tuple[str, ...] = ()
    needed_on: date | None = None
    note: str = ""
    offer: OfferedLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a cell stands on the picture of its page, in thousandths of its width and height."""

    field: str
    left: Decimal
    top: Decimal
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some rows of a sheet: the columns' letters, and each row's number with its cells: (address, text, marked)."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[tuple[str, str, bool], ...]], ...]


def shown_lines(
    lines: Iterable[RequestLineRecord], items: Mapping[str, Item], quote: QuoteRecord | None
) -> list[Shown]:
    """Return lines as they are shown, each with what is offered for it."""
    offers = {one.line: one for one in quote.offers} if quote is not None else {}
    return [
        Shown(
            line=one,
            words=words_of(one.said),
            codes=tuple(dict.fromkeys(each.value for each in one.said.identifiers)),
            description=items[one.sku].description if one.sku and one.sku in items else "",
            how=say(HOW[one.how]) if one.how in HOW else "",
            percent=one.score * 100 // FULL,
            place=place_of(one),
            quantity=counted_words(one, items.get(likeliest(one))),
            doubts=tuple(told(KINDS[code].message) for code in one.doubts),
            needed_on=needed_on(one.said),
            note=" ".join(one.said.messages),
            offer=offers.get(one.line),
        )
        for one in lines
    ]


def likeliest(line: RequestLineRecord) -> str:
    """Return the item a line means, else the one it means most likely; empty where nothing is like it."""
    return line.sku or (line.candidates[0].sku if line.candidates else "")


def counted_words(line: RequestLineRecord, item: Item | None) -> str:
    """Return a quantity as it was asked, and as we count it where that is another: `5 BX of 100 = 500 EA`."""
    asked = spoken(line.said)
    ours = in_our_units(line.said, item) if item is not None else None
    if ours is None or ours.quantity is None or ours.unit == line.said.unit:
        return asked
    return f"{asked} = {plain(ours.quantity)} {ours.unit}"


def marks_of(name: str, line: RequestLineRecord | None) -> tuple[int, tuple[Mark, ...]]:
    """Return the page of a PDF a line stands on, and where its cells stand on it; 0 and nothing where it is on none."""
    cells = [one for one in line.cells if one.box and one.sheet == name] if line is not None else []
    page = min((one.page for one in cells), default=0)
    return page, tuple(
        Mark(
            field=one.field,
            left=one.box[0] * MILLE,
            top=one.box[1] * MILLE,
            width=(one.box[2] - one.box[0]) * MILLE,
            height=(one.box[3] - one.box[1]) * MILLE,
        )
        for one in cells
        if one.page == page
    )


def place_of(line: RequestLineRecord) -> str:
    """Return where a line stands in its file: the first of its cells."""
    return f"{line.cells[0].sheet}!{line.cells[0].address}" if line.cells else ""


def listed(lines: Sequence[RequestLineRecord], show: str, at: int) -> tuple[list[RequestLineRecord], int]:
    """Return the lines of a page of the list, those that wait first by weight, and how many pages there are."""
    chosen = queue_of(lines) if show == OPEN else [one for one in lines if show in ("", one.state)]
    pages = max(1, -(-len(chosen) // A_PAGE))
    start = (min(max(at, 1), pages) - 1) * A_PAGE
    return chosen[start : start + A_PAGE], pages


def chosen_line(lines: Sequence[RequestLineRecord], number: int) -> tuple[RequestLineRecord | None, int, int]:
    """Return the line that is looked at (that named, else the first that waits), and those before and after it."""
    by_number = {one.line: one for one in lines}
    waiting = queue_of(lines)
    line = by_number.get(number) or (waiting[0] if waiting else lines[0] if lines else None)
    if line is None:
        return None, 0, 0
    return (
        line,
        line.line - 1 if line.line - 1 in by_number else 0,
        line.line + 1 if line.line + 1 in by_number else 0,
    )


def choices_of(work: UnitOfWork, index: Index, line: RequestLineRecord, wanted: str) -> list[Choice]:
    """Return the items a line may mean, or those that a person looks for."""
    found: tuple[Candidate, ...] = line.candidates
    if wanted:
        named = tuple(Candidate(sku=sku, score=FULL, how="") for sku in index.named(wanted))
        near = index.find(wanted).candidates
        known = {one.sku for one in named}
        found = (*named, *(one for one in near if one.sku not in known))
    items = work.items.get_many({one.sku for one in found})
    return [
        Choice(sku=one.sku, description=items[one.sku].description, percent=one.score * 100 // FULL, key=key)
        for key, one in enumerate((one for one in found[:9] if one.sku in items), 1)
    ]


def window_of(page: SourcePage | None, line: RequestLineRecord | None) -> Window | None:
    """Return the rows around a line's cells, or the first of the page; None where there is no grid."""
    if page is None or not page.rows:
        return None
    marked = {cell.address for cell in line.cells if cell.sheet == page.name} if line is not None else set()
    places = [found for found in map(position, marked) if found is not None]
    middle = min((row for row, _ in places), default=page.first_row)
    first = max(page.first_row, middle - AROUND)
    rows = page.rows[first - page.first_row : first - page.first_row + 2 * AROUND + 1]
    width = max((len(row) for row in rows), default=0)
    columns = tuple(letters(at) for at in range(width))
    return Window(
        name=page.name,
        columns=columns,
        rows=tuple(
            (
                number,
                tuple(
                    (f"{columns[at]}{number}", text, f"{columns[at]}{number}" in marked)
                    for at, text in enumerate(row)
                ),
            )
            for number, row in enumerate(rows, first)
        ),
    )


def page_of(pages: Sequence[str], asked: int, line: RequestLineRecord | None) -> int:
    """Return which page of the source is shown: that asked for, else the one the line was read from."""
    if 1 <= asked <= len(pages):
        return asked
    names = [cell.sheet for cell in line.cells] if line is not None else []
    return next((at for at, name in enumerate(pages, 1) if name in names), 1)


def may_change(record: RequestRecord) -> bool:
    """Return whether lines can still be decided."""
    return record.state in ("review", "priced", "approved")
