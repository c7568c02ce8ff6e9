"""What every use case is handed: the configuration, the clock, chance and the maker of identifiers."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from gateway.application.acting import ADDRESS
from gateway.application.catalogue.shelf import Shelf
from gateway.application.ports import Clock, Ids, UnitOfWork
from gateway.application.records import Event
from gateway.cxml.dtd import Validator
from gateway.mapping.library import Library
from gateway.profiles.directory import Directory

LOGGED = ("transmission", "document", "answers")
"""What of an event's detail the log may have: identifiers, and nothing a partner wrote."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The agreed maps and partners, the time, new identifiers, and the catalogue as this process searches it.

    `chance` gives so many bytes nobody can guess. `dtds` are those of cXML, where an operator has them.
    """

    library: Library
    directory: Directory
    clock: Clock
    ids: Ids
    chance: Callable[[int], bytes] = field(repr=False)
    dtds: Validator = field(default_factory=lambda: Validator(None), repr=False, compare=False)
    shelf: Shelf = field(default_factory=Shelf, repr=False, compare=False)

    def token(self) -> str:
        """Return a text of 43 letters, digits, `-` and `_` that nobody can guess."""
        return urlsafe_b64encode(self.chance(32)).rstrip(b"=").decode()

    def note(
        self,
        work: UnitOfWork,
        what: str,
        ref: str,
        *,
        partner: str = "",
        order: str = "",
        actor: str = "gateway",
        **detail: Any,  # noqa: ANN401 - whatever JSON can hold
    ) -> None:
        """Write a line of the audit trail in the present unit of work, and one of the log without what may be a payload."""
        named = {key: detail[key] for key in LOGGED if detail.get(key)}
        log.debug(what, ref=ref, of=partner, order=order, actor=actor, **named)
        work.events.add(
            Event(
                id=self.ids.new(),
                at=self.clock.now(),
                partner=partner,
                what=what,
                ref=ref,
                actor=actor,
                address=ADDRESS.get(),
                order=order,
                detail=detail,
            )
        )
