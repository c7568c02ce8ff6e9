"""Nesting: sets with levels are known at a glance where their numbers say what their kinds and order say."""

import pytest

from gateway.mapping.nesting import nesting_of
from gateway.mapping.reading import read
from gateway.mapping.scopes import readers_of
from gateway.mapping.screening import Screen
from gateway.x12.delimiters import USUAL
from tests.unit.mapping.test_levels import HEAD, NOTICE, PLAN, WRITTEN, Notice
from tests.unit.mapping.tiny import made, received

CLEAN = WRITTEN.replace("HL*7*2*I\nLIN**VN*3\nHL*8*1*O*0", "HL*7*1*O*0").replace("HL*9*1", "HL*8*1")
CLEAN = CLEAN.replace("CTT*9", "CTT*8")


def screen() -> Screen:
    """Return a screen that knows a notice in which nothing is found."""
    made_anew = Screen(readers_of(PLAN, USUAL))
    one = received(CLEAN, set_id="856")
    assert () == read(PLAN, one).findings
    made_anew.learn(one.segments)
    made_anew.settle()
    return made_anew


def test_a_notice_like_one_that_was_learned_passes() -> None:
    """More orders, more boxes, other levels left out."""
    more = HEAD + "HL*1**S*1\nMEA*WT**1*LB\n"
    for at in range(2, 12, 2):
        more += f"HL*{at}*1*O*1\nPRF*O{at}\nHL*{at + 1}*{at}*P*0\nMAN*GM*B\n"

    assert screen().passes(received(CLEAN, set_id="856").segments)
    assert screen().passes(received(more + "CTT*11\n", set_id="856").segments)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HL*2*1*O*1", "HL*2*9*O*1"),
        ("HL*2*1*O*1", "HL*2**O*1"),
        ("HL*2*1*O*1", "HL*3*1*O*1"),
        ("HL*2*1*O*1", "HL*2*1*O*0"),
        ("HL*2*1*O*1", "HL*2*1*X*1"),
        ("HL*2*1*O*1", "HL*2*1"),
        ("HL*3*2*P*1", "HL*3*1*P*1"),
        ("HL*6*2*P*0", "HL*6*2*P*1"),
        ("HL*5*3*I", "HL*5*2*I"),
        ("HL*8*1*T*0\nMAN*GM*P\nCTT*8", "HL*8*1*T*0\nMAN*GM*P\nHL*9*1*T*0\nMAN*GM*P\nCTT*9"),
        ("HL*1**S*1\n", "HL*1**S*0\nMEA*WT**1*LB\nHL*1**S*1\n"),
    ],
)
def test_what_is_numbered_otherwise_is_read(old: str, new: str) -> None:
    """It may be in order all the same, as an item that stands beside the box before it: the exact reader knows."""
    assert old in CLEAN
    assert not screen().passes(received(CLEAN.replace(old, new), set_id="856").segments)


@pytest.mark.parametrize(
    ("body", "followed"),
    [
        ("HL*1**S~HL*2*1*O~", True),
        ("HL*1**S~HL*2*1~", False),
        ("HL*1**S~HL*2*1*X~", False),
        ("HL*1**O~", False),
        ("HL*1**S~HL*2*1*T~HL*3*1*T~", False),
    ],
)
def test_numbers_alone(body: str, followed: object) -> None:
    """Each level below the nearest that may hold it, and no second one where one may be there."""
    nesting = nesting_of(readers_of(PLAN, USUAL))

    assert nesting is not None
    assert followed is nesting.holds(f"BSN*00~{body}")


def test_an_item_in_a_box_is_not_taken_for_one_of_its_order() -> None:
    """Though it has a segment that is read of those alone."""
    quantity = '                  - {segment: SN1, elements: {SN102: {fixed: "1"}, SN103: unit}}\n'
    item = NOTICE[NOTICE.index("              - &item") : NOTICE.index("          - *item")]
    own = "\n".join(line[4:] for line in item.replace("&item\n                loop", "loop").splitlines())
    bare = item.replace(quantity, "").replace("&item\n                loop", "loop")
    plan = made(NOTICE.replace(item, bare).replace("          - *item", own), Notice)
    learned = Screen(readers_of(plan, USUAL))
    begin = f"{HEAD}HL*1**S\nMEA*WT**1*LB\nHL*2*1*O\nPRF*O1\n"
    boxed = f"{begin}HL*3*2*P\nMAN*GM*A\nHL*4*3*I\nLIN**VN*1\nCTT*4\n"
    for body in (boxed, f"{begin}HL*3*2*I\nLIN**VN*1\nSN1**1*EA\nCTT*3\n"):
        one = received(body, set_id="856")
        assert () == read(plan, one).findings
        learned.learn(one.segments)
    learned.settle()

    assert learned.passes(received(boxed, set_id="856").segments)
    counted = received(boxed.replace("CTT*4", "SN1**1*EA\nCTT*4"), set_id="856")
    assert ["map.not-read"] == [one.code for one in read(plan, counted).findings]
    assert not learned.passes(counted.segments)


def test_rows_that_are_not_told_apart_by_their_kind_alone_are_not_followed() -> None:
    """Such as those with a second qualifier."""
    pallet = "{HL01: {hl: id}, HL02: {hl: parent}, HL03: {qualifier: T}, HL04: {hl: children}}"
    qualified = NOTICE.replace(pallet, pallet.replace("{hl: children}", '{qualifier: "0"}'))

    assert nesting_of(readers_of(PLAN, USUAL)) is not None
    assert nesting_of(readers_of(made(qualified, Notice), USUAL)) is None
