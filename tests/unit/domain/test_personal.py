"""What documents say of consumers, and the same without it."""

import json

import pytest

from gateway.domain.canonical import dumps, loads, to_plain
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.domain.parties import Communication, Contact, Party
from gateway.domain.personal import MASK, concerns_a_person, masked
from gateway.domain.references import Note, Reference

ANN = Party(
    role="ship-to",
    name="Ann Example",
    more_names=("c/o Bob",),
    street=("7 Elm Street", "Rear"),
    city="Springfield",
    region="IL",
    postal_code="62701",
    country="US",
    references=(Reference(kind="customer", value="4711"),),
    contacts=(Contact(name="Ann", communications=(Communication(kind="telephone", number="555"),)),),
)
SHOP = Party(role="buyer", name="ACME", street=("1 Main Street",), contacts=(Contact(name="Desk"),))
ORDER = PurchaseOrder(
    number="PO-1",
    kind="drop-ship",
    parties=(SHOP, ANN),
    messages=("for Ann, who turns eight",),
    notes=(Note(kind="gift", title="Ann", texts=("Happy birthday, Ann",)),),
    lines=(OrderLine(parties=(ANN,), messages=("Ann",)),),
)


def test_nothing_of_the_consumer_is_left_but_the_town() -> None:
    """Names, streets, postal code, telephone and free words are gone wherever they stood; it is an order still."""
    text = dumps(loads(PurchaseOrder, json.dumps(masked(to_plain(ORDER)))))

    for secret in ("Ann", "Bob", "Elm", "Rear", "62701", "555", "4711", "eight"):
        assert secret not in text
    found = loads(PurchaseOrder, text)
    assert Party(
        role="ship-to",
        name=MASK,
        more_names=(MASK,),
        street=(MASK,),
        city="Springfield",
        region="IL",
        postal_code=MASK,
        country="US",
    ) == found.party("ship-to")
    assert SHOP == found.party("buyer")
    assert Note(kind="gift", title=MASK, texts=(MASK,)) == found.notes[0]
    assert (MASK,) == found.messages


def test_what_is_masked_stays_as_it_is() -> None:
    """Doing it twice changes nothing more."""
    once = masked(to_plain(ORDER))

    assert once == masked(once)


@pytest.mark.parametrize(
    ("order", "expected"),
    [(to_plain(ORDER), True), ({"kind": "stand-alone"}, False), ({"number": "1"}, False), (None, False)],
)
def test_only_drop_ship_orders_concern_a_person(order: object, *, expected: bool) -> None:
    """What is no order concerns nobody."""
    assert expected == concerns_a_person(order)
