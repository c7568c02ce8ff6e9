"""What every store promises, on every database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError, StatementError

from gateway.adapters.db.work import DbStore
from gateway.application.ports import InvoiceLineRecord, ReservationRecord, UnitOfWork
from gateway.application.records import NewJob
from gateway.domain.items import CartonType
from gateway.errors import Conflict, NotFound
from tests import records
from tests.fakes.clocks import FixedClock
from tests.records import days, minutes


def keep(store: DbStore, *acts: Callable[[UnitOfWork], object]) -> None:
    """Do it all in one unit of work."""
    with store.begin() as work:
        for act in acts:
            act(work)
        work.commit()


class TestUnitOfWork:
    def test_what_is_not_committed_never_happened(self, store: DbStore) -> None:
        with store.begin() as work:
            work.transmissions.add(records.transmission(), b"abc")

        with store.read() as work:
            assert work.transmissions.recent(10) == []

    def test_an_exception_undoes_everything(self, store: DbStore) -> None:
        with pytest.raises(NotFound):
            keep(
                store,
                lambda work: work.transmissions.add(records.transmission(), b"abc"),
                lambda work: work.transmissions.get("t2"),
            )

        with store.read() as work:
            assert work.transmissions.recent(10) == []

    def test_what_was_committed_stays_when_the_rest_is_undone(self, store: DbStore) -> None:
        with store.begin() as work:
            work.events.add(records.event(id="e1"))
            work.commit()
            work.events.add(records.event(id="e2"))

        with store.read() as work:
            assert [event.id for event in work.events.recent(10)] == ["e1"]

    def test_a_reader_sees_one_snapshot_and_waits_for_no_writer(self, store: DbStore) -> None:
        with store.read() as reading:
            assert reading.events.recent(10) == []
            with store.begin() as writing:
                writing.events.add(records.event())
                assert reading.events.recent(10) == []
                writing.commit()
            assert reading.events.recent(10) == []

        with store.read() as reading:
            assert [records.event()] == reading.events.recent(10)

    def test_a_reader_cannot_write(self, store: DbStore) -> None:
        with pytest.raises(DBAPIError, match=r"read-?only"), store.read() as work:
            work.events.add(records.event())


class TestTransmissions:
    def test_a_transmission_comes_back_as_it_went_in_with_its_bytes(self, store: DbStore) -> None:
        one = records.transmission()
        keep(store, lambda work: work.transmissions.add(one, b"\x00ISA\xff"))

        with store.read() as work:
            assert one == work.transmissions.get("t1")
            assert work.transmissions.content("t1") == b"\x00ISA\xff"
            assert work.transmissions.part("t1", 1, 3) == b"ISA"
            assert one == work.transmissions.find("acme", "in", "folder", one.transport_key)

    def test_a_transport_key_is_kept_once(self, store: DbStore) -> None:
        again = records.transmission(id="t2", state="processed")
        keep(store, lambda work: work.transmissions.add(records.transmission(), b"abc"))

        with store.begin() as work:
            assert not work.transmissions.add(again, b"xyz")
            assert [records.transmission()] == work.transmissions.recent(10)
            with pytest.raises(NotFound):
                work.transmissions.content("t2")

    @pytest.mark.parametrize("other", [{"partner": "bolt"}, {"direction": "out"}, {"transport": "as2"}])
    def test_the_same_key_elsewhere_is_another(self, store: DbStore, other: dict[str, str]) -> None:
        with store.begin() as work:
            assert work.transmissions.add(records.transmission(), b"")
            assert work.transmissions.add(records.transmission(id="t2", **other), b"")

    def test_naming_the_partner_keeps_the_transport_key_taken(self, store: DbStore) -> None:
        unknown = records.transmission(partner="")
        keep(
            store,
            lambda work: work.transmissions.add(unknown, b"abc"),
            lambda work: work.transmissions.set_state("t1", "processed", partner="acme", reason="said so"),
        )

        named = replace(unknown, partner="acme", state="processed", reason="said so")
        with store.begin() as work:
            assert named == work.transmissions.find("", "in", "folder", unknown.transport_key)
            assert not work.transmissions.add(replace(unknown, id="t2"), b"abc")

    def test_moving_leaves_the_partner_alone(self, store: DbStore) -> None:
        keep(
            store,
            lambda work: work.transmissions.add(records.transmission(), b""),
            lambda work: work.transmissions.set_state("t1", "failed"),
        )

        with store.read() as work:
            assert records.transmission(state="failed") == work.transmissions.get("t1")

    def test_recent_is_newest_first_narrowed_and_paged(self, store: DbStore) -> None:
        many = [
            records.transmission(id=f"t{n}", transport_key=str(n), at=minutes(n // 2), state="ab"[n % 2])
            for n in range(6)
        ]
        keep(store, *(lambda work, one=one: work.transmissions.add(one, b"") for one in many))

        with store.read() as work:
            assert [one.id for one in work.transmissions.recent(3)] == ["t5", "t4", "t3"]
            assert [one.id for one in work.transmissions.recent(9, before="t3")] == ["t2", "t1", "t0"]
            assert [one.id for one in work.transmissions.recent(9, state="b")] == ["t5", "t3", "t1"]
            assert work.transmissions.recent(9, before="nobody") == []

    def test_what_is_not_there_is_not_found(self, store: DbStore) -> None:
        with store.begin() as work:
            assert work.transmissions.find("acme", "in", "folder", "x") is None
            for ask in (
                lambda: work.transmissions.get("x"),
                lambda: work.transmissions.content("x"),
                lambda: work.transmissions.part("x", 0, 1),
                lambda: work.transmissions.set_state("x", "failed"),
            ):
                with pytest.raises(NotFound):
                    ask()


class TestInterchanges:
    def test_an_interchange_kept_again_is_replaced(self, store: DbStore) -> None:
        held = records.interchange(state="held", findings=())
        keep(store, lambda work: work.interchanges.add(records.interchange()))
        with store.read() as work:
            assert records.interchange() == work.interchanges.get("i1")

        keep(store, lambda work: work.interchanges.add(held))
        with store.read() as work:
            assert held == work.interchanges.get("i1")

    def test_interchanges_of_a_transmission_come_in_order(self, store: DbStore) -> None:
        one, two = records.interchange(id="i9", position=0), records.interchange(id="i1", position=1)
        other = records.interchange(id="i2", transmission="t2")
        keep(store, *(lambda work, i=i: work.interchanges.add(i) for i in (two, other, one)))

        with store.read() as work:
            assert [one, two] == work.interchanges.of("t1")
            assert [one, other] == work.interchanges.in_state("read", 2)
            assert work.interchanges.in_state("held", 2) == []
            with pytest.raises(NotFound):
                work.interchanges.get("i3")


class TestInboxKeys:
    def test_a_key_is_ours_once_and_then_tells_its_first_use(self, store: DbStore) -> None:
        key = "ZZACME          ZZUS            000000001" * 100
        with store.begin() as work:
            claim = work.inbox_keys.claim
            assert claim("acme", "isa", key, sha256="s1", transmission="t1", at=minutes(0)) is None
            assert claim("acme", "isa", key, sha256="s2", transmission="t2", at=minutes(1)) == ("s1", "t1")
            assert claim("acme", "cxml", key, sha256="s3", transmission="t3", at=minutes(2)) is None
            assert claim("bolt", "isa", key, sha256="s4", transmission="t4", at=minutes(3)) is None
            work.commit()

        with store.begin() as work:
            again = work.inbox_keys.claim("acme", "isa", key, sha256="s2", transmission="t2", at=minutes(4))
            assert again == ("s1", "t1")


class TestDocuments:
    def test_a_document_comes_back_as_it_went_in_with_its_bytes(self, store: DbStore) -> None:
        keep(store, lambda work: work.documents.add(records.document(), b"ST*855"))

        with store.read() as work:
            assert records.document() == work.documents.get("d1")
            assert work.documents.content("d1") == b"ST*855"
            assert records.document() == work.documents.find("acme", "855:o1:0")

    def test_a_dedupe_key_is_kept_once_and_no_key_is_no_key(self, store: DbStore) -> None:
        with store.begin() as work:
            assert work.documents.add(records.document(), b"1")
            assert not work.documents.add(records.document(id="d2"), b"2")
            assert work.documents.add(records.document(id="d3", partner="bolt"), b"3")
            assert work.documents.add(records.document(id="d4", dedupe=""))
            assert work.documents.add(records.document(id="d5", dedupe=""))
            assert work.documents.find("acme", "") is None
            with pytest.raises(NotFound):
                work.documents.get("d2")

    def test_the_fiftieth_document_of_a_connection_is_kept_like_the_first(self, store: DbStore) -> None:
        """PostgreSQL plans a statement anew a few times, then once for any parameter."""
        with store.begin() as work:
            for number in range(50):
                assert work.documents.add(records.document(id=f"d{number}", dedupe=f"855:{number}"))
            assert not work.documents.add(records.document(id="d50", dedupe="855:49"))

    def test_updating_replaces_the_record_and_leaves_the_bytes(self, store: DbStore) -> None:
        sent = records.document(delivery="sent", findings=(), acknowledgement_due_at=None, attempts=2)
        keep(
            store,
            lambda work: work.documents.add(records.document(), b"ST*855"),
            lambda work: work.documents.update(sent),
        )

        with store.begin() as work:
            assert sent == work.documents.get("d1")
            assert work.documents.content("d1") == b"ST*855"
            with pytest.raises(NotFound):
                work.documents.update(records.document(id="d9"))

    def test_only_what_leaves_has_bytes(self, store: DbStore) -> None:
        keep(store, lambda work: work.documents.add(records.document(direction="in"), b"ST*850"))

        with store.read() as work, pytest.raises(NotFound):
            work.documents.content("d1")

    def test_an_orders_chain_comes_oldest_first(self, store: DbStore) -> None:
        newer = records.document(id="d1", dedupe="a", created_at=minutes(5))
        older = records.document(id="d2", dedupe="b", answers="d1")
        other = records.document(id="d3", dedupe="c", order="o2", answers="d1", direction="in")
        keep(store, *(lambda work, d=d: work.documents.add(d) for d in (newer, older, other)))

        with store.read() as work:
            assert [older, newer] == work.documents.of_order("o1")
            assert [older] == work.documents.answers_to("d1")

    def test_what_a_transmission_held_comes_in_order(self, store: DbStore) -> None:
        inbound = {"direction": "in", "dedupe": "", "transmission": "t1"}
        kept = [
            records.document(id="d4", interchange="i1", position=1, **inbound),
            records.document(id="d3", interchange="i1", position=2, **inbound),
            records.document(id="d2", interchange="i0", position=1, **inbound),
        ]
        keep(
            store,
            lambda work: work.interchanges.add(records.interchange(id="i1", position=0)),
            lambda work: work.interchanges.add(records.interchange(id="i0", position=1)),
            *(lambda work, d=d: work.documents.add(d) for d in reversed(kept)),
        )

        with store.read() as work:
            assert kept == work.documents.of_transmission("t1")

    def test_what_was_sent_is_found_by_the_number_it_goes_by(self, store: DbStore) -> None:
        wanted = [
            records.document(id="d1", dedupe="1", reference="INV-1", created_at=minutes(1)),
            records.document(id="d2", dedupe="2", reference="INV-1", created_at=minutes(2)),
        ]
        others = [
            records.document(id="d3", dedupe="3", reference="INV-1", direction="in"),
            records.document(id="d4", dedupe="4", reference="INV-1", partner="bolt"),
            records.document(id="d5", dedupe="5", reference="INV-2"),
        ]
        keep(store, *(lambda work, d=d: work.documents.add(d) for d in others + wanted))

        with store.read() as work:
            assert wanted == work.documents.sent_about("acme", "INV-1")

    def test_a_sent_group_is_found_by_its_identifier_and_number(self, store: DbStore) -> None:
        wanted = [
            records.document(id="d2", dedupe="2", created_at=minutes(2)),
            records.document(id="d1", dedupe="1", created_at=minutes(1)),
        ]
        others = [
            records.document(id="d3", dedupe="3", direction="in"),
            records.document(id="d4", dedupe="4", functional_group="IN"),
            records.document(id="d5", dedupe="5", group_control_number="13"),
            records.document(id="d6", dedupe="6", partner="bolt"),
        ]
        keep(store, *(lambda work, d=d: work.documents.add(d) for d in wanted + others))

        with store.read() as work:
            assert wanted == work.documents.sent_in_group("acme", "PR", "12")

    def test_overdue_is_what_is_awaited_past_its_time(self, store: DbStore) -> None:
        late = records.document(id="d1", dedupe="1", acknowledgement_due_at=minutes(9))
        others = [
            records.document(id="d2", dedupe="2", acknowledgement_due_at=minutes(10)),
            records.document(id="d3", dedupe="3", acknowledgement_due_at=None),
            records.document(
                id="d4", dedupe="4", acknowledgement="accepted", acknowledgement_due_at=minutes(1)
            ),
        ]
        keep(store, *(lambda work, d=d: work.documents.add(d) for d in [late, *others]))

        with store.read() as work:
            assert [late] == work.documents.overdue(minutes(10), 5)

    def test_recent_is_newest_first_narrowed_and_paged(self, store: DbStore) -> None:
        kept = [
            records.document(id="d1", dedupe="1", created_at=minutes(1)),
            records.document(id="d2", dedupe="2", created_at=minutes(1), partner="bolt"),
            records.document(id="d3", dedupe="3", created_at=minutes(2), direction="in", set_id="850"),
            records.document(
                id="d4", dedupe="4", created_at=minutes(3), delivery="sent", validation="rejected"
            ),
        ]
        keep(store, *(lambda work, d=d: work.documents.add(d) for d in kept))

        def ids(limit: int = 9, **narrowed: str) -> list[str]:
            with store.read() as work:
                return [one.id for one in work.documents.recent(limit, **narrowed)]

        assert ids(2) == ["d4", "d3"]
        assert ids(before="d3") == ["d2", "d1"]
        assert ids(before="d2") == ["d1"]
        assert ids(partner="bolt") == ["d2"]
        assert ids(direction="in", set_id="850") == ["d3"]
        assert ids(delivery="sent", validation="rejected", acknowledgement="awaited") == ["d4"]


class TestOrders:
    def test_an_order_comes_back_as_it_went_in_with_its_lines(self, store: DbStore) -> None:
        lines = [records.line(2, price=None), records.line(1)]
        keep(store, lambda work: work.orders.add(records.order(), lines))

        with store.begin() as work:
            assert records.order() == work.orders.get("o1")
            assert records.order() == work.orders.get("o1", lock=True)
            assert lines[::-1] == work.orders.lines("o1")

    def test_partner_number_release_and_revision_are_kept_once(self, store: DbStore) -> None:
        with store.begin() as work:
            assert work.orders.add(records.order(), [records.line(1)])
            assert not work.orders.add(records.order(id="o2"), [records.line(1, order="o2")])
            assert work.orders.lines("o2") == []
            for number, other in enumerate([{"partner": "bolt"}, {"release": "1"}, {"revision": 1}], 3):
                assert work.orders.add(records.order(id=f"o{number}", **other), [])

    def test_updating_replaces_the_record_and_lines_if_given(self, store: DbStore) -> None:
        held = records.order(state="held", results=(), total=None, chain_complete_at=minutes(9))
        keep(
            store,
            lambda work: work.orders.add(records.order(), [records.line(1), records.line(2)]),
            lambda work: work.orders.update(held),
        )
        with store.read() as work:
            assert held == work.orders.get("o1")
            assert len(work.orders.lines("o1")) == 2

        keep(store, lambda work: work.orders.update(held, [records.line(1, promised=24)]))
        with store.read() as work:
            assert [records.line(1, promised=24)] == work.orders.lines("o1")

    def test_the_latest_revision_is_found(self, store: DbStore) -> None:
        revisions = [records.order(id=f"o{n}", revision=n) for n in (0, 2, 1)]
        keep(store, *(lambda work, o=o: work.orders.add(o, []) for o in revisions))

        with store.read() as work:
            assert records.order(id="o2", revision=2) == work.orders.find("acme", "PO-1")
            assert work.orders.find("acme", "PO-1", "7") is None
            assert work.orders.find("bolt", "PO-1") is None

    def test_lists_are_newest_first_narrowed_paged_and_counted(self, store: DbStore) -> None:
        kept = [
            records.order(id="o1"),
            records.order(id="o2", partner="bolt", received_at=minutes(1), state="held"),
            records.order(id="o3", number="PO-2", received_at=minutes(2), state="held"),
        ]
        keep(store, *(lambda work, o=o: work.orders.add(o, []) for o in kept))

        with store.read() as work:
            assert [one.id for one in work.orders.recent(2)] == ["o3", "o2"]
            assert [one.id for one in work.orders.recent(9, before="o3")] == ["o2", "o1"]
            assert [one.id for one in work.orders.recent(9, state="held", partner="acme")] == ["o3"]
            assert [one.id for one in work.orders.by_number("PO-1")] == ["o2", "o1"]
            assert work.orders.counts() == {"received": 1, "held": 2}

    def test_the_lines_that_wait_for_an_item_are_those_of_open_orders(self, store: DbStore) -> None:
        waiting = records.line(1, backordered=5)
        others = [records.line(2, backordered=5), records.line(3, sku="SKU-1")]
        held = records.order(id="o2", number="PO-2", state="held")
        keep(
            store,
            lambda work: work.orders.add(records.order(state="confirmed"), [waiting, *others]),
            lambda work: work.orders.add(held, [records.line(1, order="o2", backordered=5)]),
        )

        with store.read() as work:
            assert [waiting] == work.orders.waiting("SKU-1")

    def test_what_is_not_there_is_not_found(self, store: DbStore) -> None:
        with store.begin() as work:
            with pytest.raises(NotFound):
                work.orders.get("o9")
            with pytest.raises(NotFound):
                work.orders.update(records.order(id="o9"))


class TestItems:
    def test_an_item_comes_back_as_it_went_in_and_is_replaced(self, store: DbStore) -> None:
        lean = records.item("SKU-1", units=(), identifiers=(), list_price=None)
        keep(store, lambda work: work.items.put(records.item("SKU-1")))
        with store.read() as work:
            assert {"SKU-1": records.item("SKU-1")} == work.items.get_many(["SKU-1", "SKU-1", "SKU-9"])

        keep(store, lambda work: work.items.put(lean))
        with store.read() as work:
            assert {"SKU-1": lean} == work.items.get_many(["SKU-1"])

    def test_more_items_than_fit_one_statement_are_found(self, store: DbStore) -> None:
        skus = [f"SKU-{n:04}" for n in range(1100)]
        lean = [records.item(sku, units=(), identifiers=()) for sku in skus]
        keep(store, *(lambda work, one=one: work.items.put(one) for one in lean))

        with store.read() as work:
            assert skus == sorted(work.items.get_many(skus))

    def test_a_partners_name_goes_before_the_items_own(self, store: DbStore) -> None:
        upc, part, theirs = ("upc", "012345678905"), ("vendor-part", "SKU-2"), ("buyer-item", "B-7")
        keep(
            store,
            lambda work: work.items.put(records.item("SKU-1")),
            lambda work: work.items.put(records.item("SKU-2")),
            lambda work: work.items.put_cross_reference("acme", *theirs, "SKU-2"),
            lambda work: work.items.put_cross_reference("acme", *theirs, "SKU-2"),
            lambda work: work.items.put_cross_reference("acme", *upc, "SKU-2"),
        )

        wanted = [upc, part, theirs, ("upc", "SKU-2")]
        with store.read() as work:
            found = {upc: ("SKU-2",), part: ("SKU-2",), theirs: ("SKU-2",)}
            assert found == work.items.resolve("acme", wanted)
            assert {upc: ("SKU-1", "SKU-2"), part: ("SKU-2",)} == work.items.resolve("bolt", wanted)
            assert work.items.resolve("", [theirs]) == {}

    def test_a_price_is_replaced_under_its_key(self, store: DbStore) -> None:
        dear = records.price(price=Decimal("10.5"))
        many = records.price(from_quantity=Decimal(100), price=Decimal("8.0001"))
        later = records.price(from_quantity=Decimal(100), valid_from=days(30))
        kept = [records.price(), many, later, records.price(price_list="2025"), records.price(sku="SKU-2")]
        keep(
            store,
            *(lambda work, one=one: work.items.put_price(one) for one in kept),
            lambda work: work.items.put_price(replace(dear, from_quantity=Decimal("0.00"))),
        )

        with store.read() as work:
            assert [dear, many, later] == work.items.prices("2026", ["SKU-1", "SKU-9"])


class TestPositions:
    PAIR = ("SKU-1", "EAST")

    def free(self, store: DbStore) -> dict[object, int]:
        with store.begin() as work:
            assert work.positions.mismatches() == []
            return dict(work.positions.lock([self.PAIR])[self.PAIR])

    def test_supply_raises_every_bucket_from_its_day_on(self, store: DbStore) -> None:
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(5, days(3))),
            lambda work: work.positions.add_supply(records.supply(10)),
        )

        assert {days(0): 10, days(3): 15} == self.free(store)

    def test_supply_is_booked_once(self, store: DbStore) -> None:
        keep(store, lambda work: work.positions.add_supply(records.supply(5)))
        with pytest.raises(Conflict), store.begin() as work:
            work.positions.add_supply(records.supply(5))

    def test_promises_lower_every_bucket_from_their_day_on(self, store: DbStore) -> None:
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.add_supply(records.supply(5, days(3))),
            lambda work: work.positions.commit(
                [records.commitment(4, days(1)), records.commitment(6, days(2), id="c2", schedule=2)]
            ),
        )

        assert {days(0): 10, days(1): 6, days(2): 0, days(3): 5} == self.free(store)

    @pytest.mark.parametrize("promised", [(11, 0), (16, 3), (10, -1)])
    def test_more_than_there_is_cannot_be_promised(self, store: DbStore, promised: tuple[int, int]) -> None:
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.add_supply(records.supply(5, days(3))),
        )
        with store.begin() as work:
            with pytest.raises(Conflict):
                work.positions.commit([records.commitment(promised[0], days(promised[1]))])
            assert work.positions.commitments("o1") == []
            work.commit()

        assert {days(0): 10, days(3): 15} == self.free(store)

    def test_nothing_is_there_where_nothing_was_supplied(self, store: DbStore) -> None:
        with store.begin() as work:
            assert work.positions.lock([self.PAIR]) == {self.PAIR: {}}
            with pytest.raises(Conflict):
                work.positions.commit([records.commitment(1)])

    def test_what_is_released_can_be_promised_again(self, store: DbStore) -> None:
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.commit(
                [records.commitment(4), records.commitment(6, id="c2", line=2)]
            ),
            lambda work: work.positions.release("o1", 1),
        )
        assert {days(0): 4} == self.free(store)
        with store.read() as work:
            assert [records.commitment(6, id="c2", line=2)] == work.positions.commitments("o1")

        keep(store, lambda work: work.positions.release("o1"), lambda work: work.positions.release("o1"))
        assert {days(0): 10} == self.free(store)

    def test_what_was_shipped_is_not_given_back(self, store: DbStore) -> None:
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.commit(
                [records.commitment(4), records.commitment(6, id="c2", line=2)]
            ),
            lambda work: work.positions.ship({"c1": 4}),
            lambda work: work.positions.release("o1"),
        )

        assert {days(0): 6} == self.free(store)
        with store.begin() as work:
            assert [records.commitment(4, state="shipped", shipped=4)] == work.positions.commitments("o1")
            with pytest.raises(NotFound):
                work.positions.ship({"c9": 1})

    def test_a_backorder_falls_due_when_its_supply_has_come(self, store: DbStore) -> None:
        due = records.commitment(2, days(3), id="c1", kind="backorder")
        later = records.commitment(2, days(4), id="c2", kind="backorder", line=2)
        others = [
            records.commitment(1, days(3), id="c3", line=3),
            records.commitment(1, days(3), id="c4", line=4, kind="backorder", state="released"),
        ]
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.commit([due, later, *others]),
        )

        with store.read() as work:
            assert [due] == work.positions.due_backorders(days(3))

    def test_commitments_are_given_back_one_by_one_unless_shipped(self, store: DbStore) -> None:
        one, two = records.commitment(4), records.commitment(3, id="c2", line=2)
        shipped = records.commitment(2, id="c3", line=3)
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.commit([one, two, shipped]),
            lambda work: work.positions.set_state(["c1"], "released"),
            lambda work: work.positions.ship({"c3": 2}),
            lambda work: work.positions.give_back([two]),
        )
        assert {days(0): 4} == self.free(store)

        for gone in (two, shipped):
            with store.begin() as work, pytest.raises(NotFound):
                work.positions.give_back([gone])
        with store.begin() as work:
            assert [replace(one, state="released"), replace(shipped, state="shipped", shipped=2)] == (
                work.positions.commitments("o1")
            )
            with pytest.raises(NotFound):
                work.positions.set_state(["c1", "c9"], "released")

    def test_a_commitment_leaves_in_parts_and_never_more_than_it_was(self, store: DbStore) -> None:
        """The database holds it, whoever asks."""
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.commit([records.commitment(4)]),
            lambda work: work.positions.ship({"c1": 3}),
        )
        for wrong in (2, -4):
            with store.begin() as work, pytest.raises(Conflict):
                work.positions.ship({"c1": wrong})
        with store.read() as work:
            assert [records.commitment(4, shipped=3)] == work.positions.commitments("o1")

        keep(store, lambda work: work.positions.ship({"c1": 1}))
        with store.read() as work:
            assert [records.commitment(4, state="shipped", shipped=4)] == work.positions.commitments("o1")

    @pytest.mark.parametrize(
        ("shipped", "lost", "left"),
        [(1, 2, [(2, 1, "firm")]), (1, 3, [(1, 1, "shipped")]), (0, 4, [])],
        ids=["some left to ship", "no more to ship", "nothing was found"],
    )
    def test_what_was_not_found_is_written_off_with_its_supply(
        self, store: DbStore, shipped: int, lost: int, left: list[tuple[int, int, str]]
    ) -> None:
        """No bucket changes: the day has as much less supply as it has less promised."""
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.commit([records.commitment(4)]),
            lambda work: work.positions.ship({"c1": shipped}) if shipped else None,
        )
        with store.begin() as work:
            (one,) = work.positions.commitments("o1")
            work.positions.write_off(one, records.supply(-lost, id="lost", kind="not-found"))
            work.commit()

        assert {days(0): 6} == self.free(store)
        with store.read() as work:
            assert left == [
                (one.quantity, one.shipped, one.state) for one in work.positions.commitments("o1")
            ]
            assert [] == work.positions.mismatches()

    def test_no_more_is_written_off_than_was_to_leave(self, store: DbStore) -> None:
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.positions.commit([records.commitment(4)]),
        )
        with store.begin() as work:
            (one,) = work.positions.commitments("o1")
            for lost in (-5, 0, 1):
                with pytest.raises(Conflict):
                    work.positions.write_off(one, records.supply(lost, id="lost"))

    def test_items_are_locked_wherever_they_are_and_lines_read_under_the_lock(self, store: DbStore) -> None:
        """Of two items or of one; what is asked of too many lines, or of none, comes to the same."""
        keep(
            store,
            *(
                lambda work, n=n, at=at: work.positions.add_supply(records.supply(n, location=at))
                for n, at in enumerate(("WEST", "EAST"), 1)
            ),
            lambda work: work.positions.commit([records.commitment(1)]),
        )
        many = [("o1", 1), *((f"other{at}", 1) for at in range(600))]
        for lines, skus in ((many[:2], ["SKU-1"]), (many, ["SKU-1"]), (many[:1], ["SKU-1", "SKU-9"])):
            with store.begin() as work:
                found = work.positions.lock_items(skus, lines)
                free = work.positions.lock([("SKU-1", "EAST"), ("SKU-1", "WEST"), ("SKU-9", "EAST")])

                assert [records.commitment(1)] == found
                assert [1, 1, 0] == [sum(one.values()) for one in free.values()]
        with store.begin() as work:
            assert [] == work.positions.lock_items(["SKU-9"], [])

    def test_a_reservation_is_kept_with_its_promise(self, store: DbStore) -> None:
        """Both or neither; one that is there already is replaced."""
        held = ReservationRecord(
            id="o1",
            partner="acme",
            reference="cart",
            sku="SKU-1",
            quantity=4,
            made_at=records.NOON,
            until_at=records.NOON,
        )
        keep(
            store,
            lambda work: work.positions.add_supply(records.supply(10)),
            lambda work: work.reservations.add([held]),
            lambda work: work.positions.commit([records.commitment(4)], [replace(held, quantity=5)]),
        )
        with store.read() as work:
            assert [5] == [one.quantity for one in work.reservations.named("acme", ["cart"])]
            assert [records.commitment(4)] == work.positions.commitments("o1")

    def test_locations_come_in_order(self, store: DbStore) -> None:
        keep(
            store,
            *(
                lambda work, n=n, at=at: work.positions.add_supply(records.supply(n, location=at))
                for n, at in enumerate(("WEST", "EAST"), 1)
            ),
        )

        with store.read() as work:
            assert work.positions.locations_of(["SKU-1", "SKU-9"]) == {"SKU-1": ("EAST", "WEST")}


class TestInvoices:
    def bill(self, store: DbStore) -> None:
        lines = [
            InvoiceLineRecord(line=1, quantity=4, amount=Decimal("10.01")),
            InvoiceLineRecord(line=2, quantity=1, amount=Decimal("0.0001")),
        ]
        keep(store, lambda work: work.invoices.add(records.invoice("10.0101"), lines))

    def test_an_invoice_is_found_by_its_number_and_its_order(self, store: DbStore) -> None:
        self.bill(store)

        with store.begin() as work:
            one = records.invoice("10.0101")
            assert one == work.invoices.get("INV1", lock=True)
            assert [one] == work.invoices.of_order("o1")
            assert [(1, Decimal("10.01")), (2, Decimal("0.0001"))] == [
                (line.line, line.amount) for line in work.invoices.lines("i1")
            ]
            with pytest.raises(NotFound):
                work.invoices.get("INV2")

    def test_nobody_credits_what_was_not_billed(self, store: DbStore) -> None:
        """In all, by line and by quantity, whoever asks; what was refused left nothing behind."""
        self.bill(store)
        some = InvoiceLineRecord(
            line=1, quantity=0, amount=Decimal(0), credited_quantity=3, credited=Decimal("7.5")
        )
        keep(store, lambda work: work.invoices.credit(records.credit("7.5"), [some]))
        worse = [
            ("2.52", replace(some, credited=Decimal("2.52"), credited_quantity=0)),
            ("2.5", replace(some, credited=Decimal("2.5"), credited_quantity=2)),
            ("2.5102", replace(some, credited=Decimal(0), credited_quantity=0)),
            ("-1", replace(some, line=2, credited=Decimal(-1), credited_quantity=0)),
        ]
        for at, (total, line) in enumerate(worse):
            with store.begin() as work, pytest.raises(Conflict):
                work.invoices.credit(
                    records.credit(total, id=f"w{at}", number=f"W{at}", key=f"w{at}"), [line]
                )

        with store.read() as work:
            (memo,) = work.invoices.credits_of("o1")
            assert memo == records.credit("7.5") == work.invoices.find_credit("i1", "k1")
            assert work.invoices.find_credit("i1", "k2") is None
            assert Decimal("7.5") == work.invoices.get("INV1").credited
            assert [(3, Decimal("7.5")), (0, Decimal(0))] == [
                (line.credited_quantity, line.credited) for line in work.invoices.lines("i1")
            ]

    def test_a_memo_is_made_once_under_a_key(self, store: DbStore) -> None:
        self.bill(store)
        keep(store, lambda work: work.invoices.credit(records.credit("1"), []))

        with store.begin() as work, pytest.raises(Conflict):
            work.invoices.credit(records.credit("1", id="m2", number="CM2"), [])

    def test_money_is_not_counted_finer_than_ten_thousandths(self, store: DbStore) -> None:
        with pytest.raises(StatementError, match="not counted as finely"):
            keep(store, lambda work: work.invoices.add(records.invoice("0.00001"), []))


class TestCartonTypes:
    def test_a_type_of_carton_is_kept_and_replaced(self, store: DbStore) -> None:
        small = CartonType(code="S", length_mm=200, width_mm=150, height_mm=100, max_kg=Decimal("7.5"))
        larger = replace(small, length_mm=300, own_kg=Decimal("0.2"))
        keep(
            store,
            lambda work: work.items.put_carton_type(small),
            lambda work: work.items.put_carton_type(larger),
        )

        with store.read() as work:
            assert [larger] == work.items.carton_types()


class TestShipments:
    def test_a_shipment_of_several_orders_is_found_by_each(self, store: DbStore) -> None:
        shared = records.shipment(id="W-9", state="held")
        keep(store, lambda work: work.shipments.add(shared, ["o2", "o2"]))

        with store.read() as work:
            assert [shared] == work.shipments.of_order("o2") == work.shipments.of_order(shared.order)
            assert [shared] == work.shipments.held()
            assert [] == work.shipments.of_order("o9")

    def test_a_shipment_is_kept_once_and_replaced_on_demand(self, store: DbStore) -> None:
        earlier = records.shipment(id="W-2", shipped_at=minutes(-5))
        with store.begin() as work:
            assert work.shipments.add(records.shipment())
            assert work.shipments.add(earlier)
            assert not work.shipments.add(records.shipment(state="noticed"))
            assert [earlier, records.shipment()] == work.shipments.of_order("o1")
            work.shipments.update(records.shipment(state="noticed", number="S-1"))
            assert records.shipment(state="noticed", number="S-1") == work.shipments.get("W-1")
            with pytest.raises(NotFound):
                work.shipments.get("W-9")
            with pytest.raises(NotFound):
                work.shipments.update(records.shipment(id="W-9"))


class TestControlNumbers:
    def test_numbers_ascend_by_one_a_series(self, store: DbStore) -> None:
        with store.begin() as work:
            draw = work.control_numbers.draw
            assert [draw("acme", "isa") for _ in range(3)] == [1, 2, 3]
            assert (
                draw("acme", "gs"),
                draw("bolt", "isa"),
                work.control_numbers.peek("acme", "isa"),
                work.control_numbers.peek("acme", "st"),
            ) == (1, 1, 3, 0)

    def test_a_series_starts_over_after_its_last(self, store: DbStore) -> None:
        with store.begin() as work:
            drawn = [work.control_numbers.draw("acme", "isa", first=7, last=9) for _ in range(5)]

        assert drawn == [7, 8, 9, 7, 8]

    def test_numbers_are_drawn_as_a_block_that_never_starts_over_inside(self, store: DbStore) -> None:
        """One row is touched, however many are wanted."""
        with store.begin() as work:
            draw = work.control_numbers.draw
            first = [draw("", "sscc", last=9, count=count) for count in (3, 1, 4, 2, 8)]

        assert [1, 4, 5, 1, 1] == first

    def test_a_series_has_nine_digits_and_then_starts_over(self, store: DbStore) -> None:
        with store.begin() as work:
            draw = work.control_numbers.draw
            assert draw("acme", "isa", first=999_999_998) == 999_999_998
            assert [draw("acme", "isa") for _ in range(3)] == [999_999_999, 1, 2]

    def test_a_series_agreed_anew_begins_where_it_now_begins(self, store: DbStore) -> None:
        with store.begin() as work:
            draw = work.control_numbers.draw
            assert [draw("acme", "isa") for _ in range(3)] == [1, 2, 3]
            assert [draw("acme", "isa", first=1000, last=1001) for _ in range(3)] == [1000, 1001, 1000]
            assert draw("acme", "isa", last=500) == 1

    def test_a_number_of_an_undone_unit_is_drawn_again(self, store: DbStore) -> None:
        keep(store, lambda work: work.control_numbers.draw("acme", "isa"))
        with store.begin() as work:
            assert work.control_numbers.draw("acme", "isa") == 2

        with store.begin() as work:
            assert work.control_numbers.draw("acme", "isa") == 2


class TestJobs:
    JOB = NewJob(kind="process", ref="t1", dedupe="process:t1", lane="acme:in", partner="acme")

    def test_the_same_work_is_asked_for_once(self, store: DbStore) -> None:
        with store.begin() as work:
            assert work.jobs.add(self.JOB)
            assert not work.jobs.add(self.JOB)
            assert work.jobs.add(replace(self.JOB, partner="bolt"))
            assert work.jobs.add(replace(self.JOB, dedupe="process:t2", run_at=minutes(10**6)))
            assert work.jobs.waiting() == 3

    def test_nobody_is_dead_who_never_lived(self, store: DbStore) -> None:
        with store.begin() as work:
            assert work.jobs.dead() == []
            with pytest.raises(NotFound):
                work.jobs.revive("j9")


class TestEvents:
    def test_the_lines_about_an_order_include_its_documents(self, store: DbStore) -> None:
        lines = [
            records.event(id="e1", at=minutes(3), ref="o1", order=""),
            records.event(id="e2", at=minutes(2), ref="d1", order=""),
            records.event(id="e3", at=minutes(1), ref="t1", order="o1"),
            records.event(id="e4", at=minutes(0), ref="d2", order=""),
        ]
        keep(
            store,
            lambda work: work.documents.add(records.document()),
            *(lambda work, e=e: work.events.add(e) for e in lines),
        )

        with store.read() as work:
            assert lines[2::-1] == work.events.of_order("o1")
            assert [lines[1]] == work.events.of("d1")
            assert [lines[0], lines[1]] == work.events.recent(2)

    def test_details_are_kept_as_their_canonical_form(self, store: DbStore, clock: FixedClock) -> None:
        detail = {"total": Decimal("1.50"), "on": days(1), "lines": [1, 2], "note": None}
        keep(
            store,
            lambda work: work.events.add(records.event(detail=detail, at=clock.now() + timedelta(days=1))),
        )

        with store.read() as work:
            (kept,) = work.events.recent(1)
            assert kept.detail == {"total": "1.5", "on": "2026-03-03", "lines": [1, 2], "note": None}
