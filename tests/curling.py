"""What stands for curl where there is none: it reads the same words, as far as pages of ours use them."""

import argparse
import sys
from base64 import b64encode
from pathlib import Path

import httpx2

PROJECT = Path(__file__).parents[1]


def main(words: list[str]) -> int:
    """Ask as curl would; print the answer and return 22 where it is no good one."""
    said = reader().parse_args(words)
    headers = dict(one.split(": ", 1) for one in said.header)
    if said.user:
        headers["Authorization"] = f"Basic {b64encode(said.user.encode()).decode()}"
    body = said.data.encode() if said.data is not None else content(said.data_binary)
    if body is not None:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    method = said.request or ("POST" if body is not None or said.form else "GET")
    fields = [one.split("=", 1) for one in said.form]
    answer = httpx2.Client(trust_env=False).request(
        method,
        said.url,
        headers=headers,
        content=body,
        data={name: value for name, value in fields if value[:1] != "@"} or None,
        files={name: (value[1:], content(value)) for name, value in fields if value[:1] == "@"} or None,
    )
    sys.stdout.buffer.write(answer.content)
    return 0 if answer.is_success else 22


def reader() -> argparse.ArgumentParser:
    """Return what reads the words."""
    made = argparse.ArgumentParser(prog="curl", allow_abbrev=False)
    for one in ("--fail-with-body", "--silent", "--show-error"):
        made.add_argument(one, action="store_true")
    made.add_argument("--noproxy")
    made.add_argument("-X", dest="request")
    made.add_argument("-H", dest="header", action="append", default=[])
    made.add_argument("-u", dest="user")
    made.add_argument("-F", dest="form", action="append", default=[])
    made.add_argument("-d", dest="data")
    made.add_argument("--data-binary")
    made.add_argument("url")
    return made


def content(named: str | None) -> bytes | None:
    """Return the bytes of a file that is named after an @."""
    return Path(named[1:]).read_bytes() if named else None


def put_into(folder: Path) -> None:
    """Put a program of the name into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "curl"
    program.write_text(
        f"#!/bin/sh\nPYTHONPATH='{PROJECT}' exec '{sys.executable}' -m tests.curling \"$@\"\n",
        encoding="utf-8",
    )
    program.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
