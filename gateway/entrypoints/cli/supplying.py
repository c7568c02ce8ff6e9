"""Verbs about stock: what lies where, what partners are told of it, and what should be bought."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, brief, say, say_json, shown
from gateway.errors import ConfigurationFault

if TYPE_CHECKING:
    from gateway.application.ports import UnitOfWork
    from gateway.application.supplying import Supplied, SupplyLine
    from gateway.bootstrap import Gateway
    from gateway.domain.findings import Finding

ACTOR = "command line"
MOST_RESERVED = 200
DAYS = ["%Y-%m-%d"]
LEAVES = typer.Option(None, formats=DAYS, help="When it leaves; today, unless given.")
ARRIVES = typer.Option(
    None, formats=DAYS, help="When it is there; by the lane from place to place, unless given."
)
INSTANTS = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]
CSV_FILE = typer.Argument(
    metavar="FILE", help="A CSV file in UTF-8 with a row of headings.", exists=True, dir_okay=False
)
AS_OF = typer.Option(
    None, "--counted-at", formats=INSTANTS, help="When it was counted, in UTC; now, unless given."
)
JSON = typer.Option(False, "--json", help="Print JSON.")
LOCATION = typer.Option("", help="One location; all, unless given.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    stock = typer.Typer(help="Stock: what lies where, and what partners are told.", no_args_is_help=True)
    stock.command("count", short_help="Make stock what a CSV file says, and nothing else.")(count)
    stock.command("change", short_help="Add what came and take what went, from CSV.")(change)
    stock.command("list", short_help="List what lies where and what may be promised.")(list_)
    stock.command("transfer", short_help="Send goods from one place of ours to another.")(transfer)
    stock.command("reserved", short_help="List what is held before there is an order.")(reserved)
    stock.command("tell", short_help="Tell a partner now what it can have.")(tell)
    app.add_typer(stock, name="stock")
    app.command("replenish", short_help="List what should be bought, and by when.")(replenish)


def count(file: Path = CSV_FILE, counted_at: datetime | None = AS_OF, json: bool = JSON) -> None:
    """Make stock at the locations a CSV file names what it says: what it leaves out there is not there.

    Columns: sku, location, quantity; available_on (a day to come), kind and reference if you like. A count that is
    older than what is known of an item is left out, and said. Nothing is changed where anything is wrong.
    """
    from datetime import UTC

    from gateway.application.supplying import Listing, Supplied, replace_supply

    gateway = _built()
    lines, faults = _read(file)
    done = Supplied(findings=list(faults))
    if not done.refused:
        at = counted_at.replace(tzinfo=UTC) if counted_at else gateway.services.clock.now()
        locations = tuple(sorted({one.location for one in lines}))
        listing = Listing(
            lines=lines, counted_at=at, source=ACTOR, reference=file.name, locations=locations, complete=True
        )
        with gateway.store.begin() as work:
            done = _kept(work, replace_supply(gateway.services, work, listing))
    _say(done, json=json)


def change(file: Path = CSV_FILE, json: bool = JSON) -> None:
    """Add what came and take what went (less than nothing), as a CSV file says; each run does it once more.

    Columns: sku, location, quantity; available_on, kind and reference if you like. Nothing is changed where
    anything is wrong.
    """
    from gateway.application.supplying import Supplied, change_supply

    gateway = _built()
    lines, faults = _read(file)
    done = Supplied(findings=list(faults))
    if not done.refused:
        with gateway.store.begin() as work:
            done = _kept(
                work, change_supply(gateway.services, work, lines, source=ACTOR, reference=file.name)
            )
    _say(done, json=json)


def list_(
    sku: str = typer.Option("", help="One item; all, unless given."),
    location: str = LOCATION,
    limit: int = typer.Option(1000, min=1, max=100_000, help="How many at most."),
    json: bool = JSON,
) -> None:
    """List items by location: what should lie there, when it was counted, and what may be promised by day."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.stocktaking.stock(gateway.services.clock.now(), sku=sku, location=location, limit=limit)
    if json:
        say_json(
            [
                {
                    "sku": one.sku,
                    "location": one.location,
                    "on_hand": one.on_hand,
                    "counted_at": one.counted_at.isoformat() if one.counted_at else None,
                    "free": {on.isoformat(): free for on, free in one.free},
                }
                for one in found
            ]
        )
        return
    say(f"{'item':<20}{'location':<12}{'there':>8}  {'counted':<18}free from")
    for one in found:
        counted = f"{one.counted_at:%Y-%m-%d %H:%M}" if one.counted_at else "never"
        free = ", ".join(f"{on}: {quantity}" for on, quantity in one.free)
        say(f"{brief(one.sku):<20}{brief(one.location):<12}{one.on_hand:>8}  {counted:<18}{free}")


def transfer(  # noqa: PLR0917 - typer reads arguments and options off the parameters
    sku: str = typer.Argument(metavar="ITEM", help="What goes."),
    quantity: int = typer.Argument(metavar="UNITS", help="How many base units."),
    from_location: str = typer.Option(..., "--from", metavar="PLACE", help="Where it leaves."),
    to_location: str = typer.Option(..., "--to", metavar="PLACE", help="Where it goes."),
    reference: str = typer.Option(help="What it is called; the same reference again is the same transfer."),
    leaves: datetime | None = LEAVES,
    arrives: datetime | None = ARRIVES,
    order: str = typer.Option("", metavar="ID", help="The order they are for, if they are for one."),
    json: bool = JSON,
) -> None:
    """Send goods from one place of ours to another: promised from there once they arrive, and no longer from here."""
    from gateway.application.transferring import Transfer
    from gateway.application.transferring import transfer as book

    gateway = _built()
    wanted = Transfer(
        sku=sku,
        from_location=from_location,
        to_location=to_location,
        quantity=quantity,
        leaves_on=leaves.date() if leaves else gateway.services.clock.now().date(),
        arrives_on=arrives.date() if arrives else None,
        reference=reference,
    )
    done = book(gateway.services, gateway.store, wanted, actor=ACTOR, order=order)
    if json:
        say_json({"new": done.new, "arrives_on": done.arrives_on.isoformat()})
        return
    what = f"{quantity} of {brief(sku)} are at {brief(to_location)} on {done.arrives_on}"
    say(what if done.new else f"booked before: {what}")


def reserved(json: bool = JSON) -> None:
    """List what shops and people reserved, the first to end first; it becomes the promise of the order that names it."""
    from gateway.domain.canonical import to_plain

    gateway = _built()
    with gateway.store.read() as work:
        found = work.reservations.all(MOST_RESERVED)
    if json:
        say_json([to_plain(one) for one in found])
        return
    for one in found:
        until = one.until_at.isoformat(timespec="minutes")
        say(f"{one.partner}  {shown(one.reference)}  {one.quantity} of {one.sku}  until {until}")


def tell(partner: str = typer.Argument(help="The partner, by its code.")) -> None:
    """Tell a partner now what it can have of everything it may buy, in an inventory advice; a worker does it."""
    from gateway.application.stock_advices import ask_advice

    gateway = _built()
    name = ask_advice(gateway.services, gateway.store, partner, actor=ACTOR)
    say(f"{name} will be told what it can have")


def replenish(
    location: str = LOCATION,
    supplier: str = typer.Option("", help="What one supplier delivers; all, unless given."),
    table: bool = typer.Option(False, "--csv", help="Print CSV."),
    json: bool = JSON,
) -> None:
    """List what should be bought so that nothing falls below its safety stock, the most urgent first; nothing is bought."""
    import csv
    import sys

    from gateway.application.replenishing import COLUMNS, plain_proposal, proposals

    gateway = _built()
    with gateway.store.read() as work:
        found = [
            plain_proposal(one)
            for one in proposals(gateway.services, work, location=location, supplier=supplier)
        ]
    if json:
        say_json(found)
        return
    if table:
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
        return
    say(f"{'item':<20}{'location':<12}{'quantity':>9}  {'order by':<12}{'there on':<12}supplier")
    for one in found:
        late = "  late" if one["late"] else ""
        say(
            f"{one['sku']:<20}{one['location']:<12}{one['quantity']:>9}  {one['order_by']:<12}{one['due_on']:<12}"
            f"{one['supplier']}{late}"
        )


def _read(file: Path) -> "tuple[tuple[SupplyLine, ...], tuple[Finding, ...]]":
    import csv

    from gateway.application.supply_lists import read_rows

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read_rows(csv.DictReader(lines, restkey="(cells beyond the headings)", restval=""))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise ConfigurationFault(f"{file} is not a CSV file in UTF-8") from wrong


def _kept(work: "UnitOfWork", done: "Supplied") -> "Supplied":
    """Keep what was done, or nothing of it where something is wrong."""
    if not done.refused:
        for job in done.jobs:
            work.jobs.add(job)
        work.commit()
    return done


def _say(done: "Supplied", *, json: bool) -> None:
    from gateway.application.supplying import plain_supplied

    if json:
        say_json(plain_supplied(done))
    else:
        for one in done.findings:
            seen = f" ({brief(one.value_seen)})" if one.value_seen else ""
            say(f"{one.severity} {one.code} at {one.path or 'the whole list'}: {one.message}{seen}")
        say(
            "nothing was changed"
            if done.refused
            else f"{done.changed} changed, {done.unchanged} as they were"
        )
    if done.refused:
        raise typer.Exit(Exit.FINDINGS)


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
