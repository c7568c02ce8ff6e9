"""A process that starts before its database: it waits, says so, and gives up after a while."""

from collections.abc import Callable
from threading import Event
from time import monotonic

import structlog

from gateway.adapters.db import migrating
from gateway.bootstrap import Gateway
from gateway.errors import StorageUnavailable

FIRST_S, LONGEST_S = 0.5, 5.0

log = structlog.get_logger(__name__)


def await_database(
    gateway: Gateway, *, now: Callable[[], float] = monotonic, rest: Callable[[float], object] | None = None
) -> None:
    """Return when the database answers; raises StorageUnavailable once `database_wait_s` is over.

    Only a database that cannot be reached is waited for: a wrong password or name is said at once.
    """
    patience = gateway.settings.database_wait_s
    pause = rest or Event().wait
    where = gateway.engine.url.render_as_string(hide_password=True)
    ends, wait_s = now() + patience, FIRST_S
    while True:
        try:
            migrating.current(gateway.engine)
        except StorageUnavailable as away:
            left = ends - now()
            if left <= 0:
                message = f"{where} was waited for {patience} s (GATEWAY_DATABASE_WAIT_S) and did not answer: {away}"
                raise StorageUnavailable(" ".join(message.split())) from away
            log.warning(
                "database.waiting", database=where, left_s=round(left, 1), reason=" ".join(str(away).split())
            )
            pause(min(wait_s, left))
            wait_s = min(wait_s * 2, LONGEST_S)
        else:
            return
