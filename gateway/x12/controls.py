"""Control segments: what GS, ST, SE, GE, IEA and TA1 say, and whether they agree with what they enclose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from gateway.domain.findings import Finding, Severity, find
from gateway.x12.delimiters import Delimiters
from gateway.x12.headers import repetition
from gateway.x12.interchanges import FunctionalGroup, InterchangeAck, TransactionSet
from gateway.x12.releases import is_knowable

GROUP_OF_SET: Final = {
    set_id: group
    for group, set_ids in {
        "AG": "824", "AN": "180", "AR": "943", "AW": "947", "CA": "865", "CD": "812", "FA": "997 999", "GF": "990",
        "IB": "846", "IM": "210", "IN": "810", "OW": "940", "PC": "860", "PD": "852", "PO": "850",
        "PR": "855", "PS": "830", "PT": "867", "QM": "214", "RA": "820", "RE": "944", "RQ": "840", "RR": "843",
        "RS": "869 870", "SC": "832", "SH": "856", "SM": "204", "SS": "862", "SW": "945", "TX": "864",
    }.items()
    for set_id in set_ids.split()
}  # fmt: skip

_MANDATORY: Final = (1, 6, 8)
_GS_RULES: Final = {
    1: re.compile(r"[A-Z0-9]{2}"),
    2: re.compile(r".{2,15}"),
    3: re.compile(r".{2,15}"),
    4: re.compile(r"(\d\d)?\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII),
    5: re.compile(r"([01]\d|2[0-3])[0-5]\d([0-5]\d(\d\d?)?)?", re.ASCII),
    6: re.compile(r"\d{1,9}", re.ASCII),
    7: re.compile(r"[A-Z]{1,2}"),
    8: re.compile(r"\d{6}[A-Z0-9]{0,6}", re.ASCII),
}
WITH_EMPTY: Final = 6
"""How many there are of an ST without more than it needs, and what is added so that each can be asked for."""
_COUNT: Final = re.compile(r"\d{1,10}", re.ASCII)


def group_of(elements: Sequence[str], offset: int) -> FunctionalGroup:
    """Return the group that a GS begins."""
    values = [one.strip() for one in elements] + [""] * 9
    return FunctionalGroup(
        functional_id=values[1],
        sender=values[2],
        receiver=values[3],
        on=values[4],
        at_time=values[5],
        control_number=values[6],
        agency=values[7],
        version=values[8],
        offset=offset,
        findings=(*_gs_findings(values, offset), *_surplus(elements, 8, offset=offset)),
    )


def _gs_findings(values: Sequence[str], offset: int) -> Iterator[Finding]:
    for position, rule in _GS_RULES.items():
        value = values[position]
        if not rule.fullmatch(value):
            fatal = position in _MANDATORY and (not value or position == _MANDATORY[1])
            yield find(
                "x12.gs-invalid",
                severity=Severity.ERROR if fatal else Severity.WARNING,
                segment="GS",
                element=f"GS{position:02}",
                value_seen=value,
                offset=offset,
            )
    if values[8] and not is_knowable(values[8]):
        yield find("x12.release-unknown", segment="GS", element="GS08", value_seen=values[8], offset=offset)


def ack_of(elements: Sequence[str]) -> InterchangeAck:
    """Return what a TA1 says."""
    values = [one.strip() for one in elements] + [""] * 6
    return InterchangeAck(
        control_number=values[1], on=values[2], at_time=values[3], code=values[4], note=values[5]
    )


def set_of(
    segments: Sequence[str], group: FunctionalGroup, delimiters: Delimiters, *, offset: int, agrees: bool
) -> TransactionSet:
    """Return the set that segments make, with what is wrong with its ST and, unless it is known to agree, its SE."""
    header = [*segments[0].split(delimiters.element), "", "", ""]
    set_id, number = header[1].strip(), header[2].strip()
    findings = [*_st_findings(set_id, number, group.functional_id, offset)]
    if len(header) > WITH_EMPTY:
        findings.extend(_surplus(header, 3, position=1, offset=offset))
    if not agrees:
        findings.extend(_se_findings(segments, number, delimiters.element))
    return TransactionSet(
        id=set_id,
        control_number=number,
        implementation=header[3].strip(),
        version=group.version,
        functional_group=group.functional_id,
        segments=tuple(segments),
        delimiters=delimiters,
        offset=offset,
        findings=tuple(findings),
    )


def _se_findings(segments: Sequence[str], number: str, element: str) -> Iterator[Finding]:
    trailer = segments[-1].split(element)
    if trailer[0] == "SE":
        yield from trailer_findings(trailer, len(segments), number, position=len(segments))
    else:
        yield find("x12.se-missing", segment="SE", position=len(segments) + 1)


def foreign_finding(read: TransactionSet) -> Finding:
    """Return where the first character beyond ASCII stands in a set that has one."""
    segments = [one.split(read.delimiters.element) for one in read.segments]
    position, name, place, value = next(
        (position, elements[0], place, value)
        for position, elements in enumerate(segments, 1)
        for place, value in enumerate(elements)
        if not value.isascii()
    )
    return find(
        "x12.not-ascii", segment=name, position=position, element=f"{name}{place:02}", value_seen=value
    )


def _st_findings(set_id: str, number: str, functional_id: str, offset: int) -> Iterator[Finding]:
    if len(set_id) != 3:  # noqa: PLR2004 - the length of a set's identifier
        code = "x12.st-invalid"
    elif functional_id and GROUP_OF_SET.get(set_id, functional_id) != functional_id:
        code = "x12.set-not-in-group"
    else:
        code = ""
    if code:
        yield find(code, segment="ST", position=1, element="ST01", value_seen=set_id, offset=offset)
    if not 4 <= len(number) <= 9:  # noqa: PLR2004 - the lengths of ST02
        yield find(
            "x12.st-invalid",
            severity=Severity.WARNING if number else Severity.ERROR,
            segment="ST",
            position=1,
            element="ST02",
            value_seen=number,
            offset=offset,
        )


def trailer_findings(
    trailer: Sequence[str], counted: int, control_number: str, *, position: int = 0, offset: int = -1
) -> Iterator[Finding]:
    """Yield how an SE, GE or IEA disagrees with what it closes; numbers with leading zeros are the same but in SE."""
    name, stated, closes = (*(one.strip() for one in trailer), "", "")[:3]
    code = name.lower()

    def wrong(what: str, element: str, value: str) -> Finding:
        return find(
            f"x12.{code}-{what}",
            segment=name,
            position=position,
            element=f"{name}{element}",
            value_seen=value,
            offset=offset,
        )

    if not _COUNT.fullmatch(stated):
        yield wrong("invalid", "01", stated)
    elif int(stated) != counted:
        yield wrong("count", "01", stated)
    if not closes:
        yield wrong("invalid", "02", closes)
    elif closes != control_number and (name == "SE" or closes.lstrip("0") != control_number.lstrip("0")):
        yield wrong("control-number", "02", closes)
    yield from _surplus(trailer, 2, position=position, offset=offset)


def _surplus(elements: Sequence[str], most: int, *, position: int = 0, offset: int = -1) -> Iterator[Finding]:
    """Yield that a control segment has more elements than it may."""
    more = [one for one in elements[most + 1 :] if one.strip()]
    if more:
        name = elements[0].strip()
        yield find(
            "x12.element-too-many",
            segment=name,
            position=position,
            element=f"{name}{most + 1:02}",
            value_seen=more[0],
            offset=offset,
        )


def delimiters_for(version: str, isa: tuple[str, ...], delimiters: Delimiters) -> Delimiters:
    """Return the delimiters that hold in a group: its version decides whether ISA11 separates repetitions."""
    repeats = repetition(isa, version, delimiters.element + delimiters.component + delimiters.segment)
    return delimiters if repeats == delimiters.repetition else replace(delimiters, repetition=repeats)
