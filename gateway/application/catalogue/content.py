"""One item of the catalogue, as a partner sees it; and pictures."""

from dataclasses import dataclass

from gateway.application.catalogue.assortment import sees
from gateway.application.catalogue.pricing import UnitPrice, prices_for
from gateway.application.ports.catalogue import PictureFile
from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services
from gateway.domain.catalogue_content import Attribute, ItemContent
from gateway.domain.items import Item
from gateway.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item as a partner sees it: `prices` by unit, the usual unit first, in `currency`; none where there is no price."""

    item: Item
    content: ItemContent
    name: str
    description: str = ""
    attributes: tuple[Attribute, ...] = ()
    buyer_number: str = ""
    prices: tuple[UnitPrice, ...] = ()
    currency: str = ""

    def price_in(self, unit: str) -> UnitPrice | None:
        """Return what the item costs in a unit."""
        return next((one for one in self.prices if one.unit == unit), None)


def item(services: Services, work: UnitOfWork, partner: str, sku: str, *, language: str = "en") -> ItemView:
    """Return an item as a partner sees it, a discontinued one too; without a partner as we do, without prices.

    Raises NotFound for an item that is not there or that the partner does not see.
    """
    found = work.items.get_many((sku,)).get(sku)
    if found is None or not sees(services, work, partner, sku):
        raise NotFound(f"there is no item {sku} in the catalogue")
    content = work.catalogue.get_many((sku,)).get(sku) or ItemContent(sku=sku)
    text = content.text(language)
    prices: tuple[UnitPrice, ...] = ()
    currency = number = ""
    if partner:
        profile = services.directory.get(partner)
        prices = prices_for(services, work, profile, (found,))[sku]
        currency, number = profile.orders.currency, work.catalogue.names_of(partner, (sku,)).get(sku, "")
    return ItemView(
        item=found,
        content=content,
        name=text.name if text else found.description or sku,
        description=text.description if text else "",
        attributes=content.attributes_in(language),
        buyer_number=number,
        prices=prices,
        currency=currency,
    )


def picture(work: UnitOfWork, digest: str) -> PictureFile:
    """Return a picture by the digest of its file; raises NotFound."""
    found = work.catalogue.picture(digest)
    if found is None:
        raise NotFound("there is no such picture")
    return found
