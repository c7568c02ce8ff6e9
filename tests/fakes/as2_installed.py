"""Peers for AS2 that others wrote, each in a place of its own below a cache folder; installed once, by pip and npm.

The folder is AS2_PEERS, or one below the user's cache. `python -m tests.fakes.as2_installed` installs both, as CI
does before the tests. What cannot be installed is skipped, except where CI is set: there it fails.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "b2b-order-gateway"
FOLDER = Path(os.environ.get("AS2_PEERS") or CACHE / "as2-peers")
DJANGO = ("django-pyas2==1.2.3", "django<5", "setuptools<81")
LIBAS2 = (
    "libas2@0.8.2",
    "pkijs@2.1.90",
    "nodemailer@6.4.11",
    "asn1js@2.0.26",
    "@peculiar/webcrypto@1.1.3",
)
ONE_DIGIT = r"'\\b(\\d\\.\\d\\.\\d[a-z]*)\\b'"
MORE_DIGITS = r"'\\b(\\d+\\.\\d+\\.\\d+[a-z]*)\\b'"
NODE = ("node", "--security-revert=CVE-2023-46809")


def django() -> Path:
    """Return the Python that has django-pyas2."""
    return _there("django-pyas2", _install_django) / "bin" / "python"


def libas2() -> Path:
    """Return the folder of node in which libas2 is."""
    return _there("libas2", _install_libas2) / "node_modules" / "libas2"


def _there(name: str, install: Callable[[Path], None]) -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    place, done = FOLDER / name, FOLDER / f"{name}.installed"
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            try:
                install(place)
            except (OSError, subprocess.CalledProcessError) as problem:
                _missing(f"{name} cannot be installed here: {problem}")
            done.touch()
    return place


def _missing(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _install_django(place: Path) -> None:
    _run(sys.executable, "-m", "venv", str(place))
    _run(str(place / "bin" / "pip"), "install", "--quiet", *DJANGO)
    # What it uses to find OpenSSL reads versions of one digit only; mended upstream and never released.
    for file in place.glob("lib/python3*/site-packages/oscrypto/_openssl/_libcrypto_c*.py"):
        text = file.read_text(encoding="utf-8")
        assert ONE_DIGIT in text or MORE_DIGITS in text
        file.write_text(text.replace(ONE_DIGIT, MORE_DIGITS), encoding="utf-8")


def _install_libas2(place: Path) -> None:
    _run(*NODE, "--version")
    place.mkdir()
    (place / "package.json").write_text('{"private": true}')
    _run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(place), *LIBAS2)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


if __name__ == "__main__":
    sys.stdout.write(f"{django()}\n{libas2()}\n")
