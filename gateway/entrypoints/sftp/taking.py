"""Taking what partners bring: a file that was closed is given to receiving, and shown as taken."""

from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import time

import structlog

from gateway.adapters.transports.hosted import INBOX, OUTBOX, TAKEN, open_room, room_of
from gateway.application.receiving import collect
from gateway.bootstrap import Gateway
from gateway.errors import StorageUnavailable, TransportError
from gateway.profiles.profile import Profile

KIND = "hosted"
DRAFT = ".~"
DRAFT_S = 24 * 60 * 60

log = structlog.get_logger()


class Taking:
    """Gives what lies in partners' inboxes to receiving; one file the moment it is closed, or all that waits.

    A file is on our disk before it is taken: a database that is away costs nothing but time.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._files = gateway.settings.data_dir.resolve()
        self._one_at_a_time: defaultdict[str, Lock] = defaultdict(Lock)

    def room(self, profile: Profile) -> Path:
        """Return a partner's room, made if it is missing."""
        room = room_of(self._files, profile.code)
        for name in (INBOX, OUTBOX, TAKEN):
            (room / name).mkdir(parents=True, exist_ok=True)
        return room

    def take(self, profile: Profile, only: str = "") -> int:
        """Take what waits, or only one file; return how many were new. Whatever fails is tried again by `sweep`."""
        if profile.sftp is None:
            return 0
        gateway = self._gateway
        room = open_room(
            self._files, profile.code, clock=gateway.services.clock, only=only, grace=profile.sftp.grace
        )
        try:
            with self._one_at_a_time[profile.code]:
                kept = collect(gateway.services, gateway.store, profile.code, kind=KIND, transport=room)
                return sum(1 for _ in kept)
        except (TransportError, StorageUnavailable) as error:
            log.warning("sftp.not-taken-yet", partner=profile.code, reason=str(error))
            return 0

    def sweep(self) -> None:
        """Take what nobody took, and clear away what partners need not see any more."""
        for profile in self._gateway.services.directory.all():
            if profile.sftp is None:
                continue
            room = self.room(profile)
            self.take(profile)
            _clear(room / TAKEN, "", older_s=profile.sftp.show_taken.total_seconds())
            _clear(room / INBOX, DRAFT, older_s=DRAFT_S)


def _clear(folder: Path, beginning: str, *, older_s: float) -> None:
    for file in folder.iterdir():
        # Another server on the same disk may be clearing as well.
        with suppress(FileNotFoundError):
            if file.name.startswith(beginning) and file.lstat().st_ctime < time() - older_s:
                file.unlink()
