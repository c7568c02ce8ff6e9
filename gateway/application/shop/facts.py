"""Facts: what is known of a line of a cart, by the names profiles call it, for fields of the buyer's own."""

from gateway.application.ports import ShopLine
from gateway.application.shop.goods import Goods
from gateway.profiles.punchout import Fact, PunchOut

GTINS = frozenset({"gtin", "upc", "ean", "upc-case"})


def fact(name: Fact, line: ShopLine, goods: Goods | None, agreed: PunchOut) -> str:
    """Return a fact of a line as text, empty where it is not known."""
    of_line = {
        "sku": line.sku,
        "auxiliary": line.auxiliary,
        "description": line.description,
        "note": line.note,
        "contract": agreed.contract,
        "quote": line.quote,
    }
    if name in of_line or goods is None:
        return of_line.get(name, "")
    return {
        "buyer-part": goods.buyers_number,
        "maker": goods.content.maker,
        "maker-part": goods.maker_number,
        "unspsc": goods.content.category,
        "group": goods.item.group,
        "gtin": _gtin(line, goods),
        "lead-days": "" if goods.lead_days is None else str(goods.lead_days),
    }[name]


def _gtin(line: ShopLine, goods: Goods) -> str:
    own = [one.gtin for one in goods.item.units if one.unit == line.unit and one.gtin]
    if line.unit == goods.item.base_unit:
        own += [one.value for one in goods.item.identifiers if one.kind in GTINS]
    return next(iter(own), "")
