"""The doctor: what is looked at, what was found, why it matters, and the command that mends it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from gateway.application.as2.expiring import expiring
from gateway.application.configuration import Proved
from gateway.application.ports import Secrets, UnitOfWork
from gateway.application.services import Services
from gateway.errors import ConfigurationFault, NotFound
from gateway.profiles.profile import Profile

GOOD, WARN, BAD = "good", "warn", "bad"
LEAST_DISK, LITTLE_DISK = 1 << 30, 5 << 30
MOST_SKEW = timedelta(seconds=5)
OLD_WORK = timedelta(minutes=15)
NUMBERS_LOOKED_AT, MOST_APART = 200, 2_000
OLDEST_PYTHON = (3, 11)
NAMED = "secret:"
MARKS = {GOOD: "✓", WARN: "!", BAD: "✗"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: how it is (`good`, `warn`, `bad`), why it matters, and what mends it."""

    name: str
    state: str
    what: str
    why: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the machine says of itself; `unwritable` are folders nobody can write into, `unresolved` unknown hosts.

    `unprinted` are the scripts no font of this machine has, `fonts_mend` what brings one.
    """

    python: tuple[int, int]
    disk_free: int
    revision: str
    expected_revision: str
    unwritable: tuple[Path, ...]
    unresolved: tuple[str, ...]
    guarded: bool
    master_key: bool
    environment: str
    host_keys: tuple[tuple[Path, str], ...] = ()
    silent_ports: tuple[tuple[str, int, str], ...] = ()
    mail: tuple[tuple[str, Path, str], ...] = ()
    unprinted: tuple[str, ...] = ()
    fonts_mend: str = ""


def examine(
    services: Services, work: UnitOfWork, machine: Machine, secrets: Secrets, prove: Callable[[], Proved]
) -> tuple[Check, ...]:
    """Return everything that was looked at; a database that cannot be reached is an error of its own."""
    now = services.clock.now()
    return (
        *of_machine(machine),
        _clock(work.operations.now(), now),
        *_configuration(prove()),
        *_secrets(services.directory.all(), secrets, machine),
        _certificates(services, work, now),
        *_host_keys(services.directory.all(), machine),
        *_numbers(services.directory.all(), work),
        *_traffic(work, now),
        _people(work, machine),
        _trail(work, now),
    )


def of_machine(machine: Machine) -> Iterator[Check]:
    """Yield how the machine itself is."""
    said = ".".join(map(str, machine.python))
    if machine.python < OLDEST_PYTHON:
        yield Check(
            name="python",
            state=BAD,
            what=f"Python {said}",
            why="this release needs 3.11 or newer",
            fix="install Python 3.11",
        )
    else:
        yield Check(name="python", state=GOOD, what=f"Python {said}")
    if machine.revision != machine.expected_revision:
        yield Check(
            name="database",
            state=BAD,
            what=f"at revision {machine.revision or 'none'}, not {machine.expected_revision}",
            why="tables are missing or too new for this release",
            fix="gateway db upgrade",
        )
    else:
        yield Check(name="database", state=GOOD, what=f"reached, at revision {machine.revision}")
    yield _disk(machine.disk_free)
    for folder in machine.unwritable:
        yield Check(
            name="folders",
            state=BAD,
            what=f"{folder} cannot be written into",
            why="folder transports, the warehouse and backups write there",
            fix=f"chown -R $(id -u) {folder}",
        )
    if not machine.unwritable:
        yield Check(name="folders", state=GOOD, what="all can be written into")
    yield _fonts(machine)
    yield from _ports(machine)
    yield from _mail(machine)
    for host in machine.unresolved:
        yield Check(
            name="dns",
            state=WARN,
            what=f"{host} is not known here",
            why="nothing is delivered to that partner",
            fix=f"getent hosts {host}",
        )


def _fonts(machine: Machine) -> Check:
    """Return whether the scripts quotes are often printed in can be put into a PDF."""
    if not machine.unprinted:
        return Check(name="fonts", state=GOOD, what="every script we print is in a font of this machine")
    return Check(
        name="fonts",
        state=WARN,
        what=f"no font for {' and '.join(machine.unprinted)}",
        why="such letters in a quote's PDF are seen only by readers that have fonts of their own, or not at all",
        fix=machine.fonts_mend,
    )


def _host_keys(profiles: Iterable[Profile], machine: Machine) -> Iterator[Check]:
    """Yield how it stands with the keys by which SFTP servers are known: ours, and those of partners."""
    for file, wrong in machine.host_keys:
        yield Check(
            name="host-keys",
            state=BAD,
            what=f"{file} {wrong}",
            why="partners know our SFTP server by it",
            fix=f"chmod 600 {file}",
        )
    loose = [one.code for one in profiles if getattr(one.transport.settings, "host_keys", None) == ()]
    for partner in loose:
        yield Check(
            name="host-keys",
            state=WARN,
            what=f"{partner} names no key of its server",
            why="whoever answers at its address is not told from it",
            fix=f"ssh-keyscan HOST, compare with {partner}, and write host_keys into partners/{partner}.yaml",
        )
    if not (machine.host_keys or loose):
        yield Check(name="host-keys", state=GOOD, what="ours is ours only, and every partner's is known")


def _numbers(profiles: Iterable[Profile], work: UnitOfWork) -> Iterator[Check]:
    """Yield the interchange numbers that were taken for a partner and left with nothing, among the newest."""
    torn = False
    for profile in profiles:
        found = work.documents.recent(NUMBERS_LOOKED_AT, partner=profile.code, direction="out")
        given = {
            int(one.interchange_control_number) for one in found if one.interchange_control_number.isdecimal()
        }
        if len(given) < 2 or max(given) - min(given) > MOST_APART:  # noqa: PLR2004 - a gap lies between two
            continue
        missing = sorted(set(range(min(given), max(given))) - given)
        if missing:
            torn = True
            yield Check(
                name="numbers",
                state=WARN,
                what=f"{profile.code}: {len(missing)} missing up to {max(given)}, the first {missing[0]}",
                why="partners who count ask where the interchange is; acknowledgements and copies take numbers too",
                fix=f"gateway partner show {profile.code}",
            )
    if not torn:
        yield Check(name="numbers", state=GOOD, what="no control number is missing among the newest")


def worst(checks: Iterable[Check]) -> str:
    """Return how the worst of all is."""
    states = {one.state for one in checks}
    return next((one for one in (BAD, WARN) if one in states), GOOD)


def hosts_of(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Return the hosts partners are reached at, each once."""
    found = (str(getattr(one.transport.settings, "host", "") or "") for one in profiles)
    return tuple(sorted({one for one in found if one}))


def _ports(machine: Machine) -> Iterator[Check]:
    for what, port, verb in machine.silent_ports:
        yield Check(
            name="ports",
            state=WARN,
            what=f"nobody answers at {port} on this machine: {what}",
            why="partners and people who come to it find nobody",
            fix=verb,
        )
    if not machine.silent_ports:
        yield Check(name="ports", state=GOOD, what="those that are asked for answer here, or none is")


def _mail(machine: Machine) -> Iterator[Check]:
    for partner, folder, wrong in machine.mail:
        yield Check(
            name="mail",
            state=BAD,
            what=f"{folder} of {partner} {wrong}",
            why="mail is taken from there and laid down there",
            fix=f"mkdir -p {folder} && chown -R $(id -u) {folder}",
        )
    if not machine.mail:
        yield Check(name="mail", state=GOOD, what="folders of mail can be used, or there are none")


def _disk(free: int) -> Check:
    said = f"{free / (1 << 30):.1f} GiB free"
    if free >= LITTLE_DISK:
        return Check(name="disk", state=GOOD, what=said)
    return Check(
        name="disk",
        state=BAD if free < LEAST_DISK else WARN,
        what=said,
        why="when it is full nothing more is taken in",
        fix="gateway archive run",
    )


def _clock(database: datetime, ours: datetime) -> Check:
    skew = abs(database - ours)
    said = f"{skew.total_seconds():.1f} s from the database's"
    if skew <= MOST_SKEW:
        return Check(name="clock", state=GOOD, what=said)
    return Check(
        name="clock",
        state=WARN,
        what=said,
        why="leases, deadlines and signatures go by the clock",
        fix="timedatectl set-ntp true",
    )


def _configuration(proved: Proved) -> Iterator[Check]:
    for fault in proved.faults:
        yield Check(
            name="configuration",
            state=BAD,
            what=fault,
            why="what is wrong there cannot be exchanged",
            fix="gateway config validate",
        )
    if not proved.faults:
        yield Check(
            name="configuration",
            state=GOOD,
            what=f"{len(proved.maps)} maps and {len(proved.partners)} partners are right",
        )


def _secrets(profiles: Iterable[Profile], secrets: Secrets, machine: Machine) -> Iterator[Check]:
    missing = []
    for profile in profiles:
        for name in sorted(set(_named(profile))):
            try:
                secrets.get(name)
            except (ConfigurationFault, NotFound):
                missing.append((profile.code, name))
    for partner, name in missing:
        yield Check(
            name="secrets",
            state=WARN,
            what=f"{name} of {partner} is nowhere",
            why="that partner cannot be spoken to, or cannot come in",
            fix=f"gateway secret put {name.removeprefix(NAMED)}",
        )
    if not missing:
        yield Check(name="secrets", state=GOOD, what="every secret a profile names is there")
    if not machine.master_key:
        yield Check(
            name="master-key",
            state=WARN,
            what="there is none",
            why="no key, sealed secret or webhook can be made",
            fix="export GATEWAY_MASTER_KEY=$(openssl rand -base64 32)",
        )


def _named(value: object) -> Iterator[str]:
    """Yield the names of secrets that stand anywhere in a value."""
    if isinstance(value, str) and value.startswith(NAMED):
        yield value
    for one in _within(value):
        yield from _named(one)


def _within(value: object) -> Iterable[object]:
    if isinstance(value, BaseModel):
        return [getattr(value, name) for name in type(value).model_fields]
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, tuple | list) else ()


def _certificates(services: Services, work: UnitOfWork, now: datetime) -> Check:
    found = expiring(services, work, now)
    if not found:
        return Check(name="certificates", state=GOOD, what="none runs out soon")
    first = found[0]
    return Check(
        name="certificates",
        state=BAD if first.ends_at() <= now else WARN,
        what=f"{len(found)} run out or ran out, the first of {first.owner} on {first.ends_at():%Y-%m-%d}",
        why="after that nothing signed with it is taken",
        fix=f"gateway cert rotate {first.owner}" if first.source == "ours" else "gateway cert import",
    )


def _traffic(work: UnitOfWork, now: datetime) -> Iterator[Check]:
    late = [one for one in work.operations.owed() if one.state == "overdue"]
    count = sum(one.count for one in late)
    if late:
        yield Check(
            name="deadlines",
            state=WARN,
            what=f"{count} overdue, of {', '.join(sorted({one.partner for one in late}))}",
            why="a partner waits, or did not answer",
            fix="gateway expected list",
        )
    else:
        yield Check(name="deadlines", state=GOOD, what="nothing is overdue")
    dead = work.jobs.dead_count()
    if dead:
        yield Check(
            name="dead-letters",
            state=WARN,
            what=f"{dead} pieces of work were given up",
            why="what they were about did not happen",
            fix="gateway dead list",
        )
    else:
        yield Check(name="dead-letters", state=GOOD, what="nothing was given up")
    shut = [one.partner for one in work.circuits.all() if one.opened_at is not None]
    if shut:
        yield Check(
            name="partners",
            state=WARN,
            what=f"out of reach: {', '.join(shut)}",
            why="what is for them waits",
            fix="gateway circuits list",
        )
    stuck = [
        one
        for one in work.operations.queues()
        if now - one.oldest_at > OLD_WORK and not one.kind.startswith("webhook")
    ]
    if stuck:
        yield Check(
            name="workers",
            state=WARN,
            what=f"{sum(one.waiting for one in stuck)} jobs, the oldest {now - min(one.oldest_at for one in stuck)} old",
            why="nobody works, or what is asked for cannot be done",
            fix="gateway worker",
        )
    else:
        yield Check(name="workers", state=GOOD, what="no work is old")


def _people(work: UnitOfWork, machine: Machine) -> Check:
    if work.people.anybody() or machine.guarded:
        return Check(name="access", state=GOOD, what="nobody gets in without a password or a token")
    return Check(
        name="access",
        state=BAD if machine.environment == "production" else WARN,
        what="everybody on this machine may everything",
        why="there is neither a user nor an operator's password",
        fix="gateway user add NAME --role admin",
    )


def _trail(work: UnitOfWork, now: datetime) -> Check:
    if work.seals.unsealed_before(now - OLD_WORK, 1):
        return Check(
            name="audit",
            state=WARN,
            what="lines of the trail wait to be sealed for more than a quarter of an hour",
            why="nobody keeps the timetable, or somebody slipped lines in",
            fix="gateway audit verify",
        )
    return Check(name="audit", state=GOOD, what="the trail is sealed")
