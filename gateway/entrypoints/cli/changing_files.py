"""What verbs that change files of the configuration share: the difference first, then the files, or a patch."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.terminal import Exit, say

if TYPE_CHECKING:
    from gateway.application.configuring.planning import Change
    from gateway.bootstrap import Gateway

WHO = "command line"


def plain_change(one: "Change") -> dict[str, object]:
    """Return a change as `config plan --json` prints it; its shape is public."""
    keys = [{"key": key.key, "before": key.before, "after": key.after} for key in one.keys]
    return {"path": one.path, "kind": one.kind, "keys": keys, "diff": list(one.diff)}


def show(changes: "Iterable[Change]") -> None:
    """Print changes: of each its name, and the lines that differ."""
    telling.changes(plain_change(one) for one in changes)


def summed(changes: "Iterable[Change]") -> str:
    """Return how many files are added, changed and removed."""
    return telling.summed([plain_change(one) for one in changes])


def built() -> "Gateway":
    """Return the gateway on its database, up to date."""
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway


def write(gateway: "Gateway", files: Mapping[str, bytes | None], *, dry_run: bool, reason: str) -> None:
    """Show the difference, then write the files and let them work; say what is wrong and write nothing if it is."""
    from gateway.application.configuring.planning import patch
    from gateway.application.configuring.tree import writable
    from gateway.entrypoints.configuring import planned, proved, save

    changes = planned(gateway.settings, files)
    show(changes)
    wrong = proved(gateway.settings, files, gateway.services.library).faults
    for fault in wrong:
        say(f"gateway: {fault}", err=True)
    if wrong:
        raise typer.Exit(Exit.FINDINGS)
    if dry_run:
        say(f"{summed(changes)}; nothing was written")
        return
    if not writable(gateway.settings.config_dir):
        say(patch(changes).rstrip("\n"))
        say("the folder of your configuration cannot be written to: apply the patch above", err=True)
        raise typer.Exit(Exit.ENVIRONMENT)
    revision = save(gateway, files, actor=WHO, reason=reason)
    say(f"{summed(changes)}{f'; revision {revision.id}' if revision else ''}")
