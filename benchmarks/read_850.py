"""How fast 850s are read, validated and acknowledged, beside mock-edi and pyx12, in one run.

    python benchmarks/read_850.py [--megabytes 10] [--rounds 5] [--gigabyte]

A file of orders of 20 lines is made up, always the same. Ours is measured three ways: read and validate to findings
and the 997 (no documents; every round begins with nothing learned); the same to canonical documents, set by set; and
once more with every document kept, as `gateway validate --json` does. Theirs are mock-edi's parse and validate, and
pyx12's walk over a map compiled from our own dictionary, each on a slice of the same file because they are slow.
Rounds take turns; rates are by processor time, the median of the rounds. With `--gigabyte` a thousand megabytes of
orders are read set by set from a generator, and the most memory the process held is told. The last line is one JSON
object.
"""

import argparse
import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from mockedi.validate import validate as their_validate
from mockedi.x12 import parse as their_parse

from gateway.application.documents import CLASSES
from gateway.application.judging import judge
from gateway.application.second_opinions import second_reader
from gateway.application.validating import ACKNOWLEDGING_MAP, validate
from gateway.domain.check_digits import check_digit
from gateway.mapping.library import Library
from gateway.mapping.reading import read
from gateway.mapping.screening import screen_of
from gateway.mapping.writing import write
from gateway.x12.acknowledgements import SetVerdict, Verdict, acknowledge
from gateway.x12.delimiters import Delimiters
from gateway.x12.envelopes import (
    Envelope,
    GroupEnded,
    SetToSend,
    TransactionSet,
    open_interchanges,
    scan,
    seal,
)
from gateway.x12.interchanges import FunctionalGroup

MAPPINGS = Path(__file__).parent.parent / "mappings"
LINES = 20
BYTES_A_MEGABYTE = 1_000_000
SLICE_OF_MOCK_EDI = 200
SLICE_OF_PYX12 = 20
CHUNK = 65_536
HEAD = (
    "ISA*00*          *00*          *12*5555550100     *ZZ*GATEWAY        *260301*1200*U*00401*000000001*0*P*>~"
    "GS*PO*BUYER*GATEWAY*20260301*1200*1*X*004010~"
)
TAIL = "GE*{count}*1~IEA*1*000000001~"
ORDERS = FunctionalGroup(functional_id="PO")
FINDINGS = "ours, read and validate to findings, 997"
CANONICAL = "ours, to canonical documents, 997"
KEPT = "ours, every document kept"
MOCK_EDI = "mock-edi, parse and validate"
PYX12 = "pyx12, walk of a compiled map"
WORDS = ("Hex bolt", "Bracket", "Washer", "Anchor", "Hinge", "Clamp", "Screw set", "Dowel", "Rivet", "Spacer")


def order(number: int, random: Random) -> str:
    """Return one order of 20 lines, the way a chain of stores sends it."""
    segments = [
        f"BEG*00*SA*45{number:08}**202603{random.randint(1, 28):02}",
        "CUR*BY*USD",
        f"REF*DP*{random.randint(1, 999):03}",
        f"REF*IA*{random.randint(10_000, 99_999)}",
        f"REF*CO*{random.randint(10_000, 99_999)}",
        "PER*BD*A. Miller*TE*3125550142*EM*orders@example.test",
        "FOB*PP",
        "ITD*01*3*2**10**30*****2 percent 10 days, net 30",
        f"DTM*010*202604{random.randint(1, 28):02}",
        f"DTM*037*202605{random.randint(1, 28):02}",
        f"N1*ST*Northwind Stores*92*{random.randint(1, 2_000):04}",
        "N3*400 Harbour Street*Dock 7",
        "N4*Rivertown*IL*60601*US",
        "N1*BT*Northwind Stores*92*0001",
        "N3*1 Main Street",
        "N4*Lakeside*IL*60602*US",
    ]
    quantities = 0
    for line in range(1, LINES + 1):
        quantity = random.randint(1, 480)
        quantities += quantity
        price = f"{random.randint(50, 99_999) / 100:.2f}"
        item, body = random.randint(100_000, 999_999), str(random.randint(10**10, 10**11 - 1))
        segments += [
            f"PO1*{line:04}*{quantity}*EA*{price}*PE*VP*V-{item}*UP*{body}{check_digit(body)}*BP*{random.randint(10**7, 10**8 - 1)}",
            f"PID*F*74***{random.choice(('Small', 'Medium', 'Large'))}",
            f"PID*F*08***{random.choice(WORDS)} M{random.randint(2, 40)}, zinc plated, box of {random.randint(1, 500)}",
            f"PID*F*73***{random.choice(('Zinc', 'Black', 'Galvanised'))}",
            f"PO4*{random.randint(1, 48)}*1*EA**G*{random.randint(1, 90)}*LB",
            f"REF*CO*{line:06}",
            f"SAC*A*C310***{random.randint(100, 5_000)}**********Volume",
            f"DTM*002*202604{random.randint(1, 28):02}",
        ]
    segments.append(f"CTT*{LINES}*{quantities}")
    body = "~".join(segments)
    return f"ST*850*{number:04}~{body}~SE*{len(segments) + 2}*{number:04}~"


def interchange(orders: Sequence[str]) -> bytes:
    """Return orders in one group of one interchange."""
    return f"{HEAD}{''.join(orders)}{TAIL.format(count=len(orders))}".encode()


def orders_of(size: int) -> Iterator[str]:
    """Yield orders until so many bytes are reached."""
    random = Random(850)
    made = number = 0
    while made < size:
        number += 1
        text = order(number, random)
        made += len(text)
        yield text


def timed(work: Callable[[], object]) -> float:
    """Return the processor time of one round, in seconds."""
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def chunks_of(content: bytes) -> Iterator[bytes]:
    """Yield what was received, in pieces."""
    return (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))


def stream(chunks: Iterable[bytes], library: Library, *, documents: bool) -> bytes:
    """Return the 997 of an interchange that is read and judged set by set, none of them kept."""
    acknowledging = library.plan(ACKNOWLEDGING_MAP)
    verdicts: list[SetVerdict] = []
    sets: list[SetToSend] = []
    for event in scan(chunks):
        match event:
            case TransactionSet():
                plan = library.find(event.id, event.version)
                judged = judge(event, plan, group=ORDERS, severities={}, documents=documents)
                verdicts.append(judged.as_verdict)
            case GroupEnded(group=ended):
                ack = acknowledge(ended, verdicts, dictionary=acknowledging.dictionary)
                segments = write(acknowledging, ack)
                sets.append(SetToSend(id="997", control_number="0001", segments=segments))
                verdicts.clear()
    envelope = Envelope(
        sender_qualifier="ZZ",
        sender="GATEWAY",
        receiver_qualifier="12",
        receiver="5555550100",
        prepared_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        control_number=1,
        functional_id="FA",
        group_control_number=1,
    )
    return seal(envelope, sets, Delimiters())


def peak_megabytes() -> float:
    """Return the most memory this process ever held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / BYTES_A_MEGABYTE


def check(answer: bytes, count: int) -> None:
    """Refuse to measure anything but orders that are all accepted without a remark."""
    if f"AK9*A*{count}*{count}*{count}~".encode() not in answer or b"AK3" in answer:
        raise SystemExit("the orders of this benchmark are not clean")


def forget(library: Library) -> None:
    """Let the readers of 850s begin anew, as in a process that has just started."""
    plan = library.find("850", "004010")
    if plan is not None:
        plan.kept.clear()


def gigabyte(library: Library) -> float:
    """Return the most memory held in megabytes when a thousand megabytes of orders were read set by set."""
    count, size, read = 0, 1000 * BYTES_A_MEGABYTE, 0

    def chunks() -> Iterator[bytes]:
        nonlocal count, read
        sample = [text[text.index("~") : text.rindex("*")] for text in orders_of(BYTES_A_MEGABYTE)]
        yield HEAD.encode()
        while read < size:
            for body in sample:
                count += 1
                text = f"ST*850*{count:09}{body}*{count:09}~"
                yield text.encode()
                read += len(text)
        yield TAIL.format(count=count).encode()

    plan = library.find("850", "004010")
    good = 0
    for event in scan(chunks()):
        if isinstance(event, TransactionSet):
            good += (
                judge(event, plan, group=ORDERS, severities={}, documents=False).verdict == Verdict.ACCEPTED
            )
    if good != count:
        raise SystemExit("not every order of a gigabyte was accepted")
    return peak_megabytes()


def measure(content: bytes, orders: Sequence[str], library: Library, rounds: int) -> dict[str, float]:
    """Return the rate of each way in megabytes a second: the median of rounds in which all take their turn."""
    part = interchange(orders[:SLICE_OF_MOCK_EDI])
    text = part.decode()
    if not their_validate(their_parse(text)).clean:
        raise SystemExit("mock-edi finds fault with the orders of this benchmark")
    small = interchange(orders[:SLICE_OF_PYX12])
    sets = open_interchanges(small).interchanges[0].groups[0].sets
    reader = second_reader(library.plan("base/x12/004010/850"))
    reader.examine(sets[0])
    ways: dict[str, tuple[int, Callable[[], object]]] = {
        FINDINGS: (len(content), lambda: stream(chunks_of(content), library, documents=False)),
        CANONICAL: (len(content), lambda: stream(chunks_of(content), library, documents=True)),
        KEPT: (len(content), lambda: validate(content, library)),
        MOCK_EDI: (len(part), lambda: their_validate(their_parse(text))),
        PYX12: (len(small), lambda: [reader.examine(one) for one in sets]),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (size, work) in ways.items():
            forget(library)
            rates[name].append(size / BYTES_A_MEGABYTE / timed(work))
    return {name: median(found) for name, found in rates.items()}


def where_time_goes(content: bytes, orders: Sequence[str], library: Library) -> None:
    """Print the share of each stage of reading, every stage measured by itself."""
    plan = library.find("850", "004010")
    assert plan is not None  # noqa: S101 - it was read with above
    sets = [one for one in scan(chunks_of(content)) if isinstance(one, TransactionSet)]
    forget(library)
    stream(chunks_of(content), library, documents=False)
    screen = screen_of(plan, sets[0].delimiters)
    passed = sum(screen.passes(one.segments) for one in sets)
    separator = sets[0].delimiters.element

    def walk() -> None:
        for one in sets:
            plan.structure.walk([raw.split(separator) for raw in one.segments])

    stages: dict[str, Callable[[], object]] = {
        "open envelopes, cut sets": lambda: sum(1 for _ in scan(chunks_of(content))),
        "screen: one pattern a set, sums": lambda: [screen.passes(one.segments) for one in sets],
        "split segments, walk the structure": walk,
        "read exactly, with documents": lambda: sum(bool(read(plan, one).document) for one in sets),
    }
    for name, work in stages.items():
        print(f"  {name:<36} {timed(work) / len(orders) * 1_000_000:7.0f} microseconds an order")
    print(f"  {passed} of {len(sets)} sets pass the screen once it has learned")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gigabyte", action="store_true")
    options = parser.parse_args()
    library = Library((MAPPINGS,), CLASSES)
    peak = round(gigabyte(library)) if options.gigabyte else None
    orders = list(orders_of(int(options.megabytes * BYTES_A_MEGABYTE)))
    content = interchange(orders)
    each = len(content) / len(orders)
    print(
        f"{len(orders)} orders of {LINES} lines, {len(content) / BYTES_A_MEGABYTE:.2f} MB, {each:.0f} bytes each"
    )
    for documents in (False, True):
        check(stream(chunks_of(content), library, documents=documents), len(orders))
    rates = measure(content, orders, library, options.rounds)
    for name, rate in rates.items():
        print(f"{name:<44} {rate:7.2f} MB/s {rate * BYTES_A_MEGABYTE / each:8.0f} orders/s")
    where_time_goes(content, orders, library)
    figures = {
        "mb_per_s": round(rates[FINDINGS], 2),
        "orders_per_s": round(rates[FINDINGS] * BYTES_A_MEGABYTE / each),
        "ratio_to_mock_edi": round(rates[FINDINGS] / rates[MOCK_EDI], 1),
        "ratio_to_pyx12": round(rates[FINDINGS] / rates[PYX12], 1),
        "canonical_mb_per_s": round(rates[CANONICAL], 2),
        "kept_mb_per_s": round(rates[KEPT], 2),
        "peak_mb_1gb": peak,
        "load_average": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
