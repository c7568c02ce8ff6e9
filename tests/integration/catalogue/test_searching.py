"""Buyers find what they mean: by words in any language, by anybody's part number, in spite of errors."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gateway.application.catalogue import browsing, content, searching, shelf
from gateway.application.catalogue.assortment import sees
from gateway.application.catalogue.searching import Found, Search, candidates, find
from gateway.application.ports import PictureFile, PriceRecord
from gateway.domain.catalogue_content import AssortmentRule, ItemContent, ItemText
from gateway.domain.items import Item, UnitOfItem
from gateway.domain.promotions import Promotion
from gateway.errors import NotFound
from tests.house import House


def found(house: House, text: str, *, partner: str = "acme", **others: object) -> Found:
    """Return what a partner finds."""
    with house.gateway.store.read() as work:
        return find(house.gateway.services, work, Search(partner=partner, text=text, **others))  # type: ignore[arg-type] # parts of a search by name


def skus(answer: Found) -> list[str]:
    return [one.sku for one in answer.hits]


def test_buyers_find_what_they_mean(house: House) -> None:
    """Each of these leads to one item, whichever way it is said."""
    said = {
        "LAMP": (
            "desk lamp", "lamp desk", "LAMP", "lam", "den ban", "Đèn bàn", "檯燈", "燈", "led 檯燈", "LX-200/B", "lx200b",
            "lx20", "lumenor", "036000291452", "36000291452", "445566", "lmap", "9",
        ),
        "CHAIR": ("task chiar", "b-77/1", "B771", "b77", "ghe xoay", "chair task nonsense"),
        "DESK": ("writing", "DESQ"),
        "OLD-7": ("old7", "OLD-7", "12345678905"),
    }  # fmt: skip
    wrong = {
        text: skus(answer)
        for sku, texts in said.items()
        for text in texts
        if sku not in (*skus(answer := found(house, text)),)
    }

    assert {} == wrong


def test_the_best_comes_first(house: House) -> None:
    """A part number before a name, a name before what else is said."""
    assert ["DESK", "LAMP"] == skus(found(house, "desk"))


def test_what_was_taken_for_what_is_said(house: House) -> None:
    answer = found(house, "lmap")

    assert (("lmap", ("lamp",)),) == answer.corrected
    assert not answer.loosely
    assert found(house, "blue chair").loosely
    assert not found(house, "zzzzqq").loosely


def test_a_part_number_with_one_wrong_sign_is_found_where_nothing_else_is(house: House) -> None:
    assert ["LAMP"] == skus(found(house, "LX-200/C"))
    assert [] == skus(found(house, "LX-999/C"))
    assert [] == skus(found(house, "qq"))


def test_a_discontinued_item_is_found_by_its_number_alone(house: House) -> None:
    assert [("discontinued", "DESK")] == [
        (one.status, one.superseded_by) for one in found(house, "OLD-7").hits
    ]
    assert "OLD-7" not in skus(found(house, "filing cabinet"))
    assert "OLD-7" not in skus(found(house, ""))


def test_hits_are_told_as_the_partner_knows_them(house: House) -> None:
    (chair,) = found(house, "task chair", language="vi").hits

    assert ("Ghế xoay", "B-77/1", Decimal(54), "EA", "USD") == (
        chair.name,
        chair.buyer_number,
        chair.price,
        chair.unit,
        chair.currency,
    )


def test_we_see_everything_and_no_prices(house: House) -> None:
    answer = found(house, "", partner="")

    assert ["CHAIR", "DESK", "LAMP"] == skus(answer)
    assert {None} == {one.price for one in answer.hits}
    assert ["CHAIR"] == skus(found(house, "B-77/1", partner=""))


def test_another_partner_s_number_means_nothing(house: House) -> None:
    assert [] == skus(found(house, "B-77/1", partner="globex"))


def test_categories_and_properties_narrow_what_is_found(house: House) -> None:
    everything = found(house, "")
    black = found(house, "", attributes=(("Colour", "black"),))

    assert [("56", "Furniture", 2), ("39", "Lighting", 1)] == [
        (one.code, one.name, one.count) for one in everything.categories
    ]
    assert {"Colour": (("black", 2),), "Power": (("9 W", 1),)} == {
        one.name: one.values for one in everything.attributes
    }
    assert ["CHAIR", "LAMP"] == skus(black)
    assert ["CHAIR"] == skus(found(house, "", category="5611"))
    assert ["5610", "5611"] == sorted(one.code for one in found(house, "", category="56").categories)
    assert () == found(house, "", category="56112102").categories


def test_pages_of_hits(house: House) -> None:
    first, second = found(house, "", limit=2), found(house, "", limit=2, offset=2)

    assert ([["CHAIR", "DESK"], ["LAMP"]], [3, 3]) == (
        [skus(first), skus(second)],
        [first.total, second.total],
    )
    assert [] == skus(found(house, "", offset=9))
    assert ["LAMP"] == skus(found(house, "desk", limit=1, offset=1))


def test_candidates_are_part_numbers_alone(house: House) -> None:
    with house.gateway.store.read() as work:
        assert ("DESK", "LAMP") == candidates(house.gateway.services, work, "acme", "desk")


def test_rules_say_what_a_partner_sees(either: House) -> None:
    """Where something is shown nothing else is; what is hidden never is."""
    with either.gateway.store.begin() as work:
        for rule in (
            AssortmentRule(partner="acme", what="category", value="56", shown=True),
            AssortmentRule(partner="acme", what="sku", value="LAMP", shown=True),
            AssortmentRule(partner="acme", what="sku", value="NOT-THERE", shown=False),
            AssortmentRule(partner="acme", what="sku", value="DESK", shown=False),
            AssortmentRule(partner="globex", what="group", value="cabinets", shown=False),
        ):
            work.catalogue.put_rule(rule)
        work.commit()

    assert ["CHAIR", "LAMP"] == skus(found(either, ""))
    with either.gateway.store.read() as work:
        services = either.gateway.services
        assert [False, True, False] == [sees(services, work, "acme", sku) for sku in ("DESK", "LAMP", "NOPE")]
        assert not sees(services, work, "globex", "OLD-7")
    with either.gateway.store.begin() as work:
        work.catalogue.drop_rules("acme")
        work.commit()
    assert ["CHAIR", "DESK", "LAMP"] == skus(found(either, ""))


def test_what_has_no_price_that_holds_is_not_seen(either: House) -> None:
    """A price of last year shows nothing; one of next year not yet."""
    last, soon = date(2025, 12, 31), date(2026, 5, 1)
    with either.gateway.store.begin() as work:
        for sku, days in (("PAST", {"valid_until": last}), ("SOON", {"valid_from": soon})):
            work.items.put(Item(sku=sku, description=f"Thing {sku}"))
            work.items.put_price(
                PriceRecord(
                    price_list="standard", sku=sku, unit="EA", price=Decimal(1), currency="USD", **days
                )  # type: ignore[arg-type] # a day by name
            )
        work.items.put(Item(sku="NONE", description="Thing without a price"))
        work.commit()

    assert [] == skus(found(either, "thing"))
    either.clock.advance(soon - either.clock.now().date())
    assert ["SOON"] == skus(found(either, "thing"))


def test_what_changes_is_found_at_once(either: House) -> None:
    """The index follows the database, item by item or, where much changed, as a whole."""
    assert [] == skus(found(either, "lantern"))
    with either.gateway.store.begin() as work:
        work.catalogue.put(ItemContent(sku="LAMP", texts=(ItemText(language="en", name="Lantern"),)))
        work.commit()
        work.catalogue.put(ItemContent(sku="DESK", texts=(ItemText(language="en", name="Bureau"),)))
        work.commit()

    assert (["LAMP"], ["DESK"], []) == tuple(
        skus(found(either, text)) for text in ("lantern", "bureau", "檯燈")
    )


def test_an_index_of_many_changes_is_built_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found(house, "lamp")
    monkeypatch.setattr(shelf, "MOST_CHANGES", 0)
    with house.gateway.store.begin() as work:
        work.catalogue.put(ItemContent(sku="LAMP", texts=(ItemText(language="en", name="Lantern"),)))
        work.commit()

    assert ["LAMP"] == skus(found(house, "lantern"))


def test_an_index_that_another_brings_on_serves_meanwhile(house: House) -> None:
    """Nobody waits for a build but the first."""
    found(house, "lamp")
    services = house.gateway.services
    with house.gateway.store.begin() as work:
        work.catalogue.put(ItemContent(sku="LAMP", texts=(ItemText(language="en", name="Lantern"),)))
        work.commit()
    with services.shelf._lock:
        assert [] == skus(found(house, "lantern"))
    assert ["LAMP"] == skus(found(house, "lantern"))


def test_an_item_is_shown_with_what_it_costs_by_unit_and_quantity(house: House) -> None:
    today = house.clock.now().date()
    with house.gateway.store.begin() as work:
        for least, price in ((Decimal(10), "8.00"), (Decimal(24), "7.00")):
            work.items.put_price(
                PriceRecord(
                    price_list="standard",
                    sku="LAMP",
                    unit="EA",
                    price=Decimal(price),
                    currency="USD",
                    from_quantity=least,
                )
            )
        work.pricing.put_promotion(
            Promotion(
                code="SPRING", sku="CHAIR", percent=Decimal(10), minimum=4, starts_on=today, ends_on=today
            )
        )
        work.commit()
    services = house.gateway.services
    with house.gateway.store.read() as work:
        lamp = content.item(services, work, "acme", "LAMP", language="zh-Hant")
        chair = content.item(services, work, "acme", "CHAIR")
        ours = content.item(services, work, "", "LAMP")

    each, case = lamp.prices
    assert ("LED 檯燈", "USD", "EA", "CA") == (lamp.name, lamp.currency, each.unit, case.unit)
    assert [(1, "9.25"), (10, "8"), (24, "7")] == [(one.minimum, str(one.price)) for one in each.breaks]
    assert [(1, "96"), (2, "84")] == [(one.minimum, str(one.price)) for one in case.breaks]
    assert [Decimal("9.25"), Decimal(8), Decimal("9.25")] == [
        each.price_for(Decimal(wanted)) for wanted in (1, 12, 0)
    ]
    assert [case, None] == [lamp.price_in(unit) for unit in ("CA", "KG")]
    assert [(1, "54"), (4, "48.6")] == [
        (one.minimum, str(one.price.normalize())) for one in chair.prices[0].breaks
    ]
    assert ("B-77/1", ()) == (chair.buyer_number, ours.prices)


def test_an_item_nobody_described_goes_by_our_own_words(house: House) -> None:
    with house.gateway.store.begin() as work:
        work.items.put(Item(sku="BARE", units=(UnitOfItem(unit="BX", each=10, gtin="04012345123456"),)))  # type: ignore[arg-type] # a whole ratio
        work.items.put_price(
            PriceRecord(price_list="standard", sku="BARE", unit="KG", price=Decimal(1), currency="USD")
        )
        work.commit()
    with house.gateway.store.read() as work:
        bare = content.item(house.gateway.services, work, "acme", "BARE")

    assert ("BARE", ()) == (bare.name, bare.prices)
    assert ["BARE"] == skus(found(house, "4012345123456"))


def test_what_a_partner_does_not_see_is_not_there(house: House) -> None:
    with house.gateway.store.read() as work:
        for sku in ("NOPE", "OLD-7"):
            partner = "globex" if sku == "NOPE" else "acme"
            if sku == "OLD-7":
                assert content.item(house.gateway.services, work, partner, sku).item.superseded_by == "DESK"
                continue
            with pytest.raises(NotFound):
                content.item(house.gateway.services, work, partner, sku)


def test_categories_are_browsed_by_name(house: House) -> None:
    services = house.gateway.services
    with house.gateway.store.read() as work:
        top = browsing.categories(services, work, "acme", language="vi")
        below = browsing.categories(services, work, "acme", under="56000000")
        way = browsing.trail(work, "56112102")

    assert [("39", "Lighting", 1), ("56", "Nội thất", 2)] == [(one.code, one.name, one.count) for one in top]
    assert [("5610", "5610"), ("5611", "Seating")] == [(one.code, one.name) for one in below]
    assert (("56", "Furniture"), ("5611", "Seating"), ("561121", "561121"), ("56112102", "56112102")) == way


def test_pictures_are_kept_once_by_their_digest(either: House) -> None:
    kept = PictureFile(digest="ab" * 32, media_type="image/png", content=b"one")
    with either.gateway.store.begin() as work:
        work.catalogue.put_picture(kept)
        work.catalogue.put_picture(replace(kept, content=b"another"))
        work.commit()
    with either.gateway.store.read() as work:
        assert kept == content.picture(work, "ab" * 32)
        with pytest.raises(NotFound):
            content.picture(work, "cd" * 32)


def test_of_too_many_hits_no_properties_are_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_COUNTED", 2)

    assert () == found(house, "").attributes
