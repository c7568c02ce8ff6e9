"""Explaining: what was received as a tree, every element named, every finding at its place."""

from collections.abc import Sequence

from gateway.application.judging import Judged
from gateway.application.validating import (
    ACKNOWLEDGING_MAP,
    GroupValidated,
    InterchangeValidated,
    Validated,
    plain_findings,
)
from gateway.domain.canonical import Plain
from gateway.mapping.annotating import AnnotatedItem, AnnotatedLoop, AnnotatedSegment, AnnotatedSet, annotate
from gateway.mapping.library import Library


def annotated(judged: Judged, library: Library) -> AnnotatedSet:
    """Return a judged set as a tree; a set without a map is named by the dictionary of our acknowledgements."""
    plan = judged.plan or library.plan(ACKNOWLEDGING_MAP)
    return annotate(judged.transaction_set, plan.dictionary, judged.findings)


def as_plain(validated: Validated, library: Library) -> dict[str, Plain]:
    """Return the annotated documents as the JSON object that `gateway explain --json` prints."""
    return {
        "interchanges": [_interchange(one, library) for one in validated.interchanges],
        "findings": plain_findings(validated.findings),
    }


def plain_items(items: Sequence[AnnotatedItem]) -> list[Plain]:
    """Return loops and segments as JSON's types."""
    return [_loop(one) if isinstance(one, AnnotatedLoop) else _segment(one) for one in items]


def _interchange(validated: InterchangeValidated, library: Library) -> dict[str, Plain]:
    one = validated.interchange
    return {
        "control_number": one.control_number,
        "sender": one.sender,
        "sender_qualifier": one.sender_qualifier,
        "receiver": one.receiver,
        "receiver_qualifier": one.receiver_qualifier,
        "on": one.on,
        "at_time": one.at_time,
        "version": one.version,
        "usage": one.usage,
        "acknowledgement_requested": one.acknowledgement_requested,
        "delimiters": {
            "element": one.delimiters.element,
            "component": one.delimiters.component,
            "repetition": one.delimiters.repetition,
            "segment": one.delimiters.segment,
        },
        "offset": one.offset,
        "length": one.length,
        "interchange_acks": [
            {"control_number": ack.control_number, "code": ack.code, "note": ack.note}
            for ack in one.interchange_acks
        ],
        "findings": plain_findings(one.findings),
        "groups": [_group(group, library) for group in validated.groups],
    }


def _group(validated: GroupValidated, library: Library) -> dict[str, Plain]:
    one = validated.group
    return {
        "functional_id": one.functional_id,
        "control_number": one.control_number,
        "sender": one.sender,
        "receiver": one.receiver,
        "on": one.on,
        "at_time": one.at_time,
        "agency": one.agency,
        "version": one.version,
        "findings": plain_findings(one.findings),
        "transaction_sets": [_set(judged, library) for judged in validated.judged],
    }


def _set(judged: Judged, library: Library) -> dict[str, Plain]:
    tree = annotated(judged, library)
    return {
        "id": tree.id,
        "name": tree.name,
        "control_number": tree.control_number,
        "version": tree.version,
        "map": judged.plan.name if judged.plan else "",
        "verdict": str(judged.verdict),
        "findings": plain_findings(tree.findings),
        "items": plain_items(tree.items),
    }


def _loop(loop: AnnotatedLoop) -> dict[str, Plain]:
    return {"loop": loop.id, "name": loop.name, "turn": loop.turn, "items": plain_items(loop.items)}


def _segment(segment: AnnotatedSegment) -> dict[str, Plain]:
    return {
        "segment": segment.id,
        "name": segment.name,
        "position": segment.position,
        "raw": segment.raw,
        "findings": plain_findings(segment.findings),
        "elements": [
            {
                "reference": element.reference,
                "name": element.name,
                "value": element.value,
                "meaning": element.meaning,
                "findings": plain_findings(element.findings),
            }
            for element in segment.elements
        ],
    }
