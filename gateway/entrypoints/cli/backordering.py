"""Verbs for the backlog: propose who gets what is scarce, commit it, and take supply back that is gone."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli.terminal import Exit, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gateway.application.backorders import Ran
    from gateway.bootstrap import Gateway
    from gateway.orderdesk.rebalancing import Part, Variant

AS_JSON = typer.Option(False, "--json", help="Print one JSON object; a dry run's can be committed.")
ITEMS = typer.Option([], "--items", metavar="SKU", help="Only these items; may be repeated.")
PARTNERS = typer.Option(
    [], "--partners", metavar="CODE", help="The strategy is for these partners' lines only; may be repeated."
)
PROPOSAL = typer.Argument(
    metavar="FILE", help="What `run --dry-run --json` printed.", exists=True, dir_okay=False
)


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    backorders = typer.Typer(help="Who gets what is scarce: propose it, do it.", no_args_is_help=True)
    backorders.command("run", short_help="Share out open lines anew; --dry-run only proposes.")(run)
    backorders.command("commit", short_help="Do what a dry run proposed, where nothing changed.")(commit)
    backorders.command("cut", short_help="Take supply back that is gone.")(cut)
    app.add_typer(backorders, name="backorders")


def run(
    dry_run: bool = typer.Option(False, "--dry-run", help="Propose only; nothing is changed."),
    strategy: str = typer.Option(
        "", help="win, gain, improve, redistribute, fill or lose for all lines; by default nobody loses."
    ),
    fairness: str = typer.Option(
        "priority", help="priority, fifo, fair-share, proportional, due-date, profit or blend."
    ),
    items: list[str] = ITEMS,
    partners: list[str] = PARTNERS,
    *,
    brief: bool = typer.Option(False, "--brief", help="Only count the lines that change, by why."),
    processes: int = typer.Option(1, min=1, help="How many processes share the items out."),
    as_json: bool = AS_JSON,
) -> None:
    """Share out what is there and what will come among all open lines anew; ends with 1 where lines were refused."""
    from gateway.adapters.db.hands import Hands
    from gateway.application import backorders

    chosen = {"strategy": strategy, "fairness": fairness, "partners": partners}
    variant = _variant(chosen)
    with _opened() as gateway:
        ran = backorders.run(
            gateway.services,
            gateway.store,
            variant,
            skus=items,
            commit=not dry_run,
            brief=brief,
            hands=Hands(gateway.engine, processes),
        )
        _show(gateway, ran, chosen, as_json=as_json, done=not dry_run)


def commit(
    proposal: Path = PROPOSAL,
    as_json: bool = AS_JSON,
) -> None:
    """Do what was proposed for every item that is as it was; ends with 1 and names the others, untouched."""
    import json

    from gateway.application import backorders

    try:
        said = json.loads(proposal.read_bytes())
        snapshots = [(str(one["sku"]), str(one["snapshot"])) for one in said["items"]]
        chosen = dict(said["variant"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise typer.BadParameter("is no proposal of a dry run", param_hint="FILE") from wrong
    variant = _variant(chosen)
    with _opened() as gateway:
        ran = backorders.commit(gateway.services, gateway.store, variant, snapshots=snapshots)
        _show(gateway, ran, chosen, as_json=as_json, done=True)


def cut(
    sku: str = typer.Argument(metavar="SKU", help="The item."),
    location: str = typer.Argument(metavar="PLACE", help="Where it is gone from."),
    quantity: int = typer.Argument(metavar="QUANTITY", min=1, help="How many base units are gone."),
    on: str = typer.Option("", metavar="YYYY-MM-DD", help="From which day on; today by default."),
) -> None:
    """Take supply back that is gone: the least deserving lines wait, for as short as can be."""
    from gateway.application import backorders
    from gateway.application.ports import SupplyRecord

    try:
        asked = date.fromisoformat(on) if on else None
    except ValueError as wrong:
        raise typer.BadParameter("should be a day, written as YYYY-MM-DD", param_hint="--on") from wrong
    with _opened() as gateway, gateway.store.begin() as work:
        services = gateway.services
        day = asked or services.clock.now().date()
        gone = SupplyRecord(
            id=services.ids.new(),
            sku=sku,
            location=location,
            kind="cut",
            quantity=-quantity,
            available_on=day,
        )
        for job in backorders.cut(services, work, gone):
            work.jobs.add(job)
        work.commit()
    say(f"{quantity} of {sku} at {location} taken back from {day}")


def _variant(chosen: "dict[str, Any]") -> "Variant":
    from gateway.orderdesk.fairness import Fairness
    from gateway.orderdesk.rebalancing import Segment, Strategy, Variant

    try:
        fairness = Fairness(chosen.get("fairness", ""))
        strategy = Strategy(chosen["strategy"]) if chosen.get("strategy") else None
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    partners = tuple(chosen.get("partners", ()))
    segments = () if strategy is None else (Segment(strategy=strategy, fairness=fairness, partners=partners),)
    return Variant(segments=segments, fairness=fairness)


def _show(gateway: "Gateway", ran: "Ran", chosen: "dict[str, Any]", *, as_json: bool, done: bool) -> None:
    names = _names(gateway, ran)
    if as_json:
        say_json(_as_json(ran, chosen, names=names, done=done))
    else:
        for line in _lines(ran, names=names, done=done):
            say(line)
    if ran.changed or ran.proposal.refusals:
        raise typer.Exit(Exit.FINDINGS)


def _names(gateway: "Gateway", ran: "Ran") -> "dict[str, str]":
    """Return the buyers' numbers of the orders that are spoken of."""
    moved, refused = ran.proposal.moved, ran.proposal.refusals
    orders = {one.demand.order for one in moved} | {one.demand.order for one in refused}
    orders |= {order for one in refused for order, _, _ in one.holders}
    with gateway.store.read() as work:
        return {order: work.orders.get(order).number for order in sorted(orders)}


def _as_json(
    ran: "Ran", chosen: "dict[str, Any]", *, names: "dict[str, str]", done: bool
) -> "dict[str, Any]":
    proposal = ran.proposal
    return {
        "today": proposal.today.isoformat(),
        "committed": done,
        "variant": chosen,
        "items": [{"sku": sku, "snapshot": digest} for sku, digest in ran.snapshots],
        "changed_meanwhile": list(ran.changed),
        "counts": dict(ran.counts),
        "changes": [
            {
                "order": names[one.demand.order],
                "line": one.demand.line,
                "partner": one.demand.partner,
                "sku": one.demand.sku,
                "wanted_on": one.demand.wanted_on.isoformat(),
                "why": one.why,
                "before": _parts(one.demand.parts),
                "after": _parts(one.parts),
            }
            for one in proposal.moved
        ],
        "refused": [
            {
                "order": names[one.demand.order],
                "line": one.demand.line,
                "sku": one.demand.sku,
                "strategy": one.strategy.value,
                "missing": one.missing,
                "by_quota": one.by_quota,
                "supply": [{"location": place, "until": on.isoformat()} for place, on in one.cut],
                "held_by": [
                    {"order": names[order], "line": line, "quantity": quantity}
                    for order, line, quantity in one.holders
                ],
            }
            for one in proposal.refusals
        ],
        "certificate": {
            "in_time": list(proposal.certificate.achieved),
            "possible": list(proposal.certificate.possible),
            "gap_percent": float(proposal.certificate.gap_percent),
        },
        "fairness": {
            "jain": float(proposal.evenness.jain),
            "partners": {code: float(fill) for code, fill in proposal.evenness.partners},
            "lowest": float(proposal.evenness.lowest),
            "median": float(proposal.evenness.median),
            "starved_days": proposal.evenness.starved_days,
        },
    }


def _parts(parts: "Sequence[Part]") -> "list[dict[str, Any]]":
    return [
        {"location": one.location, "on": one.on.isoformat(), "quantity": one.quantity, "kind": one.kind}
        for one in parts
    ]


def _lines(ran: "Ran", *, names: "dict[str, str]", done: bool) -> "Iterator[str]":
    proposal = ran.proposal
    for one in proposal.moved:
        had, has = (_told(parts) for parts in (one.demand.parts, one.parts))
        yield f"{one.demand.sku} order {names[one.demand.order]} line {one.demand.line}: {one.why}, {had} -> {has}"
    for refused in proposal.refusals:
        where = ", ".join(f"{place} until {on}" for place, on in refused.cut) or "nowhere"
        binds = "a quota lets no more leave" if refused.by_quota else f"all there is: {where}"
        yield (
            f"{refused.demand.sku} order {names[refused.demand.order]} line {refused.demand.line}: "
            f"cannot {refused.strategy.value}, {refused.missing} missing; {binds}"
        )
    for sku in ran.changed:
        yield f"{sku} changed meanwhile and was left alone"
    verb = "changed" if done else "would change"
    yield (
        f"{sum(ran.counts.values())} lines {verb}, {len(proposal.refusals)} refused, "
        f"gap to what is possible {proposal.certificate.gap_percent:.2f} %"
    )


def _told(parts: "Sequence[Part]") -> str:
    return " + ".join(f"{one.quantity} on {one.on}" for one in parts) or "nothing"


@contextmanager
def _opened() -> "Iterator[Gateway]":
    """Yield the gateway on its database, and give the connections back."""
    from gateway.bootstrap import build, prepare
    from gateway.entrypoints import logs
    from gateway.settings import load as load_settings

    logs.configure()
    gateway = build(load_settings())
    try:
        prepare(gateway)
        yield gateway
    finally:
        gateway.engine.dispose()
