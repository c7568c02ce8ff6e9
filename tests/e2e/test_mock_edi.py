"""A buyer nobody here wrote: mock-edi orders from us over HTTP, reads every answer, and has nothing to complain of."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.databases import KINDS, fresh
from tests.e2e.processes import (
    BIN,
    START_S,
    Web,
    environment,
    free_port,
    gateway_up,
    started,
    stocked,
    until,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "mock-edi"
PATIENCE_S = 60
TODAY = datetime.now(UTC).date()
WANTED_ON = TODAY + timedelta(days=7)
FAR_OFF = TODAY + timedelta(days=60)
TABLES = {
    "items": (
        "sku,description,base_unit,units,identifiers",
        "LAMP,Desk lamp,EA,CA=12,vendor-part=LAMP upc=036000291452",
        "CHAIR,Task chair,EA,,vendor-part=CHAIR",
        "DESK,Writing desk,EA,,vendor-part=DESK",
    ),
    "prices": (
        "price_list,sku,unit,price,currency",
        "standard,LAMP,EA,9.25,USD",
        "standard,CHAIR,EA,54.00,USD",
        "standard,DESK,EA,180.00,USD",
    ),
    "supply": (
        "sku,location,quantity,available_on,kind",
        f"LAMP,MAIN,500,{TODAY},on-hand",
        f"CHAIR,MAIN,40,{TODAY},on-hand",
        f"CHAIR,MAIN,200,{FAR_OFF},purchase",
        f"DESK,MAIN,25,{FAR_OFF},purchase",
    ),
}
LAMPS = {"sku": "LAMP", "upc": "036000291452", "quantity": "24", "uom": "EA", "price": "9.25"}
DESKS = {"sku": "DESK", "quantity": "10", "uom": "EA", "price": "180.00"}
CHAIRS = {"sku": "CHAIR", "quantity": "60", "uom": "EA", "price": "54.00"}
IN_FULL, WAITING_LINE, SPLIT_LINE = "PO-FULL", "PO-WAITING-LINE", "PO-SPLIT-LINE"
ORDERS = {
    IN_FULL: [LAMPS, {**LAMPS, "quantity": "7"}],
    WAITING_LINE: [LAMPS, DESKS],
    SPLIT_LINE: [LAMPS, CHAIRS],
}

# A segment of the 004010 standard that mock-edi's dictionary, which holds what is traded most, leaves out: the marks
# with the SSCC-18 of pallets and cartons. It says so, and accepts. Another one, the totals of what was shipped on an
# invoice (ISS), its map takes out.
NOT_IN_ITS_DICTIONARY = {"855": (), "856": ("MAN",), "810": ()}
SUMMARY = "one or more segments in error"


@dataclass
class Trade:
    """Two parties at work."""

    buyer: Web
    us: Web

    def buy(self, number: str, lines: list[dict[str, str]]) -> None:
        """Let the buyer send an 850 of its own making."""
        order = {
            "partner": "GATEWAY",
            "po_number": number,
            "requested_on": WANTED_ON.isoformat(),
            "lines": lines,
        }
        self.buyer.post("/_mock/purchase", order)

    def serve(self, *numbers: str) -> None:
        """Let the buyer send orders, and wait until their chains are complete."""
        for number in numbers:
            self.buy(number, ORDERS[number])
        for number in numbers:
            until(
                lambda one=number: self.complete(one), seconds=PATIENCE_S, what=f"complete chain of {number}"
            )

    def order(self, number: str) -> dict[str, Any]:
        """Return what we know of an order, nothing where it is unknown."""
        found = [one for one in self.us.json("/api/v1/orders", limit=200)["items"] if one["number"] == number]
        return self.us.json(f"/api/v1/orders/{found[0]['id']}") if found else {}

    def complete(self, number: str) -> bool:
        """Return whether nothing of an order's chain is missing."""
        return bool(self.order(number).get("complete"))

    def read_by_buyer(self, set_id: str = "") -> list[dict[str, Any]]:
        """Return what the buyer made of the documents we sent."""
        read = self.buyer.json("/_mock/documents", limit=500)
        return [one for one in read if one["direction"] == "in" and set_id in ("", one["code"])]

    def answers_to_its(self, number: str) -> list[tuple[str, str]]:
        """Return the code and our verdict of every order of a number the buyer sent."""
        sent = self.buyer.json("/_mock/documents", limit=500)
        return [
            (one["code"], one["ack_code"])
            for one in sent
            if one["direction"] == "out" and one["reference"] == number
        ]


@pytest.fixture(params=KINDS)
def trade(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trade]:
    """A buyer and a gateway as processes that post to each other, on each kind of database in turn."""
    database = fresh(request.param, tmp_path)
    port = free_port()
    buyer = Web(f"http://127.0.0.1:{port}")
    mock = (BIN / "mock-edi", "--port", port, "--as2-id", "BUYCO", "--quiet")
    with closing(buyer.client), started(*mock, env=environment(), log=tmp_path / "mock-edi.log") as program:
        until(lambda: buyer.answers("/_mock/health"), seconds=START_S, what=f"buyer:\n{program.said}")
        settings = {
            "config_dir": configured(tmp_path, buyer.address),
            "data_dir": tmp_path / "data",
            "database_url": database,
            "open_edi": True,
            "poll_s": 1,
            "gs1_company_prefix": "0614141",
            "warehouse_settings": {"ship_at_once": "true", "carrier": "RDWY"},
        }
        stocked(settings, TABLES)
        with gateway_up(environment(**settings), tmp_path / "gateway.log") as (_, us):
            us_as_supplier = {"id": "GATEWAY", "name": "Gateway", "role": "supplier", "dialect": "X12"}
            buyer.post(
                "/_mock/partners", {**us_as_supplier, "version": "004010", "as2_url": f"{us.address}/edi"}
            )
            yield Trade(buyer=buyer, us=us)


def configured(folder: Path, address: str) -> Path:
    """Return a folder of configuration in which the buyer is at an address."""
    config = copytree(FIXTURES, folder / "config")
    profile = config / "partners" / "buyco.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("{address}", address), encoding="utf-8")
    return config


def test_a_buyer_that_nobody_here_wrote_is_served(trade: Trade) -> None:
    """Its orders are confirmed, shipped and billed; it disagrees with nothing and misses nothing."""
    trade.serve(IN_FULL, WAITING_LINE)

    assert [] == trade.buyer.json("/_mock/disagreements")
    assert [] == trade.buyer.json("/_mock/unacknowledged")

    trade.serve(SPLIT_LINE)

    assert {number: [("850", "A")] for number in ORDERS} == {
        number: trade.answers_to_its(number) for number in ORDERS
    }
    assert [] == trade.buyer.json("/_mock/unacknowledged")
    the_buyer_sees_what_was_promised(trade)
    a_split_line_is_the_one_thing_to_talk_about(trade)
    the_buyer_accepted_all_we_sent(trade)


def the_buyer_sees_what_was_promised(trade: Trade) -> None:
    """Line by line, what it ordered, we confirmed, shipped and billed."""

    def seen(number: str) -> list[tuple[str, ...]]:
        lines = trade.buyer.json(f"/_mock/orders/{number}")["reconciliation"]
        return [
            tuple(one[key] for key in ("ordered", "confirmed", "shipped", "billed", "status"))
            for one in lines
        ]

    assert [("24", "24", "24", "24", "IA"), ("7", "7", "7", "7", "IA")] == seen(IN_FULL)
    assert [("24", "24", "24", "24", "IA"), ("10", "10", "0", "0", "IB")] == seen(WAITING_LINE)
    assert [("24", "24", "24", "24", "IA"), ("60", "40", "40", "40", "IA")] == seen(SPLIT_LINE)


def a_split_line_is_the_one_thing_to_talk_about(trade: Trade) -> None:
    """Of a line that is promised in part we say so, and the buyer takes it up: 40 of 60 is less than it asked for.

    mock-edi reads the first ACK of a line only; the second one says that the other 20 are backordered.
    """
    (one,) = trade.buyer.json("/_mock/disagreements")
    assert (SPLIT_LINE, "2", "confirmed-less", "60", "40") == (
        one["order"],
        one["line"],
        one["rule"],
        one["expected"],
        one["found"],
    )
    (line,) = [line for line in trade.order(SPLIT_LINE)["lines"] if line["sku"] == "CHAIR"]
    assert (60, 40, 20, 40, 40) == tuple(
        line[key] for key in ("ordered", "promised", "backordered", "shipped", "invoiced")
    )


def the_buyer_accepted_all_we_sent(trade: Trade) -> None:
    """Every set is accepted; what it has a word about is only what its dictionary leaves out."""
    read = trade.read_by_buyer()
    assert {"997": 3, "855": 3, "856": 3, "810": 3} == {
        set_id: len([one for one in read if one["code"] == set_id]) for set_id in ("997", "855", "856", "810")
    }
    assert {1} == {one["accepted"] for one in read}
    for set_id, unknown in NOT_IN_ITS_DICTIONARY.items():
        findings = [
            said for one in trade.read_by_buyer(set_id) for said in one["findings"] if said != SUMMARY
        ]
        wrong = [
            said for said in findings if not said.startswith(tuple(f"{segment}@" for segment in unknown))
        ]
        assert ([], bool(unknown)) == (wrong, bool(findings)), set_id
    sent = trade.us.json("/api/v1/documents", direction="out", limit=200)["items"]
    expected = {
        "997": "none",
        "855": "accepted",
        "856": "accepted-with-errors",
        "810": "accepted",
    }
    assert expected == {one["set_id"]: one["acknowledgement"] for one in sent}
    assert {"sent"} == {one["delivery"] for one in sent}


def test_an_order_it_breaks_is_rejected_segment_by_segment(trade: Trade) -> None:
    """Its trailer counts one too many: our 997 says which set and why, the buyer reads it, and no order comes of it."""
    trade.buyer.client.patch(
        f"{trade.buyer.address}/_mock/partners/GATEWAY", content=b'{"behaviour": "corrupt"}'
    ).raise_for_status()
    trade.buy("PO-BROKEN", [LAMPS])
    answers = until(
        lambda: [one for one in trade.answers_to_its("PO-BROKEN") if one[1]],
        seconds=PATIENCE_S,
        what="answer",
    )

    assert [("850", "R")] == answers
    assert {} == trade.order("PO-BROKEN")
    (document,) = trade.us.json("/api/v1/documents", set_id="850")["items"]
    assert "rejected" == document["validation"]
    assert ["x12.se-count"] == [
        one["code"] for one in trade.us.json(f"/api/v1/documents/{document['id']}")["findings"]
    ]


def test_an_order_it_sends_twice_is_one_order(trade: Trade) -> None:
    """Both are acknowledged; the second is known for what it is, and nothing is shipped or billed twice."""
    trade.buyer.client.patch(
        f"{trade.buyer.address}/_mock/partners/GATEWAY", content=b'{"behaviour": "duplicate-order"}'
    ).raise_for_status()
    trade.buy("PO-TWICE", [LAMPS])
    until(lambda: trade.complete("PO-TWICE"), seconds=PATIENCE_S, what="complete chain")
    until(
        lambda: [("850", "A")] * 2 == trade.answers_to_its("PO-TWICE"),
        seconds=PATIENCE_S,
        what="answers to both",
    )

    assert 1 == len(trade.us.json("/api/v1/orders")["items"])
    assert ["accepted", "duplicate"] == sorted(
        one["validation"] for one in trade.us.json("/api/v1/documents", set_id="850")["items"]
    )
    # Our answer may have gone out again: then under the number it had, and the buyer knows it for a repeat.
    assert 1 == len({one["group_control"] for one in trade.read_by_buyer("855")})
    assert {"856": 1, "810": 1} == {set_id: len(trade.read_by_buyer(set_id)) for set_id in ("856", "810")}
    assert {"sent"} == {
        one["delivery"] for one in trade.us.json("/api/v1/documents", direction="out")["items"]
    }
