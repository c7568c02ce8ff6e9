"""Check digits of global trade numbers: UPC, EAN, GTIN, the location number and the SSCC-18 of a pallet or carton."""

from typing import Final

_ZERO: Final = ord("0")


def check_digit(body: str) -> str:
    """Return the digit that follows a body of digits: threes and ones from the right, up to the next ten."""
    raw = body.encode("ascii")
    weighted = 3 * (sum(raw[-1::-2]) - _ZERO * len(raw[-1::-2])) + sum(raw[-2::-2]) - _ZERO * len(raw[-2::-2])
    return str(-weighted % 10)
