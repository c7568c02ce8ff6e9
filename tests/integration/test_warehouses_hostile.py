"""What warehouses may do to us and must not get through with: odd, huge, slow and false answers, half and false files."""

import json
import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.adapters.warehouses.csv_folder import CsvSettings
from gateway.adapters.warehouses.rest import RestSettings, RestWarehouse
from gateway.application.ports import PackedShipment, Warehouse
from gateway.errors import ConfigurationFault, TransportError, TransportRefused, TransportUnavailable
from tests.contracts.test_warehouses import PICK, packed
from tests.fakes.clocks import START
from tests.fakes.secrets import KnownSecrets
from tests.fakes.warehouses import TLS, CsvOther, HttpOther, csv_other, http_other

GOOD: dict[str, Any] = {
    "id": "W1",
    "pick": "p",
    "order": "o",
    "shipped_at": "2026-03-02T09:00:00+01:00",
    "carrier": "UPSN",
    "tracking": "1Z",
    "cartons": [{"tare": 1, "weight_kg": "2.5", "lines": [{"commitment": "c", "quantity": 2}]}],
    "loose": [{"commitment": "d", "quantity": 1, "lot": "L1", "serials": ["S1"]}],
    "short": [{"commitment": "e", "quantity": 3, "reason": "none left"}],
}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[HttpOther]:
    """A warehouse behind an address."""
    with http_other(tmp_path) as opened:
        yield opened


def told(warehouse: Warehouse) -> list[PackedShipment]:
    return list(warehouse.fetch())


def says(other: HttpOther, *shipments: object, **more: object) -> None:
    """Let it say these shipments, and nothing else."""
    other.says["/shipments"] = (200, json.dumps({"shipments": shipments, **more}).encode())


def test_everything_that_is_said_of_a_shipment_arrives(other: HttpOther) -> None:
    says(other, GOOD)
    (one,) = told(other.opened())

    assert {"c": 2} == packed([one])
    assert [("d", 1, "L1", ("S1",))] == [(x.commitment, x.quantity, x.lot, x.serials) for x in one.loose]
    assert [("e", 3, "none left")] == [(x.commitment, x.quantity, x.reason) for x in one.short]
    assert "2026-03-02T08:00:00+00:00" == one.shipped_at.isoformat()


WRONG: dict[str, dict[str, object]] = {
    "no id": {"id": ""},
    "an id of control characters": {"id": "W\n1"},
    "a long id": {"id": "W" * 201},
    "no zone": {"shipped_at": "2026-03-02T09:00:00"},
    "no day": {"shipped_at": "yesterday"},
    "an odd year": {"shipped_at": "0001-01-01T00:00:00+12:00"},
    "less than nothing": {"loose": [{"commitment": "d", "quantity": -1}]},
    "half a unit": {"loose": [{"commitment": "d", "quantity": 0.5}]},
    "too much": {"loose": [{"commitment": "d", "quantity": 10**10}]},
    "an empty carton": {"cartons": [{"lines": []}]},
    "no weight": {"cartons": [{"weight_kg": "NaN", "lines": [{"commitment": "c", "quantity": 1}]}]},
    "a carrier that is none": {"carrier": "ups"},
    "a field nobody knows": {"admin": True},
    "a text for a list": {"cartons": "all"},
    "too many orders": {"orders": ["o"] * 101},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_what_is_no_shipment_is_refused_and_keeps_no_other_waiting(
    other: HttpOther, wrong: dict[str, object]
) -> None:
    """The good one beside it is told first."""
    says(other, GOOD | wrong, GOOD)
    found = other.opened().fetch()

    assert "W1" == next(found).id
    with pytest.raises(TransportRefused, match="1 refused, the first: a shipment that is none"):
        next(found)


def test_a_shipment_told_twice_is_told_once(other: HttpOther) -> None:
    says(other, GOOD, GOOD)

    assert ["W1"] == [one.id for one in told(other.opened())]


def test_a_cursor_that_leads_round_in_circles_ends(other: HttpOther) -> None:
    says(other, GOOD, next="again")
    told(other.opened())

    assert ["/wms/shipments?limit=100", "/wms/shipments?limit=100&after=again"] == [
        path for _, path, _, _ in other.asked
    ]


def test_no_more_is_read_than_is_wanted_at_once(other: HttpOther) -> None:
    other.settings = {"most": 2}
    says(other, *(GOOD | {"id": f"W{at}"} for at in range(5)), next="more")

    assert ["W0", "W1"] == [one.id for one in told(other.opened())]
    assert 1 == len(other.asked)


@pytest.mark.parametrize(
    ("status", "content", "kind", "why"),
    [
        (200, b"<html>", TransportRefused, "no JSON"),
        (200, b"[" * 200_000, TransportRefused, "no JSON"),
        (200, b"[]", TransportRefused, "no list of shipments"),
        (200, b'{"shipments": {}}', TransportRefused, "no list of shipments"),
        (200, b'{"shipments": [], "next": 7}', TransportRefused, "no short text"),
        (200, b"", TransportRefused, "no list of shipments"),
        (302, b"", TransportRefused, "answered 302"),
        (401, b"who\x07 are you?", TransportRefused, "answered 401: who are you"),
        (429, b"slowly", TransportUnavailable, "answered 429"),
        (503, b"", TransportUnavailable, "answered 503"),
    ],
)
def test_other_answers_are_failures_with_a_reason(
    other: HttpOther, status: int, content: bytes, kind: type[TransportError], why: str
) -> None:
    other.says["/shipments"] = (status, content)
    other.headers["Location"] = "http://127.0.0.1:1/elsewhere"

    with pytest.raises(kind, match=why):
        told(other.opened())
    assert 1 == len(other.asked)


def test_an_answer_without_end_is_cut_off(other: HttpOther) -> None:
    other.settings = {"largest_bytes": 1000}
    other.says["/shipments"] = (200, b" " * 2000)

    with pytest.raises(TransportRefused, match="more than 1000 bytes"):
        told(other.opened())


def test_an_answer_that_takes_for_ever_is_given_up(other: HttpOther) -> None:
    settings = RestSettings.model_validate({"url": other.address, "deadline": "1s"})
    instants = iter(range(0, 100, 2))
    slow = RestWarehouse(settings, secrets=KnownSecrets(), monotonic=lambda: next(instants))

    with pytest.raises(TransportUnavailable, match="took longer than"):
        told(slow)


def test_a_warehouse_that_is_not_there_is_asked_later(other: HttpOther) -> None:
    other.address = "http://127.0.0.1:1/wms"

    with pytest.raises(TransportUnavailable, match="broke off: ConnectError"):
        other.opened().release(PICK)


def test_we_say_who_we_are_and_that_the_same_again_is_the_same(other: HttpOther) -> None:
    other.settings = {"token": "secret:wms"}
    other.secrets = {"wms": "open sesame"}
    for _ in range(2):
        other.opened().release(PICK)
    headers = [headers for _, _, headers, _ in other.asked]

    assert [("Bearer open sesame", "pick-1")] * 2 == [
        (one["Authorization"], one["Idempotency-Key"]) for one in headers
    ]
    other.settings = {"user": "us", "password": "secret:wms"}
    other.opened().release(PICK)
    assert "Basic dXM6b3BlbiBzZXNhbWU=" == other.asked[-1][2]["Authorization"]
    other.secrets = {"wms": "open\nsesame"}
    with pytest.raises(ConfigurationFault, match="no header can carry"):
        other.opened().release(PICK)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_warehouse_that_knows_no_recalls_gives_nothing_back(other: HttpOther, status: int) -> None:
    other.says["/recalls"] = (status, b"what?")
    ours = other.opened()

    assert isinstance(ours, RestWarehouse)
    assert [] == ours.recall(["c1"])


def test_what_we_did_not_ask_back_is_not_given_back(other: HttpOther) -> None:
    other.says["/recalls"] = (200, b'{"recalled": ["c9", 7, "c1"]}')
    ours = other.opened()

    assert isinstance(ours, RestWarehouse)
    assert ["c1"] == ours.recall(["c1", "c2"])


def test_a_certificate_nobody_knows_is_not_believed(tmp_path: Path) -> None:
    """Unless the settings name it."""
    with http_other(tmp_path, tls=True) as other:
        with pytest.raises(TransportUnavailable, match="broke off"):
            other.opened().release(PICK)
        other.settings = {"ca_file": str(TLS / "certificate.pem")}
        other.opened().release(PICK)

        assert ["/wms/picks"] == [path for _, path, _, _ in other.asked]
        other.settings = {"ca_file": str(tmp_path / "nowhere.pem")}
        with pytest.raises(ConfigurationFault, match="no certificates"):
            other.opened()


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "http://wms.example.test/"},
        {"url": "ftp://wms.example.test/"},
        {"url": "https://user:pw@wms.example.test/"},
        {"url": "https://wms.example.test:port/"},
        {"url": "https://wms.example.test/", "token": "open sesame"},
        {"url": "https://wms.example.test/", "user": "us"},
        {"url": "https://wms.example.test/", "user": "us", "password": "secret:a", "token": "secret:b"},
    ],
)
def test_settings_that_give_something_away_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        RestSettings.model_validate(settings)


def test_an_insecure_address_must_be_asked_for() -> None:
    assert RestSettings.model_validate({"url": "http://wms.example.test/", "insecure": "true"}).insecure
    assert ssl.HAS_TLSv1_2


HEAD = (
    "shipment,pick,order,shipped_at,carrier,tracking,carton,tare,weight_kg,commitment,quantity,short,reason"
)
ROWS = (
    "W1,p,o1,2026-03-02T09:00:00Z,UPSN,1Z,A,1,2.5,c1,2,,",
    "W1,p,o1,2026-03-02T09:00:00Z,UPSN,1Z,A,1,2.5,c2,3,,",
    "W1,p,o2,2026-03-02T09:00:00Z,UPSN,1Z,,,,c3,4,,",
    "W1,p,o1,2026-03-02T09:00:00Z,UPSN,1Z,,,,c4,,5,none left",
)


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[CsvOther]:
    """A warehouse that works with tables, whose folders are there."""
    with csv_other(tmp_path) as opened:
        opened.opened()
        yield opened


def table(*rows: str, end: int | None = None, head: str = HEAD) -> bytes:
    last = [] if end is None else [f"END,{end}"]
    return "\r\n".join((head, *rows, *last, "")).encode()


def drop(clerk: CsvOther, content: bytes, name: str = "W1.csv", *, seconds: float = 60) -> Path:
    """Leave a file of shipments that nobody touched for so long."""
    file = clerk.shipments / name
    file.write_bytes(content)
    at = START.timestamp() - seconds
    os.utime(file, (at, at))
    return file


def test_a_table_tells_of_cartons_loose_goods_and_what_was_not_found(clerk: CsvOther) -> None:
    drop(clerk, table(*ROWS, end=4))
    (one,) = told(clerk.opened())

    assert ("W1", "o1", ("o2",), {"c1": 2, "c2": 3}) == (one.id, one.order, one.orders, packed([one]))
    assert [("c3", 4)] == [(each.commitment, each.quantity) for each in one.loose]
    assert [("c4", 5, "none left")] == [(each.commitment, each.quantity, each.reason) for each in one.short]


def test_a_file_goes_to_the_archive_once_we_have_all_of_it(clerk: CsvOther) -> None:
    second = ROWS[0].replace("W1", "W2")
    file = drop(clerk, table(ROWS[0], second, end=2))
    for expected in (["W1", "W2"], ["W2"], []):
        found = told(clerk.opened())
        assert expected == [one.id for one in found]
        if found:
            clerk.opened().confirm(found[0])

    assert (False, 1) == (file.exists(), len(list((clerk.files / "csv/archive").iterdir())))


@pytest.mark.parametrize(
    ("content", "seconds", "taken"),
    [
        (table(ROWS[0], end=1), 60, 1),
        (table(ROWS[0], end=1), 1, 0),
        (table(ROWS[0]), 60, 0),
        (table(ROWS[0]), 3601, 1),
        (table(ROWS[0], end=1), -60, 1),
    ],
    ids=["whole", "still hot", "without its end", "without its end for long", "from a clock ahead"],
)
def test_half_a_file_is_left_until_it_is_whole(
    clerk: CsvOther, content: bytes, seconds: float, taken: int
) -> None:
    drop(clerk, content, seconds=seconds)

    assert taken == len(told(clerk.opened()))


@pytest.mark.parametrize("name", [".W1.csv", "W1.csv.tmp", "W1.txt"])
def test_other_files_are_passed_over(clerk: CsvOther, name: str) -> None:
    drop(clerk, table(ROWS[0], end=1), name)

    assert [] == told(clerk.opened())


FALSE: dict[str, tuple[bytes, str]] = {
    "bytes": (b"\xff\xfe" + table(end=0), "no CSV in UTF-8"),
    "rows that are missing": (table(ROWS[0], end=2), "as many rows as its last one says"),
    "other columns": (
        table(ROWS[0], end=1, head=HEAD.replace("tracking", "password")),
        "should have the columns",
    ),
    "too few columns": (table("W1,p", end=1, head="shipment,pick"), "should have the columns"),
    "cells that are missing": (table("W1,p,o", end=1), "more or fewer cells"),
    "rows that do not agree": (table(ROWS[0], ROWS[1].replace("1Z", "2Z"), end=2), "do not agree"),
    "no number": (table(ROWS[0].replace(",2,,", ",two,,"), end=1), "a shipment that is none"),
    "one huge cell": (table(ROWS[0].replace("1Z", "Z" * 200_000), end=1), "no CSV in UTF-8"),
    "too large": (table(*ROWS * 200, end=800), "too large"),
}


@pytest.mark.parametrize(("content", "why"), FALSE.values(), ids=list(FALSE))
def test_a_false_file_is_refused_and_keeps_no_other_waiting(
    clerk: CsvOther, content: bytes, why: str
) -> None:
    if why == "too large":
        clerk.settings = CsvSettings(largest_bytes=1000)
    drop(clerk, content, "a.csv")
    drop(clerk, table(ROWS[0], end=1), "b.csv")
    found = clerk.opened().fetch()

    assert "W1" == next(found).id
    with pytest.raises(TransportRefused, match=f"a.csv: .*{why}"):
        next(found)


def test_a_shipment_told_otherwise_after_we_had_it_is_refused(clerk: CsvOther) -> None:
    drop(clerk, table(ROWS[0], end=1))
    (one,) = told(clerk.opened())
    clerk.opened().confirm(one)
    drop(clerk, table(ROWS[0].replace(",2,,", ",3,,"), end=1), "again.csv")

    with pytest.raises(TransportRefused, match="W1 was told otherwise before"):
        told(clerk.opened())


def test_a_link_is_not_followed(clerk: CsvOther, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(table(ROWS[0], end=1))
    (clerk.shipments / "W1.csv").symlink_to(tmp_path / "secret")

    with pytest.raises(TransportUnavailable):
        told(clerk.opened())


def test_a_file_that_is_taken_back_meanwhile_is_not_missed(clerk: CsvOther) -> None:
    drop(clerk, table(ROWS[0], end=1), "a.csv")
    file = drop(clerk, table(ROWS[0].replace("W1", "W2"), end=1), "b.csv")
    found = clerk.opened().fetch()

    assert "W1" == next(found).id
    file.unlink()
    assert [] == list(found)


def test_an_order_is_left_once_even_after_it_was_taken(clerk: CsvOther) -> None:
    ours = clerk.opened()
    ours.release(PICK)
    (file,) = clerk.orders.glob("*.csv")
    content = file.read_text(encoding="utf-8")
    file.unlink()
    ours.release(PICK)

    assert [] == list(clerk.orders.glob("*.csv"))
    assert ["pick,order,line,sku,location,quantity,ship_on,commitment", "END,4"] == [
        content.splitlines()[0],
        content.splitlines()[-1],
    ]


@pytest.mark.parametrize("name", ["", "../elsewhere", "a\nb"])
def test_folders_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        CsvSettings.model_validate({"orders": name})
