"""Backorder runs at work: what is proposed is what is done, batch by batch, and the ledger agrees throughout."""

import csv
import json
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest

from gateway.adapters.db.hands import Hands
from gateway.application import backorders
from gateway.application.ports import Store, SupplyRecord, UnitOfWork
from gateway.application.records import OrderLineRecord
from gateway.application.stocking import load
from gateway.domain.supply_policies import Safety
from gateway.entrypoints import cli
from gateway.errors import Conflict
from gateway.orderdesk.rebalancing import Segment, Strategy, Variant
from tests.house import DESKS, LAMPS, House, interchange, order

MAY = date(2026, 5, 4)
Counts = list[tuple[int, int]]


def counts(house: House, number: str) -> Counts:
    """Return (promised, backordered) of each line."""
    with house.gateway.store.read() as work:
        return [(one.promised, one.backordered) for one in work.orders.lines(house.order(number).id)]


def waits(house: House, number: str) -> list[tuple[int, str]]:
    """Return how many of the first line are expected when."""
    return [(one.quantity, str(one.expected_on)) for one in house.order(number).outcomes[0].backordered]


def shipped(house: House, number: str) -> list[OrderLineRecord]:
    with house.gateway.store.read() as work:
        return list(work.orders.lines(house.order(number).id))


def agrees(house: House) -> bool:
    with house.gateway.store.read() as work:
        return not work.positions.mismatches()


def more(house: House, sku: str, quantity: int, *, on: date | None = None) -> None:
    """Let supply come that nobody is told of: only a run will find it."""
    with house.gateway.store.begin() as work:
        work.positions.add_supply(
            SupplyRecord(
                id=house.gateway.services.ids.new(),
                sku=sku,
                location="MAIN",
                kind="on-hand",
                quantity=quantity,
                available_on=on or house.clock.now().date(),
            )
        )
        work.commit()


def less(house: House, sku: str, quantity: int, on: str) -> None:
    """Let supply be gone, as a table of supply says it."""
    rows = f"sku,location,quantity,available_on,kind\n{sku},MAIN,-{quantity},{on},cut\n"
    with house.gateway.store.begin() as work:
        load(house.gateway.services, work, "supply", csv.DictReader(StringIO(rows)))
        work.commit()
    house.work()


def take_back(house: House, sku: str, quantity: int, on: date) -> None:
    """Take supply back by itself, without a table that could wait for it."""
    gone = SupplyRecord(
        id=house.gateway.services.ids.new(),
        sku=sku,
        location="MAIN",
        kind="cut",
        quantity=-quantity,
        available_on=on,
    )
    with house.gateway.store.begin() as work:
        backorders.cut(house.gateway.services, work, gone)
        work.commit()


@pytest.fixture
def backlog(house: House) -> House:
    """Two orders wait for desks that come in May; the older one also for chairs."""
    house.take(interchange(order("PO-1", DESKS, "300*EA*54**IN*445567"), number=101))
    house.clock.advance(timedelta(minutes=5))
    house.take(interchange(order("PO-2", "20*EA*180**IN*445568"), number=102))
    return house


def run(house: House, how: Variant | None = None, **asked: object) -> backorders.Ran:
    return backorders.run(house.gateway.services, house.gateway.store, how or Variant(), **asked)  # type: ignore[arg-type]  # handed on


def moves(ran: backorders.Ran) -> list[tuple[str, str, str]]:
    return [(one.demand.sku, one.demand.order, one.why) for one in ran.proposal.moved]


def test_what_is_proposed_is_what_is_done(backlog: House) -> None:
    """A dry run changes nothing; committing it does exactly that; a second run finds nothing to do."""
    more(backlog, "DESK", 12)
    before = counts(backlog, "PO-1"), counts(backlog, "PO-2")
    proposed = run(backlog)
    untouched = counts(backlog, "PO-1"), counts(backlog, "PO-2")
    done = backorders.commit(
        backlog.gateway.services, backlog.gateway.store, Variant(), snapshots=proposed.snapshots
    )
    backlog.work()

    assert before == untouched
    assert proposed.proposal == done.proposal
    assert () == done.changed
    assert ([(10, 0)], [(2, 18)]) == (counts(backlog, "PO-1")[:1], counts(backlog, "PO-2"))
    assert [(18, "2026-05-04")] == waits(backlog, "PO-2")
    assert 0.0 == done.proposal.certificate.gap_percent
    assert [] == moves(run(backlog))
    assert agrees(backlog)


def test_what_is_kept_for_worse_days_is_not_shared_out(backlog: House) -> None:
    """A run leaves safety stock where it is; promises that eat into it already stand, and a cut takes no more than it must."""
    with backlog.gateway.store.begin() as work:
        work.policies.put(Safety(sku="DESK", location="MAIN", quantity=5))
        work.commit()
    more(backlog, "DESK", 12)
    run(backlog, commit=True)
    backlog.work()

    assert [(7, 3)] == counts(backlog, "PO-1")[:1]
    assert [] == moves(run(backlog))
    assert agrees(backlog)


def test_more_hands_do_the_same(backlog: House) -> None:
    """Several processes do what one would have done; a brief run only counts."""
    more(backlog, "DESK", 12)
    more(backlog, "CHAIR", 10)
    proposed = run(backlog, brief=True)
    done = run(backlog, commit=True, brief=True, hands=Hands(backlog.gateway.engine, 2))

    assert ((), ()) == (proposed.proposal.moved, done.proposal.moved)
    assert () == proposed.snapshots
    assert proposed == done
    assert 3 == sum(done.counts.values())
    assert agrees(backlog)


def test_every_change_is_noted_and_the_warehouse_asked_once(backlog: House) -> None:
    """One line of the trail a change, one release an order; what was shipped is noticed and billed."""
    more(backlog, "DESK", 12)
    ran = run(backlog, commit=True)
    backlog.work()
    backlog.ship()

    assert len(ran.proposal.moved) == len(backlog.events("order.backorder-released")) == 2
    assert 0 < len(backlog.sent("856")) == len(backlog.sent("810"))
    assert [("shipping", 10), ("shipping", 2)] == [
        (backlog.order(number).state, lines[0].shipped)
        for number, lines in ((number, shipped(backlog, number)) for number in ("PO-1", "PO-2"))
    ]
    assert agrees(backlog)


def test_what_changed_meanwhile_is_named_and_left_alone(backlog: House) -> None:
    """Only items that are as they were are done."""
    more(backlog, "DESK", 12)
    more(backlog, "CHAIR", 10)
    proposed = run(backlog)
    more(backlog, "DESK", 1)
    done = backorders.commit(
        backlog.gateway.services, backlog.gateway.store, Variant(), snapshots=proposed.snapshots
    )

    assert ("DESK",) == done.changed
    assert {"CHAIR"} == {sku for sku, _, _ in moves(done)}
    assert [(0, 10)] == counts(backlog, "PO-1")[:1]
    assert agrees(backlog)


def test_what_is_gone_is_taken_from_the_least_deserving(backlog: House) -> None:
    """The older order keeps its day; the younger goes on waiting without one, and is given one when there is more."""
    less(backlog, "DESK", 15, "2026-05-04")
    cut = waits(backlog, "PO-1"), waits(backlog, "PO-2")
    more(backlog, "DESK", 40, on=MAY + timedelta(days=7))
    run(backlog, commit=True)

    assert ([(10, "2026-05-04")], [(20, "None")]) == cut
    assert [(20, "2026-05-11")] == waits(backlog, "PO-2")
    assert backlog.events("order.promise-moved")
    assert agrees(backlog)


def test_what_left_the_house_cannot_be_taken_back(backlog: House) -> None:
    """Nothing happens where more is gone than lines could give up."""
    backlog.take(interchange(order("PO-3", LAMPS), number=103))
    with pytest.raises(Conflict, match="than can be taken back"):
        take_back(backlog, "DESK", 30, MAY)
    with pytest.raises(Conflict, match="promised than there is"):
        take_back(backlog, "LAMP", 490, date(2026, 3, 1))

    assert agrees(backlog)


def test_who_wins_is_served_before_who_waited_longer(backlog: House) -> None:
    """One partner's lines lose, another's win; refusals say what binds."""
    more(backlog, "DESK", 12)
    loses = Variant(segments=(Segment(strategy=Strategy.LOSE),))
    wins = Variant(segments=(Segment(strategy=Strategy.WIN),))
    lost = run(backlog, loses, skus=["DESK"], commit=True)
    won = run(backlog, wins, skus=["DESK"], commit=True)

    assert ["less", "less"] == [why for _, _, why in moves(lost)]
    assert [("DESK", "more")] == [(sku, why) for sku, _, why in moves(won)]
    (refused,) = won.proposal.refusals
    assert (18, (("MAIN", date(2026, 3, 2)),)) == (refused.missing, refused.cut)
    assert agrees(backlog)


@dataclass
class Breaking:
    """Implements the port Store over another, until it breaks."""

    store: Store
    left: int
    begun: list[str] = field(default_factory=list)

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that may write, while it lasts."""
        self.left -= 1
        if self.left < 0:
            raise ConnectionError("the database is gone")
        return self.store.begin()

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that reads."""
        return self.store.read()


def test_a_run_that_breaks_off_has_done_whole_batches(
    backlog: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed stands, the rest never happened; the next run does it."""
    monkeypatch.setattr(backorders, "BATCH", 1)
    more(backlog, "DESK", 12)
    more(backlog, "CHAIR", 10)
    with pytest.raises(ConnectionError):
        backorders.run(
            backlog.gateway.services, Breaking(backlog.gateway.store, left=1), Variant(), commit=True
        )
    half = agrees(backlog), moves(run(backlog))
    run(backlog, commit=True)

    assert (True, {"DESK"}) == (half[0], {sku for sku, _, _ in half[1]})
    assert [] == moves(run(backlog))
    assert agrees(backlog)


@pytest.fixture
def command(backlog: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> object:
    """Return a function that runs a command on the house's own database and returns its exit code and output."""
    settings = backlog.gateway.settings
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(settings.config_dir))
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database())

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gateway", "backorders", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as left:
            code = int(left.code or 0)
        return code, capfd.readouterr().out

    return ran


def test_a_person_reads_a_proposal_and_commits_it(backlog: House, command: object, tmp_path: Path) -> None:
    """The dry run's JSON is what is committed; a win that cannot be is refused with exit code 1."""
    assert callable(command)
    more(backlog, "DESK", 12)
    _, told = command("run", "--dry-run")
    code, proposal = command("run", "--dry-run", "--json", "--items", "DESK")
    file = tmp_path / "proposal.json"
    file.write_text(proposal[proposal.index("{") :], encoding="utf-8")
    done = command("commit", str(file))
    refused, why = command("run", "--strategy", "win", "--dry-run")
    known = json.loads(file.read_text(encoding="utf-8"))

    assert "would change" in told
    assert (0, ["PO-1", "PO-2"]) == (code, [one["order"] for one in known["changes"]])
    assert (0, True) == (done[0], "2 lines changed" in done[1])
    assert (1, True) == (refused, "cannot win" in why)
    assert [(10, 0)] == counts(backlog, "PO-1")[:1]


def test_a_person_is_told_that_a_quota_binds(backlog: House, command: object) -> None:
    """Supply there is, but 25 desks are promised already: in words and in JSON the refusal names the quota."""
    assert callable(command)
    more(backlog, "DESK", 500)
    with backlog.gateway.store.begin() as work:
        rows = "sku,cap,class,from_on,until_on\nDESK,0,3,2026-03-01,2099-12-31\n"
        load(backlog.gateway.services, work, "quotas", csv.DictReader(StringIO(rows)))
        work.commit()

    refused, why = command("run", "--strategy", "win", "--items", "DESK", "--dry-run")
    _, told = command("run", "--strategy", "win", "--items", "DESK", "--dry-run", "--json")
    known = json.loads(told[told.index("{") :])

    assert (1, True) == (refused, "missing; a quota lets no more leave" in why)
    assert [("PO-2", True)] == [(one["order"], one["by_quota"]) for one in known["refused"]]


def test_a_person_takes_supply_back(backlog: House, command: object, tmp_path: Path) -> None:
    """And is told where words or files are none of ours."""
    assert callable(command)
    file = tmp_path / "none.json"
    file.write_text("[]", encoding="utf-8")

    assert 0 == command("cut", "DESK", "MAIN", "5", "--on", "2026-05-04")[0]
    assert [(10, 10)] == counts(backlog, "PO-2")
    assert 2 == command("commit", str(file))[0]
    assert 2 == command("run", "--strategy", "luck")[0]
    assert 2 == command("cut", "DESK", "MAIN", "5", "--on", "soon")[0]
    assert agrees(backlog)
