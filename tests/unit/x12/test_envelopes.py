"""Opening what real senders send: every tolerance and every complaint about an envelope."""

from pathlib import Path

import pytest

from gateway.domain.findings import Severity
from gateway.x12.envelopes import InterchangeAck, Opened, open_interchanges
from gateway.x12.interchange_reader import STUBS_AT_MOST
from tests.unit.x12.wire import (
    ORDER,
    codes_of,
    findings_of,
    group,
    interchange,
    isa,
    only_interchange,
    sets_of,
    transaction,
)

SHARED = Path(__file__).parents[4] / "shared" / "corpus" / "x12"


def opened(text: str | bytes) -> Opened:
    return open_interchanges(text if isinstance(text, bytes) else text.encode("latin-1"))


def test_a_clean_interchange_opens_to_what_it_says() -> None:
    """Every element of ISA and GS has its place, without padding, and nothing is found wrong."""
    found = only_interchange(opened(interchange(group(transaction()))))

    assert ("ZZ", "SENDER", "ZZ", "RECEIVER") == (
        found.sender_qualifier,
        found.sender,
        found.receiver_qualifier,
        found.receiver,
    )
    assert ("240102", "1530", "00401", "000000001", "0", "P") == (
        found.on,
        found.at_time,
        found.version,
        found.control_number,
        found.acknowledgement_requested,
        found.usage,
    )
    assert () == found.findings
    (inside,) = found.groups
    assert ("PO", "SENDER", "RECEIVER", "20240102", "1530", "1", "X", "004010", "1") == (
        inside.functional_id,
        inside.sender,
        inside.receiver,
        inside.on,
        inside.at_time,
        inside.control_number,
        inside.agency,
        inside.version,
        inside.stated,
    )
    (order,) = inside.sets
    assert tuple(transaction()) == order.segments
    assert ("850", "0001", "", "004010", "PO", ()) == (
        order.id,
        order.control_number,
        order.implementation,
        order.version,
        order.functional_group,
        order.findings,
    )


def test_places_count_bytes_from_the_start_of_what_came() -> None:
    """Offsets and lengths cut the very bytes out again, line breaks and byte order mark included."""
    first = interchange(group(transaction(), transaction(number="0002")), ending="~\r\n")
    content = b"\xef\xbb\xbf" + first + b"\r\n" + interchange(group(transaction()), number="000000002")

    found = opened(content)

    for one in found.interchanges:
        assert content[one.offset : one.offset + one.length].startswith(b"ISA")
        assert b"IEA" in content[one.offset + one.length - 20 : one.offset + one.length]
    assert [b"GS*PO"] * 2 == [content[one.groups[0].offset :][:5] for one in found.interchanges]
    assert [b"ST*850*0001", b"ST*850*0002", b"ST*850*0001"] == [
        content[one.offset :][:11] for one in sets_of(found)
    ]


@pytest.mark.parametrize("version", ["00200", "00204", "00300", "00400", "00402", "00501", "00600", "00801"])
def test_any_interchange_version_opens_and_the_group_decides(version: str) -> None:
    """ISA12 refuses nothing; what a set is read by is GS08."""
    found = opened(interchange(group(transaction()), version=version))

    assert ["004010"] == [one.version for one in sets_of(found)]
    assert [] == codes_of(found)


def test_each_interchange_has_its_own_delimiters() -> None:
    """Two interchanges with different delimiters in one file are both read to their end."""
    second = interchange(
        group(transaction(number="0002")), ending="'", element="|", component="<", number="000000002"
    )

    found = opened(interchange(group(transaction())) + second)

    assert ["0001", "0002"] == [one.control_number for one in sets_of(found)]
    assert ["*>~", "|<'"] == [one.delimiters.all for one in found.interchanges]
    assert [] == codes_of(found)


@pytest.mark.parametrize(
    ("element", "component", "ending"),
    [
        ("*", ">", "~"),
        ("|", "^", "~"),
        ("\x1d", "\x1f", "\x1c"),
        ("\x07", ">", "\n"),
        ("\x7f", ">", "\x15"),
        ("~", ">", "*"),
        ("+", ":", "'"),
        ("*", "^", "~"),
        ("*", ">", "\r"),
        ("*", ">", "\x00"),
        ("\t", ">", "~"),
    ],
)
def test_any_distinct_delimiters_will_do(element: str, component: str, ending: str) -> None:
    """Control characters, marks and line ends all serve as delimiters."""
    content = interchange(group(transaction()), element=element, component=component, ending=ending)

    found = opened(content)

    assert [] == codes_of(found)
    assert [element.join(one.split("*")) for one in transaction()] == list(sets_of(found)[0].segments)


@pytest.mark.parametrize("ending", ["~\n", "~\r\n", "~\r\n\r\n", "~  \n", "~\n    ", "~\t", "~\x00"])
def test_what_follows_terminators_is_taken_out(ending: str) -> None:
    """Line breaks, blank lines and indents between segments change nothing; line breaks are said once."""
    found = opened(interchange(group(transaction(), transaction(number="0002")), ending=ending))

    assert [tuple(transaction()), tuple(transaction(number="0002"))] == [
        one.segments for one in sets_of(found)
    ]
    assert (["x12.line-breaks"] if "\n" in ending else []) == codes_of(found)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\n\n", "\r\n\r\n", " \n", "\n   "])
def test_line_ends_serve_as_terminators(ending: str) -> None:
    """A file of lines opens, with blank lines, carriage returns and blanks around line ends taken out."""
    content = isa(segment=ending) + "".join(one + ending for one in group(transaction()))
    content += f"IEA*1*000000001{ending}"

    found = opened(content)

    assert [tuple(transaction())] == [one.segments for one in sets_of(found)]
    assert {"x12.line-breaks"} >= set(codes_of(found))
    assert "\n" == only_interchange(found).delimiters.segment


@pytest.mark.parametrize("width", [5, 11, 17, 50, 80])
def test_lines_of_fixed_width_are_unwrapped(width: int) -> None:
    """A file broken into lines wherever they are full opens as if it were not, ISA included."""
    text = interchange(group(transaction(), transaction(number="0002"))).decode()
    wrapped = "\r\n".join(text[at : at + width] for at in range(0, len(text), width))

    found = opened(wrapped)

    assert [one.segments for one in sets_of(opened(text))] == [one.segments for one in sets_of(found)]
    assert ["x12.line-breaks"] == codes_of(found)


def test_nothing_at_all_is_said() -> None:
    """No bytes, or blanks only, are an empty file."""
    assert [["x12.empty"], ["x12.empty"], ["x12.empty"]] == [
        codes_of(opened(one)) for one in ("", " \r\n\x1a", "\x00")
    ]


def test_what_is_not_x12_is_said() -> None:
    """A file without an ISA is not X12, whatever it is."""
    found = opened("<?xml version='1.0'?><order/>")

    assert ["x12.not-x12"] == codes_of(found)
    assert ("<?xml version='1.0'?><order/>", 0) == (found.findings[0].value_seen, found.findings[0].offset)


def test_garbage_around_interchanges_is_set_aside() -> None:
    """What stands before, between and after is said with its place; the interchanges are read."""
    one = interchange(group(transaction()))
    two = interchange(group(transaction()), number="000000002")
    content = b"Subject: VISA*1 order\r\n" + one + b"ISAAC was here" + two + b"\r\n--boundary"

    found = opened(content)

    assert ["000000001", "000000002"] == [one.control_number for one in found.interchanges]
    assert ["x12.garbage"] * 3 == [finding.code for finding in found.findings]
    assert [b"Subj", b"ISAA", b"--bo"] == [content[one.offset :][:4] for one in found.findings]


def test_long_garbage_is_passed_over() -> None:
    """However much stands before an interchange, it is found."""
    content = b"x" * 200_000 + b"IS" + interchange(group(transaction()))

    assert ["0001"] == [one.control_number for one in sets_of(opened(content))]


def test_a_terminator_after_the_last_segment_is_an_empty_segment() -> None:
    """A doubled terminator at the very end is no garbage."""
    assert ["x12.empty-segment"] == codes_of(opened(interchange(group(transaction())) + b"~"))


def test_an_empty_segment_stops_nothing() -> None:
    """A doubled terminator is said of the set it stands in, and all after it is read."""
    content = interchange(group(transaction(), transaction(number="0002"))).replace(b"~PO1", b"~~PO1", 1)

    found = opened(content)

    first, second = sets_of(found)
    assert (tuple(transaction()), ()) == (first.segments, second.findings)
    assert ["x12.empty-segment"] == [one.code for one in first.findings]
    assert b"~PO1" == content[first.findings[0].offset :][:4]


def test_an_empty_segment_between_sets_is_the_interchanges() -> None:
    """A doubled terminator outside sets spoils none of them."""
    found = opened(interchange(group(transaction(), transaction(number="0002"))).replace(b"~ST", b"~~ST"))

    assert ["x12.empty-segment"] * 2 == [one.code for one in only_interchange(found).findings]
    assert [(), ()] == [one.findings for one in sets_of(found)]


def test_a_missing_last_terminator_is_forgiven() -> None:
    """The last segment is read without it, blanks and end-of-file marks aside."""
    for tail in (b"", b"\n", b"\r\n\x1a"):
        found = opened(interchange(group(transaction()))[:-1] + tail)

        assert "x12.terminator-missing" in codes_of(found)
        assert {"x12.terminator-missing", "x12.line-breaks"} >= set(codes_of(found))


def test_an_interchange_after_one_whose_last_terminator_is_missing_is_read() -> None:
    """Two files run together at a line end, or at nothing, are two interchanges."""
    first = interchange(group(transaction()))[:-1]
    second = interchange(group(transaction()), number="000000002", ending="!")
    for between in (b"\n", b"\r\n", b""):
        found = opened(first + between + second)

        assert ["000000001", "000000002"] == [one.control_number for one in found.interchanges]
        assert "x12.terminator-missing" in codes_of(found)
        assert [] == [one for one in findings_of(found) if one.severity is Severity.ERROR]


def test_isa_in_the_data_is_data() -> None:
    """The letters ISA in a value do not begin an interchange."""
    order = ("BEG*00*SA*ISA*00*20240102", "MSG*VISA*ISA", "ISA*1")
    found = opened(interchange(group(transaction(body=order)))[:-1] + b"~~")

    assert [tuple(transaction(body=order))] == [one.segments for one in sets_of(found)]


def test_a_broken_off_interchange_does_not_swallow_the_next() -> None:
    """An ISA inside a set that broke off begins a new interchange; all that is missing is said."""
    cut = interchange(group(transaction()))[:190]
    for between in (b"\n", b"~", b"~\n"):
        found = opened(cut + between + interchange(group(transaction()), number="000000002"))

        assert ["000000001", "000000002"] == [one.control_number for one in found.interchanges]
        broken = found.interchanges[0]
        assert {"x12.iea-missing"} <= {one.code for one in broken.findings}
        assert ["x12.ge-missing"] == [one.code for one in broken.groups[0].findings]
        assert () == sets_of(found)[-1].findings


@pytest.mark.parametrize("length", [3, 4, 20, 60, 90, 103])
def test_a_truncated_isa_says_where_it_ends(length: int) -> None:
    """What is left of an ISA at the end of a file is named with the byte it breaks off at."""
    found = opened(isa()[:length])

    (finding,) = findings_of(found)
    assert ("x12.isa-truncated", length) == (finding.code, finding.offset)


@pytest.mark.parametrize("length", [104, 105])
def test_an_isa_without_its_last_characters_leaves_the_delimiters_unclear(length: int) -> None:
    """Without ISA16 and a terminator nobody can tell where segments end."""
    assert {"x12.isa-truncated", "x12.delimiters-unclear"} >= set(codes_of(opened(isa()[:length])))
    assert 1 == len(codes_of(opened(isa()[:length])))


def test_a_truncated_isa_before_a_group_does_not_hide_it() -> None:
    """The terminator shows before GS, so the sets are read although elements of the ISA are missing."""
    text = interchange(group(transaction())).decode()
    for cut in ("*P*>~", "*0*P*>~"):
        found = opened(text.replace(cut, "~", 1))

        assert ["0001"] == [one.control_number for one in sets_of(found)]
        assert "x12.isa-truncated" in codes_of(found)
        assert "" == only_interchange(found).delimiters.component


def test_a_truncated_isa_of_lines_does_not_hide_its_group() -> None:
    """The same where line ends are the terminators."""
    text = interchange(group(transaction()), ending="\r\n").decode()

    found = opened(text.replace("*P*>\r\n", "*P\r\n", 1))

    assert ["0001"] == [one.control_number for one in sets_of(found)]
    assert {"x12.isa-truncated", "x12.line-breaks"} == set(codes_of(found))


def test_a_truncated_isa_before_another_is_left_alone() -> None:
    """The next interchange is read."""
    for between in ("~", "\n", "GARBAGE"):
        found = opened(isa()[:40] + between + interchange(group(transaction())).decode())

        assert ["0001"] == [one.control_number for one in sets_of(found)]
        assert "x12.isa-truncated" in codes_of(found)


@pytest.mark.parametrize("stub", [b"ISA*~", b"ISA*1*2*3~", b"ISA*\n", b"ISA*00*ISA*ZZ*~"])
def test_broken_headers_in_a_row_are_one_interchange_however_many_they_are(stub: bytes) -> None:
    """What stands for nothing costs nothing: a file of them makes two interchanges, not hundreds of thousands."""
    content = stub * 40_000
    found = opened(content + interchange(group(transaction())))

    *broken, last = found.interchanges
    garbage = [one for each in broken for one in each.findings if one.code == "x12.garbage"]
    assert len(broken) <= 2
    assert [one.offset for one in garbage] == [len(stub)]
    assert (last.control_number, last.findings) == ("000000001", ())
    assert len(sets_of(found)) == 1


@pytest.mark.parametrize("stub", [b"GS*~", b"ST*~", b"GS*~ST*~", b"GS*PO*~ST*850~"])
def test_empty_headers_in_a_row_are_told_of_one_by_one_only_up_to_a_bound(stub: bytes) -> None:
    """What follows them is told of once, and a whole group or set after all of them is read."""
    good = interchange(group(transaction()))
    at = good.index(b"GS*")
    found = opened(good[:at] + stub * 20_000 + good[at:])
    (read,) = found.interchanges

    assert len(read.groups) + len(sets_of(found)) <= 2 * STUBS_AT_MOST + 2
    assert "850" == sets_of(found)[-1].id
    assert () == sets_of(found)[-1].findings


def test_one_broken_header_before_an_interchange_is_no_garbage() -> None:
    """It is an interchange that holds nothing; the next is read."""
    broken, whole = opened(b"ISA*~" + interchange(group(transaction()))).interchanges

    assert "x12.garbage" not in {one.code for one in broken.findings}
    assert ("", "000000001") == (broken.control_number, whole.control_number)


def test_a_release_character_is_said_and_not_heeded() -> None:
    """The segment that names one is none of a group's."""
    text = interchange(group(transaction())).decode()
    found = opened(text.replace("GS*", "ISX*?~GS*", 1))

    (finding,) = findings_of(found)
    assert ("x12.release-character", "ISX01", "?") == (finding.code, finding.element, finding.value_seen)
    assert "ISX" == text.replace("GS*", "ISX*?~GS*", 1)[finding.offset :][:3]
    assert len(sets_of(found)) == 1


def test_an_isa_without_padding_is_read_and_each_short_element_named() -> None:
    """Shorter elements of the ISA are said by name and byte."""
    content = interchange(group(transaction())).replace(b"SENDER         *", b"SENDER*", 1)

    found = opened(content)

    (finding,) = findings_of(found)
    assert ("x12.isa-not-padded", "ISA06", "SENDER") == (finding.code, finding.element, finding.value_seen)
    assert b"SENDER*ZZ" == content[finding.offset :][:9]
    assert ["0001"] == [one.control_number for one in sets_of(found)]


def test_an_isa_without_any_padding_is_read() -> None:
    """As many senders send it."""
    content = b"ISA*00**00**ZZ*A*ZZ*B*240102*1530*U*00401*1*0*P*>~" + interchange(group(transaction()))[106:]

    found = opened(content)

    assert ["A", "B"] == [only_interchange(found).sender, only_interchange(found).receiver]
    assert ["ISA02", "ISA04", "ISA06", "ISA08", "ISA13"] == [one.element for one in findings_of(found)]


@pytest.mark.parametrize(
    ("element", "right", "wrong"),
    [
        ("ISA05", "*ZZ*SENDER", "*z *SENDER"),
        ("ISA06", "SENDER", "      "),
        ("ISA09", "240102", "241302"),
        ("ISA10", "1530", "2530"),
        ("ISA12", "00401", "0040X"),
        ("ISA13", "000000001*0", "A00000001*0"),
        ("ISA14", "*0*P*", "*2*P*"),
        ("ISA15", "*P*", "*Q*"),
    ],
)
def test_an_isa_element_that_says_nothing_is_named(element: str, right: str, wrong: str) -> None:
    """It is a warning: the sets can still be read."""
    text = interchange(group(transaction())).decode().replace(right, wrong, 1)

    found = opened(text)

    assert [(element, Severity.WARNING)] == [
        (one.element, one.severity) for one in findings_of(found) if one.code == "x12.isa-invalid"
    ]
    assert ["0001"] == [one.control_number for one in sets_of(found)]


@pytest.mark.parametrize("header", ["*P*~\n", "*P~\n"])
def test_an_isa_without_component_separator_keeps_its_terminator(header: str) -> None:
    """Where ISA16 is left out the terminator is told by how the next segment ends."""
    text = interchange(group(transaction()), ending="~\n").decode().replace("*P*>~\n", header, 1)

    found = opened(text)

    assert ("~", "") == (
        only_interchange(found).delimiters.segment,
        only_interchange(found).delimiters.component,
    )
    assert [tuple(transaction())] == [one.segments for one in sets_of(found)]


def test_an_isa_without_component_separator_or_line_break_keeps_its_terminator() -> None:
    """The same where no line break follows."""
    text = interchange(group(transaction())).decode().replace("*P*>~", "*P*~", 1)

    assert "~" == only_interchange(opened(text)).delimiters.segment


def test_a_tilde_as_component_separator_before_line_ends_is_one() -> None:
    """A file of lines may separate components by what others end segments with."""
    found = opened(interchange(group(transaction()), component="~", ending="\n"))

    assert "*~\n" == only_interchange(found).delimiters.all
    assert [] == codes_of(found)


@pytest.mark.parametrize("component", ["*", "~", "0", " "])
def test_a_component_separator_that_cannot_be_one_is_left_out(component: str) -> None:
    """Then there are no components, and ISA16 is named."""
    found = opened(interchange(group(transaction()), component=component))

    assert "" == only_interchange(found).delimiters.component
    assert [("x12.isa-invalid", "ISA16")] == [(one.code, one.element) for one in findings_of(found)]
    assert ["0001"] == [one.control_number for one in sets_of(found)]


@pytest.mark.parametrize("between", ["X", "*", "  "])
def test_a_terminator_that_cannot_be_one_is_told_by_the_next_segment(between: str) -> None:
    """Where something is wrong after ISA16, what stands before GS ends segments."""
    text = interchange(group(transaction())).decode().replace("*>~", f"*>{between}~", 1)

    found = opened(text)

    assert ["0001"] == [one.control_number for one in sets_of(found)]
    assert "~" == only_interchange(found).delimiters.segment


def test_unclear_delimiters_are_said_and_the_next_interchange_is_read() -> None:
    """An ISA that leads nowhere does not hide what follows."""
    found = opened(
        isa()[:105] + "X nothing of use " + interchange(group(transaction()), element="|").decode()
    )

    assert "x12.delimiters-unclear" in codes_of(found)
    assert ["0001"] == [one.control_number for one in sets_of(found)]


@pytest.mark.parametrize(
    ("right", "wrong", "codes"),
    [
        ("SE*4*0001", "SE*5*0001", "x12.se-count"),
        ("SE*4*0001", "SE*4*0002", "x12.se-control-number"),
        ("SE*4*0001", "SE*X*0001", "x12.se-invalid"),
        ("SE*4*0001", "SE*4", "x12.se-invalid"),
        ("SE*4*0001", "SE", "x12.se-invalid"),
        ("SE*4*0001~", "", "x12.se-missing"),
        ("ST*850*0001", "ST*85*0001", "x12.st-invalid"),
        ("ST*850*0001", "ST", "x12.se-control-number x12.st-invalid"),
        ("GE*1*1", "GE*2*1", "x12.ge-count"),
        ("GE*1*1", "GE*1*2", "x12.ge-control-number"),
        ("GE*1*1", "GE**1", "x12.ge-invalid"),
        ("GE*1*1", "GE", "x12.ge-invalid"),
        ("GE*1*1~", "", "x12.ge-missing"),
        ("GS*PO", "GS*", "x12.gs-invalid"),
        ("1530*1*X", "1530*ONE*X", "x12.ge-control-number x12.gs-invalid"),
        ("X*004010", "X", "x12.gs-invalid"),
        ("IEA*1", "IEA*2", "x12.iea-count"),
        ("IEA*1*000000001", "IEA*1*000000009", "x12.iea-control-number"),
        ("IEA*1*000000001", "IEA", "x12.iea-invalid"),
        ("IEA*1*000000001~", "", "x12.iea-missing"),
    ],
)
def test_what_does_not_agree_is_an_error(right: str, wrong: str, codes: str) -> None:
    """Counts, control numbers and whatever is missing around sets; the set is there all the same."""
    found = opened(interchange(group(transaction())).decode().replace(right, wrong, 1))

    assert codes.split() == sorted({one.code for one in findings_of(found) if one.severity is Severity.ERROR})
    assert 1 == len(sets_of(found))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("GE*1*1", "GE*01*0001"),
        ("IEA*1*000000001", "IEA*00001*1"),
        ("SE*4*0001", "SE*04*0001"),
        ("20240102*1530*1", "240102*153012*1"),
    ],
)
def test_numbers_with_leading_zeros_are_the_same(right: str, wrong: str) -> None:
    """A count or a control number of the envelope is a number; a date may be of six digits."""
    assert [] == codes_of(opened(interchange(group(transaction())).decode().replace(right, wrong, 1)))


@pytest.mark.parametrize(
    ("right", "wrong", "element"),
    [
        ("*SENDER*RECEIVER*2024", "*S*RECEIVER*2024", "GS02"),
        ("20240102*1530", "20241302*1530", "GS04"),
        ("20240102*1530", "20240102*2560", "GS05"),
        ("X*004010", "X*4010", "GS08"),
    ],
)
def test_a_group_header_is_read_leniently(right: str, wrong: str, element: str) -> None:
    """What can be done without is only a warning."""
    found = opened(interchange(group(transaction())).decode().replace(right, wrong, 1))

    assert [("x12.gs-invalid", element, Severity.WARNING)] == [
        (one.code, one.element, one.severity) for one in findings_of(found)
    ]


@pytest.mark.parametrize(("number", "severity"), [("", Severity.ERROR), ("1", Severity.WARNING)])
def test_a_set_without_a_number_is_refused_and_one_with_a_short_number_is_not(
    number: str, severity: Severity
) -> None:
    """ST02 must be there; its length is a lesser matter."""
    found = opened(interchange(group(transaction(number=number))))

    assert (severity, "ST02") == (findings_of(found)[0].severity, findings_of(found)[0].element)


def test_repeated_control_numbers_are_said_of_the_second() -> None:
    """Sets in a group, groups in an interchange, interchanges in a file."""
    one = group(transaction(), transaction())
    found = opened(interchange(one, one) * 2)

    first, second = found.interchanges
    assert [] == [finding.code for finding in first.findings]
    assert ["x12.duplicate-interchange"] == [finding.code for finding in second.findings]
    assert [[], ["x12.duplicate-group"]] == [
        [finding.code for finding in inside.findings] for inside in first.groups
    ]
    assert [[], ["x12.duplicate-set"]] == [
        [finding.code for finding in inside.findings] for inside in first.groups[0].sets
    ]


def test_a_set_in_a_group_of_another_kind_is_refused_alone() -> None:
    """An 855 between orders is an error of the 855 only."""
    mixed = group(transaction(), transaction("855", "0002"), transaction(number="0003"))

    found = opened(interchange(mixed))

    assert [[], ["x12.set-not-in-group"], []] == [
        [finding.code for finding in one.findings] for one in sets_of(found)
    ]


def test_a_set_of_no_known_kind_is_nobodys_business_here() -> None:
    """Which sets there are is not decided by the envelope."""
    assert [] == codes_of(opened(interchange(group(transaction("123"), kind="XX"))))


def test_a_set_without_its_trailer_ends_where_another_begins() -> None:
    """A bad set never spoils its neighbours."""
    broken = transaction(number="0002")[:-1]
    for sets in (
        [transaction(), broken, transaction(number="0003")],
        [transaction(), transaction(number="0003"), broken],
    ):
        found = opened(interchange(group(*sets)))

        assert [tuple(one) for one in sets] == [one.segments for one in sets_of(found)]
        assert ["x12.se-missing"] == codes_of(found)


def test_a_set_without_its_trailer_ends_where_the_group_or_the_interchange_does() -> None:
    """Whatever of the envelope comes next ends the set."""
    text = interchange(group(transaction()), group(transaction(), number="2")).decode()
    for missing in ("SE*4*0001~", "SE*4*0001~GE*1*1~", "SE*4*0001~GE*1*2~"):
        found = opened(text.replace(missing, "", 1))

        assert [2, 2] == [len(sets_of(found)), len(only_interchange(found).groups)]
        assert 1 == codes_of(found).count("x12.se-missing")


def test_a_set_outside_any_group_is_read() -> None:
    """The group it lacks is made up, without a kind, and the fault is its."""
    for extra in ([], ["GE*1*1"]):
        found = opened(interchange([*transaction(), *extra]))

        (inside,) = only_interchange(found).groups
        assert ("", ["x12.gs-missing"]) == (inside.functional_id, [one.code for one in inside.findings])
        assert [()] == [one.findings for one in inside.sets]


def test_segments_outside_sets_are_said_once() -> None:
    """Between sets they are the group's trouble, between groups the interchange's, and no set's."""
    stray = ["REF*DP*1", "*REF", "SE*1*1"]
    found = opened(interchange([*stray, "GE*0*9"], group(stray, transaction())))

    assert ["x12.gs-missing"] == [one.code for one in only_interchange(found).findings if "gs" in one.code]
    (inside,) = only_interchange(found).groups
    assert 1 == [one.code for one in inside.findings].count("x12.st-missing")
    assert [("0001", ())] == [(one.control_number, one.findings) for one in inside.sets]
    assert {Severity.WARNING} == {
        one.severity for one in findings_of(found) if one.code in {"x12.gs-missing", "x12.st-missing"}
    }


def test_what_acknowledges_an_interchange_is_read_wherever_it_stands() -> None:
    """TA1 before a group, and in an interchange of its own."""
    note = "TA1*000000007*240101*0900*R*025"
    expected = (
        InterchangeAck(control_number="000000007", on="240101", at_time="0900", code="R", note="025"),
    )

    alone = opened(isa() + note + "~IEA*0*000000001~")
    before = opened(interchange([note], group(transaction())).replace(b"IEA*2", b"IEA*1"))

    assert [expected, expected] == [only_interchange(one).interchange_acks for one in (alone, before)]
    assert [[], []] == [codes_of(alone), codes_of(before)]


def test_a_lone_set_is_read_without_any_envelope() -> None:
    """An interchange is made up around it, and that is said once."""
    text = "".join(f"{one}~\n" for one in [*transaction(), *transaction("855", "0002")])

    found = opened(text)

    made_up = only_interchange(found)
    assert ("", "*>~") == (made_up.control_number, made_up.delimiters.all)
    assert ["850", "855"] == [one.id for one in sets_of(found)]
    assert ["x12.interchange-missing", "x12.line-breaks"] == codes_of(found)


@pytest.mark.parametrize("tail", ["", "IEA*1*1~", "GE*1*1~", "REF*X*1~"])
def test_a_lone_group_is_read_without_an_interchange(tail: str) -> None:
    """Whatever trailers follow."""
    found = opened("".join(f"{one}~" for one in group(transaction())) + tail)

    assert ["0001"] == [one.control_number for one in sets_of(found)]
    assert "x12.interchange-missing" in codes_of(found)
    assert "x12.iea-missing" not in codes_of(found)


@pytest.mark.parametrize(
    ("element", "ending"),
    [(mark, end) for mark in "*>|" for end in ("~", "\n", "\r\n", ">") if mark != end],
)
def test_the_delimiters_of_a_lone_set_show_in_its_first_segment(element: str, ending: str) -> None:
    """And the component separator is one that is neither."""
    found = opened("".join(f"{one}{ending}" for one in transaction()).replace("*", element))

    made_up = only_interchange(found).delimiters
    assert (element, ending[-1], True) == (made_up.element, made_up.segment, made_up.sound)
    assert 4 == len(sets_of(found)[0].segments)


def test_an_interchange_after_a_lone_set_is_its_own() -> None:
    """The made-up interchange ends where a real one begins."""
    text = "".join(f"{one}~" for one in transaction())

    found = opened(text.encode() + interchange(group(transaction())))

    assert ["", "000000001"] == [one.control_number for one in found.interchanges]
    assert ["x12.interchange-missing"] == codes_of(found)


@pytest.mark.parametrize(
    ("standard", "version", "group_version", "expected"),
    [
        ("^", "00501", "005010", "^"),
        ("U", "00501", "005010", ""),
        ("^", "00401", "004010", ""),
        ("^", "00501", "004010", ""),
        ("^", "00401", "005010", "^"),
        (">", "00501", "005010", ""),
        ("*", "00501", "005010", ""),
        (" ", "00501", "005010", ""),
    ],
)
def test_the_groups_version_decides_whether_elements_repeat(
    standard: str, version: str, group_version: str, expected: str
) -> None:
    """ISA11 separates repetitions from 004020 on, if it is no letter and no other delimiter."""
    content = interchange(group(transaction(), version=group_version), standard=standard, version=version)
    if standard == "*":
        content = content.replace(b"*U*", b"***")

    assert [expected] == [one.delimiters.repetition for one in sets_of(opened(content))]


def test_text_beyond_ascii_is_read_as_what_it_is() -> None:
    """UTF-8 where it is that, else Latin-1; where it stands is said, and it is a warning."""
    order = ("BEG*00*SA*PO-1**20240102", "N1*ST*CAFÉ*92*1")
    text = interchange(group(transaction(body=order), transaction(number="0002"))).decode()
    for charset in ("utf-8", "latin-1"):
        found = opened(text.encode(charset))

        first, second = sets_of(found)
        assert (tuple(transaction(body=order)), ()) == (first.segments, second.findings)
        (finding,) = first.findings
        assert ("x12.not-ascii", "N1", 3, "N102", "CAFÉ") == (
            finding.code,
            finding.segment,
            finding.position,
            finding.element,
            finding.value_seen,
        )


def test_an_envelope_beyond_ascii_is_said_with_its_byte() -> None:
    """A name in the ISA or the GS may not be ASCII either."""
    text = interchange(group(transaction())).decode().replace("SENDER  ", "SÉNDER  ", 1)
    text = text.replace("GS*PO*SENDER", "GS*PO*SÉNDER", 1)
    content = text.encode()

    found = opened(content)

    assert ("SÉNDER", "SÉNDER") == (only_interchange(found).sender, only_interchange(found).groups[0].sender)
    assert [("ISA", content.index(b"S\xc3")), ("GS", content.index(b"GS*"))] == [
        (one.segment, one.offset) for one in findings_of(found)
    ]
    assert all("SÉNDER" in one.value_seen for one in findings_of(found))


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize(("element", "ending"), [("*", "¦"), ("¦", "~"), ("¬", "¦")])
def test_delimiters_beyond_ascii_are_delimiters(charset: str, element: str, ending: str) -> None:
    """A broken bar ends segments, in one byte or two."""
    order = ("BEG*00*SA*PO-1**20240102", "N1*ST*CAFÉ*92*1")
    content = interchange(group(transaction(body=order)), element=element, ending=ending)

    found = opened(content.decode().encode(charset))

    assert [one.replace("*", element) for one in transaction(body=order)] == list(sets_of(found)[0].segments)
    assert f"{element}>{ending}" == only_interchange(found).delimiters.all
    assert ["x12.not-ascii"] == codes_of(found)


def test_delimiters_of_two_bytes_make_it_utf8() -> None:
    """What is not UTF-8 then shows as replaced characters."""
    order = ("BEG*00*SA*CAF\N{LATIN CAPITAL LETTER E WITH ACUTE}**20240102",)
    content = interchange(group(transaction(body=order)), ending="¦").replace(b"\xc3\x89", b"\xc9")

    assert "BEG*00*SA*CAF\N{REPLACEMENT CHARACTER}**20240102" == sets_of(opened(content))[0].segments[1]


def test_a_segment_without_end_is_cut_off() -> None:
    """A segment of more than a mebibyte is not waited for."""
    content = interchange(group(transaction(body=(*ORDER, "MSG*" + "X" * (1 << 21)))))

    found = opened(content)

    assert "x12.terminator-missing" in codes_of(found)


def test_a_set_larger_than_a_mebibyte_is_read() -> None:
    """Large orders go the slow way to the same end."""
    order = [f"PO1*{number}*10*EA*9.5**VN*ITEM-{number:09}" for number in range(40_000)]

    found = opened(interchange(group(transaction(body=order), transaction(number="0002"))))

    assert [tuple(transaction(body=order)), tuple(transaction(number="0002"))] == [
        one.segments for one in sets_of(found)
    ]
    assert [] == codes_of(found)


def test_two_byte_order_marks_are_two() -> None:
    """Each file that was run together may have brought one."""
    one = b"\xef\xbb\xbf" + interchange(group(transaction()))

    assert ["x12.byte-order-mark"] * 2 + ["x12.duplicate-interchange"] == codes_of(opened(one * 2))


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus is not here: {SHARED}")
def test_every_file_of_the_corpus_opens() -> None:
    """No traceback, and something is read or something is said."""
    files = sorted(SHARED.rglob("*.edi"))
    results = [open_interchanges(file.read_bytes()) for file in files]

    assert len(files) > 400
    assert [] == [
        file.name for file, one in zip(files, results, strict=True) if not (one.interchanges or one.findings)
    ]
    assert 3 >= sum(not sets_of(one) for one in results)


@pytest.mark.parametrize(
    ("right", "wrong", "element"),
    [
        ("X*004010~", "X*004010**9~", "GS09"),
        ("ST*850*0001~", "ST*850*0001*GUIDE*9~", "ST04"),
        ("SE*4*0001~", "SE*4*0001*9~", "SE03"),
        ("GE*1*1~", "GE*1*1*9~", "GE03"),
        ("IEA*1*000000001~", "IEA*1*000000001*9~", "IEA03"),
    ],
)
def test_more_elements_than_a_control_segment_has_are_a_warning(right: str, wrong: str, element: str) -> None:
    """Once, at the first place too many; empty ones are nobody's harm."""
    text = interchange(group(transaction())).decode()
    found, empty = (
        findings_of(opened(text.replace(right, one, 1))) for one in (wrong, right.replace("~", "**~"))
    )

    assert [("x12.element-too-many", element, Severity.WARNING)] == [
        (one.code, one.element, one.severity) for one in found
    ]
    assert [] == empty
