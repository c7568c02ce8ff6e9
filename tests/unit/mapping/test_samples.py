"""Samples: what is drawn keeps to conditions, lengths, types and usage, and is the same for the same chance."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.application.documents import CLASSES
from gateway.domain.canonical import dumps
from gateway.domain.orders import PurchaseOrder
from gateway.mapping.choosing import Choice
from gateway.mapping.fields import fields_of
from gateway.mapping.library import Library
from gateway.mapping.plan import FieldRow, LoopPlan, Plan, RangeRow, RowPlan, SegmentPlan, Spot
from gateway.mapping.samples import draw
from gateway.mapping.specimens import Specimens
from gateway.mapping.writing import read_back, write
from gateway.x12.definitions import (
    CompositeDef,
    Condition,
    ConditionKind,
    ElementDef,
    ElementUse,
    SegmentDef,
)
from gateway.x12.element_types import faults
from tests.maps import library

MAPPINGS = Path(__file__).parents[3] / "mappings"
SMALL = """
transaction_set: "850"
version: "004010"
document: purchase_order
title: Order
rows:
  - segment: BEG
    elements: {BEG01: {fixed: "00"}, BEG02: {fixed: SA}, BEG03: number, BEG05: ordered_on, BEG12: {usage: not_used}}
  - segment: REF
    each: references
    max: "1"
    usage: required
    elements: {REF01: {field: kind, codes: {DP: department, IA: internal}}, REF02: value}
  - segment: FOB
    usage: not_used
  - loop: N1
    usage: not_used
    rows:
      - segment: N1
        elements: {N101: {qualifier: ST}, N102: {fixed: NOBODY}}
  - loop: PO1
    each: lines
    usage: required
    rows:
      - segment: PO1
        elements: {PO101: number, PO102: quantity, PO103: unit}
"""


def small(tmp_path: Path, text: str = SMALL) -> Plan:
    (tmp_path / "standards").symlink_to(MAPPINGS / "standards")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    return Library((tmp_path,), CLASSES).plan("small")


def segments_of(rows: tuple[RowPlan, ...]) -> list[SegmentPlan]:
    found: list[SegmentPlan] = []
    for row in rows:
        found += segments_of(row.rows) if isinstance(row, LoopPlan) else [row]
    return found


ROWS = [
    pytest.param(segment, id=f"{name}-{at}-{segment.label}")
    for name in (
        "base/x12/004010/850",
        "base/x12/004010/856",
        "base/x12/004010/945",
        "base/x12/004010/997",
    )
    for at, segment in enumerate(segments_of(library().plan(name).rows))
]


def test_the_same_chance_gives_the_same_document() -> None:
    """A sample can be named by its number, and another number is another document."""
    plan = library().plan("base/x12/004010/850")

    assert dumps(draw(plan, Random(7))) == dumps(draw(plan, Random(7)))
    assert dumps(draw(plan, Random(7))) != dumps(draw(plan, Random(8)))


@pytest.mark.parametrize("seed", range(20))
def test_rows_that_must_are_filled_and_rows_that_must_not_are_left_out(tmp_path: Path, seed: int) -> None:
    """Usage and maximum of a map hold for what is drawn from it."""
    order = draw(small(tmp_path), Random(seed), rough=0.5)

    assert isinstance(order, PurchaseOrder)
    assert order.number
    assert order.ordered_on is not None
    assert 1 == len(order.references)
    assert {one.kind for one in order.references} <= {"department", "internal"}
    assert 1 <= len(order.lines) <= 2
    assert () == order.parties == order.freight


def test_samples_for_people_hold_a_turn_of_every_loop() -> None:
    """An order drawn to be shown has lines, parties and totals."""
    for seed in range(10):
        order = draw(library().plan("base/x12/004010/850"), Random(seed))

        assert order.lines
        assert order.parties


def test_rows_told_apart_by_a_qualifier_do_not_take_each_other_s_place(tmp_path: Path) -> None:
    """Where one row claims a code, a row without qualifiers never draws it."""
    text = SMALL.replace(
        "  - segment: REF\n",
        "  - segment: REF\n    elements: {REF01: {qualifier: CT}, REF02: contract}\n  - segment: REF\n",
        1,
    ).replace("{DP: department, IA: internal}", "{DP: department}, other: keep")
    plan = small(tmp_path, text)

    for seed in range(60):
        order = draw(plan, Random(seed), rough=1.0)
        assert "x12:CT" not in {one.kind for one in order.references}
        assert () == read_back(plan, order, write(plan, order))


@pytest.mark.parametrize("row", ROWS)
@settings(max_examples=25, deadline=None)
@given(random=st.integers(0, 2**32 - 1).map(Random))
def test_conditions_of_segments_hold(row: SegmentPlan, random: Random) -> None:
    """Whatever is chosen first, in the end every condition of the segment and of its composites holds."""
    choice = Choice(row, random)

    filled = filled_by(row, choice)
    positions = {position for position, _ in filled}
    for condition in row.segment.conditions:
        assert holds(condition, positions), condition
    for position, use in enumerate(row.segment.elements, 1):
        if isinstance(use.definition, CompositeDef):
            inner = {component for at, component in filled if at == position}
            assert all(holds(condition, inner) for condition in use.definition.conditions)
            assert not inner or all(
                number in inner for number, one in enumerate(use.definition.elements, 1) if one.usage == "M"
            )
    assert all(choice.holds(one) for one in row.elements if isinstance(one, FieldRow) and one.part.required)


def a_row(
    *conditions: Condition, fields: tuple[int, ...], optional: int = 6, ranged: tuple[int, ...] = ()
) -> SegmentPlan:
    """Return a row over a segment of optional elements, some of which carry a field, some a range."""
    model = library().plan("base/x12/004010/850").rows[0]
    assert isinstance(model, SegmentPlan)
    (number,) = [
        one for one in model.elements if isinstance(one, FieldRow) and one.part.field.name == "release"
    ]
    element = number.spot.element
    use = ElementUse(definition=element, usage="O", repeat=1)
    part = replace(number.part, field=replace(number.part.field, needed=False), required=False)
    spots = {at: Spot(segment="ZZZ", position=at, use=use, element=element) for at in (*fields, *ranged)}
    rows: list[FieldRow | RangeRow] = [FieldRow(spot=spots[at], part=part) for at in fields]
    if ranged:
        of = tuple(spots[at] for at in ranged)
        rows.append(RangeRow(spots=of, field=replace(part.field, many=True), item=None, parts=(part,)))
    segment = SegmentDef(id="ZZZ", name="Any", elements=(use,) * optional, conditions=conditions)
    return replace(model, segment=segment, elements=tuple(rows))


def condition(kind: ConditionKind, *positions: int) -> Condition:
    return Condition(kind=kind, positions=positions, certain=True)


@pytest.mark.parametrize(
    "row",
    [
        a_row(condition("E", 1, 2, 3), fields=(1, 2, 3)),
        a_row(condition("P", 1, 2), condition("E", 2, 3), fields=(1, 2, 3)),
        a_row(condition("P", 1, 2), fields=(1, 3)),
        a_row(condition("C", 1, 2), fields=(1, 3)),
        a_row(condition("L", 1, 2, 3), fields=(1, 4)),
        a_row(condition("L", 1, 2, 3), condition("R", 1, 3), fields=(1, 2, 3)),
        a_row(condition("E", 1, 3), fields=(1,), ranged=(2, 3, 4)),
        a_row(condition("L", 1, 3, 4), fields=(1,), ranged=(2, 3, 4)),
        a_row(condition("P", 3, 4), fields=(1,), ranged=(2, 3, 4)),
    ],
    ids=lambda row: " ".join(f"{one.kind}{one.positions}" for one in row.segment.conditions),
)
@settings(max_examples=40, deadline=None)
@given(random=st.integers(0, 2**32 - 1).map(Random))
def test_conditions_hold_even_where_not_every_element_has_a_field(row: SegmentPlan, random: Random) -> None:
    """What cannot be added is taken away instead, ranges from their end."""
    filled = {position for position, _ in filled_by(row, Choice(row, random))}

    assert all(holds(one, filled) for one in row.segment.conditions)


def test_conditions_that_cannot_hold_do_not_hang() -> None:
    """A segment whose conditions contradict each other is left as it is after a while."""
    row = a_row(condition("R", 1, 2), condition("E", 1, 3), condition("C", 1, 3), fields=(1, 3))

    assert isinstance(Choice(row, Random(1)), Choice)


def filled_by(row: SegmentPlan, choice: Choice) -> set[tuple[int, int]]:
    filled: set[tuple[int, int]] = set()
    for one in row.elements:
        if isinstance(one, RangeRow):
            for spots in list(one.groups)[: choice.groups_of(one)]:
                filled |= {(spot.position, spot.component) for spot in spots}
        elif not isinstance(one, FieldRow) or choice.holds(one):
            filled.add((one.spot.position, one.spot.component))
    return filled


def holds(condition: Condition, filled: set[int]) -> bool:
    have = [position in filled for position in condition.positions]
    return {
        "P": all(have) or not any(have),
        "R": any(have),
        "E": sum(have) < 2,
        "C": not have[0] or all(have),
        "L": not have[0] or any(have[1:]),
    }[condition.kind]


@pytest.mark.parametrize("row", ROWS)
@settings(max_examples=20, deadline=None)
@given(random=st.integers(0, 2**32 - 1).map(Random), rough=st.sampled_from([0.0, 0.5, 1.0]))
def test_values_fit_their_elements(row: SegmentPlan, rough: float, random: Random) -> None:
    """What is drawn for an element encodes to a text of its type and length, and decodes to itself."""
    specimens = Specimens(random, rough)
    for one in row.elements:
        if isinstance(one, FieldRow):
            value = specimens.value(one.part, one.spot)
            text = one.part.encode(value)
            assert () == tuple(faults(one.spot.element, text)), (one.spot.reference, text)
            assert len(text) <= (one.part.maximum or one.spot.element.maximum + 2)
            assert value == (one.part.decode(text) if one.part.decode else text)


@pytest.mark.parametrize(
    ("kind", "minimum", "maximum"),
    [("DT", 8, 8), ("TM", 4, 8), ("N0", 1, 9), ("R", 1, 9), ("AN", 1, 1), ("AN", 2, 40), ("ID", 3, 3)],
)
@pytest.mark.parametrize("rough", [0.0, 1.0])
def test_texts_fit_elements_of_every_type(kind: str, minimum: int, maximum: int, rough: float) -> None:
    """A field that keeps an element as text gets what the element's type allows."""
    element = ElementDef(number="9999", name="Any", type=kind, minimum=minimum, maximum=maximum)
    (row,) = [
        one
        for one in library().plan("base/x12/004010/850").rows[0].elements
        if isinstance(one, FieldRow) and one.part.field.name == "number"
    ]
    spot = type(row.spot)(
        segment="ZZZ", position=1, use=ElementUse(definition=element, usage="O", repeat=1), element=element
    )
    for seed in range(50):
        text = Specimens(Random(seed), rough).value(row.part, spot)
        assert () == tuple(faults(element, text))


@pytest.mark.parametrize("name", library().names(editions=False))
def test_required_fields_are_always_there(name: str) -> None:
    """A document drawn has everything its type cannot be without."""
    plan = library().plan(name)
    for seed in range(5):
        document = draw(plan, Random(seed), rough=0.3)
        for field in fields_of(plan.kind).values():
            assert not field.needed or getattr(document, field.name) not in (None, "")
