"""Verbs about the command line itself: help, completion."""

from enum import StrEnum

import typer

from gateway.entrypoints.cli.terminal import say

PROGRAM, VARIABLE = "gateway", "_GATEWAY_COMPLETE"
VERB = typer.Argument(None, metavar="[VERB]...", help="A verb, with its group before it.")


class Shell(StrEnum):
    """A shell we complete verbs and options in."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


SHELL = typer.Argument(metavar="SHELL", help="bash, zsh or fish.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("help", short_help="Print what a verb is for, and what it takes.")(explain)
    app.command("completion", short_help="Print what lets bash, zsh or fish complete verbs.")(completion)


def explain(context: typer.Context, verb: list[str] | None = VERB) -> None:
    """Print what a verb is for, as `gateway VERB --help` does; without a verb, all of them."""
    above = context.find_root()
    command = above.command
    for word in verb or ():
        found = getattr(command, "commands", {}).get(word)
        if found is None:
            raise typer.BadParameter(f"there is no verb {word}", param_hint="VERB")
        above = typer.Context(found, info_name=word, parent=above)
        command = found
    say(above.get_help())


def completion(shell: Shell = SHELL) -> None:
    """Print what completes verbs and options: eval "$(gateway completion bash)", or for fish: gateway completion fish | source."""
    from typer._completion_shared import get_completion_script

    say(get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell))
