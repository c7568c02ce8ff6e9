"""Laws of the mapping language over every map there is: unambiguous, complete, two-way, and never surprised by a set."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from pathlib import Path
from random import Random

import pytest

from gateway.application.documents import CLASSES
from gateway.domain.findings import KINDS, Severity
from gateway.mapping import shapes
from gateway.mapping.fields import fields_of
from gateway.mapping.library import Library
from gateway.mapping.plan import FieldRow, LoopPlan, Plan, RangeRow, RowPlan, SegmentPlan
from gateway.mapping.reading import Reading, read
from gateway.mapping.samples import draw
from gateway.mapping.writing import write
from gateway.x12.delimiters import Delimiters
from gateway.x12.interchanges import TransactionSet
from gateway.x12.segments import join
from tests.maps import library

MAPPINGS = Path(__file__).parents[2] / "mappings"
UNSEEN = Delimiters(element="\x1d", component="\x1f", segment="\x1c")


MAPS = library().names(editions=False)
EDITIONS = [name for name in library().editions() if name not in MAPS]
SEEDS = range(18)
ROUGH = (0.3, 0.0, 1.0)
"""How much of what the standard allows and nobody writes stands in the sample of a seed."""


def plans(rows: Sequence[RowPlan]) -> Iterator[RowPlan]:
    """Yield rows at every depth."""
    for row in rows:
        yield row
        if isinstance(row, LoopPlan):
            yield from plans(row.rows)


def wrapped(plan: Plan, segments: Sequence[str]) -> TransactionSet:
    """Return written segments as a set that was received."""
    separator = UNSEEN.element
    whole = (
        f"ST{separator}{plan.set_id}{separator}0001",
        *segments,
        f"SE{separator}{len(segments) + 2}{separator}0001",
    )
    return TransactionSet(id=plan.set_id, control_number="0001", segments=whole, delimiters=UNSEEN)


@lru_cache(maxsize=len(SEEDS))
def sampled(name: str, seed: int) -> tuple[object, tuple[str, ...]]:
    """Return a document drawn from a map, and what the map writes of it."""
    plan = library().plan(name)
    document = draw(plan, Random(seed), rough=ROUGH[seed % len(ROUGH)])
    return document, tuple(join(one, UNSEEN) for one in write(plan, document))


def holds_what_it_writes(name: str, seed: int) -> None:
    """Hold that read(write(d)) == d without a finding above an explanation, and write(read(s)) == s."""
    plan = library().plan(name)
    document, segments = sampled(name, seed)
    result = read(plan, wrapped(plan, segments))

    assert document == result.document
    assert [] == [one for one in result.findings if one.severity is not Severity.INFO]
    assert segments == tuple(join(one, UNSEEN) for one in write(plan, result.document))


@pytest.mark.parametrize("name", MAPS)
def test_a_map_reads_what_it_writes_and_writes_what_it_reads(name: str) -> None:
    """A map is a lens, segment by segment."""
    for seed in SEEDS:
        holds_what_it_writes(name, seed)


@pytest.mark.parametrize("name", EDITIONS)
def test_an_edition_reads_what_it_writes(name: str) -> None:
    """Every base map in every version that has its set, written or recast, is a lens like the map it came from."""
    for seed in SEEDS[:3]:
        holds_what_it_writes(name, seed)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_damaged_set_of_an_edition_gives_findings(name: str) -> None:
    """Whatever stands in a set of any version, reading ends with values that name known codes."""
    plan = library().plan(name)
    result = read(plan, wrapped(plan, damaged(sampled(name, 7)[1], Random(7))))

    assert {one.code for one in result.findings} <= set(KINDS)
    assert result.document is not None or any(one.severity is Severity.ERROR for one in result.findings)


def damaged(segments: Sequence[str], random: Random) -> list[str]:
    """Return segments after a few slips: dropped, doubled, moved, or with a text changed."""
    hurt = list(segments)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(hurt))
        slip = random.choice(["drop", "double", "move", "text", "text", "text"])
        if slip == "drop" and len(hurt) > 1:
            del hurt[at]
        elif slip == "double":
            hurt.insert(at, hurt[at])
        elif slip == "move":
            hurt.insert(random.randrange(len(hurt)), hurt.pop(at))
        else:
            elements = hurt[at].split(UNSEEN.element)
            texts = [
                "",
                "X",
                "-",
                ".",
                "99999999",
                "20240230",
                "2500",
                "x" * 300,
                "é",
                "\t",
                f"A{UNSEEN.component}B",
                "ZZZ",
            ]
            elements[random.randrange(len(elements))] = random.choice(texts)
            hurt[at] = UNSEEN.element.join(elements)
    return hurt


@pytest.mark.parametrize("name", MAPS)
def test_a_damaged_set_gives_findings_and_never_a_traceback(name: str) -> None:
    """Whatever stands in a set, reading ends with values that name known codes and places in the set."""
    plan = library().plan(name)
    for seed in SEEDS:
        segments = damaged(sampled(name, seed)[1], Random(seed))
        result = read(plan, wrapped(plan, segments))

        assert {one.code for one in result.findings} <= set(KINDS)
        assert all(1 <= one.position <= len(segments) + 3 for one in result.findings)
        assert result.document is not None or any(one.severity is Severity.ERROR for one in result.findings)


@cache
def slowly() -> Library:
    return Library((MAPPINGS,), CLASSES)


@pytest.mark.parametrize("name", MAPS)
def test_the_fast_way_and_the_slow_way_agree(name: str) -> None:
    """A set in which every segment is examined reads as one in which patterns decide."""
    plan = library().plan(name)
    for seed in SEEDS[:9]:
        received = wrapped(plan, damaged(sampled(name, seed)[1], Random(seed)))

        assert read(plan, received) == examined(name, received)


def examined(name: str, received: TransactionSet) -> Reading:
    """Return what reading gives when no pattern is ever remembered."""
    kept, shapes.MOST_SHAPES = shapes.MOST_SHAPES, 0
    try:
        return read(slowly().plan(name), received)
    finally:
        shapes.MOST_SHAPES = kept


@pytest.mark.parametrize("name", MAPS)
def test_a_map_is_unambiguous(name: str) -> None:
    """Rows of one place differ in a qualifier, or the last has none."""

    def check(rows: Sequence[RowPlan]) -> None:
        chains: dict[int, list[RowPlan]] = {}
        for row in rows:
            chains.setdefault(id(row.loop if isinstance(row, LoopPlan) else row.place), []).append(row)
            if isinstance(row, LoopPlan):
                check(row.rows)
        for chain in chains.values():
            tests = [tuple((one.spot.reference, one.text) for one in row.tests) for row in chain]
            assert len(set(tests)) == len(tests)
            assert all(tests[:-1])

    check(library().plan(name).rows)


@pytest.mark.parametrize("name", MAPS)
def test_a_map_fills_every_field_its_documents_need(name: str) -> None:
    """A field without default is carried by an element that must be sent, at every depth."""
    plan = library().plan(name)
    for holder, rows in holders(plan):
        needed = {field.name for field in fields_of(holder).values() if field.needed}
        assert needed <= {field for field, certain in carried(rows) if certain}
        assert {field for field, _ in carried(rows)} <= {field.name for field in fields(holder)}


def holders(plan: Plan) -> Iterator[tuple[type, Sequence[RowPlan]]]:
    """Yield every type a map builds, with the rows that fill it."""
    yield plan.kind, plan.rows
    for row in plans(plan.rows):
        if row.target:
            yield row.holder, row.rows if isinstance(row, LoopPlan) else (row,)


def carried(rows: Sequence[RowPlan]) -> Iterator[tuple[str, bool]]:
    """Yield the fields rows fill in their holder, and whether each is sure to be sent."""
    lone = len(rows) == 1
    for row in rows:
        if row.target and not (lone and isinstance(row, SegmentPlan)):
            yield row.target.field.name, False
        elif isinstance(row, LoopPlan):
            yield from carried(row.rows)
        else:
            for one in row.elements:
                if isinstance(one, FieldRow):
                    yield one.part.field.name, one.part.required
                elif isinstance(one, RangeRow):
                    yield one.field.name, False
