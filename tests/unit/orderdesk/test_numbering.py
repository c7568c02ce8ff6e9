"""Some lines of an order decided by themselves, in the numbers of the order."""

from decimal import Decimal

from gateway.orderdesk.numbering import Numbering
from tests.unit.orderdesk.desk import decided, line, order

THREE = order(line(quantity="12"), line("PLATE", "6"), line(price=Decimal("0.90")))


def test_waivers_are_known_by_the_part_as_far_as_they_are_about_it() -> None:
    """Those of other lines stay out; those of the order and of whole rules go in."""
    assert ("V13", "V31/2") == Numbering((2, 3)).inward(("V13", "V31/3", "V31/1"))


def test_a_decision_on_a_part_is_one_on_the_order() -> None:
    """Lines, results, fixes and promises say the order's numbers."""
    numbering = Numbering((2, 3))
    decision = numbering.outward(decided(numbering.part_of(THREE), waived=numbering.inward(("V31/3",))))
    (result,) = [one for one in decision.results if one.rule == "V31"]

    assert [(2, 2), (3, 3)] == [(one.line, one.outcome.line) for one in decision.lines]
    assert (3, "lines[2].price", "lines[2].price") == (result.line, result.finding.path, result.fix.path)
    assert {2, 3} == {one.line for one in decision.commitments}
