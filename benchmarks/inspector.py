"""How soon the annotated page of a document of 10,000 segments is there: as the server answers, and as a browser paints.

    python benchmarks/inspector.py [--segments 10000] [--times 20] [--without-browser]

The document is received and processed as any other. The server's share is measured through the web application in
this process, page by page; the browser is Debian's chromium, asked for its own `first-paint` over loopback from a
gateway started as operators start it. Where others use the machine too, the figures of the processor's time are those
to compare: what this process took for an answer, and the browser's page for what it did until then. The last line is
one JSON object.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from fastapi.testclient import TestClient
from touchless import ITEMS, PARTNER, THEM, US, order, stocked_gateway

from gateway.application.receiving import Arrival, receive
from gateway.bootstrap import Gateway
from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.serving import put_aside

PROJECT = Path(__file__).resolve().parents[1]
HERE = "http://127.0.0.1:8000"
AROUND = 7
"""Segments of the document that are not lines."""
PAINTED = """() => new Promise(done => new PerformanceObserver(seen => done(seen.getEntries()[0].startTime))
    .observe({type: 'paint', buffered: true}))"""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def received(gateway: Gateway, segments: int) -> str:
    """Let the document arrive and be worked on; return its identifier."""
    content = order(
        1, segments - AROUND, sender=THEM, receiver=US, sku=lambda at: f"ITEM-{at % ITEMS:03}"
    ).encode()
    arrival = Arrival(partner=PARTNER, transport="test", key="1", name="in.edi", content=content)
    receive(gateway.services, gateway.store, arrival)
    worker = gateway.worker()
    while worker.run_once():
        pass
    with gateway.store.read() as work:
        (document,) = work.documents.recent(2, set_id="850")
    return document.id


def answered(gateway: Gateway, paths: Sequence[str], times: int) -> tuple[dict[str, dict[str, float]], int]:
    """Return how long answers took and the processor over them, and the size of the largest."""
    took, worked, largest = [], [], 0
    with TestClient(create_app(gateway), base_url=HERE) as client:
        put_aside()
        for at in range(times + 1):
            for path in paths:
                begin, busy = perf_counter(), process_time()
                answer = client.get(path)
                if answer.status_code != 200:
                    sys.exit(f"{path} answered {answer.status_code}")
                largest = max(largest, len(answer.content))
                took += [1000 * (perf_counter() - begin)] if at else []
                worked += [1000 * (process_time() - busy)] if at else []
    return {"server": cut(took), "server_cpu": cut(worked)}, largest


def painted(
    env: Mapping[str, str], folder: Path, paths: Sequence[str], times: int
) -> dict[str, dict[str, float]]:
    """Return when a browser first painted each page, from when it was asked for, and how long its page's thread worked."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    from tests.e2e.processes import gateway_up  # noqa: PLC0415 - found once the project is on the path

    took, worked = [], []
    with gateway_up(env, folder / "up.log") as (_, web), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = browser.new_page()
        asked = page.context.new_cdp_session(page)
        asked.send("Performance.enable", {"timeDomain": "threadTicks"})
        for at in range(times + 1):
            for path in paths:
                page.goto(f"{web.address}{path}")
                first = float(page.evaluate(PAINTED))
                told = {one["name"]: one["value"] for one in asked.send("Performance.getMetrics")["metrics"]}
                took += [first] if at else []
                worked += [1000 * told["TaskDuration"]] if at else []
        browser.close()
    return {"first_paint": cut(took), "browser_cpu": cut(worked)}


def cut(took: Sequence[float]) -> dict[str, float]:
    """Return p50 and p95."""
    cuts = quantiles(took, n=20, method="inclusive")
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--segments", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--without-browser", action="store_true")
    asked = parser.parse_args()
    sys.path.insert(0, str(PROJECT))
    from tests.e2e.processes import environment  # noqa: PLC0415 - found once the project is on the path

    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        gateway = stocked_gateway(folder, url)
        document = received(gateway, asked.segments)
        paths = [f"/documents/{document}", f"/documents/{document}?segment={asked.segments // 2}"]
        served, largest = answered(gateway, paths, asked.times)
        gateway.engine.dispose()
        figures = {"segments": asked.segments, "page_kb": largest // 1024, **served}
        print(f"the server's answer: {served}", flush=True)
        if not asked.without_browser:
            env = environment(config_dir=folder / "config", data_dir=folder / "data", database_url=url)
            figures |= painted(env, folder, paths, asked.times)
            print(f"first paint:         {figures['first_paint']}", flush=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
