"""Retention: bytes grown older than agreed with a partner go into an archive, and only then out of the database.

What is kept for ever are the records themselves, the documents in the order desk's words, findings and the audit trail:
only the bytes as exchanged grow old, and bytes of what somebody or something still waits for do not.
"""

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from gateway.application.ports import Store, UnitOfWork
from gateway.application.ports.operating import Payload
from gateway.application.services import Services
from gateway.errors import Conflict

AT_ONCE = 500
INDEX = "index.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """What of a partner's has grown old: how many payloads, how many bytes, older than when."""

    partner: str
    days: int
    before: datetime
    payloads: int
    size: int


def due(services: Services, work: UnitOfWork) -> tuple[Old, ...]:
    """Return what has grown old, partner by partner; partners without `retention` keep everything."""
    return tuple(_due(services, work))


def _due(services: Services, work: UnitOfWork) -> Iterator[Old]:
    now = services.clock.now()
    for profile in services.directory.all():
        if profile.retention is None or profile.retention.legal_hold:
            continue
        before = now - timedelta(days=profile.retention.payload_days)
        payloads, size = work.operations.count_old(profile.code, before)
        yield Old(
            partner=profile.code,
            days=profile.retention.payload_days,
            before=before,
            payloads=payloads,
            size=size,
        )


def archive(services: Services, store: Store, place: Path, *, actor: str) -> tuple[Path, ...]:
    """Write what has grown old into one file a partner and batch, look that each can be read, then remove the bytes."""
    with store.read() as work:
        old = due(services, work)
    written = []
    for one in old:
        while (file := _batch(services, store, one, place, actor=actor)) is not None:
            written.append(file)
    return tuple(written)


def opened(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the payloads of an archive by identifier; raises Conflict where one is not what it was."""
    with zipfile.ZipFile(file) as archived:
        for entry in json.loads(archived.read(INDEX)):
            content = archived.read(entry["file"])
            if sha256(content).hexdigest() != entry["sha256"]:
                raise Conflict(f"{entry['file']} in {file.name} is not what was archived")
            yield entry["id"], content


def _batch(services: Services, store: Store, old: Old, place: Path, *, actor: str) -> Path | None:
    with store.read() as work:
        found = tuple(work.operations.old_payloads(old.partner, old.before, AT_ONCE))
    if not found:
        return None
    file = place / old.partner / f"{services.clock.now():%Y%m%dT%H%M%SZ}-{found[0].id}.zip"
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, found)
    kept = {identifier for identifier, _ in opened(file)}
    if kept != {one.id for one in found}:
        raise Conflict(f"{file.name} does not hold what was put into it: nothing is removed")
    with store.begin() as work:
        work.operations.empty([(one.kind, one.id) for one in found])
        services.note(
            work,
            "archive.run",
            file.name,
            partner=old.partner,
            actor=actor,
            payloads=len(found),
            older_than=f"{old.days} days",
            sha256=sha256(file.read_bytes()).hexdigest(),
        )
        work.commit()
    return file


def write(file: Path, payloads: Sequence[Payload]) -> None:
    """Write payloads into an archive, with what each is and its digest."""
    entries = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archived:
        for one in payloads:
            name = f"{one.kind}/{one.id}.edi"
            archived.writestr(name, one.content)
            entries.append(
                {
                    "id": one.id,
                    "kind": one.kind,
                    "name": one.name,
                    "at": one.at.isoformat(),
                    "sha256": sha256(one.content).hexdigest(),
                    "file": name,
                }
            )
        archived.writestr(INDEX, json.dumps(entries, indent=2))
