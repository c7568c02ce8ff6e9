"""Commands of ours as processes of their own, for the price of a fork.

Most of what a short command costs is that the interpreter starts and imports the program. Here one process has done
both, and each command is a copy of it: with its own arguments, environment, folder, standard streams and exit code.
Whatever runs `Forking.program` cannot tell it from `gateway`: signals go on to the copy, and it dies with its caller.
Where the start itself is what a test is about, or a process is to be killed by its id, the real program is started.
"""

import array
import atexit
import gc
import importlib
import marshal
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).parents[1]
LENGTH = 8
STREAMS = (0, 1, 2)
MOST_FILES = 256
NAME = "gateway"
CALLER = """#!{python} -IS
import _signal, _socket, marshal, os, sys
line = _socket.socket(_socket.AF_UNIX)
line.connect({address!r})
asked = marshal.dumps((sys.argv, os.getcwd(), dict(os.environb)))
streams = b"".join(one.to_bytes(4, sys.byteorder) for one in (0, 1, 2))
line.sendmsg([len(asked).to_bytes({length}, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
for number in (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP):
    if number != _signal.SIGINT or _signal.getsignal(number) is not _signal.SIG_IGN:
        _signal.signal(number, lambda number, _: line.send(bytes([number])))
line.sendall(asked)
ended = line.recv(4)
if not ended:
    os._exit(70)
code = int.from_bytes(ended, "big", signed=True)
if code < 0:
    _signal.signal(-code, _signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
"""
"""What stands for the program: light to start, it hands all it was given on and ends as the copy does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forking:
    """Where the program stands, and the folder to put on `PATH`."""

    folder: Path

    @property
    def program(self) -> Path:
        """Return what to run instead of the real program."""
        return self.folder / NAME


@contextmanager
def serving() -> Iterator[Forking]:
    """Start the process that is copied; it ends with the block, or with whoever entered it."""
    folder = Path(tempfile.mkdtemp(prefix="forking-"))
    address = folder / "line"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(address))
        listening.listen(64)
        (folder / "bin").mkdir()
        made = Forking(folder=folder / "bin")
        made.program.write_text(
            CALLER.format(python=sys.executable, address=str(address), length=LENGTH), encoding="utf-8"
        )
        made.program.chmod(0o755)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(listening.fileno())],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            pass_fds=(listening.fileno(),),
        )
    try:
        yield made
    finally:
        assert server.stdin is not None
        server.stdin.close()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """Copies itself for each caller, and tells each how its copy ended."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.waiting: dict[int, socket.socket] = {}
        self.looked_at = selectors.DefaultSelector()
        woken, wake = socket.socketpair()
        for one in (woken, wake):
            one.settimeout(0)
        self.woken, self.wake = woken, wake

    def serve(self) -> None:
        """Go on until standard input ends."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self.wake.fileno())
        for one in (self.listening, self.woken, sys.stdin.buffer):
            self.looked_at.register(one, selectors.EVENT_READ)
        while True:
            for key, _ in self.looked_at.select():
                if key.fileobj is self.listening:
                    self.take()
                elif key.fileobj is self.woken:
                    self.tell()
                elif key.fileobj is sys.stdin.buffer:
                    for pid in self.waiting:
                        os.kill(pid, signal.SIGKILL)
                    return
                elif key.data in self.waiting:
                    self.pass_on(key.data)

    def take(self) -> None:
        """Hear what a caller wants and copy this process for it."""
        line, _ = self.listening.accept()
        head, ancillary, _, _ = line.recvmsg(LENGTH, socket.CMSG_SPACE(4 * len(STREAMS)))
        if not head:
            line.close()
            return
        streams = array.array("i")
        for _, _, data in ancillary:
            streams.frombytes(data)
        asked = b""
        while len(asked) < int.from_bytes(head, "big"):
            asked += line.recv(1 << 20)
        pid = os.fork()
        if not pid:
            become(streams, *marshal.loads(asked))  # noqa: S302 - our own caller wrote it
        for one in streams:
            os.close(one)
        self.waiting[pid] = line
        self.looked_at.register(line, selectors.EVENT_READ, pid)

    def pass_on(self, pid: int) -> None:
        """Send a copy the signal its caller got; end it where the caller is gone."""
        with suppress(ConnectionError):
            if number := self.waiting[pid].recv(1):
                os.kill(pid, number[0])
                return
        os.kill(pid, signal.SIGKILL)
        self.looked_at.unregister(self.waiting[pid])

    def tell(self) -> None:
        """Tell the callers of copies that ended how they did."""
        with suppress(BlockingIOError):
            self.woken.recv(4096)
        while self.waiting:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            line = self.waiting.pop(pid)
            with suppress(KeyError):
                self.looked_at.unregister(line)
            with suppress(ConnectionError):
                line.send(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
            line.close()


def become(
    streams: Sequence[int], arguments: list[str], folder: str, environment: dict[bytes, bytes]
) -> NoReturn:
    """Be the program that was asked for, to its end."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for one, given in zip(STREAMS, streams, strict=True):
        os.dup2(given, one)
    os.closerange(len(STREAMS), MOST_FILES)
    os.chdir(folder)
    os.environb.clear()
    os.environb.update(environment)
    time.tzset()
    tempfile.tempdir = None  # whoever asked before remembers another answer
    sys.argv = arguments
    _open_streams()
    code = ran()
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _open_streams() -> None:
    """Open the streams anew, as the interpreter does when it starts: what they are is another file now."""
    at_once = bool(os.environ.get("PYTHONUNBUFFERED"))
    sys.stdin = sys.__stdin__ = TextIOWrapper(open(0, "rb", closefd=False))  # noqa: SIM115 - open as long as the process
    for one, name in enumerate(("stdout", "stderr"), 1):
        stream = TextIOWrapper(
            open(one, "wb", 0 if at_once else -1, closefd=False),  # noqa: SIM115 - the same
            errors="backslashreplace" if name == "stderr" else "strict",
            line_buffering=name == "stderr" or os.isatty(one),
            write_through=at_once,
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def ran() -> int:
    """Run the program; return its exit code, as the interpreter would."""
    from gateway.entrypoints.cli import main  # noqa: PLC0415 - the copies have it, the tests need not

    try:
        main()
    except SystemExit as left:
        if left.code is None or isinstance(left.code, int):
            return (left.code or 0) & 0xFF
        print(left.code, file=sys.stderr)  # noqa: T201 - as the interpreter does
        return 1
    except BaseException:  # noqa: BLE001 - whatever it is, the interpreter would print it
        traceback.print_exc()
        return 1
    return 0


def prepare() -> None:
    """Import all of the program, and put it out of sight of the search for garbage."""
    gateway = importlib.import_module(NAME)
    for one in pkgutil.walk_packages(gateway.__path__, f"{NAME}."):
        if not one.name.endswith("__main__"):
            importlib.import_module(one.name)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    prepare()
    Server(socket.socket(fileno=int(sys.argv[1]))).serve()
    os._exit(0)
