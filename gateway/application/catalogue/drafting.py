"""Drafts of items: what is known of them, changed row by row as a list says; every fault by row and column."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from gateway.application.catalogue.columns import (
    COLUMNS,
    NAMES,
    NOTHING,
    PROPERTIES,
    TEXTS,
    Wrong,
)
from gateway.application.catalogue.rows import ImportRow
from gateway.application.ports.stock import PriceRecord
from gateway.domain.catalogue_content import MAKER_KIND, ItemContent, ItemText, Picture
from gateway.domain.findings import Finding, find
from gateway.domain.items import Item, ItemIdentifier

OF_ITEM = ("status", "superseded_by", "base_unit", "units", "pack", "group")
OF_CONTENT = ("category", "maker", "maker_number")
NULLABLE = ("list_price", "lead_days")
Values = Mapping[str, Any]
"""What a row's cells say, by column, as each column reads its cells."""
PARTNERS_NUMBER = "buyer-part"
"""The kind under which a partner's own number of an item is kept."""


@dataclass(slots=True)
class Draft:
    """An item as it would be; `new` where it is not there yet."""

    item: Item
    content: ItemContent
    new: bool
    prices: dict[tuple[object, ...], PriceRecord] = field(default_factory=dict)
    names: dict[tuple[str, str], None] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a list is read against: the price list and currency of prices that name none, who is known, pictures at hand.

    `picture` returns a picture by the name a list calls it by, and raises Wrong for what is not there or is none.
    """

    price_list: str
    currency: str
    knows_partner: Callable[[str], bool]
    picture: Callable[[str], Picture]


def change(draft: Draft, row: ImportRow, around: Surroundings) -> Iterator[Finding]:
    """Change a draft as a row says, and yield what is wrong with the row; a wrong cell changes nothing."""
    values: dict[str, Any] = {}
    for name, text in row.cells.items():
        if name not in COLUMNS or not text or name == "sku":
            continue
        try:
            values[name] = _value(name, text)
        except Wrong as wrong:
            yield find(str(wrong), path=f"{row.at}.{name}", value_seen=text)
    draft.rows.append(row.at)
    _change_item(draft, values)
    _change_content(draft, values)
    yield from _pictures(draft, row, values, around)
    yield from _price(draft, row, values, around)
    yield from _name(draft, row, values, around)


def _value(name: str, text: str) -> object:
    column = COLUMNS[name]
    if text != NOTHING:
        return column.read(text)
    if column.empty is None:
        raise Wrong("catalogue.value-missing")
    return column.empty


def _change_item(draft: Draft, values: Values) -> None:
    changes: dict[str, Any] = {name: values[name] for name in OF_ITEM if name in values}
    if "list_price" in values:
        changes["list_price"] = values["list_price"] or None
    if "identifiers" in values:
        changes["identifiers"] = values["identifiers"]
    if draft.new and not draft.item.description:
        changes["description"] = values.get("name") or next(
            (values[one] for one in NAMES if one in values), ""
        )
    draft.item = replace(draft.item, **changes)


def _change_content(draft: Draft, values: Values) -> None:
    content = draft.content
    changes: dict[str, Any] = {name: values[name] for name in OF_CONTENT if name in values}
    if "lead_days" in values:
        changes["lead_days"] = None if values["lead_days"] == "" else values["lead_days"]
    if any(one in values for one in (*NAMES, *TEXTS)):
        changes["texts"] = _texts(content, values, draft.item.description or draft.item.sku)
    for name, language in PROPERTIES.items():
        if name in values:
            others = tuple(one for one in content.attributes if one.language != language)
            own = (replace(one, language=language) for one in values[name])
            content = replace(content, attributes=(*others, *own))
    draft.content = replace(content, **changes)
    if "maker_number" in values:
        numbers = [one for one in draft.item.identifiers if one.kind != MAKER_KIND]
        if values["maker_number"]:
            numbers.append(ItemIdentifier(kind=MAKER_KIND, value=values["maker_number"]))
        draft.item = replace(draft.item, identifiers=tuple(numbers))


def _texts(content: ItemContent, values: Values, otherwise: str) -> tuple[ItemText, ...]:
    """Return the words with those that are given; where a language gets a description only, the name is our own."""
    texts = {one.language: one for one in content.texts}
    for name, language in NAMES.items():
        if name in values:
            known = texts.get(language) or ItemText(language=language, name="")
            texts[language] = replace(known, name=str(values[name]))
    for name, language in TEXTS.items():
        if name in values:
            known = texts.get(language) or ItemText(language=language, name=otherwise)
            texts[language] = replace(known, description=str(values[name]))
    return tuple(texts[one] for one in sorted(texts))


def _pictures(draft: Draft, row: ImportRow, values: Values, around: Surroundings) -> Iterator[Finding]:
    pictures = draft.content.pictures
    if "pictures" in values:
        found = []
        for name in values["pictures"]:
            try:
                found.append(around.picture(name))
            except Wrong as wrong:
                yield find(str(wrong), path=f"{row.at}.pictures", value_seen=name)
        pictures = tuple(found)
    if "picture_text" in values:
        pictures = tuple(replace(one, text=str(values["picture_text"])) for one in pictures)
    draft.content = replace(draft.content, pictures=pictures)


def _price(draft: Draft, row: ImportRow, values: Values, around: Surroundings) -> Iterator[Finding]:
    if "price" not in values:
        return
    given = {
        "price_list": values.get("price_list") or around.price_list,
        "currency": values.get("currency") or around.currency,
    }
    for name, value in given.items():
        if not value:
            yield find("catalogue.value-missing", path=f"{row.at}.{name}")
    price = PriceRecord(
        sku=draft.item.sku,
        unit=str(values.get("price_unit") or draft.item.base_unit),
        price=values["price"],
        from_quantity=values.get("from_quantity", Decimal(0)),
        valid_from=values.get("valid_from"),
        valid_until=values.get("valid_until"),
        contract=str(values.get("contract", "")),
        per=values.get("per", Decimal(1)),
        price_list=str(given["price_list"]),
        currency=str(given["currency"]),
    )
    if price.unit not in (draft.item.base_unit, *(one.unit for one in draft.item.units)):
        yield find("catalogue.price-unit-unknown", path=f"{row.at}.price_unit", value_seen=price.unit)
    key = (price.price_list, price.unit, price.from_quantity, price.valid_from, price.contract)
    draft.prices[key] = price


def _name(draft: Draft, row: ImportRow, values: Values, around: Surroundings) -> Iterator[Finding]:
    partner, number = str(values.get("partner", "")), str(values.get("partner_number", ""))
    if not number:
        return
    if not partner:
        yield find("catalogue.value-missing", path=f"{row.at}.partner")
    elif not around.knows_partner(partner):
        yield find("catalogue.partner-unknown", path=f"{row.at}.partner", value_seen=partner)
    else:
        draft.names[(partner, number)] = None
