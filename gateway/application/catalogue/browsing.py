"""Browsing the catalogue: the categories a partner has items in."""

from gateway.application.catalogue.assortment import seen
from gateway.application.catalogue.searching import CategoryCount, counts_below, names_in
from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services
from gateway.domain.catalogue_content import ancestors, prefix, unspsc


def categories(
    services: Services, work: UnitOfWork, partner: str, *, language: str = "en", under: str = ""
) -> tuple[CategoryCount, ...]:
    """Return the categories right under one (at the top unless one is named) with how many items the partner sees there, by name."""
    index, visible = seen(services, work, partner)
    above = prefix(unspsc(under)) if under else ""
    names = names_in(work, language)
    found = counts_below(index, visible & index.active, above)
    shown = (CategoryCount(code=one, name=names.get(one, one), count=count) for one, count in found.items())
    return tuple(sorted(shown, key=lambda one: (one.name, one.code)))


def trail(work: UnitOfWork, category: str, *, language: str = "en") -> tuple[tuple[str, str], ...]:
    """Return the way down to a category: each step's digits and name."""
    names = names_in(work, language)
    return tuple((one, names.get(one, one)) for one in ancestors(unspsc(category)))
