"""What the tests of the architecture look at: our modules, and every file the repository keeps."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GATEWAY = ROOT / "gateway"


@cache
def modules(*packages: str) -> tuple[Path, ...]:
    """Return our modules, of some packages or of all."""
    folders = [GATEWAY / package for package in packages] or [GATEWAY]
    return tuple(sorted(module for folder in folders for module in folder.rglob("*.py")))


def named(module: Path) -> str:
    """Return a module's name from the root of the repository."""
    return module.relative_to(ROOT).as_posix()


@cache
def tree(module: Path) -> ast.Module:
    """Return a module as Python reads it."""
    return ast.parse(module.read_text(encoding="utf-8"))


def imported(module: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of everything a module imports; the name is empty where a whole module is."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((str(node.module), one.name) for one in node.names)


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file the repository keeps; without a repository around, everything that is no one's leavings."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607 - git as found
    if asked.returncode == 0:
        names = asked.stdout.decode().split("\0")
        return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())
    return tuple(file for file in ROOT.rglob("*") if file.is_file() and not _left_over(file))


def _left_over(file: Path) -> bool:
    parts = file.relative_to(ROOT).parts
    return any(part in {"__pycache__", "build", "dist", "var"} or part.startswith(".") for part in parts[:-1])
