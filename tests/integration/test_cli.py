"""The offline verbs of the command line, as a person and as a script use them."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.entrypoints import cli
from gateway.entrypoints.cli import terminal
from gateway.entrypoints.cli.library import _opened
from gateway.settings import Settings
from tests.maps import library

PROJECT = Path(__file__).parents[2]
CLEAN, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3
MAP = "base/x12/004010/850"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return a function that runs a command in this process, bytes on standard input if given."""
    monkeypatch.delenv("GATEWAY_CONFIG_DIR", raising=False)

    def ran(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = CLEAN
        try:
            cli.main()
        except SystemExit as left:
            code = int(left.code or 0)
        captured = capfdbinary.readouterr()
        return Ran(code=code, out=captured.out.decode(), err=captured.err.decode())

    return ran


@pytest.fixture
def order(run: Run, tmp_path: Path) -> Path:
    """Return a file with a valid order."""
    file = tmp_path / "order.edi"
    file.write_text(run("sample", MAP, "--seed", "1").out, encoding="utf-8")
    return file


def test_a_sample_is_valid_and_repeatable(run: Run) -> None:
    """What `sample` prints, `validate` accepts; a seed names a sample."""
    first = run("sample", MAP, "--seed", "3")

    assert (CLEAN, "") == (first.code, first.err)
    assert first.out.startswith("ISA*")
    assert first == run("sample", MAP, "--seed", "3")
    assert first.out != run("sample", MAP, "--seed", "4").out
    assert CLEAN == run("validate", "-", stdin=first.out.encode()).code


def test_validate_says_accepted_and_what_we_would_answer(run: Run, order: Path) -> None:
    """A clean order ends with 0 and a 997."""
    ran = run("validate", str(order))

    assert (CLEAN, "") == (ran.code, ran.err)
    assert "850 0001: accepted\n" in ran.out
    assert "  AK9*A*1*1*1~\n" in ran.out


def test_validate_says_what_is_wrong_and_ends_with_1(run: Run, order: Path) -> None:
    """Each finding has its code, place and fix; the set is rejected."""
    order.write_text(
        order.read_text().replace("*PO-20311*", "**").replace("*4500012345*", "**").replace("*0071184*", "**")
    )

    ran = run("validate", str(order))

    assert FINDINGS == ran.code
    assert "850 0001: rejected" in ran.out
    assert "✗ x12.element-missing  BEG03 (segment 2): A mandatory element is missing." in ran.out
    assert "fix  Send the element." in ran.out
    assert "  AK5*R*5~\n" in ran.out


def test_validate_tells_of_many_alike_in_a_line(run: Run, tmp_path: Path) -> None:
    """The first three are shown, then how many follow and where the last is; another kind is shown by itself."""
    lines = "".join(f"PO1*{number}*ten*EA*9.95**VN*BOLT~" for number in range(1, 1_201))
    content = (
        "ISA*00*          *00*          *12*BUYERID        *ZZ*SELLERID       *260301*1200*U*00401*000000005*0*T*>~"
        f"GS*PO*BUYER*SELLER*20260301*1200*7*X*004010~ST*850*0001~BEG*00*SA*4500**2026~{lines}CTT*1200~"
        "SE*1204*0001~GE*1*7~IEA*1*000000005~"
    )
    (tmp_path / "many.edi").write_text(content, encoding="ascii")

    out = run("validate", str(tmp_path / "many.edi")).out.partition("We would answer")[0]

    assert 4 == out.count("✗ ")
    assert "BEG05 (segment 2)" in out
    assert (
        "    and 1,197 more of x12.element-characters, the last in segment 1202; --json has them all\n" in out
    )


def test_validate_prints_one_json_object(run: Run, order: Path) -> None:
    """The shape others build on, from a file and from standard input alike."""
    from_file = run("validate", str(order), "--json", "--map", MAP)
    from_input = run("validate", "-", "--json", stdin=order.read_bytes())

    plain = json.loads(from_file.out)
    assert plain == json.loads(from_input.out)
    assert "A" == plain["interchanges"][0]["groups"][0]["transaction_sets"][0]["verdict"]
    assert plain["acknowledgements"].startswith("ISA*")


def test_the_answer_has_the_number_and_instant_asked_for(run: Run, order: Path) -> None:
    """Control number and instant come from options; a zone is kept."""
    ran = run("validate", str(order), "--control-number", "77", "--prepared-at", "2026-05-04T03:02:00+07:00")

    assert "*260504*0302*U*00401*000000077*" in ran.out


def test_a_second_opinion_changes_no_verdict(run: Run, order: Path) -> None:
    """Where another reader disagrees is said on request; a clean order is clean to both."""
    agreed = run("validate", str(order), "--second-opinion", "--json")
    text = re.sub(r"(BEG\*\w+\*\w+\*[^*~]+)", r"\1`", order.read_text())
    disputed = run("validate", "-", "--second-opinion", stdin=text.encode())
    unknown = run("validate", "-", "--second-opinion", stdin=b"ST*204*0001~SE*2*0001~")

    assert CLEAN == agreed.code
    assert "x12.second-opinion" not in agreed.out
    assert (CLEAN, FINDINGS) == (disputed.code, unknown.code)
    assert "· x12.second-opinion-" in disputed.out


def test_explain_shows_everything_in_place(run: Run, order: Path) -> None:
    """Envelope first, then each segment with its elements, names and meanings."""
    ran = run("explain", str(order))

    assert (CLEAN, "") == (ran.code, ran.err)
    for text in (
        "Interchange 000000002",
        "delimiters element *   component >   segment ~",
        "Group 2 PO  from BUYER to GATEWAY",
        "850 Purchase order 0001 · accepted · read by base/x12/004010/850",
        "       2  BEG  Order head",
        "BEG01    Purpose",
        "PO1 loop 1: Order line",
    ):
        assert text in ran.out


def test_explain_shows_findings_at_their_elements(run: Run, order: Path) -> None:
    """What is missing has its line, with the finding below it; the end code says there was something."""
    text = order.read_text().replace("BEG*00*", "BEG**").replace("CTT*", "QQQ*1~\nCTT*")
    order.write_text(text.replace("ST*850", "ST*850").replace("N1*", "N1*", 1))

    ran = run("explain", str(order))

    assert FINDINGS == ran.code
    assert "BEG01    Purpose                    (missing)" in ran.out
    assert "QQQ  not in our dictionary" in ran.out
    assert "✗ x12.segment-unknown" in ran.out


def test_explain_prints_json(run: Run, order: Path) -> None:
    """The same tree for programs."""
    plain = json.loads(run("explain", str(order), "--json").out)

    (one,) = plain["interchanges"][0]["groups"][0]["transaction_sets"]
    assert ["ST", "BEG"] == [item["segment"] for item in one["items"][:2]]


ISA = b"ISA*00*          *00*          *12*A              *ZZ*B              *260301*1200*U*00401*000000001*0*T*>~"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00\xff\x1b[31m", id="noise"),
        pytest.param(b"ST*850*0001~BEG*00*SA*\x1b[31mred\x07**20260301~SE*3*0001~", id="escapes"),
        pytest.param(ISA + b"TA1*000000009*260301*1200*A*000~IEA*0*000000001~", id="ta1"),
        pytest.param(
            ISA
            + b"GS*SM*A*B*20260301*1200*1*X*004010~ST*204*0001~\xc3\xa9*1~SE*3*0001~GE*1*1~IEA*1*000000002~",
            id="unknown",
        ),
    ],
)
def test_no_bytes_make_a_traceback_or_reach_the_terminal_raw(run: Run, content: bytes) -> None:
    """Whatever comes in, what goes out is printable lines and an exit code of ours."""
    for verb in ("explain", "validate"):
        ran = run(verb, "-", stdin=content)
        assert ran.code in {CLEAN, FINDINGS}
        assert "" == ran.err
        assert all(line.isprintable() for line in ran.out.split("\n"))
        json.loads(run(verb, "-", "--json", stdin=content).out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["validate", "nowhere.edi"], "there is no file nowhere.edi"),
        (["validate", "-", "--map", "acme/85O"], "did you mean acme/85"),
        (["explain", "-", "--map", "zzzzzz"], "gateway map list shows them all"),
        (["sample", "acme/85O"], "did you mean acme/85"),
        (["sample"], "Missing argument"),
        (["validate", "-", "--prepared-at", "yesterday"], "not an instant"),
        (["map", "guide"], "name a map"),
        (["map", "guide", "nobody/1"], "there is no map"),
        (["dance"], "dance"),
    ],
)
def test_wrong_usage_is_said_and_ends_with_2(run: Run, arguments: list[str], said: str) -> None:
    """A usage error names what is wrong and how to mend it."""
    ran = run(*arguments)

    assert USAGE == ran.code
    assert said in " ".join(ran.err.split())


def test_a_wrong_environment_is_said_and_ends_with_3(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder that is not there, or a map that does not fit, is our trouble and not the document's."""
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(tmp_path / "nowhere"))
    missing = run("map", "list")
    (tmp_path / "mappings" / "acme").mkdir(parents=True)
    (tmp_path / "mappings" / "acme" / "850.yaml").write_text("extends: base/x12/004010/850\nremove: [ZZZ]\n")
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(tmp_path))
    wrong = run("sample", "acme/850")

    assert (ENVIRONMENT, "") == (missing.code, missing.out)
    assert missing.err.startswith("gateway: GATEWAY_CONFIG_DIR: ")
    assert ENVIRONMENT == wrong.code
    assert "acme/850.yaml:2" in wrong.err


def test_a_file_that_cannot_be_read_ends_with_3(
    run: Run, monkeypatch: pytest.MonkeyPatch, order: Path
) -> None:
    """The disk's refusal is not a finding."""

    def refuse(_: Path, _mode: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    ran = run("validate", str(order))

    assert ENVIRONMENT == ran.code
    assert "cannot be read: Permission denied" in ran.err


def test_maps_are_listed(run: Run) -> None:
    """A line a map: name, set, version, title."""
    ran = run("map", "list")

    assert CLEAN == ran.code
    assert "base/x12/004010/850  850  004010  Purchase order\n" in ran.out


def test_an_operator_s_map_shadows_ours(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """GATEWAY_CONFIG_DIR adds maps and takes the place of ours of the same name."""
    for name, title in (("acme", "Ours now"), ("initech", "New")):
        file = tmp_path / "mappings" / name / "850.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(f"extends: base/x12/004010/850\ntitle: {title}\n")
    monkeypatch.setenv("GATEWAY_CONFIG_DIR", str(tmp_path))
    _opened(Settings(config_dir=tmp_path).maps()).knowing(library())  # ours are made once for all tests

    listed = {one["name"]: one["title"] for one in json.loads(run("map", "list", "--json").out)}

    assert {"acme/850": "Ours now", "initech/850": "New"}.items() <= listed.items()
    assert MAP in listed


def test_a_guide_is_printed_or_written(run: Run, tmp_path: Path) -> None:
    """One page to the terminal; with --write, files, one or all."""
    printed = run("map", "guide", "acme/850")
    one = run("map", "guide", "acme/850", "--write", "--into", str(tmp_path / "one"))
    every = run("map", "guide", "--write", "--into", str(tmp_path / "all"))

    assert printed.out.startswith("# ")
    assert printed.out == (tmp_path / "one" / "acme-850.md").read_text(encoding="utf-8")
    assert f"{tmp_path / 'one' / 'acme-850.md'}\n" == one.out
    assert len(every.out.splitlines()) == len(list((tmp_path / "all").iterdir())) > 5


def test_version_and_help(run: Run) -> None:
    """Both end with 0; nothing at all is a request for help."""
    assert (CLEAN, "gateway ") == ((ran := run("--version")).code, ran.out[:8])
    assert CLEAN == run("--help").code
    assert "validate" in run("--help").out


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colour unless somebody asked for none."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    painted = terminal.painted("red", colour="red", bold=True)
    monkeypatch.setenv("NO_COLOR", "1")
    plain = terminal.painted("red", colour="red", bold=True)

    assert painted != "red" == plain


def test_streams_that_cannot_be_told_an_encoding_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream without `reconfigure` is used as it is."""
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdout", said)
    monkeypatch.setattr(sys, "argv", ["gateway", "--version"])

    with pytest.raises(SystemExit):
        cli.main()

    assert said.getvalue().startswith("gateway ")


def test_the_program_starts_without_what_it_does_not_need(order: Path) -> None:
    """Offline verbs load neither a database, nor a web server, nor the second opinion."""
    code = (
        "import sys; from gateway.entrypoints.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'sqlalchemy', 'fastapi', 'pyx12', 'httpx2', 'alembic'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "validate", str(order)],
        capture_output=True,
        check=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        text=True,
    )

    assert "[]" == ran.stdout.splitlines()[-1]
    assert "" == ran.stderr


def test_maps_are_compiled_for_pyx12(run: Run, tmp_path: Path) -> None:
    """A folder for each version; the files are named."""
    ran = run(
        "map", "compile", "base/x12/004010/997", "acme/850", "--into", str(tmp_path), "--suffix", "VICS"
    )
    index = (tmp_path / "004010" / "maps.xml").read_text(encoding="utf-8")

    assert CLEAN == ran.code, ran.err
    assert {Path(line).name for line in ran.out.splitlines()} >= {"maps.xml", "acme-850.xml"}
    assert 'vriic="004010VICS" fic="PO"' in index


def test_maps_that_pyx12_could_not_tell_apart_are_not_put_together(run: Run, tmp_path: Path) -> None:
    """It knows one map for a kind of group: which of two is for a person to say."""
    ran = run("map", "compile", "base/x12/004010/850", "acme/850", "--into", str(tmp_path))

    assert USAGE == ran.code
    assert "both for groups of PO" in ran.err
    assert [] == list(tmp_path.iterdir())
