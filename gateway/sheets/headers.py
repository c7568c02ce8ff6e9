"""The row that names the columns: found by how many of its cells are words for a field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from rapidfuzz import fuzz, process

from gateway.sheets.tables import CellKind, Row, Table
from gateway.sheets.words import EITHER, IGNORED, THING, Words, normal

LOOKED_AT = 60
"""How many rows from the top a header may stand below."""
_LEAST = 0.70
_FEW, _LEAST_OF_FEW = 6, 0.85
"""So few letters are like many words: they have to be liker."""
_LONGEST = 70
_SHORT = 4
_FUZZY_TOP = 0.94
_PART = 0.97
THINGS = frozenset(
    {
        "part",
        "buyer_part",
        "supplier_part",
        "manufacturer_part",
        "gtin",
        "description",
        "specification",
        THING,
    }
)
_APART = re.compile(r"[\n\r/|:()\[\]{}（）【】,;]+")
_IN_PARENTHESES = re.compile(r"[\(（\[【][^)）\]】]*[\)）\]】]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a text is like a word for a field, from 0 to 1."""

    field: str
    score: float
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A row (or two) that may name the columns; `fields` are the best likeness of each column it names."""

    rows: tuple[int, ...]
    texts: Mapping[int, str]
    fields: Mapping[int, Likeness]
    score: float

    @property
    def fingerprint(self) -> str:
        """Return what tells this header from any other: its words by column, whatever capitals and accents."""
        said = "\n".join(f"{column}:{normal(text)}" for column, text in sorted(self.texts.items()))
        return sha256(said.encode()).hexdigest()[:32]

    @property
    def names_items(self) -> bool:
        """Return whether it says what is wanted and how many."""
        named = {one.field for one in self.fields.values()}
        return "quantity" in named and bool(named & THINGS)


class Dictionary:
    """Says of any text how much it is like a word for a field; remembers what it was asked."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[str, tuple[Likeness, ...]] = {}

    @cached_property
    def _choices(self) -> list[str]:
        return [word for word in self._words.headers if len(word) >= _SHORT or not word.isascii()]

    def alike(self, text: str) -> tuple[Likeness, ...]:
        """Return the fields a text may stand for, the likeliest first."""
        found = self._known.get(text)
        if found is None:
            best: dict[str, Likeness] = {}
            for variant, weight in _variants(text):
                for one in self._of(variant):
                    score = one.score * weight
                    if one.field not in best or best[one.field].score < score:
                        best[one.field] = Likeness(one.field, score, one.languages)
            found = tuple(sorted(best.values(), key=lambda one: -one.score))
            self._known[text] = found
        return found

    def _of(self, word: str) -> Iterator[Likeness]:
        exact = self._words.headers.get(word)
        if exact is not None:
            yield Likeness(exact, 1.0, self._words.languages[word])
            return
        if len(word) < _SHORT and word.isascii():
            return
        least = _LEAST_OF_FEW if len(word) < _FEW and word.isascii() else _LEAST
        near = process.extract(
            word, self._choices, scorer=fuzz.token_set_ratio, limit=24, score_cutoff=least * 100
        )
        for choice, shared, _ in near:
            score = (0.6 * fuzz.token_sort_ratio(word, choice) + 0.4 * shared) / 100
            if score >= least:
                yield Likeness(self._words.headers[choice], score * _FUZZY_TOP, self._words.languages[choice])


def _variants(text: str) -> Iterator[tuple[str, float]]:
    """Yield a header's text as a whole, then what may be said in it beside other things."""
    yield normal(text), 1.0
    outside = _IN_PARENTHESES.sub(" ", text).strip()
    if outside and outside != text:
        yield normal(outside), 0.99
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if len(parts) > 1:
        for at, part in enumerate(parts):
            yield normal(part), _PART - 0.01 * at
    script = _other_script(text)
    if script:
        yield from ((normal(part), _PART - 0.01) for part in script)


def _other_script(text: str) -> tuple[str, ...]:
    """Return the Chinese and the Latin words of a text that has both."""
    chinese = "".join(re.findall(r"[\u3400-\u9fff]+", text))
    latin = " ".join(re.findall(r"[A-Za-z][A-Za-z./ ]*", text))
    return (chinese, latin) if chinese and len(latin) > 1 else ()


def headers_of(table: Table, dictionary: Dictionary) -> Iterator[Header]:
    """Yield every row, and every two rows one below the other, that may name the columns."""
    rows = table.rows[:LOOKED_AT]
    for at, row in enumerate(rows):
        if not _may_name(row):
            continue
        yield _header((row.number,), _texts(row), dictionary)
        below = rows[at + 1] if at + 1 < len(rows) else None
        if below is not None and below.number == row.number + 1 and _may_name(below):
            yield _header((row.number, below.number), _joined(table, row, below), dictionary)


def best_header(table: Table, dictionary: Dictionary) -> Header | None:
    """Return the header that names most, None where no row says what is wanted and how many."""
    found = [one for one in headers_of(table, dictionary) if one.names_items]
    return max(
        found, key=lambda one: (round(one.score - 0.2 * (len(one.rows) - 1), 2), -one.rows[0]), default=None
    )


def header_above(table: Table, column: int, dictionary: Dictionary) -> Header | None:
    """Return the row that names the columns by where it stands: words in a column, and right below it a number."""
    for header in headers_of(table, dictionary):
        below = next((row for row in table.rows if row.number > header.rows[-1]), None)
        cell = below.at(column) if below is not None else None
        named = header.texts.get(column, "")
        if cell is not None and _has_digit(cell.text) and named and not _has_digit(named):
            return header
    return None


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _may_name(row: Row) -> bool:
    """Return whether a row can be a header: several cells of words, hardly any number."""
    texts = [cell for cell in row.cells if cell.kind is CellKind.TEXT and cell.text]
    numbers = len(row.cells) - len(texts)
    return len(texts) >= 2 and numbers <= len(texts) // 2  # noqa: PLR2004 - a thing and how many


def _texts(row: Row) -> dict[int, str]:
    return {cell.column: cell.text for cell in row.cells if cell.text and len(cell.text) <= _LONGEST * 2}


def _joined(table: Table, upper: Row, lower: Row) -> dict[int, str]:
    """Return the words of two lines by column: a merged cell above stands over all columns it spans."""
    above = _texts(upper)
    for span in table.merges:
        if span.top <= upper.number <= span.bottom and span.left in above:
            for column in range(span.left, span.right + 1):
                above.setdefault(column, above[span.left])
    below = _texts(lower)
    for span in table.merges:
        if span.top <= upper.number and span.bottom >= lower.number and span.left in above:
            below.pop(span.left, None)
    columns = sorted({*above, *below})
    return {column: " ".join(filter(None, (above.get(column), below.get(column)))) for column in columns}


def _header(rows: tuple[int, ...], texts: Mapping[int, str], dictionary: Dictionary) -> Header:
    fields = assigned(
        {column: dictionary.alike(text) for column, text in texts.items() if len(text) <= _LONGEST * 2}
    )
    score = sum(one.score for one in fields.values() if one.field != IGNORED)
    score += sum(0.3 * one.score for one in fields.values() if one.field == IGNORED)
    unnamed = len(texts) - len(fields)
    return Header(rows=rows, texts=texts, fields=fields, score=score - 0.15 * unnamed)


def assigned(found: Mapping[int, Sequence[Likeness]]) -> dict[int, Likeness]:
    """Return one field a column and one column a field, the best likeness first; ignored words may repeat."""
    ranked = sorted(
        ((one, column) for column, alike in found.items() for one in alike),
        key=lambda pair: (-pair[0].score, pair[1]),
    )
    taken: set[str] = set()
    fields: dict[int, Likeness] = {}
    for one, column in ranked:
        if column in fields or (one.field in taken and one.field != IGNORED):
            continue
        fields[column] = one
        if one.field not in EITHER and one.field != THING:
            taken.add(one.field)
    return fields
