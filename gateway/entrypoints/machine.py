"""What the machine says of itself, for the doctor and for those who ask whether we are ready."""

import os
import shutil
import socket
import sys
from contextlib import suppress
from pathlib import Path

from gateway.adapters.db import migrating
from gateway.adapters.papers.fonts import MENDS, SAMPLES, letters_of
from gateway.application.configuration import Proved, prove
from gateway.application.operating.doctoring import Check, Machine, examine, hosts_of
from gateway.bootstrap import Gateway, directory


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
        unprinted=tuple(
            script for script, sample in SAMPLES.items() if letters_of(settings.fonts_dir).missing([sample])
        ),
        fonts_mend=MENDS,
    )


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
