"""Faults of the machine and the partner: a full disk, half-written files, the same six times at once, clocks apart."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from gateway.adapters.db.schedules import Schedules, Slot
from gateway.adapters.db.work import DbStore
from gateway.adapters.transports import Surroundings
from gateway.adapters.transports.folder import FolderSettings, FolderTransport, open_folder
from gateway.application.receiving import Arrival, collect, receive
from gateway.errors import StorageUnavailable, TransportUnavailable
from tests.fakes.clocks import FixedClock
from tests.fakes.secrets import KnownSecrets
from tests.house import LAMPS, House, interchange, order

AT_ONCE = 6


@contextmanager
def full_disk(at: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def folder_of(house: House) -> FolderTransport:
    """Return the way to the folder a partner shares with us, its files taken as soon as they are whole."""
    settings = FolderSettings(inbox="acme/in", outbox="acme/out", settle=timedelta(0), create=True)
    surroundings = Surroundings(
        files=house.folder / "data", clock=house.clock, secrets=KnownSecrets(), partner="acme"
    )
    transport = open_folder(settings, surroundings)
    list(transport.fetch())
    return transport


def collected(house: House) -> int:
    """Collect what waits and return how much was new."""
    gateway = house.gateway
    return sum(
        1 for _ in collect(gateway.services, gateway.store, "acme", kind="folder", transport=folder_of(house))
    )


def dropped(house: House, name: str, content: str) -> Path:
    """Drop a file."""
    folder_of(house)
    file = house.folder / "data" / "acme" / "in" / name
    file.write_text(content, encoding="utf-8")
    return file


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # a server's files are not this process's
def test_a_full_disk_loses_nothing_and_confirms_nothing(house: House) -> None:
    """What cannot be kept stays with the partner; with room again it is taken, once."""
    for number in range(1, 4):
        dropped(house, f"{number}.edi", interchange(order(f"PO-{number}", LAMPS), number=number))
    with full_disk(at=4096), pytest.raises(StorageUnavailable):
        collected(house)
    waiting = len(list((house.folder / "data" / "acme" / "in").glob("*.edi")))
    taken = collected(house)
    house.work()

    assert 3 == waiting == taken
    assert 3 == len(house.sent("855"))


def test_a_full_disk_at_the_partners_leaves_no_half_document(house: House) -> None:
    """It is worth another try, under the same name, and until then there is nothing to mistake for it."""
    transport = folder_of(house)
    outbox = house.folder / "data" / "acme" / "out"
    content = b"x" * 9000
    with full_disk(at=4096), pytest.raises(TransportUnavailable):
        transport.leave("855.edi", content, message_id="1@us")
    seen = [one.name for one in outbox.iterdir() if not one.name.startswith(".")]
    transport.leave("855.edi", content, message_id="1@us")

    assert [] == seen
    assert content == (outbox / "855.edi").read_bytes()


def test_a_file_is_taken_when_it_is_whole_and_under_its_last_name(house: House) -> None:
    """Half written it waits; renamed it is another name for the same bytes, and no second order."""
    content = interchange(order("PO-1", LAMPS))
    file = dropped(house, "po.edi", content[: len(content) // 2])
    half = collected(house)
    file.write_text(content, encoding="utf-8")
    moved = file.rename(file.with_name("po-final.edi"))
    whole = collected(house)
    dropped(house, "po-again.edi", content)
    again = collected(house)
    house.work()

    assert (0, 1, 1) == (half, whole, again)
    assert not moved.exists()
    assert 1 == len(house.documents("855"))
    assert 1 == len(house.events("interchange.duplicate"))


@pytest.mark.parametrize("same_key", [True, False], ids=["under one key", "under six names"])
def test_six_at_once_are_one_order(house: House, *, same_key: bool) -> None:
    """A partner's retries overtake each other: one order, one 855, the same answer to all."""
    content = interchange(order("PO-1", LAMPS)).encode()
    start, new = Barrier(AT_ONCE), []

    def bring(number: int) -> None:
        key = "one" if same_key else str(number)
        arrival = Arrival(partner="acme", transport="test", key=key, name=key, content=content)
        start.wait()
        new.append(receive(house.gateway.services, house.gateway.store, arrival)[1])

    threads = [Thread(target=bring, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    workers = [Thread(target=house.work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    house.work()

    assert (1 if same_key else AT_ONCE) == sum(new)
    assert (1, 1) == (len(house.documents("855")), len(house.documents("997", "out")))
    assert 1 == len(house.outbox()) - 1
    with house.gateway.store.read() as work:
        assert [] == work.jobs.dead()


def test_clocks_that_are_apart_fire_a_slot_once(house: House) -> None:
    """The node ahead fires early, the one behind finds the slot taken; none fires twice."""
    store = house.gateway.store
    ahead = FixedClock(house.clock.now() + timedelta(seconds=30))
    nodes = (Schedules(store), Schedules(DbStore(store.engine, ahead, house.gateway.services.ids)))
    nodes[0].become({"beat": Slot(every_s=60, kind="watch")})
    house.clock.advance(timedelta(seconds=45))
    fired = [
        nodes[1].tick(house.clock.now() + timedelta(seconds=30)),
        nodes[0].tick(house.clock.now()),
        nodes[1].tick(house.clock.now() + timedelta(seconds=30)),
    ]

    assert [1, 0, 0] == fired


def test_a_clock_set_back_repeats_no_effect(house: House) -> None:
    """What was sent is sent, whatever the clock says afterwards."""
    house.take(interchange(order("PO-1", LAMPS)))
    before = house.outbox()
    house.clock.advance(timedelta(hours=-2))
    house.work()
    house.ask("watch")

    assert before == house.outbox()
    assert {1} == {one.attempts for one in house.documents(direction="out")}
