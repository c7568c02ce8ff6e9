"""Revisions of the configuration, drafts of its files, and how scenarios came out."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select

from gateway.adapters.db.rows import added, chunks, columns_for, instead, made, unless_there, values
from gateway.adapters.db.tables import config_content, config_draft, config_revision, partner_test
from gateway.application.ports.configuring import Draft, Revision, TrialRecord
from gateway.errors import NotFound

REVISIONS = select(*columns_for(Revision, config_revision))
NEWEST = REVISIONS.order_by(config_revision.c.id.desc())
ADD_CONTENT = unless_there(config_content, "sha256")
CONTENT = select(config_content.c.sha256, config_content.c.content)
PUT_DRAFT = instead(config_draft, "path")
DRAFTS = select(*columns_for(Draft, config_draft)).order_by(config_draft.c.path)
PUT_TEST = instead(partner_test, "partner", "scenario")
TESTS = select(*columns_for(TrialRecord, partner_test)).order_by(
    partner_test.c.partner, partner_test.c.scenario
)


class DbConfigurations:
    """Implements the port Configurations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, revision: Revision, contents: Mapping[str, bytes]) -> None:
        """Keep a revision with the contents (by SHA-256) it speaks of."""
        for digest, content in contents.items():
            added(self._connection, ADD_CONTENT, {"sha256": digest, "content": content})
        self._connection.execute(config_revision.insert(), values(revision))

    def last(self) -> Revision | None:
        """Return the newest revision."""
        found = made(Revision, self._connection.execute(NEWEST.limit(1)))
        return found[0] if found else None

    def get(self, revision: str) -> Revision:
        """Return a revision; raises NotFound."""
        statement = REVISIONS.where(config_revision.c.id == bindparam("of_id"))
        found = made(Revision, self._connection.execute(statement, {"of_id": revision}))
        if not found:
            raise NotFound(f"there is no revision {revision}")
        return found[0]

    def recent(self, limit: int, *, before: str = "") -> Sequence[Revision]:
        """Return the newest first, those before a given one if it is named."""
        statement = NEWEST.where(config_revision.c.id < before) if before else NEWEST
        return made(Revision, self._connection.execute(statement.limit(limit)))

    def contents(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return contents by their SHA-256."""
        return {
            row.sha256: row.content
            for some in chunks(sorted(set(digests)))
            for row in self._connection.execute(CONTENT.where(config_content.c.sha256.in_(some)))
        }

    def draft(self, draft: Draft) -> None:
        """Keep a draft; one of the same path is replaced."""
        self._connection.execute(PUT_DRAFT[self._connection.dialect.name], values(draft))

    def drafts(self, beginning: str = "") -> Sequence[Draft]:
        """Return the drafts whose path begins like that, in order of path."""
        statement = DRAFTS.where(config_draft.c.path.startswith(beginning, autoescape=True))
        return made(Draft, self._connection.execute(statement))

    def drop_drafts(self, paths: Sequence[str]) -> None:
        """Forget drafts."""
        self._connection.execute(delete(config_draft).where(config_draft.c.path.in_(list(paths))))


class DbPartnerTests:
    """Implements the port PartnerTests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, test: TrialRecord) -> None:
        """Keep how a scenario came out."""
        self._connection.execute(PUT_TEST[self._connection.dialect.name], values(test))

    def of(self, partner: str) -> Sequence[TrialRecord]:
        """Return how a partner's scenarios came out, by name."""
        statement = TESTS.where(partner_test.c.partner == partner)
        return made(TrialRecord, self._connection.execute(statement))

    def all(self) -> Sequence[TrialRecord]:
        """Return how everybody's scenarios came out, by partner and name."""
        return made(TrialRecord, self._connection.execute(TESTS))
