"""The verbs that make maps and guides, as an analyst uses them."""

import io
import json
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape

from gateway.application.guidebooks import compose
from gateway.entrypoints import cli
from gateway.entrypoints.cli.library import open_library
from gateway.entrypoints.guides.html import html
from gateway.entrypoints.guides.pdf import pdf

CLEAN, FINDINGS, USAGE = 0, 1, 2
BASE = "base/x12/004010/850"
PROJECT = Path(__file__).parents[2]
ORDER = PROJECT / "tests/fixtures/edi/acme-850/pass/two-lines/received.edi"
Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return a function that runs a command in this process: exit code, standard output, standard error."""
    monkeypatch.delenv("GATEWAY_CONFIG_DIR", raising=False)

    def ran(*arguments: str, stdin: bytes = b"") -> tuple[int, bytes, str]:
        monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = CLEAN
        try:
            cli.main()
        except SystemExit as left:
            code = int(left.code or 0)
        captured = capfdbinary.readouterr()
        return code, captured.out, captured.err.decode()

    return ran


class Page(HTMLParser):
    """What stands in an HTML page: its elements, the places it leads to, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: set[str] = set()
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.links |= {str(values[one]) for one in ("href", "src") if one in values}
        self.ids += [str(values["id"])] if "id" in values else []

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


def test_two_maps_are_compared_in_words(run: Run) -> None:
    """By address and element; the same maps differ in nothing; JSON has every difference."""
    code, out, _ = run("map", "diff", BASE, "acme/850")
    _, same, _ = run("map", "diff", BASE, BASE)
    _, plain, _ = run("map", "diff", BASE, "acme/850", "--json")
    listed = json.loads(plain)

    assert CLEAN == code
    assert b"The map as a whole\n  title: Purchase order -> Purchase order (ACME Stores)" in out
    assert b"\nN1\n  N101  codes retired: SE (seller), " in out
    assert f"{BASE} says the same as {BASE}.\n".encode() == same
    assert (BASE, "acme/850") == (listed["base"], listed["map"])
    assert {"kind", "address", "element", "before", "after", "words"} == set(listed["differences"][0])


def test_codes_that_came_stand_in_one_line(run: Run) -> None:
    """Between two partners codes come and go."""
    _, out, _ = run("map", "diff", "acme/850", "globex/850")

    assert b"BEG02  codes added: SA (stand-alone), RL (release)" in out
    assert b"code NE (new-order) retired" in out


def test_maps_of_different_sets_are_not_compared(run: Run) -> None:
    """There would be nothing to compare."""
    code, _, err = run("map", "diff", BASE, "acme/855")

    assert USAGE == code
    assert "maps of one set are compared" in " ".join(err.split())


def test_coverage_tells_what_no_row_reads(run: Run, tmp_path: Path) -> None:
    """As a table for a person and as JSON; exit code 1 where anything is left."""
    file = tmp_path / "odd.edi"
    file.write_bytes(ORDER.read_bytes().replace(b"*NE*", b"*QQ*").replace(b"REF*DP", b"REF*DP*4~REF*ZQ"))
    code, out, _ = run("map", "coverage", "acme/850", str(file))
    _, plain, _ = run("map", "coverage", "acme/850", str(file), "--json")
    said, told = out.decode(), json.loads(plain)

    assert FINDINGS == code
    assert re.search(
        r"1 +1 +BEG BEG02 +Order type QQ: refused: not agreed +odd\.edi, set \d+, segment 2\n", said
    )
    assert "Never met: " in said
    assert ("acme/850", "850", 1) == (told["map"], told["transaction_set"], told["transaction_sets"])
    assert "code" in {one["kind"] for one in told["not_read"]}
    assert "odd.edi" == told["not_read"][0]["example"]["file"]
    assert told["never_met"]


def test_a_file_read_wholly_and_one_of_another_kind(run: Run) -> None:
    """Nothing left is exit code 0; nothing to read is said."""
    code, out, _ = run("map", "coverage", "acme/850", str(ORDER))
    other, said, _ = run("map", "coverage", "acme/855", "-", stdin=ORDER.read_bytes())

    assert CLEAN == code
    assert b"100.0 % read" in out
    assert (CLEAN, b"acme/855: there is no 855 in these files.\n") == (other, said)


def test_a_starter_is_printed_or_written(run: Run, tmp_path: Path) -> None:
    """From the base map of the set in the files, or from a map that is named."""
    file = tmp_path / "new.yaml"
    code, out, _ = run("map", "starter", str(ORDER), "--partner", "Corner Shop")
    _, said, _ = run("map", "starter", str(ORDER), "--base", "acme/850", "--out", str(file))

    assert CLEAN == code
    assert b'extends: base/x12/004010/850\ntitle: "Purchase order (Corner Shop)"\n' in out
    assert f"{file}\n".encode() == said
    assert "extends: acme/850\n" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([b"nothing"], "there is no transaction set in these files"),
        (["acme/850", "acme/855"], "the files hold 850 of 004010, 855 of 004010: name one with --base"),
        ([b"*850*0001~"], "we have no base map for set 199"),
    ],
)
def test_files_that_do_not_tell_the_map_are_a_usage_error(
    run: Run, tmp_path: Path, files: list[bytes | str], said: str
) -> None:
    """A person says which map is meant."""
    names = []
    for number, one in enumerate(files):
        content = one if isinstance(one, bytes) else run("sample", one)[1]
        if one == b"*850*0001~":
            content = run("sample", "acme/850")[1].replace(b"ST*850", b"ST*199")
        names.append(str(tmp_path / f"{number}.edi"))
        Path(names[-1]).write_bytes(content)
    code, _, err = run("map", "starter", *names)

    assert USAGE == code
    assert said in re.sub(r"[\s│]+", " ", err)


def test_an_acknowledgement_beside_orders_does_not_disturb(run: Run, tmp_path: Path) -> None:
    """The map is that of the orders; of acknowledgements alone it is theirs."""
    ack = tmp_path / "ack.edi"
    ack.write_bytes(run("sample", "base/x12/004010/997")[1])

    assert b"extends: base/x12/004010/850" in run("map", "starter", str(ORDER), str(ack))[1]
    assert b"extends: base/x12/004010/997" in run("map", "starter", str(ack))[1]


def test_the_guide_of_an_edition_nobody_wrote_is_printed(run: Run) -> None:
    """What is told from another version's map; a version there is not has none."""
    code, out, _ = run("map", "guide", "base/x12/006010/850")
    none, _, err = run("map", "guide", "base/x12/001000/850")

    assert (CLEAN, True) == (code, b"006010" in out)
    assert (USAGE, True) == (none, "there is no map" in " ".join(err.split()))


def test_a_guide_is_markdown_html_or_pdf(run: Run, tmp_path: Path) -> None:
    """To standard output or to a file; one form at a time."""
    code, markdown, _ = run("guide", "acme/855")
    _, page, _ = run("guide", "acme/855", "--html")
    _, said, _ = run("guide", "base/x12/004010/997", "--pdf", "--out", str(tmp_path / "guide.pdf"))
    wrong, _, err = run("guide", "acme/855", "--html", "--pdf")

    assert CLEAN == code
    assert markdown.startswith(b"# Order response (ACME Stores)")
    assert b"\n## A whole sample\n" in markdown
    assert b"\n## Acknowledgement\n\n- What we send we expect to be acknowledged" in markdown
    assert page.startswith(b"<!DOCTYPE html>")
    assert f"{tmp_path / 'guide.pdf'}\n".encode() == said
    assert (tmp_path / "guide.pdf").read_bytes().startswith(b"%PDF-")
    assert USAGE == wrong
    assert "one form at a time" in " ".join(err.split())


def test_the_html_guide_needs_nothing_else_and_leads_only_to_itself() -> None:
    """Well-formed, every link has its anchor, every table its headings, whatever a map says escaped."""
    library = open_library()
    book = compose(library, "acme/850")
    text = html(book)
    page = Page(text)

    assert [] == [one for one in page.open if one != "html"]
    assert {"script", "link", "img", "iframe"}.isdisjoint(page.tags)
    assert page.links == {f"#{one}" for one in page.ids} & page.links
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("h1") == 1
    assert "http" not in text
    assert "component <code>&gt;</code>" in text
    assert all(str(escape(segment)) in text for segment in book.sample)


def test_the_pdf_guide_is_the_same_each_time_and_has_bookmarks() -> None:
    """Two runs give the same bytes; the outline leads to the chapters."""
    book = compose(open_library(), "base/x12/004010/997")
    written = pdf(book)

    assert written == pdf(book)
    assert b"/Outlines" in written
