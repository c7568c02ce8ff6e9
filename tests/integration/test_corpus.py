"""Documents found in the wild: each ends in a verdict, and valid orders, answers, notices and invoices read.

The files are not part of this repository; where they are not at hand these tests say so and are skipped.
"""

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from gateway.application.documents import CLASSES
from gateway.application.validating import Validated, as_plain, validate
from gateway.domain.findings import Severity
from gateway.mapping.library import Library

PROJECT = Path(__file__).parents[2]
CORPUS = PROJECT.parent / "shared" / "corpus"
X12 = CORPUS / "x12"
OUR_SETS = ("850", "855", "856", "810", "846", "832", "820", "812", "940", "945")
OUR_VERSION = "004010"
SHARE_TO_READ = 0.95

OUT_OF_STRUCTURE = {
    "x12/820/031-Inteligenz_X12Parser.edi": "TX1 stands where TXI should: no version has such a segment",
    "x12/850/289-gallagherg_ediparser.edi": "an order cut down to one N1: there is no BEG",
    "x12/850/313-hellooops_vscode_edi_support.edi": "an empty set, only ST and SE: there is no BEG",
    "x12/856/017-chapdad031167_EDI_Map_Check.edi": "broken on purpose: a level names a parent that is nowhere",
}
"""Valid files of our sets and version whose segments or levels are wrong, each with the reason."""

WRONG_IN_A_VALUE = {
    "x12/810/002-xlate_staedi.edi": "N103 says whose number follows, and N104 is empty",
    "x12/810/025-chapdad031167_EDI_Map_Check.edi": "broken on purpose: invoiced on the 35th of June",
    "x12/810/147-hellooops_vscode_edi_support.edi": "an element was left out of BIG: the order number stands as its date",
    "x12/812/001-chapdad031167_EDI_Map_Check.edi": "broken on purpose: the 35th of August; sums with a point, too",
    "x12/812/002-chapdad031167_EDI_Map_Check.edi": "sums with a point, where two decimals are implied: 15.00 for 1500",
    "x12/846/002-Inteligenz_X12Parser.edi": "two segments lost the end between them: ASIAQTY, FTCTT",
    "x12/846/006-cybernescens_X12Parser.edi": "two segments lost the end between them: ASIAQTY, FTCTT",
    "x12/850/014-olmelabs_EdiEngine.edi": "broken on purpose: identifiers and weights without their values",
    "x12/850/035-hellooops_vscode_edi_support.edi": "SAC names neither a code nor an agency's own",
    "x12/850/047-ahuggins_nhs_node_x12.edi": "the same interchange stands in it twice",
    "x12/850/097-chapdad031167_EDI_Map_Check.edi": "broken on purpose: no order number, the 14th month, no quantity",
    "x12/850/111-ballerina_platform_module_ballerina_edi.edi": "an identifier stands where its kind should",
    "x12/850/163-pesachnps_Bots_EDI.edi": "DTM05 still holds the century, as in versions before 004010",
    "x12/850/168-pesachnps_Bots_EDI.edi": "DTM05 still holds the century, as in versions before 004010",
    "x12/850/170-pesachnps_Bots_EDI.edi": "DTM05 still holds the century, as in versions before 004010",
    "x12/850/233-BerryWorksSoftware_edireader.edi": "elements of BEG and SCH are shifted by one, dates have six digits",
    "x12/850/276-ballerina_platform_module_ballerina_edi.edi": "an element was left out of BEG: there is no date",
    "x12/945/003-chapdad031167_EDI_Map_Check.edi": "broken on purpose: shipped on the 50th of July",
}
"""Valid files of our sets and version that hold a value no order desk could take, each with the reason."""

STRUCTURE = ("x12.segment-", "x12.loop-", "map.segment-", "map.loop-", "map.level-")

pytestmark = pytest.mark.skipif(not X12.is_dir(), reason=f"there is no corpus at {X12}")


@cache
def library() -> Library:
    return Library((PROJECT / "mappings",), CLASSES)


@cache
def validated(file: Path) -> Validated:
    return validate(file.read_bytes(), library())


def folders() -> list[Path]:
    return sorted(folder for folder in X12.iterdir() if folder.is_dir()) if X12.is_dir() else []


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def valid_ones() -> list[Path]:
    """Return the files of our sets and version whose envelopes were found sound by somebody else."""
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        CORPUS / row["file"]
        for row in rows
        if row["txn"] in OUR_SETS and row["version"].startswith(OUR_VERSION) and row["valid"] == "yes"
    ]


def errors(file: Path) -> frozenset[str]:
    """Return the codes of what rejects a file."""
    found = validated(file).all_findings()
    return frozenset(one.code for one in found if one.severity is Severity.ERROR)


def named(chosen: list[Path]) -> set[str]:
    """Return how the manifest names files."""
    return {file.relative_to(CORPUS).as_posix() for file in chosen}


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_every_file_ends_in_a_verdict(folder: Path) -> None:
    """No bytes anybody found make a traceback; every set is accepted, accepted with errors or rejected."""
    assert files(folder)
    for file in files(folder):
        plain = json.loads(json.dumps(as_plain(validated(file))))
        verdicts = {
            one["verdict"]
            for interchange in plain["interchanges"]
            for group in interchange["groups"]
            for one in group["transaction_sets"]
        }
        assert verdicts <= {"A", "E", "R"}, file.name
        assert verdicts or plain["findings"] or plain["interchanges"], f"{file.name} ended in nothing"


def test_valid_documents_of_our_sets_are_in_structure() -> None:
    """At least nineteen in twenty are; the others are known by name, each for a reason of its own."""
    valid = valid_ones()
    out = [file for file in valid if any(code.startswith(STRUCTURE) for code in errors(file))]

    assert set(OUT_OF_STRUCTURE) == named(out)
    assert len(valid) * SHARE_TO_READ <= len(valid) - len(out)


def test_the_rest_reads_without_an_error_but_for_values_that_are_wrong() -> None:
    """Whatever else is rejected is known by name, each for a reason of its own."""
    rejected = named([file for file in valid_ones() if errors(file)])

    assert set(WRONG_IN_A_VALUE) == rejected - set(OUT_OF_STRUCTURE)


@pytest.mark.parametrize("set_id", OUR_SETS)
def test_what_reads_without_an_error_becomes_a_document(set_id: str) -> None:
    """A set that is not rejected is a document of ours, never an empty hand."""
    of_this_set = [file for file in valid_ones() if file.parent.name == set_id]

    assert of_this_set
    for file in of_this_set:
        for interchange in validated(file).interchanges:
            for group in interchange.groups:
                for one in group.judged:
                    assert str(one.verdict) == "R" or one.document is not None, file.name
