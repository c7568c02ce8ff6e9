"""Items as a list of them shows them: names in the reader's language, the partner's own number, a price."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gateway.application.catalogue.pricing import UnitPrice, prices_for
from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services
from gateway.domain.catalogue_content import ItemContent
from gateway.domain.items import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An item in a list: `price` is that of one `unit` in `currency`, None where we have none for the partner."""

    sku: str
    name: str
    description: str = ""
    category: str = ""
    maker: str = ""
    maker_number: str = ""
    buyer_number: str = ""
    unit: str
    price: Decimal | None = None
    currency: str = ""
    picture: str = ""
    lead_days: int | None = None
    status: str = "active"
    superseded_by: str = ""


def hits_of(
    services: Services, work: UnitOfWork, partner: str, skus: Sequence[str], *, language: str
) -> tuple[Hit, ...]:
    """Return items as a partner sees them in a list, in the given order; without a partner without prices."""
    items, contents = work.items.get_many(skus), work.catalogue.get_many(skus)
    prices: dict[str, tuple[UnitPrice, ...]] = {}
    names, currency = {}, ""
    if partner:
        profile = services.directory.get(partner)
        prices = dict(prices_for(services, work, profile, items.values()))
        names, currency = dict(work.catalogue.names_of(partner, skus)), profile.orders.currency
    return tuple(
        _hit(
            items[sku],
            contents.get(sku) or ItemContent(sku=sku),
            next(iter(prices.get(sku, ())), None),
            buyer_number=names.get(sku, ""),
            currency=currency,
            language=language,
        )
        for sku in skus
        if sku in items
    )


def _hit(
    item: Item,
    content: ItemContent,
    price: UnitPrice | None,
    *,
    buyer_number: str,
    currency: str,
    language: str,
) -> Hit:
    text = content.text(language)
    return Hit(
        sku=item.sku,
        name=text.name if text else item.description or item.sku,
        description=text.description if text else "",
        category=content.category,
        maker=content.maker,
        maker_number=content.maker_number,
        buyer_number=buyer_number,
        unit=price.unit if price else item.base_unit,
        price=price.price if price else None,
        currency=currency,
        picture=content.pictures[0].digest if content.pictures else "",
        lead_days=content.lead_days,
        status=item.status,
        superseded_by=item.superseded_by,
    )
