"""Several ranges of a segment that carry one tuple together, and conditions that let only one of two elements be sent."""

import pytest

from gateway.mapping.faults import CannotWrite
from gateway.mapping.guide import page
from gateway.mapping.writing import write
from gateway.x12.delimiters import Delimiters
from gateway.x12.segments import join
from tests.unit.mapping.tiny import ORDER, Line, Order, Pair, made, reading, told

APART = ORDER.replace("PO106..PO109:", "PO106..PO107,PO110..PO111, PO114..PO115:")
QUANTITIES = ORDER.replace(
    "  - loop: CTT\n",
    """\
      - loop: QTY
        each: measures
        rows:
          - segment: QTY
            elements: {QTY01: kind, QTY02: value, QTY04: text}
  - loop: CTT
""",
    1,
)
BODY = "BEG*00*SA*PO-1**20240229\n{line}\n"


def names_of(line: str) -> list[tuple[str, str]]:
    """Return the names read from a line."""
    document = reading(made(APART), BODY.format(line=line)).document
    assert isinstance(document, Order)
    return [(one.kind, one.value) for one in document.lines[0].names]


def test_several_ranges_carry_one_tuple() -> None:
    """Each range adds its groups, in the order of the segment; what stands between belongs to nobody."""
    whole = "PO1*1*1*EA***UP*012345678905*ZZ*X*VN*A-1***LT*7"

    assert [("upc", "012345678905"), ("x12:VN", "A-1"), ("x12:LT", "7")] == names_of(whole)
    assert [("x12:VN", "A-1")] == names_of("PO1*1*1*EA*******VN*A-1")
    assert ("map.not-read", 3, "PO108") in told(
        reading(made(APART), BODY.format(line=whole)).findings, infos=True
    )


def test_several_ranges_are_filled_from_the_first() -> None:
    """Written are as many as there are places, and no more."""

    def line(count: int) -> str:
        names = tuple(Pair(kind="upc", value=str(at)) for at in range(count))
        order = Order(number="1", lines=(Line(number="1", names=names),))
        return next(join(one, Delimiters()) for one in write(made(APART), order) if one[0] == "PO1")

    assert ["PO1*1*****UP*0", "PO1*1*****UP*0***UP*1"] == [line(1), line(2)]
    assert "PO1*1*****UP*0***UP*1***UP*2" == line(3)
    with pytest.raises(CannotWrite, match="4 are more than the 3 that fit"):
        line(4)


def test_a_guide_names_several_ranges() -> None:
    """An integrator reads where the groups stand."""
    assert "| PO106..PO107, PO110..PO111, PO114..PO115 |" in page(made(APART))


def test_a_map_may_carry_both_of_two_elements_that_exclude_each_other() -> None:
    """A quantity is a number or words: a map has a field for each, a set sends one."""
    plan = made(QUANTITIES)

    one = reading(plan, BODY.format(line="PO1*1\nQTY*01*5\nQTY*38***MANY"))
    assert [] == told(one.findings)
    both = reading(plan, BODY.format(line="PO1*1\nQTY*01*5**MANY"))
    assert [("x12.element-condition", 4, "QTY04")] == told(both.findings)
