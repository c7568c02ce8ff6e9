"""What comes twice is answered twice and taken once."""

from tests.house import CHAIRS, LAMPS, House, interchange, order


def test_the_same_interchange_gets_the_same_answer_and_no_second_order(house: House) -> None:
    """The 997 goes out again, byte for byte, under its own control number."""
    content = interchange(order("PO-1", LAMPS))
    house.take(content)
    first = house.outbox()
    for file in (house.folder / "data" / "acme" / "out").iterdir():
        file.unlink()
    house.take(content)

    again = house.outbox()
    assert again.items() <= first.items()
    assert ["997"] == [name.split("-")[1] for name in again]
    assert 1 == len(house.documents("850"))
    assert 1 == len(house.events("interchange.duplicate"))


def test_a_used_control_number_with_other_content_is_held(house: House) -> None:
    """Nothing is answered and nothing is lost: a person decides."""
    house.take(interchange(order("PO-1", LAMPS)))
    transmission = house.take(interchange(order("PO-2", CHAIRS)))

    with house.gateway.store.read() as work:
        (held,) = work.interchanges.of(transmission.id)
        kept = work.transmissions.content(transmission.id)
    assert ("held", "x12.duplicate-interchange") == (held.state, held.findings[-1].code)
    assert b"PO-2" in kept
    assert 1 == len(house.sent("997"))


def test_the_same_set_in_a_new_interchange_is_acknowledged_and_answered_as_before(house: House) -> None:
    """A new 997, the stored 855 again, one order."""
    house.take(interchange(order("PO-1", LAMPS), number=101))
    house.take(interchange(order("PO-1", LAMPS, control="0007"), number=102))

    assert [2, 1] == [len(house.documents(set_id, "out")) for set_id in ("997", "855")]
    assert ["accepted", "duplicate"] == [one.validation for one in house.documents("850")]
    assert [2] == [one.attempts for one in house.documents("855")]


def test_an_order_number_with_other_content_waits_for_a_person(house: House) -> None:
    """It is a further revision, held by rule V3; the first order stays as it is."""
    house.take(interchange(order("PO-1", LAMPS), number=101))
    house.take(interchange(order("PO-1", CHAIRS), number=102))

    latest = house.order("PO-1")
    assert (1, "held", ["V3"]) == (latest.revision, latest.state, [one.rule for one in latest.holds])
    assert 1 == len(house.sent("855"))


def test_the_same_transport_key_is_one_transmission(house: House) -> None:
    """A sender who did not hear us sends again: nothing happens twice."""
    content = interchange(order("PO-1", LAMPS))
    first = house.take(content, key="<a@acme>")
    second = house.take(content, key="<a@acme>")

    assert first.id == second.id
    assert 1 == len(house.events("transmission.received"))
