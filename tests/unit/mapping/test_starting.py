"""The overlay proposed from samples loads as it is, reads more than its base, and leaves to a person what is a person's."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from gateway.application.documents import CLASSES
from gateway.application.sampling import sample
from gateway.application.studying import sets_of
from gateway.mapping.coverage import Coverage, Received, cover
from gateway.mapping.library import Library
from gateway.mapping.starting import start
from gateway.x12.interchanges import TransactionSet
from tests.unit.mapping.studied import BASE_NAME, PROJECT, covered, library, order

UNCOMMENTED = re.compile(r"^( *)# ")
"""What an editor takes away when a block is uncommented."""
SETS = (
    order("BEG*07*ZZ*77**20260101", "REF*ZZ*5*text", "N1*ST*Shop", "PO1*1*5*EA***SK*A1*VN*B2", "CTT*1"),
    order(
        "BEG*00*SA*78**20260101",
        "CUR*SE*USD",
        "REF*DP*5*text",
        "REF*LS*5",
        "FOB*PP",
        "ITD*01",
        "TD5*O**2*ABCD",
        "N9*L1*x",
        "MSG*text",
        "N1*BT*Bill",
        "PO1*1*5*EA***VN*A1",
        "PO4*1",
        "CTT*1*****more*and*more",
        "ZZZ*1",
        number="0002",
    ),
)


def proposed(tmp_path: Path, *sets: TransactionSet, partner: str = "") -> tuple[Coverage, Coverage, str]:
    """Return the coverage of the base, that of the proposal once it is loaded, and its text."""
    base = covered(library(tmp_path).plan(BASE_NAME), *sets)
    text = start(base, partner)
    plan = library(tmp_path, partner=text).plan("partner/850")
    return base, covered(plan, *sets), text


def test_it_loads_and_reads_more_than_its_base(tmp_path: Path) -> None:
    """Codes that came are added; what is left needs a field or an agreement."""
    base, after, text = proposed(tmp_path, *SETS, partner="Corner: Shop")

    assert {"code", "kept-code"} & {one.kind for one in base.gaps}
    assert not {"code", "kept-code"} & {one.kind for one in after.gaps}
    assert len(after.gaps) < len(base.gaps)
    assert 'title: "Order (Corner: Shop)"' in text
    assert text.startswith("# Proposed from 2 sets of 850 (004010) in 1 file: ")


@pytest.mark.parametrize(
    "said",
    [
        '"07": duplicate',
        "# ZZ: 1 time, first in one.edi, set 0001, segment 2",
        '"SK": stock-keeping-unit',
        '"LS": code-ls',
        "our dictionary has no meaning for it",
        '    # # seen 00 1, 07 1\n    # remove_codes: ["05"]\n',
        "  # REF: {elements: {REF03: FIELD}}",
        '  # CUR/CUR01: {fixed: "SE"}',
        "# FOB (Freight and delivery terms), 1 time in 1 set: came though it is agreed not to be used",
        "# CTT/ZZZ (not in our dictionary), 1 time in 1 set: is in no place the standard has for it",
        "#     - {segment: TD5, elements: {TD501: FIELD, TD503: FIELD, TD504: FIELD}}",
        "#     - {loop: N9, rows: [{segment: N9, elements: {N901: FIELD, N902: FIELD}}]}",
        "# N9/MSG (Message), 1 time in 1 set: write the loop around it first",
        "#     - {segment: PO4, elements: {PO401: FIELD}}",
        "#   PO1/PO1:",
        "  # # CTT/CTT08 is no element of the segment in the standard",
        "#   - CTT/AMT*TT  # Amount",
    ],
)
def test_what_needs_a_person_stands_in_comments(tmp_path: Path, said: str) -> None:
    """Each with how often it was seen; a line of them can be uncommented as it is."""
    _, _, text = proposed(tmp_path, *SETS)

    assert said in text


def test_what_was_always_filled_is_proposed_as_required(tmp_path: Path) -> None:
    """Each time its segment came, in every file."""
    _, _, text = proposed(tmp_path, order("BEG*00*NE*1**20260101", "PO1*1*5*EA", "CTT*1*5"))

    assert "#   CTT/CTT02: {usage: required}" in text
    assert "#   PO1/PO103: {usage: required}" in text
    assert "filled 1 of 1 times, in 1 set and 1 file" in text
    assert "\nchange:" not in text
    assert "\n# change:\n" in text


def test_a_proposal_uncommented_loads_too(tmp_path: Path) -> None:
    """What only narrows needs no further word."""
    _, _, text = proposed(tmp_path, order("BEG*00*NE*1**20260101", "PO1*1*5*EA", "CTT*1*5"))
    head, proposals = text.split("\n\n", 1)
    taken = "\n".join(UNCOMMENTED.sub(r"\1", line) for line in proposals.splitlines())

    plan = library(tmp_path, partner=f"{head}\n{taken}\n").plan("partner/850")

    assert "\n  PO1/PO103: {usage: required}" in taken
    assert "required" in str([one.elements for one in plan.rows if hasattr(one, "elements")])


def test_a_word_that_is_taken_gets_its_code_beside_it(tmp_path: Path) -> None:
    """Codes and words stay one to one, however the codes are written."""
    text = dedent(f"""
        extends: {BASE_NAME}
        change:
          BEG/BEG01: {{codes: {{"00": duplicate, "05": code-qq, "06": code-qq-x}}}}
        """)
    plan = library(tmp_path, first=text).plan("first/850")
    found = start(
        covered(plan, order("BEG*07*NE*1"), order("BEG*??*NE*1"), order("BEG*QQ*NE*1"), order("BEG*qq*NE*1"))
    )

    assert '"07": duplicate-07' in found
    assert "the word is taken" in found
    assert '"??": code-code' in found
    assert '"QQ": code-qq-x-x' in found


def test_a_text_that_can_be_no_code_is_only_told(tmp_path: Path) -> None:
    """It is too long, too short, or holds what a code cannot: the sender is at fault, not the list."""
    base, after, text = proposed(tmp_path, order("BEG*000*NEWORDER*1", "PO1*1*5*EA***VN*A1*QQ*C3", "CTT*1"))

    assert len(after.gaps) == len(base.gaps) - 1
    assert "  # # BEG/BEG01 came with a text that is no code of it, and is refused, 1 time in 1 set" in text
    assert "  # # BEG/BEG02 came with a text that is no code of it, 1 time in 1 set" in text
    assert '"QQ": code-qq' in text


def test_nothing_seen_proposes_nothing(tmp_path: Path) -> None:
    """Without sets there is only the frame, with every row of the base as one that never came."""
    _, _, text = proposed(tmp_path)

    assert "Proposed from 0 sets" in text
    assert "100 % of 0 values" in text
    assert "#   - N1  # Party" in text


def test_where_every_row_came_nothing_is_to_be_removed(tmp_path: Path) -> None:
    """Then the list of removals is left out."""
    every = (
        "BEG*00*NE*1",
        "CUR*BY*USD",
        "REF*DP*5",
        "N1*ST*Shop",
        "N3*Road",
        "N4*Town",
        "PO1*1*5*EA***VN*A1",
    )
    _, _, text = proposed(tmp_path, order(*every, "CTT*1", "AMT*TT*5"))

    assert "remove:" not in text


def test_a_map_whose_samples_it_reads_wholly_needs_no_codes(tmp_path: Path) -> None:
    """Nothing is proposed to be removed that the base requires; control characters of a file's name do no harm."""
    plan = library(tmp_path).plan(BASE_NAME)
    received = [Received(file="a\nb", set=order("BEG*07*NE*1", "TD5*O", "PO1*1*5*EA"))]
    text = start(cover(plan, received))

    assert "first in a?b" in text
    assert "#   - BEG" not in text


@pytest.mark.parametrize("name", ["base/x12/004010/850", "base/x12/004010/856", "acme/855"])
def test_every_sample_of_a_map_starts_a_map_that_loads(tmp_path: Path, name: str) -> None:
    """Whatever a map of ours can send, the proposal made from it over the base loads."""
    maps = Library((PROJECT / "mappings",), CLASSES)
    plan = maps.plan(name)
    files = [(f"{seed}.edi", sample(plan, seed)) for seed in range(3)]
    base = maps.plan(plan.base or name)
    folder = tmp_path / "maps" / "partner"
    folder.mkdir(parents=True)
    (folder / f"{plan.set_id}.yaml").write_text(start(cover(base, sets_of(files))), encoding="utf-8")

    loaded = Library((PROJECT / "mappings", tmp_path / "maps"), CLASSES).plan(f"partner/{plan.set_id}")

    assert len(cover(loaded, sets_of(files)).gaps) <= len(cover(base, sets_of(files)).gaps)
