"""Verbs for changes of orders: list those that wait, accept or refuse one, and change an order at the desk."""

from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import say, say_json, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gateway.bootstrap import Gateway

USER = "command line"
MOST = 200
AS_JSON = typer.Option(False, "--json", help="Print JSON.")
REASON = typer.Option(..., "--reason", help="Why, for the record.")
DOCUMENT = typer.Argument(metavar="ID", help="A change that waits for a person, as its page names it.")
ORDER = typer.Argument(metavar="ID", help="An order, as its page names it.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    change = typer.Typer(help="Changes of orders: a buyer's that wait, and our own.", no_args_is_help=True)
    change.command("list", short_help="List the changes that wait for a person.")(held)
    change.command("accept", short_help="Let a change pass that waits.")(accept)
    change.command("refuse", short_help="Refuse a change that waits; the partner is told.")(refuse)
    change.command("edit", short_help="Change an order: a line, where it goes, or all of it.")(edit)
    change.command("history", short_help="Print how an order came to be what it is.")(history)
    app.add_typer(change, name="change")


def held(as_json: bool = AS_JSON) -> None:
    """List the changes that wait for a person, newest first."""
    with _opened() as gateway, gateway.store.read() as work:
        documents = work.documents.recent(MOST, direction="in", set_id="860", validation="held")
    if as_json:
        say_json(
            [
                {
                    "id": one.id,
                    "partner": one.partner,
                    "order": one.reference,
                    "since": one.created_at.isoformat(),
                    "reason": one.reason,
                }
                for one in documents
            ]
        )
        return
    for one in documents:
        say(f"{one.id}  {shown(one.partner)}  {shown(one.reference)}  {shown(one.reason)}")


def accept(document: str = DOCUMENT, reason: str = REASON, as_json: bool = AS_JSON) -> None:
    """Let a change pass that waits for a person, whatever held it; a worker does it."""
    from gateway.application.changing import accept_change

    with _opened() as gateway:
        number = accept_change(gateway.services, gateway.store, document, reason=reason, actor=USER)
    _say(document, f"the change of order {shown(number)} will be worked in", as_json=as_json)


def refuse(document: str = DOCUMENT, reason: str = REASON, as_json: bool = AS_JSON) -> None:
    """Refuse a change that waits for a person and tell the partner; a worker does it."""
    from gateway.application.changing import refuse_change

    with _opened() as gateway:
        number = refuse_change(gateway.services, gateway.store, document, reason=reason, actor=USER)
    _say(document, f"the change of order {shown(number)} will be refused", as_json=as_json)


def edit(
    order: str = ORDER,
    *,
    reason: str = REASON,
    line: int = typer.Option(0, min=0, help="The line, counted from 1."),
    quantity: str = typer.Option("", help="How many of it are wanted now."),
    on: str = typer.Option("", metavar="DAY", help="When it is wanted now, as 2026-12-31."),
    price: str = typer.Option("", help="What it costs now."),
    ship_to: str = typer.Option(
        "", metavar="CODE", help="Where the order goes now: a place that was agreed."
    ),
    cancel: bool = typer.Option(False, "--cancel", help="Cancel the line, or the order where none is named."),
    as_json: bool = AS_JSON,
) -> None:
    """Change an order as a person wants it; what would hold a buyer's change passes. A worker does it."""
    from gateway.application.editing import edit_order
    from gateway.orderdesk.editing import Edit, LineEdit

    try:
        one = LineEdit(
            line=line,
            quantity=Decimal(quantity) if quantity else None,
            on=date.fromisoformat(on) if on else None,
            price=Decimal(price) if price else None,
            cancel=cancel,
        )
    except (ValueError, InvalidOperation) as wrong:
        raise typer.BadParameter("quantities and prices are numbers, days are written 2026-12-31") from wrong
    wanted = Edit(reason=reason, lines=(one,) if line else (), ship_to=ship_to, cancel=cancel and not line)
    with _opened() as gateway:
        document = edit_order(gateway.services, gateway.store, order, edit=wanted, actor=USER)
    _say(document, "the order will be changed", as_json=as_json)


def history(order: str = ORDER, as_json: bool = AS_JSON) -> None:
    """Print what was done to an order and asked of it, oldest first."""
    from gateway.application.retracing import revisions

    with _opened() as gateway, gateway.store.read() as work:
        found = revisions(work, work.orders.get(order))
    if as_json:
        say_json([asdict(one) | {"at": one.at.isoformat()} for one in found])
        return
    for one in found:
        number = "" if one.number is None else f" {one.number}"
        who = f" by {shown(one.by)}" if one.by else ""
        why = f" because {shown(one.reason)}" if one.reason else ""
        say(f"{one.at:%Y-%m-%d %H:%M}  {one.outcome}{number}{who}{why}")
        for text in one.said:
            say(f"    {shown(text)}")


def _say(ref: str, text: str, *, as_json: bool) -> None:
    say_json({"ref": ref}) if as_json else say(f"{text} ({ref})")


@contextmanager
def _opened() -> "Iterator[Gateway]":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    try:
        yield gateway
    finally:
        gateway.engine.dispose()
