"""Adding up: the numbers of a set that are surely right, told from its text."""

import pytest

from gateway.x12.adding_up import adding_up
from gateway.x12.arithmetic import Arithmetic
from gateway.x12.delimiters import USUAL
from tests.unit.mapping.tiny import dictionary

LINES = "PO1*1*10*EA***UP*012345678905~PO1*2*2.5*CA~"


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (LINES, True),
        (f"{LINES}CTT*2~", True),
        (f"{LINES}CTT*2*12.5~", True),
        (f"{LINES}CTT*2*13~", False),
        (f"{LINES.replace('905', '906')}CTT*2~", False),
        ("PO1*1*10*EA***UP*UP*012345678906~", False),
        ("PO1*1*10*EA***VN*012345678906~", True),
    ],
)
def test_a_set_whose_numbers_are_right_is_known(text: str, sure: object) -> None:
    """Check digits wherever they stand, totals where they are stated."""
    arithmetic = Arithmetic(dictionary().sets["850"])

    assert sure is adding_up(arithmetic, USUAL).surely(f"ST*850*0001~{text}SE*4*0001~")
