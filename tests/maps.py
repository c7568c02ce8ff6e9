"""The maps there are, bound once for all tests of a process: to bind them anew takes seconds and much memory."""

from functools import cache

from gateway import bootstrap
from gateway.mapping.library import Library
from gateway.settings import Settings


@cache
def library() -> Library:
    """Return the library of the shipped maps."""
    return bootstrap.library(Settings(config_dir=None))
