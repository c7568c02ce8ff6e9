"""What holds for every test."""

import gc

import pytest

TESTS_BETWEEN = 20
RUN = pytest.StashKey[int]()


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
