"""What verbs print of plain data: the same whether it comes from this machine or from a server."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from gateway.entrypoints.cli.terminal import Exit, brief, painted, say, say_json, shown

Plain = Mapping[str, Any]
COLOURS = {"+": "green", "-": "red", "@": "cyan"}
MARKS = {"added": "+", "changed": "~", "removed": "-"}
STATES = {"good": "✓", "warn": "!", "bad": "✗"}
ENDS = {"bad": Exit.ENVIRONMENT, "warn": Exit.FINDINGS}


def partners(found: Sequence[Plain], *, as_json: bool) -> None:
    """Print partners as a table."""
    if as_json:
        say_json(list(found))
        return
    rows = [("partner", "state", "channel", "tests", "last traffic", "documents")]
    rows += [
        (
            one["partner"],
            one["state"],
            one["channel"],
            one["tests"],
            minute(one["last_at"]) or "never",
            " ".join(one["documents"]),
        )
        for one in found
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        say("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip())


def partner(one: Plain) -> None:
    """Print how a partner stands, and its file."""
    say(f"{one['name']} ({one['partner']}), {one['state']}, {one['tests']}")
    for series, number in one["control_numbers"].items():
        say(f"  next {series:<12} {number}")
    for scenario, passed in one["scenarios"].items():
        say(f"  {'✓' if passed else '✗'} {shown(scenario)}  {minute(one['tested_at'].get(scenario))}")
    say("")
    say(one["profile"].rstrip("\n"))


def results(found: Sequence[Plain], heads: Mapping[str, tuple[str, str]], *, as_json: bool) -> None:
    """Print how scenarios came out; exit code 1 where one did not pass. `heads` are their names and files."""
    if as_json:
        say_json(list(found))
    else:
        for one in found:
            _result(one, *heads[one["scenario"]])
        failed = sum(not one["passed"] for one in found)
        say(f"{len(found) - failed} of {len(found)} scenarios passed")
    if any(not one["passed"] for one in found):
        raise typer.Exit(Exit.FINDINGS)


def _result(one: Plain, name: str, path: str) -> None:
    mark = painted("✓", colour="green") if one["passed"] else painted("✗", colour="red")
    say(f"{mark} {shown(name)}  {painted(path, dim=True)}")
    for step in one["steps"]:
        if step["outcome"] == "failed":
            say(f"    {path}:{step['line']}: {shown(step['title'])}")
            for said in step["said"]:
                say(f"      {shown(said)}")


def changes(found: Iterable[Plain], *, lines: bool = True) -> None:
    """Print changes of files: of each its name, and the lines that differ."""
    for one in found:
        say(painted(f"{MARKS[one['kind']]} {shown(one['path'])}", bold=True))
        if lines:
            for line in one["diff"][2:]:
                say(f"    {painted(shown(line), colour=COLOURS.get(line[:1]))}")


def summed(found: Iterable[Plain]) -> str:
    """Return how many files are added, changed and removed."""
    kinds = [one["kind"] for one in found]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in MARKS if kind in kinds) or "nothing to change"


def saved(done: Plain, *, dry_run: bool) -> None:
    """Print what writing files changed, or would; exit code 1 where something would be wrong."""
    changes(done["changes"])
    for fault in done["faults"]:
        say(f"gateway: {fault}", err=True)
    if done["faults"]:
        raise typer.Exit(Exit.FINDINGS)
    end = f"; revision {done['revision']}" if done["revision"] else ""
    say(f"{summed(done['changes'])}{'; nothing was written' if dry_run else end}")


def plan(revision: str | None, found: Sequence[Plain], *, as_json: bool) -> None:
    """Print what differs from what was applied last; exit code 1 where something does."""
    if as_json:
        say_json({"revision": revision, "changes": list(found)})
    else:
        if revision is None:
            say("nothing was applied yet: every file is new")
        changes(found, lines=revision is not None)
        say(summed(found))
    if found:
        raise typer.Exit(Exit.FINDINGS)


def applied(revision: Plain | None, *, as_json: bool) -> None:
    """Print which revision works now."""
    if as_json:
        say_json({"revision": revision["id"] if revision else None})
    elif revision is None:
        say("nothing to change: this revision is applied already")
    else:
        at = f" at {revision['git_sha'][:12]}" if revision["git_sha"] else ""
        files = len(revision["files"])
        say(f"revision {revision['id']}{at}: {files} {'file' if files == 1 else 'files'}")


def history(found: Sequence[Plain], *, as_json: bool) -> None:
    """Print revisions, newest first."""
    if as_json:
        say_json(
            [
                {
                    "revision": one["id"],
                    "at": one["at"],
                    "actor": one["actor"],
                    "git_sha": one["git_sha"],
                    "reason": one["reason"],
                    "files": len(one["files"]),
                }
                for one in found
            ]
        )
        return
    for one in found:
        said = f"{shown(one['actor'])}  {one['git_sha'][:12]}  {shown(one['reason'])}"
        say(f"{one['id']}  {minute(one['at'])}  {said}".rstrip())


def maps(found: Sequence[Plain], *, as_json: bool) -> None:
    """Print maps as a table."""
    keys = ("name", "transaction_set", "version", "document", "title", "extends")
    if as_json:
        say_json([{key: one[key] for key in keys} for one in found])
        return
    width = max((len(one["name"]) for one in found), default=0)
    for one in found:
        say(f"{one['name']:<{width}}  {one['transaction_set']}  {one['version']}  {one['title']}")


def differences(found: Iterable[Plain]) -> None:
    """Print how documents would be read today."""
    for one in found:
        say(f"{one['set_id']} {shown(one['reference'])}  by {one['map_now'] or 'no map'}")
        for turn in one["turns"]:
            before, after = (shown(turn[key]) or "nothing" for key in ("before", "after"))
            say(f"    {shown(turn['where'])}: {before} -> {after}")
        if one["why_not"] or not one["turns"]:
            say(f"    {shown(one['why_not']) or 'comes out the same'}")


def checks(found: Sequence[Plain], *, as_json: bool) -> None:
    """Print what the doctor found; ends with 0, 1 or 3 by how the worst of it is."""
    if as_json:
        say_json(list(found))
    else:
        for one in found:
            say(f"{STATES[one['state']]} {one['name']:<14} {one['what']}")
            if one["state"] != "good":
                say(f"  {'':<14} {one['why']}: {one['fix']}")
    states = {one["state"] for one in found}
    raise typer.Exit(next((code for state, code in ENDS.items() if state in states), Exit.CLEAN))


def circuits(found: Sequence[Plain], *, as_json: bool) -> None:
    """Print the partners nobody can reach."""
    if as_json:
        say_json(list(found))
        return
    for one in found:
        state = f"probed next at {second(one['probe_at'])}" if one["probe_at"] else "still tried as ever"
        say(f"{one['partner']:<12} {one['failures']:>4} failures in a row, {state}: {brief(one['reason'])}")
    say(f"{len(found)} out of reach")


def alerts(found: Sequence[Plain], *, as_json: bool) -> None:
    """Print what needs a person: how grave, since when, what, and who has it."""
    if as_json:
        say_json([dict(sorted(one.items())) for one in found])
        return
    for one in found:
        taken = f", {one['handled_by']}: {brief(one['note'])}" if one["handled_by"] else ""
        said = f"{STATES[one['severity']]} {second(one['since'])}  {one['state']:<12}"
        say(f"{said} {brief(one['sentence'])}{taken}  {one['id']}")
    say(f"{len(found)} alerts")


def alert_taken(one: Plain, *, as_json: bool) -> None:
    """Print what became of an alert somebody took or put off."""
    if as_json:
        say_json(dict(sorted(one.items())))
        return
    until = f" until {second(one['snoozed_until'])}" if one["snoozed_until"] else ""
    say(f"{one['sentence']}: {one['state']}{until}")


def trial(one: Plain, *, as_json: bool) -> None:
    """Print to whom an alert for trial is on its way; ends with 1 where nobody is told of alerts."""
    letters, webhooks = one["letters_to"], one["webhooks"]
    if as_json:
        say_json({"ref": one["ref"], "letters_to": list(letters), "webhooks": webhooks})
    elif letters or webhooks:
        to = [f"by letter to {', '.join(map(shown, letters))}"] if letters else []
        to += [f"to {webhooks} {'webhook' if webhooks == 1 else 'webhooks'}"] if webhooks else []
        say(f"a trial is on its way {' and '.join(to)}")
    else:
        say("nobody is told of alerts: name letters in gateway.yaml, or make a webhook for alert.*")
    raise typer.Exit(Exit.CLEAN if letters or webhooks else Exit.FINDINGS)


def minute(at: str | None) -> str:
    """Return an instant to the minute."""
    return f"{at[:10]} {at[11:16]}" if at else ""


def second(at: str | None) -> str:
    """Return an instant to the second."""
    return f"{at[:10]} {at[11:19]}" if at else ""
