"""The dictionary of every version against independently gathered facts: every difference is deliberate and stands here."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gateway.x12.dictionary import (
    CompositeDef,
    Condition,
    Dictionary,
    ElementUse,
    LoopRow,
    SegmentDef,
    SegmentRow,
    load,
)

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "mappings/standards/x12"
FACTS = ROOT.parent / "shared/x12-facts"

VERSIONS = sorted(folder.name for folder in TABLES.iterdir())
WHOLE = "004010"
ENVELOPE = {"ISA", "GS", "GE", "IEA", "TA1"}

ALWAYS = {
    "ST element 1: type": "the facts say AN for ST01 and ID for AK201; the element is one, and coded",
    "TA1 element 4: codes": "the facts have no list for I17; the values are general knowledge",
    "TA1 element 5: codes": "the facts have no list for I18; the values are general knowledge",
    "ISA element 1: codes": "the facts have no list for I01; the values are general knowledge",
    "ISA element 3: codes": "the facts have no list for I03; the values are general knowledge",
    "ISA element 5: codes": "the facts have no list for I05; the values are general knowledge",
    "ISA element 7: codes": "the facts have no list for I05; the values are general knowledge",
    "ISA element 12: codes": "the facts have no list for I11; partners send many versions over 004010 groups",
    "ISA element 14: codes": "the facts have no list for I13; the values are general knowledge",
    "ISA element 15: codes": "the facts have no list for I14; the values are general knowledge",
    "G62: conditions": "R0103 stands in one source only, so it is doubtful here",
    "G62: doubtful conditions": "R0103 stands in one source only, so it is doubtful here",
    "SCH: conditions": "three rules stand in one source only, so they are doubtful here",
    "SCH: doubtful conditions": "three rules stand in one source only, so they are doubtful here",
}
OURS = {"X1", "X2"}
"""Elements that have no number in the standard, or that we read more leniently in one place."""

OF_OLD = {"ISA element 11: codes": "the facts have no list for I10; the values are general knowledge"}
OF_004060 = {
    f"C999 element 1: {what}": "published examples of the 999 name composites here, which 725 could not hold"
    for what in ("type", "number")
}
OF_006010 = OF_004060 | {
    "AK1 element 3: type": "the facts say ID here and AN for GS08; the element is one, and a text",
    "OTI element 11: type": "the facts say ID here and AN for GS08; the element is one, and a text",
}
OF_007010 = {
    "G39 element 22: type": "the facts know no decimals of 876, so it stays as it was in 006010",
    "N4: number of elements": "sources differ between 7 and 8: nothing is refused for the eighth",
    "PID: number of elements": "sources differ between 9 and 10: nothing is refused for the tenth",
    "PAL: number of elements": "sources differ between 18 and 20: nothing is refused for the last two",
    **{
        f"{place}: lengths": "sources differ between 4 and 6 for 447: the longer one is taken"
        for place in ("AK3 element 3", "IK3 element 3", "CTX element 4", "LS element 1", "LE element 1")
    },
    **{
        f"{place}: lengths": "sources differ between 256 and 2048 for 364: the longer one is taken"
        for place in (
            "G61 element 4",
            "LH4 element 2",
            "LH4 element 11",
            "PER element 4",
            "PER element 6",
            "PER element 8",
            "RDM element 3",
        )
    },
    "TPP element 3: type": "the facts guess at its elements: nothing is refused for them",
    "TPP element 7: number": "the facts guess at its elements: nothing is refused for them",
    "TPP element 7: lengths": "the facts guess at its elements: nothing is refused for them",
    **{
        f"TPP element {position}: {what}": "the facts guess at its elements: nothing is refused for them"
        for position in range(1, 7)
        for what in ("usage", "number", "lengths")
    },
}
DELIBERATE: Mapping[str, Mapping[str, str]] = {
    "003040": OF_OLD,
    "003060": OF_OLD,
    "004010": OF_OLD,
    "004060": OF_004060,
    "005010": OF_004060,
    "006010": OF_006010,
    "007010": OF_006010 | OF_007010,
}
"""What differs in one version, beside what differs `ALWAYS`."""


@cache
def dictionary(version: str) -> Dictionary:
    return load(TABLES / version, TABLES.joinpath)


@cache
def facts(version: str) -> dict[str, Any]:
    home = FACTS / version
    if not home.is_dir():
        pytest.skip(f"The X12 facts are not at {home}, so nothing can vouch for the dictionary here.")
    read = {name: _json(home / f"{name}.json") for name in ("segments", "composites", "codes")}
    found = [file for folder in ("sets_unconfirmed", "sets") for file in (home / folder).glob("*.json")]
    return read | {"sets": {file.stem: _json(file)["rows"] for file in found}}


@cache
def codes(version: str, number: str) -> frozenset[str]:
    """Return the values an element may have: what is told as a difference inherits short lists, so any version's will do."""
    versions = (WHOLE,) if version == WHOLE else VERSIONS
    return frozenset(code for one in versions for code in facts(one)["codes"].get(number, ()))


@pytest.mark.parametrize("version", VERSIONS)
def test_segments_and_composites_are_as_the_facts_say(version: str) -> None:
    """Types, lengths, requirement, repeats, conditions and codes differ only where the tables above say why."""
    ours, known = dictionary(version), facts(version)
    found = {
        difference
        for definitions, theirs in (
            (ours.segments, known["segments"]),
            (ours.composites, known["composites"]),
        )
        for definition in definitions.values()
        for difference in _differences(definition, theirs[definition.id], version)
    }

    assert set(ALWAYS | DELIBERATE.get(version, {})) == found


@pytest.mark.parametrize("version", VERSIONS)
def test_sets_are_built_as_the_facts_say(version: str) -> None:
    """Order, area, nesting, requirement and limits of every row are the same; an area the facts leave open is the summary."""
    for set_id, ours in dictionary(version).sets.items():
        expected = [
            (area or "summary", loop, segment, requirement, _limit(maximum), _limit(turns))
            for _, area, _, loop, segment, requirement, maximum, turns in facts(version)["sets"][set_id]
        ]

        assert expected == list(_flat(ours.rows, "")), set_id


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_sets_use_is_listed(version: str) -> None:
    """No segment, composite or element is missing; what stands there unused is told of an earlier version only."""
    ours, known = dictionary(version), facts(version)
    segments = {row[4] for set_id in ours.sets for row in known["sets"][set_id]} | ENVELOPE
    used = {row[1] for segment in ours.segments for row in known["segments"][segment]["el"]} - {None}
    composites = used & set(known["composites"])
    used |= {row[1] for composite in composites for row in known["composites"][composite]["el"]}

    assert segments <= set(ours.segments)
    assert version != WHOLE or segments == set(ours.segments)
    assert composites == set(ours.composites)
    assert used - composites == set(ours.elements) - OURS


def test_sets_are_told_for_every_version_that_has_them() -> None:
    """The 999 came with 005010; all others are in every version."""
    told = {version: set(dictionary(version).sets) for version in VERSIONS}

    assert {"999"} == set.union(*told.values()) - set.intersection(*told.values())
    assert {version for version in VERSIONS if version >= "005010"} == {
        version for version, sets in told.items() if "999" in sets
    }


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _limit(value: int | str | None) -> int | str | None:
    return "no limit" if value == ">1" else value


def _differences(ours: SegmentDef | CompositeDef, theirs: dict[str, Any], version: str) -> Iterator[str]:
    certain = {_written(condition) for condition in ours.conditions if condition.certain}
    doubtful = {_written(condition) for condition in ours.conditions if not condition.certain}
    if certain != set(theirs["cond"]):
        yield f"{ours.id}: conditions"
    if doubtful != set(theirs.get("cond_from_007010", [])):
        yield f"{ours.id}: doubtful conditions"
    if len(ours.elements) != len(theirs["el"]):
        yield f"{ours.id}: number of elements"
    for use, fact in zip(ours.elements, theirs["el"], strict=False):
        yield from (f"{ours.id} element {fact[0]}: {what}" for what in _differing(use, fact, version))


def _differing(use: ElementUse, fact: list[Any], version: str) -> Iterator[str]:
    _, number, requirement, kind, minimum, maximum, repeat = fact
    definition = use.definition
    if (use.usage, use.repeat) != (requirement, repeat):
        yield "usage"
    if isinstance(definition, CompositeDef):
        if definition.id != number:
            yield "composite"
        return
    if definition.number != number:
        yield "number"
    if definition.type != kind:
        yield "type"
    if (definition.minimum, definition.maximum) != (minimum, maximum):
        yield "lengths"
    if not set(definition.codes) <= codes(version, number):
        yield "codes"


def _written(condition: Condition) -> str:
    return condition.kind + "".join(f"{position:02}" for position in condition.positions)


def _flat(rows: tuple[SegmentRow | LoopRow, ...], path: str) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        if isinstance(row, SegmentRow):
            yield row.area, path, row.segment.id, row.usage, row.maximum or "no limit", None
            continue
        inner = f"{path}/{row.id}" if path else row.id
        opener, *others = _flat(row.rows, inner)
        yield *opener[:3], row.usage, opener[4], row.maximum or "no limit"
        yield from others


@pytest.mark.parametrize("version", VERSIONS)
def test_what_asks_for_money_ahead_is_a_kind_of_invoice_in_every_edition(version: str) -> None:
    """Element 640 (BIG07) holds PP in every edition; PF, which some take for proforma, not in the oldest."""
    known = set(facts(version)["codes"]["640"])

    assert "PP" in known
    assert (version > "003040") == ("PF" in known)
    assert "PP" in dictionary(version).elements["640"].codes
