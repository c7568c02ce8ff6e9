"""What a profile says about answers, control numbers, delimiters and chains is what happens."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from gateway.application.chains import chain_of
from gateway.domain.functional_acks import FunctionalAck
from gateway.x12.envelopes import Interchange, open_interchanges
from tests.house import CHAIRS, LAMPS, House, interchange, order, rebuilt, write_profile

Agreeing = Callable[..., House]

X12 = {
    "them": {"qualifier": "12", "id": "5555551234", "group_id": "ACME"},
    "us": {"qualifier": "ZZ", "id": "OURCO"},
    "usage": "T",
}


@pytest.fixture
def agreeing(house: House) -> Iterator[Agreeing]:
    """A gateway whose first partner has agreed on something else."""
    houses: list[House] = []

    def agreed(*, documents: list[dict[str, str]] | None = None, **x12: object) -> House:
        changes = {"x12": X12 | x12} | ({"documents": documents} if documents else {})
        write_profile(house.folder, "acme", **changes)
        houses.append(rebuilt(house))
        return houses[-1]

    yield agreed
    for one in houses:
        one.gateway.engine.dispose()


def answers(house: House, kind: str = "997") -> list[Interchange]:
    """Return what the partner got of a kind, oldest first."""
    files = [content for name, content in house.outbox().items() if f"-{kind}-" in name]
    return [one for content in files for one in open_interchanges(content).interchanges]


@pytest.mark.parametrize(
    ("policy", "asked", "expected"),
    [
        ("on_error", "0", []),
        ("on_error", "1", ["A"]),
        ("always", "0", ["A"]),
        ("never", "1", []),
    ],
)
def test_a_ta1_is_written_as_agreed(agreeing: Agreeing, policy: str, asked: str, expected: list[str]) -> None:
    """In front of the 997 of the same interchange."""
    house = agreeing(acknowledge={"interchange": policy})
    house.take(interchange(order("PO-1", LAMPS)).replace("*0*T*>", f"*{asked}*T*>"))

    (answer,) = answers(house)
    assert expected == [one.code for one in answer.interchange_acks]


def test_an_interchange_is_refused_without_a_word_where_that_is_agreed(agreeing: Agreeing) -> None:
    """No TA1, and nothing else."""
    house = agreeing(acknowledge={"interchange": "never"})
    house.take(interchange(order("PO-1", LAMPS), count=2))

    assert {} == house.outbox()


def test_a_document_of_another_version_than_agreed_is_read_and_told_of(house: House) -> None:
    """The agreed map reads it; that the group says another version is a warning, an industry's suffix is none."""
    house.take(interchange(order("PO-1", LAMPS)).replace("*X*004010", "*X*004010VICS"))
    house.take(interchange(order("PO-2", LAMPS), number=102).replace("*X*004010", "*X*003060"))

    same, other = house.documents("850", "in")
    assert ("accepted", ()) == (same.validation, tuple(one.code for one in same.findings))
    assert ("accepted-with-errors", ("x12.version-unknown",)) == (
        other.validation,
        tuple(one.code for one in other.findings),
    )


def test_a_partner_gets_a_999_in_the_version_of_its_group(agreeing: Agreeing) -> None:
    """Before 005010 it is a 997; the partner's own 999 closes what we sent."""
    house = agreeing(acknowledge={"by": "999"})
    house.take(interchange(order("PO-1", LAMPS)))
    newer = interchange(order("PO-2", LAMPS), number=102).replace("*X*004010", "*X*005010X1")
    house.take(newer.replace("*U*00401*", "*^*00501*"))

    assert [("00401", "004010")] == [(one.version, one.groups[0].version) for one in answers(house)]
    assert [("00501", "005010", "^")] == [
        (one.version, one.groups[0].version, one.delimiters.repetition) for one in answers(house, "999")
    ]
    assert {"997": "004010", "999": "005010"} == {
        one.set_id: one.version for one in house.documents(direction="out") if one.set_id in {"997", "999"}
    }


def test_a_999_that_comes_in_closes_what_we_sent(house: House) -> None:
    """By the same control numbers as a 997, with the words of a guide."""
    house.take(interchange(order("PO-1", LAMPS)))
    (sent,) = house.documents("855")
    body = (
        f"ST*999*0001~AK1*PR*{sent.group_control_number}~AK2*855*0001~IK3*ACK*7**8~"
        "CTX*ORDER RESPONSE>PO-1~IK4*29*1271*I10*X~IK5*R*5~AK9*R*1*1*0~SE*9*0001~"
    )
    whole = interchange(body, number=900).replace("GS*PO*", "GS*FA*").replace("*X*004010", "*X*005010")
    house.take(whole.replace("*U*00401*", "*^*00501*"))

    (response,) = house.documents("855")
    assert "rejected" == response.acknowledgement
    assert (
        "segment 7 ACK (Line acknowledgement), ORDER RESPONSE PO-1: "
        'ACK29 (Industry code) "X" is not used by the partner\'s guide'
    ) == response.reason


def two_groups(number: int = 101) -> str:
    """Return an interchange of ACME's with two groups of orders."""
    first, second = (interchange(order(f"PO-{at}", LAMPS), number=at) for at in (number, number + 1))
    group = second[second.index("GS*") : second.index("IEA*")]
    return first.replace("IEA*1*", f"{group}IEA*2*")


def test_groups_of_one_interchange_are_answered_in_one_interchange(house: House) -> None:
    """Two 997s leave as one file, are both sent, and come again together when the same interchange does."""
    house.take(two_groups())
    (answer,) = answers(house)
    sent = [(one.control_number, one.delivery, one.attempts) for one in house.documents("997", "out")]
    house.take(two_groups())

    assert [["101", "102"]] == [
        [line.split("*")[2] for set_ in group.sets for line in set_.segments if line.startswith("AK1")]
        for group in answer.groups
    ]
    assert [("0001", "sent", 1), ("0002", "sent", 1)] == sent
    assert [2, 2] == [one.attempts for one in house.documents("997", "out")]
    assert 1 == len(answers(house))


def test_groups_that_cannot_be_delivered_fail_together(house: House) -> None:
    """Neither 997 waits for ever."""
    box = house.folder / "data" / "acme" / "out"
    box.mkdir(parents=True, exist_ok=True)
    (box / "acme-997-000000001.edi").write_bytes(b"something else")
    house.take(two_groups())

    assert ["failed", "failed"] == [one.delivery for one in house.documents("997", "out")]


def test_a_version_of_no_x12_refuses_its_group_alone(house: House) -> None:
    """The other group's order is decided."""
    house.take(two_groups().replace("*101*X*004010", "*101*X*999999"))

    verdicts = [one.verdict for one in house.sent("997") if isinstance(one, FunctionalAck)]
    assert ["rejected", "accepted"] == verdicts
    assert ["rejected", "accepted"] == [one.validation for one in house.documents("850")]


def test_a_used_interchange_number_is_refused_by_a_ta1_where_that_is_agreed(agreeing: Agreeing) -> None:
    """Other content under a used number: TA1 with 025, nothing is taken."""
    house = agreeing(duplicates={"interchange": "reject"})
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(interchange(order("PO-2", CHAIRS)))

    (refusal,) = answers(house, "TA1")
    assert [("R", "025")] == [(one.code, one.note) for one in refusal.interchange_acks]
    assert ["PO-1"] == [one.reference for one in house.documents("850")]


def test_a_used_group_number_is_refused_where_that_is_agreed(agreeing: Agreeing) -> None:
    """AK9 code 19; the kind of group has numbers of its own."""
    house = agreeing(duplicates={"group": "reject"})
    house.take(interchange(order("PO-1", LAMPS), number=101))
    house.take(
        interchange(order("PO-2", LAMPS), number=102)
        .replace("*102*X*", "*101*X*")
        .replace("GE*1*102", "GE*1*101")
    )

    verdicts = [(one.verdict, one.codes) for one in house.sent("997") if isinstance(one, FunctionalAck)]
    assert [("accepted", ()), ("rejected", ("control-number-repeated",))] == verdicts
    assert ["accepted", "rejected"] == [one.validation for one in house.documents("850")]


def test_our_control_numbers_roll_over_as_agreed(agreeing: Agreeing) -> None:
    """From the last to the first; what is acknowledged is the latest under a number, never an older one."""
    house = agreeing(
        control_numbers={"interchange": {"first": "7", "last": "8"}, "group": {"first": "3", "last": "4"}}
    )
    house.take(interchange(order("PO-1", LAMPS), number=101))
    house.acknowledge()
    house.take(interchange(order("PO-2", LAMPS), number=102))
    one, other = house.documents("855")

    assert [("000000008", "4")] * 2 == [
        (found.interchange_control_number, found.group_control_number) for found in (one, other)
    ]
    assert ("accepted", "awaited") == (one.acknowledgement, other.acknowledgement)


def test_free_text_with_a_delimiter_holds_the_document_where_that_is_agreed(agreeing: Agreeing) -> None:
    """It names the text; where it is replaced, by what was agreed, that is said too."""
    content = (
        interchange(order("PO-1", LAMPS))
        .replace("~\nCTT", "~\nPID*F****LAMP > 5 V~\nCTT")
        .replace("SE*8*", "SE*9*")
        .replace("*>~\n", "*:~\n", 1)
    )
    refusing = agreeing(delimiters={"in_data": "refuse"})
    refusing.take(content)
    (held,) = refusing.documents("855")
    replacing = agreeing(delimiters={"in_data": "replace", "replacement": "/"})
    replacing.take(content.replace("PO-1", "PO-2").replace("000000101", "000000102"))
    (_, sent) = replacing.documents("855")

    assert ("held", "x12.delimiter-in-data") == (held.delivery, held.reason)
    place = "lines[0].descriptions[0].text"
    assert [place] == [one.path for one in held.findings if one.code == "x12.delimiter-in-data" and one.path]
    assert ("sent", [place]) == (
        sent.delivery,
        [one.path for one in sent.findings if one.code == "x12.delimiter-replaced"],
    )
    assert any(b"LAMP / 5 V" in content for content in replacing.outbox().values())


ONLY_SHIPPED = [
    {"receive": "850", "map": "acme/850"},
    {"send": "856", "map": "acme/856"},
    {"send": "810", "map": "acme/810"},
]


def test_a_chain_is_complete_by_what_was_agreed(agreeing: Agreeing) -> None:
    """Who wants neither 997 nor 855 and acknowledges nothing has a complete chain once the goods are billed."""
    house = agreeing(documents=ONLY_SHIPPED, acknowledge={"functional": "none"})
    house.take(interchange(order("PO-1", LAMPS)))
    before = house.order("PO-1").chain_complete_at
    house.ship()

    assert [None, house.clock.now()] == [before, house.order("PO-1").chain_complete_at]
    assert ["856", "810"] == [one.set_id for one in house.documents(direction="out")]


def test_a_partner_without_invoices_is_not_waited_for(agreeing: Agreeing) -> None:
    """A notice is agreed, an invoice is not."""
    house = agreeing(documents=[*ONLY_SHIPPED[:2], {"send": "855", "map": "acme/855"}])
    house.take(interchange(order("PO-1", LAMPS)))
    house.ship()

    assert house.order("PO-1").chain_complete_at is not None


def test_who_need_not_acknowledge_any_more_is_not_waited_for(agreeing: Agreeing) -> None:
    """What was awaited by an earlier agreement holds no chain open."""
    sends = [
        {"send": set_id, "map": f"acme/{set_id}", "acknowledgement_due": "24h"} for set_id in ("855", "856")
    ]
    before = agreeing(documents=[ONLY_SHIPPED[0], *sends])
    before.take(interchange(order("PO-1", LAMPS)))
    quiet = agreeing(
        documents=[ONLY_SHIPPED[0], *({"send": one["send"], "map": one["map"]} for one in sends)]
    )
    quiet.ship()

    assert quiet.order("PO-1").chain_complete_at is not None
    assert ["awaited", "none"] == [
        one.acknowledgement for one in quiet.documents(direction="out") if one.set_id != "997"
    ]


def test_of_a_partner_nobody_knows_any_more_everything_is_expected(house: House) -> None:
    """The order stays, and what is missing of it can be said."""
    house.take(interchange(order("PO-1", LAMPS)))
    (house.folder / "config" / "partners" / "acme.yaml").unlink()
    alone = rebuilt(house)
    with alone.gateway.store.read() as work:
        chain = chain_of(alone.gateway.services, work, alone.order("PO-1"))
    alone.gateway.engine.dispose()

    assert "a shipment of what was promised" in chain.missing
    assert any(one.startswith("the partner's acknowledgement of 855") for one in chain.missing)


def test_a_refusal_is_said_without_names_where_the_standard_is_not_here(house: House) -> None:
    """A document may be older than the versions we carry."""
    house.take(interchange(order("PO-1", LAMPS)))
    (sent,) = house.documents("855")
    with house.gateway.store.begin() as work:
        work.documents.update(replace(sent, version="001000"))
        work.commit()
    house.acknowledge(
        change=lambda answer: (
            answer.replace(b"AK5*A~", b"AK3*ACK*7**8~AK4*2*380*6*12X~AK5*R*5~")
            .replace(b"AK9*A*1*1*1", b"AK9*R*1*1*0")
            .replace(b"SE*6*", b"SE*8*")
        )
    )

    (response,) = house.documents("855")
    assert 'segment 7 ACK: ACK02 "12X" holds characters that are not allowed' == response.reason
