"""Items: how they are named, described, classed and counted, the same in orders, carts, answers and invoices."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gateway.cxml.codecs import COUNT, UNIT
from gateway.cxml.money import price_of, put_basis, put_money, read_price
from gateway.cxml.nodes import Element, Node, Reading, Writing
from gateway.cxml.shapes import Both, Fields
from gateway.cxml.terms import put_extrinsics, read_extrinsics
from gateway.cxml.units import to_wire
from gateway.domain.carts import AUXILIARY, UNSPSC
from gateway.domain.items import Description, ItemIdentifier
from gateway.domain.terms import LeadTime

PART, BUYER_PART = "vendor-part", "buyer-part"
MAKER_PART, MAKER = "manufacturer-part", "manufacturer"
OUR_PARTS = (PART, "vendor-item", "vendor-catalogue", "sku")
"""Kinds of names that may stand as SupplierPartID, the best first."""
THEIR_PARTS = (BUYER_PART, "buyer-item", "purchaser-item", "buyer-catalogue")
DOMAINS: Mapping[str, str] = {
    "EAN-13": "ean",
    "UPC": "upc",
    "GTIN": "gtin",
    "custSKU": "sku",
    "ISBN": "isbn",
    "ISBN-13": "isbn",
}
"""Kinds of names that stand as IdReference, by its domain."""
KEPT = "cxml:"
CLASS = "cxml-class:"
SHORT, FREE = "short-name", "free"
CLASS_DIGITS = 8
ORDER_TO_DELIVERY, DAYS = "order-to-delivery", "DA"


def read_names(node: Node, into: Fields) -> None:
    """Take the names in an ItemID."""
    item = node.first("ItemID")
    if item is None:
        return
    names: list[ItemIdentifier] = into.setdefault("identifiers", [])
    names += names_in(item)


def names_in(item: Node) -> list[ItemIdentifier]:
    """Return the names in an ItemID."""
    found = []
    for tag, kind in (
        ("SupplierPartID", PART),
        ("SupplierPartAuxiliaryID", AUXILIARY),
        ("BuyerPartID", BUYER_PART),
    ):
        for one in item.all(tag):
            text = " ".join("".join(str(part) for part in one.element.itertext()).split())
            one.text  # noqa: B018 - it is read now
            if text:
                found.append(ItemIdentifier(kind=kind, value=text))
    for one in item.all("IdReference"):
        domain, value = one.get("domain"), one.get("identifier")
        one.forget("Creator", "Description")
        found.append(ItemIdentifier(kind=DOMAINS.get(domain, f"{KEPT}{domain}"), value=value))
    return found


def write_names(line: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a line of any document
    """Write an ItemID; it always has a SupplierPartID."""
    put_names(line.identifiers, writing.put(element, "ItemID"), writing)


def put_names(identifiers: tuple[ItemIdentifier, ...], item: Element, writing: Writing) -> None:
    """Write names into an ItemID."""
    ours, theirs = first_of(identifiers, OUR_PARTS), first_of(identifiers, THEIR_PARTS)
    _put_part(item, "SupplierPartID", ours, writing)
    auxiliary = first_of(identifiers, (AUXILIARY,))
    if auxiliary:
        dialect = writing.dialect
        if len(auxiliary) > dialect.auxiliary_length or set(auxiliary) - set(dialect.auxiliary_allowed):
            writing.note("cxml.part-number-wrong", item, attribute="SupplierPartAuxiliaryID", value=auxiliary)
        writing.put(item, "SupplierPartAuxiliaryID", auxiliary)
    if theirs:
        writing.put(item, "BuyerPartID", theirs)
    for one in identifiers:
        domain = next((name for name, kind in DOMAINS.items() if kind == one.kind), "")
        if one.kind.startswith(KEPT):
            domain = one.kind.removeprefix(KEPT)
        stands_already = one.kind in OUR_PARTS and one.value == ours
        if domain and not stands_already:
            writing.put(item, "IdReference", domain=domain, identifier=one.value)


def _put_part(item: Element, tag: str, value: str, writing: Writing) -> None:
    most = writing.dialect.part_bytes
    if not value:
        writing.note("cxml.part-missing", item, attribute=tag)
    elif (most and len(value.encode()) > most) or set(value) & set("?{}"):
        writing.note("cxml.part-number-wrong", item, attribute=tag, value=value)
    writing.put(item, tag, value)


def first_of(identifiers: tuple[ItemIdentifier, ...], kinds: tuple[str, ...]) -> str:
    """Return the name of the first of these kinds that there is."""
    by_kind = {one.kind: one.value for one in reversed(identifiers)}
    return next((by_kind[kind] for kind in kinds if by_kind.get(kind)), "")


def read_descriptions(node: Node, into: Fields) -> None:
    """Take short names and descriptions."""
    found: list[Description] = into.setdefault("descriptions", [])
    for one in node.all("Description"):
        one.forget("@type")
        found += [
            Description(kind=FREE, characteristic=SHORT, text=_line(short), language=one.language)
            for short in one.all("ShortName")
        ]
        if text := _line(one):
            found.append(Description(kind=FREE, text=text, language=one.language))


def _line(node: Node) -> str:
    return " ".join(node.text.split())


def write_descriptions(
    descriptions: tuple[Description, ...], parent: Element, writing: Writing, *, instead: str = ""
) -> None:
    """Write descriptions; `instead` where there are none."""
    short: Element | None = None
    wrote = False
    for one in descriptions:
        if not one.text:
            continue
        text = cut(one.text, writing.dialect.description_bytes, parent, writing)
        if one.characteristic == SHORT:
            short = writing.say(parent, "Description", "", language=one.language)
            writing.put(short, "ShortName", text)
        elif short is not None and one.language in (
            "",
            short.get("{http://www.w3.org/XML/1998/namespace}lang"),
        ):
            short[-1].tail = text
            short = None
        else:
            writing.say(parent, "Description", text, language=one.language)
        wrote = True
    if instead and not wrote:
        writing.say(parent, "Description", instead)


def cut(text: str, most: int, element: Element, writing: Writing) -> str:
    """Return the text with no more bytes than that, whole characters only."""
    short = shortened(text, most)
    if short != text:
        writing.note("cxml.text-cut", element)
    return short


def shortened(text: str, most: int) -> str:
    """Return as much of a text as so many bytes hold, whole characters only; 0 holds anything."""
    fits = not most or len(text.encode()) <= most
    return text if fits else text.encode()[:most].decode("utf-8", "ignore").rstrip()


def read_classes(node: Node, into: Fields, reading: Reading) -> None:
    """Take the classes: UNSPSC as eight digits, others as they came."""
    names: list[ItemIdentifier] = into.setdefault("identifiers", [])
    for one in node.all("Classification"):
        domain, code = one.get("domain"), one.text or one.get("code")
        one.forget("@code")
        if domain.casefold() != "unspsc":
            names.append(ItemIdentifier(kind=f"{CLASS}{domain}", value=code))
            continue
        digits = "".join(filter(str.isdigit, code))
        if digits != code or len(digits) != CLASS_DIGITS:
            reading.note("cxml.class-wrong", one, value=code)
        if digits and digits != reading.dialect.classification:
            names.append(ItemIdentifier(kind=UNSPSC, value=digits))


def write_classes(
    identifiers: tuple[ItemIdentifier, ...], parent: Element, writing: Writing, *, always: bool = True
) -> None:
    """Write the classes; the dialect's own where there is none and one must be."""
    wrote = False
    for one in identifiers:
        domain = (
            "UNSPSC"
            if one.kind == UNSPSC
            else one.kind.removeprefix(CLASS)
            if one.kind.startswith(CLASS)
            else ""
        )
        if domain:
            writing.put(parent, "Classification", one.value, domain=domain)
            wrote = True
    if always and not wrote:
        writing.put(parent, "Classification", writing.dialect.classification, domain="UNSPSC")


def read_makers(node: Node, into: Fields) -> None:
    """Take the maker's name of the item, and the maker's own."""
    names: list[ItemIdentifier] = into.setdefault("identifiers", [])
    for tag, kind in (("ManufacturerPartID", MAKER_PART), ("ManufacturerName", MAKER)):
        values = (_line(one) for one in node.all(tag))
        names += [ItemIdentifier(kind=kind, value=value) for value in values if value]


def write_makers(
    identifiers: tuple[ItemIdentifier, ...], parent: Element, writing: Writing, *, both: bool = False
) -> None:
    """Write the maker's name of the item, and the maker's own; `both` or neither where the DTD wants it so."""
    part, maker = first_of(identifiers, (MAKER_PART,)), first_of(identifiers, (MAKER,))
    if both and not (part and maker):
        return
    if part:
        writing.put(parent, "ManufacturerPartID", part)
    if maker:
        writing.say(parent, "ManufacturerName", maker)


def unit_in(node: Node, reading: Reading) -> str:
    """Return the unit of measure right under an element."""
    found = node.first("UnitOfMeasure")
    return (UNIT.read(found.text, found, reading) or "") if found is not None and found.text else ""


def put_unit(unit: str, parent: Element, writing: Writing) -> None:
    """Write a unit of measure; one that no table knows goes as it is, and is noted."""
    text, known = to_wire(unit, writing.dialect.units, only=writing.dialect.only_units)
    element = writing.put(parent, "UnitOfMeasure", text)
    if not known:
        writing.note("cxml.unit-unknown" if unit else "cxml.part-missing", element, value=unit)


def _read_detail(node: Node, into: Fields, reading: Reading) -> None:
    detail = node.first("ItemDetail") or node.first("BlanketItemDetail")
    if detail is None:
        return
    read_descriptions(detail, into)
    into["unit"] = unit_in(detail, reading)
    read_price(detail, into["unit"], into, reading)
    read_classes(detail, into, reading)
    read_makers(detail, into)
    lead = detail.first("LeadTime")
    days = COUNT.read(lead.text, lead, reading) if lead is not None and lead.text else None
    if days is not None:
        into.setdefault("lead_times", []).append(
            LeadTime(kind=ORDER_TO_DELIVERY, count=Decimal(days), unit=DAYS)
        )
    read_extrinsics(detail, into)


def _write_asked(line: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a line of any document
    if line.price is not None or line.unit or line.descriptions:
        _write_detail(line, element, writing)


def _write_detail(line: Any, element: Element, writing: Writing) -> None:  # noqa: ANN401 - a line of any document
    detail = writing.put(element, "ItemDetail")
    price = price_of(line, writing, detail)
    put_money(writing.put(detail, "UnitPrice"), 0 if price is None else price.amount, writing)  # type: ignore[arg-type] # nothing is written 0
    instead = first_of(line.identifiers, OUR_PARTS) or "-"
    write_descriptions(line.descriptions, detail, writing, instead=instead)
    put_unit(line.unit, detail, writing)
    put_basis(price, detail, writing)
    write_classes(line.identifiers, detail, writing)
    write_makers(line.identifiers, detail, writing)
    if url := getattr(line, "url", ""):
        writing.put(detail, "URL", url)
    for lead in line.lead_times:
        if (lead.kind, lead.unit) == (ORDER_TO_DELIVERY, DAYS):
            writing.put(detail, "LeadTime", str(lead.count))
            break
    put_extrinsics(line.references, detail, writing)


NAMES = Both(lambda node, into, _: read_names(node, into), write_names)
DETAIL = Both(_read_detail, _write_detail)
ASKED = Both(_read_detail, _write_asked)
"""The same, left out where it says nothing."""
