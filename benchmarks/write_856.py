"""How fast shipment notices are written, beside mock-edi and pyx12, in one run.

    python benchmarks/write_856.py [--megabytes 2] [--rounds 5]

Ours is the whole way from documents to an interchange: each document is written by its map, read back by the same map
and compared, and all of them are sealed; and once more without the reading back. Theirs begin later, with the segments
already made: mock-edi's render and pyx12's X12Writer only put them into text, check no data and read nothing back.
Rounds take turns; rates are by processor time, the median of the rounds. The last line is one JSON object.
"""

import argparse
import gc
import io
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from mockedi.x12 import parse as their_parse
from mockedi.x12 import render as their_render
from pyx12.segment import Segment
from pyx12.x12file import X12Writer

from gateway.application.documents import CLASSES
from gateway.domain.shipments import ShipmentNotice
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.mapping.samples import draw
from gateway.mapping.writing import read_back, write
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import Envelope, SetToSend, seal

MAPPINGS = Path(__file__).parent.parent / "mappings"
MAP = "base/x12/004010/856"
BYTES_A_MEGABYTE = 1_000_000
DIFFERENT = 50
WHOLE = "ours, documents to text, each read back"
WRITING = "ours, documents to text"
MOCK_EDI = "mock-edi, segments to text"
PYX12 = "pyx12, segments to text"


def notices(plan: Plan, size: int) -> list[ShipmentNotice]:
    """Return notices that make about so many bytes, always the same."""
    drawn = [draw(plan, Random(seed)) for seed in range(DIFFERENT)]
    length = len(sealed(plan, drawn, back=False))
    return [
        replace(drawn[number % DIFFERENT], number=f"{number:08}")
        for number in range(size * DIFFERENT // length)
    ]


def sealed(plan: Plan, documents: list[ShipmentNotice], *, back: bool) -> bytes:
    """Return documents as one interchange; with `back` each is read back first, as before sending."""
    sets = []
    for number, document in enumerate(documents, 1):
        segments = tuple(write(plan, document))
        if back and read_back(plan, document, segments):
            raise SystemExit("a notice of this benchmark does not read back")
        sets.append(SetToSend(id="856", control_number=f"{number:04}", segments=segments))
    envelope = Envelope(
        sender_qualifier="ZZ",
        sender="GATEWAY",
        receiver_qualifier="12",
        receiver="5555550100",
        prepared_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        control_number=1,
        functional_id="SH",
        group_control_number=1,
    )
    return seal(envelope, sets, Delimiters())


def by_pyx12(segments: list[Segment]) -> str:
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


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    plan = Library((MAPPINGS,), CLASSES).plan(MAP)
    documents = notices(plan, int(options.megabytes * BYTES_A_MEGABYTE))
    text = sealed(plan, documents, back=True).decode()
    parsed = their_parse(text)
    segments = [
        Segment(raw, "~", "*", ">") for raw in text.split("~") if raw and raw[:3] not in ("SE*", "GE*", "IEA")
    ]
    ways: dict[str, Callable[[], object]] = {
        WHOLE: lambda: sealed(plan, documents, back=True),
        WRITING: lambda: sealed(plan, documents, back=False),
        MOCK_EDI: lambda: their_render(parsed),
        PYX12: lambda: by_pyx12(segments),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.rounds):
        for name, work in ways.items():
            rates[name].append(len(text) / BYTES_A_MEGABYTE / timed(work))
    middle = {name: median(found) for name, found in rates.items()}
    each = len(text) / len(documents)
    print(f"{len(documents)} notices, {len(text) / BYTES_A_MEGABYTE:.2f} MB, {each:.0f} bytes each")
    for name, rate in middle.items():
        print(f"{name:<42} {rate:7.2f} MB/s {rate * BYTES_A_MEGABYTE / each:8.0f} notices/s")
    figures = {
        "mb_per_s": round(middle[WHOLE], 2),
        "notices_per_s": round(middle[WHOLE] * BYTES_A_MEGABYTE / each),
        "without_reading_back_mb_per_s": round(middle[WRITING], 2),
        "ratio_to_mock_edi": round(middle[WRITING] / middle[MOCK_EDI], 2),
        "ratio_to_pyx12": round(middle[WRITING] / middle[PYX12], 2),
        "load_average": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
