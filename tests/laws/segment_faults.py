"""Kinds of faults in the order of segments, in levels, and in what has to add up."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from gateway.mapping.plan import CountRow, LoopPlan, RowPlan, SegmentPlan
from gateway.x12.definitions import ElementDef
from gateway.x12.structure import Loop, Place
from tests.laws.element_faults import unread
from tests.laws.mutants import SPECIAL, Kind, Mutant, Mutate, Rows, Seat, Specimen, Told, put

MOST_COPIES = 250
ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1", "ISX"})


def said(code: str, segment: str, position: int, element: str = "") -> Told:
    return (code, segment, position, element, 0)


def made(one: Specimen, rows: Rows, shown: str, *says: Told, besides: Sequence[Told] = ()) -> Mutant:
    return Mutant(content=one.sealed(rows), says=says, besides=tuple(besides), shown=shown)


def lists(one: Specimen) -> Rows:
    return [list(row) for row in one.rows]


def inserted(code: str, rest: str, choose: Callable[[Specimen], Sequence[str]]) -> Mutate:
    """Return what puts a segment that does not belong somewhere between others."""

    def mutate(one: Specimen, random: Random) -> Mutant | None:
        name = random.choice(choose(one))
        at = random.randrange(2, len(one.rows))
        rows = lists(one)
        rows.insert(at, [name, rest])
        return made(one, rows, f"{name}*{rest}", said(code, name, at + 1))

    return mutate


def strangers(one: Specimen) -> list[str]:
    """Return segments of the standard that are none of the set's."""
    known = one.plan.structure.ids | ENVELOPE
    return sorted(name for name in one.plan.dictionary.segments if name not in known)


def run_of(one: Specimen, seat: Seat) -> list[Seat]:
    """Return the segments at the same place in the same turn of its loop, as far as they stand together."""
    by_index = {other.index: other for other in one.seats}
    run = [seat]
    for way in (-1, 1):
        at = seat.index + way
        while at in by_index and by_index[at].step.place is seat.step.place:
            run.append(by_index[at])
            at += way
    return sorted(run, key=lambda other: other.index)


def segment_missing(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for seat in one.common():
        place = seat.step.place
        if place.mandatory and not place.opens and len(run_of(one, seat)) == 1:
            found.append(seat)
    if not found:
        return None
    seat = random.choice(found)
    rows = lists(one)
    del rows[seat.index]
    return made(one, rows, f"without {seat.row[0]}", said("x12.segment-missing", seat.row[0], seat.position))


def _in_loop(loop: Loop, place: Place) -> bool:
    around: Loop | None = place.loop
    while around is not None and around is not loop:
        around = around.parent
    return around is loop


def _indexes(one: Specimen, loop: Loop) -> list[int]:
    steps = one.plan.structure.walk(one.rows)
    assert steps is not None
    return [at for at, step in enumerate(steps) if _in_loop(loop, step.place)]


def _counts(one: Specimen) -> list[Told]:
    """Return what is said of a count in CTT01 that no longer holds."""
    for seat in one.seats:
        for entry in seat.plan.elements if seat.plan and seat.row[0] == "CTT" else ():
            if isinstance(entry, CountRow) and seat.has(entry.spot.position):
                return [said("map.count-mismatch", "CTT", seat.position, entry.spot.reference)]
    return []


def _loops(one: Specimen) -> Iterator[Loop]:
    """Yield the loops that stand in the set itself."""
    return (row for row in one.plan.structure.root.rows if isinstance(row, Loop))


def loop_missing(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for loop in _loops(one):
        indexes = _indexes(one, loop)
        if loop.mandatory and indexes and one.rows[indexes[0]][0] not in SPECIAL:
            found.append((loop, indexes))
    if not found:
        return None
    loop, indexes = random.choice(found)
    rows = [list(row) for at, row in enumerate(one.rows) if at not in indexes]
    shift = len(indexes)
    besides = [(code, name, at - shift, element, 0) for code, name, at, element, _ in _counts(one)]
    told = said("x12.loop-missing", loop.id, indexes[0] + 1)
    return made(one, rows, f"without any {loop.id} loop", told, besides=besides)


def _free_of_limits(seat: Seat) -> bool:
    plan = seat.plan
    limit = seat.step.place.limit
    return limit == 1 or (
        plan is not None and plan.limit == limit and (plan.target is None or plan.target.many)
    )


def segment_repeated(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for seat in one.common():
        run = run_of(one, seat)
        limit = seat.step.place.limit
        chained = any(other.plan is not seat.plan for other in run)
        if not seat.step.place.opens and limit <= MOST_COPIES and _free_of_limits(seat) and not chained:
            found.append((run, limit))
    if not found:
        return None
    run, limit = random.choice(found)
    last = run[-1]
    rows = lists(one)
    copies = limit + 1 - len(run)
    rows[last.index + 1 : last.index + 1] = [list(last.row)] * copies
    told = said("x12.segment-repeated", last.row[0], last.index + copies + 1)
    return made(one, rows, f"{'*'.join(last.row)} {limit + 1} times", told)


def _plans(rows: Sequence[RowPlan]) -> Iterator[RowPlan]:
    for row in rows:
        yield row
        if isinstance(row, LoopPlan):
            yield from _plans(row.rows)


def loop_repeated(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for loop in _loops(one):
        plans = [row for row in _plans(one.plan.rows) if isinstance(row, LoopPlan) and row.loop is loop]
        free = plans and all(row.limit == loop.limit and row.target and row.target.many for row in plans)
        header = loop.row is not None and loop.row.area == "header"
        indexes = _indexes(one, loop)
        if free and header and indexes and loop.limit <= MOST_COPIES:
            found.append((loop, indexes))
    if not found:
        return None
    loop, indexes = random.choice(found)
    openers = [at for at in indexes if one.rows[at][0] == loop.opener.id]
    turn = [list(row) for row in one.rows[openers[-1] : indexes[-1] + 1]]
    copies = loop.limit + 1 - len(openers)
    rows = lists(one)
    rows[indexes[-1] + 1 : indexes[-1] + 1] = turn * copies
    told = said("x12.loop-repeated", loop.id, indexes[-1] + 2 + len(turn) * (copies - 1))
    return made(one, rows, f"{loop.limit + 1} turns of the {loop.id} loop", told)


def misplaced(one: Specimen, random: Random) -> Mutant | None:
    root = [seat for seat in one.common() if seat.step.place.loop.depth == 0]
    names = [row.id for row in one.plan.structure.root.rows]
    found = []
    for seat in root:
        place = seat.step.place
        alone = len(run_of(one, seat)) == 1 and names.count(seat.row[0]) == 1
        for other in root:
            after = other.step.place.number > place.number
            if alone and after and not place.mandatory and seat.row[0] not in other.step.then:
                found.append((seat, other))
    if not found:
        return None
    seat, other = random.choice(found)
    rows = lists(one)
    rows.insert(other.index, rows.pop(seat.index))
    told = said("x12.segment-misplaced", seat.row[0], other.index + 1)
    return made(one, rows, f"{seat.row[0]} after {other.row[0]}", told)


def without_data(one: Specimen, random: Random) -> Mutant | None:
    found = [
        seat
        for seat in one.common()
        if seat.plan is not None
        and not seat.tested
        and not seat.step.place.opens
        and _free_of_limits(seat)
        and len(run_of(one, seat)) < seat.step.place.limit
    ]
    if not found:
        return None
    seat = run_of(one, random.choice(found))[-1]
    rows = lists(one)
    rows.insert(seat.index + 1, [seat.row[0]])
    told = said("x12.segment-no-data", seat.row[0], seat.index + 2)
    return made(one, rows, seat.row[0], told)


def segment_missing_by_map(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for seat in one.common():
        plan, place = seat.plan, seat.step.place
        asked = plan is not None and plan.required and not place.mandatory and plan in one.plan.rows
        if asked and not any(other.plan is plan for other in one.seats if other is not seat):
            found.append(seat)
    if not found:
        return None
    seat = random.choice(found)
    rows = lists(one)
    del rows[seat.index]
    told = said("map.segment-missing", seat.row[0], len(rows))
    return made(one, rows, f"without {seat.row[0]}", told)


def loop_missing_by_map(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for row in one.plan.rows:
        if isinstance(row, LoopPlan) and row.required and not row.loop.mandatory and not row.level:
            indexes = _indexes(one, row.loop)
            same = [
                other for other in one.plan.rows if isinstance(other, LoopPlan) and other.loop is row.loop
            ]
            if indexes and len(same) == 1 and row.opener.segment.id not in SPECIAL:
                found.append((row, indexes))
    if not found:
        return None
    row, indexes = random.choice(found)
    rows = [list(one_) for at, one_ in enumerate(one.rows) if at not in indexes]
    told = said("map.loop-missing", row.loop.id, len(rows))
    return made(one, rows, f"without any {row.loop.id} loop", told)


def more_than_agreed(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for seat in one.common():
        plan, place = seat.plan, seat.step.place
        many = plan is not None and plan.target is not None and plan.target.many
        if plan is not None and many and plan.limit < place.limit and plan.limit <= MOST_COPIES:
            run = run_of(one, seat)
            if not place.opens and all(other.plan is plan for other in run):
                found.append((run, plan.limit))
    if not found:
        return None
    run, limit = random.choice(found)
    last, copies = run[-1], limit + 1 - len(run)
    rows = lists(one)
    rows[last.index + 1 : last.index + 1] = [list(last.row)] * copies
    told = said("map.segment-repeated", last.row[0], last.index + copies + 1)
    return made(one, rows, f"{'*'.join(last.row)} {limit + 1} times", told)


def segment_not_used(one: Specimen, random: Random) -> Mutant | None:
    found = []
    for plan in one.plan.rows:
        if isinstance(plan, SegmentPlan) and plan.forbidden:
            for seat in one.seats:
                step = seat.step.then.get(plan.segment.id)
                after = one.rows[seat.index + 1][0]
                fits = step is not None and step.place is plan.place and not step.missing
                if step is not None and fits and after in step.then and not step.then[after].missing:
                    found.append((seat, plan))
    if not found:
        return None
    seat, plan = random.choice(found)
    element = next(use.definition for use in plan.segment.elements if isinstance(use.definition, ElementDef))
    row = [plan.segment.id, "A" * element.minimum]
    rows = lists(one)
    rows.insert(seat.index + 1, row)
    told = said("map.not-used", plan.segment.id, seat.index + 2)
    return made(one, rows, "*".join(row), told)


def _levels(one: Specimen) -> list[tuple[int, tuple[str, ...]]]:
    return [(at, (*row, "", "", "", "")[:5]) for at, row in enumerate(one.rows) if row[0] == "HL"]


def level(code: str, element: int, text: Callable[[list[tuple[int, tuple[str, ...]]]], str | None]) -> Mutate:
    """Return what puts another text in the last HL, below which none stands."""

    def mutate(one: Specimen, _random: Random) -> Mutant | None:
        levels = _levels(one)
        value = text(levels) if len(levels) > 1 else None
        if value is None:
            return None
        at = levels[-1][0]
        rows = one.with_row(at, put(one.rows[at], element, value))
        return made(one, rows, "*".join(rows[at]), said(code, "HL", at + 1, f"HL{element:02}"))

    return mutate


def _no_parent(levels: list[tuple[int, tuple[str, ...]]]) -> str | None:
    """Return a parent nobody is, where the one it has is the level just before: there it is read all the same."""
    return "9999" if levels[-1][1][2] == levels[-2][1][1] else None


def counted_wrong(one: Specimen, _random: Random) -> Mutant | None:
    for _, name, position, element, _ in _counts(one):
        at = int(element[-2:])
        row = put(one.rows[position - 1], at, str(int(one.rows[position - 1][at]) + 1))
        told = said("map.count-mismatch", name, position, element)
        return made(one, one.with_row(position - 1, row), "*".join(row), told)
    return None


def hashed_wrong(one: Specimen, _random: Random) -> Mutant | None:
    summed = {"850": "PO1", "855": "PO1", "810": "IT1", "856": "SN1"}.get(one.plan.set_id)
    lines = [row for row in one.rows if row[0] == summed]
    position = 3 if summed == "POC" else 2
    for seat in one.seats:
        if seat.row[0] == "CTT" and lines and all(len(row) > position and row[position] for row in lines):
            row = put(seat.row, 2, "1234567891")
            told = said("x12.hash-total", "CTT", seat.position, "CTT02")
            besides = [] if seat.has(2) else unread(seat, 2)
            return made(one, one.with_row(seat.index, row), "*".join(row), told, besides=besides)
    return None


def check_digit(number: str, kinds: dict[str, str]) -> Mutate:
    """Return what puts a number with a wrong check digit where one of a data element's kind is sent."""

    def mutate(one: Specimen, random: Random) -> Mutant | None:
        found = []
        for seat in one.common():
            for position in seat.present()[:-1]:
                element, part = seat.element(position), seat.part(position)
                kind = kinds.get(element.number, "") if element else ""
                free = part is not None and (part.keeps or not part.codes or kind in part.codes)
                if kind and free and position not in seat.tested and seat.has(position + 1):
                    found.append((seat, position, kind))
        if not found:
            return None
        seat, position, kind = random.choice(found)
        row = put(put(seat.row, position, kind), position + 1, number)
        element = f"{seat.row[0]}{position + 1:02}"
        told = said("x12.check-digit", seat.row[0], seat.position, element)
        return made(one, one.with_row(seat.index, row), "*".join(row), told)

    return mutate


def ack_counted_wrong(one: Specimen, _random: Random) -> Mutant | None:
    for seat in one.seats:
        if seat.row[0] == "AK9":
            row = put(put(put(seat.row, 1, "A"), 3, seat.row[3]), 4, str(int(seat.row[3]) + 1))
            verdicts = [(*other, "")[1] for other in one.rows if other[0] in ("AK5", "IK5")]
            if len(verdicts) > int(seat.row[3]) or any(verdict not in "AE" for verdict in verdicts):
                return None
            told = said("x12.ack-count", "AK9", seat.position, "AK904")
            return made(one, one.with_row(seat.index, row), "*".join(row), told)
    return None


def ack_verdict_wrong(one: Specimen, _random: Random) -> Mutant | None:
    for seat in one.seats:
        if seat.row[0] == "AK9" and seat.row[1] in "AE" and int(seat.row[3]) > 0:
            row = put(seat.row, 1, "R")
            told = said("x12.ack-count", "AK9", seat.position, "AK901")
            return made(one, one.with_row(seat.index, row), "*".join(row), told)
    return None


GTINS = {"235": "UP"}
KINDS: tuple[Kind, ...] = (
    Kind(words="a segment the standard does not have", code="x12.segment-unknown", mutate=inserted("x12.segment-unknown", "1", lambda _: ["ZZZ"])),
    Kind(words="a segment of another set", code="x12.segment-unexpected", mutate=inserted("x12.segment-unexpected", "1", strangers)),
    Kind(words="a mandatory segment is missing", code="x12.segment-missing", mutate=segment_missing),
    Kind(words="a segment the map requires is missing", code="map.segment-missing", mutate=segment_missing_by_map),
    Kind(words="a mandatory loop is missing", code="x12.loop-missing", mutate=loop_missing),
    Kind(words="a loop the map requires is missing", code="map.loop-missing", mutate=loop_missing_by_map),
    Kind(words="a segment once more than it may", code="x12.segment-repeated", mutate=segment_repeated),
    Kind(words="a segment once more than was agreed", code="map.segment-repeated", mutate=more_than_agreed),
    Kind(words="a loop once more than it may", code="x12.loop-repeated", mutate=loop_repeated),
    Kind(words="a segment after one it must precede", code="x12.segment-misplaced", mutate=misplaced),
    Kind(words="a segment without any element", code="x12.segment-no-data", mutate=without_data),
    Kind(words="a segment agreed not to be sent", code="map.not-used", mutate=segment_not_used),
    Kind(words="a level below a parent that is not there (HL02)", code="map.level-parent", mutate=level("map.level-parent", 2, _no_parent)),
    Kind(words="two levels of one number (HL01)", code="map.level-repeated", mutate=level("map.level-repeated", 1, lambda levels: levels[0][1][1])),
    Kind(words="a level numbered out of turn (HL01)", code="map.level-sequence", mutate=level("map.level-sequence", 1, lambda levels: str(len(levels) + 5))),
    Kind(words="a level that promises children it has not (HL04)", code="map.level-children", mutate=level("map.level-children", 4, lambda _levels: "1")),
    Kind(words="lines counted wrong (CTT01)", code="map.count-mismatch", mutate=counted_wrong),
    Kind(words="quantities added up wrong (CTT02)", code="x12.hash-total", mutate=hashed_wrong),
    Kind(words="a wrong check digit of a UPC", code="x12.check-digit", mutate=check_digit("036000291453", {"235": "UP"})),
    Kind(words="a wrong check digit of an EAN", code="x12.check-digit", mutate=check_digit("4006381333932", {"235": "EN"})),
    Kind(words="a wrong check digit of a GTIN-14", code="x12.check-digit", mutate=check_digit("10036000291452", {"235": "UK"})),
    Kind(words="a wrong check digit of an SSCC", code="x12.check-digit", mutate=check_digit("00100012340000000017", {"88": "GM"})),
    Kind(words="a wrong check digit of a location number", code="x12.check-digit", mutate=check_digit("0012345000066", {"66": "UL"})),
    Kind(words="more sets accepted than received (AK904)", code="x12.ack-count", mutate=ack_counted_wrong),
    Kind(words="all sets accepted and the group rejected (AK901)", code="x12.ack-count", mutate=ack_verdict_wrong),
)  # fmt: skip
