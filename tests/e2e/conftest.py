"""The browser pages are looked at with."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.places import Place, opened

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPEN: dict[Browser, ExitStack] = {}
"""The browser of this process, if there is one, and what ends it."""


@pytest.fixture(scope="module")
def browser() -> Browser:
    """Debian's Chromium, without a screen: one for all tests that ask for it one after the other."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed: apt-get install chromium")
        pytest.skip("NOT TESTED: no page was looked at, since chromium is not installed")
    for one in OPEN:
        return one
    with ExitStack() as ends:
        playwright = ends.enter_context(sync_playwright())
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        ends.callback(launched.close)
        OPEN[launched] = ends.pop_all()
    return launched


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Orders done and held, a request with its quote, a visit, people, alerts: whatever a page can be full of."""
    with opened(tmp_path_factory.mktemp("pages")) as found:
        yield found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """End the browser when the next module has no use for one: as long as it is there, its loop is this thread's."""
    yield
    stays = nextitem is not None and nextitem.path == item.path
    if not stays and "browser" not in getattr(nextitem, "fixturenames", ()):
        for ends in OPEN.values():
            ends.close()
        OPEN.clear()
