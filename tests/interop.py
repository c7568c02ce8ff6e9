"""The page about interoperation, written from the runs themselves: each peer's tests hold one table of it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "as2-interop.md"


def hold(peer: str, results: Mapping[tuple[str, str], str]) -> None:
    """Compare what came of a run with the peer's table on the page; GOLDEN_UPDATE=1 writes it."""
    rows = "".join(f"| {way} | {case} | {result} |\n" for (way, case), result in results.items())
    table = f"| way | case | result |\n| --- | --- | --- |\n{rows}"
    marked = re.compile(rf"(<!-- {re.escape(peer)} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    page = PAGE.read_text(encoding="utf-8")
    found = marked.search(page)
    assert found, f"{PAGE.name} has no place for {peer}"
    made = page[: found.end(1)] + table + page[found.end() :]
    if os.environ.get("GOLDEN_UPDATE"):
        PAGE.write_text(made, encoding="utf-8")
    assert page == made or os.environ.get("GOLDEN_UPDATE"), f"{peer}: the page says something else"
