"""Verbs about requests for quotation and quotes: taken in, reviewed, priced, answered, taken."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli.terminal import Exit, say, say_json, write_out

if TYPE_CHECKING:
    from gateway.application.ports import QuoteRecord, RequestRecord
    from gateway.bootstrap import Gateway

ACTOR = "command line"
CHANNEL = "command-line"
FILE = typer.Argument(metavar="FILE", help="The file as the buyer sent it.", exists=True, dir_okay=False)
PARTNER = typer.Option(..., "--partner", help="Whose request it is.")
REQUEST = typer.Argument(metavar="REQUEST", help="The id of a request, as its page and `rfp list` show it.")
QUOTE = typer.Argument(metavar="QUOTE", help="The id of a quote, or its number.")
LINE = typer.Argument(metavar="LINE", min=1, help="The line, counted from 1.")
TO = typer.Option(..., "--to", help="The file to write.")
TO_ANY = typer.Option(..., "--to", help="The file to write; its ending is that of what could be filled in.")
REASON = typer.Option(..., "--reason", help="Why, for the record.")
STATE = typer.Option("", "--state", help="Only those in a state.")
JSON = typer.Option(False, "--json", help="Print JSON.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs; those about requests go to the group that reads files, which is there already."""
    (requests,) = (
        one.typer_instance for one in app.registered_groups if one.name == "rfp" and one.typer_instance
    )
    requests.command("take", short_help="Take a file in as a request of a partner, and work on it.")(take)
    requests.command("list", short_help="List requests, newest first.")(list_requests)
    requests.command("show", short_help="Show a request with its lines and what they mean.")(show)
    requests.command("match", short_help="Say which item a line means, or that nothing is offered.")(match)
    requests.command("edit", short_help="Change quantity, unit, day or note of a line.")(edit)
    requests.command("accept", short_help="Take the best candidates of all lines that wait.")(accept)
    requests.command("price", short_help="Price a request at today's prices and supply.")(price)
    quotes = typer.Typer(help="Quotes: what we offer in answer to requests.", no_args_is_help=True)
    quotes.command("list", short_help="List quotes, newest first.")(list_quotes)
    quotes.command("show", short_help="Show a quote line by line.")(show_quote)
    quotes.command("pdf", short_help="Write a quote as PDF.")(pdf)
    quotes.command("workbook", short_help="Write the buyer's own file with our answers in it.")(workbook)
    quotes.command("approve", short_help="Let a quote leave that a person has to say yes to.")(approve)
    quotes.command("send", short_help="Give an approved quote to the buyer.")(send)
    quotes.command("take", short_help="Make an order of a quote that the buyer takes.")(take_quote)
    quotes.command("decline", short_help="Write down that the buyer does not take it.")(decline)
    quotes.command("revise", short_help="Take a quote back to make it anew.")(revise)
    app.add_typer(quotes, name="quote")


def take(file: Path = FILE, partner: str = PARTNER, json: bool = JSON) -> None:
    """Take a file in as a request of a partner, read, match and price it; ends with 1 where a person has to look."""
    from gateway.application.quoting.taking import Upload, take_upload

    gateway = _built()
    upload = Upload(partner=partner, channel=CHANNEL, name=file.name, content=file.read_bytes())
    record, _ = take_upload(gateway.quoting, upload, actor=ACTOR)
    _work(gateway)
    with gateway.store.read() as work:
        record = work.requests.get(record.id)
    _say_request(record, json=json)
    if record.state in ("held", "review"):
        raise typer.Exit(Exit.FINDINGS)


def list_requests(state: str = STATE, json: bool = JSON) -> None:
    """List requests, newest first."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.requests.recent(100, state=state)
    if json:
        say_json([_plain(one) for one in found])
        return
    for one in found:
        say(
            f"{one.id}  {one.state:<10}{one.open_lines:>4} of {one.lines:<5} wait  {one.partner:<12}{one.number}"
        )


def show(request: str = REQUEST, json: bool = JSON) -> None:
    """Show a request with its lines, where each was read, and what it is taken to mean."""
    from gateway.application.quoting.matching import words_of
    from gateway.domain.canonical import to_plain

    gateway = _built()
    with gateway.store.read() as work:
        record, lines = work.requests.get(request), work.requests.lines(request)
    if json:
        say_json(_plain(record) | {"lines": to_plain(tuple(lines))})
        return
    _say_request(record, json=False)
    for one in record.findings:
        say(f"  {one.path or 'file'}: {one.message} {one.fix}")
    for line in lines:
        best = line.sku or ", ".join(f"{each.sku}? {each.score / 10:.0f} %" for each in line.candidates[:3])
        place = f"{line.cells[0].sheet}!{line.cells[0].address}" if line.cells else ""
        say(f"{line.line:>5}  {line.state:<8}{best:<28}{words_of(line.said)[:60]}  {place}")


def match(
    request: str = REQUEST,
    line: int = LINE,
    sku: str = typer.Argument("", metavar="ITEM", help="Our item; left out, nothing is offered."),
    json: bool = JSON,
) -> None:
    """Say which item a line means, or that nothing is offered; what is said is remembered of the partner."""
    from gateway.application.quoting import reviewing

    gateway = _built()
    if sku:
        found = reviewing.say_item(gateway.quoting, request, line, sku, actor=ACTOR)
    else:
        found = reviewing.skip_line(gateway.quoting, request, line, actor=ACTOR)
    if json:
        say_json({"request": request, "line": line, "state": found.state, "sku": found.sku})
    else:
        say(f"line {line} {'means ' + found.sku if found.sku else 'is not offered'}")


def edit(
    request: str = REQUEST,
    line: int = LINE,
    quantity: str = typer.Option("", "--quantity", help="How many are wanted."),
    unit: str = typer.Option("", "--unit", help="In which unit, such as EA or BX."),
    needed_on: str = typer.Option("", "--needed-on", metavar="DAY", help="When it is needed, or `none`."),
    note: str = typer.Option("", "--note", help="A note on the line."),
    json: bool = JSON,
) -> None:
    """Change what a line says; it is matched again where nobody said what it means. `rfp match` and undo stay as they are."""
    from gateway.application.quoting import reviewing

    gateway = _built()
    try:
        change = reviewing.Edit(
            quantity=Decimal(quantity) if quantity else None,
            unit=unit or None,
            needed_on=date.fromisoformat(needed_on) if needed_on not in ("", "none") else None,
            no_day=needed_on == "none",
            note=note or None,
        )
    except (InvalidOperation, ValueError) as wrong:
        raise typer.BadParameter(
            "a quantity is a number such as 12.5, a day one such as 2026-03-31"
        ) from wrong
    found = reviewing.edit_line(gateway.quoting, request, line, change, actor=ACTOR)
    if json:
        said = {"quantity": str(found.said.quantity), "unit": found.said.unit}
        say_json({"request": request, "line": line, "state": found.state, "sku": found.sku, **said})
    else:
        say(f"line {line} is {found.said.quantity} {found.said.unit}, {found.state}")


def accept(
    request: str = REQUEST,
    least: int = typer.Option(90, "--least", min=0, max=100, help="From which likeness on, in hundredths."),
    json: bool = JSON,
) -> None:
    """Take the best candidate of every line that waits and is at least so alike."""
    from gateway.application.quoting import reviewing
    from gateway.application.quoting.likeness import FULL

    gateway = _built()
    count = reviewing.accept_all(gateway.quoting, request, least=least * FULL // 100, actor=ACTOR)
    if json:
        say_json({"request": request, "accepted": count})
    else:
        say(f"{count} lines taken")


def price(request: str = REQUEST, json: bool = JSON) -> None:
    """Price a request at today's prices and supply; ends with 1 where a person has to approve it."""
    from gateway.application.quoting import answering

    gateway = _built()
    quote = answering.price_now(gateway.services, gateway.store, request, actor=ACTOR)
    _say_quote(quote, json=json)
    if quote.needs:
        raise typer.Exit(Exit.FINDINGS)


def list_quotes(state: str = STATE, json: bool = JSON) -> None:
    """List quotes, newest first."""
    gateway = _built()
    with gateway.store.read() as work:
        found = work.quotes.recent(100, state=state)
    if json:
        say_json([_plain(one) for one in found])
        return
    for one in found:
        say(_line_of(one))


def show_quote(quote: str = QUOTE, json: bool = JSON) -> None:
    """Show a quote line by line: price, when it can leave, and what is to be said of it."""
    from gateway.domain.canonical import to_plain

    gateway = _built()
    record = _quote(gateway, quote)
    if json:
        say_json(_plain(record) | {"offers": to_plain(record.offers)})
        return
    _say_quote(record, json=False)
    for one in record.offers:
        when = one.ships_on.isoformat() if one.ships_on else "no date"
        price = "no offer" if one.price is None else f"{one.price} for {one.per} {one.unit}"
        say(
            f"{one.line:>5}  {one.sku:<16}{one.quantity!s:>10} {one.unit:<4}{price:>20}  {when}  {' '.join(one.remarks)}"
        )


def pdf(
    quote: str = QUOTE,
    to: Path = TO,
) -> None:
    """Write a quote as PDF."""
    from gateway.adapters.papers.fonts import MENDS
    from gateway.adapters.papers.quotes import quote_pdf, to_print, unshown

    gateway = _built()
    folder = gateway.settings.fonts_dir
    printed = to_print(gateway.services, _quote(gateway, quote))
    write_out(to, quote_pdf(printed, folder))
    if missing := unshown(printed, folder):
        say(f"no font here has {missing}: they may not be seen. {MENDS}", err=True)
        raise typer.Exit(Exit.FINDINGS)


def workbook(
    quote: str = QUOTE,
    to: Path = TO_ANY,
) -> None:
    """Write the buyer's own file with our answers in it, or a CSV of its table where that cannot be filled in."""
    from gateway.application.quoting.papers import filled_in

    gateway = _built()
    _, _, filled = filled_in(gateway.quoting, _quote(gateway, quote).id)
    write_out(to.with_suffix(f".{filled.kind}"), filled.content)


def approve(quote: str = QUOTE, json: bool = JSON) -> None:
    """Let a quote leave that a person has to say yes to."""
    from gateway.application.quoting import answering

    gateway = _built()
    record = _quote(gateway, quote)
    _say_quote(answering.approve(gateway.services, gateway.store, record.id, actor=ACTOR), json=json)


def send(quote: str = QUOTE, json: bool = JSON) -> None:
    """Give an approved quote to the buyer: a worker sends it."""
    from gateway.application.quoting import answering

    gateway = _built()
    _say_quote(answering.send(gateway.store, _quote(gateway, quote).id, actor=ACTOR), json=json)


def take_quote(
    quote: str = QUOTE,
    number: str = typer.Option(..., "--number", help="The buyer's number of the order."),
    json: bool = JSON,
) -> None:
    """Make an order of a quote that the buyer takes: a worker decides it, as every order."""
    from gateway.application.quoting.concluding import Acceptance, accept_quote

    gateway = _built()
    document = accept_quote(
        gateway.services,
        gateway.store,
        _quote(gateway, quote).id,
        Acceptance(number=number, channel=CHANNEL),
        actor=ACTOR,
    )
    if json:
        say_json({"document": document.id, "number": document.reference})
    else:
        say(f"order {document.reference} is on its way to the desk")


def decline(quote: str = QUOTE, reason: str = REASON, json: bool = JSON) -> None:
    """Write down that the buyer does not take a quote."""
    from gateway.application.quoting.concluding import decline_quote

    gateway = _built()
    record = _quote(gateway, quote)
    declined = decline_quote(gateway.services, gateway.store, record.id, reason=reason, actor=ACTOR)
    _say_quote(declined, json=json)


def revise(quote: str = QUOTE, reason: str = REASON, json: bool = JSON) -> None:
    """Take a quote back to make it anew: its request is in review again."""
    from gateway.application.quoting.concluding import revise_quote

    gateway = _built()
    record = _quote(gateway, quote)
    revise_quote(gateway.services, gateway.store, record.id, reason=reason, actor=ACTOR)
    _say_quote(_quote(gateway, record.id), json=json)


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load as settings

    logs.configure()
    gateway = build(settings())
    prepare(gateway)
    return gateway


def _work(gateway: "Gateway") -> None:
    """Do what is due, so that a request is read before the command ends."""
    worker = gateway.worker()
    while worker.run_once():
        pass


def _quote(gateway: "Gateway", named: str) -> "QuoteRecord":
    """Return a quote by its id or its number."""
    from gateway.errors import NotFound

    with gateway.store.read() as work:
        try:
            return work.quotes.get(named)
        except NotFound:
            for one in gateway.services.directory.all():
                for found in work.quotes.named(one.code, [named]):
                    return found
            raise


def _plain(record: "RequestRecord | QuoteRecord") -> dict[str, Any]:
    left_out = {"canonical", "offers", "findings"}
    return {name: _text(value) for name, value in asdict(record).items() if name not in left_out}


def _text(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    return list(value) if isinstance(value, Sequence) else str(value)


def _say_request(record: "RequestRecord", *, json: bool) -> None:
    if json:
        say_json(_plain(record))
        return
    say(
        f"{record.id}  {record.number or record.name}: {record.state}, {record.open_lines} of {record.lines} lines wait"
    )
    if record.reason:
        say(f"  {record.reason}")


def _say_quote(record: "QuoteRecord", *, json: bool) -> None:
    if json:
        say_json(_plain(record))
        return
    say(_line_of(record))
    if record.needs:
        say(f"  has to be approved: {', '.join(record.needs)}")


def _line_of(record: "QuoteRecord") -> str:
    return f"{record.id}  {record.number:<12}{record.state:<10}{record.total!s:>14} {record.currency}  until {record.valid_until}"
