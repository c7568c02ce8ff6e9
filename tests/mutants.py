"""Change one small thing of a module at a time and see whether a test notices: `python tests/mutants.py MODULE... -- TESTS...`.

The changes are those of mutmut 3.8.1 (`pip install mutmut==3.8.1`, or `--mutmut FOLDER` where it is installed), and the bodies of
properties, which mutmut leaves out. The tests are collected and run once, which shows what tests come by which line; then each
change is made in a fork of this process, which runs only tests that come by the changed statement, of these the quick ones first,
until one fails or `--seconds` of tests were run. Each module says how many changes were found; `--out FOLDER` keeps a file of
JSON lines for each with those that were not. The last line is JSON. `--again FOLDER` tries only what such files say was
not found, and all of `--functions`; what they leave out counts as found.
"""

import argparse
import ast
import gc
import importlib
import json
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

HOUSE = Path(__file__).parent.parent
PATIENCE = 4
LEAST_SECONDS = 3
MOST_MEMORY = 3 * 2**30
FOUND, UNNOTICED, STUCK = 1, 0, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One small change of one function."""

    function: str
    within: range
    lines: range
    source: str
    change: str


@dataclass
class Reached:
    """Which tests come by which line of ours, how long each takes, and by how many lines it comes."""

    tests: dict[tuple[str, int], set[int]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    width: dict[int, int] = field(default_factory=dict)

    def of(self, path: str, mutant: Mutant, most: float) -> Sequence[int]:
        """Return the tests that come by the changed lines, as many as the seconds allow.

        Those that come by most of the function are chosen, for they notice most of it, and of these the most
        particular; the quick ones of them come first.
        """
        found = set[int]().union(*(self.tests.get((path, line), ()) for line in mutant.lines))
        within = [self.tests.get((path, line), set()) for line in mutant.within]
        share = {one: sum(one in there for there in within) for one in found}
        chosen: list[int] = []
        for one in sorted(found, key=lambda one: (-share[one], self.width[one], one)):
            most -= self.seconds[one]
            if most < 0 and chosen:
                break
            chosen.append(one)
        return sorted(chosen, key=lambda one: self.seconds[one] / share[one])


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every change mutmut makes in the functions and methods of a module."""
    import libcst  # noqa: PLC0415 - where it is installed is said on the command line
    from mutmut.mutation.file_mutation import create_mutations, deep_replace  # noqa: PLC0415 - likewise

    class Bare(libcst.CSTTransformer):
        def leave_FunctionDef(self, original_node: Any, updated_node: Any) -> Any:  # noqa: ARG002, N802 - theirs
            return updated_node.with_changes(decorators=[])

    text = libcst.parse_module(path.read_text(encoding="utf-8")).visit(Bare()).code
    module, mutations, _, _ = create_mutations(str(path), text)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    starts, statements = positions(tree)
    names = {}
    for one in module.body:
        within = one.body.body if isinstance(one, libcst.ClassDef) else [one]
        prefix = f"{one.name.value}." if isinstance(one, libcst.ClassDef) else ""
        names.update(
            {each: prefix + each.name.value for each in within if isinstance(each, libcst.FunctionDef)}
        )
    for mutation in mutations:
        function = mutation.contained_by_top_level_function
        if function not in names:
            continue
        changed = deep_replace(function, mutation.original_node, mutation.mutated_node)
        before, after = (bare(libcst.Module(body=[one]).code) for one in (function, changed))
        diff = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))
        where = int(diff[2].split()[1].lstrip("-").split(",")[0]) if diff else 1
        change = " => ".join(
            " ".join(part[1:].strip() for part in diff[3:] if part[0] == sign) for sign in "-+"
        )
        within = starts[names[function]]
        line = within[0] + where - 1
        lines = min((one for one in statements if line in one), key=len, default=range(line, line + 1))
        yield Mutant(function=names[function], within=within, lines=lines, source=after, change=change)


def bare(source: str) -> str:
    """Return the source of a function without what stands above it."""
    lines = source.splitlines(keepends=True)
    return "".join(lines[next(at for at, line in enumerate(lines) if line.startswith("def ")) :])


def positions(tree: ast.Module) -> tuple[Mapping[str, range], Sequence[range]]:
    """Return the lines of each function, and the lines of every statement, of one with a body those of its head."""
    starts = {}
    for one in tree.body:
        within = one.body if isinstance(one, ast.ClassDef) else [one]
        prefix = f"{one.name}." if isinstance(one, ast.ClassDef) else ""
        starts |= {
            prefix + each.name: range(each.lineno, (each.end_lineno or each.lineno) + 1)
            for each in within
            if isinstance(each, ast.FunctionDef)
        }
    statements = [
        range(one.lineno, one.body[0].lineno if hasattr(one, "body") else (one.end_lineno or one.lineno) + 1)
        for one in ast.walk(tree)
        if isinstance(one, ast.stmt)
    ]
    return starts, statements


def function_of(module: ModuleType, name: str) -> FunctionType | None:
    """Return the function itself, from under whatever it was wrapped in."""
    found: Any = module
    for part in name.split("."):
        found = vars(found).get(part)
    while found is not None and not isinstance(found, FunctionType):
        found = next(
            (
                getattr(found, one)
                for one in ("fget", "__func__", "__wrapped__", "func")
                if hasattr(found, one)
            ),
            None,
        )
    return found


def put(mutant: Mutant, module: ModuleType) -> bool:
    """Let the function do what the changed source says, for everybody who has it; say whether that could be done."""
    function = function_of(module, mutant.function)
    source, name = mutant.source, mutant.function.rpartition(".")[2]
    if function is None:
        return False
    free = function.__code__.co_freevars
    if free:
        inner = "".join(f"    {line}\n" for line in source.splitlines())
        source = f"def __outer__({', '.join(free)}):\n{inner}    return {name}\n"
    scope: dict[str, Any] = {}
    try:
        exec(compile(source, module.__file__ or "", "exec"), vars(module) | {}, scope)  # noqa: S102 - our own source
        changed = scope["__outer__"](*(None for _ in free)) if free else scope[name]
        function.__code__ = changed.__code__
    except (SyntaxError, ValueError, TypeError, NameError):
        return False
    function.__defaults__, function.__kwdefaults__ = changed.__defaults__, changed.__kwdefaults__
    return True


class Hunt:
    """A plugin of pytest that runs the tests once, and then some of them for each mutant."""

    def __init__(
        self,
        modules: Mapping[str, Path],
        out: Path | None,
        seconds: float,
        *,
        again: Path | None = None,
        functions: Sequence[str] = (),
    ) -> None:
        self.modules = modules
        self.seconds = seconds
        self.again = again
        self.functions = functions
        self.out = out
        self.failed = False
        self.counts: dict[str, dict[str, int]] = {}

    def pytest_configure(self) -> None:
        """Let a law give its examples and no more: what fails is not made smaller, and the same examples come again."""
        from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415 - pytest would have it come first

        settings.register_profile(
            "mutants",
            phases=(Phase.explicit, Phase.generate),
            database=None,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that something failed."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run everything once, then hunt module by module."""
        reached = self.reached(session)
        say(f"{len(reached.seconds)} tests, {sum(reached.seconds.values()):.1f} s while they are watched")
        for name, path in self.modules.items():
            self.hunt(session, name, path, reached)
        say(json.dumps(self.counts))
        return True

    def hunt(self, session: pytest.Session, name: str, path: Path, reached: Reached) -> None:
        """Try every mutant of a module."""
        module = importlib.import_module(name)
        counts = dict.fromkeys(("mutants", "found", "stuck", "unnoticed", "unreached", "impossible"), 0)
        left, begin = [], time.monotonic()
        alive = self.alive(name)
        for mutant in mutants_of(path):
            counts["mutants"] += 1
            if alive is not None and not {(mutant.function, mutant.change), (mutant.function, "")} & alive:
                counts["found"] += 1
                continue
            tests = reached.of(str(path), mutant, self.seconds)
            end = self.tried(session, mutant, module, tests, reached) if tests else "unreached"
            counts[end] += 1
            if end in ("unnoticed", "unreached"):
                left.append(
                    {
                        "function": mutant.function,
                        "line": mutant.lines[0],
                        "end": end,
                        "change": mutant.change,
                    }
                )
        if self.out is not None:
            lines = "".join(json.dumps(one) + "\n" for one in left)
            (self.out / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        self.counts[name] = counts
        say(f"{name}: {counts}, {time.monotonic() - begin:.0f} s")

    def alive(self, name: str) -> set[tuple[str, str]] | None:
        """Return what is to be tried again by function and change, a function without a change whole; None for all."""
        if self.again is None:
            return None
        path = self.again / f"{name}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        found = {(one["function"], one["change"]) for one in map(json.loads, lines)}
        return found | {(one, "") for one in self.functions}

    def tried(
        self,
        session: pytest.Session,
        mutant: Mutant,
        module: ModuleType,
        tests: Sequence[int],
        reached: Reached,
    ) -> str:
        """Try one mutant in a fork, and say how that ended."""
        child = os.fork()
        if not child:
            quiet()
            most = int(PATIENCE * sum(reached.seconds[one] for one in tests)) + LEAST_SECONDS
            resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            if not put(mutant, module):
                os._exit(STUCK)
            try:
                self.run(session, tests)
            except BaseException:  # noqa: BLE001 - whatever it is, it was noticed
                self.failed = True
            os._exit(FOUND if self.failed else UNNOTICED)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "stuck" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else "found"
        return {FOUND: "found", UNNOTICED: "unnoticed", STUCK: "impossible"}[os.WEXITSTATUS(status)]

    def run(self, session: pytest.Session, tests: Sequence[int]) -> None:
        """Run some tests until one fails."""
        for at, number in enumerate(tests):
            following = session.items[tests[at + 1]] if at + 1 < len(tests) else None
            session.config.hook.pytest_runtest_protocol(item=session.items[number], nextitem=following)
            if self.failed:
                return

    def reached(self, session: pytest.Session) -> Reached:
        """Run every test in a fork, so that nothing of it stays, and return what each of them reached."""
        gc.collect()
        gc.freeze()
        here, there = os.pipe()
        if not os.fork():
            os.close(here)
            quiet()
            with os.fdopen(there, "wb") as told:
                pickle.dump(self.traced(session), told)
            os._exit(0)
        os.close(there)
        with os.fdopen(here, "rb") as told:
            found = pickle.load(told)  # noqa: S301 - from a fork of this process
        os.wait()
        result = Reached()
        for number, (took, lines) in enumerate(found):
            if took is None:
                raise SystemExit(f"{session.items[number].nodeid} fails without any change")
            result.seconds[number], result.width[number] = took, len(lines)
            for one in lines:
                result.tests.setdefault(one, set()).add(number)
        return result

    def traced(self, session: pytest.Session) -> list[tuple[float | None, set[tuple[str, int]]]]:
        """Return for each test how long it took, and the lines it came by."""
        paths = {str(path) for path in self.modules.values()}
        came: set[tuple[str, int]] = set()

        def by_line(frame: Any, _: str, __: Any) -> Any:
            came.add((frame.f_code.co_filename, frame.f_lineno))
            return by_line

        def by_call(frame: Any, _: str, __: Any) -> Any:
            if frame.f_code.co_filename not in paths:
                return None
            came.add((frame.f_code.co_filename, frame.f_lineno))
            return by_line

        told: list[tuple[float | None, set[tuple[str, int]]]] = []
        for number in range(len(session.items)):
            came.clear()
            begin = time.process_time()
            sys.settrace(by_call)
            self.run(session, [number])
            sys.settrace(None)
            took = time.process_time() - begin
            told.append((None if self.failed else took, set(came)))
            if self.failed:
                break
        return told


def quiet() -> None:
    """Let a fork say nothing."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def say(text: str) -> None:
    """Print a line beside what pytest captures."""
    os.write(1, f"{text}\n".encode())


def main() -> int:
    """Hunt in some modules with some tests."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("modules", nargs="+", help="like gateway.orderdesk.units")
    asked.add_argument("--tests", nargs="+", required=True)
    asked.add_argument("--mutmut", default="", help="the site-packages mutmut was installed in")
    asked.add_argument("--out", type=Path)
    asked.add_argument("--seconds", type=float, default=2.0, help="of tests that one change has to survive")
    asked.add_argument("--again", type=Path, help="the folder of an earlier --out")
    asked.add_argument(
        "--functions", nargs="+", default=(), help="like Tree.order: these are tried whole again"
    )
    options = asked.parse_args()
    sys.path.append(options.mutmut)
    sys.path.insert(0, str(HOUSE))
    modules = {name: HOUSE / f"{name.replace('.', '/')}.py" for name in options.modules}
    plugin = Hunt(modules, options.out, options.seconds, again=options.again, functions=options.functions)
    return pytest.main(
        ["-q", "-p", "no:cacheprovider", "--no-header", "-s", *options.tests], plugins=[plugin]
    )


if __name__ == "__main__":
    sys.exit(main())
