"""Validating: verdicts in a public shape, and the answers we would give, from bytes alone."""

import gc
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.application.documents import CLASSES, DOCUMENTS, label_of
from gateway.application.explaining import as_plain as explained
from gateway.application.validating import Reply, Validated, as_plain, validate, validate_pieces
from gateway.domain.canonical import Plain
from gateway.errors import NotFound
from gateway.x12.acknowledgements import Policy
from gateway.x12.envelopes import open_interchanges
from tests import golden
from tests.maps import library

MAPPINGS = Path(__file__).parents[3] / "mappings"
BODY = "BEG*00*SA*4500**20260301~PO1*1*10*EA*9.95**VN*BOLT~CTT*1~"


def a_set(body: str = BODY, *, number: str = "0001", set_id: str = "850") -> str:
    return f"ST*{set_id}*{number}~{body}SE*{body.count('~') + 2}*{number}~"


def a_group(*sets: str, functional_id: str = "PO", number: int = 7, version: str = "004010") -> str:
    head = f"GS*{functional_id}*BUYER*SELLER*20260301*1200*{number}*X*{version}~"
    return head + "".join(sets) + f"GE*{len(sets)}*{number}~"


def interchange(
    *groups: str, number: int = 5, ack: int = 0, sender: str = "BUYERID", receiver: str = "SELLERID"
) -> bytes:
    head = (
        f"ISA*00*          *00*          *12*{sender:<15}*ZZ*{receiver:<15}"
        f"*260301*1200*U*00401*{number:09}*{ack}*T*>~"
    )
    return (head + "".join(groups) + f"IEA*{len(groups)}*{number:09}~").encode()


def checked(content: bytes, **options: str) -> Validated:
    return validate(content, library(), **options)


def sets(plain: dict[str, Plain]) -> list[dict[str, Plain]]:
    interchanges: list[dict[str, list[dict[str, list[dict[str, Plain]]]]]] = plain["interchanges"]  # type: ignore[assignment] # the shape under test
    return [one for around in interchanges for group in around["groups"] for one in group["transaction_sets"]]


def answer(validated: Validated) -> list[str]:
    return validated.acknowledgements.decode().split("~")


def test_a_clean_order_is_accepted_and_answered() -> None:
    """The verdict is A, the document is there, and the 997 goes back to who sent the order."""
    validated = checked(interchange(a_group(a_set())))

    (one,) = sets(as_plain(validated))
    assert validated.clean
    assert ("850", "004010", "0001", "A", "base/x12/004010/850") == (
        one["id"],
        one["version"],
        one["control_number"],
        one["verdict"],
        one["map"],
    )
    assert {"number": "4500"}.items() <= one["document"].items()  # type: ignore[union-attr] # a document is an object
    assert [
        (
            "ISA*00*          *00*          *ZZ*SELLERID       *12*BUYERID        "
            "*000101*0000*U*00401*000000001*0*T*>"
        ),
        "GS*FA*SELLER*BUYER*20000101*0000*1*X*004010",
        "ST*997*0001",
        "AK1*PO*7",
        "AK2*850*0001",
        "AK5*A",
        "AK9*A*1*1*1",
        "SE*6*0001",
        "GE*1*1",
        "IEA*1*000000001",
        "",
    ] == answer(validated)


def test_the_shape_of_the_verdict_is_public() -> None:
    """Others build on these names: none may vanish, and each finding has all of its eight."""
    plain = as_plain(checked(interchange(a_group(a_set("BEG*00*SA***20260301~CTT*1~")))))

    assert {"interchanges", "findings", "acknowledgements"} <= plain.keys()
    (around,) = plain["interchanges"]  # type: ignore[misc] # a list
    assert {"control_number", "sender", "receiver", "groups", "findings"} <= around.keys()  # type: ignore[union-attr] # an object
    assert ("000000005", "BUYERID", "SELLERID") == (
        around["control_number"],  # type: ignore[index,call-overload] # an object
        around["sender"],  # type: ignore[index,call-overload] # an object
        around["receiver"],  # type: ignore[index,call-overload] # an object
    )
    (one,) = sets(plain)
    assert {"id", "version", "control_number", "verdict", "findings", "document"} <= one.keys()
    names = {"code", "severity", "segment", "position", "element", "value_seen", "message", "fix"}
    findings = one["findings"]
    assert isinstance(findings, list)
    assert findings
    assert all(isinstance(finding, dict) and names == finding.keys() for finding in findings)
    assert plain == json.loads(json.dumps(plain))


def test_a_rejected_order_is_answered_with_what_is_wrong_where() -> None:
    """A missing order number gives R, AK3 and AK4."""
    validated = checked(interchange(a_group(a_set("BEG*00*SA***20260301~PO1*1*10*EA~CTT*1~"))))

    (one,) = sets(as_plain(validated))
    assert "R" == one["verdict"]
    assert not validated.clean
    assert ["AK3*BEG*2**8", "AK4*3*324*1", "AK5*R*5", "AK9*R*1*1*0"] == [
        segment for segment in answer(validated) if segment[:3] in {"AK3", "AK4", "AK5", "AK9"}
    ]


def test_one_bad_set_does_not_spoil_its_neighbours() -> None:
    """Each set has a verdict of its own; the policy decides whether a group stands or falls together."""
    content = interchange(a_group(a_set(number="0001"), a_set("BEG*00*SA~", number="0002")))

    assert ["A", "R"] == [one["verdict"] for one in sets(as_plain(checked(content)))]
    assert "AK9*P*2*2*1" in answer(checked(content))
    strict = validate(content, library(), reply=Reply(policy=Policy.PER_GROUP))
    assert "AK9*R*2*2*0" in answer(strict)


def test_every_interchange_is_answered_by_itself() -> None:
    """Control numbers of the answers count on from the one given, and the instant is the one given."""
    content = interchange(a_group(a_set()), number=5) + interchange(
        a_group(a_set()), number=6, sender="OTHER"
    )
    reply = Reply(control_number=41, prepared_at=datetime(2026, 5, 4, 3, 2, tzinfo=UTC))

    answers = open_interchanges(validate(content, library(), reply=reply).acknowledgements).interchanges

    assert [("BUYERID", "000000041"), ("OTHER", "000000042")] == [
        (one.receiver, one.control_number) for one in answers
    ]
    assert {("260504", "0302")} == {(one.on, one.at_time) for one in answers}


def test_groups_of_acknowledgements_are_not_acknowledged() -> None:
    """A 997 is read, and nothing is answered."""
    body = "AK1*PO*7~AK2*850*0001~AK5*A~AK9*A*1*1*1~"
    validated = checked(interchange(a_group(a_set(body, set_id="997"), functional_id="FA")))

    assert ["A"] == [one["verdict"] for one in sets(as_plain(validated))]
    assert b"" == validated.acknowledgements


def test_a_ta1_is_sent_where_it_was_asked_for() -> None:
    """ISA14 brings a TA1, before the group; an interchange of TA1 segments never does."""
    asked = answer(checked(interchange(a_group(a_set()), ack=1)))
    alone = b"".join(
        [
            interchange(ack=1).split(b"~")[0],
            b"~TA1*000000009*260301*1200*A*000~IEA*0*000000005~",
        ]
    )

    assert "TA1*000000005*260301*1200*A*000" == asked[1]
    assert asked[2].startswith("GS*FA")
    assert b"" == checked(alone).acknowledgements


def test_a_broken_interchange_is_refused_whole() -> None:
    """An IEA that contradicts its ISA gives a TA1 alone; nothing in it is acknowledged."""
    broken = interchange(a_group(a_set())).replace(b"IEA*1*000000005", b"IEA*1*000000006")

    segments = answer(checked(broken))

    assert segments[1].startswith("TA1*000000005*260301*1200*R*")
    assert segments[2].startswith("IEA*0*")


def test_sets_without_an_interchange_are_judged_and_not_answered() -> None:
    """A fragment has a verdict, but there is nobody to tell it."""
    validated = checked(a_set().encode())

    (one,) = sets(as_plain(validated))
    assert "850" == one["id"]
    assert isinstance(one["document"], dict)
    assert "x12.set-not-in-group" not in {finding.code for finding in validated.all_findings()}
    assert b"" == validated.acknowledgements


def test_a_set_we_have_no_map_for_is_refused_alone() -> None:
    """Its findings say so, its document is null, and the group's other sets are read."""
    content = interchange(
        a_group(a_set("B2**ABCD**4711~", set_id="204"), functional_id="SM"), a_group(a_set(), number=8)
    )

    first, second = sets(as_plain(checked(content)))
    assert ("R", None, "") == (first["verdict"], first["document"], first["map"])
    assert "A" == second["verdict"]


def test_another_version_is_read_by_the_nearest_map() -> None:
    """A version we have no map for is a warning, an industry's suffix is none."""
    newer = checked(interchange(a_group(a_set(), version="008010")))
    known = checked(interchange(a_group(a_set(), version="005010")))
    industry = checked(interchange(a_group(a_set(), version="004010VICS")))

    assert ["x12.version-unknown"] == [finding.code for finding in newer.all_findings()]
    assert ["E"] == [one["verdict"] for one in sets(as_plain(newer))]
    assert industry.clean
    assert known.clean


def test_a_map_can_be_named() -> None:
    """Sets it is for are read with it, others as always; a map nobody has is said at once."""
    content = interchange(a_group(a_set()))

    assert ["acme/850"] == [one["map"] for one in sets(as_plain(checked(content, map_name="acme/850")))]
    assert ["base/x12/004010/850"] == [
        one["map"] for one in sets(as_plain(checked(content, map_name="acme/856")))
    ]
    with pytest.raises(NotFound):
        checked(content, map_name="nobody/850")


def test_who_cannot_be_written_to_is_not_answered() -> None:
    """Without a sender, or with one that holds what ends a segment, there is no answer, and no traceback."""
    nameless = interchange(a_group(a_set()), sender="")
    hostile = interchange(a_group(a_set())).replace(b"~", b"\n").replace(b"BUYERID", b"BUYE~ID")

    assert ["A"] == [one["verdict"] for one in sets(as_plain(checked(hostile)))]
    assert b"" == checked(nameless).acknowledgements
    assert b"" == checked(hostile).acknowledgements


def test_odd_envelopes_are_answered_in_good_ones() -> None:
    """What we answer with is well formed where what we received was not."""
    odd = interchange(a_group(a_set())).replace(b"*12*", b"*1*").replace(b"*T*>", b"*X*>")
    odd = odd.replace(b"GS*PO*BUYER*", b"GS*PO*B*")

    answered = checked(odd)

    assert (
        "ISA*00*          *00*          *ZZ*SELLERID       *ZZ*BUYERID        *000101" in answer(answered)[0]
    )
    assert "GS*FA*SELLER*BUYERID*20000101*0000*1*X*004010" == answer(answered)[1]
    assert checked(answered.acknowledgements).clean


def test_nothing_is_a_finding_of_the_file() -> None:
    """What stands outside any interchange is said at the top."""
    validated = checked(b"")

    assert [] == as_plain(validated)["interchanges"]
    assert ["x12.empty"] == [finding.code for finding in validated.findings]


def test_explaining_keeps_every_segment_and_finding() -> None:
    """The annotated JSON holds envelopes, loops, segments and elements, findings where they belong."""
    validated = checked(interchange(a_group(a_set("BEG*00*SA***20260301~PO1*1*10*EA~CTT*1~")), ack=1))

    text = json.dumps(explained(validated, library()))

    assert '"segment": "BEG", "name": ' in text
    assert '"loop": "PO1", "name": ' in text
    assert '"reference": "BEG03", "name": ' in text
    assert text.count('"x12.element-missing"') == 1


def test_document_types_stand_in_one_table() -> None:
    """The classes handed to the library are those of the table, and a set has the label of its type."""
    assert {key: one.kind for key, one in DOCUMENTS.items()} == CLASSES
    assert "Purchase order" == label_of("850")
    assert "204" == label_of("204")


FRAGMENTS = st.sampled_from(
    [b"ISA*00*", b"GS*PO*", b"ST*850*0001", b"~", b"*", b"\n", b"BEG*00*SA*1**20260301", b"PO1*1*1*EA", b"SE*3*0001",
     b"GE*1*1", b"IEA*1*1", interchange(a_group(a_set())), interchange(), b"\x00", b"\xff", b"\xef\xbb\xbf"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(content=st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=12).map(b"".join)))
def test_any_bytes_end_in_a_verdict(content: bytes) -> None:
    """Whatever comes, the verdict is JSON, and what we answer opens without an error."""
    validated = checked(content)

    json.dumps(as_plain(validated))
    json.dumps(explained(validated, library()))
    for around in open_interchanges(validated.acknowledgements).interchanges:
        assert [] == [one for one in around.findings if one.severity == "error"]


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_damage_ends_in_a_verdict(data: st.DataObject) -> None:
    """A good interchange with bytes changed, lost or doubled is judged, explained and answered in good X12."""
    content = bytearray(interchange(a_group(a_set(), a_set(number="0002")), ack=1))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 12))
        content[at : at + length] = data.draw(st.binary(max_size=4))

    validated = checked(bytes(content))

    json.dumps(as_plain(validated))
    json.dumps(explained(validated, library()))
    answered = validate(validated.acknowledgements, library()) if validated.acknowledgements else validated
    wrong = [one for one in answered.all_findings() if one.severity != "info"]
    # a control number is repeated as it came, and who speaks a version without a map is answered in it
    echoed = [one for one in wrong if one.element == "AK202" or one.code == "x12.version-unknown"]
    assert validated is answered or echoed == wrong


@pytest.mark.parametrize("case", golden.cases("base-850/*/*"), ids=golden.name)
def test_without_documents_all_else_is_the_same(case: Path) -> None:
    """Findings, verdicts and answers do not depend on whether a document was wanted."""
    content = (case / "received.edi").read_bytes()
    whole, bare = validate(content, library()), validate(content, library(), documents=False)

    assert list(whole.all_findings()) == list(bare.all_findings())
    assert whole.acknowledgements == bare.acknowledgements
    assert not any(
        one.document for each in bare.interchanges for group in each.groups for one in group.judged
    )


def _orders(count: int, lines: int = 50) -> Iterator[bytes]:
    """Yield an interchange of so many orders, every tenth of which asks for no number of things."""
    asked = "".join(f"PO1*{number}*10*EA*9.95**VN*BOLT~" for number in range(1, lines + 1))
    around = interchange(a_group()).decode().split("GE*")
    yield around[0].encode()
    for number in range(count):
        body = BODY.replace("PO1*1*10*EA*9.95**VN*BOLT~CTT*1~", f"{asked}CTT*{lines}~")
        if number % 10 == 0:
            body = body.replace("PO1*7*10*EA*", "PO1*7*1x*EA*")
        yield a_set(body, number=f"{number:04}").encode()
    yield f"GE*{count}*7~IEA*1*000000005~".encode()


def test_what_comes_in_pieces_is_judged_as_a_whole() -> None:
    """Verdicts, findings and answers are the same, whether or not the bytes and the documents are kept."""
    content = b"".join(_orders(12))
    whole, pieces = checked(content), [content[at : at + 777] for at in range(0, len(content), 777)]

    lean = validate_pieces(pieces, library(), documents=False, segments=False)

    assert validate_pieces(pieces, library()) == whole
    assert list(whole.all_findings()) == list(lean.all_findings())
    assert ["R", "A", "A"] == [one["verdict"] for one in sets(as_plain(lean))][:3]
    assert whole.acknowledgements == lean.acknowledgements


def test_what_is_judged_in_pieces_is_not_held() -> None:
    """Fifty orders more take memory for what is said of them, not for what they say."""

    def peak(count: int) -> int:
        gc.collect()
        tracemalloc.start()
        try:
            validate_pieces(_orders(count, 400), library(), documents=False, segments=False)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def least(count: int) -> int:
        """Whatever else this process does meanwhile adds to what is measured."""
        return min(peak(count) for _ in range(3))

    peak(60)
    size = len(b"".join(_orders(60, 400))) - len(b"".join(_orders(10, 400)))

    assert least(60) - least(10) < size / 10
