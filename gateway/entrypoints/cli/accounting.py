"""Verbs about money: what partners owe, and booking what they paid."""

from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import say, say_json

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway

CONSOLE_USER = "command line"
JSON = typer.Option(False, "--json", help="Print JSON.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(help="What partners owe and what they paid.", no_args_is_help=True)
    group.command("show", short_help="Say what partners owe, and what is left of their limits.")(show)
    group.command("pay", short_help="Book a payment of an invoice, or ahead for an order.")(pay)
    group.command("refund", short_help="Pay back what was paid ahead, or too much.")(refund)
    app.add_typer(group, name="accounts")


def show(
    partner: str = typer.Argument("", metavar="[PARTNER]", help="One partner, with everything that is open."),
    json: bool = JSON,
) -> None:
    """Say what partners owe: open orders, unpaid invoices, what is past due, what is left of the limit."""
    from gateway.application.statements import statement_of, statements
    from gateway.domain.canonical import to_plain

    gateway = _built()
    with gateway.store.read() as work:
        if partner:
            found = [statement_of(gateway.services, work, partner)]
        else:
            found = list(statements(gateway.services, work))
    if json:
        say_json([to_plain(asdict(one)) for one in found])
        return
    say(f"{'partner':<16}{'orders':>14}{'invoices':>14}{'owed':>14}{'past due':>12}{'left':>14}")
    for one in found:
        left = "no limit" if one.left is None else f"{one.left:,.2f}"
        sums = f"{one.orders:>14,.2f}{one.invoices:>14,.2f}{one.owed:>14,.2f}{one.past_due:>12,.2f}{left:>14}"
        say(f"{one.partner:<16}{sums} {one.currency}")
        for each in one.open if partner else ():
            due = f"due {each.due_on}" if each.due_on else ""
            say(
                f"  {each.kind:<8} {each.number:<38} {each.amount:>12,.2f} of {each.total:,.2f} {due}".rstrip()
            )


def pay(  # noqa: PLR0917 - typer reads arguments and options off the parameters
    partner: str = typer.Argument(metavar="PARTNER", help="Who paid."),
    number: str = typer.Argument(metavar="NUMBER", help="The invoice, or the order paid for ahead."),
    amount: str = typer.Argument(metavar="AMOUNT", help="How much, in the partner's currency."),
    reference: str = typer.Option(help="What the bank calls it; the same payment told twice is booked once."),
    on: str = typer.Option("", metavar="DAY", help="When it was paid, as 2026-12-31; today if left out."),
    discount: str = typer.Option("0", help="What was taken off for paying early, and is granted."),
    reason: str = typer.Option("", help="Why it is less than was due."),
    json: bool = JSON,
) -> None:
    """Book a payment; orders that waited for it go on by themselves when a worker runs."""
    from gateway.application.paying import Paid
    from gateway.application.paying import pay as book

    try:
        paid = Paid(
            partner=partner,
            number=number,
            amount=Decimal(amount),
            paid_on=datetime.fromisoformat(on).date() if on else datetime.now(UTC).date(),
            reference=reference,
            discount=Decimal(discount),
            reason=reason,
        )
    except (InvalidOperation, ValueError) as wrong:
        raise typer.BadParameter("amounts are numbers, and a day is written as 2026-12-31") from wrong
    gateway = _built()
    new = book(gateway.services, gateway.store, paid, actor=CONSOLE_USER)
    if json:
        say_json({"new": new})
    else:
        say(f"{amount} booked on {number}" if new else "that payment was booked before")


def refund(
    partner: str = typer.Argument(metavar="PARTNER", help="Who gets it back."),
    number: str = typer.Argument(
        metavar="NUMBER", help="The order paid for ahead, or the invoice paid too much."
    ),
    reference: str = typer.Option(help="What the bank calls it; the same refund told twice is booked once."),
    amount: str = typer.Option("", help="How much; all that nothing needs any more, if left out."),
    on: str = typer.Option("", metavar="DAY", help="When it was paid, as 2026-12-31; today if left out."),
    reason: str = typer.Option("", help="Why, for the record."),
    json: bool = JSON,
) -> None:
    """Book money that is paid back: what was paid ahead of an order that is over or smaller now, or twice for an invoice."""
    from gateway.application.refunding import Refund
    from gateway.application.refunding import refund as book

    try:
        wanted = Refund(
            partner=partner,
            number=number,
            amount=Decimal(amount) if amount else None,
            paid_on=datetime.fromisoformat(on).date() if on else datetime.now(UTC).date(),
            reference=reference,
            reason=reason,
        )
    except (InvalidOperation, ValueError) as wrong:
        raise typer.BadParameter("amounts are numbers, and a day is written as 2026-12-31") from wrong
    gateway = _built()
    done = book(gateway.services, gateway.store, wanted, actor=CONSOLE_USER)
    if json:
        say_json({"new": done.new, "amount": str(done.amount), "currency": done.currency})
    else:
        what = f"{done.amount} {done.currency} paid back of {number}"
        say(what if done.new else f"booked before: {what}")


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
