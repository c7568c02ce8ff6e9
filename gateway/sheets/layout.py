"""Words with places on a page become rows of cells: columns are where nearly no line has a word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from gateway.sheets.tables import Cell, CellKind, Row

_TABULAR = 3
"""A line with so many pieces may belong to a table."""
_BRIDGED = 0.08
"""So many of the lines of a table may have a word where two columns part."""
_PARTS = 2
"""So many points without a word part two columns."""
_WRAPPED = 1.45
"""A line nearer than this many heights to the one above may be its continuation."""
_SAME_LINE = 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands, in points from the upper left corner of its page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of text side by side; a piece is words no further apart than words are."""

    pieces: tuple[Word, ...]
    page: int

    @property
    def top(self) -> float:
        """Return how far down the line begins."""
        return min(one.top for one in self.pieces)

    @property
    def height(self) -> float:
        """Return how high its letters are."""
        return max(one.bottom - one.top for one in self.pieces)


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Return words as lines from top to bottom, page by page."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.page, one.top, one.left)):
        last = groups[-1] if groups else []
        if last and last[0].page == word.page and _beside(last, word):
            last.append(word)
        else:
            groups.append([word])
    return [Line(tuple(_pieces(group)), group[0].page) for group in groups]


def _beside(group: Sequence[Word], word: Word) -> bool:
    """Return whether a word stands on the line of others: their middles hardly differ."""
    first = group[0]
    height = max(first.bottom - first.top, word.bottom - word.top, 1.0)
    return abs((first.top + first.bottom) / 2 - (word.top + word.bottom) / 2) < _SAME_LINE * height


def _pieces(group: Sequence[Word]) -> Iterator[Word]:
    """Yield the words of a line, those joined that are a blank apart."""
    open_piece: Word | None = None
    for word in sorted(group, key=lambda one: one.left):
        if open_piece is None:
            open_piece = word
            continue
        letter = max((word.bottom - word.top) * 0.55, 1.0)
        if word.left - open_piece.right <= letter:
            open_piece = Word(
                f"{open_piece.text} {word.text}",
                open_piece.left,
                max(open_piece.right, word.right),
                min(open_piece.top, word.top),
                max(open_piece.bottom, word.bottom),
                word.page,
            )
        else:
            yield open_piece
            open_piece = word
    if open_piece is not None:
        yield open_piece


def edges_of(lines: Sequence[Line]) -> list[float]:
    """Return where columns part, none where fewer than three lines look like rows of a table."""
    tabular = [line for line in lines if len(line.pieces) >= _TABULAR]
    if len(tabular) < _TABULAR:
        return []
    usual = median(len(line.pieces) for line in tabular)
    core = [line for line in tabular if len(line.pieces) >= usual - 1]
    gaps = [part for gap in _gaps(core) for part in _around_lone(gap, core)]
    return [(left + right) / 2 for left, right in gaps if left > 0 and right - left >= _PARTS]


def _gaps(lines: Sequence[Line]) -> Iterator[tuple[float, float]]:
    """Yield the stretches of the width where nearly no line has a word."""
    allowed = int(_BRIDGED * len(lines))
    covered = [*_coverage(lines), allowed + 1]
    start = None
    for at, count in enumerate(covered):
        if count <= allowed and start is None:
            start = at
        elif count > allowed and start is not None:
            yield start, at
            start = None


def _around_lone(gap: tuple[float, float], lines: Sequence[Line]) -> Iterator[tuple[float, float]]:
    """Yield what is left of a stretch beside the pieces that stand in it whole: the names of columns nobody filled."""
    left, right = gap
    inside = sorted(
        (piece.left, piece.right)
        for line in lines
        for piece in line.pieces
        if left <= piece.left and piece.right <= right + 1
    )
    for start, end in inside:
        if start > left:
            yield left, start
        left = max(left, end)
    if right > left and not (inside and right - left < _PARTS):
        yield left, right


def _coverage(lines: Sequence[Line]) -> list[int]:
    """Return over how many lines' pieces each point of the width lies."""
    width = int(max(one.right for line in lines for one in line.pieces)) + 2
    steps = [0] * (width + 1)
    for line in lines:
        for one in line.pieces:
            steps[max(0, int(one.left))] += 1
            steps[min(width, int(one.right) + 1)] -= 1
    count, covered = 0, []
    for step in steps:
        count += step
        covered.append(count)
    return covered


def rows_of(lines: Sequence[Line], edges: Sequence[float]) -> list[Row]:
    """Return lines as rows; a line that only goes on with words of the row above is laid to it."""
    rows: list[Row] = []
    above: Line | None = None
    for line in lines:
        cells = _cells(line, edges)
        if above is not None and rows and _goes_on(line, above, cells, rows[-1]):
            rows[-1] = _joined(rows[-1], cells)
        else:
            rows.append(Row(len(rows) + 1, cells, page=line.page))
        above = line
    return rows


def _cells(line: Line, edges: Sequence[float]) -> tuple[Cell, ...]:
    found: dict[int, Word] = {}
    for piece in line.pieces:
        column = _column(piece, edges)
        before = found.get(column)
        found[column] = piece if before is None else _beside_it(before, piece)
    return tuple(_cell(column, word) for column, word in sorted(found.items()))


def _beside_it(one: Word, other: Word) -> Word:
    """Return two pieces of one column as one."""
    top, bottom = min(one.top, other.top), max(one.bottom, other.bottom)
    return Word(f"{one.text} {other.text}", one.left, other.right, top, bottom, one.page)


def _column(piece: Word, edges: Sequence[float]) -> int:
    """Return the column a piece stands in most; one that spans several stands where it begins."""
    spanned = sum(1 for edge in edges if piece.left < edge < piece.right)
    at = piece.left + 1 if spanned else (piece.left + piece.right) / 2
    return sum(1 for edge in edges if edge < at)


def _cell(column: int, word: Word) -> Cell:
    box = (_point(word.left), _point(word.top), _point(word.right), _point(word.bottom))
    return Cell(column, word.text, CellKind.TEXT, word.text, box=box)


def _point(number: float) -> Decimal:
    return Decimal(f"{number:.1f}")


def _goes_on(line: Line, above: Line, cells: Sequence[Cell], row: Row) -> bool:
    """Return whether a line is the rest of the row above: near, not at its left, words where words stand."""
    if line.page != above.page or line.top - above.top > _WRAPPED * max(above.height, line.height):
        return False
    columns = {cell.column for cell in row.cells}
    mine = {cell.column for cell in cells}
    return (
        len(row.cells) >= _TABULAR
        and len(mine) < len(columns)
        and min(mine) > min(columns)
        and mine <= columns
        and not any(cell.text.replace(".", "").replace(",", "").isdecimal() for cell in cells)
    )


def _joined(row: Row, more: Sequence[Cell]) -> Row:
    by_column = {cell.column: cell for cell in more}
    cells = tuple(
        Cell(
            cell.column,
            f"{cell.text} {by_column[cell.column].text}",
            CellKind.TEXT,
            f"{cell.text} {by_column[cell.column].text}",
            box=_around(cell, by_column[cell.column]),
        )
        if cell.column in by_column
        else cell
        for cell in row.cells
    )
    return Row(row.number, cells, row.hidden, row.page)


def _around(one: Cell, other: Cell) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    if one.box is None or other.box is None:
        return one.box
    left, top, right, bottom = (*zip(one.box, other.box, strict=True),)
    return min(left), min(top), max(right), max(bottom)
