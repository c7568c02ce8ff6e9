"""Importing: a list of items becomes a plan of what would change, and, where somebody says so, the catalogue."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256

from gateway.application.catalogue.columns import Wrong
from gateway.application.catalogue.drafting import PARTNERS_NUMBER, Draft, Surroundings, change
from gateway.application.catalogue.pictures import Refused, digest_in, taken
from gateway.application.catalogue.rows import ImportRow
from gateway.application.ports.catalogue import PictureFile
from gateway.application.ports.stock import PriceRecord
from gateway.application.ports.work import UnitOfWork
from gateway.application.services import Services
from gateway.domain.canonical import Plain, dumps, to_plain
from gateway.domain.catalogue_content import ItemContent, Picture
from gateway.domain.findings import Finding, Severity, find
from gateway.domain.items import Item
from gateway.errors import NotFound

MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What a list would do to an item: `kind` is new, changed or same; `what` are the fields that would differ."""

    sku: str
    kind: str
    what: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What a list would change, and what is wrong with it; with an error in it nothing is done.

    `digest` names what the plan would do: a person who applies what was looked at says it.
    """

    changes: tuple[ItemChange, ...]
    findings: tuple[Finding, ...]
    items: tuple[Item, ...] = ()
    contents: tuple[ItemContent, ...] = ()
    prices: tuple[PriceRecord, ...] = ()
    names: tuple[tuple[str, str, str], ...] = ()
    pictures: tuple[PictureFile, ...] = ()

    @property
    def refused(self) -> bool:
        """Return whether anything is wrong, so that nothing is done."""
        return any(one.severity is Severity.ERROR for one in self.findings)

    @property
    def digest(self) -> str:
        """Return what names the plan."""
        said = dumps(
            [list(self.items), list(self.contents), list(map(_plain_price, self.prices)), list(self.names)]
        )
        return sha256(said.encode()).hexdigest()[:16]

    def count(self, kind: str) -> int:
        """Return how many items are new, changed or the same."""
        return sum(one.kind == kind for one in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A list with what belongs to it: the price list and currency of prices that name none, and pictures by name."""

    rows: Sequence[ImportRow]
    findings: tuple[Finding, ...] = ()
    price_list: str = "standard"
    currency: str = ""
    pictures: Mapping[str, bytes] | None = None


def plan(services: Services, work: UnitOfWork, given: Given) -> ImportPlan:
    """Return what a list would change; nothing is written."""
    findings = list(given.findings)
    desk = _Pictures(work, given.pictures or {})
    around = Surroundings(
        price_list=given.price_list,
        currency=given.currency,
        knows_partner=_knows(services),
        picture=desk.find,
    )
    skus = {row.cells["sku"] for row in given.rows if row.cells.get("sku")}
    drafts, before = _drafts(work, skus)
    for row in given.rows:
        sku = row.cells.get("sku", "")
        if sku:
            findings.extend(change(drafts[sku], row, around))
        else:
            findings.append(find("catalogue.value-missing", path=f"{row.at}.sku"))
    findings.extend(_whole(work, drafts))
    return _planned(work, drafts, before, tuple(desk.new.values()), findings)


def apply(
    services: Services, work: UnitOfWork, planned: ImportPlan, *, source: str, actor: str
) -> ImportPlan:
    """Do what a plan says, in the present unit of work; a refused plan does nothing. Returns the plan."""
    if planned.refused:
        return planned
    for picture in planned.pictures:
        work.catalogue.put_picture(picture)
    for item in planned.items:
        work.items.put(item)
    for content in planned.contents:
        work.catalogue.put(content)
    for price in planned.prices:
        work.items.put_price(price)
    for partner, number, sku in planned.names:
        work.items.put_cross_reference(partner, PARTNERS_NUMBER, number, sku)
    services.note(
        work,
        "catalogue.imported",
        source,
        actor=actor,
        new=planned.count("new"),
        changed=planned.count("changed"),
        plan=planned.digest,
    )
    return planned


def plain_plan(planned: ImportPlan, *, applied: bool) -> dict[str, Plain]:
    """Return a plan as JSON's types."""
    return {
        "applied": applied,
        "refused": planned.refused,
        "plan": planned.digest,
        "new": planned.count("new"),
        "changed": planned.count("changed"),
        "same": planned.count("same"),
        "changes": [to_plain(one) for one in planned.changes if one.kind != "same"],
        "findings": [to_plain(one) for one in planned.findings],
    }


class _Pictures:
    """Pictures given along or known already, each taken in once."""

    def __init__(self, work: UnitOfWork, files: Mapping[str, bytes]) -> None:
        self._work = work
        self._files = files
        self._known: dict[str, Picture] = {}
        self.new: dict[str, PictureFile] = {}

    def find(self, name: str) -> Picture:
        """Return a picture by its name or digest; raises Wrong."""
        if name not in self._known:
            self._known[name] = self._look(name)
        return self._known[name]

    def _look(self, name: str) -> Picture:
        content = self._files.get(name)
        if content is None:
            digest = digest_in(name)
            kept = self._work.catalogue.picture(digest) if digest else None
            if kept is None:
                raise Wrong("catalogue.picture-missing")
            return Picture(digest=kept.digest, media_type=kept.media_type)
        try:
            picture = taken(content)
        except Refused:
            raise Wrong("catalogue.picture-refused") from None
        self.new[picture.digest] = picture
        return Picture(digest=picture.digest, media_type=picture.media_type)


def _knows(services: Services) -> Callable[[str], bool]:
    def known(partner: str) -> bool:
        try:
            services.directory.get(partner)
        except NotFound:
            return False
        return True

    return known


def _drafts(work: UnitOfWork, skus: Iterable[str]) -> tuple[dict[str, Draft], dict[str, Draft]]:
    """Return a draft of each item to change, and another of how it is now."""
    wanted = sorted(skus)
    items, contents = work.items.get_many(wanted), work.catalogue.get_many(wanted)
    made = [
        {
            sku: Draft(
                item=items.get(sku) or Item(sku=sku),
                content=contents.get(sku) or ItemContent(sku=sku),
                new=sku not in items,
            )
            for sku in wanted
        }
        for _ in range(2)
    ]
    return made[0], made[1]


def _whole(work: UnitOfWork, drafts: Mapping[str, Draft]) -> Iterable[Finding]:
    """Yield what is wrong with items as a whole."""
    successors = {one.item.superseded_by for one in drafts.values()} - {""} - drafts.keys()
    known = work.items.get_many(successors).keys() | drafts.keys()
    for sku, draft in drafts.items():
        at = draft.rows[0]
        if draft.new and not draft.item.description:
            yield find("catalogue.item-unnamed", path=f"{at}.name", value_seen=sku)
        if draft.item.superseded_by and draft.item.superseded_by not in known:
            yield find(
                "catalogue.successor-unknown", path=f"{at}.superseded_by", value_seen=draft.item.superseded_by
            )


def _planned(
    work: UnitOfWork,
    drafts: Mapping[str, Draft],
    before: Mapping[str, Draft],
    pictures: tuple[PictureFile, ...],
    findings: Sequence[Finding],
) -> ImportPlan:
    prices = _new_prices(work, drafts)
    names = _new_names(work, drafts)
    changes, items, contents = [], [], []
    for sku, draft in drafts.items():
        was = before[sku]
        what = [*_different(was.item, draft.item), *_different(was.content, draft.content)]
        what += ["price"] if any(one.sku == sku for one in prices.get(sku, ())) else []
        what += ["partner_number"] if any(one == sku for _, _, one in names.get(sku, ())) else []
        kind = "new" if draft.new else "changed" if what else "same"
        changes.append(ItemChange(sku=sku, kind=kind, what=tuple(what), rows=tuple(draft.rows)))
        items += [draft.item] if draft.new or was.item != draft.item else []
        contents += [draft.content] if was.content != draft.content else []
    return ImportPlan(
        changes=tuple(changes),
        findings=tuple(findings[:MOST_FINDINGS]),
        items=tuple(items),
        contents=tuple(contents),
        prices=tuple(one for some in prices.values() for one in some),
        names=tuple(one for some in names.values() for one in some),
        pictures=pictures,
    )


def _different(was: object, now: object) -> Iterable[str]:
    return [
        one.name
        for one in fields(now)  # type: ignore[arg-type] # both are dataclasses of the domain
        if getattr(was, one.name) != getattr(now, one.name)
    ]


def _new_prices(work: UnitOfWork, drafts: Mapping[str, Draft]) -> dict[str, list[PriceRecord]]:
    """Return the prices that are not there as they are given, by item."""
    lists = sorted({price.price_list for draft in drafts.values() for price in draft.prices.values()})
    known = {price for one in lists for price in work.items.prices(one, drafts)}
    return {
        sku: [price for price in draft.prices.values() if price not in known]
        for sku, draft in drafts.items()
        if draft.prices
    }


def _new_names(work: UnitOfWork, drafts: Mapping[str, Draft]) -> dict[str, list[tuple[str, str, str]]]:
    """Return the partners' numbers that are not known, by item."""
    asked: dict[str, set[tuple[str, str]]] = {}
    for draft in drafts.values():
        for partner, number in draft.names:
            asked.setdefault(partner, set()).add((PARTNERS_NUMBER, number))
    known = {partner: work.items.resolve(partner, numbers) for partner, numbers in asked.items()}
    return {
        sku: [
            (partner, number, sku)
            for partner, number in draft.names
            if sku not in known[partner].get((PARTNERS_NUMBER, number), ())
        ]
        for sku, draft in drafts.items()
        if draft.names
    }


def _plain_price(price: PriceRecord) -> list[str]:
    return [str(getattr(price, one.name)) for one in fields(price)]
