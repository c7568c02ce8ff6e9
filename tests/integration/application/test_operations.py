"""What keeps the gateway running, on each kind of database: the trail, webhooks, backups, archives."""

import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from standardwebhooks import Webhook

from gateway.adapters.db.backups import Copies
from gateway.adapters.db.engine import make_engine
from gateway.adapters.db.ids import Uuid7
from gateway.adapters.db.tables import event, event_seal
from gateway.adapters.db.work import DbStore
from gateway.application.operating import archiving, backing_up, webhooks
from gateway.application.operating.backing_up import About
from gateway.application.people import auditing
from gateway.application.records import Event
from gateway.errors import ConfigurationFault, Conflict
from tests.databases import bare
from tests.fakes.clocks import FixedClock
from tests.fakes.peers import http_peer
from tests.house import LAMPS, House, built, interchange, later, order

BELOW_PRICE = "24*EA*1.00**IN*445566"
KEY = b64encode(bytes(32)).decode()
ABOUT = About(version="1", revision="0001", kind="", audit_head="", at=datetime(2026, 3, 2, tzinfo=UTC))


@pytest.fixture
def house(tmp_path: Path, database_url: str, clock: FixedClock) -> Iterator[House]:
    """A gateway with a master key, and ACME's bytes kept for 30 days."""
    changes = {"acme": {"retention": {"payload_days": "30"}}}
    house = built(tmp_path / "house", database_url, clock, changes, master_key=KEY)
    yield house
    house.gateway.engine.dispose()


def broken(house: House, head: str = "") -> list[str]:
    """Return what a look at the trail finds wrong."""
    with house.gateway.store.read() as work:
        return [one.what for one in auditing.verify(house.gateway.services, work, head=head).breaks]


def changed(house: House, *statements: object) -> None:
    """Do to the database what nobody should."""
    with house.gateway.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload] # statements of any kind


def test_the_trail_tells_what_was_done_to_it(house: House) -> None:
    """Changed, removed, slipped in, cut off: each is found, and only that; what is not sealed yet is no fault."""
    house.take(interchange(order("PO-1", LAMPS)))
    with house.gateway.store.read() as work:
        unsealed = auditing.verify(house.gateway.services, work)
    house.ask(auditing.KIND)
    with house.gateway.store.read() as work:
        whole = auditing.verify(house.gateway.services, work)
        victim = work.events.recent(1)[0]
        place = next(seal.seq for seal, line in work.seals.chain() if line and line.id == victim.id)

    assert ((), 0, True) == (unsealed.breaks, unsealed.places, unsealed.pending > 0)
    assert (True, 0) == (whole.sound, whole.pending)
    assert [] == broken(house, whole.head)
    assert ["cut-off"] == broken(house, "0" * 64)

    changed(house, update(event).where(event.c.id == victim.id).values(actor="somebody else"))
    assert ["changed"] == broken(house)
    changed(house, delete(event).where(event.c.id == victim.id))
    assert ["removed"] == broken(house)
    changed(house, delete(event_seal).where(event_seal.c.seq == place))
    assert "gap" in broken(house) or place == whole.places
    with house.gateway.store.begin() as work:
        old = house.clock.now() - timedelta(days=2)
        work.events.add(
            Event(id=house.gateway.services.ids.new(), at=old, partner="", what="x", ref="", detail={})
        )
        work.commit()
    assert "inserted" in broken(house)


def test_lines_committed_late_are_sealed_after_those_before_them(house: House) -> None:
    """Two units of work at once: whoever commits later stands later, and nobody waits for anybody."""
    house.take(interchange(order("PO-1", LAMPS)))
    with house.gateway.store.read() as work:
        first = work.events.recent(1)[0]
    house.ask(auditing.KIND)
    with house.gateway.store.begin() as work:
        late = replace(
            first, id=house.gateway.services.ids.new(), at=first.at - timedelta(minutes=1), ref="late"
        )
        work.events.add(late)
        work.commit()
    house.ask(auditing.KIND)
    with house.gateway.store.read() as work:
        last = work.seals.last()
        assert last is not None
        assert (late.id, True) == (last.event, auditing.verify(house.gateway.services, work).sound)


def test_programs_are_told_signed_again_and_of_what_they_asked_for(house: House) -> None:
    """A message a day late is the same message; what is given up can be sent again; nobody is told twice of one event."""
    gateway = house.gateway
    with http_peer() as peer:
        url = str(peer.settings.url)
        made, secret = webhooks.add_endpoint(
            gateway.services, gateway.store, gateway.as2.vault, url=url, events=["order.*"], actor="ann"
        )
        peer.status = 503
        house.take(interchange(order("PO-1", BELOW_PRICE)))
        house.ask(auditing.KIND)
        peer.status = 200
        later(house, minutes=1)
        house.work()
        with gateway.store.read() as work:
            sent = work.webhooks.recent(10, endpoint=made.id)
        once = len(peer.requests)
        webhooks.redeliver(gateway.services, gateway.store, sent[0].id, actor="ann")
        webhooks.send_test(gateway.services, gateway.store, made.id, actor="ann")
        house.work()
        webhooks.set_endpoint_state(gateway.services, gateway.store, made.id, active=False, actor="ann")
        house.take(interchange(order("PO-2", BELOW_PRICE), number=102))
        house.ask(auditing.KIND)

    bodies = [json.loads(one.body) for one in peer.requests]
    assert ["order.held", "order.received"] == sorted({one["type"] for one in bodies[:once]})
    assert ("delivered", 2, 200) == (sent[0].state, sent[0].attempts, sent[0].status)
    assert once + 2 == len(peer.requests)
    assert "webhook.test" in [one["type"] for one in bodies[once:]]
    checked = Webhook(secret)
    for one in peer.requests[:1]:
        headers = {name.lower(): value for name, value in one.headers.items()}
        assert headers["webhook-signature"] == checked.sign(
            headers["webhook-id"],
            datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC),
            one.body.decode(),
        )


def test_what_nobody_takes_is_given_up_and_sent_again_by_a_person(house: House) -> None:
    """410 says never; the log says so; a new secret signs what is sent again; what is gone is gone."""
    gateway = house.gateway
    with http_peer() as peer:
        made, _ = webhooks.add_endpoint(
            gateway.services,
            gateway.store,
            gateway.as2.vault,
            url=str(peer.settings.url),
            events=["*"],
            partner="acme",
            actor="ann",
        )
        peer.status = 410
        delivery = webhooks.send_test(gateway.services, gateway.store, made.id, actor="ann")
        house.work()
        with gateway.store.read() as work:
            failed = work.webhooks.delivery(delivery.id)
            dead = len(work.jobs.dead_about([delivery.id], webhooks.KIND))
        peer.status = 200
        webhooks.rotate(gateway.services, gateway.store, gateway.as2.vault, made.id, actor="ann")
        webhooks.redeliver(gateway.services, gateway.store, delivery.id, actor="ann")
        house.work()
        with gateway.store.read() as work:
            again = work.webhooks.delivery(delivery.id)
            left = len(work.jobs.dead_about([delivery.id], webhooks.KIND))
        webhooks.remove_endpoint(gateway.services, gateway.store, made.id, actor="ann")

    assert ("failed", "transport.refused: answered 410: gone", 1) == (failed.state, failed.reason, dead)
    assert ("delivered", 0) == (again.state, left)
    assert peer.requests[0].headers["webhook-signature"] != peer.requests[1].headers["webhook-signature"]
    with pytest.raises(Exception, match="there is no webhook"):
        webhooks.redeliver(gateway.services, gateway.store, delivery.id, actor="ann")


def test_a_drill_everything_comes_back(house: House, tmp_path: Path) -> None:
    """Copied while somebody works, looked at, put into an empty database: rows, bytes, files and the trail are there."""
    gateway = house.gateway
    house.take(interchange(order("PO-1", LAMPS)))
    house.ask(auditing.KIND)
    kind = gateway.engine.dialect.name
    with gateway.store.begin() as busy:
        gateway.services.note(busy, "busy", "never committed")
        data_dir = gateway.settings.data_dir
        made = backing_up.create(
            Copies(gateway.engine), tmp_path / "kept", data_dir, replace(ABOUT, kind=kind)
        )
    with pytest.raises(Conflict, match="there already"):
        backing_up.create(Copies(gateway.engine), tmp_path / "kept", data_dir, replace(ABOUT, kind=kind))

    assert () == backing_up.verify(Copies(), made.folder)
    empty = make_engine(bare(kind, tmp_path))
    with pytest.raises(Conflict, match="restore it into one"):
        backing_up.restore(Copies(empty), made.folder, tmp_path / "data", kind="another")
    backing_up.restore(Copies(empty), made.folder, tmp_path / "data", kind=kind)
    store = DbStore(empty, house.clock, Uuid7())
    with gateway.store.read() as before, store.read() as after:
        known = before.documents.recent(100)
        assert known == after.documents.recent(100)
        assert before.transmissions.content(known[-1].transmission) == after.transmissions.content(
            known[-1].transmission
        )
        assert auditing.verify(gateway.services, before) == auditing.verify(gateway.services, after)
        assert "busy" not in [one.what for one in after.events.recent(1000)]
    assert {one.name for one in (data_dir / "acme/out").iterdir()} == {
        one.name for one in (tmp_path / "data/acme/out").iterdir()
    }
    with pytest.raises(Conflict):
        backing_up.restore(Copies(empty), made.folder, tmp_path / "other", kind=kind)
    with pytest.raises(Conflict, match="is there already"):
        backing_up.restore(Copies(empty), made.folder, tmp_path / "data", kind=kind)
    empty.dispose()


def test_a_backup_that_was_touched_is_not_put_back(house: House, tmp_path: Path) -> None:
    """A changed byte, a missing file, one too many, none at all: each is told."""
    kind = house.gateway.engine.dialect.name
    copies = Copies(house.gateway.engine)
    made = backing_up.create(copies, tmp_path, house.gateway.settings.data_dir, replace(ABOUT, kind=kind))
    file = made.folder / next(name for name in made.files if "job" in name or "sqlite" in name)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"!")
    touched = backing_up.verify(Copies(), made.folder)
    file.write_bytes(b"none of this is a database" * 100)
    ruined = backing_up.verify(Copies(), made.folder)
    file.rename(made.folder / "elsewhere")
    moved = backing_up.verify(Copies(), made.folder)

    assert f"{file.relative_to(made.folder).as_posix()} was changed" in touched
    assert ruined
    assert {"missing", "manifest"} == {one.split()[-1] for one in moved}
    with pytest.raises(Conflict, match="not what it was"):
        backing_up.restore(copies, made.folder, tmp_path / "data", kind=kind)
    with pytest.raises(ConfigurationFault, match="no finished backup"):
        backing_up.verify(Copies(), tmp_path)
    with pytest.raises(ConfigurationFault, match="no database"):
        Copies().copy_out(tmp_path)


def test_old_bytes_go_into_an_archive_and_nothing_else_does(house: House, tmp_path: Path) -> None:
    """After the days agreed with the partner, not before; what waits for somebody stays; records stay for ever."""
    gateway = house.gateway
    house.take(interchange(order("PO-1", LAMPS)))
    house.acknowledge()
    house.take(interchange(order("PO-2", LAMPS), number=102), partner="globex")
    young = archiving.archive(gateway.services, gateway.store, tmp_path, actor="ann")
    later(house, days=40)
    with gateway.store.read() as work:
        old = archiving.due(gateway.services, work)
        before = work.documents.recent(100)
    files = archiving.archive(gateway.services, gateway.store, tmp_path, actor="ann")
    again = archiving.archive(gateway.services, gateway.store, tmp_path, actor="ann")
    with gateway.store.read() as work:
        after = work.documents.recent(100)
        left = archiving.due(gateway.services, work)

    assert ((), (), 1) == (young, again, len(files))
    assert [("acme", True), ("acme", False)] == [(one.partner, one.payloads > 0) for one in (*old, *left)]
    assert before == after
    held = dict(archiving.opened(files[0]))
    assert len(held) == old[0].payloads
    assert any(b"PO-1" in content for content in held.values())
    assert files[0].name in house.events("archive.run")

    ruined = tmp_path / "ruined.zip"
    with zipfile.ZipFile(files[0]) as whole, zipfile.ZipFile(ruined, "w") as changed_file:
        for name in whole.namelist():
            content = whole.read(name)
            changed_file.writestr(name, content if name == archiving.INDEX else content + b"!")
    with pytest.raises(Conflict, match="not what was archived"):
        list(archiving.opened(ruined))
