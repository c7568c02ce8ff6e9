"""Screens: when a pattern is made, what it passes, and what it leaves to the exact reader."""

import pytest

from gateway.mapping import screening
from gateway.mapping.plan import Plan
from gateway.mapping.reading import read
from gateway.mapping.scopes import readers_of
from gateway.mapping.screening import LESSON, Screen, findings_of, screen_of
from gateway.x12.delimiters import USUAL, Delimiters
from tests.unit.mapping.tiny import HAPPY, HEAD, ORDER, made, received

PLAN = made(ORDER)
OTHER = """\
BEG*01*SA*PO-2**20250101
N1*BT*Office*92*0001
N4*Springfield
PO1**1
CTT*1
"""


def taught(plan: Plan, *bodies: str, delimiters: Delimiters = USUAL) -> Screen:
    """Return a screen that knows sets in which nothing is found."""
    screen = Screen(readers_of(plan, delimiters))
    for body in bodies:
        one = received(body, set_id=plan.set_id, delimiters=delimiters)
        assert () == read(plan, one).findings
        screen.learn(one.segments)
    screen.settle()
    return screen


def passes(screen: Screen, body: str) -> bool:
    plan = screen.readers.plan
    one = received(body, set_id=plan.set_id, delimiters=screen.readers.delimiters)
    passed = screen.passes(one.segments)
    assert not (passed and read(plan, one).findings), "the exact reader disagrees"
    return passed


def test_what_is_like_what_was_learned_passes() -> None:
    """Other values, more turns, rows that were seen in another set."""
    screen = taught(PLAN, HAPPY, OTHER)

    assert passes(screen, HAPPY)
    assert passes(screen, OTHER)
    assert passes(
        screen,
        HAPPY.replace("PO-1", "PO-99")
        .replace("PO1*2*2.5*CA\n", "PO1*2*7*EA\nPO1*3*1*EA\n")
        .replace("CTT*2", "CTT*3"),
    )
    assert passes(screen, HAPPY.replace("REF*DP*099\n", "").replace("CTT*2\nAMT*TT*125.5\n", ""))
    assert passes(screen, HAPPY.replace("REF*DP*099\nREF*MR*17\n", "REF*MR*17\nREF*DP*099\nREF*MR*18\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20240229", "20230229"),
        ("BEG*00", "BEG*02"),
        ("BEG*00*SA", "BEG*00*NE"),
        ("CTT*2", "CTT*3"),
        ("CTT*2", "CTT*-2"),
        ("0012", "0012345"),
        ("012345678905", "012345678906"),
        ("*UP*", "*QQ*"),
        ("N4*Springfield\n", ""),
        ("N3*Third\n", "N3*Third\nN3*Fourth\n"),
        ("PO1*2*2.5*CA", "PO1*2*2.5*CA*"),
        ("PO1*2*2.5*CA", "PO1*2*2.5*"),
        ("REF*DP*099\n", "REF*DP*099\nREF*DP\n"),
        ("REF*MR*17\n", "REF*MR*17\nPER*BD*Miller\n"),
        ("N9*L1*note\n", ""),
        (
            "N1*ST*Store*92*0012\nN3*1 Main St*Suite 4\nN3*Third\nN4*Springfield\n",
            "N1*ST*Store*92*0012\nN4*A\n" * 4,
        ),
        ("first", "x" * 265),
        ("first", "first\tone"),
        ("PO1*1*10*EA", "PO1*1*ten*EA"),
        ("AMT*TT*125.5\n", "AMT*TT*125.5\nCTT*2\n"),
        ("AMT*TT", "AMT*1"),
    ],
)
def test_anything_amiss_does_not_pass(old: str, new: str) -> None:
    """The exact reader has to say what it is."""
    screen = taught(PLAN, HAPPY, OTHER)

    assert old in HAPPY
    assert not passes(screen, HAPPY.replace(old, new))


@pytest.mark.parametrize(("at", "name"), [(0, "STX"), (-1, "SE1")])
def test_a_header_or_trailer_of_another_name_does_not_pass(at: int, name: str) -> None:
    """A set begins with ST and ends with SE, not with what only begins like them."""
    screen = taught(PLAN, HAPPY, OTHER)
    segments = list(received(HAPPY, set_id="850", delimiters=screen.readers.delimiters).segments)
    segments[at] = name + segments[at][2:]

    assert not screen.passes(tuple(segments))


def test_a_screen_that_was_taught_nothing_passes_nothing() -> None:
    """Before the first pattern is made all sets are read."""
    assert not passes(Screen(readers_of(PLAN, USUAL)), HAPPY)
    assert not passes(taught(PLAN), HAPPY)


def learned(plan: Plan, body: str) -> int:
    """Return how many times a set was read before its screen knew it."""
    one = received(body)
    for times in range(3000):
        if screen_of(plan, USUAL).passes(one.segments):
            return times
        assert () == findings_of(plan, one)
    raise AssertionError("it never learned")


def test_findings_are_those_of_the_reader_and_teach_the_screen() -> None:
    """Enough clean sets make a pattern; a damaged one is read as ever."""
    plan = made(ORDER)
    bad = received(HAPPY.replace("CTT*2", "CTT*3"))

    assert learned(plan, HAPPY) > LESSON // 2
    assert () == findings_of(plan, received(HAPPY))
    assert read(plan, bad).findings == findings_of(plan, bad) != ()


def test_a_pattern_is_made_anew_when_there_is_news() -> None:
    """What came later passes too, after twice as many sets."""
    plan = made(ORDER)
    learned(plan, HAPPY)

    assert learned(plan, OTHER) > LESSON
    assert 0 == learned(plan, HAPPY)


def test_a_row_that_comes_in_too_many_ways_is_known_in_some_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern stays small."""
    monkeypatch.setattr(screening, "MOST_WAYS", 1)
    screen = taught(PLAN, HAPPY, OTHER)

    assert not passes(screen, HAPPY)
    assert passes(
        screen, HAPPY.replace("PO1*2*2.5*CA\n", "").replace("CTT*2", "CTT*1").replace("N3*Third\n", "")
    )


def test_a_new_screen_takes_the_place_of_one_whose_readers_are_gone() -> None:
    """A pattern never outlives the readers it was made of."""
    plan = made(ORDER)
    screen = screen_of(plan, USUAL)
    assert screen is screen_of(plan, USUAL)
    del plan.kept[USUAL]

    assert screen is not screen_of(plan, USUAL)


def test_what_is_out_of_order_teaches_nothing() -> None:
    """A set without its SE may have no finding of the reader's own."""
    screen = Screen(readers_of(PLAN, USUAL))
    screen.learn(received(HAPPY).segments[:-1])
    screen.settle()

    assert not passes(screen, HAPPY)


def test_repetitions_are_left_to_the_reader() -> None:
    """Where a separator of repetitions occurs at all, the set is read."""
    delimiters = Delimiters(repetition="^")
    screen = taught(PLAN, HAPPY, delimiters=delimiters)

    assert passes(screen, HAPPY)
    assert not passes(screen, HAPPY.replace("first", "fi^rst"))


def test_other_delimiters_have_a_pattern_of_their_own() -> None:
    """Any character may separate, those that mean something in a pattern among them."""
    delimiters = Delimiters(element="|", component="^", segment="]")
    screen = taught(PLAN, HAPPY, delimiters=delimiters)

    assert passes(screen, HAPPY)
    assert not passes(screen, HAPPY.replace("CTT*2", "CTT*1"))


TWO = (
    HEAD
    + """\
  - segment: BEG
    elements: {BEG01: {fixed: "00"}, BEG02: {fixed: SA}, BEG03: number, BEG05: ordered_on}
  - loop: N1
    into: home
    rows:
      - segment: N1
        elements: {N101: {qualifier: ST}, N102: role}
  - loop: N1
    each: places
    rows:
      - segment: N1
        elements: {N101: role, N102: name}
  - loop: PO1
    each: lines
    rows:
      - segment: PO1
        elements: {PO101: number}
      - segment: MEA
        each: measures
        elements: {MEA01: kind, MEA02: text, MEA03: value, MEA04-1: {qualifier: KG}}
      - segment: MEA
        each: more
        elements: {MEA01: kind, MEA02: text, MEA03: value}
"""
)


def test_a_row_with_a_limit_of_its_own_among_others_keeps_to_it() -> None:
    """However the segments of the place are mixed."""
    plan = made(
        ORDER.replace(
            "- segment: REF\n    elements: {REF01: {qualifier",
            '- segment: REF\n    max: "1"\n    elements: {REF01: {qualifier',
        )
    )
    screen = taught(plan, HAPPY)

    assert passes(screen, HAPPY.replace("REF*DP*099\n", "REF*MR*1\nREF*DP*099\nREF*MR*2\n"))
    assert not passes(screen, HAPPY.replace("REF*DP*099\n", "REF*DP*1\nREF*MR*1\nREF*DP*099\n"))


def test_a_row_that_must_come_among_others_is_left_to_the_reader() -> None:
    """No pattern can say that one of them is there."""
    plan = made(
        ORDER.replace(
            "- segment: REF\n    elements: {REF01: {qualifier",
            "- segment: REF\n    usage: required\n    elements: {REF01: {qualifier",
        )
    )

    assert not passes(taught(plan, HAPPY), HAPPY)


def test_a_count_of_what_segments_fill_is_left_to_the_reader() -> None:
    """Only a count of loops can be compared with the text."""
    plan = made(ORDER.replace("count_of: lines", "count_of: names"))
    body = HAPPY.replace("CTT*2", "CTT*1")

    assert not passes(taught(plan, body), body)


SEVERAL = """\
BEG*00*SA*PO-1**20240229
N1*ST*Store
N1*BT*Office
PO1*1
MEA*WT*G*5*KG
MEA*WT*G*5
"""


def test_rows_and_loops_are_told_apart_by_their_qualifiers() -> None:
    """A segment goes to the first row it fits; what cannot be told by pattern is left to the reader."""
    screen = taught(made(TWO), SEVERAL)
    plain = SEVERAL.replace("N1*ST*Store\n", "").replace("MEA*WT*G*5\n", "")

    assert passes(screen, plain)
    assert not passes(screen, plain.replace("N1*BT", "N1*ST"))
    assert not passes(screen, plain.replace("5*KG", "5"))


def test_a_loop_that_must_come_among_others_is_left_to_the_reader() -> None:
    """No pattern can say that one of them is there."""
    plan = made(TWO.replace("  - loop: N1\n    into", "  - loop: N1\n    usage: required\n    into", 1))

    assert not passes(taught(plan, SEVERAL), SEVERAL)


def test_an_order_of_ten_thousand_lines_is_known_in_one_piece() -> None:
    """The pattern goes over it once, whatever its length; one line too many in its count is seen."""
    screen = taught(PLAN, HAPPY)
    lines = "".join(f"PO1*{line}*1*CA\n" for line in range(1, 10_001))
    body = HAPPY.replace("PO1*2*2.5*CA\n", "").replace("PO1*1*10*EA***UP*012345678905*VN*AB-1\n", lines)

    assert passes(screen, body.replace("CTT*2", "CTT*10000"))
    assert not passes(screen, body.replace("CTT*2", "CTT*10001"))


def test_a_text_made_to_be_gone_back_over_is_left_to_the_reader() -> None:
    """What almost matches ten thousand times ends as soon as what does not match at all."""
    screen = taught(PLAN, HAPPY)
    almost = "N3*1\n" * 10_000 + "N3*" + "*" * 10_000 + "\n" + "PO1*1*1*CA\n" * 10_000 + "PO1\n"

    assert not passes(screen, HAPPY.replace("N3*Third\n", almost))
