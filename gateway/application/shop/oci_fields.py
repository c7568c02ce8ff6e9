"""Fields of SAP's Open Catalog Interface (4.0 and 5.0): what a cart is called there, how long each field may be.

Whatever is too long is lost at the buyer without a word. So texts are cut here, where it can be seen, and a name that is
too long is left out: half a name is another's name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from gateway.application.catalogue.pictures import file_name
from gateway.application.ports import ShopLine
from gateway.application.shop.facts import fact
from gateway.application.shop.goods import Goods
from gateway.cxml.units import to_wire
from gateway.domain.quantities import plain, rounded
from gateway.profiles.punchout import Fact, PunchOut

PREFIX = "NEW_ITEM-"
LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "DESCRIPTION": 40,
        "MATNR": 40,
        "QUANTITY": 15,
        "UNIT": 3,
        "PRICE": 15,
        "CURRENCY": 5,
        "PRICEUNIT": 5,
        "LEADTIME": 5,
        "VENDOR": 10,
        "VENDORMAT": 40,
        "MANUFACTCODE": 10,
        "MANUFACTMAT": 40,
        "MATGROUP": 10,
        "SERVICE": 1,
        "CONTRACT": 10,
        "CONTRACT_ITEM": 5,
        "EXT_QUOTE_ID": 35,
        "EXT_QUOTE_ITEM": 10,
        "EXT_PRODUCT_ID": 40,
        "EXT_SCHEMA_TYPE": 10,
        "EXT_CATEGORY_ID": 60,
        "EXT_CATEGORY": 40,
        "ATTACHMENT": 255,
        "ATTACHMENT_TITLE": 255,
        "ATTACHMENT_PURPOSE": 1,
        "CUST_FIELD1": 10,
        "CUST_FIELD2": 10,
        "CUST_FIELD3": 10,
        "CUST_FIELD4": 20,
        "CUST_FIELD5": 50,
        "ITEM_TYPE": 1,
        "PARENT_ID": 5,
    }
)
USUAL: Mapping[str, Fact] = MappingProxyType(
    {
        "MATNR": "buyer-part",
        "VENDORMAT": "sku",
        "LEADTIME": "lead-days",
        "MANUFACTMAT": "maker-part",
        "CONTRACT": "contract",
        "EXT_QUOTE_ID": "quote",
        "EXT_PRODUCT_ID": "sku",
        "EXT_CATEGORY_ID": "unspsc",
        "CUST_FIELD5": "auxiliary",
    }
)
"""What stands in a field unless the profile says otherwise."""
TEXTS = frozenset({"description", "note", "maker", "group"})
PRICE_DECIMALS = QUANTITY_DECIMALS = 3
BASES = (1, 10, 100, 1000, 10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carted:
    """A line and the item it is of, as long as there is one."""

    line: ShopLine
    goods: Goods | None
    long_text: str = ""


def fields_of(carted: list[Carted], agreed: PunchOut, base: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a cart, its lines counted from 1; `base` is the address others reach us by, if it is known."""
    for number, one in enumerate(carted, 1):
        for name, value in {**_picture(one, agreed, base), **_line(one, agreed)}.items():
            if value:
                yield f"{PREFIX}{name}[{number}]", value
        long = " ".join(filter(None, (one.long_text, one.line.note)))
        if long:
            yield f"{PREFIX}LONGTEXT_{number}:132[]", long


def _line(one: Carted, agreed: PunchOut) -> Mapping[str, str]:
    line, oci = one.line, agreed.oci
    price, per = priced(line.price, line.per)
    said = {
        "DESCRIPTION": _cut(line.description, "DESCRIPTION", agreed),
        "QUANTITY": plain(rounded(line.quantity, QUANTITY_DECIMALS)),
        "UNIT": to_wire(line.unit, tuple(oci.units.items()) if oci else ())[0],
        "PRICE": plain(price),
        "CURRENCY": line.currency,
        "PRICEUNIT": plain(per),
        "EXT_SCHEMA_TYPE": "UNSPSC",
    }
    for name, known in {**USUAL, **(oci.fields if oci else {})}.items():
        value = fact(known, line, one.goods, agreed)
        said[name] = _cut(value, name, agreed) if known in TEXTS else _whole(value, name, agreed)
    return {name: value for name, value in said.items() if length_of(name, agreed)}


def _picture(one: Carted, agreed: PunchOut, base: str) -> Mapping[str, str]:
    """Return where the picture of an item is to be had from us, where it was agreed on and its address is not too long."""
    oci = agreed.oci
    if not (base and oci and oci.pictures and one.goods and one.goods.content.pictures):
        return {}
    picture = one.goods.content.pictures[0]
    name = file_name(picture.digest, picture.media_type)
    address = _whole(f"{base.rstrip('/')}/pictures/{name}", "ATTACHMENT", agreed)
    said = {
        "ATTACHMENT": address,
        "ATTACHMENT_TITLE": _cut(picture.text or one.line.description, "ATTACHMENT_TITLE", agreed),
        "ATTACHMENT_PURPOSE": _whole(oci.picture_purpose, "ATTACHMENT_PURPOSE", agreed),
    }
    return said if address else {}


def priced(price: Decimal, per: Decimal) -> tuple[Decimal, Decimal]:
    """Return a price of three decimals, and for how many of the unit it is: as many as it takes."""
    for basis in BASES:
        scaled = price * basis
        if scaled == rounded(scaled, PRICE_DECIMALS):
            return scaled, per * basis
    return rounded(price, PRICE_DECIMALS), per


def length_of(name: str, agreed: PunchOut) -> int:
    """Return how long a field may be; nothing (0) where it is to be left out."""
    own = agreed.oci.lengths if agreed.oci else {}
    return own.get(name, LENGTHS.get(name, 0))


def _cut(text: str, name: str, agreed: PunchOut) -> str:
    return text[: length_of(name, agreed)].rstrip()


def _whole(text: str, name: str, agreed: PunchOut) -> str:
    return text if len(text) <= length_of(name, agreed) else ""
