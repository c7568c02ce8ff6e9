"""Slips a sender makes in a file, and the promises that hold of whatever arrives."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, cast

from gateway.application.explaining import as_plain as explained
from gateway.application.validating import as_plain, validate
from tests.maps import library

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "edi"
LIBRARY = library()
LONGEST = 6000
VERDICTS = frozenset({"A", "E", "R"})
TEXTS = (
    b"",
    b"0",
    b"-1",
    b"1.5E9",
    b"20240230",
    b"2460",
    b"ISA",
    b"SE",
    b"ST",
    b"\x00",
    b"\xff\xfe",
    b"9" * 40,
    b">",
    b"^",
    b"A>B>C",
    b"A^B",
    b"  ",
    b"\r\n",
)


def seeds() -> list[bytes]:
    """Return the received files of all fixtures that are not too long."""
    files = sorted(FIXTURES.glob("*/*/*/received.edi"))
    return [content for file in files if len(content := file.read_bytes()) <= LONGEST]


def examine(content: bytes) -> None:
    """Read, judge, answer and explain; raises AssertionError for a promise that is broken."""
    validated = validate(content, LIBRARY)
    explained(validated, LIBRARY)
    plain = cast("Mapping[str, Any]", as_plain(validated))
    for interchange in plain["interchanges"]:
        for group in interchange["groups"]:
            for one in group["transaction_sets"]:
                if one["verdict"] not in VERDICTS:
                    raise AssertionError(f"a set without a verdict: {one['verdict']}")
    answered = validate(validated.acknowledgements, LIBRARY)
    grave = (
        [one for one in answered.all_findings() if one.severity == "error"] if answered.interchanges else []
    )
    if grave:
        raise AssertionError(f"an answer of ours cannot be read: {grave[0].code} {grave[0].element}")


def slipped(content: bytes, random: Random) -> bytes:
    """Return a file with a few slips in it."""
    terminator, separator = content[105:106] or b"~", content[3:4] or b"*"
    segments = content.split(terminator)
    for _ in range(random.randint(1, 4)):
        _slip(segments, separator, random)
    changed = terminator.join(segments)
    return _bitten(changed, random) if random.random() < 0.2 else changed


def _slip(segments: list[bytes], separator: bytes, random: Random) -> None:
    """Let one thing happen to a list of segments: doubled, lost, moved, or an element changed."""
    at = random.randrange(len(segments))
    what = random.choice(("double", "lose", "move", "element", "element", "element", "element", "swap"))
    if what == "double":
        segments.insert(at, random.choice(segments))
    elif what == "lose" and len(segments) > 1:
        del segments[at]
    elif what == "move":
        segments.insert(random.randrange(len(segments)), segments.pop(at))
    else:
        elements = segments[at].split(separator)
        one = random.randrange(len(elements))
        elements[one] = random.choice(elements) if what == "swap" else random.choice(TEXTS)
        segments[at] = separator.join(elements)


def _bitten(content: bytes, random: Random) -> bytes:
    """Return a file some bytes of which are other bytes, or the rest of which is gone."""
    bytes_ = bytearray(content)
    for _ in range(random.randint(1, 3)):
        if bytes_:
            bytes_[random.randrange(len(bytes_))] = random.randrange(256)
    return bytes(bytes_[: random.randrange(len(bytes_) + 1)] if random.random() < 0.3 else bytes_)


def inputs(files: Sequence[bytes], random: Random) -> bytes:
    """Return the next input: a file of ours with slips, or two that ran into one another."""
    first = slipped(random.choice(files), random)
    if random.random() < 0.05:
        other = slipped(random.choice(files), random)
        return first[: random.randrange(len(first) + 1)] + other
    return first
