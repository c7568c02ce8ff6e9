"""A broken condition tells which elements depend on which."""

import pytest

from gateway.application.conditions import with_conditions
from gateway.application.validating import validate
from tests.unit.application.test_validating import a_group, a_set, interchange, library

PLACE = "PO1*1*10*EA*9.95**VN*BOLT~CTT*1~"


def remedies(*segments: str, set_id: str = "850") -> list[tuple[str, str]]:
    """Return element and remedy of each finding in a set with these segments."""
    body = "BEG*00*SA*4500**20260301~" + "".join(f"{one}~" for one in segments) + PLACE
    content = interchange(a_group(a_set(body, set_id=set_id)))
    validated = with_conditions(validate(content, library()))
    judged = validated.interchanges[0].groups[0].judged[0]
    return [(one.element, one.fix) for one in judged.findings if one.code.startswith("x12.element-condition")]


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        ("DTM*037*20260301***19", ("DTM06", "DTM05 and DTM06 come together or not at all.")),
        ("REF*DP", ("REF02", "At least one of REF02 and REF03 is sent.")),
        ("REF*DP*1**MR>1>IA", ("REF04-4", "REF04-3 and REF04-4 come together or not at all.")),
        ("CSH*Y*A", ("CSH03", "With CSH02 comes CSH03.")),
    ],
)
def test_the_condition_is_the_remedy(segment: str, said: tuple[str, str]) -> None:
    """All or none, at least one, one with another; within a composite by its components."""
    assert [said] == remedies(segment)


def test_conditions_that_cannot_be_broken_there_are_not_told() -> None:
    """The first element is at fault only where at least one of several is asked for, or all or none."""
    assert [("PER04", "PER03 and PER04 come together or not at all.")] == remedies("PER*BD*A*TE")


def test_what_nothing_is_known_about_stays_as_it_is() -> None:
    """A set without a map has no conditions to spell out; other findings keep their remedies."""
    assert [] == remedies("REF*DP", set_id="199")
