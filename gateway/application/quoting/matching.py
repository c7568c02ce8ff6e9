"""Matching: which of our items each line of a request means, by its names first and by its words last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gateway.application.ports import UnitOfWork
from gateway.application.ports.quoting import MATCHED, OPEN, Candidate, RequestLineRecord
from gateway.application.quoting.likeness import DESCRIPTION, FULL, Found, Index
from gateway.application.quoting.words import compact
from gateway.domain.catalogue import GLOBAL_KINDS, OUR_KINDS
from gateway.domain.items import Item, ItemIdentifier
from gateway.domain.quotes import RequestedLine
from gateway.orderdesk.asked_packs import DIFFERS, NOT_WHOLE, UNCHECKED, in_our_units, pack_of
from gateway.orderdesk.identifiers import lengths_of
from gateway.orderdesk.vocabulary import PRICE_FOR

LEARNED, CROSS, OURS, MAKERS, GLOBAL = "learned", "cross-reference", "our-number", "maker-number", "gtin"
PERSON = "person"
PART, TEXT, UNIT, PACK = "part", "text", "unit", "pack"
"""The kinds of what is learned: that a part number, a description, or a pack means an item, that a word means a unit."""
OUR_NAMES = frozenset({"sku", *OUR_KINDS})
ANY_CODE = "part"
"""The kind of a part number of which the buyer's sheet does not say whose it is."""
PACK_DOUBTS = frozenset({DIFFERS, UNCHECKED, NOT_WHOLE})
UNIT_UNKNOWN = "sheet.unit-unknown"
ORDER = (LEARNED, CROSS, OURS, MAKERS, GLOBAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From which likeness, and how far ahead of the next, a description is taken without asking: thousandths."""

    score: int = 900
    gap: int = 50

    def accept(self, found: Found) -> bool:
        """Return whether what was found may be taken without asking."""
        return found.safe and found.score >= self.score and found.gap >= self.gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a partner's names: what was learned by (kind, value), cross references by value."""

    learned: Mapping[tuple[str, str], str]
    crossed: Mapping[str, tuple[str, ...]]


def known_names(work: UnitOfWork, partner: str, lines: Iterable[RequestedLine]) -> Known:
    """Return what was learned and agreed of the names these lines use."""
    said = list(lines)
    codes = {one.value.strip() for line in said for one in line.identifiers if one.value.strip()}
    texts = {_text_key(line) for line in said} - {""}
    asked = [(PART, compact(code)) for code in codes] + [(TEXT, text) for text in texts]
    asked += [(UNIT, _unit_key(line.unit)) for line in said if line.unit]
    asked += [(PACK, key) for line in said for key in pack_keys(line)]
    kinds = {one.kind for line in said for one in line.identifiers}
    kinds |= {"buyer-item", "buyer-part", "purchaser-item"}
    names = [(kind, code) for kind in sorted(kinds - GLOBAL_KINDS) for code in sorted(codes)]
    crossed: dict[str, tuple[str, ...]] = {}
    for (_, code), skus in work.items.resolve(partner, names).items():
        crossed[code] = tuple(dict.fromkeys((*crossed.get(code, ()), *skus)))
    learned = {key: one.meaning for key, one in work.requests.learned(partner, asked).items()}
    return Known(learned=learned, crossed=crossed)


def in_known_units(line: RequestLineRecord, known: Known) -> RequestLineRecord:
    """Return a line with its unit as a person said of the partner's word for it."""
    unit = known.learned.get((UNIT, _unit_key(line.said.unit))) if UNIT_UNKNOWN in line.doubts else None
    if unit is None:
        return line
    doubts = tuple(one for one in line.doubts if one != UNIT_UNKNOWN)
    return replace(line, said=replace(line.said, unit=unit), doubts=doubts)


def checked(
    line: RequestLineRecord, items: Mapping[str, Item], known: Known, index: Index
) -> RequestLineRecord:
    """Return a matched line, open where its pack or anything else it says of its quantity is not clear for the item."""
    item = items.get(line.sku)
    if line.state != MATCHED or item is None:
        return line
    doubt = in_our_units(line.said, item).doubt
    doubts = tuple(one for one in line.doubts if one not in PACK_DOUBTS)
    if doubt and not any(known.learned.get((PACK, key)) == line.sku for key in pack_keys(line.said)):
        doubts = tuple(dict.fromkeys((*doubts, doubt)))
    if not doubts:
        return line
    candidates = line.candidates or (Candidate(sku=line.sku, score=line.score, how=line.how),)
    return replace(_open(line, candidates, index), doubts=doubts)


def match(line: RequestLineRecord, index: Index, known: Known, thresholds: Thresholds) -> RequestLineRecord:
    """Return a line with the item it means, or with what it may mean for a person to say."""
    said = line.said
    named = _named(said, index, known)
    best = next((one for one in ORDER if named.get(one)), "")
    skus = tuple(dict.fromkeys(sku for how in ORDER for sku in named.get(how, ())))
    if best and (len(skus) == 1 or (best == LEARNED and len(named[LEARNED]) == 1)):
        return _matched(line, named[best][0], best)
    if skus:
        candidates = tuple(Candidate(sku=sku, score=FULL // len(skus), how=best) for sku in skus)
        return _open(line, candidates, index)
    found = index.find(words_of(said)) if words_of(said) else Found()
    if thresholds.accept(found):
        one = found.candidates[0]
        taken = _matched(line, one.sku, DESCRIPTION)
        return replace(taken, score=one.score, gap=found.gap, candidates=found.candidates)
    return replace(_open(line, found.candidates, index), gap=found.gap)


def words_of(said: RequestedLine) -> str:
    """Return the words a line describes its item with."""
    return " ".join(one.text for one in said.descriptions if one.text)


def names_to_learn(said: RequestedLine) -> tuple[tuple[str, str], ...]:
    """Return by what (kind, value) a person's answer is to be known again: part numbers, else the words."""
    codes = tuple((PART, compact(one.value)) for one in said.identifiers if compact(one.value))
    text = _text_key(said)
    return codes or (((TEXT, text),) if text else ())


def unit_to_learn(before: RequestedLine, after: RequestedLine) -> tuple[tuple[str, str], ...]:
    """Return by what (kind, value) a word for a unit is to be known again that a person put another in the place of."""
    changed = before.unit and after.unit and before.unit != after.unit
    return ((UNIT, _unit_key(before.unit)),) if changed else ()


def pack_keys(said: RequestedLine) -> tuple[str, ...]:
    """Return by what a pack is known again that a person found right: the unit and how many, with each name of the line."""
    size = pack_of(said)
    names = [value for _, value in names_to_learn(said)]
    return () if size is None else tuple(f"{said.unit}/{size}/{name}" for name in names)


def _unit_key(unit: str) -> str:
    return " ".join(unit.casefold().split())


def _text_key(said: RequestedLine) -> str:
    return " ".join(words_of(said).casefold().split())


def _named(said: RequestedLine, index: Index, known: Known) -> dict[str, tuple[str, ...]]:
    """Return the items the names of a line lead to, by how; ours only where we sell them."""
    found: dict[str, dict[str, None]] = {}

    def add(how: str, skus: Iterable[str]) -> None:
        found.setdefault(how, {}).update(dict.fromkeys(sku for sku in skus if index.entry(sku)))

    for one in said.identifiers:
        code = one.value.strip()
        if not code:
            continue
        if (PART, compact(code)) in known.learned:
            add(LEARNED, (known.learned[PART, compact(code)],))
        add(CROSS, known.crossed.get(code, ()))
        for how, skus in _in_catalogue(one, index):
            add(how, (sku for sku in skus if code == sku or not index.contradicts(sku, words_of(said))))
    text = _text_key(said)
    if (TEXT, text) in known.learned:
        add(LEARNED, (known.learned[TEXT, text],))
    return {how: tuple(skus) for how, skus in found.items() if skus}


def _in_catalogue(one: ItemIdentifier, index: Index) -> Iterable[tuple[str, Sequence[str]]]:
    """Yield what our catalogue has under a name, by whose name it is."""
    code = one.value.strip()
    if one.kind in GLOBAL_KINDS:
        yield GLOBAL, [sku for value in lengths_of(code) for sku in index.named(value, GLOBAL_KINDS)]
        return
    if one.kind in OUR_NAMES or one.kind == ANY_CODE:
        yield OURS, index.named(code, OUR_NAMES)
    if one.kind not in OUR_NAMES:
        yield MAKERS, index.named(code, frozenset({"manufacturer-part", "manufacturer-number"}))
    if one.kind == ANY_CODE:
        yield GLOBAL, [sku for value in lengths_of(code) for sku in index.named(value, GLOBAL_KINDS)]


def _matched(line: RequestLineRecord, sku: str, how: str) -> RequestLineRecord:
    whole = (Candidate(sku=sku, score=FULL, how=how),)
    return replace(
        line, state=MATCHED, sku=sku, how=how, score=FULL, gap=FULL, candidates=whole, weight=Decimal(0)
    )


def _open(line: RequestLineRecord, candidates: tuple[Candidate, ...], index: Index) -> RequestLineRecord:
    """Return a line that waits for a person, as heavy as what it is worth and how little is known of it."""
    score = candidates[0].score if candidates else 0
    return replace(
        line,
        state=OPEN,
        sku="",
        how="",
        score=score,
        candidates=candidates,
        weight=_value(line, candidates, index) * (FULL + 1 - score) / FULL,
    )


def _value(line: RequestLineRecord, candidates: Sequence[Candidate], index: Index) -> Decimal:
    """Return what a line may be worth: at the buyer's price, else at what the likeliest item lists for, else at one."""
    entry = index.entry(candidates[0].sku) if candidates else None
    theirs = line.said.price and line.said.price / PRICE_FOR.get(line.said.price_basis, 1)
    price = theirs or (entry.list_price if entry is not None else None) or Decimal(1)
    return price * (line.said.quantity or Decimal(1))
