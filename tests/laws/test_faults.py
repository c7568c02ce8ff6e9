"""Every kind of fault is found at its exact place, under exactly its code, and nothing else is said.

Documents are drawn from the maps, damaged in one place, and validated as a partner would: envelope, set and
map together. What follows from a fault is declared with it. The reference page shows the table; GOLDEN_UPDATE=1
writes it anew.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from random import Random

import pytest

from gateway.application.documents import CLASSES
from gateway.application.validating import Validated, validate
from gateway.domain.findings import KINDS as FINDINGS
from gateway.mapping.library import Library
from tests.golden import UPDATE
from tests.laws import element_faults, envelope_faults, segment_faults
from tests.laws.mutants import Kind, Mutant, Specimen, Told, by_hand, specimen

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "reference" / "faults.md"
SEEDS = (1, 2)
DRAWN = ("acme/", "globex/", "base/x12/004010/", "base/x12/005010/85", "base/x12/005010/997", "narrow/")

FEWER = 5
"""Envelopes are the same around every set: one document in so many is tried."""

NARROW = """\
extends: base/x12/004010/850
title: Purchase order, narrowed by every word there is
change:
  BEG:
    elements:
      BEG01: {field: purpose, codes: {"00": original, "05": replacement}}
      BEG03: {field: number, max_length: "8"}
      BEG04: {field: release, usage: required}
      BEG08: {usage: not_used}
  PER: {usage: not_used}
  DTM: {usage: required, max: "3"}
  N1: {usage: required}
"""

BY_HAND = {
    "narrow/850": """
        BEG*00*SA*4500017*REL1*20260102**AC
        REF*DP*420*Department
        DTM*010*20260110*1530
        PWK*SI*AA*5
        MAN*GM*00100012340000000016
        N1*ST*Lakeside_Store_12*92*0078
        N3*12_Mill_Road
        N4*Lakeside*IL*60601*US
        PO1*1*10*EA*9.5*PE*UP*036000291452*VN*BOLT-M8
        PID*F****Hex_bolt_M8,_zinc
        PO1*2*6*CA*48**EN*4006381333931
        CTT*2*16
    """,
    "base/x12/004010/856": """
        BSN*00*S-1001*20260105*0815*0001
        HL*1**S
        TD5**2*ABCD*M
        DTM*011*20260105
        N1*ST*Lakeside_Store_12*UL*0012345000065
        HL*2*1*O
        PRF*4500017***20260102
        HL*3*2*P
        MAN*GM*00100012340000000016
        HL*4*3*I
        LIN*1*UK*10036000291459
        SN1*1*10*EA
        CTT*4*10
    """,
    "base/x12/004010/810": """
        BIG*20260110*INV-77*20260102*4500017
        REF*DP*420
        N1*BT*Harbor_Hardware*92*0001
        ITD*01*3*2**10**30
        IT1*1*10*EA*9.5*PE*UP*036000291452
        PID*F****Hex_bolt_M8,_zinc
        TDS*9500
        CTT*1*10
    """,
    "base/x12/005010/850": """
        BEG*00*SA*4500017**20260102
        REF*DP*420
        PO1*1*10*EA*9.5*PE*VN*BOLT-M8
        CTT*1
    """,
    "base/x12/004010/997": """
        AK1*PO*7
        AK2*850*0001
        AK5*A
        AK9*A*1*1*1
    """,
}
"""Documents written out: the page shows faults in these, so that it changes only when what is said does."""

KINDS = (*envelope_faults.KINDS, *segment_faults.KINDS, *element_faults.KINDS)
PARTS = (
    ("Envelopes", "Between ISA and IEA, GS and GE, ST and SE.", envelope_faults.KINDS),
    ("Segments, levels and sums", "Order, number, hierarchy, and what has to add up.", segment_faults.KINDS),
    ("Elements", "Types, lengths, codes, conditions, composites and repetitions.", element_faults.KINDS),
)
HEAD = """# Faults and what is said of them

Each line is a kind of fault. Tests put it into documents drawn from every map, one at a time, and demand this finding at the
exact place of the fault and nothing else - but what follows from it, in brackets. An **error** rejects what it is about; a
partner's profile may weigh a finding otherwise. The codes are those of the 997 and TA1 that `gateway validate` answers with:
of the segment (AK304), of the element (AK403), of the set (AK502), of the group (AK905), of the interchange (TA105).
"""
COLUMNS = ("Fault", "For example", "Finding", "Severity", "AK304", "AK403", "AK502", "AK905", "TA105")


@cache
def library(folder: Path) -> Library:
    """Return the maps there are, and one that narrows its base by every word of the language."""
    narrow = folder / "narrow"
    narrow.mkdir(exist_ok=True)
    (narrow / "850.yaml").write_text(NARROW, encoding="utf-8")
    return Library((folder, PROJECT / "mappings"), CLASSES)


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library(tmp_path_factory.mktemp("maps"))


@pytest.fixture(scope="module")
def written(maps: Library) -> list[Specimen]:
    return [by_hand(maps.plan(name), body) for name, body in BY_HAND.items()]


@pytest.fixture(scope="module")
def drawn(maps: Library, written: list[Specimen]) -> list[Specimen]:
    names = [name for name in maps.names() if name.startswith(DRAWN)]
    return [*written, *(specimen(maps.plan(name), seed) for name in names for seed in SEEDS)]


def validated(maps: Library, one: Specimen, content: bytes) -> Validated:
    return validate(content, maps, map_name=one.plan.name)


def found(result: Validated) -> Counter[Told]:
    return Counter(
        (one.code, one.segment, one.position, one.element, one.repetition) for one in result.all_findings()
    )


def test_the_documents_are_without_a_fault(maps: Library, drawn: list[Specimen]) -> None:
    """Whatever is found in a mutant is its own."""
    for one in drawn:
        assert not found(validated(maps, one, one.sealed(one.rows))), one.plan.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.words)
def test_a_fault_is_found_where_it_is_and_nothing_else(
    kind: Kind, maps: Library, drawn: list[Specimen]
) -> None:
    """The same code, segment, position, element and repetition, in every document that has room for the fault."""
    tried = drawn[::FEWER] if kind in envelope_faults.KINDS else drawn
    made = [(one, mutant) for one in tried if (mutant := kind.mutate(one, Random(11))) is not None]

    assert made, "no document has room for this fault"
    for one, mutant in made:
        assert {code for code, *_ in mutant.says} == {kind.code}
        result = found(validated(maps, one, mutant.content))
        assert result == Counter((*mutant.says, *mutant.besides)), (one.plan.name, mutant.shown)


def test_a_damaged_set_spoils_no_other(maps: Library, drawn: list[Specimen]) -> None:
    """Its neighbours in the group are judged as if it were well, and so are other groups and interchanges."""
    for number, one in enumerate(drawn):
        kind = segment_faults.KINDS[number % 2] if number % 3 else element_faults.KINDS[0]
        mutant = kind.mutate(one, Random(number))
        if mutant is None:
            continue
        hurt = mutant.content.decode("latin-1").partition(one.gs)[2].rpartition("GE*")[0]
        well = [one.inside.replace("*0001~", f"*000{at}~") for at in (2, 3)]
        group = f"{one.gs}{well[0]}{hurt}{well[1]}GE*3*7~"
        other = f"{one.gs.replace('*7*X*', '*8*X*')}{one.inside}GE*1*8~"
        content = f"{one.isa}{group}{other}IEA*2*000000007~{one.isa.replace('000000007', '000000008')}"
        tail = f"{one.gs}{one.inside}GE*1*7~IEA*1*000000008~"
        result = validated(maps, one, (content + tail).encode("latin-1"))

        judged = [
            (str(set_.verdict), set_.findings)
            for interchange in result.interchanges
            for group_ in interchange.groups
            for set_ in group_.judged
        ]
        alone = validated(maps, one, mutant.content).interchanges[0].groups[0].judged
        assert [verdict for verdict, _ in judged] == ["A", str(alone[0].verdict), "A", "A", "A"]
        assert [len(findings) for _, findings in judged] == [0, len(alone[0].findings), 0, 0, 0]
        assert found(result) == Counter((*mutant.says, *mutant.besides))


def codes(result: Validated, segment: str, element: int) -> str:
    """Return the codes an answer gives in one element of its segments."""
    rows = [row.split("*") for row in result.acknowledgements.decode("latin-1").split("~")]
    seen = [row[element] for row in rows if row[0] == segment and len(row) > element and row[element]]
    return ", ".join(dict.fromkeys(seen))


def line(kind: Kind, maps: Library, documents: Sequence[Specimen]) -> tuple[str, ...]:
    """Return one line of the page, from the first document that has room for the fault."""
    one, mutant = next(
        (one, mutant) for one in documents if (mutant := kind.mutate(one, Random(11))) is not None
    )
    result = validated(maps, one, mutant.content)
    place = next(iter(mutant.says))
    where = place[3] or place[1]
    besides = "".join(f" (`{code}`)" for code in dict.fromkeys(code for code, *_ in mutant.besides))
    example = f"`{shown(mutant)}`" if mutant.shown else ""
    answers = (("AK3", 4), ("AK4", 3), ("AK5", 2), ("AK9", 5), ("TA1", 5))
    said = (codes(result, segment, element) for segment, element in answers)
    severity = FINDINGS[kind.code].severity.value
    actual = {str(one_.severity) for one_ in result.all_findings() if one_.code == kind.code}
    finding = f"`{kind.code}`{f' at {where}' if where else ''}{besides}"
    return (kind.words, example, finding, *(actual or {severity}), *said)


def shown(mutant: Mutant) -> str:
    """Return an example as a table can hold it."""
    text = "".join(f"\\x{ord(one):02x}" if ord(one) < ord(" ") else one for one in mutant.shown)
    return text if len(text) <= 72 else f"{text[:60]}..."


def render(maps: Library, documents: Sequence[Specimen]) -> str:
    sections = [HEAD]
    for title, words, kinds in PARTS:
        rows = [COLUMNS, ("---",) * len(COLUMNS), *(line(kind, maps, documents) for kind in kinds)]
        table = "\n".join(f"| {' | '.join(cell for cell in row)} |" for row in rows)
        sections.append(f"## {title}\n\n{words}\n\n{table}\n")
    return "\n".join(sections)


def test_the_page_says_what_is_found(maps: Library, drawn: list[Specimen]) -> None:
    """The table of faults is what the tests find, line by line."""
    page = render(maps, drawn)
    if UPDATE:
        PAGE.write_text(page, encoding="utf-8")

    lines = zip_longest(page.splitlines(), PAGE.read_text(encoding="utf-8").splitlines())
    assert [] == [(mine, theirs) for mine, theirs in lines if mine != theirs]


def test_there_are_kinds_enough() -> None:
    """No two kinds are the same, and most findings of a set or an envelope have one."""
    assert len({kind.words for kind in KINDS}) == len(KINDS) >= 45
    lacking = {code for code in FINDINGS if code.startswith(("x12.", "map."))} - {kind.code for kind in KINDS}
    assert sorted(UNTRIED) == sorted(lacking)


UNTRIED: Mapping[str, str] = {
    "x12.delimiter-in-data": "said of what we write",
    "x12.delimiters-unclear": "nothing of the interchange can be read: its own tests",
    "x12.version-unknown": "depends on which maps there are: its own tests",
    "x12.delimiter-replaced": "said of what we write",
    "x12.release-unknown": "depends on which maps there are: its own tests",
    "x12.second-opinion-milder": "another reader's",
    "x12.second-opinion-stricter": "another reader's",
    "map.not-read": "no fault; follows from others in this table",
    "map.not-carried": "said of what we write",
    "map.cannot-write": "said of what we write",
    "map.written-differs": "said of what we write",
    "map.level-unexpected": "depends on which levels a map reads: its own tests",
    "map.loop-repeated": "depends on how many turns of a loop a map reads: its own tests",
}
