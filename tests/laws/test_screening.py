"""Laws of screens over every map there is: what one passes, the exact reader finds nothing in."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.application.documents import CLASSES
from gateway.mapping.library import Library
from gateway.mapping.nesting import nesting_of
from gateway.mapping.plan import Plan
from gateway.mapping.reading import read
from gateway.mapping.samples import draw
from gateway.mapping.scopes import readers_of
from gateway.mapping.screening import Screen, findings_of
from gateway.mapping.writing import write
from gateway.x12.delimiters import USUAL, Delimiters
from gateway.x12.envelopes import scan
from gateway.x12.interchanges import TransactionSet
from gateway.x12.segments import join
from tests import golden

MAPPINGS = Path(__file__).parents[2] / "mappings"
REPEATING = Delimiters(element="|", component=":", repetition="^", segment="\n")
LESSONS = 2
TEXTS = (
    *(
        "",
        " ",
        "A ",
        "0",
        "1",
        "-1",
        "1.",
        ".5",
        "1.50",
        "99999999999",
        "0001",
        "x" * 90,
        "é",
        "\t",
        "A>B",
        "A^B",
    ),
    *("20230229", "20240229", "19000229", "20001301", "991231", "2460", "1200", "EA", "ZZ", "XX", "Q9", "US"),
    *("012345678905", "012345678906", "00012345678905"),
)


@cache
def library() -> Library:
    return Library((MAPPINGS,), CLASSES)


MAPS = [
    *(
        name
        for name in library().names(editions=False)
        if name.endswith(("/810", "/850", "/855", "/856", "/860", "/832", "/997"))
    ),
    "base/x12/003040/850",
    "base/x12/005010/850",
    "base/x12/005010/999",
]
SEEDS = st.integers(0, 2**32 - 1)


def sampled(plan: Plan, seed: int, delimiters: Delimiters) -> list[str]:
    """Return the segments of a set as the map writes it, ST and SE among them."""
    segments = [join(one, delimiters) for one in write(plan, draw(plan, Random(seed)))]
    separator = delimiters.element
    trailer = f"SE{separator}{len(segments) + 2}{separator}0001"
    return [f"ST{separator}{plan.set_id}{separator}0001", *segments, trailer]


def received(plan: Plan, segments: Sequence[str], delimiters: Delimiters) -> TransactionSet:
    return TransactionSet(
        id=plan.set_id, control_number="0001", segments=tuple(segments), delimiters=delimiters
    )


@cache
def taught(name: str, delimiters: Delimiters) -> tuple[Screen, tuple[list[str], ...]]:
    """Return a screen that knows some samples of a map, and those of them in which nothing is found."""
    plan = library().plan(name)
    screen = Screen(readers_of(plan, delimiters))
    drawn = [sampled(plan, seed, delimiters) for seed in range(LESSONS)]
    clean = tuple(one for one in drawn if not read(plan, received(plan, one, delimiters)).findings)
    for one in clean:
        screen.learn(one)
    screen.settle()
    return screen, clean


def delimiters_of(name: str) -> Delimiters:
    """Return the delimiters a map is tried with: these for one, those for the next."""
    return (USUAL, REPEATING)[MAPS.index(name) % 2]


def damaged(segments: list[str], others: list[str], random: Random, separator: str) -> list[str]:
    """Return segments after one slip or two, each as small as it can be."""
    hurt = list(segments)
    for _ in range(random.randint(1, 2)):
        at = random.randrange(1, max(2, len(hurt) - 1))
        match random.choice(
            ["drop", "double", "swap", "foreign", "text", "text", "text", "letter", "letter"]
        ):
            case "drop":
                del hurt[at]
            case "double":
                hurt[at:at] = [hurt[at]] * random.choice([1, 1, 1, 30])
            case "swap":
                other = random.randrange(1, len(hurt))
                hurt[at], hurt[other] = hurt[other], hurt[at]
            case "foreign":
                hurt.insert(at, random.choice(others))
            case "text":
                elements = hurt[at].split(separator)
                elements[random.randrange(1, len(elements) + 1) :][:1] = [random.choice(TEXTS)]
                elements[random.randrange(len(elements))] = random.choice(TEXTS)
                hurt[at] = separator.join(elements)
            case _:
                place = random.randrange(len(hurt[at]))
                letter = random.choice(["", separator, "0", "9", "A", " ", ".", "-", "\n", "~"])
                hurt[at] = hurt[at][:place] + letter + hurt[at][place + 1 :]
    return [one for one in hurt if one]


@pytest.mark.parametrize("name", MAPS)
@settings(max_examples=2, deadline=None)
@given(seed=SEEDS)
def test_what_a_screen_passes_the_exact_reader_finds_nothing_in(name: str, seed: int) -> None:
    """However a set is damaged: it does not pass, or it is still clean."""
    plan, random, delimiters = library().plan(name), Random(seed), delimiters_of(name)
    screen, clean = taught(name, delimiters)
    for one in random.choices(clean, k=1) if clean else ():
        for segments in (damaged(one, one, random, delimiters.element) for _ in range(20)):
            if screen.passes(segments):
                assert () == read(plan, received(plan, segments, delimiters)).findings


@pytest.mark.parametrize("name", MAPS)
def test_a_screen_passes_what_taught_it(name: str) -> None:
    """The first set it was taught by at least, unless its levels stand otherwise than their kinds alone tell."""
    screen, clean = taught(name, delimiters_of(name))
    nesting, end = nesting_of(screen.readers), screen.readers.delimiters.segment
    followed = [nesting is None or nesting.holds(end.join((*one, ""))) for one in clean[:1]]

    assert followed == [screen.passes(one) for one in clean[:1]]


@pytest.mark.parametrize("case", golden.cases("*/*/*"), ids=golden.name)
def test_a_screen_finds_in_golden_files_what_the_reader_finds(case: Path) -> None:
    """A screen that is taught by a file passes it only if it is clean."""
    plan = library().plan(golden.map_name(case))
    for event in scan([(case / "received.edi").read_bytes()]):
        if isinstance(event, TransactionSet):
            screen = Screen(readers_of(plan, event.delimiters))
            found = read(plan, event).findings
            if not found:
                screen.learn(event.segments)
                screen.settle()

            assert found == findings_of(plan, event)
            assert not (screen.passes(event.segments) and found)
