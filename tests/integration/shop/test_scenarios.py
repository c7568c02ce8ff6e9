"""What has gone wrong in other people's shops, each by name."""

from decimal import Decimal
from itertools import pairwise

import pytest

from gateway.application.shop.refusals import SetupRefused
from tests.house import later
from tests.integration.shop.conftest import Opened
from tests.shop_house import POST_TO, Home, Shopper, asked, kept, line, setup, visit_of

CALL = "/shop/oci?username=sap&password=open%20sesame&HOOK_URL=https%3A%2F%2Fbuying.example.test%2Fhook"


def test_1_an_edit_that_returns_an_empty_cart_says_what_that_does_and_then_does_it(shopper: Shopper) -> None:
    """An empty cart deletes the buyer's lines: nobody does that by mistake."""
    shopper.come(setup("edit", line("LAMP", "3")))
    (auxiliary,) = auxiliaries(shopper)
    shopper.post("cart/change", remove=auxiliary)

    warned = shopper.post("return")
    assert "removes these lines from your requisition" in warned.text

    emptied = shopper.home(empty="yes")
    assert () == emptied.cart.lines
    assert emptied.message.status is None
    assert not emptied.cart.cancelled


def test_2_an_edit_that_is_cancelled_says_204_and_leaves_the_lines(shopper: Shopper) -> None:
    shopper.come(setup("edit", line("LAMP", "3")))
    shopper.put("CHAIR")

    home = shopper.home("cancel")

    assert home.message.status is not None
    assert "204" == home.message.status.code
    assert home.cart.cancelled
    assert "cookie-1" == home.cart.buyer_cookie
    assert "cancelled" == visit_of(shopper.house).state


def test_3_an_auxiliary_id_that_was_changed_is_not_ours_so_part_and_unit_count(shopper: Shopper) -> None:
    shopper.come(setup("edit", line("LAMP", "2", unit="CA", auxiliary="somebody-else")))

    (back,) = shopper.home().cart.lines

    assert ("LAMP", "CA", Decimal(2)) == (back.named("vendor-part"), back.unit, back.quantity)
    assert back.auxiliary not in ("", "somebody-else")


def test_4_a_stale_auxiliary_id_from_a_copied_requisition_is_taken_once(opened: Opened) -> None:
    """The first line that shows it keeps it, the copy gets one of its own; both cost what they cost today."""
    shopper, again = opened(), opened()
    shopper.come()
    shopper.put("LAMP", "5")
    (first,) = shopper.home().cart.lines

    again.come(setup("edit", kept(first), kept(first, "7"), buyer_cookie="cookie-2"))
    one, two = again.home().cart.lines

    assert first.auxiliary == one.auxiliary
    assert two.auxiliary not in ("", first.auxiliary)
    assert [Decimal("9.25")] * 2 == [one.price, two.price]
    assert [Decimal(5), Decimal(7)] == [one.quantity, two.quantity]


@pytest.mark.parametrize("auxiliary", ["a?b", "{x}", "x" * 200])
def test_5_an_auxiliary_id_no_system_keeps_never_goes_back(shopper: Shopper, auxiliary: str) -> None:
    shopper.come(setup("edit", line("LAMP", "3", auxiliary=auxiliary)))

    (back,) = shopper.home().cart.lines

    assert len(back.auxiliary) <= 50
    assert back.auxiliary.isalnum()


def test_6_what_is_not_ascii_survives_the_urlencoded_form(opened: Opened) -> None:
    shopper = opened(punchout={"cart": {"encoding": "urlencoded"}})
    shopper.come()
    shopper.put("DESK")
    (auxiliary,) = auxiliaries(shopper)
    shopper.post("cart/change", **{f"quantity.{auxiliary}": "1", f"note.{auxiliary}": "Größe “L”, 桌 & đèn"})

    home = shopper.home()

    assert home.field["cXML-urlencoded"].isascii()
    (back,) = home.cart.lines
    assert "Writing desk 160 × 80 cm" == back.descriptions[0].text  # noqa: RUF001 - the sign for times
    assert "Größe “L”, 桌 & đèn" == back.notes[0].texts[0]


@pytest.mark.parametrize("cookie", ["", "changed-with-every-operation"])
def test_14_a_buyer_cookie_that_is_missing_or_changes_is_only_given_back(
    shopper: Shopper, cookie: str
) -> None:
    shopper.come()
    shopper.put("LAMP", "5")
    (first,) = shopper.home().cart.lines

    shopper.come(setup("edit", kept(first), buyer_cookie=cookie))
    home = shopper.home()

    cart = home.message.document
    assert cookie == cart.buyer_cookie
    assert [first.auxiliary] == [one.auxiliary for one in cart.lines]


@pytest.mark.parametrize(
    ("allowed", "operation", "status"),
    [
        ("create", "edit", 412),
        ("create", "inspect", 412),
        ("inspect", "edit", 412),
        ("edit", "source", 450),
        ("edit", "", 450),
    ],
)
def test_16_what_was_not_allowed_to_come_back_for_is_refused(
    opened: Opened, allowed: str, operation: str, status: int
) -> None:
    shopper = opened(punchout={"cart": {"allowed": allowed}})

    with pytest.raises(SetupRefused) as refused:
        asked(shopper.house, setup(operation))

    assert status == refused.value.status


def test_31_a_second_punchout_in_one_browser_takes_the_place_of_the_first(shopper: Shopper) -> None:
    """The carts do not mix, the old window says what became of it."""
    shopper.come()
    shopper.put("LAMP", "5")
    first = shopper.base
    shopper.come(setup(buyer_cookie="cookie-2"))
    assert shopper.base != first

    old = shopper.client.get(f"{first}/cart")

    assert 410 == old.status_code
    assert "opened again in this browser" in old.text
    assert "Your cart is empty" in shopper.see("cart").text
    assert () == shopper.home().cart.lines


def test_31_a_second_set_up_for_the_same_cart_ends_the_first_visit(opened: Opened) -> None:
    """Even from another browser: a partner's user has one live visit a BuyerCookie."""
    shopper, other = opened(), opened()
    shopper.come()
    other.come()

    assert 410 == shopper.see().status_code
    assert 200 == other.see().status_code


def test_32_a_start_page_is_good_for_ten_minutes_and_once(opened: Opened) -> None:
    shopper = opened()
    late = asked(shopper.house, setup(), base="https://shop.example.test")
    later(shopper.house, minutes=10, seconds=1)
    gone = shopper.open(late)
    assert (410, True) == (gone.status_code, "ten minutes" in gone.text)

    good = asked(shopper.house, setup(), base="https://shop.example.test")
    assert 200 == shopper.open(good).status_code
    for reused in (shopper, opened()):
        answered = reused.open(good)
        assert (410, True) == (answered.status_code, "used already" in answered.text)
    assert 2 == shopper.house.events("shop.turned-away").count(visit_of(shopper.house).id)


def test_34_the_query_of_a_hook_url_goes_back_as_fields(shopper: Shopper) -> None:
    hook = "https://buying.example.test/hook%3Fsession%3Dabc%26x%3D%26a%20b%3D1"
    shopper.open(
        f"/shop/oci?username=sap&password=open+sesame&hook_url={hook}&~OkCode=ADDI&returntarget=_parent"
    )
    shopper.put("LAMP", "2")

    home = shopper.home()

    assert "https://buying.example.test/hook" == home.url
    assert "_parent" == home.attributes["target"]
    assert [("session", "abc"), ("x", ""), ("a b", "1"), ("~OkCode", "ADDI")] == list(home.fields[:4])
    assert "2" == home.field["NEW_ITEM-QUANTITY[1]"]


def test_34_a_cart_goes_to_the_window_of_saps_own_client_where_that_was_agreed(opened: Opened) -> None:
    call = "/shop/oci?username=sap&password=open%20sesame&HOOK_URL=SAPEVENT:NEWITEM%3Fa%3D1"
    refused = opened().client.get(call)
    assert 403 == refused.status_code

    oci = {"user": "sap", "password": "secret:oci", "sapevent": "true"}
    shopper = opened(punchout={"oci": oci})
    shopper.open(call)
    shopper.put("LAMP")
    home = shopper.home()

    assert ("SAPEVENT:NEWITEM", "1") == (home.url, home.field["a"])
    assert " sapevent:" in home.response.headers["content-security-policy"]


def test_35_validating_an_item_that_is_gone_brings_nothing_back(shopper: Shopper) -> None:
    gone = form_of(shopper, "FUNCTION=VALIDATE&PRODUCTID=OLD&QUANTITY=2")
    never = form_of(shopper, "FUNCTION=VALIDATE&PRODUCTID=NOBODY&QUANTITY=2")
    there = form_of(shopper, "FUNCTION=validate&productid=LAMP&quantity=2")

    assert [(), ()] == [gone.fields, never.fields]
    assert gone.sends_itself
    assert there.sends_itself
    assert "9.25" == there.field["NEW_ITEM-PRICE[1]"]


def test_the_places_of_lines_stay_as_the_buyer_has_them(shopper: Shopper) -> None:
    shopper.come(setup("edit", line("DESK", "1"), line("LAMP", "2"), line("CHAIR", "3")))

    back = shopper.home()

    assert POST_TO == back.url
    assert ["DESK", "LAMP", "CHAIR"] == [one.named("vendor-part") for one in back.cart.lines]
    assert all(one.number < two.number for one, two in pairwise(back.cart.lines))


def auxiliaries(shopper: Shopper) -> list[str]:
    """Return what the lines of the cart are called."""
    with shopper.house.gateway.store.read() as work:
        return [one.auxiliary for one in work.shop.lines(visit_of(shopper.house).id)]


def form_of(shopper: Shopper, asked_for: str) -> Home:
    """Return the form that answers a call."""
    answered = shopper.client.get(f"{CALL}&{asked_for}")
    assert 200 == answered.status_code
    return Home.of(answered)
