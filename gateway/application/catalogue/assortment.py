"""The assortment: which items a partner sees."""

from collections.abc import Collection, Sequence

from gateway.application.catalogue.index import CatalogueIndex
from gateway.application.catalogue.postings import places_in
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
    rules = work.catalogue.rules(partner)
    return index, index.seen_by(partner, _lists(services, partner), rules, on=today(services))


def seen_now(services: Services, work: UnitOfWork, partner: str, skus: Collection[str]) -> frozenset[str]:
    """Return which of these items a partner sees as the database has them now; for whoever writes and cannot wait."""
    few = CatalogueIndex(work.catalogue.searchable(skus) if skus else ())
    found = few.seen_by(partner, _lists(services, partner), work.catalogue.rules(partner), on=today(services))
    return frozenset(few.skus[place] for place in places_in(found))


def sees(services: Services, work: UnitOfWork, partner: str, sku: str) -> bool:
    """Return whether a partner sees an item."""
    index, found = seen(services, work, partner)
    place = index.place(sku)
    return place is not None and bool(found >> place & 1)


def _lists(services: Services, partner: str) -> Sequence[str]:
    orders = services.directory.get(partner).orders
    return [one for one in (orders.price_list, orders.general_price_list) if one]
