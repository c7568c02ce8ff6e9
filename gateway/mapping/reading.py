"""Reading: one transaction set to a document and findings, in one pass.

Where all is well a segment costs one step of the structure, one look-up of its shape, one pattern, and
the fields it carries. Everything else is found out on the slow way (`mending`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.findings import Finding
from gateway.mapping.plan import Plan
from gateway.mapping.scopes import Readers, readers_of
from gateway.mapping.session import Session, remember
from gateway.x12.interchanges import TransactionSet
from gateway.x12.misorder import misorder
from gateway.x12.structure import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading a set; `document` is None only where it could not be built."""

    document: object | None
    findings: tuple[Finding, ...]


def read(plan: Plan, received: TransactionSet) -> Reading:
    """Return the document of a transaction set and all that is wrong with it."""
    readers = readers_of(plan, received.delimiters)
    separator = received.delimiters.element
    rows = [raw.split(separator) for raw in received.segments]
    steps: Sequence[Step | None] | None = plan.structure.walk(rows)
    session = Session(readers, rows)
    if steps is None:
        walk = misorder(plan.structure, rows, plan.dictionary.segments)
        steps = walk.steps
        session.findings.extend(walk.findings)
        session.misordered = True
    _fill(session, readers, steps, received.segments)
    for slip in plan.structure.arithmetic.slips(rows):
        session.slip(slip, steps[slip.position - 1])
    document = session.finish()
    found = sorted(session.findings, key=lambda one: one.position)
    return Reading(document=document, findings=tuple(found))


def _fill(  # noqa: C901, PLR0912 - the hot loop stays in one piece: a call a segment would cost a quarter of the time
    session: Session, readers: Readers, steps: Sequence[Step | None], raws: Sequence[str]
) -> None:
    """Take every segment to its row, and what it carries to its object."""
    frame = session.root
    owner, lists, segments = frame.item, frame.lists, frame.scope.segments
    standard, odd, strange = readers.standard.get, session.odd, session.strange
    repetition, misordered = readers.delimiters.repetition, session.misordered
    unframed = 0  # a turn of one segment has no frame: what it becomes goes straight to the frame around
    for position, (step, elements, raw) in enumerate(zip(steps, session.rows, raws, strict=True), 1):
        if step is None:
            continue
        reader = None
        if step.moves:
            left, unframed = step.leaves - unframed, 0
            if left:
                frame = session.close(left, position)
            if step.opens:
                following = None if misordered else steps[position]
                if following and following.ends is step.begins and step.number in frame.scope.alone:
                    reader, unframed = frame.scope.alone[step.number], 1
                else:
                    frame = session.open(step, elements, position)
            owner, lists, segments = frame.item, frame.lists, frame.scope.segments
        if reader is None:
            reader = segments.get(step.number)
        if reader is None or (reader.rivals and (reader := session.choose(reader, elements)) is None):
            reader = standard(step.number)
            if reader is None:
                continue
        memo = None if misordered else reader.memo
        item = None if memo is None else memo.get(raw)
        if item is None:
            shape = reader.shapes.get(len(elements) if "" not in elements else tuple(map(bool, elements)))
            if shape is None:
                shape = reader.shape(elements)
            clean = shape.sound and shape.matches(raw) and not (repetition and repetition in raw)
            if not clean:
                elements, shape = session.mend(reader, elements, step, position)  # noqa: PLW2901 - what is left of them
            if (reader.tracked or misordered) and not session.admit(reader, step, position):
                continue
            item = shape.take(elements, owner, lists, odd)
            if shape.rare or strange:
                session.rest(reader, shape, elements, step, position)
            elif memo is not None and clean and item is not None:
                remember(memo, raw, item)
        if item is None:
            continue
        if not reader.many:
            setattr(owner, reader.name, item)
        elif reader.name in lists:
            lists[reader.name].append(item)
        else:
            lists[reader.name] = [item]
