"""Arranging the catalogue: what categories are called, and which items a partner sees."""

from collections.abc import Mapping, Sequence

from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services
from gateway.domain.catalogue_content import AssortmentRule, CategoryName, prefix, unspsc
from gateway.errors import ConfigurationFault

Row = Mapping[str, str]
NAME_COLUMNS = {"name": "en", "name_en": "en", "name_vi": "vi", "name_zh_hant": "zh-Hant"}
KINDS = ("sku", "group", "category")


def name_categories(
    services: Services, work: UnitOfWork, rows: Sequence[tuple[str, Row]], *, actor: str
) -> int:
    """Keep what categories are called, from rows with where each stands; return how many. Raises ConfigurationFault."""
    for at, row in rows:
        code = prefix(_category(at, row.get("code", "")))
        for column, language in NAME_COLUMNS.items():
            if row.get(column):
                work.catalogue.put_category(CategoryName(code=code, language=language, name=row[column]))
    services.note(work, "catalogue.categories-named", "categories", actor=actor, rows=len(rows))
    return len(rows)


def arrange(services: Services, work: UnitOfWork, rows: Sequence[tuple[str, Row]], *, actor: str) -> int:
    """Give each partner named the rules the rows say, and no others; return how many. Raises ConfigurationFault, NotFound."""
    partners = sorted({row.get("partner", "") for _, row in rows})
    for partner in partners:
        services.directory.get(partner)
        work.catalogue.drop_rules(partner)
    for at, row in rows:
        what, value, shown = row.get("what", ""), row.get("value", ""), row.get("shown", "")
        if what not in KINDS or not value or shown not in ("yes", "no"):
            raise ConfigurationFault(f"{at}: what is {', '.join(KINDS)}; value is needed; shown is yes or no")
        if what == "category":
            value = prefix(_category(at, value))
        rule = AssortmentRule(partner=row["partner"], what=what, value=value, shown=shown == "yes")
        work.catalogue.put_rule(rule)
    for partner in partners:
        services.note(work, "catalogue.assortment-arranged", partner, partner=partner, actor=actor)
    return len(rows)


def _category(at: str, text: str) -> str:
    try:
        return unspsc(text)
    except ValueError as wrong:
        raise ConfigurationFault(f"{at}: {wrong}") from wrong
