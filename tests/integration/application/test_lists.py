"""Lists of orders: many chains are found with as many questions as one, and are the same."""

from contextlib import suppress

from gateway.application.chains import chain_of, chains_of
from gateway.application.people.own import OwnStore
from gateway.errors import NotFound
from tests.house import LAMPS, House, interchange, order
from tests.integration.application.test_shipments import report, say


def test_the_chains_of_many_orders_are_the_chains_of_each(house: House) -> None:
    """With their answers, their lines, and what is held of their shipments."""
    house.take(interchange(order("PO-1", LAMPS), number=101))
    house.take(interchange(order("PO-2", LAMPS), number=102))
    say(house, report(house, "S1", 99))
    services = house.gateway.services

    with house.gateway.store.read() as work:
        orders = work.orders.recent(10)
        each = tuple(chain_of(services, work, one) for one in orders)
        many = chains_of(services, work, orders)
        none = chains_of(services, work, [])

    assert each == many
    assert () == none
    assert [{"850", "855", "997"}] * 2 == [{one.set_id for one in chain.documents} for chain in many]
    assert ["a decision about shipment S1"] == [
        said for chain in many for said in chain.missing if said.startswith("a decision about shipment")
    ]


def test_people_of_partners_find_their_own_chains_only(house: House) -> None:
    """Whichever orders are asked for."""
    house.take(interchange(order("PO-1", LAMPS)))
    say(house, report(house, "S1", 99))
    services = house.gateway.services
    with house.gateway.store.read() as work:
        orders = work.orders.recent(10)

    found = {}
    for partner in ("acme", "globex"):
        with OwnStore(house.gateway.store, partner).read() as own:
            (found[partner],) = chains_of(services, own, orders)

    for partner, number in (("acme", "PO-1"), ("globex", "")):
        with OwnStore(house.gateway.store, partner).read() as own, suppress(NotFound):
            assert number == own.orders.number_of(orders[0].id)
            assert partner == "acme"
    assert (3, 1) == (len(found["acme"].documents), len(found["acme"].lines))
    assert "a decision about shipment S1" in found["acme"].missing
    assert ((), ()) == (found["globex"].documents, found["globex"].lines)
    assert "a decision about shipment S1" not in found["globex"].missing
