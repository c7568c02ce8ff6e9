"""What the pages tell people to type is typed here, line by line, in a terminal, and ends as it should.

Every command of README.md, CONTRIBUTING.md and docs stands in one of four tables: played with its page (`SCENES`),
started and stopped (`SERVED`), played as a whole by the test of its story (`STORIES`), or not run, with the reason
(`NOT_RUN`). Whoever writes a command that is in none of them finds out here.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from tests import curling
from tests.e2e.processes import START_S, started, until
from tests.forking import Forking
from tests.scenes import goods, orders, partners, running
from tests.scenes.scene import Scene
from tests.terminals import Terminal
from tests.typed import PAGES, PROJECT, Typed, commands, entry, is_typed, lines_of, spans, unlabelled, verb_of

SCENES: Mapping[str, Callable[[Scene], None]] = {
    "README.md": running.on_file,
    "docs/explanation/backorders.md": orders.backorders,
    "docs/explanation/pricing.md": orders.pricing,
    "docs/explanation/promising.md": orders.promising,
    "docs/explanation/security.md": running.the_trail,
    "docs/how-to/acknowledge.md": partners.acknowledging,
    "docs/how-to/be-told-of-what-needs-you.md": running.alerts,
    "docs/how-to/catalogue.md": goods.catalogue,
    "docs/how-to/change-orders.md": orders.changes,
    "docs/how-to/connect-a-warehouse.md": orders.warehouse,
    "docs/how-to/cxml-partner.md": partners.hooli,
    "docs/how-to/exchange-over-as2.md": partners.as2,
    "docs/how-to/exchange-over-sftp.md": running.on_file,
    "docs/how-to/give-credit-and-ask-for-money-first.md": orders.accounts,
    "docs/how-to/keep-stock.md": goods.keeping_stock,
    "docs/how-to/make-a-partners-map.md": running.mapping,
    "docs/how-to/operate.md": running.operating,
    "docs/how-to/partners-as-files.md": running.a_house,
    "docs/how-to/quote-a-request.md": goods.quoting,
    "docs/how-to/set-supply-policies.md": orders.policies,
    "docs/how-to/test-a-punchout-partner.md": partners.hooli,
    "docs/reference/api.md": running.the_api,
    "docs/reference/cli.md": running.on_file,
    "docs/reference/cxml.md": partners.cxml,
    "docs/reference/mapping-language.md": running.on_file,
    "docs/reference/measures.md": running.a_house,
    "docs/reference/metrics.md": running.the_api,
    "docs/reference/partner-profile.md": running.on_file,
    "docs/reference/rules.md": running.on_file,
    "docs/reference/sheets.md": goods.sheets,
}
"""In which surroundings a page is played."""
STORIES = {
    "docs/tutorial/first-partner.md": "tests/e2e/test_tutorial.py",
    "docs/how-to/make-a-partners-map.md": "tests/integration/test_how_to.py",
    "docs/how-to/partners-as-files.md": "tests/integration/test_how_to_partners.py",
}
"""Pages that are a story: who plays their blocks as written, one after the other."""
SERVED = {
    "gateway up": "http://127.0.0.1:",
    "gateway web": "http://127.0.0.1:",
    "GATEWAY_DATABASE_URL=postgresql://gateway@db.internal/gateway gateway web": "http://127.0.0.1:",
    "gateway worker": "workers on",
    "GATEWAY_DATABASE_URL=postgresql://gateway@db.internal/gateway gateway worker": "workers on",
    "gateway scheduler": "timetable",
    "gateway sftp-server": "127.0.0.1:",
    "gateway as2-server": "https://127.0.0.1:",
}
"""What runs until it is stopped, and what it says when it is there; the way it is typed it would keep ports to itself."""
QUIET = ("--fail-with-body", "--silent", "--show-error", "--noproxy", "*")
LOOPBACK = (("--host 0.0.0.0", "--host 127.0.0.1"), ("--port 8443", "--port 0"), ("--port 2222", "--port 0"))
USAGE = "cli.md"
"""The page of verbs, made from their own help: its blocks say how a verb is written, and are no commands."""
NOT_RUN = {
    "make": "Sets up, tests or measures this very project; what CI runs is `make test`.",
    "docker": "Needs a daemon and images; tests/architecture/test_deployment.py holds the files it reads.",
    "gateway demo": "Minutes of stories, told by tests/e2e/test_demo.py.",
    "pip install mutmut==3.8.1": "Brings a tool of hours along; what it found is written down on the page.",
    "python tests/mutants.py": "Hours; tests/unit/orderdesk holds what it found.",
    "python -m benchmarks.rfp_matching": "Minutes, and figures of one machine; tests/architecture/test_benchmarks.py looks at them.",
    "python benchmarks/rfp.py": "Minutes, and figures of one machine; tests/architecture/test_benchmarks.py looks at them.",
    "python -m tests.rfp_files.make": "Writes the fixtures anew; tests/unit/sheets holds that they are what it writes.",
}
"""What no test types, by how it begins, and why."""


def played(page: Path) -> Iterator[Typed]:
    """Yield the commands of a page that are typed in its scene: all of its blocks, and what only its lines of text have."""
    for one in commands(page):
        first = one.inline and first_page(one.text) == one.page
        if not begins(one.text, NOT_RUN) and (first or not (one.inline or one.page in STORIES)):
            yield one


@cache
def first_page(text: str) -> str:
    """Return the first page that has a command, where it is typed: not in a story, whose blocks are played elsewhere."""
    return next(
        one.page
        for page in PAGES
        for one in commands(page)
        if one.text == text and (one.inline or one.page not in STORIES)
    )


def begins(text: str, table: Mapping[str, str]) -> str:
    """Return the entry of a table a command begins with, word for word, the longest that does."""
    return max((one for one in table if f"{text} ".startswith(f"{one} ")), key=len, default="")


@pytest.mark.parametrize(
    "page", [one for one in PAGES if any(played(one))], ids=lambda one: one.relative_to(PROJECT).as_posix()
)
def test_what_a_page_says_is_typed_and_ends_well(page: Path, tmp_path: Path, forking: Forking) -> None:
    """In its order, in one terminal, with real files, a real database and, where it asks one, a real server."""
    name = page.relative_to(PROJECT).as_posix()
    assert name in SCENES, "say in which scene the commands of this page are played"
    scene = Scene(folder=tmp_path / "desk")
    scene.folder.mkdir()
    (tmp_path / "hidden").mkdir()
    (scene.folder / ".venv").mkdir()
    (scene.folder / ".venv" / "bin").symlink_to(forking.folder)
    wrong = []
    with scene.leaving:
        SCENES[name](scene)
        env = environment(forking) | scene.environment
        if shutil.which("curl") is None:
            curling.put_into(tmp_path / "hidden" / "bin")
            env["PATH"] += f"{os.pathsep}{tmp_path / 'hidden' / 'bin'}"
        terminal = Terminal(scene.folder, env, tmp_path / "hidden")
        scene.leaving.callback(terminal.ends)
        for one in played(page):
            if moved := scene.begins(scene.moves, one.text):
                terminal.export(moved)
            (scene.begins(scene.first, one.text) or (lambda: None))()
            if begins(one.text, SERVED):
                serves(one.text, scene, terminal, tmp_path / "hidden" / "served.log")
                continue
            code, said = terminal.types(put(one.text, scene), scene.begins(scene.given, one.text) or "")
            if code not in (scene.begins(scene.ends, one.text) or {0}):
                wrong.append(f"{code} {put(one.text, scene)}\n{said[-600:]}")

    assert not wrong, "\n".join(wrong)


def environment(forking: Forking) -> dict[str, str]:
    """Return this environment without settings of a gateway, the program first on the path."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    return plain | {"PATH": f"{forking.folder}{os.pathsep}{plain['PATH']}", "PYTHONUNBUFFERED": "1"}


def put(text: str, scene: Scene) -> str:
    """Return a command with what stands for the words only a page has; an address of curl's has to fail where it does."""
    for word, said in scene.words.items():
        if word in text:
            text = text.replace(word, said() if callable(said) else said)
    return re.sub(r"^curl ", f"curl {shlex.join(QUIET)} ", text)


def serves(text: str, scene: Scene, terminal: Terminal, log: Path) -> None:
    """Start what runs until it is stopped, on loopback and a free port; wait until it is there, and stop it gently."""
    said = put(text, scene)
    for theirs, ours in LOOPBACK:
        said = said.replace(theirs, ours)
    if re.search(r"gateway (up|web)\b", said):
        said = f"{said} --port 0"
    if said == "gateway sftp-server":
        said = f"{said} --port 0"
    log.unlink(missing_ok=True)
    command = ("bash", "-c", f"cd {shlex.quote(str(scene.folder))}; exec env {said}")
    with started(*command, env=terminal.environment, log=log) as program:
        until(
            lambda: SERVED[begins(text, SERVED)] in program.said or not program.lives,
            seconds=START_S,
            what=f"word of {said}",
        )
        assert program.lives, (said, program.said)
        program.signal(signal.SIGTERM)
        assert 0 == program.ended(), (said, program.said)


class Heard(BaseHTTPRequestHandler):
    """Keeps what it was asked."""

    asked: ClassVar[list[tuple[str, str, str | None, bool, bytes]]] = []

    def do_POST(self) -> None:
        """Take anything in."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        kind = self.headers.get("content-type", "")
        mark = kind.partition("boundary=")[2].encode()
        parts = body.replace(mark, b"") if mark else body
        names = sorted(re.findall(rb'(?:file)?name="[^"]*"', parts)) if mark else [parts]
        self.asked.append(
            (self.command, self.path, self.headers.get("authorization"), bool(mark) or kind, b";".join(names))
        )
        self.send_response(422 if "wrong" in self.path else 200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 - the names http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.skipif(
    shutil.which("curl") is None, reason="NOT COMPARED: there is no curl here to compare with"
)
@pytest.mark.parametrize(
    "words",
    [
        ["-X", "PUT", "-H", "Authorization: Bearer t", "--data-binary", "@a.txt", "/p"],
        ["-X", "POST", "-H", "Content-Type: application/json", "/p?apply=true", "-d", '{"a": 1}'],
        ["-X", "PATCH", "-H", "Idempotency-Key: 7", "/wrong", "-d", "{}"],
        ["-X", "DELETE", "/p"],
        ["-u", "operator:word", "-F", "partner=acme", "-F", "file=@a.txt", "/p"],
    ],
    ids=["put", "post", "patch", "delete", "form"],
)
def test_what_stands_for_curl_asks_as_curl_does(words: list[str], tmp_path: Path) -> None:
    """The same method, address, proof, kind and body; the same exit code."""
    (tmp_path / "a.txt").write_text("some\nbytes", encoding="utf-8")
    curling.put_into(tmp_path / "bin")
    Heard.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Heard) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        given = [f"{at}{one}" if one.startswith("/") else one for one in words]
        ran = [
            subprocess.run([curl, *QUIET, *given], capture_output=True, check=False, cwd=tmp_path, timeout=60)
            for curl in ("curl", tmp_path / "bin" / "curl")
        ]
        server.shutdown()

    assert Heard.asked[0] == Heard.asked[1]
    assert (ran[0].returncode, ran[0].stdout) == (ran[1].returncode, ran[1].stdout)


def test_each_command_is_run_or_there_is_a_reason() -> None:
    """No page and no block is forgotten, and nothing stands in a table that is on no page any more."""
    every = [one for page in PAGES for one in commands(page)]
    lost = [
        one
        for one in every
        if one.page not in SCENES and one.page not in STORIES and not begins(one.text, NOT_RUN)
    ]
    needless = [
        entry_
        for table in (NOT_RUN, SERVED)
        for entry_ in table
        if not any(begins(one.text, table) == entry_ for one in every)
    ]

    assert ([], []) == (lost, needless)
    assert {} == {page.name: found for page in PAGES if page.name != USAGE and (found := unlabelled(page))}
    assert set(SCENES) | set(STORIES) <= {one.page for one in every}
    for player in STORIES.values():
        assert (PROJECT / player).is_file()


def test_each_verb_a_page_names_is_there() -> None:
    """Also where only its name stands in a line of text."""
    unknown = {}
    for page in PAGES:
        for span in spans(page.read_text(encoding="utf-8")):
            if span.startswith("gateway ") and not is_typed(span):
                try:
                    verb_of(shlex.split(span)[1:])
                except LookupError:
                    unknown[f"{page.name}: {span}"] = "no such verb"

    assert {} == unknown


def test_what_is_typed_is_told_from_what_is_named() -> None:
    """Else the tests above would say nothing."""
    block = "a --x 1 \\\n  -d 'two\nlines'\n# said\ncat > f <<'E'\ng h\nE\nfor x in 1 2; do\n  b $x\ndone\n"

    assert entry().name == "gateway"
    assert [
        "a --x 1 \\\n  -d 'two\nlines'",
        "cat > f <<'E'\ng h\nE",
        "for x in 1 2; do\n  b $x\ndone",
    ] == list(lines_of(block))
    assert ["gateway stock list"] == list(lines_of("$ gateway stock list\nLAMP\n", prompted=True))
    typed = (
        "gateway shipments held",
        "gateway nope",
        "gateway load items x.csv",
        "make check",
        "gateway doctor --json",
    )
    named = (
        "gateway load",
        "gateway validate",
        "gateway stock",
        "make",
        "gateway promise peg",
        "gateways are many",
    )
    assert ([True] * len(typed), [False] * len(named)) == (
        [is_typed(one) for one in typed],
        [is_typed(one) for one in named],
    )
    assert "docker" == begins("docker compose up", NOT_RUN)
    assert "" == begins("gateway update", SERVED)
