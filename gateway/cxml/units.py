"""Units of measure: those of X12 on our side, those of UN/CEFACT Recommendation 20 and 21 on the wire.

Case is the trap: in X12 `CA` is a case and `CS` a cassette, on the wire `CS` is a case and `D66` a cassette.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

STANDARD: Mapping[str, str] = MappingProxyType(
    {
        "EA": "EA",
        "CA": "CS",
        "CS": "D66",
        "BX": "BX",
        "PK": "PK",
        "CT": "CT",
        "CN": "CA",
        "BG": "BG",
        "BO": "BO",
        "BA": "BL",
        "BD": "BE",
        "RL": "RO",
        "ST": "SET",
        "PR": "PR",
        "PC": "H87",
        "UN": "C62",
        "DZ": "DZN",
        "GS": "GRO",
        "HU": "CEN",
        "TH": "MIL",
        "FT": "FOT",
        "IN": "INH",
        "YD": "YRD",
        "MR": "MTR",
        "CM": "CMT",
        "MM": "MMT",
        "SF": "FTK",
        "SM": "MTK",
        "SY": "YDK",
        "CF": "FTQ",
        "CR": "MTQ",
        "CI": "INQ",
        "CC": "CMQ",
        "GA": "GLL",
        "LT": "LTR",
        "ML": "MLT",
        "QT": "QT",
        "PT": "PTL",
        "FO": "OZA",
        "KG": "KGM",
        "GR": "GRM",
        "ME": "MGM",
        "LB": "LBR",
        "OZ": "ONZ",
        "TN": "STN",
        "MP": "TNE",
        "HR": "HUR",
        "DA": "DAY",
        "WK": "WEE",
        "MO": "MON",
        "YR": "ANN",
        "MJ": "MIN",
        "JR": "JR",
        "TU": "TU",
        "SH": "ST",
        "PL": "PX",
        "PA": "PA",
        "KT": "KT",
        "LO": "LO",
        "P1": "P1",
        "RM": "RM",
        "TB": "TB",
        "PD": "PD",
        "DR": "DR",
        "AS": "AS",
        "K7": "KWT",
        "KH": "KWH",
        "ZZ": "ZZ",
    }
)
"""What stands on the wire for each of our units; where two of ours are one there, the first is read."""

_OURS: Mapping[str, str] = {wire: ours for ours, wire in reversed(tuple(STANDARD.items()))} | {
    "PCE": "PC",
    "NMP": "PK",
}

SPELLED: Mapping[str, str] = MappingProxyType(
    {
        "each": "EA",
        "ea.": "EA",
        "piece": "PC",
        "pieces": "PC",
        "pcs": "PC",
        "box": "BX",
        "boxes": "BX",
        "case": "CA",
        "carton": "CT",
        "pack": "PK",
        "package": "PK",
        "dozen": "DZ",
        "pair": "PR",
        "roll": "RL",
        "set": "ST",
        "bag": "BG",
        "bottle": "BO",
        "kit": "KT",
        "pallet": "PL",
        "hundred": "HU",
        "thousand": "TH",
        "kilogram": "KG",
        "kg": "KG",
        "pound": "LB",
        "lbs": "LB",
        "litre": "LT",
        "liter": "LT",
        "metre": "MR",
        "meter": "MR",
        "foot": "FT",
        "feet": "FT",
        "inch": "IN",
        "hour": "HR",
        "day": "DA",
    }
)
"""What buyers write in words, letters small."""

Pairs = Sequence[tuple[str, str]]


def from_wire(text: str, agreed: Pairs = ()) -> tuple[str, str]:
    """Return our unit, and the code of a finding where it was a word or is not known."""
    found = next((ours for ours, theirs in agreed if theirs == text), "") or _OURS.get(text, "")
    if found or not text:
        return found, ""
    spelled = SPELLED.get(text.casefold()) or _OURS.get(text.upper())
    return (spelled, "cxml.unit-spelling") if spelled else (text, "cxml.unit-unknown")


def to_wire(unit: str, agreed: Pairs = (), *, only: bool = False) -> tuple[str, bool]:
    """Return what stands on the wire for our unit, and whether a table has it; `only` that of what was agreed counts."""
    own = next((theirs for ours, theirs in agreed if ours == unit), "")
    found = own or STANDARD.get(unit, "")
    return found or unit, bool(own if only else found)
