"""What a cart takes, what it costs, and what goes home: never what a browser or a buyer's system says it costs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from gateway.adapters import transports
from gateway.application.gathering import gather
from gateway.application.ports import PriceRecord, ShopLine
from gateway.application.shop.carting import put_in
from gateway.application.shop.goods import punchout_of
from gateway.application.shop.refusals import Shut
from gateway.cxml.dtd import Validator
from gateway.domain.carts import AUXILIARY, CartLine
from gateway.domain.items import Item, ItemIdentifier, UnitOfItem
from gateway.domain.orders import PurchaseOrder
from gateway.domain.parties import Party
from gateway.domain.taxation import TaxRate
from gateway.errors import ConfigurationFault
from gateway.orderdesk.cases import Exceptions, look
from gateway.orderdesk.pricing import Wanted, our_price
from gateway.profiles.directory import Directory
from tests.house import write_profile
from tests.integration.shop.conftest import Opened
from tests.shop_house import PUNCHOUT, Shopper, kept, line, setup, visit_of


def lines_of(shopper: Shopper) -> list[ShopLine]:
    with shopper.house.gateway.store.read() as work:
        return list(work.shop.lines(visit_of(shopper.house).id))


def test_what_a_browser_says_of_prices_is_not_read(shopper: Shopper) -> None:
    shopper.come()
    shopper.put("LAMP", "2", price="0.01", amount="0.02", per="1000", currency="VND", auxiliary="mine")
    (one,) = lines_of(shopper)
    shopper.post(
        "cart/change",
        **{f"quantity.{one.auxiliary}": "3", f"price.{one.auxiliary}": "0.01", "quantity.made-up": "9"},
    )

    cart = shopper.home().cart

    (one,) = cart.lines
    assert (Decimal(3), Decimal("9.25"), "USD") == (one.quantity, one.price, cart.currency)
    assert "mine" != one.auxiliary


@pytest.mark.parametrize(
    ("sku", "quantity", "unit", "fault"),
    [
        ("LAMP", "0", "EA", "greater than 0"),
        ("LAMP", "-1", "EA", "greater than 0"),
        ("LAMP", "1e9", "EA", "greater than 0"),
        ("LAMP", "NaN", "EA", "greater than 0"),
        ("LAMP", "1_0", "EA", "greater than 0"),
        ("LAMP", "0.0001", "EA", "greater than 0"),
        ("LAMP", "many", "EA", "greater than 0"),
        ("LAMP", "", "EA", "greater than 0"),
        ("LAMP", "99999999", "EA", "greater than 0"),
        ("LAMP", "1,5", "EA", "whole number"),
        ("LAMP", "1", "PL", "not sold in this unit"),
        ("OLD", "1", "EA", "no longer be bought"),
        ("NOBODY", "1", "EA", "no longer be bought"),
        ("", "1", "EA", "no longer be bought"),
    ],
)
def test_what_cannot_be_bought_does_not_go_in(
    shopper: Shopper, sku: str, quantity: str, unit: str, fault: str
) -> None:
    shopper.come()

    page = shopper.put(sku, quantity, unit)

    assert fault in page.text
    assert [] == lines_of(shopper)


def test_a_comma_is_a_decimal_point_and_more_of_the_same_is_one_line(shopper: Shopper) -> None:
    shopper.come()
    shopper.put("LAMP", "2,0")
    page = shopper.put("LAMP", "3", back="items/LAMP")
    shopper.put("LAMP", "1", "CA")

    assert "Desk lamp, adjustable is in your cart" in page.text
    assert [("EA", Decimal(5)), ("CA", Decimal(1))] == [(one.unit, one.quantity) for one in lines_of(shopper)]


def test_a_change_that_is_wrong_changes_nothing_and_is_shown_at_its_line(shopper: Shopper) -> None:
    shopper.come()
    shopper.put("LAMP", "2")
    shopper.put("CHAIR", "2")
    one, two = lines_of(shopper)

    page = shopper.post(
        "cart/change", **{f"quantity.{one.auxiliary}": "5", f"quantity.{two.auxiliary}": "1.5"}
    )

    assert "whole number" in page.text
    assert (
        f'name="quantity.{two.auxiliary}" inputmode="decimal" autocomplete="off" maxlength="12" value="2" aria-invalid="true"'
        in page.text
    )
    assert [one, two] == lines_of(shopper)
    shopper.post("cart/change", **{f"quantity.{one.auxiliary}": "0", f"quantity.{two.auxiliary}": "4"})
    assert [Decimal(4)] == [one.quantity for one in lines_of(shopper)]


def test_a_cart_that_is_looked_at_takes_nothing(shopper: Shopper) -> None:
    shopper.come(setup("inspect", line("LAMP", "2")))
    (one,) = lines_of(shopper)

    assert "only be looked at" in shopper.put("CHAIR").text
    assert "only be looked at" in shopper.post("cart/change", **{f"quantity.{one.auxiliary}": "9"}).text
    assert [one] == lines_of(shopper)
    assert shopper.home().cart.cancelled


def test_a_cart_that_is_full_takes_no_more(shopper: Shopper) -> None:
    shopper.come()
    shopper.put("LAMP")
    (one,) = lines_of(shopper)
    with shopper.house.gateway.store.begin() as work:
        for number in range(499):
            work.shop.put_line(replace(one, auxiliary=f"x{number}", quote="other", place=number + 2))
        work.commit()

    assert "500 lines" in shopper.put("CHAIR").text
    everything = {f"quantity.x{number}": "0" for number in range(499)}
    assert "whole" not in shopper.post("cart/change", **everything).text
    assert [one] == lines_of(shopper)


def test_lines_that_cannot_be_put_back_are_told_of(shopper: Shopper) -> None:
    """Gone, unknown, in a unit or quantity nobody sells: left out with a word, the rest is there."""
    page = shopper.come(
        setup(
            "edit",
            line("LAMP", "2"),
            line("OLD", "1"),
            line("NOBODY", "1"),
            line("CHAIR", "1.5"),
            line("DESK", "1", unit="PL"),
        )
    )

    said = page.text
    assert all(f"{part} can no longer be bought" in said for part in ("OLD", "NOBODY"))
    assert all(f"{part} cannot be bought in that quantity" in said for part in ("CHAIR", "DESK"))
    assert ["LAMP"] == [one.sku for one in lines_of(shopper)]


def test_a_line_comes_back_by_the_buyers_own_number(shopper: Shopper) -> None:
    """Where it names ours wrongly, and without a unit: as it was bought."""
    shopper.come()
    shopper.put("LAMP", "2", "CA")
    (bought,) = shopper.home().cart.lines
    without = replace(
        bought, unit="", identifiers=tuple(one for one in bought.identifiers if one.kind == "x12:VS")
    )
    theirs = line("445567", "3")
    theirs = replace(theirs, identifiers=tuple(replace(one, kind="buyer-item") for one in theirs.identifiers))

    shopper.come(setup("edit", without, theirs))

    assert [("LAMP", "CA"), ("CHAIR", "EA")] == [(one.sku, one.unit) for one in lines_of(shopper)]


def test_a_price_that_changed_is_shown_before_the_cart_goes_home(opened: Opened) -> None:
    shopper = opened(on_time={"early_days": "0"})
    shopper.come()
    shopper.put("DESK")
    set_price(shopper, "DESK", "190.00")

    asked = shopper.post("return")
    assert "A price has changed" in asked.text
    assert "190.00 USD" in asked.text
    (bought,) = shopper.home().cart.lines
    assert Decimal(190) == bought.price

    set_price(shopper, "DESK", "200.00")
    assert "DESK has a new price" in shopper.come(setup("edit", kept(bought))).text


def test_an_item_that_was_given_up_meanwhile_is_named_at_its_line(opened: Opened) -> None:
    shopper = opened(on_time={"early_days": "1"})
    shopper.come()
    shopper.put("DESK")
    with shopper.house.gateway.store.begin() as work:
        work.items.put(replace(work.items.get_many(["DESK"])["DESK"], status="discontinued"))
        work.commit()

    assert "Remove it from the cart" in shopper.post("return").text
    (one,) = lines_of(shopper)
    assert "no longer be bought" in shopper.post("cart/change", **{f"quantity.{one.auxiliary}": "2"}).text


def test_prices_of_a_quote_hold_until_their_day_and_no_longer(opened: Opened) -> None:
    shopper = opened(punchout={"quotes": {"hold_days": "10"}})
    shopper.come()
    shopper.put("CHAIR", "2")
    home = shopper.home("quote")
    number = home.cart.quote_number
    assert ("pending", date(2026, 3, 2)) == (home.cart.quote_status, home.cart.quoted_on)
    assert number.startswith("PQ")
    set_price(shopper, "CHAIR", "60.00")

    shopper.come(setup("edit", *map(kept, home.cart.lines)))
    assert f"quote {number}" in shopper.see("cart").text
    again = shopper.home()
    assert [Decimal(54)] == [one.price for one in again.cart.lines]
    assert "final" == again.cart.quote_status

    shopper.house.clock.advance(date(2026, 3, 13) - date(2026, 3, 2))
    shopper.come(setup("edit", *map(kept, home.cart.lines)))
    assert [Decimal(60)] == [one.price for one in shopper.home().cart.lines]


def test_a_cart_the_dtd_does_not_admit_stays_here_and_the_visit_goes_on(
    opened: Opened, tmp_path: Path
) -> None:
    """Where an operator put the DTD: the buyer is told, the audit trail says why, and nothing is lost."""
    shopper = opened(on_time={"early_days": "5"})
    shopper.come()
    shopper.put("DESK")
    (tmp_path / "cXML.dtd").write_text("<!ELEMENT cXML EMPTY>")
    state = shopper.client.app.state  # type: ignore[attr-defined] # an application has one
    whole = state.gateway
    state.gateway = replace(whole, services=replace(whole.services, dtds=Validator(tmp_path)))
    told = [shopper.post(how).text for how in ("return", "quote", "cancel")]
    state.gateway = whole

    assert all("would not take this cart" in one for one in told)
    assert [visit_of(shopper.house).id] * 3 == shopper.house.events("shop.cart-invalid")
    assert ["DESK"] == [one.named("vendor-part") for one in shopper.home().cart.lines]


def test_without_an_agreement_on_quotes_there_are_none(opened: Opened) -> None:
    shopper = opened(punchout={"quotes": None})
    shopper.come()
    shopper.put("CHAIR")

    assert "cannot be saved as a quote" in shopper.post("quote").text


def test_carriage_and_taxes_stand_beside_the_lines_where_they_are_quoted(opened: Opened) -> None:
    charges = [
        {"text": "Freight", "code": "D240", "amount": "12.50"},
        {"text": "Pallet", "percent": "10", "items": ["LAMP"]},
    ]
    shopper = opened(punchout={"cart": {"charges": "true"}}, orders=orders(charges=charges))
    with shopper.house.gateway.store.begin() as work:
        work.pricing.put_tax_rate(TaxRate(country="US", region="WI", percent=Decimal(5)))
        work.commit()
    to = Party(role="ship-to", name="Store 42", country="US", region="WI")
    shopper.come(setup(parties=(to,)))
    shopper.put("LAMP", "10")

    page = shopper.see("cart").text
    assert all(said in page for said in ("Carriage", "12.50 USD", "9.25 USD", "Tax 5 %", "119.96 USD"))
    cart = shopper.home().cart
    assert Decimal("92.50") == cart.total
    assert [Decimal("12.50")] == [one.amount for one in cart.adjustments if one.code == "D240"]
    assert [Decimal("5.71")] == [one.amount for one in cart.taxes]


def test_prices_are_those_of_the_contract_and_its_number_goes_along(opened: Opened) -> None:
    extrinsics = {name: name for name in FACTS}
    shopper = opened(punchout={"contract": "K-7", "cart": {"extrinsics": extrinsics}})
    set_price(shopper, "LAMP", "7.77", contract="K-7")
    with shopper.house.gateway.store.begin() as work:
        work.items.put_cross_reference("acme", "buyer-item", "445566", "LAMP")
        work.commit()
    shopper.come()
    assert "7.77 USD" in shopper.see("items/LAMP").text
    shopper.put("LAMP")

    (bought,) = shopper.home().cart.lines

    said = {one.kind.removeprefix("extrinsic:"): one.value for one in bought.references}
    assert Decimal("7.77") == bought.price
    assert {
        "sku": "LAMP",
        "auxiliary": bought.auxiliary,
        "description": "Desk lamp, adjustable",
        "contract": "K-7",
        "maker": "Northlight",
        "maker-part": "NL-LAMP",
        "unspsc": "39111527",
        "gtin": "036000291452",
        "lead-days": "0",
        "buyer-part": "445566",
    } == said


def test_an_order_out_of_the_shop_costs_what_the_contract_of_the_shop_says(opened: Opened) -> None:
    """Where it names no contract itself; an order that never was in a cart of ours costs what others cost."""
    shopper = opened(punchout={"contract": "K-8"})
    house = shopper.house
    set_price(shopper, "LAMP", "7.77", contract="K-8")
    shopper.come()
    shopper.put("LAMP", "2")
    (bought,) = shopper.home().cart.lines
    named = tuple(one for one in bought.identifiers if one.kind != AUXILIARY)

    def decided(line: CartLine) -> tuple[str, Decimal | None]:
        order = PurchaseOrder(number="PO-8", purpose="original", kind="new-order", lines=(line,))
        with house.gateway.store.read() as work:
            grounds = gather(work, house.gateway.services.directory.get("acme"), order, on=date(2026, 3, 2))
        (seen,) = look(
            order, grounds.agreement, grounds.catalogue, today=date(2026, 3, 2), exceptions=Exceptions()
        )
        assert seen.price is not None
        return seen.price.outcome, seen.price.ours

    assert ("agreed", Decimal("7.77")) == decided(bought)
    assert ("hold", Decimal("9.25")) == decided(replace(bought, identifiers=named))


FACTS = (
    "sku",
    "auxiliary",
    "description",
    "note",
    "contract",
    "quote",
    "maker",
    "maker-part",
    "unspsc",
    "group",
    "gtin",
    "lead-days",
    "buyer-part",
)


def test_a_price_for_many_goes_home_for_many(opened: Opened) -> None:
    """A price for a hundred is one for a hundred; one for ten is one for one, with the decimals that takes."""
    shopper = opened(on_time={"early_days": "2"})
    with shopper.house.gateway.store.begin() as work:
        work.items.put_price(
            PriceRecord(
                price_list="standard",
                sku="CHAIR",
                unit="EA",
                price=Decimal("1.2345"),
                currency="USD",
                per=Decimal(10),
            )
        )
        work.commit()
    shopper.come()
    shopper.put("SCREW", "250")
    shopper.put("CHAIR", "100")

    cart = shopper.home().cart

    assert [("per-hundred", Decimal("3.75")), ("", Decimal("0.12345"))] == [
        (one.price_basis, one.price) for one in cart.lines
    ]
    assert Decimal("9.38") + Decimal("12.35") == cart.total


def set_price(shopper: Shopper, sku: str, price: str, **more: str) -> None:
    """Agree on another price."""
    with shopper.house.gateway.store.begin() as work:
        work.items.put_price(
            PriceRecord(
                price_list="standard", sku=sku, unit="EA", price=Decimal(price), currency="USD", **more
            )  # type: ignore[arg-type] # a contract is text
        )
        work.commit()


def orders(**changes: object) -> dict[str, object]:
    """Return how ACME orders, with changes."""
    return {"kinds": ["new-order"], "price_list": "standard", "currency": "USD", **changes}


def test_no_line_holds_more_than_any_order_does(shopper: Shopper) -> None:
    shopper.come()
    shopper.put("LAMP", "9999999")

    assert "greater than 0" in shopper.put("LAMP", "1").text
    (one,) = lines_of(shopper)
    assert "on request" in shopper.see("cart").text
    shopper.post("cart/change", **{f"quantity.{one.auxiliary}": "9999999"})
    assert [one] == lines_of(shopper)
    assert 400 == shopper.client.post(f"{shopper.base}/cart/change", content=b"\xff").status_code


def test_an_item_without_a_price_or_with_an_endless_one_is_shown_as_it_is(opened: Opened) -> None:
    """Without a price it cannot be bought; a price of too many decimals is said for a thousand, and cut there."""
    shopper = opened(on_time={"early_days": "3"})
    with shopper.house.gateway.store.begin() as work:
        work.items.put(
            Item(sku="DUST", base_unit="GR", units=(UnitOfItem(unit="OZ", each=Fraction(567, 20)),))
        )
        work.items.put(Item(sku="GIFT"))
        work.items.put(Item(sku="PALM"))
        for sku, unit, amount, least in (
            ("DUST", "GR", "0.00123456789", 0),
            ("DUST", "GR", "0.001", 1000),
            ("GIFT", "XX", "1", 0),
            ("PALM", "EA", "5", 10),
        ):
            work.items.put_price(
                PriceRecord(
                    price_list="standard",
                    sku=sku,
                    unit=unit,
                    price=Decimal(amount),
                    currency="USD",
                    from_quantity=Decimal(least),
                )
            )
        work.commit()
    shopper.come()

    dust = shopper.see("items/DUST").text
    assert all(
        said in dust for said in ("per 1,000 gram", "from 1,000 gram", "Not in stock", "Date on request")
    )
    assert "No price agreed" in shopper.see("items/GIFT").text
    assert "no agreed price" in shopper.put("PALM", "9").text
    shopper.put("DUST", "3000", "GR")
    assert Decimal("3.00") == shopper.home().cart.total
    with pytest.raises(Shut):
        put_in(
            shopper.house.gateway.services,
            shopper.house.gateway.store,
            visit_of(shopper.house).id,
            sku="LAMP",
            unit="EA",
            quantity=Decimal(1),
        )


def test_a_visit_may_begin_at_an_item_or_an_aisle_and_looks_for_what_is_not_there(shopper: Shopper) -> None:
    def select(part: str) -> str:
        page = shopper.come(setup(selected=(ItemIdentifier(kind="vendor-part", value=part),)))
        return page.text

    assert "Hex bolt M8" in select("SCREW")
    assert "Seating" in select("AISLE-5611")
    assert "LMAP is not in our catalogue" in select("LMAP")
    assert "Results for" in select("adjustable")


def test_shopping_ends_where_it_is_no_longer_agreed(opened: Opened) -> None:
    shopper = opened(on_time={"early_days": "4"})
    shopper.come()
    profile = shopper.house.gateway.services.directory.get("acme")

    with pytest.raises(Shut):
        punchout_of(profile.model_copy(update={"punchout": None}))


def test_a_user_of_the_catalogue_interface_belongs_to_one_partner(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    write_profile_folder(folder)
    with pytest.raises(ConfigurationFault, match=r"punchout.oci: is the user of acme.yaml too"):
        Directory((folder / "config" / "partners",), transports.SETTINGS)


def write_profile_folder(folder: Path) -> None:
    """Write two profiles with the same user."""
    (folder / "config" / "partners").mkdir(parents=True)
    for partner in ("acme", "globex"):
        write_profile(folder, partner, punchout=PUNCHOUT)


def test_an_order_of_a_saved_quote_is_decided_at_its_prices(opened: Opened) -> None:
    """As long as they hold, and for as many as were quoted."""
    shopper = opened(punchout={"quotes": {"hold_days": "11"}})
    house = shopper.house
    shopper.come()
    shopper.put("CHAIR", "2")
    (quoted,) = shopper.home("quote").cart.lines
    set_price(shopper, "CHAIR", "60.00")
    order = PurchaseOrder(
        number="PO-1", purpose="original", kind="new-order", ordered_on=date(2026, 3, 2), lines=(quoted,)
    )

    def price_of(line: CartLine, on: date) -> Decimal:
        with house.gateway.store.read() as work:
            profile = house.gateway.services.directory.get("acme")
            asked = replace(order, lines=(line,), ordered_on=on)
            grounds = gather(work, profile, asked, on=on)
        item = grounds.catalogue.item("CHAIR")
        assert item is not None
        wanted = Wanted(item=item, quantity=int(line.quantity or 0), each=Fraction(1), per=Fraction(1), on=on)
        return our_price(wanted, grounds.agreement.prices)[-1].price

    assert Decimal(54) == price_of(quoted, date(2026, 3, 13))
    assert Decimal(60) == price_of(replace(quoted, quantity=Decimal(1)), date(2026, 3, 13))
    assert Decimal(60) == price_of(quoted, date(2026, 3, 14))
