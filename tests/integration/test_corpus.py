"""Documents found in the wild: each ends in a verdict, valid ones are read, and what is wrong is found.

The files are not part of this repository; where they are not at hand these tests say so and are skipped. The
manifest beside them names for every file its set and version, and what somebody else's reader of envelopes found
wrong with it.
"""

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gateway.application.validating import Validated, as_plain, validate
from gateway.domain.findings import Severity
from tests.maps import library

PROJECT = Path(__file__).parents[2]
CORPUS = PROJECT.parent / "shared" / "corpus"
X12 = CORPUS / "x12"
OUR_SETS = ("850", "855", "856", "810")
OUR_VERSION = "004010"
SHARE_TO_READ = 0.95
NO_MAP = frozenset({"x12.set-unknown"})

REFUSED = {
    "x12/810/002-xlate_staedi.edi": ("x12.element-condition", "N103 says whose number follows, and N104 is empty"),
    "x12/810/025-chapdad031167_EDI_Map_Check.edi": ("x12.element-date", "broken on purpose: invoiced on the 35th of June"),
    "x12/810/054-Silvenga_EdiWeave.edi": ("x12.segment-unknown", "FTE is no segment of X12"),
    "x12/810/056-Silvenga_EdiWeave.edi": ("x12.release-unknown", "GS08 says UNKNOWN"),
    "x12/810/058-Silvenga_EdiWeave.edi": ("x12.duplicate-group", "several groups share one control number"),
    "x12/810/059-Silvenga_EdiWeave.edi": ("x12.element-date", "dates stand between marks"),
    "x12/810/147-hellooops_vscode_edi_support.edi": ("x12.element-date", "an element was left out of BIG: the order number stands as its date"),
    "x12/812/001-chapdad031167_EDI_Map_Check.edi": ("x12.element-date", "broken on purpose: the 35th of August, and amounts with a point"),
    "x12/812/002-chapdad031167_EDI_Map_Check.edi": ("x12.element-characters", "amounts with a point where two decimals are understood"),
    "x12/820/031-Inteligenz_X12Parser.edi": ("x12.segment-unknown", "TX1 is no segment of X12"),
    "x12/820/038-cybernescens_X12Parser.edi": ("x12.element-characters", "a template: words stand where numbers should"),
    "x12/820/066-cybernescens_X12Parser.edi": ("x12.element-characters", "a template: words stand where numbers should"),
    "x12/840/004-EDIandXML_OBOE.edi": ("x12.segment-unexpected", "since 004030 MTX follows N9 where MSG did before"),
    "x12/840/005-EDIandXML_OBOE.edi": ("x12.segment-unexpected", "NTE has no place in this set"),
    "x12/840/007-EDIandXML_OBOE.edi": ("x12.segment-unexpected", "since 004030 MTX follows N9 where MSG did before"),
    "x12/840/008-EDIandXML_OBOE.edi": ("x12.segment-unexpected", "NTE has no place in this set"),
    "x12/840/009-EDIandXML_OBOE.edi": ("x12.segment-unexpected", "NTE has no place in this set"),
    "x12/840/010-EDIandXML_OBOE.edi": ("x12.segment-unexpected", "since 004030 MTX follows N9 where MSG did before"),
    "x12/846/002-Inteligenz_X12Parser.edi": ("x12.element-condition", "two segments run into one: a terminator is missing"),
    "x12/846/006-cybernescens_X12Parser.edi": ("x12.element-condition", "two segments run into one: a terminator is missing"),
    "x12/850/014-olmelabs_EdiEngine.edi": ("x12.element-condition", "broken on purpose: identifiers and weights without their values"),
    "x12/850/035-hellooops_vscode_edi_support.edi": ("x12.element-condition", "SAC names neither a code nor an agency's own"),
    "x12/850/047-ahuggins_nhs_node_x12.edi": ("x12.duplicate-interchange", "the same interchange stands in it twice"),
    "x12/850/097-chapdad031167_EDI_Map_Check.edi": ("x12.element-date", "broken on purpose: no order number, the 14th month, no quantity"),
    "x12/850/111-ballerina_platform_module_ballerina_edi.edi": ("x12.element-condition", "an identifier stands where its kind should"),
    "x12/850/163-pesachnps_Bots_EDI.edi": ("x12.element-condition", "DTM05 still holds the century, as in versions before 004010"),
    "x12/850/168-pesachnps_Bots_EDI.edi": ("x12.element-condition", "DTM05 still holds the century, as in versions before 004010"),
    "x12/850/170-pesachnps_Bots_EDI.edi": ("x12.element-condition", "DTM05 still holds the century, as in versions before 004010"),
    "x12/850/232-BerryWorksSoftware_edireader.edi": ("x12.segment-unknown", "AT is no segment of X12"),
    "x12/850/233-BerryWorksSoftware_edireader.edi": ("x12.element-missing", "elements of BEG and SCH are shifted by one, dates have six digits"),
    "x12/850/271-notpeter_edicat.edi": ("x12.element-missing", "elements of BEG and SCH are shifted by one"),
    "x12/850/276-ballerina_platform_module_ballerina_edi.edi": ("x12.element-missing", "an element was left out of BEG: there is no date"),
    "x12/850/289-gallagherg_ediparser.edi": ("x12.segment-missing", "an order cut down to one N1: there is no BEG"),
    "x12/850/312-BerryWorksSoftware_edireader.edi": ("x12.segment-unknown", "AT is no segment of X12"),
    "x12/850/313-hellooops_vscode_edi_support.edi": ("x12.segment-missing", "an empty set, only ST and SE: there is no BEG"),
    "x12/856/017-chapdad031167_EDI_Map_Check.edi": ("map.level-parent", "broken on purpose: a level names a parent that is nowhere"),
    "x12/865/003-Inteligenz_X12Parser.edi": ("x12.element-date", "a date of nine digits"),
    "x12/945/003-chapdad031167_EDI_Map_Check.edi": ("x12.element-date", "broken on purpose: the 50th of July"),
    "x12/997/003-xlate_staedi.edi": ("x12.element-characters", "broken on purpose: words where AK402 has a number"),
    "x12/997/123-xlate_staedi.edi": ("x12.segment-missing", "an empty set, only ST and SE: there is no AK1"),
    "x12/997/128-BerryWorksSoftware_edireader.edi": ("x12.segment-missing", "an empty set, only ST and SE: there is no AK1"),
    "x12/997/129-BerryWorksSoftware_edireader.edi": ("x12.segment-missing", "cut short: there is no AK9"),
    "x12/997/170-BerryWorksSoftware_edireader.edi": ("x12.segment-missing", "cut short: there is no AK9"),
    "x12/997/171-BerryWorksSoftware_edireader.edi": ("x12.segment-missing", "cut short: there is no AK9"),
    "x12/997/172-BerryWorksSoftware_edireader.edi": ("x12.segment-missing", "cut short: there is no AK9"),
}  # fmt: skip
"""Files with sound envelopes that we refuse all the same: by which rule, and why it is right."""

REASONS = (
    (r"ISA not fixed 106 chars", {"x12.isa-not-padded", "x12.isa-truncated", "x12.delimiters-unclear"}),
    (r"ISA has \d+ elements", {"x12.isa-truncated"}),
    (r"ISA13 not 9 digits", {"x12.isa-invalid", "x12.isa-not-padded"}),
    (r"GS has \d+ elements", {"x12.gs-invalid"}),
    (r"SE01=", {"x12.se-count"}),
    (r"GE01=", {"x12.ge-count", "x12.ge-invalid"}),
    (r"IEA01=", {"x12.iea-count"}),
    (r"SE02 ", {"x12.se-control-number"}),
    (r"GE02 ", {"x12.ge-control-number"}),
    (r"IEA02 ", {"x12.iea-control-number"}),
    (r"GS01 \S+ does not fit", {"x12.set-not-in-group"}),
    (r"missing IEA", {"x12.iea-missing"}),
    (r"missing GE", {"x12.ge-missing"}),
    (r"missing SE", {"x12.se-missing"}),
    (r"segment 'ISX' ", {"x12.release-character"}),
    (r"segment '", {"x12.st-missing", "x12.gs-missing", "x12.garbage", "x12.empty-segment"}),
    (r"bad segment id", {"x12.segment-unknown", "x12.line-breaks"}),
    (r"duplicate ST02", {"x12.duplicate-set"}),
    (r"ST outside GS", {"x12.gs-missing"}),
)
"""What the manifest says is wrong with an envelope, and the findings that say the same."""

NUMBERS = re.compile(r"(?:GE02|IEA02) (?P<one>\d+) != (?:GS06|ISA13) (?P<other>\d+)")

WRAPPED = "its lines are wrapped within segments; we take the breaks out, and what is left is right"
MARKED = "its ISA lacks the component separator; the manifest takes the tilde for that, we for the terminator"
IMPLIED = "a set outside any group counts as a group of its own"
NOBODYS = "no map reads the set, and that is what is said"
UNSAID = {
    "x12/210/001-xlate_staedi.edi": WRAPPED,
    "x12/214/001-indice_co_EDI_Net.edi": WRAPPED,
    "x12/810/151-chapdad031167_EDI_Map_Check.edi": WRAPPED,
    "x12/824/010-irobayna_stupidedi.edi": WRAPPED,
    "x12/824/012-irobayna_stupidedi.edi": WRAPPED,
    "x12/849/001-chapdad031167_EDI_Map_Check.edi": NOBODYS,
    "x12/849/002-chapdad031167_EDI_Map_Check.edi": NOBODYS,
    "x12/850/011-indice_co_EDI_Net.edi": MARKED,
    "x12/850/034-Inteligenz_X12Parser.edi": "its lines end with a blank: we take the line break for the terminator",
    "x12/850/179-pesachnps_Bots_EDI.edi": WRAPPED,
    "x12/850/274-chapdad031167_EDI_Map_Check.edi": WRAPPED,
    "x12/850/277-ballerina_platform_module_ballerina_edi.edi": IMPLIED,
    "x12/940/023-apimeister_x12_types.edi": MARKED,
    "x12/940/030-apimeister_x12_types.edi": MARKED,
    "x12/997/139-sezna_edi.edi": IMPLIED,
    "x12/999/021-techautomator414_edi_x12_compare_lib.edi": WRAPPED,
    "x12/999/024-techautomator414_edi_x12_compare_lib.edi": WRAPPED,
}
"""Files of which the manifest says something that we do not, each with the reason."""

pytestmark = pytest.mark.skipif(not X12.is_dir(), reason=f"there is no corpus at {X12}")


@cache
def validated(file: Path) -> Validated:
    return validate(file.read_bytes(), library())


def folders() -> list[Path]:
    return sorted(folder for folder in X12.iterdir() if folder.is_dir()) if X12.is_dir() else []


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


@cache
def manifest() -> tuple[dict[str, str], ...]:
    """Return the lines of the manifest about X12."""
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(row for row in rows if row["file"].startswith("x12/"))


def valid_ones() -> list[dict[str, str]]:
    """Return the files whose envelopes were found sound by somebody else."""
    return [row for row in manifest() if row["valid"] == "yes"]


def findings(row: dict[str, str]) -> frozenset[str]:
    """Return the codes of everything found in a file."""
    return frozenset(one.code for one in validated(CORPUS / row["file"]).all_findings())


def errors(row: dict[str, str]) -> frozenset[str]:
    """Return the codes of what rejects a file."""
    found = validated(CORPUS / row["file"]).all_findings()
    return frozenset(one.code for one in found if one.severity is Severity.ERROR)


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


def test_valid_documents_are_accepted() -> None:
    """All sets and versions: what is refused is refused by a rule that is known to be right, each file by name."""
    refused = {row["file"]: errors(row) for row in valid_ones() if errors(row) - NO_MAP}

    assert sorted(REFUSED) == sorted(refused)
    for file, (code, _) in REFUSED.items():
        assert code in refused[file], file


def test_most_documents_of_our_sets_are_in_structure() -> None:
    """Of the four sets that every partner sends, at least nineteen in twenty."""
    ours = [row for row in valid_ones() if row["txn"] in OUR_SETS and row["version"].startswith(OUR_VERSION)]
    structure = ("x12.segment-", "x12.loop-", "map.segment-", "map.loop-", "map.level-")
    out = [row for row in ours if any(code.startswith(structure) for code in errors(row))]

    assert len(ours) * SHARE_TO_READ <= len(ours) - len(out)


def test_what_has_no_map_is_said_to_have_none() -> None:
    """A set nobody here reads is refused for that and nothing else."""
    known = {name.rpartition("/")[2] for name in library().names()}
    for row in valid_ones():
        if NO_MAP <= errors(row):
            assert row["txn"] not in known, row["file"]


def test_what_reads_without_an_error_becomes_a_document() -> None:
    """A set that is not rejected is a document of ours, never an empty hand."""
    for row in valid_ones():
        for interchange in validated(CORPUS / row["file"]).interchanges:
            for group in interchange.groups:
                for one in group.judged:
                    assert str(one.verdict) == "R" or one.document is not None, row["file"]


def unsaid(row: dict[str, str]) -> Iterator[str]:
    """Yield what the manifest says is wrong with a file and no finding says."""
    found = findings(row)
    for said in row["valid"].removeprefix("no:").split(";"):
        reason = said.strip()
        codes = next(codes for pattern, codes in REASONS if re.match(pattern, reason))
        numbers = NUMBERS.match(reason)
        same = numbers is not None and int(numbers["one"]) == int(numbers["other"])
        if not codes & found and not same:
            yield reason


def test_what_is_said_to_be_wrong_is_found() -> None:
    """Every reason the manifest gives against a file is a finding of ours, or it is known why not."""
    wrong = [row for row in manifest() if row["valid"].startswith("no:")]
    silent = {row["file"] for row in wrong if list(unsaid(row))}

    assert wrong
    assert sorted(UNSAID) == sorted(silent)
