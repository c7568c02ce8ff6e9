"""Verbs about what needs a person: alerts list, alerts ack, alerts snooze, alerts test."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli import telling
from gateway.entrypoints.cli.servers import remotely

if TYPE_CHECKING:
    from gateway.application.ports.alerts import AlertRecord
    from gateway.bootstrap import Gateway

ACTOR = "command line"
JSON = typer.Option(False, "--json", help="Print JSON.")
ALERT = typer.Argument(metavar="ID", help="An alert, as the list names it.")
STATE = typer.Option(
    "standing", help="Only standing (all that are not over), open, acknowledged, snoozed, cleared or all."
)


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(help="What needs a person: seen, told of once, taken, over.", no_args_is_help=True)
    group.command("list", short_help="List alerts, the newest first.")(remotely("alerts list", list_alerts))
    group.command("ack", short_help="Say that you see to an alert.")(remotely("alerts ack", ack))
    group.command("snooze", short_help="Put an alert off for a while.")(remotely("alerts snooze", snooze))
    group.command("test", short_help="Send an alert for trial, to see it arrive.")(
        remotely("alerts test", send_test)
    )
    app.add_typer(group, name="alerts")


def list_alerts(
    state: str = STATE,
    kind: str = typer.Option("", help="Only of this condition, such as deadline-missed."),
    partner: str = typer.Option("", help="Only of this partner."),
    limit: int = typer.Option(50, min=1, max=200, help="How many to list at most."),
    json: bool = JSON,
) -> None:
    """List what needs a person now, or what did: the condition, whose, how many, since when, and who has it."""
    from gateway.application.alerting.taking import states_of
    from gateway.application.ports.alerts import ALERT_STATES

    states = states_of(state)
    if not set(states) <= set(ALERT_STATES):
        raise typer.BadParameter(f"there is no state {state}", param_hint="--state")
    with _built().store.read() as work:
        found = work.alerts.recent(limit, states=states, kind=kind, partner=partner)
    telling.alerts([_plain(one) for one in found], as_json=json)


def ack(
    alert: str = ALERT,
    note: str = typer.Option("", help="What there is to say of it, for the record."),
    json: bool = JSON,
) -> None:
    """Say that you see to an alert; it is over when its reason is."""
    from gateway.application.alerting.taking import acknowledge

    gateway = _built()
    taken = acknowledge(gateway.services, gateway.store, alert, said=note, actor=ACTOR)
    telling.alert_taken(_plain(taken), as_json=json)


def snooze(
    alert: str = ALERT,
    minutes: int = typer.Option(60, min=1, help="For how many minutes nobody wants to hear of it."),
    note: str = typer.Option(help="Why, for the record."),
    json: bool = JSON,
) -> None:
    """Put an alert off: people are told of it again afterwards, if it still stands."""
    from datetime import timedelta

    from gateway.application.alerting.taking import snooze as put_off

    gateway = _built()
    lasts = timedelta(minutes=minutes)
    put = put_off(gateway.services, gateway.store, alert, lasts=lasts, said=note, actor=ACTOR)
    telling.alert_taken(_plain(put), as_json=json)


def send_test(json: bool = JSON) -> None:
    """Send an alert for trial on every way alerts are told of: by letter, and to webhooks that ask for them.

    Exit code 1 where nobody is told of alerts at all.
    """
    from gateway.application.alerting.trying import send_trial

    gateway = _built()
    telling.trial(asdict(send_trial(gateway.services, gateway.store, actor=ACTOR)), as_json=json)


def _plain(one: "AlertRecord") -> dict[str, Any]:
    from gateway.application.alerting.wording import sentence

    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
        if name != "over"
    }
    return told | {"sentence": sentence(one)}


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
