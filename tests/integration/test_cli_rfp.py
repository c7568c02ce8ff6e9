"""`gateway rfp read`: a buyer's file at a terminal."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.entrypoints.cli import app
from tests.rfp_files.measuring import FOLDER, request_of


def run(*words: str, stdin: bytes = b"") -> tuple[int, str]:
    """Return exit code and output of a command."""
    done = CliRunner().invoke(app, ["rfp", "read", *words], input=stdin)
    return done.exit_code, done.output


def test_a_sheet_is_printed_row_by_row() -> None:
    """What it is, what its columns are for, what it asks for."""
    code, said = run(str(request_of(FOLDER / "two-line-header")))

    assert 0 == code
    assert "xlsx, 1 table" in said
    assert "number: R-88120 (B2)" in said
    assert "400 EA  10-2041 NB-M8X20-A2  Hex cap screw M8x20 A2-70" in said


def test_findings_are_said_with_their_cells() -> None:
    """And end the command with 1."""
    code, said = run(str(request_of(FOLDER / "damaged-part-numbers")))

    assert 1 == code
    assert "error: RFQ!A2: A part number was turned into a rounded number" in said


def test_a_sheet_is_printed_as_json() -> None:
    """One object."""
    code, said = run(str(request_of(FOLDER / "formulas")), "--json")

    rows = json.loads(said)["rows"]
    assert (1, ["item", "item", "item", "total"]) == (code, [row["kind"] for row in rows])


def test_a_person_says_how_a_file_is_to_be_read(tmp_path: Path) -> None:
    """Encoding, delimiter, table and columns."""
    file = tmp_path / "a.txt"
    file.write_bytes("Zeug!Größe!Wieviel\nA-1!groß!5\n".encode("cp850"))

    code, said = run(
        str(file),
        "--encoding",
        "cp850",
        "--delimiter",
        "!",
        "--columns",
        "A=part,B=description,C=quantity",
        "--table",
        "0",
    )

    assert (0, True) == (code, "5  A-1  groß" in said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--encoding", "klingon"], "klingon is no encoding"),
        (["--delimiter", "ab"], "one character"),
        (["--table", "7"], "there are 1 tables"),
        (["--columns", "A=colour"], "A=colour is no column=field"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(words: list[str], said: str) -> None:
    """With what would be right."""
    code, output = run("-", *words, stdin=b"Part,Qty\nA-1,5\n")

    assert (2, True) == (code, said in " ".join(output.split()))


def test_nothing_to_read_is_said() -> None:
    """A file without a table ends with 1."""
    code, said = run("-", stdin=b"\x89PNG")

    assert (1, True) == (code, "no kind of file we read tables from" in said)
