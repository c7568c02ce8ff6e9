"""Guide books: the whole implementation guide of a map, as a partner would want to receive it, before it is a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gateway.application.documents import DOCUMENTS
from gateway.application.sampling import sample
from gateway.application.studying import sets_of
from gateway.mapping.chapters import GuideSegment, chapters
from gateway.mapping.comparing import Difference, compare, gathered
from gateway.mapping.library import Library
from gateway.mapping.plan import Plan
from gateway.mapping.tracing import trace
from gateway.profiles.profile import Profile
from gateway.profiles.x12 import Acknowledge
from gateway.x12.delimiters import Delimiters

Direction = Literal["to us", "from us", "either way"]
SAMPLES_TRIED = 12
LONGEST_SAMPLE = 90
OUR_OWN = frozenset({"997", "999"})
"""Sets that answer others, and are not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideBook:
    """An implementation guide: what stands on its title page, then its chapters."""

    title: str
    partner: str
    set_id: str
    set_name: str
    functional_group: str
    version: str
    map_name: str
    base: str
    digest: str
    document: str
    direction: Direction
    note: str
    identities: tuple[tuple[str, str], ...]
    delimiters: tuple[tuple[str, str], ...]
    segments: tuple[GuideSegment, ...]
    differences: tuple[Difference, ...]
    sample: tuple[str, ...]
    acknowledgement: tuple[str, ...]


def compose(library: Library, name: str, profiles: Sequence[Profile] = ()) -> GuideBook:
    """Return the guide book of a map; the partner whose agreement names the map is told about by name."""
    plan = library.plan(name)
    base = library.plan(plan.base) if plan.base else None
    profile = next((one for one in profiles if any(agreed.map == name for agreed in one.documents)), None)
    return GuideBook(
        title=plan.title,
        partner=profile.name if profile else "",
        set_id=plan.set_id,
        set_name=plan.definition.name,
        functional_group=plan.functional_group,
        version=plan.version,
        map_name=plan.name,
        base=plan.base,
        digest=plan.digest[:12],
        document=DOCUMENTS[plan.document].label,
        direction=_direction(profile, plan.set_id),
        note=plan.note,
        identities=tuple(_identities(profile)),
        delimiters=tuple(_delimiters(profile, plan.version)),
        segments=chapters(plan),
        differences=gathered(compare(base, plan)) if base else (),
        sample=_sample(plan),
        acknowledgement=tuple(_acknowledgement(profile, plan)),
    )


def _direction(profile: Profile | None, set_id: str) -> Direction:
    if profile and profile.receives(set_id):
        return "to us"
    return "from us" if profile and profile.sends(set_id) else "either way"


def _identities(profile: Profile | None) -> Iterator[tuple[str, str]]:
    if profile is None:
        return
    for who, one in (("You", profile.x12.them), ("We", profile.x12.us)):
        yield who, f"ISA qualifier {one.qualifier}, ISA identifier {one.id}, GS identifier {one.group}"


def _delimiters(profile: Profile | None, version: str) -> Iterator[tuple[str, str]]:
    ours = profile.x12.delimiters.in_version(version) if profile else Delimiters()
    yield "element", ours.element
    yield "component", ours.component
    if ours.repetition:
        yield "repetition", ours.repetition
    yield "segment", ours.segment


def _sample(plan: Plan) -> tuple[str, ...]:
    """Return the segments of an interchange that shows as many rows as one of a bearable length can."""
    drawn = [sample(plan, seed) for seed in range(SAMPLES_TRIED)]
    short = [one for one in drawn if one.count(b"\n") <= LONGEST_SAMPLE] or [min(drawn, key=len)]
    return tuple(max(short, key=lambda one: _rows_shown(plan, one)).decode().splitlines())


def _rows_shown(plan: Plan, content: bytes) -> int:
    return len({met.address for one in sets_of([("", content)]) for met in trace(plan, one.set)})


def _acknowledgement(profile: Profile | None, plan: Plan) -> Iterator[str]:
    """Yield how what arrives is answered, in sentences; for what we send, how we expect to be answered."""
    if plan.set_id in OUR_OWN:
        yield "An acknowledgement is never answered by another."
        return
    agreed = profile.x12.acknowledge if profile else Acknowledge()
    if _direction(profile, plan.set_id) != "from us":
        yield from _answers(agreed, plan)
        within = profile.receives(plan.set_id) if profile else None
        if within and within.acknowledge_within:
            yield f"The acknowledgement leaves within {_span(within.acknowledge_within.total_seconds())}."
    if _direction(profile, plan.set_id) != "to us":
        due = profile.sends(plan.set_id) if profile else None
        until = (
            f" within {_span(due.acknowledgement_due.total_seconds())}"
            if due and due.acknowledgement_due
            else ""
        )
        yield (
            f"What we send we expect to be acknowledged by 997 or 999{until}, by the control numbers of group and "
            "set. What is rejected is looked at by a person and sent again under a new control number."
        )


def _answers(agreed: Acknowledge, plan: Plan) -> Iterator[str]:
    answer = "999" if agreed.by == "999" and plan.version >= "005010" else "997"
    if agreed.functional == "none":
        yield "By agreement we send no functional acknowledgement."
    else:
        yield f"Each functional group is answered by one {answer}, in the version of the group (GS08)."
        one_bad = (
            "A set with errors is rejected by itself; the other sets of its group are not touched."
            if agreed.functional == "per_set"
            else "One set with errors rejects its whole group."
        )
        yield one_bad
        yield "Every error is told with its segment, its element and the value that was seen."
    yield {
        "on_error": "A TA1 is sent where the interchange itself is at fault, or where ISA14 asks for one.",
        "always": "A TA1 is sent for every interchange.",
        "never": "No TA1 is sent.",
    }[agreed.interchange]
    yield "What cannot be read is never lost: it is kept, and a person looks at it."


def _span(seconds: float) -> str:
    """Return a length of time in the largest unit it is a whole number of."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{seconds:g} seconds"
