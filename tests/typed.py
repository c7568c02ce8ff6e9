"""What the pages tell people to type: the commands of their blocks, and those that stand in a line of text."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command

from gateway.entrypoints.cli import app

PROJECT = Path(__file__).parents[1]
PAGES = (
    PROJECT / "README.md",
    PROJECT / "CONTRIBUTING.md",
    *sorted(PROJECT.glob("docs/**/*.md")),
)
FENCED = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
SHELLS = {"sh", "bash", "console"}
TYPED = re.compile(
    r"^(?:[A-Z_]+=\S* +)*(?:\S*/)?"
    r"(gateway|make|curl|docker|openssl|psql|pg_dump|git|pip|npm|npx|python3?|systemctl|sudo|ssh-keyscan|eval|sqlite3) "
)
"""How a line begins that is meant for a terminal."""
PROMPT = "$ "


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command as it stands on a page: all its lines, and whether it stands in a line of text."""

    page: str
    text: str
    inline: bool = False


def commands(page: Path) -> tuple[Typed, ...]:
    """Return what a page tells to type, in its order: first its blocks, then what stands in lines of text."""
    name = page.relative_to(PROJECT).as_posix()
    said = page.read_text(encoding="utf-8")
    blocks = [
        Typed(page=name, text=text)
        for _, language, block in FENCED.findall(said)
        if language in SHELLS
        for text in lines_of(block, prompted=language == "console")
    ]
    inline = dict.fromkeys(text for text in spans(said) if is_typed(text))
    return (*blocks, *(Typed(page=name, text=text, inline=True) for text in inline))


def lines_of(block: str, *, prompted: bool = False) -> Iterator[str]:
    """Yield the commands of a block, each whole: with the lines it goes on in, and what is fed to it."""
    rest = block.splitlines()
    while rest:
        text = rest.pop(0).strip()
        if prompted and not text.startswith(PROMPT):
            continue
        text = text.removeprefix(PROMPT) if prompted else text
        while rest and not _is_whole(text):
            text += f"\n{rest.pop(0)}"
        if text and not text.startswith("#"):
            yield text


def _is_whole(text: str) -> bool:
    fed = re.search(r"<<-?\s*'?(\w+)'?", text)
    if fed:
        return text.rstrip().endswith(f"\n{fed[1]}")
    try:
        words = shlex.split(text, comments=True)
    except ValueError:
        return False
    return not text.endswith("\\") and words.count("do") == words.count("done")


def spans(said: str) -> Iterator[str]:
    """Yield what stands in a line of text as code."""
    for span in SPAN.findall(FENCED.sub("", said)):
        yield " ".join(span.split())


def unlabelled(page: Path) -> list[str]:
    """Return the lines that look typed in blocks which do not say they are for a shell."""
    return [
        line.strip()
        for _, language, block in FENCED.findall(page.read_text(encoding="utf-8"))
        if language not in SHELLS
        for line in block.splitlines()
        if TYPED.match(f"{line.strip().removeprefix(PROMPT)} ") and "[OPTIONS]" not in line
    ]


def is_typed(span: str) -> bool:
    """Return whether code in a line of text is a whole command, and not only the name of a verb or a program."""
    if not TYPED.match(f"{span} "):
        return False
    words = shlex.split(span)
    if words[0] != "gateway":
        return len(words) > 1 and words[:2] != ["openssl", "cms"]
    try:
        verb, rest = verb_of(words[1:])
    except LookupError:
        return True
    if hasattr(verb, "commands"):
        return bool(rest)
    wanted = [one for one in verb.params if one.required and one.param_type_name == "argument"]
    given = [one for one in rest if not one.startswith("-")]
    return len(given) >= len(wanted)


@cache
def entry() -> Any:
    """Return the command line as one command."""
    return get_command(app)


def verb_of(words: list[str]) -> tuple[Any, list[str]]:
    """Return the verb words begin with, and what is left of them; raises LookupError where there is none."""
    verb, rest = entry(), list(words)
    while rest and hasattr(verb, "commands"):
        if rest[0].startswith("-"):
            return verb, rest
        verb = verb.commands[rest.pop(0)]
    return verb, rest
