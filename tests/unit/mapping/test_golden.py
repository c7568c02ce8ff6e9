"""Every case under tests/fixtures/edi: what a person approved is what comes out, and goes back in."""

import json
from functools import cache
from pathlib import Path

import pytest

from gateway.application.judging import Judged
from gateway.application.validating import Validated, validate
from gateway.domain.canonical import from_plain, to_plain
from gateway.domain.findings import Severity
from gateway.mapping.writing import read_back, write
from tests import golden
from tests.maps import library

MAPPINGS = golden.ROOT.parents[2] / "mappings"
ALL = golden.cases("*/*/*")
PASS = golden.cases("*/pass/*")
FAIL = golden.cases("*/fail/*")


@cache
def validated(case: Path) -> Validated:
    return validate((case / "received.edi").read_bytes(), library(), map_name=golden.map_name(case))


def judged(case: Path) -> list[Judged]:
    interchanges = validated(case).interchanges
    return [one for interchange in interchanges for group in interchange.groups for one in group.judged]


def pretty(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("case", ALL, ids=golden.name)
def test_received_files_read_as_agreed(case: Path) -> None:
    """The documents are those a person approved; null stands for a set that says too little to be one."""
    documents = [to_plain(one.document) for one in judged(case)]

    golden.check(pretty(documents), case / "document.json")


@pytest.mark.parametrize("case", ALL, ids=golden.name)
def test_findings_are_those_approved(case: Path) -> None:
    """Each finding has the code, severity and place a person approved, and none is missing or new."""
    findings = [to_plain(finding) for finding in validated(case).all_findings()]

    golden.check(pretty(findings), case / "findings.json")


@pytest.mark.parametrize("case", ALL, ids=golden.name)
def test_the_answer_is_the_one_approved(case: Path) -> None:
    """The acknowledgements we would send are, byte for byte, those a person approved."""
    answer = validated(case).acknowledgements.decode("ascii").replace("~", "~\n")

    golden.check(answer, case / "replied.edi")


@pytest.mark.parametrize("case", PASS, ids=golden.name)
def test_passing_cases_have_nothing_above_an_explanation(case: Path) -> None:
    """A case in pass/ holds one set or more, and nothing in it is a warning or an error."""
    severe = [one for one in validated(case).all_findings() if one.severity is not Severity.INFO]

    assert judged(case)
    assert not severe


@pytest.mark.parametrize("case", FAIL, ids=golden.name)
def test_failing_cases_have_a_warning_or_an_error(case: Path) -> None:
    """A case in fail/ is not one by mistake."""
    assert any(one.severity is not Severity.INFO for one in validated(case).all_findings())


@pytest.mark.parametrize("case", PASS, ids=golden.name)
def test_what_was_read_is_written_and_read_back(case: Path) -> None:
    """Each document of a passing case, written by its map, reads back as itself without a finding."""
    plan = library().plan(golden.map_name(case))

    for one in judged(case):
        assert one.document is not None
        differences = read_back(plan, one.document, write(plan, one.document))

        assert not differences


@pytest.mark.parametrize("case", PASS, ids=golden.name)
def test_approved_documents_have_a_canonical_form_that_returns(case: Path) -> None:
    """What `document.json` holds is the whole document: it can be had again from there."""
    plan = library().plan(golden.map_name(case))
    kept = json.loads((case / "document.json").read_text(encoding="utf-8"))

    assert [one.document for one in judged(case)] == [from_plain(plan.kind, one) for one in kept]


@pytest.mark.parametrize("verdict", ["pass", "fail"])
def test_every_map_has_cases_of_both_kinds(verdict: str) -> None:
    """No map goes without a file that passes and one that does not."""
    shown = {golden.map_name(case) for case in golden.cases(f"*/{verdict}/*")}

    assert shown >= set(library().names(editions=False))
