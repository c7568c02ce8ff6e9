"""Which commit the files of a folder are at, where somebody keeps them in a repository."""

import subprocess
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 5


def commit_of(folder: Path | None) -> str:
    """Return the commit the folder is at, with a + where files differ from it; nothing where it is in no repository."""
    if folder is None:
        return ""
    with suppress(OSError, subprocess.SubprocessError):
        head = _git(folder, "rev-parse", "HEAD")
        return f"{head}{'+' if head and _git(folder, 'status', '--porcelain', '.') else ''}"
    return ""


def _git(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(  # noqa: S603 - fixed words, no shell
        ("git", *arguments),  # noqa: S607 - whichever git the operator uses
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE_S,
    )
    return ran.stdout.strip() if ran.returncode == 0 else ""
