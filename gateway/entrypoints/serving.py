"""Serving: the web application, the workers and the clock of one process, started and stopped together."""

import asyncio
import gc
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Event, Thread

import structlog
import uvicorn
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from gateway.bootstrap import Gateway
from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.beside import GRACE_S, beside
from gateway.entrypoints.lives import life_of
from gateway.entrypoints.warming import warm
from gateway.entrypoints.watching import Watch
from gateway.errors import ConfigurationFault, StorageUnavailable
from gateway.settings import Settings

TICK_S = 1
BACKLOG = 2048

log = structlog.get_logger()


@contextmanager
def working(gateway: Gateway, *, workers: int | None = None, timer: bool = True) -> Iterator[None]:
    """Run workers and the clock until the block ends; what is under way is finished first."""
    stop = Event()
    threads = [
        Thread(target=gateway.worker().run, args=(stop,), name=f"worker-{number}")
        for number in range(gateway.settings.workers if workers is None else workers)
    ]
    life = life_of(gateway)
    life.workers = list(threads)
    clock = _clock(gateway) if timer else None
    with _going([*threads, *_watching(gateway, stop)], stop):
        try:
            yield
        finally:
            life.workers = []
            if clock is not None:
                clock.shutdown(wait=True)


def _watching(gateway: Gateway, stop: Event) -> list[Thread]:
    """Return the thread that sees configurations others applied; none where the settings say never."""
    every_s = gateway.settings.config_watch_s
    return [Watch.of(gateway).thread(stop, every_s)] if every_s else []


@contextmanager
def watching(gateway: Gateway) -> Iterator[None]:
    """See configurations others applied until the block ends, where no worker of this process does."""
    stop = Event()
    with _going(_watching(gateway, stop), stop):
        yield


@contextmanager
def _going(threads: Sequence[Thread], stop: Event) -> Iterator[None]:
    """Let threads go until the block ends; then tell them to stop and wait for them."""
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(GRACE_S)


@dataclass(slots=True)
class Web:
    """The web application on a socket of ours."""

    gateway: Gateway
    host: str
    port: int
    _server: uvicorn.Server = field(init=False)
    _socket: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        must_be_guarded(self.gateway.settings, self.host)
        self._socket = socket.create_server((self.host, self.port), backlog=BACKLOG)
        config = uvicorn.Config(
            create_app(self.gateway),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        self._server = uvicorn.Server(config)

    @property
    def address(self) -> str:
        """Return the address as a browser takes it."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @contextmanager
    def running(self, *, or_else: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Serve in a thread until the block ends; `or_else` is called when it stops serving."""
        put_aside()
        with warm(self.gateway), beside(self._serve, self._stop, name="web", or_else=or_else):
            yield

    def _serve(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def _stop(self) -> None:
        self._server.should_exit = True


def put_aside() -> None:
    """Let who looks for garbage leave out what was built until now: a look at all of it holds a page up for a fifth of a second."""
    gc.freeze()


def must_be_guarded(settings: Settings, host: str) -> None:
    """Refuse to open a console without a password, or an inbox for anybody, to other machines."""
    if _is_loopback(host):
        return
    if not settings.operator_password.get_secret_value():
        raise ConfigurationFault("set GATEWAY_OPERATOR_PASSWORD before serving other machines")
    if settings.open_edi:
        raise ConfigurationFault(
            "GATEWAY_OPEN_EDI is for trials on one machine: unset it before serving others"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _clock(gateway: Gateway) -> BackgroundScheduler:
    """Start the clock: every second each node offers every due slot to the database, which gives it to one."""
    # A tick that takes longer than a second makes the next ones be left out, which the library warns of each
    # time. Nothing is missed: the tick after them finds the same slots due.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1},
        timezone="UTC",
    )
    scheduler.add_job(_tick, "interval", args=(gateway,), seconds=TICK_S, id="tick")
    scheduler.start()
    return scheduler


def _tick(gateway: Gateway) -> None:
    try:
        gateway.schedules.tick(gateway.services.clock.now())
    except StorageUnavailable as error:
        log.warning("clock.storage", error=str(error))
