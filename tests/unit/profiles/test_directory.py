"""All partners, found by who they say they are."""

from pathlib import Path

import pytest

from gateway.errors import NotFound
from gateway.profiles.directory import Directory
from gateway.profiles.loading import ProfileFault
from tests.unit.profiles.examples import KINDS, SMALL, written

BIG = SMALL.replace("Small Shop", "Big Shop").replace("00123", "00999")


def test_partners_are_found_by_the_identifiers_of_an_interchange(tmp_path: Path) -> None:
    """All four count: sender and receiver, each with its qualifier."""
    written(tmp_path, SMALL)
    written(tmp_path, BIG, "big.yaml")
    directory = Directory([tmp_path], KINDS)

    found = directory.find("12", "00999", "ZZ", "OURCO")
    assert found is directory.get("big")
    assert directory.find("ZZ", "00999", "ZZ", "OURCO") is None
    assert directory.find("12", "00999", "ZZ", "OTHER") is None


def test_partners_are_listed_in_order_of_code(tmp_path: Path) -> None:
    """Whatever order the folder has; what is no profile is passed over."""
    written(tmp_path, SMALL)
    written(tmp_path, BIG, "big.yaml")
    written(tmp_path, "not: this", "notes.txt")
    written(tmp_path, "not: that", ".big.yaml")
    directory = Directory([tmp_path], KINDS)

    assert [one.code for one in directory.all()] == ["big", "small"]
    assert directory.get("small").digest == directory.digest("small")


def test_nobody_is_found_under_an_unknown_code(tmp_path: Path) -> None:
    """NotFound, by name and by digest; a folder that is missing is empty."""
    directory = Directory([tmp_path / "missing"], KINDS)

    assert directory.all() == ()
    with pytest.raises(NotFound, match="no partner big"):
        directory.get("big")
    with pytest.raises(NotFound, match="no partner big"):
        directory.digest("big")


def test_a_later_folder_shadows_an_earlier_by_name(tmp_path: Path) -> None:
    """An operator's own profile takes the place of one we ship, even with other identifiers."""
    written(tmp_path / "ours", SMALL)
    written(tmp_path / "theirs", BIG)
    directory = Directory([tmp_path / "ours", tmp_path / "theirs"], KINDS)

    assert [one.name for one in directory.all()] == ["Big Shop"]
    assert directory.find("12", "00123", "ZZ", "OURCO") is None


def test_two_partners_of_one_identity_are_a_fault(tmp_path: Path) -> None:
    """Nobody could say whose order it is."""
    written(tmp_path, SMALL)
    written(tmp_path, SMALL, "twin.yaml")

    with pytest.raises(ProfileFault, match=r"twin.yaml:\d+:\d+: x12: has the same identity as small.yaml"):
        Directory([tmp_path], KINDS)


def test_two_partners_of_one_sftp_user_are_a_fault(tmp_path: Path) -> None:
    """The server must know who stands before it."""
    door = "sftp: {user: edi, keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA]}\n"
    written(tmp_path, SMALL + door)
    written(tmp_path, SMALL.replace("00123", "00124") + door, "twin.yaml")

    with pytest.raises(ProfileFault, match=r"twin.yaml:\d+:\d+: sftp.user: is the user of small.yaml too"):
        Directory([tmp_path], KINDS)


def test_keys_are_known_by_their_fingerprints(tmp_path: Path) -> None:
    """As `ssh-keygen -lf` prints them."""
    written(tmp_path, SMALL + "sftp: {user: edi, keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA]}\n")
    account = Directory([tmp_path], KINDS).get("small").sftp

    assert account is not None
    assert ("SHA256:uALbfMqe7g4MMaRS5NMJen38dAEHwtxzR0iX0Ymuc80",) == account.fingerprints


def test_two_partners_of_one_catalogue_user_are_a_fault(tmp_path: Path) -> None:
    """A catalogue call names nobody but its user."""
    shop = (
        "punchout: {return_to: ['https://buying.example.test'], oci: {user: sap, password: 'secret:oci'}}\n"
    )
    written(tmp_path, SMALL + shop)
    written(tmp_path, SMALL.replace("00123", "00124") + shop, "twin.yaml")

    with pytest.raises(ProfileFault, match=r"twin.yaml:\d+:\d+: punchout.oci: is the user of small.yaml too"):
        Directory([tmp_path], KINDS)


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    """One start shows everything that is to be mended."""
    written(tmp_path, SMALL.replace("state: live", "state: alive"))
    written(tmp_path, BIG.replace("loft: north", "lofts: north"), "big.yaml")

    with pytest.raises(ProfileFault) as fault:
        Directory([tmp_path], KINDS)

    assert {"big.yaml", "small.yaml"} == {Path(one.file).name for one in fault.value.faults}


def test_who_knows_more_says_it_at_a_place_of_the_file(tmp_path: Path) -> None:
    """A map that does not exist, say: file, line and field are told as for any fault; NotFound for nobody."""
    file = written(tmp_path, SMALL)
    directory = Directory([tmp_path], KINDS)

    fault = directory.fault("small", ("documents", 0, "map"), "is not there")
    assert str(fault) == f"{file}:8:22: documents.0.map: is not there"
    with pytest.raises(NotFound):
        directory.fault("big", ("documents",), "is not there")
