"""How fast 850s are read, validated and acknowledged, beside mock-edi and pyx12, in one run.

    python benchmarks/read_850.py [--megabytes 10] [--rounds 3]

A file of orders of 20 lines is made up, always the same. Ours is the whole way: open the envelopes, check structure
and elements, build each document, judge it, write and seal the 997; set by set, and once more with every document
kept, as `gateway validate` does. Theirs are mock-edi's
parse and validate, and pyx12's walk over a map compiled from our own dictionary, each on a slice of the same file
because they are slow; rates are by processor time. The last line is one JSON object.
"""

import argparse
import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from mockedi.validate import validate as their_validate
from mockedi.x12 import parse as their_parse

from gateway.application.documents import CLASSES
from gateway.application.judging import judge
from gateway.application.second_opinions import SecondReaders
from gateway.application.validating import ACKNOWLEDGING_MAP, validate
from gateway.domain.check_digits import check_digit
from gateway.mapping.library import Library
from gateway.mapping.writing import write
from gateway.x12.acknowledgements import SetVerdict, acknowledge
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


def interchange(orders: list[str]) -> bytes:
    """Return orders in one group of one interchange."""
    head = (
        "ISA*00*          *00*          *12*5555550100     *ZZ*GATEWAY        *260301*1200*U*00401*000000001*0*P*>~"
        "GS*PO*BUYER*GATEWAY*20260301*1200*1*X*004010~"
    )
    return f"{head}{''.join(orders)}GE*{len(orders)}*1~IEA*1*000000001~".encode()


def orders_of(size: int) -> Iterator[str]:
    """Yield orders until so many bytes are reached."""
    random = Random(850)
    made = number = 0
    while made < size:
        number += 1
        text = order(number, random)
        made += len(text)
        yield text


def timed(work: Callable[[], object], rounds: int = 1) -> float:
    """Return the least processor time of some rounds, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def stream(content: bytes, library: Library) -> bytes:
    """Return the 997 of an interchange that is read and judged set by set, none of them kept."""
    acknowledging = library.plan(ACKNOWLEDGING_MAP)
    verdicts: list[SetVerdict] = []
    sets: list[SetToSend] = []
    group = FunctionalGroup(functional_id="PO")
    chunks = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    for event in scan(chunks):
        match event:
            case TransactionSet():
                plan = library.find(event.id, event.version)
                verdicts.append(judge(event, plan, group=group, severities={}).as_verdict)
            case GroupEnded(group=ended):
                ack = acknowledge(ended, verdicts, dictionary=acknowledging.dictionary)
                segments = tuple(write(acknowledging, ack))
                sets.append(SetToSend(id="997", control_number="0001", segments=segments))
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


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    orders = list(orders_of(int(options.megabytes * BYTES_A_MEGABYTE)))
    content = interchange(orders)
    megabytes = len(content) / BYTES_A_MEGABYTE
    library = Library((MAPPINGS,), CLASSES)
    print(
        f"{len(orders)} orders of {LINES} lines, {megabytes:.2f} MB, {len(content) // len(orders)} bytes each"
    )

    check(stream(content, library), len(orders))
    before = peak_megabytes()
    ours = timed(lambda: stream(content, library), options.rounds)
    memory = peak_megabytes() - before
    rate = megabytes / ours
    print(
        f"ours, set by set                  {rate:6.2f} MB/s   {len(orders) / ours:.0f} orders/s, {memory:.0f} MB more memory"
    )

    check(validate(content, library).acknowledgements, len(orders))
    kept = timed(lambda: validate(content, library), options.rounds)
    print(
        f"ours, every document kept         {megabytes / kept:6.2f} MB/s   {len(orders) / kept:.0f} orders/s"
    )

    part = interchange(orders[:SLICE_OF_MOCK_EDI])
    text = part.decode()
    if not their_validate(their_parse(text)).clean:
        raise SystemExit(
            "mock-edi finds fault with the orders of this benchmark: its time would not be comparable"
        )
    mock_edi = len(part) / BYTES_A_MEGABYTE / timed(lambda: their_validate(their_parse(text)), options.rounds)
    print(
        f"mock-edi, parse and validate      {mock_edi:6.2f} MB/s   on {len(part) / BYTES_A_MEGABYTE:.2f} MB"
    )

    part = interchange(orders[:SLICE_OF_PYX12])
    sets = open_interchanges(part).interchanges[0].groups[0].sets
    reader = SecondReaders().of(library.plan("base/x12/004010/850"))
    reader.examine(sets[0])
    seconds = timed(lambda: [reader.examine(one) for one in sets])
    pyx12 = len(part) / BYTES_A_MEGABYTE / seconds
    print(f"pyx12, walk of a compiled map     {pyx12:6.2f} MB/s   on {len(part) / BYTES_A_MEGABYTE:.2f} MB")

    figures = {
        "mb_per_s": round(rate, 2),
        "orders_per_s": round(len(orders) / ours),
        "ratio_to_mock_edi": round(rate / mock_edi, 1),
        "ratio_to_pyx12": round(rate / pyx12, 1),
        "kept_mb_per_s": round(megabytes / kept, 2),
        "more_memory_mb": round(memory),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
