"""The ways in which others' acknowledgements have been wrong, one test each, from bytes in to bytes out."""

import pytest

from gateway.application.validating import Reply, validate
from gateway.x12.acknowledgements import Policy
from gateway.x12.envelopes import FunctionalGroup, Interchange, open_interchanges
from tests.unit.application.test_validating import BODY, a_group, a_set, answer, checked, interchange, library

BAD = "BEG*00*SA***20260301~PO1*1*10*EA~CTT*1~"
"""An order without its number."""


def answers(content: bytes, **reply: object) -> tuple[Interchange, ...]:
    """Return the interchanges we would answer with."""
    said = validate(content, library(), reply=Reply(**reply)).acknowledgements
    opened = open_interchanges(said)
    assert [] == [one for found in opened.interchanges for one in found.findings if one.severity == "error"]
    return opened.interchanges


def groups(content: bytes, **reply: object) -> list[FunctionalGroup]:
    """Return the groups we would answer with."""
    return [group for one in answers(content, **reply) for group in one.groups]


def said(group: FunctionalGroup, *names: str) -> list[str]:
    """Return the segments of some names in a group's sets."""
    return [one for set_ in group.sets for one in set_.segments if one.split("*")[0] in names]


def in_version(content: bytes, isa12: str, isa11: str = "^") -> bytes:
    """Return an interchange whose ISA names another version."""
    return content.replace(b"*U*00401*", f"*{isa11}*{isa12}*".encode(), 1)


def test_an_order_response_inside_a_group_of_orders_has_its_own_ak2_and_ak5() -> None:
    """It is refused by name, not passed over."""
    (group,) = groups(interchange(a_group(a_set(), a_set(number="0002", set_id="855"))))

    assert ["AK2*850*0001", "AK5*A", "AK2*855*0002", "AK5*R*6", "AK9*P*2*2*1"] == said(
        group, "AK2", "AK5", "AK9"
    )


def test_a_set_nobody_knows_has_its_own_ak2_and_ak5() -> None:
    """It counts in AK9 like any other."""
    (group,) = groups(
        interchange(a_group(a_set(number="0001", set_id="999", body="X*1~"), a_set(number="0002")))
    )

    assert ["AK2*850*0002", "AK5*A"] == said(group, "AK2", "AK5")[2:]
    assert "AK5*R" == said(group, "AK5")[0][:5]
    assert ["AK9*P*2*2*1"] == said(group, "AK9")


@pytest.mark.parametrize("version", ["999999", "UNKNOWN", "ABCDEF"])
def test_an_unknown_version_refuses_its_group_only(version: str) -> None:
    """AK9 says that the version is not supported; the group beside it is read."""
    content = interchange(a_group(a_set(), version=version), a_group(a_set(), number=8))
    (whole,) = answers(content)
    (group,) = whole.groups

    assert ["AK5*R*1", "AK9*R*1*1*0*2", "AK5*A", "AK9*A*1*1*1"] == said(group, "AK5", "AK9")
    assert "x12.release-unknown" in {one.code for one in checked(content).all_findings()}


def test_an_unknown_kind_of_group_refuses_that_group_only() -> None:
    """GS01 nobody has heard of."""
    (group,) = groups(interchange(a_group(a_set(), functional_id="QQ"), a_group(a_set(), number=8)))

    assert ["AK1*QQ*7", "AK9*R*1*1*0", "AK1*PO*8", "AK9*A*1*1*1"] == said(group, "AK1", "AK9")


@pytest.mark.parametrize(
    ("version", "release"),
    [
        ("004010", "004010"),
        ("004010VICS", "004010"),
        ("004030UCS", "004030"),
        ("003040", "003040"),
        ("003060", "003060"),
        ("004060", "004060"),
        ("005010", "005010"),
        ("006010", "006010"),
        ("007010", "007010"),
        ("4010", "004010"),
        ("UNKNOWN", "004010"),
    ],
)
def test_the_997_is_in_the_version_of_its_group(version: str, release: str) -> None:
    """GS08 is the release of the group it answers, never ISA12's; ISA12 and ISA11 fit it."""
    body = BODY if version > "004010" else BODY.replace("20260301", "260301")
    (whole,) = answers(interchange(a_group(a_set(body), version=version)))
    raw = validate(interchange(a_group(a_set(body), version=version)), library()).acknowledgements.decode()

    assert [(release, release[:5])] == [(group.version, whole.version) for group in whole.groups]
    assert ["997"] == [one.id for group in whole.groups for one in group.sets]
    assert ("U" if release < "004020" else "^") == raw.split("*")[11]


def test_groups_of_several_versions_are_each_answered_in_their_own() -> None:
    """An interchange of ours for each version, numbered apart; the TA1 that was asked for is in the first only."""
    content = interchange(
        a_group(a_set(), version="005010"),
        a_group(a_set(), number=8),
        a_group(a_set(), number=9, version="005010"),
        ack=1,
    )
    newer, older = answers(content, control_number=41)

    assert [("000000041", "00501", ["7", "9"]), ("000000042", "00401", ["8"])] == [
        (
            one.control_number,
            one.version,
            [line.split("*")[2] for group in one.groups for line in said(group, "AK1")],
        )
        for one in (newer, older)
    ]
    assert [1, 0] == [len(one.interchange_acks) for one in (newer, older)]


def test_every_interchange_of_a_file_has_one_answer_to_its_own_sender() -> None:
    """Never one for all, addressed to the last."""
    content = b"".join(
        interchange(a_group(a_set()), a_group(a_set(), number=8), number=at, sender=f"BUYER{at}")
        for at in (1, 2, 3)
    )

    assert [("BUYER1", 2), ("BUYER2", 2), ("BUYER3", 2)] == [
        (one.receiver, sum(len(group.sets) for group in one.groups)) for one in answers(content)
    ]


def test_control_numbers_of_answers_are_ours_and_never_collide() -> None:
    """ISA13 counts on; GS06 is not the number of the group it answers."""
    content = b"".join(interchange(a_group(a_set(), number=777), number=at) for at in range(1, 6))
    found = answers(content, control_number=100)

    assert [f"{at:09}" for at in range(100, 105)] == [one.control_number for one in found]
    assert "777" not in {group.control_number for one in found for group in one.groups}


def test_a_ta1_stands_before_the_groups() -> None:
    """After the GE it would belong to nothing."""
    segments = [one.split("*")[0] for one in answer(checked(interchange(a_group(a_set()), ack=1)))]

    assert ["ISA", "TA1", "GS"] == segments[:3]


def ta1_only(tail: str = "IEA*0*000000005~", groups: str = "") -> bytes:
    """Return an interchange with a TA1 in it."""
    head = interchange().decode().partition("IEA")[0]
    return f"{head}TA1*000000009*260301*1200*R*025~{groups}{tail}".encode()


def test_an_interchange_of_ta1_only_is_read_and_not_answered() -> None:
    """It is good as it is; even a broken one is not answered, else two would answer each other for ever."""
    read = checked(ta1_only())
    broken = checked(ta1_only(tail="IEA*3*000000005~"))

    assert ["025"] == [one.note for one in read.interchanges[0].interchange.interchange_acks]
    assert (True, b"") == (read.clean, read.acknowledgements)
    assert (False, b"") == (broken.clean, broken.acknowledgements)


def test_a_ta1_beside_groups_is_read_and_the_groups_are_answered() -> None:
    """TA1 and GS in one interchange."""
    content = ta1_only(tail="IEA*1*000000005~", groups=a_group(a_set()))

    assert ["AK9*A*1*1*1"] == said(groups(content)[0], "AK9")
    assert 1 == len(checked(content).interchanges[0].interchange.interchange_acks)


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("GE*1*7", "GE*1*8", "4"),
        ("GE*1*7", "GE*5*7", "5"),
        ("GE*1*7~", "", "3"),
        ("BUYER*SELLER*20260301*1200*7", "BUYER*SELLER*20260301*1200*X", "6 4"),
    ],
)
def test_a_fault_of_the_group_is_never_accepted(right: str, wrong: str, code: str) -> None:
    """AK5 and AK9 both refuse, with the reason in AK9."""
    content = interchange(a_group(a_set())).replace(right.encode(), wrong.encode(), 1)
    (group,) = groups(content)

    assert ["AK5*R"] == said(group, "AK5")
    (verdict,) = said(group, "AK9")
    assert "R" == verdict.split("*")[1]
    assert code.split() == verdict.split("*")[5:]


def test_a_fault_of_the_interchange_is_never_accepted() -> None:
    """An IEA that contradicts its ISA: a TA1 that refuses, and no 997 at all."""
    content = interchange(a_group(a_set())).replace(b"IEA*1*000000005", b"IEA*1*000000006")
    (whole,) = answers(content)

    assert ("R", "001", ()) == (whole.interchange_acks[0].code, whole.interchange_acks[0].note, whole.groups)


def test_a_set_number_used_twice_in_a_group_is_ak5_code_23() -> None:
    """The first is taken, the second refused."""
    (group,) = groups(interchange(a_group(a_set(), a_set())))

    assert ["AK5*A", "AK5*R*23", "AK9*P*2*2*1"] == said(group, "AK5", "AK9")


def test_a_group_number_used_twice_in_an_interchange_is_ak9_code_19() -> None:
    """The first is taken, the second refused."""
    (group,) = groups(interchange(a_group(a_set()), a_group(a_set())))

    assert ["AK9*A*1*1*1", "AK9*R*1*1*0*19"] == said(group, "AK9")


@pytest.mark.parametrize("policy", list(Policy))
def test_ak9_never_contradicts_ak5(policy: Policy) -> None:
    """The verdict on the group and its counts are those of its sets."""
    for sets in ([BODY], [BAD], [BODY, BAD], [BAD, BAD], [BODY, BODY]):
        content = interchange(a_group(*(a_set(body, number=f"{at:04}") for at, body in enumerate(sets, 1))))
        (group,) = groups(content, policy=policy)
        codes = [one.split("*")[1] for one in said(group, "AK5")]
        _, verdict, included, received, accepted = said(group, "AK9")[0].split("*")[:5]

        assert [len(sets)] * 2 == [int(included), int(received)]
        assert int(accepted) == sum(code in "AE" for code in codes)
        assert verdict == ("A" if set(codes) == {"A"} else "R" if accepted == "0" else "P")


def test_ak404_is_clipped_and_clean() -> None:
    """No more than 99 characters, none of them a delimiter of ours or one that cannot be printed."""
    long = "A:B\x07|" + "X" * 300
    content = interchange(a_group(a_set(f"BEG*00*SA*4500**20260301~PO1*1*{long}*EA~CTT*1~")))
    values = [one.split("*")[4] for one in said(groups(content)[0], "AK4") if one.count("*") == 4]

    assert values
    assert all(len(one) <= 99 and one.isprintable() and one.isascii() for one in values)


def test_a_999_is_whole_without_st03_and_only_from_005010_on() -> None:
    """Before that there is none: the group is answered by a 997."""
    newer, older = answers(
        interchange(a_group(a_set(), version="005010"), a_group(a_set(BAD), number=8)), by="999"
    )

    assert ["AK1*PO*7*005010", "AK2*850*0001", "AK9*A*1*1*1"] == said(newer.groups[0], "AK1", "AK2", "AK9")
    assert ["999"] == [one.id for one in newer.groups[0].sets]
    assert ["SE"] == [one.segments[-1].split("*")[0] for one in newer.groups[0].sets]
    assert ["997"] == [one.id for one in older.groups[0].sets]


def test_a_999_says_of_which_order_and_because_of_what() -> None:
    """The order by its number, and beside what an element is missing."""
    body = BODY.replace("PO1*1*10*EA*9.95", "PO1*1**EA*9.95")
    (group,) = groups(interchange(a_group(a_set(body), version="005010")), by="999")

    assert [
        "IK3*PO1*3*PO1*8",
        "CTX*PURCHASE ORDER>4500",
        "IK4*2*380*2",
        "CTX*SITUATIONAL TRIGGER*PO1*3*PO1*3",
    ] == said(group, "IK3", "IK4", "CTX")[:4]


def test_what_answers_is_never_answered() -> None:
    """Neither a 997 nor a 999 nor a TA1 brings an answer."""
    for by in ("997", "999"):
        told = validate(
            interchange(a_group(a_set(BAD), version="005010"), ack=1), library(), reply=Reply(by=by)
        ).acknowledgements

        assert b"" == validate(told, library()).acknowledgements
