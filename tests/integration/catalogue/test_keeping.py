"""What one process built to search by is taken over by the next, and kept at hand by a thread of its own."""

import os
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from threading import Event
from typing import TYPE_CHECKING, cast

import pytest
from structlog.testing import capture_logs

from gateway.application.catalogue import freezing, shelf
from gateway.application.catalogue.assortment import seen, seen_now
from gateway.application.catalogue.freezing import Unfit, frozen, thawed
from gateway.application.catalogue.index import CatalogueIndex
from gateway.application.catalogue.searching import Search, match
from gateway.application.catalogue.shelf import Shelf
from gateway.application.ports import PriceRecord, Store, UnitOfWork
from gateway.domain.catalogue_content import AssortmentRule, Attribute, ItemContent, ItemText
from gateway.domain.items import Item
from gateway.entrypoints import warming
from gateway.entrypoints.api.health import readyz
from gateway.entrypoints.warming import warm
from gateway.errors import StorageUnavailable
from tests.house import House

if TYPE_CHECKING:
    from gateway.adapters.db.work import DbStore

TYPED = ("desk lamp", "lmap", "檯燈", "LX-200/B", "lx20", "036000291452", "445566", "old7", "", "bàn", "DESQ")


def built(house: House) -> CatalogueIndex:
    """Return an index of the house's catalogue, with a list that ends and a place that is no longer alive."""
    soon = house.clock.now().date() + timedelta(days=3)
    with house.gateway.store.begin() as work:
        work.items.put_price(
            PriceRecord(price_list="spring", sku="DESK", unit="EA", price=1, currency="USD", valid_until=soon)
        )
        work.commit()
        index = CatalogueIndex(work.catalogue.searchable())
        index.change(("LAMP",), work.catalogue.searchable(("LAMP",)))
    return index


def renamed(house: House, name: str) -> None:
    """Call the lamp something else."""
    with house.gateway.store.begin() as work:
        work.catalogue.put(ItemContent(sku="LAMP", texts=(ItemText(language="en", name=name),)))
        work.commit()


def hits(index: CatalogueIndex, text: str) -> list[str]:
    """Return what an index finds for anybody, by sku."""
    found = match(index, index.alive, Search(partner="acme", text=text)).all
    return sorted(sku for at, sku in enumerate(index.skus) if found >> at & 1)


def test_an_index_finds_the_same_after_it_was_kept(house: House) -> None:
    """Words, numbers, properties, lists with their days, and which items are still there."""
    index = built(house)
    again, day = thawed(frozen(index)), house.clock.now().date()

    assert [hits(index, text) for text in TYPED] == [hits(again, text) for text in TYPED]
    assert index.described == again.described
    assert (index.waste, index.active) == (again.waste, again.active) == (1, index.active)
    for on in (day, day + timedelta(days=9)):
        assert index.seen_by("acme", ["spring"], (), on=on) == again.seen_by("acme", ["spring"], (), on=on)
    assert frozen(again) == frozen(index)
    again.change(("LAMP",), ())
    assert "LAMP" not in hits(again, "lamp")


def test_nothing_at_all_is_kept_too() -> None:
    assert thawed(frozen(CatalogueIndex())).skus == []


def test_what_is_no_index_of_ours_is_no_index(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut short, turned over, of another format or another machine's order of bytes: it is built anew."""
    content = frozen(built(house))
    for wrong in (b"", content[:-1], content[:40] + b"x" + content[41:], sha256(b"x").digest() + b"y"):
        with pytest.raises(Unfit):
            thawed(wrong)
    monkeypatch.setattr(freezing, "FORMAT", 2)
    with pytest.raises(Unfit):
        thawed(content)
    monkeypatch.setattr(freezing, "FORMAT", 1)
    monkeypatch.setattr(sys, "byteorder", "middle")
    with pytest.raises(Unfit):
        thawed(content)


def test_a_text_that_holds_the_sign_between_texts_is_not_kept(house: House) -> None:
    index = built(house)
    index.change((), [])
    index.properties.add(("Colour=a\0b",), 0)

    assert frozen(index) == b""


def test_the_next_process_takes_over_what_was_kept(either: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what changed since; what is broken or of the future is built anew."""
    monkeypatch.setattr(shelf, "WORTH_KEEPING", 1)
    monkeypatch.setattr(shelf, "MOST_CHANGES", 2)
    store = either.gateway.store
    Shelf(has_keeper=True).keep_up(store)
    with store.begin() as work:
        version, content = work.catalogue.kept_index()  # type: ignore[misc] # it is there, or this fails
        other = thawed(content)
        other.change((), (replace(one, sku="KEPT") for one in work.catalogue.searchable(("DESK",))))
        work.catalogue.keep_index(version, frozen(other))
        work.commit()
    renamed(either, "Lantern")

    with store.begin() as work:
        taken_over = Shelf().index(work)
        assert (hits(taken_over, "lantern"), hits(taken_over, "kept")) == (["LAMP"], ["KEPT"])
        for kept in ((version + 9, frozen(other)), (version, b"broken")):
            work.catalogue.keep_index(*kept)
            assert (hits(built := Shelf().index(work), "lantern"), hits(built, "kept")) == (["LAMP"], [])


def test_a_keeper_does_the_large_work_and_others_go_on_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever searches waits for nobody; what was built is kept once, small things are not."""
    monkeypatch.setattr(shelf, "MOST_CHANGES", 0)
    store, kept = house.gateway.store, Shelf(has_keeper=True)
    kept.keep_up(store)
    renamed(house, "Lantern")
    with store.read() as work:
        assert hits(kept.index(work), "lantern") == []
        assert work.catalogue.kept_index() is None
    kept.keep_up(store)
    kept.keep_up(store)
    with store.read() as work:
        assert hits(kept.index(work), "lantern") == ["LAMP"]


def test_an_index_that_cannot_be_kept_is_used_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text with the sign that stands between texts is found, and nothing is kept."""
    monkeypatch.setattr(shelf, "WORTH_KEEPING", 1)
    monkeypatch.setattr(shelf, "MOST_CHANGES", 2)
    odd = ItemContent(sku="DESK", attributes=(Attribute(name="Odd", value="a\0b"),), maker_number="N-1")
    with house.gateway.store.begin() as work:
        work.catalogue.put(odd)
        work.commit()
    one = Shelf()
    one.keep_up(house.gateway.store)

    with house.gateway.store.read() as work:
        assert work.catalogue.kept_index() is None
        assert "DESK" in hits(one.index(work), "N-1")


@dataclass
class Gate:
    """Implements the port Store over another one: whoever reads waits until it is opened; `away` times it is out of reach."""

    store: Store
    opened: Event = field(default_factory=Event)
    away: int = 0

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that only reads, once the gate is open."""
        assert self.opened.wait(10)
        if self.away:
            self.away -= 1
            raise StorageUnavailable("the database is out of reach")
        return self.store.read()

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that may write."""
        return self.store.begin()


def test_a_process_is_ready_when_its_index_is(house: House) -> None:
    """Before that it says that it is not; where nobody keeps one at hand, whoever searches first builds it."""
    gateway, gate = house.gateway, Gate(house.gateway.store)
    keeper = replace(gateway, store=cast("DbStore", gate))
    assert readyz(gateway).status == "ready"
    with warm(keeper):
        with pytest.raises(StorageUnavailable, match="still being read"):
            readyz(gateway)
        gate.opened.set()
        while not gateway.services.shelf.is_ready:
            os.sched_yield()
        assert readyz(gateway).status == "ready"
        with warm(keeper):
            assert gateway.services.shelf.has_keeper
        assert gateway.services.shelf.has_keeper
    assert not gateway.services.shelf.has_keeper


def test_a_database_out_of_reach_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper says so and goes on."""
    gate = Gate(house.gateway.store, away=2)
    gate.opened.set()
    monkeypatch.setattr(warming, "SOON_S", 0.0)
    with capture_logs() as said, warm(replace(house.gateway, store=cast("DbStore", gate))):
        while not house.gateway.services.shelf.is_ready:
            os.sched_yield()
    assert [one["event"] for one in said] == ["shelf.storage"] * 2


def test_what_is_seen_now_is_what_is_seen(either: House) -> None:
    """Whoever writes asks the database, whoever reads the index: both say the same of lists, rules and days."""
    services = either.gateway.services
    with either.gateway.store.begin() as work:
        work.items.put(Item(sku="NONE", description="Thing without a price"))
        for what, value, shown in (("category", "39", True), ("sku", "CHAIR", True), ("sku", "DESK", False)):
            work.catalogue.put_rule(AssortmentRule(partner="acme", what=what, value=value, shown=shown))
        work.commit()
        index, found = seen(services, work, "acme")
        skus = ("LAMP", "CHAIR", "DESK", "NONE", "OLD-7", "NOWHERE")
        by_index = {one for one in skus if (at := index.place(one)) is not None and found >> at & 1}

        assert by_index == seen_now(services, work, "acme", skus) == {"LAMP", "CHAIR"}
        assert seen_now(services, work, "acme", ()) == frozenset()
