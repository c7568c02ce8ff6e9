"""Releases of X12, as GS08 names them."""

import pytest

from gateway.x12.releases import answering, is_knowable, release_of


@pytest.mark.parametrize(
    ("version", "release", "knowable"),
    [
        ("004010", "004010", True),
        ("004010VICS", "004010", True),
        ("005010X231A1", "005010", True),
        ("4010", "004010", True),
        ("00401X", "", True),
        ("009999", "", False),
        ("999999", "", False),
        ("UNKNOWN", "", False),
        ("", "", False),
    ],
)
def test_a_version_names_a_release_or_none(version: str, release: str, knowable: bool) -> None:  # noqa: FBT001 - what the table says
    """Without an industry's suffix; some leave the zeros out; what names none is answered in another."""
    assert (release, knowable) == (release_of(version), is_knowable(version))
    assert (release or "003040") == answering(version, "003040")
