"""Second opinions: what another reader makes of sets we have judged; where the two differ is a finding."""

from dataclasses import replace
from pathlib import Path

from gateway.application.judging import Judged
from gateway.application.validating import Validated
from gateway.x12.second_opinion import SecondReader, disagreements


def with_second_opinions(validated: Validated, folder: Path) -> Validated:
    """Return what was judged with each disagreement added, verdicts as they were; `folder` holds compiled maps."""
    readers: dict[str, SecondReader] = {}

    def examined(judged: Judged) -> Judged:
        if judged.plan is None:
            return judged
        dictionary = judged.plan.dictionary
        if dictionary.version not in readers:
            place = folder / dictionary.version
            place.mkdir(parents=True, exist_ok=True)
            readers[dictionary.version] = SecondReader(dictionary, place)
        theirs = readers[dictionary.version].examine(judged.transaction_set)
        return replace(judged, findings=(*judged.findings, *disagreements(judged.findings, theirs or ())))

    return replace(
        validated,
        interchanges=tuple(
            replace(
                one,
                groups=tuple(
                    replace(group, judged=tuple(map(examined, group.judged))) for group in one.groups
                ),
            )
            for one in validated.interchanges
        ),
    )
