"""Change one small thing of a module at a time and see whether a test notices: `python tests/mutants.py MODULE... -- TESTS...`.

The changes are those of mutmut 3.8.1 (`pip install mutmut==3.8.1`, or `--mutmut FOLDER` where it is installed), and the bodies of
properties, which mutmut leaves out. The tests are collected and run once, which shows what tests run which function; then each
change is made in a fork of this process, which runs only those tests, the quickest first, until one fails. Each module says how
many changes were found; `--out FOLDER` keeps a file of JSON lines for each with those that were not. The last line is JSON.
"""

import argparse
import gc
import importlib
import json
import os
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
SLOWEST = 6.0
FOUND, UNNOTICED, STUCK = 1, 0, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One small change of one function."""

    function: str
    line: int
    source: str
    change: str


@dataclass
class Reached:
    """Which tests run which function of ours, and how long each takes."""

    tests: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every change mutmut makes in the functions and methods of a module."""
    import libcst  # noqa: PLC0415 - where it is installed is said on the command line
    from mutmut.mutation.file_mutation import create_mutations, deep_replace  # noqa: PLC0415 - likewise

    class Bare(libcst.CSTTransformer):
        def leave_FunctionDef(self, original_node: Any, updated_node: Any) -> Any:  # noqa: ARG002, N802 - theirs
            return updated_node.with_changes(decorators=[])

    text = libcst.parse_module(path.read_text(encoding="utf-8")).visit(Bare()).code
    module, mutations, _, _ = create_mutations(str(path), text)
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
        before = libcst.Module(body=[function]).code
        after = libcst.Module(
            body=[deep_replace(function, mutation.original_node, mutation.mutated_node)]
        ).code
        lines = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))
        where = int(lines[2].split()[1].lstrip("-").split(",")[0]) if lines else 0
        change = " => ".join(
            " ".join(part[1:].strip() for part in lines[3:] if part[0] == sign) for sign in "-+"
        )
        yield Mutant(function=names[function], line=where, source=after, change=change)


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

    def __init__(self, modules: Mapping[str, Path], out: Path | None) -> None:
        self.modules = modules
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
        slow = sum(1 for took in reached.seconds.values() if took > SLOWEST)
        say(
            f"{len(reached.seconds)} tests, {sum(reached.seconds.values()):.1f} s; left out as slower: {slow}"
        )
        for name, path in self.modules.items():
            self.hunt(session, name, path, reached)
        say(json.dumps(self.counts))
        return True

    def hunt(self, session: pytest.Session, name: str, path: Path, reached: Reached) -> None:
        """Try every mutant of a module."""
        module = importlib.import_module(name)
        counts = dict.fromkeys(("mutants", "found", "stuck", "unnoticed", "unreached", "impossible"), 0)
        left, begin = [], time.monotonic()
        for mutant in mutants_of(path):
            counts["mutants"] += 1
            tests = reached.tests.get((str(path), mutant.function), set())
            quickest = sorted(
                (one for one in tests if reached.seconds[one] <= SLOWEST), key=reached.seconds.__getitem__
            )
            end = self.tried(session, mutant, module, quickest, reached) if quickest else "unreached"
            counts[end] += 1
            if end in ("unnoticed", "unreached"):
                left.append(
                    {"function": mutant.function, "line": mutant.line, "end": end, "change": mutant.change}
                )
        if self.out is not None:
            lines = "".join(json.dumps(one) + "\n" for one in left)
            (self.out / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        self.counts[name] = counts
        say(f"{name}: {counts}, {time.monotonic() - begin:.0f} s")

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
            with os.fdopen(there, "w") as told:
                json.dump(self.traced(session), told)
            os._exit(0)
        os.close(there)
        with os.fdopen(here) as told:
            found = json.load(told)
        os.wait()
        result = Reached()
        for number, (took, functions) in enumerate(found):
            if took is None:
                raise SystemExit(f"{session.items[number].nodeid} fails without any change")
            result.seconds[number] = took
            for path, name in functions:
                result.tests.setdefault((path, name), set()).add(number)
        return result

    def traced(self, session: pytest.Session) -> list[tuple[float | None, list[tuple[str, str]]]]:
        """Return for each test how long it took, and the functions it ran."""
        paths = {str(path) for path in self.modules.values()}
        told = []
        for number in range(len(session.items)):
            called: set[Any] = set()

            def note(frame: Any, what: str, _: Any, called: set[Any] = called) -> None:
                if what == "call":
                    called.add(frame.f_code)

            begin = time.process_time()
            sys.setprofile(note)
            self.run(session, [number])
            sys.setprofile(None)
            took = time.process_time() - begin
            functions = sorted(
                {(one.co_filename, one.co_qualname) for one in called if one.co_filename in paths}
            )
            told.append((None if self.failed else took, functions))
            if self.failed:
                told.extend((0.0, []) for _ in session.items[number + 1 :])
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
    options = asked.parse_args()
    sys.path.append(options.mutmut)
    sys.path.insert(0, str(HOUSE))
    modules = {name: HOUSE / f"{name.replace('.', '/')}.py" for name in options.modules}
    plugin = Hunt(modules, options.out)
    return pytest.main(
        ["-q", "-p", "no:cacheprovider", "--no-header", "-s", *options.tests], plugins=[plugin]
    )


if __name__ == "__main__":
    sys.exit(main())
