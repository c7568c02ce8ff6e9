"""Kinds of faults in elements: types, lengths, codes, conditions, composites, repetitions, and what a map narrows."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from gateway.mapping.codecs import TEXT
from gateway.mapping.plan import ConstantRow, FieldPart, UnusedRow
from gateway.x12.arithmetic import HASHED
from gateway.x12.definitions import CompositeDef, ElementDef
from tests.laws.mutants import Kind, Mutant, Mutate, Seat, Specimen, Told, plain_text, put, trimmed

Pick = Callable[[Seat, int, ElementDef, FieldPart], str | None]
UNLISTED = ("Q9", "QQ9", "9", "QQQ9", "Q9Q9Q", "QQQQQ9", "QQQQQQ9")


def place(seat: Seat, position: int, component: int = 0) -> str:
    return f"{seat.row[0]}{position:02}" + (f"-{component}" if component else "")


def told(code: str, seat: Seat, position: int = 0, *, component: int = 0, repetition: int = 0) -> Told:
    element = place(seat, position, component) if position else ""
    return (code, seat.row[0], seat.position, element, repetition)


def mutant(
    one: Specimen, seat: Seat, row: Sequence[str], *says: Told, besides: Sequence[Told] = ()
) -> Mutant:
    content = one.sealed(one.with_row(seat.index, row))
    return Mutant(content=content, says=says, besides=tuple(besides), shown="*".join(trimmed(row)))


def unread(seat: Seat, position: int) -> list[Told]:
    """Return what is said besides of an element that is suddenly there."""
    entry = seat.entry(position)
    if isinstance(entry, UnusedRow):
        return [told("map.not-used", seat, position)]
    return [told("map.not-read", seat, position)] if entry is None else []


def texts(one: Specimen, pick: Pick) -> Iterator[tuple[Seat, int, str]]:
    """Yield the elements in which a text can be changed for the worse."""
    for seat in one.common():
        for position in seat.present():
            element, part = seat.element(position), seat.part(position)
            if element is None or part is None or position in seat.tested:
                continue
            if (text := pick(seat, position, element, part)) is not None:
                yield seat, position, text


def changed(code: str, pick: Pick) -> Mutate:
    """Return what puts another text in an element."""

    def mutate(one: Specimen, random: Random) -> Mutant | None:
        found = list(texts(one, pick))
        if not found:
            return None
        seat, position, text = random.choice(found)
        return mutant(one, seat, put(seat.row, position, text), told(code, seat, position))

    return mutate


def of_type(kinds: str, text: str, *, least: int = 1) -> Pick:
    """Return what picks a text for elements of certain types with room for it."""
    digits = sum(one not in "-." for one in text)

    def pick(_seat: Seat, _position: int, element: ElementDef, part: FieldPart) -> str | None:
        fits = element.type in kinds.split() and element.maximum >= max(least, digits)
        return text if fits and not part.codes and not part.maximum else None

    return pick


def too_short(seat: Seat, position: int, element: ElementDef, part: FieldPart) -> str | None:
    text = seat.row[position]
    if part.codes or element.codes or element.minimum == 1 or element.type not in ("AN", "ID", "R", "N0"):
        return None
    return ("1" if element.type[0] in "RN" else text[:1]) * (element.minimum - 1)


def too_long(_seat: Seat, _position: int, element: ElementDef, part: FieldPart) -> str | None:
    free = element.type == "AN" and part.codec is TEXT and not part.codes and not part.maximum
    return "X" * (element.maximum + 1) if free and not element.codes else None


def number_too_long(seat: Seat, position: int, element: ElementDef, _part: FieldPart) -> str | None:
    summed = (seat.row[0], position) in HASHED.values()
    return "-" + "1" * (element.maximum + 1) if element.type in ("R", "N0", "N2") and not summed else None


def time_short_of_digits(_seat: Seat, _position: int, element: ElementDef, _part: FieldPart) -> str | None:
    return "153" if element.type == "TM" else None


def other_century(_seat: Seat, _position: int, element: ElementDef, _part: FieldPart) -> str | None:
    if element.type != "DT" or element.minimum != element.maximum:
        return None
    return "260102" if element.minimum == len("YYYYMMDD") else None


def unlisted(_seat: Seat, _position: int, element: ElementDef, part: FieldPart) -> str | None:
    if not element.codes or (part.codes and not part.keeps) or part.field.kind is not str:
        return None
    return _code(element, part)


def _code(element: ElementDef, part: FieldPart) -> str | None:
    known = {*element.codes, *part.codes}
    return next(
        (one for one in UNLISTED if element.minimum <= len(one) <= element.maximum and one not in known), None
    )


def not_agreed(_seat: Seat, _position: int, element: ElementDef, part: FieldPart) -> str | None:
    if not part.codes or part.keeps:
        return None
    return next((one for one in element.codes if one not in part.codes), None)


def longer_than_agreed(_seat: Seat, _position: int, element: ElementDef, part: FieldPart) -> str | None:
    fits = part.maximum and part.maximum < element.maximum and element.type == "AN"
    return "X" * (part.maximum + 1) if fits else None


def blank(_seat: Seat, _position: int, element: ElementDef, part: FieldPart) -> str | None:
    free = element.type == "AN" and not part.codes and not element.codes
    return " " * element.minimum if free else None


def padded(seat: Seat, position: int, element: ElementDef, part: FieldPart) -> str | None:
    text = seat.row[position]
    room = (part.maximum or element.maximum) > len(text) >= element.minimum
    return f"{text} " if element.type == "AN" and room and not part.codes and not element.codes else None


def missing(code: str, *, by_map: bool) -> Mutate:
    """Return what empties an element that the standard, or only the map, demands."""

    def mutate(one: Specimen, random: Random) -> Mutant | None:
        found = []
        for seat in one.common():
            for position in seat.present():
                use = seat.definition.at(position)
                mandatory = use is not None and use.usage == "M"
                row = trimmed(put(seat.row, position, ""))
                sole = len(row) == 1 or seat.broken(row) or position in seat.tested
                if seat.wanted(position) and mandatory != by_map and not sole:
                    found.append((seat, position, row))
        if not found:
            return None
        seat, position, row = random.choice(found)
        return mutant(one, seat, row, told(code, seat, position))

    return mutate


def condition(kind: str, *, certain: bool = True) -> Mutate:
    """Return what breaks one relational condition, and no other, by emptying elements or filling one."""
    code = "x12.element-condition" if certain else "x12.element-condition-doubtful"

    def mutate(one: Specimen, random: Random) -> Mutant | None:
        found = []
        for seat in one.common():
            for rule in seat.definition.conditions:
                if rule.kind != kind or rule.certain != certain:
                    continue
                for row, at, filled in _breaks(seat, kind, rule.positions):
                    if seat.broken(row) == [rule] and len(trimmed(row)) > 1:
                        besides = [said for position in filled for said in unread(seat, position)]
                        found.append((seat, row, at, besides))
        if not found:
            return None
        seat, row, at, besides = random.choice(found)
        return mutant(one, seat, trimmed(row), told(code, seat, at), besides=besides)

    return mutate


def doubtful(one: Specimen, random: Random) -> Mutant | None:
    """Break a condition of any kind that not all our sources know."""
    made = (condition(kind, certain=False)(one, random) for kind in "PRCLE")
    return next((mutant_ for mutant_ in made if mutant_ is not None), None)


def _breaks(
    seat: Seat, kind: str, positions: tuple[int, ...]
) -> Iterator[tuple[list[str], int, tuple[int, ...]]]:
    """Yield a segment that breaks the condition, where it must be said to, and what was filled for it."""
    there = [at for at in positions if seat.has(at)]
    first = positions[0]
    if kind in "PC" and len(there) == len(positions):
        for at in positions[1:] if kind == "C" else positions:
            if _may_clear(seat, at):
                yield put(seat.row, at, ""), at, ()
    elif kind in "RL" and there and (kind == "R" or first in there):
        emptied = [at for at in there if kind == "R" or at != first]
        if emptied and all(_may_clear(seat, at) for at in emptied):
            row = list(seat.row)
            for at in emptied:
                row = put(row, at, "")
            yield row, first if kind == "R" else positions[1], ()
    elif kind == "E" and len(there) == 1:
        for at in positions:
            element = seat.element(at)
            if at not in there and element is not None and at not in seat.tested:
                row = put(seat.row, at, plain_text(element, seat.part(at)))
                yield row, [one for one in positions if one in (*there, at)][1], (at,)


def _may_clear(seat: Seat, position: int) -> bool:
    return position not in seat.tested and not seat.wanted(position)


def too_many(one: Specimen, random: Random) -> Mutant | None:
    seats = list(one.common())
    if not seats:
        return None
    seat = random.choice(seats)
    position = len(seat.definition.elements) + 1
    return mutant(one, seat, put(seat.row, position, "X"), told("x12.element-too-many", seat, position))


def trailing(one: Specimen, random: Random) -> Mutant | None:
    seats = [seat for seat in one.common() if len(seat.row) <= len(seat.definition.elements)]
    if not seats:
        return None
    seat = random.choice(seats)
    rows = [list(row) for row in one.rows]
    rows[seat.index].append("")
    said = ("x12.trailing-separators", seat.row[0], seat.position, "", 0)
    return Mutant(content=one.sealed(rows), says=(said,), shown="*".join(rows[seat.index]))


def components_where_none_are(one: Specimen, random: Random) -> Mutant | None:
    def pick(seat: Seat, position: int, element: ElementDef, part: FieldPart) -> str | None:
        fits = element.type == "AN" and not part.codes and not part.maximum and not element.codes
        short = max(element.minimum, 3) <= element.maximum and len(seat.row[position]) + 2 <= element.maximum
        return f"{seat.row[position]}>B" if fits and short else None

    return changed("x12.component-too-many", pick)(one, random)


def _composites(one: Specimen) -> Iterator[tuple[Seat, int, CompositeDef]]:
    for seat in one.common():
        for position, use in enumerate(seat.definition.elements, 1):
            ruled = any(position in rule.positions for rule in seat.definition.conditions)
            if isinstance(use.definition, CompositeDef) and not seat.has(position) and not ruled:
                yield seat, position, use.definition


def composite(code: str, build: Callable[[CompositeDef], tuple[str, int] | None]) -> Mutate:
    """Return what fills a composite with one fault at a component."""

    def mutate(one: Specimen, random: Random) -> Mutant | None:
        found = []
        for seat, position, definition in _composites(one):
            made = build(definition)
            partial = any(
                getattr(getattr(row, "spot", None), "position", 0) == position
                for row in (seat.plan.elements if seat.plan else ())
            )
            if made and not partial:
                found.append((seat, position, *made))
        if not found:
            return None
        seat, position, text, component = random.choice(found)
        said = told(code, seat, position, component=component)
        row = put(seat.row, position, text)
        return mutant(one, seat, row, said, besides=unread(seat, position))

    return mutate


def _filled(definition: CompositeDef) -> list[str]:
    return [
        plain_text(use.definition) for use in definition.elements if isinstance(use.definition, ElementDef)
    ]


def one_more(definition: CompositeDef) -> tuple[str, int] | None:
    texts_ = _filled(definition)
    return ">".join([*texts_, "A"]), len(texts_) + 1


def without_a_mandatory(definition: CompositeDef) -> tuple[str, int] | None:
    texts_ = _filled(definition)
    ruled = {at for rule in definition.conditions for at in rule.positions}
    for at, use in enumerate(definition.elements, 1):
        if use.usage == "M" and at not in ruled and len(texts_) > 1:
            return ">".join("" if other == at else text for other, text in enumerate(texts_, 1)), at
    return None


def half_a_pair(definition: CompositeDef) -> tuple[str, int] | None:
    texts_ = _filled(definition)
    for rule in definition.conditions:
        if rule.kind == "P" and rule.certain:
            first, second = rule.positions[:2]
            kept = [text if at < first or at == first else "" for at, text in enumerate(texts_[:first], 1)]
            return ">".join(kept), second
    return None


def long_component(definition: CompositeDef) -> tuple[str, int] | None:
    for at, use in enumerate(definition.elements, 1):
        element = use.definition
        if isinstance(element, ElementDef) and element.type == "AN" and not element.codes:
            kept = [*_filled(definition)[: at - 1], "X" * (element.maximum + 1)]
            if all(rule.positions[0] > at for rule in definition.conditions):
                return ">".join(kept), at
    return None


def repeated(one: Specimen, random: Random) -> Mutant | None:
    """Repeat an element that may stand once, in a version that has a separator for it."""
    if one.plan.version < "005010":
        return None
    found = [
        (seat, position)
        for seat in one.common()
        for position in seat.present()
        if (use := seat.definition.at(position))
        and isinstance(use.definition, ElementDef)
        and use.repeat == 1
        and position not in seat.tested
        and seat.part(position) is not None
    ]
    if not found:
        return None
    seat, position = random.choice(found)
    text = seat.row[position]
    said = told("x12.repetition-too-many", seat, position, repetition=2)
    besides = [told("map.not-read", seat, position)]
    return mutant(one, seat, put(seat.row, position, f"{text}^{text}"), said, besides=besides)


def other_than_fixed(one: Specimen, random: Random) -> Mutant | None:
    found = [
        (seat, entry)
        for seat in one.common()
        for entry in (seat.plan.elements if seat.plan else ())
        if isinstance(entry, ConstantRow) and not entry.test and not entry.spot.component
        and seat.has(entry.spot.position)
    ]  # fmt: skip
    if not found:
        return None
    seat, entry = random.choice(found)
    text = next(
        (code for code in entry.spot.element.codes if code != entry.text),
        plain_text(entry.spot.element) + "B",
    )
    said = told("map.fixed-unexpected", seat, entry.spot.position)
    return mutant(one, seat, put(seat.row, entry.spot.position, text), said)


def not_to_be_sent(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for seat in one.common():
        for entry in seat.plan.elements if seat.plan else ():
            if isinstance(entry, UnusedRow) and not entry.spot.component:
                row = put(seat.row, entry.spot.position, plain_text(entry.spot.element))
                if not seat.broken(row):
                    found.append((seat, row, entry.spot.position))
    if not found:
        return None
    seat, row, position = random.choice(found)
    return mutant(one, seat, row, told("map.not-used", seat, position))


def beyond_ascii(one: Specimen, random: Random) -> Mutant | None:
    pick = of_type("AN", "caf\xe9")
    made = changed("x12.not-ascii", lambda *of: None if of[2].codes or of[2].minimum > 4 else pick(*of))
    return made(one, random)


def _free_an(text: str) -> Pick:
    pick = of_type("AN", text, least=len(text))
    return lambda *of: None if of[2].codes or of[2].minimum > len(text) else pick(*of)


KINDS: tuple[Kind, ...] = (
    Kind(words="a mandatory element is empty", code="x12.element-missing", mutate=missing("x12.element-missing", by_map=False)),
    Kind(words="an element the map requires is empty", code="map.element-missing", mutate=missing("map.element-missing", by_map=True)),
    Kind(words="a text below its minimum", code="x12.element-too-short", mutate=changed("x12.element-too-short", too_short)),
    Kind(words="a text above its maximum", code="x12.element-too-long", mutate=changed("x12.element-too-long", too_long)),
    Kind(words="a number above its maximum, sign not counted", code="x12.element-too-long", mutate=changed("x12.element-too-long", number_too_long)),
    Kind(words="a text longer than the map agrees to", code="map.element-too-long", mutate=changed("map.element-too-long", longer_than_agreed)),
    Kind(words="a letter in a whole number (N0)", code="x12.element-characters", mutate=changed("x12.element-characters", of_type("N0", "A"))),
    Kind(words="a point in a whole number (N0, N2)", code="x12.element-characters", mutate=changed("x12.element-characters", of_type("N0 N2", "1.5"))),
    Kind(words="an exponent in a decimal number (R)", code="x12.element-characters", mutate=changed("x12.element-characters", of_type("R", "1E5"))),
    Kind(words="two points in a decimal number (R)", code="x12.element-characters", mutate=changed("x12.element-characters", of_type("R", "1.2.3"))),
    Kind(words="a plus sign before a number (R, N)", code="x12.element-characters", mutate=changed("x12.element-characters", of_type("R N0 N2", "+1"))),
    Kind(words="a control character in a text", code="x12.element-characters", mutate=changed("x12.element-characters", _free_an("A\x02B"))),
    Kind(words="a day the calendar does not have (DT)", code="x12.element-date", mutate=changed("x12.element-date", of_type("DT", "20260230"))),
    Kind(words="letters in a date (DT)", code="x12.element-date", mutate=changed("x12.element-date", of_type("DT", "2026JAN1"))),
    Kind(words="a date of six digits where eight are due", code="x12.element-too-short", mutate=changed("x12.element-too-short", other_century)),
    Kind(words="an hour the day does not have (TM)", code="x12.element-time", mutate=changed("x12.element-time", of_type("TM", "2400"))),
    Kind(words="a time of three digits (TM)", code="x12.element-time", mutate=changed("x12.element-time", time_short_of_digits)),
    Kind(words="nothing but blanks in a text", code="x12.element-blank", mutate=changed("x12.element-blank", blank)),
    Kind(words="a blank at the end of a text", code="x12.element-padded", mutate=changed("x12.element-padded", padded)),
    Kind(words="a character beyond ASCII", code="x12.not-ascii", mutate=beyond_ascii),
    Kind(words="a code no list has", code="x12.code-unlisted", mutate=changed("x12.code-unlisted", unlisted)),
    Kind(words="a code that was not agreed", code="map.code-unexpected", mutate=changed("map.code-unexpected", not_agreed)),
    Kind(words="another text than the one agreed", code="map.fixed-unexpected", mutate=other_than_fixed),
    Kind(words="an element agreed not to be sent", code="map.not-used", mutate=not_to_be_sent),
    Kind(words="one of a pair is missing (P)", code="x12.element-condition", mutate=condition("P")),
    Kind(words="none of several is there (R)", code="x12.element-condition", mutate=condition("R")),
    Kind(words="two that exclude each other (E)", code="x12.element-condition", mutate=condition("E")),
    Kind(words="the first without what it asks for (C)", code="x12.element-condition", mutate=condition("C")),
    Kind(words="the first without any of the others (L)", code="x12.element-condition", mutate=condition("L")),
    Kind(words="a condition our sources disagree about", code="x12.element-condition-doubtful", mutate=doubtful),
    Kind(words="more elements than the segment has", code="x12.element-too-many", mutate=too_many),
    Kind(words="empty elements at the end", code="x12.trailing-separators", mutate=trailing),
    Kind(words="components in an element that has none", code="x12.component-too-many", mutate=components_where_none_are),
    Kind(words="more components than the composite has", code="x12.component-too-many", mutate=composite("x12.component-too-many", one_more)),
    Kind(words="a mandatory component is empty", code="x12.element-missing", mutate=composite("x12.element-missing", without_a_mandatory)),
    Kind(words="one of a pair of components is missing", code="x12.element-condition", mutate=composite("x12.element-condition", half_a_pair)),
    Kind(words="a component above its maximum", code="x12.element-too-long", mutate=composite("x12.element-too-long", long_component)),
    Kind(words="an element repeated that may stand once", code="x12.repetition-too-many", mutate=repeated),
)  # fmt: skip
