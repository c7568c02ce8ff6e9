"""A real OpenSSH server on this machine, with a folder a partner would show us.

Where `sshd` is missing these tests are skipped, loudly, except where CI is set: there they fail.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from getpass import getuser
from pathlib import Path
from tempfile import mkdtemp

import asyncssh
import pytest

STARTED_S = 10
SHA1_ONLY = (
    "KexAlgorithms diffie-hellman-group14-sha1",
    "HostKeyAlgorithms ssh-rsa",
    "PubkeyAcceptedAlgorithms +ssh-rsa",
    "MACs hmac-sha1",
    "Ciphers aes128-ctr,aes128-cbc",
)
CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {host_key}
PidFile none
AuthorizedKeysFile {authorized}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PubkeyAuthentication yes
PermitRootLogin prohibit-password
AllowUsers {user}
AllowTcpForwarding no
PermitTTY no
Subsystem sftp internal-sftp
ForceCommand internal-sftp -d {data} {options}
"""


@dataclass
class OpenSsh:
    """A server: where it listens, the keys it shows and takes, and the folder it serves."""

    folder: Path
    port: int
    host_key: str
    private_key: str
    process: "subprocess.Popen[bytes]"
    user: str = field(default_factory=getuser)
    frozen: list[int] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """Return the folder it serves."""
        return self.folder / "data"

    def sessions(self) -> list[int]:
        """Return the processes that serve connections under way."""
        return list(_children(self.process.pid))

    def freeze(self) -> None:
        """Let nothing move any more: connections stay open, and nobody answers."""
        for pid in (*self.sessions(), self.process.pid):
            with suppress(ProcessLookupError):  # a session that was just ending
                os.kill(pid, signal.SIGSTOP)
                self.frozen.append(pid)

    def kill(self) -> None:
        """Kill it and all its connections, with -9."""
        for pid in (*self.sessions(), self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(STARTED_S)


@contextmanager
def openssh(
    folder: Path, *, config: Sequence[str] = (), options: str = "", host_kind: str = "ed25519"
) -> Iterator[OpenSsh]:
    """Start a server over a folder; `config` comes before ours, `options` are those of its SFTP part."""
    sshd = needed("sshd")
    host_key, key = key_pair("host", host_kind), key_pair("client", "ed25519")
    data = folder / "data"
    for name in ("inbox", "outbox", "archive"):
        (data / name).mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port = free_port()
    written = CONFIG.format(
        port=port,
        host_key=host_key,
        authorized=key.with_suffix(".pub"),
        user=getuser(),
        data=data,
        options=options,
    )
    (folder / "sshd_config").write_text("\n".join(config) + written, encoding="utf-8")
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen(
            [sshd, "-D", "-e", "-f", str(folder / "sshd_config")], stdin=subprocess.DEVNULL, stderr=log
        )
    server = OpenSsh(
        folder=folder,
        port=port,
        host_key=host_key.with_suffix(".pub").read_text(encoding="utf-8").strip(),
        private_key=key.read_text(encoding="utf-8"),
        process=process,
    )
    try:
        _until_it_listens(server)
        yield server
    finally:
        server.kill()


@cache
def key_pair(name: str, kind: str) -> Path:
    """Make a key of a kind, once a run; return the file of its private half."""
    file = _keys() / f"{name}_{kind}"
    key = asyncssh.generate_private_key(f"ssh-{kind}", comment=name)
    file.touch(0o600)
    key.write_private_key(file)
    key.write_public_key(file.with_suffix(".pub"))
    return file


def needed(program: str) -> str:
    """Return where a program of OpenSSH's is; skips where it is missing, and fails where CI is set."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    if found := shutil.which(program, path=path):
        return found
    reason = f"NOT TESTED against OpenSSH: {program} is not installed (apt-get install openssh-server)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@cache
def _keys() -> Path:
    # Kept for the run: the keys of one test are those of the next.
    folder = Path(mkdtemp(prefix="gateway-ssh-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _until_it_listens(server: OpenSsh) -> None:
    until = time.monotonic() + STARTED_S
    while time.monotonic() < until and server.process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1) as found:
            found.settimeout(STARTED_S)
            if found.recv(4) == b"SSH-":
                return
        time.sleep(0.02)
    pytest.fail((server.folder / "sshd.log").read_text(encoding="utf-8") or "sshd does not listen")


def _children(pid: int) -> Iterator[int]:
    with suppress(OSError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        for child in map(int, text.split()):
            yield child
            yield from _children(child)
