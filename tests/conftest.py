"""What holds for every test."""

import gc
import logging
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import structlog
from coverage import Coverage

from tests.forking import Forking, serving

TESTS = Path(__file__).parent
TESTS_BETWEEN = 20
RUN = pytest.StashKey[int]()
MEASURED = ("unit/", "laws/", "integration/as2/", "integration/cxml/", "integration/quoting/")
"""Tests that go through every line of what is measured (tests/coverage_floor.py); to trace the others doubles their time."""
UNMEASURED = (
    "laws/test_acknowledgements.py",
    "laws/test_composing.py",
    "laws/test_dictionary_facts.py",
    "laws/test_envelopes.py",
    "laws/test_faults.py",
    "laws/test_hostile.py",
    "laws/test_map_codes.py",
    "laws/test_maps.py",
    "laws/test_samples.py",
    "laws/test_screening.py",
    "laws/test_second_reader.py",
)
"""Laws that try the same lines a thousand times, all of which unit tests go through too."""
WHOLE = bool(os.environ.get("COVERAGE_OF_ALL"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits for other processes; modules that look at pages come together, so that one browser does."""
    looking = {item.path for item in items if "browser" in getattr(item, "fixturenames", ())}
    items.sort(
        key=lambda item: (1 + (item.path in looking)) if item.path.is_relative_to(TESTS / "e2e") else 3
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Trace a test with its fixtures if it is one that is measured; on one kind of database, where there are two."""
    path = item.path.relative_to(TESTS).as_posix()
    measured = path.startswith(MEASURED) and path not in UNMEASURED and "[postgresql" not in item.nodeid
    tracing = Coverage.current()
    if tracing is None or measured or WHOLE:
        return (yield)
    tracing.stop()
    try:
        return (yield)
    finally:
        tracing.start()


@pytest.fixture(autouse=True)
def _as_quiet_as_before() -> Iterator[None]:
    """Let what a verb says of its logs, when it is tried inside this process, hold no longer than its test."""
    said, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    yield
    if structlog.get_config() != said:
        structlog.configure(**said)
        logging.root.handlers, logging.root.level = handlers, level


@pytest.fixture(scope="session")
def forking() -> Iterator[Forking]:
    """The program, imported once for all commands that the tests of this process run as a person would."""
    with serving() as made:
        yield made


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
