"""Writing: what a map carries, what it leaves out, what it refuses, and the check of our own output."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gateway.mapping.faults import CannotWrite
from gateway.mapping.writing import read_back, write
from gateway.x12.delimiters import Delimiters
from gateway.x12.segments import join
from tests.unit.mapping.test_reading import DOCUMENT, FORBIDDING, ODD
from tests.unit.mapping.tiny import (
    HAPPY,
    HEAD,
    ORDER,
    Line,
    Money,
    Name,
    Order,
    Pair,
    Place,
    made,
    reading,
    told,
)

PLAN = made(ORDER)


def lines(document: object, text: str = ORDER) -> list[str]:
    """Return what a map writes as text, a segment a line."""
    return [join(one, Delimiters()) for one in write(made(text), document)]


def test_a_document_is_written_in_the_order_of_the_standard() -> None:
    """What is read cleanly is written as it came."""
    assert HAPPY.splitlines() == lines(DOCUMENT)
    assert () == read_back(PLAN, DOCUMENT, write(PLAN, DOCUMENT))


def test_rows_that_say_nothing_are_left_out() -> None:
    """Qualifiers and fixed texts alone are no reason for a segment, loops included."""
    bare = Order(number="1", ordered_on=date(2024, 1, 1), lines=(Line(number="7"),))

    assert ["BEG*00*SA*1**20240101", "PO1*7", "CTT*1"] == lines(bare)


def test_what_was_agreed_not_to_be_sent_is_not_written() -> None:
    """Rows and elements alike."""
    written = lines(DOCUMENT, FORBIDDING)

    assert {"BEG", "REF", "N9", "MSG", "PO1", "CTT", "AMT"} == {one.split("*")[0] for one in written}
    assert "BEG*00*SA*PO-1**20240229" in written


def test_required_rows_are_written_even_if_empty() -> None:
    """A required loop stands though nothing of the document is in it; within it, too."""
    text = ORDER.replace("  - loop: CTT\n", "  - loop: CTT\n    usage: required\n")
    bare = Order(number="1", ordered_on=date(2024, 1, 1))

    assert ["BEG*00*SA*1**20240101", "CTT*0"] == lines(bare, text)
    party = replace(bare, places=(Place(role="bill-to", name="Us"),))
    assert ["N1*BT*Us", "N4"] == lines(party)[1:]


def test_a_fixed_text_that_needs_a_neighbour_waits_for_it() -> None:
    """A code list without a code would break a condition of the standard."""
    named = Order(number="1", places=(Place(role="ship-to", name="Us", city="Here"),))
    coded = Order(number="1", places=(Place(role="ship-to", code="12", city="Here"),))

    assert "N1*ST*Us" in lines(named)
    assert "N1*ST**92*12" in lines(coded)
    always = ORDER.replace('N103: {fixed: "92"}', 'N103: {fixed: "92", usage: required}')
    assert "N1*ST*Us*92" in lines(named, always)


def test_values_spill_over_repeated_segments_where_nothing_else_is_in_them() -> None:
    """Streets go two a segment; texts one."""
    document = Order(
        number="1", texts=("a", "b"), places=(Place(role="ship-to", street=("1", "2", "3"), city="H"),)
    )

    assert ["N3*1*2", "N3*3"] == [one for one in lines(document) if one.startswith("N3")]
    assert ["MSG*a", "MSG*b"] == [one for one in lines(document) if one.startswith("MSG")]


def test_groups_may_spill_too() -> None:
    """Items of a range that is alone in its segment take as many segments as they need."""
    text = (
        HEAD
        + """\
  - segment: BEG
    elements: {BEG01: purpose, BEG02: {fixed: SA}, BEG03: number, BEG05: {field: ordered_on, usage: required}}
  - segment: TAX
    elements: {TAX02..TAX05: {each: names, of: [kind, value]}, TAX01: {fixed: "1"}}
  - loop: PO1
    each: lines
    rows:
      - {segment: PO1, elements: {PO101: number}}
      - {segment: SI, elements: {SI01: {fixed: AX}, SI02..SI05: {each: names, of: [kind, value]}}}
"""
    )
    names = tuple(Name(kind=f"K{one}", value=f"V{one}") for one in range(3))
    pairs = tuple(Pair(kind=f"K{one}", value=f"V{one}") for one in range(3))
    document = Order(
        number="1",
        purpose="00",
        ordered_on=date(2024, 1, 1),
        names=names,
        lines=(Line(number="1", names=pairs),),
    )
    plan = made(text.replace("TAX02..TAX05", "TAX02..TAX05"))
    written = write(plan, document)

    assert ["TAX*1*K0*V0*K1*V1", "TAX*1*K2*V2"] == [
        join(one, Delimiters()) for one in written if one[0] == "TAX"
    ]
    assert document == reading(plan, "\n".join(join(one, Delimiters()) for one in written)).document


def test_components_and_single_values_are_written() -> None:
    """Composites, one value by `into`, counts of segments, implied and named codecs."""
    document = Order(
        number="1",
        ordered_on=date(2024, 1, 1),
        copies=7,
        free=Name(kind="BY", value="USD"),
        amounts=(Money(kind="TT", amount=Decimal("12.5")),),
        lines=(Line(number="1", measures=(Name(kind="WT", text="2"), Name(kind="WT", value="KG"))),),
    )
    written = write(made(ODD), document)

    assert [
        "BEG*00*SA*1*7*20240101",
        "CUR*BY*USD",
        "AMT*TT*12.5",
        "PO1*1",
        "MEA*WT**1*>2",
        "MEA*WT**1*KG",
        "CTT*1",
    ] == [join(one, Delimiters()) for one in written]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (Order(number="1", purpose="change"), "purpose: BEG01 cannot say change: the word has no code"),
        (
            Order(number="1", places=(Place(role="ship-to"), Place(role="x12:SF"))),
            "places[1].role: N101 cannot say x12:SF: the word has no code",
        ),
        (
            Order(number="1", lines=(Line(names=(Pair(kind="upc", value="1"),) * 3),)),
            "lines[0].names: 3 are more than the 2 that fit",
        ),
        (Line(), "tiny carries a Order, not a Line"),
    ],
)
def test_what_a_map_cannot_carry_is_refused_by_name(document: object, said: str) -> None:
    """The place in the document, the element, the reason."""
    with pytest.raises(CannotWrite) as refusal:
        write(PLAN, document)

    assert said == str(refusal.value)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (replace(DOCUMENT, purpose=""), "purpose"),
        (
            replace(
                DOCUMENT,
                lines=(Line(number="1", quantity=Decimal(1), unit="EA", names=(Pair(kind="", value="1"),)),),
            ),
            "lines[0].names",
        ),
        (replace(DOCUMENT, names=(Name(kind="x12:DP", value="7"),)), "names"),
        (replace(DOCUMENT, texts=("a", "")), "texts"),
        (replace(DOCUMENT, texts=["a", "b"]), ""),
    ],
)
def test_what_does_not_read_back_is_held_with_the_first_difference(document: Order, path: str) -> None:
    """The order desk learns which field was lost before a partner does."""
    findings = read_back(PLAN, document, write(PLAN, document))

    assert [path] == [one.path for one in findings if one.code == "map.written-differs"]


def test_what_reads_back_with_findings_is_held() -> None:
    """Too long for the standard: equal, and yet not clean."""
    document = replace(DOCUMENT, lines=(Line(number="1" * 21),))

    assert [("x12.element-too-long", 12, "PO101")] == told(read_back(PLAN, document, write(PLAN, document)))


def test_a_document_that_cannot_be_read_back_at_all() -> None:
    """Without its number nothing is left to compare with."""
    document = replace(DOCUMENT, number="")

    assert "map.written-differs" in [one.code for one in read_back(PLAN, document, write(PLAN, document))]
