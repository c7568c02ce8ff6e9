"""What a campaign of kills would find out: a gateway that forgets is caught, and so is every kind of fault."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from gateway.settings import shipped
from tests.databases import fresh
from tests.e2e.ledger import Feeder, Ledger
from tests.e2e.processes import (
    GATEWAY,
    START_S,
    environment,
    gateway_up,
    until,
)
from tests.e2e.reckoning import Line, Seen, Sent, faults, look
from tests.house import interchange, order

ORDERS = 32
LEASE_S = 3
TODAY = datetime.now(UTC).date()
SUPPLY = (
    "sku,location,quantity,available_on,kind",
    f"LAMP,MAIN,5000,{TODAY},on-hand",
    f"CHAIR,MAIN,60,{TODAY},on-hand",
)
LAMPS, CHAIRS = "12*EA*9.25**IN*445566", "5*EA*54**IN*445567"
FORGETFUL = """
import threading
from gateway.entrypoints import cli
from gateway.entrypoints.api import receiving

keep = receiving.receive

def confirm_first(services, store, arrival):
    threading.Timer(2, keep, (services, store, arrival)).start()
    return type("Unkept", (), {"id": "", "sha256": ""}), True

receiving.receive = confirm_first
cli.main()
"""


def posted() -> dict[str, bytes]:
    """Return the orders to post: each of an item there is plenty of, and one that runs out."""
    return {
        f"PO-{at}": interchange(order(f"PO-{at}", LAMPS, CHAIRS), number=at)
        .replace("20260302", f"{TODAY:%Y%m%d}")
        .encode()
        for at in range(1, ORDERS + 1)
    }


def setting(folder: Path, database: str, inbox: str) -> dict[str, object]:
    """Return the settings of a gateway whose partner takes documents at an address, and never acknowledges them."""
    partners = folder / "config" / "partners"
    partners.mkdir(parents=True)
    text = shipped("partners").joinpath("acme.yaml").read_text(encoding="utf-8")
    profile = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but text
    for document in profile["documents"]:
        document.pop("acknowledgement_due", None)
    profile["transport"] = {"kind": "https", "url": inbox}
    (partners / "acme.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    return {
        "config_dir": folder / "config",
        "data_dir": folder / "data",
        "database_url": database,
        "open_edi": True,
        "poll_s": 1,
        "lease_s": LEASE_S,
        "gs1_company_prefix": "0614141",
        "warehouse_settings": {"ship_at_once": "true"},
    }


def test_a_gateway_that_confirms_before_it_keeps_is_found_out(tmp_path: Path) -> None:
    """The negative control: were bytes confirmed before they are kept, the same kill would lose some, and we would see it."""
    (tmp_path / "forgetful.py").write_text(FORGETFUL, encoding="utf-8")
    with Ledger().open() as ledger:
        settings = setting(tmp_path, fresh("sqlite", tmp_path), ledger.address)
        forgetful = (GATEWAY.parent / "python", tmp_path / "forgetful.py")
        with (
            Feeder(posted()).feeding() as feeder,
            gateway_up(environment(**settings), tmp_path / "gateway.log", program=forgetful) as (
                program,
                web,
            ),
        ):
            feeder.address = web.address
            until(lambda: len(feeder.confirmed) > 1, seconds=START_S, what="confirmed order")
            program.kill()
        seen = look(settings, confirmed=tuple(feeder.confirmed), arrivals=tuple(ledger.arrivals))

    assert [one for one in faults(seen) if one.endswith("is lost")]


def document(set_id: str, number: int, order: str = "") -> Sent:
    """Return a document that was sent under a control number."""
    return Sent(
        set_id=set_id,
        order=order,
        control_number=f"{number:09d}",
        message_id=f"<{number}>",
        delivery="sent",
        content=b"*" * 13 + f"{number:09d}".encode() + b"*0*T*>~",
    )


DOCUMENTS = (document("997", 1), document("855", 2, "a"), document("856", 3, "a"), document("810", 4, "a"))
WELL = Seen(
    confirmed=("PO-1",),
    arrivals=tuple((one.message_id, one.content) for one in (*DOCUMENTS, DOCUMENTS[2])),
    orders=(("a", "PO-1"),),
    lines=(Line(order="PO-1", promised=17, shipped=17, invoiced=17),),
    documents=DOCUMENTS,
    shipments=(("s", "a"),),
    promises=(("p", 12), ("q", 5)),
    packed=(("p", 12), ("q", 3), ("q", 2)),
)
WRONG: Mapping[str, Callable[[Seen], Seen]] = {
    "a lost order": lambda seen: replace(seen, orders=()),
    "a doubled order": lambda seen: replace(seen, orders=(*seen.orders, ("b", "PO-1"))),
    "a lost arrival": lambda seen: replace(seen, arrivals=seen.arrivals[1:]),
    "other bytes": lambda seen: replace(
        seen, arrivals=(*seen.arrivals, ("<1>", seen.arrivals[0][1] + b"\n"))
    ),
    "an unknown arrival": lambda seen: replace(
        seen, arrivals=(*seen.arrivals, ("<9>", document("810", 9).content))
    ),
    "a number used twice": lambda seen: replace(
        seen, documents=(*seen.documents, replace(DOCUMENTS[0], message_id="<9>"))
    ),
    "a document not sent": lambda seen: replace(
        seen, documents=(replace(DOCUMENTS[0], delivery="ready"), *DOCUMENTS[1:])
    ),
    "a second answer": lambda seen: replace(seen, documents=(*seen.documents, document("855", 5, "a"))),
    "a shipment without an invoice": lambda seen: replace(seen, shipments=(*seen.shipments, ("t", "a"))),
    "a doubled shipment": lambda seen: replace(seen, packed=seen.packed * 2),
    "goods that never left": lambda seen: replace(seen, packed=seen.packed[:1]),
    "a line billed twice": lambda seen: replace(seen, lines=(replace(seen.lines[0], invoiced=34),)),
    "a bucket that is off": lambda seen: replace(seen, mismatches=(("LAMP", "MAIN", TODAY, 1, 2),)),
    "a job given up": lambda seen: replace(seen, dead=("deliver",)),
}


def test_the_reckoning_is_silent_where_all_is_well() -> None:
    """A second arrival of the same bytes is what a kill between sending and writing it down leaves."""
    assert [] == faults(WELL)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_the_reckoning_finds_every_kind_of_fault(wrong: Callable[[Seen], Seen]) -> None:
    """Each check can fail."""
    assert faults(wrong(WELL))
