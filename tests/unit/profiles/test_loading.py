"""A profile is checked whole: every fault says file, line and field, and never what was typed there."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.findings import Severity
from gateway.profiles.documents import Receive, Send
from gateway.profiles.loading import ProfileFault, load
from gateway.profiles.profile import Channel
from gateway.x12.delimiters import Delimiters
from tests.unit.profiles.examples import KINDS, SMALL, PigeonSettings, faults, profile, written


def test_the_smallest_profile_is_read(tmp_path: Path) -> None:
    """What is left out has a default."""
    small = profile(tmp_path, SMALL)

    assert (small.code, small.name, small.state) == ("small", "Small Shop", "live")
    assert small.x12.identity == ("12", "00123", "ZZ", "OURCO")
    assert (small.x12.them.group, small.x12.us.group) == ("00123", "OURCO")
    assert Delimiters() == small.x12.delimiters.delimiters
    assert Channel(kind="pigeon", settings=PigeonSettings(loft="north")) == small.transport
    assert sha256(SMALL.encode()).hexdigest() == small.digest


def test_what_is_said_is_kept(tmp_path: Path) -> None:
    """The X12 side, documents and people come out as they were put in."""
    text = SMALL.replace("  us: {id: OURCO}", "  us: {id: OURCO, group_id: DEPT 7}\n" + X12) + CONTACTS
    rich = profile(tmp_path, text)

    assert (rich.x12.usage, rich.x12.version, rich.x12.us.group) == ("P", "004010VICS", "DEPT 7")
    assert (
        Delimiters(element="|", component=":", repetition="^", segment="\n") == rich.x12.delimiters.delimiters
    )
    assert (rich.x12.acknowledge.functional, rich.x12.acknowledge.interchange) == ("per_group", "never")
    assert rich.x12.severities == {"map.count-mismatch": Severity.ERROR}
    assert (rich.x12.duplicates.interchange, rich.x12.duplicates.order) == ("accept", "reject")
    assert (rich.contacts[0].concerning, rich.contacts[0].telephone) == ("late goods", "+1 555 0100")


X12 = """\
  usage: P
  version: 004010VICS
  delimiters: {element: "|", component: ":", repetition: "^", segment: "\\n"}
  acknowledge: {functional: per_group, interchange: never}
  severities: {map.count-mismatch: error}
  duplicates: {interchange: accept, order: reject}
"""
CONTACTS = "contacts:\n  - {for: late goods, telephone: +1 555 0100}\n"


def test_documents_are_found_by_their_number(tmp_path: Path) -> None:
    """What was agreed on one is not agreed on another."""
    text = SMALL + '  - {send: "855", map: small/855, acknowledgement_due: 24h, within: 4h, ordered: true}\n'
    trading = profile(tmp_path, text)

    sending = Send(
        send="855",
        map="small/855",
        acknowledgement_due=timedelta(hours=24),
        within=timedelta(hours=4),
        ordered=True,
    )
    assert sending == trading.sends("855")
    assert Receive(receive="850", map="small/850") == trading.receives("850")
    assert trading.sends("850") is None
    assert trading.receives("855") is None


@pytest.mark.parametrize(
    ("state", "trades"), [("draft", False), ("testing", True), ("live", True), ("paused", False)]
)
def test_only_some_states_trade(tmp_path: Path, state: str, trades: bool) -> None:  # noqa: FBT001 - a column
    """Drafts and paused partners are known, and stopped."""
    given = profile(tmp_path, SMALL.replace("state: live", f"state: {state}"))

    assert trades == given.trades
    assert trades != given.agreement().stopped


@pytest.mark.parametrize(
    ("there", "instead", "expected"),
    [
        ("name: Small Shop\n", "", (1, "name", "is required")),
        ("name: Small Shop", "name:", (1, "name", "String should have at least 1 character")),
        (
            "state: live",
            "state: alive",
            (2, "state", "Input should be 'draft', 'testing', 'live', 'paused' or 'retired'"),
        ),
        ("state: live", "stats: live", (2, "stats", "is no key of this place; did you mean state?")),
        ("state: live", "qwxz: live", (2, "qwxz", "is no key of this place")),
        ("state: live", "code: big", (2, "code", "is no key of this place")),
        (', id: "00123"', "", (4, "x12.them.id", "is required")),
        ("{id: OURCO}", '{qualifier: "12", id: "00123"}', (3, "x12", "them and us are the same")),
        ("kind: pigeon", "kind: carrier", (6, "transport.kind", "should be one of: pigeon")),
        ("kind: pigeon, ", "", (6, "transport.kind", "should be one of: pigeon")),
        ("loft: north", "lofts: north", (6, "transport.loft", "is required")),
        (
            "loft: north",
            "loft: north, rest: 2",
            (6, "transport.rest", "should be a duration such as 30m, 24h or 2d"),
        ),
        ("{kind: pigeon, loft: north}", "pigeon", (6, "transport", "Input should be a valid dictionary")),
        ("{receive:", "{recieve:", (8, "documents.0", "should say which document we receive or send")),
        (", map: small/850", "", (8, "documents.0.map", "is required")),
        ("receive:", "sends:", (8, "documents.0", "should say which document we receive or send")),
        (
            '  - {receive: "850", map: small/850}',
            "  - 850",
            (8, "documents.0", "should say which document we receive or send"),
        ),
        (
            "map: small/850",
            "map: small/850, within: 1h",
            (8, "documents.0.within", "is no key of this place"),
        ),
        ('\n  - {receive: "850", map: small/850}', " []", (7, "documents", "no document is named")),
        (
            "map: small/850}",
            'map: small/850}\n  - {receive: "850", map: other/850}',
            (7, "documents", "a document is named twice"),
        ),
    ],
)
def test_each_fault_says_line_and_field(
    tmp_path: Path, there: str, instead: str, expected: tuple[int, str, str]
) -> None:
    """The line is the one to mend; an unknown key is met with the nearest known."""
    assert there in SMALL
    assert expected in faults(tmp_path, SMALL.replace(there, instead))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("  severities: {map.cuont-mismatch: error}", "is no finding; did you mean map.count-mismatch?"),
        ("  severities: {zzzzzz: error}", "is no finding"),
        (
            "  severities: {x12.code-unlisted unit: error}",
            "names no place; say an element (PO103), a segment (PO1) or a data element (355)",
        ),
        ("  severities: {map.count-mismatch: fatal}", "Input should be 'error', 'warning' or 'info'"),
        (
            "  delimiters: {element: A}",
            "should be single characters, all different, no letters, digits or spaces",
        ),
        (
            "  delimiters: {element: '~'}",
            "should be single characters, all different, no letters, digits or spaces",
        ),
        ("  delimiters: {replacement: '*'}", "the replacement is a delimiter itself"),
        ("  delimiters: {in_data: drop}", "Input should be 'replace' or 'refuse'"),
        ("  acknowledge: {by: '998'}", "Input should be '997' or '999'"),
        (
            "  control_numbers: {interchange: {first: 10, last: 9}}",
            "the last number should be greater than the first",
        ),
        ("  control_numbers: {group: {first: 0}}", "Input should be greater than or equal to 1"),
        (
            "  control_numbers: {group: {last: 1000000000}}",
            "Input should be less than or equal to 999999999",
        ),
    ],
)
def test_the_x12_side_is_checked(tmp_path: Path, more: str, expected: str) -> None:
    """Findings must exist, and delimiters must do."""
    text = SMALL.replace("  us: {id: OURCO}", f"  us: {{id: OURCO}}\n{more}")

    assert [(6, expected)] == [(line, message) for line, _, message in faults(tmp_path, text)]


def test_an_identifier_holds_no_delimiter(tmp_path: Path) -> None:
    """It would end in the middle."""
    text = SMALL.replace("OURCO", "OUR*CO")
    message = "an identifier holds a delimiter we write with"

    assert [(3, "x12", message)] == faults(tmp_path, text)
    assert "OUR^CO" == profile(tmp_path, SMALL.replace("OURCO", "OUR^CO")).x12.us.id


def test_each_version_has_the_delimiters_it_knows(tmp_path: Path) -> None:
    """One for repetitions from 00402 on, whether one was agreed or not; control numbers are what was agreed."""
    numbers = "  control_numbers: {interchange: {first: 5000, last: 5999}}\n"
    small = profile(tmp_path, SMALL.replace("  us: {id: OURCO}\n", "  us: {id: OURCO}\n" + numbers))

    assert ["", "^", "^"] == [
        small.x12.delimiters.in_version(one).repetition for one in ("004010", "004030", "005010")
    ]
    series = small.x12.control_numbers
    assert ((5000, 5999), (1, 999_999_999)) == (
        (series.interchange.first, series.interchange.last),
        (series.group.first, series.group.last),
    )


def test_a_default_ship_to_is_a_location(tmp_path: Path) -> None:
    """Goods are never sent to a place nobody described."""
    text = SMALL + 'orders: {default_ship_to: "7"}\n'
    place = 'locations:\n  "7": {name: Shop 7}\n'

    assert faults(tmp_path, text) == [(9, "orders", "the default ship-to is none of the locations")]
    assert profile(tmp_path, text + place).orders.default_ship_to == "7"


def test_changes_are_told_by_a_document_we_send(tmp_path: Path) -> None:
    """What nobody agreed to send cannot say anything."""
    text = SMALL + "orders: {tell_changes: {by: '865'}}\n"
    sending = SMALL.replace("documents:\n", "documents:\n  - {send: '865', map: base/x12/004010/865}\n")

    said = "changes are to be told by a document we do not send: 865"
    assert [(9, "orders", said)] == faults(tmp_path, text)
    assert "865" == profile(tmp_path, text.replace(SMALL, sending)).agreement().telling.by


def test_faults_beside_wrong_locations_are_said_too(tmp_path: Path) -> None:
    """One wrong place does not hide another, and no fault is told twice."""
    text = SMALL + 'orders: {default_ship_to: "7"}\nlocations:\n  "7": {nam: Shop 7}\n'

    expected = [
        (11, "locations.7.name", "is required"),
        (11, "locations.7.nam", "is no key of this place; did you mean name?"),
    ]
    assert expected == [fault for fault in faults(tmp_path, text) if fault[1].startswith("locations")]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Nobody has to mend one to see the next."""
    text = SMALL.replace("state: live", "state: alive").replace("loft: north", "loft: north, rest: soon")

    assert [(line, field) for line, field, _ in faults(tmp_path, text)] == [
        (2, "state"),
        (6, "transport.rest"),
    ]


def test_a_secret_typed_into_a_profile_is_refused_and_not_repeated(tmp_path: Path) -> None:
    """Only names of secrets stand in profiles; the message does not carry the secret on."""
    text = SMALL.replace("loft: north", "loft: north, seed: hunter2")

    with pytest.raises(ProfileFault) as fault:
        profile(tmp_path, text)

    assert "transport.seed: should be the name of a secret" in str(fault.value)
    assert "hunter2" not in str(fault.value)


def test_a_fault_reads_file_line_field_message(tmp_path: Path) -> None:
    """The shape that editors and terminals make a link of."""
    with pytest.raises(ProfileFault) as fault:
        profile(tmp_path, SMALL.replace("state: live", "state: alive"))

    assert str(fault.value).startswith(f"{tmp_path / 'small.yaml'}:2:1: state: Input should be")


def test_the_name_of_the_file_is_a_code(tmp_path: Path) -> None:
    """It stands in lanes, paths and dedupe keys: nothing but small letters, digits, - and _."""
    expected = [(1, "name of the file", "String should match pattern '^[a-z0-9][a-z0-9_-]*$'")]

    assert expected == faults(tmp_path, SMALL, "Small Shop.yaml")


def test_what_is_not_yaml_or_not_utf_8_says_where(tmp_path: Path) -> None:
    """Even then file and line are named."""
    assert faults(tmp_path, "name: a\nname: b\n") == [(2, "file", "has the key name twice")]
    file = written(tmp_path, "")
    file.write_bytes(b"name: a\nstate: \xff\n")

    with pytest.raises(ProfileFault, match=r"small.yaml:2:1: file: is not UTF-8"):
        load(file, KINDS)


@settings(deadline=None)  # it writes files
@given(
    at=st.integers(0, len(SMALL)),
    length=st.integers(0, 20),
    instead=st.one_of(st.sampled_from(["{", "]", "- ", "\n", ": ", '"', "~", "\n  "]), st.text(max_size=5)),
)
def test_any_spoilt_profile_is_read_or_told_to_be_wrong(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, instead: str
) -> None:
    """Nothing but ProfileFault is ever raised, and each fault has a line of the file."""
    text = SMALL[:at] + instead + SMALL[at + length :]
    file = tmp_path_factory.mktemp("spoilt") / "small.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    faults_found: list[int] = []
    try:
        load(file, KINDS)
    except ProfileFault as fault:
        faults_found.extend(one.line for one in fault.faults)

    assert all(1 <= line <= len(text.splitlines()) + 1 for line in faults_found)
