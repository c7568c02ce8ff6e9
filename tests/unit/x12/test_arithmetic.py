"""Arithmetic: check digits, hash totals and counts of acknowledgements, and what would be right."""

from pathlib import Path

import pytest

from gateway.domain.check_digits import check_digit
from gateway.x12.arithmetic import Arithmetic
from gateway.x12.dictionary import load

DICTIONARY = load(Path(__file__).resolve().parents[3] / "mappings/standards/x12/004010")


def slips(set_id: str, *segments: str) -> list[tuple[str, int, int, str]]:
    rows = [one.split("*") for one in segments]
    arithmetic = Arithmetic(DICTIONARY.sets[set_id])
    found = [(one.code, one.position, one.element, one.right) for one in arithmetic.slips(rows)]
    assert [] == list(arithmetic.slips(arithmetic.mended(rows)))
    return found


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("03600029145", "2"),
        ("400638133393", "1"),
        ("7351353", "7"),
        ("1001234567890", "2"),
        ("0", "0"),
        ("00614141999999999", "4"),
    ],
)
def test_the_digit_makes_the_weighted_sum_a_multiple_of_ten(number: str, right: str) -> None:
    """Threes and ones from the right, whatever the length."""
    weighted = sum(int(one) * (3 if at % 2 else 1) for at, one in enumerate(reversed(number + right)))

    assert right == check_digit(number)
    assert 0 == weighted % 10


@pytest.mark.parametrize(
    ("segment", "element", "right"),
    [
        ("PO1*1*2*EA***UP*036000291453", 7, "036000291452"),
        ("PO1*1*2*EA***VN*1*EN*4006381333930", 9, "4006381333931"),
        ("PO1*1*2*EA***EN*73513530", 7, "73513537"),
        ("PO1*1*2*EA***UK*10036000291453", 7, "10036000291459"),
        ("PO1*1*2*EA***UI*036000291450", 7, "036000291452"),
        ("PO1*1*2*EA***UA*4006381333930", 7, "4006381333931"),
        ("MAN*GM*00106141410000000012", 2, "00106141410000000019"),
        ("MAN*AA*106141410000000012", 2, "106141410000000019"),
        ("MAN*CP*1**GM*106141410000000012", 5, "106141410000000019"),
        ("N1*ST*Store*UL*0012345000066", 4, "0012345000065"),
    ],
)
def test_a_wrong_check_digit_is_named_with_the_right_one(segment: str, element: int, right: str) -> None:
    """Of every kind of number that has one, wherever its kind stands before it."""
    assert [("x12.check-digit", 2, element, right)] == slips("850", "ST*850*0001", segment)


@pytest.mark.parametrize(
    "segment",
    [
        "PO1*1*2*EA***UP*036000291452",
        "PO1*1*2*EA***UP*03600029145",
        "PO1*1*2*EA***UI*03600029145",
        "PO1*1*2*EA***UA*036000291450",
        "PO1*1*2*EA***UP*03600029145X",
        "PO1*1*2*EA***UP*٠٣٦٠٠٠٢٩١٤٥٣",
        "PO1*1*2*EA***VN*036000291453",
        "PO1*1*2*EA***UP",
        "MAN*CP*106141410000000012",
        "N1*ST*Store*92*0012345000066",
    ],
)
def test_a_number_without_a_check_digit_is_left_alone(segment: str) -> None:
    """Lengths and kinds without one, and whatever is no number."""
    assert [] == slips("850", "ST*850*0001", segment)


@pytest.mark.parametrize(
    ("total", "right"),
    [
        ("15.5", ""),
        ("15.50", ""),
        ("65", ""),
        ("0065", ""),
        ("16", "15.5"),
        ("", ""),
        ("many", ""),
    ],
)
def test_a_hash_total_is_a_sum_of_values_or_of_their_digits(total: str, right: str) -> None:
    """10 and 5.5 are 15.5; without regard to points, as the standard has it, 10 and 55 are 65."""
    found = slips("850", "ST*850*0001", "PO1*1*10*EA", "PO1*2*5.5*EA", f"CTT*2*{total}")

    assert ([("x12.hash-total", 4, 2, right)] if right else []) == found


@pytest.mark.parametrize("line", ["PO1*2**EA", "PO1*2", "PO1*2*x*EA", "PO1*2*-*EA"])
def test_a_hash_total_over_a_quantity_that_is_none_is_not_judged(line: str) -> None:
    """What is wrong is said of the quantity."""
    assert [] == slips("850", "ST*850*0001", "PO1*1*10*EA", line, "CTT*2*99")


def test_a_hash_total_too_long_for_its_element_loses_its_first_digits() -> None:
    """The sum of the digits, without regard to points, and of that the last ten."""
    lines = ("PO1*1*9999999999*EA", "PO1*2*9.5*EA")

    assert [("x12.hash-total", 3, 2, "0000000094")] == slips("850", *lines, "CTT*2*1")
    assert [] == slips("850", *lines, "CTT*2*94")


def test_only_sets_with_a_rule_have_a_hash_total() -> None:
    """A set without lines is not judged, nor one whose total adds up something else."""
    assert [] == slips("850", "CTT*0*99")
    assert [] == slips("850", "PO1*1*10*EA", "CTT*1")
    assert [] == slips("180", "CTT*0*99")
    assert [("x12.hash-total", 2, 2, "3")] == slips("810", "IT1*1*3*EA", "CTT*1*4")


@pytest.mark.parametrize(
    ("verdicts", "stated", "expected"),
    [
        ("AA", "A*2*2*2", []),
        ("AE", "E*2*2*2", []),
        ("AR", "P*2*2*1", []),
        ("RR", "R*2*2*0", []),
        ("RX", "X*2*2*0", []),
        ("", "A*9*9*9", []),
        ("", "P*9*9*4", []),
        ("A", "P*9*9*4", []),
        ("", "A*9*x*9", []),
        ("", "A", []),
        ("", "M*1*1*1", []),
        ("", "R*0*0*0", []),
        ("AR", "P*2*2*2", [(4, "1")]),
        ("AR", "P*2*1*1", [(3, "2")]),
        ("AR", "A*2*2*1", [(1, "P")]),
        ("RR", "P*2*2*0", [(1, "R")]),
        ("AA", "R*2*2*2", [(1, "A")]),
        ("", "A*3*3*4", [(4, "3")]),
        ("AA", "A*3*3*1", [(4, "2"), (1, "P")]),
        ("AA", "P*3*3*1", [(4, "2")]),
    ],
)
def test_a_group_acknowledgement_agrees_with_its_answers(
    verdicts: str, stated: str, expected: list[tuple[int, str]]
) -> None:
    """How many were received and accepted, and the verdict that follows."""
    answers = [f"AK5*{one}" for one in verdicts]
    found = slips("997", "ST*997*0001", "AK1*PO*1", *answers, f"AK9*{stated}")

    assert [("x12.ack-count", len(answers) + 3, at, right) for at, right in expected] == found
