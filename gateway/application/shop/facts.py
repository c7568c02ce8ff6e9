"""Facts: what is known of a line of a cart, by the names profiles call it, for fields of the buyer's own."""

from gateway.application.ports import ShopLine
from gateway.application.shop.goods import Goods
from gateway.profiles.punchout import Fact, PunchOut

GTINS = frozenset({"gtin", "upc", "ean", "upc-case"})


def fact(name: Fact, line: ShopLine, goods: Goods | None, agreed: PunchOut) -> str:  # noqa: PLR0911 - one answer a name
    """Return a fact of a line as text, empty where it is not known."""
    match name:
        case "sku":
            return line.sku
        case "auxiliary":
            return line.auxiliary
        case "description":
            return line.description
        case "note":
            return line.note
        case "contract":
            return agreed.contract
        case "quote":
            return line.quote
        case _:
            return _of_goods(name, line, goods) if goods else ""


def _of_goods(name: str, line: ShopLine, goods: Goods) -> str:  # noqa: PLR0911 - one answer a name
    match name:
        case "buyer-part":
            return goods.buyers_number
        case "maker":
            return goods.content.maker
        case "maker-part":
            return goods.maker_number
        case "unspsc":
            return goods.content.category
        case "group":
            return goods.item.group
        case "gtin":
            return _gtin(line, goods)
        case "lead-days":
            return "" if goods.lead_days is None else str(goods.lead_days)
    raise KeyError(name)


def _gtin(line: ShopLine, goods: Goods) -> str:
    own = [one.gtin for one in goods.item.units if one.unit == line.unit and one.gtin]
    if line.unit == goods.item.base_unit:
        own += [one.value for one in goods.item.identifiers if one.kind in GTINS]
    return next(iter(own), "")
