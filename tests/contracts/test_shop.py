"""What visits and carts promise, on every database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from gateway.adapters.db.work import DbStore
from gateway.application.ports import ShopLine, ShopSession
from gateway.errors import NotFound
from tests.databases import clock, database_url, engine, store

__all__ = ["clock", "database_url", "engine", "store"]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def session(name: str, **changes: object) -> ShopSession:
    fresh = ShopSession(
        id=name,
        partner="acme",
        way="cxml",
        operation="create",
        state="open",
        user="linh",
        user_name="Linh",
        buyer_cookie="c-1",
        return_to="https://buying.example.test",
        language="en",
        test=False,
        token=f"token-{name}",
        token_until=NOON + timedelta(minutes=10),
        made_at=NOON,
        path=f"path-{name}",
        cookie=f"cookie-{name}",
    )
    return replace(fresh, **changes)  # type: ignore[arg-type] # fields by name


def line(session: str, auxiliary: str, **changes: object) -> ShopLine:
    fresh = ShopLine(
        session=session,
        auxiliary=auxiliary,
        partner="acme",
        place=1,
        sku="LAMP",
        unit="EA",
        quantity=Decimal(3),
        price=Decimal("9.25"),
        per=Decimal(1),
        currency="USD",
        description="Desk lamp",
        put_at=NOON,
    )
    return replace(fresh, **changes)  # type: ignore[arg-type] # fields by name


def test_a_visit_is_found_by_what_the_browser_holds(store: DbStore) -> None:
    with store.begin() as work:
        work.shop.add(session("a"))
        work.shop.add(session("b", state="returned", user="binh"))
        assert session("a") == work.shop.by_token("token-a")
        assert session("a") == work.shop.by_path("path-a") == work.shop.by_path("path-a", lock=True)
        assert None is work.shop.by_path("path-c")
        assert [session("a")] == list(work.shop.by_cookie("cookie-a"))
        assert [] == list(work.shop.by_cookie("cookie-b"))
        assert session("b", state="returned", user="binh") == work.shop.get("b", lock=True)
        with pytest.raises(NotFound):
            work.shop.get("c")


def test_a_visit_is_replaced_whole(store: DbStore) -> None:
    later = session("a", bound=True, started_at=NOON, seen_at=NOON, state="expired", closed_at=NOON)
    with store.begin() as work:
        work.shop.add(session("a"))
        work.shop.update(later)
        assert later == work.shop.get("a")
        with pytest.raises(NotFound):
            work.shop.update(session("b"))


def test_only_visits_that_may_go_on_are_live_for_a_cart(store: DbStore) -> None:
    with store.begin() as work:
        work.shop.add(session("a", state="waiting"))
        work.shop.add(session("b", state="expired"))
        work.shop.add(session("c", user="binh"))
        work.shop.add(session("d", buyer_cookie="c-2"))
        assert ["a"] == [one.id for one in work.shop.live("acme", "linh", "c-1")]


def test_the_newest_visits_come_first(store: DbStore) -> None:
    with store.begin() as work:
        for at, name in enumerate("abc"):
            work.shop.add(
                session(name, made_at=NOON + timedelta(hours=at), state="open" if at else "expired")
            )
        work.shop.add(session("z", partner="globex", made_at=NOON))
        names = ["c", "b", "z", "a"]
        assert names == [one.id for one in work.shop.recent(9)]
        assert ["c"] == [one.id for one in work.shop.recent(1, partner="acme")]
        assert ["a"] == [one.id for one in work.shop.recent(9, state="expired")]
        assert ["z", "a"] == [one.id for one in work.shop.recent(9, before="b")]


def test_lines_keep_their_places_and_come_out_again(store: DbStore) -> None:
    with store.begin() as work:
        work.shop.add(session("a"))
        work.shop.put_line(line("a", "x", place=2))
        work.shop.put_line(line("a", "y", place=1))
        work.shop.put_line(line("a", "x", place=2, quantity=Decimal("7.5"), held_until=date(2026, 4, 1)))
        assert ["y", "x"] == [one.auxiliary for one in work.shop.lines("a")]
        assert Decimal("7.5") == work.shop.lines("a")[1].quantity
        work.shop.drop_line("a", "y")
        assert ["x"] == [one.auxiliary for one in work.shop.lines("a")]


def test_of_a_line_that_was_edited_the_cart_that_went_back_last_counts(store: DbStore) -> None:
    with store.begin() as work:
        for at, (name, state) in enumerate([("a", "returned"), ("b", "returned"), ("c", "cancelled")]):
            work.shop.add(session(name, state=state))
            put_at = NOON + timedelta(hours=at)
            work.shop.put_line(line(name, "x", quantity=Decimal(at + 1), put_at=put_at))
        work.shop.put_line(line("c", "only", put_at=NOON))
        work.shop.add(session("z", partner="globex"))
        work.shop.put_line(line("z", "theirs", partner="globex"))
        found = work.shop.shopped("acme", ["x", "only", "theirs", "nobody's"])
    assert {"x": Decimal(2), "only": Decimal(3)} == {name: one.quantity for name, one in found.items()}
