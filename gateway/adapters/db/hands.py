"""More hands: the batches of a backorder run done by copies of this process, each on connections of its own."""

import gc
import threading
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from sqlalchemy import Engine

HOW = "fork"
_act: list[Callable[[Any], Any]] = []


class Hands:
    """Implements the port Hands with so many processes; with one, or where a copy would not be safe, without any.

    A copy shares what was built (maps, profiles, statements) instead of building it again. It is made only of a
    process with one thread, whose connections are closed first: neither a lock nor a connection is ever shared.
    """

    def __init__(self, engine: Engine, processes: int) -> None:
        self._engine = engine
        self._processes = processes

    def __call__(self, act: Callable[[Any], Any], batches: Iterable[Any], /) -> Iterator[Any]:
        """Yield what comes of each batch, in order."""
        if self._processes < 2 or threading.active_count() > 1 or HOW not in get_all_start_methods():  # noqa: PLR2004 - one is no more hands
            yield from map(act, batches)
            return
        self._engine.dispose()
        gc.freeze()
        _act.append(act)
        try:
            with get_context(HOW).Pool(self._processes, gc.disable) as pool:
                yield from pool.imap(_do, batches)
        finally:
            _act.pop()
            gc.unfreeze()


def _do(batch: Any) -> Any:  # noqa: ANN401 - whatever is to be done
    return _act[-1](batch)
