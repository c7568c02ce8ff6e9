"""Partners who run warehouses of ours: each place is run by one, who is asked by a 940 and answers by a 945."""

from pathlib import Path

import pytest

from gateway.profiles.directory import Directory
from gateway.profiles.loading import ProfileFault
from tests.unit.profiles.examples import KINDS, SMALL, faults, profile, written

DOCK = SMALL.replace(
    '  - {receive: "850", map: small/850}\n',
    '  - {send: "940", map: small/940}\n  - {receive: "945", map: small/945}\nwarehouse: {locations: [MAIN, EAST]}\n',
)
OTHER = DOCK.replace("00123", "00999").replace("Small", "Other")


def test_a_place_is_run_by_whoever_names_it(tmp_path: Path) -> None:
    written(tmp_path, DOCK)
    directory = Directory([tmp_path], KINDS)

    assert directory.runner_of("EAST") is directory.get("small")
    assert directory.runner_of("WEST") is None


def test_a_place_is_run_by_one_partner(tmp_path: Path) -> None:
    """Whoever comes second by name is told who was first."""
    written(tmp_path, DOCK)
    written(tmp_path, OTHER.replace("[MAIN, EAST]", "[WEST, EAST]"), "two.yaml")

    with pytest.raises(ProfileFault) as wrong:
        Directory([tmp_path], KINDS)
    (fault,) = wrong.value.faults
    assert (fault.field, fault.message) == ("warehouse", "EAST is run by small.yaml")


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ("[MAIN, EAST]", "[MAIN, MAIN]", "a location is named twice"),
        ("[MAIN, EAST]", "[]", "at least 1 item"),
        ('  - {send: "940", map: small/940}\n', "", "is sent 940 and sends 945: name both documents"),
        ('  - {receive: "945", map: small/945}\n', "", "is sent 940 and sends 945: name both documents"),
    ],
)
def test_what_is_agreed_with_a_warehouse_is_checked(
    tmp_path: Path, there: str, instead: str, said: str
) -> None:
    assert there in DOCK
    assert any(said in message for _, _, message in faults(tmp_path, DOCK.replace(there, instead)))
    assert profile(tmp_path, DOCK).warehouse is not None
