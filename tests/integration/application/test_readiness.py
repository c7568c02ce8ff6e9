"""Whether a process can work, and what the doctor sees of doors, keys, mail and numbers: each with what to do."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from structlog.testing import capture_logs

from gateway.application.operating.checks import Check
from gateway.bootstrap import directory
from gateway.entrypoints import configuring, machine
from gateway.entrypoints.api.health import NotWorking, readyz
from gateway.entrypoints.lives import life_of
from gateway.entrypoints.machine import examined
from gateway.entrypoints.serving import working
from gateway.entrypoints.watching import Watch
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, built, interchange, later, order, write_profile

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEGUFJcC5F9VlL/S0PFjlV0vXMWLVVfpFCzYtk2IRu"


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway with stock."""
    made = built(tmp_path / "house", fresh("sqlite", tmp_path), clock, config_watch_s=0)
    yield made
    made.gateway.engine.dispose()


def checked(house: House, name: str, *, online: bool = False) -> list[Check]:
    """Return what the doctor says of one thing; whatever is wrong says why that matters and what mends it."""
    services = replace(house.gateway.services, directory=directory(house.gateway.settings))
    found = examined(replace(house.gateway, services=services), online=online)
    assert [] == [one for one in found if one.state != "good" and not (one.why and one.fix)]
    return [one for one in found if one.name == name]


def test_who_is_ready_says_what_it_looked_at(house: House) -> None:
    """The configuration, the database, the workers; one that ended is a reason not to be."""
    alone = readyz(house.gateway)
    ended = Thread(target=lambda: None)
    ended.start()
    ended.join()
    with working(house.gateway, workers=1, timer=False):
        busy = readyz(house.gateway)
        life_of(house.gateway).workers.append(ended)
        with pytest.raises(NotWorking, match="1 of 2 workers of this process ended"):
            readyz(house.gateway)
    house.receive(interchange(order("PO-1", LAMPS)))
    later(house, minutes=20)
    late = readyz(house.gateway)

    assert ("valid", "elsewhere", "1 alive here") == (alone.config, alone.workers, busy.workers)
    assert "at revision" in alone.database
    assert "waited for more than a quarter" in late.workers


def test_files_that_were_spoiled_while_we_work_are_told(house: House) -> None:
    """What works goes on by what was right; `/readyz` and the log say that the files are not, until they are."""
    watch = Watch.of(house.gateway)
    profile = house.folder / "config/partners/acme.yaml"
    before = profile.read_text(encoding="utf-8")
    stop = Event()
    with capture_logs() as lines:
        watch.prove()
        profile.write_text(before + "stat: live\n", encoding="utf-8")
        thread = watch.thread(stop, 0.01)
        thread.start()
        while not life_of(house.gateway).faults:
            stop.wait(0.01)
        stop.set()
        thread.join()
        spoiled = readyz(house.gateway).config
        profile.write_text(before, encoding="utf-8")
        watch.prove()

    assert ("invalid", "valid") == (spoiled, readyz(house.gateway).config)
    (said,) = [one for one in lines if one["event"] == "config.wrong"]
    assert "did you mean state?" in said["first"]


def test_doors_that_are_asked_for_are_knocked_at(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only on request, and only those a profile needs; SFTP where a partner comes by it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening, closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setattr(machine, "WEB_PORT", listening.getsockname()[1])
        monkeypatch.setattr(machine, "SFTP_PORT", unused.getsockname()[1])
        quiet, well = checked(house, "ports"), checked(house, "ports", online=True)
        write_profile(house.folder, "acme", sftp={"user": "acme", "keys": [KEY]})
        silent = checked(house, "ports", online=True)

    assert (["good"], ["good"]) == ([one.state for one in quiet], [one.state for one in well])
    assert [("warn", "gateway sftp-server")] == [(one.state, one.fix) for one in silent]


def test_keys_of_servers_are_ours_only_and_known(house: House) -> None:
    """Our own is nobody else's to read."""
    key = house.gateway.settings.data_dir / "sftp-host-key"
    before = checked(house, "host-keys")
    key.write_text("a key", encoding="utf-8")
    key.chmod(0o644)
    bare = checked(house, "host-keys")
    key.chmod(0o600)

    assert (["good"], ["bad"]) == ([one.state for one in before], [one.state for one in bare])
    assert f"chmod 600 {key}" == bare[0].fix
    assert ["good"] == [one.state for one in checked(house, "host-keys")]


def test_folders_of_mail_have_to_be_there(house: House) -> None:
    """Named one by one, with the partner."""
    write_profile(house.folder, "acme")
    profile = house.folder / "config/partners/acme.yaml"
    text = profile.read_text(encoding="utf-8")
    mail = "transport: {kind: mail, inbox: mail/in, outbox: mail/out, us: us@shop.example, them: acme@shop.example}"
    start = text.index("transport:")
    end = next(
        (at for at in range(start + 1, len(text)) if text[at - 1] == "\n" and text[at] not in " -"), len(text)
    )
    profile.write_text(text[:start] + mail + "\n" + text[end:], encoding="utf-8")
    missing = checked(house, "mail")
    for name in ("in", "out"):
        (house.gateway.settings.data_dir / "mail" / name).mkdir(parents=True)

    assert ["bad", "bad"] == [one.state for one in missing]
    assert all("mkdir -p" in one.fix for one in missing)
    assert ["good"] == [one.state for one in checked(house, "mail")]


def test_a_number_that_left_with_nothing_is_found(house: House) -> None:
    """Of the newest interchanges to a partner; where none is missing nothing is said."""
    house.take(interchange(order("PO-1", LAMPS)))
    before = checked(house, "numbers")
    with house.gateway.store.begin() as work:
        one, other = work.documents.recent(2, partner="acme", direction="out")
        number = int(one.interchange_control_number or other.interchange_control_number)
        work.documents.update(replace(one, interchange_control_number=f"{number + 3:09d}"))
        work.commit()
    after = checked(house, "numbers")

    assert (["good"], ["warn"]) == ([each.state for each in before], [each.state for each in after])
    assert "acme: " in after[0].what


def test_what_was_proved_is_not_proved_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the digest of the files: the page of the configuration reads what was found, until a byte of them changes."""
    settings, maps = house.gateway.settings, house.gateway.services.library
    profile = house.folder / "config/partners/acme.yaml"
    profile.write_text(profile.read_text(encoding="utf-8") + f"# {house.folder}\n", encoding="utf-8")
    proofs = []
    plain = configuring.prove
    monkeypatch.setattr(configuring, "prove", lambda *given: proofs.append(1) or plain(*given))
    first, second = (configuring.proved(settings, {}, maps) for _ in range(2))
    wrong = configuring.proved(settings, {"partners/acme.yaml": b"name: \n"}, maps)
    named = [
        configuring.proved(settings, {"mappings/acme/850.yaml": b"extends: x\n"}, maps) for _ in range(2)
    ]

    assert first is second
    assert ((), True) == (first.faults, bool(wrong.faults))
    assert named[0] is named[1]
    assert 3 == len(proofs)
