"""Comparing: any two maps of a set, told row by row and element by element."""

from pathlib import Path

import pytest

from gateway.application.documents import CLASSES
from gateway.mapping.comparing import compare
from gateway.mapping.library import Library
from tests.unit.mapping.studied import BASE_NAME, PROJECT, library

CHANGES = [
    ("title: Other", ("map", "", "", "title: Order -> Other")),
    ("note: All.", ("map", "", "", "note: nothing -> All.")),
    ("change: {CUR: {usage: required}}", ("usage", "CUR", "", "usage: optional -> required")),
    ("change: {PO1: {max: '9'}}", ("times", "PO1", "", "at most: 100000 -> 9")),
    ("change: {REF: {note: ''}}", ("note", "REF", "", "note: Repeat as needed. -> nothing")),
    (
        "change: {BEG/BEG01: {add_codes: {'01': cancellation}}}",
        ("code-added", "BEG", "BEG01", "code 01 (cancellation) added"),
    ),
    (
        "change: {BEG/BEG01: {remove_codes: ['05']}}",
        ("code-retired", "BEG", "BEG01", "code 05 (replacement) retired"),
    ),
    (
        "change: {BEG/BEG02: {remove_codes: [NE], add_codes: {NE: new}}}",
        ("code-word", "BEG", "BEG02", "code NE: new-order -> new"),
    ),
    (
        "change: {BEG/BEG01: {other: keep}}",
        ("other-codes", "BEG", "BEG01", "other codes: refused -> kept as they come"),
    ),
    (
        "change: {PO1/PO106..PO109/kind: {remove_codes: [BP]}}",
        ("code-retired", "PO1", "PO106..PO109", "code BP (buyer-part) of kind retired"),
    ),
    ("change: {CTT/CTT02: {usage: required}}", ("usage", "CTT", "CTT02", "usage: optional -> required")),
    (
        "change: {BEG/BEG03: {max_length: '10'}}",
        ("format", "BEG", "BEG03", "format: text, 1 to 22 characters -> text, 1 to 10 characters"),
    ),
    ("change: {CTT/CTT02: {usage: not_used}}", ("usage", "CTT", "CTT02", "usage: optional -> not used")),
    ("change: {BEG/BEG03: {note: ''}}", ("note", "BEG", "BEG03", "note: Kept as it is. -> nothing")),
    ("change: {CUR/CUR01: {fixed: SE}}", ("meaning", "CUR", "CUR01", "always: BY -> SE")),
    (
        "change: {CTT/AMT*TT/AMT01: {qualifier: '1'}}",
        ("qualifier", "CTT/AMT*1", "AMT01", "qualifier: TT -> 1"),
    ),
    (
        "remove: [CTT/CTT02]",
        ("element-removed", "CTT", "CTT02", "not read any more: Hash total, `hash_total`"),
    ),
    ("remove: [CUR]", ("row-removed", "CUR", "", "left out: Currency (optional, at most 1)")),
    (
        "remove: [N1]",
        ("row-removed", "N1", "", "left out: Party (loop, optional, at most 200, each of `parties`)"),
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_one_change_is_one_difference(
    tmp_path: Path, change: str, expected: tuple[str, str, str, str]
) -> None:
    """What an overlay says is what the comparison tells, and nothing else."""
    maps = library(tmp_path, partner=f"extends: {BASE_NAME}\n{change}\n")

    found = compare(maps.plan(BASE_NAME), maps.plan("partner/850"))

    assert [expected] == [(one.kind, one.address, one.element, one.words) for one in found]


def test_the_other_way_round_it_is_added(tmp_path: Path) -> None:
    """Between two maps neither is the first; of a loop only the loop is named."""
    maps = library(tmp_path, partner=f"extends: {BASE_NAME}\nremove: [N1, CTT/CTT02]\n")

    found = compare(maps.plan("partner/850"), maps.plan(BASE_NAME))

    assert [
        ("row-added", "N1", "", "added: Party (loop, optional, at most 200, each of `parties`)"),
        ("element-added", "CTT", "CTT02", "read now: Hash total, `hash_total`"),
    ] == [(one.kind, one.address, one.element, one.words) for one in found]


def test_a_loop_with_another_qualifier_is_the_same_loop(tmp_path: Path) -> None:
    """Its rows are compared one with the other, beneath their new address."""
    loop = """
        extends: {base}
        remove: [REF, CTT/AMT*TT]
        add_before:
          N1:
            - loop: AMT
              rows:
                - segment: AMT
                  elements: {{AMT01: {{qualifier: "{qualifier}"}}, AMT02: {{field: stated_total, usage: required}}}}
                - segment: REF
                  each: references
                  elements: {{REF01: kind, REF02: value{more}}}
        """
    texts = {
        "one": loop.format(base=BASE_NAME, qualifier="TT", more=""),
        "two": loop.format(base=BASE_NAME, qualifier="1", more=", REF03: text"),
    }
    maps = library(tmp_path, **texts)

    found = compare(maps.plan("one/850"), maps.plan("two/850"))

    assert [
        ("qualifier", "AMT*1", "AMT01", "qualifier: TT -> 1"),
        ("element-added", "AMT*1/REF", "REF03", "read now: Description, `text`"),
    ] == [(one.kind, one.address, one.element, one.words) for one in found]


def test_another_thing_counted_is_another_meaning(tmp_path: Path) -> None:
    """What an element counts is told like what it carries."""
    maps = library(
        tmp_path,
        partner=f"""
        extends: {BASE_NAME}
        change:
          CTT/CTT01: {{count_of: PO1}}
        """,
    )
    found = compare(maps.plan(BASE_NAME), maps.plan("partner/850"))

    assert ("meaning", "CTT", "CTT01", "says: the number of lines -> the number of PO1 segments") in [
        (one.kind, one.address, one.element, one.words) for one in found
    ]


def test_a_list_laid_over_free_codes_is_told(tmp_path: Path) -> None:
    """Where no list was agreed, one is now."""
    maps = library(
        tmp_path, partner=f"extends: {BASE_NAME}\nchange: {{PO1/PO103: {{codes: {{EA: each}}}}}}\n"
    )
    found = compare(maps.plan(BASE_NAME), maps.plan("partner/850"))

    assert "other codes: no list agreed -> refused" in [one.words for one in found]


def test_a_map_is_as_itself() -> None:
    """Every map of ours against itself: nothing; two partners: something."""
    maps = Library((PROJECT / "mappings",), CLASSES)

    assert () == compare(maps.plan("acme/850"), maps.plan("acme/850"))
    assert compare(maps.plan("acme/856"), maps.plan("globex/856"))
