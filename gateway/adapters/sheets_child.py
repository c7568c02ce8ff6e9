"""The process that reads a buyer's file: it bounds itself first, reads one order and its file, answers, and ends.

    order:  a line of JSON ({"do": "read", "name": ...}), then the bytes of the file
    answer: a line of JSON, then bytes

Started by `sheets_process`; nothing it holds is worth stealing: no secrets, no connections, an empty environment.
"""

import json
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from gateway.sheets import wire
from gateway.sheets.filling import fill
from gateway.sheets.reading import read


def answer(order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what an order asks for: what is to be said of it, and its bytes."""
    if order["do"] == "page":
        from gateway.sheets.drawing import page_of  # noqa: PLC0415 - loaded by whoever draws only

        return {}, page_of(order["name"], content, order["page"])
    workbook = read(
        order["name"], content, encoding=order.get("encoding", ""), delimiter=order.get("delimiter", "")
    )
    if order["do"] == "read":
        return {}, wire.pack(workbook)
    columns = [wire.column_of(one) for one in order["columns"]]
    answers = [wire.answer_of(one) for one in order["answers"]]
    filled = fill(content, workbook, order["index"], columns, answers)
    said = {"kind": filled.kind, "findings": [asdict(one) for one in filled.findings]}
    return said, filled.content


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer the one order that stands in a stream."""
    order = json.loads(asked.readline())
    said, content = answer(order, asked.read())
    answered.write(json.dumps(said).encode() + b"\n" + content)
    answered.flush()


def bound(seconds: int, memory: int, output: int) -> None:
    """Let this process never take more of the machine than this; it cannot give itself more later."""
    import resource  # noqa: PLC0415 - what bounds a process is no import for those who only ask it

    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: output,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":  # pragma: no cover - runs in a process of its own, whose answers the tests read
    bound(*map(int, sys.argv[1:4]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
