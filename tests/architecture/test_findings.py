"""Every finding is documented, every documented finding exists, and each can come about.

GOLDEN_UPDATE=1 writes the page anew from the tables; the difference is then reviewed.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.domain.findings import KINDS
from tests.architecture.findings_page import render
from tests.architecture.sources import GATEWAY, ROOT, modules
from tests.golden import UPDATE

PAGE = ROOT / "docs" / "reference" / "findings.md"
TABLES = {GATEWAY / "domain" / "findings.py", GATEWAY / "x12" / "acknowledgement_codes.py"}


def test_the_page_says_what_the_tables_say() -> None:
    """Codes, severities, meanings and answers on the page are those the gateway works by."""
    if UPDATE:
        PAGE.write_text(render(), encoding="utf-8")

    assert render() == PAGE.read_text(encoding="utf-8")


def test_every_finding_has_one_row_and_every_row_a_finding() -> None:
    """Read off the page itself, whatever wrote it."""
    rows = re.findall(r"^\| `([a-z0-9.-]+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert sorted(KINDS) == sorted(rows)


def test_every_row_is_filled() -> None:
    """Each finding says what it means and what to do, in sentences."""
    for kind in KINDS.values():
        assert (kind.code, ".", ".") == (kind.code, kind.message[-1:], kind.fix[-1:])
        assert (kind.code, True) == (kind.code, kind.message[0].isupper())


@pytest.fixture(scope="module")
def named() -> frozenset[str]:
    """Every finding some module names, as a literal or by putting one together."""
    return frozenset(code for module in modules() if module not in TABLES for code in _named(module))


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_finding_can_come_about(code: str, named: frozenset[str]) -> None:
    """A code that nothing finds explains nothing."""
    assert code in named


def _named(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and node.value in KINDS:
            yield str(node.value)
        elif isinstance(node, ast.JoinedStr):
            pattern = "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9-]+"
                for part in node.values
            )
            if re.match(r"(x12|map|partner|order)\\\.", pattern):
                yield from (code for code in KINDS if re.fullmatch(pattern, code))
