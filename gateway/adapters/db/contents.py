"""What buyers see of our items, kept in the database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, select

from gateway.adapters.db.catalogue_changes import CatalogueChanges
from gateway.adapters.db.items import ALWAYS
from gateway.adapters.db.rows import CHUNK, added, chunks, columns_for, instead, made, unless_there, values
from gateway.adapters.db.tables import (
    assortment_rule,
    catalogue_index,
    category_name,
    cross_reference,
    item,
    item_content,
    item_identifier,
    item_unit,
    picture,
    price,
)
from gateway.application.ports.catalogue import Listed, PictureFile, Searchable
from gateway.domain.catalogue_content import AssortmentRule, CategoryName, ItemContent

THESE: Any = bindparam("these", expanding=True)
PUT = instead(item_content, "sku")
PUT_PICTURE = unless_there(picture)
PUT_CATEGORY = instead(category_name, "code", "language")
PUT_RULE = instead(assortment_rule, "partner", "what", "value")
PUT_INDEX = instead(catalogue_index, "one")
KEPT_INDEX = select(catalogue_index.c.version, catalogue_index.c.content)
CONTENTS = select(item_content.c.sku, item_content.c.content).where(item_content.c.sku.in_(THESE))
PICTURE = select(*columns_for(PictureFile, picture)).where(picture.c.digest == bindparam("of_digest"))
CATEGORIES = select(*columns_for(CategoryName, category_name)).order_by(
    category_name.c.code, category_name.c.language
)
RULES = (
    select(*columns_for(AssortmentRule, assortment_rule))
    .where(assortment_rule.c.partner == bindparam("of_partner"))
    .order_by(assortment_rule.c.what, assortment_rule.c.value)
)
NAMES = (
    select(cross_reference.c.sku, cross_reference.c.partner, cross_reference.c.value)
    .where(cross_reference.c.sku.in_(THESE))
    .order_by(cross_reference.c.sku, cross_reference.c.partner, cross_reference.c.value)
)
WINDOW = 5000
"""Items of a whole catalogue that are read at once: enough to be quick, few enough to be held."""
SKUS = select(item.c.sku).order_by(item.c.sku)
ALL_ITEMS = select(item.c.sku, item.c.description, item.c.status, item.c.group).order_by(item.c.sku)
ALL_CONTENTS = select(item_content.c.sku, item_content.c.content)
ALL_NUMBERS = select(item_identifier.c.sku, item_identifier.c.value)
ALL_GTINS = select(item_unit.c.sku, item_unit.c.gtin).where(item_unit.c.gtin != "")
ALL_NAMES = select(cross_reference.c.sku, cross_reference.c.partner, cross_reference.c.value)
ALL_LISTS = select(
    price.c.sku,
    price.c.price_list,
    func.min(price.c.starts_on).label("starts_on"),
    func.max(price.c.valid_until).label("ends_on"),
    func.count(price.c.valid_until).label("ending"),
    func.count().label("prices"),
).group_by(price.c.sku, price.c.price_list)


class DbContents:
    """Implements the port Contents."""

    def __init__(self, connection: Connection, changes: CatalogueChanges) -> None:
        self._connection = connection
        self._changes = changes

    def put(self, content: ItemContent) -> None:
        """Keep what is seen of an item; what was kept of it is replaced."""
        self._changes.mark((content.sku,))
        row = {"sku": content.sku, "content": content}
        self._connection.execute(PUT[self._connection.dialect.name], row)

    def get_many(self, skus: Iterable[str]) -> Mapping[str, ItemContent]:
        """Return what is kept of these items."""
        return {
            row["sku"]: row["content"]
            for part in chunks(sorted(set(skus)))
            for row in self._connection.execute(CONTENTS, {"these": part}).mappings()
        }

    def put_picture(self, picture: PictureFile) -> None:
        """Keep a picture; the same again changes nothing."""
        added(self._connection, PUT_PICTURE, values(picture))

    def picture(self, digest: str) -> PictureFile | None:
        """Return a picture."""
        found = made(PictureFile, self._connection.execute(PICTURE, {"of_digest": digest}))
        return found[0] if found else None

    def put_category(self, category: CategoryName) -> None:
        """Keep what a category is called in a language."""
        self._changes.raise_version()
        self._connection.execute(PUT_CATEGORY[self._connection.dialect.name], values(category))

    def category_names(self) -> Sequence[CategoryName]:
        """Return what categories are called, by code and language."""
        return made(CategoryName, self._connection.execute(CATEGORIES))

    def put_rule(self, rule: AssortmentRule) -> None:
        """Keep what a partner may or may not see."""
        self._changes.raise_version()
        self._connection.execute(PUT_RULE[self._connection.dialect.name], values(rule))

    def drop_rules(self, partner: str) -> None:
        """Forget what a partner may or may not see."""
        self._changes.raise_version()
        self._connection.execute(delete(assortment_rule).where(assortment_rule.c.partner == partner))

    def rules(self, partner: str) -> Sequence[AssortmentRule]:
        """Return what a partner may and may not see."""
        return made(AssortmentRule, self._connection.execute(RULES, {"of_partner": partner}))

    def names_of(self, partner: str, skus: Iterable[str]) -> Mapping[str, str]:
        """Return the partner's own number of each of these items it has one for, the first by value."""
        found: dict[str, str] = {}
        for part in chunks(sorted(set(skus))):
            for sku, of, value in self._connection.execute(NAMES, {"these": part}):
                if of == partner:
                    found.setdefault(sku, value)
        return found

    def version(self) -> int:
        """Return how often the catalogue changed; 0 before it ever did."""
        return self._changes.version()

    def changed_since(self, version: int) -> Sequence[str]:
        """Return the items that changed after a version."""
        return self._changes.since(version)

    def keep_index(self, version: int, content: bytes) -> None:
        """Keep what somebody built to search a version of the catalogue by; what was kept before is replaced."""
        row = {"one": 1, "version": version, "content": content}
        self._connection.execute(PUT_INDEX[self._connection.dialect.name], row)

    def kept_index(self) -> tuple[int, bytes] | None:
        """Return what was kept last to search the catalogue by, and the version it was built of."""
        row = self._connection.execute(KEPT_INDEX).first()
        return None if row is None else (row.version, row.content)

    def searchable(self, skus: Iterable[str] | None = None) -> Iterator[Searchable]:
        """Yield what search has to know of these items, of all unless they are named, by sku."""
        wanted = self._connection.execute(SKUS).scalars().all() if skus is None else sorted(set(skus))
        size = WINDOW if skus is None else CHUNK
        return chain.from_iterable(
            self._searchable(part, whole=skus is None) for part in chunks(wanted, size)
        )

    def _searchable(self, skus: Sequence[str], *, whole: bool) -> Iterator[Searchable]:
        """Yield some items; `whole` says that all from the first to the last are meant, which one range says."""
        contents = {row.sku: row.content for row in self._rows(ALL_CONTENTS, skus, whole=whole)}
        numbers = _gathered(self._rows(ALL_NUMBERS, skus, whole=whole))
        for sku, numbered in _gathered(self._rows(ALL_GTINS, skus, whole=whole)).items():
            numbers.setdefault(sku, []).extend(numbered)
        names = _gathered(self._rows(ALL_NAMES, skus, whole=whole))
        lists: dict[str, list[Listed]] = {}
        for one in self._rows(ALL_LISTS, skus, whole=whole):
            lists.setdefault(one.sku, []).append(_listed(one))
        for row in self._rows(ALL_ITEMS, skus, whole=whole):
            sku = row.sku
            yield Searchable(
                sku=sku,
                description=row.description,
                status=row.status,
                group=row.group,
                content=contents.get(sku) or ItemContent(sku=sku),
                numbers=tuple(one for (one,) in numbers.get(sku, ())),
                names=tuple((partner, value) for partner, value in names.get(sku, ())),
                lists=tuple(lists.get(sku, ())),
            )

    def _rows(self, statement: Select[Any], skus: Sequence[str], *, whole: bool) -> Iterable[Row[Any]]:
        sku = next(iter(statement.selected_columns))
        among = sku.between(skus[0], skus[-1]) if whole else sku.in_(skus)
        return self._connection.execute(statement.where(among))


def _gathered(rows: Iterable[Row[Any]]) -> dict[str, list[Sequence[Any]]]:
    """Return what rows have beside the sku they begin with, by sku."""
    found: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def _listed(row: Row[Any]) -> Listed:
    """Return a list with the days from the first price's start to the last one's end, where all of them end."""
    return Listed(
        price_list=row.price_list,
        starts_on=None if row.starts_on == ALWAYS else row.starts_on,
        ends_on=row.ends_on if row.ending == row.prices else None,
    )
