"""How the machine is told of: the doctor, the bundle, the metrics; and addresses nobody is told at."""

import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from gateway.application.operating import checks, machines, webhooks
from gateway.application.ports import Circuit
from gateway.entrypoints import bundling
from gateway.entrypoints.machine import examined
from gateway.entrypoints.metrics import Meters
from gateway.errors import Conflict
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import LAMPS, House, built, interchange, later, order

BELOW_PRICE = "24*EA*1.00**IN*445566"
KEY = b64encode(bytes(32)).decode()
OF_ITS_FONTS = "fonts"
"""What the machine that runs the tests can print is no promise of ours."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A gateway with a master key, one for all of these tests."""
    folder = tmp_path_factory.mktemp("machine")
    house = built(folder / "house", fresh("sqlite", folder), FixedClock(), master_key=KEY)
    yield house
    house.gateway.engine.dispose()


def test_the_doctor_names_what_is_wrong_and_what_mends_it(house: House) -> None:
    """A held order that is late, work given up, a trail nobody seals: each with a command; nothing wrong is no line."""
    before = {one.name: one.state for one in examined(house.gateway) if one.name != OF_ITS_FONTS}
    house.take(interchange(order("PO-1", BELOW_PRICE)))
    later(house, days=3)
    house.ask("watch")
    with house.gateway.store.begin() as work:
        work.circuits.put(_shut(house))
        work.commit()
    after = {one.name: one for one in examined(house.gateway) if one.name != OF_ITS_FONTS}

    assert {"access", "clock"} == {name for name, state in before.items() if state != "good"}
    wrong = {name: one for name, one in after.items() if one.state != "good"}
    assert {"access", "audit", "clock", "deadlines", "partners"} == set(wrong)
    assert all(one.why and one.fix for one in wrong.values())
    assert "warn" == checks.worst(after.values())


WRONG = (
    ("http://erp.example/hook", ["*"]),
    ("https://user:word@erp.example/", ["*"]),
    ("https://", ["*"]),
    ("https://erp.example/", ["order.eaten"]),
    ("https://erp.example/", []),
)


def test_an_address_that_is_none_is_not_told(house: House) -> None:
    """In the clear, with a password in it, without a host; events there are not, or none."""
    gateway = house.gateway
    for url, events in WRONG:
        with pytest.raises(Conflict):
            webhooks.add_endpoint(
                gateway.services, gateway.store, gateway.as2.vault, url=url, events=events, actor="ann"
            )


def test_what_the_machine_lacks_is_told() -> None:
    """An old Python, tables of another release, a full disk, a folder nobody may write into, a host nobody knows."""
    machine = machines.Machine(
        python=(3, 9),
        disk_free=0,
        revision="",
        expected_revision="0001",
        unwritable=(Path("/data"),),
        unresolved=("sftp.nowhere.example",),
        guarded=False,
        master_key=False,
        environment="production",
    )
    found = {one.name: one.state for one in machines.of_machine(machine) if one.state != "good"}

    assert {"python": "bad", "database": "bad", "disk": "bad", "folders": "bad", "dns": "warn"} == found
    assert "bad" == checks.worst(machines.of_machine(machine))


def test_a_support_bundle_holds_no_secret(house: House) -> None:
    """Planted in settings, in a dead letter's reason, in an address: searched for in every file, byte by byte."""
    planted = ("hunter2hunter2", "sup3rs3cret", "gwt_abcdefghijklmnop", "p4ssw0rdp4ssw0rd")
    settings = house.gateway.settings.model_copy(
        update={"operator_password": SecretStr(planted[0]), "warehouse_settings": {"token": planted[1]}}
    )
    gateway = replace(house.gateway, settings=settings)
    with gateway.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO job_dead (id, shard, partner, kind, ref, dedupe, lane, attempts, error, died_at)"
                " VALUES ('x', 0, '', 'deliver', 'y', 'z', '', 1, :error, :at)"
            ),
            {
                "error": f"https://me:{planted[3]}@erp.example said no to {planted[2]}; password={planted[0]}",
                "at": "2026-03-01T00:00:00.000000+00:00",
            },
        )
    with zipfile.ZipFile(BytesIO(bundling.bundle(gateway))) as packed:
        told = {name: packed.read(name).decode() for name in packed.namelist()}

    assert [] == [(name, one) for name, content in told.items() for one in planted if one in content]
    assert "said no" in told["queue.json"]
    assert "(set)" in told["settings.json"]
    assert {
        "about.json",
        "doctor.json",
        "settings.json",
        "partners.json",
        "queue.json",
        "events.json",
    } == set(told)


def test_metrics_say_how_things_stand(house: House) -> None:
    """Documents counted once however often somebody asks, orders by state, deadlines, channels, the queue."""
    meters = Meters(house.gateway)
    house.take(interchange(order("PO-8", LAMPS), number=108))
    later(house, minutes=1)
    meters.text()
    house.take(interchange(order("PO-9", BELOW_PRICE), number=109))
    with house.gateway.store.begin() as work:
        work.circuits.put(_shut(house))
        work.commit()
    later(house, days=3)
    house.ask("watch")
    meters.took("GET", "/orders", 200, 0.1)
    told = meters.text().decode()

    assert 'gateway_documents_total{direction="in",partner="acme",result="accepted",type="850"} 3.0' in told
    assert 'gateway_orders{state="held"} 2.0' in told
    assert 'gateway_channel_up{partner="globex"} 0.0' in told
    assert 'gateway_channel_up{partner="acme"} 1.0' in told
    assert 'gateway_ack_overdue{partner="acme"}' in told
    assert 'gateway_sla_seconds{kind="acknowledgement",partner="acme"} -' in told
    assert 'gateway_http_request_seconds_count{method="GET",route="/orders",status="200"} 1.0' in told
    assert "gateway_disk_free_bytes" in told


def _shut(house: House) -> Circuit:
    now = house.clock.now()
    return Circuit(partner="globex", failures=3, failed_at=now, opened_at=now, probe_at=now, reason="away")
