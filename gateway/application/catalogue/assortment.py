"""The assortment: which items a partner sees."""

from gateway.application.catalogue.index import CatalogueIndex
from gateway.application.catalogue.pricing import today
from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services


def seen(services: Services, work: UnitOfWork, partner: str) -> tuple[CatalogueIndex, int]:
    """Return the index and the items of it a partner sees, discontinued ones too; without a partner all of them.

    A partner sees what has a price in its own list or in the general one agreed with it, unless rules say otherwise.
    """
    index = services.shelf.index(work)
    if not partner:
        return index, index.alive
    orders = services.directory.get(partner).orders
    lists = [one for one in (orders.price_list, orders.general_price_list) if one]
    rules = work.catalogue.rules(partner)
    return index, index.seen_by(partner, lists, rules, on=today(services))


def sees(services: Services, work: UnitOfWork, partner: str, sku: str) -> bool:
    """Return whether a partner sees an item."""
    index, found = seen(services, work, partner)
    place = index.place(sku)
    return place is not None and bool(found >> place & 1)
