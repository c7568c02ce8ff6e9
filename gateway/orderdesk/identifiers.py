"""Check digits of global trade numbers: UPC, EAN, GTIN and the SSCC-18 of a pallet or carton."""

from gateway.domain.catalogue import GLOBAL_KINDS
from gateway.domain.check_digits import check_digit

LENGTHS = frozenset({8, 12, 13, 14})
SSCC_BODY = 17


def is_global(kind: str) -> bool:
    """Return whether identifiers of the kind end in a check digit."""
    return kind in GLOBAL_KINDS


def is_valid(value: str) -> bool:
    """Return whether the value is a UPC, EAN or GTIN whose check digit is right."""
    text = value.strip()
    return text.isascii() and text.isdigit() and len(text) in LENGTHS and text[-1] == check_digit(text[:-1])


def lengths_of(value: str) -> tuple[str, ...]:
    """Return the number in every length it may be kept under: with and without leading zeros."""
    text = value.strip()
    if not (text.isascii() and text.isdigit()):
        return (text,)
    bare = text.lstrip("0")
    return tuple(dict.fromkeys((text, *(bare.zfill(size) for size in sorted(LENGTHS) if len(bare) <= size))))


def last_serial(company_prefix: str, *, extension: str = "0") -> int:
    """Return the highest serial an SSCC-18 of the prefix has room for."""
    return int("9" * (SSCC_BODY - len(extension) - len(company_prefix)))


def sscc(company_prefix: str, serial: int, *, extension: str = "0") -> str:
    """Return the SSCC-18 of a serial: extension, company prefix, serial to fill, check digit."""
    room = SSCC_BODY - len(extension) - len(company_prefix)
    number = str(serial).zfill(room)
    body = extension + company_prefix + number
    if len(number) > room or not (body.isascii() and body.isdigit()):
        raise ValueError("an SSCC is eighteen digits: the serial does not fit its company prefix")
    return body + check_digit(body)
