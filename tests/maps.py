"""The maps there are, bound once for all tests of a process: to bind them anew takes seconds and much memory."""

from gateway.entrypoints.cli.library import _opened
from gateway.mapping.library import Library
from gateway.settings import Settings


def library() -> Library:
    """Return the library of the shipped maps: the one the verbs of this process read."""
    return _opened(Settings(config_dir=None).maps())
