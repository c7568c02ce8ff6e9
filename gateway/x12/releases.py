"""Releases of X12, as GS08 names them: which there can be, and the one an answer is written in."""

import re
from typing import Final

USUAL_RELEASE: Final = "004010"
WITH_999: Final = "005010"
"""The first release that has the 999."""
WITH_VERSIONS_ANSWERED: Final = "004060"
"""The first release whose acknowledgements repeat the version of the group and the guides its sets follow."""

_RELEASE: Final = re.compile(r"(?:00)?([1-8]\d{3})", re.ASCII)
_KNOWABLE: Final = re.compile(r"(?:00)?[1-8]\d\d[0-9A-Z]", re.ASCII)
"""Some leave the zeros out; some write a letter for the last digit."""


def release_of(version: str) -> str:
    """Return the release a version names, without an industry's suffix; nothing where it names none."""
    found = _RELEASE.match(version)
    return f"00{found[1]}" if found else ""


def is_knowable(version: str) -> bool:
    """Return whether a version is of X12 at all, so that the nearest map may be tried on it."""
    return _KNOWABLE.match(version) is not None


def answering(version: str, otherwise: str = USUAL_RELEASE) -> str:
    """Return the release in which a group of a version is answered: its own, or another where it has none."""
    return release_of(version) or otherwise
