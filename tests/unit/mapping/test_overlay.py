"""An overlay can say what a partner does otherwise: a code more or less, another demand, qualifier, segment or note."""

from pathlib import Path

import pytest

from gateway.mapping.addresses import entries
from gateway.mapping.faults import MapFault
from gateway.mapping.plan import FieldRow, Plan, RangeRow, SegmentPlan, UnusedRow
from tests.unit.mapping.studied import overlay


def row(plan: Plan, address: str) -> SegmentPlan:
    """Return the segment at an address."""
    return next(one.segment for one in entries(plan.rows) if one.address == address)


def field(plan: Plan, address: str, reference: str) -> FieldRow:
    """Return an element that carries a field."""
    found = next(
        one
        for one in row(plan, address).elements
        if isinstance(one, FieldRow) and one.spot.reference == reference
    )
    assert isinstance(found, FieldRow)
    return found


def test_one_code_is_added_and_one_retired(tmp_path: Path) -> None:
    """The list is not repeated: what is not named stays."""
    plan = overlay(
        tmp_path, 'change:\n  BEG/BEG01: {add_codes: {"01": cancellation}, remove_codes: ["05"]}\n'
    )

    assert {"00": "original", "01": "cancellation"} == dict(field(plan, "BEG", "BEG01").part.codes)


def test_a_word_is_changed_by_taking_the_code_out_and_in(tmp_path: Path) -> None:
    """Codes are taken out before others are put in."""
    plan = overlay(tmp_path, "change:\n  BEG/BEG02: {remove_codes: [NE], add_codes: {NE: new}}\n")

    assert {"SA": "stand-alone", "NE": "new"} == dict(field(plan, "BEG", "BEG02").part.codes)


@pytest.mark.parametrize(("other", "keeps"), [("keep", True), ("refuse", False)])
def test_codes_that_are_not_listed_are_kept_or_refused(tmp_path: Path, other: str, *, keeps: bool) -> None:
    """Whatever the base does with them, without telling the list again."""
    plan = overlay(tmp_path, f"change: {{BEG/BEG01: {{other: keep}}, BEG/BEG02: {{other: {other}}}}}\n")

    assert field(plan, "BEG", "BEG01").part.keeps
    assert keeps is field(plan, "BEG", "BEG02").part.keeps
    assert {"SA", "NE"} == set(field(plan, "BEG", "BEG02").part.codes)


def test_a_code_is_added_to_a_part_of_a_range(tmp_path: Path) -> None:
    """The part is named by its field, in full or in short."""
    plan = overlay(
        tmp_path,
        """
        change:
          PO1/PO106..PO109/kind: {add_codes: {SK: sku}}
          PO1/PO1/PO106..PO109/value: {max_length: "20"}
        """,
    )
    found = next(one for one in row(plan, "PO1").elements if isinstance(one, RangeRow))

    assert {"VN": "vendor-part", "BP": "buyer-part", "SK": "sku"} == dict(found.parts[0].codes)
    assert 20 == found.parts[1].maximum


def test_spaces_in_the_name_of_a_place_do_not_matter(tmp_path: Path) -> None:
    """Ranges may be written with or without them, here and in the base."""
    plan = overlay(tmp_path, 'change:\n  "PO1/PO106 .. PO109/kind": {add_codes: {SK: sku}}\n')
    found = next(one for one in row(plan, "PO1").elements if isinstance(one, RangeRow))

    assert "SK" in found.parts[0].codes


def test_codes_are_added_where_none_were_listed(tmp_path: Path) -> None:
    """An element that took any code takes the listed ones."""
    plan = overlay(tmp_path, "change:\n  PO1/PO103: {add_codes: {EA: each}}\n")

    assert {"EA": "each"} == dict(field(plan, "PO1", "PO103").part.codes)


def test_an_agreed_code_may_be_none_of_our_lists(tmp_path: Path) -> None:
    """Our dictionary lists what is met in trade, never all there is."""
    plan = overlay(tmp_path, "change:\n  REF/REF01: {add_codes: {LS: label-serial}}\n")

    assert "label-serial" == field(plan, "REF", "REF01").part.codes["LS"]


def test_an_element_is_required_or_forbidden(tmp_path: Path) -> None:
    """Both narrow what the base allows."""
    plan = overlay(
        tmp_path,
        """
        change:
          BEG/BEG05: {usage: required}
          CTT/CTT02: {usage: not_used}
          CTT/AMT*TT: {usage: not_used}
        """,
    )
    names = {one.spot.reference: one for one in row(plan, "CTT").elements if not isinstance(one, RangeRow)}

    assert field(plan, "BEG", "BEG05").part.required
    assert isinstance(names["CTT02"], UnusedRow)
    assert row(plan, "CTT/AMT*TT").forbidden


def test_a_row_gets_another_qualifier_and_goes_by_it_from_there_on(tmp_path: Path) -> None:
    """Changes are made in the order they are written."""
    plan = overlay(
        tmp_path,
        """
        change:
          CTT/AMT*TT/AMT01: {qualifier: "1"}
          CTT/AMT*1/AMT02: {usage: required}
        """,
    )

    assert ["1"] == [one.text for one in row(plan, "CTT/AMT*1").tests]
    assert field(plan, "CTT/AMT*1", "AMT02").part.required


def test_a_segment_is_added_and_another_left_out(tmp_path: Path) -> None:
    """The new row stands where the standard has it."""
    plan = overlay(
        tmp_path,
        """
        remove: [CUR, FOB]
        add_after:
          REF:
            - segment: DTM
              each: dates
              elements: {DTM01: {field: kind, codes: {"002": delivery-requested}, other: keep}, DTM02: "on"}
        """,
    )

    assert {"DTM"} == {one.address for one in entries(plan.rows)} & {"DTM", "CUR", "FOB"}


def test_notes_move(tmp_path: Path) -> None:
    """A note goes from a row to one of its elements, and another is rewritten."""
    plan = overlay(
        tmp_path,
        """
        note: What this partner sends.
        change:
          REF: {note: ""}
          REF/REF02: {note: Repeat as needed.}
          BEG/BEG03: {note: Ten digits.}
        """,
    )

    assert "What this partner sends." == plan.note
    assert "" == row(plan, "REF").note
    assert "Repeat as needed." == field(plan, "REF", "REF02").part.note
    assert "Ten digits." == field(plan, "BEG", "BEG03").part.note


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("BEG/BEG01: {remove_codes: [ZZ]}", ":3:30: there is no code ZZ to remove"),
        ('BEG/BEG01: {add_codes: {"00": first}}', ":3:27: the code 00 is there already"),
        ('BEG/BEG01: {remove_codes: ["00", "05"]}', ":3:15: no code is left"),
        ("BEG/BEG01: {remove_codes: SA}", ":3:15: remove_codes is a list of codes"),
        ("BEG/BEG01: {add_codes: [SA]}", ":3:15: add_codes is codes with their words"),
        ("BEG/BEG01: {add_codes: {}}", ":3:15: add_codes is codes with their words"),
        ("PO1/PO106..PO109/colour: {usage: required}", ":3: nothing is at PO1/PO106..PO109/colour"),
        ("BEG/BEG05/kind: {usage: required}", ":3: nothing is at BEG/BEG05/kind"),
        ("BEG: {add_codes: {XX: y}}", "is no word here"),
    ],
)
def test_a_change_that_hits_nothing_is_a_fault_with_its_line(tmp_path: Path, change: str, said: str) -> None:
    """Nothing is passed over in silence."""
    with pytest.raises(MapFault, match=r"850\.yaml") as fault:
        overlay(tmp_path, f"change:\n  {change}\n")

    assert said in str(fault.value)
