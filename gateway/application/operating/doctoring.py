"""The doctor: what is looked at, what was found, why it matters, and the command that mends it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel

from gateway.application.as2.expiring import expiring
from gateway.application.configuration import Proved
from gateway.application.operating.checks import BAD, GOOD, WARN, Check, or_good
from gateway.application.operating.machines import Machine, of_machine
from gateway.application.ports import Secrets, UnitOfWork
from gateway.application.services import Services
from gateway.errors import ConfigurationFault, NotFound
from gateway.profiles.profile import Profile

MOST_SKEW = timedelta(seconds=5)
OLD_WORK = timedelta(minutes=15)
NUMBERS_LOOKED_AT, MOST_APART = 200, 2_000
NAMED = "secret:"


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
        *or_good(
            "host-keys",
            _host_keys(services.directory.all(), machine),
            what="ours is ours only, and every partner's is known",
        ),
        *or_good(
            "numbers",
            _numbers(services.directory.all(), work),
            what="no control number is missing among the newest",
        ),
        *or_good("deadlines", _late(work), what="nothing is overdue"),
        *or_good("dead-letters", _given_up(work), what="nothing was given up"),
        *_out_of_reach(work),
        *or_good("workers", _stuck(work, now), what="no work is old"),
        _people(work, machine),
        trail(work, now),
    )


def _host_keys(profiles: Iterable[Profile], machine: Machine) -> Iterator[Check]:
    """Yield what is wrong with the keys by which SFTP servers are known: ours, and those of partners."""
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


def _numbers(profiles: Iterable[Profile], work: UnitOfWork) -> Iterator[Check]:
    """Yield the interchange numbers that were taken for a partner and left with nothing, among the newest."""
    for profile in profiles:
        found = work.documents.recent(NUMBERS_LOOKED_AT, partner=profile.code, direction="out")
        given = {
            int(one.interchange_control_number) for one in found if one.interchange_control_number.isdecimal()
        }
        if len(given) < 2 or max(given) - min(given) > MOST_APART:  # noqa: PLR2004 - a gap lies between two
            continue
        missing = sorted(set(range(min(given), max(given))) - given)
        if missing:
            yield Check(
                name="numbers",
                state=WARN,
                what=f"{profile.code}: {len(missing)} missing up to {max(given)}, the first {missing[0]}",
                why="partners who count ask where the interchange is; acknowledgements and copies take numbers too",
                fix=f"gateway partner show {profile.code}",
            )


def hosts_of(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Return the hosts partners are reached at, each once."""
    found = (str(getattr(one.transport.settings, "host", "") or "") for one in profiles)
    return tuple(sorted({one for one in found if one}))


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
    wrong = (
        Check(
            name="configuration",
            state=BAD,
            what=fault,
            why="what is wrong there cannot be exchanged",
            fix="gateway config validate",
        )
        for fault in proved.faults
    )
    right = f"{len(proved.maps)} maps and {len(proved.partners)} partners are right"
    return or_good("configuration", wrong, what=right)


def _secrets(profiles: Iterable[Profile], secrets: Secrets, machine: Machine) -> Iterator[Check]:
    missing = []
    for profile in profiles:
        for name in sorted(set(_named(profile))):
            try:
                secrets.get(name)
            except (ConfigurationFault, NotFound):
                missing.append((profile.code, name))
    nowhere = (
        Check(
            name="secrets",
            state=WARN,
            what=f"{name} of {partner} is nowhere",
            why="that partner cannot be spoken to, or cannot come in",
            fix=f"gateway secret put {name.removeprefix(NAMED)}",
        )
        for partner, name in missing
    )
    yield from or_good("secrets", nowhere, what="every secret a profile names is there")
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


def _late(work: UnitOfWork) -> Iterator[Check]:
    late = [one for one in work.operations.owed() if one.state == "overdue"]
    if late:
        yield Check(
            name="deadlines",
            state=WARN,
            what=f"{sum(one.count for one in late)} overdue, of {', '.join(sorted({one.partner for one in late}))}",
            why="a partner waits, or did not answer",
            fix="gateway expected list",
        )


def _given_up(work: UnitOfWork) -> Iterator[Check]:
    dead = work.jobs.dead_count()
    if dead:
        yield Check(
            name="dead-letters",
            state=WARN,
            what=f"{dead} pieces of work were given up",
            why="what they were about did not happen",
            fix="gateway dead list",
        )


def _out_of_reach(work: UnitOfWork) -> Iterator[Check]:
    shut = [one.partner for one in work.circuits.all() if one.opened_at is not None]
    if shut:
        yield Check(
            name="partners",
            state=WARN,
            what=f"out of reach: {', '.join(shut)}",
            why="what is for them waits",
            fix="gateway circuits list",
        )


def _stuck(work: UnitOfWork, now: datetime) -> Iterator[Check]:
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


def trail(work: UnitOfWork, now: datetime) -> Check:
    """Return whether the lines of the audit trail get their places in time."""
    if work.seals.unsealed_before(now - OLD_WORK, 1):
        return Check(
            name="audit",
            state=WARN,
            what="lines of the trail wait to be sealed for more than a quarter of an hour",
            why="nobody keeps the timetable, or somebody slipped lines in",
            fix="gateway audit verify",
        )
    return Check(name="audit", state=GOOD, what="the trail is sealed")
