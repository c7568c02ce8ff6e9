"""Small maps over the real dictionary, small documents, and sets written as a person would."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from textwrap import dedent

from gateway.domain.findings import Finding, Severity
from gateway.mapping.files import parse
from gateway.mapping.making import make
from gateway.mapping.plan import Plan
from gateway.mapping.reading import Reading, read
from gateway.x12.definitions import Dictionary
from gateway.x12.delimiters import Delimiters
from gateway.x12.dictionary import load
from gateway.x12.interchanges import TransactionSet

STANDARD = Path(__file__).resolve().parents[3] / "mappings/standards/x12/004010"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name of something, by kind."""

    kind: str
    value: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A kind and a value, both needed."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What an allowance holds."""

    kind: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere."""

    role: str
    name: str = ""
    code_kind: str = ""
    code: str = ""
    street: tuple[str, ...] = ()
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing asked for."""

    number: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    names: tuple[Pair, ...] = ()
    measures: tuple[Name, ...] = ()
    more: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A small order."""

    number: str
    purpose: str = "original"
    ordered_on: date | None = None
    at: time | None = None
    names: tuple[Name, ...] = ()
    department: str = ""
    free: Name | None = None
    amounts: tuple[Money, ...] = ()
    places: tuple[Place, ...] = ()
    lines: tuple[Line, ...] = ()
    texts: tuple[str, ...] = ()
    total: Decimal | None = None
    copies: int | None = None
    home: Place | None = None


HEAD = """\
transaction_set: "850"
version: "004010"
document: order
title: Tiny
rows:
"""

ORDER = (
    HEAD
    + """\
  - segment: BEG
    elements:
      BEG01: {field: purpose, codes: {"00": original, "01": cancellation}}
      BEG02: {fixed: SA}
      BEG03: number
      BEG05: {field: ordered_on, usage: required}
  - segment: REF
    elements: {REF01: {qualifier: DP}, REF02: department}
  - segment: REF
    each: names
    elements: {REF01: {field: kind, codes: {MR: merchandise}, other: keep}, REF02: value, REF03: text}
  - loop: N9
    rows:
      - segment: N9
        elements: {N901: {fixed: L1}, N902: {fixed: note}}
      - segment: MSG
        elements: {MSG01: {each: texts}}
  - loop: N1
    each: places
    max: "3"
    rows:
      - segment: N1
        elements:
          N101: {field: role, codes: {ST: ship-to, BT: bill-to}}
          N102: name
          N103: {fixed: "92"}
          N104: {field: code, max_length: "6"}
      - segment: N3
        elements: {N301..N302: {each: street}}
      - segment: N4
        usage: required
        elements: {N401: city}
  - loop: PO1
    each: lines
    rows:
      - segment: PO1
        elements:
          PO101: number
          PO102: quantity
          PO103: unit
          PO106..PO109: {each: names, of: [{field: kind, codes: {UP: upc}, other: keep}, value]}
  - loop: CTT
    rows:
      - segment: CTT
        elements: {CTT01: {count_of: lines}}
      - segment: AMT
        elements: {AMT01: {qualifier: TT}, AMT02: total}
"""
)

HAPPY = """\
BEG*00*SA*PO-1**20240229
REF*DP*099
REF*MR*17
N9*L1*note
MSG*first
MSG*second
N1*ST*Store*92*0012
N3*1 Main St*Suite 4
N3*Third
N4*Springfield
PO1*1*10*EA***UP*012345678905*VN*AB-1
PO1*2*2.5*CA
CTT*2
AMT*TT*125.5
"""


@cache
def dictionary() -> Dictionary:
    """Return the dictionary of 004010."""
    return load(STANDARD)


def made(text: str, kind: type = Order, name: str = "tiny") -> Plan:
    """Return the plan of a map."""
    return make(
        name,
        parse(dedent(text), f"{name}.yaml"),
        base="",
        digest="",
        dictionary=dictionary(),
        documents={"order": kind},
    )


def received(body: str, *, set_id: str = "850", delimiters: Delimiters | None = None) -> TransactionSet:
    """Return a set around segments written one a line, with stars between elements."""
    lines = [line for line in dedent(body).splitlines() if line]
    whole = [f"ST*{set_id}*0001", *lines, f"SE*{len(lines) + 2}*0001"]
    chosen = delimiters or Delimiters()
    raws = tuple(line.replace("*", chosen.element) for line in whole)
    return TransactionSet(id=set_id, control_number="0001", segments=raws, delimiters=chosen)


def reading(plan: Plan, body: str) -> Reading:
    """Return what a plan reads in segments written one a line."""
    return read(plan, received(body, set_id=plan.set_id))


def told(findings: Iterable[Finding], *, infos: bool = False) -> list[tuple[str, int, str]]:
    """Return code, position and element (or segment) of findings."""
    return [
        (one.code, one.position, one.element or one.segment)
        for one in findings
        if infos or one.severity is not Severity.INFO
    ]
