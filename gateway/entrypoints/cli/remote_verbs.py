"""Verbs as they are done over the API of a gateway elsewhere: asked for there, told as here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.servers import Server, quoted
from gateway.entrypoints.cli.terminal import say, say_json

OF_LIST = ("partner", "name", "state", "channel", "documents", "tests", "scenarios", "last_at")
OF_RESULT = ("partner", "scenario", "passed", "steps")
OF_REPLAY = ("document", "reference", "map_then", "map_now", "turns", "why_not")
A_SCREEN = 20


def partner_list(server: Server, *, as_json: bool) -> None:
    """List partners."""
    telling.partners(list(server.all("partners")), as_json=as_json)


def partner_show(server: Server, *, partner: str, as_json: bool) -> None:
    """Show a partner."""
    found = server.get(f"partners/{quoted(partner)}")
    if as_json:
        keys = (*OF_LIST, "control_numbers", "profile")
        say_json({key: found[key] for key in keys})
        return
    telling.partner(found)


def partner_test(
    server: Server,
    *,
    partner: str,
    scenario: str,
    junit: Path | None,
    html: Path | None,
    record: bool,
    as_json: bool,
) -> None:
    """Play a partner's scenarios there."""
    if junit or html:
        raise typer.BadParameter("reports are written where the gateway is", param_hint="--junit, --html")
    found = server.post(f"partners/{quoted(partner)}/test", {"scenario": scenario, "record": record})
    heads = {one["scenario"]: (one["name"], one["path"]) for one in found["results"]}
    told = [{key: one[key] for key in OF_RESULT} for one in found["results"]]
    telling.results(told, heads, as_json=as_json)


def go_live(server: Server, *, partner: str, dry_run: bool) -> None:
    """Let a partner trade in earnest."""
    done = server.post(f"partners/{quoted(partner)}/go-live", dry_run=dry_run)
    telling.saved(done, dry_run=dry_run)


def pause(server: Server, *, partner: str, dry_run: bool) -> None:
    """Stop trading with a partner."""
    _to(server, partner, "paused", dry_run=dry_run)


def resume(server: Server, *, partner: str, dry_run: bool) -> None:
    """Trade with a partner again, in test."""
    _to(server, partner, "testing", dry_run=dry_run)


def _to(server: Server, partner: str, state: str, *, dry_run: bool) -> None:
    done = server.post(f"partners/{quoted(partner)}/state", {"state": state}, dry_run=dry_run)
    telling.saved(done, dry_run=dry_run)


def config_plan(server: Server, *, as_json: bool) -> None:
    """Tell what differs from what was applied last."""
    found = server.get("config")
    telling.plan((found["revision"] or {}).get("id"), found["changes"], as_json=as_json)


def config_apply(server: Server, *, reason: str, as_json: bool) -> None:
    """Let the files there work."""
    telling.applied(server.post("config/apply", {"reason": reason})["revision"], as_json=as_json)


def config_history(server: Server, *, as_json: bool) -> None:
    """List revisions."""
    telling.history(server.get("config/revisions", limit=A_SCREEN)["items"], as_json=as_json)


def config_restore(server: Server, *, revision: str, dry_run: bool) -> None:
    """Write the files of a revision back."""
    done = server.post(f"config/revisions/{quoted(revision)}/restore", dry_run=dry_run)
    telling.saved(done, dry_run=dry_run)


def map_list(server: Server, *, as_json: bool) -> None:
    """List maps."""
    telling.maps(list(server.all("maps", every=True)), as_json=as_json)


def map_show(server: Server, *, map_name: str) -> None:
    """Print a map's file."""
    say(server.get(f"maps/{quoted(map_name)}")["text"].rstrip("\n"))


def reprocess(server: Server, *, ref: str, dry_run: bool, diff: bool, as_json: bool) -> None:
    """Read stored bytes again."""
    (found,) = server.post("replays", {"refs": [ref], "dry_run": dry_run})
    if as_json:
        say_json([{key: one[key] for key in OF_REPLAY} for one in found["documents"]])
        if dry_run:
            return
    elif diff:
        telling.differences(found["documents"])
    say(f"transmission {found['transmission']} {'would' if dry_run else 'will'} be processed again")


def resend(server: Server, *, document: str, dry_run: bool) -> None:
    """Deliver a document once more."""
    _only_in_earnest(dry_run=dry_run)
    say(f"{server.post(f'documents/{quoted(document)}/resend')['ref']} will be delivered again")


def reissue(server: Server, *, document: str, dry_run: bool) -> None:
    """Write a document anew and deliver it."""
    _only_in_earnest(dry_run=dry_run)
    say(f"document {server.post(f'documents/{quoted(document)}/reissue')['ref']} takes its place")


def _only_in_earnest(*, dry_run: bool) -> None:
    if dry_run:
        raise typer.BadParameter("a dry run of this is made where the gateway is", param_hint="--dry-run")


def circuits_list(server: Server, *, json: bool) -> None:
    """List partners nobody can reach."""
    telling.circuits(list(server.all("circuits")), as_json=json)


def circuits_close(server: Server, *, partner: str) -> None:
    """Try a partner again now."""
    done = server.post(f"circuits/{quoted(partner)}/close")
    say(f"{partner} is tried again now; {done['waited']} waited")


def alerts_list(server: Server, *, state: str, kind: str, partner: str, limit: int, json: bool) -> None:
    """List what needs a person there."""
    found = server.get("alerts", state=state, kind=kind, partner=partner, limit=limit)
    telling.alerts(found["items"], as_json=json)


def alerts_ack(server: Server, *, alert: str, note: str, json: bool) -> None:
    """Say that you see to an alert there."""
    telling.alert_taken(server.post(f"alerts/{quoted(alert)}/acknowledge", {"note": note}), as_json=json)


def alerts_snooze(server: Server, *, alert: str, minutes: int, note: str, json: bool) -> None:
    """Put an alert off there."""
    body = {"minutes": minutes, "note": note}
    telling.alert_taken(server.post(f"alerts/{quoted(alert)}/snooze", body), as_json=json)


def alerts_test(server: Server, *, json: bool) -> None:
    """Send an alert for trial from there."""
    telling.trial(server.post("alerts/test"), as_json=json)


def doctor(server: Server, *, online: bool, quick: bool, fix: bool, json: bool) -> None:
    """Look at everything there."""
    if online or quick or fix:
        raise typer.BadParameter("the doctor there looks at what it looks at", param_hint="--server")
    telling.checks(server.get("system")["checks"], as_json=json)


VERBS: Mapping[str, Callable[..., None]] = MappingProxyType(
    {
        "partner list": partner_list,
        "partner show": partner_show,
        "partner test": partner_test,
        "partner go-live": go_live,
        "partner pause": pause,
        "partner resume": resume,
        "config plan": config_plan,
        "config apply": config_apply,
        "config history": config_history,
        "config restore": config_restore,
        "map list": map_list,
        "map show": map_show,
        "reprocess": reprocess,
        "resend": resend,
        "reissue": reissue,
        "circuits list": circuits_list,
        "circuits close": circuits_close,
        "alerts list": alerts_list,
        "alerts ack": alerts_ack,
        "alerts snooze": alerts_snooze,
        "alerts test": alerts_test,
        "doctor": doctor,
    }
)
"""What each verb that speaks to a server does there."""
