"""Carts and visits: what can be asked of them."""

from gateway.domain.carts import AUXILIARY, Cart, CartLine
from gateway.domain.items import ItemIdentifier
from gateway.domain.parties import Communication, Contact
from gateway.domain.punch_outs import PunchOutSetup
from gateway.domain.references import Reference

LINE = CartLine(
    identifiers=(
        ItemIdentifier(kind="vendor-part", value="A-1"),
        ItemIdentifier(kind=AUXILIARY, value="s1-3"),
    )
)


def test_a_line_is_found_by_its_second_name() -> None:
    """A cart knows whether it holds anything."""
    assert (LINE.auxiliary, LINE.named("vendor-part"), LINE.named("upc")) == ("s1-3", "A-1", "")
    assert Cart(buyer_cookie="1").is_empty
    assert not Cart(buyer_cookie="1", lines=(LINE,)).is_empty


def test_a_visitor_is_known_by_any_of_several_names() -> None:
    """Names of extrinsics are read whatever their letters' size; a contact's address will do."""
    told = (
        Reference(kind="extrinsic:UserEmail", value="a@b.test"),
        Reference(kind="extrinsic:UniqueName", value="ann"),
    )
    contact = Contact(communications=(Communication(kind="e-mail", number="c@d.test"),))

    named = PunchOutSetup(buyer_cookie="1", references=told)
    known = PunchOutSetup(buyer_cookie="1", contacts=(contact,))

    assert (named.user, named.user_email, named.extrinsic("uniqueNAME")) == ("ann", "a@b.test", "ann")
    assert (known.user, known.user_email) == ("c@d.test", "c@d.test")
    assert PunchOutSetup(buyer_cookie="1").user == ""


def test_the_item_somebody_came_for_is_ours_by_name() -> None:
    """Never by the second name."""
    setup = PunchOutSetup(buyer_cookie="1", selected=tuple(reversed(LINE.identifiers)))

    assert (setup.selected_part, PunchOutSetup(buyer_cookie="1").selected_part) == ("A-1", "")
