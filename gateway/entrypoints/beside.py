"""A server in a thread, beside the main thread that waits for the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

GRACE_S = 30


@contextmanager
def beside(
    serve: Callable[[], None], stop: Callable[[], None], *, name: str, or_else: Callable[[], None]
) -> Iterator[None]:
    """Serve in a thread until the block ends; `or_else` is called when that is over, whether it was to be or not.

    Raises what ended it, where that was an error.
    """
    ended_by: list[Exception] = []

    def serving() -> None:
        try:
            serve()
        except Exception as error:  # noqa: BLE001 - raised by whoever waits for it
            ended_by.append(error)
        finally:
            or_else()

    thread = Thread(target=serving, name=name)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(GRACE_S)
    if ended_by:
        raise ended_by[0]
