"""The reference page of the command line, written from the commands themselves."""

import re
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from gateway.entrypoints.cli import app

HEAD = """# The command line

Every verb of `gateway`, from its own help. Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 something about us or this machine, 4 the
server that was asked.
`eval "$(gateway completion bash)"` completes verbs and options in your shell (`zsh` likewise; fish: `gateway completion fish | source`); `NO_COLOR` keeps the output plain.
"""


def render() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_commands(get_command(app), "gateway")])


def _commands(group: Any, path: str) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        here = f"{path} {name}"
        if hasattr(command, "commands"):
            yield f"## {here}\n\n{_words(command.help)}\n"
            yield from _commands(command, here)
            continue
        level = "##" if path == "gateway" else "###"
        yield f"{level} {here}\n\n{_words(command.help)}\n\n```\n{_usage(command, here)}\n```\n"
        rows = [_row(one) for one in command.params if "--help" not in one.opts]
        if rows:
            yield "\n".join(["| | |", "|---|---|", *rows, ""])


def _words(text: str | None) -> str:
    return re.sub(r"[ \t]*\n[ \t]*", "\n", (text or "").strip())


def _usage(command: Any, path: str) -> str:
    arguments = [_argument(one) for one in command.params if one.param_type_name == "argument"]
    options = "[OPTIONS]" if any(one.param_type_name == "option" for one in command.params) else ""
    return " ".join(filter(None, (path, options, *arguments)))


def _argument(one: Any) -> str:
    name = one.metavar or one.name.upper()
    return name if one.required or name.startswith("[") else f"[{name}]"


def _row(one: Any) -> str:
    if one.param_type_name == "argument":
        name = f"`{_argument(one)}`"
    else:
        value = "" if one.is_flag else f" {one.metavar or one.name.upper()}"
        name = ", ".join(f"`{opt}{value}`" for opt in (*one.opts, *one.secondary_opts))
    said = " ".join((getattr(one, "help", None) or "").split()).replace("|", "\\|")
    required = " Must be given." if one.required and one.param_type_name == "option" else ""
    return f"| {name} | {said}{required} |"
