"""Chapters tell every row as a partner's guide does: usage, elements, codes with their words, an example."""

from pathlib import Path

from gateway.mapping.chapters import GuideElement, chapters
from gateway.mapping.plan import Plan
from tests.unit.mapping.studied import BASE_NAME, library


def plan(tmp_path: Path) -> Plan:
    """Return the base map of these tests."""
    return library(tmp_path).plan(BASE_NAME)


def element(of: Plan, address: str, reference: str) -> GuideElement:
    """Return what is told of one element."""
    chapter = next(one for one in chapters(of) if one.address == address)
    return next(one for one in chapter.elements if one.reference == reference)


def test_rows_come_in_the_order_of_the_wire(tmp_path: Path) -> None:
    """A loop stands for the segment that opens it; what is in it is deeper."""
    told = chapters(plan(tmp_path))

    assert ["BEG", "CUR", "REF", "FOB", "N1", "N1/N3", "N1/N4", "PO1", "CTT", "CTT/AMT*TT"] == [
        one.address for one in told
    ]
    assert [("N1", 0, True), ("N1/N3", 1, False)] == [
        (one.address, one.depth, one.looped) for one in told[4:6]
    ]
    assert ("Repeat as needed.",) == told[2].notes


def test_a_row_that_is_not_used_says_only_that(tmp_path: Path) -> None:
    """It has no example and no elements."""
    told = next(one for one in chapters(plan(tmp_path)) if one.address == "FOB")

    assert ("not used", "", (), (), ()) == (
        told.usage,
        told.example,
        told.elements,
        told.conditions,
        told.unread,
    )


def test_codes_stand_with_their_words_and_what_becomes_of_others(tmp_path: Path) -> None:
    """Agreed lists in whole; a short list of the dictionary where none was agreed."""
    told = plan(tmp_path)
    agreed = element(told, "BEG", "BEG02").lists[0]
    refused = element(told, "BEG", "BEG01").lists[0]
    kinds = element(told, "PO1", "PO106..PO109")

    assert (("SA", "stand alone"), ("NE", "new order")) == agreed.codes
    assert "Any other code is kept as it comes." == agreed.others
    assert "No other code is accepted." == refused.others
    assert ("kind", (("VN", "vendor part"), ("BP", "buyer part"))) == (
        kinds.lists[0].of,
        kinds.lists[0].codes,
    )


def test_each_kind_of_element_says_what_it_is_for(tmp_path: Path) -> None:
    """Fields by name, fixed texts with their meaning, counts, ranges, and what is not to be sent."""
    told = plan(tmp_path)

    assert "purpose" == element(told, "BEG", "BEG01").says
    assert "Kept as it is." == element(told, "BEG", "BEG03").note
    assert "always BY (buyer)" == element(told, "CUR", "CUR01").says
    assert "the number of lines" == element(told, "CTT", "CTT01").says
    assert "each of identifiers: kind, then value" == element(told, "PO1", "PO106..PO109").says
    assert "each of street" == element(told, "N1/N3", "N301").says
    assert "agreed not to be sent" == element(told, "BEG", "BEG12").says
    assert "235, 234" == element(told, "PO1", "PO106..PO109").number
    assert "always TT (total of the document)" == element(told, "CTT/AMT*TT", "AMT01").says


def test_a_short_list_of_the_standard_is_shown(tmp_path: Path) -> None:
    """Where the map has no list of its own, and a fixed text that no list knows is shown bare."""
    other = library(
        tmp_path,
        partner=f"""
        extends: {BASE_NAME}
        change:
          CUR/CUR01: {{fixed: QQ}}
          BEG: {{elements: {{BEG07: acknowledgement_wanted, BEG08: invoice_wanted}}}}
        """,
    ).plan("partner/850")

    assert "always QQ" == element(other, "CUR", "CUR01").says
    assert 3 == len(element(other, "BEG", "BEG08").lists[0].codes)
    assert "Other codes of the standard are accepted." == element(other, "BEG", "BEG08").lists[0].others


def test_every_segment_has_an_example_that_begins_with_its_name(tmp_path: Path) -> None:
    """Drawn from the map, so that it is valid."""
    for one in chapters(plan(tmp_path)):
        if one.usage != "not used":
            assert one.example.startswith(one.label.partition("*")[0] + "*")
            assert one.example.endswith("~")
