"""Pages of the shop: sound in every language, whatever stands in the catalogue; and what the console shows of visits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.application.ports import PriceRecord
from gateway.domain.catalogue_content import Attribute, ItemContent, ItemText, Picture
from gateway.domain.items import Item
from tests.integration.api.reading import read
from tests.integration.shop.conftest import Opened
from tests.shop_house import Shopper, line, setup, visit_of

SAID = {
    "en": ("Return cart", "Desk lamp, adjustable", "In stock", "9.25 USD", "Mar 9, 2026"),
    "vi": ("Chuyển giỏ hàng về", "Đèn bàn điều chỉnh được", "Còn hàng", "9,25 USD", "9 thg 3, 2026"),
    "zh-Hant": ("帶回購物車", "可調式檯燈", "有庫存", "9.25 USD", "2026年3月9日"),
}


@pytest.mark.parametrize("language", SAID)
def test_every_page_is_sound_in_every_language(opened: Opened, language: str) -> None:
    shopper = opened(stock_for={"show": "words", "low_below": "41"})
    shopper.come(setup("edit", line("LAMP", "12"), line("OLD", "1")))
    home, words, stock, price, day = SAID[language][0], *SAID[language][1:]
    assert shopper.post("language", language=language, back="cart").url.path.endswith("/cart")

    pages = {
        path: shopper.see(path)
        for path in ("", "cart", "search?q=desk", "items/LAMP", "items/CHAIR", "window")
    }

    for path, page in pages.items():
        assert 200 == page.status_code, path
        assert f'<html lang="{language}">' in page.text
        faults = [one for one in read(page.text).faults if one != "the page does not say its language"]
        assert [] == faults, path
    assert all(home in page.text for path, page in pages.items() if path != "window")
    assert all(said in pages[""].text for said in (words, stock, price, day))
    assert "500" not in pages["items/LAMP"].text.replace("maxlength", "")


def test_the_browsers_language_is_taken_unless_it_is_none_of_ours(opened: Opened) -> None:
    for accepted, spoken in (("de, zh-TW;q=0.9", "zh-Hant"), ("vi-VN,vi", "vi"), ("fr", "en"), ("", "en")):
        shopper = opened()
        shopper.client.headers["accept-language"] = accepted
        shopper.come(setup(buyer_cookie=accepted))
        assert f'<html lang="{spoken}">' in shopper.see().text
        assert f'<html lang="{spoken}">' in shopper.client.get("/p/nowhere").text
    assert 200 == shopper.post("language", language="de", back="//evil.example").status_code
    assert f'<html lang="{spoken}">' in shopper.see().text


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/etc", "../x", "items/../../x", "cart?x=\r\nA: b"]
)
def test_nobody_is_led_out_of_the_shop(shopper: Shopper, back: str) -> None:
    shopper.come()

    answered = shopper.client.post(
        f"{shopper.base}/cart", data={"sku": "LAMP", "unit": "EA", "quantity": "1", "back": back}
    )

    assert f"{shopper.base}?added=LAMP#said" == answered.headers["location"]


def test_what_stands_in_the_catalogue_is_text(shopper: Shopper) -> None:
    """Names and properties that look like pages do nothing."""
    nasty = "<script>alert(1)</script>"
    with shopper.house.gateway.store.begin() as work:
        work.items.put(Item(sku="A/B?&#", description=nasty, list_price=Decimal(1)))
        work.items.put_cross_reference("acme", "buyer-item", nasty, "A/B?&#")
        work.catalogue.put(
            ItemContent(
                sku="A/B?&#",
                texts=(ItemText(language="en", name=nasty, description=nasty),),
                maker=nasty,
                attributes=(Attribute(name=nasty, value=nasty),),
                pictures=(Picture(digest="a" * 64, media_type="image/png", text=nasty),),
            )
        )
        work.items.put_price(price(sku="A/B?&#"))
        work.commit()
    shopper.come()

    for path in ("items/A%2FB%3F%26%23", "search?q=script", "search?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = shopper.see(path)
        assert 200 == page.status_code
        assert "<script" not in page.text
    shopper.put("A/B?&#", note=nasty, back="items/A%2FB%3F%26%23")
    assert "<script" not in shopper.see("cart").text
    assert nasty == shopper.home().cart.lines[0].descriptions[0].text


def test_lists_lead_on_narrow_down_and_say_when_there_is_nothing(shopper: Shopper) -> None:
    with shopper.house.gateway.store.begin() as work:
        for number in range(60):
            sku = f"PEN{number:02d}"
            work.items.put(Item(sku=sku, description=f"Ball pen {number}"))
            work.items.put_price(price(sku=sku))
        work.commit()
    shopper.come()

    assert "Page 2 of 3" in shopper.see("search?q=pen&page=2").text
    assert "Page 3 of 3" in shopper.see("search?q=pen&page=3").text
    assert 200 == shopper.see("search?q=pen&page=-1").status_code
    assert "Furniture" in shopper.see("search?category=56").text
    assert "All items" in shopper.see("search?category=nonsense").text
    narrowed = shopper.see("search?q=desk&with=Colour%3Dwhite").text
    assert ("1 item", True) == ("1 item" if "1 item" in narrowed else "", "LAMP" in narrowed)
    assert "Nothing was found" in shopper.see("search?q=zzzzzz").text
    assert "none of" not in shopper.see("search?q=ajustable").text
    assert 'added">' not in shopper.see("cart?added=NOBODY&fault=nonsense").text


def test_an_item_that_is_no_longer_sold_names_what_replaces_it(shopper: Shopper) -> None:
    shopper.come()
    page = shopper.see("items/OLD").text

    assert "No longer sold" in page
    assert f'href="{shopper.base}/items/DESK"' in page


def test_a_test_visit_says_so_and_so_does_its_cart(shopper: Shopper) -> None:
    shopper.come(test=True)
    assert "nothing of it will be ordered" in shopper.see().text
    shopper.put("LAMP")
    message = shopper.home().message
    assert message.envelope.is_test
    assert "SharedSecret" not in visit_of(shopper.house).returned


def test_the_console_shows_a_visit_from_set_up_to_order(shopper: Shopper) -> None:
    """Its cart, its timeline, and what was written with secrets masked."""
    shopper.come(setup(buyer_cookie="console"))
    shopper.put("SCREW", "250")
    shopper.home("quote")
    with shopper.house.gateway.store.begin() as work:
        visit = work.shop.recent(1)[0]
        masked = visit.returned.replace(
            "<UserAgent>",
            "<Credential domain='x'><SharedSecret>abracadabra</SharedSecret></Credential><UserAgent>",
        )
        work.shop.update(replace(visit, returned=masked))
        work.commit()
    console = {"accept": "text/html", "host": "localhost"}
    client = shopper.client

    listed = client.get("/visits?state=returned&partner=acme", headers=console)
    shown = client.get(f"/visits/{visit.id}", headers=console)
    raw = client.get(f"/visits/{visit.id}/raw", headers=console)

    for page in (listed, shown, raw):
        assert 200 == page.status_code, page.text
        assert [] == read(page.text).faults
    assert "Linh Tran" in listed.text
    assert "went back with a cart" in listed.text
    assert all(
        said in shown.text
        for said in ("Put into the cart", "Cart saved as a quote", "SCREW", "No order names")
    )
    assert "abracadabra" not in raw.text
    assert "PunchOutOrderMessage" in raw.text
    assert 404 == client.get("/visits/nobody", headers=console).status_code
    assert [] == read(client.get(f"/visits?before={visit.id}", headers=console).text).faults


def price(*, sku: str) -> PriceRecord:
    """Return a price of an item."""
    return PriceRecord(price_list="standard", sku=sku, unit="EA", price=Decimal("1.50"), currency="USD")
