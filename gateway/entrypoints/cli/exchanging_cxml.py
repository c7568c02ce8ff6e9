"""What partners post as cXML, and what they show to do so: `cxml requests`, `cxml secret`, `cxml secrets`, `cxml retire`."""

from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.reading_cxml import cxml
from gateway.entrypoints.cli.terminal import say, say_json, shown

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway

ACTOR = "command line"
CODE = typer.Argument(metavar="CODE", help="The partner's code, the name of its profile.")
ONE = typer.Option("", "--partner", metavar="CODE", help="Of this partner alone.")
MOST = typer.Option(20, min=1, max=500, help="How many.")
DIGEST = typer.Argument(metavar="DIGEST", help="The beginning of its digest, as `cxml secrets` prints it.")
JSON = typer.Option(False, "--json", help="Print one JSON object.")
SHOWN = 12


def add_to(app: typer.Typer) -> None:
    """Do nothing: the verbs joined the group of cXML when this module was read."""
    del app


@cxml.command(short_help="Print what partners posted last, and how it was answered.")
def requests(partner: str = ONE, most: int = MOST, as_json: bool = JSON) -> None:
    """Print what partners posted to /cxml, the newest first, with the status each request was answered by."""
    with _gateway().store.read() as work:
        found = work.cxml_inbox.recent(most, partner=partner)
    if as_json:
        return say_json(
            [
                {
                    "at": one.at.isoformat(),
                    "partner": one.partner,
                    "message": one.message,
                    "operation": one.operation,
                    "reference": one.reference,
                    "status": one.status,
                    "payload_id": one.payload_id,
                    "deployment": one.deployment,
                    "remote": one.remote,
                    "document": one.document,
                    "findings": [each.code for each in one.findings],
                }
                for one in found
            ]
        )
    for one in found:
        what = " ".join(filter(None, (one.message, one.operation, shown(one.reference))))
        say(f"{one.at:%Y-%m-%d %H:%M:%S}  {one.partner}  {one.status}  {what}  {shown(one.payload_id)}")
    return None


@cxml.command(short_help="Make a shared secret for a partner, and print it this once.")
def secret(partner: str = CODE, as_json: bool = JSON) -> None:
    """Make a shared secret; only a digest of it is kept. Two count at a time, so that one can follow the other."""
    from gateway.application.cxml import secrets as kept

    made = kept.make(_gateway().cxml, partner, actor=ACTOR)
    if as_json:
        return say_json({"partner": partner, "secret": made})
    say(made)
    return None


@cxml.command(short_help="Print which secrets of ours count for a partner.")
def secrets(partner: str = CODE, as_json: bool = JSON) -> None:
    """Print the beginning of the digest of each, with who made it and when."""
    with _gateway().store.read() as work:
        found = work.cxml_inbox.secrets(partner)
    if as_json:
        return say_json(
            [
                {"digest": one.digest[:SHOWN], "made_by": one.made_by, "made_at": one.made_at.isoformat()}
                for one in found
            ]
        )
    for one in found:
        say(f"{one.digest[:SHOWN]}  {one.made_at:%Y-%m-%d}  {one.made_by}")
    return None


@cxml.command(short_help="Let a secret of ours count no longer.")
def retire(partner: str = CODE, digest: str = DIGEST) -> None:
    """Retire a shared secret that was made here."""
    from gateway.application.cxml import secrets as kept

    kept.retire(_gateway().cxml, partner, digest, actor=ACTOR)
    say(f"{partner}: {shown(digest)} counts no longer")


def _gateway() -> "Gateway":
    from gateway.bootstrap import build, prepare
    from gateway.settings import load

    gateway = build(load())
    prepare(gateway)
    return gateway
