"""How well buyers' sheets are read, and what is in them found again in a catalogue: `python benchmarks/rfp.py`.

Reads every file of `tests/fixtures/rfp` and compares header, columns and rows with what is to be read of it, file
by file. Then matches noisy descriptions to a catalogue, and prints it all; the last line is one JSON object.
"""

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.rfp_matching import measure  # noqa: E402 - after the path is set
from gateway.sheets.words import load  # noqa: E402 - as above
from tests.rfp_files.measuring import folders, measured  # noqa: E402 - as above


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print what was read wrong")
    parser.add_argument("--reading-only", action="store_true", help="leave the matching out")
    asked = parser.parse_args()
    figures = reading(wrong=asked.wrong)
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


def matching() -> dict[str, float | int]:
    """Return how many descriptions find their item again, and how sure that is where nobody is asked."""
    found = measure()
    print(f"{found.lines} noisy lines to {found.items} items in {found.match_s:.1f} s of one processor")
    print(f"right at once: {found.top1:.1%}, by raw fuzzy matching {found.raw_top1:.1%}")
    return {
        "top1": round(found.top1, 4),
        "auto_accept_precision": round(found.auto_accept_precision, 4),
        "auto_accept_share": round(found.auto_accept_share, 4),
    }


if __name__ == "__main__":
    main()
