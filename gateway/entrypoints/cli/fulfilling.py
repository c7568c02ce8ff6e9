"""Verbs about what left and what was billed: held shipments, invoices, credits, the three-way match."""

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, say, say_json, shown

if TYPE_CHECKING:
    from gateway.application.ports import Store
    from gateway.bootstrap import Gateway

COMMAND_LINE = "command line"
MOST = 200
AS_JSON = typer.Option(False, "--json", help="Print JSON.")
REASON = typer.Option(metavar="TEXT", help="Why, for the record.")
SHIPMENT = typer.Argument(metavar="ID", help="A shipment, as the warehouse names it.")
ORDER = typer.Argument(metavar="ORDER", help="An order: our id of it, or the buyer's number.")
INVOICE = typer.Argument(metavar="INVOICE", help="The number of an invoice.")
UNITS = typer.Option(
    [], "--line", metavar="LINE=UNITS", help="So many base units of a line; again for more lines."
)
MONEY = typer.Option([], "--amount", metavar="LINE=MONEY", help="So much of a line, without goods.")
PRICES = typer.Option(metavar="LINE=PRICE", help="The price of a line; again for more lines.")
KEY = typer.Option("", metavar="TEXT", help="The same key again is the same credit.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    shipments = typer.Typer(help="Shipments that wait for a person.", no_args_is_help=True)
    shipments.command("held", short_help="List what warehouses shipped that does not fit.")(held)
    shipments.command("asked", short_help="List what warehouses have not answered.")(asked)
    shipments.command("retry", short_help="Look at a held shipment again.")(retry)
    shipments.command("discard", short_help="Put a held shipment aside.")(discard)
    app.add_typer(shipments, name="shipments")
    invoices = typer.Typer(help="Invoices: bill, credit, correct, match.", no_args_is_help=True)
    invoices.command("bill", short_help="Bill what left of an order by now.")(bill)
    invoices.command("credit", short_help="Credit an invoice, in part or whole.")(credit)
    invoices.command("correct", short_help="Credit an invoice and bill it anew.")(correct)
    invoices.command("match", short_help="Set order, shipments, invoices side by side.")(match)
    app.add_typer(invoices, name="invoices")


def held(json: bool = AS_JSON) -> None:
    """List the shipments that were not noticed, because they hold what was not to leave; ends with 1 if there are some."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.shipments.held()
    if json:
        say_json(
            [
                {"id": one.id, "partner": one.partner, "order": one.order, "reason": one.reason}
                for one in found
            ]
        )
    else:
        for one in found:
            say(f"{one.id}  {one.partner}  {one.reason}")
    raise typer.Exit(Exit.FINDINGS if found else Exit.CLEAN)


def asked(json: bool = AS_JSON) -> None:
    """List what partners who run warehouses were asked for (940) and have not answered in full (945), the first to ship first."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.picks.open(MOST)
    if json:
        say_json(
            [
                {"number": one.number, "warehouse": one.warehouse, "location": one.location}
                | {"partner": one.partner, "order": one.order, "ship_on": one.ship_on.isoformat()}
                for one in found
            ]
        )
        return
    for one in found:
        say(f"{one.number}  {shown(one.warehouse)}  {shown(one.location)}  to ship on {one.ship_on}")


def retry(shipment: str = SHIPMENT) -> None:
    """Look at a held shipment again, now that what was wrong is mended; a worker does it."""
    from gateway.application.reporting import retry_shipment

    gateway = _built()
    retry_shipment(gateway.services, gateway.store, shipment, actor=COMMAND_LINE)
    say(f"shipment {shown(shipment)} will be looked at again")


def discard(shipment: str = SHIPMENT, reason: str = REASON) -> None:
    """Put a held shipment aside: nothing of it is noticed or billed."""
    from gateway.application.reporting import discard_shipment

    gateway = _built()
    discard_shipment(gateway.services, gateway.store, shipment, reason=reason, actor=COMMAND_LINE)
    say(f"shipment {shown(shipment)} is put aside")


def bill(order: str = ORDER) -> None:
    """Bill what left of an order and was not billed, without waiting for the rest; a worker delivers the invoice."""
    from gateway.application.billing import invoice_order

    gateway = _built()
    number = invoice_order(gateway.services, gateway.store, _order(gateway.store, order), actor=COMMAND_LINE)
    say(f"invoice {number} is written")


def credit(
    invoice: str = INVOICE,
    line: list[str] = UNITS,
    amount: list[str] = MONEY,
    reason: str = REASON,
    key: str = KEY,
    json: bool = AS_JSON,
) -> None:
    """Credit lines of an invoice, all that is left of it where none is named; never more than was billed."""
    from gateway.application.crediting import Said
    from gateway.application.crediting import credit as make
    from gateway.orderdesk.crediting import Wanted

    wanted = [Wanted(line=at, quantity=int(value)) for at, value in _pairs(line, "--line", whole=True)]
    wanted += [Wanted(line=at, amount=value) for at, value in _pairs(amount, "--amount")]
    gateway = _built()
    said = Said(reason=reason, actor=COMMAND_LINE, key=key)
    made = make(gateway.services, gateway.store, invoice, wanted, said=said)
    if json:
        say_json(
            {"number": made.number, "invoice": invoice, "total": str(made.total), "currency": made.currency}
        )
        return
    say(f"credit memo {made.number} over {made.total} {made.currency}")


def correct(
    invoice: str = INVOICE,
    price: list[str] = PRICES,
    reason: str = REASON,
) -> None:
    """Credit all that is left of an invoice and bill its goods anew, lines at other prices."""
    from gateway.application.crediting import Said
    from gateway.application.crediting import correct as make

    prices = dict(_pairs(price, "--price"))
    gateway = _built()
    said = Said(reason=reason, actor=COMMAND_LINE)
    number = make(gateway.services, gateway.store, invoice, prices, said=said)
    say(f"invoice {number} takes its place")


def match(order: str = ORDER, json: bool = AS_JSON) -> None:
    """Compare an order with what was announced as shipped and what was invoiced; ends with 1 where they differ."""
    from gateway.application.matching import match_order
    from gateway.domain.canonical import to_plain

    gateway = _built()
    with gateway.store.read() as work:
        record = work.orders.get(_order(gateway.store, order))
        found = match_order(gateway.services, work, record).match
    if json:
        say_json(
            {"order": record.number, "exact": found.exact}
            | {"lines": to_plain(found.lines), "differences": [asdict(one) for one in found.differences]}
        )
    else:
        say(f"{'line':<8}{'ordered':>10}{'shipped':>10}{'invoiced':>10}{'credited':>10}")
        for one in found.lines:
            counts = "".join(
                f"{count!s:>10}" for count in (one.ordered, one.shipped, one.invoiced, one.credited)
            )
            say(f"{shown(one.number):<8}{counts}")
        for each in found.differences:
            where = " ".join(filter(None, (each.line and f"line {each.line}", each.document)))
            say(f"{each.code}: {where}, {each.expected or 'nothing'} expected, {each.seen or 'nothing'} seen")
    raise typer.Exit(Exit.CLEAN if found.exact else Exit.FINDINGS)


def _pairs(said: list[str], option: str, *, whole: bool = False) -> list[tuple[int, Decimal]]:
    """Return what `1=6` says, line by line."""
    found = []
    for one in said:
        line, _, value = one.partition("=")
        try:
            pair = int(line), Decimal(value)
        except (ValueError, InvalidOperation) as wrong:
            raise typer.BadParameter(
                f"{shown(one)} is not written as LINE=NUMBER", param_hint=option
            ) from wrong
        if not pair[1].is_finite() or (whole and pair[1] != int(pair[1])):
            raise typer.BadParameter(f"{shown(one)} is no such number", param_hint=option)
        found.append(pair)
    return found


def _order(store: "Store", named: str) -> str:
    """Return the id of an order named by it, or by the buyer's number if only one has it."""
    with store.read() as work:
        numbered = work.orders.by_number(named)
    if len({one.partner for one in numbered}) > 1:
        raise typer.BadParameter(
            f"more than one partner has an order {shown(named)}: name our id", param_hint="ORDER"
        )
    return numbered[0].id if numbered else named


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
