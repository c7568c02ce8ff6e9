"""Verbs about the catalogue: bring items in, look at one, search as a buyer would."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, brief, painted, read_input, say, say_json
from gateway.errors import ConfigurationFault

if TYPE_CHECKING:
    from gateway.application.catalogue.importing import Given, ImportPlan
    from gateway.bootstrap import Gateway
    from gateway.mapping.library import Library

ACTOR = "command line"
MOST_SHOWN = 40
JSON = typer.Option(False, "--json", help="Print JSON.")
PARTNER = typer.Option("", "--partner", help="As this partner sees it; as we do, unless given.")
PICTURES = typer.Option(
    None,
    "--pictures",
    help="The folder the pictures lie in that the list names.",
    file_okay=False,
    exists=True,
)
LANGUAGE = typer.Option("en", "--language", help="en, vi or zh-Hant.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    catalogue = typer.Typer(help="The catalogue buyers shop in.", no_args_is_help=True)
    catalogue.command("import", short_help="Bring items in from CSV, a workbook or an 832: a plan first.")(
        import_
    )
    catalogue.command("columns", short_help="List the columns a list of items may have.")(columns)
    catalogue.command("search", short_help="Search as a buyer would.")(search)
    catalogue.command("show", short_help="Show one item as a buyer sees it.")(show)
    catalogue.command("categories", short_help="Name categories from a CSV file.")(categories)
    catalogue.command("assortment", short_help="Say which items a partner sees, from a CSV file.")(assortment)
    app.add_typer(catalogue, name="catalogue")


def import_(
    file: str = typer.Argument(metavar="FILE", help="CSV, a workbook or an X12 832; - reads standard input."),
    apply: bool = typer.Option(
        False, "--apply", help="Do what the plan says; without it nothing is changed."
    ),
    plan: str = typer.Option("", "--plan", help="Do it only if the plan is still the one with this name."),
    pictures: Path | None = PICTURES,
    price_list: str = typer.Option("standard", "--price-list", help="The list of prices that name none."),
    currency: str = typer.Option("", "--currency", help="The currency of prices that name none."),
    json: bool = JSON,
) -> None:
    """Say what a list of items would change and what is wrong with it, by row and column; with --apply do it.

    An empty cell leaves a thing as it is, `-` takes it away. With an error anywhere nothing is done.
    """
    from gateway.application.catalogue import importing

    gateway = _built()
    content = read_input(file)
    given = _given(
        file, content, gateway.services.library, pictures, price_list=price_list, currency=currency
    )
    with gateway.store.begin() as work:
        planned = importing.plan(gateway.services, work, given)
        if plan and plan != planned.digest:
            raise ConfigurationFault(f"the plan is now {planned.digest}, no longer {plan}: look at it again")
        applied = apply and not planned.refused
        if applied:
            importing.apply(gateway.services, work, planned, source=Path(file).name, actor=ACTOR)
            work.commit()
    if json:
        say_json(importing.plain_plan(planned, applied=applied))
    else:
        _say_plan(planned, applied=applied)
    if planned.refused:
        raise typer.Exit(Exit.FINDINGS)


def columns(json: bool = JSON) -> None:
    """List the columns a list of items may have, and what each says; only sku has to be there."""
    from gateway.application.catalogue.columns import COLUMNS

    if json:
        say_json({name: column.help for name, column in COLUMNS.items()})
        return
    for name, column in COLUMNS.items():
        say(f"{name:<22}{column.help}")


def search(
    text: str = typer.Argument("", metavar="WORDS", help="What to look for; everything, unless given."),
    partner: str = PARTNER,
    language: str = LANGUAGE,
    category: str = typer.Option("", "--category", help="Within a UNSPSC category of any level."),
    limit: int = typer.Option(20, min=1, max=500, help="How many at most."),
    json: bool = JSON,
) -> None:
    """Search the catalogue as a buyer would: by words in any language, by part numbers, in spite of typing errors."""
    from gateway.application.catalogue.searching import Search, find
    from gateway.domain.canonical import to_plain

    gateway = _built()
    wanted = Search(partner=partner, text=text, language=language, category=category, limit=limit)
    with gateway.store.read() as work:
        found = find(gateway.services, work, wanted)
    if json:
        say_json(to_plain(found))
        return
    for word, taken in found.corrected:
        say(f"no {brief(word)}; taken for {', '.join(taken)}")
    for one in found.hits:
        price = f"{one.price} {one.currency} / {one.unit}" if one.price is not None else "no price"
        gone = "  discontinued" if one.status != "active" else ""
        say(f"{brief(one.sku):<22}{brief(one.name):<48}{price}{gone}")
    say(f"{found.total} found")


def show(
    sku: str = typer.Argument(help="Our part number."),
    partner: str = PARTNER,
    language: str = LANGUAGE,
    json: bool = JSON,
) -> None:
    """Show one item: its words, its numbers and what it costs the partner, by unit and quantity."""
    from gateway.application.catalogue.content import item
    from gateway.domain.canonical import to_plain

    gateway = _built()
    with gateway.store.read() as work:
        found = item(gateway.services, work, partner, sku, language=language)
    if json:
        say_json(to_plain(found))
        return
    say(f"{painted(brief(found.item.sku), bold=True)}  {brief(found.name)}")
    said = {
        "words": found.description,
        "category": found.content.category,
        "maker": f"{found.content.maker} {found.content.maker_number}".strip(),
        "buyer's number": found.buyer_number,
        "status": found.item.status,
        "successor": found.item.superseded_by,
        "pictures": ", ".join(one.digest[:12] for one in found.content.pictures),
    }
    for name, value in said.items():
        if value:
            say(f"  {name:<16}{brief(value)}")
    for one in found.attributes:
        say(f"  {brief(one.name):<16}{brief(one.said)}")
    for price in found.prices:
        for level in price.breaks:
            say(f"  {level.price} {found.currency} for one {price.unit} from {level.minimum} on")


def categories(
    file: str = typer.Argument(
        metavar="FILE", help="Columns code, name; name_vi and name_zh_hant if you like."
    ),
) -> None:
    """Name categories by their UNSPSC code, in the languages the shop speaks."""
    from gateway.application.catalogue.arranging import name_categories
    from gateway.application.catalogue.rows import cells_of_file

    gateway = _built()
    with gateway.store.begin() as work:
        named = name_categories(gateway.services, work, cells_of_file(file, read_input(file)), actor=ACTOR)
        work.commit()
    say(f"{named} categories named")


def assortment(
    file: str = typer.Argument(
        metavar="FILE", help="Columns partner, what (sku, group or category), value, shown (yes or no)."
    ),
) -> None:
    """Say which items partners see: each partner in the file gets the rules in the file and no others."""
    from gateway.application.catalogue.arranging import arrange
    from gateway.application.catalogue.rows import cells_of_file

    gateway = _built()
    with gateway.store.begin() as work:
        rules = arrange(gateway.services, work, cells_of_file(file, read_input(file)), actor=ACTOR)
        work.commit()
    say(f"{rules} rules are in place")


def _given(
    file: str, content: bytes, library: "Library", pictures: Path | None, *, price_list: str, currency: str
) -> "Given":
    from gateway.application.catalogue.importing import Given
    from gateway.application.catalogue.price_catalogues import rows_of_832
    from gateway.application.catalogue.rows import rows_of_file

    if content.lstrip().startswith(b"ISA"):
        rows, findings = rows_of_832(content, library)
    else:
        rows, findings = rows_of_file(Path(file).name, content)
    files = (
        {one.name: one.read_bytes() for one in sorted(pictures.iterdir()) if one.is_file()}
        if pictures
        else {}
    )
    return Given(rows=rows, findings=findings, price_list=price_list, currency=currency, pictures=files)


def _say_plan(planned: "ImportPlan", *, applied: bool) -> None:
    for one in planned.findings:
        seen = f" ({brief(one.value_seen)})" if one.value_seen else ""
        say(
            f"{one.severity} {one.code} at {one.path or 'the whole list'}: {one.message}{seen} {one.fix}".rstrip()
        )
    changes = [one for one in planned.changes if one.kind != "same"]
    for change in changes[:MOST_SHOWN]:
        say(f"  {change.kind:<9}{brief(change.sku):<22}{', '.join(change.what)}")
    if len(changes) > MOST_SHOWN:
        say(f"  and {len(changes) - MOST_SHOWN} more")
    counts = (
        f"{planned.count('new')} new, {planned.count('changed')} changed, {planned.count('same')} as they are"
    )
    if planned.refused:
        say(f"{counts}; nothing is changed while there are errors")
    elif applied:
        say(f"{counts}; done")
    else:
        say(f"{counts}; nothing was changed. Do it with --apply (plan {planned.digest})")


def _built() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load

    logs.configure()
    gateway = build(load())
    prepare(gateway)
    return gateway
