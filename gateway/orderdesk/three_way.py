"""Three-way match: what was ordered, what was announced as shipped and what was invoiced, line by line, exactly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gateway.domain.invoices import Invoice, InvoiceLine
from gateway.domain.money import to_coins
from gateway.domain.orders import PurchaseOrder
from gateway.domain.quantities import rounded
from gateway.domain.shipments import ShipmentNotice, ShippedItem, ShippedOrder
from gateway.orderdesk.decisions import StandingLine
from gateway.orderdesk.invoicing import PRICE_PLACES, amount_of, prepaid_on, signed
from gateway.orderdesk.units import price_per

NOT_ORDERED = "line-not-ordered"
UNIT = "unit-unknown"
SHIPPED_MORE = "shipped-more-than-ordered"
INVOICED_MORE = "invoiced-more-than-shipped"
INVOICED_LESS = "shipped-and-not-invoiced"
PRICE = "price-differs"
TOTAL = "total-does-not-add-up"
CREDITED_MORE = "credited-more-than-invoiced"
FINEST = Fraction(1, 10**PRICE_PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where order, shipments and invoices do not say the same: of a line by the buyer's number, or of a document."""

    code: str
    line: str = ""
    document: str = ""
    expected: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedLine:
    """The base units of a line by the buyer's number, in each of the three; what was credited is part of what was invoiced."""

    number: str
    ordered: Fraction
    shipped: Fraction
    invoiced: Fraction
    credited: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What was written about one order: notices, invoices, and credit memos."""

    notices: Sequence[ShipmentNotice] = ()
    invoices: Sequence[Invoice] = ()
    credits: Sequence[Invoice] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The lines beside each other, and every difference."""

    lines: tuple[MatchedLine, ...]
    differences: tuple[Difference, ...]

    @property
    def exact(self) -> bool:
        """Return whether all three say the same."""
        return not self.differences


def match(order: PurchaseOrder, lines: Sequence[StandingLine], papers: Papers, *, currency: str) -> Match:
    """Return an order, its shipments and its invoices beside each other, in base units by the buyer's line number."""
    known = _Known(order, lines)
    found: list[Difference] = []
    shipped = known.counted(_items(order, papers.notices), found)
    invoiced = known.counted(_lines(papers.invoices), found)
    credited = known.counted(_lines(papers.credits), found)
    none = Fraction(0)
    matched = tuple(
        MatchedLine(
            number=number,
            ordered=ordered,
            shipped=shipped.get(number, none),
            invoiced=invoiced.get(number, none),
            credited=credited.get(number, none),
        )
        for number, ordered in known.ordered.items()
    )
    found.extend(_quantities(matched))
    taken_back = _credited_by_invoice(papers)
    for paper in papers.invoices:
        if taken_back.get(paper.number, Decimal(0)) < paper.total:
            found.extend(known.prices(paper))
        found.extend(_sum(paper, currency))
    for paper in papers.credits:
        found.extend(_sum(paper, currency))
    found.extend(_credited(papers))
    return Match(lines=matched, differences=tuple(found))


class _Known:
    """The lines of an order by the buyer's number; lines that share a number are one."""

    def __init__(self, order: PurchaseOrder, lines: Sequence[StandingLine]) -> None:
        self.ordered: dict[str, Fraction] = {}
        self._lines: dict[str, StandingLine] = {}
        self._values: dict[str, set[Fraction]] = {}
        for line in lines:
            number, basis = order.lines[line.line - 1].number, order.lines[line.line - 1].price_basis
            self.ordered[number] = self.ordered.get(number, Fraction(0)) + line.ordered
            self._lines[number] = line
            values = self._values.setdefault(number, set())
            if line.price is not None:
                values.add(Fraction(line.price) / (price_per(basis, line.each) * line.each))

    def counted(
        self,
        said: Iterable[tuple[str, str, ShippedItem | InvoiceLine]],
        found: list[Difference],
    ) -> Mapping[str, Fraction]:
        """Return base units by line; what is of no line or in no unit we know is a difference."""
        counts: defaultdict[str, Fraction] = defaultdict(Fraction)
        for document, number, one in said:
            line = self._lines.get(number)
            if line is None:
                found.append(Difference(code=NOT_ORDERED, line=number, document=document))
                continue
            each = {line.unit: line.each, line.base_unit: Fraction(1)}.get(one.unit)
            if each is None:
                found.append(
                    Difference(code=UNIT, line=number, document=document, expected=line.unit, seen=one.unit)
                )
                continue
            counts[number] += Fraction(one.quantity or Decimal(0)) * each
        return counts

    def prices(self, paper: Invoice) -> Iterator[Difference]:
        """Yield lines of an invoice at another price than the one that holds, rounded as prices are."""
        for one in paper.lines:
            line = self._lines.get(one.number)
            if line is None or one.price is None or not one.quantity:
                continue
            values = self._values[one.number]
            each = line.each if one.unit == line.unit else Fraction(1)
            value = Fraction(one.price) / (price_per(one.price_basis, each) * each)
            if not any(abs(value - other) <= FINEST for other in values):
                yield Difference(
                    code=PRICE,
                    line=one.number,
                    document=paper.number,
                    expected=", ".join(_text(other) for other in sorted(values)),
                    seen=_text(value),
                )


def _items(order: PurchaseOrder, notices: Iterable[ShipmentNotice]) -> Iterator[tuple[str, str, ShippedItem]]:
    for notice in notices:
        for part in notice.orders:
            if part.order_number == order.number and part.release == order.release:
                yield from ((notice.number, item.line_number, item) for item in _in_all_levels(part))


def _lines(papers: Iterable[Invoice]) -> Iterator[tuple[str, str, InvoiceLine]]:
    for paper in papers:
        yield from ((paper.number, line.number, line) for line in paper.lines)


def _in_all_levels(part: ShippedOrder) -> Iterator[ShippedItem]:
    yield from part.items
    for tare in part.tares:
        yield from tare.items
        for carton in tare.cartons:
            yield from carton.items
    for carton in part.cartons:
        yield from carton.items


def _quantities(lines: Iterable[MatchedLine]) -> Iterator[Difference]:
    for one in lines:
        pairs = (
            (SHIPPED_MORE, one.ordered, one.shipped, one.shipped > one.ordered),
            (
                INVOICED_MORE,
                one.shipped,
                one.invoiced - one.credited,
                one.invoiced - one.credited > one.shipped,
            ),
            (INVOICED_LESS, one.shipped, one.invoiced, one.invoiced < one.shipped),
        )
        for code, expected, seen, differs in pairs:
            if differs:
                yield Difference(code=code, line=one.number, expected=_text(expected), seen=_text(seen))


def _sum(paper: Invoice, currency: str) -> Iterator[Difference]:
    own = paper.currency or currency
    parts = [amount_of(line, own) for line in paper.lines]
    parts += [signed(one) for one in paper.adjustments]
    parts += [tax.amount or Decimal(0) for tax in paper.taxes]
    total = to_coins(sum(parts, Decimal(0)), own)
    if total != paper.total:
        yield Difference(code=TOTAL, document=paper.number, expected=str(total), seen=str(paper.total))


def _credited_by_invoice(papers: Papers) -> Mapping[str, Decimal]:
    """Return what was credited of each invoice, by its number."""
    credited: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in papers.credits:
        for reference in one.references:
            credited[reference.value] += one.total
    return credited


def _credited(papers: Papers) -> Iterator[Difference]:
    """Yield where memos on an invoice come to more than it, what was paid ahead of it included."""
    credited = _credited_by_invoice(papers)
    for one in papers.invoices:
        total, taken = one.total + prepaid_on(one), credited.get(one.number, Decimal(0))
        if taken > total:
            yield Difference(code=CREDITED_MORE, document=one.number, expected=str(total), seen=str(taken))


def _text(value: Fraction) -> str:
    """Return a number for people: whole where it is, else to the places prices have."""
    if value.denominator == 1:
        return str(value.numerator)
    return str(rounded(Decimal(value.numerator) / Decimal(value.denominator), PRICE_PLACES))
