"""Looking into a file, offline: `explain` and `validate`."""

import gc
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, read_pieces, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gateway.application.validating import Reply, Validated
    from gateway.mapping.library import Library

FILE = typer.Argument(metavar="FILE", help="A file of X12, or - for standard input.")
MAP = typer.Option(
    "", "--map", metavar="NAME", help="Read the sets this map is for with it, say PARTNER/850."
)
OPINIONS = frozenset({"x12.second-opinion-stricter", "x12.second-opinion-milder"})
"""Shown though they only explain: they were asked for."""
JSON = typer.Option(False, "--json", help="Print one JSON object.")
AT = typer.Option(0, "--at", min=0, metavar="SEGMENT", help="Only this segment of each set; ST is 1.")
FIRST_NUMBER = typer.Option(
    1, min=1, max=999_999_999, help="Control number of the first acknowledgement; the next count on."
)
PREPARED = typer.Option(
    "2000-01-01T00:00",
    help="Instant the acknowledgements are dated with, in ISO 8601; UTC if it has no zone.",
)
SECOND = typer.Option(
    False, "--second-opinion", help="Ask pyx12 as well, and say where it disagrees; verdicts stay ours."
)


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command(short_help="Print a file in words: segments, elements, codes, findings.")(explain)
    app.command(short_help="Print findings, verdicts and the 997 we would answer with.")(validate)


def explain(file: str = FILE, map_name: str = MAP, as_json: bool = JSON, at: int = AT) -> None:
    """Print a file as an annotated document: envelopes, loops, segments, elements, findings in place.

    With --at, only so many segments into each set: the one counted from ST, and what is wrong with it.

    Exit code 1 where something is an error or a warning.
    """
    from gateway.application.explaining import as_plain
    from gateway.entrypoints.cli.rendering import explained, explained_at

    library, validated = _validated(file, map_name, None)
    if as_json:
        say_json(as_plain(validated, library))
    else:
        for line in explained_at(validated, library, at) if at else explained(validated, library):
            say(line)
    _leave(validated)


def validate(
    file: str = FILE,
    map_name: str = MAP,
    as_json: bool = JSON,
    control_number: int = FIRST_NUMBER,
    prepared_at: str = PREPARED,
    second_opinion: bool = SECOND,
) -> None:
    """Print what is wrong with a file, the verdict on each set, and the TA1 and 997 we would answer with.

    Nothing is kept and nothing is sent. Control numbers and the instant of the answer are what the
    options say, so that the same file gives the same output.
    """
    from gateway.application.validating import Reply, as_plain

    reply = Reply(control_number=control_number, prepared_at=_instant(prepared_at))
    _, validated = _validated(file, map_name, reply, documents=as_json, segments=second_opinion)
    if second_opinion:
        validated = _examined(validated)
    if as_json:
        say_json(as_plain(validated))
    else:
        for line in _lines(validated):
            say(line)
    _leave(validated)


def _validated(
    file: str, map_name: str, reply: "Reply | None", *, documents: bool = True, segments: bool = True
) -> "tuple[Library, Validated]":
    from gateway.application import validating
    from gateway.application.conditions import with_conditions
    from gateway.entrypoints.cli.library import open_library

    pieces = read_pieces(file)
    library = open_library(map_name)
    with _without_collecting():
        validated = validating.validate_pieces(
            pieces, library, map_name=map_name, reply=reply, documents=documents, segments=segments
        )
    if map_name and map_name not in _maps_used(validated):
        say(f"gateway: no set in this file is for {map_name}; their base maps were used", err=True)
    return library, with_conditions(validated)


def _maps_used(validated: "Validated") -> set[str]:
    groups = (group for interchange in validated.interchanges for group in interchange.groups)
    return {judged.plan.name for group in groups for judged in group.judged if judged.plan}


def _examined(validated: "Validated") -> "Validated":
    from gateway.application.second_opinions import with_second_opinions

    return with_second_opinions(validated)


@contextmanager
def _without_collecting() -> "Iterator[None]":
    """Pause the search for cycles: documents have none, and searching a large file's takes as long as reading it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _leave(validated: "Validated") -> None:
    if not validated.clean:
        raise typer.Exit(Exit.FINDINGS)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter("that is not an instant in ISO 8601", param_hint="--prepared-at") from wrong
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _lines(validated: "Validated") -> "Iterator[str]":
    from gateway.domain.findings import Severity
    from gateway.entrypoints.cli.rendering import findings_lines, repeated_lines, verdict_line
    from gateway.entrypoints.cli.terminal import shown

    yield from findings_lines(validated.findings, "")
    for interchange in validated.interchanges:
        one = interchange.interchange
        parties = f" from {shown(one.sender)} to {shown(one.receiver)}" if one.sender or one.receiver else ""
        yield f"Interchange {shown(one.control_number) or 'without a number'}{parties}"
        yield from findings_lines(one.findings, "  ")
        for group in interchange.groups:
            yield from findings_lines(group.group.findings, "  ")
            for judged in group.judged:
                said = [
                    one
                    for one in judged.findings
                    if one.severity is not Severity.INFO or one.code in OPINIONS
                ]
                yield f"  {verdict_line(judged.transaction_set.id, judged.transaction_set.control_number, judged.verdict)}"
                yield from repeated_lines(said, "    ")
    if validated.acknowledgements:
        yield "We would answer:"
        yield from (f"  {segment}~" for segment in validated.acknowledgements.decode().split("~") if segment)
