"""Buyers' sheets at a terminal: `rfp read`."""

from typing import TYPE_CHECKING

import typer

from gateway.entrypoints.cli.terminal import Exit, brief, read_input, say, say_json, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gateway.domain.findings import Finding
    from gateway.domain.requested_rows import RequestedRow
    from gateway.sheets.tables import Workbook
    from gateway.sheets.understanding import Understood

FILE = typer.Argument(metavar="FILE", help="A workbook, CSV, PDF, DOCX or e-mail, or - for standard input.")
TABLE = typer.Option(-1, "--table", metavar="N", help="Take this table, counted from 0 over the whole file.")
ENCODING = typer.Option("", help="How the letters of a text file are written, say cp1252.")
DELIMITER = typer.Option("", help="What stands between the fields of a text file.")
COLUMNS = typer.Option(
    "", metavar="A=part,...", help="What columns are for, by letter; the others are left out."
)
JSON = typer.Option(False, "--json", help="Print one JSON object.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    group = typer.Typer(
        help="Read what buyers ask for prices with.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command("read", short_help="Print the rows of a buyer's sheet.")(read)
    app.add_typer(group, name="rfp", short_help="Read what buyers ask for prices with.")


def read(
    file: str = FILE,
    table: int = TABLE,
    encoding: str = ENCODING,
    delimiter: str = DELIMITER,
    columns: str = COLUMNS,
    as_json: bool = JSON,
) -> None:
    """Print what a buyer's file asks for: table, columns, rows, findings. Nothing is kept.

    Exit code 1 where something is an error or a warning.
    """
    from gateway.adapters.sheets_process import SheetsProcess
    from gateway.settings import load
    from gateway.sheets.saying import as_plain
    from gateway.sheets.understanding import understand
    from gateway.sheets.words import load as load_words

    fields = _fields(columns) if columns else None
    _check(encoding, delimiter)
    words = load_words(load().maps())
    content = read_input(file)
    workbook = SheetsProcess().read(file, content, encoding=encoding, delimiter=delimiter)
    if table >= len(workbook.every_table):
        raise typer.BadParameter(f"there are {len(workbook.every_table)} tables", param_hint="--table")
    understood = understand(workbook, words, table=table if table >= 0 else None, fields=fields)
    if as_json:
        say_json(as_plain(workbook, understood))
    else:
        for line in _lines(workbook, understood):
            say(line)
    findings = (*workbook.every_finding, *understood.every_finding)
    if any(one.severity.value != "info" for one in findings):
        raise typer.Exit(Exit.FINDINGS)


def _check(encoding: str, delimiter: str) -> None:
    import codecs

    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError as unknown:
        raise typer.BadParameter(f"{shown(encoding)} is no encoding", param_hint="--encoding") from unknown
    if len(delimiter) > 1:
        raise typer.BadParameter("one character parts the fields", param_hint="--delimiter")


def _fields(columns: str) -> "Mapping[int, str]":
    """Return the fields a person names by the letters of their columns."""
    from gateway.sheets.tables import position
    from gateway.sheets.words import ASKED, OFFERED

    found = {}
    for pair in columns.split(","):
        letter, _, field = pair.strip().partition("=")
        place = position(f"{letter}1")
        if place is None or field not in (*ASKED, *OFFERED):
            known = ", ".join((*ASKED, *OFFERED))
            raise typer.BadParameter(
                f"{shown(pair)} is no column=field; fields are {known}", param_hint="--columns"
            )
        found[place[1]] = field
    return found


def _lines(workbook: "Workbook", understood: "Understood") -> "Iterator[str]":
    tables = len(workbook.every_table)
    yield f"{shown(workbook.name)}: {workbook.kind}, {tables} table{'s' if tables != 1 else ''}"
    for one in (*workbook.every_finding, *understood.findings):
        yield _finding(one)
    if understood.table is None:
        return
    yield f"table {understood.index}: {shown(understood.table.name)}, {len(understood.rows)} rows"
    for said in understood.stated:
        yield f"  {said.field}: {brief(said.text)} ({said.address})"
    for column in understood.columns:
        if column.field:
            yield f"  {column.field:<18} {brief(column.header)} ({column.confidence:.0%})"
    for row in understood.rows:
        yield _row(row)
        for one in row.findings:
            yield f"    {_finding(one)}"


def _row(row: "RequestedRow") -> str:
    if not row.cells:
        return f"{row.number:>6} {row.kind.value:<8} {brief(row.description or row.note)}"
    codes = " ".join(dict.fromkeys(code for _, code in row.codes))
    quantity = "?" if row.quantity is None else f"{row.quantity:f}"
    asked = f"{quantity} {row.unit or row.unit_text}".strip()
    day = f" by {row.needed_on}" if row.needed_on else ""
    return f"{row.number:>6} {row.kind.value:<8} {asked:>12}  {shown(codes)}  {brief(row.description)}{day}"


def _finding(one: "Finding") -> str:
    place = f" {shown(one.path)}:" if one.path else ""
    return f"{one.severity.value}:{place} {one.message} [{one.code}]"
