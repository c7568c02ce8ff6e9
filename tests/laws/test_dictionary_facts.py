"""The dictionary of 004010 against independently gathered facts: every difference is deliberate and stands here."""

import json
from collections.abc import Iterator
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
TABLES = ROOT / "mappings/standards/x12/004010"
FACTS = ROOT.parent / "shared/x12-facts/004010"

SETS = sorted(file.stem for file in (TABLES / "sets").iterdir())
ENVELOPE = {"ISA", "GS", "GE", "IEA", "TA1"}

DELIBERATE = {
    "ST element 1: type": "the facts say AN for ST01 and ID for AK201; the element is one, and coded",
    "TA1 element 4: codes": "the facts have no list for I17; the values are general knowledge",
    "TA1 element 5: codes": "the facts have no list for I18; the values are general knowledge",
    "ISA element 1: codes": "the facts have no list for I01; the values are general knowledge",
    "ISA element 3: codes": "the facts have no list for I03; the values are general knowledge",
    "ISA element 5: codes": "the facts have no list for I05; the values are general knowledge",
    "ISA element 7: codes": "the facts have no list for I05; the values are general knowledge",
    "ISA element 11: codes": "the facts have no list for I10; the values are general knowledge",
    "ISA element 12: codes": "the facts have no list for I11; partners send many versions over 004010 groups",
    "ISA element 14: codes": "the facts have no list for I13; the values are general knowledge",
    "ISA element 15: codes": "the facts have no list for I14; the values are general knowledge",
}


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return load(TABLES)


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    if not FACTS.is_dir():
        pytest.skip(f"The X12 facts are not at {FACTS}, so nothing can vouch for the dictionary here.")
    read = {name: _json(FACTS / f"{name}.json") for name in ("segments", "composites", "codes")}
    read["sets"] = {
        file.stem: _json(file)["rows"] for file in (FACTS / "sets").iterdir() if file.suffix == ".json"
    }
    return read


def test_segments_and_composites_are_as_the_facts_say(dictionary: Dictionary, facts: dict[str, Any]) -> None:
    """Types, lengths, requirement, repeats, conditions and codes differ only where the table above says why."""
    found = {
        difference
        for ours, theirs in (
            (dictionary.segments, facts["segments"]),
            (dictionary.composites, facts["composites"]),
        )
        for definition in ours.values()
        for difference in _differences(definition, theirs[definition.id], facts["codes"])
    }

    assert set(DELIBERATE) == found


@pytest.mark.parametrize("set_id", SETS)
def test_sets_are_built_as_the_facts_say(set_id: str, dictionary: Dictionary, facts: dict[str, Any]) -> None:
    """Order, area, nesting, requirement and limits of every row are the same; an area the facts leave open is the summary."""
    expected = [
        (area or "summary", loop, segment, requirement, _limit(maximum), _limit(turns))
        for _, area, _, loop, segment, requirement, maximum, turns in facts["sets"][set_id]
    ]

    assert expected == list(_flat(dictionary.sets[set_id].rows, ""))


def test_exactly_what_the_sets_use_is_listed(dictionary: Dictionary, facts: dict[str, Any]) -> None:
    """No segment, composite or element is missing, and none stands there unused."""
    segments = {row[4] for set_id in dictionary.sets for row in facts["sets"][set_id]} | ENVELOPE
    used = {row[1] for segment in segments for row in facts["segments"][segment]["el"]}
    composites = used & set(facts["composites"])
    used |= {row[1] for composite in composites for row in facts["composites"][composite]["el"]}

    assert segments == set(dictionary.segments)
    assert composites == set(dictionary.composites)
    assert used - composites == set(dictionary.elements)


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _limit(value: int | str | None) -> int | str | None:
    return "no limit" if value == ">1" else value


def _differences(
    ours: SegmentDef | CompositeDef, theirs: dict[str, Any], codes: dict[str, list[str]]
) -> Iterator[str]:
    certain = {_written(condition) for condition in ours.conditions if condition.certain}
    doubtful = {_written(condition) for condition in ours.conditions if not condition.certain}
    if certain != set(theirs["cond"]):
        yield f"{ours.id}: conditions"
    if doubtful != set(theirs.get("cond_from_007010", [])):
        yield f"{ours.id}: doubtful conditions"
    if len(ours.elements) != len(theirs["el"]):
        yield f"{ours.id}: number of elements"
    for use, fact in zip(ours.elements, theirs["el"], strict=False):
        yield from (f"{ours.id} element {fact[0]}: {what}" for what in _differing(use, fact, codes))


def _differing(use: ElementUse, fact: list[Any], codes: dict[str, list[str]]) -> Iterator[str]:
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
    if not set(definition.codes) <= set(codes.get(number, [])):
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
