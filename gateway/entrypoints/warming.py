"""Warming: a thread that keeps this process's index of the catalogue at hand, so that no buyer waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog

from gateway.bootstrap import Gateway
from gateway.errors import StorageUnavailable

EVERY_S = 5.0
SOON_S = 1.0
GRACE_S = 5

log = structlog.get_logger(__name__)


@contextmanager
def warm(gateway: Gateway) -> Iterator[None]:
    """Keep the index at hand until the block ends; where somebody does already, do nothing."""
    shelf = gateway.services.shelf
    if shelf.has_keeper:
        yield
        return
    shelf.has_keeper, stop = True, Event()
    keeper = Thread(target=_keep, args=(gateway, stop), name="shelf", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join(GRACE_S)
        shelf.has_keeper = False


def _keep(gateway: Gateway, stop: Event) -> None:
    wait = 0.0
    while not stop.wait(wait):
        wait = EVERY_S
        try:
            gateway.services.shelf.keep_up(gateway.store)
        except StorageUnavailable as error:
            log.warning("shelf.storage", error=str(error))
            wait = SOON_S
