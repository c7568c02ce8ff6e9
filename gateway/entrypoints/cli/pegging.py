"""Verbs about promises: why a line cannot leave in time, and giving it supply by hand."""

from datetime import datetime
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import say, say_json

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway

ACTOR = "command line"
ORDER = typer.Argument(metavar="ORDER", help="The id of an order, as its page and `/api/v1/orders` show it.")
LINE = typer.Argument(metavar="LINE", min=1, help="The line, counted from 1.")
DAY = typer.Argument(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The day it leaves.")
JSON = typer.Option(False, "--json", help="Print JSON.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(help="Why a promise is as it is, and promising by hand.", no_args_is_help=True)
    group.command("why", short_help="Say why lines cannot leave in time, and what would help.")(why)
    group.command("peg", short_help="Give a line supply of a place by hand.")(peg)
    group.command("unpeg", short_help="Let backorder runs move what a line was given by hand.")(unpeg)
    app.add_typer(group, name="promise")


def why(order: str = ORDER, json: bool = JSON) -> None:
    """Say why lines of an order cannot leave in time as things stand: what binds, who holds it, what would help."""
    from gateway.application.promise_reasons import reasons_of
    from gateway.application.reason_words import headline, of_cut, of_holder, of_option
    from gateway.domain.canonical import to_plain

    gateway = _built()
    with gateway.store.read() as work:
        found = reasons_of(gateway.services, work, order)
    if json:
        say_json({"reasons": to_plain(found)})
        return
    for one in found:
        say(f"line {one.line}: {headline(one)}")
        for sentence in (
            *map(of_cut, one.cuts),
            *map(of_holder, one.holders),
            *(f"It would help: {of_option(option)}" for option in one.options),
        ):
            say(f"  {sentence}")
    if not found:
        say("nothing of the order is missing")


def peg(
    order: str = ORDER,
    line: int = LINE,
    location: str = typer.Argument(metavar="PLACE", help="Where it leaves from."),
    quantity: int = typer.Argument(metavar="QUANTITY", min=1, help="How many base units."),
    on: datetime = DAY,
    json: bool = JSON,
) -> None:
    """Give a line supply of a place and a day by hand: no policy is asked, and no backorder run takes it away."""
    from gateway.application.pegging import peg as give

    gateway = _built()
    given = give(
        gateway.services,
        gateway.store,
        order,
        line=line,
        location=location,
        on=on.date(),
        quantity=quantity,
        actor=ACTOR,
    )
    if json:
        say_json({"commitment": given.id, "order": order, "line": line, "quantity": given.quantity})
    else:
        say(f"line {line} has {given.quantity} of {given.sku} from {location} on {given.promise_on}")


def unpeg(order: str = ORDER, line: int = LINE, json: bool = JSON) -> None:
    """Let backorder runs move what a line was given by hand."""
    from gateway.application.pegging import unpeg as let_go

    gateway = _built()
    quantity = let_go(gateway.services, gateway.store, order, line=line, actor=ACTOR)
    if json:
        say_json({"order": order, "line": line, "quantity": quantity})
    else:
        say(f"{quantity} of line {line} may be moved again")


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.settings import load as settings

    gateway = build(settings())
    prepare(gateway)
    return gateway
