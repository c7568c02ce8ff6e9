"""The machine itself: what it says of its disk, folders, fonts, ports and hosts, and what is to be thought of that."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.application.operating.checks import BAD, GOOD, WARN, Check, or_good

LEAST_DISK, LITTLE_DISK = 1 << 30, 5 << 30
OLDEST_PYTHON = (3, 11)


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


def of_machine(machine: Machine) -> Iterator[Check]:
    """Yield how the machine itself is."""
    yield from or_good("python", _python(machine), what=f"Python {_version(machine)}")
    yield from or_good("database", _tables(machine), what=f"reached, at revision {machine.revision}")
    yield disk(machine.disk_free)
    yield from or_good("folders", _closed(machine), what="all can be written into")
    yield _fonts(machine)
    yield from or_good("ports", _silent(machine), what="those that are asked for answer here, or none is")
    yield from or_good("mail", _mail(machine), what="folders of mail can be used, or there are none")
    for host in machine.unresolved:
        yield Check(
            name="dns",
            state=WARN,
            what=f"{host} is not known here",
            why="nothing is delivered to that partner",
            fix=f"getent hosts {host}",
        )


def _version(machine: Machine) -> str:
    return ".".join(map(str, machine.python))


def _python(machine: Machine) -> Iterator[Check]:
    if machine.python < OLDEST_PYTHON:
        yield Check(
            name="python",
            state=BAD,
            what=f"Python {_version(machine)}",
            why="this release needs 3.11 or newer",
            fix="install Python 3.11",
        )


def _tables(machine: Machine) -> Iterator[Check]:
    if machine.revision != machine.expected_revision:
        yield Check(
            name="database",
            state=BAD,
            what=f"at revision {machine.revision or 'none'}, not {machine.expected_revision}",
            why="tables are missing or too new for this release",
            fix="gateway db upgrade",
        )


def _closed(machine: Machine) -> Iterator[Check]:
    for folder in machine.unwritable:
        yield Check(
            name="folders",
            state=BAD,
            what=f"{folder} cannot be written into",
            why="folder transports, the warehouse and backups write there",
            fix=f"chown -R $(id -u) {folder}",
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


def _silent(machine: Machine) -> Iterator[Check]:
    for what, port, verb in machine.silent_ports:
        yield Check(
            name="ports",
            state=WARN,
            what=f"nobody answers at {port} on this machine: {what}",
            why="partners and people who come to it find nobody",
            fix=verb,
        )


def _mail(machine: Machine) -> Iterator[Check]:
    for partner, folder, wrong in machine.mail:
        yield Check(
            name="mail",
            state=BAD,
            what=f"{folder} of {partner} {wrong}",
            why="mail is taken from there and laid down there",
            fix=f"mkdir -p {folder} && chown -R $(id -u) {folder}",
        )


def disk(free: int) -> Check:
    """Return whether there is room for what comes in."""
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
