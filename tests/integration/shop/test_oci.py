"""SAP's Open Catalog Interface: browsers that come with a user and a password, and fields that go home."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from gateway.application.catalogue.pictures import taken
from gateway.domain.catalogue_content import Picture
from tests.integration.shop.conftest import Opened
from tests.shop_house import Home, Shopper, visit_of

HOOK = "https://buying.example.test/hook?x=1"


def call(**more: str) -> str:
    """Return a call of the catalogue."""
    return "/shop/oci?" + urlencode({"username": "sap", "password": "open sesame", "HOOK_URL": HOOK, **more})


def answer(shopper: Shopper, **more: str) -> Home:
    """Return the form a call is answered with."""
    answered = shopper.client.get(call(**more))
    assert 200 == answered.status_code, answered.text
    return Home.of(answered)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "open says me"},
        {"password": ""},
        {"username": "SAP"},
        {"username": ""},
        {"HOOK_URL": "https://evil.example/"},
        {"HOOK_URL": ""},
        {"HOOK_URL": "javascript:alert(1)"},
        {"FUNCTION": "VALIDATE", "HOOK_URL": "https://evil.example/"},
    ],
    ids=str,
)
def test_whoever_is_not_right_gets_one_refusal(opened: Opened, wrong: dict[str, str]) -> None:
    """Which of the three is wrong is nobody's business."""
    shopper = opened(punchout={"language": "vi"})
    before = len(shopper.house.events("shop.turned-away"))
    refused = shopper.client.get(call(**wrong))

    assert len(shopper.house.events("shop.turned-away")) == before + 1
    assert (403, True) == (refused.status_code, "could not be let in" in refused.text)
    assert "no-store" == refused.headers["cache-control"]


def test_a_password_is_not_guessed(opened: Opened) -> None:
    """After so many wrong ones the right one does not help for a while."""
    shopper = opened(punchout={"idle": "29m"})
    answers = {shopper.client.get(call(password=f"guess {number}")).status_code for number in range(25)}

    assert {403, 429} == answers
    assert 429 == shopper.client.get(call()).status_code


def test_a_form_counts_more_than_the_address_and_capitals_do_not(opened: Opened) -> None:
    """It may come from a page of another site: that is what it is for."""
    shopper = opened()
    fields = {"UserName": "sap", "PASSWORD": "open sesame", "hook_url": HOOK}
    cross = {"sec-fetch-site": "cross-site", "origin": "https://buying.example.test"}

    answered = shopper.client.post("/shop/oci?hook_url=https://evil.example/", data=fields, headers=cross)

    assert 303 == answered.status_code
    assert "no-referrer" == answered.headers["referrer-policy"]
    assert HOOK == visit_of(shopper.house).return_to


def test_a_call_that_is_too_much_is_not_read(shopper: Shopper) -> None:
    assert 400 == shopper.client.get("/shop/oci?" + "&".join(f"a{n}=1" for n in range(300))).status_code
    assert 413 == shopper.client.post("/shop/oci", content=b"a=" + b"x" * 70_000).status_code


def test_a_cart_goes_home_in_fields_of_their_lengths(opened: Opened) -> None:
    """Texts are cut, names that are too long are left out, a price says for how many, long texts name their line."""
    oci = {
        "user": "sap",
        "password": "secret:oci",
        "units": {"EA": "PCE"},
        "fields": {"CUST_FIELD1": "note", "CUST_FIELD4": "maker", "MATGROUP": "unspsc", "CUST_FIELD9": "sku"},
        "lengths": {"DESCRIPTION": "12", "MATGROUP": "4", "LEADTIME": "0"},
    }
    shopper = opened(punchout={"oci": oci})
    shopper.open(call(http_content_charset="UTF-8", returntarget="_parent"))
    shopper.put("LAMP", "1200")
    shopper.put("SCREW", "3", "BX")
    with shopper.house.gateway.store.read() as work:
        first = work.shop.lines(visit_of(shopper.house).id)[0].auxiliary
    shopper.post("cart/change", **{f"quantity.{first}": "1200", f"note.{first}": "for the ground floor"})

    home = shopper.home()

    assert ("UTF-8", "_parent") == (home.attributes["accept-charset"], home.attributes["target"])
    assert {
        "x": "1",
        "NEW_ITEM-DESCRIPTION[1]": "Desk lamp, a",
        "NEW_ITEM-QUANTITY[1]": "1200",
        "NEW_ITEM-UNIT[1]": "PCE",
        "NEW_ITEM-PRICE[1]": "9.25",
        "NEW_ITEM-CURRENCY[1]": "USD",
        "NEW_ITEM-PRICEUNIT[1]": "1",
        "NEW_ITEM-VENDORMAT[1]": "LAMP",
        "NEW_ITEM-MANUFACTMAT[1]": "NL-LAMP",
        "NEW_ITEM-EXT_PRODUCT_ID[1]": "LAMP",
        "NEW_ITEM-EXT_SCHEMA_TYPE[1]": "UNSPSC",
        "NEW_ITEM-EXT_CATEGORY_ID[1]": "39111527",
        "NEW_ITEM-CUST_FIELD1[1]": "for the gr",
        "NEW_ITEM-CUST_FIELD4[1]": "Northlight",
        "NEW_ITEM-CUST_FIELD5[1]": first,
        "NEW_ITEM-LONGTEXT_1:132[]": "Desk lamp, adjustable. 2 years. for the ground floor",
    } == {name: value for name, value in home.fields if "[2]" not in name}
    assert ("3", "BX", "3.75", "1") == tuple(
        home.field[f"NEW_ITEM-{name}[2]"] for name in ("QUANTITY", "UNIT", "PRICE", "PRICEUNIT")
    )
    assert (
        "form-action 'self' http://127.0.0.1:8101 https://buying.example.test;"
        in home.response.headers["content-security-policy"]
    )
    assert "no-referrer" == home.response.headers["referrer-policy"]


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


def with_picture(shopper: Shopper, text: str = "a lamp, lit") -> str:
    """Give the lamp a picture and return where it is to be had."""
    kept = taken(DRAWING)
    picture = Picture(digest=kept.digest, media_type=kept.media_type, text=text)
    with shopper.house.gateway.store.begin() as work:
        work.catalogue.put_picture(kept)
        lamp = work.catalogue.get_many(["LAMP"])["LAMP"]
        work.catalogue.put(replace(lamp, pictures=(picture,)))
        work.commit()
    return f"https://shop.example.test/pictures/{kept.digest}.svg"


def attached(home: Home) -> dict[str, str]:
    """Return the fields of a form that are about something attached."""
    return {name: value for name, value in home.fields if "ATTACHMENT" in name}


def test_a_picture_goes_along_by_an_address_of_ours(opened: Opened) -> None:
    """In the cart and in what a call is answered with; whoever opens the address sees it, and a line without one has none."""
    oci = {"user": "sap", "password": "secret:oci", "pictures": "true", "picture_purpose": "P"}
    shopper = opened(punchout={"oci": oci})
    address = with_picture(shopper)
    shopper.open(call(base="https://evil.example"))
    shopper.put("LAMP")
    shopper.put("CHAIR")

    in_cart = attached(shopper.home())
    answered = attached(answer(shopper, FUNCTION="VALIDATE", PRODUCTID="LAMP", base="https://evil.example"))

    expected = {
        "NEW_ITEM-ATTACHMENT[1]": address,
        "NEW_ITEM-ATTACHMENT_TITLE[1]": "a lamp, lit",
        "NEW_ITEM-ATTACHMENT_PURPOSE[1]": "P",
    }
    assert [expected, expected] == [in_cart, answered]
    assert DRAWING == shopper.client.get(address.removeprefix("https://shop.example.test")).content


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"pictures": "true"}, ("ATTACHMENT", "ATTACHMENT_TITLE")),
        ({"pictures": "true", "lengths": {"ATTACHMENT_TITLE": "0"}}, ("ATTACHMENT",)),
        ({"pictures": "true", "lengths": {"ATTACHMENT": "60"}}, ()),
        ({"pictures": "true", "lengths": {"ATTACHMENT": "0"}}, ()),
        ({}, ()),
    ],
    ids=str,
)
def test_a_picture_goes_along_whole_or_not_at_all(
    opened: Opened, changes: dict[str, object], left: tuple[str, ...]
) -> None:
    """Half an address leads nowhere, and its title would be of nothing; nobody gets one who did not ask for it."""
    shopper = opened(punchout={"oci": {"user": "sap", "password": "secret:oci", **changes}})
    with_picture(shopper, text="")

    found = attached(answer(shopper, FUNCTION="VALIDATE", PRODUCTID="LAMP"))

    assert {f"NEW_ITEM-{name}[1]" for name in left} == found.keys()
    assert found.get("NEW_ITEM-ATTACHMENT_TITLE[1]", "Desk lamp, adjustable") == "Desk lamp, adjustable"


def test_no_address_goes_along_that_only_a_stranger_spoke_of(opened: Opened) -> None:
    """What a request calls us counts only where it is trusted."""
    shopper = opened(punchout={"oci": {"user": "sap", "password": "secret:oci", "pictures": "true"}})
    with_picture(shopper)

    strange = shopper.client.get(
        call(FUNCTION="VALIDATE", PRODUCTID="LAMP"), headers={"host": "evil.example"}
    )

    assert (200, {}) == (strange.status_code, attached(Home.of(strange)))


def test_leaving_takes_nothing_along(shopper: Shopper) -> None:
    shopper.open(call())
    shopper.put("LAMP")

    home = shopper.home("cancel")

    assert ("https://buying.example.test/hook", (("x", "1"),)) == (home.url, home.fields)
    assert "ISO-8859-1" == home.attributes["accept-charset"]


def test_details_lead_to_the_item_to_look_at_or_to_add(shopper: Shopper) -> None:
    shown = shopper.open(call(FUNCTION="DETAIL", PRODUCTID="LAMP"))
    assert "Desk lamp, adjustable" in shown.text
    assert 'action="' + shopper.base + '/cart"' not in shown.text

    added = shopper.open(call(FUNCTION="detailadd", PRODUCTID="LAMP"))
    assert 'action="' + shopper.base + '/cart"' in added.text
    shopper.put("LAMP", "4")
    auxiliary = shopper.home().field["NEW_ITEM-CUST_FIELD5[1]"]

    assert "Desk lamp, adjustable" in shopper.open(call(FUNCTION="DETAIL", PRODUCTID=auxiliary)).text
    assert "Results for" in shopper.open(call(SEARCHSTRING="bolt")).text


def test_a_product_is_validated_at_todays_price_by_our_number_or_the_lines(shopper: Shopper) -> None:
    shopper.open(call())
    shopper.put("LAMP", "1", "CA")
    auxiliary = shopper.home().field["NEW_ITEM-CUST_FIELD5[1]"]

    before = len(shopper.house.events("shop.answered"))
    by_line = answer(shopper, FUNCTION="VALIDATE", PRODUCTID=auxiliary, QUANTITY="3")
    wrong = answer(shopper, FUNCTION="VALIDATE", PRODUCTID="LAMP", QUANTITY="many")
    broken = answer(shopper, FUNCTION="VALIDATE", PRODUCTID="LAMP", QUANTITY="1.5")

    assert ("LAMP", "3", "CS", "111") == tuple(
        by_line.field[f"NEW_ITEM-{name}[1]"] for name in ("VENDORMAT", "QUANTITY", "UNIT", "PRICE")
    )
    assert [(("x", "1"),)] * 2 == [wrong.fields, broken.fields]
    assert before + 3 == len(shopper.house.events("shop.answered"))


def test_a_quantity_is_checked_against_what_is_there(shopper: Shopper) -> None:
    some = answer(shopper, FUNCTION="QUANTITYCHECK", PRODUCTID="CHAIR", QUANTITY="100")
    none = answer(shopper, FUNCTION="QUANTITYCHECK", PRODUCTID="DESK", QUANTITY="1")

    assert "40" == some.field["NEW_ITEM-QUANTITY[1]"]
    assert ("0", "5") == (none.field["NEW_ITEM-QUANTITY[1]"], none.field["NEW_ITEM-LEADTIME[1]"])


def test_a_search_in_the_background_shows_all_and_waits(shopper: Shopper) -> None:
    found = answer(shopper, FUNCTION="BACKGROUND_SEARCH", SEARCHSTRING="desk")
    nothing = answer(shopper, FUNCTION="BACKGROUND_SEARCH", SEARCHSTRING="zzzzzz")

    names = {value for name, value in found.fields if "VENDORMAT" in name}
    assert {"DESK", "LAMP"} == names
    assert not found.sends_itself
    assert "Take over" in found.response.text
    assert (("x", "1"),) == nothing.fields


def test_a_password_nobody_keeps_lets_nobody_in(opened: Opened) -> None:
    oci = {"user": "sap", "password": "secret:nobody-knows"}
    assert 403 == opened(punchout={"oci": oci}).client.get(call()).status_code
