"""Processes that see what others applied: the newest revision is looked for, and its files are read without a restart."""

from dataclasses import dataclass
from threading import Event, Thread

import structlog

from gateway.application.configuring.tree import signature_of
from gateway.bootstrap import Gateway, reread
from gateway.entrypoints.configuring import proved
from gateway.entrypoints.lives import life_of
from gateway.entrypoints.rehearsing import config_tree
from gateway.errors import ConfigurationFault, StorageUnavailable

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Watch:
    """Looks for revisions somebody else applied; `revision` is the one this process works by, empty for none."""

    gateway: Gateway
    revision: str = ""
    said: str = ""
    signature: str = ""

    @classmethod
    def of(cls, gateway: Gateway) -> "Watch":
        """Return a watch that begins with what this process has just read."""
        return cls(
            gateway=gateway,
            revision=_newest(gateway)[0],
            signature=signature_of(gateway.settings.config_dir),
        )

    def look(self) -> bool:
        """Read the files anew where another revision was applied and they are here; return whether that was done.

        Files of a revision may reach this machine later than its row in the database: until they do, and where they
        are wrong, everything stays as it was, and is looked at again.
        """
        revision, digest = _newest(self.gateway)
        if revision == self.revision:
            return False
        if config_tree(self.gateway.settings).digest != digest:
            self._say(revision, "its files are not here yet")
            return False
        try:
            reread(self.gateway)
        except ConfigurationFault as wrong:
            self._say(revision, str(wrong))
            return False
        self.revision = revision
        log.info("config.reread", revision=revision)
        return True

    def prove(self) -> None:
        """Keep for `/readyz` what is wrong with files that were changed since this process read them."""
        there = signature_of(self.gateway.settings.config_dir)
        if there == self.signature:
            return
        self.signature = there
        life = life_of(self.gateway)
        life.faults = proved(self.gateway.settings, {}, self.gateway.services.library).faults
        if life.faults:
            log.warning("config.wrong", faults=len(life.faults), first=life.faults[0])

    def run(self, stop: Event, every_s: float) -> None:
        """Look again and again until told to stop."""
        while not stop.wait(every_s):
            try:
                self.look()
                self.prove()
            except StorageUnavailable as away:
                log.warning("config.storage", error=str(away))

    def thread(self, stop: Event, every_s: float) -> Thread:
        """Return a thread that looks, not started yet."""
        return Thread(target=self.run, args=(stop, every_s), name="config-watch", daemon=True)

    def _say(self, revision: str, why: str) -> None:
        """Say once of each revision why it is not worked by."""
        if self.said != (said := f"{revision} {why}"):
            log.warning("config.not-reread", revision=revision, reason=why)
            self.said = said


def _newest(gateway: Gateway) -> tuple[str, str]:
    with gateway.store.read() as work:
        last = work.configurations.last()
    return (last.id, last.digest) if last else ("", "")
