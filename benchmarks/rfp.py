"""How well buyers' sheets are read, and what is in them found again in a catalogue: `python benchmarks/rfp.py`.

Reads every file of `tests/fixtures/rfp` and compares header, columns and rows with what is to be read of it, file
by file. Reads and understands a workbook of 50,000 rows, in the process of its own that files get; `seconds_50000_rows`
are by the clock, `peak_mb_50000_rows` the most memory of either process. Then matches noisy descriptions to a
catalogue, and prints it all; the last line is one JSON object.
"""

import argparse
import io
import json
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from openpyxl import Workbook  # noqa: E402 - after the path is set

from benchmarks.rfp_matching import measure  # noqa: E402 - as above
from gateway.adapters.sheets_process import SheetsProcess  # noqa: E402 - as above
from gateway.domain.requested_rows import RowKind  # noqa: E402 - as above
from gateway.sheets.understanding import understand  # noqa: E402 - as above
from gateway.sheets.words import load  # noqa: E402 - as above
from tests.rfp_files.measuring import folders, measured  # noqa: E402 - as above

LARGE = 50_000
HEADINGS = (
    "Pos", "Part number", "Description", "Quantity", "Unit", "Unit price", "Lead time", "Alternate", "Bin", "Remark",
)  # fmt: skip


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print what was read wrong")
    parser.add_argument("--reading-only", action="store_true", help="leave the matching out")
    asked = parser.parse_args()
    figures = reading(wrong=asked.wrong) | large()
    if not asked.reading_only:
        figures |= matching()
    print(json.dumps(figures))


def reading(*, wrong: bool) -> dict[str, float | int]:
    """Return the share of files whose header and columns are right, and of rows that are."""
    words = load([ROOT / "mappings"])
    started = time.process_time()
    found = [measured(home, words) for home in folders()]
    took = time.process_time() - started
    for one in found:
        if wrong:
            for line in one.wrong:
                print(f"  {line}")
    rows = sum(one.rows for one in found)
    right = sum(one.right for one in found)
    headers = sum(one.header for one in found)
    print(f"{len(found)} files read in {took:.1f} s of one processor")
    print(f"header and columns right in {headers} of {len(found)} files")
    print(f"{right} of {rows} rows right")
    return {
        "files": len(found),
        "headers_right": round(headers / len(found), 4),
        "rows_right": round(right / rows, 4),
    }


def large() -> dict[str, float | int]:
    """Return how long a workbook of 50,000 rows takes to be read and understood, and the memory it needs."""
    content = workbook_of(LARGE)
    began = time.perf_counter()
    workbook = SheetsProcess().read("large.xlsx", content)
    rows = understand(workbook, load([ROOT / "mappings"]), ()).rows
    took = time.perf_counter() - began
    asked_for = sum(one.kind is RowKind.ITEM for one in rows)
    if asked_for != LARGE:
        raise SystemExit(f"{asked_for} of {LARGE} rows were understood")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{LARGE} rows in {took:.1f} s by the clock, at most {peak // 1024} MB in a process")
    return {"seconds_50000_rows": round(took, 1), "peak_mb_50000_rows": peak // 1024}


def workbook_of(rows: int) -> bytes:
    """Return a bid sheet of so many rows, ten columns each."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Bid")
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        part = f"P-{number:06}"
        text = f"Hexagon head bolt M{number % 30 + 3}x{number % 90 + 10} 8.8 zinc plated"
        sheet.append([number, part, text, number % 500 + 1, "EA", "", "", "", f"B{number:07}", "dock 3"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def matching() -> dict[str, float | int]:
    """Return how many descriptions find their item again, and how sure that is where nobody is asked."""
    found = measure()
    print(f"{found.lines} noisy lines to {found.items} items in {found.match_s:.1f} s of one processor")
    print(f"right at once: {found.top1:.1%}, by raw fuzzy matching {found.raw_top1:.1%}")
    return {
        "top1": round(found.top1, 4),
        "auto_accept_precision": round(found.auto_accept_precision, 4),
        "auto_accept_share": round(found.auto_accept_share, 4),
        "raw_top1": round(found.raw_top1, 4),
        "matched_lines": found.lines,
        "catalogue_items": found.items,
        "seconds_matching": round(found.match_s, 1),
        "seconds_index": round(found.index_s, 1),
    }


if __name__ == "__main__":
    main()
