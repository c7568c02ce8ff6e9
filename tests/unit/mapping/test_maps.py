"""Our own maps together: one code has one word everywhere, partners only narrow, and the 997 speaks as we do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from gateway.mapping.plan import FieldPart, FieldRow, LoopPlan, RangeRow, RowPlan, Spot
from gateway.x12.acknowledgements import WORDS
from tests import golden
from tests.maps import library

MAPPINGS = golden.ROOT.parents[2] / "mappings"


def parts(rows: tuple[RowPlan, ...]) -> Iterator[tuple[Spot, FieldPart]]:
    for row in rows:
        if isinstance(row, LoopPlan):
            yield from parts(row.rows)
            continue
        for one in row.elements:
            if isinstance(one, FieldRow):
                yield one.spot, one.part
            elif isinstance(one, RangeRow):
                yield from zip(one.spots, one.parts, strict=False)


def words(name: str) -> Mapping[tuple[str, str], set[str]]:
    """Return the words of a map by data element and code."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for spot, part in parts(library().plan(name).rows):
        for code, word in part.codes.items():
            found[spot.element.number, code].add(word)
    return found


def names(*, base: bool) -> list[str]:
    return [name for name in library().names() if name.startswith("base/") is base]


def test_one_code_has_one_word_in_all_base_maps() -> None:
    """Whoever compares an order with its answer compares words: they must be the same in every document."""
    everywhere: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in names(base=True):
        for place, used in words(name).items():
            everywhere[place] |= used

    assert everywhere
    assert {} == {place: used for place, used in everywhere.items() if len(used) > 1}


@pytest.mark.parametrize("name", names(base=False))
def test_a_partner_narrows_and_never_renames(name: str) -> None:
    """A partner's map gives a code the word that the map it extends gives it, or none."""
    plan = library().plan(name)
    theirs, ours = words(name), words(plan.base)

    assert plan.base
    assert theirs
    assert {} == {place: used for place, used in theirs.items() if not used <= ours[place]}


@pytest.mark.parametrize("element", sorted(WORDS))
def test_acknowledgements_have_a_code_for_every_word_of_ours(element: str) -> None:
    """What an acknowledgement of ours can say, the map can write, code by code."""
    plan = library().plan("base/x12/005010/999" if element.startswith("IK") else "base/x12/004010/997")
    found = {spot.reference: dict(part.codes) for spot, part in parts(plan.rows) if part.codes}

    assert WORDS[element].items() <= found[element].items()
