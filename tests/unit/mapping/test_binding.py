"""What does not fit is said when a map is loaded, with file and line."""

import re
from dataclasses import dataclass, replace

import pytest

from gateway.mapping.faults import MapFault
from gateway.mapping.fields import fields_of
from gateway.mapping.plan import ConstantRow, CountRow, FieldRow, LoopPlan, RangeRow, SegmentPlan
from gateway.x12.structure import UNLIMITED
from tests.unit.mapping.tiny import HEAD, ORDER, Order, made

BEG = """\
  - segment: BEG
    elements: {BEG01: purpose, BEG02: {fixed: SA}, BEG03: number, BEG05: {field: ordered_on, usage: required}}
"""
LINES = """\
  - loop: PO1
    each: lines
    rows:
      - segment: PO1
        elements: {PO101: number}
"""


def faults(rows: str, kind: type = Order) -> list[str]:
    """Return the sentences about a map without file names and columns, lines kept."""
    with pytest.raises(MapFault) as fault:
        made(rows if rows.startswith("transaction_set") else HEAD + rows, kind)
    return [re.sub(r"^tiny\.yaml:(\d+):\d+", r"\1", line) for line in str(fault.value).splitlines()]


def test_a_map_that_fits_is_bound() -> None:
    """Rows know their places, limits, fields and qualifiers."""
    plan = made(ORDER)
    beg, department, names, notes, parties, lines, total = plan.rows

    assert ["BEG", "REF*DP", "REF", "N9", "N1", "PO1", "CTT"] == [row.label for row in plan.rows]
    assert [True, False, False, False, False, True, False] == [row.required for row in plan.rows]
    assert [1, 1, UNLIMITED, 1, 3, 100_000, 1] == [row.limit for row in plan.rows]
    assert isinstance(parties, LoopPlan)
    assert isinstance(lines, LoopPlan)
    assert isinstance(notes, LoopPlan)
    assert isinstance(total, LoopPlan)
    assert isinstance(beg, SegmentPlan)
    assert isinstance(names, SegmentPlan)
    assert [FieldRow, ConstantRow, FieldRow, FieldRow] == [type(one) for one in beg.elements]
    assert [RangeRow] == [type(one) for one in lines.opener.elements[3:]]
    assert [CountRow] == [type(one) for one in total.opener.elements]
    assert ["DP"] == [one.text for one in department.tests]
    assert ["TT"] == [one.text for one in total.rows[1].tests]
    assert [True, False] == [row.spills for row in (notes.rows[1], names) if isinstance(row, SegmentPlan)]
    assert ("850", "004010", "tiny") == (plan.set_id, plan.version, plan.name)
    reference = names.elements[0]
    assert isinstance(reference, FieldRow)
    assert ("REF01", True) == (reference.spot.reference, reference.part.keeps)


def test_needed_fields_make_their_elements_and_rows_required() -> None:
    """A field without default must come from something that must be sent."""
    plan = made(
        HEAD + BEG + "  - {segment: REF, elements: {REF01: {qualifier: DP}, REF02: code}}\n" + LINES, Coded
    )

    row = plan.rows[1]
    assert isinstance(row, SegmentPlan)
    part = row.elements[1]
    assert isinstance(part, FieldRow)
    assert row.required
    assert part.part.required


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Order):
    """An order that needs a code."""

    code: str


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ("BEG1: purpose", "BEG1 is not a place of BEG"),
        ("BEG99: purpose", "the standard has no BEG99 that holds one text"),
        ("BEG01-2: purpose", "the standard has no BEG01-2 that holds one text"),
        ("BEG04..BEG03: {each: texts}", "BEG04..BEG03 ends before it begins"),
        ("BEG04: {each: texts}, BEG04..BEG06: {each: texts}", "BEG04..BEG06 and BEG04 are the same element"),
        ("BEG06..BEG07: department", "only `each` takes a range of elements"),
        ("BEG04: nothing", "Order has no field nothing; it has "),
        ("BEG04: FIELD", "Order has no field FIELD; it has "),
        ("BEG04: departmant", "Order has no field departmant; did you mean department?"),
        ("BEG04: {each: nothing}", "Order has no field nothing"),
        ("BEG04: texts", "texts holds more than one text: use `each` or `into`"),
        ("BEG04: free", "free holds more than one text: use `each` or `into`"),
        ("BEG04: {each: lines}", "lines is not a tuple of plain texts or numbers"),
        ("BEG04: {each: department}", "department is not a tuple of plain texts or numbers"),
        ("BEG04: {each: texts, of: [kind]}", "texts is not a tuple of values"),
        (
            "BEG04: {each: names, of: [kind], codec: text}",
            "say codecs, codes and lengths at the parts in `of`",
        ),
        ("BEG04..BEG06: {each: names, of: [kind, value]}", "3 elements are no whole number of groups of 2"),
        ("BEG04: {each: names, of: [nothing]}", "Name has no field nothing"),
        ("BEG04: {each: names, of: [value]}", "nothing fills kind, which every item of names needs"),
        ("BEG06..BEG07: {each: texts}", "BEG07 is another element than BEG06"),
        ("BEG04: {count_of: nothing}", "Order has no field nothing"),
        ("BEG04: {count_of: department}", "department is not a tuple: there is nothing to count"),
        ("BEG04: {count_of: ZZZ}", "the set has no segment ZZZ to count"),
        ("BEG04: {field: total}", "element type AN does not become total, a Decimal"),
        ("BEG04: {field: total, codec: text}", "element type AN does not become total, a Decimal"),
        ("BEG04: {field: department, codec: magic}", "there is no codec magic"),
        ("BEG04: {each: texts, codec: magic}", "there is no codec magic"),
        (
            "BEG04: {field: copies, codec: whole, codes: {A: b}}",
            "codes become words, and copies is not a text",
        ),
        ("BEG04: {field: department, other: keep}", "`other: keep` needs codes beside it"),
        ("BEG04: {field: department, codes: {A: x, B: x}}", "the word x does not lead back to one code"),
        ("BEG04: {field: department, codes: {A: 'x12:A'}}", "the word x12:A does not lead back to one code"),
        ("BEG07: {field: department, codes: {ABC: x}}", "the element cannot be ABC: x12.element-too-long"),
        ("BEG04: {field: department, max_length: '31'}", "max_length 31 is not within 1 to 30"),
        ("BEG07: {fixed: ABC}", "BEG07 cannot be ABC: x12.element-too-long"),
    ],
)
def test_elements_that_do_not_fit(element: str, said: str) -> None:
    """Each is named with what is wrong, at its line."""
    rows = BEG.replace("BEG01: purpose", f"BEG01: purpose, {element}") + LINES

    found = faults(rows)
    assert any(one.startswith(f"7: {said}") for one in found), found


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("  - {segment: REX, elements: {REX01: number}}", "the set 850 has no segment REX"),
        ("  - {segment: N1, elements: {N101: number}}", "the set 850 has no segment N1"),
        ("  - {loop: ZZ1, rows: [{segment: ZZ1}]}", "the set 850 has no loop ZZ1"),
        ("  - {segment: CUR, each: names, into: free}", "a row has `each` or `into`, not both"),
        ("  - {segment: CUR, each: nothing, elements: {CUR01: kind}}", "Order has no field nothing"),
        ("  - {segment: CUR, each: free, elements: {CUR01: kind}}", "free is not a tuple of values"),
        ("  - {segment: CUR, into: names, elements: {CUR01: kind}}", "names is not one value"),
        ("  - {segment: CUR, each: texts, elements: {CUR01: kind}}", "texts is not a tuple of values"),
        ("  - {segment: CUR}", "the row CUR carries nothing"),
        ("  - {segment: CUR, elements: {CUR02: department}}", "nothing fills CUR01, which the standard demands"),
        ("  - {segment: REF, elements: {REF01: department}}", "without REF02 a condition of the standard cannot hold"),
        ("  - {segment: PER, max: '4', elements: {PER01: department}}", "max 4 is more than the 3 of the standard"),
        ("  - {segment: CUR, into: free, elements: {CUR01: value, CUR02: text}}", "nothing fills kind, which Name needs"),
        ("  - {segment: CUR, elements: {CUR01: department, CUR02: department}}", "2 rows fill department of Order"),
        ("  - {segment: TAX, elements: {TAX12: department, TAX01: {usage: not_used}}}", "without TAX01 a condition"),
        ("  - {loop: N9, rows: []}", "rows: Tuple should have at least 1 item"),
        ("  - {loop: N9, rows: [{loop: N9, rows: [{segment: N9}]}]}", "the first row of loop N9 is its segment N9"),
        ("  - {segment: MEA, elements: {MEA04: department}}", "the standard has no MEA04 that holds one text"),
        ("  - {loop: N9, rows: [{segment: MSG, elements: {MSG01: {each: texts}}}]}", "the first row of loop N9"),
        ("  - {loop: N9, rows: [{segment: N9, each: names, elements: {N901: kind, N902: value}}]}", "the opening segment"),
        ("  - {loop: LM, rows: [{segment: LM, elements: {LM01: department}}]}", "there is no row for LQ"),
        ("  - {loop: N1, rows: [{segment: N1, elements: {N101: department, N102: {fixed: x}}}, {loop: N9, rows: [{segment: N9}]}]}",
         "the loop N1 has no loop N9"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit(rows: str, said: str) -> None:
    """Each is named with what is wrong."""
    found = faults(BEG + rows + "\n" + LINES)

    assert any(said in one for one in found), found


def test_rows_stand_in_the_order_of_the_standard() -> None:
    """A row above its predecessor is refused."""
    rows = (
        BEG
        + "  - {segment: DTM, elements: {DTM01: {qualifier: '002'}, DTM02: {fixed: '20240101'}}}\n"
        + "  - {segment: CUR, elements: {CUR01: {fixed: BY}, CUR02: department}}\n"
        + LINES
    )

    assert ["9: CUR stands before the row above it in the set 850"] == faults(rows)


@pytest.mark.parametrize("usage", ["optional", "not_used"])
def test_a_map_narrows_and_never_widens(usage: str) -> None:
    """What the standard demands stays demanded, elements and rows alike."""
    rows = BEG.replace("BEG03: number", f"BEG03: {{field: number, usage: {usage}}}") + LINES

    assert f"7: the standard demands BEG03: {usage} would widen it" in faults(rows)
    widened = faults(BEG.replace("- segment: BEG", f"- segment: BEG\n    usage: {usage}") + LINES)
    assert f"6: the standard demands BEG: {usage} would widen it" in widened


def test_the_standards_rows_must_be_there() -> None:
    """A set without its mandatory loop could not be written."""
    assert ["5: there is no row for PO1, which the standard demands"] == faults(BEG)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("REF01: {qualifier: DP}, REF02: department", "REF01: {qualifier: DP}, REF03: purpose"),
        ("REF01: {fixed: DP}, REF02: department", "REF01: {qualifier: DP}, REF03: purpose"),
        ("REF01: {fixed: DP}, REF02: department", "REF01: {fixed: IA}, REF03: purpose"),
        ("REF01: {qualifier: DP}, REF02: department", "REF01: {qualifier: DP}, REF02: {qualifier: X}"),
        (
            "REF01: {qualifier: DP}, REF02: department",
            "REF01: {field: purpose, codes: {DP: department}}, REF02: {fixed: X}",
        ),
    ],
)
def test_rows_that_could_both_match_are_refused(first: str, second: str) -> None:
    """One qualifier must tell two rows of a place apart; a row without stands last and lists no other's."""
    rows = f"{BEG}  - {{segment: REF, elements: {{{first}}}}}\n  - {{segment: REF, elements: {{{second}}}}}\n{LINES}"

    assert any(
        "could both match" in one for one in faults(rows.replace("BEG01: purpose", "BEG01: {fixed: '00'}"))
    )


def test_loops_that_could_both_match_are_refused() -> None:
    """Loops are told apart by the qualifiers of their first segments."""
    loop = "  - {loop: N1, rows: [{segment: N1, elements: {N101: {fixed: ST}, N102: department}}]}\n"

    assert any("N1 and N1 could both match" in one for one in faults(BEG + loop + loop + LINES))


LEVELS = """\
transaction_set: "856"
version: "004010"
document: order
title: Tiny
rows:
  - {segment: BSN, elements: {BSN01: purpose, BSN02: number, BSN03: ordered_on, BSN04: at}}
  - loop: HL
    rows:
      - {segment: HL, elements: {HL01: {hl: id}, HL03: {qualifier: S}}}
"""


@pytest.mark.parametrize(
    "broken", ["HL01: {hl: id}, HL03: {fixed: S}", "HL01: {fixed: '1'}, HL03: {qualifier: S}"]
)
def test_a_level_has_a_number_and_a_kind(broken: str) -> None:
    """Without its number or its qualifier a level cannot be told."""
    assert [] == [row.note for row in made(LEVELS).rows if row.note]
    assert any(
        "a level needs `hl: id`" in one
        for one in faults(LEVELS.replace("HL01: {hl: id}, HL03: {qualifier: S}", broken))
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ORDER.replace("title: Tiny", "titel: Tiny"), "1: title: Field required"),
        (ORDER.replace("title: Tiny", "titel: Tiny"), "4: titel: is no word here; did you mean title?"),
        (
            ORDER.replace("BEG03: number", "BEG03: {feild: number}"),
            "10: BEG03: an element says one of field, qualifier",
        ),
        (ORDER.replace("segment: REF", "segmint: REF"), "12: rows: a row says which segment or loop it is"),
        (ORDER.replace("usage: required", "usage: always"), "11: usage: Input should be 'required'"),
        (ORDER.replace("document: order", "document: nothing"), "3: there is no document nothing"),
        (ORDER.replace('"850"', '"999"'), "1: 004010 has no set 999"),
    ],
)
def test_words_that_are_not_of_the_language_are_refused(text: str, said: str) -> None:
    """A typo is one sentence at its line."""
    assert any(one.startswith(said) for one in faults(text))


def test_fields_are_known_by_kind_and_need() -> None:
    """What a map may fill follows from the document type alone."""
    fields = fields_of(Order)

    assert (True, False) == (fields["number"].needed, fields["purpose"].needed)
    assert (True, True) == (fields["lines"].many, fields["lines"].nested)
    assert ("original", None) == (fields["purpose"].default, fields["total"].default)
    assert replace(fields["total"], kind=str) != fields["total"]
