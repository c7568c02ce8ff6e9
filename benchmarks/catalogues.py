"""A catalogue of any size, made up: products of a trade with names in three languages, prices, numbers and properties."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from sqlalchemy import Connection, insert

from gateway.adapters.db.catalogue_changes import CatalogueChanges
from gateway.adapters.db.tables import cross_reference, item, item_content, item_identifier, price
from gateway.domain.catalogue_content import Attribute, CategoryName, ItemContent, ItemText

BATCH = 2000
PRODUCTS = (
    ("Hex bolt", "Bu lông lục giác", "六角螺栓", "31161504"),
    ("Flat washer", "Vòng đệm phẳng", "平墊圈", "31161807"),
    ("Hex nut", "Đai ốc lục giác", "六角螺帽", "31161727"),
    ("Ball valve", "Van bi", "球閥", "40141607"),
    ("Gate valve", "Van cổng", "閘閥", "40141602"),
    ("Power cable", "Cáp điện", "電源線", "26121616"),
    ("Circuit breaker", "Cầu dao", "斷路器", "39121601"),
    ("Deep groove bearing", "Vòng bi rãnh sâu", "深溝滾珠軸承", "31171504"),
    ("Safety glove", "Găng tay bảo hộ", "安全手套", "46181504"),
    ("Desk lamp", "Đèn bàn", "檯燈", "39111500"),
    ("Task chair", "Ghế làm việc", "辦公椅", "56112102"),
    ("Drill bit", "Mũi khoan", "鑽頭", "27112845"),
    ("Pressure gauge", "Đồng hồ áp suất", "壓力錶", "41112403"),
    ("Hydraulic hose", "Ống thủy lực", "液壓軟管", "40142002"),
    ("Copy paper", "Giấy in", "影印紙", "14111507"),
    ("Cleaning cloth", "Khăn lau", "清潔布", "47131502"),
)
MATERIALS = (
    ("zinc plated steel", "thép mạ kẽm", "鍍鋅鋼"),
    ("stainless steel A2", "thép không gỉ A2", "不鏽鋼A2"),
    ("brass", "đồng thau", "黃銅"),
    ("polyamide", "polyamit", "聚醯胺"),
    ("galvanized", "mạ kẽm nhúng nóng", "熱浸鍍鋅"),
    ("rubber", "cao su", "橡膠"),
)
MAKERS = (
    "Northforge",
    "Delta Works",
    "Kirin Tools",
    "Sao Mai",
    "Albion",
    "Pacific Fasteners",
    "Mekong Electric",
)
COLOURS = ("black", "grey", "blue", "red", "white", "green")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An item that was made up, and what its buyer calls it."""

    sku: str
    content: ItemContent
    buyers: str
    gtin: str
    price: Decimal


def made_up(count: int, *, seed: int = 1) -> Iterator[Made]:
    """Yield so many items, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        product, material = chance.choice(PRODUCTS), chance.choice(MATERIALS)
        size = f"M{chance.choice((3, 4, 5, 6, 8, 10, 12, 16, 20))}x{chance.choice(range(8, 200, 2))}"
        maker = chance.choice(MAKERS)
        sku = f"{''.join(word[0] for word in product[0].upper().split())}-{number:06d}-{chance.randrange(10, 99)}"
        yield Made(
            sku=sku,
            content=ItemContent(
                sku=sku,
                texts=(
                    ItemText(
                        language="en",
                        name=f"{product[0]} {size}, {material[0]}",
                        description=f"{product[0]} by {maker}",
                    ),
                    ItemText(language="vi", name=f"{product[1]} {size} {material[1]}"),
                    ItemText(language="zh-Hant", name=f"{product[2]} {size} {material[2]}"),
                ),
                category=product[3],
                maker=maker,
                maker_number=f"{maker[:2].upper()}{chance.randrange(10**6):06d}/{size}",
                attributes=(
                    Attribute(name="Size", value=size),
                    Attribute(name="Material", value=material[0]),
                    Attribute(name="Colour", value=chance.choice(COLOURS)),
                ),
            ),
            buyers=f"M-{chance.randrange(10**7):07d}",
            gtin=f"{chance.randrange(10**12):012d}",
            price=Decimal(chance.randrange(5, 90000)) / 100,
        )


def stock(connection: Connection, items: Iterator[Made], *, partner: str, price_list: str) -> None:
    """Put items with their content, prices and a partner's names into a database, quickly; what was there stays."""
    changes = CatalogueChanges(connection)
    while part := list(islice(items, BATCH)):
        changes.mark(one.sku for one in part)
        connection.execute(insert(item), [_item(one) for one in part])
        connection.execute(insert(item_content), [{"sku": one.sku, "content": one.content} for one in part])
        connection.execute(
            insert(item_identifier),
            [{"sku": one.sku, "seq": 0, "kind": "upc", "value": one.gtin} for one in part],
        )
        connection.execute(
            insert(cross_reference),
            [{"partner": partner, "value": one.buyers, "kind": "buyer-part", "sku": one.sku} for one in part],
        )
        connection.execute(insert(price), [_price(one, price_list) for one in part])
    connection.commit()


def category_names() -> Iterator[CategoryName]:
    """Yield what the categories of the made-up items are called."""
    for english, vietnamese, chinese, code in PRODUCTS:
        for language, name in (("en", english), ("vi", vietnamese), ("zh-Hant", chinese)):
            yield CategoryName(code=code, language=language, name=name)


def _item(one: Made) -> dict[str, object]:
    return {
        "sku": one.sku,
        "description": one.content.texts[0].name,
        "base_unit": "EA",
        "status": "active",
        "superseded_by": "",
        "pack": 1,
        "list_price": None,
        "weight_kg": None,
        "length_mm": None,
        "width_mm": None,
        "height_mm": None,
        "group": "",
    }


def _price(one: Made, price_list: str) -> dict[str, object]:
    return {
        "price_list": price_list,
        "sku": one.sku,
        "unit": "EA",
        "from_quantity": Decimal(0),
        "starts_on": date.min,
        "contract": "",
        "price": one.price,
        "per": Decimal(1),
        "currency": "USD",
        "valid_until": None,
    }
