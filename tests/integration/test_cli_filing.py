"""A file in the hand: one segment a line, beside another, as JSON and back, without names; one segment of it explained."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.entrypoints import cli

SCENARIOS = Path(__file__).parents[2] / "tests" / "scenarios"
ORDER, BROKEN = SCENARIOS / "acme" / "order.edi", SCENARIOS / "acme" / "broken.edi"
GLOBEX = SCENARIOS / "globex" / "order.edi"


def ran(*arguments: object, given: bytes | None = None) -> Result:
    """Return what the command did."""
    return CliRunner().invoke(cli.app, [str(one) for one in arguments], prog_name="gateway", input=given)


def test_a_file_is_broken_into_lines_and_nothing_else(tmp_path: Path) -> None:
    """Whatever lines it had before; with `--out` into a file."""
    flat = ORDER.read_bytes().replace(b"\n", b"")
    ran("fmt", "-", "--out", tmp_path / "out.edi", given=flat)

    assert ORDER.read_bytes() == (tmp_path / "out.edi").read_bytes()
    assert GLOBEX.read_text(encoding="ascii") == ran("fmt", GLOBEX).output
    assert "no X12" == ran("fmt", "-", given=b"no X12").output


def test_names_and_places_say_nothing_after_redacting() -> None:
    """Codes, quantities and lengths stay, so that the file still reads."""
    said = ran("redact", GLOBEX).output

    assert "N1|BT|XXXXXX XXXXXXXXXXX|92|HQ!" in said
    assert "PER|BD|XX XXXXXX|TE|999-9999!" in said
    assert "PO1|10|250|EA|1.255|PE|VN|HX-8-40|BP|M-774512!" in said
    assert len(GLOBEX.read_bytes()) == len(said)


def test_two_files_differ_by_segment_and_element(tmp_path: Path) -> None:
    """The same words under other delimiters are the same."""
    other = tmp_path / "other.edi"
    text = ORDER.read_text(encoding="ascii").replace("*9.25*", "*9.50*").replace("CUR*BY*USD~\n", "")
    other.write_text(text.replace("CTT*3*94~\n", "CTT*3*94~\nAMT*TT*1~\n"), encoding="ascii")
    differs, told = ran("diff", ORDER, other), ran("diff", ORDER, other, "--json")

    assert 1 == differs.exit_code
    assert ["#5  - CUR*BY*USD", "#8  PO104: 9.25 -> 9.50", "#11  + AMT*TT*1"] == differs.output.splitlines()
    assert [None, 5, 8] == sorted((one["segment"] for one in json.loads(told.output)), key=lambda at: at or 0)
    assert (0, "") == (ran("diff", ORDER, ORDER).exit_code, ran("diff", ORDER, ORDER).output)


def test_documents_become_json_and_segments_again(tmp_path: Path) -> None:
    """What was read is written as it stood, between ST and SE."""
    ran("convert", ORDER, "--map", "acme/850", "--out", tmp_path / "order.json")
    (one,) = json.loads((tmp_path / "order.json").read_text(encoding="utf-8"))
    back = ran("convert", tmp_path / "order.json", "--to", "edi")

    assert ("acme/850", "4500012345") == (one["map"], one["document"]["number"])
    assert ORDER.read_text(encoding="ascii").splitlines()[2:-2] == back.output.splitlines()
    assert 2 == ran("convert", "-", "--to", "edi", given=b"{}").exit_code


def test_what_is_wrong_is_printed_and_nothing_else() -> None:
    clean, wrong, told = ran("lint", ORDER), ran("lint", BROKEN), ran("lint", BROKEN, "--json")

    assert (0, "") == (clean.exit_code, clean.output)
    assert 1 == wrong.exit_code
    assert "BEG05" in wrong.output
    assert "997" not in wrong.output
    assert {"BEG05", "PO102"} <= {one["element"] for one in json.loads(told.output)}


@pytest.mark.parametrize(("at", "lines"), [(2, "BEG"), (99, "")])
def test_one_segment_is_explained_by_itself(at: int, lines: str) -> None:
    said = ran("explain", ORDER, "--map", "acme/850", "--at", at).output

    assert bool(lines) == ("Order number" in said)
    assert "N1" not in said
