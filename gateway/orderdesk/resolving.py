"""Which of our items a line means. Nothing is guessed: names that disagree are for a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.catalogue import Catalogue
from gateway.domain.items import Item, ItemIdentifier
from gateway.domain.orders import OrderLine, PurchaseOrder
from gateway.orderdesk.identifiers import is_global, lengths_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The item a line means, or the candidates; `proposed` is what the strongest name says alone."""

    item: Item | None = None
    candidates: tuple[Item, ...] = ()
    proposed: Item | None = None

    @property
    def is_ambiguous(self) -> bool:
        """Return whether the names lead to items, but not to one."""
        return self.item is None and bool(self.candidates)


def names_in(order: PurchaseOrder) -> tuple[tuple[str, str], ...]:
    """Return the (kind, value) pairs to look up for an order, global trade numbers in every length."""
    names: dict[tuple[str, str], None] = {}
    for line in order.lines:
        for one in line.identifiers:
            values = lengths_of(one.value) if is_global(one.kind) else (one.value.strip(),)
            names.update(dict.fromkeys((one.kind, value) for value in values))
    return tuple(sorted(names))


def resolve(line: OrderLine, catalogue: Catalogue, priority: Iterable[str] = ()) -> Resolution:
    """Return the one item that all known names of the line have in common, or the candidates."""
    ranks = {kind: rank for rank, kind in enumerate(priority)}

    def rank(identifier: ItemIdentifier) -> int:
        return ranks.get(identifier.kind, len(ranks))

    named = [catalogue.named(one) for one in sorted(line.identifiers, key=rank)]
    known = [{item.sku: item for item in items} for items in named if items]
    if not known:
        return Resolution()
    common = set(known[0]).intersection(*known[1:])
    if len(common) == 1:
        (sku,) = common
        return Resolution(item=known[0][sku], candidates=(known[0][sku],), proposed=known[0][sku])
    everything = {sku: item for items in known for sku, item in items.items()}
    proposed = next((item for items in known if len(items) == 1 for item in items.values()), None)
    return Resolution(candidates=tuple(everything[sku] for sku in sorted(everything)), proposed=proposed)
