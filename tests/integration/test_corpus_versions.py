"""Documents found in the wild in other versions than 004010: read by the edition of their version, and written again.

The files are not part of this repository; where they are not at hand these tests say so and are skipped.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gateway.application.validating import Judged, validate
from gateway.domain.findings import Severity
from gateway.mapping.writing import read_back, write
from tests.maps import library

PROJECT = Path(__file__).parents[2]
CORPUS = PROJECT.parent / "shared" / "corpus"
X12 = CORPUS / "x12"
MOST_COMMON = "004010"

pytestmark = pytest.mark.skipif(not X12.is_dir(), reason=f"there is no corpus at {X12}")


@cache
def versions() -> frozenset[str]:
    """Return the versions there is a dictionary of."""
    return frozenset(name.split("/")[2] for name in library().editions())


def rows() -> list[dict[str, str]]:
    """Return what the manifest says of sound files of our sets in other versions."""
    if not X12.is_dir():
        return []
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        sets = {name.split("/")[3] for name in library().editions()}
        return [
            row
            for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["file"].startswith("x12/")
            and row["txn"] in sets
            and row["valid"] == "yes"
            and row["version"][:6].isdecimal()
            and not row["version"].startswith(MOST_COMMON)
        ]


@cache
def judged(file: str) -> tuple[tuple[str, Judged], ...]:
    """Return the sets of a file, each with the version of its group."""
    found = validate((CORPUS / file).read_bytes(), library())
    return tuple(
        (group.group.version, one)
        for interchange in found.interchanges
        for group in interchange.groups
        for one in group.judged
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_each_set_is_read_by_the_edition_of_its_version(row: dict[str, str]) -> None:
    """A version we have is never read as another; one we have not is read as a near one, and that is said."""
    sets = judged(row["file"])

    assert sets
    for version, one in sets:
        if one.plan is None:
            continue
        said = any(finding.code == "x12.version-unknown" for finding in one.findings)
        assert said == (version[:6] not in versions())
        if version[:6] in versions():
            assert f"base/x12/{version[:6]}/{one.transaction_set.id}" == one.plan.name


def documents() -> Iterator[tuple[str, Judged]]:
    for row in rows():
        yield from ((row["file"], one) for _, one in judged(row["file"]))


def test_what_was_read_is_written_again_in_its_version() -> None:
    """A document nobody could object to can be sent as it came: what we write of it reads back as itself."""
    sound = [
        (file, one)
        for file, one in documents()
        if one.plan is not None
        and one.document is not None
        and all(finding.severity is Severity.INFO for finding in one.findings)
    ]

    assert len({one.plan.version for _, one in sound if one.plan}) > 1
    for file, one in sound:
        assert one.plan is not None
        assert not read_back(one.plan, one.document, write(one.plan, one.document)), file
