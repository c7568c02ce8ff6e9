"""Looking into cXML documents, offline: `cxml read` and `cxml validate`; secrets are masked before anything is shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gateway.entrypoints.cli.terminal import Exit, read_input, say, say_json, shown

if TYPE_CHECKING:
    from gateway.cxml.messages import Received
    from gateway.cxml.wire import Unwrapped
    from gateway.domain.findings import Finding

cxml = typer.Typer(
    help="cXML: look into documents, and keep what partners show.",
    no_args_is_help=True,
)
FILE = typer.Argument(
    metavar="FILE", help="A cXML document, or the body of a request as it came; - for standard input."
)
TYPE = typer.Option(
    "", "--type", metavar="TYPE", help="The content type the body came with, where it is no plain XML."
)
DTD = typer.Option(
    None, "--dtd", envvar="GATEWAY_CXML_DTD_DIR", metavar="FOLDER", help="Where the official DTDs are."
)
JSON = typer.Option(False, "--json", help="Print one JSON object.")
QUIET = "info"


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.add_typer(cxml, name="cxml")


@cxml.command(short_help="Print what a document says: from whom, to whom, and the document in our own words.")
def read(file: str = FILE, content_type: str = TYPE, as_json: bool = JSON) -> None:
    """Print the envelope, the document as we understand it, and what was found wrong with it.

    Exit code 1 where something is an error or a warning.
    """
    from gateway.domain.canonical import to_plain

    wire, received = _opened(file, content_type)
    found = (*wire.findings, *received.findings)
    if as_json:
        say_json(
            {
                **_head(wire, received),
                "document": _masked(to_plain(received.document)),
                "findings": to_plain(found),
            }
        )
    else:
        for line in (*_lines(wire, received), *_said(found)):
            say(line)
    _leave(found)


@cxml.command(short_help="Print what is wrong with a document, by our own checks and by the official DTDs.")
def validate(
    file: str = FILE, content_type: str = TYPE, dtd: Path | None = DTD, as_json: bool = JSON
) -> None:
    """Print findings: how the document travels, whether it is safe and well-formed, what it leaves out, and its sums.

    Where a document differs from the DTD is advice, as it is for what partners send.
    """
    from gateway.cxml.dtd import Validator
    from gateway.domain.canonical import to_plain

    wire, received = _opened(file, content_type)
    validator = Validator(dtd)
    found = (*wire.findings, *received.findings, *validator.advise(received.root))
    if as_json:
        say_json({**_head(wire, received), "dtd": validator.is_there, "findings": to_plain(found)})
    else:
        say(f"{received.name or 'no message we know'}: {_verdict(found)}")
        for line in _said(found):
            say(line)
        if not validator.is_there:
            say("The DTDs were not asked: say where they are with --dtd or GATEWAY_CXML_DTD_DIR.")
    _leave(found)


def _opened(file: str, content_type: str) -> "tuple[Unwrapped, Received]":
    from gateway.cxml import messages
    from gateway.cxml.wire import unwrap

    wire = unwrap(content_type, read_input(file))
    if not wire.form:
        return wire, messages.Received()
    return wire, messages.read(wire.content, charset=wire.charset, attachments=wire.attachments)


def _head(wire: "Unwrapped", received: "Received") -> dict[str, Any]:
    from gateway.domain.canonical import to_plain

    return {
        "message": received.name,
        "form": wire.form,
        "attachments": [
            {"content_id": one.content_id, "type": one.media_type, "bytes": len(one.content)}
            for one in wire.attachments
        ],
        "envelope": _masked(to_plain(received.envelope)),
        "status": to_plain(received.status),
    }


def _masked(plain: Any) -> Any:  # noqa: ANN401 - JSON's types
    """Return the same without secrets."""
    from gateway.cxml.masking import MASK

    if isinstance(plain, dict):
        secret = plain.keys() & {"secret"}
        kept = {key: _masked(value) for key, value in plain.items() if key != "mac"}
        return kept | dict.fromkeys(secret, MASK)
    return [_masked(one) for one in plain] if isinstance(plain, list) else plain


def _lines(wire: "Unwrapped", received: "Received") -> list[str]:
    from gateway.domain.canonical import to_plain

    envelope = received.envelope
    lines = [
        f"message      {received.name or '-'} ({wire.form or 'no form of cXML'}, {envelope.mode})",
        f"payload      {shown(envelope.payload_id)}",
    ]
    for name, parties in (
        ("from", envelope.senders),
        ("to", envelope.recipients),
        ("sender", envelope.proofs),
    ):
        lines += [f"{name:<12} {shown(one.domain)} {shown(one.identity)}" for one in parties]
    if received.status is not None:
        lines.append(f"status       {shown(received.status.code)} {shown(received.status.text)}")
    lines += [
        f"attachment   {shown(one.content_id)} {one.media_type} {len(one.content):,} bytes"
        for one in wire.attachments
    ]
    document = _masked(to_plain(received.document))
    return lines + (["", *_tree(document)] if isinstance(document, dict) else [])


def _tree(plain: Any, depth: int = 0) -> list[str]:  # noqa: ANN401 - JSON's types
    lines = []
    for key, value in plain.items():
        pad = "  " * depth
        if isinstance(value, dict):
            lines += [f"{pad}{key}", *_tree(value, depth + 1)]
        elif isinstance(value, list):
            for one in value:
                lines += (
                    [f"{pad}{key}", *_tree(one, depth + 1)]
                    if isinstance(one, dict)
                    else [f"{pad}{key} {shown(str(one))}"]
                )
        else:
            lines.append(f"{pad}{key} {shown(str(value))}")
    return lines


def _said(findings: "tuple[Finding, ...]") -> list[str]:
    lines = []
    for one in findings:
        place = f"line {one.position}" if one.position else ""
        where = " ".join(part for part in (place, one.path, one.element) if part)
        seen = f" [{shown(one.value_seen)}]" if one.value_seen else ""
        lines.append(f"{one.severity.value:<8} {one.code}  {where}{seen}\n         {one.message} {one.fix}")
    return lines


def _verdict(findings: "tuple[Finding, ...]") -> str:
    errors, warnings = (
        sum(1 for one in findings if one.severity.value == kind) for kind in ("error", "warning")
    )
    return f"{errors} errors, {warnings} warnings, {len(findings) - errors - warnings} remarks"


def _leave(findings: "tuple[Finding, ...]") -> None:
    if any(one.severity.value != QUIET for one in findings):
        raise typer.Exit(Exit.FINDINGS)
