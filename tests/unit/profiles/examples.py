"""Profiles to spoil: the smallest that is right, and how to read one."""

from pathlib import Path

import pytest

from gateway.profiles.loading import ProfileFault, load
from gateway.profiles.profile import Profile
from gateway.profiles.values import Duration, SecretName, Spec

SMALL = """\
name: Small Shop
state: live
x12:
  them: {qualifier: "12", id: "00123"}
  us: {id: OURCO}
transport: {kind: pigeon, loft: north}
documents:
  - {receive: "850", map: small/850}
"""


class PigeonSettings(Spec):
    """The settings of a transport that exists only here."""

    loft: str
    seed: SecretName | None = None
    rest: Duration | None = None


KINDS = {"pigeon": PigeonSettings}


def written(folder: Path, text: str, name: str = "small.yaml") -> Path:
    """Return a file of a folder holding the text."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def profile(folder: Path, text: str, name: str = "small.yaml") -> Profile:
    """Return the profile a text holds."""
    return load(written(folder, text, name), KINDS)


def faults(folder: Path, text: str, name: str = "small.yaml") -> list[tuple[int, str, str]]:
    """Return what is wrong with a text: line, field and message of each fault."""
    with pytest.raises(ProfileFault) as wrong:
        profile(folder, text, name)
    assert {str(folder / name)} == {fault.file for fault in wrong.value.faults}
    return [(fault.line, fault.field, fault.message) for fault in wrong.value.faults]
