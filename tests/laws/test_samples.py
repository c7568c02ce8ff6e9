"""Laws over every map there is, partners' included: what a map writes, it reads back as it was and clean."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.application.sampling import sample
from gateway.application.validating import validate
from gateway.domain.canonical import dumps, loads
from gateway.domain.findings import Severity
from gateway.mapping.samples import draw
from tests.maps import library

MAPPINGS = Path(__file__).parents[2] / "mappings"


MAPS = library().names(editions=False)
EDITIONS = sorted(set(library().names()) - set(MAPS))
RANDOMS = st.integers(0, 2**32 - 1).map(Random)


@pytest.mark.parametrize("name", MAPS)
@settings(max_examples=8, deadline=None)
@given(random=RANDOMS)
def test_what_a_map_carries_is_kept_as_canonical_json(name: str, random: Random) -> None:
    """A document comes back from its canonical JSON as it was."""
    plan = library().plan(name)
    document = draw(plan, random, rough=0.3)

    assert document == loads(plan.kind, dumps(document))


@pytest.mark.parametrize(
    ("name", "seed"),
    [*((name, seed) for name in MAPS for seed in (0, 999_999_999)), *((name, 1) for name in EDITIONS)],
)
def test_samples_are_valid_interchanges(name: str, seed: int) -> None:
    """A whole sample, envelope and all, is accepted by the map it was drawn from, and is the same each time."""
    plan = library().plan(name)
    content = sample(plan, seed)

    validated = validate(content, library(), map_name=name)

    (interchange,) = validated.interchanges
    (group,) = interchange.groups
    (judged,) = group.judged
    assert content == sample(plan, seed)
    assert plan is judged.plan
    assert isinstance(judged.document, plan.kind)
    assert [] == [one for one in validated.all_findings() if one.severity is not Severity.INFO]
