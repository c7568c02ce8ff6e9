"""Laws of the second reader: what any map writes is right in pyx12's eyes too, read by its own means."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from random import Random

import pytest
import pyx12.params
import pyx12.x12n_document

from gateway.application.second_opinions import second_opinion, second_reader
from gateway.mapping.narrowing import compilable
from gateway.mapping.plan import Plan
from gateway.mapping.reading import read
from gateway.mapping.samples import draw
from gateway.mapping.writing import write
from gateway.x12.delimiters import USUAL, Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, open_interchanges, seal
from gateway.x12.interchanges import TransactionSet
from gateway.x12.pyx12_maps import compile_folder
from tests.maps import library

MAPPINGS = Path(__file__).parents[2] / "mappings"
SEEDS = range(2)


MAPS = [
    *library().names(editions=False),
    *(f"base/x12/005010/{one}" for one in ("810", "850", "855", "856", "997", "999")),
    "base/x12/003040/850",
]


def written(plan: Plan, seed: int, suffix: str = "") -> bytes:
    """Return an interchange with one document drawn from a map."""
    one = SetToSend(id=plan.set_id, control_number="0001", segments=write(plan, draw(plan, Random(seed))))
    envelope = Envelope(
        sender_qualifier="08",
        sender="US",
        receiver_qualifier="12",
        receiver="THEM",
        prepared_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        control_number=1,
        version="00501" if plan.version >= "005010" else "00401",
        functional_id=plan.functional_group,
        group_sender="US",
        group_receiver="THEM",
        group_control_number=1,
        group_version=plan.version + suffix,
    )
    return seal(envelope, [one], Delimiters(repetition="^") if plan.version >= "005010" else USUAL)


def only_set(content: bytes) -> TransactionSet:
    (interchange,) = open_interchanges(content).interchanges
    return interchange.groups[0].sets[0]


@pytest.mark.parametrize("name", MAPS)
def test_both_readers_find_nothing_in_what_a_map_writes(name: str) -> None:
    """Nothing is found, so there is nothing to disagree about."""
    plan = library().plan(name)
    for seed in SEEDS:
        one = only_set(written(plan, seed))

        assert () == second_reader(plan).examine(one)
        assert () == second_opinion(plan, one, read(plan, one).findings)


@pytest.mark.parametrize(
    ("name", "suffix"), [*((name, "") for name in MAPS), ("base/x12/004010/850", "VICS")]
)
def test_pyx12_accepts_a_file_of_ours_by_the_folder_of_its_map(
    name: str, suffix: str, tmp_path: Path
) -> None:
    """Index, data elements, control segments and map are all it needs; an industry's suffix is one more row."""
    plan = library().plan(name)
    compile_folder(plan.dictionary, [compilable(plan)], tmp_path, suffixes=["", "VICS"])
    said = StringIO()

    good = pyx12.x12n_document.x12n_document(
        pyx12.params.params(),
        StringIO(written(plan, 1, suffix).decode()),
        None,
        None,
        fd_json=said,
        map_path=str(tmp_path),
    )

    assert good, said.getvalue()
