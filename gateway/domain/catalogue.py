"""What we sell, and the names partners have for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gateway.domain.items import Item, ItemIdentifier

GLOBAL_KINDS = frozenset({"upc", "upc-case", "ean", "gtin"})
OUR_KINDS = ("vendor-item", "vendor-part", "vendor-catalogue")
"""The kinds of identifiers under which partners send our own item number."""
_GTIN = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReference:
    """The partner's name for an item of ours."""

    kind: str
    value: str
    sku: str


def key(kind: str, value: str) -> tuple[str, str]:
    """Return what two names of one item have in common: global trade numbers are compared as 14 digits."""
    text = value.strip()
    if kind in GLOBAL_KINDS:
        return ("gtin", text.zfill(_GTIN) if text.isdigit() else text)
    return (kind, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Items and one partner's names for them: at least those an order names, and their successors.

    Where the partner has a name of its own for an item, that name says nothing else.
    """

    items: tuple[Item, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()
    _by_sku: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    _by_key: Mapping[tuple[str, str], tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names: dict[tuple[str, str], list[str]] = {}
        for item in self.items:
            own = [ItemIdentifier(kind=kind, value=item.sku) for kind in OUR_KINDS]
            own.extend(item.identifiers)
            own.extend(ItemIdentifier(kind="gtin", value=unit.gtin) for unit in item.units if unit.gtin)
            for name in own:
                names.setdefault(key(name.kind, name.value), []).append(item.sku)
        crossed: dict[tuple[str, str], list[str]] = {}
        for cross in self.cross_references:
            crossed.setdefault(key(cross.kind, cross.value), []).append(cross.sku)
        found = {name: tuple(sorted(set(skus))) for name, skus in (names | crossed).items()}
        object.__setattr__(self, "_by_sku", MappingProxyType({item.sku: item for item in self.items}))
        object.__setattr__(self, "_by_key", MappingProxyType(found))

    def item(self, sku: str) -> Item | None:
        """Return our record of the item."""
        return self._by_sku.get(sku)

    def named(self, identifier: ItemIdentifier) -> tuple[Item, ...]:
        """Return the items the name stands for: none, one, or several where the name is ambiguous."""
        skus = self._by_key.get(key(identifier.kind, identifier.value), ())
        return tuple(self._by_sku[sku] for sku in skus if sku in self._by_sku)
