"""Revisions of the configuration, drafts of it, and what was tried with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The files of the configuration as they were when somebody applied them: path to SHA-256."""

    id: str
    at: datetime
    actor: str
    reason: str
    git_sha: str
    digest: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file of the configuration that is being written and does not work yet."""

    path: str
    content: bytes
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRecord:
    """How a scenario of a partner came out last; `digest` tells the configuration it was tried with."""

    partner: str
    scenario: str
    at: datetime
    actor: str
    digest: str
    passed: bool
    steps: Sequence[Mapping[str, Any]]


class Configurations(Protocol):
    """Revisions of the configuration and drafts of its files."""

    def keep(self, revision: Revision, contents: Mapping[str, bytes]) -> None:
        """Keep a revision with the contents (by SHA-256) it speaks of."""
        ...

    def last(self) -> Revision | None:
        """Return the newest revision."""
        ...

    def get(self, revision: str) -> Revision:
        """Return a revision; raises NotFound."""
        ...

    def recent(self, limit: int, *, before: str = "") -> Sequence[Revision]:
        """Return the newest first, those before a given one if it is named."""
        ...

    def contents(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return contents by their SHA-256."""
        ...

    def draft(self, draft: Draft) -> None:
        """Keep a draft; one of the same path is replaced."""
        ...

    def drafts(self, beginning: str = "") -> Sequence[Draft]:
        """Return the drafts whose path begins like that, in order of path."""
        ...

    def drop_drafts(self, paths: Sequence[str]) -> None:
        """Forget drafts."""
        ...


class PartnerTests(Protocol):
    """How scenarios came out last."""

    def put(self, test: TrialRecord) -> None:
        """Keep how a scenario came out."""
        ...

    def of(self, partner: str) -> Sequence[TrialRecord]:
        """Return how a partner's scenarios came out, by name."""
        ...

    def all(self) -> Sequence[TrialRecord]:
        """Return how everybody's scenarios came out, by partner and name."""
        ...
