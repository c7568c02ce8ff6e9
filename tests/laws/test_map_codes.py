"""The codes of our base maps stand in the dictionary; only a partner's overlay may know one more."""

from pathlib import Path

import pytest

from gateway.mapping.addresses import entries, parts_of
from gateway.mapping.plan import ConstantRow
from tests.maps import library

MAPS = Path(__file__).resolve().parents[2] / "mappings"


@pytest.mark.parametrize("name", [one for one in library().names() if one.startswith("base/")])
def test_every_code_of_a_base_map_is_in_the_dictionary(name: str) -> None:
    """A code that is mistyped in a base map is found here, for the language lets a map know more than our lists."""
    rows = [row for entry in entries(library().plan(name).rows) for row in entry.segment.elements]
    told = [(spot, code) for row in rows for spot, part in parts_of(row) for code in part.codes]
    told += [(row.spot, row.text) for row in rows if isinstance(row, ConstantRow)]

    assert [] == [
        (spot.reference, code) for spot, code in told if spot.element.codes and code not in spot.element.codes
    ]
