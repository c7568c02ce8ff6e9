"""A simulated partner: keeps what we send, answers it with a 997, and sends what the story says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from queue import Queue
from threading import Event, Lock, Thread

import httpx2

from gateway.application.validating import InterchangeValidated, Reply, validate
from gateway.mapping.library import Library

FIRST_CONTROL_NUMBER = 9001
LARGEST_BODY = 10 * 1024 * 1024
LOOK_S = 0.1
POST_S = 10


class SimulatedPartner:
    """One partner's back office; `send` is the way its files take to us."""

    def __init__(self, library: Library, send: Callable[[str, bytes], None]) -> None:
        self._library = library
        self._send = send
        self._numbers = count(FIRST_CONTROL_NUMBER)
        self._lock = Lock()
        self._received: list[InterchangeValidated] = []

    def send(self, name: str, content: bytes) -> None:
        """Send a file to the gateway."""
        self._send(name, content)

    def take(self, content: bytes) -> None:
        """Read what the gateway sent and answer it; a 997 is not answered."""
        reply = Reply(control_number=next(self._numbers), prepared_at=datetime.now(UTC))
        validated = validate(content, self._library, reply=reply)
        with self._lock:
            self._received.extend(validated.interchanges)
        if validated.acknowledgements:
            self._send(f"997-{reply.control_number}.edi", validated.acknowledgements)

    def received(self, set_id: str) -> list[object]:
        """Return the documents of a set that arrived, oldest first."""
        return [document for document, _ in self.arrivals(set_id)]

    def arrivals(self, set_id: str) -> list[tuple[object, str]]:
        """Return the documents of a set that arrived with their interchange control numbers, oldest first."""
        with self._lock:
            return [
                (judged.document, one.interchange.control_number)
                for one in self._received
                for group in one.groups
                for judged in group.judged
                if judged.transaction_set.id == set_id
            ]


class HttpPartner:
    """A partner who posts to us and takes our posts at an address of this machine."""

    def __init__(self, library: Library, *, user: str) -> None:
        self._inbox = ""
        self._user, self._password = user, ""
        self.office = SimulatedPartner(library, self._post)
        self._waiting: Queue[bytes | None] = Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._answering())

    @property
    def address(self) -> str:
        """Return where the partner takes our posts."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/edi"

    def may_post(self, inbox: str, password: str) -> None:
        """Tell the partner where we take its posts, and the password of its account."""
        self._inbox, self._password = inbox, password

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take posts until the block ends."""
        serving = Thread(target=self._server.serve_forever, args=(LOOK_S,), name="partner-http")
        reading = Thread(target=self._read, name="partner-desk")
        serving.start()
        reading.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()
            self._waiting.put(None)
            serving.join()
            reading.join()

    def _post(self, name: str, content: bytes) -> None:
        headers = {"Content-Type": "application/edi-x12", "Message-ID": f"<{name}@partner.example.test>"}
        httpx2.post(
            self._inbox, content=content, headers=headers, auth=(self._user, self._password), timeout=POST_S
        ).raise_for_status()

    def _read(self) -> None:
        """Read what was posted until the demo ends; where it ends in the middle we are gone first, and no answer can reach us.

        Were we gone in a story, its facts would not hold.
        """
        with suppress(httpx2.TransportError):
            while (content := self._waiting.get()) is not None:
                self.office.take(content)

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        waiting = self._waiting

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                waiting.put(self.rfile.read(min(int(self.headers["Content-Length"]), LARGEST_BODY)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent: the story is told elsewhere."""

        return Answering


class FolderPartner:
    """A partner who shares two folders with us."""

    def __init__(self, library: Library, *, to_us: Path, from_us: Path) -> None:
        self._to_us = to_us
        self._from_us = from_us
        self.office = SimulatedPartner(library, self._drop)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Look into the folder until the block ends."""
        for folder in (self._to_us, self._from_us):
            folder.mkdir(parents=True, exist_ok=True)
        over = Event()
        looking = Thread(target=self._look, args=(over,), name="partner-folder")
        looking.start()
        try:
            yield
        finally:
            over.set()
            looking.join()

    def _drop(self, name: str, content: bytes) -> None:
        half = self._to_us / f".{name}.part"
        half.write_bytes(content)
        half.rename(self._to_us / name)

    def _look(self, over: Event) -> None:
        while not over.wait(LOOK_S):
            for file in sorted(self._from_us.glob("*.edi")):
                content = file.read_bytes()
                file.unlink()
                self.office.take(content)
