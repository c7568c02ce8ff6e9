"""A terminal somebody types into: one shell all along, so that what was exported stays."""

import os
import select
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

SHELL = ("/bin/bash", "--norc", "--noprofile")
PATIENCE_S = 90


class Terminal:
    """A shell in a folder, with an environment of its own."""

    def __init__(self, folder: Path, environment: Mapping[str, str], hidden: Path) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self._given, self._said = hidden / "given", hidden / "said"
        self._shell = subprocess.Popen(
            SHELL,
            cwd=folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def types(self, text: str, given: str = "") -> tuple[int, str]:
        """Type a command, and what it asks for; return how it ended and what it printed, complaints too."""
        self._given.write_text(given, encoding="utf-8")
        streams = f"<{shlex.quote(str(self._given))} >{shlex.quote(str(self._said))} 2>&1"
        assert self._shell.stdin is not None
        self._shell.stdin.write(f'{{ {text}\n}} {streams}\nprintf "%s\\n" "$?"\n'.encode())
        self._shell.stdin.flush()
        code = self._line(text)
        return code, self._said.read_text(encoding="utf-8", errors="replace")

    def export(self, variables: Mapping[str, str]) -> None:
        """Set variables for all that follows."""
        self.environment.update(variables)
        for name, value in variables.items():
            assert 0 == self.types(f"export {name}={shlex.quote(value)}")[0]

    def ends(self) -> None:
        """Close it, with whatever still runs in it."""
        self._shell.kill()
        self._shell.wait()
        for stream in (self._shell.stdin, self._shell.stdout):
            assert stream is not None
            stream.close()

    def _line(self, text: str) -> int:
        assert self._shell.stdout is not None
        line, end = b"", monotonic() + PATIENCE_S
        while not line.endswith(b"\n"):
            there, _, _ = select.select([self._shell.stdout], [], [], max(0, end - monotonic()))
            assert there, f"{text} does not end:\n{self._said.read_text(encoding='utf-8', errors='replace')}"
            read = os.read(self._shell.stdout.fileno(), 64)
            assert read, f"{text} ended the terminal"
            line += read
        return int(line)
