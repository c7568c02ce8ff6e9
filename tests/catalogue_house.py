"""A catalogue for tests: what is seen of the house's items, in three languages."""

from decimal import Decimal

from gateway.application.ports import PriceRecord
from gateway.domain.catalogue_content import Attribute, CategoryName, ItemContent, ItemText
from gateway.domain.items import Item, ItemIdentifier
from tests.house import House

CONTENT = (
    ItemContent(
        sku="LAMP",
        texts=(
            ItemText(language="en", name="Desk lamp, LED", description="Warm light"),
            ItemText(language="vi", name="Đèn bàn LED"),
            ItemText(language="zh-Hant", name="LED 檯燈"),
        ),
        category="39111527",
        maker="Lumenor",
        maker_number="LX-200/B",
        lead_days=3,
        attributes=(Attribute(name="Colour", value="black"), Attribute(name="Power", value="9", unit="W")),
    ),
    ItemContent(
        sku="CHAIR",
        texts=(ItemText(language="en", name="Task chair"), ItemText(language="vi", name="Ghế xoay")),
        category="56112102",
        attributes=(Attribute(name="Colour", value="black"),),
    ),
    ItemContent(sku="DESK", texts=(ItemText(language="en", name="Writing desk"),), category="56101703"),
)
OLD = Item(
    sku="OLD-7",
    description="Filing cabinet",
    status="discontinued",
    superseded_by="DESK",
    group="cabinets",
    identifiers=(ItemIdentifier(kind="gtin", value="00012345678905"),),
)


def filled(house: House) -> None:
    """Fill the catalogue of a house."""
    with house.gateway.store.begin() as work:
        work.items.put(OLD)
        work.items.put_price(
            PriceRecord(price_list="standard", sku="OLD-7", unit="EA", price=Decimal(99), currency="USD")
        )
        work.items.put_cross_reference("acme", "buyer-part", "B-77/1", "CHAIR")
        for content in CONTENT:
            work.catalogue.put(content)
        for code, language, name in (
            ("39", "en", "Lighting"),
            ("56", "en", "Furniture"),
            ("56", "vi", "Nội thất"),
            ("5611", "en", "Seating"),
        ):
            work.catalogue.put_category(CategoryName(code=code, language=language, name=name))
        work.commit()
