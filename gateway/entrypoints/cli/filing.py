"""A file in the hand, offline: `lint`, `diff`, `convert`, `fmt`, `redact`."""

import sys
from enum import StrEnum
from pathlib import Path

import typer

from gateway.entrypoints.cli.terminal import Exit, brief, read_input, say, say_json, write_out

FILE = typer.Argument(metavar="FILE", help="A file of X12, or - for standard input.")
OUT = typer.Option(None, "--out", metavar="FILE", help="Write to this file instead of standard output.")
JSON = typer.Option(False, "--json", help="Print one JSON array.")


class Form(StrEnum):
    """What a file is turned into."""

    JSON = "json"
    EDI = "edi"


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("lint", short_help="Print what is wrong with a file, and nothing else.")(lint)
    app.command("diff", short_help="Compare two files segment by segment.")(diff)
    app.command("convert", short_help="Turn a file into JSON, or JSON into segments.")(convert)
    app.command("fmt", short_help="Print a file with one segment a line.")(fmt)
    app.command("redact", short_help="Print a file without names, addresses, free text.")(redact)


def lint(
    file: str = FILE,
    map_name: str = typer.Option("", "--map", metavar="NAME", help="Read the sets it is for with this map."),
    as_json: bool = JSON,
) -> None:
    """Print what is wrong with a file and where, without answering it. Exit code 1 where something is."""
    from gateway.application.conditions import with_conditions
    from gateway.application.validating import plain_findings, validate
    from gateway.domain.findings import Severity
    from gateway.entrypoints.cli.library import open_library
    from gateway.entrypoints.cli.rendering import findings_lines

    validated = with_conditions(validate(read_input(file), open_library(map_name), map_name=map_name))
    found = tuple(one for one in validated.all_findings() if one.severity is not Severity.INFO)
    if as_json:
        say_json(plain_findings(found))
    else:
        for line in findings_lines(found, ""):
            say(line)
    if found:
        raise typer.Exit(Exit.FINDINGS)


def diff(
    before: str = typer.Argument(metavar="A", help="A file of X12."),
    after: str = typer.Argument(metavar="B", help="Another."),
    as_json: bool = JSON,
) -> None:
    """Compare two files segment by segment, whatever their delimiters and lines. Exit code 1 where they differ."""
    from gateway.application.filing import differences

    found = differences(read_input(before), read_input(after))
    if as_json:
        say_json(
            [
                {
                    "segment": one.at or None,
                    "other_segment": one.other_at or None,
                    "before": one.before,
                    "after": one.after,
                    "elements": list(one.elements),
                }
                for one in found
            ]
        )
    else:
        for one in found:
            if one.elements:
                say(f"#{one.at}  {', '.join(map(brief, one.elements))}")
                continue
            if one.before:
                say(f"#{one.at}  - {brief(one.before)}")
            if one.after:
                say(f"#{one.other_at}  + {brief(one.after)}")
    if found:
        raise typer.Exit(Exit.FINDINGS)


def convert(
    file: str = FILE,
    to: Form = typer.Option(Form.JSON, "--to", help="json: what its documents say. edi: JSON as segments."),  # noqa: B008 - typer's way
    map_name: str = typer.Option("", "--map", metavar="NAME", help="Read or write with this map."),
    out: Path | None = OUT,
) -> None:
    """Turn a file into JSON in the order desk's words, or such a document back into segments between ST and SE."""
    import json

    from gateway.application.filing import documents
    from gateway.entrypoints.cli.library import open_library

    library = open_library(map_name)
    content = read_input(file)
    if to is Form.JSON:
        text = json.dumps(documents(content, library, map_name), ensure_ascii=False, indent=2)
        _print(f"{text}\n".encode(), out)
        return
    _print(_segments(content, map_name), out)


def _segments(content: bytes, map_name: str) -> bytes:
    """Return documents written as JSON as segments, a set each."""
    import json

    from gateway.application.documents import CLASSES
    from gateway.domain.canonical import from_plain
    from gateway.entrypoints.cli.library import open_library
    from gateway.mapping import writing
    from gateway.x12.delimiters import USUAL
    from gateway.x12.segments import join

    library = open_library(map_name)
    lines: list[str] = []
    try:
        given = json.loads(content)
        for number, one in enumerate(given if isinstance(given, list) else [given], 1):
            plan = library.plan(map_name or one["map"])
            kind: type[object] = CLASSES[plan.document]
            document = from_plain(kind, one.get("document", one))
            written = [join(each, USUAL) for each in writing.write(plan, document)]
            lines += [f"ST*{plan.set_id}*{number:04}", *written, f"SE*{len(written) + 2}*{number:04}"]
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise typer.BadParameter(f"that is no document of a map: {wrong}", param_hint="FILE") from wrong
    return "".join(f"{one}~\n" for one in lines).encode()


def fmt(file: str = FILE, out: Path | None = OUT) -> None:
    """Print a file with one segment a line, and nothing else changed."""
    from gateway.application.filing import formatted

    _print(formatted(read_input(file)), out)


def redact(file: str = FILE, out: Path | None = OUT) -> None:
    """Print a file in which names, addresses and free text say nothing; lengths, counts and codes stay."""
    from gateway.application.filing import redacted

    _print(redacted(read_input(file)), out)


def _print(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        write_out(out, content)
