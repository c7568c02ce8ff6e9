"""Interchanges as text, for tests: every part can be left out or bent."""

from collections.abc import Iterable

from gateway.domain.findings import Finding
from gateway.x12.envelopes import Interchange, Opened, TransactionSet

ORDER = ("BEG*00*SA*PO-1**20240102", "PO1*1*10*EA*9.5")


def isa(
    *,
    element: str = "*",
    component: str = ">",
    segment: str = "~",
    standard: str = "U",
    version: str = "00401",
    number: str = "000000001",
) -> str:
    """Return an ISA of 106 characters."""
    ids = ["ZZ", "SENDER".ljust(15), "ZZ", "RECEIVER".ljust(15)]
    rest = ["240102", "1530", standard, version, number, "0", "P", component]
    values = ["00", " " * 10, "00", " " * 10, *ids, *rest]
    return element.join(["ISA", *values]) + segment


def transaction(set_id: str = "850", number: str = "0001", body: Iterable[str] = ORDER) -> list[str]:
    """Return the segments of a set, ST and SE included, between `*`."""
    within = [f"ST*{set_id}*{number}", *body]
    return [*within, f"SE*{len(within) + 1}*{number}"]


def group(*sets: list[str], kind: str = "PO", number: str = "1", version: str = "004010") -> list[str]:
    """Return the segments of a group around sets."""
    head = f"GS*{kind}*SENDER*RECEIVER*20240102*1530*{number}*X*{version}"
    return [head, *(segment for one in sets for segment in one), f"GE*{len(sets)}*{number}"]


def interchange(*groups: list[str], ending: str = "~", **header: str) -> bytes:
    """Return an interchange around groups; `ending` follows each segment and begins with the terminator."""
    segments = [one for group_ in groups for one in group_]
    number = header.get("number", "000000001")
    segments.append(f"IEA*{len(groups)}*{number}")
    first = isa(**header, segment=ending) if "segment" not in header else isa(**header)
    text = first + "".join(one.replace("*", header.get("element", "*")) + ending for one in segments)
    return text.encode()


def only_interchange(opened: Opened) -> Interchange:
    """Return the one interchange there must be."""
    (found,) = opened.interchanges
    return found


def sets_of(opened: Opened) -> list[TransactionSet]:
    """Return all sets, whatever they stand in."""
    return [one for found in opened.interchanges for group_ in found.groups for one in group_.sets]


def findings_of(opened: Opened) -> list[Finding]:
    """Return all findings, whatever they are about."""
    found = list(opened.findings)
    for one in opened.interchanges:
        found.extend(one.findings)
        for group_ in one.groups:
            found.extend(group_.findings)
            found.extend(finding for set_ in group_.sets for finding in set_.findings)
    return found


def codes_of(opened: Opened) -> list[str]:
    """Return the codes of all findings, sorted."""
    return sorted(finding.code for finding in findings_of(opened))
