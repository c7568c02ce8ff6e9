"""What holds for every test."""

import gc
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

TESTS = Path(__file__).parent
TESTS_BETWEEN = 20
RUN = pytest.StashKey[int]()
OF_DATABASES = ("contracts", "integration/db")
OF_X12 = (
    "acknowledgements",
    "dictionary_facts",
    "envelopes",
    "faults",
    "hostile",
    "map_codes",
    "maps",
    "samples",
    "screening",
    "second_reader",
)
"""Laws about x12 and mapping, whose every line and branch the unit tests run: the floor of coverage is not left to chance."""
LAWS = {f"laws/test_{name}.py" for name in OF_X12}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits for other processes, and measure the coverage of everything once.

    To trace what runs makes it twice as slow. A test that runs on each kind of database goes through the same lines of
    ours but for those about databases, whose own tests are measured on both; laws try the same lines a thousand times.
    """
    items.sort(key=lambda item: not item.path.is_relative_to(TESTS / "e2e"))
    there = {item.nodeid for item in items}
    for item in items:
        twin = item.nodeid.replace("[postgresql", "[sqlite", 1)
        path = item.path.relative_to(TESTS).as_posix()
        again = twin != item.nodeid and twin in there and not path.startswith(OF_DATABASES)
        if again or path in LAWS:
            item.add_marker("no_cover")


@pytest.fixture(autouse=True)
def _as_quiet_as_before() -> Iterator[None]:
    """Let what a verb says of its logs, when it is tried inside this process, hold no longer than its test."""
    said, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    yield
    if structlog.get_config() != said:
        structlog.configure(**said)
        logging.root.handlers, logging.root.level = handlers, level


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Take what the tests leave behind out of the search for cycles every now and then.

    Plans and dictionaries are kept for as long as a process lives: to look through them again and again for garbage
    that is not there takes a seventh of the time of some modules, and more the longer the suite runs.
    """
    run = item.session.stash.setdefault(RUN, 0) + 1
    item.session.stash[RUN] = run
    if run % TESTS_BETWEEN == 0:
        gc.collect()
        gc.freeze()
