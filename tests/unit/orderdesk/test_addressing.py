"""Addressing: where the goods of an order go, and as which party our documents repeat it."""

from dataclasses import replace

from gateway.domain.parties import Contact, Party
from gateway.domain.references import Reference
from gateway.orderdesk.addressing import bill_to, repeated, ship_to
from tests.unit.orderdesk.desk import agreement, order

DOCK = Party(
    role="warehouse",
    name="Dock",
    code_kind="own",
    code="D1",
    street=("9 Quay",),
    city="Harbour",
    contacts=(Contact(kind="receiving", name="Ann"),),
)
KNOWN = agreement(locations=(DOCK,), default_ship_to="D1", bill_to=replace(DOCK, role="bill-to"))


def test_an_order_goes_where_it_says_with_the_address_we_know_and_where_it_says_nothing_as_agreed() -> None:
    bare = Party(role="ship-to", code_kind="buyer-assigned", code="D1")
    named = replace(bare, role="bill-and-ship-to", name="Store")
    written = replace(bare, street=("1 Street",))
    other = replace(bare, code="D2")

    assert replace(DOCK, role="ship-to") == ship_to(order(parties=()), KNOWN)
    assert replace(DOCK, role="ship-to", code_kind="buyer-assigned") == ship_to(order(parties=(bare,)), KNOWN)
    assert replace(DOCK, role="bill-and-ship-to", name="Store", code_kind="buyer-assigned") == ship_to(
        order(parties=(named,)), KNOWN
    )
    assert [written, other] == [ship_to(order(parties=(one,)), KNOWN) for one in (written, other)]
    assert ship_to(order(parties=()), replace(KNOWN, default_ship_to="D2")) is None
    assert (
        ship_to(order(parties=()), replace(KNOWN, default_ship_to="", locations=(replace(DOCK, code=""),)))
        is None
    )


def test_who_pays_is_who_the_order_says_before_who_was_agreed() -> None:
    payer = Party(role="bill-to", code="HQ")

    assert payer == bill_to(order(parties=(payer,)), KNOWN)
    assert KNOWN.bill_to == bill_to(order(parties=()), KNOWN)


def test_parties_are_repeated_without_what_was_said_of_them_elsewhere_and_with_codes_that_say_whose_they_are() -> (
    None
):
    """A code without a kind becomes the name where there is none, a kind without a code goes."""
    full = replace(DOCK, references=(Reference(kind="department", value="7"),))
    plain = replace(DOCK, contacts=())
    coded, kind = replace(plain, code_kind=""), replace(plain, code="")

    assert (
        plain,
        replace(plain, code="", code_kind=""),
        replace(plain, name="D1", code="", code_kind=""),
        replace(plain, code="", code_kind=""),
    ) == repeated(full, None, coded, replace(coded, name=""), kind)
