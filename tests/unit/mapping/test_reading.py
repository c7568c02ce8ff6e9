"""Reading: what becomes of a set that is well, and what is said and saved of one that is not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gateway.domain.findings import Finding, Severity
from gateway.mapping import shapes
from gateway.mapping.plan import Plan
from gateway.mapping.reading import read
from gateway.mapping.shapes import SegmentReader
from gateway.x12.delimiters import Delimiters
from tests.unit.mapping.tiny import (
    HAPPY,
    HEAD,
    ORDER,
    Line,
    Name,
    Order,
    Pair,
    Place,
    made,
    reading,
    received,
    told,
)

PLAN = made(ORDER)
DOCUMENT = Order(
    number="PO-1",
    ordered_on=date(2024, 2, 29),
    department="099",
    names=(Name(kind="merchandise", value="17"),),
    texts=("first", "second"),
    places=(
        Place(
            role="ship-to",
            name="Store",
            code="0012",
            street=("1 Main St", "Suite 4", "Third"),
            city="Springfield",
        ),
    ),
    lines=(
        Line(
            number="1",
            quantity=Decimal(10),
            unit="EA",
            names=(Pair(kind="upc", value="012345678905"), Pair(kind="x12:VN", value="AB-1")),
        ),
        Line(number="2", quantity=Decimal("2.5"), unit="CA"),
    ),
    total=Decimal("125.5"),
)


def order(body: str) -> Order:
    """Return the document of a set that has one."""
    document = reading(PLAN, body).document
    assert isinstance(document, Order)
    return document


def swapped(old: str, new: str) -> str:
    assert old in HAPPY
    return HAPPY.replace(old, new)


def found(body: str, *, infos: bool = False) -> list[tuple[str, int, str]]:
    return told(reading(PLAN, body).findings, infos=infos)


@pytest.mark.parametrize(
    "delimiters",
    [
        Delimiters(),
        Delimiters(element="|", component=":"),
        Delimiters(element="\x1d", component="", segment="\n"),
    ],
)
def test_a_clean_set_becomes_its_document(delimiters: Delimiters) -> None:
    """Whatever the delimiters, nothing is found and everything is read."""
    result = read(PLAN, received(HAPPY, delimiters=delimiters))

    assert (DOCUMENT, ()) == (result.document, result.findings)


def test_the_slow_way_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no shape may be remembered, every segment is examined, and the outcome is the same."""
    monkeypatch.setattr(shapes, "MOST_SHAPES", 0)
    result = read(made(ORDER), received(HAPPY))

    assert (DOCUMENT, ()) == (result.document, result.findings)


def test_a_plan_remembers_readers_for_a_few_sets_of_delimiters() -> None:
    """Whoever sends ever new delimiters does not fill the memory."""
    plan = made(ORDER)
    for code in range(33, 48):
        assert read(
            plan, received(HAPPY, delimiters=Delimiters(element="\x1d", component=chr(code)))
        ).document
    for code in range(58, 64):
        assert read(
            plan, received(HAPPY, delimiters=Delimiters(element="\x1d", component=chr(code)))
        ).document

    assert len(plan.kept) <= 16


def test_what_is_wrong_with_an_element_is_said_at_its_place() -> None:
    """Code, position from the header, element, value and path; the rest of the segment is read."""
    result = reading(PLAN, swapped("PO1*2*2.5*CA", "PO1*2*2,5*CA"))

    expected = Finding(
        code="x12.element-characters",
        severity=Severity.ERROR,
        message="The element has characters that its type does not allow.",
        fix="Send what the type allows.",
        segment="PO1",
        position=13,
        element="PO102",
        loop="PO1",
        value_seen="2,5",
        path="lines[1].quantity",
    )
    assert expected in result.findings
    assert isinstance(result.document, Order)
    assert Line(number="2", unit="CA") == result.document.lines[1]


@pytest.mark.parametrize(
    ("old", "new", "expected", "path"),
    [
        ("BEG*00", "BEG*05", ("map.code-unexpected", 2, "BEG01"), "purpose"),
        ("*SA*", "*NE*", ("map.fixed-unexpected", 2, "BEG02"), ""),
        ("**20240229", "", ("x12.element-missing", 2, "BEG05"), "ordered_on"),
        ("*PO-1*", "**", ("x12.element-missing", 2, "BEG03"), "number"),
        ("20240229", "20230229", ("x12.element-date", 2, "BEG05"), "ordered_on"),
        ("*0012", "*0", ("x12.element-too-short", 8, "N104"), "places[0].code"),
        ("REF*MR*17", "REF*MR", ("x12.element-condition", 4, "REF02"), "names[0].value"),
        ("*0012", "*0012345", ("map.element-too-long", 8, "N104"), "places[0].code"),
        ("N4*Springfield", "N4", ("x12.segment-no-data", 11, "N4"), "places[0]"),
        (
            "UP*012345678905*VN",
            "UP*012345678905*VNX",
            ("x12.element-too-long", 12, "PO108"),
            "lines[0].names",
        ),
        ("CTT*2", "CTT*3", ("map.count-mismatch", 14, "CTT01"), ""),
    ],
)
def test_faults_against_standard_and_map(
    old: str, new: str, expected: tuple[str, int, str], path: str
) -> None:
    """Each is said once, with the field it would have filled."""
    result = reading(PLAN, swapped(old, new))

    assert expected in told(result.findings)
    assert path in [one.path for one in result.findings if one.code == expected[0]]
    assert 1 == told(result.findings).count(expected)


def test_a_code_nobody_agreed_on_is_kept_as_it_came() -> None:
    """The finding rejects; the document still says what stood there."""
    assert "x12:05" == order(swapped("BEG*00", "BEG*05")).purpose


def test_without_a_needed_field_there_is_no_document() -> None:
    """A set without order number cannot be an order."""
    result = reading(PLAN, swapped("BEG*00*SA*PO-1**20240229\n", ""))

    assert result.document is None
    assert ("x12.segment-missing", 2, "BEG") in told(result.findings)


def test_an_item_without_a_needed_field_is_left_out() -> None:
    """A party without role and a name without kind are errors; the order remains."""
    assert () == order(swapped("N1*ST*", "N1**")).places
    assert () == order(swapped("REF*MR*17", "REF**17")).names
    line = order(swapped("UP*012345678905*VN", "UP**VN")).lines[0]
    assert (Pair(kind="x12:VN", value="AB-1"),) == line.names


def test_a_set_without_its_trailer_is_read_to_its_end() -> None:
    """Open loops are closed with the last segment that came."""
    whole = received(HAPPY)
    result = read(PLAN, replace(whole, segments=whole.segments[:-3]))

    assert isinstance(result.document, Order)
    assert DOCUMENT.lines == result.document.lines


def test_rows_of_one_place_are_told_apart_by_qualifier() -> None:
    """The department goes to its field, wherever among the references it stands."""
    document = order(swapped("REF*DP*099\nREF*MR*17", "REF*MR*17\nREF*DP*099"))

    assert (DOCUMENT.department, DOCUMENT.names) == (document.department, document.names)


def test_a_segment_no_row_matches_is_noted() -> None:
    """AMT without the qualifier of its only row is not read, which is said once."""
    assert ("map.not-read", 15, "AMT") in found(swapped("AMT*TT", "AMT*XX"), infos=True)
    assert order(swapped("AMT*TT", "AMT*XX")).total is None


def test_what_no_row_reads_is_noted_once() -> None:
    """Segments and elements, each at its first place."""
    body = swapped("CTT*2", "PID*F****a\nPID*F****b\nCTT*2").replace("*EA*", "*EA*5").replace("*CA", "*CA*5")

    assert [("map.not-read", 12, "PO104"), ("map.not-read", 14, "PID")] == found(body, infos=True)


def test_separators_at_the_end_are_noted_once_a_place() -> None:
    """Nothing is wrong with the segment otherwise."""
    body = HAPPY.replace("REF*DP*099", "REF*DP*099*").replace("REF*MR*17", "REF*MR*17*")

    assert [("x12.trailing-separators", 3, "REF")] == found(body, infos=True)


def test_blanks_at_the_end_are_noted_once_a_place() -> None:
    """Whoever pads one text pads them all; they are kept as they came."""
    body = HAPPY.replace("REF*DP*099", "REF*DP*099 ").replace("REF*MR*17", "REF*MR*17  ")

    assert [("x12.element-padded", 3, "REF02")] == found(body, infos=True)


def test_an_unreadable_last_element_leaves_no_empty_one() -> None:
    """What was sent and cannot be decoded is not taken for an empty element at the end."""
    body = swapped("CTT*2", "CTT*2*many")

    assert [("x12.element-characters", "CTT02")] == [
        (code, element) for code, _, element in found(body, infos=True) if code != "map.not-read"
    ]


def test_an_unlisted_code_is_noted_once() -> None:
    """Where the dictionary has a list, a code outside it is explained, and kept."""
    body = swapped("REF*MR*17", "REF*Q~*17\nREF*Q~*18").replace("~", "$")

    assert [("x12.code-unlisted", 4, "REF01")] == found(body, infos=True)
    assert ["x12:Q$", "x12:Q$"] == [one.kind for one in order(body).names]


def test_segments_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row forgets all it knows rather than grow, and reads the same before and after."""
    monkeypatch.setattr("gateway.mapping.session.MOST_REMEMBERED", 2)
    plan = made(ORDER)
    body = "".join(f"REF*MR*{number}\n" for number in range(5))
    names = [order_of(plan, swapped("REF*MR*17\n", body)).names for _ in range(2)]

    assert [[str(number) for number in range(5)]] * 2 == [[one.value for one in found] for found in names]
    assert all(reader.memo is None or len(reader.memo) <= 2 for reader in every_reader(plan))


def order_of(plan: Plan, body: str) -> Order:
    document = reading(plan, body).document
    assert isinstance(document, Order)
    return document


def every_reader(plan: Plan) -> list[SegmentReader]:
    """Return the readers of the rows of a plan at the top."""
    return [reader for readers in plan.kept.values() for reader in readers.root.segments.values()]


def test_rows_and_loops_keep_to_the_maximum_of_the_map() -> None:
    """A row for one value takes the first; items beyond an agreed maximum are said and read."""
    twice = swapped("REF*DP*099", "REF*DP*099\nREF*DP*100")
    assert [("map.segment-repeated", 4, "REF")] == found(twice)
    assert "099" == order(twice).department

    parties = "".join(f"N1*BT*{name}\nN4*Here\n" for name in "ABC")
    more = swapped("N1*ST", parties + "N1*ST")
    assert [("map.loop-repeated", 14, "N1")] == found(more)
    assert 4 == len(order(more).places)

    notes = swapped("N1*ST", "N9*L1*note\nMSG*third\nN1*ST")
    assert [("map.loop-repeated", 8, "N9")] == found(notes)
    assert ("first", "second") == order(notes).texts


def test_in_a_set_out_of_order_the_first_of_two_counts() -> None:
    """A second head segment is said by the standard and does not overwrite the first."""
    twice = swapped("REF*DP*099", "BEG*01*SA*PO-2**20240101\nREF*DP*099")

    assert [("x12.segment-repeated", 3, "BEG")] == found(twice)
    assert "PO-1" == order(twice).number


def test_misplaced_segments_are_read() -> None:
    """The structure says it; the map reads on, loops and all."""
    late = swapped("REF*MR*17\n", "").replace("N9*L1*note", "DTM*002*20240101\nREF*MR*17\nN9*L1*note")
    result = reading(PLAN, late)

    assert [("x12.segment-misplaced", 5, "REF")] == told(result.findings)
    assert DOCUMENT == result.document


def test_segments_without_a_place_are_passed_over() -> None:
    """An unknown segment is an error and nothing else is lost."""
    result = reading(PLAN, swapped("REF*DP", "XYZ*1\nREF*DP"))

    assert [("x12.segment-unknown", 3, "XYZ")] == told(result.findings)
    assert DOCUMENT == result.document


def test_what_the_map_demands_beyond_the_standard() -> None:
    """A required segment of a loop, said at the end of its turn with the path of its object."""
    result = reading(PLAN, swapped("N4*Springfield\n", ""))

    assert [("map.segment-missing", 11, "N4")] == told(result.findings)
    assert ["places[0]"] == [one.path for one in result.findings]


def test_a_loop_the_map_demands() -> None:
    """A loop required by the map only is missed at the end of the set."""
    plan = made(ORDER.replace("each: places", "each: places\n    usage: required"))

    body = HAPPY.replace("N1*ST*Store*92*0012\nN3*1 Main St*Suite 4\nN3*Third\nN4*Springfield\n", "")
    assert [("map.loop-missing", 12, "N1")] == told(reading(plan, body).findings)
    assert [] == told(reading(plan, HAPPY).findings)


FORBIDDING = (
    ORDER.replace('max: "3"', "usage: not_used")
    .replace(
        "  - segment: REF\n    elements",
        "  - segment: CUR\n    usage: not_used\n  - segment: REF\n    elements",
        1,
    )
    .replace(
        "BEG02: {fixed: SA}",
        "BEG02: {fixed: SA}\n      BEG04: {usage: not_used}\n      BEG07: {field: free, usage: not_used}",
    )
)


def test_what_was_agreed_not_to_be_sent() -> None:
    """Elements, segments and loops; none of them is read."""
    plan = made(FORBIDDING)
    body = swapped("PO-1**20240229", "PO-1*7*20240229**AC").replace("REF*DP", "CUR*BY*USD\nREF*DP")
    result = reading(plan, body)

    assert [
        ("map.not-used", 2, "BEG04"),
        ("map.not-used", 2, "BEG07"),
        ("map.not-used", 3, "CUR"),
        ("map.not-used", 9, "N1"),
    ] == told(result.findings)
    assert isinstance(result.document, Order)
    assert () == result.document.places


def test_repetitions_are_read_to_the_first() -> None:
    """Where the interchange has a separator the first text is taken, and the rest is noted as not read."""
    result = read(PLAN, received(swapped("REF*MR*17", "REF*MR*17^18"), delimiters=Delimiters(repetition="^")))

    assert [("x12.repetition-too-many", 4, "REF02"), ("map.not-read", 4, "REF02")] == told(
        result.findings, infos=True
    )
    assert DOCUMENT == result.document


ODD = (
    HEAD
    + """\
  - segment: BEG
    elements:
      BEG01: {fixed: "00"}
      BEG02: {fixed: SA}
      BEG03: {field: number, usage: required}
      BEG04: {field: copies, codec: whole}
      BEG05: ordered_on
  - segment: CUR
    into: free
    elements: {CUR01: kind, CUR02: value}
  - loop: AMT
    each: amounts
    rows:
      - segment: AMT
        elements: {AMT01: kind, AMT02: amount}
  - loop: N1
    into: home
    rows:
      - {segment: N1, elements: {N101: role, N102: name}}
      - {segment: N3, elements: {N301: city, N302: {each: street}}}
  - loop: PO1
    each: lines
    rows:
      - segment: PO1
        elements: {PO101: number, PO106..PO109: {each: more, of: [kind, value]}}
      - segment: MEA
        each: measures
        elements: {MEA01: {field: kind, usage: required}, MEA03: {fixed: "1"}, MEA04-1: value, MEA04-2: text}
  - loop: CTT
    usage: required
    rows:
      - segment: CTT
        elements: {CTT01: {count_of: PO1, usage: required}}
"""
)
ODD_BODY = "BEG*00*SA*PO-1*7*20240101\nCUR*BY*USD\nAMT*TT*12.5\nN1*ST*Us\nN3*a*b\nPO1*1*****UP*7\nMEA*WT**1*LB>2\nMEA*WT**1*KG\nPO1*2\nCTT*2\n"


def test_the_rarer_kinds_of_rows() -> None:
    """Named codecs, one value, loops of one segment, components, counts of segments."""
    result = reading(made(ODD), ODD_BODY)

    assert () == result.findings
    assert isinstance(result.document, Order)
    assert (7, Name(kind="BY", value="USD")) == (result.document.copies, result.document.free)
    assert Place(role="ST", name="Us", city="a", street=("b",)) == result.document.home
    assert (Name(kind="UP", value="7"),) == result.document.lines[0].more
    assert [Decimal("12.5")] == [one.amount for one in result.document.amounts]
    assert (
        Name(kind="WT", value="LB", text="2"),
        Name(kind="WT", value="KG"),
    ) == result.document.lines[0].measures


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("*7*", "*x*", ("x12.element-characters", 2, "BEG04")),
        ("LB>2", "LB>x", ("x12.element-characters", 8, "MEA04-2")),
        ("LB>2", ">2", ("x12.element-missing", 8, "MEA04-1")),
        ("CTT*2", "CTT*x", ("x12.element-characters", 11, "CTT01")),
        ("CTT*2\n", "", ("map.loop-missing", 11, "CTT")),
        ("N1*ST*Us", f"N1*ST*{'x' * 61}", ("x12.element-too-long", 5, "N102")),
        ("N1*ST*Us", "N1**Us", ("x12.element-missing", 5, "N101")),
        ("CUR*BY*USD", "CUR**USD", ("x12.element-missing", 3, "CUR01")),
        ("MEA*WT**1*KG", "MEA***1*KG", ("map.element-missing", 9, "MEA01")),
    ],
)
def test_what_is_wrong_with_the_rarer_kinds(old: str, new: str, expected: tuple[str, int, str]) -> None:
    """Said with the component where there is one; what cannot be decoded is left out."""
    result = reading(made(ODD), ODD_BODY.replace(old, new))

    assert expected in told(result.findings)
    assert isinstance(result.document, Order)


def test_a_qualifier_may_be_a_component() -> None:
    """Rows may be told apart by what stands within a composite."""
    plan = made(
        ODD.replace(
            "      - segment: MEA\n        each: measures",
            "      - segment: MEA\n        elements: {MEA01: unit, MEA03: {fixed: '1'}, MEA04-1: {qualifier: KG}, MEA04-2: {fixed: '2'}}\n"
            "      - segment: MEA\n        each: measures",
        )
    )
    document = reading(plan, ODD_BODY.replace("MEA*WT**1*KG", "MEA*XX**1*KG>2\nMEA*YY**1")).document

    assert isinstance(document, Order)
    assert "XX" == document.lines[0].unit
    assert ["WT", "YY"] == [one.kind for one in document.lines[0].measures]


LOOPS = ORDER.replace(
    '  - loop: N1\n    each: places\n    max: "3"\n    rows:\n      - segment: N1\n        elements:\n          N101: {field: role, codes: {ST: ship-to, BT: bill-to}}',
    "  - loop: N1\n    rows:\n      - segment: N1\n        elements: {N101: {qualifier: BY}, N102: {fixed: Us}}\n"
    "  - loop: N1\n    each: places\n    rows:\n      - segment: N1\n        elements:\n          N101: {field: role, codes: {ST: ship-to}}",
)


def test_loops_of_one_place_are_told_apart_by_qualifier() -> None:
    """The first row whose qualifiers match reads the turn; a loop no row takes is noted segment by segment."""
    body = HAPPY.replace("N1*ST", "N1*BY*Us\nN1*ST")
    result = reading(made(LOOPS), body)

    assert DOCUMENT == result.document
    assert [] == told(result.findings)


def test_a_loop_without_a_row_is_noted() -> None:
    """Its segments are checked by the standard and noted as not read."""
    result = reading(PLAN, swapped("PO1*1*10", "LM*AX\nLQ*1*A\nPO1*1*10"))

    assert [("map.not-read", 12, "LM"), ("map.not-read", 13, "LQ")] == told(result.findings, infos=True)
    assert DOCUMENT == result.document
