"""What the log tells of a document's way, and what it never tells: what was in the document, and secrets."""

import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from gateway.application.records import Job
from gateway.application.tracing import Told, about
from gateway.entrypoints import logs
from tests.databases import fresh
from tests.fakes.clocks import FixedClock
from tests.house import House, built, interchange, later, order

DISTINCT = "Zwölfton Kabelbinder"
BUYER_PART = "445566"
SECRET = "open-sesame-nobody-may-read-this"
LINE = f"24*EA*9.25**IN*{BUYER_PART}"


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """A gateway with stock, a master key and an operator's password."""
    made = built(
        tmp_path / "house", fresh("sqlite", tmp_path), clock, operator_password=SECRET, log_level="debug"
    )
    yield made
    made.gateway.engine.dispose()


def test_each_line_of_a_document_s_way_carries_an_id_of_it(house: House) -> None:
    """From the bytes that arrive to the acknowledgement of what we answered: nothing is logged without what it is about."""
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        transmission = house.take(interchange(order("PO-1", LINE)))
        house.ship()
        later(house, minutes=1)
        house.acknowledge()
    found = house.order("PO-1")
    documents = {one.id: one for one in house.documents()}
    arrived = next(one for one in documents.values() if one.transmission == transmission.id)
    of_it = [
        one
        for one in lines
        if one.get("transmission") == transmission.id or one.get("document") == arrived.id
    ]
    unnamed = [
        one
        for one in lines
        if not {
            str(one.get(key, "")) for key in ("transmission", "document", "order", "shipment", "ref", "about")
        }
        - {""}
        and one.get("job") not in {"shipments", "watch"}
    ]

    assert [] == unnamed
    assert {"transmission.received", "order.received", "order.confirmed"} <= {one["event"] for one in lines}
    assert {"process", "order"} <= {one.get("job") for one in of_it}
    by_order = {one.get("document") or one.get("ref") for one in lines if one.get("order") == found.id}
    assert by_order & documents.keys()
    sent = [one for one in lines if one.get("job") == "deliver"]
    assert sent
    assert {one["document"] for one in sent} <= documents.keys()


def test_no_payload_and_no_secret_is_ever_logged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole chain at the most talkative level, with the log as it is in production and every library's too."""
    heard = io.StringIO()
    spoiled = interchange(order("PO-777335", LINE), number=103).replace(
        "CTT*", f"PID*F*08***{DISTINCT}~\nCTT*"
    )
    assert DISTINCT in spoiled
    monkeypatch.setattr("sys.stderr", heard)
    before = logging.getLogger().handlers, logging.getLogger().level, structlog.get_config()
    logs.configure(level=logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        house.take(interchange(order("PO-777333", LINE)))
        house.take(spoiled)
        house.take(interchange(order("PO-777334", "24*EA*1937.4153**IN*445566"), number=102))
        house.take("ISA*this is no interchange at all, Zwölfton")
        house.ship()
        house.acknowledge()
    finally:
        logging.getLogger().handlers, level, config = before
        logging.getLogger().setLevel(level)
        structlog.configure(**config)
    said = heard.getvalue()

    assert '"event": "order.received"' in said
    for hidden in (
        DISTINCT,
        "Zwölfton",
        "PO-777333",
        "PO-777334",
        BUYER_PART,
        "1937.4153",
        "ISA*",
        SECRET,
    ):
        assert hidden not in said, hidden


def test_a_level_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is no level is none: what was usual stays."""
    before = logging.getLogger().handlers, logging.getLogger().level, structlog.get_config()
    heard = io.StringIO()
    monkeypatch.setattr("sys.stderr", heard)
    try:
        for word in ("debug", "error", "loud"):
            monkeypatch.setenv("GATEWAY_LOG_LEVEL", word)
            logs.configure()
            structlog.get_logger().debug(f"{word} debug")
            structlog.get_logger().info(f"{word} info")
    finally:
        logging.getLogger().handlers, level, config = before
        logging.getLogger().setLevel(level)
        structlog.configure(**config)

    assert ["debug debug", "debug info", "loud info"] == [
        line.split('"event": "')[1].split('"')[0] for line in heard.getvalue().splitlines()
    ]


def test_an_effect_that_was_prepared_otherwise_is_done_all_the_same(house: House) -> None:
    """What somebody else prepared goes through as it is; giving up is told too."""
    seen = []

    class Effect:
        """Implements the port Effect: remembers."""

        def perform(self, prepared: object) -> object:
            seen.append(prepared)
            return prepared

        def conclude(self, work: object, job: Job, result: object) -> tuple[()]:
            del work, job, result
            return ()

        def abandon(self, work: object, job: Job, reason: str) -> tuple[()]:
            del work, job
            seen.append((reason, dict(structlog.contextvars.get_contextvars())))
            return ()

    job = Job(
        id="1",
        kind="poll",
        ref="acme",
        dedupe="d",
        lane="",
        attempts=0,
        run_at=house.clock.now(),
        partner="acme",
    )
    told = Told(Effect())
    assert "bare" == told.perform("bare")
    with house.gateway.store.begin() as work:
        told.abandon(work, job, "why")
    with about(replace(job, kind="deliver", ref="one#two")):
        bound = dict(structlog.contextvars.get_contextvars())

    assert ["bare", ("why", {"job": "poll", "about": "acme", "partner": "acme"})] == seen
    assert {"job": "deliver", "document": "one", "partner": "acme"} == bound
