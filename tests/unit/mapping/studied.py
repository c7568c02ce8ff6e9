"""Maps over the real dictionary and sets as a partner sends them, for the tests that compare, count and propose."""

from functools import cache
from pathlib import Path
from textwrap import dedent

from gateway.application.documents import CLASSES
from gateway.mapping.coverage import Coverage, Received, cover
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.x12.delimiters import Delimiters
from gateway.x12.interchanges import TransactionSet

PROJECT = Path(__file__).parents[3]
BASE_NAME = "base/x12/004010/850"
BASE = """
transaction_set: "850"
version: "004010"
document: purchase_order
title: Order
rows:
  - segment: BEG
    usage: required
    elements:
      BEG01: {field: purpose, codes: {"00": original, "05": replacement}}
      BEG02: {field: kind, codes: {SA: stand-alone, NE: new-order}, other: keep}
      BEG03: {field: number, note: Kept as it is.}
      BEG05: ordered_on
      BEG12: {usage: not_used}
  - segment: CUR
    elements:
      CUR01: {fixed: BY}
      CUR02: currency
  - segment: REF
    each: references
    note: Repeat as needed.
    elements: {REF01: {field: kind, codes: {DP: department, IA: vendor}}, REF02: value}
  - segment: FOB
    usage: not_used
  - loop: N1
    each: parties
    rows:
      - segment: N1
        elements: {N101: {field: role, codes: {ST: ship-to, BT: bill-to}}, N102: name}
      - segment: N3
        elements: {N301: {each: street}}
      - segment: N4
        elements: {N401: city}
  - loop: PO1
    each: lines
    rows:
      - segment: PO1
        elements:
          PO101: number
          PO102: quantity
          PO103: unit
          PO106..PO109: {each: identifiers, of: [{field: kind, codes: {VN: vendor-part, BP: buyer-part}}, value]}
  - loop: CTT
    rows:
      - segment: CTT
        elements: {CTT01: {count_of: lines}, CTT02: hash_total}
      - segment: AMT
        elements: {AMT01: {qualifier: TT}, AMT02: stated_total}
"""


def library(tmp_path: Path, **maps: str) -> Library:
    """Return the library of a base map and of overlays by name."""
    for name, text in {BASE_NAME: BASE, **{f"{one}/850": text for one, text in maps.items()}}.items():
        file = tmp_path / "maps" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return Library((_standards(), tmp_path / "maps"), CLASSES)


def overlay(tmp_path: Path, text: str) -> Plan:
    """Return the plan of an overlay over the base map."""
    return library(tmp_path, partner=f"extends: {BASE_NAME}\n{dedent(text)}").plan("partner/850")


def order(*segments: str, number: str = "0001", delimiters: Delimiters = Delimiters()) -> TransactionSet:  # noqa: B008 - a value, never changed
    """Return a set of the segments with its ST and SE."""
    rows = (f"ST*850*{number}", *segments, f"SE*{len(segments) + 2}*{number}")
    return TransactionSet(
        id="850", control_number=number, version="004010", segments=rows, delimiters=delimiters
    )


def covered(plan: Plan, *sets: TransactionSet, file: str = "one.edi") -> Coverage:
    """Return what a plan makes of sets that came in one file."""
    return cover(plan, [Received(file=file, set=one) for one in sets])


@cache
def _standards() -> Path:
    """Return our own maps; the base map of a test shadows ours by name."""
    return PROJECT / "mappings"
