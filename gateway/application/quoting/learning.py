"""Learning: what a person said of a partner's words is known the next time, and can be taken back."""

import json
from collections.abc import Iterable, Iterator, Mapping

from gateway.application.ports import (
    LearnedColumns,
    LearnedName,
    RequestLineRecord,
    RequestRecord,
    UnitOfWork,
)
from gateway.application.quoting.matching import PACK, names_to_learn, pack_keys, unit_to_learn
from gateway.application.services import Services
from gateway.sheets.understanding import Remembered


def learn(services: Services, work: UnitOfWork, lines: Iterable[RequestLineRecord], *, actor: str) -> int:
    """Keep what a partner's part numbers, or else its words, were said to mean; return how much is new."""
    names = [
        LearnedName(
            partner=one.partner,
            kind=kind,
            value=value,
            meaning=meaning,
            request=one.request,
            line=one.line,
            learned_by=actor,
            learned_at=services.clock.now(),
        )
        for one in lines
        for kind, value, meaning in _to_learn(one)
    ]
    work.requests.learn(names)
    return len(names)


def _to_learn(line: RequestLineRecord) -> Iterator[tuple[str, str, str]]:
    """Yield what a line a person decided teaches: which item its names mean, that its pack is right, its unit's code."""
    if line.sku:
        yield from ((kind, value, line.sku) for kind, value in names_to_learn(line.said))
        yield from ((PACK, key, line.sku) for key in pack_keys(line.said))
    for before in line.as_read:
        yield from ((kind, value, line.said.unit) for kind, value in unit_to_learn(before.said, line.said))


def remembered(work: UnitOfWork, partner: str) -> tuple[Remembered, ...]:
    """Return how the headers of a partner's files are to be read, as people said."""
    return tuple(
        Remembered(
            fingerprint=fingerprint, fields={int(at): field for at, field in json.loads(columns).items()}
        )
        for fingerprint, columns in work.requests.columns(partner).items()
    )


def remember_columns(
    services: Services, work: UnitOfWork, record: RequestRecord, fields: Mapping[int, str], *, actor: str
) -> None:
    """Keep how the header of a request's file is to be read from now on."""
    work.requests.learn_columns(
        LearnedColumns(
            partner=record.partner,
            fingerprint=record.fingerprint,
            columns=json.dumps({str(at): field for at, field in sorted(fields.items())}),
            learned_by=actor,
            learned_at=services.clock.now(),
        )
    )
    services.note(
        work, "request.columns-learned", record.id, partner=record.partner, actor=actor, columns=len(fields)
    )
