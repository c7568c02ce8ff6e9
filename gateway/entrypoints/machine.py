"""What the machine says of itself, for the doctor and for those who ask whether we are ready."""

import os
import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gateway.adapters.db import migrating
from gateway.adapters.papers.fonts import MENDS, SAMPLES, letters_of
from gateway.adapters.transports.mail import MailSettings
from gateway.application.configuration import Proved, prove
from gateway.application.operating.checks import Check
from gateway.application.operating.doctoring import examine, hosts_of
from gateway.application.operating.machines import Machine
from gateway.bootstrap import Gateway, directory

HOST_KEY = "sftp-host-key"
WEB_PORT, SFTP_PORT = 8000, 2222


def machine_of(gateway: Gateway, *, online: bool = False) -> Machine:
    """Return how the machine is; `online` also asks the network for the hosts of partners."""
    settings = gateway.settings
    folders = [settings.data_dir]
    hosts = hosts_of(gateway.services.directory.all()) if online else ()
    return Machine(
        python=sys.version_info[:2],
        disk_free=shutil.disk_usage(settings.data_dir).free,
        revision=migrating.current(gateway.engine),
        expected_revision=migrating.expected(),
        unwritable=tuple(one for one in folders if not os.access(one, os.W_OK)),
        unresolved=tuple(one for one in hosts if not _is_known(one)),
        guarded=bool(settings.operator_password.get_secret_value()),
        master_key=bool(settings.master_keys()),
        environment=settings.environment,
        host_keys=tuple(_exposed(settings.data_dir / HOST_KEY)),
        silent_ports=tuple(_silent(gateway)) if online else (),
        mail=tuple(_unusable_mail(gateway)),
        unprinted=tuple(
            script for script, sample in SAMPLES.items() if letters_of(settings.fonts_dir).missing([sample])
        ),
        fonts_mend=MENDS,
    )


def _exposed(key: Path) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with the key of our SFTP server; where it was never made there is nothing to say."""
    if not key.is_file():
        return
    if key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield key, "can be read by others"
    elif not os.access(key, os.R_OK):
        yield key, "cannot be read"


def _silent(gateway: Gateway) -> Iterator[tuple[str, int, str]]:
    """Yield the doors that profiles ask for on this machine and where nobody answers at the usual port."""
    profiles = gateway.services.directory.all()
    doors = (
        ("pages, API, AS2 and cXML", WEB_PORT, "gateway up", True),
        ("SFTP", SFTP_PORT, "gateway sftp-server", any(one.sftp for one in profiles)),
    )
    for what, port, verb, wanted in doors:
        if wanted and not _answers(port):
            yield what, port, verb


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _unusable_mail(gateway: Gateway) -> Iterator[tuple[str, Path, str]]:
    """Yield the folders of mail that are not there, or cannot be written into."""
    base = gateway.settings.data_dir.resolve()
    for profile in gateway.services.directory.all():
        channel = profile.transport.settings
        if not isinstance(channel, MailSettings) or channel.create:
            continue
        for name in (channel.inbox, channel.outbox):
            folder = base / name
            if not folder.is_dir():
                yield profile.code, folder, "is not there"
            elif not os.access(folder, os.W_OK):
                yield profile.code, folder, "cannot be written into"


def examined(gateway: Gateway, *, online: bool = False) -> tuple[Check, ...]:
    """Return what the doctor finds."""
    machine = machine_of(gateway, online=online)
    with gateway.store.read() as work:
        return examine(gateway.services, work, machine, gateway.secrets, lambda: proved(gateway))


def proved(gateway: Gateway) -> Proved:
    """Return what is wrong with the partners as they lie there now, by the maps we work with."""
    return prove(gateway.services.library, (), lambda: directory(gateway.settings))


def disk_free(folder: Path) -> int:
    """Return how many bytes are free where a folder lies."""
    return shutil.disk_usage(folder).free


def _is_known(host: str) -> bool:
    with suppress(OSError):
        return bool(socket.getaddrinfo(host, None))
    return False
