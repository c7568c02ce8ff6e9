"""A person at the desk changes an order: the way of a buyer's change, and the partner hears of it as agreed."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from gateway.application.changing import accept_change, refuse_change
from gateway.application.editing import edit_order
from gateway.application.records import Event
from gateway.application.telling import HUSH
from gateway.domain.order_changes import OrderChangeResponse
from gateway.domain.order_responses import OrderResponse
from gateway.errors import Conflict
from gateway.orderdesk.editing import Edit, LineEdit
from tests.databases import KINDS, fresh
from tests.house import CHAIRS, DESKS, LAMPS, House, interchange, order
from tests.integration.application.test_backorder_runs import more
from tests.integration.application.test_changes import LESS_LAMPS, change, free, ledger, waiting
from tests.integration.application.test_telling import PART, Agreed, agreed, run, told

__all__ = ["agreed"]

PROGRAM = Path(__file__).with_name("killed_in.py")
ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One kind of database, unless a test asks for both."""
    return fresh(request.param, tmp_path)


def edited(house: House, *lines: LineEdit, number: str = "PO-1", **changes: str | bool) -> str:
    """Let a person change an order, and do everything that follows; return the document of the change."""
    edit = Edit(reason="they rang", lines=lines, **changes)  # type: ignore[arg-type]  # handed on
    document = edit_order(
        house.gateway.services, house.gateway.store, house.order(number).id, edit=edit, actor="ada"
    )
    house.work()
    return document


def changes_of(house: House, number: str = "PO-1") -> list[Event]:
    with house.gateway.store.read() as work:
        events = work.events.of(house.order(number).id)
    return [event for event in events if event.what == "order.changed"]


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_an_edit_is_worked_in_told_and_written_down(agreed: Agreed) -> None:
    """Fewer lamps at another price, no chairs: promises, total, the 865 and the history follow."""
    house = agreed(by="865")
    house.take(interchange(order("PO-1", LAMPS, CHAIRS, DESKS)))
    edited(
        house, LineEdit(line=1, quantity=Decimal(10), price=Decimal("8.00")), LineEdit(line=2, cancel=True)
    )

    record = house.order("PO-1")
    assert (1, "confirmed", Decimal("1880.00")) == (record.revision, record.state, record.total)
    assert [(1, "2026-03-02", 10, "released"), (3, "2026-05-04", 10, "firm")] == ledger(house)
    assert [
        (
            "sellers-change",
            "PO-1",
            [("001", "item-changed", "10", "2026-03-02"), ("002", "deleted", "60", "None")],
        )
    ] == told(house)
    (answer,) = (one for one in house.sent("865") if isinstance(one, OrderChangeResponse))
    assert [("change", Decimal("8.00")), ("delete-line", Decimal(54))] == [
        (line.change, line.price) for line in answer.lines
    ]
    (noted,) = changes_of(house)
    assert ("ada", True, "they rang") == (noted.actor, noted.detail["at_desk"], noted.detail["reason"])
    assert [
        "Line 001: 10 EA instead of 24 EA",
        "Line 001: price 8 instead of 9.25",
        "Line 002 cancelled, it was 60 EA",
    ] == noted.detail["said"]


def test_an_edit_is_told_by_the_whole_order_where_that_was_agreed(agreed: Agreed) -> None:
    """Edit by edit; what is as it was says so; what a person set holds, above our list too."""
    house = agreed(by="855", dialect={"price_change": "price-changed"})
    house.take(interchange(order("PO-1", LAMPS, DESKS)))
    for edit in (
        LineEdit(line=1, quantity=Decimal(30)),
        LineEdit(line=1, price=Decimal("9.90")),
        LineEdit(line=1, on=date(2026, 3, 9)),
    ):
        edited(house, edit)

    assert ["change"] * 3 == [purpose for purpose, *_ in told(house)]
    assert [
        [("quantity-changed", "30", "2026-03-02")],
        [("price-changed", "30", "2026-03-02")],
        [("date-rescheduled", "30", "2026-03-09")],
    ] == [[tuple(one) for line, *one in lines if line == "001"] for *_, lines in told(house)]
    assert {"item-backordered"} == {
        status for *_, lines in told(house) for line, status, *_ in lines if line == "002"
    }
    assert 30 * Decimal("9.90") + 1800 == house.order("PO-1").total


def test_goods_go_elsewhere_and_nobody_hears_who_did_not_agree(agreed: Agreed) -> None:
    """A place that was agreed takes the place of the order's; then the order is cancelled."""
    house = agreed()
    house.take(interchange(order("PO-1", LAMPS)))
    edited(house, ship_to="0001")
    moved = [event.detail["said"] for event in changes_of(house)]
    edited(house, cancel=True)

    assert [["Ship to ACME Stores 1 0001 instead of 0042"]] == moved
    assert ("cancelled", 500, []) == (house.order("PO-1").state, free(house, "LAMP"), told(house))


def test_an_edit_stands_in_nobodys_sequence(agreed: Agreed) -> None:
    """The partner goes on counting its own changes."""
    house = agreed(by="865")
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", "POC*001*QI*36**EA*9.25**IN*445566", number=201, sequence="1", on="20260302"))
    house.clock.advance(timedelta(days=2))
    edited(house, LineEdit(line=1, quantity=Decimal(30)))
    house.take(change("PO-1", LESS_LAMPS, number=202, sequence="2", on="20260303"))

    assert 3 == house.order("PO-1").revision
    assert [False, True, False] == [event.detail["at_desk"] for event in changes_of(house)]


def test_a_held_order_is_edited_and_decided_anew(agreed: Agreed) -> None:
    """Its own answer says what became of it."""
    house = agreed(by="865")
    house.take(interchange(order("PO-1", "24*EA*5.00**IN*445566")))
    held = house.order("PO-1").state
    edited(house, LineEdit(line=1, price=Decimal("9.25")))

    assert ("held", "confirmed", []) == (held, house.order("PO-1").state, told(house))
    assert ["with-detail"] == [one.kind for one in house.sent("855") if isinstance(one, OrderResponse)]


def test_what_has_shipped_stays_and_the_person_reads_why(agreed: Agreed) -> None:
    """An order that is over is refused at once, a line that has left when the edit is worked in."""
    house = agreed(by="865")
    house.take(interchange(order("PO-1", LAMPS, DESKS)))
    house.ship()
    document = edited(house, LineEdit(line=1, price=Decimal(9)))
    with house.gateway.store.read() as work:
        refused = [event for event in work.events.of(document) if event.what == "change.refused"]
        codes = [one.code for one in work.documents.get(document).findings]
    edited(house, LineEdit(line=2, cancel=True))

    assert (1, ["change.already-shipped"], []) == (len(refused), codes, told(house)[1:])
    with pytest.raises(Conflict, match="the order is closed: nothing of it can change"):
        edited(house, LineEdit(line=1, quantity=Decimal(1)))


def test_an_edit_needs_a_reason_and_an_order_it_can_be_about(agreed: Agreed) -> None:
    """What the person typed is said to be wrong before anything happens."""
    house = agreed()
    house.take(interchange(order("PO-1", LAMPS)))

    with pytest.raises(Conflict, match="the order has no line 7"):
        edited(house, LineEdit(line=7, cancel=True))
    with pytest.raises(Conflict, match="needs its reason"):
        edit_order(
            house.gateway.services,
            house.gateway.store,
            house.order("PO-1").id,
            edit=Edit(reason=" ", cancel=True),
            actor="ada",
        )
    assert [] == house.documents("desk")


@pytest.mark.parametrize("decide", [accept_change, refuse_change])
def test_a_person_says_why_a_change_that_waited_passes_or_not(
    agreed: Agreed, decide: Callable[..., str]
) -> None:
    """With the reason, and the number of the order to go back to."""
    house = agreed()
    house.take(interchange(order("PO-1", LAMPS)))
    house.take(change("PO-1", "POC*001*QD*30**EA*9.25**IN*445566", number=201))
    (document,) = house.documents("860")
    number = decide(house.gateway.services, house.gateway.store, document.id, reason="they rang", actor="ada")
    house.work()

    with house.gateway.store.read() as work:
        asked = [event for event in work.events.of(document.id) if event.what.endswith("-by-person")]
    assert ("PO-1", [("ada", "they rang")], []) == (
        number,
        [(event.actor, event.detail["reason"]) for event in asked],
        waiting(house),
    )


def killed(house: House, kind: str) -> int:
    """Let a worker of its own do what is due, killed with a job of a kind done and not committed; return how it ended."""
    settings = house.gateway.settings
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
        "GATEWAY_CONFIG_DIR": str(settings.config_dir),
        "GATEWAY_DATA_DIR": str(settings.data_dir),
        "GATEWAY_DATABASE_URL": settings.database(),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, str(PROGRAM), kind, house.clock.now().isoformat()]
    return subprocess.run(command, cwd=ROOT, env=env, check=False, timeout=120).returncode


def test_a_change_that_is_killed_in_the_middle_happens_once(agreed: Agreed) -> None:
    """Kill -9 with all of it done and nothing committed: one revision, one answer, one change of the ledger."""
    house = agreed(by="865")
    house.take(interchange(order("PO-1", LAMPS, DESKS)))
    house.receive(change("PO-1", LESS_LAMPS, number=201))
    ended = killed(house, "change")
    untouched = (house.order("PO-1").revision, house.sent("865"), changes_of(house))
    house.clock.advance(timedelta(minutes=10))
    house.work()

    assert (-9, (0, [], [])) == (ended, untouched)
    assert (1, 1, 1) == (house.order("PO-1").revision, len(changes_of(house)), len(house.sent("865")))
    assert (1, "2026-03-02", 10, "released") in ledger(house)


def test_telling_that_is_killed_in_the_middle_happens_once(agreed: Agreed) -> None:
    """Kill -9 with the document written and nothing committed: the partner hears once."""
    house = agreed(by="865")
    house.take(interchange(order("PO-1", LAMPS, DESKS)))
    more(house, "DESK", 4)
    run(house)
    house.clock.advance(HUSH)
    ended = killed(house, "tell")
    untouched = told(house)
    house.clock.advance(timedelta(minutes=10))
    house.work()

    assert (-9, []) == (ended, untouched)
    assert [("sellers-change", "PO-1", [("002", *one[1:]) for one in PART])] == told(house)
    assert 1 == len(house.events("order.told"))
