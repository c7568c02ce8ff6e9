"""Which column is for what: what its header says, borne out or contradicted by what stands in it."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gateway.sheets.headers import Header, Likeness
from gateway.sheets.tables import Cell, CellKind, Row
from gateway.sheets.words import EITHER, IGNORED, THING, Words

_SEEN = 400
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_\- #+]{2,29}")
_NUMBER = re.compile(r"[$€£¥]?\s?[-+]?\d[\d.,' \u00a0]*\s?[$€£¥]?")
_OUTLINE = re.compile(r"(?:[A-Z]|[IVX]{1,4}|\d{1,3})(?:\.\d{1,3}){0,3}\.?|\d{1,3}[a-z]?")
_OUTLINED = 0.9
_WORDY = 14
_FEW_DIGITS = 8
_FILLED = 0.5
_SURE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column and the field it is for, empty where for none; `confidence` from 0 to 1."""

    index: int
    header: str
    field: str
    confidence: float

    @property
    def doubtful(self) -> bool:
        """Return whether a person should look."""
        return bool(self.field) and self.confidence < _SURE


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a column, counted over the first rows: shares from 0 to 1."""

    filled: float
    numeric: float
    dated: float
    coded: float
    units: float
    rising: bool
    outlined: bool
    length: float
    words: float
    distinct: float


def content_of(column: int, rows: Sequence[Row], words: Words) -> Content:
    """Return what stands in a column of rows that may be items."""
    seen = rows[:_SEEN]
    cells = [cell for row in seen for cell in row.cells if cell.column == column and cell.text]
    count = max(len(cells), 1)
    texts = [cell.text for cell in cells]
    return Content(
        filled=len(cells) / max(len(seen), 1),
        numeric=sum(map(_is_numeric, cells)) / count,
        dated=sum(cell.kind is CellKind.DATE for cell in cells) / count,
        coded=sum(bool(_CODE.fullmatch(text)) for text in texts) / count,
        units=sum(bool(words.unit(text)) or text in words.bases for text in texts) / count,
        rising=_rises(texts),
        outlined=_rises(texts) or sum(bool(_OUTLINE.fullmatch(text)) for text in texts) >= _OUTLINED * count,
        length=sum(map(len, texts)) / count,
        words=sum(" " in text for text in texts) / count,
        distinct=len(set(texts)) / count,
    )


def _is_numeric(cell: Cell) -> bool:
    if cell.kind is CellKind.NUMBER:
        return True
    return bool(_NUMBER.fullmatch(cell.text))


def _rises(texts: Sequence[str]) -> bool:
    """Return whether these are the numbers of lines: whole, each greater than the one before, by even steps."""
    numbers = [int(float(text)) for text in texts if re.fullmatch(r"\d{1,6}(\.0)?\.?", text)]
    if len(numbers) < max(2, len(texts) // 2):
        return False
    steps = {second - first for first, second in pairwise(numbers)}
    return all(step > 0 for step in steps) and len(steps) <= max(2, len(numbers) // 4) and max(steps) <= 100  # noqa: PLR2004 - lines count in tens at most


def columns_of(header: Header, rows: Sequence[Row], words: Words) -> tuple[Column, ...]:
    """Return every column a header names, with the field its words and its cells agree on."""
    found = {column: content_of(column, rows, words) for column in header.texts}
    fields = {column: one for column, one in header.fields.items() if one.field != IGNORED}
    fields = _told_apart(fields, found)
    return tuple(
        _column(column, text, fields.get(column), found[column])
        for column, text in sorted(header.texts.items())
    )


def _told_apart(fields: Mapping[int, Likeness], found: Mapping[int, Content]) -> dict[int, Likeness]:
    """Return the fields with those that depend on whether the buyer filled the column, and a `No.` that counts lines."""
    told: dict[int, Likeness] = {}
    taken = {one.field for one in fields.values() if one.field not in EITHER and one.field != THING}
    for column, one in fields.items():
        name = one.field
        if one.score < 1 and name.startswith("offer_") and _is_worded(found[column]):
            continue  # we are to fill such a column in, and somebody else has
        if name in EITHER:
            asked, offered = EITHER[name]
            filled = found[column].filled >= _FILLED
            name = asked if filled else offered
            if name in taken:
                name = offered if filled else asked
            if name in taken:
                continue
        elif name == THING:
            name = _thing(found[column], taken)
        taken.add(name)
        told[column] = Likeness(name, one.score, one.languages)
    return told


def _is_worded(content: Content) -> bool:
    """Return whether a column is filled with words."""
    return content.filled >= _FILLED and content.numeric < _FILLED


def _thing(content: Content, taken: Container[str]) -> str:
    """Return what a word such as `Item` stands for: the number of a line, the number of a thing, or the thing in words."""
    if content.outlined and "line" not in taken:
        return "line"
    worded = content.words > _FILLED or (content.coded < _FILLED and content.length > _WORDY)
    names = ("description", "specification", "part") if worded else ("part", "supplier_part", "description")
    return next((name for name in names if name not in taken), "specification")


def _column(column: int, text: str, one: Likeness | None, content: Content) -> Column:
    if one is None:
        return Column(index=column, header=text, field="", confidence=0.0)
    confidence = one.score * _borne_out(one.field, content)
    return Column(index=column, header=text, field=one.field, confidence=round(confidence, 3))


def _borne_out(field: str, content: Content) -> float:
    """Return how far the cells of a column agree with its field."""
    if not content.filled or field.startswith("offer_"):
        return 1.0
    if field in ("quantity", "target_price") and not content.numeric:
        return 0.8 if field == "quantity" else 0.6
    if field == "description" and content.numeric > _FILLED:
        return 0.6
    if field == "unit" and content.numeric > _FILLED:
        return 0.5
    return 1.0


def columns_by_content(width: int, rows: Sequence[Row], words: Words) -> tuple[Column, ...]:
    """Return the columns of a table nobody named: each field the column that looks most like it."""
    contents = {column: content_of(column, rows, words) for column in range(width)}
    free = {column: one for column, one in contents.items() if one.filled >= _FILLED}
    fields: dict[int, str] = {}

    def take(field: str, among: list[int]) -> None:
        if among:
            fields[among[0]] = field
            del free[among[0]]

    take("line", [column for column, one in free.items() if one.rising and column == min(free)])
    take(
        "description",
        sorted((c for c, one in free.items() if one.words > _FILLED), key=lambda c: -free[c].length),
    )
    take("unit", [column for column, one in free.items() if one.units >= 0.8 and not one.numeric])  # noqa: PLR2004 - four of five
    take(
        "quantity",
        [
            c
            for c, one in free.items()
            if one.numeric >= _OUTLINED and not one.dated and one.length <= _FEW_DIGITS
        ],
    )
    take(
        "part",
        sorted((c for c, one in free.items() if one.coded > _FILLED), key=lambda c: (-free[c].distinct, c)),
    )
    if "description" not in fields.values():
        take("description", [column for column, one in free.items() if one.numeric < 0.2])  # noqa: PLR2004 - hardly a number
    return tuple(
        Column(
            index=column, header="", field=fields.get(column, ""), confidence=0.5 if column in fields else 0.0
        )
        for column in contents
    )
