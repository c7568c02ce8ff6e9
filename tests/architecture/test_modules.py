"""What no linter of ours can say about the modules."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import GATEWAY, ROOT, imported, modules, named, tracked, tree

LINES = 400
LONGER: dict[str, str] = {
    "gateway/application/ports.py": "every port of the application stands in one place, each with its promises",
    "gateway/domain/findings.py": "the one table of findings: a line each, sorted by what they are about",
}
FUNCTION_LINES = 60
OURS = {"base", "standards", "words"}
PAGES = {".py", ".html", ".css", ".svg"}
INSIDE = ("domain", "x12", "as2", "sheets", "mapping", "profiles", "orderdesk", "application")
WIRES = {
    "socket",
    "socketserver",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "asyncio",
    "selectors",
    "subprocess",
}
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "perf_counter", "sleep", "localtime", "gmtime"},
}
CHANCE = {"uuid", "secrets"}
MUTABLE = {"list", "dict", "set", "bytearray"}


def partners() -> set[str]:
    """Return the names of the partners we ship: of their profiles and of their folders of maps."""
    profiles = {file.stem for file in (ROOT / "partners").glob("*.yaml")}
    folders = {folder.name for folder in (ROOT / "mappings").iterdir() if folder.is_dir()} - OURS
    return profiles | folders


def in_entrypoints_or_adapters(module: Path) -> bool:
    """Return whether a module is at the rim, where clocks and chance may be asked."""
    return module.relative_to(GATEWAY).parts[0] in {"adapters", "entrypoints"}


def test_no_partner_is_named_in_code() -> None:
    """What one partner needs is a line in its map or profile; the story of the demo is material, not code."""
    sources = [file for file in GATEWAY.rglob("*") if file.suffix in PAGES]
    names = re.compile("|".join(map(re.escape, sorted(partners()))), re.IGNORECASE)
    told = [
        f"{named(source)}:{number}: {line.strip()}"
        for source in sources
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1)
        if names.search(line)
    ]

    assert partners()
    assert [] == told


@pytest.mark.parametrize("module", modules(), ids=named)
def test_modules_are_small_enough_to_read(module: Path) -> None:
    """What is longer has a reason that stands here; a reason for what is short no longer holds."""
    count = len(module.read_text(encoding="utf-8").splitlines())

    assert (named(module) in LONGER) == (count > LINES), f"{named(module)} has {count} lines"


def test_functions_are_small_enough_to_read() -> None:
    """None is longer than a screen."""
    assert [] == [
        f"{named(module)}: {node.name} has {length} lines"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]


@pytest.mark.parametrize("module", modules("domain"), ids=named)
def test_the_domain_is_made_of_frozen_values(module: Path) -> None:
    """Every class is a frozen dataclass with slots and keywords, a tuple, or one of a few words; nothing in it can change."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ClassDef):
            made = [ast.unparse(one) for one in node.decorator_list]
            words = [ast.unparse(one) for one in node.bases] in (["StrEnum"], ["NamedTuple"])
            assert words or made == ["dataclass(frozen=True, slots=True, kw_only=True)"], node.name
            assert [] == [ast.unparse(one) for one in _fields(node) if _can_change(one)], node.name


def _fields(made: ast.ClassDef) -> Iterator[ast.AnnAssign]:
    return (one for one in made.body if isinstance(one, ast.AnnAssign))


def _can_change(field: ast.AnnAssign) -> bool:
    return any(isinstance(one, ast.Name) and one.id in MUTABLE for one in ast.walk(field.annotation))


def test_money_is_never_a_float() -> None:
    """No value of the domain or of a decision is a binary fraction."""
    assert [] == [
        f"{named(module)}:{node.lineno}"
        for module in modules("domain", "orderdesk")
        for node in ast.walk(tree(module))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]


def test_only_the_command_line_prints() -> None:
    """Everything else returns, raises or logs."""
    printing = [
        f"{named(module)}:{node.lineno}"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert printing
    assert [] == [one for one in printing if not one.startswith("gateway/entrypoints/cli/")]


def test_time_and_chance_come_in_as_arguments() -> None:
    """Only the rim asks a clock or throws dice: everything else runs the same in a test as in production."""
    asking = [
        f"{named(module)}: {what}"
        for module in modules()
        if not in_entrypoints_or_adapters(module)
        for what in _asked(module)
    ]

    assert [] == asking


def _asked(module: Path) -> Iterator[str]:
    """Yield every clock a module asks and every dice it throws; a `Random` it is given, or seeds, throws none."""
    for where, name in imported(module):
        if where.partition(".")[0] in CHANCE or (where == "random" and name != "Random"):
            yield f"imports {where} {name}".strip()
        if where == "time" and name in CLOCKS["time"]:
            yield f"imports time.{name}"
    for node in ast.walk(tree(module)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS.get(_last(node.func.value), ()):
            yield f"line {node.lineno}: {ast.unparse(node.func)}()"
        if isinstance(node.func, ast.Name) and node.func.id == "Random" and not node.args:
            yield f"line {node.lineno}: Random() without a seed"


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nat = datetime.now()",
        "import datetime\nat = datetime.datetime.utcnow()",
        "from datetime import date\non = date.today()",
        "from time import monotonic",
        "import time\nat = time.time()",
        "import uuid",
        "import random",
        "from random import choice",
        "from random import Random\ndice = Random()",
    ],
)
def test_every_way_to_ask_a_clock_or_throw_dice_is_seen(source: str, tmp_path: Path) -> None:
    """The rule above can be broken, and says so."""
    module = tmp_path / "module.py"
    module.write_text(source, encoding="utf-8")

    assert list(_asked(module))


def _last(node: ast.expr) -> str:
    """Return the last name of a dotted one: `datetime` of `datetime.datetime`."""
    return ast.unparse(node).rpartition(".")[2]


@pytest.mark.parametrize("package", INSIDE)
def test_what_is_inside_touches_no_wire(package: str) -> None:
    """Formats and decisions turn bytes and values into others; no connection, no process, no loop of events."""
    reaching = [
        f"{named(module)}: {where} {name}"
        for module in modules(package)
        for where, name in imported(module)
        if {where, where.partition(".")[0], f"{where}.{name}"} & WIRES
    ]

    assert modules(package)
    assert [] == reaching


EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)(?P<rest>.*)")
EXPLAINED = re.compile(
    r"#\s*(noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* - \S.*"
    r"|type: ignore\[[a-z-]+(, ?[a-z-]+)*\]\s+# \S.*"
    r"|pragma: no cover - \S.*)"
)


def test_every_exception_from_a_rule_says_which_and_why() -> None:
    """Nobody has to guess later whether it still holds."""
    sources = [file for file in tracked() if file.suffix == ".py" and file != Path(__file__)]

    assert [] == [
        f"{named(source)}:{number}: {line.strip()}"
        for source in sources
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1)
        if EXCEPTION.search(line) and not EXPLAINED.search(line)
    ]
