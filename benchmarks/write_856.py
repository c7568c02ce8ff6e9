"""How fast shipment notices are written, beside mock-edi and pyx12, in one run.

    python benchmarks/write_856.py [--megabytes 10] [--rounds 5]

A file of notices of 20 lines is written from documents, always the same. Ours is measured three ways: to text alone; to
text that is then checked to findings, every set by what a partner's reader would find; and with each document read
back by its map and compared, as before sending (every round begins with nothing learned). Theirs are mock-edi, from
its own facts of the same notices to text that it validates, and pyx12, whose writer puts ready segments into text that
is then walked over a map compiled from our own dictionary; each on a slice because they are slow. Beside them stand
their writers alone, which check nothing and begin with ready segments. Rounds take turns; rates are by processor time,
the median of the rounds. The last line is one JSON object.
"""

import argparse
import gc
import io
import json
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from pathlib import Path
from statistics import median

from mockedi.transactions import Party as TheirParty
from mockedi.transactions import write_despatch
from mockedi.validate import validate as their_validate
from mockedi.x12 import Interchange as TheirInterchange
from mockedi.x12 import message as their_message
from mockedi.x12 import render as their_render
from mockedi.x12 import wrap as their_wrap
from pyx12.segment import Segment
from pyx12.x12file import X12Writer

from gateway.application.documents import CLASSES
from gateway.application.second_opinions import second_reader
from gateway.domain.items import ItemIdentifier
from gateway.domain.parties import Party
from gateway.domain.references import Reference, TradeDate
from gateway.domain.shipments import ShipmentNotice, ShippedItem, ShippedOrder
from gateway.domain.terms import PackageCount, Routing
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.mapping.screening import findings_of
from gateway.mapping.writing import as_received, read_back, write
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, open_interchanges, seal

MAPPINGS = Path(__file__).parent.parent / "mappings"
MAP = "base/x12/004010/856"
LINES = 20
BYTES_A_MEGABYTE = 1_000_000
SLICE_OF_MOCK_EDI = 400
SLICE_OF_PYX12 = 40
DAY = date(2026, 3, 1)
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WRITTEN = "ours, documents to text"
CHECKED = "ours, to text checked to findings"
READ_BACK = "ours, to text read back and compared"
MOCK_EDI = "mock-edi, facts to text it validates"
MOCK_EDI_WRITTEN = "mock-edi, facts to text"
PYX12 = "pyx12, segments to text, walked over a map"
PYX12_WRITTEN = "pyx12, segments to text"


def notice(number: int) -> ShipmentNotice:
    """Return a notice of 20 lines, the way a supplier of a chain of stores sends it."""
    items = tuple(
        ShippedItem(
            line_number=str(line),
            shipped_line=str(line),
            identifiers=(
                ItemIdentifier(kind="vendor-part", value=sku(number, line)),
                ItemIdentifier(kind="upc", value="012345678905"),
            ),
            quantity=Decimal(shipped(line)),
            unit="EA",
            ordered=Decimal(12),
            ordered_unit="EA",
        )
        for line in range(1, LINES + 1)
    )
    return ShipmentNotice(
        number=f"S{number:08}",
        issued_on=DAY,
        issued_at_time=time_of_day(12, 0),
        hierarchy="shipment-order-item",
        packages=(
            PackageCount(
                packaging="CTN25", count=4, weight_kind="gross", weight=Decimal("120.5"), weight_unit="LB"
            ),
        ),
        routing=(Routing(carrier_kind="scac", carrier="ABCD", mode="road", text="ABC Freight"),),
        references=(Reference(kind="bill-of-lading", value=f"B{number}"),),
        shipment_dates=(TradeDate(kind="shipped", on=DAY),),
        parties=(
            Party(
                role="ship-from",
                name="Our Company",
                code_kind="buyer-assigned",
                code="OURCO",
                street=("1 Factory Lane",),
                city="Columbus",
                region="OH",
                postal_code="43085",
                country="US",
            ),
            Party(
                role="ship-to",
                name="Northwind Stores",
                code_kind="buyer-assigned",
                code="0042",
                street=("42 Lake Road",),
                city="Madison",
                region="WI",
                postal_code="53703",
                country="US",
            ),
        ),
        orders=(ShippedOrder(order_number=f"45{number:08}", ordered_on=date(2026, 2, 20), items=items),),
    )


def sku(number: int, line: int) -> str:
    """Return the item of a line."""
    return f"SKU-{(number * 7 + line) % 997:05}"


def shipped(line: int) -> int:
    """Return how many of a line's item were shipped."""
    return 5 + line % 7


def facts(number: int) -> tuple[dict[str, str], list[dict[str, object]], dict[str, object]]:
    """Return the same notice as mock-edi knows it: the order, its lines, the shipment."""
    ordered = {
        "po_number": f"45{number:08}",
        "ordered_on": "2026-02-20",
        "ship_to_name": "Northwind Stores",
        "ship_to_id": "0042",
        "ship_to_street": "42 Lake Road",
        "ship_to_city": "Madison",
        "ship_to_region": "WI",
        "ship_to_postal": "53703",
        "ship_to_country": "US",
    }
    lines: list[dict[str, object]] = [
        {
            "line": str(line),
            "sku": sku(number, line),
            "upc": "012345678905",
            "shipped": shipped(line),
            "quantity": "12",
            "uom": "EA",
        }
        for line in range(1, LINES + 1)
    ]
    shipment = {
        "shipment_id": f"S{number:08}",
        "cartons": 4,
        "weight": "120.5",
        "scac": "ABCD",
        "carrier": "ABC Freight",
        "bol": f"B{number}",
        "shipped_on": DAY.isoformat(),
    }
    return ordered, lines, shipment


def sealed(
    plan: Plan, documents: Sequence[ShipmentNotice], *, check: bool = False, back: bool = False
) -> bytes:
    """Return documents as one interchange; each set is checked to findings, or read back, as asked."""
    sets = []
    for number, document in enumerate(documents, 1):
        segments = write(plan, document)
        if check and findings_of(plan, as_received(plan, segments)):
            raise SystemExit("a notice of this benchmark is not clean")
        if back and read_back(plan, document, segments):
            raise SystemExit("a notice of this benchmark does not read back")
        sets.append(SetToSend(id="856", control_number=f"{number:04}", segments=segments))
    envelope = Envelope(
        sender_qualifier="ZZ",
        sender="GATEWAY",
        receiver_qualifier="12",
        receiver="5555550100",
        prepared_at=MOMENT,
        control_number=1,
        functional_id="SH",
        group_control_number=1,
    )
    return seal(envelope, sets, Delimiters())


def by_mock_edi(
    known: Sequence[tuple[dict[str, str], list[dict[str, object]], dict[str, object]]], *, check: bool
) -> str:
    """Return the same notices as mock-edi writes them from its facts."""
    us = TheirParty(
        name="Our Company",
        identifier="OURCO",
        street="1 Factory Lane",
        city="Columbus",
        region="OH",
        postal="43085",
        country="US",
    )
    moment = MOMENT.replace(tzinfo=None)
    messages = [
        their_message("856", f"{number:04}", write_despatch("X12", us, {}, *one, moment), "004010")
        for number, one in enumerate(known, 1)
    ]
    whole: TheirInterchange = their_wrap(messages, "A", "B", "000000001", "1", "SH", moment=moment)
    if check and not their_validate(whole).clean:
        raise SystemExit("mock-edi finds fault with its own notices")
    return their_render(whole)


def by_pyx12(segments: Sequence[Segment]) -> str:
    """Return segments as text, written by pyx12, which closes what it opened by itself."""
    out = io.StringIO()
    writer = X12Writer(out, "~", "*", ">", "", "^")
    for one in segments:
        writer.Write(one)
    writer.close()
    return out.getvalue()


def timed(work: Callable[[], object]) -> float:
    """Return the processor time of one round, in seconds."""
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def measure(plan: Plan, documents: Sequence[ShipmentNotice], size: int, rounds: int) -> dict[str, float]:
    """Return the rate of each way in megabytes a second: the median of rounds in which all take their turn."""
    known = [facts(number) for number in range(SLICE_OF_MOCK_EDI)]
    theirs = len(by_mock_edi(known, check=True))
    small = sealed(plan, documents[:SLICE_OF_PYX12])
    segments = [
        Segment(raw, "~", "*", ">")
        for raw in small.decode().split("~")
        if raw and not raw.startswith(("SE*", "GE*", "IEA"))
    ]
    reader = second_reader(plan)

    def walked() -> None:
        content = by_pyx12(segments).encode()
        for one in open_interchanges(content).interchanges[0].groups[0].sets:
            if reader.examine(one):
                raise SystemExit("pyx12 finds fault with a notice of this benchmark")

    walked()
    ways: dict[str, tuple[int, Callable[[], object]]] = {
        WRITTEN: (size, lambda: sealed(plan, documents)),
        CHECKED: (size, lambda: sealed(plan, documents, check=True)),
        READ_BACK: (size, lambda: sealed(plan, documents, back=True)),
        MOCK_EDI: (theirs, lambda: by_mock_edi(known, check=True)),
        MOCK_EDI_WRITTEN: (theirs, lambda: by_mock_edi(known, check=False)),
        PYX12: (len(small), walked),
        PYX12_WRITTEN: (len(small), lambda: by_pyx12(segments)),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (length, work) in ways.items():
            plan.kept.clear()
            rates[name].append(length / BYTES_A_MEGABYTE / timed(work))
    return {name: median(found) for name, found in rates.items()}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    plan = Library((MAPPINGS,), CLASSES).plan(MAP)
    each = len(sealed(plan, [notice(1)]))
    documents = [notice(one) for one in range(max(1, int(options.megabytes * BYTES_A_MEGABYTE) // each))]
    size = len(sealed(plan, documents, check=True))
    each = size // len(documents)
    print(f"{len(documents)} notices of {LINES} lines, {size / BYTES_A_MEGABYTE:.2f} MB, {each} bytes each")
    rates = measure(plan, documents, size, options.rounds)
    for name, rate in rates.items():
        print(f"{name:<44} {rate:7.2f} MB/s {rate * BYTES_A_MEGABYTE / each:8.0f} notices/s")
    figures = {
        "mb_per_s": round(rates[CHECKED], 2),
        "notices_per_s": round(rates[CHECKED] * BYTES_A_MEGABYTE / each),
        "ratio_to_mock_edi": round(rates[CHECKED] / rates[MOCK_EDI], 1),
        "ratio_to_pyx12": round(rates[CHECKED] / rates[PYX12], 1),
        "written_mb_per_s": round(rates[WRITTEN], 2),
        "written_ratio_to_mock_edi": round(rates[WRITTEN] / rates[MOCK_EDI_WRITTEN], 1),
        "written_ratio_to_pyx12": round(rates[WRITTEN] / rates[PYX12_WRITTEN], 1),
        "read_back_mb_per_s": round(rates[READ_BACK], 2),
        "load_average": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
