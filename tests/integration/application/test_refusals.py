"""What cannot be taken is answered where the standard has an answer, and never lost."""

import pytest

from gateway.application.reprocessing import reprocess
from gateway.domain.functional_acks import FunctionalAck
from gateway.errors import NotFound
from tests.house import CHAIRS, LAMPS, House, interchange, order, rebuilt, write_profile


def test_a_bad_set_does_not_spoil_its_neighbour(house: House) -> None:
    """One order is taken, one is rejected; the 997 says which and why."""
    house.take(
        interchange(order("PO-1", LAMPS), order("PO-2", "X*EA*9.25**IN*445566", control="0002", total=0))
    )

    (ack,) = house.sent("997")
    assert isinstance(ack, FunctionalAck)
    assert ("partly", 2, 1) == (ack.verdict, ack.received, ack.accepted)
    (wrong,) = [one for one in ack.sets if one.verdict == "rejected"]
    places = [(one.segment, one.position, [e.position for e in one.elements]) for one in wrong.segments]
    assert [("PO1", 6, [2])] == places
    assert "confirmed" == house.order("PO-1").state
    assert ["accepted", "rejected"] == [one.validation for one in house.documents("850")]


def test_an_interchange_that_does_not_add_up_is_refused_by_a_ta1(house: House) -> None:
    """No 997, no order: the envelope itself is wrong."""
    house.take(interchange(order("PO-1", LAMPS), count=2))

    (name,) = house.outbox()
    assert "TA1" in name
    assert b"TA1*000000101*260302*0900*R*021~" in house.outbox()[name]
    assert not house.documents("850")


def test_a_stranger_is_kept_and_read_once_we_know_them(house: House) -> None:
    """The bytes stay; with a profile, `reprocess` reads them."""
    transmission = house.take(interchange(order("PO-1", LAMPS), sender="7777777777"), partner="")
    with house.gateway.store.read() as work:
        (held,) = work.interchanges.of(transmission.id)
    profile = {"them": {"qualifier": "12", "id": "7777777777", "group_id": "ACME"}, "us": {"id": "OURCO"}}
    write_profile(house.folder, "acme", x12=profile)
    known = rebuilt(house)
    reprocess(known.gateway.services, known.gateway.store, held.id, actor="test")
    known.work()

    state = known.order("PO-1").state
    known.gateway.engine.dispose()
    assert ("held", "partner.unknown") == (held.state, held.findings[-1].code)
    assert "confirmed" == state


@pytest.mark.parametrize(
    ("set_id", "group", "code"), [("855", "PR", "partner.not-agreed"), ("864", "TX", "x12.set-unknown")]
)
def test_a_set_nobody_agreed_on_is_refused_for_what_it_is(
    house: House, set_id: str, group: str, code: str
) -> None:
    """One we could read needs an agreement, one we cannot needs a map; the 997 says `not supported` to both."""
    sent = interchange(order("PO-1", LAMPS)).replace("ST*850", f"ST*{set_id}").replace("GS*PO", f"GS*{group}")
    house.take(sent)

    (ack,) = house.sent("997")
    assert isinstance(ack, FunctionalAck)
    assert [("rejected", ("not-supported",))] == [(one.verdict, one.codes) for one in ack.sets]
    assert [[code]] == [[found.code for found in one.findings] for one in house.documents(set_id)]


def test_live_data_is_not_taken_for_a_test_partner(house: House) -> None:
    """The usage indicator must be the agreed one."""
    transmission = house.take(interchange(order("PO-1", LAMPS), usage="P"))

    with house.gateway.store.read() as work:
        (held,) = work.interchanges.of(transmission.id)
    assert "partner.test-flag" == held.findings[-1].code


def test_a_partner_cannot_send_as_another(house: House) -> None:
    """Who the connection belongs to must be who the interchange names."""
    transmission = house.take(interchange(order("PO-1", LAMPS)), partner="globex")

    with house.gateway.store.read() as work:
        (held,) = work.interchanges.of(transmission.id)
    assert "partner.sender-differs" == held.findings[-1].code


@pytest.mark.parametrize("content", [b"", b"hello", bytes(range(256))], ids=repr)
def test_what_is_no_edi_is_set_aside_with_a_reason(house: House, content: bytes) -> None:
    """The bytes are kept as they came; the transmission says why nothing came of it."""
    transmission = house.take(content)

    with house.gateway.store.read() as work:
        assert content == work.transmissions.content(transmission.id)
        found = work.transmissions.get(transmission.id)
    assert "failed" == found.state
    assert found.reason.startswith("x12.")


def test_a_file_that_breaks_off_is_held_with_what_is_wrong(house: House) -> None:
    """Nobody can say whose it is; the place where it ends can be said."""
    transmission = house.take(b"ISA*00*          *00*   ")

    with house.gateway.store.read() as work:
        (held,) = work.interchanges.of(transmission.id)
    assert "held" == held.state
    assert "x12.isa-truncated" in [one.code for one in held.findings]


def test_one_of_two_interchanges_may_be_a_strangers(house: House) -> None:
    """Each interchange is taken by itself."""
    house.take(
        interchange(order("PO-1", LAMPS), sender="7777777777", number=101)
        + interchange(order("PO-2", CHAIRS), number=102),
        partner="",
    )

    assert "confirmed" == house.order("PO-2").state
    assert 1 == len(house.events("interchange.held"))


def test_a_document_nobody_agreed_on_is_rejected(house: House) -> None:
    """A set without a map is refused in the 997; the group's other sets are not touched."""
    house.take(interchange(order("PO-1", LAMPS), "ST*875*0002~\nSE*2*0002~\n"))

    (ack,) = house.sent("997")
    assert isinstance(ack, FunctionalAck)
    assert ["accepted", "rejected"] == [one.verdict for one in ack.sets]
    assert ("not-supported",) == ack.sets[1].codes


def test_reprocessing_what_is_not_here_says_so(house: House) -> None:
    """Nothing is invented."""
    with pytest.raises(NotFound):
        reprocess(house.gateway.services, house.gateway.store, "nothing", actor="test")


def test_a_group_that_does_not_add_up_takes_its_sets_with_it(house: House) -> None:
    """The 997 rejects the group with the reason; no order is taken."""
    house.take(interchange(order("PO-1", LAMPS)).replace("GE*1*101~", "GE*1*999~"))

    (ack,) = house.sent("997")
    assert isinstance(ack, FunctionalAck)
    assert ("rejected", 0, ("control-number-mismatch",)) == (ack.verdict, ack.accepted, ack.codes)
    assert ["rejected"] == [one.validation for one in house.documents("850")]


def test_a_stranger_we_came_to_know_is_held_no_longer(house: House) -> None:
    """Once read, the interchange stands in no list of what waits for a person."""
    transmission = house.take(interchange(order("PO-1", LAMPS), sender="7777777777"), partner="")
    profile = {"them": {"qualifier": "12", "id": "7777777777", "group_id": "ACME"}, "us": {"id": "OURCO"}}
    write_profile(house.folder, "acme", x12=profile)
    known = rebuilt(house)
    reprocess(known.gateway.services, known.gateway.store, transmission.id, actor="test")
    known.work()

    with known.gateway.store.read() as work:
        held, of_transmission = (
            work.interchanges.in_state("held", 10),
            work.interchanges.of(transmission.id),
        )
    known.gateway.engine.dispose()
    assert [] == list(held)
    assert ["read"] == [one.state for one in of_transmission]


@pytest.mark.parametrize("where", ["PO-1", "5555551234", "*101*X", "850*0001", "GS*PO"])
def test_a_nul_anywhere_is_a_fault_of_the_document_and_not_ours(house: House, where: str) -> None:
    """A database may not be able to keep it: what arrived is judged and kept all the same."""
    spoilt = f"{where[:-1]}\0"
    transmission = house.take(interchange(order("PO-1", LAMPS)).replace(where, spoilt))

    with house.gateway.store.read() as work:
        kept = work.interchanges.of(transmission.id)
        left = (work.jobs.waiting(), list(work.jobs.dead()))
    assert (1, (0, [])) == (len(kept), left)
