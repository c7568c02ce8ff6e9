"""The guide page says what the map does: usage, formats, codes, conditions, and where it differs from its base."""

import re
from functools import cache
from pathlib import Path

import pytest

from gateway.application.documents import CLASSES
from gateway.application.guides import file_name, kept, page_of
from gateway.mapping.guide import page
from gateway.mapping.library import Library
from gateway.mapping.wording import format_of, sentence
from gateway.x12.definitions import Condition, ConditionKind, ElementDef
from gateway.x12.delimiters import Delimiters
from gateway.x12.segments import split
from tests import maps

PROJECT = Path(__file__).parents[3]
DICTIONARY = PROJECT / "mappings" / "standards"
BASE = """
transaction_set: "850"
version: "004010"
document: purchase_order
title: Order
note: What we mean by an order.
rows:
  - segment: BEG
    usage: required
    elements:
      BEG01: {field: purpose, codes: {"00": original, "05": replacement}}
      BEG02: {field: kind, codes: {SA: stand-alone}, other: keep}
      BEG03: {field: number, note: Kept as it is.}
      BEG05: {field: ordered_on}
      BEG12: {usage: not_used}
  - segment: CUR
    elements:
      CUR01: {fixed: BY}
      CUR02: currency
  - segment: REF
    each: references
    note: Repeat as needed.
    elements: {REF01: {field: kind, codes: {DP: department}}, REF02: {field: value, max_length: "12"}, REF03: text}
  - segment: FOB
    usage: not_used
  - loop: PO1
    each: lines
    rows:
      - segment: PO1
        elements:
          PO101: number
          PO102: quantity
          PO103: unit
          PO106..PO109: {each: identifiers, of: [{field: kind, codes: {VN: vendor-part}}, {field: value}]}
  - loop: CTT
    rows:
      - segment: CTT
        elements: {CTT01: {count_of: lines}, CTT02: hash_total}
"""
OVERLAY = """
extends: base/x12/004010/850
title: Order (Initech)
change:
  BEG/BEG01: {other: keep}
  REF: {max: "3"}
remove: [CUR]
add_after:
  FOB:
    - segment: TD5
      each: routing
      elements: {TD505: text}
"""
LEVELS = """
transaction_set: "856"
version: "004010"
document: shipment_notice
title: Notice
rows:
  - segment: BSN
    elements: {BSN01: {fixed: "00"}, BSN02: number, BSN03: issued_on, BSN04: issued_at_time}
  - loop: HL
    usage: required
    rows:
      - segment: HL
        elements: {HL01: {hl: id}, HL02: {hl: parent}, HL03: {qualifier: S}, HL04: {hl: children}}
      - segment: TD1
        each: packages
        elements: {TD101: packaging, TD102: count}
  - segment: CTT
    elements: {CTT01: {count_of: HL}}
"""


@cache
def shipped() -> Library:
    return maps.library()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library of small maps under the dictionary we ship."""
    (tmp_path / "standards").symlink_to(DICTIONARY)
    for name, text in {
        "base/x12/004010/850": BASE,
        "initech/850": OVERLAY,
        "base/x12/004010/856": LEVELS,
    }.items():
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Library((tmp_path,), CLASSES)


def test_the_page_opens_with_title_note_and_envelope(library: Library) -> None:
    """Who reads it knows which set, version and group is meant."""
    text = page_of(library, "base/x12/004010/850")

    assert text.startswith("# Order (850)\n\nWhat we mean by an order.\n")
    assert "| GS01 | `PO` |" in text
    assert "| GS08 | `004010`;" in text
    assert "## Differences" not in text


@pytest.mark.parametrize(
    "line",
    [
        "| BEG01 | Purpose | required | code, 2 characters | `purpose`: `00` original, `05` replacement |",
        "`kind`: `SA` stand-alone; any other code is kept as it comes |",
        "| `number`. Kept as it is. |",
        "| day, YYYYMMDD | `ordered_on` |",
        "| not used | code, 2 characters | agreed not to be sent |",
        "| required | code, 2 to 3 characters | always `BY` (buyer) |",
        "| text, 1 to 12 characters | `value` |",
        "At least one of REF02 and REF03 is sent.",
        "Not read: REF04.",
        "each of `identifiers`: `kind`: `VN` vendor-part; then `value` |",
        "the number of lines |",
        "Repeat as needed.",
        "[`FOB`](#fob) | Freight and delivery terms | not used |",
        "[`PO1`](#po1) (loop)",
        "Not read: BEG04, BEG06..BEG11.",
    ],
)
def test_the_page_says_what_the_map_demands(library: Library, line: str) -> None:
    """Usage, format, codes, notes, conditions and what is not read are all there."""
    assert line in page_of(library, "base/x12/004010/850")


def test_units_of_the_dictionary_are_listed_as_examples(library: Library) -> None:
    """Where the map leaves codes open, the page lists the first of the dictionary and says there are more."""
    (line,) = re.findall(r"^\| PO103 .*$", page_of(library, "base/x12/004010/850"), re.MULTILINE)

    assert line.endswith(", ... |")


def test_levels_are_explained(library: Library) -> None:
    """How levels are numbered is said in words."""
    text = page_of(library, "base/x12/004010/856")

    assert "| required | text, 1 to 12 characters | the level's own number: 1, 2, 3 ... |" in text
    assert "the number of the level it belongs to; empty at the top" in text
    assert "the number of HL segments" in text
    assert "HL*1**S~" in text


def test_an_overlay_shows_what_differs(library: Library) -> None:
    """Rows changed, added and left out are listed at the top and marked below; the base page marks nothing."""
    text = page_of(library, "initech/850")

    assert "## Differences from `base/x12/004010/850`" in text
    for line in ("- `BEG` is changed.", "- `REF` is changed.", "- `TD5` is added.", "- `CUR` is left out."):
        assert line in text
    assert "**BEG01** (changed)" in text
    assert "**BEG02**" not in text
    assert "### TD5: Routing (added)" in text


def test_an_overlay_that_changes_no_segment_says_so(library: Library) -> None:
    """Nothing is marked that is not different."""
    plan = library.plan("base/x12/004010/850")

    assert "None in the segments." in page(plan, plan)


@pytest.mark.parametrize("name", shipped().names(editions=False))
def test_examples_are_segments_of_their_rows(name: str) -> None:
    """Every segment has an example that begins with its identifier and has no empty element at its end."""
    text = page_of(shipped(), name)

    sections = text.partition("## Segments in detail")[2].split("### ")[1:]
    for section in sections:
        (segment,) = re.findall(r"^(?:.* / )?([A-Z0-9]+)[*A-Z0-9]*: ", section)
        examples = re.findall(r"```text\n(.*)~\n```", section)
        shown = [split(example, Delimiters()) for example in examples]
        assert ("not used" in section.splitlines()[2].lower()) != bool(shown)
        assert all(one[0] == segment and one[-1] for one in shown)


@pytest.mark.parametrize("name", kept(shipped()))
def test_written_guides_are_current(name: str) -> None:
    """`docs/guides` says what the maps do today: `make guides` writes it anew."""
    file = PROJECT / "docs" / "guides" / file_name(name)

    assert page_of(shipped(), name) == file.read_text(encoding="utf-8")


def test_no_guide_is_left_of_a_map_that_is_gone() -> None:
    """Every page in `docs/guides` belongs to a map."""
    there = {file.name for file in (PROJECT / "docs" / "guides").glob("*.md")}

    assert {file_name(name) for name in kept(shipped())} == there


@pytest.mark.parametrize(
    ("kind", "minimum", "maximum", "expected"),
    [
        ("AN", 1, 30, "text, 1 to 30 characters"),
        ("ID", 2, 2, "code, 2 characters"),
        ("N0", 1, 6, "whole number, 1 to 6 digits"),
        ("N2", 1, 15, "number with 2 decimals understood, 1 to 15 digits"),
        ("R", 1, 10, "number, 1 to 10 digits"),
        ("DT", 6, 6, "day, YYMMDD"),
        ("DT", 8, 8, "day, YYYYMMDD"),
        ("DT", 6, 12, "day, YYMMDD or YYYYMMDD"),
        ("TM", 4, 4, "time, HHMM"),
        ("TM", 4, 8, "time, HHMM to HHMMSSDD"),
    ],
)
def test_formats_are_said_in_words(kind: str, minimum: int, maximum: int, expected: str) -> None:
    """Nobody needs to know the standard's names of types."""
    element = ElementDef(number="1", name="One", type=kind, minimum=minimum, maximum=maximum)

    assert expected == format_of(element)


@pytest.mark.parametrize(
    ("kind", "positions", "expected"),
    [
        ("P", (3, 4), "N103 and N104 come together or not at all."),
        ("R", (2, 3, 4), "At least one of N102, N103 and N104 is sent."),
        ("E", (2, 3), "At most one of N102 and N103 is sent."),
        ("C", (2, 3), "With N102 comes N103."),
        ("L", (2, 3, 4), "With N102 comes at least one of N103 and N104."),
    ],
)
def test_conditions_are_sentences(kind: ConditionKind, positions: tuple[int, ...], expected: str) -> None:
    """Letters and digits of the standard become something one can act on."""
    assert expected == sentence("N1", Condition(kind=kind, positions=positions, certain=True))
