"""One sample under a map as it is being written: what it says, what is wrong with it, what the map leaves out, and the way back."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from gateway.application.judging import Judged
from gateway.application.sampling import sample
from gateway.application.studying import plain_coverage, sets_of
from gateway.application.validating import validate
from gateway.domain.canonical import Plain, to_plain
from gateway.domain.findings import Finding, Severity
from gateway.errors import ConfigurationFault
from gateway.mapping import writing
from gateway.mapping.coverage import Coverage, cover
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.mapping.samples import draw
from gateway.x12.acknowledgements import Verdict
from gateway.x12.delimiters import USUAL
from gateway.x12.segments import DelimiterInData, join

TRIED = 25
VERDICTS = MappingProxyType(
    {
        Verdict.ACCEPTED: "accepted",
        Verdict.ACCEPTED_WITH_ERRORS: "accepted-with-errors",
        Verdict.REJECTED: "rejected",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreview:
    """What a map makes of one set: its document as JSON, written back as segments, and what is then different."""

    control_number: str
    verdict: str
    findings: tuple[Finding, ...]
    document: str
    written: tuple[str, ...]
    differences: tuple[Finding, ...]

    @property
    def same(self) -> bool:
        """Return whether what was written means what the sample meant."""
        return not self.differences and bool(self.written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a map makes of a sample; `faults` are of the map itself, each `file:line: what`, and then there is nothing else."""

    map_name: str
    faults: tuple[str, ...] = ()
    sets: tuple[SetPreview, ...] = ()
    coverage: Coverage | None = None
    elsewhere: tuple[Finding, ...] = ()


def preview(library: Library, name: str, content: bytes, *, text: str | None = None) -> Preview:
    """Return what a map (with this text instead of its file's, if given) makes of a sample."""
    try:
        there = library if text is None else library.shadowed(name, text)
        plan = there.plan(name)
    except (ConfigurationFault, DelimiterInData) as wrong:
        return Preview(map_name=name, faults=tuple(str(wrong).splitlines()))
    received = tuple(one for one in sets_of([("sample", content)]) if one.set.id == plan.set_id)
    validated = validate(content, there, map_name=name)
    judged = [
        one
        for interchange in validated.interchanges
        for group in interchange.groups
        for one in group.judged
        if one.plan is plan
    ]
    return Preview(
        map_name=name,
        sets=tuple(_previewed(plan, one) for one in judged),
        coverage=cover(plan, received) if received else None,
        elsewhere=tuple(_elsewhere(validated.all_findings(), judged)),
    )


def _elsewhere(findings: Iterable[Finding], judged: Sequence[Judged]) -> Iterator[Finding]:
    """Yield what is wrong around the sets: envelopes, groups, sets of another kind."""
    inside = {id(one) for each in judged for one in each.findings}
    return (one for one in findings if id(one) not in inside and one.severity is not Severity.INFO)


def _previewed(plan: Plan, judged: Judged) -> SetPreview:
    written: tuple[str, ...] = ()
    differences: tuple[Finding, ...] = ()
    if judged.document is not None:
        try:
            segments = writing.write(plan, judged.document)
            written = tuple(join(one, USUAL) for one in segments)
            differences = writing.read_back(plan, judged.document, segments)
        except (ConfigurationFault, DelimiterInData) as wrong:
            written = (str(wrong),)
    return SetPreview(
        control_number=judged.transaction_set.control_number,
        verdict=VERDICTS[judged.verdict],
        findings=judged.findings,
        document=pretty(to_plain(judged.document)) if judged.document is not None else "",
        written=written,
        differences=differences,
    )


def pretty(value: Plain) -> str:
    """Return JSON as people read it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def plain_preview(one: Preview) -> dict[str, Plain]:
    """Return a preview as `gateway map preview --json` prints it; its shape is public."""
    return {
        "map": one.map_name,
        "faults": list(one.faults),
        "sets": [
            {
                "control_number": each.control_number,
                "verdict": each.verdict,
                "findings": [_plain_finding(finding) for finding in each.findings],
                "document": json.loads(each.document) if each.document else None,
                "written": list(each.written),
                "same": each.same,
            }
            for each in one.sets
        ],
        "coverage": plain_coverage(one.coverage) if one.coverage else None,
    }


def _plain_finding(one: Finding) -> dict[str, Plain]:
    return {
        "code": one.code,
        "severity": str(one.severity),
        "message": one.message,
        "segment": one.segment,
        "element": one.element,
        "position": one.position,
        "fix": one.fix,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One thing a map was tried with, and what was wrong."""

    what: str
    said: tuple[str, ...]


def trials(library: Library, name: str, files: Iterable[tuple[str, bytes, bool]]) -> Iterator[Trial]:
    """Yield how a map does: documents drawn from it come back the same, files that should be clean are, others are not.

    `files` are name, content and whether nothing may be wrong with them. Raises MapFault.
    """
    plan = library.plan(name)
    for seed in range(TRIED):
        document = draw(plan, Random(seed))  # noqa: S311 - a sample is no secret
        found = writing.read_back(plan, document, writing.write(plan, document))
        if found:
            yield Trial(
                what=f"sample {seed}", said=tuple(f"{one.element or one.path} {one.message}" for one in found)
            )
    yield Trial(what=f"{TRIED} documents drawn from it, written and read back", said=())
    for file, content, clean in files:
        validated = validate(content, library, map_name=name)
        wrong = tuple(
            f"{one.element or one.segment} {one.message}"
            for one in validated.all_findings()
            if one.severity is not Severity.INFO
        )
        if clean:
            yield Trial(what=file, said=wrong)
        else:
            yield Trial(what=file, said=() if wrong else ("nothing was found wrong with it",))


def drawn(library: Library, name: str, seed: int = 0) -> bytes:
    """Return a sample of a map where somebody has none."""
    return sample(library.plan(name), seed)
